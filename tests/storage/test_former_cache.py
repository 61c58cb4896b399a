"""What 0.1 kept in the cache folder is found and removed; nothing else in there is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartdata.cli.main import main
from heartdata.storage.former_cache import find_former_cache
from tests.made_logs import names_in

# As 0.1.0 wrote them.
TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# Kept by heartdata; it can be made again at any time.\n"
EXPORTS = "/home/me/exports"
REVIEW = json.dumps({"path": EXPORTS, "key": "k", "review": {}, "questions": [], "rejected": 0, "read_from": []})
NAME = f"{hashlib.sha256(EXPORTS.encode()).hexdigest()}.json"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account with the cache folder of 0.1.0, holding one review."""
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "cache" / "heartdata"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "cache" / "heartdata"
    (folder / "weeks").mkdir(parents=True)
    (folder / "weeks" / NAME).write_text(REVIEW)
    (folder / "CACHEDIR.TAG").write_bytes(TAG)
    return folder


def forget() -> str:
    result = CliRunner().invoke(main, ["forget", "--yes"])
    assert result.exit_code == 0
    return result.stdout


def test_the_reviews_that_0_1_kept_are_listed_and_removed(cache: Path) -> None:
    said = forget()
    assert str(cache / "weeks" / NAME) in said
    assert not cache.exists()
    assert cache.parent.exists()
    assert "Nothing left to remove." in forget()


def test_other_files_in_that_folder_stay(cache: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / NAME).write_text(REVIEW)
    own = {
        "notes.json": REVIEW,  # another name
        f"{'0' * 64}.json": REVIEW,  # the name of another path
        f"{'1' * 64}.json": "[" * 50_000,
        f"{'2' * 64}.json": "mine",
    }
    for name, content in own.items():
        (cache / "weeks" / name).write_text(content)
    (cache / "weeks" / f"{'3' * 64}.json").mkdir()
    (cache / "weeks" / f"{'4' * 64}.json").symlink_to(other / NAME)
    (cache / "diary").mkdir()
    forget()
    assert names_in(cache) == ["diary", "weeks"]
    assert names_in(cache / "weeks") == sorted([*own, f"{'3' * 64}.json", f"{'4' * 64}.json"])
    assert names_in(other) == [NAME]


@pytest.mark.parametrize("linked", ["weeks", "."])
def test_a_folder_behind_a_link_is_left_alone(cache: Path, tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    place = cache / linked
    place.rename(elsewhere)
    place.symlink_to(elsewhere, target_is_directory=True)
    before = names_in(elsewhere)
    forget()
    assert names_in(elsewhere) == before
    assert place.is_symlink()


def test_a_cache_of_another_program_is_none_of_ours(cache: Path) -> None:
    (cache / "weeks" / NAME).unlink()
    (cache / "CACHEDIR.TAG").write_bytes(TAG.split(b"#")[0])
    assert find_former_cache() == ([], [])
    assert "Nothing left to remove." in forget()
    # Even empty folders stay: nothing shows that heartdata made them.
    assert names_in(cache) == ["CACHEDIR.TAG", "weeks"]
    (cache / "CACHEDIR.TAG").unlink()
    forget()
    assert names_in(cache) == ["weeks"]
