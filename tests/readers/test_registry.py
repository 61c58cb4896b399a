"""Formats are asked only about files of their shape with one of their words, and never miss a file they would claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.registry import formats_for
from tests.readers.helpers import DATA, content_of, damaged, source

PROFILE = Profile.load(DATA / "table" / "heartdata.toml")
FILES = [p for p in sorted(DATA.rglob("*")) if p.is_file() and not p.name.endswith(".expected.json")]
TEXTS = [p.read_text(encoding="utf-8-sig") for p in FILES if p.suffix != ".sql" and b"\0" not in p.read_bytes()]


def kept_from(content: str | bytes, name: str) -> list[str]:
    """Return the formats that would claim a file about which they are not asked."""
    file = source(content, name)
    asked = formats_for(file)
    assert [f for f in FORMATS if f in asked] == list(asked)
    return [f.name for f in FORMATS if f not in asked and f.claims(file, PROFILE)]


def test_letters_of_json_may_be_written_by_their_numbers() -> None:
    spelled = '{"date\\u005fjournal": 1772401200000, "timezone": "Europe/Berlin", "mood": 4}'
    assert kept_from(spelled, "1.json") == []
    assert identified(spelled, "1.json") == ["journey"]


@pytest.mark.parametrize("space", ["\u00a0", "\x0c", "\x85", "\u2028", "\n\u3000 "])
def test_json_behind_other_spaces_is_json(space: str) -> None:
    entry = '"creationDate": "2026-03-14T08:00:00Z", "text": "A walk", "timeZone": "Europe/Berlin"'
    journal = f'{space}{{"metadata": {{"version": "1.0"}}, "entries": [{{{entry}}}]}}'
    heart = f'{space}[{{"dateTime": "03/14/26 00:00:00", "value": {{"date": "03/14/26", "value": 61, "error": 5}}}}]'
    for content, form in ((journal, "dayone"), (heart, "google_health")):
        assert kept_from(content, "export.json") == []
        assert identified(content, "export.json") == [form]


def test_hidden_marks_within_words() -> None:
    head = "Iso\u200b8601,fromDate,toDate,bedtime,wakeTime,inBed,a\u2060sleep\n"
    assert kept_from(head, "export.csv") == []
    assert identified(head, "export.csv") == ["autosleep"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_claimed_file_has_a_declared_shape(path: Path) -> None:
    assert kept_from(content_of(path), path.name) == []


def identified(content: str | bytes, name: str) -> list[str]:
    file = source(content, name)
    return [f.name for f in formats_for(file) if f.claims(file, PROFILE)]


@settings(max_examples=150)
@given(damaged(TEXTS), st.sampled_from(["2026-03-14.txt", "2026-03-14.md", "export.csv"]))
def test_damaged_files_have_a_declared_shape(text: str, name: str) -> None:
    assert kept_from(text, name) == []
