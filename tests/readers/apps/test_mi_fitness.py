from __future__ import annotations

from heartdata.readers.apps.mi_fitness import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "mi_fitness"
NAMES = ["20260309_1_MiFitness_hlth_center_fitness_data"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


def test_without_an_offset_the_zone_gives_the_clock() -> None:
    text = TEXTS[0].replace('""timezone"":4,', "")
    found = rows(collect(FORMAT, text, time_zone="Asia/Tokyo"), "sleep")
    assert [row["start"] for row in found] == ["2026-03-02T07:10:00", "2026-03-03T22:30:00"]


def test_an_offset_in_minutes() -> None:
    text = TEXTS[0].replace('""timezone"":4,', '""timezone"":330,')
    assert rows(collect(FORMAT, text), "sleep")[0]["start"] == "2026-03-02T03:40:00"
