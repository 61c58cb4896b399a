"""What the tests of the sleep and body readers share."""

from __future__ import annotations

import io
import json
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from heartdata.errors import HeartdataError
from heartdata.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.collector import Collector
from heartdata.readers.format import Format
from heartdata.readers.source import Source

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
    assert collector.kept_out.total() == wanted.pop("nothing", 0), collector.kept_out
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
    for given in sorted(DATA.rglob("*")):
        inside = given.relative_to(DATA).parts[0]
        if given.is_file() and inside != form.name and not given.name.endswith(".expected.json"):
            assert not form.claims(source(content_of(given), given.name), Profile()), given.name


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
