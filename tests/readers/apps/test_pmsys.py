from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.readers.apps.pmsys import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.mood_formats import (
    DATA,
    cells,
    claimed_by,
    collect,
    damaged,
    expect,
    lost,
    other_fixtures,
    plain,
    rows,
    said,
    source,
    values,
)

GOLDEN = (DATA / "pmsys" / "wellness.csv").read_text(encoding="utf-8")
HEADER = "effective_time_frame,fatigue,mood,readiness,sleep_duration_h,sleep_quality,soreness,soreness_area,stress"
AT = "2026-03-01T07:30:00.000Z"


def read(*lines: str, **profile: Any) -> Collector:
    return collect(FORMAT, "\n".join([HEADER, *lines, ""]), **profile)


def test_golden() -> None:
    expect(collect(FORMAT, GOLDEN, time_zone="Europe/Oslo"), DATA / "pmsys" / "wellness.expected.json")


def test_only_this_format_claims_the_file() -> None:
    assert claimed_by(GOLDEN) == ["pmsys"]


@pytest.mark.parametrize("path", other_fixtures("pmsys"), ids=str)
def test_other_formats_are_not_claimed(path: Path) -> None:
    assert not FORMAT.claims(source(path.read_bytes()), Profile())


@pytest.mark.parametrize("content", ["", "\n", "date,mood,stress,fatigue\n", "effective_time_frame,mood\n"])
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


def test_another_file_asked_for_by_name_says_what_to_do() -> None:
    with pytest.raises(UnreadableFileError, match=r"not the wellness\.csv"):
        collect(FORMAT, "a,b\n1,2\n")


@pytest.mark.parametrize(("name", "place"), [("energy", 1), ("mood", 2), ("sleep_quality", 5), ("body", 6)])
def test_five_is_the_better_end_and_zero_is_missing(name: str, place: int) -> None:
    for written, value in (("1", [0.0]), ("5", [10.0]), ("0", [])):
        line = [AT, "3", "3", "3", "7", "3", "3", "[]", "3"]
        line[place] = written
        assert values(read(",".join(line)), name) == value


@pytest.mark.parametrize(("higher", "value"), [(None, None), ("better", 7.5), ("worse", 2.5)])
def test_which_way_stress_runs_is_for_the_person_to_say(higher: str | None, value: float | None) -> None:
    calm = {"date": "effective_time_frame", "calm": {"name": "stress", "min": 1, "max": 5, "higher": higher}}
    told = {"columns": calm} if higher else {}
    collector = read(f"{AT},3,3,3,7,3,3,[],4", **told)
    assert values(collector, "calm") == [value]
    assert ("stress" in said(collector)) == (higher is None)


def test_without_a_zone_the_clock_is_utc_and_it_is_said() -> None:
    collector = read(f"{AT},3,3,3,7,3,3,[],0")
    [row, *_] = rows(collector, "ratings")
    assert (plain(row["time"]), row["utc_offset"]) == ("2026-03-01T07:30:00", None)
    assert "time_zone" in said(collector)


@pytest.mark.parametrize("cell", ["6", "-1", "good", "1e400", "nan"])
def test_what_is_no_answer_costs_only_itself(cell: str) -> None:
    collector = read(f"{AT},3,{cell},3,7,3,3,[],0")
    assert values(collector) == []
    assert cells(collector) == [(2, "mood")]
    assert values(collector, "energy") == [5.0]


@pytest.mark.parametrize(
    "line",
    [
        ",3,3,3,7,3,3,[],3",
        "1 March,3,3,3,7,3,3,[],3",
        f"{AT},0,0,0,0,0,0,[],0",
        "0001-01-01T00:00:00Z,3,3,3,7,3,3,[],3",
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(line: str) -> None:
    collector = read(f"{AT},3,3,3,7,3,3,[],3", line, f"{AT},3,3,3,7,3,3,[],3", time_zone="America/New_York")
    assert collector.rows == 3
    assert [place for place, _ in lost(collector)] == [3]


def test_messages_hold_nothing_that_was_written() -> None:
    assert "PRIVATE" not in said(read("PRIVATE,3,3,3,7,3,3,[],3", ",".join([AT, *["PRIVATE"] * 8])))


@settings(max_examples=100, deadline=None)
@given(damaged([GOLDEN]))
def test_nothing_but_heartdata_errors_and_every_row_is_accounted_for(text: str) -> None:
    assert FORMAT.claims(source(text), Profile()) in (True, False)
    try:
        collector = collect(FORMAT, text)
    except HeartdataError:
        return
    kept = sum(len(found) for name, found in collector.tables.items() if name != "rejected")
    assert len(lost(collector)) <= collector.rows <= kept + len(collector.tables["rejected"])
    collector.logs()


def test_ten_years_are_read_quickly() -> None:
    before = time.process_time()
    assert read(*[f"{AT},3,3,3,7,3,3,[],{i % 5 + 1}" for i in range(3650)]).rows == 3650
    assert time.process_time() - before < 3  # about a tenth of a second; room for slow machines
