"""Check the arguments of `track_progress`; every message names what was given, what is wrong and what to do."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.days import parse_day
from heartdata.core.vocabulary import HARDER, NRS_MAX
from heartdata.errors import HeartdataError, HeartdataWarning
from heartdata.recovery.measures import HIGHER_IS_HEAVIER, MEASURES
from heartdata.recovery.thresholds import limit

DateLike = Any


def _meant(name: object, known: Iterable[object]) -> str:
    """Propose the near name among those that are known, as the beginning of what to do."""
    by_lower = {str(k).lower().replace(" ", "_"): str(k) for k in known}
    near = difflib.get_close_matches(str(name).lower().replace(" ", "_"), by_lower, n=1, cutoff=0.75)
    return f"did you mean {by_lower[near[0]]!r}? " if near else ""


def chosen_columns(
    daily: pd.DataFrame, measures: Sequence[str] | Mapping[str, str] | None, own: Iterable[str] = ()
) -> list[str]:
    """Names of the measures to consider; `own` are those of the person's profile."""
    known = (*MEASURES, *own)
    if measures is None:
        found = [m for m in known if m in daily.columns]
        if not found:
            _look_for_near_names(daily)
        return found
    wanted = list(measures) if isinstance(measures, Iterable) and not isinstance(measures, str) else [measures]
    for name in wanted:
        if name not in known and not isinstance(measures, Mapping):
            raise HeartdataError(
                f"measures holds {name!r}, which is not a known measure; {_meant(name, known)}choose from "
                f'{", ".join(known)}, or say which way your own is better: measures={{{name!r}: "better"}} or '
                '"heavier"'
            )
        if name not in daily.columns:
            raise HeartdataError(
                f"measures holds {name!r}, but daily has no such column; {_meant(name, daily.columns)}it has "
                f"{', '.join(map(str, daily.columns))}"
            )
    return list(dict.fromkeys(map(str, wanted)))


def need_numbers(daily: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise an error for a measure that holds words."""
    for name in names:
        if pd.api.types.is_numeric_dtype(daily.dtypes[name]):
            continue
        given = daily[name].dropna()
        if len(given) and pd.to_numeric(given, errors="coerce").isna().all():
            raise HeartdataError(
                f"{name} holds no numbers; lay its answers on 0 to 10 first, such as daily[{name!r}].map({{...}})"
            )


def _look_for_near_names(daily: pd.DataFrame) -> None:
    for column in daily.columns:
        near = _meant(column, MEASURES)
        if near:
            raise HeartdataError(
                f"daily has no column with the name of a measure, but {column!r}; {near}"
                "Rename it: daily.rename(columns={...})"
            )


def heavier_measures(
    measures: Sequence[str] | Mapping[str, str] | None, own: Mapping[str, str] | None = None
) -> frozenset[str]:
    """Names of the measures in which more is harder."""
    heavier = {*HIGHER_IS_HEAVIER, *(name for name, way in (own or {}).items() if way == "heavier")}
    for name, way in measures.items() if isinstance(measures, Mapping) else ():
        if way not in ("better", *HARDER):
            raise HeartdataError(f'measures gives {name!r} as {way!r}; say "better" or "heavier" for higher numbers')
        heavier.discard(name)
        heavier |= {name} if way in HARDER else set()
    return frozenset(heavier)


def warn_of_scales(daily: pd.DataFrame, names: Iterable[str]) -> None:
    """Warn of numbers outside 0-10, and of those that look like answers on a scale of 1 to 5."""
    for name in names:
        value = pd.to_numeric(daily[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        value = value[np.isfinite(value)]
        if not len(value):
            continue
        outside = max(-value.min(), value.max() - NRS_MAX)
        if outside > limit("scale_outside"):
            text = (
                f"{name} holds {value.min():g} to {value.max():g}, but measures go from 0 to 10; lay yours on it, such "
                f"as daily[{name!r}] / 10 for 0 to 100. Numbers outside are taken as 0 or 10"
            )
        elif len(value) >= limit("scale_entries") and value.min() >= 1 and value.max() <= 5 and _whole(value):
            text = (
                f"{name} holds only whole numbers from {value.min():g} to {value.max():g}. If that is a scale of 1 to "
                f"5, lay it on 0 to 10: (daily[{name!r}] - 1) * 2.5"
            )
        else:
            continue
        warnings.warn(text, HeartdataWarning, stacklevel=4)


def _whole(value: NDArray[np.floating[Any]]) -> bool:
    return bool((value == np.round(value)).all() and len(np.unique(value)) >= limit("scale_answers"))


def _day(value: DateLike, what: str) -> pd.Timestamp:
    day = parse_day(value)
    if day is None:
        raise HeartdataError(f"{what} is {value!r}, which is not a date with the year first; write it like 2026-03-01")
    return pd.Timestamp(day)


def loss_days(event: DateLike | Sequence[DateLike] | None) -> list[pd.Timestamp]:
    """The days of loss in order."""
    if event is None:
        return []
    several = list(event) if isinstance(event, (list, tuple, set, pd.Index, pd.Series, np.ndarray)) else [event]
    return sorted({_day(value, "event") for value in several})


def first_day(index: pd.Index, since: DateLike | None) -> int:
    """Place of the first day to return."""
    return 0 if since is None or not len(index) else int(index.searchsorted(_day(since, "since")))


def ignored_days(index: pd.Index, spans: Iterable[tuple[DateLike, DateLike]]) -> NDArray[np.bool_]:
    """Which days of `index` lie in the spans to leave out."""
    out = np.zeros(len(index), bool)
    if not isinstance(spans, Iterable):
        raise HeartdataError(f"ignore={spans!r}: give pairs of a first and a last day")
    for span in spans:
        try:
            first, last = span
        except (TypeError, ValueError) as error:
            raise HeartdataError(f"ignore holds {span!r}; give pairs of a first and a last day") from error
        out |= (index >= _day(first, "ignore")) & (index <= _day(last, "ignore"))
    return out


def usual_levels(
    usual: float | Mapping[str, float] | None, names: list[str], heavier: Container[str]
) -> list[float | None]:
    """The stated usual level of every measure, reversed where needed so that higher is better."""
    given = dict(usual) if isinstance(usual, Mapping) else ({} if usual is None else {"mood": usual})
    for name in given:
        if name not in (*MEASURES, *names):
            known = list(dict.fromkeys((*names, *MEASURES)))
            raise HeartdataError(
                f"usual names {name!r}, no measure; {_meant(name, known)}choose from {', '.join(known)}"
            )
    out: list[float | None] = []
    for name in names:
        value = given.get(name)
        if value is None or (np.isscalar(value) and pd.isna(value)):
            out.append(None)
            continue
        try:
            number = float("x" if isinstance(value, bool | np.bool_) else value)
        except (TypeError, ValueError) as error:
            raise HeartdataError(f"usual is {value!r} for {name}; give a number from 0 to 10") from error
        if not 0 <= number <= 10:
            raise HeartdataError(f"usual is {number:g} for {name}; it must lie between 0 and 10")
        out.append(10 - number if name in heavier else number)
    return out
