from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heartdata.core.days import DAY_START, day_of, day_words, hours_between, iso_week, wake_day, week_label, zone_named

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 12, 31))
STARTS = st.times()
DAYS = st.dates(date(1970, 1, 1), date(2100, 12, 31))


def test_a_day_begins_at_four() -> None:
    assert day_of(datetime(2026, 3, 2, 3, 59, 59, 999999)) == date(2026, 3, 1)
    assert day_of(datetime(2026, 3, 2, 4, 0)) == date(2026, 3, 2)
    assert time(4, 0) == DAY_START


@given(DAYS, STARTS)
@example(date(2024, 2, 29), time(4))
@example(date(2024, 3, 1), time(23, 59))
@example(date(2027, 1, 1), time(0, 0, 0, 1))
def test_the_last_moment_before_the_start_belongs_to_the_day_before(day: date, start: time) -> None:
    first = datetime.combine(day, start)
    assert day_of(first, start) == day
    before = first - timedelta(microseconds=1)
    assert day_of(before, start) == day - timedelta(days=1)


@given(MOMENTS, STARTS)
def test_a_day_lasts_24_hours_of_wall_clock_and_only_the_day_shifts(moment: datetime, start: time) -> None:
    day = day_of(moment, start)
    assert 0 <= (moment.date() - day).days <= 1
    assert timedelta(0) <= moment - datetime.combine(day, start) < timedelta(days=1)


@given(st.lists(MOMENTS, min_size=2), STARTS)
def test_later_moments_never_belong_to_an_earlier_day(moments: list[datetime], start: time) -> None:
    days = [day_of(m, start) for m in sorted(moments)]
    assert days == sorted(days)


@given(DAYS, STARTS)
def test_a_plain_date_is_its_own_day(day: date, start: time) -> None:
    assert day_of(day, start) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 29, 3, 30), date(2026, 3, 28)),  # clocks go forward at 02:00
        (datetime(2026, 3, 29, 4, 0), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 30, fold=0), date(2026, 10, 24)),  # 02:30 comes twice
        (datetime(2026, 10, 25, 2, 30, fold=1), date(2026, 10, 24)),
        (datetime(2026, 1, 1, 1, 0), date(2025, 12, 31)),
        (datetime(2024, 3, 1, 0, 30), date(2024, 2, 29)),
        (datetime(1, 1, 1, 1, 0), date(1, 1, 1)),
    ],
)
def test_clock_changes_and_ends_of_years_follow_the_wall_clock(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


def test_a_zone_on_the_moment_changes_nothing() -> None:
    assert day_of(datetime(2026, 3, 2, 3, 30, tzinfo=BERLIN)) == date(2026, 3, 1)


@given(MOMENTS)
def test_a_night_belongs_to_the_calendar_day_it_ends(end: datetime) -> None:
    assert wake_day(end) == end.date()


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 7), 7),
        (datetime(2026, 10, 24, 23), datetime(2026, 10, 25, 7), 9),
        (datetime(2026, 6, 1, 23), datetime(2026, 6, 2, 7), 8),
    ],
)
def test_a_zone_gives_nights_of_a_clock_change_their_true_length(start: datetime, end: datetime, hours: float) -> None:
    assert hours_between(start, end, BERLIN) == hours
    assert hours_between(start, end) == 8


@given(DAYS)
@example(date(2020, 12, 31))
@example(date(2021, 1, 3))
@example(date(2024, 2, 29))
def test_week_round_trip(day: date) -> None:
    monday = iso_week(week_label(day))
    assert monday.weekday() == 0
    assert 0 <= (day - monday).days < 7


def test_the_53rd_week_and_the_years_around_it() -> None:
    assert week_label(date(2021, 1, 3)) == "2020-W53"
    assert week_label(date(2024, 12, 30)) == "2025-W01"
    assert iso_week(" 2020-w53 ") == date(2020, 12, 28)


@pytest.mark.parametrize(
    "label",
    ["", "2026", "2026-31", "26-W31", "2026-W", "2026-W00", "2026-W54", "2021-W53", "2026-Wxx", "2026-W-1", "0000-W01",
     "2026-W" + "9" * 5000, "2026-W031", "9999-W53"],
)  # fmt: skip
def test_invalid_weeks_are_errors(label: str) -> None:
    with pytest.raises(ValueError, match=r"week|[Yy]ear"):
        iso_week(label)


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "Europe", "/etc/passwd", "../Europe/Berlin", "Europe/Berlin\n", "\0"]
)
def test_invalid_time_zones(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize("part", ["a", "..", "x" * 300])
def test_paths_are_not_time_zones(part: str) -> None:
    assert zone_named("/".join([part] * 3000)) is None


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Argentina/ComodRivadavia", "Etc/GMT+5", "UTC"])
def test_a_time_zone(name: str) -> None:
    found = zone_named(name)
    assert found is not None
    assert found.key == name


def test_a_day_in_words_does_not_depend_on_the_language_of_the_machine() -> None:
    assert day_words(date(2026, 8, 2)) == "2 August 2026"
