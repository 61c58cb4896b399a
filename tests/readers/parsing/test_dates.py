"""Dates and clocks as apps write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.errors import AmbiguousFormatError
from heartdata.readers.parsing import text as _words
from heartdata.readers.parsing.dates import (
    detect_date_order,
    local_time,
    parse_clock,
    parse_date,
    parse_day_month,
    parse_duration,
    parse_instant,
)

DATES = st.dates(date(1970, 1, 1), date(2100, 12, 31))
BLANKS = st.sampled_from([" ", "", "\u00a0", "\u202f", "\u2009", "\u2007", "  "])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12:00 AM", time(0)), ("12:00 PM", time(12)), ("12:30 am", time(0, 30)), ("0:30 AM", time(0, 30)),
        ("6:50\u202fpm", time(18, 50)), ("6:50\u00a0p.\u00a0m.", time(18, 50)), ("06:50PM", time(18, 50)),
        ("14:03", time(14, 3)), ("7.05", time(7, 5)), ("7h30", time(7, 30)), ("7 h 30", time(7, 30)),
        ("7h", time(7)), ("14 Uhr", time(14)), ("14:30 Uhr", time(14, 30)), ("7 pm", time(19)),
        ("7:57:00 am", time(7, 57)), ("07:57:08.123", time(7, 57, 8)), ("14:03 PM", time(14, 3)),
        ("午後3:05", time(15, 5)), ("오전 8:00", time(8)), ("8:00 π.μ.", time(8)), ("8:00 μ.μ.", time(20)),
        ("午後0:05", time(12, 5)), ("１４：０３", time(14, 3)), ("\u200e8:00 PM", time(20)), ("10:7 pm", time(22, 7)),
        ("10:30 م", time(22, 30)), ("12:05 ص", time(0, 5)), ("\u0661\u0660:\u0663\u0660 \u200fم", time(22, 30)),
        ("10:30 ب.ظ.", time(22, 30)), ("8:00 לפנה״צ", time(8)), ("8:00 CH", time(20)), ("de. 8:00", time(8)),
        ("8:00 ip.", time(20)),
        ("24:00", None), ("25:00", None), ("7:60", None), ("13:00 AM", None), ("7.5", None), ("7", None),
        ("", None), ("pm", None), ("half past", None), ("8:00 xm", None), ("8:00 " + "p" * 10_000, None),
        ("2026-03-01", None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_clocks(written: str, expected: time | None) -> None:
    assert parse_clock(written) == expected


@given(st.times(), BLANKS, st.sampled_from(["%H:%M", "%I:%M{}%p", "%H:%M:%S", "%H.%M", "%Hh%M"]))
def test_clock_round_trip(at: time, blank: str, form: str) -> None:
    at = at.replace(microsecond=0, second=at.second if "S" in form else 0)
    assert parse_clock(at.strftime(form.format(blank))) == at


@given(
    DATES, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%a %d %b %Y", "%Y-%m-%dT10:00"])
)
def test_date_round_trip(day: date, form: str) -> None:
    assert parse_date(day.strftime(form)) == day
    assert parse_date(day.strftime("%d/%m/%Y"), "dmy") == parse_date(day.strftime("%m/%d/%Y"), "mdy") == day


@given(st.text(max_size=40) | st.text("0123456789-/.:apm hT+,", max_size=40))
def test_any_text_is_handled(text: str) -> None:
    for parse in (parse_clock, parse_date, parse_duration, parse_instant):
        parse(text)
    parse_day_month(text, 2026)
    parse_date(text, "mdy", "%d.%m.%Y")


@pytest.mark.parametrize("parse", [parse_clock, parse_date, parse_duration, parse_instant])
@pytest.mark.parametrize("text", ["a" * 2_000_000, "9" * 5000, " " * 2_000_000 + "x", "1 " * 500_000])
def test_long_cells_are_not_dates(parse: object, text: str) -> None:
    assert callable(parse)
    assert parse(text) is None


def test_each_month_word_means_one_month() -> None:
    seen: dict[str, int] = {}
    for names in _words._LISTS:
        assert len(names.split()) == 12
        for number, name in enumerate(names.split(), 1):
            assert seen.setdefault(name, number) == number, name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("14-Mar-26", date(2026, 3, 14)), ("14.Mrz.2026", date(2026, 3, 14)), ("14-Foo-26", None),
        ("8th Dec 2021", date(2021, 12, 8)), ("Wednesday, May 5, 2021", date(2021, 5, 5)),
        ("1. März 2026", date(2026, 3, 1)), ("3. Ma\u0308rz 2026", date(2026, 3, 3)),
        ("Mo. 2. Jänner 2026", date(2026, 1, 2)),
        ("11 de enero de 2026", date(2026, 1, 11)), ("1 de dic. de 2026", date(2026, 12, 1)),
        ("1er février 2026", date(2026, 2, 1)), ("3 août 2026", date(2026, 8, 3)), ("12 juil. 2026", date(2026, 7, 12)),
        ("4 luglio 2026", date(2026, 7, 4)), ("5 gen 2026", date(2026, 1, 5)),
        ("domingo, 11 de janeiro de 2026", date(2026, 1, 11)), ("1º de maio de 2026", date(2026, 5, 1)),
        ("7 mrt. 2026", date(2026, 3, 7)), ("8 mei 2026", date(2026, 5, 8)), ("9 maj 2026", date(2026, 5, 9)),
        ("2026年3月1日", date(2026, 3, 1)), ("2026-3-1", date(2026, 3, 1)), ("2026-03-01T10:00", date(2026, 3, 1)),
        ("1. 3. 2026", date(2026, 3, 1)), ("13/3/26", date(2026, 3, 13)), ("3/13/2026", date(2026, 3, 13)),
        ("So. 01.03.2026 10:00", date(2026, 3, 1)),
        ("2026-02-30", None), ("31 June 2026", None), ("0000-01-01", None), ("1592870400", None),
        ("soon", None), ("", None),
    ],
)  # fmt: skip
def test_dates(written: str, expected: date | None) -> None:
    assert parse_date(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("October 30", date(2020, 10, 30)), ("Oct 30", date(2020, 10, 30)), ("30 May", date(2020, 5, 30)),
        ("30. Mai", date(2020, 5, 30)), ("30 de mayo", date(2020, 5, 30)), ("1er mai", date(2020, 5, 1)),
        ("Dec. 7th", date(2020, 12, 7)), ("Montag 7. Dez.", date(2020, 12, 7)), ("5月30日", date(2020, 5, 30)),
        ("30.5.", date(2020, 5, 30)), ("3.4.", date(2020, 4, 3)),
        ("30/5", date(2020, 5, 30)), ("5/30", date(2020, 5, 30)),
        ("4/4", date(2020, 4, 4)), ("Feb 29", date(2020, 2, 29)),
        ("3/4", None), ("31 June", None), ("May", None), ("", None), ("30 Smarch", None), ("0 May", None),
    ],
)  # fmt: skip
def test_days_without_a_year(written: str, expected: date | None) -> None:
    assert parse_day_month(written, 2020) == expected


def test_the_29th_of_february_needs_its_year() -> None:
    assert parse_day_month("Feb 29", 2021) is None


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["13/4/2026", "3/4/2026"], "dmy"), (["4/13/2026", "3/4/2026"], "mdy"), (["3.4.2026"], "dmy"),
        (["Sat 3.4.2026 10:00"], "dmy"), (["4/4/2026"], None), (["2026-04-03", "", "soon"], None), ([], None),
    ],
)  # fmt: skip
def test_the_order_of_a_whole_file(dates: list[str], order: str | None) -> None:
    assert detect_date_order(dates, "x.csv") == order


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["3/4/2026", "5/6/2026"], r"^x\.csv: dates such as 3/4/2026 could be the 3rd of April.*day_first = true"),
        (["13/4/2026", "4/13/2026"], r"^x\.csv: some dates can only have the day first and some only the month"),
    ],
)
def test_ambiguous_order_is_asked_about(dates: list[str], words: str) -> None:
    with pytest.raises(AmbiguousFormatError, match=words):
        detect_date_order(dates, "x.csv")


@given(st.lists(DATES, min_size=1), st.sampled_from(["dmy", "mdy"]))
def test_date_order_round_trip(days: list[date], order: str) -> None:
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    try:
        found = detect_date_order([d.strftime(form) for d in days], "x")
    except AmbiguousFormatError:
        assert all(d.day <= 12 for d in days)
    else:
        assert found == order or all(d.day == d.month for d in days)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("7.5", 7.5), ("7,5", 7.5), ("7:30", 7.5), ("07:30:36", 7.51), ("7h 30m", 7.5), ("7h30", 7.5),
        ("7 Std. 30 Min.", 7.5),
        ("90 min", 1.5), ("7 hours", 7.0), ("8 Stunden", 8.0), ("7h 30m 0s", 7.5), ("0:00", 0.0),
        ("7:60", None), ("7:5", None), ("-1", None), ("", None), ("h", None), ("7 30", None), ("7½", None),
    ],
)  # fmt: skip
def test_durations(written: str, hours: float | None) -> None:
    assert parse_duration(written) == hours


@given(st.integers(0, 99), st.integers(0, 59))
def test_duration_round_trip(hours: int, minutes: int) -> None:
    expected = hours + minutes / 60
    for written in (
        f"{hours}:{minutes:02}",
        f"{hours}h {minutes}m",
        f"{hours} h {minutes:02} min",
        f"{hours}h{minutes:02}",
    ):
        assert parse_duration(written) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-01T07:30:00Z", datetime(2026, 3, 1, 7, 30, tzinfo=UTC)),
        ("2026-03-01 07:30:00 +0100", datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-03-01\u00a007:30", datetime(2026, 3, 1, 7, 30)),
        ("soon", None),
        ("2026-13-01T00:00", None),
    ],
)
def test_instants(written: str, expected: datetime | None) -> None:
    assert parse_instant(written) == expected


def test_first_and_last_representable_days_have_no_zone() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    assert local_time(first, ZoneInfo("America/New_York")) == (datetime(1, 1, 1), None)


def test_local_time_keeps_its_own_offset_without_a_zone() -> None:
    there = datetime(2026, 3, 1, 7, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert local_time(there, None) == (datetime(2026, 3, 1, 7, 30), -180.0)
    assert local_time(datetime(2026, 3, 1), None) == (datetime(2026, 3, 1), None)
