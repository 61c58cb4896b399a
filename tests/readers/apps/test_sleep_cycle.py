from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers import read_logs
from heartdata.readers.apps import sleep_cycle
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source

DATA = Path(__file__).parents[1] / "data" / "sleep_cycle"
NAMES = ["old", "new", "android", "stages", "went-to-bed"]
HEADER = "Start;End;Sleep quality;Time in bed;Wake up;Sleep Notes"
NIGHT = "2026-03-01 23:00:00;2026-03-02 07:00:00;80%;8:00;:);Tea"
COLUMNS = {
    "sleep": "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset",
    "ratings": "time day measure value raw utc_offset",
    "activities": "time day name amount kind utc_offset",
    "journal": "time day title text tags utc_offset",
}


def source(content: str | bytes) -> Source:
    written = content.encode() if isinstance(content, str) else content
    return Source("sleepdata.csv", lambda: io.BytesIO(written), len(written))


def collect(content: str | bytes, **profile: Any) -> Collector:
    collector = Collector("sleepdata.csv", "sleep_cycle", Profile(**profile))
    sleep_cycle.FORMAT.read(source(content), collector.profile, collector)
    return collector


def rows(collector: Collector, name: str) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS[name].split(), row, strict=False)) for row in collector.tables[name]]


def lost(collector: Collector) -> list[tuple[int, str]]:
    """Lines and reasons of whole nights that are rejected."""
    return [(line, reason) for _, line, column, reason in collector.tables["rejected"] if not column]


def plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None if value != value else value


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";2026-03-02 07:00:00;80%;8:00;;", "going to bed"),
        ("2026-03-01 23:00:00;—;80%;8:00;;", "waking"),
        ("2026-03-01 23:00:00;2026-02-30 07:00:00;80%;8:00;;", "waking"),
        ("2026-03-01;2026-03-02 07:00:00;80%;8:00;;", "going to bed"),
        ("3/1/2026 23:00;2026-03-02 07:00:00;80%;8:00;;", "going to bed"),
        ("2026-03-01 23:00:00;2026-03-01 07:00:00;80%;8:00;;", "it ends before it starts"),
        ("2026-03-01 23:00:00;2026-03-05 07:00:00;80%;8:00;;", "it is longer than two days"),
        ("1026-03-01 23:00:00;1026-03-02 07:00:00;80%;8:00;;", "the year is outside"),
        ('2026-03-01 23:00:00;"2026-03-02 07:00:00;80%;8:00;;', "a quotation mark is not closed"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(row: str, reason: str) -> None:
    collector = collect("\n".join([HEADER, NIGHT, row, NIGHT, ""]))
    assert collector.rows == 3
    assert len(rows(collector, "sleep")) == 2
    [(line, said)] = lost(collector)
    assert line == 3
    assert reason in said


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("80%", "0.8", "sleep quality"),
        ("80%", "180%", "sleep quality"),
        ("8:00", "0.333", "time in bed"),
        ("8:00", "8:75", "time in bed"),
        ("8:00", "99:00", "time in bed"),
        ("8:00", "1e9", "time in bed"),
        ("8:00", "long", "time in bed"),
    ],
)
def test_implausible_cell_rejects_only_itself(old: str, new: str, column: str) -> None:
    collector = collect(f"{HEADER}\n{NIGHT.replace(old, new)}\n")
    assert len(rows(collector, "sleep")) == 1
    assert [(line, name) for _, line, name, _ in collector.tables["rejected"]] == [(2, column)]


def test_duration_from_the_app_takes_precedence_over_times() -> None:
    # The clocks in Europe went forward at 2:00 on 29 March 2026.
    row = "2026-03-28 23:00:00;2026-03-29 07:00:00;80%;{};;"
    assert rows(collect(f"{HEADER}\n{row.format('7:00')}"), "sleep")[0]["in_bed_h"] == 7.0
    assert rows(collect(f"{HEADER}\n{row.format('')}"), "sleep")[0]["in_bed_h"] == 8.0
    collected = collect(f"{HEADER}\n{row.format('—')}", time_zone="Europe/Berlin")
    assert rows(collected, "sleep")[0]["in_bed_h"] == 7.0


def test_unknown_moods_are_kept_without_a_value_and_counted() -> None:
    text = "\n".join(
        [HEADER, NIGHT.replace(":)", "🙂"), NIGHT.replace(":)", "PRIVATE"), NIGHT.replace(":)", "GOOD"), ""]
    )
    collector = collect(text)
    moods = [(r["measure"], plain(r["value"]), r["raw"]) for r in rows(collector, "ratings")]
    assert moods == [("wake_mood", None, "🙂"), ("wake_mood", None, "PRIVATE"), ("wake_mood", 10.0, "GOOD")]
    assert collector.notes == ["2 moods on waking kept without a value; known are :), :|, :(, good, ok, bad"]


def test_a_spreadsheet_with_commas_and_its_own_dates() -> None:
    text = (
        "Start,End,Sleep Quality,Regularity,Mood,Time in bed (seconds),Time asleep (seconds),Notes\n"
        '3/1/2026 23:05,3/2/2026 7:05,80%,,OK,"28,800",27000,"Tea, with honey:Walk"\n'
        "3/13/2026 11:15 PM,3/14/2026 6:15 AM,75%,,,25200.5,,\n"
    )
    collector = collect(text)
    assert [r["start"] for r in rows(collector, "sleep")] == [
        datetime(2026, 3, 1, 23, 5),
        datetime(2026, 3, 13, 23, 15),
    ]
    assert [r["end"] for r in rows(collector, "sleep")] == [datetime(2026, 3, 2, 7, 5), datetime(2026, 3, 14, 6, 15)]
    assert [r["asleep_h"] for r in rows(collector, "sleep")] == [7.5, None]
    assert [r["in_bed_h"] for r in rows(collector, "sleep")] == [8.0, pytest.approx(7.0, abs=0.001)]
    assert [r["name"] for r in rows(collector, "activities")] == ["Tea, with honey", "Walk"]


@pytest.mark.parametrize(("order", "month"), [(True, 1), (False, 3)])
def test_dates_that_can_be_read_both_ways_are_asked_about(order: bool, month: int) -> None:
    text = f"{HEADER}\n3/1/2026 1:05;3/1/2026 7:05;80%;6:00;;\n"
    with pytest.raises(AmbiguousFormatError, match="day_first"):
        collect(text)
    collected = collect(text, columns={"date": {"name": "Start", "day_first": order}})
    assert rows(collected, "sleep")[0]["start"].month == month


def test_night_across_midnight_decides_the_date_order() -> None:
    month_first = f"{HEADER}\n3/1/2026 23:05;3/2/2026 7:05;80%;8:00;;\n"
    day_first = f"{HEADER}\n3/1/2026 23:05;4/1/2026 7:05;80%;8:00;;\n"
    assert [rows(collect(text), "sleep")[0]["start"].month for text in (month_first, day_first)] == [3, 1]


def test_dates_with_the_year_first_in_another_form() -> None:
    text = f"{HEADER}\n2026/3/1 23:05;2026/3/2 7:05;80%;8:00;;\n"
    assert rows(collect(text), "sleep")[0]["start"] == datetime(2026, 3, 1, 23, 5)
    text = f"{HEADER}\n5/5/2026 0:05;5/5/2026 7:05;80%;7:00;;\n"
    assert rows(collect(text), "sleep")[0]["start"] == datetime(2026, 5, 5, 0, 5)


def test_two_exports_put_into_one_file() -> None:
    old, new = (DATA / "old.csv").read_bytes(), (DATA / "went-to-bed.csv").read_bytes()
    collector = collect(old + new.removeprefix(b"\xef\xbb\xbf"))
    assert collector.rows == 7
    assert [plain(r["asleep_h"]) for r in rows(collector, "sleep")] == [None, None, None, 7.25, 0.0, 6.0]


def test_a_night_belongs_to_the_day_it_ends_and_its_notes_to_the_evening_before() -> None:
    text = f"{HEADER}\n2026-03-02 00:30:00;2026-03-02 07:00:00;80%;6:30;;Tea\n"
    collector = collect(text)
    assert rows(collector, "sleep")[0]["day"] == date(2026, 3, 2)
    assert rows(collector, "activities")[0]["day"] == date(2026, 3, 1)


def test_read_logs(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / f"{name}.csv").write_bytes((DATA / f"{name}.csv").read_bytes())
    logs = read_logs(tmp_path)
    assert len(logs.sleep) == 11
    assert set(logs.sources["format"]) == {"sleep_cycle"}
    assert len(logs.rejected) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    collector = collect(f"{HEADER}\n{NIGHT.replace('Tea', 'Grüner Tee')}\n".encode(encoding))
    assert rows(collector, "activities")[0]["name"] == "Grüner Tee"
    assert len(collector.notes) == (0 if encoding == "utf-8-sig" else 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_line_ends(end: str) -> None:
    collector = collect(end.join([HEADER, NIGHT, "", ";", NIGHT.replace("2026", "x"), NIGHT]))
    assert [line for line, _ in lost(collector)] == [5]
    assert len(rows(collector, "sleep")) == 2
