from __future__ import annotations

import json
from typing import Any

import pytest

from heartdata.readers.apps.pixels import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, claiming, collect, lost, plain, rows, values


def day(**fields: Any) -> dict[str, Any]:
    return {"date": "2026-3-1", "type": "Mood", "scores": [4], "notes": "", "tags": [], **fields}


def read(*days: Any) -> Collector:
    return collect(FORMAT, json.dumps([day(date="2026-1-1"), *days]))


def test_a_backup_in_one_line_is_claimed() -> None:
    assert claiming(json.dumps([day()])) == ["pixels"]


def test_a_first_note_longer_than_the_head_does_not_hide_the_format() -> None:
    long = [{"notes": "word " * 20_000, "date": "2026-3-1", "scores": [4], "type": "Mood"}]
    assert claiming(json.dumps([day(notes="word " * 20_000)])) == ["pixels"]
    assert claiming(json.dumps(long)) == []  # the identifying keys come after the head


@pytest.mark.parametrize("score", [0, 6, -1, "4", None, True, [], 1e308, 10**30])
def test_invalid_score_rejects_only_itself(score: Any) -> None:
    collector = read(day(scores=[score, 2]))
    assert values(collector) == [7.5, 2.5]
    assert cells(collector) == [(2, "scores")]


@pytest.mark.parametrize(("written", "at"), [("2026-3-1", "2026-03-01"), ("2025-12-31", "2025-12-31")])
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
