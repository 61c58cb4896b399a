"""Propose a ``[columns]`` table for a file of no known format."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from heartdata.core.profile import Profile
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import AmbiguousFormatError, HeartdataError
from heartdata.readers import FORMATS
from heartdata.readers.files.source import Source
from heartdata.readers.files.walk import walk
from heartdata.readers.header_words import Meaning, meanings
from heartdata.readers.parsing.dates import detect_date_order, parse_clock, parse_date, parse_duration
from heartdata.readers.parsing.delimited import header, records
from heartdata.readers.parsing.header_row import guess_header_line, skip_title
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.scales import symbols_to_number

_TEXT_ENDING: Final = ".txt"
# The header of a form is a whole question.
_LONGEST_HEADER: Final = 120
_FITTING: Final = 0.9
_MOST: Final = 0.5
# Heuristic: hand-made tables are far smaller; of a larger file only the beginning is used.
_WHOLE: Final = 16 * 1024 * 1024
_MOST_ROWS: Final = 20_000
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
# Larger numbers are seconds since 1970 or codes, not answers.
_LARGEST_ANSWER: Final = 1e6
_OUT_OF: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s?/\s?(\d{1,4})")
_ENDS: Final = re.compile(
    r"(?<![\d.,])((?:(?<!\w)[-\u2212])?\d{1,2})\s?(?:-|–|—|−|~|〜|～|to|bis|a|à|ao|al|hasta|tot|do|до)\s?"
    r"((?:\+\s?)?\d{1,3})(?![\d.,])"
)
_ENDS_NAMED: Final = re.compile(r"\d\s*[=:]\s*\w|[=:]\s*\d")
_WHOLE_PERCENT: Final = 100
_TEN: Final = 10.0
_FIVE: Final = 5.0
_LONGEST_NIGHT_H: Final = 16.0
# Heuristic: the median night is longer, which distinguishes minutes from a score.
_SHORT_NIGHT_H: Final = 2.0


@dataclass(frozen=True)
class Line:
    """One line of a ``[columns]`` table."""

    text: str  # TOML, with a ? where something has to be filled in
    why: str = ""  # the evidence, or what to fill in
    seen: str = ""  # the range of the column; only for the person's own file

    @property
    def open(self) -> bool:
        """Whether something has to be filled in."""
        return "?" in re.sub(r'"(?:[^"\\]|\\.)*"', "", self.text)


@dataclass(frozen=True)
class Proposal:
    """Proposed columns of one file."""

    name: str  # the file
    lines: tuple[Line, ...]  # one for each role, the date among them

    def written(self, *, seen: bool = False) -> list[str]:
        """Return the lines; those that are open are comments."""
        dated = not any(line.open for line in self.lines if line.text.startswith("date "))
        readable = dated and sum(not line.open for line in self.lines if not line.text.startswith("time ")) > 1
        out = []
        for line in self.lines:
            why = "; ".join(filter(None, (line.seen if seen else "", line.why)))
            text = line.text if readable and not line.open else f"# {line.text}"
            out.append(f"{text}   # {why}" if why else text)
        return out


def proposals(path: str | os.PathLike[str]) -> list[Proposal]:
    """Propose columns for each table of no known format."""
    found = []
    for source in _tables(path):
        try:
            lines = _lines(source)
        except HeartdataError:
            continue
        if lines:
            found.append(Proposal(source.name, tuple(lines)))
    return sorted(found, key=lambda proposal: -len(proposal.lines))


def _is_tabular(source: Source) -> bool:
    return source.tabular or source.name.lower().endswith(_TEXT_ENDING)


def _known(source: Source) -> bool:
    return source.foreign_type is not None or any(f.matches(source, Profile()) for f in FORMATS)


def _tables(path: str | os.PathLike[str]) -> Iterator[Source]:
    try:
        for source in walk(path):
            if isinstance(source, Source) and _is_tabular(source) and not _known(source):
                yield source
    except HeartdataError:
        return


def _lines(source: Source) -> list[Line]:
    text = source.text()[0] if source.size <= _WHOLE else source.head_text
    text = skip_title(text, guess_header_line(text))
    delimiter, folded = header(text)
    rows = [record for record, _ in zip(records(text, delimiter, width=len(folded)), range(_MOST_ROWS), strict=False)]
    if len(rows) < 2 or len(rows[0].cells) < 2:
        return []
    lines: dict[str, Line] = {}
    columns = []
    for place, written in enumerate(rows[0].cells):
        name = " ".join(written.split())
        cells = [r.cells[place].strip() for r in rows[1:] if place < len(r.cells) and r.cells[place].strip()]
        # Of two columns with the same name only the first can be described.
        if cells and 0 < len(name) <= _LONGEST_HEADER and folded.index(folded[place]) == place:
            columns.append((name, cells))
    for name, cells in sorted(columns, key=_precedence):
        for meaning in meanings(name):
            counted = meaning.role == "sleep_hours" and _unit(cells) is not None
            if meaning.role not in lines and (_fit(meaning.role, cells) or counted):
                lines[meaning.role] = _line(meaning, name, cells)
                break
    if "date" not in lines or len(lines) < 2:
        return []
    order = [" ".join(cell.split()) for cell in rows[0].cells]
    return sorted(lines.values(), key=lambda line: _place(line, order))


def _fit(role: str, cells: list[str]) -> bool:
    fits = _FITS.get(role)
    return fits is None or sum(map(fits, cells)) >= _FITTING * len(cells)


def _precedence(column: tuple[str, list[str]]) -> tuple[int, bool]:
    """Sort the day a person gives before the time a form was sent, and mood numbers before mood names."""
    name, cells = column
    found = meanings(name)
    named = any(m.role == "mood" for m in found) and sum(map(_is_answer, cells)) < _FITTING * len(cells)
    return min((1 if m.sent else 0 for m in found), default=9), named


def _place(line: Line, order: list[str]) -> tuple[bool, int]:
    return not line.text.startswith("date "), next(i for i, name in enumerate(order) if quoted(name) in line.text)


def _is_date(cell: str) -> bool:
    return bool(_EPOCH.fullmatch(cell) or parse_date(cell, "dmy") or parse_date(cell, "mdy"))


def _is_clock(cell: str) -> bool:
    return parse_clock(cell) is not None


def _number(cell: str) -> float | None:
    found = parse_number(cell)
    return found if found is not None and abs(found) < _LARGEST_ANSWER else None


def _is_answer(cell: str) -> bool:
    plain = symbols_to_number(cell)
    return _number(plain) is not None or bool(_OUT_OF.fullmatch(plain))


_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "date": _is_date,
    "bedtime": _is_clock,
    "waketime": _is_clock,
    "time": _is_clock,
    "sleep_hours": lambda cell: (parse_duration(cell) or 25.0) <= _LONGEST_NIGHT_H,
    "note": lambda cell: not _is_answer(cell),
    "activities": lambda cell: not _is_answer(cell),
    # Only names of moods can be given a level.
    **{measure: _is_answer for measure in MEASURES if measure != "mood"},
}


def _line(meaning: Meaning, name: str, cells: list[str]) -> Line:
    role, key = meaning.role, quoted(name)
    if role == "date":
        return _date_line(key, cells)
    if role in MEASURES:
        return _rated_line(meaning, name, cells)
    if role == "sleep_hours" and not _fit(role, cells):
        return Line(f'{role} = {{ name = {key}, unit = "{_unit(cells)}" }}', "too large for hours")
    if role == "activities":
        for mark in ("|", ";"):
            if sum(mark in cell for cell in cells) > _MOST * len(cells):
                return Line(f"{role} = {{ name = {key}, separator = {quoted(mark)} }}")
    return Line(f"{role} = {key}")


def _unit(cells: list[str]) -> str | None:
    """Return the unit of numbers too large for hours of sleep; None where no unit fits."""
    numbers = sorted(n for cell in cells if (n := _number(cell)) is not None)
    if len(numbers) < _FITTING * len(cells):
        return None
    middle = numbers[len(numbers) // 2]
    per_hour = {"minutes": 60, "seconds": 3600}
    return next((u for u, n in per_hour.items() if _SHORT_NIGHT_H * n <= middle <= _LONGEST_NIGHT_H * n), None)


def _date_line(key: str, cells: list[str]) -> Line:
    if sum(bool(_EPOCH.fullmatch(cell)) for cell in cells) > _MOST * len(cells):
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
    cells = [symbols_to_number(cell) for cell in cells]
    out_of = [match for cell in cells if (match := _OUT_OF.fullmatch(cell))]
    plain = [n for cell in cells if (n := _number(cell)) is not None]
    if len(plain) + len(out_of) < _FITTING * len(cells):
        return Line(f"{role} = {key}", "names; give each a level under [moods]")
    numbers = [*plain, *(n for match in out_of if (n := _number(match[1])) is not None)]
    seen = f"{min(numbers):g} to {max(numbers):g} seen"
    stated = _ENDS.search(name)
    if stated and _ENDS_NAMED.search(name[: stated.start()] + " " + name[stated.end() :]):
        higher = ", higher = ?"
    ends, why = _scale(numbers, {int(m[2]) for m in out_of}, stated)
    if ends is None:
        return Line(f"{role} = {{ name = {key}, min = ?, max = ?{higher} }}", "fill in the ends of your scale", seen)
    if "?" in higher:
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
    if not tops and low >= 0 and _FIVE < high <= _TEN:
        return (0 if low < 1 else 1, 10), "answers above 5 and none above 10"
    return None, ""


def printable(text: str) -> str:
    """Drop control characters and surrogates, which TOML does not allow in a comment."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp"))


def quoted(text: str) -> str:
    """Return a TOML string."""
    plain = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) == "Cc" else c for c in plain) + '"'
