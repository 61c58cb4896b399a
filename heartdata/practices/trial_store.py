"""Storage of trials: one file beside the person's exports, readable by its owner only."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.practices.sensitive import refuse_trial
from heartdata.practices.trial import Trial, restore_trial
from heartdata.storage.files import write_atomically

# A name with a dot in front is never taken for an export.
TRIALS_NAME: Final = ".heartdata-trials.json"
_VERSION: Final = 1


def trials_file(path: str | os.PathLike[str]) -> Path:
    """Return the path of the trials file for some exports."""
    place = Path(path)
    return (place if place.is_dir() else place.parent) / TRIALS_NAME


def load_trials(path: str | os.PathLike[str]) -> list[Trial]:
    """Read the trials stored beside some exports."""
    file = trials_file(path)
    try:
        given = json.loads(file.read_bytes())
        if given["heartdata_trials"] != _VERSION:
            raise UnreadableFileError(f"{file}: written by another version of heartdata; move it away to start anew")
        return sorted((_trial(row) for row in given["trials"]), key=lambda trial: trial.start)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be read ({error.strerror})") from None
    except UnreadableFileError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError, HeartdataError):
        raise UnreadableFileError(f"{file}: damaged; move it away to start anew") from None


def _trial(row: dict[str, Any]) -> Trial:
    stopped = row.pop("stopped")
    start = date.fromisoformat(row.pop("start"))
    practice, days = row.pop("practice"), row.pop("days")
    on_days = tuple(date.fromisoformat(day) for day in row.pop("on_days", ()))
    planned = restore_trial(practice, start=start, days=days, on_days=on_days, **row)
    return replace(planned, stopped=None if stopped is None else date.fromisoformat(stopped))


def _row(trial: Trial) -> dict[str, Any]:
    row = {**asdict(trial), "start": str(trial.start), "stopped": trial.stopped and str(trial.stopped)}
    on_days, rule = row.pop("on_days"), row.pop("rule")
    # Left out where the plan is heartdata's own, as earlier versions write and read it.
    return {**row, "on_days": [str(day) for day in on_days], "rule": rule} if on_days else row


def _write(path: str | os.PathLike[str], trials: list[Trial]) -> Path:
    rows = [_row(trial) for trial in trials]
    content = json.dumps({"heartdata_trials": _VERSION, "trials": rows}, ensure_ascii=False, indent=1)
    return write_atomically(trials_file(path), content.encode())


def running_trial(trials: Sequence[Trial], on: date) -> Trial | None:
    """Find the trial under way; a plan of an earlier version that would be refused today is none."""
    return _latest_open([t for t in trials if refuse_trial(t.practice, Profile()) is None], on)


def _latest_open(trials: Sequence[Trial], on: date) -> Trial | None:
    return next((t for t in reversed(trials) if t.stopped is None and on <= t.end), None)


def trials_as_of(trials: Sequence[Trial], on: date) -> list[Trial]:
    """List the trials begun by a past day, as they were then."""
    begun = [trial for trial in trials if trial.start <= on and refuse_trial(trial.practice, Profile()) is None]
    return [replace(trial, stopped=None) if trial.stopped and trial.stopped > on else trial for trial in begun]


def add_trial(path: str | os.PathLike[str], trial: Trial, *, on: date) -> Path:
    """Store a new trial."""
    trials = load_trials(path)
    under_way = running_trial(trials, on)
    if under_way is not None:
        raise HeartdataError(
            f"a trial of {under_way.practice!r} is under way until {under_way.end}; two at once cannot be separated; "
            "see it with heartdata trial show, end it with heartdata trial stop"
        )
    return _write(path, [*trials, trial])


def stop_trial(path: str | os.PathLike[str], *, on: date) -> Trial:
    """End the trial under way."""
    trials = load_trials(path)
    under_way = _latest_open(trials, on)
    if under_way is None:
        raise HeartdataError("no trial is under way; start one with heartdata trial start")
    ended = replace(under_way, stopped=on)
    _write(path, [ended if t is under_way else t for t in trials])
    return ended
