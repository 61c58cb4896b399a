from __future__ import annotations

from pathlib import Path

import pytest

from heartdata.core.daily import to_daily
from heartdata.core.profile import Profile
from heartdata.readers import read_logs
from heartdata.readers.apps.samsung import FORMAT, STAGES_FORMAT
from tests.readers.helpers import DATA, collect, rows, source

HERE = DATA / "samsung"
NAMES = ["com.samsung.shealth.sleep.20260310", "local"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]
HEADER = "com.samsung.shealth.sleep,1,2\nstart_time,end_time,time_offset\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    content = TEXTS[0].encode(encoding)
    assert FORMAT.claims(source(content), Profile())
    assert len(rows(collect(FORMAT, content), "sleep")) == 3


@pytest.mark.parametrize(
    ("starts", "reading"),
    [
        (["13:00", "14:00"], "UTC"),
        (["22:00", "23:30"], "local"),
        (["22:00", "23:30", "13:30"], "local"),
        (["09:00"], "UTC"),
    ],
)
def test_the_reading_that_puts_most_starts_at_night_is_taken(starts: list[str], reading: str) -> None:
    lines = [
        f"2026-03-0{n + 1} {start}:00.000,2026-03-0{n + 1} 23:59:00.000,UTC+0900" for n, start in enumerate(starts)
    ]
    collector = collect(FORMAT, HEADER + "\n".join(lines) + "\n")
    assert reading in collector.notes[0].partition("taken for")[2]
    first = rows(collector, "sleep")[0]["start"][11:16]
    assert (first == starts[0]) is (reading == "local")


def test_epoch_milliseconds_and_offsets_of_zero_leave_no_doubt() -> None:
    collector = collect(
        FORMAT, HEADER + "1772404200000,1772431200000,UTC+0100\n2026-03-03 23:00,2026-03-04 07:00,UTC+0000\n"
    )
    assert [n["start"] for n in rows(collector, "sleep")] == ["2026-03-01T23:30:00", "2026-03-03T23:00:00"]
    assert not collector.notes


def test_together_with_the_stages_a_night_counts_once_and_with_them(tmp_path: Path) -> None:
    for folder in ("samsung", "samsung_stages"):
        for given_file in (DATA / folder).glob("com.samsung.*.csv"):
            (tmp_path / given_file.name).write_bytes(given_file.read_bytes())
    daily = to_daily(read_logs(tmp_path))
    assert daily.loc["2026-03-02", ["sleep_hours", "sleep_efficiency", "sleep_quality"]].tolist() == [7.5, 7.5 / 8, 8.2]
    assert daily.loc["2026-03-03", "sleep_hours"] == 8.5


def test_night_fully_awake_is_not_sleep() -> None:
    header = "com.samsung.health.sleep_stage,1,2\nstart_time,end_time,time_offset,stage,sleep_id\n"
    night = "2026-03-01 22:00:00.000,2026-03-02 06:00:00.000,UTC+0100,40001,n\n"
    collector = collect(STAGES_FORMAT, header + night)
    assert (rows(collector, "sleep"), collector.empty.total()) == ([], 1)
