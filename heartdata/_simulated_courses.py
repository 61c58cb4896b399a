"""The planted courses of recovery: how far below their usual somebody is, day by day, and what that is called."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from heartdata._simulated_draws import Draws

__all__ = ["COURSES", "PLATEAU_FROM", "PLATEAU_UNTIL", "Course", "Path", "draw_path", "paces", "state_of"]

Course = Literal["improving", "stuck", "slipping", "recovered", "sparse", "plateau"]
COURSES: Final[tuple[Course, ...]] = get_args(Course)
_WHOLE_COURSES: Final[tuple[Course, ...]] = ("improving", "stuck", "slipping", "recovered")

MONTH: Final = 28
# Borders between the states [own SD; share of the gap closing per 28 days]; what lies between has no name.
RECOVERED_GAP: Final = 0.40
OPEN_GAP: Final = 0.60
STUCK_PACE: Final = 0.10
IMPROVING_PACE: Final = 0.25

PLATEAU_FROM: Final = 49
PLATEAU_UNTIL: Final = 105
_TURN: Final = 7
_RAMP: Final = 14


@dataclass(frozen=True)
class Path:
    """One planted course.

    Attributes
    ----------
    gap : tuple of float
        From the day of the loss on, how far below the usual level [own SD]; one day more than is shown.
    fall : int or None
        The day after the loss on which a fall begins.
    """

    gap: tuple[float, ...]
    fall: int | None = None


def draw_path(course: Course, days: int, draws: Draws) -> Path:
    """Draw one path of a course.

    Parameters
    ----------
    course : str
        One of `COURSES`; ``sparse`` is any of the first four.
    days : int
        How many days from the loss on.
    draws : Draws
        Where chance comes from.

    Returns
    -------
    Path
        With ``days + 1`` values.
    """
    if course == "sparse":
        course = draws.pick(_WHOLE_COURSES)
    span = range(days + 1)
    fall = None
    if course == "improving":
        first, half = draws.uniform(1.8, 3.0), draws.uniform(25, 55)
        gaps = [first * 0.5 ** (t / half) for t in span]
    elif course == "stuck":
        floor, extra, time = draws.uniform(0.8, 2.0), draws.uniform(0.3, 1.5), draws.uniform(5, 18)
        gaps = [floor + extra * math.exp(-t / time) for t in span]
    elif course == "recovered":
        first, half = draws.uniform(0.3, 1.8), draws.uniform(4, 10)
        gaps = [first * 0.5 ** (t / half) for t in span]
    elif course == "slipping":
        rest, first, half = draws.uniform(0.0, 0.4), draws.uniform(1.2, 2.6), draws.uniform(8, 16)
        fall, depth = draws.whole(49, 84), draws.uniform(1.0, 2.0)
        ramp = draws.pick((1, _RAMP))
        eased = [rest + (first - rest) * 0.5 ** (t / half) for t in span]
        gaps = [gap + depth * min(max((t - fall + 1) / ramp, 0.0), 1.0) for t, gap in zip(span, eased, strict=True)]
    else:
        gaps = _plateau(days, draws.uniform(2.7, 3.1), draws.uniform(50, 60), draws.uniform(38, 46))
    # Nine decimals: the last bits of exp and log differ between machines.
    return Path(tuple(round(gap, 9) for gap in gaps), fall)


def _plateau(days: int, first: float, half: float, later_half: float) -> list[float]:
    """Ease, hold level for eight weeks, ease again; the pace turns within a week."""
    gaps = [first]
    for t in range(days):
        if t < PLATEAU_UNTIL:
            pace = math.log(2) / half * min(max((PLATEAU_FROM - t) / _TURN, 0.0), 1.0)
        else:
            pace = math.log(2) / later_half * min((t - PLATEAU_UNTIL + 1) / _TURN, 1.0)
        gaps.append(gaps[-1] * math.exp(-pace))
    return gaps


def paces(gaps: Sequence[float]) -> list[float]:
    """Say for each day which share of the gap would close in 28 days at that day's pace.

    Parameters
    ----------
    gaps : sequence of float
        One day more than is asked for.

    Returns
    -------
    list of float
        Negative while the gap widens; NaN where there is no gap.
    """
    return [
        MONTH * (today - next_day) / today if today > 0 else math.nan
        for today, next_day in zip(gaps, gaps[1:], strict=False)
    ]


def state_of(gap: float, pace: float, *, fallen: bool) -> str:
    """Name the state of a day from its noise-free gap.

    Parameters
    ----------
    gap : float
        Below the usual level [own SD].
    pace : float
        Share of the gap closing per 28 days.
    fallen : bool
        Whether a fall has begun.

    Returns
    -------
    str
        A state, or an empty string for what lies between states.

    Examples
    --------
    >>> state_of(1.2, 0.02, fallen=False), state_of(1.2, 0.4, fallen=False), state_of(0.5, 0.4, fallen=False)
    ('stuck', 'improving', '')
    """
    if fallen:
        return "slipping"
    if gap <= RECOVERED_GAP:
        return "recovered"
    if gap < OPEN_GAP:
        return ""
    if pace <= STUCK_PACE:
        return "stuck"
    return "improving" if pace >= IMPROVING_PACE else ""
