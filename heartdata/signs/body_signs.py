"""The body's signs beside the seven: sleeplessness, regular nights, appetite, calm and the resting pulse."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.losses import current_losses, losses
from heartdata.core.nights import nightly
from heartdata.signs.estimators import own_usual, windowed
from heartdata.signs.evidence import tag_sets, tag_table
from heartdata.signs.indicators import chosen_day, logs_until

Floats = npt.NDArray[np.float64]

BODY_SIGNALS: Final = ("insomnia", "sleep_regularity", "appetite", "anxiety", "resting_pulse")
#: Sleep efficiency under .85, or less than six hours, as insomnia research has it; heuristic as a mark of one night.
LEAST_EFFICIENCY: Final = 0.85
LEAST_HOURS: Final = 6.0
_WINDOW: Final = 14
#: A week of nights is the least for a regularity index (Phillips et al. 2017 used a week or longer).
LEAST_NIGHTS: Final = 7
_LEAST_DAYS: Final = 5
_LEAST_USUAL: Final = 14
_MINUTES: Final = 1440
_PULSE_NAMES: Final = frozenset({"resting heart rate", "resting pulse", "ruhepuls", "frecuencia cardíaca en reposo"})


def sleep_regularity(sleep: pd.DataFrame, *, epoch: int = 1) -> float:
    """Compute the Sleep Regularity Index of some days.

    The chance that somebody is in the same state, asleep or awake, at any two moments 24 hours apart, put on a scale
    where 100 is the same every day and 0 is chance.

    A. J. K. Phillips et al. 2017, Scientific Reports 7, 3216, 10.1038/s41598-017-03171-4.
    """
    known = sleep.dropna(subset=["start", "end"])
    if not len(known):
        return float("nan")
    known = known[(known["end"] > known["start"]) & (known["end"] - known["start"] < pd.Timedelta(days=1))]
    if not len(known):
        return float("nan")
    first = _first_cut(known)
    starts = np.asarray((known["start"] - first) // pd.Timedelta(minutes=epoch), dtype=np.int64)
    ends = np.asarray((known["end"] - first) // pd.Timedelta(minutes=epoch), dtype=np.int64)
    per_day = _MINUTES // epoch
    days = int(ends.max() - 1) // per_day + 1
    if days > 4000:
        # An index over more than ten years means a wrong date, and would need much memory.
        return float("nan")
    asleep = np.zeros(days * per_day, dtype=bool)
    for begin, end in zip(starts, ends, strict=True):
        asleep[begin:end] = True
    grid = asleep.reshape(days, per_day)
    covered = np.zeros(days, dtype=bool)
    covered[np.unique(starts // per_day)] = True
    both = covered[1:] & covered[:-1]
    if not both.any():
        return float("nan")
    return float(200 * (grid[1:] == grid[:-1])[both].mean() - 100)


def _first_cut(sleep: pd.DataFrame) -> pd.Timestamp:
    """Where to cut days, so that a night lies within one: opposite the usual middle of sleep."""
    middle = sleep["start"] + (sleep["end"] - sleep["start"]) / 2
    angle = np.asarray((middle - middle.dt.normalize()) / pd.Timedelta(days=1), dtype=np.float64) * 2 * np.pi
    turn = np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()) / (2 * np.pi) + 0.5
    cut = pd.Timedelta(minutes=round(float(turn) % 1 * _MINUTES))
    first = pd.Timestamp(sleep["start"].min())
    day = first.normalize() + cut
    return day if day <= first else day - pd.Timedelta(days=1)


def body_signals(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Compare sleep, appetite, calm and the resting pulse of the last 14 days with the person's usual."""
    logs = logs_until(logs, on)
    day = chosen_day(on)
    last = day if day is not None else (logs.days[-1] if len(logs.days) else None)
    rows = {}
    for name, (values, source) in _traces(logs).items():
        rows[name] = _row(values, last, logs, source)
    rows["sleep_regularity"] = _regularity_row(logs, last)
    frame = pd.DataFrame.from_dict(rows, orient="index").reindex(list(BODY_SIGNALS))
    frame.index.name = "signal"
    return frame.astype({"days_logged": np.int64, "source": "object"})


def _traces(logs: Logs) -> dict[str, tuple[pd.Series[Any], str]]:
    tagged, sets = tag_table(logs), tag_sets()
    by_tag = {}
    for name in ("insomnia", "appetite", "anxiety"):
        mine = tagged["name"].isin(sets[name])
        used = 10.0 * mine.groupby(tagged["day"]).any().astype(float)
        by_tag[name] = used if mine.any() else used.iloc[:0]
    rated = {name: 10.0 - _rated(logs, name) for name in ("appetite", "calm")}
    pulse = logs.activities[logs.activities["name"].map(lambda name: str(name).casefold()).isin(_PULSE_NAMES)]
    return {
        "insomnia": _hard_nights(logs, by_tag["insomnia"]),
        "appetite": (rated["appetite"], "appetite rating") if len(rated["appetite"]) else (by_tag["appetite"], "tags"),
        "anxiety": (rated["calm"], "calm rating") if len(rated["calm"]) else (by_tag["anxiety"], "tags"),
        "resting_pulse": _pulse(logs, pulse),
    }


def _rated(logs: Logs, measure: str) -> pd.Series[Any]:
    answered = logs.ratings[(logs.ratings["measure"] == measure) & logs.ratings["value"].notna()]
    return answered.groupby("day")["value"].mean()


def _pulse(logs: Logs, pulse: pd.DataFrame) -> tuple[pd.Series[Any], str]:
    measured = logs.vitals[logs.vitals["name"] == "resting_heart_rate"].dropna(subset=["value"])
    counted = pulse.dropna(subset=["amount"]).groupby("day")["amount"].mean()
    daily = measured.groupby("day")["value"].mean() if len(measured) else counted
    return daily, "resting heart rate"


def _hard_nights(logs: Logs, tags: pd.Series[Any]) -> tuple[pd.Series[Any], str]:
    if not len(logs.sleep):
        return tags, "tags"
    nights = nightly(logs.sleep)
    known = nights["sleep_hours"].notna()
    hard = (nights["sleep_hours"] < LEAST_HOURS) | (nights["sleep_efficiency"] < LEAST_EFFICIENCY)
    values = 10.0 * hard[known].astype(float)
    if len(tags):
        values = pd.concat([values, tags[tags > 0]]).groupby(level=0).max()
    return values, "sleep log"


def _row(series: pd.Series[Any], last: pd.Timestamp | None, logs: Logs, source: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("level", "usual", "difference", "low", "high"), np.nan)
    if last is None or not len(series.dropna()):
        return {**nothing, "days_logged": 0, "source": ""}
    first = min(series.index.min(), last)
    days = pd.date_range(first, last, freq="D")
    values = series.reindex(days).to_numpy(dtype=np.float64)[:, None]
    window = windowed(values, _WINDOW)
    logged = int(window.n[-1, 0])
    if logged < _LEAST_DAYS:
        return {**nothing, "days_logged": logged, "source": source}
    level = float(window.mean[-1, 0])
    usual = own_usual(values[_reference(days, logs)], np.array([False]))
    found = {**nothing, "level": level, "days_logged": logged, "source": source}
    if usual.n[0] >= _LEAST_USUAL:
        found["usual"] = float(usual.mean[0])
    if usual.n[0] >= _LEAST_USUAL and usual.spread[0] > 1e-5:
        error = np.sqrt(window.error_factor(usual.phi, slice(len(days) - 1, None))[0, 0] + usual.error[0])
        difference = (level - usual.mean[0]) / usual.spread[0]
        found |= {"difference": difference, "low": difference - 1.645 * error, "high": difference + 1.645 * error}
    return found


def _reference(days: pd.DatetimeIndex, logs: Logs) -> slice:
    """Days of the usual: those before the loss where there are enough, else the year up to 28 days ago."""
    marked = current_losses(losses(logs), days[0].date())
    if marked:
        loss = (marked[0].day - days[0].date()).days
        if _LEAST_USUAL <= loss < len(days):
            return slice(max(0, loss - 365), loss)
    last = max(0, len(days) - 28)
    return slice(max(0, last - 365), last)


def _regularity_row(logs: Logs, last: pd.Timestamp | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(("level", "usual", "difference", "low", "high"), np.nan)
    row |= {"days_logged": 0, "source": ""}
    if last is None or not len(logs.sleep):
        return row
    recent = logs.sleep[logs.sleep["day"] > last - pd.Timedelta(days=_WINDOW)]
    nights = int(recent.loc[~recent["nap"].astype(bool), "day"].nunique())
    row |= {"days_logged": nights, "source": "sleep log"}
    if nights >= LEAST_NIGHTS:
        row["level"] = sleep_regularity(recent)
    days = pd.date_range(min(logs.sleep["day"].min(), last), last, freq="D")
    usual = days[_reference(days, logs)]
    earlier = logs.sleep[logs.sleep["day"].isin(usual)]
    if earlier["day"].nunique() >= _LEAST_USUAL:
        row["usual"] = sleep_regularity(earlier)
    return row
