"""What the tests of the journal readers share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError
from heartdata.readers import FORMATS
from heartdata.readers.base import Format
from tests.readers.tracker_checks import Recording, rows, source

TABLES = ("ratings", "sleep", "journal", "activities")


def collect(form: Format, content: str | bytes, name: str, **profile: Any) -> Recording:
    collector = Recording(name, form.name, Profile(**profile))
    form.read(source(content, name), collector.profile, collector)
    return collector


def check_golden(form: Format, path: Path, **profile: Any) -> None:
    wanted = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    collector = collect(form, path.read_bytes(), path.name, **profile)
    assert collector.rows == wanted["rows"]
    assert len(collector.notes) == wanted.get("notes", 0), collector.notes
    assert [{"line": r[1], "column": r[2]} for r in collector.tables["rejected"]] == wanted.get("rejected", [])
    for table in TABLES:
        blank: dict[str, Any] = {"nap": False} if table == "sleep" else {}
        found = [{k: v for k, v in row.items() if v is not None} for row in rows(collector, table)]
        assert found == [{k: v for k, v in (blank | row).items() if v is not None} for row in wanted.get(table, [])]
    assert len(collector.logs().sources) == 1
    assert claiming(path.read_bytes(), path.name, **profile) == [form.name]


def claiming(content: str | bytes, name: str, **profile: Any) -> list[str]:
    """Every format that claims a file, also those that are asked last."""
    return [f.name for f in FORMATS if f.claims(source(content, name), Profile(**profile))]


def check_survives(form: Format, text: str, name: str, **profile: Any) -> Recording | None:
    """Only errors of the library leave."""
    assert form.claims(source(text, name), Profile(**profile)) in (True, False)
    try:
        return collect(form, text, name, **profile)
    except HeartdataError:
        return None


def said(collector: Recording) -> str:
    return f"{[row[1:] for row in collector.tables['rejected']]}{collector.notes}{collector.unknown_moods.line()}"
