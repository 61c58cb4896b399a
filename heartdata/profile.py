"""What the person tells us: `Profile`, read from ``heartdata.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from heartdata.columns import Column, parse_columns
from heartdata.days import DAY_START
from heartdata.errors import ProfileError
from heartdata.vocabulary import EVENT_KINDS, KINDS_OF_LOSS, MEASURES

__all__ = ["PROFILE_NAME", "MarkedEvent", "Profile"]

PROFILE_NAME: Final = "heartdata.toml"
MOOD_LEVELS: Final = (1.0, 5.0)

_SECTIONS: Final = (
    "day_start", "time_zone", "loss", "usual", "moods", "columns", "practices", "contacts", "anniversaries",
    "events", "support", "suggestions",
)  # fmt: skip


@dataclass(frozen=True)
class MarkedEvent:
    """A day, or a stretch of days, that the person marked.

    Attributes
    ----------
    day : datetime.date
        The day, or the first day.
    label : str
        The person's words for it.
    kind : str
        One of `heartdata.vocabulary.EVENT_KINDS`.
    until : datetime.date or None
        The last day of a stretch, such as an illness.
    """

    day: date
    label: str = ""
    kind: str = "other"
    until: date | None = None


@dataclass(frozen=True)
class Profile:
    """What the person tells heartdata about themselves; everything is optional.

    Parameters
    ----------
    loss_date : date or str, optional
        The day of the loss, such as ``"2026-03-01"``.
    loss_kind : str, optional
        One of the kinds of loss in `heartdata.vocabulary.KINDS_OF_LOSS`.
    unsafe : bool, optional
        Whether the loss came with abuse or stalking; contact is never suggested then.
    usual : float or mapping of str to float, optional
        The usual level before the loss [0-10]; a number is the usual mood.
    day_start : time or str, optional
        When a day begins (04:00).
    time_zone : str, optional
        An IANA name such as ``"Europe/Berlin"``, for files that hold no local time.
    moods : mapping of str to float, optional
        The person's own mood names, from 1 (worst) to 5 (best).
    columns : mapping, optional
        The columns of a hand-made table; see `heartdata.columns`.
    practices, contacts : mapping of str to sequence of str, optional
        Own names for practices and for people or ways of contact, each with words that recognise it.
    anniversaries : sequence of MarkedEvent, optional
        Days that come back every year.
    events : sequence of MarkedEvent, optional
        Other marked days: a second loss, an illness, a change of approach.
    support : mapping of str to str, optional
        ``name`` and ``contact`` of someone to turn to.
    declined : sequence of str, optional
        Codes of suggestions the person does not want.

    Raises
    ------
    ProfileError
        If a value is not allowed; the message names the key, the value and what is allowed.

    Examples
    --------
    >>> Profile(loss_date="2026-03-01", loss_kind="pet", usual=7).usual
    {'mood': 7.0}
    """

    loss_date: date | None = None
    loss_kind: str | None = None
    unsafe: bool = False
    usual: Mapping[str, float] = field(default_factory=dict)
    day_start: time = DAY_START
    time_zone: str | None = None
    moods: Mapping[str, float] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    practices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contacts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anniversaries: tuple[MarkedEvent, ...] = ()
    events: tuple[MarkedEvent, ...] = ()
    support: Mapping[str, str] = field(default_factory=dict)
    declined: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        usual = {"mood": self.usual} if isinstance(self.usual, int | float) else self.usual
        clean = {
            "loss_date": None if self.loss_date is None else _date("loss.date", self.loss_date),
            "loss_kind": _choice("loss.kind", self.loss_kind, tuple(KINDS_OF_LOSS)),
            "unsafe": _flag("loss.unsafe", self.unsafe),
            "usual": {_choice("usual", m, tuple(MEASURES)): _number(f"usual.{m}", v, 0, 10) for m, v in usual.items()},
            "day_start": _clock("day_start", self.day_start),
            "time_zone": _zone("time_zone", self.time_zone),
            "moods": {str(m).strip(): _number(f'moods."{m}"', v, *MOOD_LEVELS) for m, v in self.moods.items()},
            "columns": parse_columns(self.columns),
            "practices": _words("practices", self.practices),
            "contacts": _words("contacts", self.contacts),
            "anniversaries": tuple(_event("anniversaries", e, "anniversary") for e in self.anniversaries),
            "events": tuple(_event("events", e, "other") for e in self.events),
            "support": {k: _text(f"support.{k}", v) for k, v in self.support.items()},
            "declined": tuple(str(c) for c in self.declined),
        }
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone as tzinfo, or None."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @classmethod
    def from_toml(cls, text: str) -> Profile:
        """Read a profile from the text of a ``heartdata.toml``.

        Parameters
        ----------
        text : str
            TOML.

        Returns
        -------
        Profile
            The profile.

        Raises
        ------
        ProfileError
            If the text is not TOML, or a key or value is not allowed.
        """
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ProfileError(f"this is not valid TOML: {error}") from None
        for key in given:
            if key not in _SECTIONS:
                raise ProfileError(f"{key}: not a key of the profile; allowed are {', '.join(_SECTIONS)}")
        loss = _section(given, "loss", ("date", "kind", "unsafe"))
        suggestions = _section(given, "suggestions", ("declined",))
        declined = suggestions.get("declined", [])
        if not isinstance(declined, list):
            raise ProfileError('suggestions.declined: write a list of codes, such as ["HD401"]')
        return cls(
            loss_date=loss.get("date"),
            loss_kind=loss.get("kind"),
            unsafe=loss.get("unsafe", False),
            usual=_section(given, "usual"),
            day_start=given.get("day_start", DAY_START),
            time_zone=given.get("time_zone"),
            moods=_section(given, "moods"),
            columns=_section(given, "columns"),
            practices=_section(given, "practices"),
            contacts=_section(given, "contacts"),
            anniversaries=_entries(given, "anniversaries"),
            events=_entries(given, "events"),
            support=_section(given, "support", ("name", "contact")),
            declined=tuple(declined),
        )

    @classmethod
    def load(cls, path: str | Path) -> Profile:
        """Read a profile file.

        Parameters
        ----------
        path : str or Path
            A ``heartdata.toml``.

        Returns
        -------
        Profile
            The profile.

        Raises
        ------
        ProfileError
            If it cannot be read or something in it is not allowed; the message names the file.
        """
        path = Path(path)
        try:
            return cls.from_toml(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ProfileError(f"{path}: cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise ProfileError(f"{path}: not UTF-8 text; save it again as UTF-8") from None
        except ProfileError as error:
            raise ProfileError(f"{path}: {error}") from None


def _section(given: Mapping[str, Any], key: str, allowed: tuple[str, ...] | None = None) -> dict[str, Any]:
    section = given.get(key, {})
    if not isinstance(section, dict):
        raise ProfileError(f"{key} = {section!r}: this is a table; write [{key}] on a line of its own")
    for name in section:
        if allowed is not None and name not in allowed:
            raise ProfileError(f"{key}.{name}: not a key of [{key}]; allowed are {', '.join(allowed)}")
    return section


def _entries(given: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    entries = given.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ProfileError(f"{key}: write each one under [[{key}]], with a date and a label")
    return tuple(entries)


def _event(key: str, given: MarkedEvent | Mapping[str, Any], kind: str) -> MarkedEvent:
    if isinstance(given, MarkedEvent):
        given = {"date": given.day, "label": given.label, "kind": given.kind, "until": given.until}
    for name in given:
        if name not in ("date", "label", "kind", "until"):
            raise ProfileError(f"{key}.{name}: not a key here; allowed are date, label, kind, until")
    if "date" not in given:
        raise ProfileError(f"{key}: one has no date; add a line such as date = 2026-03-01")
    until = given.get("until")
    chosen = _choice(f"{key}.kind", given.get("kind", kind), EVENT_KINDS)
    day = _date(f"{key}.date", given["date"])
    last = None if until is None else _date(f"{key}.until", until)
    if last is not None and last < day:
        raise ProfileError(f"{key}.until = {last}: lies before its date {day}")
    return MarkedEvent(day, _text(f"{key}.label", given.get("label", "")), chosen or kind, last)


def _date(key: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ProfileError(f"{key} = {value!r}: not a date; write it like 2026-03-01") from None


def _clock(key: str, value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        raise ProfileError(f'{key} = {value!r}: not a time of day; write it like "04:00"') from None


def _choice(key: str, value: Any, allowed: tuple[str, ...]) -> str | None:
    if value is not None and value not in allowed:
        raise ProfileError(f"{key} = {value!r}: allowed are {', '.join(allowed)}")
    return None if value is None else str(value)


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ProfileError(f"{key} = {value!r}: allowed are true and false")
    return value


def _number(key: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ProfileError(f"{key} = {value!r}: a number from {low:g} to {high:g} is needed")
    return float(value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ProfileError(f"{key} = {value!r}: text in quotation marks is needed")
    return value


def _zone(key: str, value: Any) -> str | None:
    if value is None:
        return None
    try:
        return ZoneInfo(value).key
    except (ValueError, OSError, TypeError, AttributeError):
        # ZoneInfoNotFoundError is a KeyError, caught below: its text would repeat a search path.
        pass
    except KeyError:
        pass
    raise ProfileError(f'{key} = {value!r}: not a time zone; write an IANA name such as "Europe/Berlin"')


def _words(key: str, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    words = {}
    for name, value in table.items():
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or not all(isinstance(w, str) for w in given):
            raise ProfileError(f'{key}."{name}": a list of words is needed, such as ["walk", "stroll"]')
        words[name] = tuple(given)
    return words
