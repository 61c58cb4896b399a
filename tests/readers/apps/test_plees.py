from __future__ import annotations

from heartdata.readers.apps.plees import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "plees"
TEXTS = [(HERE / "sleeps.csv").read_text(encoding="utf-8")]


def test_without_a_time_zone_the_clock_is_utc_and_a_note_says_so() -> None:
    collector = collect(FORMAT, TEXTS[0])
    assert rows(collector, "sleep")[0]["start"] == "2026-03-01T22:30:00"
    assert [("UTC" in note, "time_zone" in note) for note in collector.notes] == [(True, True)]


def test_oldest_layout() -> None:
    collector = collect(FORMAT, "sid,start,stop,rating\n1,1772404200000,1772431200000,5\n")
    assert [(n["in_bed_h"], n["quality"]) for n in rows(collector, "sleep")] == [(7.5, 10.0)]
