"""Formats are tried only on files of their declared shape, and never miss a file they would claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from heartdata.readers.registry import formats_for
from tests.readers.helpers import DATA, content_of, damaged, source

PROFILE = Profile.load(DATA / "table" / "heartdata.toml")
FILES = [p for p in sorted(DATA.rglob("*")) if p.is_file() and not p.name.endswith(".expected.json")]
TEXTS = [p.read_text(encoding="utf-8-sig") for p in FILES if p.suffix != ".sql" and b"\0" not in p.read_bytes()]
SHAPES = ("database", "json", "markup", "pair", "table", "words")


def kept_from(content: str | bytes, name: str) -> list[str]:
    """Return the formats that would claim a file of a shape they do not declare."""
    file = source(content, name)
    return [f.name for f in FORMATS if file.shape not in f.shapes and f.claims(file, PROFILE)]


def test_each_shape_has_its_formats_in_order() -> None:
    assert {f.name for shape in SHAPES for f in formats_for(shape)} == {f.name for f in FORMATS}
    for shape in SHAPES:
        asked = formats_for(shape)
        assert [f for f in FORMATS if f in asked] == list(asked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_claimed_file_has_a_declared_shape(path: Path) -> None:
    assert kept_from(content_of(path), path.name) == []


@settings(max_examples=150)
@given(damaged(TEXTS), st.sampled_from(["2026-03-14.txt", "2026-03-14.md", "export.csv"]))
def test_damaged_files_have_a_declared_shape(text: str, name: str) -> None:
    assert kept_from(text, name) == []
