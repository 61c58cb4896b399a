"""The pages that are written from the code when the documentation is built."""

import importlib
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import heartdata as hd
from heartdata import charts
from heartdata.suggestions.rules import RULES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages_from_code", ROOT / "docs" / "_ext" / "pages_from_code.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_has_every_public_name_once(pages: ModuleType) -> None:
    names = [name for group in pages.grouped().values() for name in group]
    assert sorted(names) == sorted(set(names))
    for name in names:
        room, _, last = f"heartdata.{name}".rpartition(".")
        assert hasattr(importlib.import_module(room), last), name
    assert set(hd.__all__) | {f"charts.{name}" for name in charts.__all__ if name not in hd.__all__} <= set(names)


def test_generated_tables_have_a_row_for_each(pages: ModuleType) -> None:
    assert re.findall(r"(?m)^\| `(\w+)` \|", pages.formats()) == list(hd.formats().index)
    assert re.findall(r"(?m)^\| `(HD\d+)` \|", pages.rules()) == [rule.code for rule in RULES]
    catalogue = tomllib.loads((ROOT / "heartdata" / "practices" / "approaches.toml").read_text(encoding="utf-8"))
    assert pages.practices().count("\n") == 2 + len(catalogue["practices"])


def test_every_cell_is_in_its_column(pages: ModuleType) -> None:
    for text in (pages.formats(), pages.practices(), pages.rules(), pages.status_json(), pages.tables()):
        for block in re.findall(r"(?m)(?:^\|.*\n)+", text):
            assert len({line.count("|") for line in block.splitlines()}) == 1


def test_pages_are_written_once(pages: ModuleType, tmp_path: Path) -> None:
    pages.write_pages(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.*")}
    assert {path.name for path in before} >= {"api.rst", "json.md", "tables.md", "thresholds.md"}
    notebooks = tmp_path / "notebooks"
    (notebooks / "00_gone.ipynb").touch()
    pages.write_pages(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.*")} == before
    assert {path.name for path in notebooks.glob("*.ipynb")} == {path.name for path in ROOT.glob("notebooks/*.ipynb")}


def test_every_explorer_of_a_notebook_has_its_picture(pages: ModuleType) -> None:
    for path in ROOT.glob("notebooks/*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert pages.with_stills(text).count("still(_)") == len(re.findall(r'(?:\\n|")explore_\w+\(', text))
