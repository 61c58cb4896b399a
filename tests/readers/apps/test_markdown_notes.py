from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.apps import markdown_meanings
from heartdata.readers.apps.markdown_notes import FORMAT
from heartdata.readers.collector import Collector
from heartdata.readers.parsing import blank_templates, filename_dates
from heartdata.readers.parsing import front_matter as _front_matter
from heartdata.readers.parsing.filename_dates import date_in_filename
from heartdata.readers.parsing.front_matter import front_matter
from tests.readers.helpers import claiming, lost, rows, source

PROFILE: dict[str, Any] = {
    "columns": {"date": "date", "mood": {"name": "mood", "min": 0, "max": 10}},
    "moods": {"😀": 5},
}


def collect(content: str | bytes, name: str = "2026-03-14.md", **profile: Any) -> Collector:
    collector = Collector(name, "markdown_notes", Profile(**profile))
    FORMAT.read(source(content, name), collector.profile, collector)
    return collector


def fields(*lines: str) -> dict[str, tuple[str, ...]]:
    return {field.key: field.values for field in front_matter(["---", *lines, "---"]).fields}


class TestNames:
    @pytest.mark.parametrize(
        "stem",
        [
            "2026-03-14", "2026-3-14", "2026_03_14", "2026.03.14", "20260314", "2026-03-14-Saturday", "14-03-2026",
            "2026-03-14 Saturday", "14.03.2026", "1-20260314", "20260314-1", "Jeffrey-20260314-Diary", "03-14-2026",
            "March 14th, 2026", "Saturday, March 14, 2026", "14. März 2026", "2026年3月14日", "Daily 2026-03-14",
        ],
    )  # fmt: skip
    def test_of_many_styles(self, stem: str) -> None:
        found = date_in_filename(stem)
        assert found is not None
        assert found.day == date(2026, 3, 14)

    @pytest.mark.parametrize(
        "stem",
        [
            "", "note", "2026", "2026-03", "2026-W11", "2026-13-14", "2026-02-30", "202603141230", "20269999",
            "2026-03-14_2026-03-20", "Q1 2026", "v1.2.2026.4", "12345678", "March 2026", "may", "a" * 500,
        ],
    )  # fmt: skip
    def test_without_one_day(self, stem: str) -> None:
        assert date_in_filename(stem) is None

    @pytest.mark.parametrize(
        ("stem", "when"),
        [
            ("2026-03-14 21.30", datetime(2026, 3, 14, 21, 30)),
            ("2026-03-14 2130", datetime(2026, 3, 14, 21, 30)),
            ("2026-03-14T21-30-05", datetime(2026, 3, 14, 21, 30)),
            ("2026-03-14 2024 plans", None),
            ("2026-03-14 99.30", None),
        ],
    )
    def test_with_a_time(self, stem: str, when: datetime | None) -> None:
        assert collect("words", f"{stem}.md").tables["journal"][0][0] == when

    def test_that_could_be_two_days_are_not_guessed(self) -> None:
        with pytest.raises(AmbiguousFormatError, match="day_first"):
            collect("words", "03-04-2026.md")
        profile = {"columns": {"date": {"name": "date", "day_first": True}}}
        assert collect("words", "03-04-2026.md", **profile).tables["journal"][0][1] == date(2026, 4, 3)
        assert collect("---\ndate: 2026-03-04\n---\nwords", "03-04-2026.md").tables["journal"][0][1] == date(2026, 3, 4)

    def test_folders_by_year_and_month(self) -> None:
        assert collect("words", "vault/2026/03/14.md").tables["journal"][0][1] == date(2026, 3, 14)

    def test_the_front_matter_dates_a_note_without_a_name(self) -> None:
        row = collect("---\ndate: 2026-03-14T21:30\n---\nwords", "on the lake.md").tables["journal"][0]
        assert row[:2] == (datetime(2026, 3, 14, 21, 30), date(2026, 3, 14))

    def test_a_late_clock_does_not_move_the_note_to_the_day_before(self) -> None:
        row = collect("---\ntime: 01:30\n---\nwords").tables["journal"][0]
        assert row[:2] == (datetime(2026, 3, 14, 1, 30), date(2026, 3, 14))

    def test_a_year_that_cannot_be_true_is_rejected(self) -> None:
        collector = collect("words", "0206-03-14.md")
        assert (collector.rows, len(lost(collector)), collector.tables["journal"]) == (1, 1, [])


class TestYaml:
    def test_values_stay_text(self) -> None:
        assert fields("a: 10:45", "b: no", "c: 2026-03-14", "d: 0o17", "e: 1_000", "f: .inf") == {
            "a": ("10:45",), "b": ("no",), "c": ("2026-03-14",), "d": ("0o17",), "e": ("1_000",), "f": (".inf",),
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("lines", "values"),
        [
            (["tags: [a, b]"], ("a", "b")), (["tags: ['a, b', \"c\"]"], ("a, b", "c")), (["tags: []"], ()),
            (["tags:", "  - a", "  - 'b'"], ("a", "b")), (["tags: a"], ("a",)), (["tags:"], ()), (["tags: null"], ()),
            (["tags: ~  # none"], ()), (['tags: "a # b"'], ("a # b",)), (["tags: #a #b"], ("#a #b",)),
            (["tags:", "- a", "- b"], ("a", "b")), (["tags: >-", "  a", "  b"], ("a b",)),
            (["tags: |", "  a", "  b: c"], ("a\nb: c",)), (["tags: a", "  b"], ("a b",)),
            (["tags: 'it''s'"], ("it's",)), (['tags: "\\u00e4\\n"'], ("ä",)), (['tags: "\\q"'], ("\\q",)),
        ],
    )  # fmt: skip
    def test_supported_subset(self, lines: list[str], values: tuple[str, ...]) -> None:
        assert fields(*lines) == {"tags": values}

    def test_nested_names_are_joined(self) -> None:
        assert fields("social:", "  anna:", "    how: call", "  ben: no", "mood: 3") == {
            "social.anna.how": ("call",),
            "social.ben": ("no",),
            "mood": ("3",),
        }

    def test_a_name_that_is_only_pushed_in_is_not_nested(self) -> None:
        assert fields("exercise: 45 minutes", " mood: 6", "a: 1") == {
            "exercise": ("45 minutes",),
            "mood": ("6",),
            "a": ("1",),
        }

    @pytest.mark.parametrize("text", ["---\nmood: 3\nwords", "----\nmood: 3\n---\nwords", " ---\nmood: 3\n---\nwords"])
    def test_invalid_front_matter_is_text(self, text: str) -> None:
        collector = collect(text, **PROFILE)
        assert collector.tables["ratings"] == []
        assert "mood: 3" in collector.tables["journal"][0][3]

    def test_empty_front_matter(self) -> None:
        assert collect("---\n---\nwords").tables["journal"][0][3] == "words"


class TestMoods:
    def mood(self, written: str, **profile: Any) -> list[tuple[Any, str]]:
        found = rows(collect(f"---\nmood: {written}\n---\n", **profile), "ratings")
        return [(row["value"], row["raw"]) for row in found]

    def test_a_number_needs_its_scale(self) -> None:
        assert self.mood("4") == [(None, "4")]
        assert self.mood("4", **PROFILE) == [(4.0, "4")]
        assert self.mood("0", **PROFILE) == [(0.0, "0")]
        five = {"columns": {"date": "date", "mood": {"name": "Mood", "min": 1, "max": 5}}}
        assert self.mood("4", **five) == [(7.5, "4")]
        assert self.mood("4/5", **five) == [(7.5, "4/5")]
        assert self.mood("4/10", **five) == [(None, "4/10")]
        assert "min = 0, max = 10" in collect("mood:: 4").notes[0]

    def test_numbers_outside_the_scale_are_rejected(self) -> None:
        collector = collect("---\nmood: 11\n---\nwords", **PROFILE)
        assert [r[1:3] for r in collector.tables["rejected"]] == [(2, "mood")]
        assert collector.tables["ratings"] == []
        assert len(collector.tables["journal"]) == 1

    def test_words_and_emoji(self) -> None:
        assert self.mood("😀", moods={"😀": 5}) == [(10.0, "😀")]
        assert self.mood("so-so") == [(None, "so-so")]
        assert collect("mood:: so-so").unknown_moods.names
        assert self.mood("[good, sad]", moods={"good": 4}) == [(7.5, "good"), (None, "sad")]

    def test_a_sentence_is_text(self) -> None:
        collector = collect("---\nmood: I do not know what to call this at all today\n---\n")
        assert collector.tables["ratings"] == []
        assert "what to call this" in collector.tables["journal"][0][3]

    @pytest.mark.parametrize(
        "line", ["mood:: 4", "- mood:: 4", "**mood**:: 4", "so [mood:: 4] it was", "so (mood::4) it was", "a #mood:4 b"]
    )
    def test_inline(self, line: str) -> None:
        collector = collect(f"# Title\n{line}\n", **PROFILE)
        assert [row[3] for row in collector.tables["ratings"]] == [4.0]
        assert "4" not in collector.tables["journal"][0][3]

    @pytest.mark.parametrize(
        "line", ["```\nmood:: 4\n```", "std::vector<int> mood", "mood: 4", "http://x.example/#mood:4"]
    )
    def test_lines_that_are_not_fields(self, line: str) -> None:
        collector = collect(f"{line}\n", **PROFILE)
        assert collector.tables["ratings"] == []
        assert collector.tables["journal"][0][3]

    def test_reversed_scale(self) -> None:
        profile = {"columns": {"date": "d", "calm": {"name": "stress", "min": 0, "max": 4, "higher": "worse"}}}
        assert rows(collect("stress:: 1", **profile), "ratings")[0]["value"] == 7.5


class TestSleep:
    @pytest.mark.parametrize(
        ("written", "wanted"),
        [
            ("10:11 pm/7:5 am", ("2026-03-13T22:11:00", "2026-03-14T07:05:00", None, 8.9)),
            ("22:11 - 07:05", ("2026-03-13T22:11:00", "2026-03-14T07:05:00", None, 8.9)),
            ("22:11–7:05", ("2026-03-13T22:11:00", "2026-03-14T07:05:00", None, 8.9)),
            ("0:30 to 8:00", ("2026-03-14T00:30:00", "2026-03-14T08:00:00", None, 7.5)),
            ("30 minutes", (None, None, 0.5, None)),
            ("7h 30m", (None, None, 7.5, None)),
            ("1 hours, 30 minutes", (None, None, 1.5, None)),
            ("7.5 hours", (None, None, 7.5, None)),
        ],
    )
    def test_unambiguous_values(self, written: str, wanted: tuple[Any, ...]) -> None:
        row = rows(collect(f"---\nsleep: {written}\n---\n"), "sleep")[0]
        assert (row["start"], row["end"], row["asleep_h"], row["in_bed_h"] and round(row["in_bed_h"], 4)) == wanted
        assert row["day"] == "2026-03-14"

    @pytest.mark.parametrize("written", ["7", "7:30"])
    def test_a_bare_number_is_asked_for(self, written: str) -> None:
        collector = collect(f"---\nsleep: {written}\n---\n")
        assert collector.tables["sleep"] == []
        assert "sleep_hours" in collector.notes[0]
        assert collector.tables["journal"][0][3] == f"sleep: {written}"
        stated = collect(f"---\nsleep: {written}\n---\n", columns={"date": "d", "sleep_hours": "sleep"})
        assert stated.tables["sleep"][0][3] in (7.0, 7.5)

    @pytest.mark.parametrize("key", ["sleep_hours", "sleep-hours", "Hours slept", "Sleep Duration", "hours-of-sleep"])
    @pytest.mark.parametrize("written", ["7.5", "7:30", "7h 30m"])
    def test_a_property_that_is_called_hours_needs_no_question(self, key: str, written: str) -> None:
        collector = collect(f"---\n{key}: {written}\n---\n")
        assert [r["asleep_h"] for r in rows(collector, "sleep")] == [7.5]
        assert (collector.notes, collector.tables["activities"]) == ([], [])

    @pytest.mark.parametrize(("again", "rejected"), [("7h", 0), ("6h", 1)])
    def test_night_under_two_names_counts_once(self, again: str, rejected: int) -> None:
        collector = collect(f"---\nsleep-hours: 7\nsleep: {again}\n---\n")
        assert [r["asleep_h"] for r in rows(collector, "sleep")] == [7.0]
        assert len(collector.tables["rejected"]) == rejected
        assert ("6h" in str(collector.tables["journal"])) is bool(rejected)

    def test_bedtime_and_waketime(self) -> None:
        columns = {"date": "d", "bedtime": "bed", "waketime": "up"}
        row = rows(collect("bed:: 23:00\nup:: 6:30", columns=columns), "sleep")[0]
        assert (row["start"], row["end"], row["in_bed_h"]) == ("2026-03-13T23:00:00", "2026-03-14T06:30:00", 7.5)

    def test_nonsense_is_rejected_and_kept_as_text(self) -> None:
        collector = collect("---\nsleep: 99 hours\n---\n", columns={"date": "d", "sleep_hours": "sleep"})
        assert collector.tables["sleep"] == []
        assert [r[2] for r in collector.tables["rejected"]] == ["sleep_hours"]


@pytest.mark.parametrize("key", ["sleep_quality", "sleep-quality", "Sleep quality"])
def test_hyphens_and_blanks_are_the_same_in_the_name_of_a_property(key: str) -> None:
    collector = collect(
        f"---\n{key}: 4\n---\n", columns={"date": "d", "sleep_quality": {"name": key, "min": 1, "max": 5}}
    )
    assert [(r["measure"], r["value"]) for r in rows(collector, "ratings")] == [("sleep_quality", 7.5)]
    asked = collect(f"---\n{key}: 4\n---\n")
    assert [(r["measure"], r["value"]) for r in rows(asked, "ratings")] == [("sleep_quality", None)]
    assert (len(asked.notes), asked.tables["activities"]) == (1, [])


class TestWords:
    def test_tags(self) -> None:
        collector = collect("---\ntags: walk, #sea\n---\n#Anna/trip a#b #1 `#x` #walk [[a#b]] # no\n")
        assert collector.tables["journal"][0][4] == ("walk", "sea", "Anna/trip")

    def test_things_done(self) -> None:
        text = "ran:: yes\nsmoked:: no\nkm:: 3,5\nread:: 1 h 30 min\ncoffee:: 0\nthanked:: [[Ben]] again\n"
        collector = collect(text)
        assert [(r[2], r[3]) for r in collector.tables["activities"]] == [("ran", None), ("km", 3.5), ("read", 90.0)]
        assert collector.tables["journal"][0][3] == "thanked:: Ben again"

    def test_contacts_by_the_profile(self) -> None:
        collector = collect("saw:: [[Ben]], Anna", columns={"date": "d", "contacts": "saw"})
        assert [(r[2], r[4]) for r in collector.tables["activities"]] == [("Ben", "contact"), ("Anna", "contact")]

    def test_an_empty_note_says_so(self) -> None:
        collector = collect("\n")
        assert (collector.rows, collector.empty.total()) == (1, 1)

    def test_queries_are_not_text_but_code_is(self) -> None:
        text = "a\n```dataview\nTABLE x\n```\nb\n```\nkept\n```\nc\n~~~tasks\nnot done\n"
        assert collect(text).tables["journal"][0][3] == "a\nb\n```\nkept\n```\nc"

    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def test_no_word_is_lost(self, text: str) -> None:
        letters = [c for c in f"alpha {text}" if c.isalpha()]
        collector = collect(f"alpha {text}".replace("&", " ").replace("<", " "))
        # A property without a value is a template's, so that there may be no text at all.
        words = [f"{row[2]} {row[3]}" for row in collector.tables["journal"]]
        found = f"{words} {collector.tables['activities']} {collector.tables['ratings']}"
        assert sum(c in found for c in letters) == len(letters) or "![" in text or "::" in text or "](" in text


class TestDetection:
    @pytest.mark.parametrize(
        ("text", "form"), [("[2026-03-14 09:30] Title\n", "jrnl"), ("\tDate:\t14 March 2026\n\nwords\n", "dayone")]
    )
    def test_leaves_journals_of_programs_to_them(self, text: str, form: str) -> None:
        assert claiming(text, "2026-03-14.md") == [form]

    def test_a_folder_is_read_as_one(self, write: Callable[[str, str | bytes], Path]) -> None:
        write("vault/daily/2026-03-14.md", "one\n")
        write("vault/daily/2026-03-15.md", "two\n")
        write("vault/Anna.md", "a person\n")
        logs = hd.read_logs(write("vault/README.md", "about").parent)
        assert list(logs.journal["text"]) == ["one", "two"]
        assert list(logs.rejected["source"]) == ["Anna.md"]


@settings(max_examples=500)
@given(
    st.text(st.sampled_from("aÄ1_ \t\u00a0\x0b:#-\"'[{|>"), max_size=14)
    | st.from_regex(r"a{95,105} ?: x", fullmatch=True)
)
def test_a_plain_property_is_read_as_the_pattern_reads_it(line: str) -> None:
    match = _front_matter._ENTRY.fullmatch(line)
    found = _front_matter._entry(line)
    assert (found is None) == (match is None)
    if match and found:
        bare = match["key"].strip().strip("\"'").strip()
        assert found == (len(match["indent"]), bare, (match["value"] or "").strip())


KEYS = ["mood", "Mood", "sleep", "sleep_hours", "bedtime", "waketime", "title", "tags", "saw", "ran", "date", "time"]
VALUES = [
    "", "4", "11", "good", "★★★☆☆", "7/10", "yes", "no", "7:30", "7h 30m", "22:15-6:40", "30", "3 km", "Ben, Anna",
    "[[Ben]]; Anna", "a b", '["a", "b c"]', "2026-03-14", "2026-03-14T21:30:00Z", "25:00", "words of a day", "x" * 99,
]  # fmt: skip
COLUMNS: dict[str, Any] = {
    "date": "date",
    "mood": {"name": "mood", "min": 0, "max": 10},
    "bedtime": {"name": "bedtime", "night": "begins"},
    "contacts": "saw",
}
PROPERTY = st.tuples(
    st.sampled_from(KEYS), st.sampled_from(VALUES), st.sampled_from(["{}: {}", "{}:: {}", "[{}:: {}]"])
)
NOTES = st.lists(st.lists(PROPERTY, max_size=5), min_size=2, max_size=8)


@pytest.mark.parametrize("columns", [{}, COLUMNS])
@settings(max_examples=40)
@given(NOTES)
def test_what_was_said_in_other_notes_changes_nothing(
    columns: dict[str, Any], notes: list[list[tuple[str, str, str]]]
) -> None:
    profile = Profile(columns=columns)

    def read(note: list[tuple[str, str, str]]) -> Any:
        top = [form.format(key, value) for key, value, form in note if form == "{}: {}"]
        below = [form.format(key, value) for key, value, form in note if form != "{}: {}"]
        text = "\n".join(["---", *top, "---", *below])
        collector = Collector("2026-03-14.md", "markdown_notes", profile)
        FORMAT.read(source(text, collector.source), profile, collector)
        return collector.tables, collector.notes, collector.empty, collector.unknown_moods

    together = [read(note) for note in notes]
    for note, found in zip(notes, together, strict=True):
        markdown_meanings._latest.clear()
        assert repr(read(note)) == repr(found)


@given(st.text(alphabet="#-*+ :：|_[]x1a\t", max_size=80))
def test_a_line_of_words_waits_for_nothing(line: str) -> None:
    assert not (blank_templates._WORDS.match(line) and blank_templates._UNFILLED.fullmatch(line))


@given(st.from_regex(filename_dates._YEAR_FIRST, fullmatch=True))
def test_a_name_that_is_a_date_holds_no_other(stem: str) -> None:
    found = [match for form in filename_dates._FORMS for match in form.finditer(stem)]
    assert [match[0] for match in found] == [stem]


def test_a_column_added_to_a_profile_counts_from_then_on() -> None:
    profile, collectors = Profile(), [Collector("2026-03-14.md", "markdown_notes", Profile()) for _ in range(2)]
    for collector in collectors:
        FORMAT.read(source("---\nSleep well: 8\n---\n", collector.source), profile, collector)
        columns = Profile(
            columns={"date": "date", "sleep_quality": {"name": "Sleep well", "min": 0, "max": 10}}
        ).columns
        cast(dict[str, Any], profile.columns).update(columns)
    first, second = (rows(collector, "ratings") for collector in collectors)
    assert first == []
    assert [(row["measure"], row["value"]) for row in second] == [("sleep_quality", 8.0)]
