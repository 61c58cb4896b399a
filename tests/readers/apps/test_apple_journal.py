from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.apps.apple_journal import FORMAT
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.date_headings import DateHeading, parse_date_heading
from tests.readers.helpers import DATA, collect, lost, shown

PATH = DATA / "apple_journal" / "2026-03-15.html"
TEXT = PATH.read_text(encoding="utf-8")
DATED = "sábado, 14 de março de 2026"


def read(text: str, name: str = "2026-03-15.html") -> Collector:
    return collect(FORMAT, text, name)


def page(body: str, heading: str = DATED) -> str:
    return f"<html><body><div class='pageHeader'>{heading}</div>{body}</body></html>"


class TestDay:
    @pytest.mark.parametrize(
        ("written", "day", "clock"),
        [
            ("domingo, 11 de janeiro de 2026", date(2026, 1, 11), None),
            ("Saturday, March 14, 2026", date(2026, 3, 14), None),
            ("Saturday 14 March 2026 at 9:30\u202fPM", date(2026, 3, 14), time(21, 30)),
            ("Samstag, 14. März 2026 um 21:30 Uhr", date(2026, 3, 14), time(21, 30)),
            ("samedi 14 mars 2026", date(2026, 3, 14), None),
            ("lördag 14 mars 2026 kl. 21:30", date(2026, 3, 14), time(21, 30)),
            ("2026年3月14日 土曜日", date(2026, 3, 14), None),
            ("2026년 3월 14일 토요일", date(2026, 3, 14), None),
            ("14.03.2026", date(2026, 3, 14), None),
            ("2026-03-14 21:30", date(2026, 3, 14), time(21, 30)),
            ("Sat 03/14/2026", date(2026, 3, 14), None),
            ("sexta\u2011feira, 13 de março de 2026", date(2026, 3, 13), None),
        ],
    )
    def test_lines_of_many_languages(self, written: str, day: date, clock: time | None) -> None:
        assert parse_date_heading(written) == DateHeading(day, clock)

    @pytest.mark.parametrize(
        "written",
        [
            "", "soon", "March 3, 2026 was a long day", "3/4/2026", "31 February 2026", "In May 2026", "2026",
            "On March 3, 2026 I wrote", "الأحد ١٥ مارس ٢٠٢٦", "14.03.2026 was long today", "a" * 500, "1.2.3", "12:30",
        ],
    )  # fmt: skip
    def test_lines_that_are_not_dates(self, written: str) -> None:
        assert parse_date_heading(written) is None

    def test_the_heading_wins_over_the_name(self) -> None:
        assert read(page("<div class='title'>a</div>"), "2026-03-20.html").tables["journal"][0][1] == date(2026, 3, 14)

    def test_in_a_language_not_known_the_name_counts(self) -> None:
        collector = read(page("<div class='title'>a</div>", "შაბათი"))
        assert collector.tables["journal"][0][1] == date(2026, 3, 15)
        assert "file's name" in collector.notes[0]

    def test_numbers_are_settled_by_the_name(self) -> None:
        for heading, day in (("3/4/2026", date(2026, 3, 4)), ("4/3/2026", date(2026, 3, 4))):
            collector = read(page("<div class='title'>a</div>", heading), "2026-03-05.html")
            assert (collector.tables["journal"][0][1], collector.notes) == (day, [])

    def test_without_any_the_entry_is_rejected(self) -> None:
        collector = read(page("<div class='title'>PRIVATE</div>", "PRIVATE"), "PRIVATE.html")
        assert (collector.rows, len(lost(collector)), collector.tables["journal"]) == (1, 1, [])
        assert "PRIVATE" not in shown(collector)


class TestText:
    @pytest.mark.parametrize(
        ("body", "wanted"),
        [
            ("<div class='title'>A &amp; B</div><div class='bodyText'><p>one</p><p>two</div>", ("A & B", "one\n\ntwo")),
            ('<div class="bodyText" dir="auto"><p>one', ("", "one")),
            ("<div class='title'></div><div class='bodyText'>one<br>two</div></div></span>", ("", "one\ntwo")),
            ("<div class='bodyText'>I <3 you, <sigh></div>", ("", "I <3 you, <sigh>")),
            ("<div class='reflectionPrompt'>asked?</div><div class='bodyText'>said</div>", ("", "said")),
        ],
    )
    def test_of_pages_that_are_not_well_formed(self, body: str, wanted: tuple[str, str]) -> None:
        assert read(page(body)).tables["journal"][0][2:4] == wanted

    def test_several_entries_on_one_page(self) -> None:
        two = page(
            f"<div class='bodyText'>one</div><div class='pageHeader'>{DATED}</div><div class='bodyText'>two</div>"
        )
        assert [row[3] for row in read(two).tables["journal"]] == ["one", "two"]

    def test_a_state_of_mind_has_no_value(self) -> None:
        collector = read(TEXT)
        assert collector.tables["ratings"] == []
        assert "State of Mind" in collector.notes[0]

    def test_an_entry_of_pictures_only(self) -> None:
        collector = read(page("<div class='title'> </div>"))
        assert (collector.rows, collector.empty.total()) == (1, 1)


class TestDetection:
    def test_original_folder(self, write: Callable[[str, str | bytes], Path]) -> None:
        write("AppleJournalEntries/index.html", '<html><body><a href="Entries/2026-03-15.html">a</a></body></html>')
        write("AppleJournalEntries/Resources/0A1B.png", b"\x89PNG")
        folder = write("AppleJournalEntries/Entries/2026-03-15.html", TEXT).parent.parent
        logs = hd.read_logs(folder)
        assert (len(logs.journal), len(logs.sources), len(logs.rejected)) == (1, 1, 0)
