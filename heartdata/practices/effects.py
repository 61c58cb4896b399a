"""`practice_effects`: which practices, contacts and habits go with better days. Never which of them causes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.formatting import signed
from heartdata.core.logs import ENTRY_TABLES, Logs
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import HeartdataError
from heartdata.practices.comparison import NIGHTS, PRACTICE_RULES, compare_days, higher_is_better
from heartdata.practices.days_done import PracticeDays

__all__ = ["day_stamp", "done_by_day", "effects_on", "outcome_words", "practice_effects", "until"]

COLUMNS: Final = (
    "practice", "kind", "outcome", "when", "n_with", "n_without", "estimate", "low", "high", "sd", "q", "finding",
    "wording",
)  # fmt: skip
_KINDS: Final = ("practice", "contact", "other")


def practice_effects(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Say which practices, contacts and habits go with better days.

    Parameters
    ----------
    logs : Logs
        What was read; the last year of it is looked at. A day counts as without a practice only where the app or
        journal that the practice is logged in has an entry. Symptoms are not compared: they are no choice.
    on : date or str, optional
        The day, such as ``"2026-08-02"``; nothing later is looked at. By default the last logged day.

    Returns
    -------
    DataFrame
        One row per practice, outcome and day compared, findings first. Columns ``practice`` (the person's own name for
        it), ``kind`` (practice, contact, other), ``outcome`` (``mood``, ``energy``, ``sleep_hours`` and the measures
        of the signs), ``when`` (same day, next day, night after), ``n_with``, ``n_without`` (days), ``estimate``,
        ``low``, ``high`` (how much higher the outcome is, 90 % interval, drawn towards none; points of 0-10, or hours
        of sleep), ``sd`` (own day-to-day SD), ``q`` (false discovery rate at which it would be a finding), ``finding``
        (1 to 3 by strength; 0 for no finding) and ``wording``. NaN where fewer than 8 days have or lack it.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    See Also
    --------
    heartdata.practices.trial : Trying one thing in a way that can tell more.

    Notes
    -----
    Level, trend, weekday and day-to-day inertia are in the model (`heartdata.practices.comparison.compare_days`).
    Even so it cannot tell what leads to what: a walk may lift a day, and a lighter day may lead to a walk.

    Examples
    --------
    >>> import heartdata as hd
    >>> table = practice_effects(hd.simulate_logs(seed=3, effects={"evening walk": 0.9}))
    >>> table.loc[table["finding"] == 1, ["practice", "outcome", "when"]].values.tolist()
    [['evening walk', 'mood', 'same day']]
    """
    logs = until(logs, on)
    return effects_on(logs, to_daily(logs))


def effects_on(logs: Logs, daily: pd.DataFrame, *, practice_days: PracticeDays | None = None) -> pd.DataFrame:
    """Do the work of `practice_effects` where the daily table is at hand."""
    # Comparing looks no further back; laying out ten years for it would be in vain.
    daily = daily.tail(int(PRACTICE_RULES["longest"].value))
    done, kinds = (practice_days or PracticeDays(logs)).laid_out(daily.index)
    table = compare_days(daily, done, kinds=kinds)
    table["kind"] = table["practice"].map(kinds).astype("object")
    table["wording"] = [_wording(row) for row in table.to_dict("records")]
    first = table["finding"].where(table["finding"] > 0, PRACTICE_RULES["findings"].value + 1)
    order = table.assign(first=first).sort_values(["first", "q", "practice", "outcome"], kind="stable").index
    return table.loc[order, list(COLUMNS)].reset_index(drop=True)


def day_stamp(name: str, day: date | str) -> pd.Timestamp:
    """Understand a day."""
    try:
        found = pd.Timestamp(day)
    except (ValueError, TypeError, OverflowError):
        found = pd.NaT
    if not isinstance(found, pd.Timestamp) or found.tzinfo is not None:
        raise HeartdataError(f"{name}={day!r}: not a day; write it like 2026-03-01")
    return found.normalize()


def until(logs: Logs, on: date | str | None) -> Logs:
    """Leave out what is later than a day."""
    if on is None:
        return logs
    last = day_stamp("on", on)
    kept = {name: getattr(logs, name) for name in (*ENTRY_TABLES, "events")}
    return replace(logs, **{name: frame[frame["day"] <= last].reset_index(drop=True) for name, frame in kept.items()})


def done_by_day(logs: Logs, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, dict[str, str]]:
    """Lay out what was done on which day."""
    return PracticeDays(logs).laid_out(days)


def outcome_words(outcome: str) -> str:
    """Name an outcome in words."""
    if outcome == "sleep_hours":
        return "sleep"
    return MEASURES[outcome].label.lower() if outcome in MEASURES else outcome.replace("_", " ")


def _wording(row: Mapping[str, Any]) -> str:
    counts = f"{row['n_with']} days with it, {row['n_without']} without"
    if row["q"] != row["q"]:
        return f"{row['practice']}: can't tell yet ({counts})"
    outcome, unit = outcome_words(row["outcome"]), "h" if row["outcome"] == "sleep_hours" else "of 10"
    amount, low, high = row["estimate"], row["low"], row["high"]
    nights = row["outcome"] in NIGHTS
    which = "nights after it" if nights else {"same day": "days with it", "next day": "days after it"}[row["when"]]
    interval = f"between {signed(min(low, high))} and {signed(max(low, high))}"
    if not row["finding"]:
        told = "about the same so far" if low <= 0 <= high else "not told from chance so far"
        return f"{row['practice']}: {outcome} {told} ({signed(amount)} {unit}, {interval}; {counts})"
    way = "lighter" if not higher_is_better(row["outcome"]) else "longer" if unit == "h" else "higher"
    return (
        f"{row['practice']} goes with {outcome} {abs(amount):.1f} {unit} {way} on {which} ({interval}; {counts}). "
        "Either may lead to the other."
    )
