from __future__ import annotations

from heartdata.core.profile import Profile
from heartdata.readers.apps.garmin_report import FORMAT
from tests.readers.helpers import DATA, collect, lost, rows, source

HERE = DATA / "garmin_sleep_csv"
NAMES = ["Sleep", "Night"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


def test_the_report_of_a_week() -> None:
    text = TEXTS[0].replace("Sleep Score 4 Weeks", "Sleep Score 7 Days")
    assert rows(collect(FORMAT, text), "sleep") == rows(collect(FORMAT, TEXTS[0]), "sleep")


def test_the_report_whose_first_column_is_called_date() -> None:
    text = TEXTS[0].replace("Sleep Score 4 Weeks", "Date")
    assert FORMAT.claims(source(text), Profile())
    assert rows(collect(FORMAT, text), "sleep") == rows(collect(FORMAT, TEXTS[0]), "sleep")
    # The columns of any sleep diary are not enough, as its first column says nothing.
    assert not FORMAT.claims(
        source("Date,Score,Quality,Duration,Bedtime,Wake Time\n2026-03-05,70,Fair,7h 0min,23:10,6:40\n"), Profile()
    )


def test_one_night_saved_anew_by_a_spreadsheet_or_dated_in_words() -> None:
    wanted = rows(collect(FORMAT, TEXTS[1]), "sleep")
    for text in (
        TEXTS[1].replace(",", ";"),
        TEXTS[1].replace("2026-03-06", '"Mar 6, 2026"'),
        TEXTS[1].replace("2026-03-06", "Mar 6, 2026"),
        "\ufeff" + TEXTS[1].replace("1 Day,", "1 Day,,").replace("\n", "\r\n"),
    ):
        assert rows(collect(FORMAT, text), "sleep") == wanted


def test_a_night_without_a_day_or_with_a_broken_value_says_where() -> None:
    undated = collect(FORMAT, TEXTS[1].replace("2026-03-06", "Mar 6"))
    assert (rows(undated, "sleep"), [line for line, _ in lost(undated)]) == ([], [2])
    broken = collect(FORMAT, TEXTS[1].replace("1h 15m", "soon").replace("49 bpm", "4900 bpm"))
    assert [(r[1], r[2]) for r in broken.tables["rejected"]] == [
        (10, "deep sleep duration"),
        (19, "resting heart rate"),
    ]
    assert [night["asleep_h"] for night in rows(broken, "sleep")] == [7.5]
    untimed = collect(FORMAT, TEXTS[1].replace("Sleep Duration,7h 30m", "Sleep Duration,--"))
    assert [(r[1], r[2]) for r in untimed.tables["rejected"]] == [(4, "sleep score")]
