from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, HeartdataError, UnreadableFileError
from heartdata.readers import FORMATS
from heartdata.readers.apps.jrnl import FORMAT
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source

DATA = Path(__file__).parents[1] / "data"
FIXTURES = [
    (DATA / "jrnl" / "journal.txt", "journal-text"),
    (DATA / "jrnl" / "old.txt", "old"),
    (DATA / "jrnl" / "journal.json", "journal"),
]
CANARY = "zaunkoenig"
_LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("2026-05-01")
_NAMES = st.sampled_from(["title", "body", "date", "time", "tags", "starred"])


def _source(content: str | bytes) -> Source:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Source("journal", lambda: io.BytesIO(raw), len(raw))


def _collect(content: str | bytes, profile: Profile | None = None) -> Collector:
    collector = Collector("journal", "jrnl", profile or Profile())
    FORMAT.read(_source(content), collector.profile, collector)
    return collector


def _claims(content: str | bytes) -> bool:
    return FORMAT.claims(_source(content), Profile())


def _moments(content: str, profile: Profile | None = None) -> list[Any]:
    return [row[0] or row[1] for row in _collect(content, profile).tables["journal"]]


def _iso(stamp: Any) -> str | None:
    return None if stamp != stamp or stamp is None else stamp.isoformat()


def golden(logs: hd.Logs) -> dict[str, Any]:
    """What a golden file holds, from logs."""
    return {
        "rows": int(logs.sources["rows"].sum()),
        "journal": [
            [
                _iso(r.time),
                r.day.date().isoformat(),
                r.title,
                r.text,
                list(r.tags),
                r.utc_offset if r.utc_offset == r.utc_offset else None,
            ]
            for r in logs.journal.itertuples()
        ],
        "activities": [[_iso(r.time), r.day.date().isoformat(), r.name, r.kind] for r in logs.activities.itertuples()],
        "rejected": [[int(r.line), r.column] for r in logs.rejected.itertuples()],
        "notes": logs.notes,
    }


@pytest.mark.parametrize(("path", "expected"), FIXTURES)
def test_reads_what_a_person_would_read(path: Path, expected: str) -> None:
    assert hd.identify(path) == "jrnl"
    wanted = json.loads((path.parent / f"{expected}.expected.json").read_text(encoding="utf-8"))
    assert golden(hd.read_logs(path)) == wanted


@pytest.mark.parametrize(("path", "expected"), FIXTURES)
def test_windows_line_ends_and_encodings_change_nothing(
    path: Path, expected: str, write: Callable[[str, str | bytes], Path]
) -> None:
    text = path.read_text(encoding="utf-8")
    plain = golden(hd.read_logs(path))
    for content in (text.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + text.encode()):
        assert golden(hd.read_logs(write(path.name, content))) == plain
    sixteen = golden(hd.read_logs(write(path.name, text.encode("utf-16"))))
    sixteen["notes"].remove("written as UTF-16, not UTF-8 as the program does")
    assert sixteen == plain


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

    def test_that_fit_both_orders_are_not_guessed(self) -> None:
        text = f"[03/04/2026 09:30] {CANARY}\n"
        with pytest.raises(AmbiguousFormatError) as caught:
            _collect(text)
        assert CANARY not in str(caught.value)
        profile = Profile(columns={"date": {"name": "date", "day_first": False}})
        assert _moments(text, profile) == [datetime(2026, 3, 4, 9, 30)]

    def test_offsets_are_kept_beside(self) -> None:
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

    @pytest.mark.parametrize("text", ["words", "", "{", "{}", '{"entries": 3}', "[]", '{"title": "a"}'])
    def test_no_journal_is_said_so(self, text: str) -> None:
        with pytest.raises(UnreadableFileError, match="not a jrnl journal"):
            _collect(text)


ENTRY = {"title": "t", "body": "b", "date": "2026-03-14", "time": "09:30", "tags": [], "starred": False}


_LINE = st.from_regex(r"[a-zäß@(-][a-zäß@ \[\]():-]{0,20}[a-zäß]", fullmatch=True).filter(
    lambda line: line[:2] not in ("am", "pm")
)
_ENTRY = st.tuples(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)), _LINE, st.lists(_LINE, min_size=1, max_size=4)
)


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

    def test_a_cut_short_file_gives_every_whole_entry(self) -> None:
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([path for path, _ in FIXTURES]), st.data())
def test_damage_raises_nothing_else(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.one_of(st.integers(0, 40), st.just(len(content))))
    pieces = st.sampled_from([b"[", b'"', b"]", b"\\", b"\n[2026-03-14 09:30] ", b"\n3/4/2026 9:30 am ", b",{"])
    broken = content[:start] + data.draw(st.binary(max_size=12) | pieces) + content[start + length :]
    _claims(broken)
    try:
        collector = _collect(broken)
    except HeartdataError as error:
        said = str(error)
    else:
        said = f"{collector.tables['rejected']}{collector.notes}"
        empty = sum(int(note.split()[0]) for note in collector.notes if note.endswith("no text"))
        rejected = sum(not column for _, _, column, _ in collector.tables["rejected"])
        assert collector.rows == len(collector.tables["journal"]) + rejected + empty
        collector.logs()
    assert not any(word in said for word in ("coffee", "brother"))


class TestDetection:
    @pytest.mark.parametrize(
        "text",
        [
            "# Notes\n\n[2026-03-14 09:30] met Anna\n",
            "words\n[2026-03-14 09:30] Title\n",
            "[2026-03-14](https://example.org)\n",
            "[1] a footnote\n",
            "[12.03.24, 18:22:10] Anna: hi\n[12.03.24, 18:22:40] Ben: hi\n",
            "[12.03.2024, 18:22:10] Anna: hi\nsecond line\n[12.03.2024, 18:22:40] Ben B: 10:30?\n",
            "[3/12/24, 6:22:10\u202fPM] Anna: hi\n[3/12/24, 6:22:40\u202fPM] Ben: hi\n",
            "[12/3/24 18:22:10] Anna: hi\n",
            "12.03.24, 18:22 - Anna: hi\n",
            '[2026-03-14 09:30:12] production.ERROR: Something {"a": 1}\n',
            "[2026-03-14 09:30] INFO started\n[2026-03-14 09:31] WARN slow\n",
            "2026-03-14 09:30:12,123 INFO started\n",
            "2026-03-14 09:30:12 INFO started\n",
            "[2026-03-14 09:30:12] <nick> hello\n",
            "2026-03-14 Opening balances\n    assets:cash  10\n",
            "2026-03-14 Call the plumber\n",
            "2026-03-14 09:30,7,8\n2026-03-15 09:30,7,8\n",
            "2026-03-14 09:30;a\n",
            "2026-03-14 09:30 7 8\n2026-03-15 09:30 7 8\n",
            "\tDate:\t1 January 2019 at 00:00:00 GMT\n\nwords\n",
            "full_date,date,time,mood,activities,note\n2026-01-01,a,10:00,good,,b\n",
            "[2026-13-45 09:30] Title\n",
            '{"metadata": {"version": "1.0"}, "entries": [{"creationDate": "2026-05-01T12:00:01Z", "text": "a"}]}',
            '{"metadata": {"version": "1.0"}, "entries": []}',
            '{"entries": [{"date": "2026-01-01", "mood": 3}]}',
            '{"entries": [{"title": "a", "body": "b", "date": "2026-01-01", "mood": 3}]}',
            '{"entries": []}',
            '{"title": "a", "body": "b"}',
            '{"id": "1", "date_journal": 1500000000000, "text": "<p>a</p>"}',
            '[{"title": "a", "body": "b", "date": "2026-01-01"}]',
            "",
            "\n\n",
        ],
    )
    def test_leaves_other_files_alone(self, text: str) -> None:
        assert not _claims(text)

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

    @pytest.mark.parametrize(
        "path",
        [p for p in sorted(DATA.glob("*/*")) if p.parent.name != "jrnl" and not p.name.endswith(".expected.json")],
    )
    def test_leaves_every_other_fixture_alone(self, path: Path) -> None:
        if path.is_file():
            assert not _claims(path.read_bytes())

    @given(st.text(max_size=200))
    def test_never_raises(self, text: str) -> None:
        _claims(text)
        _claims("[" + text)
        _claims('{"entries": [' + text)
