"""Small logs made by hand, for tests of everything after the readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from heartdata.core.logs import Logs, table

NAN = float("nan")
MONDAY = date(2026, 3, 2)


def rating(at: datetime | date, value: float = 5.0, measure: str = "mood", source: str = "a.csv") -> tuple[Any, ...]:
    timed = isinstance(at, datetime)
    day = at.date() if timed else at
    return (at if timed else None, day, measure, value, str(value), NAN, source)


def ratings(*rows: tuple[Any, ...]) -> Logs:
    return Logs(ratings=table("ratings", rows))


def moods(values: Iterable[float | None], first: date = MONDAY, **rest: Any) -> Logs:
    """One mood a day from `first` on; None is a day without an entry."""
    rows = [rating(first + timedelta(days=i), v) for i, v in enumerate(values) if v is not None]
    return Logs(ratings=table("ratings", rows), **rest)


def ar1(days: int, seed: int, *, phi: float = 0.3, level: float = 5.0, sd: float = 1.2) -> np.ndarray:
    draws = np.random.default_rng(seed)
    x = [draws.normal()]
    for noise in draws.normal(scale=np.sqrt(1 - phi**2), size=days - 1):
        x.append(phi * x[-1] + noise)
    return level + sd * np.array(x)


def night(start: datetime | None, end: datetime | None, day: date | None = None, **given: Any) -> tuple[Any, ...]:
    values: Mapping[str, Any] = {
        "asleep_h": NAN, "in_bed_h": NAN, "awake_h": NAN, "deep_h": NAN, "rem_h": NAN, "light_h": NAN,
        "quality": NAN, "nap": False, "utc_offset": NAN, "source": "a.csv", **given,
    }  # fmt: skip
    belongs = day or (end.date() if end else None)
    return (start, end, belongs, *values.values())


def nights(*rows: tuple[Any, ...]) -> Logs:
    return Logs(sleep=table("sleep", rows))


def entry(at: datetime | date, text: str, title: str = "", tags: tuple[str, ...] = ()) -> tuple[Any, ...]:
    timed = isinstance(at, datetime)
    return (at if timed else None, at.date() if timed else at, title, text, tags, NAN, "a.csv")


def activity(at: datetime | date, name: str, kind: str = "other") -> tuple[Any, ...]:
    timed = isinstance(at, datetime)
    return (at if timed else None, at.date() if timed else at, name, NAN, kind, NAN, "a.csv")


def daylio_csv(count: int = 40, first: date = MONDAY, mood: str = "good") -> str:
    lines = ["full_date,date,weekday,time,mood,activities,note_title,note"]
    for i in range(count):
        day = first + timedelta(days=i)
        name = mood if i % 3 else "meh"
        lines.append(f"{day},x,y,21:0{i % 10},{name},evening walk | friends,,secretword number {i}")
    return "\n".join(lines) + "\n"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
