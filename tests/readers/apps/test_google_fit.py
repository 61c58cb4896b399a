from __future__ import annotations

from heartdata.readers.apps.google_fit import FORMAT
from tests.readers.tracker_checks import DATA, TrackerTable, check_claimed, check_golden, check_private, collect, rows

HERE = DATA / "google_fit"
TEXTS = [(HERE / "Daily activity metrics.csv").read_text(encoding="utf-8")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / "Daily activity metrics.csv", "metrics")
    check_claimed(FORMAT, HERE / "Daily activity metrics.csv")


def test_a_file_without_steps_and_sleep_is_no_error() -> None:
    collector = collect(FORMAT, "Date,Move Minutes count,Calories (kcal)\n2026-03-01,3,1500\n")
    assert collector.rows == 1
    assert not rows(collector, "sleep")


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-01", "PRIVATE").replace("many", "PRIVATE")))


class TestGoogleFitTable(TrackerTable):
    form = FORMAT
    texts = TEXTS
    app = "Google Fit"
    others = (
        "Date,Step count\n2026-03-01,3\n",
        "Start time,End time,Move Minutes count,Calories (kcal)\n",
    )
    long = TEXTS[0].splitlines()[0] + "\n" + (TEXTS[0].splitlines()[1] + "\n") * 3650
    nights_only = False
