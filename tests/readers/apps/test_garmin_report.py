from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.garmin_report import FORMAT
from tests.readers.tracker_checks import (
    DATA,
    check_claimed,
    check_claims_no_other,
    check_golden,
    check_private,
    check_survives,
    collect,
    damaged,
    lost,
    rows,
    source,
)

HERE = DATA / "garmin_sleep_csv"
NAMES = ["Sleep", "Night"]
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8-sig") for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    check_golden(FORMAT, HERE / f"{name}.csv", name)
    check_claimed(FORMAT, HERE / f"{name}.csv")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_the_report_of_a_week() -> None:
    text = TEXTS[0].replace("Sleep Score 4 Weeks", "Sleep Score 7 Days")
    assert rows(collect(FORMAT, text), "sleep") == rows(collect(FORMAT, TEXTS[0]), "sleep")


def test_the_report_whose_first_column_is_called_date() -> None:
    text = TEXTS[0].replace("Sleep Score 4 Weeks", "Date")
    assert FORMAT.claims(source(text), Profile())
    assert rows(collect(FORMAT, text), "sleep") == rows(collect(FORMAT, TEXTS[0]), "sleep")
    assert not FORMAT.claims(source(text.replace("Sleep Need", "Slept")), Profile())


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


@pytest.mark.parametrize(
    "content", ["", "a,b\n1,2\n", "Sleep Score,Score,Quality,Duration,Bedtime,Wake Time\n1,2,3,4,5,6\n"]
)
def test_other_files_are_not_claimed_and_say_what_to_do_if_asked_for(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="Garmin"):
        collect(FORMAT, content)


def test_messages_hold_nothing_that_was_written() -> None:
    for text in TEXTS:
        check_private(
            collect(FORMAT, text.replace("2026-03-0", "PRIVATE").replace("82", "PRIVATE").replace("7h", "PRIVATE"))
        )


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS))
def test_nothing_but_heartdata_errors_and_no_more_nights_than_rows(text: str) -> None:
    collector = check_survives(FORMAT, text)
    if collector is not None:
        assert collector.rows >= len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False
