from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers import FORMATS
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.dates import detect_date_order
from heartdata.readers.parsing.rows import Row, parse_rows, stage_hours
from heartdata.readers.parsing.timestamps import from_epoch, parse_local, parse_offset
from tests.readers.helpers import DATA, content_of, source


def row(**cells: Any) -> Row:
    return Row(cells, 7, Collector("export.csv", "fitbit", Profile()))


@pytest.mark.parametrize("missing", ["", " ", "N/A", "null", "None", "—", "-", None, float("nan")])
def test_words_for_nothing_are_not_rejected(missing: Any) -> None:
    found = row(asleep=missing)
    assert found.hours("asleep", 60) is None
    assert found.number("absent", 0, 1) is None
    assert not found.collector.tables["rejected"]


@pytest.mark.parametrize("wrong", ["long", -1, 2881, "2881", [], {}, True, b"1"])
def test_implausible_cell_is_rejected_alone(wrong: Any) -> None:
    found = row(asleep=wrong)
    assert found.hours("asleep", 60) is None
    assert [(r[1], r[2]) for r in found.collector.tables["rejected"]] == [(7, "asleep")]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 7), None),
        (datetime(2026, 3, 1, 23), datetime(2026, 3, 1, 23), None),
        (None, datetime(2026, 3, 2, 7), "start is missing"),
        (datetime(2026, 3, 1, 23), None, "end is missing"),
        (datetime(2026, 3, 2, 23), datetime(2026, 3, 2, 7), "ends before it starts"),
        (datetime(2026, 3, 1), datetime(2026, 3, 4), "longer than two days"),
        (datetime(1926, 3, 1, 23), datetime(1926, 3, 2, 7), "year"),
        (datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 2, 7), "only one of its times"),
    ],
)
def test_implausible_periods(start: datetime | None, end: datetime | None, said: str | None) -> None:
    found = row()
    assert found.check_period(start, end) is (said is None)
    assert [said in r[3] for r in found.collector.tables["rejected"]] == ([] if said is None else [True])


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90), st.sampled_from("abcx"))))
def test_stages_cover_each_moment_once(spans: list[tuple[int, int, str]]) -> None:
    expected = {stage: 0 for start, end, stage in spans if end > start and stage != "x"}
    for second in range(90):
        covering = {stage for start, end, stage in spans if start <= second < end}
        on_top = next((stage for stage in "abc" if stage in covering), None)
        if on_top:
            expected[on_top] += 1
    found = stage_hours([(float(s), float(e), stage) for s, e, stage in spans], "abc")
    assert {stage: round(hours * 3600) for stage, hours in found.items()} == expected


@pytest.mark.parametrize(
    ("pairs", "order"),
    [
        ([], None),
        ([("2026-03-01 23:00", "2026-03-02 07:00")], None),
        ([("01/03/2026 23:00", "02/03/2026 07:00")], "dmy"),
        ([("03/01/2026 23:00", "03/02/2026 07:00")], "mdy"),
        ([("13/03/2026 1:00", "13/03/2026 7:00")], "dmy"),
        ([("1.3.2026 1:00", "1.3.2026 7:00")], "dmy"),
        ([("01/03/2026 23:00", "02/03/2026 07:00"), ("04/03/2026 1:00", "04/03/2026 7:00")], "dmy"),
    ],
)
def test_the_order_of_dates(pairs: list[tuple[str, str]], order: str | None) -> None:
    assert detect_date_order((), "a.csv", Profile(), pairs) == order


def test_an_order_that_stays_open_is_asked_about() -> None:
    pairs = [("04/03/2026 1:00", "04/03/2026 7:00")]
    with pytest.raises(AmbiguousFormatError, match="day_first"):
        detect_date_order((), "a.csv", Profile(), pairs)
    assert detect_date_order((), "a.csv", Profile(columns={"date": {"name": "x", "day_first": True}}), pairs) == "dmy"


@pytest.mark.parametrize(
    ("written", "local", "offset"),
    [
        ("2026-03-01T23:00:00.0", datetime(2026, 3, 1, 23), None),
        ("2026-03-01 23:00:00-08:00", datetime(2026, 3, 1, 23), -480.0),
        ("2026-03-01 11:00PM", datetime(2026, 3, 1, 23), None),
        ("2026-03-01", None, None),
        ("11:00", None, None),
        ("", None, None),
    ],
)
def test_moments(written: str, local: datetime | None, offset: float | None) -> None:
    assert parse_local(written) == (local, offset)


@pytest.mark.parametrize(
    ("written", "minutes"), [("+02:00", 120.0), ("Z", 0.0), ("", None), ("UTC+25", None), ("x", None)]
)
def test_offsets(written: str, minutes: float | None) -> None:
    assert parse_offset(written) == minutes


@pytest.mark.parametrize("seconds", [None, 0.0, -5.0, 1e12, 1e300])
def test_numbers_that_are_not_times(seconds: float | None) -> None:
    assert from_epoch(seconds, ZoneInfo("Europe/Berlin")) == (None, None)


def test_every_golden_file_is_claimed_by_one_format_at_most() -> None:
    files = [f for f in sorted(DATA.rglob("*")) if f.is_file() and not f.name.endswith(".expected.json")]
    for given_file in files:
        found = source(content_of(given_file), given_file.name)
        assert len([f.name for f in FORMATS if not f.fallback and f.claims(found, Profile())]) <= 1, given_file.name


@pytest.mark.parametrize(
    ("vital", "written", "value"),
    [
        ("resting_heart_rate", "58", 58.0),
        ("resting_heart_rate", "62,500", 62.5),
        ("resting_heart_rate", "250", 250.0),
        ("hrv_rmssd", "41.5", 41.5),
        ("steps", "12,345", 12345.0),
        ("steps", "12.345", 12345.0),
        ("steps", 7, 7.0),
    ],
)
def test_vitals(vital: str, written: Any, value: float) -> None:
    found = row(x=written)
    assert found.vital("x", vital) == value
    assert found.collector.tables["rejected"] == []


@pytest.mark.parametrize(
    ("vital", "written"), [("resting_heart_rate", 0), ("hrv_sdnn", "0"), ("steps", ""), ("steps", 0)]
)
def test_a_missing_measurement_is_not_rejected(vital: str, written: Any) -> None:
    found = row(x=written)
    assert found.vital("x", vital) is None
    assert found.collector.tables["rejected"] == []


@pytest.mark.parametrize(
    ("vital", "written"),
    [
        ("resting_heart_rate", 19), ("resting_heart_rate", 251), ("hrv_sdnn", 0.5), ("hrv_rmssd", 501),
        ("steps", 200_001), ("steps", -1), ("steps", "many"),
    ],
)  # fmt: skip
def test_an_implausible_measurement_is_rejected_alone(vital: str, written: Any) -> None:
    found = row(x=written)
    assert found.vital("x", vital) is None
    assert [(r[1], r[2]) for r in found.collector.tables["rejected"]] == [(7, "x")]


def parse(text: str, **more: Any) -> tuple[list[dict[str, Any]], Collector]:
    collector = Collector("export.csv", "emoods", Profile())
    return [found.cells for found in parse_rows(text, collector, **more)], collector


def test_a_row_with_more_cells_than_the_header_is_rejected_unless_they_are_empty() -> None:
    found, collector = parse("Date,Steps\n2026-03-01,7,\n2026-03-02,7,5\n2026-03-03,8\n")
    assert found == [{"date": "2026-03-01", "steps": "7"}, {"date": "2026-03-03", "steps": "8"}]
    assert [(r[1], r[3]) for r in collector.tables["rejected"]] == [(3, "more cells than the header has columns")]
    assert collector.rows == 3


def test_unquoted_text_at_the_end_of_a_row_stays_whole() -> None:
    found, collector = parse("Date,Notes\n2026-03-01,slow, but fine,really\n", spill=["notes"])
    assert found == [{"date": "2026-03-01", "notes": "slow, but fine,really"}]
    assert collector.tables["rejected"] == []
