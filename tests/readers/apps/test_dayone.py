from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.apps.dayone import FORMAT
from heartdata.readers.apps.dayone_text import parse_stamp
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source
from heartdata.readers.parsing.json_entries import decode_json, outline, read_entries
from heartdata.readers.parsing.markdown import split_rich_text, split_title
from tests.readers.helpers import collect_with, source

CANARY = "zaunkoenig"
_LEAVES = st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("2026-05-01T12:00:01Z")
_NAMES = st.sampled_from(["text", "tags", "uuid", "creationDate", "timeZone", "richText", "isAllDay", "contents"])


def _source(content: str | bytes) -> Source:
    return source(content, "journal")


def _collect(content: str | bytes, profile: Profile | None = None) -> Collector:
    return collect_with(FORMAT, content, "journal", profile or Profile())


def _journal(*entries: dict[str, Any] | str) -> str:
    inside = ",".join(e if isinstance(e, str) else json.dumps(e) for e in entries)
    return f'{{"metadata": {{"version": "1.0"}}, "entries": [{inside}]}}'


def _one(profile: Profile | None = None, **entry: Any) -> tuple[Any, ...]:
    entry = {"creationDate": "2026-05-01T12:00:01Z", "timeZone": "UTC", "text": "words", **entry}
    return _collect(_journal(entry), profile).tables["journal"][0]


def test_reads_every_journal_of_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("Journal.json", _journal({"creationDate": "2026-05-01T12:00:01Z", "text": "one"}))
        archive.writestr("Second.json", _journal({"creationDate": "2026-05-02T12:00:01Z", "text": "two"}))
        archive.writestr("Empty.json", _journal())
        archive.writestr("photos/0a.jpeg", b"\xff\xd8\xff")
    logs = hd.read_logs(tmp_path / "export.zip")
    assert list(logs.journal["text"]) == ["one", "two"]
    assert len(logs.sources) == 3
    assert logs.rejected.empty


class TestDay:
    def test_is_the_one_of_the_entrys_zone(self) -> None:
        row = _one(creationDate="2026-04-16T23:30:00Z", timeZone="Europe/Dublin")
        assert row[:2] == (datetime(2026, 4, 17, 0, 30), date(2026, 4, 16))
        assert row[5] == 60

    def test_of_an_all_day_entry_is_local(self) -> None:
        row = _one(creationDate="2026-04-16T23:00:00Z", timeZone="Europe/Dublin", isAllDay=True)
        assert row[:2] == (None, date(2026, 4, 17))

    def test_of_an_entry_at_midnight_to_the_second_is_not_the_one_before(self) -> None:
        assert _one(creationDate="2026-01-01T00:00:00-08:00", timeZone=None)[:2] == (None, date(2026, 1, 1))
        assert _one(creationDate="2026-01-01T00:00:07-08:00", timeZone=None)[1] == date(2025, 12, 31)

    @given(
        st.datetimes(datetime(1971, 1, 1), datetime(2026, 11, 29)).map(lambda when: when.replace(microsecond=0)),
        st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]),
    )
    def test_time_is_the_one_on_the_wall(self, utc: datetime, zone: str) -> None:
        wall = utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        row = _one(creationDate=f"{utc.isoformat()}Z", timeZone=zone)
        if wall.time() == time(0, 0):
            assert row[:2] == (None, wall.date())
        else:
            assert row[0] == wall.replace(tzinfo=None)
            assert row[1] == wall.date() - timedelta(days=wall.hour < 4)
            assert timedelta(minutes=row[5]) == wall.utcoffset()

    @pytest.mark.parametrize("zone", ["GMT+0530", "UTC+5:30", "+05:30", "Asia/Kolkata", "Asia\\/Kolkata"])
    def test_zone_may_be_written_in_several_ways(self, zone: str) -> None:
        assert _one(timeZone=zone)[0] == datetime(2026, 5, 1, 17, 30, 1)

    @pytest.mark.parametrize("zone", [None, "", "Nowhere/Land", "../../etc", "Europe", "\0", "x" * 5000, 7, ["UTC"]])
    def test_unknown_zone_falls_back_to_the_profile_then_utc(self, zone: Any) -> None:
        assert _one(Profile(time_zone="Europe/Berlin"), timeZone=zone)[0] == datetime(2026, 5, 1, 14, 0, 1)
        collector = _collect(_journal({"creationDate": "2026-05-01T12:00:01Z", "timeZone": zone, "text": "x"}))
        assert collector.tables["journal"][0][0] == datetime(2026, 5, 1, 12, 0, 1)
        assert len(collector.notes) == 1
        assert "1 entry has no time zone" in collector.notes[0]

    def test_offset_of_the_stamp_comes_before_the_profile(self) -> None:
        row = _one(Profile(time_zone="Europe/Berlin"), creationDate="2026-05-01T12:00:01-08:00", timeZone=None)
        assert (row[0], row[5]) == (datetime(2026, 5, 1, 12, 0, 1), -480)

    @pytest.mark.parametrize("stamp", ["soon", "", None, 7, [], "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", CANARY])
    def test_that_cannot_be_read_rejects_one_entry(self, stamp: Any) -> None:
        good = {"creationDate": "2026-05-01T12:00:01Z", "timeZone": "Asia/Tokyo", "text": "good"}
        collector = _collect(_journal(good, {**good, "creationDate": stamp, "text": CANARY}, good))
        assert (collector.rows, len(collector.tables["journal"])) == (3, 2)
        assert [row[1] for row in collector.tables["rejected"]] == [2]
        assert CANARY not in str(collector.tables["rejected"])

    def test_that_is_too_early_only_locally_is_rejected(self) -> None:
        collector = _collect(
            _journal({"creationDate": "1970-01-01T00:00:05Z", "timeZone": "America/Chicago", "text": "x"})
        )
        assert (collector.rows, len(collector.tables["rejected"])) == (1, 1)


class TestText:
    @pytest.mark.parametrize(
        ("markdown", "title", "text"),
        [
            ("# A\n\nb", "A", "b"),
            ("### A ##\nb", "A", "b"),
            ("# C#\nb", "C#", "b"),
            ("b\n# A", "", "b\n# A"),
            ("\\# no heading", "", "# no heading"),
            ("#tag first", "", "#tag first"),
            ("![](dayone-moment://AB)\n# A\nb", "A", "b"),
            ("x ![our cat](dayone-moment:/video/AB) y", "", "x our cat y"),
            ("see [that day](dayone://view?entryId=1)", "", "see that day"),
            ("1\\. one\\!\n\\- two \\*kept\\*", "", "1. one!\n- two *kept*"),
            ("a\n\n![](dayone-moment:/pdfAttachment/AB)\n\nb", "", "a\n\nb"),
            ("![](https://example.org/a.png)", "", "![](https://example.org/a.png)"),
            ("# ", "", ""),
        ],
    )
    def test_of_markdown(self, markdown: str, title: str, text: str) -> None:
        assert split_title(markdown) == (title, text)

    @pytest.mark.slow
    @given(st.lists(st.from_regex(r"[a-zäß]{1,8}", fullmatch=True), min_size=1, max_size=20), st.data())
    def test_loses_no_word(self, names: list[str], data: st.DataObject) -> None:
        glue = st.sampled_from(
            [" ", "\n", "\n\n# ", " \\- ", "\n![](dayone-moment://AB)\n", "\r\n", " [", "] ", "\\. "]
        )
        markdown = "".join(data.draw(glue) + name for name in names)
        shown = " ".join(split_title(markdown))
        left = iter(shown.translate({ord(c): " " for c in "[].#-"}).split())
        assert all(name in left for name in names)

    def test_of_rich_text_where_text_is_missing(self) -> None:
        rich = json.dumps({"contents": [{"text": "one\n"}, {"text": "two"}]})
        assert _one(text=None, richText=rich)[2:4] == ("", "one\ntwo")
        assert _one(text="", richText=json.loads(rich))[3] == "one\ntwo"
        assert _one(richText=rich)[3] == "words"

    def test_of_rich_text_with_nodes(self) -> None:
        nodes = {
            "nodes": [{"type": "p", "children": [{"text": "one "}, {"text": "two"}]}, {"children": [{"text": "three"}]}]
        }
        assert split_rich_text(json.dumps(nodes)) == ("", "one two\nthree")

    @pytest.mark.parametrize("rich", [None, "", "{", "[]", "7", '{"contents": 3}', "[" * 100_000, 7, {"text": []}])
    def test_of_damaged_rich_text_is_empty(self, rich: Any) -> None:
        assert split_rich_text(rich) == ("", "")

    def test_that_is_missing_is_counted_and_noted(self) -> None:
        stamp = {"creationDate": "2026-05-01T12:00:01Z", "timeZone": "UTC"}
        collector = _collect(_journal(stamp, {**stamp, "photos": [{}]}, {**stamp, "tags": ["yoga"]}))
        assert (collector.rows, len(collector.tables["journal"])) == (3, 1)
        assert collector.tables["activities"][0][2:5] == ("yoga", None, "practice")
        assert collector.empty == {"entries without text": 2}


def test_tags_may_be_anything() -> None:
    for tags, read in (("walk", ("walk",)), (None, ()), ([1, None, " a ", "a", ""], ("a",)), ({"x": 1}, ())):
        assert _one(tags=tags)[4] == read


def test_an_edited_entry_with_the_same_id_is_kept_too() -> None:
    entry = {"uuid": "A", "creationDate": "2026-05-01T12:00:01Z", "timeZone": "UTC", "text": "one"}
    collector = _collect(_journal(entry, entry, {**entry, "text": "two"}))
    assert [row[3] for row in collector.tables["journal"]] == ["one", "two"]
    assert collector.rows == 2


GOOD = {"creationDate": "2026-05-01T12:00:01Z", "timeZone": "UTC", "text": "good", "photos": [{"a": 1}, {"b": 2}]}


class TestDamage:
    def test_truncated_file_gives_every_complete_entry(self) -> None:
        text = _journal(GOOD, GOOD, GOOD)
        collector = _collect(text[: text.rindex("good") + 2])
        assert len(collector.tables["journal"]) == 2
        assert [row[1] for row in collector.tables["rejected"]] == [3]
        assert "cut short" in collector.notes[0]

    @pytest.mark.parametrize(
        "bad",
        [
            '{"text": "x" "y"}',
            "{",
            '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
            '{"a": "unclosed}',
            "nonsense",
            "nul",
        ],
    )
    def test_one_bad_entry_leaves_the_others(self, bad: str) -> None:
        collector = _collect(_journal(GOOD, bad, GOOD))
        assert len(collector.tables["journal"]) == 2
        assert [row[1] for row in collector.tables["rejected"]] == [2]

    @pytest.mark.parametrize(
        "field",
        [
            '"duration": 1' + "0" * 5000, '"duration": 1e999',
            '"duration": NaN', '"duration": -Infinity', '"text": "\\ud83d"',
            '"text": "a\tb\nc"', '"creationDate": "x", "creationDate": "2026-05-01T12:00:01Z"', '"text": "\\u0000"',
        ],
    )  # fmt: skip
    def test_odd_json_is_read(self, field: str, write: Callable[[str, str | bytes], Path], tmp_path: Path) -> None:
        entry = '{"creationDate": "2026-05-01T12:00:01Z", "timeZone": "UTC", "tags": ["a\\udc00"], ' + field + "}"
        logs = hd.read_logs(write("j.json", _journal(entry)))
        assert len(logs.journal) == 1
        assert logs.rejected.empty
        logs.save(tmp_path / "saved")
        str(logs.journal.to_dict()).encode()

    @given(
        st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4))
    )
    def test_entries_of_any_shape_are_read_or_rejected(self, entry: Any) -> None:
        text = _journal(entry if isinstance(entry, dict) else json.dumps(entry))
        collector = _collect(text)
        assert collector.rows == 1


class TestPlainText:
    @pytest.mark.parametrize(
        ("written", "day", "clock", "offset"),
        [
            ("January 1, 2019 at 7:05:09 AM PST", date(2019, 1, 1), time(7, 5, 9), None),
            ("Tuesday, January 1, 2019 at 12:05:00\u202fAM GMT-8", date(2019, 1, 1), time(0, 5), -480),
            ("1 January 2019 at 19:05:09 UTC+05:30", date(2019, 1, 1), time(19, 5, 9), 330),
            ("1 January 2019 at 19:05:09 UTC", date(2019, 1, 1), time(19, 5, 9), 0),
            ("1. März 2019 um 19:05:09 MEZ", date(2019, 3, 1), time(19, 5, 9), None),
            ("1. Ma\u0308rz 2019 um 19:05", date(2019, 3, 1), time(19, 5), None),
            ("Freitag, 1. März 2019 um 19:05 Uhr", date(2019, 3, 1), time(19, 5), None),
            ("1 de enero de 2019, 7:05:09 p. m. CET", date(2019, 1, 1), time(19, 5, 9), None),
            ("1 de enero de 2019 a las 19:05", date(2019, 1, 1), time(19, 5), None),
            ("1er février 2019 à 19:05:09 UTC+1", date(2019, 2, 1), time(19, 5, 9), 60),
            ("1 gennaio 2019 alle ore 19:05", date(2019, 1, 1), time(19, 5), None),
            ("1 de março de 2019 às 19:05", date(2019, 3, 1), time(19, 5), None),
            ("1 maart 2019 om 19:05", date(2019, 3, 1), time(19, 5), None),
            ("1 January 2019", date(2019, 1, 1), None, None),
            ("1 January 2019 at 19:05 GMT+99", date(2019, 1, 1), time(19, 5), None),
            ("1 January 2019 GMT+05:30", date(2019, 1, 1), None, 330),
            ("2019-01-02 19:05", date(2019, 1, 2), time(19, 5), None),
        ],
    )
    def test_dates_of_many_languages(self, written: str, day: date, clock: time | None, offset: float | None) -> None:
        assert parse_stamp(written) == (day, clock, offset, False)

    @pytest.mark.parametrize(
        "written", ["", "soon", "31 February 2019", "3/4/2019", "1 Blah 2019", "a" * 100_000 + " 2019"]
    )
    def test_dates_that_cannot_be_read(self, written: str) -> None:
        assert parse_stamp(written) is None

    def test_text_before_the_first_date_is_rejected(self) -> None:
        collector = _collect(f"{CANARY}\n\tDate:\t1 January 2019\n\nwords\n")
        assert (collector.rows, len(collector.tables["journal"])) == (2, 1)
        assert collector.tables["rejected"][0][1] == 1
        assert CANARY not in str(collector.tables["rejected"])


class TestDetection:
    def test_knows_a_file_by_its_beginning(self) -> None:
        long = {
            "uuid": "A",
            "timeZone": "UTC",
            "richText": '{"a": "' + '\\"' * 60_000,
            "creationDate": "2026-05-01T12:00:01Z",
        }
        for text in (_journal(long, long), _journal(), '{"entries": [{"creationDate": "2026-05-01T12:00:01Z"}]}'):
            assert FORMAT.claims(_source(text), Profile())
            assert [f.name for f in FORMATS if f.claims(_source(text), Profile())] == ["dayone"]


def test_outline_distinguishes_lists_from_objects() -> None:
    assert outline('{"entries": {"a": {"b": 1}}}').start is None
    assert outline('{"entries": [ ]').empty
    assert read_entries("{", None, frozenset()) is None


def test_messages_do_not_hold_what_was_written() -> None:
    entry = {"creationDate": CANARY, "timeZone": CANARY, "text": CANARY, "uuid": CANARY, "tags": [CANARY]}
    texts = (_journal(entry, f'"{CANARY}"'), _journal(entry)[:-20], f"\tDate:\t{CANARY} 2019\n{CANARY}\n")
    for text in texts:
        collector = _collect(text)
        assert collector.tables["rejected"]
        assert CANARY not in f"{collector.tables['rejected']}{collector.notes}"


@given(st.lists(st.integers(-(10**19), 10**19) | st.integers(0, 20).map(lambda n: -(10**n)) | st.floats(-1e20, 1e20)))
def test_numbers_beyond_18_signs_are_none(numbers: list[float]) -> None:
    expected = [n if isinstance(n, float) or len(str(n)) <= 18 else None for n in numbers]
    assert decode_json(json.dumps(numbers)) == expected
