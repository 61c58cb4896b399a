from __future__ import annotations

import pytest

from heartdata.readers.apps.zepp import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "zepp"
NAMES = ["SLEEP_1772400000000", "ACTIVITY_1772400000000"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


def test_the_zone_gives_the_clock_also_on_the_night_of_its_change() -> None:
    found = rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")
    assert [(row["start"], row["end"], row["day"], row["utc_offset"]) for row in found] == [
        ("2026-03-01T23:10:00", "2026-03-02T07:10:00", "2026-03-02", 60.0),
        ("2026-03-28T23:00:00", "2026-03-29T07:00:00", "2026-03-29", 60.0),
    ]


def test_stated_offset_gives_the_local_time() -> None:
    text = TEXTS[0].replace("22:10:00+0000", "23:10:00+0100").replace("06:10:00+0000", "07:10:00+0100")
    found = rows(collect(FORMAT, text, time_zone="Asia/Tokyo"), "sleep")[0]
    assert (found["start"], found["utc_offset"]) == ("2026-03-01T23:10:00", 60.0)


@pytest.mark.parametrize("left_out", ["+0000", "22:10:00+0000", "06:10:00+0000"])
def test_a_time_whose_offset_was_left_out_is_in_utc_as_well(left_out: str) -> None:
    text = TEXTS[0].replace(left_out, left_out.removesuffix("+0000"))
    asked = rows(collect(FORMAT, text, time_zone="Europe/Berlin"), "sleep")
    assert asked == rows(collect(FORMAT, TEXTS[0], time_zone="Europe/Berlin"), "sleep")
