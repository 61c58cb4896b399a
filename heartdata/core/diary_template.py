"""A small diary for a spreadsheet, for people without an app; its columns cover the seven signs and sleep."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final


@dataclass(frozen=True)
class DiaryColumn:
    """One column of the diary."""

    role: str  # as in `heartdata.core.columns.ROLES`
    header: str  # in the first line of the file, with the direction of the scale
    explains: str
    scale: tuple[float, float] | None = None


_SCALE: Final = (0.0, 10.0)

DIARY: Final = (
    DiaryColumn("date", "date", "the day, written like 2026-03-01; days you leave empty are fine"),
    DiaryColumn("mood", "mood (0 low - 10 good)", "how you felt over the day", _SCALE),
    DiaryColumn("energy", "energy (0 none - 10 full)", "how much energy you had; shows tiredness", _SCALE),
    DiaryColumn("concentration", "concentration (0 none - 10 clear)", "how well you could keep to a thing", _SCALE),
    DiaryColumn("interest", "interest (0 none - 10 much)", "interest and enjoyment, whatever the mood", _SCALE),
    DiaryColumn("connection", "connection (0 alone - 10 close)", "how connected with people you felt", _SCALE),
    DiaryColumn("intrusive_thoughts", "unwanted thoughts (0 none - 10 all day)", "thoughts that push in", _SCALE),
    DiaryColumn("rumination", "going over it (0 not at all - 10 all day)", "replaying what happened", _SCALE),
    DiaryColumn("body", "body (0 unwell - 10 well)", "how your body felt; aches, stomach, tension", _SCALE),
    DiaryColumn("bedtime", "to bed (23:30)", "when you went to sleep the evening before this day"),
    DiaryColumn("waketime", "up (07:00)", "when you woke for good this morning"),
    DiaryColumn("sleep_hours", "hours slept", "hours asleep, such as 7.5; leave it empty if you give the two times"),
    DiaryColumn("activities", "activities (a; b; c)", "what you did, with ; between; tags such as tired too"),
    DiaryColumn("contacts", "people (a; b)", "whom you met or talked to, with ; between"),
    DiaryColumn("note", "note", "anything you want to write; from 50 words on it is read for the signs too"),
)  # fmt: skip


def _column(column: DiaryColumn) -> dict[str, Any]:
    given: dict[str, Any] = {"name": column.header}
    if column.scale:
        given |= {"min": column.scale[0], "max": column.scale[1]}
    if column.role in ("activities", "contacts"):
        given["separator"] = ";"
    return given


#: The ``[columns]`` table that reads the diary, as `heartdata.Profile` takes it.
DIARY_COLUMNS: Final[dict[str, dict[str, Any]]] = {column.role: _column(column) for column in DIARY}


def diary_template(first_day: date | str | None = None, *, days: int = 28) -> str:
    """Return an empty diary as CSV, with one row per day."""
    start = date.today() if first_day is None else date.fromisoformat(str(first_day))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.header for column in DIARY])
    for day in range(max(days, 0)):
        writer.writerow([(start + timedelta(days=day)).isoformat(), *[""] * (len(DIARY) - 1)])
    return text.getvalue()
