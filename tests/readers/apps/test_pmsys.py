from __future__ import annotations

from typing import Any

import pytest

from heartdata.readers.apps.pmsys import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, collect, lost, plain, rows, shown, values

HEADER = "effective_time_frame,fatigue,mood,readiness,sleep_duration_h,sleep_quality,soreness,soreness_area,stress"
AT = "2026-03-01T07:30:00.000Z"


def read(*lines: str, **profile: Any) -> Collector:
    return collect(FORMAT, "\n".join([HEADER, *lines, ""]), **profile)


@pytest.mark.parametrize(("name", "place"), [("energy", 1), ("mood", 2), ("sleep_quality", 5), ("body", 6)])
def test_five_is_the_better_end_and_zero_is_missing(name: str, place: int) -> None:
    for written, value in (("1", [0.0]), ("5", [10.0]), ("0", [])):
        line = [AT, "3", "3", "3", "7", "3", "3", "[]", "3"]
        line[place] = written
        assert values(read(",".join(line)), name) == value


@pytest.mark.parametrize(("higher", "value"), [(None, None), ("better", 7.5), ("worse", 2.5)])
def test_which_way_stress_runs_is_for_the_person_to_say(higher: str | None, value: float | None) -> None:
    calm = {"date": "effective_time_frame", "calm": {"name": "stress", "min": 1, "max": 5, "higher": higher}}
    options = {"columns": calm} if higher else {}
    collector = read(f"{AT},3,3,3,7,3,3,[],4", **options)
    assert values(collector, "calm") == [value]
    assert ("stress" in shown(collector)) == (higher is None)


def test_without_a_zone_the_clock_is_utc_and_it_is_said() -> None:
    collector = read(f"{AT},3,3,3,7,3,3,[],0")
    [row, *_] = rows(collector, "ratings")
    assert (plain(row["time"]), row["utc_offset"]) == ("2026-03-01T07:30:00", None)
    assert "time_zone" in shown(collector)


@pytest.mark.parametrize("cell", ["6", "-1", "good", "1e400", "nan"])
def test_invalid_answer_rejects_only_itself(cell: str) -> None:
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
