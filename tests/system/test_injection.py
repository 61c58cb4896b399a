"""What people write themselves stays text: no page, picture or table runs it, whichever app it was written in.

Hostile words are put into every place of real layouts that takes words: moods, activities, tags, people, titles, notes,
names of files and columns, and all of a profile. The same with harmless words says what may be in each output.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import warnings
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

import heartdata as hd
from heartdata.charts import save_chart, weekly_chart
from heartdata.core.export import export_tables
from heartdata.errors import HeartdataWarning
from heartdata.practices.trial import Trial
from tests.made_logs import MONDAY

pytestmark = pytest.mark.slow

DAYS = 42
HARMLESS = "alertly words"
MARKUP = {
    "a script": "<script>alert(1)</script>",
    "out of an attribute": "\"'><img src=x onerror=alert(1)>",
    "out of a picture": "</text></svg><svg onload=alert(1)>--><script>alert(1)</script><!--",
    "out of a style": "]]></style></title></textarea><script>alert(1)</script>",
    "links of Markdown": "[x](javascript:alert(1)) ![y](javascript:alert(1)) <javascript:alert(1)>",
    "blocks of Markdown": "# `x` **alert** ~~z~~ <b>c</b> [d]: javascript:alert(1)",
    "escapes and templates": "&lt;script&#62;alert(1)&lt;/script&#62; \\<img onerror=alert(1)> {{7*7}} $\\alert$",
}
FORMULAS = [f"{begin}alert(1)" for begin in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝")]
# A cell of a spreadsheet that begins with one of these is run, unless it is a number.
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass
class Shown:
    """All that is made of one person's exports."""

    logs: hd.Logs
    review: hd.WeekReview
    report: Any
    chart: str


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the addresses in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in [("", ""), *attrs]}
        self.addresses |= {str(value) for name, value in attrs if re.search("href|src|data$|action|poster", name)}
        self.addresses = {address for address in self.addresses if not address.startswith("#")}

    def handle_comment(self, data: str) -> None:
        self.found.add(("!--", ""))


def write(folder: Path, words: str) -> None:
    """Write the exports of five apps and a profile with the words in every field for free text."""
    (folder / "table").mkdir(parents=True)
    days = [MONDAY + timedelta(days=i) for i in range(DAYS)]
    in_name = re.sub(r"[\0/\t\r\n]", " ", words)[:80]
    daylio = [[d, "x", "y", "21:00", words if d.day % 3 else "good", f"{words} | walk", words, words] for d in days]
    head = "full_date date weekday time mood activities note_title note".split()
    _csv(folder / f"{in_name} daylio.csv", [head, *daylio])
    feel = [
        [f"{d:%Y %a %b} {d.day} 4:04 PM", "de", "calm", words, words, words, words, words, "[]", "[]"] for d in days
    ]
    head = "Date,Locale,Mood Keys,Mood,Tags (People),Tags (Places),Tags (Events),Notes,Reflections,Takeaways".split(",")
    _csv(folder / "feel.csv", [head, *feel])
    _csv(folder / "table" / f"{in_name}.csv", [["Date", "Mood", "Notes", words], *([d, 3, words, words] for d in days)])
    tags = [{"type": words, "entries": [words]}]
    pixels = [{"date": f"{d.year}-{d.month}-{d.day}", "type": "Mood", "scores": [3], "notes": words, "tags": tags}
              for d in days]  # fmt: skip
    (folder / "pixels.json").write_text(json.dumps(pixels), encoding="utf-8")
    entries = [{"uuid": f"{i:032X}", "creationDate": f"{d}T20:00:00Z", "timeZone": words, "tags": [words],
                "text": f"# {words}\n\n{words}"} for i, d in enumerate(days)]  # fmt: skip
    dayone = {"metadata": {"version": "1.0"}, "entries": entries}
    (folder / "journal.json").write_text(json.dumps(dayone), encoding="utf-8")
    said = json.dumps(words, ensure_ascii=False)
    (folder / "heartdata.toml").write_text(
        f"[columns]\ndate = 'Date'\nmood = {{ name = 'Mood', min = 1, max = 5 }}\nnote = 'Notes'\nactivities = {said}\n"
        f"[loss]\ndate = {days[5]}\n[usual]\nmood = 7\n[moods]\n{said} = 2\n[practices]\n{said} = [{said}, 'walk']\n"
        f"[contacts]\n{json.dumps(f'{words} Ana')} = [{said}]\n[support]\nname = {said}\ncontact = {said}\n"
        f"[[events]]\ndate = {days[-3]}\nlabel = {said}\n[[anniversaries]]\ndate = {days[-2]}\nlabel = {said}\n",
        encoding="utf-8",
    )


def _csv(path: Path, rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


def read(folder: Path, words: str) -> hd.Logs:
    write(folder, words)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        return hd.read_logs(folder)


def show(folder: Path, words: str) -> Shown:
    logs = read(folder / "exports", words)
    review = hd.review_week(logs, trials=[Trial(words, "blocks", MONDAY + timedelta(days=DAYS - 10), days=18)])
    chart = save_chart(weekly_chart(review), folder / "week.svg")
    return Shown(logs, review, hd.weekly_report(review), chart.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return show(tmp_path_factory.mktemp("harmless"), HARMLESS)


@pytest.fixture(scope="module", params=MARKUP.values(), ids=MARKUP)
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return show(tmp_path_factory.mktemp("hostile"), request.param)


def pages(shown: Shown) -> dict[str, str]:
    frame = re.fullmatch(r'<iframe title="[^"<>]*" sandbox srcdoc="([^"]*)" style="[^"<>]*"></iframe>',
                         shown.report._repr_html_())  # fmt: skip
    assert frame is not None
    return {
        "the report": shown.report.html, "the report in a notebook": html.unescape(frame[1]),
        "the week in a notebook": shown.review._repr_html_(), "the logs in a notebook": shown.logs._repr_html_(),
    }  # fmt: skip


def test_the_words_are_in_every_table_and_output(hostile: Shown, harmless: Shown) -> None:
    for shown in (hostile, harmless):
        logs = shown.logs
        for table, column in (
            ("ratings", "raw"), ("journal", "text"), ("journal", "title"), ("activities", "name"), ("events", "label"),
            ("sources", "path"),
        ):  # fmt: skip
            assert getattr(logs, table)[column].str.contains("alert").any(), (table, column)
        assert set(logs.sources["format"]) == {"daylio", "dayone", "how_we_feel", "pixels", "table"}
        assert "alert" in shown.report.markdown
        assert "alert" in shown.chart
        assert all("alert" in page for page in pages(shown).values())


def test_no_page_gets_an_element_or_an_address_from_it(hostile: Shown, harmless: Shown) -> None:
    for (name, page), plain in zip(pages(hostile).items(), pages(harmless).values(), strict=True):
        made, given = Elements(page), Elements(plain)
        assert made.found <= given.found, name
        assert made.addresses <= given.addresses, name
        assert not any(attribute.startswith("on") for _, attribute in made.found), name


def test_no_picture_gets_an_element_or_an_address_from_it(hostile: Shown, harmless: Shown) -> None:
    for shown in (hostile, harmless):
        seen = list(ET.fromstring(shown.chart).iter())
        assert not any(re.search("}(script|foreignObject|image|a)$", str(e.tag)) for e in seen)
        names = [(name.rpartition("}")[2], value) for e in seen for name, value in e.attrib.items()]
        assert not any(name.startswith("on") for name, _ in names)
        assert all(value.startswith("#") for name, value in names if name == "href")
    elements = [{e.tag for e in ET.fromstring(shown.chart).iter()} for shown in (hostile, harmless)]
    assert elements[0] <= elements[1]


def test_markdown_gets_no_markup_from_it(hostile: Shown, harmless: Shown) -> None:
    plain, made = _bare(harmless.report.markdown), _bare(hostile.report.markdown)
    for mark in "<>[]`~$!&":
        assert made.count(mark) <= plain.count(mark), mark
    # What the journal's words say of the signs differs; no heading and no strong word is the person's own.
    for pattern in (r"^#+ .*", r"\*\*.*?\*\*"):
        own, found = (set(re.findall(pattern, text, re.MULTILINE)) for text in (plain, made))
        assert not any("alert" in text for text in found - own), pattern
    for table, rows in groupby(made.splitlines(), lambda line: line.startswith("|")):
        assert not table or len({row.count("|") for row in rows}) == 1
    for pattern in (r"^    ", r"^\[", r"^>"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (made, plain)]
        assert counts[0] == counts[1], pattern


def _bare(markdown: str) -> str:
    """Remove what is escaped, and therefore text."""
    return re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown)


@pytest.mark.parametrize("words", [*FORMULAS, *MARKUP.values()])
def test_no_exported_cell_is_run(tmp_path: Path, words: str) -> None:
    logs = read(tmp_path / "exports", words)
    begins = 0
    for path in export_tables(logs, tmp_path / "tables", journal_text=True):
        content = path.read_bytes().decode("utf-8")
        assert "\r" not in content
        for cell in (cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row):
            assert not cell.startswith(RUN) or re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?", cell), (path.name, cell)
            begins += cell.startswith("'")
    kept = [
        str(value) for name in ("journal", "activities", "ratings") for value in getattr(logs, name).to_numpy().flat
    ]
    assert any("alert" in value for value in kept)
    assert begins > 20 or not any(value.startswith(RUN[:4]) and "alert" in value for value in kept)


def test_the_names_of_columns_and_of_files_are_quoted_too(tmp_path: Path) -> None:
    logs = read(tmp_path / "exports", "=alert(1)")
    written = {path.stem: path for path in export_tables(logs, tmp_path / "tables")}
    assert pd.read_csv(written["sources"])["path"].str.startswith("'=alert(1)").any()
    assert pd.read_csv(written["activities"])["name"].str.startswith("'=alert(1)").any()
