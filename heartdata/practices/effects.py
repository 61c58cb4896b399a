"""`practice_effects`: which practices go with better days. Never which of them causes what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from heartdata.core.daily import to_daily
from heartdata.core.days import parse_day
from heartdata.core.formatting import signed
from heartdata.core.given import checked_logs
from heartdata.core.logs import ENTRY_TABLES, Logs
from heartdata.core.losses import losses
from heartdata.core.unknown_levels import MONTH, with_known_levels
from heartdata.errors import HeartdataError
from heartdata.practices.comparison import compare_days, higher_is_better, outcome_words
from heartdata.practices.days_done import PracticeDays, practices_in_journal
from heartdata.practices.sensitive import may_compare
from heartdata.practices.thresholds import limit

__all__ = ["day_stamp", "done_by_day", "effects_on", "practice_effects", "until"]

COLUMNS: Final = (
    "practice", "kind", "outcome", "when", "n_with", "n_without", "estimate", "low", "high", "sd", "q", "finding",
    "held_back", "wording",
)  # fmt: skip
_WHEN: Final = {"same day": "On days with", "next day": "On the day after", "night after": "In the night after"}
_HELD_BACK: Final = {
    "weekday": "these are mostly the same days of the week, so it may be the weekday",
    "rhythm": "both come round in a rhythm, such as shifts or a cycle, so it may be that",
    "other things": "you did several other things on the same days, so it may be any of them, or the day itself",
    "better days": "it looks like something you do, or log, on days that are good already",
}
_NAMES: Final = {"body": "how your body felt", "rumination": "going over what happened"}


def practice_effects(logs: Logs, *, on: date | str | None = None) -> pd.DataFrame:
    """Estimate which practices go with better days.

    Compared are the practices of the catalogue and those that the person listed under ``[practices]``, on days after
    the latest loss. Other tags and symptoms are not, and never alcohol, drugs, medicine, eating, self-harm, gambling,
    smoking or sex, a former partner, or what was lost; contact with people is not where the loss was unsafe.

    Parameters
    ----------
    logs : Logs
        At most the last year is used. A day counts as without a practice only where the app or journal that the
        practice is logged in has an entry.
    on : date or str, optional
        The last day to use, such as ``"2026-08-02"``. By default the last logged day.

    Returns
    -------
    DataFrame
        One row per practice, outcome and day compared, findings first. Columns ``practice`` (the person's own name for
        it), ``kind`` (practice, contact, other), ``outcome`` (``mood``, ``energy``, ``sleep_hours`` and the measures
        of the signs), ``when`` (same day, next day, night after), ``n_with``, ``n_without`` (days), ``estimate``,
        ``low``, ``high`` (how much higher the outcome is, 90 % interval, wider for a finding, which is chosen; points
        of 0-10, or hours of sleep), ``sd`` (own day-to-day SD), ``q`` (false discovery rate at which it would be a
        finding), ``finding`` (1 to 3 by strength; 0 for no finding), ``held_back`` (what else explains it as well:
        ``weekday``, ``rhythm``, ``other things`` or ``better days``; else empty) and ``wording``. NaN where fewer
        than 8 days have or lack it.
        ``attrs["not_compared"]`` counts the tags that are left out.

    Raises
    ------
    HeartdataError
        If `on` is not a day.

    See Also
    --------
    heartdata.practices.trial.start_trial : Trying one thing on random days, which can show more.

    Notes
    -----
    Level, trend, weekday and day-to-day inertia are in the model (`heartdata.practices.comparison.compare_days`).
    It cannot show what leads to what: a walk may lift a day, a lighter day may lead to a walk, or something else does
    both.

    Examples
    --------
    >>> import heartdata as hd
    >>> table = practice_effects(hd.simulate_logs(seed=2, effects={"evening walk": 0.9}))
    >>> table.loc[table["finding"] == 1, ["practice", "outcome", "when"]].values.tolist()
    [['evening walk', 'mood', 'same day']]
    """
    logs = until(checked_logs(logs, "practice_effects"), on)
    recent = _recent(logs)
    said = practices_in_journal(recent.journal)
    return effects_on(logs, to_daily(recent), practice_days=PracticeDays(logs, said=said))


def _recent(logs: Logs) -> Logs:
    """Leave out what is older than comparing and unknown levels look back."""
    if not len(logs.days):
        return logs
    last = logs.days[-1]
    return logs.between(last - pd.Timedelta(days=int(limit("longest")) + 2 * MONTH), last)


def effects_on(logs: Logs, daily: pd.DataFrame, *, practice_days: PracticeDays | None = None) -> pd.DataFrame:
    """Compute `practice_effects` from a daily table."""
    daily = _since_loss(logs, with_known_levels(daily))
    done, kinds = (practice_days or PracticeDays(logs)).columns(daily.index)
    compared = {name: days for name, days in done.items() if may_compare(name, kinds[name], logs.profile)}
    table = compare_days(daily, pd.DataFrame(compared, index=daily.index), kinds=kinds)
    columns = {str(name): table[name].tolist() for name in table}
    last = limit("findings") + 1
    keys = [
        (finding or last, q != q, q if q == q else 0.0, practice, outcome)
        for finding, q, practice, outcome in zip(
            *(columns[name] for name in ("finding", "q", "practice", "outcome")), strict=True
        )
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    rows = list(zip(*columns.values(), strict=True))
    table = table.take(order).set_axis(pd.RangeIndex(len(order)))
    table["kind"] = pd.Series([kinds[columns["practice"][k]] for k in order], dtype="object")
    table["wording"] = [_wording(dict(zip(columns, rows[k], strict=True))) for k in order]
    table = table[list(COLUMNS)]
    table.attrs["not_compared"] = len(done) - len(compared)
    return table


def _since_loss(logs: Logs, daily: pd.DataFrame) -> pd.DataFrame:
    """Keep the days after the latest loss: what went with days before it says nothing about now."""
    if daily.empty:
        return daily
    marked = losses(logs, until=daily.index[-1].date())
    first = daily.index.searchsorted(pd.Timestamp(marked[-1].day), side="right") if marked else 0
    # Comparing looks no further back.
    return daily.iloc[max(first, len(daily) - int(limit("longest"))) :]


def day_stamp(name: str, day: date | str) -> pd.Timestamp:
    """Parse a day."""
    found = parse_day(day)
    if found is None:
        raise HeartdataError(f"{name}={day!r}: not a day; write it like 2026-03-01")
    return pd.Timestamp(found)


def until(logs: Logs, on: date | str | None) -> Logs:
    """Drop what is later than a day."""
    if on is None:
        return logs
    last = day_stamp("on", on).to_datetime64()
    late: dict[str, pd.DataFrame] = {}
    for name in (*ENTRY_TABLES, "events"):
        frame = getattr(logs, name)
        kept = frame["day"].to_numpy() <= last
        if not kept.all():
            late[name] = frame[kept].reset_index(drop=True)
    return replace(logs, **late) if late else logs


def done_by_day(logs: Logs, days: pd.DatetimeIndex) -> tuple[pd.DataFrame, dict[str, str]]:
    """One column per practice done, with kinds; see `PracticeDays.by_day`."""
    return PracticeDays(logs).by_day(days)


def _wording(row: Mapping[str, Any]) -> str:
    name, hours = f'"{row["practice"]}"', row["outcome"] == "sleep_hours"
    counts = f"{row['n_with']} days with it, {row['n_without']} without"
    if row["q"] != row["q"]:
        return f"{name}: too early to say ({counts})"
    low, high = sorted((row["low"], row["high"]))
    unit = " h" if hours else ""
    likely = f"likely {signed(low)} to {signed(high)}{unit}"
    when = _WHEN[row["when"]]
    what = _NAMES.get(row["outcome"], f"your {outcome_words(row['outcome'])}")
    verb = "were" if what.endswith("thoughts") else "was"
    if row["held_back"]:
        better = "you slept longer" if hours else f"{what} {verb} {_way(row['outcome'])}"
        return f"{when} {name} {better}, but {_HELD_BACK[row['held_back']]} ({counts})."
    if not row["finding"]:
        small = max(abs(low), abs(high)) < limit("least") * row["sd"]
        worse = high < 0 if higher_is_better(row["outcome"]) else low > 0
        said = "about the same" if small else "not seen with better days" if worse else "could still be chance"
        return f"{name}: {said} ({likely}; {counts})"
    # A lighter sign is said as an amount too, without its minus.
    low, high = sorted((abs(low), abs(high))) if low * high > 0 else (low, high)
    amount = f"about {abs(row['estimate']):.1f}"
    said = f"you slept {amount} h longer" if hours else f"{what} {verb} {amount} {_way(row['outcome'])}"
    return (
        f"{when} {name} {said} (likely {low:.1f} to {high:.1f}{unit}; {counts}). "
        "It may help, you may do it more on better days, or something else leads to both."
    )


def _way(outcome: str) -> str:
    return "higher" if higher_is_better(outcome) else "lower, which means lighter"
