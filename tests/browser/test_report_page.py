"""The report as a person meets it: on a screen, on a phone, on paper, in the dark, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from heartdata.report.weekly import weekly_report
from tests.made_reviews import bare, full

pytestmark = pytest.mark.browser

LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
PAGES = ["full", "bare", "shared"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "full": weekly_report(full()),
        "bare": weekly_report(bare(practices=[], support={})),
        "shared": weekly_report(full(), for_sharing=True),
    }
    return {name: report.save(folder / f"{name}.html").as_uri() for name, report in made.items()}


class Opened:
    """A page with its console messages and requests."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.said, self.asked = page, [], []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(address)


@pytest.fixture
def look(browser: Any) -> Iterator[Any]:
    contexts = []

    def _look(address: str, width: int = 1280, scheme: str = "light", **more: Any) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **more)
        contexts.append(context)
        return Opened(context.new_page(), address)

    yield _look
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_page_fits_without_console_messages_or_requests(
    look: Any, files: dict[str, str], name: str, width: int, scheme: str
) -> None:
    seen = look(files[name], width, scheme)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert seen.said == []
    assert seen.asked == [files[name]]
    # Nothing but a wide table, in its own frame, reaches beyond the edge of the screen.
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    wide = seen.page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll, svg, thead') && "
        "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == []
    # Of a wide picture one drawing is shown, the other is for another screen.
    svgs = seen.page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => [...f.querySelectorAll('svg')]"
        ".map(e => e.getBoundingClientRect().width).filter(w => w > 0))"
    )
    assert all(len(shown) == 1 and shown[0] > 250 for shown in svgs)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_serious(
    look: Any, files: dict[str, str], axe: str, name: str, width: int, scheme: str
) -> None:
    # axe is put into the page for the test, which the page's own policy would forbid.
    seen = look(files[name], width, scheme, bypass_csp=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    seen.page.evaluate(axe)
    found = seen.page.evaluate("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
    assert [one for one in found if one[0] in ("serious", "critical", "moderate")] == []


def test_dark_mode_is_legible(look: Any, files: dict[str, str]) -> None:
    light, dark = (look(files["full"], 1280, scheme).page for scheme in ("light", "dark"))
    back = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    assert min(light.evaluate(back)) > 200
    assert max(dark.evaluate(back)) < 60
    ink = "getComputedStyle(document.querySelector('svg text, svg [id*=text_] g')).fill.match(/\\d+/g).map(Number)"
    assert max(light.evaluate(ink)) < 120
    assert min(dark.evaluate(ink)) > 150


def test_all_controls_are_reachable_by_keyboard(look: Any, files: dict[str, str]) -> None:
    page = look(files["full"], 360).page
    wanted = page.evaluate("document.querySelectorAll('summary, a[href]').length")
    reached = set()
    for _ in range(wanted + 10):
        page.keyboard.press("Tab")
        now = page.evaluate(
            "(e => e && e !== document.body ? [e.tagName, [...document.querySelectorAll('*')].indexOf(e), "
            "getComputedStyle(e).outlineStyle] : null)(document.activeElement)"
        )
        if now and now[0] in ("SUMMARY", "A"):
            reached.add(now[1])
            assert now[2] != "none"
    assert len(reached) == wanted
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('details').open")


def test_it_prints_on_a_few_pages_in_light_colours(look: Any, files: dict[str, str], tmp_path: Path) -> None:
    page = look(files["full"], 1280, "dark").page
    written = page.pdf(path=tmp_path / "print.pdf", format="A4", prefer_css_page_size=True)
    assert 2 <= written.count(b"/Type /Page\n") + written.count(b"/Type /Page ") <= 5
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_mark_has_a_tooltip_without_scripts(look: Any, files: dict[str, str]) -> None:
    page = look(files["full"], 1280).page
    title = "document.elementFromPoint(...at).closest('use, path').querySelector('title').textContent"
    there = "(r => [r.x + r.width / 2, r.y + r.height / 2])(e.getBoundingClientRect())"
    mark = "document.querySelector('#days-tooltips-0 use')"
    said = page.evaluate(f"(e => {{ e.scrollIntoView(); const at = {there}; return {title} }})({mark})")
    assert said.startswith(("Mon 4 May 2026: ", "Tue 5 May 2026: "))


def test_panel_text_is_legible_on_a_phone(look: Any, files: dict[str, str]) -> None:
    page = look(files["full"], 360).page
    # Nine and a half points of the drawing, as the screen shows them.
    shown = page.evaluate("(s => 9.5 * s.getBoundingClientRect().width / s.viewBox.baseVal.width)"
                          "(document.querySelector('svg:not(.on-page)'))")  # fmt: skip
    assert shown >= 8.5
