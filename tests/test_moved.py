"""Import paths that the README, the docs and the notebooks of version 0.1 showed."""

from __future__ import annotations

import importlib
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import heartdata
from heartdata._moved import MODULES, NAMES
from heartdata.core.thresholds import Thresholds

SHOWN = {
    "columns": "ROLES",
    "daily": "to_daily",
    "files": "write_atomically",
    "indicators": "stagnation_indicators",
    "logs": "Logs",
    "nights": "nightly",
    "practice_tests": "compare_days",
    "profile": "Profile",
    "progress": "track_progress",
    "progress_rules": "RULES",
    "shipped": "sample_data",
    "sign_sources": "SOURCES",
    "simulate": "simulate_logs",
    "trial_files": "load_trials",
    "trials": "start_trial",
    "vocabulary": "KINDS_OF_LOSS",
    "week_progress": "week_progress",
    "week_review": "WeekReview",
    "week_signs": "week_signs",
    "weeks": "Rule",
}
FOLDER = Path(heartdata.__file__).parent


@pytest.mark.parametrize(("module", "name"), SHOWN.items())
def test_documented_old_paths_work_and_warn(module: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, f"heartdata.{module}", raising=False)
    with pytest.warns(DeprecationWarning, match=f"heartdata.{module} is now heartdata"):
        old = importlib.import_module(f"heartdata.{module}")
    new = [importlib.import_module(f"heartdata.{where}") for where in MODULES[module]]
    assert getattr(old, name) is next(getattr(where, name) for where in new if hasattr(where, name))


@pytest.mark.parametrize(("room", "name"), [(room, name) for room, names in NAMES.items() for name in names])
def test_a_name_from_a_module_that_became_a_room_still_works_and_warns(
    room: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = importlib.import_module(f"heartdata.{room}")
    monkeypatch.delitem(vars(package), name, raising=False)
    new = importlib.import_module(f"heartdata.{NAMES[room][name]}")
    with pytest.warns(DeprecationWarning, match=f"heartdata.{room}.{name} is now heartdata.{NAMES[room][name]}"):
        assert getattr(package, name) is getattr(new, name)
    # Else importing the submodule would hide the name.
    assert not (FOLDER / room / f"{name}.py").exists()


@pytest.mark.parametrize("module", MODULES)
def test_every_old_path_has_a_target(module: str) -> None:
    assert not (FOLDER / f"{module}.py").exists()
    assert not (FOLDER / module).exists()
    for where in MODULES[module]:
        importlib.import_module(f"heartdata.{where}")


def test_the_tables_of_thresholds_are_found_under_their_old_names(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"sign_sources": "SIGN_RULES", "practice_tests": "PRACTICE_RULES", "situation": "SUGGESTION_RULES"}
    for module, name in tables.items():
        monkeypatch.delitem(sys.modules, f"heartdata.{module}", raising=False)
        with pytest.warns(DeprecationWarning, match=f"heartdata.{module} is now heartdata"):
            old = importlib.import_module(f"heartdata.{module}")
        assert isinstance(getattr(old, name), Thresholds)


def test_unknown_paths_are_ordinary_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "heartdata.nights", raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ModuleNotFoundError, match="nowhere"):
            importlib.import_module("heartdata.nowhere")
        with pytest.raises(AttributeError, match="review' has no attribute 'nothing'"):
            importlib.import_module("heartdata.review").nothing  # noqa: B018
    with pytest.warns(DeprecationWarning, match="is now"):
        old = importlib.import_module("heartdata.nights")
    with pytest.raises(AttributeError, match="nights' has no attribute 'nothing'"):
        old.nothing  # noqa: B018


def test_warning_points_at_the_importing_line(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text("\nfrom heartdata.shipped import sample_data\nfrom heartdata.review import review_week\n")
    done = subprocess.run([sys.executable, "-W", "default", script], capture_output=True, text=True, check=True)
    warned = [line for line in done.stderr.splitlines() if "DeprecationWarning" in line]
    assert len(warned) == 2
    assert all(f"mine.py:{number}: " in line for number, line in enumerate(warned, start=2))
