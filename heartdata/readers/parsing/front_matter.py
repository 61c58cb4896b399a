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
    r"#(?<!\S#)(?P<key>[^\W\d_][\w/-]{0,60}):(?P<value>[-+]?\d{1,9}(?:[.,]\d{1,9})?[^\W\d_]{0,8})(?![\w:])"
)
_MARKS: Final = "*_`~= \t"

# Name, values and place in the line of an inline field.
Inline = tuple[str, tuple[str, ...], tuple[int, int]]


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
def _plain_field(line: str) -> tuple[str, tuple[str, ...], tuple[tuple[int, str]]] | None:
    """Read a line that is a property by itself: name, values, and under which name an indented line is."""
    entry = _entry(line)
    if entry is None or entry[0] or line[0] == "-" or entry[2].startswith(_BLOCKS):
        return None
    return entry[1], tuple(_values(entry[2])), ((0, "" if entry[2] else entry[1]),)


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.open: Sequence[tuple[int, str]] = ()
        self.found: list[Field] = []
        # Values of properties that go on in more lines, by their place.
        self.longer: dict[int, list[str]] = {}
        self.broken: list[tuple[int, str]] = []

    def read(self, begins: int) -> FrontMatter:
        number = 0
        while number < len(self.lines):
            if plain := _plain_field(self.lines[number]):
                key, values, self.open = plain
                number += 1
                self.found.append(Field(number + 1, key, values))
            else:
                number = self._line(number)
        for place, longer in self.longer.items():
            self.found[place].values = tuple(longer)
        for found in self.found:
            if "" in found.values:
                found.values = tuple(filter(None, found.values))
        parents = {found.key.rpartition(".")[0] for found in self.found if "." in found.key}
        fields = [f for f in self.found if f.values or f.key not in parents] if parents else self.found
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
            self._held().extend(_values(item["value"] or ""))
        elif entry:
            return self._add(number, *entry)
        elif self.found and self.open and indent > self.open[-1][0]:
            held = self._held()
            held[-1:] = [f"{held[-1]} {line.strip()}" if held else line.strip()]
        else:
            self.broken.append((number + 2, line.strip()))
        return number + 1

    def _held(self) -> list[str]:
        return self.longer.setdefault(len(self.found) - 1, list(self.found[-1].values))

    def _add(self, number: int, indent: int, key: str, value: str) -> int:
        opened = list(self.open)
        while opened and opened[-1][0] >= indent:
            opened.pop()
        path = ".".join([*[name for _, name in opened[-4:] if name], key]) if opened else key
        # Nothing is nested below a name with a value; the lines are only indented.
        self.open = (*opened, (indent, "" if value else key))
        found = Field(number + 2, path, ())
        self.found.append(found)
        if value[:1] not in _BLOCKS or not _BLOCK.fullmatch(value):
            found.values = tuple(_values(value))
            return number + 1
        after = number + 1
        while after < len(self.lines) and (
            not self.lines[after].strip() or self.lines[after].startswith(" " * (indent + 1))
        ):
            after += 1
        text = "\n".join(line.strip() for line in self.lines[number + 1 : after]).strip()
        found.values = (text.replace("\n", " ") if value.startswith(">") else text,)
        return after


@remember_short
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


def inline_fields(line: str) -> Iterator[Inline]:
    """Find the fields in a line of a note: ``key:: value``, ``[key:: value]``, ``(key:: value)``, ``#key:12kg``."""
    if "::" in line:
        inside = [*_BRACKETED.finditer(line)] if "[" in line else []
        inside += _IN_ROUND.finditer(line) if "(" in line else ()
        whole = None if inside else _WHOLE_LINE.fullmatch(line)
        if len(inside) > 1:
            inside.sort(key=re.Match.start)
        for match in [whole] if whole else inside:
            key = match["key"].strip(_MARKS)
            if key:
                value = match["value"].strip().strip("*~=").strip()
                values = tuple(_values(value)) if value.startswith(("[", '"', "'")) else (value,) if value else ()
                yield key, values, match.span()
    elif "#" in line and ":" in line:
        for match in _TAGGED.finditer(line):
            yield match["key"], (match["value"],), match.span()
