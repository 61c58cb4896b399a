"""Which weekdays and times of day are better or harder for this person, and who is missing, where that is clear."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.practices.ar1_regression import background, inertia, residuals
from heartdata.practices.effects import effects_on, until
from heartdata.practices.thresholds import limit

Array = NDArray[np.float64]
COLUMNS: Final = ("kind", "when", "n", "difference", "low", "high", "p", "clear", "wording")
_WEEKDAYS: Final = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays", "weekends")
_OTHER: Final = {"lighter": "worse off", "harder": "better off"}
# First hour of each part of a day; what is before the first belongs to the night before.
_PARTS: Final = {"mornings": 4, "afternoons": 12, "evenings": 17}


def personal_rhythms(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Find the weekday and the time of day that differ most for this person, and whether harder days are logged less.

    Parameters
    ----------
    logs : Logs
        At most the last year is used, from a week after the latest loss on.
    on : date or str, optional
        The last day to use, such as ``"2026-08-02"``. By default the last logged day.

    Returns
    -------
    DataFrame
        At most one row per ``kind`` (``weekday``, ``time of day``, ``days left out``), none where too little is
        logged: eight weeks with a mood, 20 days with a mood at two times of day, or 20 days just before or after days
        without a mood. Columns ``when`` (such as ``Saturdays``, ``mornings`` or ``days beside a gap``), ``n`` (days),
        ``difference`` (points of 0-10, to other days, or to other times of the same day), ``low``,
        ``high`` (90 %, allowing for the choice of the largest), ``p``, ``clear`` (whether it is more than chance:
        about one person in twenty without any rhythm has one that is) and ``wording``.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    Notes
    -----
    Weekdays are compared after level and trend are taken out, with the largest difference among weeks whose days are
    turned round at random, each week by itself; this keeps how days resemble the day before. Times of day are compared
    within days only, with signs turned at random: who writes late on bad days makes no difference. How days without a
    mood were nobody knows, but days resemble their neighbours: what the days beside a gap let expect for it, with the
    person's own inertia, is compared with the same gaps moved along the diary.

    Examples
    --------
    >>> import heartdata as hd
    >>> personal_rhythms(hd.simulate_logs(seed=3))["kind"].tolist()
    ['weekday', 'days left out']
    """
    logs = until(logs, on)
    daily = to_daily(logs).tail(int(limit("longest")))
    marked = losses(logs, until=daily.index[-1].date()) if len(daily) else []
    if marked:
        daily = daily[daily.index > pd.Timestamp(marked[-1].day) + pd.Timedelta(days=limit("after_loss"))]
    rows = [_weekdays(daily), _times_of_day(logs, daily), _days_left_out(daily)] if "mood" in daily else []
    table = pd.DataFrame([row for row in rows if row], columns=list(COLUMNS[:-2]))
    table["clear"] = (table["p"] <= limit("rhythm_clear")).astype(bool)
    table["wording"] = [_wording(row) for row in table.to_dict("records")]
    return table


def effects_and_rhythms(logs: Logs, daily: pd.DataFrame) -> pd.DataFrame:
    """Compute `practice_effects` from a daily table, with the sentences on clear rhythms in ``attrs["rhythms"]``."""
    return with_rhythms(effects_on(logs, daily), logs)


def with_rhythms(effects: pd.DataFrame, logs: Logs) -> pd.DataFrame:
    """Add the sentences on clear rhythms to a table of effects, in ``attrs["rhythms"]``."""
    rhythms = personal_rhythms(logs)
    effects.attrs["rhythms"] = rhythms.loc[rhythms["clear"], "wording"].tolist()
    return effects


def _around_trend(daily: pd.DataFrame, period: str = "drift_period") -> tuple[NDArray[np.int64], Array]:
    """Places of the days with a mood, and what level and trend leave of it; empty where there are too few."""
    y = daily["mood"].to_numpy(dtype=float)
    used = np.flatnonzero(np.isfinite(y))
    if len(used) < limit("rhythm_days") or np.ptp(used) < limit("rhythm_days") or np.ptp(y[used]) == 0:
        return used[:0], y[:0]
    columns, penalties = background(used, np.zeros(len(used), dtype=np.int64), period=limit(period))
    free = columns[:, penalties == 0][:, :-1]
    return used, residuals(y[used][:, None], free, np.zeros(free.shape[1]))[:, 0]


def _days_left_out(daily: pd.DataFrame) -> tuple[Any, ...] | None:
    """Days beside those without a mood, against the same gaps moved along the days with one.

    The p value is that of the mood which the days beside them, and how much days resemble each other, let expect for
    the days left out: a day between two gaps, or beside a long one, weighs more.
    """
    used, left = _around_trend(daily, "drift_left_out")
    gap = np.diff(used) > 1
    beside = (np.r_[False, gap] | np.r_[gap, False]).astype(float)
    count = int(beside.sum())
    if min(count, len(used) - count) < limit("rhythm_times"):
        return None
    level = np.ones((len(used), 1))
    phi = max(inertia(left, level, np.zeros(1), used), limit("least_inertia"))
    expected = _moved(_expectation_weights(used, phi)) @ left
    p = float((np.abs(expected) >= abs(expected[0]) - 1e-9).sum()) / len(expected)
    moved = _moved(beside)
    differences = moved @ left / count - (1 - moved) @ left / (len(used) - count)
    half = float(np.quantile(np.abs(differences[1:]), 1 - 2 * limit("tail")))
    found = float(differences[0])
    p = p if found * expected[0] > 0 else 1.0
    return "days left out", "days beside a gap", count, found, found - half, found + half, p


def _moved(weights: Array) -> Array:
    """The weights as they are, in the first row, and moved along by one day in each further row."""
    return np.vstack([np.roll(weights, k) for k in range(len(weights))])


def _expectation_weights(used: NDArray[np.int64], phi: float) -> Array:
    """How much each logged day adds to what the days left out are expected to be, given AR(1); mean 0."""
    weights = np.zeros(len(used))
    for place in np.flatnonzero(np.diff(used) > 1):
        length = int(used[place + 1] - used[place])
        back = np.arange(1, length)
        # Each missing day lies between the two logged ones.
        share = (phi**back - phi ** (2 * length - back)) / (1 - phi ** (2 * length))
        weights[[place, place + 1]] += share.sum()
    centred: Array = weights - weights.mean()
    return centred


def _weekdays(daily: pd.DataFrame) -> tuple[Any, ...] | None:
    used, left = _around_trend(daily)
    if not len(used):
        return None
    weekdays = daily.index.day_of_week.to_numpy()[used]
    week = (used + int(daily.index[0].day_of_week)) // 7
    rng = np.random.default_rng(len(used))
    turns = rng.integers(7, size=(int(limit("redraws")), int(week[-1]) + 1))
    turned = np.vstack([weekdays[None, :], (weekdays[None, :] + turns[:, week]) % 7])
    groups = [turned == day for day in range(7)] + [turned >= 5]
    return ("weekday", *_largest([group.astype(float) for group in groups], left, _WEEKDAYS))


def _largest(groups: list[Array], left: Array, names: tuple[str, ...]) -> tuple[str, int, float, float, float, float]:
    """The group that differs most, against the largest difference in each redraw; the first row is as logged."""
    differences, scores = [], []
    for group in groups:
        count = group.sum(axis=1)
        other = len(left) - count
        safe = np.maximum(count, 1), np.maximum(other, 1)
        difference = group @ left / safe[0] - (1 - group) @ left / safe[1]
        known = np.minimum(count, other) >= limit("rhythm_each")
        differences.append(difference)
        scores.append(np.where(known, np.abs(difference) / np.sqrt(1 / safe[0] + 1 / safe[1]), 0.0))
    largest = np.max(scores, axis=0)
    first = int(np.argmax([score[0] for score in scores]))
    p = float((largest[1:] >= largest[0] - 1e-9).sum() + 1) / len(largest)
    count = int(groups[first][0].sum())
    error = math.sqrt(1 / count + 1 / (len(left) - count)) if 0 < count < len(left) else math.nan
    half = float(np.quantile(largest[1:], 1 - 2 * limit("tail"))) * error
    found = float(differences[first][0])
    return names[first], count, found, found - half, found + half, p


def _times_of_day(logs: Logs, daily: pd.DataFrame) -> tuple[Any, ...] | None:
    moods = logs.ratings[(logs.ratings["measure"] == "mood") & logs.ratings["value"].notna()]
    # A day alone is midnight.
    moods = moods[moods["day"].isin(daily.index) & (moods["time"] != moods["time"].dt.normalize())]
    hours = (moods["time"].dt.hour + 24 - _PARTS["mornings"]) % 24 + _PARTS["mornings"]
    place = np.searchsorted(list(_PARTS.values()), hours.to_numpy(), side="right") - 1
    parts = moods.assign(part=place).pivot_table(index="day", columns="part", values="value", aggfunc="mean")
    parts = parts.reindex(columns=range(len(_PARTS))).astype(float)
    parts = parts[parts.notna().sum(axis=1) >= 2]
    values = parts.to_numpy()
    total, count = np.nansum(values, axis=1)[:, None], np.isfinite(values).sum(axis=1)[:, None]
    differences = values - (total - values) / np.maximum(count - 1, 1)
    if len(parts) < limit("rhythm_times"):
        return None
    rng = np.random.default_rng(len(parts))
    signs = np.vstack([np.ones(len(parts)), rng.choice([-1.0, 1.0], size=(int(limit("redraws")), len(parts)))])
    days = np.isfinite(differences).sum(axis=0)
    sums = signs @ np.nan_to_num(differences)
    squares = np.nansum(differences**2, axis=0)
    enough = (days >= limit("rhythm_times")) & (squares > 0)
    if not enough.any():
        return None
    scores = np.where(enough, np.abs(sums) / np.sqrt(np.maximum(squares, 1e-12)), 0.0)
    largest = scores.max(axis=1)
    first = int(np.argmax(np.where(enough, scores[0], -1.0)))
    p = float((largest[1:] >= largest[0] - 1e-9).sum() + 1) / len(largest)
    mean = float(sums[0, first] / days[first])
    error = float(np.nanstd(differences[:, first], ddof=1)) / math.sqrt(days[first])
    half = float(np.quantile(largest[1:], 1 - 2 * limit("tail"))) * error
    return "time of day", tuple(_PARTS)[first], int(days[first]), mean, mean - half, mean + half, p


def _wording(row: dict[str, Any]) -> str:
    when = str(row["when"])
    if not row["clear"]:
        left_out = row["kind"] == "days left out"
        return "Days you leave out don't stand out." if left_out else f"No {row['kind']} stands out clearly."
    low, high = sorted((abs(row["low"]), abs(row["high"]))) if row["low"] * row["high"] > 0 else (0.0, abs(row["high"]))
    better = row["difference"] > 0
    amount = f"about {abs(row['difference']):.1f} {'higher' if better else 'lower'} (likely {low:.1f} to {high:.1f}"
    feel = "lighter" if better else "harder"
    if row["kind"] == "days left out":
        said = f"Just before and after days you leave out, your mood is {amount}; {row['n']} days). "
        return (
            f"{said}You seem to write less on {feel} days, so I may see you as a little {_OTHER[feel]} than you were."
        )
    if row["kind"] == "weekday":
        one = {"weekends": "weekend day"}.get(when, when.removesuffix("s"))
        said = f"{when[0].upper()}{when[1:]} tend to be {feel} for you: your mood is {amount}; {row['n']} days). "
        return said + ("A low one may simply be the day of the week." if not better else f"Not every {one} is.")
    said = f"{when.capitalize()} tend to be {feel} for you: your mood is {amount}; {row['n']} days). "
    return said + "Compared with other times of the same day."
