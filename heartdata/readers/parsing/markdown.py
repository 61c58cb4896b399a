"""Markdown of notes and journals as plain words: links, pictures and queries taken out, no word lost."""

from __future__ import annotations

import re
from typing import Final

from heartdata.readers.parsing.dayone_words import split_title
from heartdata.readers.parsing.html_text import plain_text

__all__ = ["split_markdown", "without_queries"]

# Programs of the note-taking app, not words of the person.
_QUERIES: Final = frozenset("dataview dataviewjs tracker tasks query button meta-bind mermaid activity-history".split())
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*([\w-]*)")
_EMBED: Final = re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]")
_WIKI: Final = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{1,1000}(?:\s\"[^\"\n]{0,200}\")?\)")
_TAGS: Final = re.compile(r"<[a-zA-Z/!&]|&[a-zA-Z#]")


def without_queries(lines: list[str]) -> list[tuple[int, str, bool]]:
    """Leave the queries of the note-taking app out."""
    kept: list[tuple[int, str, bool]] = []
    fence = ""
    query = False
    for place, line in enumerate(lines):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        ends = bool(fence) and mark is not None and mark[1].startswith(fence) and not mark[2]
        if mark and not fence:
            fence, query = mark[1], mark[2].lower() in _QUERIES
        if not query:
            kept.append((place, line, bool(fence)))
        if ends:
            fence, query = "", False
    return kept


def split_markdown(markdown: str) -> tuple[str, str]:
    """Split a note into title and text.

    Examples
    --------
    >>> split_markdown("# Monday\\n\\nWith [[Anna Karenina|Anna]] ![[picture.png]] at [the sea](https://sea.example)")
    ('Monday', 'With Anna  at the sea')
    """
    if "](" in markdown or "[[" in markdown:
        markdown = _LINK.sub(r"\1", _WIKI.sub(r"\1", _EMBED.sub("", markdown)))
    if "%%" in markdown:
        markdown = markdown.replace("%%", "")
    title, text = split_title(markdown)
    return _plain(title), _plain(text)


def _plain(text: str) -> str:
    return plain_text(text) if _TAGS.search(text) else text
