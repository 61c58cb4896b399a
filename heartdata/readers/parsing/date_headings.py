"""Lines that hold only a date, in the language of the device."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from functools import lru_cache
from typing import Final, NamedTuple

from heartdata.errors import AmbiguousFormatError
from heartdata.readers.parsing.dates import MARKED_DATE, DateOrder, detect_date_order, parse_clock, parse_date
from heartdata.readers.parsing.text import AFTERNOON, MONTHS, MORNING

_LONGEST: Final = 70
_SPACES: Final = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_UNSEEN: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_NUMBERS: Final = re.compile(r"(?:\d{4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,2}|\d{1,2}([-/.])\s?\d{1,2}\1\s?\d{4})\.?")
_CLOCK: Final = re.compile(
    r"(?<!\d)\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?\s?m\b\.?)?|(?:上午|午前|오전|下午|午後|오후)\s?\d{1,2}:\d{2}",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")
_BETWEEN: Final = (
    frozenset("de del of the at um à às a las le den der kl klo ore o r г uhr".split()) | MORNING | AFTERNOON
)


class DateHeading(NamedTuple):
    """A date and, where one is written, a time of day."""

    day: date
    clock: time | None


def parse_date_heading(line: str, order: DateOrder | None = None, where: str | None = None) -> DateHeading | None:
    """Read a line with only a date, perhaps with a weekday and a time."""
    # Most lines of a diary have no digit; other scripts have digits that \d does not match.
    if len(line) > 2 * _LONGEST or (line.isascii() and not _DIGIT.search(line)):
        return None
    if order is not None:
        return _reading(line, order, where)
    found = _only_reading(line)
    return _reading(line, order, where) if found is None and where is not None else found


# A line is read when its file is recognised, and again when the file is read.
@lru_cache(maxsize=4)
def _only_reading(line: str) -> DateHeading | None:
    return _reading(line, None, None)


def _reading(line: str, order: DateOrder | None, where: str | None) -> DateHeading | None:
    seen = line if line.isascii() else _UNSEEN.sub("", line)
    cleaned = unicodedata.normalize("NFKC", _SPACES.sub(" ", seen).strip())
    if len(cleaned) > _LONGEST:
        return None
    written, clock = _without_clock(cleaned)
    if numbers := _NUMBERS.search(written):
        before, after = (_WORD.findall(part) for part in (written[: numbers.start()], written[numbers.end() :]))
        if len(before) > 1 or after:
            return None
        return _heading(_numeric(numbers[0], order, where), clock)
    if marked := MARKED_DATE.search(written):
        rest = written[: marked.start()] + written[marked.end() :]
        return _heading(parse_date(marked[0]), clock) if len(rest.strip()) <= len("(土曜日)") + 2 else None
    words = [word for w in _WORD.findall(written) if (word := w.casefold()) not in _BETWEEN]
    if len(words) > 3 or MONTHS.keys().isdisjoint(words) or _WORD.search(re.split(r"\d{4}", written, maxsplit=1)[-1]):
        return None
    return _heading(parse_date(written), clock)


def _without_clock(cleaned: str) -> tuple[str, time | None]:
    # The date comes first: 14.03.2026 is no time of day.
    year = re.search(r"\d{4}", cleaned)
    begins = year.end() if year else 0
    found = _CLOCK.search(cleaned, begins) if _DIGIT.search(cleaned, begins) else None
    clock = parse_clock(found[0]) if found else None
    if found is None or clock is None:
        return cleaned, None
    rest = f"{cleaned[: found.start()]} {cleaned[found.end() :]}".strip(" ,")
    words = _WORD.findall(rest[begins:])
    if words and all(word.casefold() in _BETWEEN for word in words):
        rest = rest[:begins] + _WORD.sub("", rest[begins:])
    return rest, clock


def _numeric(written: str, order: DateOrder | None, where: str | None) -> date | None:
    plain = written.replace(" ", "").rstrip(".")
    if order is None:
        try:
            order = detect_date_order([plain], where or "")
        except AmbiguousFormatError:
            if where is None:
                return None
            raise
    return parse_date(plain, order)


def _heading(day: date | None, clock: time | None) -> DateHeading | None:
    return None if day is None else DateHeading(day, clock)
