"""The page of what people read is the one that the commands would write now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.slow
def test_the_page_of_care_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("make_care", DOCS / "make_care.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "care.md").read_text(encoding="utf-8") == module.page(), "run python docs/make_care.py"
