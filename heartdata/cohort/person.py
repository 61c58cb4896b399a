"""One person of a cohort, from their files to one row per week; imported only once a worker process is set up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.cohort.long_format import read_long
from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.core.weeks import anything_logged, judged_places, usual_by_day
from heartdata.practices.trial import Trial
from heartdata.practices.trial_store import load_trials
from heartdata.readers import read_logs
from heartdata.readers.files.zipped_profile import zipped_profile
from heartdata.recovery.summary import PROBABILITIES, week_course
from heartdata.signs.indicators import indicator_course
from heartdata.storage.files import MARKER
from heartdata.suggestions.agreed_weeks import AgreedWeeks
from heartdata.suggestions.weekly import suggestion_weeks

WEEK_COLUMNS: Final = (
    "week", "state", *PROBABILITIES, "alert", "level", "gap", *SIGNS, "days_logged", "days_logged_28", "suggestion",
)  # fmt: skip
_SAVED: Final = "logs.json"
Counts = NDArray[np.int64]
_PARQUET: Final = ".parquet"


@lru_cache(maxsize=8)
def shared_profile(text: str) -> Profile:
    """Parse the profile for everyone without one of their own."""
    return Profile.from_toml(text)


def read_person(path: Path, shared: Profile) -> tuple[Logs, list[Trial]]:
    """Read one person's folder or file."""
    if not path.is_dir():
        profile = zipped_profile(path) or shared
        if path.suffix.lower() == _PARQUET:
            return read_long([path], profile), []
        return read_logs(path, profile=profile), []
    trials = load_trials(path)
    if (path / MARKER).is_file() and (path / _SAVED).is_file():
        return Logs.load(path), trials
    own = path / PROFILE_NAME
    profile = Profile.load(own) if own.is_file() else shared
    long = _long_files(path)
    return (read_long(long, profile) if long else read_logs(path, profile=profile)), trials


def _long_files(folder: Path) -> list[Path]:
    """List a folder's Parquet files if it holds nothing else to read."""
    files = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "_")) and p.name != PROFILE_NAME)
    return files if files and all(p.suffix.lower() == _PARQUET and p.is_file() for p in files) else []


def person_weeks(logs: Logs, trials: Sequence[Trial] = ()) -> pd.DataFrame:
    """Build one row per week, each from that week's and earlier entries only."""
    daily = to_daily(logs)
    if daily.empty:
        return pd.DataFrame(columns=list(WEEK_COLUMNS))
    judged = judged_places(daily.index, anything_logged(daily))
    days = daily.index[judged]
    weeks = days - pd.to_timedelta(days.day_of_week, unit="D")
    course = week_course(daily, logs)
    signs = indicator_course(logs)
    out: dict[str, Any] = {"week": weeks.as_unit("us")}
    for name in ("state", *PROBABILITIES, "alert", "level", "gap"):
        out[name] = course[name].to_numpy()[judged]
    out["state"], out["alert"] = _said(logs, weeks, daily, course)
    place = signs.index.get_indexer(weeks)
    for sign in SIGNS:
        known = signs["status", sign].to_numpy(dtype=object) if len(signs) else np.empty(0, dtype=object)
        # Where the signs do not reach there is none: the place -1 is that of the end.
        out[sign] = np.append(known, "unknown")[place]
    out["days_logged"], out["days_logged_28"] = _coverage(daily["entries"], weeks)
    out["suggestion"] = _suggested(logs, weeks, trials, daily=daily, course=course, signs=signs)
    return pd.DataFrame(out)


def _said(
    logs: Logs, weeks: pd.DatetimeIndex, daily: pd.DataFrame, course: pd.DataFrame
) -> tuple[list[str], list[str]]:
    """State and early notice as the page of each week says them."""
    usual = usual_by_day(daily, logs)
    said = AgreedWeeks(daily, course, usual=usual, losses=[loss.day for loss in losses(logs)])
    found = [said.of_week(sunday.date()) for sunday in weeks + pd.Timedelta(days=6)]
    return [week.state for week in found], [week.alert for week in found]


def _coverage(entries: pd.Series[int], weeks: pd.DatetimeIndex) -> tuple[Counts, Counts]:
    """Count the days with an entry in each week and in the 28 days up to its Sunday."""
    before = (entries.index[0] - weeks[0]).days
    logged = np.zeros(7 * len(weeks), dtype=np.int64)
    logged[before : before + len(entries)] = entries.to_numpy() > 0
    total = np.r_[0, np.cumsum(logged)]
    sundays = 7 * np.arange(1, len(weeks) + 1)
    return total[sundays] - total[sundays - 7], total[sundays] - total[np.maximum(sundays - 28, 0)]


def _suggested(logs: Logs, weeks: pd.DatetimeIndex, trials: Sequence[Trial], **known: pd.DataFrame) -> list[str | None]:
    sundays = weeks + pd.Timedelta(days=6)
    found = suggestion_weeks(logs, sundays[-1].date(), trials=trials, **known)["code"]
    codes = dict(zip(found.index.tolist(), found.tolist(), strict=True))
    remembered = pd.Timestamp(sundays[-1].year - 1, 1, 1)
    return [codes.get(day, "") if day >= remembered else None for day in sundays.tolist()]
