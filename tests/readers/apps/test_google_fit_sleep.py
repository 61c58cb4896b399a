from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.google_fit import NIGHTS_FORMAT as FORMAT
from tests.readers.tracker_checks import (
    DATA,
    Recording,
    check_claimed,
    check_claims_no_other,
    check_private,
    check_survives,
    collect,
    damaged,
    plain,
    rows,
    source,
)

HERE = DATA / "google_fit_sleep"
FILES = [path for path in sorted(HERE.glob("*.json")) if not path.name.endswith(".expected.json")]
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    wanted = json.loads((path.parent / f"{path.stem}.expected.json").read_text(encoding="utf-8"))
    collector = Recording(path.name, FORMAT.name, Profile())
    FORMAT.read(source(path.read_bytes(), path.name), Profile(), collector)
    assert (collector.rows, collector.notes) == (wanted["rows"], [])
    [found] = rows(collector, "sleep")
    [want] = wanted["sleep"]
    assert {name: plain(value) for name, value in found.items() if value is not None} == {"nap": False} | want
    check_claimed(FORMAT, path)


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


def test_renamed_the_zone_gives_the_clock_or_is_asked_for() -> None:
    collector = collect(FORMAT, TEXTS[0], time_zone="Asia/Tokyo")
    assert rows(collector, "sleep")[0]["start"] == "2026-03-02T07:10:00"
    assert "time_zone" in collect(FORMAT, TEXTS[0]).notes[0]


def test_without_segments_only_the_time_in_bed_is_known() -> None:
    text = json.dumps(json.loads(TEXTS[0]) | {"segment": []})
    found = rows(collect(FORMAT, text), "sleep")[0]
    assert (found["asleep_h"], found["awake_h"], found["in_bed_h"]) == (None, None, 8.0)


@pytest.mark.parametrize("content", ["{}", '{"fitnessActivity": "walking", "startTime": "x"}', "[]"])
def test_other_files_are_not_claimed_and_say_what_to_do_if_asked_for(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="Google Fit"):
        collect(FORMAT, content)


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-02T06:10:00Z", "PRIVATE")))


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS))
def test_nothing_but_heartdata_errors(text: str) -> None:
    check_survives(FORMAT, text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False
