"""One person's place in a cohort: what is there, as `Logs`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.files import MARKER
from heartdata.profile import PROFILE_NAME, Profile

if TYPE_CHECKING:
    from heartdata.logs import Logs
    from heartdata.trials import Trial

__all__ = ["read_person", "shared_profile"]

_SAVED: Final = "logs.json"
_PARQUET: Final = ".parquet"


@lru_cache(maxsize=8)
def shared_profile(text: str) -> Profile:
    """Read the profile that holds for everyone without one of their own.

    Parameters
    ----------
    text : str
        TOML; may be empty.

    Returns
    -------
    Profile
        As `Profile.from_toml` reads it.

    Raises
    ------
    ProfileError
        If something in it is not allowed.
    """
    return Profile.from_toml(text)


def read_person(path: Path, shared: Profile) -> tuple[Logs, list[Trial]]:
    """Read what one person's place holds.

    Parameters
    ----------
    path : Path
        A folder or zip of exports, one export, a long-form Parquet file or a folder of such files, or a folder that
        `heartdata.Logs.save` or `heartdata export --as parquet` wrote.
    shared : Profile
        Used where the person has no ``heartdata.toml`` of their own.

    Returns
    -------
    logs : Logs
        What was read.
    trials : list of Trial
        As kept beside the exports in a folder.

    Raises
    ------
    HeartdataError
        As `heartdata.read_logs` does.
    """
    from heartdata.logs import Logs
    from heartdata.readers import read_logs
    from heartdata.readers._zipped_profile import zipped_profile
    from heartdata.trial_files import load_trials

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
    from heartdata._cohort_long import read_long

    return read_long(files, profile)


def _long_files(folder: Path) -> list[Path]:
    """Find a folder's Parquet files where it holds nothing else to be read."""
    files = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "_")) and p.name != PROFILE_NAME)
    return files if files and all(p.suffix.lower() == _PARQUET and p.is_file() for p in files) else []
