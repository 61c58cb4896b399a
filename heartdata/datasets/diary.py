"""A simulated person, and what they record in a sleep app and a journal."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from heartdata.datasets.journal_text import Journal, Mode
from heartdata.datasets.random_streams import Draws
from heartdata.datasets.trajectories import Truth

# Random streams, one for each part of a diary.
COURSE, PERSON, NOISE, MISSING, TAGS, SLEEP, TEXT, PAGES = range(8)

_HEAVY_GAP: Final = 1.5


@dataclass(frozen=True)
class Diarist:
    """One simulated person."""

    seed: int
    start: date  # the first day
    truth: Truth
    before: int  # days before the loss
    usual: float  # usual mood [0-10]
    sd: float  # day-to-day SD of mood [0-10]
    phi: float  # lag-1 autocorrelation of the noise
    weekend: float  # lift of mood at weekends [own SD]
    missing: float  # share of days without an entry, apart from the holes
    steps: int  # of the mood scale above the lowest: 4 or 10
    measures: tuple[str, ...] = ()  # rated besides mood
    signs: tuple[str, ...] = ()  # that go with the gap
    effects: Mapping[str, float] = field(default_factory=dict)  # of practices on the mood of the day [own SD]
    holes: tuple[tuple[int, int], ...] = ()  # first and last days of stretches without entries
    illness: tuple[int, int] | None = None  # first and last day
    change: int | None = None  # the day on which practices change
    mood_names: tuple[str, ...] = ()  # worst first; empty for plain numbers

    @property
    def gaps(self) -> tuple[float, ...]:
        """The gap below the usual level on each day [own SD]."""
        return self.truth.gap

    def absent(self, day: int) -> bool:
        """Whether nothing is logged on a day."""
        return any(first <= day <= last for first, last in self.holes)

    def ill(self, day: int) -> bool:
        """Whether the person is ill on a day."""
        return self.illness is not None and self.illness[0] <= day <= self.illness[1]

    def heaviness(self, sign: str, day: int) -> float:
        """How strong a sign is on a day [0-1]."""
        return min(1.0, self.gaps[day] / _HEAVY_GAP) if sign in self.signs else 0.0


@dataclass(frozen=True)
class SleepRecord:
    """One sleep period: minutes awake and in deep sleep, and a rating in quarters (1 to 20; 0 for none)."""

    start: datetime
    end: datetime
    awake: int
    deep: int
    rating: int
    nap: bool


@dataclass(frozen=True)
class Page:
    """One journal entry."""

    when: datetime
    text: str
    tags: tuple[str, ...]


def nearest(value: float, low: int, high: int) -> int:
    """Round to a step of a scale, halves up."""
    return min(max(math.floor(value + 0.5), low), high)


def page_days(who: Diarist) -> list[bool]:
    """Return whether the person writes in the journal on each day."""
    draws = Draws(who.seed, PAGES)
    return [draws.chance(0.5) and not who.absent(day) for day in range(len(who.truth.gap))]


def write_nights(who: Diarist) -> list[SleepRecord]:
    """Simulate the records of the sleep app."""
    draws = Draws(who.seed, SLEEP)
    up_at, usual_sleep = draws.uniform(6.2, 7.0), draws.uniform(6.9, 7.7)
    nights = []
    for day, gap in enumerate(who.gaps):
        noise, early, awake, deep = draws.normal(), draws.normal(), draws.uniform(12, 45), draws.uniform(0.32, 0.52)
        tracked, rated, napped = draws.chance(0.86), draws.chance(0.85), draws.chance(0.04 + 0.03 * min(gap, 2.0))
        nap_at, nap_long = draws.uniform(13.5, 16.0), draws.uniform(20, 70)
        if who.absent(day):
            continue
        today = who.start + timedelta(days=day)
        midnight = datetime.combine(today, datetime.min.time())
        heavy = min(gap, 3.0)
        if tracked:
            asleep = int(60 * min(max(usual_sleep - 0.3 * heavy + 0.7 * noise, 5.0), 9.2))
            lying = int(awake * (1 + 0.4 * heavy))
            waking = up_at + (0.9 if today.weekday() >= 5 else 0.0) + 0.25 * early
            # In bed by 0:54, so that no night begins in the hour of a clock change.
            begin = midnight + timedelta(minutes=min(int(60 * waking) - asleep - lying, 54))
            rating = nearest(4 * (3.6 - 0.35 * heavy + 0.5 * noise), 1, 20) if rated else 0
            end = begin + timedelta(minutes=asleep + lying)
            nights.append(SleepRecord(begin, end, lying, int(deep * asleep), rating, nap=False))
        if napped:
            begin = midnight + timedelta(minutes=int(nap_at * 60))
            nights.append(SleepRecord(begin, begin + timedelta(minutes=int(nap_long)), 0, 0, 0, nap=True))
    return nights


def write_pages(who: Diarist) -> list[Page]:
    """Simulate the journal: three or four pages a week."""
    draws = Draws(who.seed, TEXT)
    journal = Journal(draws)
    pages = []
    for day, written in enumerate(page_days(who)):
        if not written:
            continue
        mode = _mode(who, day, draws.uniform(0, 1))
        seconds = draws.whole(int(20.5 * 3600), int(23.4 * 3600))
        at = datetime.combine(who.start + timedelta(days=day), datetime.min.time()) + timedelta(seconds=seconds)
        # Whole minutes are for the mood app, so no two entries have the same time.
        at += timedelta(seconds=at.second == 0)
        tags = ("memories",) if mode in ("telling", "replaying") else ()
        pages.append(Page(at, journal.page(mode, min(1.0, who.gaps[day] / 2.5)), tags))
    return pages


def _mode(who: Diarist, day: int, share: float) -> Mode:
    if day < who.before:
        return "before"
    heavy = {"stuck": 0.85, "slipping": 0.5}.get(who.truth.state[day], 0.1) if "replaying" in who.signs else 0.1
    if share < heavy:
        return "replaying"
    recovering = (who.change is not None and day >= who.change) or who.gaps[day] < 0.5
    return "recovering" if recovering else "telling"
