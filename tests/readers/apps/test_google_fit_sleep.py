from __future__ import annotations

import json

from heartdata.readers.apps.google_fit import NIGHTS_FORMAT as FORMAT
from tests.readers.helpers import (
    DATA,
    collect,
    rows,
)

HERE = DATA / "google_fit_sleep"
FILES = [path for path in sorted(HERE.glob("*.json")) if not path.name.endswith(".expected.json")]
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]


def test_renamed_the_zone_gives_the_clock_or_is_asked_for() -> None:
    collector = collect(FORMAT, TEXTS[0], time_zone="Asia/Tokyo")
    assert rows(collector, "sleep")[0]["start"] == "2026-03-02T07:10:00"
    assert "time_zone" in collect(FORMAT, TEXTS[0]).notes[0]


def test_without_segments_only_the_time_in_bed_is_known() -> None:
    text = json.dumps(json.loads(TEXTS[0]) | {"segment": []})
    found = rows(collect(FORMAT, text), "sleep")[0]
    assert (found["asleep_h"], found["awake_h"], found["in_bed_h"]) == (None, None, 8.0)
