"""The notebooks in a real JupyterLab: open, run all, and the pictures appear."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from heartdata.cli.notebooks import QUIET, copy_notebooks
from heartdata.datasets.samples import sample_data

pytestmark = [
    pytest.mark.browser,
    pytest.mark.kernel,
    pytest.mark.skipif(find_spec("jupyterlab") is None, reason="needs JupyterLab: pip install 'heartdata[notebooks]'"),
]
TOKEN = "only-for-this-test"
WAIT = 120_000


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    copy_notebooks(sample_data(), folder)
    home = {name: str(folder / ".jupyter" / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    log = folder / ".log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *QUIET, "--no-browser", "--port=0", "--allow-root",
             f"--IdentityProvider.token={TOKEN}"],
            cwd=folder, stdout=out, stderr=out, env={**os.environ, **home}, start_new_session=True,
        )  # fmt: skip
        try:
            yield _address(server, log)
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


def _run_all(page: Any, done: Callable[[], bool]) -> None:
    """Ask for it, again where nothing runs: JupyterLab forgets it while the kernel, already named, does not answer."""
    running = page.locator(".jp-CodeCell .jp-InputPrompt", has_text="[*]")
    until = time.monotonic() + WAIT / 1000
    while time.monotonic() < until and not done():
        if not running.count():
            page.keyboard.press("Escape")  # a menu whose items could not be chosen is still open
            page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Run$")).click()
            page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
        page.wait_for_timeout(3000)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("02_your_days_and_weeks.ipynb", "img"), ("06_your_weekly_chart.ipynb", "img, iframe")],
)
def test_run_all_shows_the_pictures(browser: Any, lab: str, name: str, shown: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{lab}/tree/{name}?token={TOKEN}&reset", wait_until="domcontentloaded")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=WAIT)
    page.get_by_text("Python 3 (ipykernel)").filter(visible=True).first.wait_for(timeout=WAIT)
    pictures = page.locator(", ".join(f".jp-OutputArea-output {kind}" for kind in shown.split(", ")))
    wanted = 3 if name.startswith("02") else 2
    _run_all(page, lambda: pictures.count() >= wanted)
    assert pictures.count() >= wanted, page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    if folder := os.environ.get("HEARTDATA_SCREENSHOTS"):
        pictures.last.scroll_into_view_if_needed()
        page.screenshot(path=Path(folder) / f"{name}.png")
    own = lab.removesuffix("/lab")
    outside = [url for url in asked if not url.startswith((own, own.replace("http", "ws"), "data:", "blob:", "about:"))]
    assert outside == []
    context.close()
