"""A unique word, planted in everything people write, is searched for in all output.

WORDS is in every title and text of every format's golden files, TAG in every tag and name that is not a header,
CONTACT in the person to turn to. docs/faults.md lists the outputs that are searched.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import importlib.util
import io
import json
import re
import sqlite3
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import heartdata as hd
from heartdata import readers
from heartdata.cli.main import main
from heartdata.cohort import run as cohort
from heartdata.cohort.pool import Crew
from heartdata.errors import HeartdataError
from heartdata.review import build as review
from tests.canary_search import holds
from tests.made_logs import daylio_csv
from tests.planted import CONTACT, DATA, PROFILE, TAG, WORDS, Planted, golden_files, plant

pytestmark = pytest.mark.slow

# The others hold no words of one's own, or only tags.
WRITTEN = {form.name for form in readers.FORMATS if "journal" in form.tables}
# Names that are headers, or heartdata's own for a measurement.
FIXED = {"mindfulness", "Elevated mood", "Irritability", "readiness", "Kontakte", "unnamed habit"}
MORE = f"""
[loss]
date = 2026-02-20
kind = "breakup"
[support]
name = "Sam {CONTACT}"
contact = "{CONTACT}@example.org"
[practices]
"{TAG}" = ["evening walk"]
[[events]]
date = 2026-03-20
label = "{TAG}"
"""
COMMANDS = {
    "weekly png": ["weekly", "exports", "--out", "out/week.png"],
    "weekly svg": ["weekly", "exports", "--out", "out/week.svg"],
    "weekly pdf": ["weekly", "exports", "--out", "out/week.pdf"],
    "weekly for a phone": ["weekly", "exports", "--phone", "--out", "out/phone.png"],
    "report html": ["report", "exports", "--out", "out/report.html"],
    "report pdf": ["report", "exports", "--out", "out/report.pdf"],
    "report md": ["report", "exports", "--out", "out/report.md"],
    "report for sharing html": ["report", "exports", "--for-sharing", "--out", "shared/report.html"],
    "report for sharing pdf": ["report", "exports", "--for-sharing", "--out", "shared/report.pdf"],
    "report for sharing md": ["report", "exports", "--for-sharing", "--out", "shared/report.md"],
    "status": ["status", "exports"],
    "status as json": ["status", "exports", "--json"],
    "signs": ["signs", "exports"],
    "helps": ["helps", "exports"],
    "trial start": ["trial", "start", TAG, "exports", "--calendar", "out/trial.ics"],
    "trial show": ["trial", "show", "exports"],
    "trial stop": ["trial", "stop", "exports"],
    "check": ["check", "exports", "--all"],
    "export csv": ["export", "exports", "--out", "tables"],
    "export parquet": ["export", "exports", "--out", "columns", "--as", "parquet"],
    "init": ["init", "single", "--no-input"],
    "lab": ["lab", "exports", "--folder", "notebooks", "--no-open"],
    "cohort": ["cohort", "people", "--out", "out/states.parquet", "--workers", "1"],
    "forget": ["forget"],
    "formats": ["formats"],
}
# Two of them write Parquet, and are left out where the extra for it is not installed.
PARQUET = importlib.util.find_spec("pyarrow") is not None
if not PARQUET:
    del COMMANDS["export parquet"], COMMANDS["cohort"]


@dataclass
class Said:
    """What a command wrote: to the terminal, into files, and into pictures, whose letters are no letters in a file."""

    stdout: str
    stderr: str
    drawn: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[Planted]:
    place = tmp_path_factory.mktemp("planting")
    return [plant(path, place) for path in golden_files()]


@contextlib.contextmanager
def lettering() -> Iterator[list[str]]:
    """Collect every text that matplotlib draws, on any page."""
    from matplotlib.text import Text

    drawn: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        real = Text.draw

        def draw(self: Text, *given: Any, **named: Any) -> None:
            drawn.append(self.get_text())
            real(self, *given, **named)

        patch.setattr(Text, "draw", draw)
        yield drawn


def run(*arguments: str) -> Said:
    with lettering() as drawn:
        result = CliRunner().invoke(main, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Said(result.stdout, result.stderr, drawn)


@pytest.fixture(scope="module")
def home(planted: list[Planted], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home in which one person keeps exports of every app, and several months of a diary."""
    home = tmp_path_factory.mktemp("canary")
    exports = home / "exports"
    for found in planted:
        (exports / found.format).mkdir(parents=True, exist_ok=True)
        (exports / found.format / found.name).write_bytes(found.content)
    diary = daylio_csv(126).replace("secretword", f"I cannot stop thinking of {WORDS}, tired")
    (exports / "diary.csv").write_text(diary.replace("friends", TAG), encoding="utf-8")
    own = (DATA / "table" / "heartdata.toml").read_text(encoding="utf-8")
    (exports / "heartdata.toml").write_text(own + MORE, encoding="utf-8")
    for found in (f for f in planted if f.arrived):
        folder = home / "people" / found.format
        folder.mkdir(parents=True, exist_ok=True)
        (folder / found.name).write_bytes(found.content)
    (home / "people" / "heartdata.toml").write_text(own + MORE, encoding="utf-8")
    (home / "people" / "broken").mkdir()
    (home / "people" / "broken" / "diary.csv").write_text(f"{WORDS},{TAG}\n1,2\n", encoding="utf-8")
    (home / "single").mkdir()
    (home / "single" / "diary.csv").write_text(f"Date,Mood,Notes\n2026-03-01,4,{WORDS}\n2026-03-02,3,{WORDS}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        # A cohort in this process, where its drawing and its errors are seen.
        patch.setattr(cohort, "pool", lambda size: Crew(threads, size))
        # The same files give the same tables, and the same week the same review: each is made once for all commands.
        once(patch, readers, "read_logs", lambda path, **_: str(path))
        once(patch, review, "review_week", lambda logs, week=None, *, trials=(): (id(logs), week, repr(trials)))
        yield home


def once(patch: pytest.MonkeyPatch, module: Any, name: str, key: Callable[..., Any]) -> None:
    """Cache a function's results."""
    real, kept = getattr(module, name), {}

    def remembering(*given: Any, **named: Any) -> Any:
        at = key(*given, **named)
        if at not in kept:
            kept[at] = real(*given, **named)
        return kept[at]

    patch.setattr(module, name, remembering)


@contextlib.contextmanager
def threads(_: int) -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def outputs(home: Path) -> set[Path]:
    """New files, among them the trials' files beside the exports."""
    given = {p for name in ("exports", "people") for p in (home / name).rglob("*") if ".heartdata" not in p.name}
    return {p for p in home.rglob("*") if p.is_file()} - given - {home / "single" / "diary.csv"}


@pytest.fixture(scope="module")
def said(home: Path) -> dict[str, Said]:
    """Every command, one after the other, as somebody would use them."""
    done: dict[str, Said] = {}
    for name, arguments in COMMANDS.items():
        before = outputs(home)
        done[name] = run(*arguments)
        done[name].files = sorted(outputs(home) - before)
    return done


def test_planted_words_are_read_in_every_format_with_text(planted: list[Planted]) -> None:
    arrived = {f.format for f in planted if any(what.startswith(("text", "title")) for what in f.arrived)}
    assert arrived == WRITTEN
    assert {what.removeprefix("tag ") for found in planted for what in found.missed} == FIXED
    assert sum(len(found.arrived) for found in planted) > 150


def test_folder_of_all_planted_files_is_read(home: Path) -> None:
    with pytest.warns(hd.HeartdataWarning, match="mood names without a known level"):
        logs = hd.read_logs(home / "exports")
    with_words = logs.journal.loc[logs.journal[["title", "text"]].fillna("").sum(axis=1).str.contains(WORDS)]
    formats = logs.sources.set_index("path")["format"]
    assert set(with_words["source"].map(formats)) == WRITTEN
    assert logs.activities["name"].str.contains(TAG).sum() > 50
    assert CONTACT in logs.profile.support["contact"]


def test_every_command_ran(said: dict[str, Said]) -> None:
    for name, done in said.items():
        assert done.stdout or done.files, (name, done.stderr)
    for name in (
        "weekly png",
        "weekly svg",
        "weekly pdf",
        "weekly for a phone",
        "report pdf",
        "report for sharing pdf",
    ):
        assert len(said[name].drawn) > 20, name
    written = {path.suffix for done in said.values() for path in done.files}
    wanted = {".png", ".svg", ".pdf", ".html", ".md", ".json", ".ics", ".csv", ".toml", ".ipynb"}
    assert written >= wanted | ({".parquet"} if PARQUET else set())


def test_search_finds_names_where_they_are_allowed(said: dict[str, Said]) -> None:
    """The names of one's own practices are in one's own pages; so the search does look inside."""
    for name in ("report html", "report pdf", "report md", "export csv", "export parquet", "trial start"):
        if name not in COMMANDS:
            continue
        assert any(holds(path, TAG) for path in said[name].files), name
    assert any(TAG in text for text in said["weekly png"].drawn)
    for name in ("report html", "report md"):
        assert any(holds(path, CONTACT) for path in said[name].files), name


@pytest.mark.parametrize("name", COMMANDS)
def test_no_journal_word_in_command_output_or_files(said: dict[str, Said], name: str) -> None:
    done = said[name]
    assert WORDS not in (done.stdout + done.stderr + "\n".join(done.drawn)).lower()
    assert [path for path in done.files if holds(path, WORDS)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_no_tag_or_contact_in_shared_output(said: dict[str, Said], name: str) -> None:
    done = said[name]
    shared = "sharing" in name
    for private in (TAG, CONTACT):
        assert private not in done.stderr.lower()
        if shared or name in ("cohort", "check"):
            assert private not in (done.stdout + "\n".join(done.drawn)).lower()
        hidden = shared or name == "cohort"
        lists = [p for p in done.files if hidden or p.is_relative_to(Path.cwd() / "state")]
        assert [path for path in lists if holds(path, private)] == []


@pytest.mark.parametrize("name", [n for n in COMMANDS if "sharing" in n or not n.startswith(("weekly", "report"))])
def test_contact_only_in_own_chart_and_report(said: dict[str, Said], name: str) -> None:
    done = said[name]
    assert CONTACT not in (done.stdout + done.stderr + "\n".join(done.drawn)).lower()
    assert [path for path in done.files if holds(path, CONTACT)] == []


def test_manifest_has_no_word_and_nothing_is_kept(said: dict[str, Said], home: Path) -> None:
    lists, kept = ([p for p in (home / name).rglob("*") if p.is_file()] for name in ("state", "cache"))
    assert len(lists) > 10
    assert [p for p in lists for word in (WORDS, TAG, CONTACT) if holds(p, word)] == []
    assert [p for p in kept if "heartdata" in p.parts] == []


def shown(value: Any) -> str:
    """What a person sees of a value in a terminal, a log or a notebook."""
    said = [repr(value), str(value), f"{value}"]
    if hasattr(value, "_repr_html_"):
        said.append(value._repr_html_() or "")
    if hasattr(value, "get_state"):  # what a saved notebook may keep of a widget
        said += [str(value.get_state()), *map(shown, getattr(value, "children", ()))]
    return "\n".join(said).lower()


def test_reprs_of_objects(said: dict[str, Said], home: Path) -> None:
    assert said
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        logs = hd.read_logs(home / "exports")
        review = hd.review_week(logs)
    assert warned
    shown_texts = [shown(v) for v in (logs, review, review.suggestions, hd.weekly_report(review, for_sharing=True))]
    shown_texts += [shown(suggestion) for suggestion in hd.suggest(logs)]
    shown_texts += [shown(hd.formats()), *(str(w.message).lower() for w in warned)]
    shown_texts += [shown(getattr(logs, name)) for name in ("rejected", "sources", "ratings", "vitals", "sleep")]
    assert [one for one in shown_texts if WORDS in one or CONTACT in one] == []
    for value in (hd.to_daily(logs), hd.track_progress(hd.to_daily(logs)), hd.stagnation_indicators(logs), logs.events):
        assert WORDS not in shown(value)
    assert not any(word in repr(one) for one in (logs.profile, *logs.profile.events) for word in (CONTACT, TAG))
    assert not any(TAG in str(w.message) for w in warned)
    assert not any(TAG in one for one in (shown(logs), repr(review), shown(logs.rejected), shown(logs.sources)))


def test_notebook_cell_outputs(said: dict[str, Said], home: Path) -> None:
    """Without a kernel: run each cell, and display the value of its last line as a notebook would, widgets too."""
    pytest.importorskip("anywidget")
    assert said
    cells = 0
    for path in sorted((home / "notebooks").glob("*.ipynb")):
        names: dict[str, Any] = {}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                seen = cell_output("".join(cell["source"]), names)
                assert WORDS not in seen, (path.name, cell["source"])
                cells += 1
    assert cells > 20


def cell_output(source: str, names: dict[str, Any]) -> str:
    """Run one cell and give all that it shows, drawings too."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(printed), lettering() as drawn:
        warnings.simplefilter("always")
        exec(compile(tree, "cell", "exec"), names)
        value = None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # type: ignore[attr-defined]
        if hasattr(value, "savefig"):
            value.savefig(io.BytesIO())
    return "\n".join([shown(value), printed.getvalue(), *drawn, *(str(w.message) for w in warned)]).lower()


def damaged(content: bytes) -> Iterator[bytes]:
    """Copies in which numbers, days and marks are words of the person's, or that end early."""
    word = WORDS.encode()
    yield content[: len(content) // 2]
    yield content[: len(content) * 9 // 10]
    yield re.sub(rb"\d{4}-\d\d-\d\d", word, content)
    yield re.sub(rb"\d\d:\d\d", word, content)
    yield re.sub(rb"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", word, content)
    yield content.replace(b",,", b"," + word + b",").replace(b"null", b'"' + word + b'"')
    yield content.replace(b'"', b"", 3)
    yield content.replace(b",", b"," + word, 12)
    yield content.replace(b"}", b"", 2)
    yield word + b"\n" + content


def texts_in(logs: hd.Logs) -> list[str]:
    """Texts about rejected rows and about the files."""
    shown_texts = (logs.rejected["column"], logs.rejected["reason"], logs.sources["path"], logs.sources["notes"])
    return [str(one) for column in shown_texts for one in column]


def test_no_word_in_messages_about_damaged_files(planted: list[Planted], tmp_path: Path) -> None:
    refused = rejected = 0
    for found in planted:
        # Of a file without free text, only the copies that insert the word.
        copies = list(damaged(found.content))
        for content in copies if found.arrived else copies[2:5]:
            (tmp_path / found.name).write_bytes(content)
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                try:
                    logs = hd.read_logs(tmp_path / found.name, format=found.format, profile=PROFILE)
                except HeartdataError as error:
                    shown_texts, refused = [str(error), repr(error), str(error.__cause__)], refused + 1
                else:
                    shown_texts, rejected = [repr(logs), logs._repr_html_(), *texts_in(logs)], rejected + 1
            # A message repeats the name of a mood without a level; here the word is in its place.
            shown_texts += [str(w.message) for w in warned]
            said = "\n".join(shown_texts).lower().replace('""', '"').replace(f'"{WORDS}" = ?', "")
            assert WORDS not in said, (found.name, content[:200])
        (tmp_path / found.name).unlink()
    assert refused > 30
    assert rejected > 200


def test_search_looks_inside_compressed_data(tmp_path: Path) -> None:
    import pandas as pd
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.1, 0.5, f"of {WORDS}")
    figure.savefig(tmp_path / "a.pdf")
    figure.savefig(tmp_path / "b.png", metadata={"Comment": WORDS})
    figure.savefig(tmp_path / "c.svg")
    made = ["a.pdf", "b.png", "c.svg"]
    with contextlib.suppress(ImportError):
        pd.DataFrame({"a": [WORDS] * 3}).to_parquet(tmp_path / "d.parquet", compression="gzip")
        made.append("d.parquet")
    with contextlib.closing(sqlite3.connect(tmp_path / "e.resume")) as connection:
        connection.execute("CREATE TABLE people (rows)")
        connection.execute("INSERT INTO people VALUES (?)", [zlib.compress(json.dumps([WORDS]).encode())])
        connection.commit()
    with zipfile.ZipFile(tmp_path / "f.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("page.html", f"src=data:x;base64,{base64.b64encode(f'in {WORDS} in'.encode()).decode()}")
    for name in (*made, "e.resume", "f.zip"):
        assert holds(tmp_path / name, WORDS), name
        assert not holds(tmp_path / name, TAG), name
