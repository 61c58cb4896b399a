"""Properties of a Markdown note: its front matter and its inline fields.

Front matter is YAML, of which people and their programs use a small part. That part is read here, and every value
stays text: 10:45 is no number in base 60, ``no`` is not false, and a date is as written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from heartdata.readers.parsing.remember import remember_short

_FENCE: Final = re.compile(r"---[ \t]*")
_ENDS: Final = ("---", "...")
_END: Final = re.compile(r"(?:---|\.\.\.)[ \t]*")
_LONGEST: Final = 2000
_LONGEST_KEY: Final = 101
_ENTRY: Final = re.compile(
    r"(?P<indent>[ \t]*)(?P<key>\"[^\"]{1,100}\"|'[^']{1,100}'|[^\s:#\-\"'\[{][^:]{0,100}?|-[^\s:][^:]{0,100}?)[ \t]*:"
    r"(?:[ \t]+(?P<value>.*))?",
    re.DOTALL,
)
_ITEM: Final = re.compile(r"(?P<indent>[ \t]*)-(?:[ \t]+(?P<value>.*))?", re.DOTALL)
_BLOCKS: Final = ("|", ">")
_BLOCK: Final = re.compile(r"[|>][-+\d]{0,2}(?:\s+#.*)?")
_COMMENT: Final = re.compile(r"(?:^|\s)#(?:\s.*)?$")
_QUOTED: Final = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*(?:#.*)?")
_FLOW: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,\[\]]+")
_QUOTES: Final = frozenset("\"'")
_QUOTED_TEXT: Final = json.JSONDecoder(strict=False)
_NULLS: Final = frozenset(("", "~", "null", "Null", "NULL"))

_LINK: Final = r"\[\[[^\[\]\n]{0,200}\]\]"
_KEY: Final = r"[^\s\[\]():#>][^\[\]():\n]{0,60}?"
_BRACKETED: Final = re.compile(rf"\[(?P<key>{_KEY})::(?P<value>(?:{_LINK}|[^\[\]\n]){{0,400}})\]")
_IN_ROUND: Final = re.compile(rf"\((?P<key>{_KEY})::(?P<value>(?:{_LINK}|[^()\n]){{0,400}})\)")
_WHOLE_LINE: Final = re.compile(rf"[ \t>]*(?:[-*+][ \t]+)?(?P<key>{_KEY})::(?P<value>[^\n]{{0,2000}})")
_TAGGED: Final = re.compile(
    r"(?<!\S)#(?P<key>[^\W\d_][\w/-]{0,60}):(?P<value>[-+]?\d{1,9}(?:[.,]\d{1,9})?[^\W\d_]{0,8})(?![\w:])"
)
_MARKS: Final = "*_`~= \t"

# Name, values and place in the line of an inline field.
_Inline = tuple[str, tuple[str, ...], tuple[int, int]]


@dataclass(eq=False, slots=True)
class Field:
    """One property."""

    line: int  # from 1
    key: str  # as written; nested names are joined by dots
    values: tuple[str, ...] = field(repr=False)  # empty for an empty property
    span: tuple[int, int] = (0, 0)  # of an inline field in its line


@dataclass
class FrontMatter:
    """The front matter of a note."""

    fields: list[Field] = field(default_factory=list)  # in file order
    broken: list[tuple[int, str]] = field(default_factory=list, repr=False)  # line and text of what is no property
    begins: int = 0  # first line of the note itself, from 0


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """Read the properties between the two lines of dashes at the top."""
    if not lines or not _FENCE.fullmatch(lines[0]):
        return FrontMatter()
    end = next((n for n, line in enumerate(lines) if n and line[:3] in _ENDS and _END.fullmatch(line)), None)
    if end is None:
        return FrontMatter()
    return _Reader(lines[1:end]).read(end + 1)


@remember_short
def _plain_field(line: str) -> tuple[str, tuple[str, ...], bool] | None:
    """Read a line that is a property by itself: name, values, and whether anything stands behind the name."""
    entry = _entry(line)
    if entry is None or entry[0] or line[0] == "-" or entry[2].startswith(_BLOCKS):
        return None
    return entry[1], tuple(_values(entry[2])), bool(entry[2])


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.open: list[tuple[int, str]] = []
        self.found: list[tuple[int, str, list[str]]] = []
        self.broken: list[tuple[int, str]] = []

    def read(self, begins: int) -> FrontMatter:
        number = 0
        while number < len(self.lines):
            plain = _plain_field(self.lines[number])
            if plain is None:
                number = self._line(number)
                continue
            key, values, named = plain
            self.open = [(0, "" if named else key)]
            self.found.append((number + 2, key, list(values)))
            number += 1
        parents = {key.rpartition(".")[0] for _, key, _ in self.found if "." in key}
        fields = [
            Field(line, key, tuple(filter(None, values)))
            for line, key, values in self.found
            if any(values) or key not in parents
        ]
        return FrontMatter(fields, self.broken, begins)

    def _line(self, number: int) -> int:
        line = self.lines[number]
        begun = line.lstrip()
        if not begun or (begun[0] == "#" and (begun.startswith("# ") or begun.rstrip() == "#")):
            return number + 1
        entry = _entry(line)
        item = _ITEM.fullmatch(line) if begun[0] == "-" else None
        indent = len(line) - len(begun)
        if item and self.found and (not self.open or indent >= self.open[-1][0]):
            self.found[-1][2].extend(_values(item["value"] or ""))
        elif entry:
            return self._add(number, *entry)
        elif self.found and self.open and indent > self.open[-1][0]:
            held = self.found[-1][2]
            held[-1:] = [f"{held[-1]} {line.strip()}" if held else line.strip()]
        else:
            self.broken.append((number + 2, line.strip()))
        return number + 1

    def _add(self, number: int, indent: int, key: str, value: str) -> int:
        while self.open and self.open[-1][0] >= indent:
            self.open.pop()
        path = ".".join([*(name for _, name in self.open[-4:] if name), key]) if self.open else key
        held: list[str] = []
        # Nothing is nested below a name with a value; the lines are only indented.
        self.open.append((indent, "" if value else key))
        self.found.append((number + 2, path, held))
        if value[:1] not in _BLOCKS or not _BLOCK.fullmatch(value):
            held.extend(_values(value))
            return number + 1
        after = number + 1
        while after < len(self.lines) and (
            not self.lines[after].strip() or self.lines[after].startswith(" " * (indent + 1))
        ):
            after += 1
        text = "\n".join(line.strip() for line in self.lines[number + 1 : after]).strip()
        held.append(text.replace("\n", " ") if value.startswith(">") else text)
        return after


def _entry(line: str) -> tuple[int, str, str] | None:
    """Split a line into indent, name and value of a property."""
    if len(line) > _LONGEST:
        return None
    key, colon, value = line.partition(":")
    # Most lines are plain and need no pattern.
    if colon and key[:1].isalnum() and len(key) <= _LONGEST_KEY and (not value or value[0] in " \t"):
        return 0, _bare(key), value.strip()
    match = _ENTRY.fullmatch(line)
    return None if match is None else (len(match["indent"]), _bare(match["key"]), (match["value"] or "").strip())


def _bare(key: str) -> str:
    return key.strip().strip("\"'").strip()


def _values(written: str) -> list[str]:
    value = written.strip()
    quoted = _QUOTED.fullmatch(value) if value[:1] in _QUOTES else None
    if quoted:
        return [_unquoted(quoted[1])]
    if "#" in value:
        value = _COMMENT.sub("", value).strip()
    if value in _NULLS:
        return []
    if value.startswith("[") and value.endswith("]"):
        return [text for part in _FLOW.findall(value) if (text := _unquoted(part.strip()))]
    return [value]


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'").strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            text = _QUOTED_TEXT.decode(value)
        except ValueError:
            text = value[1:-1]
        return text.encode("utf-8", "replace").decode("utf-8").strip() if isinstance(text, str) else ""
    return value


def inline_fields(line: str, number: int) -> list[Field]:
    """Find the fields in a line of a note: ``key:: value``, ``[key:: value]``, ``(key:: value)``, ``#key:12kg``."""
    return [Field(number, *found) for found in _inline(line)]


@remember_short
def _inline(line: str) -> tuple[_Inline, ...]:
    return tuple(_find_inline(line))


def _find_inline(line: str) -> Iterator[_Inline]:
    if "::" in line:
        inside = [*_BRACKETED.finditer(line)] if "[" in line else []
        inside += _IN_ROUND.finditer(line) if "(" in line else ()
        whole = None if inside else _WHOLE_LINE.fullmatch(line)
        for match in [whole] if whole else sorted(inside, key=re.Match.start):
            key = match["key"].strip(_MARKS)
            if key:
                value = match["value"].strip().strip("*~=").strip()
                values = tuple(_values(value)) if value.startswith(("[", '"', "'")) else (value,) if value else ()
                yield key, values, match.span()
    elif "#" in line and ":" in line:
        for match in _TAGGED.finditer(line):
            yield match["key"], (match["value"],), match.span()
