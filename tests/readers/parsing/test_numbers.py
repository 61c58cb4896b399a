"""Numbers with a decimal point or comma and with separated thousands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.readers.parsing.numbers import DecimalMark, decimal_mark, parse_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7.0), (" 8 ", 8.0), ("-3", -3.0), ("+3", 3.0), ("\u22123", -3.0), ("7.5", 7.5), ("7,5", 7.5),
        ("1e3", 1000.0), ("1.25E+02", 125.0), ("٣", 3.0), (3, 3.0), (2.5, 2.5),
    ],
)  # fmt: skip
def test_plain_numbers(written: Any, value: float) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,000", 1000.0), ("12,345", 12345.0), ("1,234,567", 1234567.0), ("1.234.567", 1234567.0),
        ("1,000.5", 1000.5), ("1.234,5", 1234.5), ("1 234", 1234.0), ("1\u202f234,5", 1234.5), ("12'345.6", 12345.6),
        ("1,234,567.25", 1234567.25), ("-12,345", -12345.0),
    ],
)  # fmt: skip
def test_thousands_are_separated_in_groups_of_three(written: str, value: float) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [("0,345", 0.345), ("00,345", 0.345), ("1234,567", 1234.567), ("12,3456", 12.3456), ("12,34", 12.34),
     ("1 234,567", 1234.567), ("12.345", 12.345)],
)  # fmt: skip
def test_other_commas_and_points_are_decimal(written: str, value: float) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize(
    "written",
    ["", " ", "nan", "inf", "1e999", "0x10", "1_000", "9" * 40, "1,234,56", "1.234.56", "1,23,456", "1,234.567,8",
     "12 34", "0 345", "7,", ",5", "7..5", "seven", "7 h", None, True, [1], b"1", float("inf"), float("nan")],
)  # fmt: skip
def test_invalid_numbers(written: Any) -> None:
    assert parse_number(written) is None


@pytest.mark.parametrize("written", ["12,345", "12.345", "12 345"])
def test_counts_are_whole(written: str) -> None:
    assert parse_number(written, whole=True) == 12345.0


def test_a_count_with_a_short_fraction_keeps_it() -> None:
    assert parse_number("12,5", whole=True) == 12.5


@pytest.mark.parametrize(
    ("written", "decimal", "value"),
    [("71,250", ",", 71.25), ("71.250", ",", 71250.0), ("71,250", ".", 71250.0), ("71.250", ".", 71.25)],
)
def test_the_files_decimal_mark_decides(written: str, decimal: DecimalMark, value: float) -> None:
    assert parse_number(written, decimal=decimal) == value


@pytest.mark.parametrize(
    ("written", "low", "high", "value"),
    [
        ("62,500", 0, 250, 62.5),  # a resting heart rate
        ("12.345", 1000, 100_000, 12345.0),
        ("62,500", 0, 100_000, 62500.0),  # both fit: a comma separates thousands
        ("62,500", 0, 10, 62500.0),  # neither fits: the caller rejects it
        ("7,250", 0, 24, 7.25),
    ],
)
def test_range_decides_between_readings(written: str, low: float, high: float, value: float) -> None:
    assert parse_number(written, low=low, high=high) == value


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["7,5", "12,345"], ","), (["7.5", "12,345"], "."), (["1.234,5"], ","), (["1,234.5"], "."),
        (["1,234,567"], "."), (["1.234.567"], ","), (["12,345", "7", "", "a word"], None), (["7,5", "7.5"], None),
        ([], None),
    ],
)  # fmt: skip
def test_cells_show_the_decimal_mark(cells: list[str], mark: str | None) -> None:
    assert decimal_mark(cells) == mark


@given(st.integers(1, 10**9))
def test_grouped_and_plain_numbers_are_the_same(value: int) -> None:
    for separator in (",", ".", " ", "'"):
        assert parse_number(f"{value:,}".replace(",", separator), whole=True) == value


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_decimal_marks_are_the_same(whole: int, hundredths: int) -> None:
    assert parse_number(f"{whole}.{hundredths:02}") == parse_number(f"{whole},{hundredths:02}")


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = parse_number(text)
    assert found is None or abs(found) < float("inf")
