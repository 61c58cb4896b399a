"""The notebooks in a real JupyterLab, started as `heartdata lab` does: widgets move pictures, and nothing leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from heartdata.cli.notebooks import copy_notebooks, isolated, lab_command
from heartdata.datasets.samples import sample_data
from heartdata.readers import read_logs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(
        not all(find_spec(name) for name in ("jupyterlab", "ipywidgets", "anywidget")),
        reason="needs JupyterLab and widgets: pip install 'heartdata[notebooks]'",
    ),
]
TOKEN = "only-for-this-test"
WAIT = 120_000
# In place of `-m jupyterlab`: the same, and every address that the server asks for is written down.
WATCHED = """
import os, runpy, sys
def watch(event, given):
    if event in ("socket.connect", "socket.getaddrinfo"):
        asked = given[1][0] if event == "socket.connect" and isinstance(given[1], tuple) else given[0]
        with open(os.environ["ASKED"], "a") as out:
            out.write(f"{asked}\\n" if isinstance(asked, str) else "")
sys.addaudithook(watch)
runpy.run_module("jupyterlab", run_name="__main__", alter_sys=True)
"""
HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}


@dataclass(frozen=True)
class Lab:
    address: str
    folder: Path
    asked: Path


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder, place = tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("lab")
    copy_notebooks(sample_data(), folder)
    own = {name: str(place / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    env = {**isolated(place), **own, "ASKED": str(place / "asked"), "PYTHONPATH": str(Path(__file__).parents[2])}
    python, *words = lab_command(folder)
    place_of_module = words.index("-m")
    command = [python, *words[:place_of_module], "-c", WATCHED, *words[place_of_module + 2 :]]
    (place / "asked").touch()
    log = place / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [*command, "--no-browser", "--port=0", "--allow-root", f"--IdentityProvider.token={TOKEN}"],
            cwd=place, stdout=out, stderr=out, env=env, start_new_session=True,
        )  # fmt: skip
        try:
            yield Lab(_address(server, log), folder, place / "asked")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"http://(?:127\.0\.0\.1|localhost):\d+/lab", log.read_text())
        if found:
            return found[0]
        time.sleep(0.3)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class Notebook:
    """A notebook in the browser, run from top to bottom."""

    def __init__(self, page: Any, lab: Lab, name: str) -> None:
        self.page, self.name, self.file = page, name, lab.folder / name
        page.goto(f"{lab.address}/tree/{name}?token={TOKEN}&reset", wait_until="domcontentloaded")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=WAIT)
        page.get_by_text("Python 3 (heartdata)").filter(visible=True).first.wait_for(timeout=WAIT)
        cells = json.loads(self.file.read_text(encoding="utf-8"))["cells"]
        wanted = sum(cell["cell_type"] == "code" for cell in cells)
        ran = page.locator(".jp-CodeCell .jp-InputPrompt", has_text=re.compile(r"\[\d+\]"))
        running = page.locator(".jp-CodeCell .jp-InputPrompt", has_text="[*]")
        until = time.monotonic() + WAIT / 1000
        # Again where nothing runs: JupyterLab forgets it while the kernel, already named, does not answer.
        while time.monotonic() < until and (running.count() or ran.count() < wanted):
            if not running.count() and not ran.count():
                page.keyboard.press("Escape")  # a menu whose items could not be chosen is still open
                page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
                page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
            page.wait_for_timeout(2000)
        self.shoot("run")
        assert ran.count() == wanted, page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0

    def shoot(self, when: str) -> None:
        """Keep a picture of the screen, where somebody wants to look."""
        if folder := os.environ.get("HEARTDATA_SCREENSHOTS"):
            self.page.screenshot(path=Path(folder) / f"{self.name}-{when}.png")

    def changes(self, act: Callable[[], Any], what: Any, read: str = "e => e.querySelector('img').src") -> None:
        """Do something, and wait until what it shows is another."""
        what.scroll_into_view_if_needed()
        before = what.evaluate(read)
        act()
        until = time.monotonic() + 20
        while what.evaluate(read) == before and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        assert what.evaluate(read) != before

    def saved(self) -> str:
        self.page.keyboard.press("Escape")
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^File$")).click()
        before = self.file.stat().st_mtime_ns
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Save Notebook$")).click()
        until = time.monotonic() + 20
        while self.file.stat().st_mtime_ns == before and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        return self.file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    own = lab.address.removesuffix("/lab")
    outside = [url for url in asked if not url.startswith((own, own.replace("http", "ws"), "data:", "blob:", "about:"))]
    assert outside == []
    assert set(lab.asked.read_text().splitlines()) <= HERE
    context.close()


def serious(page: Any, axe: str, part: str) -> list[Any]:
    page.evaluate(axe)
    found = page.evaluate(
        "part => axe.run(part, {rules: {'region': {enabled: false}}}).then(r => r.violations.map("
        "v => [v.impact, v.id, v.nodes[0].html]))", part,
    )  # fmt: skip
    return [one for one in found if one[0] in ("serious", "critical")]


def test_days_are_read_and_nothing_of_the_journal_is_saved(page: Any, lab: Lab, axe: str) -> None:
    notebook = Notebook(page, lab, "02_my_whole_course.ipynb")
    course, alike = (page.locator(".heartdata-picture").nth(k) for k in (0, 2))
    reading = page.locator(".heartdata-reading").first
    logs = read_logs(sample_data())
    entry = logs.journal[logs.journal["text"].str.len() > 60].iloc[-1]
    words = entry["text"].split("\n")[0][:50]
    course.scroll_into_view_if_needed()
    course.focus()
    page.keyboard.press("End")
    shown = "e => e.innerText"
    for _ in range((logs.days[-1] - entry["day"]).days):
        page.keyboard.press("ArrowLeft")
    page.get_by_text(words).wait_for(timeout=20_000)
    notebook.shoot("read")
    assert course.get_attribute("role") == "slider"
    assert f"{entry['day'].day} " in course.get_attribute("aria-valuetext")
    notebook.changes(lambda: course.click(position={"x": 300, "y": 150}), reading, shown)
    # A day clicked in the second course changes the picture of the days like it.
    second = page.locator(".heartdata-picture").nth(1)
    notebook.changes(lambda: second.click(position={"x": 440, "y": 150}), alike)
    notebook.shoot("alike")
    assert serious(page, axe, ".jp-OutputArea-output .jupyter-widgets") == []
    saved = notebook.saved()
    assert "application/vnd.jupyter.widget-view+json" in saved
    assert "The whole course: run the cell to explore" in saved
    told = [line for text in logs.journal["text"].dropna() for line in text.split("\n") if len(line) > 24]
    assert [line for line in told if json.dumps(line, ensure_ascii=False)[1:-1] in saved] == []
    assert "heavy (" not in saved


def test_what_if_moves_the_picture_and_the_verdict(page: Any, lab: Lab, axe: str) -> None:
    notebook = Notebook(page, lab, "04_stuck_and_signs.ipynb")
    course = page.locator(".heartdata-picture").first
    usual = page.get_by_label("My usual mood is")
    said = page.get_by_text("With these settings").locator("xpath=..")

    def enter() -> None:
        usual.fill("5.5")
        usual.press("Enter")

    before = course.locator("img").get_attribute("src")
    # The verdict comes after the picture.
    notebook.changes(enter, said, "e => e.innerText")
    assert course.locator("img").get_attribute("src") != before
    as_it_is = page.get_by_text("As it is, Week").locator("xpath=..").inner_text()
    assert as_it_is.split("\n", 1)[1] != said.inner_text().split("\n", 1)[1]
    notebook.shoot("usual")
    notebook.changes(lambda: page.get_by_label("Leave out").select_option("Energy"), course)
    notebook.changes(lambda: page.get_by_label("The loss was on").fill("2026-04-20"), course)
    notebook.shoot("loss")
    assert serious(page, axe, ".jp-OutputArea-output .jupyter-widgets") == []
    # Tables fit without scrolling sideways, and no reason is cut.
    wide = "[...document.querySelectorAll('.jp-RenderedHTML')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(wide) == 0
    assert not re.search(r"\w\.\.\.", page.locator(".jp-RenderedHTML").first.inner_text())
