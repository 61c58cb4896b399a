"""Check the built documentation: ``python .ci/check_site.py SITE [--browser]``.

Every link and anchor within the site leads somewhere, no page asks a network for a script, a style, a font or a
picture, no page has a path of this machine, and every notebook has its outputs, with nothing on stderr. With
``--browser``, some pages fit a phone and a screen in a headless Chromium, and axe finds nothing serious. The exit
status is 1 otherwise.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

ROOT: Final = Path(__file__).resolve().parents[1]
FOREIGN: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
IN_STYLES: Final = re.compile(r"(?:url\(|@import)\s*[\"']?\s*((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)
# What a browser loads by itself; a link is only followed by somebody.
LOADED: Final = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href", "embed": "src"}
NOT_LOADED: Final = {"canonical", "next", "prev", "index", "search", "author", "license"}
ENOUGH: Final = 40
LOOKED_AT: Final = ("index.html", "start.html", "troubleshooting.html", "recipes.html")
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS: Final = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
SERIOUS: Final = "axe.run().then(r => r.violations.filter(v => /serious|critical/.test(v.impact)).map(v => v.id))"


class Page(HTMLParser):
    """The ids, links and loaded files of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.outputs = 0
        self.noise = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, leads to or loads."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        kinds = set(given.get("class", "").split())
        self.outputs += "cell_output" in kinds
        self.noise |= {"output", "stderr"} <= kinds
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given and not NOT_LOADED & set(given.get("rel", "").split()):
            self.loaded.append(given[LOADED[tag]])


def problems(site: Path) -> Iterator[str]:
    """Give each fault in a line."""
    pages = {
        path: Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
        if "_static" not in path.parts
    }
    if len(pages) < ENOUGH:
        yield f"only {len(pages)} pages"
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        yield from (f"{name}: {fault}" for fault in _dead_links(path, page, pages))
        yield from (f"{name}: asks the network for {url}" for url in page.loaded if FOREIGN.match(url))
        if "notebooks/" in name and not name.endswith("index.html") and not page.outputs:
            yield f"{name}: a notebook without outputs"
        if page.noise:
            yield f"{name}: something was written to stderr"
    machine = [str(ROOT), str(Path.home()), tempfile.gettempdir(), sys.prefix]
    paths = re.compile("|".join(rf"(?<![\w.]){re.escape(one)}(?:/|\b)" for one in machine))
    for path in sorted(site.rglob("*")):
        if path.suffix in (".html", ".js", ".css", ".txt", ".json"):
            text = path.read_text(encoding="utf-8", errors="replace")
            name = path.relative_to(site).as_posix()
            yield from (f"{name}: has the path {found}" for found in sorted(set(paths.findall(text))))
            if path.suffix in (".html", ".css"):
                yield from (f"{name}: asks the network for {url}" for url in IN_STYLES.findall(text))


def _dead_links(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    for link in sorted(set(page.links + page.loaded)):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        if not target.is_file():
            yield f"a link to {link}, which is not there"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"a link to {link}, where nothing has this name"


def seen(site: Path) -> Iterator[str]:
    """Give each fault that shows in a browser."""
    from playwright.sync_api import sync_playwright

    axe = AXE.read_text(encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in LOOKED_AT:
            for width in (400, 1280):
                page = browser.new_page(viewport={"width": width, "height": 800})
                asked: list[str] = []
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.goto((site / name).as_uri())
                wide = page.evaluate("document.documentElement.scrollWidth")
                page.evaluate(axe)
                faults = [f"axe: {fault}" for fault in page.evaluate(SERIOUS)]
                faults += [f"asks for {url}" for url in asked if not url.startswith(("file:", "data:"))]
                faults += [f"{wide} pixels wide"] if wide > width else []
                yield from (f"{name} at {width} pixels: {fault}" for fault in faults)
                page.close()
        browser.close()


def main() -> None:
    """Print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("site", type=Path, help="the folder that sphinx-build wrote")
    parser.add_argument("--browser", action="store_true", help="look at some pages in Chromium as well")
    given = parser.parse_args()
    site = given.site.resolve()
    found = [*problems(site), *(seen(site) if given.browser else ())]
    print("\n".join(found) or "the site is whole: every link leads somewhere, and nothing is asked of a network")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
