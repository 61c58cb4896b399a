"""Read a synthetic export with one format and compare the result."""

from __future__ import annotations

import copy
import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "sleep": "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset",
    "ratings": "time day measure value raw utc_offset",
    "activities": "time day name amount kind utc_offset",
    "journal": "time day title text tags utc_offset",
    "vitals": "time day name value utc_offset",
}


def source(content: str | bytes, name: str = "export.csv") -> Source:
    written = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Source(name, lambda: io.BytesIO(written), len(written))


def collect(form: Format, content: str | bytes, name: str = "export.csv", **profile: Any) -> Collector:
    return collect_with(form, content, name, Profile(**profile))


def collect_with(form: Format, content: str | bytes, name: str, profile: Profile) -> Collector:
    collector = Collector(name, form.name, profile)
    form.read(source(content, name), profile, collector)
    return collector


def claiming(content: str | bytes, name: str = "export", **profile: Any) -> list[str]:
    """Return every format that claims a file, including those tried last."""
    return [f.name for f in FORMATS if f.matches(source(content, name), Profile(**profile))]


def rows(collector: Collector, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON values; `when` of a vital is its time, or else its day."""
    found = [
        {k: plain(v) for k, v in zip(COLUMNS[table].split(), row, strict=False)} for row in collector.tables[table]
    ]
    if table == "vitals":
        return [
            {"when": row["time"] or row["day"]} | {k: row[k] for k in ("name", "value", "utc_offset")} for row in found
        ]
    return found


def plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return None if value != value else value


def values(collector: Collector, measure: str = "mood") -> list[float | None]:
    return [row["value"] for row in rows(collector, "ratings") if row["measure"] == measure]


def lost(collector: Collector) -> list[tuple[int, str]]:
    """Lines and reasons of whole entries that are rejected."""
    return [(line, reason) for _, line, column, reason in collector.tables["rejected"] if not column]


def cells(collector: Collector) -> list[tuple[int, str]]:
    """Lines and columns of rejected cells."""
    return [(line, column) for _, line, column, _ in collector.tables["rejected"] if column]


def shown(collector: Collector) -> str:
    """Every text about a file that users see, to search it for what they wrote."""
    rejected = [f"{column} {reason}" for _, _, column, reason in collector.tables["rejected"]]
    return "\n".join([*collector.notes, *rejected, *collector.empty])


def content_of(fixture: Path) -> bytes:
    """Return a fixture's bytes; databases are stored as the SQL that builds them."""
    return database(fixture.read_text(encoding="utf-8")) if fixture.suffix == ".sql" else fixture.read_bytes()


def database(sql: str, *, page_size: int = 512) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript(f"PRAGMA page_size = {page_size}; {sql}")
    content = connection.serialize()
    connection.close()
    return content


MARKS = list('",;\n\r-/:{}[]()#|\0é٣%\\\ud800 ')
WORDS = ["null", "true", "NaN", "Infinity", "1e400", "-1", "0", "5", "6", "9" * 25, "[" * 3000, "\\u0000", "\\ud800"]
TIMES = ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-13-40", "0001-01-01", '"date"']
PIECES = st.sampled_from([*MARKS, *WORDS, *TIMES])


@st.composite
def damaged(draw: st.DrawFn, texts: list[str], pieces: st.SearchStrategy[str] = PIECES) -> str:
    """Draw one of some texts with pieces cut out, put in or cut off."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 6))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(st.one_of(pieces, st.text(max_size=8), st.just(""))) + text[at + size :]
    return text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 2)) == 0 else text


@st.composite
def damaged_bytes(draw: st.DrawFn, contents: list[bytes]) -> bytes:
    """Draw one of some files with bytes overwritten, or cut short."""
    content = bytearray(draw(st.sampled_from(contents)))
    for _ in range(draw(st.integers(1, 8))):
        at, piece = draw(st.integers(0, len(content) - 1)), draw(st.binary(min_size=1, max_size=12))
        content[at : at + len(piece)] = piece
    return bytes(content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content)


@st.composite
def damaged_values(draw: st.DrawFn, texts: list[str]) -> str:
    """Draw JSON that is whole, with values in it replaced, dropped or doubled."""
    odd = st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=6), st.just([]),
        st.just({}), st.just([1, None, {}]), st.just("2026-02-30"), st.just(-1), st.just(0), st.just(10**18),
        st.just("2026-03-01 7:57:00\u202fam +1000"), st.just({"note": "#mood(9)"}),
    )  # fmt: skip
    content = json.loads(draw(st.sampled_from(texts)))
    for _ in range(draw(st.integers(1, 6))):
        places = list(_places(content))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        how = draw(st.integers(0, 3))
        if how == 0:
            del holder[key]
        elif how == 1 and isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[key] = copy.deepcopy(draw(odd))
    return json.dumps(content)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
