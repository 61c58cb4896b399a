"""Markdown and rich text of notes as a title and plain text, without losing a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

from heartdata.readers.parsing.html_text import plain_text
from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.text import replace_surrogates

# Queries of the note-taking app, not the person's words.
_QUERIES: Final = frozenset("dataview dataviewjs tracker tasks query button meta-bind mermaid activity-history".split())
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*([\w-]*)")
_EMBED: Final = re.compile(r"!\[\[[^\[\]\n]{0,300}\]\]")
_WIKI: Final = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]")
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{1,1000}(?:\s\"[^\"\n]{0,200}\")?\)")
# The words of a link; as a template it would take several times as long.
_WORDS: Final = itemgetter(1)
_TAGS: Final = re.compile(r"<[a-zA-Z/!&]|&[a-zA-Z#]")

# Links of Day One to pictures, sound and entries; the description in the brackets is the person's own and stays.
_INTO_APP: Final = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(dayone[\w-]{0,20}:[^()\s]{0,500}\)")
_BARE_MEDIA: Final = re.compile(r"dayone-moment:/{1,2}[\w/-]+")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING: Final = re.compile(r"#{1,6}[ \t]+(?P<title>[^\n]*)(?:\n|\Z)")
_CLOSING: Final = re.compile(r"(?:(?<=\s)|\A)#+\s*\Z")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_PARTS: Final = ("root", "contents", "nodes", "content", "children")
_LINE_END: Final = object()


def without_queries(lines: list[str]) -> list[tuple[int, str, bool]]:
    """Return line numbers, lines and whether they are code, without the queries of the note-taking app."""
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
    """Split a note into a title and plain text."""
    if "[[" in markdown:
        markdown = _WIKI.sub(_WORDS, _EMBED.sub("", markdown))
    if "](" in markdown:
        markdown = _LINK.sub(_WORDS, markdown)
    if "%%" in markdown:
        markdown = markdown.replace("%%", "")
    title, text = split_title(markdown)
    return _plain(title), _plain(text)


def _plain(text: str) -> str:
    return plain_text(text) if ("<" in text or "&" in text) and _TAGS.search(text) else text


def split_title(markdown: str) -> tuple[str, str]:
    """Split Day One's Markdown into a title and text."""
    text = markdown.replace("\r\n", "\n")
    if "dayone" in text:
        text = _BARE_MEDIA.sub("", _INTO_APP.sub(r"\1", text))
    text = text.lstrip("\ufeff\r\n \t")
    title = ""
    heading = _HEADING.match(text)
    if heading:
        title, text = heading["title"], text[heading.end() :]
        title = _CLOSING.sub("", title) if "#" in title else title
    return _tidy(_unescape(title)), _tidy(_unescape(text))


def _unescape(text: str) -> str:
    # Splitting keeps the group, and is several times as fast as a substitution.
    return "".join(_ESCAPED.split(text)) if "\\" in text else text


def split_rich_text(rich: Any) -> tuple[str, str]:
    """Split Day One's rich text into a title and text."""
    runs = list(_runs(decode_json(rich) if isinstance(rich, str) else rich))
    text = "".join(run for run, _ in runs)
    if not next((heading for run, heading in runs if run.strip()), False):
        return "", _tidy(text)
    title, _, rest = text.lstrip().partition("\n")
    return _tidy(title), _tidy(rest)


def _runs(tree: Any) -> Iterator[tuple[str, bool]]:
    """Walk the tree without recursion, however deep a file nests it."""
    ended = True
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif node is _LINE_END:
            if not ended:
                yield "\n", False
            ended = True
        elif isinstance(node, dict):
            run = node.get("text")
            if isinstance(run, str) and run:
                yield run, _is_heading(node.get("attributes"))
                ended = run.endswith("\n")
            parts = [node[name] for name in _PARTS if name in node]
            if parts:
                waiting.extend((_LINE_END, *reversed(parts)))


def _is_heading(attributes: Any) -> bool:
    line = attributes.get("line") if isinstance(attributes, dict) else None
    level = line.get("header") if isinstance(line, dict) else None
    return isinstance(level, int) and level > 0


def _tidy(text: str) -> str:
    return replace_surrogates(_BLANK_LINES.sub("\n\n", text).strip())
