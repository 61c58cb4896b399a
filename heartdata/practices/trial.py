"""N-of-1 trials: one person tries one thing, on and off in random blocks, or simply before and after."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.practices.comparison import OUTCOMES
from heartdata.practices.sensitive import refuse_trial
from heartdata.practices.thresholds import limit

Design = Literal["blocks", "before-after"]
DESIGNS: Final[tuple[Design, ...]] = ("blocks", "before-after")
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
    block_days: int = 3
    seed: int = 0
    outcome: str = "mood"
    stopped: date | None = None  # the last day, if it was ended early

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
        plan = draw_plan(self.days, self.block_days, self.seed)
        out: list[Block] = []
        for place in range(0, self.days, self.block_days):
            first = self.start + timedelta(days=place)
            last = min(first + timedelta(days=self.block_days - 1), self.end)
            on = plan[place]
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
    profile: Profile | None = None,
) -> Trial:
    """Plan a trial of something that may be tried on and off; see `heartdata.practices.sensitive.refuse_trial`."""
    refused = refuse_trial(str(practice), profile or Profile())
    if refused is not None:
        raise HeartdataError(refused)
    length = int(limit("trial_days")) if days is None else days
    block = int(limit("block_days")) if block_days is None else block_days
    fewest = int(limit("fewest_trial_days"))
    return restore_trial(
        practice, start=start, design=design, days=length, block_days=block, seed=seed, outcome=outcome, fewest=fewest
    )


def restore_trial(
    practice: str, *, start: date, design: str, days: int, block_days: int, seed: int, outcome: str, fewest: int = 14
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
    if chosen == "blocks":
        days -= days % (2 * block_days)
    return Trial(name, chosen, start, days, block_days, seed, outcome)


def draw_plan(days: int, block_days: int, seed: int) -> list[bool]:
    """Draw at random which days are on."""
    order = next(draw_orders(-(-days // block_days), seed))
    return [order[day // block_days] for day in range(days)]


def draw_orders(count: int, seed: int) -> Iterator[list[bool]]:
    """Yield random orders of blocks, all equally likely."""
    # random() is the one stream that every Python version repeats.
    chance = random.Random(seed).random  # noqa: S311  (no secrets here)
    paired = count // 2 >= limit("fewest_pairs")
    while True:
        yield _paired_order(count, chance) if paired else _mixed_order(count, chance)


def _paired_order(count: int, chance: Callable[[], float]) -> list[bool]:
    firsts = [chance() < 0.5 for _ in range(-(-count // 2))]
    return [on for first in firsts for on in (first, not first)][:count]


def _mixed_order(count: int, chance: Callable[[], float]) -> list[bool]:
    run = int(limit("longest_run"))
    while True:
        order = [k < count // 2 + count % 2 for k in range(count)]
        for last in range(count - 1, 0, -1):
            other = int((last + 1) * chance())
            order[last], order[other] = order[other], order[last]
        if all(len(set(order[k : k + run + 1])) > 1 for k in range(count - run)):
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
            f"SUMMARY:{_escaped(what)}",
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
