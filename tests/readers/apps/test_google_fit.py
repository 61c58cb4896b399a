from __future__ import annotations

import json

from heartdata.readers.apps.google_fit import FORMAT, NIGHTS_FORMAT
from tests.readers.helpers import DATA, collect, rows

NIGHTS = [path for path in sorted((DATA / "google_fit_sleep").glob("*.json")) if ".expected" not in path.name]
NIGHT = NIGHTS[0].read_text(encoding="utf-8")


def test_file_without_steps_and_sleep_is_not_an_error() -> None:
    collector = collect(FORMAT, "Date,Move Minutes count,Calories (kcal)\n2026-03-01,3,1500\n")
    assert collector.rows == 1
    assert not rows(collector, "sleep")


def test_renamed_the_zone_gives_the_clock_or_is_asked_for() -> None:
    collector = collect(NIGHTS_FORMAT, NIGHT, time_zone="Asia/Tokyo")
    assert rows(collector, "sleep")[0]["start"] == "2026-03-02T07:10:00"
    assert "time_zone" in collect(NIGHTS_FORMAT, NIGHT).notes[0]


def test_without_segments_only_the_time_in_bed_is_known() -> None:
    text = json.dumps(json.loads(NIGHT) | {"segment": []})
    found = rows(collect(NIGHTS_FORMAT, text), "sleep")[0]
    assert (found["asleep_h"], found["awake_h"], found["in_bed_h"]) == (None, None, 8.0)
