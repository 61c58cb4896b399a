import html
import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.charts import plot_course, plot_practices, plot_week
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.report.sentences import sign_basis
from heartdata.report.sharing import for_sharing
from heartdata.report.weekly import WeeklyReport, weekly_report
from heartdata.review.build import review_week
from heartdata.review.help_lines import HELP, LATER
from heartdata.review.notices import NOT_A_DEVICE, STOP, headline
from heartdata.signs.sentences import sign_sentence
from tests.made_logs import MONDAY, moods, names_in, night, nights
from tests.made_reviews import PRIVATE, bare, full

SECTIONS = ["way", "week", "idea", "trial", "signs", "helps", "months", "sure", "help", "stop"]
VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=y>&amp;\"'`|*_[x](http://y)"


class Page(HTMLParser):
    """What matters of a page: elements, ids, headings, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.addresses: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = {k: v or "" for k, v in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.headings += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []
        for name in ("src", "href", "xlink:href", "srcset", "data", "action", "poster"):
            if name in given:
                self.addresses.append((tag, name, given[name]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)


@pytest.fixture(scope="module")
def whole() -> WeeklyReport:
    return weekly_report(full())


def text_of(report: WeeklyReport) -> str:
    return " ".join(" ".join(Page(report.html).words).split())


def test_page_is_complete_and_in_order(whole: WeeklyReport) -> None:
    page = Page(whole.html)
    assert page.open == []
    assert whole.html.startswith('<!doctype html>\n<html lang="en">')
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert max(np.diff(page.headings)) <= 1
    assert [name for name in page.ids if name in SECTIONS] == SECTIONS
    assert [name for name, n in Counter(page.ids).items() if n > 1] == []


def test_page_loads_nothing(whole: WeeklyReport) -> None:
    page = Page(whole.html)
    outside = [(tag, name, value) for tag, name, value in page.addresses if not value.startswith("#")]
    assert {(tag, name) for tag, name, _ in outside} == {("a", "href")}
    assert page.tags["a"] == whole.html.count('rel="noreferrer noopener external"')
    assert not {"script", "link", "iframe", "img", "object", "embed", "form"} & set(page.tags)
    assert "default-src 'none'" in whole.html
    assert not re.search(r"@import|url\((?!#)", whole.html)


def test_every_panel_has_words_and_numbers(whole: WeeklyReport) -> None:
    panels = [panel for section in whole.sections for panel in section.panels]
    drawn = re.findall(r'<svg [^>]*role="img" aria-label="([^"]+)"', whole.html)
    # A wide panel has a second drawing for phones.
    assert len(drawn) == Page(whole.html).tags["svg"] == len(panels) + sum(panel.wide for panel in panels)
    assert all(len(html.unescape(alt)) > 40 for alt in drawn)
    more = [table for section in whole.sections for table in section.more]
    assert whole.html.count("<details>") == whole.html.count("<table") == len(panels) + len(more)


def test_marks_have_tooltips_without_scripts(whole: WeeklyReport) -> None:
    said = [html.unescape(text) for text in re.findall(r"<title>([^<]*)</title>", whole.html)][1:]
    review = whole.review
    moods = review.journey["mood"]
    # A dot on the way, a square of the calendar, and this week's day: each rated day once in each.
    for day in moods.dropna().index[-7:]:
        words = f"{day:%a} {day.day} {day:%b} {day.year}: {moods[day]:.1f}"
        assert said.count(words) == 2 + (day.date() >= review.first_day), words
    assert sum(text.endswith("no rating") for text in said) == moods.isna().sum()
    assert "tango, week of 4 May: 3 days" in said
    assert "tango" not in weekly_report(full(), for_sharing=True).html


def test_what_was_done_and_the_plan_of_a_trial_are_shown(whole: WeeklyReport) -> None:
    panels = {panel.name: panel for section in whole.sections for panel in section.panels}
    assert panels["done"].table.header == ("Week of", "tango")
    # On every third day from 2 March: 4, 7 and 10 May.
    assert panels["done"].table.rows[-1] == ("4 May", "3")
    assert panels["plan"].table.rows == (("4 May to 24 May", "with", "2"), ("25 May to 14 Jun", "without", "–"))


def test_a_shared_report_shows_when_but_not_what_is_tried() -> None:
    shared = weekly_report(full(), for_sharing=True)
    panels = {panel.name: panel for section in shared.sections for panel in section.panels}
    assert "plan" in panels
    assert "done" not in panels
    assert "tango" not in shared.html + shared.markdown
    assert shared.review.effects.empty


def test_effects_are_computed_from_the_logs() -> None:
    logs = hd.simulate_logs(seed=2, effects={"evening walk": 0.9})
    review = review_week(logs)
    found = hd.practice_effects(logs, on=review.last_day)
    assert review.effects.equals(found)
    (wording,) = found.loc[found["finding"] == 1, "wording"]
    assert wording in text_of(weekly_report(review))


def test_drawings_follow_the_page(whole: WeeklyReport) -> None:
    drawn = "".join(re.findall(r"<svg.*?</svg>", whole.html, re.DOTALL))
    assert not re.search(r"#[0-9a-fA-F]{6}\b", drawn)
    for name in set(re.findall(r"var\((--chart-[a-z]+)\)", drawn)):
        assert f"{name}:" in whole.html
    ids = set(re.findall(r'\bid="([^"]+)"', drawn))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn)) <= ids


def test_known_values_are_shown(whole: WeeklyReport) -> None:
    said = text_of(whole)
    for line in ("Tiredness : there for four weeks or longer", "based on fatigue rating",
                 "since 6 April 2026", "tango goes with mood 1.1 of 10 higher", "Would a weighted mask be worth a try?",
                 "Why: mood has held level for six weeks.", "Not for you? Leave it.",
                 "You are trying tango from 4 May 2026 to 14 June 2026.", "You could call Sam next door (0123).",
                 "A note on secretword", STOP, NOT_A_DEVICE):  # fmt: skip
        assert line in said, line
    assert "weeks level" not in said  # a name for programs
    assert said.index("Sam next door") < said.index("our local emergency number")


def test_unknown_values_are_worded_kindly() -> None:
    empty = bare(practices=[], support={}, effects_of=None)
    said = text_of(weekly_report(empty))
    assert "Too early to compare anything" in said
    # A card without anything in it is left out.
    shown = [section.name for section in weekly_report(empty).sections]
    assert shown == ["way", "week", "helps", "months", "sure", "help", "stop"]
    for line in ("No suggestion", "No trial", "Not assessed"):
        assert line not in said, line
    assert "None" not in said
    assert "nan" not in said
    assert "You could call" not in said


@pytest.mark.parametrize("shared", [False, True])
def test_in_hard_weeks_help_is_the_first_thing_to_read(shared: bool) -> None:
    review = full(help_first=True)
    report = weekly_report(review, for_sharing=shared)
    assert report.sections[0].name == "help"
    assert [section.name for section in report.sections].count("help") == 1
    for text in (text_of(report), report.markdown.replace("\\", "")):
        beginning = text.index(headline(review))
        assert text.index(HELP.partition(": ")[2][1:30]) < beginning
        assert ("You could call Sam next door" in text[:beginning]) is not shared
    assert report.pdf.startswith(b"%PDF")
    page = Page(report.html)
    assert (page.open, page.headings[0], max(np.diff(page.headings))) == ([], 1, 1)


def test_in_the_first_days_the_report_is_a_few_warm_words() -> None:
    report = weekly_report(full(first_days=True, loss_kind="pet", help_first=True))
    assert [section.name for section in report.sections] == ["help", "later", "stop"]
    page = Page(report.html)
    assert (page.tags["svg"], page.tags["table"], page.open) == (0, 0, [])
    said = (
        text_of(report).replace(report.review.title, "").replace("0123", "").replace(f"heartdata {hd.__version__}", "")
    )
    assert said.index("I'm so sorry") < said.index("You could call Sam next door") < said.index(LATER)
    assert not re.search(r"[\d?]|mood|entry|usual", said)
    assert report.markdown.count("I'm so sorry") == 1
    assert report.pdf.startswith(b"%PDF")


def test_a_shared_report_does_not_show_who_is_unsafe_how_old_or_what_was_lost() -> None:
    private = {"unsafe": True, "age": "teen", "loss_kind": "death"}
    for changes in (private, {**private, "help_first": True}, {**private, "first_days": True}):
        shared = weekly_report(full(**changes), for_sharing=True)
        plain = {name: value for name, value in changes.items() if name not in private}
        assert shared.html == weekly_report(full(**plain), for_sharing=True).html
        assert "domestic" in weekly_report(full(**changes)).html


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_words_are_kind(whole: WeeklyReport, kind: str) -> None:
    said = getattr(whole, kind).casefold()
    for word in ("fail", "relapse", "should", "streak", "depress", "disorder", "normal for", "suicid"):
        assert word not in said, word


def test_sharing_leaves_out_the_person_s_own_words() -> None:
    open_, closed = weekly_report(full()), weekly_report(full(), for_sharing=True)
    for private in PRIVATE:
        assert private in open_.html, private
        for kind in (re.sub(r' d="[^"]*"', "", closed.html), closed.markdown):  # a line's coordinates are no words
            assert private not in kind, private
    assert "Made for sharing" in closed.html
    assert "Tiredness" in closed.html
    assert "Replaying painful memories" not in closed.html
    assert text_of(closed).count("anniversary")


def test_sharing_leaves_out_names_of_moods_and_of_marked_days_in_every_picture() -> None:
    ratings = full().ratings.assign(raw="numb without her")
    marked = [{"day": full().first_day, "label": "the lake", "kind": "other"}]
    review = full(ratings=ratings, marked=marked, with_better_days=["tango"])
    shared = for_sharing(review)
    for plot in (plot_week, plot_course, plot_practices):
        drawn = " ".join(text.get_text() for text in plot(shared).texts)
        assert not re.search("numb|lake|tango", drawn)
    assert "numb" in " ".join(text.get_text() for text in plot_week(review).texts)
    assert not re.search(r"\bnumb\b|lake|tango", weekly_report(review, for_sharing=True).html)


def test_sharing_keeps_the_numbers() -> None:
    shared = for_sharing(full())
    assert shared.mood == full().mood
    assert shared.coverage == full().coverage
    assert not any(word in json.dumps(shared.to_dict()) for word in PRIVATE)
    assert not [c for c in shared.daily if str(c).startswith("journal")]


def test_a_pdf_for_sharing_holds_no_label() -> None:
    made, open_ = weekly_report(full(), for_sharing=True), weekly_report(full())
    assert len(made.pdf) < len(open_.pdf)
    drawn = " ".join(str(section) for section in made.sections)
    assert not any(word in drawn for word in PRIVATE)


@pytest.mark.slow
@pytest.mark.parametrize("label", [HOSTILE, "אבא של 🙂 " * 5, "x" * 400, "\ud83d", "\x00\x1b[31m"])
def test_labels_are_escaped(label: str) -> None:
    events = [{**event, "label": label} for event in full().events]
    practices = [{"name": label, "kind": "practice", "days": 3}]
    report = weekly_report(full(events=events, practices=practices, support={"name": label, "contact": label}))
    page = Page(report.html)
    assert page.open == []
    assert not {"script", "img"} & set(page.tags)
    assert "onerror=y&gt;" in report.html or label != HOSTILE
    assert "<script" not in report.markdown.replace("\\<script", "")
    assert report.pdf.startswith(b"%PDF")


@pytest.mark.parametrize(
    "logs",
    [
        moods([5.0]), moods([5.0, None, 5.0]), moods([5.0] * 8 + [None] * 350 + [5.0] * 8),
        nights(night(None, None, MONDAY, asleep_h=7.0)),
    ],
    ids=["one entry", "two entries", "a year of gaps", "one night"],
)  # fmt: skip
def test_little_data_is_enough_for_a_report(logs: hd.Logs, tmp_path: Path) -> None:
    report = weekly_report(review_week(logs))
    assert Page(report.html).open == []
    assert "nan" not in text_of(report)
    for kind in ("html", "pdf", "md"):
        assert report.save(tmp_path / f"week.{kind}").stat().st_size > 500


def test_changes_since_last_week_and_over_four_weeks() -> None:
    logs = moods([2.0, 3.0, 2.0, 3.0, 2.0, 3.0, 2.0] * 6 + [8.0, 9.0, 8.0, 9.0, 8.0, 9.0, 8.0])
    rows = {row[0]: row for row in _changes(weekly_report(review_week(logs)))}
    assert rows["Mood [0-10]"][1:] == ("8.4", "2.4", "2.4", "higher than both")
    assert rows["Days with an entry"][1:4] == ("7 of 7", "7 of 7", "7 of 7")


def test_no_changes_in_the_first_week() -> None:
    rows = {row[0]: row for row in _changes(weekly_report(review_week(moods([5.0] * 7))))}
    assert rows["Mood [0-10]"][1:] == ("5.0", "–", "–", "too early to say")
    assert rows["Days with an entry"][1:4] == ("7 of 7", "0 of 7", "–")


def _changes(report: WeeklyReport) -> tuple[tuple[str, ...], ...]:
    (section,) = [s for s in report.sections if s.name == "week"]
    return section.more[0].rows


def test_a_question_is_asked_where_there_is_an_early_notice() -> None:
    question = "It may be holding level: does that fit how it feels to you?"
    progress = {**bare().progress, "question": question, "state": "unclear"}
    for text in (weekly_report(bare(progress=progress)).html, weekly_report(bare(progress=progress)).markdown):
        assert question in text


def test_headline_is_the_state_if_there_is_one() -> None:
    progress = {**bare().progress, "state": "stuck"}
    assert "ot much change" in text_of(weekly_report(bare(progress=progress)))


def test_the_same_week_gives_the_same_report() -> None:
    one, other = weekly_report(full()), weekly_report(full())
    assert one.html == other.html
    assert one.markdown == other.markdown
    assert one.pdf == other.pdf


def test_markdown_holds_tables_and_every_section(whole: WeeklyReport) -> None:
    lines = whole.markdown.splitlines()
    assert lines[0].startswith("# Week ")
    assert len([line for line in lines if line.startswith("## ")]) == len(SECTIONS)
    for table in re.findall(r"(?:^\|.*\n)+", whole.markdown, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    assert HELP.split(":")[0] in whole.markdown


def test_saving(whole: WeeklyReport, tmp_path: Path) -> None:
    for name, magic in (("a.html", b"<!doctype"), ("b.PDF", b"%PDF"), ("new/c.md", b"# Week")):
        written = whole.save(tmp_path / name)
        assert written.read_bytes().startswith(magic)
    with pytest.raises(HeartdataError, match=r"must end in \.html, \.pdf or \.md"):
        whole.save(tmp_path / "d.docx")
    with pytest.raises(UnreadableFileError, match="cannot be written"):
        whole.save(tmp_path / "a.html" / "e.html")
    assert names_in(tmp_path) == ["a.html", "b.PDF", "new"]


def test_notebook_displays_it_in_an_iframe(whole: WeeklyReport) -> None:
    shown = whole._repr_html_()
    assert str(whole) == whole.html
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', shown)[1]) == whole.html  # type: ignore[index]
    assert "sandbox" in shown
    assert repr(whole) == f"WeeklyReport({whole.review.week})"
    assert repr(weekly_report(full(), for_sharing=True)).endswith(", for sharing)")


def test_on_a_phone_each_number_of_a_table_has_its_name(whole: WeeklyReport) -> None:
    rows = [
        row for part in whole.html.split('<table class="words')[1:] for row in part.split("</table>")[0].split("<tr>")
    ]
    cells = [(re.findall(r'<td data-name="([^"]+)"', row), row.count("<td>")) for row in rows if "<td data-name" in row]
    assert {tuple(named): plain for named, plain in cells} == {
        ("This week", "Week before", "4 weeks ago"): 1,  # in words
        ("Mood [0-10]", "Likely range", "Days with", "Days without"): 0,
    }


def test_a_measure_of_ones_own_is_among_the_numbers_and_never_shared() -> None:
    days = pd.date_range("2026-03-02", periods=42)
    table = pd.DataFrame({"when": days, "Mood": [4, 5, 6, 5, 4, 6] * 7, "Gin": [3, 4, 4, 5, 3, 4] * 7})
    logs = hd.Logs.from_frame(table, mood="Mood", gin="Gin", scale=(0, 10), higher={"gin": "worse"})
    review = hd.review_week(logs)
    assert "Gin [0-10, 10 is hardest]" in hd.weekly_report(review).html
    assert "Gin" not in hd.weekly_report(review, for_sharing=True).html


def test_too_early_to_say_is_said_once() -> None:
    row = {"sign": "fatigue", "status": "unknown", "level": 2.0, "usual": None, "sources": "tags", "days_logged": 9}
    for given, basis in (
        (row, "around 2.0 of 10 lately; comparing takes about six weeks of entries; based on tags"),
        (
            {**row, "level": None, "sources": "your journal"},
            "about 10 days with entries in four weeks, 5 of them in the last two, would show more. Your journal counts "
            "from 8 entries of 50 words in four weeks; based on your journal",
        ),
        ({**row, "level": None, "sources": ""}, "an energy rating or a tag such as tired would show it"),
    ):
        assert sign_basis({**given, "sentence": sign_sentence("fatigue", given)}) == basis
