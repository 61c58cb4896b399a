"""Check the built documentation: ``python .ci/check_site.py SITE``.

Every link and anchor within the site leads somewhere, no page asks a network for a script, a style, a font or a
picture, no page has a path of this machine, and every notebook has its pictures. The exit status is 1
otherwise.
"""

from __future__ import annotations

import argparse
import re
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


class Page(HTMLParser):
    """The ids, links and loaded files of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.pictures = 0
        self.noise = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, leads to or loads."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        self.pictures += tag == "img"
        self.noise |= {"output", "stderr"} <= set(given.get("class", "").split())
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
        if "notebooks/" in name and not name.endswith("index.html") and not page.pictures:
            yield f"{name}: a notebook without a picture"
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


def main() -> None:
    """Print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("site", type=Path, help="the folder that sphinx-build wrote")
    site = parser.parse_args().site.resolve()
    found = list(problems(site))
    print(
        "\n".join(found) or f"{len(list(site.rglob('*.html')))} pages: all links lead somewhere, no network, no paths"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
