"""Every recipe of the documentation runs on the sample data, and by itself."""

import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "recipes.md").read_text(encoding="utf-8") if DOCS.is_dir() else ""
CELL = re.compile(r"```\{code-cell\} python\n(.*?)```", re.S)
SETUP, *RECIPES = re.split(r"(?m)^## ", PAGE)


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec("\n".join(CELL.findall(SETUP)), names)
    return names


def test_there_are_at_least_ten() -> None:
    assert [recipe.split(".")[0] for recipe in RECIPES] == [str(n) for n in range(1, len(RECIPES) + 1)]
    assert len(RECIPES) >= 10
    assert all(CELL.search(recipe) for recipe in RECIPES)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.splitlines()[0])
def test_recipe_runs(loaded: dict[str, Any], recipe: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    own = dict(loaded)
    for cell in CELL.findall(recipe):
        exec(cell, own)
