from __future__ import annotations

import io
import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, HeartdataError, UnreadableFileError
from heartdata.readers import FORMATS, read_logs
from heartdata.readers.apps import sleep_cycle
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source

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


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expected = json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))
    collector = collect((DATA / f"{name}.csv").read_bytes())
    assert collector.rows == expected["rows"]
    assert len(collector.notes) == expected["notes"]
    for table in COLUMNS:
        found = [{k: plain(v) for k, v in row.items()} for row in rows(collector, table)]
        assert len(found) == len(expected[table]), table
        for row, wanted in zip(found, expected[table], strict=True):
            numbers = {k: v for k, v in wanted.items() if isinstance(v, float)}
            assert row == wanted | {k: pytest.approx(v) for k, v in numbers.items()}
    rejected = [{"line": line, "column": column} for _, line, column, _ in collector.tables["rejected"]]
    assert rejected == expected["rejected"]


@pytest.mark.parametrize("name", NAMES)
def test_only_this_format_claims_the_file(name: str) -> None:
    given_file = source((DATA / f"{name}.csv").read_bytes())
    assert [f.name for f in FORMATS if f.claims(given_file, Profile())] == ["sleep_cycle"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n\n",
        ";;;;\n",
        "Start;End\n2026-03-01;2026-03-02\n",
        "Start,End,Sleep Quality\n2026-03-01 23:00:00,2026-03-02 07:00:00,80%\n",
        "Date,Bedtime,Wake time,Sleep quality,Time in bed\n2026-03-01,23:00,7:00,4,8\n",
        "full_date,date,weekday,time,mood,activities,note\n2026-03-01,1 March,Sunday,8:00,rad,,\n",
        "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo\n",
        "Sleep onset,Wake onset,Sleep performance %,In bed duration (min),Asleep duration (min)\n",
        '{"Start": 1, "End": 2, "Sleep quality": 3, "Time in bed": 4}',
        "Start, End, Sleep quality and Time in bed were what I wrote down",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not sleep_cycle.FORMAT.claims(source(content), Profile())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_claims_never_raises(content: bytes) -> None:
    assert sleep_cycle.FORMAT.claims(source(content), Profile()) is False


def test_another_file_asked_for_by_name_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match="not a Sleep Cycle CSV in English"):
        collect("a;b\n1;2\n")


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
def test_a_cell_that_cannot_be_true_costs_only_itself(old: str, new: str, column: str) -> None:
    collector = collect(f"{HEADER}\n{NIGHT.replace(old, new)}\n")
    assert len(rows(collector, "sleep")) == 1
    assert [(line, name) for _, line, name, _ in collector.tables["rejected"]] == [(2, column)]


def test_the_duration_the_app_tells_counts_before_the_clock() -> None:
    # The clocks in Europe went forward at 2:00 on 29 March 2026.
    row = "2026-03-28 23:00:00;2026-03-29 07:00:00;80%;{};;"
    assert rows(collect(f"{HEADER}\n{row.format('7:00')}"), "sleep")[0]["in_bed_h"] == 7.0
    assert rows(collect(f"{HEADER}\n{row.format('')}"), "sleep")[0]["in_bed_h"] == 8.0
    told = collect(f"{HEADER}\n{row.format('—')}", time_zone="Europe/Berlin")
    assert rows(told, "sleep")[0]["in_bed_h"] == 7.0


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
    told = collect(text, columns={"date": {"name": "Start", "day_first": order}})
    assert rows(told, "sleep")[0]["start"].month == month


def test_a_night_across_midnight_tells_which_of_day_and_month_comes_first() -> None:
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


def test_messages_hold_nothing_that_was_written() -> None:
    private = "PRIVATE"
    lines = [f"{private};{private};80%;8:00;;", NIGHT.replace("80%", private).replace("8:00", private), f'"{private}']
    collector = collect("\n".join([HEADER, *lines, NIGHT]))
    assert private not in " ".join([*collector.notes, *(r[3] + r[2] for r in collector.tables["rejected"])])
    assert len(collector.tables["rejected"]) == 4


GOLDEN = [(DATA / f"{name}.csv").read_text(encoding="utf-8") for name in NAMES]
PIECES = st.sampled_from(
    ['"', ",", ";", "\n", "\r", "-", "/", ":", "9" * 20, "\0", "é", "٣", "nan", "1e400", "%", "0001-01-01"]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(GOLDEN))
    for _ in range(draw(st.integers(1, 6))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=8), st.just(""))) + text[at + size :]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


@settings(max_examples=400, deadline=None)
@given(damaged())
def test_nothing_but_heartdata_errors_and_every_row_is_accounted_for(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    assert sleep_cycle.FORMAT.claims(source(content), Profile()) in (True, False)
    try:
        collector = collect(content)
    except HeartdataError:
        return
    assert collector.rows == len(collector.tables["sleep"]) + len(lost(collector))


def test_ten_years_are_read_quickly() -> None:
    lines = (DATA / "stages.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([lines[0], *lines[1:2] * 3650])
    before = time.process_time()
    assert collect(text).rows == 3650
    assert time.process_time() - before < 3  # about a tenth of a second; room for slow machines
