from __future__ import annotations

from heartdata.core.profile import Profile
from heartdata.readers.apps.health_auto_export_csv import FORMAT
from tests.readers.helpers import collect, rows, source


def test_an_older_version_without_a_total_and_with_dates_alone() -> None:
    text = "Date,Sleep Analysis [Asleep] (hr),Sleep Analysis [In Bed] (hr),Step Count (steps)\n2026-03-01,7.5,8,500\n"
    assert FORMAT.claims(source(text), Profile())
    [night] = rows(collect(FORMAT, text), "sleep")
    assert (night["day"], night["asleep_h"], night["in_bed_h"]) == ("2026-03-01", 7.5, 8.0)


def test_sleep_without_a_stage_is_added_to_the_stages_where_it_is_less_than_they_are() -> None:
    text = "Date,Sleep Analysis [Asleep] (hr),Sleep Analysis [Core] (hr),Sleep Analysis [REM] (hr)\n2026-03-01,1,4,2\n"
    assert [night["asleep_h"] for night in rows(collect(FORMAT, text), "sleep")] == [7.0]


def test_hours_of_a_day_are_added_up_for_steps_and_keep_their_clock_for_the_heart() -> None:
    text = (
        "Date/Time,Heart Rate Variability (ms),Step Count (count)\n"
        "2026-03-01 01:00:00,40,3000\n2026-03-01 12:00:00,44,4000\n"
    )
    assert [(row["when"], row["value"]) for row in rows(collect(FORMAT, text), "vitals")] == [
        ("2026-03-01T01:00:00", 40.0),
        ("2026-03-01T12:00:00", 44.0),
        ("2026-03-01", 7000.0),
    ]
