import json
import os
import shutil
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from heartdata import readers
from heartdata.cli.main import main
from heartdata.practices.trial import start_trial
from heartdata.practices.trial_store import add_trial
from heartdata.readers.files.walk import _MEDIA
from heartdata.review import build as review
from heartdata.review import cache as kept
from heartdata.review.cache import look_at_week
from heartdata.storage import fingerprint as _contents
from heartdata.storage.cleanup import find_written
from heartdata.storage.manifest import cache_folder
from tests.made_logs import daylio_csv


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account with an empty cache, in which weeks of short logs are cached as well."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home" / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.setattr(kept, "LONGEST_QUICK", 0)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    return folder


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that exports are really read."""
    seen: list[str] = []
    real = readers.read_logs

    def counting(path: str, **more: Any) -> Any:
        seen.append(str(path))
        return real(path, **more)

    monkeypatch.setattr(readers, "read_logs", counting)
    return seen


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def cached_files() -> list[Path]:
    cache = cache_folder()
    assert cache is not None
    return sorted((cache / "weeks").glob("*")) if (cache / "weeks").is_dir() else []


def test_cached_week_reads_nothing_and_gives_the_same_output(exports: Path, readings: list[str]) -> None:
    said = [
        [(r.exit_code, r.stdout, r.stderr) for r in (run("weekly", exports), run("status", exports, "--json"))]
        for _ in range(2)
    ]
    assert readings == [str(exports)]
    assert said[0] == said[1]
    first = Path("heartdata-weekly.png").read_bytes()
    assert run("weekly", exports).exit_code == 0
    assert Path("heartdata-weekly.png").read_bytes() == first
    pages = []
    for _ in range(2):
        assert run("report", exports).exit_code == 0
        pages.append(Path("heartdata-report.html").read_bytes())
        for file in cached_files():
            file.unlink()
    assert pages[0] == pages[1]


def test_support_is_read_from_a_zip_too(exports: Path, tmp_path: Path) -> None:
    (exports / "heartdata.toml").write_text('[support]\nname = "Ana"\n')
    zipped = Path(shutil.make_archive(str(tmp_path / "all"), "zip", exports))
    first, second = (look_at_week(str(zipped)) for _ in range(2))
    assert len(cached_files()) == 1
    assert first.review.support == second.review.support == {"name": "Ana"}


def test_effects_are_computed_on_demand(exports: Path, readings: list[str]) -> None:
    fresh, again = look_at_week(str(exports)).review, look_at_week(str(exports)).review
    assert len(readings) == 1
    assert again.effects.equals(fresh.effects)
    assert len(readings) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda exports: (exports / "daylio.csv").write_text(daylio_csv(36), encoding="utf-8"),
        lambda exports: (exports / "more.csv").write_text("date,mood\n"),
        lambda exports: (exports / "daylio.csv").rename(exports / "moods.csv"),
        lambda exports: (exports / "heartdata.toml").write_text("[loss]\ndate = 2026-03-20\n"),
        lambda exports: add_trial(
            exports, start_trial("walk", start=date(2026, 4, 1), days=42, seed=1), on=date(2026, 4, 1)
        ),
    ],
)
def test_any_change_is_detected(exports: Path, readings: list[str], change: Any) -> None:
    assert run("status", exports).exit_code == 0
    change(exports)
    assert run("status", exports).exit_code in (0, 1)
    assert len(readings) == 2


def test_the_same_size_and_time_do_not_hide_a_change(exports: Path, readings: list[str]) -> None:
    file = exports / "daylio.csv"
    run("status", exports)
    before = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("meh", "rad", 1), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    run("status", exports)
    assert len(readings) == 2


def test_other_weeks_versions_and_folders_are_computed(
    exports: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("weekly", exports)
    run("weekly", exports, "--week", "2026-W11")
    assert len(readings) == 2
    run("weekly", exports, "--week", "2026-W11")
    assert len(readings) == 2
    monkeypatch.setattr(kept, "code_key", lambda: "another version")
    run("weekly", exports, "--week", "2026-W11")
    assert len(readings) == 3
    exports.rename(tmp_path / "elsewhere")
    run("status", tmp_path / "elsewhere")
    assert len(readings) == 4


def test_file_changed_while_it_was_read_is_not_cached(
    exports: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = review.review_week

    def changing(*given: Any, **more: Any) -> Any:
        (exports / "daylio.csv").write_text(daylio_csv(36), encoding="utf-8")
        return real(*given, **more)

    monkeypatch.setattr(review, "review_week", changing)
    first = look_at_week(str(exports)).review
    monkeypatch.setattr(review, "review_week", real)
    assert look_at_week(str(exports)).review.last_day >= first.last_day
    assert len(readings) == 2


def test_a_picture_in_the_folder_of_exports_changes_nothing(exports: Path, readings: list[str]) -> None:
    for _ in range(2):
        for name in ("week.png", "week.svg", "week.pdf"):
            assert run("weekly", exports, "--out", exports / name).exit_code == 0
    assert len(readings) == 1
    assert set(kept._PICTURES) <= _MEDIA


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"null", b'{"key": 1}', b"\xff", b"[" * 100_000])
def test_damaged_cache_is_recomputed(exports: Path, readings: list[str], damage: bytes) -> None:
    said = run("status", exports).stdout
    (file,) = cached_files()
    key = json.loads(file.read_bytes())["key"]
    for content in (damage, json.dumps({"key": key, "review": {"last_day": {"date": "x"}}}).encode()):
        file.write_bytes(content)
        assert run("status", exports).stdout == said
    assert len(readings) == 3


def test_only_the_owner_reads_it_and_forget_removes_it(exports: Path) -> None:
    run("weekly", exports)
    cache = cache_folder()
    assert cache is not None
    (file,) = cached_files()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert find_written().caches == [cache]
    assert run("forget", "--yes").exit_code == 0
    assert not cache.exists()


def test_no_word_of_the_journal_is_in_it(exports: Path) -> None:
    assert "secretword" in (exports / "daylio.csv").read_text(encoding="utf-8")
    run("weekly", exports)
    (file,) = cached_files()
    assert b"secretword" not in file.read_bytes()


def test_nothing_is_cached_for_short_or_large_logs_or_unsafe_people(
    exports: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LONGEST_QUICK", 34)
    run("weekly", exports)
    assert cached_files() == []
    monkeypatch.setattr(kept, "LONGEST_QUICK", 0)
    monkeypatch.setattr(kept, "LARGEST", 1000)
    run("weekly", exports)
    assert cached_files() == []
    monkeypatch.undo()
    assert len(readings) == 2


def test_nothing_is_cached_for_unsafe_people(exports: Path) -> None:
    (exports / "heartdata.toml").write_text("[loss]\nunsafe = true\n")
    assert run("weekly", exports).exit_code == 0
    assert cached_files() == []


def test_unwritable_cache_is_ignored(exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = run("status", exports).stdout
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert (run("status", exports).stdout, run("status", exports).stderr) == (said, "")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: "~/.cache/heartdata")
    assert (run("status", exports).stdout, run("status", exports).stderr) == (said, "")


def test_cache_of_removed_exports_and_the_oldest_are_dropped(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 3)
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text(daylio_csv(35 + number), encoding="utf-8")
        run("status", tmp_path / f"{number}.csv")
        for age, file in enumerate(sorted(cached_files(), key=lambda f: -f.stat().st_mtime_ns)):
            os.utime(file, ns=(0, 10**18 - age * 10**9))
    assert len(cached_files()) == 3
    (tmp_path / "4.csv").unlink()
    run("status", exports)
    paths = {Path(json.loads(file.read_bytes())["path"]).name for file in cached_files()}
    assert paths == {"exports", "3.csv"}


def test_the_code_is_part_of_the_key(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = kept._key(str(exports), None)
    assert one
    assert one == kept._key(str(exports), None)
    monkeypatch.setattr(kept, "code_key", lambda: _contents.code_key() + "x")
    assert kept._key(str(exports), None) != one
