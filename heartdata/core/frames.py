"""`Logs.from_frame`: the tables of `Logs` from DataFrames that somebody made themselves."""

from __future__ import annotations

import difflib
import re
import warnings
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from heartdata.core.frame_reader import NIGHT, TEXTS, FrameReader, FrameRows, Given, Scale
from heartdata.core.frame_values import Moments, plain, read_moments, several
from heartdata.core.given import checked_profile
from heartdata.core.own_columns import known_measures, said_measures, with_measures
from heartdata.core.profile import Profile
from heartdata.core.tables import ENTRY_TABLES, table
from heartdata.core.vocabulary import HARDER, MEASURES, VITALS
from heartdata.errors import AmbiguousFormatError, HeartdataError, HeartdataWarning

ROLES: Final = (*MEASURES, *NIGHT, *VITALS, *TEXTS, "activities")
_DATES: Final = ("date", "day", "when", "time", "timestamp", "datetime")
#: How columns are handed over by `to_daily`, whose numbers are on 0-10 already.
_HANDED_ON: Final = "heartdata"

_LONGEST: Final = 40  # letters of a name that an error shows
_MOST: Final = 40  # names that an error shows

Names = Mapping[str, Any]


def tables_from_frames(
    frame: pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    date: Hashable | None,
    columns: Names,
    scale: Scale | Mapping[str, Scale] | None,
    higher: Mapping[str, str] | None,
    measure: Hashable | None,
    value: Hashable | None,
    profile: Profile | None,
) -> tuple[dict[str, pd.DataFrame], Profile]:
    """Return the tables of `Logs`, and the profile."""
    frames = {"table": frame} if not isinstance(frame, Mapping) else frame
    if not frames:
        raise HeartdataError("from_frame was given no frame; give a DataFrame, or a mapping of names to DataFrames")
    if (measure is None) != (value is None):
        raise HeartdataError("measure and value go together: the column that names what was rated, and its numbers")
    about = [getattr(one, "attrs", {}).get(_HANDED_ON) for one in frames.values()]
    handed: Mapping[str, Any] = next(filter(None, about), {})
    person = checked_profile(profile) or _handed_on_profile(handed)
    known, new = known_measures(person, handed), [role for role in columns if role not in ROLES]
    measures = (*MEASURES, *known, *new)
    ends, ways = _checked_scale(scale, measures), _checked_higher(higher, measures)
    own = said_measures([*known, *new], known, ends, ways)
    long = None if measure is None else (measure, value)
    given = Given(date, columns, ends, ways, long, with_measures(person, own), own)
    unknown = [role for role in new if role not in own]
    if unknown:
        raise HeartdataError(
            f"{unknown[0]} is nothing a column can be; {_near(unknown[0], ROLES)}choose from {', '.join(ROLES)}. For a "
            f"measure of your own, say its scale and what a higher number means: scale={{{unknown[0]!r}: (0, 10)}}, "
            f'higher={{{unknown[0]!r}: "worse"}}'
        )
    flat = {str(name): _flat(one) for name, one in frames.items()}
    _check_names(given, flat)
    done = [_read(name, *one, given) for name, one in flat.items()]
    tables = {t: table(t, [row for rows, _ in done for row in rows.tables[t]]) for t in (*ENTRY_TABLES, "rejected")}
    count = sum(rows.unknown_moods for rows, _ in done)
    if count:
        warnings.warn(
            f"{count} {'mood is a word' if count == 1 else 'moods are words'} without a known level and counted as "
            'missing; give each word a number from 1 (worst) to 5 (best): profile=Profile(moods={"good": 4, ...})',
            HeartdataWarning,
            stacklevel=4,
        )
    sources = table("sources", [_source_row(rows, length) for rows, length in done])
    return {**tables, "sources": sources}, given.profile


def _flat(frame: object) -> tuple[pd.DataFrame, bool]:
    """Return a frame with its index among the columns, numbered rows, and whether it comes from `to_daily`."""
    if not isinstance(frame, pd.DataFrame | pd.Series):
        convert = getattr(frame, "to_pandas", None)
        frame = convert() if callable(convert) else frame
    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if not isinstance(frame, pd.DataFrame):
        raise HeartdataError(
            f"from_frame needs a DataFrame, got {type(frame).__name__}; read_logs reads files, folders and zips"
        )
    if frame.columns.nlevels > 1:
        raise HeartdataError(
            "the columns of the frame have several levels; give each one name first, such as "
            'df.columns = ["_".join(map(str, c)) for c in df.columns]'
        )
    handed_on = _HANDED_ON in frame.attrs
    index = frame.index
    numbered = isinstance(index, pd.RangeIndex) or (index.nlevels == 1 and pd.api.types.is_integer_dtype(index.dtype))
    out = frame.reset_index(drop=True)
    if not numbered or index.name is not None:
        for level in range(index.nlevels):
            name = index.names[level] if index.names[level] is not None else ("date" if index.nlevels == 1 else level)
            if name not in out.columns:
                out.insert(0, name, pd.Series(index.get_level_values(level)))
    return out, handed_on


def _check_names(given: Given, flat: Mapping[str, tuple[pd.DataFrame, bool]]) -> None:
    """Every column that is named must be in one of the frames."""
    existing = [column for frame, _ in flat.values() for column in frame.columns]
    if given.long is not None:
        wanted = {"measure": given.long[0], "value": given.long[1]}
        known = [
            name for f, _ in flat.values() if given.long[0] in f for name in plain(f[given.long[0]]).dropna().unique()
        ]
    else:
        wanted, known = {}, existing
    for role, name in {"date": given.date, **wanted}.items():
        if name is not None and name not in existing:
            raise HeartdataError(_no_column(role, name, existing))
    for role, names in given.columns.items():
        for name in _listed(names):
            if name not in known:
                raise HeartdataError(_no_column(role, name, known))


def _no_column(role: str, name: object, existing: Sequence[object]) -> str:
    # What is long may be a line of a diary.
    short = [known for known in existing if len(str(known)) <= _LONGEST][:_MOST]
    return f"{role}={name!r}: there is no such column; {_near(name, short)}there are {several(short) or 'none'}"


def _near(name: object, known: Sequence[object]) -> str:
    by_lower = {str(k).casefold(): k for k in known}
    near = difflib.get_close_matches(str(name).casefold(), by_lower, n=1, cutoff=0.6)
    return f"did you mean {by_lower[near[0]]!r}? " if near else ""


def _no_measure(argument: str, name: object, measures: Sequence[str]) -> str:
    return f"{argument} names {name!r}, no measure; {_near(name, measures)}choose from {', '.join(measures)}"


def _listed(names: Any) -> list[Hashable]:
    return list(names) if isinstance(names, list) else [names]


def _read(source: str, frame: pd.DataFrame, handed_on: bool, given: Given) -> tuple[FrameRows, int]:
    rows = FrameRows(source, given.profile)
    date = _date_column(frame, given)
    moments = read_moments(f"the column {date!r}", frame[date], given.profile.zone)
    fine = moments.problem.eq("")
    for problem in moments.problem[~fine].unique():
        rows.reject(moments.problem.eq(problem), problem, date)
    when = Moments(*(part[fine] for part in moments))
    columns = _columns(frame, date, given)
    if given.long is None:
        cells = {role: frame[names[0]] for role, names in columns.items() if role != "activities"}
    else:
        cells = _unfolded(frame, columns, given.long)
    unused = [c for c in frame.columns if c != date and c not in [n for names in columns.values() for n in names]]
    if unused and given.long is None and not handed_on:
        rows.notes.append(f"{len(unused)} columns are not used: {several(unused)}")
    if not columns:
        raise HeartdataError(
            f"no column of {source!r} is known; say what they are, such as mood={next(iter(unused), 'Mood')!r}. A "
            f"column can be {', '.join(ROLES)}"
        )
    read = FrameReader(rows, when, moments.only_days, given, handed_on)
    for role, series in cells.items():
        if role in MEASURES or role in given.own:
            read.rating(role, series)
        elif role in VITALS:
            read.vital(role, series)
    read.nights({role: series for role, series in cells.items() if role in NIGHT})
    read.journal({role: series for role, series in cells.items() if role in TEXTS})
    if given.long is None:
        for name in columns.get("activities", []):
            read.activities(name, frame[name])
    return rows, len(frame)


def _date_column(frame: pd.DataFrame, given: Given) -> Hashable:
    if given.date is not None and given.date in frame.columns:
        return _once(frame, given.date)
    dated = (
        [c for c in frame.columns if pd.api.types.is_datetime64_any_dtype(frame.dtypes[c]) and c not in _used(given)]
        if frame.columns.is_unique
        else []
    )
    named = [c for c in frame.columns if str(c).strip().casefold() in _DATES]
    for found in (named, dated):
        if len(found) == 1:
            return _once(frame, found[0])
    which = (
        f"{several(named or dated)} could be it"
        if named or dated
        else f"there are {several(frame.columns) or 'no columns'}"
    )
    raise HeartdataError(
        f"say which column holds the date, such as date={next(iter(named or dated), 'when')!r}; {which}"
    )


def _used(given: Given) -> list[Hashable]:
    return [name for names in given.columns.values() for name in _listed(names)]


def _once(frame: pd.DataFrame, name: Hashable) -> Hashable:
    if isinstance(frame[name], pd.DataFrame):
        raise HeartdataError(f"the frame has more than one column {name!r}; keep one of them")
    return name


def _columns(frame: pd.DataFrame, date: Hashable, given: Given) -> dict[str, list[Hashable]]:
    """Return the columns, or in a long table the names, of each role."""
    if given.long is not None:
        existing: list[Hashable] = (
            list(dict.fromkeys(plain(frame[given.long[0]]).dropna())) if given.long[0] in frame else []
        )
    else:
        existing = [c for c in frame.columns if c != date]
    if given.columns:
        found = {role: [n for n in _listed(names) if n in existing] for role, names in given.columns.items()}
    else:
        roles = {role.casefold(): role for role in (*ROLES, *given.own)}
        keys = {name: re.sub(r"[\s\-]+", "_", str(name).strip().casefold()) for name in existing}
        found = {}
        for name, key in keys.items():
            if key in roles:
                found.setdefault(roles[key], []).append(name)
    for role, names in found.items():
        if len(names) > 1 and role != "activities":
            raise AmbiguousFormatError(f"{several(names)} could each be {role}; say which: {role}={names[0]!r}")
        for name in names if given.long is None else ():
            _once(frame, name)
    return {role: names for role, names in found.items() if names}


def _unfolded(
    frame: pd.DataFrame, columns: Mapping[str, list[Hashable]], long: tuple[Hashable, Hashable]
) -> dict[str, pd.Series[Any]]:
    named, value = plain(frame[long[0]]), frame[long[1]]
    return {role: value[named.isin(names)] for role, names in columns.items()}


def _source_row(rows: FrameRows, length: int) -> tuple[Any, ...]:
    days = [row[2 if name == "sleep" else 1] for name in ENTRY_TABLES for row in rows.tables[name]]
    counts = [len(rows.tables[name]) for name in (*ENTRY_TABLES, "rejected")]
    span = (min(days), max(days)) if days else (None, None)
    return (rows.source, "frame", length, *counts, *span, "\n".join(rows.notes))


def _handed_on_profile(about: Mapping[str, Any]) -> Profile:
    """Return what a table from `to_daily` carries about the person."""
    events = [{"date": day, "kind": "loss"} for day in about.get("losses", ())]
    events += [{"date": first, "until": last, "kind": "illness"} for first, last in about.get("illnesses", ())]
    marked: Any = tuple(events)
    return Profile(usual=about.get("usual", {}), events=marked)


def _checked_scale(scale: Any, measures: Sequence[str]) -> Any:
    if isinstance(scale, Mapping):
        for role in scale:
            if role not in measures:
                raise HeartdataError(_no_measure("scale", role, measures))
        return {role: _ends(ends) for role, ends in scale.items()}
    return None if scale is None else _ends(scale)


def _ends(scale: Any) -> Scale:
    try:
        low, high = (float(end) for end in scale)
    except (TypeError, ValueError):
        low = high = float("nan")
    if not low < high or not np.isfinite([low, high]).all():
        raise HeartdataError(
            f"scale={scale!r}: give the lowest and the highest number, such as (1, 5); where a high number is hard, "
            'say higher={"calm": "heavier"}'
        )
    return low, high


def _checked_higher(higher: Any, measures: Sequence[str]) -> Mapping[str, str]:
    if not isinstance(higher, Mapping | None):
        raise HeartdataError(f'higher={higher!r}: give a mapping, such as {{"calm": "heavier"}}')
    for role, way in (higher or {}).items():
        if role not in measures:
            raise HeartdataError(_no_measure("higher", role, measures))
        if way not in ("better", *HARDER):
            raise HeartdataError(f'higher says {way!r} of {role}; say "better" or "heavier" for higher numbers')
    return {role: "better" if way == "better" else "heavier" for role, way in (higher or {}).items()}
