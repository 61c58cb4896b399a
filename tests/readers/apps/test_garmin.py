from __future__ import annotations

import pytest

from heartdata.readers.apps.garmin import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "garmin"
EXPORT = HERE / "2026-02-01_2026-05-12_1234_sleepData.json"
TEXTS = [path.read_text(encoding="utf-8") for path in (EXPORT, HERE / "api.json")]


def test_a_note_asks_for_the_time_zone() -> None:
    assert "time_zone" in collect(FORMAT, TEXTS[0]).notes[0]


def test_the_local_clock_of_the_api_comes_before_the_profile() -> None:
    assert rows(collect(FORMAT, TEXTS[1], time_zone="Asia/Tokyo"), "sleep")[0]["start"] == "2026-03-01T23:20:00"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2026-03-01T22:10:00.0", "2026-03-03T22:10:00.0", ""),
        ("2026-03-01T22:10:00.0", "1026-03-01T22:10:00.0", ""),
        (": 5400,", ": 999999,", "deepSleepSeconds"),
        (": 5400,", ': "long",', "deepSleepSeconds"),
    ],
)
def test_damaged_values_reject_only_themselves(old: str, new: str, column: str) -> None:
    collector = collect(FORMAT, TEXTS[0].replace(old, new, 1), time_zone="Europe/Berlin")
    assert (1, column) in [(r[1], r[2]) for r in collector.tables["rejected"]]
    assert len(rows(collector, "sleep")) == (5 if column else 4)


def test_no_sleep_hours_without_stages() -> None:
    nights = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")
    assert [n["asleep_h"] for n in nights if n["day"] == "2026-03-31"] == [None]


def test_a_night_of_the_clock_change_has_its_true_length() -> None:
    night = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")[2]
    assert (night["start"], night["end"], night["in_bed_h"]) == ("2026-03-28T23:00:00", "2026-03-29T07:00:00", 7.0)
