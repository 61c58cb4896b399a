"""N-of-1 trials: one person tries one thing, on and off in random blocks, or simply before and after."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from heartdata.core.formatting import without_marks
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.practices.comparison import OUTCOMES
from heartdata.practices.sensitive import refuse_trial
from heartdata.practices.thresholds import limit

Design = Literal["blocks", "before-after"]
DESIGNS: Final[tuple[Design, ...]] = ("blocks", "before-after")
# How a plan from elsewhere was drawn: one on and one off in each pair of blocks, in any order, or each by a coin.
Rule = Literal["pairs", "shuffled", "coin"]
RULES: Final[tuple[Rule, ...]] = ("pairs", "shuffled", "coin")
# As in a profile; what lies beyond is a slip.
_YEARS: Final = (1900, 2200)


@dataclass(frozen=True)
class Block:
    """A stretch of days with or without the practice."""

    first: date
    last: date  # included
    on: bool  # whether the practice is done


@dataclass(frozen=True)
class Trial:
    """The plan of one trial."""

    practice: str  # the person's name for it
    design: Design
    start: date
    days: int
    block_days: int = 2
    seed: int = 0
    outcome: str = "mood"
    stopped: date | None = None  # the last day, if it was ended early
    on_days: tuple[date, ...] = ()  # the days with it of a plan from elsewhere; empty for one drawn here
    rule: Rule | None = None  # how a plan from elsewhere was drawn

    @property
    def end(self) -> date:
        """The last day of the plan."""
        return self.start + timedelta(days=self.days - 1)

    @property
    def last(self) -> date:
        """The last day that counts: where it was stopped, or the end of the plan."""
        return min(self.stopped or self.end, self.end)

    @property
    def blocks(self) -> list[Block]:
        """The plan in order; one single block for before-after."""
        if self.design == "before-after":
            return [Block(self.start, self.end, on=True)]
        plan = planned_days(self)
        out: list[Block] = []
        for place in range(0, self.days, self.block_days):
            first = self.start + timedelta(days=place)
            last = min(first + timedelta(days=self.block_days - 1), self.end)
            on = bool(plan[place])
            if out and out[-1].on == on:
                out[-1] = Block(out[-1].first, last, on)
            else:
                out.append(Block(first, last, on))
        return out

    def planned(self, day: date) -> bool | None:
        """Whether the practice is planned for a day; None outside the plan."""
        return next((b.on for b in self.blocks if b.first <= day <= b.last), None) if day <= self.last else None


def start_trial(
    practice: str,
    *,
    start: date,
    design: str = "blocks",
    days: int | None = None,
    block_days: int | None = None,
    seed: int = 0,
    outcome: str = "mood",
    on_days: Collection[date] = (),
    rule: Rule | None = None,
    profile: Profile | None = None,
) -> Trial:
    """Plan a trial of something that may be tried on and off; see `heartdata.practices.sensitive.refuse_trial`.

    `on_days` are the days with it of a plan drawn elsewhere, and `rule` is how it was drawn.
    """
    refused = refuse_trial(str(practice), profile or Profile())
    if refused is not None:
        raise HeartdataError(refused)
    if rule and not on_days:
        raise HeartdataError(f"rule={rule!r}: is for a plan from elsewhere; give its days as well (--plan)")
    block = (1 if on_days else int(limit("block_days"))) if block_days is None else block_days
    length = _length(start, on_days, block, rule) if days is None else days
    fewest = int(limit("fewest_trial_days"))
    given = tuple(sorted(set(on_days)))
    if on_days and design != "blocks":
        raise HeartdataError(f"design={design!r}: a list of days with it is a plan of blocks")
    return restore_trial(
        practice, start=start, design=design, days=length, block_days=block, seed=seed, outcome=outcome,
        on_days=given, rule=rule, fewest=fewest,
    )  # fmt: skip


def _length(start: date, on_days: Collection[date], block_days: int, rule: Rule | None) -> int:
    """The usual length; for a plan from elsewhere as many whole blocks as reach its last day with it."""
    if not on_days:
        return int(limit("trial_days"))
    unit = max(block_days, 1) * (2 if rule == "pairs" else 1)
    return -(-((max(on_days) - start).days + 1) // unit) * unit


def restore_trial(
    practice: str,
    *,
    start: date,
    design: str,
    days: int,
    block_days: int,
    seed: int,
    outcome: str,
    on_days: tuple[date, ...] = (),
    rule: Rule | None = None,
    fewest: int = 14,
) -> Trial:
    """Check the values of a plan, also of one from a version that allowed shorter ones."""
    name = " ".join(str(practice).split())
    if not name or len(name) > 80:
        raise HeartdataError("practice: give what you want to try in one to eighty letters, such as 'evening walk'")
    chosen = next((d for d in DESIGNS if d == design), None)
    if chosen is None:
        raise HeartdataError(f"design={design!r}: allowed are {' and '.join(DESIGNS)}")
    if outcome not in OUTCOMES:
        raise HeartdataError(f"outcome={outcome!r}: allowed are {', '.join(OUTCOMES)}")
    if not _YEARS[0] <= start.year <= _YEARS[1]:
        raise HeartdataError(f"start={start}: a trial starts in the years {_YEARS[0]} to {_YEARS[1]}; choose --start")
    if not all(isinstance(number, int) for number in (days, block_days, seed)):
        raise HeartdataError("days, block_days and seed are whole numbers")
    if not 1 <= block_days <= 14:
        raise HeartdataError(f"block_days={block_days!r}: allowed are 1 to 14 days")
    if chosen == "blocks":
        fewest = max(fewest, 6 * block_days)
    most = int(limit("most_trial_days"))
    if not fewest <= days <= most:
        raise HeartdataError(f"days={days!r}: a trial of this kind has {fewest} to {most} days; choose --days")
    if on_days:
        _check_given(start, days, block_days, on_days, rule)
        return Trial(name, "blocks", start, days, block_days, seed, outcome, on_days=on_days, rule=rule)
    if chosen == "blocks":
        days = whole_days(days, block_days)
    return Trial(name, chosen, start, days, block_days, seed, outcome)


def whole_days(days: int, block_days: int) -> int:
    """Shorten a length to whole pairs of blocks."""
    return days - days % (2 * block_days)


def _check_given(start: date, days: int, block_days: int, on_days: tuple[date, ...], rule: Rule | None) -> None:
    """Refuse a plan from elsewhere that its rule cannot have given, or that could not be judged."""
    if rule not in RULES:
        raise HeartdataError(f"rule={rule!r}: say how the days were picked (--drawn): {', '.join(RULES)}")
    if days % block_days:
        raise HeartdataError(f"days={days}: not whole blocks of {block_days} days; choose --days or --block-days")
    on = [start + timedelta(days=place) in on_days for place in range(days)]
    outside = sum(not start <= day < start + timedelta(days=days) for day in on_days)
    if outside:
        raise HeartdataError(f"{outside} of the days with it lie outside the plan; choose --start and --days")
    units = [on[place : place + block_days] for place in range(0, days, block_days)]
    if any(len(set(unit)) > 1 for unit in units):
        raise HeartdataError(f"a block of {block_days} days has days with it and without; choose --block-days")
    order = [unit[0] for unit in units]
    if rule == "pairs" and (len(order) % 2 or any(a == b for a, b in zip(order[::2], order[1::2], strict=True))):
        raise HeartdataError(
            "rule='pairs': each pair of blocks has one with it and one without; choose another --drawn"
        )
    count = len(order)
    plans = {"pairs": 2 ** (count // 2), "coin": 2**count, "shuffled": math.comb(count, sum(order))}[rule]
    fewest = int(limit("fewest_logged"))
    if plans < limit("fewest_plans") or min(sum(on), days - sum(on)) < fewest:
        raise HeartdataError(
            f"this plan could not be judged: it is one of {plans} that could have been drawn, with {sum(on)} days with "
            f"it and {days - sum(on)} without; it takes {int(limit('fewest_plans'))} plans, and {fewest} days of each "
            "kind"
        )


def planned_days(trial: Trial) -> NDArray[np.bool_]:
    """Return for each day of the plan whether it is a day with the practice."""
    if trial.on_days:
        days = (trial.start + timedelta(days=place) for place in range(trial.days))
        return np.isin([day.toordinal() for day in days], [day.toordinal() for day in trial.on_days])
    return np.array(draw_plan(trial.days, trial.block_days, trial.seed))


def redrawn_plans(trial: Trial, count: int) -> NDArray[np.bool_]:
    """Draw plans as the trial's own was drawn: one row per plan, one column per day."""
    units = -(-trial.days // trial.block_days)
    with_it = int(planned_days(trial)[:: trial.block_days].sum())
    # A seed far from the plan's own: the redraws are others than it.
    orders = draw_orders(units, trial.seed + 1_000_003, rule=trial.rule, with_it=with_it)
    return np.repeat(np.array(list(islice(orders, count))), trial.block_days, axis=1)[:, : trial.days]


def draw_plan(days: int, block_days: int, seed: int) -> list[bool]:
    """Draw at random which days are on."""
    order = next(draw_orders(-(-days // block_days), seed))
    return [order[day // block_days] for day in range(days)]


def draw_orders(count: int, seed: int, *, rule: Rule | None = None, with_it: int = 0) -> Iterator[list[bool]]:
    """Yield random orders of blocks, all equally likely; `rule` is that of a plan from elsewhere."""
    # random() is the one stream that every Python version repeats.
    chance = random.Random(seed).random  # noqa: S311  (no secrets here)
    paired = rule == "pairs" or (rule is None and count // 2 >= limit("fewest_pairs"))
    while True:
        if rule == "coin":
            yield [chance() < 0.5 for _ in range(count)]
        elif rule == "shuffled":
            yield _shuffled([k < with_it for k in range(count)], chance)
        else:
            yield _paired_order(count, chance) if paired else _mixed_order(count, chance)


def _paired_order(count: int, chance: Callable[[], float]) -> list[bool]:
    firsts = [chance() < 0.5 for _ in range(-(-count // 2))]
    return [on for first in firsts for on in (first, not first)][:count]


def _mixed_order(count: int, chance: Callable[[], float]) -> list[bool]:
    run = int(limit("longest_run"))
    while True:
        order = _shuffled([k < count // 2 + count % 2 for k in range(count)], chance)
        if all(len(set(order[k : k + run + 1])) > 1 for k in range(count - run)):
            return order


def _shuffled(order: list[bool], chance: Callable[[], float]) -> list[bool]:
    for last in range(len(order) - 1, 0, -1):
        other = int((last + 1) * chance())
        order[last], order[other] = order[other], order[last]
    return order


def calendar_text(trial: Trial) -> str:
    """Return the plan as an iCalendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//heartdata//trial//EN", "CALSCALE:GREGORIAN"]
    for number, block in enumerate(trial.blocks):
        what = trial.practice if block.on else f"{trial.practice}: not on these days"
        after = block.last + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{trial.start:%Y%m%d}-{trial.seed}-{number}@heartdata.invalid",
            f"DTSTAMP:{trial.start:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{block.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{_escaped(without_marks(what))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text


def _folded(line: str) -> list[str]:
    """Fold a line after 75 octets, never within a letter."""
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > 74:
            parts.append(now)
            now = " "
        now += letter
    return [*parts, now]
