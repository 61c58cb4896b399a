"""Apple Health exports in the layouts that phones, watches and other programs write."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from pathlib import Path
from typing import Final

from benchmarks._apple_export import BEGIN, PHONE, WATCH, record

__all__ = ["LAYOUTS", "Layout", "write_layout"]

# Type, unit, records a day.
Counts = tuple[tuple[str, str, int], ...]
_STEPS: Final = ("QuantityTypeIdentifierStepCount", "count", 60)
_PHONE: Final[Counts] = (
    _STEPS,
    ("QuantityTypeIdentifierDistanceWalkingRunning", "km", 60),
    ("QuantityTypeIdentifierFlightsClimbed", "count", 8),
)
_WATCH: Final[Counts] = (
    ("QuantityTypeIdentifierHeartRate", "count/min", 230),
    ("QuantityTypeIdentifierStepCount", "count", 110),
    ("QuantityTypeIdentifierDistanceWalkingRunning", "km", 70),
    ("QuantityTypeIdentifierActiveEnergyBurned", "kcal", 190),
    ("QuantityTypeIdentifierRestingHeartRate", "count/min", 1),
    ("CategoryTypeIdentifierSleepAnalysis", "", 32),
)
_WANTED: Final[Counts] = (
    _STEPS,
    ("CategoryTypeIdentifierSleepAnalysis", "", 60),
    ("QuantityTypeIdentifierHeartRateVariabilitySDNN", "ms", 60),
    ("QuantityTypeIdentifierRestingHeartRate", "count/min", 60),
    ("CategoryTypeIdentifierMindfulSession", "", 60),
)


@dataclass(frozen=True)
class Layout:
    """One way an export may be written."""

    title: str
    counts: Counts
    sources: tuple[str, ...]
    least: float  # how many times as fast as iterparse the scan must be
    rewrite: Callable[[str], str] = str
    mixed: bool = False  # whether the types alternate record by record


def _indented(one: str) -> str:
    """Put every attribute on a line of its own, as editors that format XML do."""
    for name in ("type", "sourceName", "sourceVersion", "device", "unit", "creationDate", "startDate", "endDate"):
        one = one.replace(f' {name}="', f'\n          {name}="', 1)
    return one.replace(' value="', '\n          value="', 1)


def _referenced(one: str) -> str:
    return one.replace("\u2019", "&#8217;").replace("\u00a0", "&#xa0;")


_COUPLE: Final = "Robin &amp; Kim\u2019s "
LAYOUTS: Final = {
    "alternating": Layout("watch and phone alternating within a type", _WATCH, (WATCH, PHONE), 6),
    "phone": Layout("an iPhone alone", _PHONE, (PHONE,), 4),
    "ampersand": Layout(
        "a name with `&amp;`, watch and phone", _WATCH, (f"{_COUPLE}Apple\u00a0Watch", f"{_COUPLE}iPhone"), 4
    ),
    "phone_ampersand": Layout("a name with `&amp;`, an iPhone alone", _PHONE, (f"{_COUPLE}iPhone",), 4),
    "references": Layout("a name with character references", _WATCH, (WATCH, PHONE), 1, _referenced),
    "phone_references": Layout("the same, an iPhone alone", _PHONE, (PHONE,), 1, _referenced),
    "indented": Layout("each attribute on a line of its own", _WATCH, (WATCH, PHONE), 1, _indented),
    "phone_indented": Layout("the same, an iPhone alone", _PHONE, (PHONE,), 1, _indented),
    "mixed": Layout("the wanted types one by one", _WANTED, (WATCH, PHONE), 1, mixed=True),
}


def _written(rng: random.Random, layout: Layout, days: int) -> Iterator[str]:
    def of_a_type(kind: str, unit: str, count: int) -> Iterator[str]:
        gap = 86_400 // count
        for day in range(days):
            for number in range(count):
                at = datetime(2016, 1, 1) + timedelta(days=day, seconds=number * gap)
                value = str(rng.randint(40, 90))
                if kind.endswith("SleepAnalysis"):
                    value = "HKCategoryValueSleepAnalysis" + rng.choice(("AsleepCore", "AsleepDeep", "Awake"))
                one = record(kind, at, rng.randint(1, gap - 1), value, unit, rng.choice(layout.sources))
                yield layout.rewrite(one)

    every = [of_a_type(*counted) for counted in layout.counts]
    return (one for turn in zip_longest(*every) for one in turn if one) if layout.mixed else chain(*every)


def write_layout(path: Path, layout: Layout, size: int, seed: int = 1) -> None:
    """Write an export of one layout.

    Parameters
    ----------
    path : Path
        The file.
    layout : Layout
        How it is written.
    size : int
        About how large [bytes].
    seed : int, optional
        Of the random numbers.
    """
    rng = random.Random(seed)
    a_day = sum(len(one.encode()) for one in _written(random.Random(seed), layout, 1))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(BEGIN)
        file.writelines(_written(rng, layout, max(2, size // a_day)))
        file.write("</HealthData>\n")
