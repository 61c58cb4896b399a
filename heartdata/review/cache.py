"""Cache of computed week reviews, so that asking again about the same exports is quick.

Only reviews of long logs are cached. The cache holds what a chart shows, and never a word of a journal. It is used
only if every file, the profile, the trials, heartdata's code and the requested week are the same byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import warnings
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.losses import loss_questions
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.errors import HeartdataError, HeartdataWarning
from heartdata.practices.trial_store import load_trials, trials_file
from heartdata.storage.files import write_atomically
from heartdata.storage.fingerprint import code_key, content_key, files_below
from heartdata.storage.manifest import cache_folder

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.core.logs import Logs
    from heartdata.review.week import WeekReview

# Heuristic, from docs/startup-benchmark.md: shorter logs are looked at in about the time that drawing them takes.
LONGEST_QUICK: Final = 1000  # [days] from the first to the last that is logged
# Summing up larger exports takes as long as a part of reading them [byte].
LARGEST: Final = 64 * 1024 * 1024
MOST_KEPT: Final = 8
# The tables of heartdata.toml in which the person answers.
_QUESTIONS: Final = ("[moods]", "[columns]")
# What `weekly` and `report` write; no format reads such a file.
_PICTURES: Final = (".png", ".svg", ".pdf")
# https://bford.info/cachedir/: backups leave such a folder out. `heartdata forget` removes only files it wrote.
_TAG: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n# Kept by heartdata; it can be made again at any time.\n"


@dataclass(frozen=True)
class Look:
    """A week, and what the command line says about reading its files."""

    review: WeekReview
    questions: list[str]  # about the person's files, such as the level of a mood
    rejected: int  # rows and files
    read_from: list[str]  # as `Logs.sources` names them


def look_at_week(path: str, week: str | None = None) -> Look:
    """Read exports and review one week, or return the cached review if nothing changed."""
    # Before anything is read: a file may change meanwhile, and then the cache must not match it.
    key = _key(path, week)
    return _kept(path, key) or _looked(path, week, key)


def _looked(path: str, week: str | None, key: str) -> Look:
    from heartdata.review.build import review_week

    logs = read_quietly(path)
    review = review_week(logs, week, trials=load_trials(path))
    read_from = logs.sources.loc[logs.sources["format"] != "", "path"].tolist()
    look = Look(review, open_questions(logs), len(logs.rejected), read_from)
    days = logs.days
    # Nothing is written for somebody who may be watched.
    if key and (days[-1] - days[0]).days > LONGEST_QUICK and not logs.profile.unsafe:
        _keep(path, key, look)
    return look


def read_quietly(path: str) -> Logs:
    """Read exports as `heartdata.read_logs` does, without its warnings; `open_questions` says the same."""
    from heartdata.readers import read_logs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        return read_logs(path)


def open_questions(logs: Logs) -> list[str]:
    """List the questions about the person's files, such as which level a mood of their own has; each once."""
    asked: dict[str, list[str]] = {}
    for source in logs.sources.itertuples():
        for note in str(source.notes).splitlines():
            if any(mark in note for mark in _QUESTIONS):
                asked.setdefault(note, []).append(source.path)
    named = [f"{files[0]}{f' and {len(files) - 1} more' if files[1:] else ''}: {note}" for note, files in asked.items()]
    return [*named, *loss_questions(logs.profile)]


def _key(path: str, week: str | None) -> str:
    """Return a key of everything the review depends on; empty if that is unknown or would take too long."""
    place = Path(path)
    try:
        files = files_below(place, _passed_over)
        if sum(file.stat().st_size for file in files) > LARGEST:
            return ""
        beside = [_text(file) for file in (_profile_file(place), trials_file(place))]
    except (OSError, ValueError):
        return ""
    return content_key(place, code_key(), sys.version, week or "", *beside, ignored=_passed_over)


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(_PICTURES)


def _profile_file(place: Path) -> Path:
    return (place if place.is_dir() else place.parent) / PROFILE_NAME


def _profile(place: Path) -> Profile:
    if place.is_dir():
        file = _profile_file(place)
        return Profile.load(file) if file.is_file() else Profile()
    # A zip may hold one of its own.
    from heartdata.readers import find_profile

    return find_profile(place)


def _text(file: Path) -> str:
    return file.read_bytes().decode("latin-1") if file.is_file() else ""


def _file(path: str) -> Path | None:
    cache = cache_folder()
    if cache is None:
        return None
    return cache / "weeks" / f"{hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()}.json"


def _kept(path: str, key: str) -> Look | None:
    # Without a key the path may be none that the system takes.
    file = _file(path) if key else None
    if file is None or not file.is_file():
        return None
    from heartdata.review.week_json import from_plain

    try:
        given = json.loads(file.read_bytes())
        if given["key"] != key:
            return None
        review = from_plain(
            given["review"],
            support=dict(_profile(Path(path)).support),
            effects_of=partial(_effects, path, given["review"]["last_day"]["date"]),
        )
        return Look(review, given["questions"], given["rejected"], given["read_from"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Damaged; it is made again.
        return None


def _effects(path: str, last_day: str) -> pd.DataFrame:
    from datetime import date

    from heartdata.review.build import effects_of_week

    return effects_of_week(read_quietly(path), date.fromisoformat(last_day))


def _keep(path: str, key: str, look: Look) -> None:
    from heartdata.review.week_json import to_plain

    file = _file(path)
    if file is None:
        return
    content: dict[str, Any] = {
        "path": os.path.realpath(path), "key": key, "review": to_plain(look.review), "questions": look.questions,
        "rejected": look.rejected, "read_from": look.read_from,
    }  # fmt: skip
    # Nothing is lost where it cannot be kept.
    with contextlib.suppress(HeartdataError, OSError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        write_atomically(file.parent.parent / "CACHEDIR.TAG", _TAG)
        write_atomically(file, json.dumps(content).encode())
        _tidy(file)


def _tidy(newest: Path) -> None:
    """Remove cached reviews of exports that are gone, and the oldest ones beyond the limit."""
    kept = sorted((f for f in newest.parent.glob("*.json") if f != newest), key=lambda f: -f.stat().st_mtime)
    for place, file in enumerate(kept, start=2):
        if place > MOST_KEPT or not _still_there(file):
            with contextlib.suppress(OSError):
                file.unlink()


def _still_there(file: Path) -> bool:
    try:
        return os.path.exists(json.loads(file.read_bytes())["path"])  # noqa: PTH110
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
