"""No two formats take the same file for their own, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readers.journal_checks import claiming
from tests.readers.tracker_checks import DATA, content_of

ROOT = DATA.parents[2]
FIXTURES = [
    path
    for path in sorted(DATA.rglob("*"))
    if path.is_file() and not path.name.endswith(".expected.json") and path.stat().st_size < 1_000_000
]
SAMPLES = [path for path in sorted((ROOT / "sample_data").glob("*")) if path.suffix in (".csv", ".json", ".md")]
PATHS = [*FIXTURES, *SAMPLES]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_at_most_one_format_claims_a_file(path: Path) -> None:
    assert len(claiming(content_of(path), path.name)) <= 1


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_date_in_its_name_makes_no_export_a_diary(path: Path) -> None:
    content = content_of(path)
    if claiming(content, path.name) not in ([], ["markdown_notes"], ["dated_text"]):
        assert "dated_text" not in claiming(content, "2026-03-14.txt")
