from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.journey import FORMAT
from tests.readers.journal_checks import check_golden, check_survives, claiming, collect, said
from tests.readers.tracker_checks import DATA, Recording, check_claims_no_other, damaged, lost, source

FILES = [p for p in sorted((DATA / "journey").glob("*.json")) if not p.name.endswith(".expected.json")]
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
ENTRY: dict[str, Any] = {
    "id": "1-a",
    "date_journal": 1773441000000,
    "timezone": "Europe/Berlin",
    "text": "<p>words</p>",
}


def entry(**given: Any) -> str:
    return json.dumps({**ENTRY, "type": "html", "mood": 0, "tags": []} | given)


def read(text: str, **profile: Any) -> Recording:
    return collect(FORMAT, text, "1-a.json", **profile)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_what_a_person_would_read(path: Path) -> None:
    check_golden(FORMAT, path)


def test_the_zip_as_it_comes(write: Callable[[str, str | bytes], Path]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in FILES:
            archive.writestr(path.name, path.read_bytes())
        archive.writestr("1-a.jpg", b"\xff\xd8\xff")
    path = write("journey-multiple-1.zip", out.getvalue())
    assert hd.identify(path) == "journey"
    logs = hd.read_logs(path)
    assert len(logs.journal) == len(logs.sources) == 3
    assert logs.rejected.empty


class TestTimes:
    @pytest.mark.parametrize(
        ("zone", "own", "when", "offset"),
        [
            ("Europe/Berlin", None, datetime(2026, 3, 13, 23, 30), 60.0),
            ("Pacific/Auckland", "Europe/Berlin", datetime(2026, 3, 14, 11, 30), 780.0),
            ("", "Europe/Berlin", datetime(2026, 3, 13, 23, 30), 60.0),
            ("Nowhere/Land", "Europe/Berlin", datetime(2026, 3, 13, 23, 30), 60.0),
            (None, None, datetime(2026, 3, 13, 22, 30), 0.0),
        ],
    )
    def test_are_local(self, zone: Any, own: str | None, when: datetime, offset: float) -> None:
        collector = read(entry(timezone=zone), time_zone=own)
        row = collector.tables["journal"][0]
        assert (row[0], row[5]) == (when, offset)
        assert bool(collector.notes) == (not zone and not own)

    @pytest.mark.parametrize("stamp", [None, "soon", 0, -1, True, 1e300, -1e300, [], 99999999999999])
    def test_that_cannot_be_true_are_rejected(self, stamp: Any) -> None:
        collector = read(entry(date_journal=stamp))
        assert (collector.rows, len(lost(collector)), collector.tables["journal"]) == (1, 1, [])


class TestMood:
    @pytest.mark.parametrize("mood", [0, None, "", 1.7976931348623157e308, [], True])
    def test_is_unset(self, mood: Any) -> None:
        collector = read(entry(mood=mood))
        assert (collector.tables["ratings"], collector.notes) == ([], [])

    def test_has_a_value_only_on_a_scale_the_person_tells(self) -> None:
        assert read(entry(mood=4)).tables["ratings"][0][3] != read(entry(mood=4)).tables["ratings"][0][3]
        columns = {"date": "date_journal", "mood": {"name": "mood", "min": 1, "max": 5}}
        assert read(entry(mood=4), columns=columns).tables["ratings"][0][2:5] == ("mood", 7.5, "4")
        columns["mood"]["higher"] = "worse"  # type: ignore[index]
        assert read(entry(mood=4), columns=columns).tables["ratings"][0][3] == 2.5
        outside = read(entry(mood=7), columns=columns)
        assert ([r[2] for r in outside.tables["rejected"]], outside.tables["ratings"]) == (["mood"], [])


class TestText:
    @pytest.mark.parametrize(
        ("kind", "written", "wanted"),
        [
            ("html", "<p>one<br>two &amp; <b>three</b></p>", ("", "one\ntwo & three")),
            ("markdown", "# A\n\nb\\.", ("A", "b.")),
            (None, "<p>a</p>", ("", "a")),
            (None, "# A\nb", ("A", "b")),
            ("html", "a <3 b", ("", "a <3 b")),
        ],
    )
    def test_of_each_kind(self, kind: Any, written: str, wanted: tuple[str, str]) -> None:
        assert read(entry(type=kind, text=written)).tables["journal"][0][2:4] == wanted

    def test_an_entry_of_pictures_only(self) -> None:
        collector = read(entry(text=None))
        assert (collector.rows, collector.tables["journal"]) == (1, [])
        assert collector.notes == ["an entry without text"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "words", '{"text": "PRIVATE"}', TEXTS[0][:-30]])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read(content)
    assert "PRIVATE" not in str(caught.value)


def test_messages_hold_nothing_that_was_written() -> None:
    written = dict.fromkeys(("timezone", "text", "mood", "type", "id"), "PRIVATE")
    assert "PRIVATE" not in said(read(entry(**written)))
    assert "PRIVATE" not in said(read(entry(date_journal="PRIVATE")))


class TestDetection:
    @pytest.mark.parametrize(
        "content",
        [
            "", "{}", '{"date_journal": 1}', '{"date_journal": 1, "text": ""}', '{"id": "1", "text": "a", "mood": 0}',
            '[{"date_journal": 1, "text": "a", "id": "1", "tags": []}]', '{"entries": [{"date_journal": 1}]}',
        ],
    )  # fmt: skip
    def test_leaves_other_files_alone(self, content: str) -> None:
        assert not FORMAT.claims(source(content, "1-a.json"), Profile())

    def test_knows_a_long_entry_by_its_beginning(self) -> None:
        assert claiming(entry(text="long " * 50_000), "1-a.json") == ["journey"]

    def test_leaves_every_other_fixture_alone(self) -> None:
        check_claims_no_other(FORMAT)

    @given(st.text(max_size=100))
    def test_never_raises(self, text: str) -> None:
        assert not FORMAT.claims(source(text), Profile())
        FORMAT.claims(source('{"date_journal": ' + text), Profile())


@settings(max_examples=200, deadline=None)
@given(damaged(TEXTS))
def test_nothing_but_heartdata_errors_and_every_entry_is_accounted_for(text: str) -> None:
    collector = check_survives(FORMAT, text, "1-a.json")
    if collector is not None:
        empty = "an entry without text" in collector.notes
        held = any(collector.tables[t] for t in ("journal", "ratings"))
        assert collector.rows == 1 == held + len(lost(collector)) + empty
