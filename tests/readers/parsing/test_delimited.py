"""Delimited text: the csv module's own reading where it is well formed, and one line lost for each broken quote."""

from __future__ import annotations

import csv
import io
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.readers.parsing.delimited import UNCLOSED, Record, header, records, sniff_delimiter

CELL = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(',;\t"\n\r '), max_size=8)
TABLE = st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    table=TABLE, delimiter=st.sampled_from(",;\t"), end=st.sampled_from(["\n", "\r\n", "\r"]), all_quoted=st.booleans()
)
def test_csv_module_round_trip(table: list[list[str]], delimiter: str, end: str, all_quoted: bool) -> None:
    out = io.StringIO()
    # Left to itself the writer quotes only the line ends that it writes.
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" and not all_quoted else csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    lines, line = [], 1
    for row in table:
        before = len(out.getvalue())
        writer.writerow(row)
        lines.append(line)
        line += len(io.StringIO(out.getvalue()[before:], newline="").readlines())
    expected = [(at, row) for at, row in zip(lines, table, strict=True) if any(map(str.strip, row))]
    assert [(r.line, r.cells) for r in records(out.getvalue(), delimiter)] == expected


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.sampled_from('ab,;"\n\r \0é'), max_size=60), width=st.none() | st.integers(1, 4))
def test_any_text_is_read_without_losing_lines(text: str, width: int | None) -> None:
    found = list(records(text, ",", width=width))
    lines = io.StringIO(text, newline="").readlines()
    starts = [r.line for r in found]
    assert starts == sorted(set(starts))
    covered = set()
    for record in found:
        # A record goes on as long as its cells hold line ends.
        spread = "".join(record.cells)
        count = len(io.StringIO(spread + "x", newline="").readlines())
        covered |= set(range(record.line, record.line + count))
        assert bool(record.broken) == (not record.cells)
    for number, line in enumerate(lines, 1):
        if line.strip(' ,"\r\n\t'):
            assert number in covered or not line.strip()


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from('aÄ,;\t|"\n\r \0\x0c\x85\u2028'), max_size=40))
def test_the_header_is_the_first_record(text: str) -> None:
    delimiter, names = header(text)
    first = next(records(text, delimiter), Record(1, []))
    assert names == [" ".join(cell.casefold().split()) for cell in first.cells]


@settings(max_examples=100, deadline=None)
@given(
    table=st.lists(st.tuples(*[st.text("abc ", max_size=5)] * 3), min_size=2, max_size=8),
    where=st.integers(0, 7),
    place=st.integers(0, 2),
)
def test_one_open_quote_loses_one_line(table: list[tuple[str, ...]], where: int, place: int) -> None:
    table = [(f"{i}x", *row) for i, row in enumerate(table)]
    lines = [_written(row) for row in table]
    where %= len(table)
    cells = list(table[where])
    cells[place + 1] = '"' + cells[place + 1]
    lines[where] = ",".join(cells) + "\n"
    found = {r.line: r for r in records("".join(lines), ",", width=4)}
    for number, row in enumerate(table, 1):
        if number != where + 1:
            assert tuple(found[number].cells) == row
    assert found[where + 1].broken == UNCLOSED


def _written(row: tuple[str, ...] | list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if len(row) == 1 else csv.QUOTE_MINIMAL).writerow(row)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ('a,b\n1,"x\ny"\n2,z\n', 2, [(1, "a|b"), (2, "1|x\ny"), (4, "2|z")]),
        # A quote that swallows line 3, which is valid on its own: only line 2 is broken.
        ('a,b,c\n1,"x\n2,y,z\n3,4,w"\n', 3, [(1, "a|b|c"), (2, ""), (3, "2|y|z"), (4, '3|4|w"')]),
        ('a,b,c\n1,"x\n2,y,z\n3,4,"w"\n', 3, [(1, "a|b|c"), (2, ""), (3, "2|y|z"), (4, "3|4|w")]),
        # A ragged record over two lines, neither of which is valid on its own, is one record.
        ('a,b,c\n1,2,,"x\ny"\n3,4,5\n', 3, [(1, "a|b|c"), (2, "1|2||x\ny"), (4, "3|4|5")]),
        ('a\n"x" y\nz\n', 1, [(1, "a"), (2, ""), (3, "z")]),
        ("a,b\n\n , \n,\n1,2", 2, [(1, "a|b"), (5, "1|2")]),
        ('x"y,"a""b"\n', 2, [(1, 'x"y|a"b')]),
        ('1,"a', 2, [(1, "")]),
    ],
)
def test_lines_and_cells(text: str, width: int, expected: list[tuple[int, str]]) -> None:
    found = list(records(text, ",", width=width))
    assert [(r.line, "|".join(r.cells)) for r in found] == expected
    assert {r.broken for r in found} <= {"", UNCLOSED}


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        '"' * 2_000_000,
        'a",b,"c\n' * 100_000,
        '"""x\n' * 200_000,
        'x,"' + "a\n" * 100_000,
        'a,"b' * 300_000,
        '",\n' * 100_000,
    ],
    ids=["quotes", "chained", "triple", "never closed", "one line", "crossing"],
)
def test_hostile_quotes_take_linear_time(text: str) -> None:
    begin = time.process_time()
    for _ in records(text, ",", width=3):
        pass
    # Quadratic reading takes minutes.
    assert time.process_time() - begin < 8


def test_large_cell_is_read_without_changing_the_csv_limit() -> None:
    limit = csv.field_size_limit()
    big = "x" * 500_000
    assert next(records(f'"{big}",1', ",")).cells == [big, "1"]
    assert [r.cells for r in records(f'"{big}",1\n"a" b\n', ",")] == [[big, "1"], []]
    assert csv.field_size_limit() == limit <= sys.maxsize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date;Mood, 1-5;Note\n", (";", ["date", "mood, 1-5", "note"])),
        ('"a,b,c";d\n', (";", ["a,b,c", "d"])),
        ("\n\n a\tB \r1\t2", ("\t", ["a", "b"])),
        ('"when\nwas it",x\n1,2\n', (",", ["when was it", "x"])),
        ("", (",", [])),
        ('"open\n1,2', (",", [])),
    ],
)
def test_header(text: str, expected: tuple[str, list[str]]) -> None:
    assert header(text) == expected


def test_quoted_delimiters_are_ignored() -> None:
    assert sniff_delimiter('"a,b,c";"d";e') == ";"


def test_repr_of_a_record_shows_no_cells() -> None:
    assert "secret" not in repr(Record(1, ["secret"]))
