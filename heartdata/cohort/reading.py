"""One person's place in a cohort: what is there, as `Logs`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.storage.files import MARKER

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.practices.trial import Trial

__all__ = ["read_person", "shared_profile"]

_SAVED: Final = "logs.json"
_PARQUET: Final = ".parquet"


@lru_cache(maxsize=8)
def shared_profile(text: str) -> Profile:
    """Read the profile that holds for everyone without one of their own."""
    return Profile.from_toml(text)


def read_person(path: Path, shared: Profile) -> tuple[Logs, list[Trial]]:
    """Read what one person's place holds."""
    from heartdata.core.logs import Logs
    from heartdata.practices.trial_store import load_trials
    from heartdata.readers import read_logs
    from heartdata.readers.files.zipped_profile import zipped_profile

    if not path.is_dir():
        profile = zipped_profile(path) or shared
        if path.suffix.lower() == _PARQUET:
            return _long([path], profile), []
        return read_logs(path, profile=profile), []
    trials = load_trials(path)
    if (path / MARKER).is_file() and (path / _SAVED).is_file():
        return Logs.load(path), trials
    own = path / PROFILE_NAME
    profile = Profile.load(own) if own.is_file() else shared
    long = _long_files(path)
    return (_long(long, profile) if long else read_logs(path, profile=profile)), trials


def _long(files: list[Path], profile: Profile) -> Logs:
    from heartdata.cohort.long_format import read_long

    return read_long(files, profile)


def _long_files(folder: Path) -> list[Path]:
    """Find a folder's Parquet files where it holds nothing else to be read."""
    files = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "_")) and p.name != PROFILE_NAME)
    return files if files and all(p.suffix.lower() == _PARQUET and p.is_file() for p in files) else []
