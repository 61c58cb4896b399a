import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_gallery", DOCS / "make_gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_gallery_is_up_to_date(gallery: ModuleType) -> None:
    written = (DOCS / "gallery.md").read_text(encoding="utf-8")
    assert written == gallery.page(), "run python docs/make_gallery.py and look at the pictures"


def test_pictures_exist_and_are_small(gallery: ModuleType) -> None:
    shown = re.findall(r"!\[[^\]]{80,}\]\(([^)]+)\)", (DOCS / "gallery.md").read_text(encoding="utf-8"))
    assert shown == [f"gallery/{gallery.file_name(course)}" for course in (*gallery.COURSES, *gallery.OTHERS)]
    assert max((DOCS / name).stat().st_size for name in shown) < 150_000
    assert {path.name for path in (DOCS / "gallery").iterdir()} == {Path(name).name for name in shown}


def test_readme_picture_exists_and_has_alt_text(gallery: ModuleType) -> None:
    shown = re.findall(r"!\[([^\]]*)\]\(docs/heartdata-weekly\.png\)", (DOCS.parent / "README.md").read_text("utf-8"))
    assert len(shown) == 1
    assert len(shown[0]) > 40
    assert gallery.README_PICTURE.stat().st_size < 150_000


@pytest.mark.slow
def test_changed_drawing_is_detected(gallery: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = gallery.page()
    monkeypatch.setattr(gallery, "COURSES", dict(list(gallery.COURSES.items())[:-1]))
    assert gallery.page() != fresh


def test_only_code_counts_as_drawing(gallery: ModuleType, tmp_path: Path) -> None:
    plain, said, other = (tmp_path / name for name in ("plain.py", "said.py", "other.py"))
    plain.write_text("def f():\n    return 1\n", encoding="utf-8")
    said.write_text('"""A module."""\n\n\ndef f():\n    """Do it."""\n    return 1  # why\n', encoding="utf-8")
    other.write_text("def f():\n    return 2\n", encoding="utf-8")
    assert gallery.code_of(plain) == gallery.code_of(said) != gallery.code_of(other)
