from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from heartdata.readers import read_logs
from heartdata.readers.apps.emoods import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import DATA, cells, collect, lost, rows, values

GOLDEN = (DATA / "emoods" / "entry.csv").read_text(encoding="utf-8")
HEADER = "DATE (YYYY-MM-DD),DEPRESSED,ELEVATED,IRRITABILITY,ANXIETY,SLEEP"


def read(*lines: str) -> Collector:
    return collect(FORMAT, "\n".join([HEADER, *lines, ""]))


def test_a_zip_as_the_app_writes_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "backup.emoods", "w") as archive:
        archive.writestr("entry.csv", GOLDEN)
    logs = read_logs(tmp_path / "backup.emoods")
    assert list(logs.sources["format"]) == ["emoods"]
    assert len(logs.ratings) == 6


def test_none_is_the_better_end_and_severe_the_worse() -> None:
    collector = read("2026-03-01,1,1,1,1,8", "2026-03-02,4,4,4,4,8")
    assert values(collector, "mood") == [10.0, 0.0]
    assert values(collector, "calm") == [10.0, 0.0]


def test_absent_symptom_is_not_an_activity() -> None:
    assert rows(read("2026-03-01,1,1,1,1,8"), "activities") == []


@pytest.mark.parametrize("empty", ["0", "", "0.0"])
def test_nothing_logged_is_never_none(empty: str) -> None:
    collector = read(f"2026-03-01,{empty},{empty},{empty},2,{empty}")
    assert values(collector, "mood") == []
    assert rows(collector, "sleep") == []
    assert lost(collector) == []
    assert [line for line, _ in lost(read(f"2026-03-01,{empty},{empty},{empty},{empty},{empty}"))] == [2]


@pytest.mark.parametrize("cell", ["5", "-1", "mild", "1e400", "nan", "9" * 30])
def test_invalid_severity_rejects_only_itself(cell: str) -> None:
    collector = read(f"2026-03-01,{cell},1,1,1,8")
    assert values(collector, "mood") == []
    assert cells(collector) == [(2, "depressed")]
    assert len(rows(collector, "sleep")) == 1


@pytest.mark.parametrize(("cell", "hours"), [("7.5", 7.5), ("7,5", None), ("7:30", 7.5), ("25", None), ("long", None)])
def test_hours_of_sleep(cell: str, hours: float | None) -> None:
    collector = collect(FORMAT, f'{HEADER}\n2026-03-01,1,1,1,1,"{cell}"\n')
    found = [r["asleep_h"] for r in rows(collector, "sleep")]
    assert found == ([7.5] if cell == "7,5" else [] if hours is None else [hours])


@pytest.mark.parametrize("line", [",1,1,1,1,8", "1 March,1,1,1,1,8", "2026-02-30,1,1,1,1,8", "2026-03-01,1,1,1,1,8,9"])
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(line: str) -> None:
    collector = read("2026-03-01,1,1,1,1,8", line, "2026-03-02,1,1,1,1,8")
    assert collector.rows == 3
    assert [place for place, _ in lost(collector)] == [3]
