from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers import FORMATS
from heartdata.readers.apps.jrnl import FORMAT
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from tests.readers.helpers import collect_with, source

CANARY = "zaunkoenig"
_LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("2026-05-01")
_NAMES = st.sampled_from(["title", "body", "date", "time", "tags", "starred"])


def _source(content: str | bytes) -> Source:
    return source(content, "journal")


def _collect(content: str | bytes, profile: Profile | None = None) -> Collector:
    return collect_with(FORMAT, content, "journal", profile or Profile())


def _claims(content: str | bytes) -> bool:
    return FORMAT.claims(_source(content), Profile())


def _moments(content: str, profile: Profile | None = None) -> list[Any]:
    return [row[0] or row[1] for row in _collect(content, profile).tables["journal"]]


class TestDates:
    @pytest.mark.parametrize(
        ("stamp", "when"),
        [
            ("2026-03-14 09:30", datetime(2026, 3, 14, 9, 30)),
            ("2026-3-4 9:30", datetime(2026, 3, 4, 9, 30)),
            ("2026/03/14 09:30:15", datetime(2026, 3, 14, 9, 30, 15)),
            ("2026-03-14T09:30", datetime(2026, 3, 14, 9, 30)),
            ("14.03.2026 09:30", datetime(2026, 3, 14, 9, 30)),
            ("14.03.26 09:30", datetime(2026, 3, 14, 9, 30)),
            ("14/03/2026 09:30", datetime(2026, 3, 14, 9, 30)),
            ("03/14/2026 09:30 PM", datetime(2026, 3, 14, 21, 30)),
            ("2026-03-14 12:05 am", datetime(2026, 3, 14, 0, 5)),
            ("Sat 14 March 2026 9:30 p.m.", datetime(2026, 3, 14, 21, 30)),
            ("Saturday, March 14, 2026 21:30", datetime(2026, 3, 14, 21, 30)),
            ("14. März 2026 21:30 Uhr", datetime(2026, 3, 14, 21, 30)),
            ("2026-03-14", date(2026, 3, 14)),
        ],
    )
    def test_in_brackets_in_many_styles(self, stamp: str, when: datetime | date) -> None:
        text = f"[{stamp}] Title\nBody\n"
        assert _claims(text)
        assert _moments(text) == [when]

    def test_the_whole_file_says_what_comes_first(self) -> None:
        assert _moments("[03/04/2026 09:30] a\n\n[03/14/2026 09:30] b\n")[0] == datetime(2026, 3, 4, 9, 30)
        assert _moments("[03/04/2026 09:30] a\n\n[14/03/2026 09:30] b\n")[0] == datetime(2026, 4, 3, 9, 30)

    def test_with_dots_begin_with_the_day(self) -> None:
        assert _moments("[03.04.2026 09:30] a\n\n[05.06.2026 09:30] b\n")[0] == datetime(2026, 4, 3, 9, 30)
        assert _moments("10.06.2013 15:40 a\n")[0] == datetime(2013, 6, 10, 15, 40)

    def test_ambiguous_dates_are_not_guessed(self) -> None:
        text = f"[03/04/2026 09:30] {CANARY}\n"
        with pytest.raises(AmbiguousFormatError) as caught:
            _collect(text)
        assert CANARY not in str(caught.value)
        profile = Profile(columns={"date": {"name": "date", "day_first": False}})
        assert _moments(text, profile) == [datetime(2026, 3, 4, 9, 30)]

    def test_offsets_are_kept(self) -> None:
        text = "".join(f"[2026-03-14 09:30 {zone}] a\n" for zone in ("+0530", "-08:00", "UTC", "CET"))
        assert [row[5] for row in _collect(text).tables["journal"]] == [330, -480, 0, None]

    @pytest.mark.parametrize("stamp", ["2026-02-30 09:30", "2026-13 14:23", "31.04.2026 10:00", "1850-01-01 10:00"])
    def test_that_cannot_be_read_reject_one_entry(self, stamp: str) -> None:
        collector = _collect(f"[2026-03-14 09:30] a\n\n[{stamp}] {CANARY}\n{CANARY}\n\n[2026-03-16 09:30] b\n")
        assert (collector.rows, len(collector.tables["journal"])) == (3, 2)
        assert [row[1] for row in collector.tables["rejected"]] == [3]
        assert CANARY not in str(collector.tables)

    def test_a_damaged_time_keeps_the_day(self) -> None:
        collector = _collect("[2026-03-14 29:30] a\n")
        assert collector.tables["journal"][0][:2] == (None, date(2026, 3, 14))
        assert collector.tables["rejected"][0][1:3] == (1, "time")

    def test_half_days_in_old_files(self) -> None:
        assert _moments("2013-06-09 03:39 pm Title\nBody\n2013-06-10 11:00 am Title\n")[0] == datetime(
            2013, 6, 9, 15, 39
        )


class TestEntries:
    @pytest.mark.parametrize(
        "line",
        [
            "[1] a", "[x] a", "[ ] a", "[2026] a", "[link](2026-03-14)", "[2026-03-14](a)", "[1.2.03] a", "[10.5 km] a",
            "[[2026-03-14]]", "2026-03-14 09:30 a", " [2026-03-14 09:30] a", "-- [2026-03-14 09:30] a",
        ],
    )  # fmt: skip
    def test_lines_of_the_body_stay_in_it(self, line: str) -> None:
        collector = _collect(f"[2026-03-14 09:30] Title\n{line}\nlast\n")
        assert [row[2:4] for row in collector.tables["journal"]] == [("Title", f"{line.strip()}\nlast")]

    @pytest.mark.parametrize(
        ("written", "title", "text"),
        [
            ("Title\nBody", "Title", "Body"),
            ("Title *\nBody", "Title", "Body"),
            ("Was it *bold*\nBody", "Was it *bold*", "Body"),
            ("One. Two. Three", "One.", "Two. Three"),
            ("Really?! Yes", "Really?!", "Yes"),
            ("At 3.5 km I cried", "At 3.5 km I cried", ""),
            ("One. Two\nBody", "One. Two", "Body"),
            ("\nBody only", "", "Body only"),
            ("T\n\n  a\n\n  b\n\n", "T", "a\n\n  b"),
        ],
    )
    def test_title_and_text(self, written: str, title: str, text: str) -> None:
        assert _collect(f"[2026-03-14 09:30] {written}\n").tables["journal"][0][2:4] == (title, text)

    def test_tags(self) -> None:
        collector = _collect(
            "[2026-03-14 09:30] With @Anna, again @anna\n@os/2 @c++ a@b.example @- (@no) #walk @evening-walk.\n"
        )
        assert collector.tables["journal"][0][4] == ("anna", "os/2", "c++", "evening-walk")
        assert [row[4] for row in collector.tables["activities"]] == ["other", "other", "other", "practice"]

    def test_text_before_the_first_date_is_rejected(self) -> None:
        collector = _collect(f"{CANARY}\n\n[2026-03-14 09:30] a\n")
        assert (collector.rows, [row[1] for row in collector.tables["rejected"]]) == (2, [1])
        assert CANARY not in str(collector.tables)


ENTRY = {"title": "t", "body": "b", "date": "2026-03-14", "time": "09:30", "tags": [], "starred": False}


_LINE = st.from_regex(r"[a-zäß@(-][a-zäß@ \[\]():-]{0,20}[a-zäß]", fullmatch=True).filter(
    lambda line: line[:2] not in ("am", "pm")
)
_ENTRY = st.tuples(
    st.datetimes(datetime(1971, 1, 1), datetime(2026, 1, 1)), _LINE, st.lists(_LINE, min_size=1, max_size=4)
)


@pytest.mark.slow
@given(
    st.lists(_ENTRY, min_size=1, max_size=6),
    st.sampled_from(["[%Y-%m-%d %H:%M]", "%Y-%m-%d %H:%M", "[%d.%m.%Y %I:%M %p]"]),
)
def test_what_jrnl_writes_is_read_back(entries: list[tuple[datetime, str, list[str]]], form: str) -> None:
    text = "\n".join(
        f"{when.strftime(form)} {title}\n" + "".join(f"{line}\n" for line in body) for when, title, body in entries
    )
    rows = _collect(text).tables["journal"]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (when.replace(second=0, microsecond=0), title, "\n".join(body)) for when, title, body in entries
    ]


class TestJson:
    def test_one_entry_per_file(self, write: Callable[[str, str | bytes], Path]) -> None:
        path = write("2026-03-14_t.json", json.dumps(ENTRY))
        assert hd.identify(path) == "jrnl"
        assert list(hd.read_logs(path).journal["text"]) == ["b"]

    def test_truncated_file_gives_every_complete_entry(self) -> None:
        text = json.dumps({"tags": {}, "entries": [ENTRY] * 3})
        collector = _collect(text[:-60])
        assert (collector.rows, len(collector.tables["journal"])) == (3, 2)
        assert [row[1] for row in collector.tables["rejected"]] == [3]

    @pytest.mark.parametrize("day", [None, 3, "", "soon", "3/4/2026", "2026-13-01", "0001-01-01"])
    def test_a_bad_date_rejects_one_entry(self, day: Any) -> None:
        collector = _collect(json.dumps({"entries": [ENTRY, {**ENTRY, "date": day, "title": CANARY}]}))
        assert [row[1] for row in collector.tables["rejected"]] == [2]
        assert CANARY not in str(collector.tables["rejected"])

    @given(
        st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4))
    )
    def test_entries_of_any_shape_are_read_or_rejected(self, entry: Any) -> None:
        assert _collect(json.dumps({"entries": [entry]})).rows == 1


class TestDetection:
    @pytest.mark.parametrize(
        "text",
        [
            "\n\n[2026-03-14 09:30] Title",
            "[2026-03-14 09:30]",
            "[2026-03-14 09:30] Note: slept well\n\n[2026-03-15 09:30] Note: slept badly\n",
            "[2026-03-14 09:30:15] A title\n",
            "[14.03.2026, 09:30] A title\n",
            "[2026-03-14 09:30] Error of mine\n[2026-03-15 09:30] Better\n",
            "2013-06-09 15:39 Title\n",
            '{"tags": {}, "entries": []}',
            '{"entries": [{"title": "a", "body": "b", "date": "2026-01-01", "time": "10:00", "starred": false}]}',
            '{"tags": {}, "entries": [{"title": "a", "body": "' + "long " * 20_000 + '", "date": "2026-01-01"}]}',
        ],
    )
    def test_knows_its_own(self, text: str) -> None:
        assert [f.name for f in FORMATS if not f.fallback and f.claims(_source(text), Profile())] == ["jrnl"]
