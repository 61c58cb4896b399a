"""Trajectories of recovery for simulated people: the gap below the usual level day by day, and its true state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, get_args

from heartdata.datasets.random_streams import Draws

Course = Literal["improving", "stuck", "slipping", "recovered", "sparse", "plateau"]
COURSES: Final[tuple[Course, ...]] = get_args(Course)
_WHOLE_COURSES: Final[tuple[Course, ...]] = ("improving", "stuck", "slipping", "recovered")

MONTH: Final = 28
# Borders between the states [own SD; share of the gap closing per 28 days]; none in between. The values are
# those of `heartdata.recovery.thresholds`, written out so that simulated truth never follows a change there.
RECOVERED_GAP: Final = 0.40
OPEN_GAP: Final = 0.60
STUCK_PACE: Final = 0.10
IMPROVING_PACE: Final = 0.25

PLATEAU_FROM: Final = 49
PLATEAU_UNTIL: Final = 105
_TURN: Final = 7
_RAMP: Final = 14


@dataclass(frozen=True)
class Trajectory:
    """The gap below the usual level from the day of the loss on."""

    gap: tuple[float, ...]  # [own SD], one day longer than the diary
    fall: int | None = None  # days after the loss on which a fall begins


@dataclass(frozen=True)
class Truth:
    """What is true on each day of a diary."""

    gap: tuple[float, ...]  # below the usual level [own SD]; 0 before the loss
    pace: tuple[float, ...]  # share of the gap closing in 28 days at that day's pace; NaN before the loss
    state: tuple[str, ...]  # empty before the loss and between states


def draw_trajectory(course: Course, days: int, draws: Draws) -> Trajectory:
    """Draw one trajectory of a course."""
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
        gaps = level_stretch(days, draws.uniform(2.7, 3.1), draws.uniform(50, 60), draws.uniform(38, 46))
    # Nine decimals, since the last bits of exp and log differ between machines.
    return Trajectory(tuple(round(gap, 9) for gap in gaps), fall)


def level_stretch(days: int, first: float, half: float, later_half: float) -> list[float]:
    """Improve for seven weeks, stay level for eight, improve again; the pace changes within a week."""
    gaps = [first]
    for t in range(days):
        if t < PLATEAU_UNTIL:
            pace = math.log(2) / half * min(max((PLATEAU_FROM - t) / _TURN, 0.0), 1.0)
        else:
            pace = math.log(2) / later_half * min((t - PLATEAU_UNTIL + 1) / _TURN, 1.0)
        gaps.append(gaps[-1] * math.exp(-pace))
    return gaps


def state_of(gap: float, pace: float, *, fallen: bool) -> str:
    """Return the true state of a day from its noise-free gap."""
    if fallen:
        return "slipping"
    if gap <= RECOVERED_GAP:
        return "recovered"
    if gap < OPEN_GAP:
        return ""
    if pace <= STUCK_PACE:
        return "stuck"
    return "improving" if pace >= IMPROVING_PACE else ""


def truth_of(trajectory: Trajectory, before: int, *, sparse: bool = False) -> Truth:
    """Return what is true on each day."""
    shown = trajectory.gap[:-1]
    pace = tuple(
        round(MONTH * (today - tomorrow) / today, 9) if today > 0 else math.nan
        for today, tomorrow in zip(shown, trajectory.gap[1:], strict=True)
    )
    state = tuple(
        "unclear" if sparse else state_of(g, p, fallen=trajectory.fall is not None and day >= trajectory.fall)
        for day, (g, p) in enumerate(zip(shown, pace, strict=True))
    )
    return Truth((0.0,) * before + shown, (math.nan,) * before + pace, ("",) * before + state)
