"""Years are given to days that a file writes without one."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.parsing.yearless import add_years, parse_yearless, yearless_order

HEADER = "Sleep Score 7 Days,Score,Resting Heart Rate,Body Battery,Quality,Duration,Bedtime,Wake Time\n"


@pytest.mark.parametrize(
    ("days", "last", "wanted"),
    [
        (["01-02", "12-31"], "2026-12-31", ["2026-01-02", "2025-12-31"]),
        (["12-31", "01-02"], "2026-12-31", ["2025-12-31", "2026-01-02"]),
        (["03-05", "03-04"], "2026-03-04", ["2025-03-05", "2025-03-04"]),
        (["03-05", None, "03-04"], "2026-03-05", ["2026-03-05", None, "2026-03-04"]),
        (["02-29", "03-01"], "2026-12-31", [None, "2026-03-01"]),
        (["03-05"], None, [None]),
    ],
)
def test_neighbours_are_close_and_the_latest_is_not_after_the_last_day(
    days: list[str | None], last: str | None, wanted: list[str | None]
) -> None:
    found = add_years(
        [None if d is None else date.fromisoformat(f"2024-{d}") for d in days],
        [None] * len(days),
        None if last is None else date.fromisoformat(last),
    )
    assert [None if d is None else d.isoformat() for d in found] == wanted


def test_a_day_with_its_year_settles_the_others() -> None:
    found = add_years([date(2024, 1, 1), None, date(2024, 12, 30)], [None, date(2025, 12, 31), None], None)
    assert found == [date(2026, 1, 1), date(2025, 12, 31), date(2025, 12, 30)]


def test_the_order_of_day_and_month_shows_where_one_of_them_is_past_twelve() -> None:
    assert yearless_order(["12/30", "1/1"]) == "mdy"
    assert yearless_order(["30.12", "1.1"]) == "dmy"
    assert yearless_order(["1/2", "3/4"]) is None
    assert parse_yearless("1/2", "mdy") == date(2024, 1, 2)
    assert parse_yearless("2 March", None) == date(2024, 3, 2)


def test_the_files_own_date_is_a_stated_assumption_and_the_profile_decides(tmp_path: Path) -> None:
    path = tmp_path / "Sleep.csv"
    path.write_text(f"{HEADER}Mar 5,73,54,48,Fair,6h 0min,11:00 PM,5:30 AM\n")
    stamp = datetime(2025, 7, 1, 12, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
    logs = hd.read_logs(path)
    assert str(logs.sleep["day"][0].date()) == "2025-03-05"
    assert "taken for 2025-03-05, as the file is of 2025-07-01. If that is wrong" in logs.sources["notes"][0]
    (tmp_path / "heartdata.toml").write_text('[sources]\n"Sleep.csv" = { year = 2023 }\n')
    logs = hd.read_logs(path)
    assert str(logs.sleep["day"][0].date()) == "2023-03-05"
    assert logs.sources["notes"][0] == ""


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[sources]\n"a.csv" = { month = 3 }', r"sources\.a\.csv\.month: not a key"),
        ('[sources]\n"a.csv" = { year = "x" }', r"sources: write for example"),
        ('[sources]\n"a.csv" = { year = 3 }', r"sources\.a\.csv = 3: a year from"),
        ('[sources]\n"a.csv" = 2026', r"sources\.a\.csv = 2026: this is a table"),
    ],
)
def test_what_the_profile_says_about_a_file_is_checked(toml: str, message: str) -> None:
    with pytest.raises(hd.ProfileError, match=message):
        hd.Profile.from_toml(toml)
