import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from heartdata import readers
from heartdata.cli.main import main
from heartdata.review import build
from heartdata.review.build import review_week
from heartdata.review.look import look_at_week, read_quietly
from tests.made_logs import daylio_csv


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    return folder


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that exports are read."""
    seen: list[str] = []
    real = readers.read_logs

    def counting(path: str, **more: Any) -> Any:
        seen.append(str(path))
        return real(path, **more)

    monkeypatch.setattr(readers, "read_logs", counting)
    return seen


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_a_command_reads_once_and_keeps_only_its_chart(exports: Path, readings: list[str]) -> None:
    first, again = run("weekly", exports), run("weekly", exports)
    assert first.exit_code == 0
    assert (first.stdout, first.stderr) == (again.stdout, again.stderr)
    assert readings == [str(exports)] * 2
    assert [path.name for path in Path().iterdir()] == ["heartdata-weekly.png"]
    kept = [path.suffix for path in Path("..").rglob("*") if "heartdata" in path.parent.parts and path.is_file()]
    assert set(kept) <= {".json"}  # the list of what was written


def test_what_is_printed_needs_nothing_that_is_only_drawn(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, commands = review_week(read_quietly(str(exports))), ("status", "signs", "helps")
    in_words = look_at_week(str(exports), drawn=False).review
    assert (in_words.sentences()[0], in_words.suggestions) == (whole.sentences()[0], whole.suggestions)
    pd.testing.assert_frame_equal(in_words.effects, whole.effects)
    assert len(whole.practice_days)
    printed = [run(command, exports).stdout for command in commands]
    for only_drawn in ("_practice_days", "_with_better_days", "_trial_days", "memory"):
        monkeypatch.delattr(build, only_drawn)
    assert [run(command, exports).stdout for command in commands] == printed
    assert all(printed)


def test_support_is_read_from_a_zip_too(exports: Path, tmp_path: Path) -> None:
    (exports / "heartdata.toml").write_text('[support]\nname = "Ana"\n')
    zipped = Path(shutil.make_archive(str(tmp_path / "all"), "zip", exports))
    look = look_at_week(str(zipped))
    assert look.review.support == {"name": "Ana"}
    assert look.rejected == 0
