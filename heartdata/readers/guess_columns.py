"""Propose a ``[columns]`` table for a file of no known format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from heartdata.core.vocabulary import MEASURES
from heartdata.errors import AmbiguousFormatError, HeartdataError
from heartdata.readers.column_values import (
    EPOCH_NUMBER,
    FITTING,
    GUESSES,
    MOST,
    OUT_OF,
    TEN,
    answer_of,
    fits,
    is_answer,
    shown_values,
    sleep_unit,
)
from heartdata.readers.files.source import Source
from heartdata.readers.header_words import Meaning, meanings
from heartdata.readers.parsing.dates import detect_date_order
from heartdata.readers.parsing.delimited import Record, header, normalise_names, records
from heartdata.readers.parsing.grids import DATE, VALUE, unfold, year_in_name
from heartdata.readers.parsing.header_row import guess_header_line, skip_title
from heartdata.readers.parsing.scales import symbols_to_number
from heartdata.readers.parsing.text import is_empty
from heartdata.readers.parsing.yearless import are_yearless, ask_for_year
from heartdata.readers.thresholds import limit

# The header of a form is a whole question.
_LONGEST_HEADER: Final = 120
# Heuristic: hand-made tables are far smaller; of a larger file only the beginning is used.
_WHOLE: Final = 16 * 1024 * 1024
_MOST_ROWS: Final = 20_000
_ENDS: Final = re.compile(
    r"(?<![\d.,])((?:(?<!\w)[-\u2212])?\d{1,2})\s?(?:-|–|—|−|~|〜|～|to|bis|a|à|ao|al|hasta|tot|do|до)\s?"
    r"((?:\+\s?)?\d{1,3})(?![\d.,])"
)
_ENDS_NAMED: Final = re.compile(r"\d\s*[=:]\s*\w|[=:]\s*\d")
_WHOLE_PERCENT: Final = 100

Named = tuple[str, list[str]]  # a column's name and its cells


@dataclass(frozen=True)
class Line:
    """One line of a ``[columns]`` table."""

    text: str  # TOML, with a ? where something has to be filled in
    why: str = ""  # the evidence, or what to fill in
    seen: str = ""  # the range of the column; only for the person's own file
    guessed: bool = False  # from the values alone; the person says whether it is true

    @property
    def open(self) -> bool:
        """Whether the person has to say something first."""
        return self.guessed or "?" in re.sub(r'"(?:[^"\\]|\\.)*"', "", self.text)


@dataclass(frozen=True)
class Proposal:
    """Proposed columns of one file."""

    name: str  # the file
    lines: tuple[Line, ...]  # one for each role, the date among them; none where no column holds dates
    unused: tuple[str, ...] = ()  # columns without a role, with three values each

    def written(self, *, seen: bool = False) -> list[str]:
        """Return the lines; those that are open are comments."""
        dated = not any(line.open for line in self.lines if line.text.startswith("date "))
        readable = dated and sum(not line.open for line in self.lines if not line.text.startswith("time ")) > 1
        out = []
        # A date alone makes no table of one's own.
        for line in () if self.only_dated else self.lines:
            why = "; ".join(filter(None, (line.seen if seen else "", line.why)))
            text = line.text if readable and not line.open else f"# {line.text}"
            out.append(f"{text}   # {why}" if why else text)
        return [*out, *(f"# not used: {column}" for column in self.unused)]

    @property
    def only_dated(self) -> bool:
        """Whether no column but the date says what it holds."""
        return len(self.lines) == 1 and self.lines[0].text.startswith("date ")

    @property
    def questions(self) -> list[str]:
        """The lines that wait for an answer."""
        return [line.text for line in self.lines if line.open]


def propose(source: Source) -> Proposal | None:
    """Propose columns for one file; None where it is no table with a header."""
    try:
        return _proposal(source)
    except HeartdataError:
        return None


def _proposal(source: Source) -> Proposal | None:
    text = source.text()[0] if source.size <= _WHOLE else source.head_text
    text = skip_title(text, guess_header_line(text))
    delimiter, folded = header(text)
    rows = [record for record, _ in zip(records(text, delimiter, width=len(folded)), range(_MOST_ROWS), strict=False)]
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return None
    grid = unfold(folded, rows[1:], year_in_name(source.name))
    if grid:
        folded, rows = grid.names, [Record(1, grid.names), *grid.rows]
    else:
        folded = list(normalise_names(rows[0].cells))  # a damaged header may read otherwise on its own
    columns: list[Named] = []
    firsts = {name: place for place, name in reversed(list(enumerate(folded)))}
    for place, written in enumerate(rows[0].cells[: int(limit("columns"))]):
        name = " ".join(written.split())
        cells = [r.cells[place].strip() for r in rows[1:] if place < len(r.cells) and not is_empty(r.cells[place])]
        # Of two columns with the same name only the first can be described.
        if cells and 0 < len(name) <= _LONGEST_HEADER and firsts[folded[place]] == place:
            columns.append((name, cells))
    lines, unused = propose_columns(columns)
    values = next((column for column in columns if grid and column[0] == VALUE), None)
    if values and not any(quoted(VALUE) in line.text for line in lines) and all(map(is_answer, values[1])):
        lines = (*lines, _guessed_line("mood", values, "if the grid is how you felt", alone=True))
        unused = tuple(column for column in unused if not column.startswith((quoted(VALUE), quoted(DATE))))
        if not any(line.text.startswith("date ") for line in lines):
            # Days that no month has may be in a grid too.
            lines = (Line(f"date = {quoted(DATE)}"), *lines)
    return Proposal(source.name, lines, unused)


def propose_columns(columns: Sequence[Named], taken: Collection[str] = ()) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Propose a line for each column that fits, and list the others; roles that are `taken` get none."""
    lines: dict[str, Line] = {}
    left = list(columns)
    for column in sorted(columns, key=_precedence):
        name, cells = column
        for meaning in meanings(name):
            counted = meaning.role == "sleep_hours" and sleep_unit(cells) is not None
            role = meaning.role
            yearless = role == "date" and are_yearless(cells)
            if role not in lines and role not in taken and (fits(role, cells) or counted or yearless):
                lines[role] = _line(meaning, name, cells)
                left.remove(column)
                break
    for role, looks_right, why in GUESSES:
        found = next((column for column in left if looks_right(column[1])), None)
        # What the header says is never overruled by values.
        if found is None or role in lines or role in taken or (role != "date" and meanings(found[0])):
            continue
        lines[role] = _guessed_line(role, found, why, alone=sum(looks_right(cells) for _, cells in left) == 1)
        left.remove(found)
    order = [name for name, _ in columns]
    unused = tuple(f"{quoted(name)} ({', '.join(shown_values(cells))})" for name, cells in left)
    if "date" not in lines and "date" not in taken:
        return (), tuple(f"{quoted(name)} ({', '.join(shown_values(cells))})" for name, cells in columns)
    if len(lines) + len(taken) < 2 and not lines:
        return (), unused
    return tuple(sorted(lines.values(), key=lambda line: _place(line, order))), unused


def _guessed_line(role: str, column: Named, why: str, *, alone: bool) -> Line:
    """Propose a line from values alone: only a lone column of dates is used without asking."""
    name, cells = column
    if role == "date":
        line = _date_line(quoted(name), cells)
        return line if alone else replace(line, guessed=True, why=why)
    if role == "sleep_hours":
        return Line(f"{role} = {quoted(name)}", why, guessed=True)
    numbers = [n for cell in cells if (n := answer_of(cell)) is not None]
    seen = f"{min(numbers):g} to {max(numbers):g} seen"
    return Line(f"{role} = {{ name = {quoted(name)}, min = ?, max = ?, higher = ? }}", why, seen)


def _precedence(column: tuple[str, list[str]]) -> tuple[int, bool]:
    """Sort the day a person gives before the time a form was sent, and mood numbers before mood names."""
    name, cells = column
    found = meanings(name)
    named = any(m.role == "mood" for m in found) and sum(map(is_answer, cells)) < FITTING * len(cells)
    return min((1 if m.sent else 0 for m in found), default=9), named


def _place(line: Line, order: list[str]) -> tuple[bool, int]:
    return not line.text.startswith("date "), next(i for i, name in enumerate(order) if quoted(name) in line.text)


def _line(meaning: Meaning, name: str, cells: list[str]) -> Line:
    role, key = meaning.role, quoted(name)
    if role == "date":
        return _date_line(key, cells)
    if role in MEASURES:
        return _rated_line(meaning, name, cells)
    if role == "sleep_hours" and not fits(role, cells):
        return Line(f'{role} = {{ name = {key}, unit = "{sleep_unit(cells)}" }}', "too large for hours")
    if role == "activities":
        for mark in ("|", ";"):
            if sum(mark in cell for cell in cells) > MOST * len(cells):
                return Line(f"{role} = {{ name = {key}, separator = {quoted(mark)} }}")
    return Line(f"{role} = {key}")


def _date_line(key: str, cells: list[str]) -> Line:
    if are_yearless(cells):
        return Line(f"date = {key}", f"without a year; {ask_for_year('its name')}")
    if sum(bool(EPOCH_NUMBER.fullmatch(cell)) for cell in cells) > MOST * len(cells):
        return Line(f'date = {{ name = {key}, format = "epoch" }}')
    try:
        order = detect_date_order(cells, "")
    except AmbiguousFormatError:
        why = "write true if 3/4 is the 3rd of April, false if it is the 4th of March; the file does not show which"
        return Line(f"date = {{ name = {key}, day_first = ? }}", why)
    if order is None:
        return Line(f"date = {key}")
    return Line(f"date = {{ name = {key}, day_first = {'true' if order == 'dmy' else 'false'} }}", "as the dates show")


def _rated_line(meaning: Meaning, name: str, cells: list[str]) -> Line:
    role, key = meaning.role, quoted(name)
    higher = ', higher = "worse"' if meaning.worse else ""
    doubt = f'{meaning.doubt}; write "better" or "worse" for what a high number means' if meaning.doubt else ""
    if doubt:
        higher = ", higher = ?"
    cells = [symbols_to_number(cell) for cell in cells]
    out_of = [match for cell in cells if (match := OUT_OF.fullmatch(cell))]
    plain = [n for cell in cells if (n := answer_of(cell)) is not None]
    if len(plain) + len(out_of) < FITTING * len(cells):
        named = "names; give each a level under [moods]"
        # "Low mood: yes" is no name of a mood, and neither is another person's.
        return Line(f"{role} = {key}", meaning.doubt or named, guessed=bool(meaning.doubt or meaning.worse))
    numbers = [*plain, *(n for match in out_of if (n := answer_of(match[1])) is not None)]
    seen = f"{min(numbers):g} to {max(numbers):g} seen"
    stated = _ENDS.search(name)
    if stated and _ENDS_NAMED.search(name[: stated.start()] + " " + name[stated.end() :]):
        higher = ", higher = ?"
    ends, why = _scale(numbers, {int(m[2]) for m in out_of}, stated)
    if ends is None:
        why = f"fill in the ends of your scale{'; ' if doubt else ''}{doubt}"
        return Line(f"{role} = {{ name = {key}, min = ?, max = ?{higher} }}", why, seen)
    if doubt:
        why = doubt
    elif "?" in higher:
        why = 'the header says what the ends mean: write "better" or "worse" for what a high number means'
    return Line(f"{role} = {{ name = {key}, min = {ends[0]}, max = {ends[1]}{higher} }}", why, seen)


def _scale(numbers: list[float], tops: set[int], stated: re.Match[str] | None) -> tuple[tuple[int, int] | None, str]:
    """Return the ends of a scale, and the evidence for them."""
    low, high = min(numbers), max(numbers)
    if stated:
        ends = int(stated[1].replace("\u2212", "-")), int(stated[2].lstrip("+ "))
        # A dash before the first number may belong to the word before it, unless the ends mirror each other.
        signed = ends[0] >= 0 or low < 0 or ends[0] == -ends[1]
        if signed and ends[0] < ends[1] and ends[0] <= low and high <= ends[1] and tops <= {ends[1]}:
            return ends, "as the header says"
        return None, ""
    if len(tops) == 1:
        top = tops.pop()
        lowest = 0 if low < 1 or top == _WHOLE_PERCENT else 1
        return ((lowest, top), f"answers are out of {top}") if high <= top > 1 else (None, "")
    # Both ends have to be seen: answers up to 7 may be out of 7, 8 or 10.
    if not tops and high == TEN and low in (0, 1):
        return (int(low), 10), f"answers from {low:g} to 10"
    return None, ""


def printable(text: str) -> str:
    """Drop control characters and surrogates, which TOML does not allow in a comment."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def quoted(text: str) -> str:
    """Return a TOML string."""
    plain = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) == "Cc" else c for c in plain) + '"'
