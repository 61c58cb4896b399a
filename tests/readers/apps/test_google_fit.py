from __future__ import annotations

from heartdata.readers.apps.google_fit import FORMAT
from tests.readers.helpers import collect, rows


def test_a_file_without_steps_and_sleep_is_no_error() -> None:
    collector = collect(FORMAT, "Date,Move Minutes count,Calories (kcal)\n2026-03-01,3,1500\n")
    assert collector.rows == 1
    assert not rows(collector, "sleep")
