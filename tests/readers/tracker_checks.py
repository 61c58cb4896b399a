"""What the tests of the sleep and body readers share."""

from __future__ import annotations

import io
import json
import sqlite3
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.readers import FORMATS
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "sleep": "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset",
    "ratings": "time day measure value raw utc_offset",
    "activities": "time day name amount kind utc_offset",
    "journal": "time day title text tags utc_offset",
    "vitals": "when name value utc_offset",
}


class Recording(Collector):
    """Keeps the vitals as they were given, whatever the table looks like."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.vitals: list[tuple[Any, ...]] = []

    def vital(self, when: Any, name: str, value: float, offset: float | None = None) -> None:
        assert isinstance(when, date)
        self.vitals.append((when, name, value, offset))


def source(content: str | bytes, name: str = "export.csv") -> Source:
    written = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Source(name, lambda: io.BytesIO(written), len(written))


def database(sql: str, *, page_size: int = 512) -> bytes:
    """Build a database; its text is the golden file, so that people can read it."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(f"PRAGMA page_size = {page_size}; {sql}")
    content = connection.serialize()
    connection.close()
    return content


def content_of(given: Path) -> bytes:
    return database(given.read_text(encoding="utf-8")) if given.suffix == ".sql" else given.read_bytes()


def collect(form: Format, content: str | bytes, **profile: Any) -> Recording:
    collector = Recording("export.csv", form.name, Profile(**profile))
    form.read(source(content), collector.profile, collector)
    return collector


def rows(collector: Recording, name: str) -> list[dict[str, Any]]:
    found = collector.vitals if name == "vitals" else collector.tables[name]
    return [{k: plain(v) for k, v in zip(COLUMNS[name].split(), row, strict=False)} for row in found]


def plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return None if value != value else value


def lost(collector: Recording) -> list[tuple[int, str]]:
    """Lines and reasons of whole entries that are rejected."""
    return [(line, reason) for _, line, column, reason in collector.tables["rejected"] if not column]


def check_golden(form: Format, given: Path, expected: str, **profile: Any) -> Recording:
    wanted = json.loads((given.parent / f"{expected}.expected.json").read_text(encoding="utf-8"))
    collector = collect(form, content_of(given), **profile)
    assert collector.rows == wanted.pop("rows")
    assert len(collector.notes) == wanted.pop("notes", 0), collector.notes
    assert collector.empty.total() == wanted.pop("nothing", 0), collector.empty
    rejected = [{"line": line, "column": column} for _, line, column, _ in collector.tables["rejected"]]
    assert rejected == wanted.pop("rejected", [])
    for table, columns in COLUMNS.items():
        found = rows(collector, table)
        told = wanted.pop(table, [])
        assert len(found) == len(told), (table, found)
        for row, want in zip(found, told, strict=True):
            # Hours to the microsecond of an hour: the expected ones are written by hand.
            seen = {k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()}
            blank = dict.fromkeys(columns.split()) | ({"nap": False} if table == "sleep" else {})
            assert seen == blank | want
    assert not wanted
    assert len(collector.logs().sources) == 1
    return collector


def check_claimed(form: Format, given: Path, **profile: Any) -> None:
    """Only this format claims the file, and it claims no file of another format."""
    assert [f.name for f in FORMATS if f.claims(source(content_of(given), given.name), Profile(**profile))] == [
        form.name
    ]


def check_claims_no_other(form: Format) -> None:
    for path in sorted(DATA.rglob("*")):
        inside = path.relative_to(DATA).parts[0]
        if path.is_file() and inside != form.name and not path.name.endswith(".expected.json"):
            assert not form.claims(source(content_of(path), path.name), Profile()), path.name


def check_private(collector: Recording, private: str = "PRIVATE") -> None:
    said = [*collector.notes, *(f"{r[2]} {r[3]}" for r in collector.tables["rejected"])]
    assert private not in " ".join(said)


MARKS = list('",;\n\r-/:{}[]|\0é٣%\ud800')
WORDS = ["null", "true", "NaN", "Infinity", "1e400", "-1", "9" * 25, "[" * 3000]
TIMES = ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"]
PIECES = st.sampled_from([*MARKS, *WORDS, *TIMES])


@st.composite
def damaged(draw: st.DrawFn, texts: list[str]) -> str:
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 5))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=8), st.just(""))) + text[at + size :]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


def check_survives(form: Format, content: str | bytes, **profile: Any) -> Recording | None:
    """Only errors of the library leave, and every entry is read or rejected."""
    assert form.claims(source(content), Profile(**profile)) in (True, False)
    try:
        collector = collect(form, content, **profile)
    except HeartdataError:
        return None
    assert len(lost(collector)) <= collector.rows
    return collector


class TrackerTable:
    """What the reader of a tracker's table is held to; each format's tests have a class of their own of this kind.

    Attributes
    ----------
    form : Format
        The format.
    texts : list of str
        Its golden files, to be damaged.
    app : str
        Who made such a file, as the message to another file says.
    others : tuple of str
        Files that are nearly of this format.
    long : str
        Ten years of it.
    nights_only : bool
        Whether each row is a sleep or rejected.
    """

    form: ClassVar[Format]
    texts: ClassVar[list[str]]
    app: ClassVar[str]
    others: ClassVar[tuple[str, ...]]
    long: ClassVar[str]
    nights_only: ClassVar[bool] = True

    def test_other_files_are_not_claimed(self) -> None:
        claimed = [content for content in ("", *self.others) if self.form.claims(source(content), Profile())]
        assert claimed == []

    def test_no_other_file_is_claimed(self) -> None:
        check_claims_no_other(self.form)

    @pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "", "\0", "[" * 100_000])
    def test_another_file_asked_for_by_name_says_what_to_do(self, content: str) -> None:
        with pytest.raises(UnreadableFileError, match=self.app):
            collect(self.form, content)

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.data(), st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"]))
    def test_nothing_but_heartdata_errors_and_every_row_is_accounted_for(
        self, data: st.DataObject, zone: str | None
    ) -> None:
        collector = check_survives(self.form, data.draw(damaged(self.texts)), time_zone=zone)
        if collector is not None:
            told = len(collector.tables["sleep"]) + len(lost(collector))
            assert collector.rows == told if self.nights_only else collector.rows >= told

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
    @given(st.binary(max_size=200))
    def test_claims_never_raises(self, content: bytes) -> None:
        assert self.form.claims(source(content), Profile()) is False

    def test_ten_years_are_read_quickly(self) -> None:
        before = time.process_time()
        assert collect(self.form, self.long).rows >= 3650
        assert time.process_time() - before < 3  # about a quarter of a second; room for slow machines
