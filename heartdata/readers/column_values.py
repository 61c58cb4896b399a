"""What the cells of a column look like: dates, clocks, answers, hours of sleep."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from heartdata.core.vocabulary import MEASURES
from heartdata.readers.parsing.dates import parse_clock, parse_date, parse_duration
from heartdata.readers.parsing.numbers import parse_number
from heartdata.readers.parsing.scales import symbols_to_number

FITTING: Final = 0.9
MOST: Final = 0.5
EPOCH_NUMBER: Final = re.compile(r"\d{10}(?:\d{3})?")
# Larger numbers are seconds since 1970 or codes, not answers.
_LARGEST_ANSWER: Final = 1e6
OUT_OF: Final = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s?/\s?(\d{1,4})")
TEN: Final = 10.0
_LONGEST_NIGHT_H: Final = 16.0
# Heuristic: the median night is longer, which distinguishes minutes from a score.
_SHORT_NIGHT_H: Final = 2.0
# Heuristic: the median night lies between.
_USUAL_NIGHT_H: Final = (4.0, 11.0)
_FEWEST_ANSWERS: Final = 5
_LONGEST_SHOWN: Final = 24
# Heuristic: most people go to bed and get up in these hours; other clocks may be lengths of time.
_BEDTIME_H: Final = (17, 6)
_GETTING_UP_H: Final = (3, 16)


def fits(role: str, cells: list[str]) -> bool:
    """Tell whether nearly all cells of a column suit a role."""
    check = _FITS.get(role)
    if check is not None and sum(map(check, cells)) < FITTING * len(cells):
        return False
    return role not in ("bedtime", "waketime") or _are_usual(role, cells)


def _are_usual(role: str, cells: list[str]) -> bool:
    """Tell whether clocks are mostly of the evening or the morning: 0:35 awake is no time of getting up."""
    hours = [clock.hour for cell in cells if (clock := parse_clock(cell))]
    if role == "bedtime":
        usual = sum(hour >= _BEDTIME_H[0] or hour < _BEDTIME_H[1] for hour in hours)
    else:
        usual = sum(_GETTING_UP_H[0] <= hour < _GETTING_UP_H[1] for hour in hours)
    return usual >= MOST * len(hours)


def _is_date(cell: str) -> bool:
    return bool(EPOCH_NUMBER.fullmatch(cell) or parse_date(cell, "dmy") or parse_date(cell, "mdy"))


def _is_clock(cell: str) -> bool:
    return parse_clock(cell) is not None


def answer_of(cell: str) -> float | None:
    """Read a cell as an answer; None where it is no number, or one too large for an answer."""
    found = parse_number(cell)
    return found if found is not None and abs(found) < _LARGEST_ANSWER else None


def is_answer(cell: str) -> bool:
    """Tell whether a cell is a number, perhaps out of another, or stars."""
    plain = symbols_to_number(cell)
    return answer_of(plain) is not None or bool(OUT_OF.fullmatch(plain))


def _are_dates(cells: list[str]) -> bool:
    return fits("date", cells) and not any(EPOCH_NUMBER.fullmatch(cell) or cell.isdecimal() for cell in cells)


def _are_answers(cells: list[str]) -> bool:
    numbers = [n for cell in cells if (n := answer_of(cell)) is not None]
    whole = len(numbers) >= FITTING * len(cells) and all(n == int(n) and 0 <= n <= TEN for n in numbers)
    return whole and len(numbers) >= _FEWEST_ANSWERS and len(set(numbers)) > 2


def _are_hours(cells: list[str]) -> bool:
    hours = sorted(h for cell in cells if (h := parse_duration(cell)) is not None)
    if len(hours) < max(FITTING * len(cells), _FEWEST_ANSWERS):
        return False
    return _USUAL_NIGHT_H[0] <= hours[len(hours) // 2] <= _USUAL_NIGHT_H[1] and hours[-1] <= _LONGEST_NIGHT_H


def sleep_unit(cells: list[str]) -> str | None:
    """Return the unit of numbers too large for hours of sleep; None where no unit fits."""
    numbers = sorted(n for cell in cells if (n := answer_of(cell)) is not None)
    if len(numbers) < FITTING * len(cells):
        return None
    middle = numbers[len(numbers) // 2]
    per_hour = {"minutes": 60, "seconds": 3600}
    return next((u for u, n in per_hour.items() if _SHORT_NIGHT_H * n <= middle <= _LONGEST_NIGHT_H * n), None)


def shown_values(cells: list[str]) -> list[str]:
    """Show three values; words could be a line of the diary."""
    shown = [cell for cell in dict.fromkeys(cells) if len(cell) <= _LONGEST_SHOWN and _is_figure(cell)]
    return shown[:3] or ["words"]


def _is_figure(cell: str) -> bool:
    return is_answer(cell) or _is_clock(cell) or _is_date(cell) or parse_duration(cell) is not None


_FITS: Final[dict[str, Callable[[str], bool]]] = {
    "date": _is_date,
    "bedtime": _is_clock,
    "waketime": _is_clock,
    "time": _is_clock,
    "sleep_hours": lambda cell: (parse_duration(cell) or 25.0) <= _LONGEST_NIGHT_H,
    "note": lambda cell: not is_answer(cell),
    "activities": lambda cell: not is_answer(cell),
    # Only names of moods can be given a level.
    **{measure: is_answer for measure in MEASURES if measure != "mood"},
}
# What values alone suggest where no header does.
GUESSES: Final[tuple[tuple[str, Callable[[list[str]], bool], str], ...]] = (
    ("date", _are_dates, "dates; more than one column has them"),
    ("mood", _are_answers, "answers on a scale; fill this in if it is how you felt"),
    ("sleep_hours", _are_hours, "numbers like hours; take out the # if it is how long you slept"),
)
