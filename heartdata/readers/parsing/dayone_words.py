"""Day One's Markdown and rich text as plain words: a title and a text, with no word lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from heartdata.readers.parsing.json_entries import decode_json
from heartdata.readers.parsing.text import replace_surrogates

__all__ = ["split_rich_text", "split_title"]

# Pictures, sound and links into the app; a description in the brackets is the person's own and stays.
_INTO_APP: Final = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(dayone[\w-]{0,20}:[^()\s]{0,500}\)")
_BARE_MEDIA: Final = re.compile(r"dayone-moment:/{1,2}[\w/-]+")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_HEADING: Final = re.compile(r"#{1,6}[ \t]+(?P<title>[^\n]*)(?:\n|\Z)")
_CLOSING: Final = re.compile(r"(?:(?<=\s)|\A)#+\s*\Z")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){2,}")
_PARTS: Final = ("root", "contents", "nodes", "content", "children")


def split_title(markdown: str) -> tuple[str, str]:
    """Split an entry's Markdown into title and text.

    Examples
    --------
    >>> split_title("# Monday\\n\\nIt was fine\\\\. ![](dayone-moment://0A1B)")
    ('Monday', 'It was fine.')
    """
    text = markdown.replace("\r\n", "\n")
    if "dayone" in text:
        text = _BARE_MEDIA.sub("", _INTO_APP.sub(r"\1", text))
    text = text.lstrip("\ufeff\r\n \t")
    title = ""
    heading = _HEADING.match(text)
    if heading:
        title, text = _CLOSING.sub("", heading["title"]), text[heading.end() :]
    return _tidy(_unescaped(title)), _tidy(_unescaped(text))


def _unescaped(text: str) -> str:
    # Splitting keeps what the group caught, and is several times as fast as a substitution.
    return "".join(_ESCAPED.split(text))


def split_rich_text(rich: Any) -> tuple[str, str]:
    """Split an entry's rich text into title and text."""
    runs = list(_runs(decode_json(rich) if isinstance(rich, str) else rich))
    text = "".join(run for run, _ in runs)
    if not next((heading for run, heading in runs if run.strip()), False):
        return "", _tidy(text)
    title, _, rest = text.lstrip().partition("\n")
    return _tidy(title), _tidy(rest)


def _runs(tree: Any) -> Iterator[tuple[str, bool]]:
    """Go through the tree without recursion: how deep it is nested is up to the file."""
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


_LINE_END: Final = object()
