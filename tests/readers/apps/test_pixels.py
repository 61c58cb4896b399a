from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.readers.apps.pixels import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.mood_formats import (
    DATA,
    cells,
    claimed_by,
    collect,
    damaged,
    damaged_values,
    expect,
    lost,
    other_fixtures,
    plain,
    rows,
    said,
    source,
    values,
)

HERE = DATA / "pixels"
NAMES = ["current", "old"]
GOLDEN = [(HERE / f"{name}.json").read_text(encoding="utf-8") for name in NAMES]


def day(**fields: Any) -> dict[str, Any]:
    return {"date": "2026-3-1", "type": "Mood", "scores": [4], "notes": "", "tags": [], **fields}


def read(*days: Any) -> Collector:
    return collect(FORMAT, json.dumps([day(date="2026-1-1"), *days]))


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expect(collect(FORMAT, (HERE / f"{name}.json").read_bytes()), HERE / f"{name}.expected.json")


@pytest.mark.parametrize("name", NAMES)
def test_only_this_format_claims_the_file(name: str) -> None:
    assert claimed_by((HERE / f"{name}.json").read_bytes()) == ["pixels"]
    assert claimed_by((HERE / f"{name}.json").read_bytes().replace(b"\n", b"")) == ["pixels"]


def test_a_first_note_longer_than_the_head_does_not_hide_the_format() -> None:
    long = [{"notes": "word " * 20_000, "date": "2026-3-1", "scores": [4], "type": "Mood"}]
    assert claimed_by(json.dumps([day(notes="word " * 20_000)])) == ["pixels"]
    assert claimed_by(json.dumps(long)) == []  # what tells it stands behind the head


@pytest.mark.parametrize("path", other_fixtures("pixels"), ids=str)
def test_other_formats_are_not_claimed(path: Path) -> None:
    assert not FORMAT.claims(source(path.read_bytes()), Profile())


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[[]]",
        "[1, 2]",
        '[{"date": "2026-3-1"}]',
        '[{"date": "2026-03-01 10:00:00", "heading": "", "text": "", "tags": []}]',
        '[{"dateOfSleep": "2026-03-01", "type": "stages", "levels": {}}]',
        '{"date": "2026-3-1", "type": "Mood", "scores": [4]}',
        "[2026-03-01 10:00] A title\nand text",
        '[{"date": "2026-3-1", "entries": [{"title": "", "text": ""}]}]',
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=100).map(b"[".__add__)))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "{}", "[]", "[1]", GOLDEN[0][:300], "[" * 200_000])
def test_another_or_a_cut_file_says_what_is_wrong(content: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"not a Pixels backup|damaged"):
        collect(FORMAT, content)


@pytest.mark.parametrize("score", [0, 6, -1, "4", None, True, [], 1e308, 10**30])
def test_what_is_no_score_costs_only_itself(score: Any) -> None:
    collector = read(day(scores=[score, 2]))
    assert values(collector) == [7.5, 2.5]
    assert cells(collector) == [(2, "scores")]


@pytest.mark.parametrize(("written", "at"), [("2026-3-1", "2026-03-01"), ("2026-12-31", "2026-12-31")])
def test_dates_padded_or_not(written: str, at: str) -> None:
    assert plain(rows(read(day(date=written)), "ratings")[1]["day"]) == at


@pytest.mark.parametrize("wrong", ["", "2026-13-1", "yesterday", "3/1/2026", None, 20260301, "0026-1-1"])
def test_a_day_without_a_date_is_rejected_and_the_rest_is_read(wrong: Any) -> None:
    collector = read(day(date=wrong), "x", day(date="2026-3-2"))
    assert collector.rows == 4
    assert values(collector) == [7.5, 7.5]
    assert [place for place, _ in lost(collector)] == [2, 3]


def test_the_same_day_with_other_words_is_kept() -> None:
    assert len(values(read(day(), day(notes="later"), day()))) == 3


def test_messages_hold_nothing_that_was_written() -> None:
    private = "PRIVATE"
    collector = read(day(date=private), day(scores=[private], notes=private), private, day(type=private))
    assert private not in said(collector)


@settings(max_examples=100, deadline=None)
@given(st.one_of(damaged(GOLDEN), damaged_values(GOLDEN)))
def test_nothing_but_heartdata_errors_and_every_day_is_accounted_for(text: str) -> None:
    assert FORMAT.claims(source(text), Profile()) in (True, False)
    try:
        collector = collect(FORMAT, text)
    except HeartdataError:
        return
    kept = collector.rows - len(lost(collector))
    assert 0 <= kept <= len(collector.tables["ratings"]) + len(cells(collector))
    collector.logs()


def test_ten_years_are_read_quickly() -> None:
    text = json.dumps(
        [day(date=f"{2016 + i // 365}-{i % 12 + 1}-{i % 28 + 1}", notes=f"note {i}") for i in range(3650)]
    )
    before = time.process_time()
    assert collect(FORMAT, text).rows == 3650
    assert time.process_time() - before < 3  # some tenths of a second; room for slow machines
