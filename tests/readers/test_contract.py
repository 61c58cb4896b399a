"""The contract of every format: its fixtures in `data/`, claims, messages, and the effects of damage."""

from __future__ import annotations

import base64
import csv
import dataclasses
import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks._ten_years import write_ten_years
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.readers import FORMATS, read_logs
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.delimited import sniff_delimiter
from tests.readers.helpers import (
    COLUMNS,
    DATA,
    PIECES,
    claiming,
    collect,
    collect_with,
    content_of,
    damaged,
    damaged_bytes,
    damaged_values,
    lost,
    rows,
    shown,
    source,
    values,
)

EXPECTED = ".expected.json"
BY_NAME = {form.name: form for form in FORMATS}
EXPECTATIONS = sorted(DATA.rglob(f"*{EXPECTED}"))
FIXTURES = [p for p in sorted(DATA.rglob("*")) if p.is_file() and p.suffix != ".toml" and not p.name.endswith(EXPECTED)]
SAMPLES = [p for p in sorted((DATA.parents[2] / "sample_data").glob("*")) if p.suffix in (".csv", ".json", ".md")]
EACH_FORMAT = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
EACH_FIXTURE = pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.name}")
EACH_TEXT = pytest.mark.parametrize(
    "path", [path for path in FIXTURES if path.suffix != ".sql"], ids=lambda path: f"{path.parent.name}/{path.name}"
)
# These are known by the name of the file too, or by the profile; all others by what is in the file alone.
KNOWN_BY_NAME = {"dated_text", "diarium", "markdown_notes", "table"}


def form_of(path: Path) -> Format:
    return BY_NAME[path.relative_to(DATA).parts[0]]


def fixtures_of(form: Format) -> list[Path]:
    return [path for path in FIXTURES if form_of(path) is form]


def name_of(path: Path) -> str:
    """Return the name a fixture is read under, with its folder: some apps name things by the folder."""
    return path.relative_to(DATA / path.relative_to(DATA).parts[0]).as_posix()


def fixture_of(expectation: Path) -> Path:
    """Find the file for an expectation: the one it names, or the one of the same name."""
    if named := json.loads(expectation.read_text(encoding="utf-8")).get("file"):
        return expectation.parent / named
    name = expectation.name.removesuffix(EXPECTED)
    [found] = [path for path in FIXTURES if path.parent == expectation.parent and path.stem == name]
    return found


def profile_of(path: Path) -> Profile:
    """Load the profile for a fixture: that of its folder, or the one in its expectation."""
    if (path.parent / "heartdata.toml").exists():
        return Profile.load(path.parent / "heartdata.toml")
    return next((profile_for(e) for e in EXPECTATIONS if e.parent == path.parent and fixture_of(e) == path), Profile())


def profile_for(expectation: Path) -> Profile:
    if (expectation.parent / "heartdata.toml").exists():
        return Profile.load(expectation.parent / "heartdata.toml")
    return Profile(**json.loads(expectation.read_text(encoding="utf-8")).get("profile", {}))


def read(path: Path, content: str | bytes | None = None) -> Collector:
    return collect_with(
        form_of(path), content_of(path) if content is None else content, name_of(path), profile_of(path)
    )


@EACH_FORMAT
def test_every_format_has_a_fixture_and_every_fixture_an_expectation(form: Format) -> None:
    assert fixtures_of(form), f"{form.name}: put an export into tests/readers/data/{form.name}/"
    known = {fixture_of(path) for path in EXPECTATIONS}
    assert [path.name for path in fixtures_of(form) if path not in known] == []


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda path: f"{path.parent.name}/{path.name[:-14]}")
def test_fixture_gives_the_expected_rows(expectation: Path) -> None:
    path = fixture_of(expectation)
    wanted = json.loads(expectation.read_text(encoding="utf-8"))
    collector = collect_with(form_of(path), content_of(path), name_of(path), profile_for(expectation))
    assert collector.rows == wanted["rows"]
    notes = wanted.get("notes", 0)
    assert (collector.notes if isinstance(notes, list) else len(collector.notes)) == notes, collector.notes
    assert collector.empty.total() == wanted.get("nothing", 0), collector.empty
    rejected = [list(row[1:]) for row in collector.tables["rejected"]]
    places = wanted.get("rejected", [])
    assert [row[: len(want)] for row, want in zip(rejected, places, strict=True)] == places
    for table in COLUMNS:
        compare(rows(collector, table), wanted.get(table, []), table)
    assert set(wanted) <= {"file", "profile", "rows", "notes", "nothing", "rejected", *COLUMNS}
    assert len(collector.logs().sources) == 1


def compare(found: list[dict[str, Any]], wanted: Any, table: str) -> None:
    """Compare rows in order, a field that is not named being empty; or, where columns are named, those in any order."""
    if isinstance(wanted, dict):
        picked = [[row[column] for column in wanted["columns"]] for row in found]
        assert sorted(picked, key=repr) == sorted(wanted["rows"], key=repr), table
        return
    blank = {"sleep": {"nap": False}, "journal": {"tags": [], "title": ""}}.get(table, {})
    assert len(found) == len(wanted), (table, found)
    for row, want in zip(found, wanted, strict=True):
        assert {k: rounded(v, want.get(k)) for k, v in row.items()} == dict.fromkeys(row) | blank | want, table


def rounded(value: Any, wanted: Any) -> Any:
    """Round a number to the digits worked out by hand, four at least."""
    digits = len(str(wanted).partition(".")[2]) if isinstance(wanted, float) else 0
    return round(value, max(4, digits)) if isinstance(value, float) else value


@EACH_FIXTURE
def test_only_its_own_format_claims_a_fixture_under_any_name(path: Path) -> None:
    form, content = form_of(path), content_of(path)
    profile = profile_of(path)
    assert [f.name for f in FORMATS if f.matches(source(content, name_of(path)), profile)] == [form.name]
    renamed = [f.name for f in FORMATS if f.matches(source(content, "export"), profile)]
    assert renamed in ([form.name], *([[]] if form.name in KNOWN_BY_NAME else []))
    if form.name != "table":  # a table of one's own is known by the profile alone
        assert claiming(content, name_of(path)) == [form.name]
    assert form.matches(source(content, name_of(path)), profile)


@pytest.mark.parametrize("path", [*FIXTURES, *SAMPLES], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_date_in_its_name_does_not_make_an_export_a_diary(path: Path) -> None:
    claimed = claiming(content_of(path), path.name)
    assert len(claimed) <= 1
    if claimed not in ([], ["markdown_notes"], ["dated_text"]):
        assert "dated_text" not in claiming(content_of(path), "2026-03-14.txt")


NOTHING_OF_ANYONES = (
    "", "\n", "\n\n", " \n \n", ";;;;\n", ",,,,\n", "a,b\n1,2\n", "PRIVATE,b\n1,2\n", "words", "PRIVATE", "1\n5\n",
    "{", "[", "{}", "[]", "[1]", "[[]]", '{"a": 1}', '{"PRIVATE": 1}', '["PRIVATE"', '[{"PRIVATE": 1}]', "<html/>",
    '{"entries": 3}', '{"events": 1}', '{"dayEntries": 1}', '{"data": null}', '{"data": {"x": 1}}', '{"text": "a"}',
    '{"text": "PRIVATE"}', '{"title": "a"}', '[{"a": 1}]', "\0", "\0" * 99, bytes(range(256)) * 400, b"\xff\xfeI",
    b"SQLite format 3\0",
    b"SQLite format 3\0" + b"\0" * 5000, "[" * 100_000, '{"entries": ' + "[" * 100_000, '{"events": ' + "[" * 100_000,
    '{"dayEntries": ' + "[" * 100_000, '{"data":' + "[" * 100_000, "\n" * 70_000, "," * 70_000,
)  # fmt: skip
NEAR_MISSES = json.loads((Path(__file__).parent / "near_misses.json").read_text(encoding="utf-8"))


@EACH_FORMAT
def test_other_files_are_not_claimed_and_forcing_the_format_gives_advice(form: Format) -> None:
    for content in NOTHING_OF_ANYONES:
        assert not form.claims(source(content), Profile()), content[:20]
        try:
            collector = collect(form, content)
        except UnreadableFileError as error:
            check_error(form, error)
        else:
            assert not any(collector.tables[table] for table in COLUMNS), content[:20]
            assert "PRIVATE" not in shown(collector)


def check_error(form: Format, error: UnreadableFileError) -> None:
    """It names the file and the app, and nothing that is in the file."""
    assert str(error).startswith("export.csv: ")
    apps = re.findall(r"jrnl|pmSys|eMoods|iMood\w+|database|[A-Z]\w+", form.title)
    assert form.name in KNOWN_BY_NAME or re.search("|".join(["not text", *apps]), str(error))
    assert "PRIVATE" not in str(error)


@EACH_FORMAT
def test_near_misses_are_not_claimed(form: Format) -> None:
    misses = NEAR_MISSES.get(form.name, {})
    claimed = [
        name for name, content in misses.get("not claimed", []) if form.matches(source(content, name), Profile())
    ]
    assert claimed == []
    for _, content in misses.get("not readable", []):
        assert not form.matches(source(content), Profile()), content
        with pytest.raises(UnreadableFileError, match=r"^export\.csv: ") as raised:
            collect(form, content)
        check_error(form, raised.value)


CANARY = "zaunkoenig sang for Anna on the morning of it"  # longer than any name of a mood that a message may show


def with_canary(path: Path) -> Iterator[str]:
    """Return a fixture with the content of each column, each name in JSON or XML, or in each line, replaced."""
    text = content_of(path).decode("utf-8-sig")
    if path.suffix == ".json":
        whole = json.loads(text)
        for key in sorted(_keys(whole)):
            yield json.dumps(_replaced(whole, key))
    elif path.suffix == ".csv":
        table = list(csv.reader(io.StringIO(text), delimiter=sniff_delimiter(text.splitlines()[0])))
        for column in range(max(map(len, table))):
            for first in range(3):  # the first lines may hold a title or the header
                out = io.StringIO()
                csv.writer(out, delimiter=sniff_delimiter(text.splitlines()[0])).writerows(
                    [*row[:column], CANARY, *row[column + 1 :]] if number >= first and column < len(row) else row
                    for number, row in enumerate(table)
                )
                yield out.getvalue()
    elif path.suffix in (".xml", ".html"):
        for name in sorted(set(re.findall(r'(\w+)="', text))):
            yield re.sub(rf'\b{name}="[^"]*"', f'{name}="{CANARY}"', text)
        yield re.sub(r">[^<>]+<", f">{CANARY}<", text)
    else:
        lines = text.splitlines(keepends=True)
        for number, line in enumerate(lines):
            key = re.match(r"[\s\[-]*[\w.]*[]:]*", line)
            for begin in ("", key[0] if key else ""):
                yield "".join([*lines[:number], f"{begin}{CANARY}\n", *lines[number + 1 :]])


def _keys(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set(value if isinstance(value, dict) else ()).union(*map(_keys, inner))


def _replaced(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {
            k: CANARY if k == key and not isinstance(v, dict | list) else _replaced(v, key) for k, v in value.items()
        } | (
            {key: [CANARY for _ in value[key]]}
            if isinstance(value.get(key), list) and not any(isinstance(v, dict | list) for v in value[key])
            else {}
        )
    return [_replaced(v, key) for v in value] if isinstance(value, list) else value


@EACH_TEXT
def test_messages_contain_no_diary_text(path: Path) -> None:
    texts = [text for text in with_canary(path) if CANARY in text]
    assert texts
    for text in texts:
        try:
            collector = read(path, text)
            said = shown(collector) + collector.unknown_moods.line()
        except HeartdataError as error:
            said = str(error)
        assert "zaunkoenig" not in said
        assert "Anna on" not in said


TEXTS = {
    form.name: [content_of(p).decode("utf-8-sig") for p in fixtures_of(form) if p.suffix != ".sql"] for form in FORMATS
}
BEGINNINGS = (
    "", "", "{", "[", "[{", "---\n", '{"data":{', '{"entries": [', '{"date_journal": ', "14 March 2026", "<HealthData>",
)  # fmt: skip
NAMES = ("export.csv", "2026-03-14.txt", "2026-03-14.md", "2026-03-15.html", "1-a.json")
# A format whose every entry becomes one row of this table.
ONE_ROW_EACH = {
    "apple_journal": "journal", "autosleep": "sleep", "daylio": "mood", "daylio_backup": "mood", "dayone": "journal",
    "diarium": "journal", "garmin": "sleep", "jrnl": "journal", "plees": "sleep", "sleep_as_android": "sleep",
    "sleep_cycle": "sleep", "sleepmeter": "sleep", "withings": "sleep",
}  # fmt: skip
ONE_ENTRY_A_FILE = {"dated_text", "journey", "markdown_notes"}
# Several entries make one night or one day's steps.
SEVERAL_ENTRIES_A_ROW = {
    "apple_health_csv",
    "qs_access",
    "apple_health",
    "google_health_stages",
    "health_auto_export",
    "mi_fitness",
    "samsung_stages",
}
SEVERAL_NIGHTS_AN_ENTRY = {"bearable"}


@pytest.mark.parametrize("examples", [40, pytest.param(400, marks=pytest.mark.slow)])
def test_claims_never_raise(examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.sampled_from(BEGINNINGS), st.binary(max_size=200), st.booleans(), st.sampled_from(NAMES))
    def never_raise(begin: str, content: bytes, packed: bool, name: str) -> None:
        file = source(begin.encode() + (base64.b64encode(content) if packed else content), name)
        for form in FORMATS:
            assert form.claims(file, Profile()) is False or begin or name != "export.csv"

    never_raise()


@EACH_FORMAT
@pytest.mark.parametrize("examples", [10, pytest.param(150, marks=pytest.mark.slow)])
def test_damage_raises_only_heartdata_errors_and_loses_no_entry(form: Format, examples: int) -> None:
    contents: st.SearchStrategy[str | bytes] = damaged_bytes([content_of(p) for p in fixtures_of(form)])
    if TEXTS[form.name]:
        contents = damaged(TEXTS[form.name], PIECES | st.just("zaunkoenig"))
    if wholes := [
        text for text, path in zip(TEXTS[form.name], fixtures_of(form), strict=False) if path.suffix == ".json"
    ]:
        contents = contents | damaged_values(wholes)
    if form.name == "daylio_backup":  # the app writes base64
        contents = contents | contents.map(lambda text: base64.b64encode(str(text).encode("utf-8", "surrogatepass")))
    contents = contents | st.binary(max_size=300)
    usual = profile_of(fixtures_of(form)[0])
    names = st.sampled_from([name_of(path) for path in fixtures_of(form)])
    zones = st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"])

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(contents, names, zones)
    def survives(content: str | bytes, name: str, zone: str | None) -> None:
        profile = dataclasses.replace(usual, time_zone=zone)
        assert form.claims(source(content, name), profile) in (True, False)
        try:
            collector = collect_with(form, content, name, profile)
        except HeartdataError as error:
            said = str(error)
            assert "\n" not in said
        else:
            said = shown(collector)
            check_accounted(form, collector)
            check_plausible(collector)
        assert "zaunkoenig" not in said

    survives()


def check_accounted(form: Format, collector: Collector) -> None:
    """Every entry present is read, rejected or counted as empty."""
    kept = sum(len(collector.tables[table]) for table in COLUMNS)
    whole, nothing = len(lost(collector)), collector.empty.total()
    rest = collector.rows - whole
    assert rest >= 0
    if form.name not in SEVERAL_ENTRIES_A_ROW:
        assert collector.rows <= kept + len(collector.tables["rejected"]) + nothing
    if form.name not in SEVERAL_NIGHTS_AN_ENTRY:
        assert rest >= len(collector.tables["sleep"])
    if form.name in ONE_ENTRY_A_FILE:
        assert collector.rows == 1
    if (table := ONE_ROW_EACH.get(form.name)) == "mood":
        assert rest == len(values(collector)) + sum(row[2] == "mood" for row in collector.tables["rejected"])
    elif table:
        assert rest == len(collector.tables[table]) + nothing


def check_plausible(collector: Collector) -> None:
    """Ratings are 0 to 10, and days within the years that are accepted."""
    logs = collector.logs()
    assert logs.ratings["value"].dropna().between(0, 10).all()
    for table in COLUMNS:
        assert getattr(logs, table)["day"].dropna().between("1969-12-31", "2101-01-01").all()


@EACH_TEXT
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "crlf"])
def test_encodings_and_line_endings_do_not_matter(path: Path, encoding: str) -> None:
    text = content_of(path).decode("utf-8-sig").replace("\r\n", "\n")
    plain = read(path, text)
    if path.suffix == ".xml":  # declares how it is encoded
        encoding = "crlf"
    other = read(path, text.replace("\n", "\r\n").encode() if encoding == "crlf" else text.encode(encoding))
    assert str(other.tables) == str(plain.tables)
    assert (other.rows, other.empty) == (plain.rows, plain.empty)
    assert [note for note in other.notes if "UTF-16" not in note] == plain.notes


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::heartdata.HeartdataWarning")
@EACH_FORMAT
def test_ten_years_are_read_quickly(form: Format, tmp_path: Path) -> None:
    days = write_ten_years(form.name, tmp_path)[1]
    before = time.process_time()
    logs = read_logs(tmp_path)
    assert time.process_time() - before < 8  # two seconds at most; room for slow machines
    assert logs.sources["rows"].sum() >= days
