from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.readers.apps.journey import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import DATA, claiming, collect, lost

FILES = [p for p in sorted((DATA / "journey").glob("*.json")) if not p.name.endswith(".expected.json")]
ENTRY: dict[str, Any] = {
    "id": "1-a",
    "date_journal": 1773441000000,
    "timezone": "Europe/Berlin",
    "text": "<p>words</p>",
}


def entry(**given: Any) -> str:
    return json.dumps({**ENTRY, "type": "html", "mood": 0, "tags": []} | given)


def read(text: str, **profile: Any) -> Collector:
    return collect(FORMAT, text, "1-a.json", **profile)


def test_original_zip(write: Callable[[str, str | bytes], Path]) -> None:
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

    def test_has_a_value_only_on_a_scale_the_person_states(self) -> None:
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
        assert collector.empty.total() == 1


class TestDetection:
    def test_knows_a_long_entry_by_its_beginning(self) -> None:
        assert claiming(entry(text="long " * 50_000), "1-a.json") == ["journey"]
