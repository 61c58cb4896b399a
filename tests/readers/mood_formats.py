"""What the tests of the mood formats share: reading bytes, golden files, damage."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector
from heartdata.readers.files.walk import Source

DATA = Path(__file__).parent / "data"
COLUMNS = {
    "ratings": "time day measure value raw utc_offset",
    "sleep": "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset",
    "journal": "time day title text tags utc_offset",
    "activities": "time day name amount kind utc_offset",
    "vitals": "time day name value utc_offset",
}

PIECES = st.sampled_from(
    [
        *'" , ; \n \r - / : [ ] { } ( ) # | null true NaN 1e400 -1 0 5 6 \0 é ٣ nan \\ \\u0000 \\ud800'.split(" "),
        *(" ", '"date"', "2026-13-40", "0001-01-01", "9" * 30, "[" * 50),
    ]
)


def source(content: str | bytes, name: str = "export") -> Source:
    written = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Source(name, lambda: io.BytesIO(written), len(written))


def collect(known: Format, content: str | bytes, name: str = "export", **profile: Any) -> Collector:
    collector = Collector(name, known.name, Profile(**profile))
    known.read(source(content, name), collector.profile, collector)
    return collector


def rows(collector: Collector, name: str) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS[name].split(), row, strict=False)) for row in collector.tables[name]]


def values(collector: Collector, measure: str = "mood") -> list[float | None]:
    return [plain(r["value"]) for r in rows(collector, "ratings") if r["measure"] == measure]


def vitals(collector: Collector) -> list[list[Any]]:
    return [[plain(r["time"] or r["day"]), r["name"], r["value"]] for r in rows(collector, "vitals")]


def lost(collector: Collector) -> list[tuple[int, str]]:
    """Places and reasons of whole entries that are rejected."""
    return [(line, reason) for _, line, column, reason in collector.tables["rejected"] if not column]


def cells(collector: Collector) -> list[tuple[int, str]]:
    """Places and columns of rejected cells."""
    return [(line, column) for _, line, column, _ in collector.tables["rejected"] if column]


def plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return None if value != value else value


def said(collector: Collector) -> str:
    """Everything that is shown to people, to look for what they wrote."""
    reasons = [f"{column} {reason}" for _, _, column, reason in collector.tables["rejected"]]
    return "\n".join([*collector.notes, *reasons])


def expect(collector: Collector, path: Path) -> None:
    """Compare with what was derived by hand; a field that is not named there is None."""
    expected = json.loads(path.read_text(encoding="utf-8"))
    assert collector.rows == expected["rows"]
    assert len(collector.notes) == expected.get("notes", 0), collector.notes
    for table in ("ratings", "sleep", "journal", "activities"):
        found = [{k: plain(v) for k, v in row.items()} for row in rows(collector, table)]
        wanted = expected.get(table, [])
        assert len(found) == len(wanted), (table, found)
        for row, given in zip(found, wanted, strict=True):
            numbers = {k: pytest.approx(v) for k, v in given.items() if isinstance(v, float)}
            bare = {"nap": False} if table == "sleep" else {"tags": [], "title": ""} if table == "journal" else {}
            assert row == dict.fromkeys(row) | bare | given | numbers, table
    assert vitals(collector) == expected.get("vitals", [])
    assert [[line, column] for _, line, column, _ in collector.tables["rejected"]] == expected.get("rejected", [])


def claimed_by(content: str | bytes, name: str = "export") -> list[str]:
    given = source(content, name)
    return [f.name for f in FORMATS if f.claims(given, Profile())]


def other_fixtures(own: str) -> list[Path]:
    """Every golden file of other formats."""
    return [
        path
        for path in sorted(DATA.rglob("*"))
        if path.is_file() and not path.name.endswith("expected.json") and path.relative_to(DATA).parts[0] != own
    ]


def damaged(texts: list[str], pack: Callable[[str], str] = str) -> st.SearchStrategy[str]:
    """Golden files with pieces cut out, put in or cut off."""

    @st.composite
    def build(draw: st.DrawFn) -> str:
        text = draw(st.sampled_from(texts))
        for _ in range(draw(st.integers(1, 6))):
            at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
            text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=8), st.just(""))) + text[at + size :]
        text = text[: draw(st.integers(0, len(text)))] if draw(st.integers(0, 3)) == 0 else text
        return pack(text)

    return build()


def damaged_values(texts: list[str]) -> st.SearchStrategy[str]:
    """JSON that is whole, with values in it replaced, dropped or doubled."""
    odd = st.one_of(
        st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.text(max_size=6), st.just([]),
        st.just({}), st.just([1, None, {}]), st.just("2026-02-30"), st.just(-1), st.just(0), st.just(10**18),
        st.just("2026-03-01 7:57:00\u202fam +1000"), st.just({"note": "#mood(9)"}),
    )  # fmt: skip

    @st.composite
    def build(draw: st.DrawFn) -> str:
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

    return build()


def _places(value: Any) -> Any:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
