"""`Profile`: what a person says about themselves in ``heartdata.toml``.

The checks of single values are in `profile_values`, as both together would be too long for one module.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from heartdata.core import profile_values as values
from heartdata.core.columns import Column, parse_columns
from heartdata.core.days import DAY_START
from heartdata.core.formatting import without_marks
from heartdata.core.given import checked_path
from heartdata.core.toml_mends import likely_mend
from heartdata.core.vocabulary import AGES, EVENT_KINDS, KINDS_OF_LOSS
from heartdata.errors import ProfileError

__all__ = ["PROFILE_NAME", "MarkedEvent", "Profile"]

PROFILE_NAME: Final = "heartdata.toml"
# Heuristic: a thousand lines [byte].
LARGEST: Final = 64 * 1024
# tomllib takes time and memory by the square of a key's parts.
_LONG_KEY: Final = re.compile(
    r"""(?:^|[{,])[ \t]*+\[{0,2}[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){8}""", re.MULTILINE
)

_SECTIONS: Final = (
    "day_start", "time_zone", "loss", "usual", "moods", "columns", "practices", "contacts", "anniversaries",
    "events", "support", "person", "sources", "suggestions", "report",
)  # fmt: skip
_SUPPORT: Final = ("name", "contact")
_SUGGESTIONS: Final = ("declined", "variant")
# "b" means `unsafe`; PRIVACY.md says so and the file does not, since somebody else may read it.
_VARIANTS: Final = ("a", "b")
_SOURCE_KEYS: Final = ("year",)
_EVENT_KEYS: Final = ("date", "label", "kind", "until")


def _without_marks(given: Any) -> Any:
    """Drop hidden marks from every text, as labels and names are shown."""
    if isinstance(given, str):
        return without_marks(given)
    if isinstance(given, dict):
        return {without_marks(key): _without_marks(value) for key, value in given.items()}
    return [_without_marks(value) for value in given] if isinstance(given, list) else given


@dataclass(frozen=True)
class MarkedEvent:
    """A day, or several days in a row, that the person marked."""

    day: date  # the first of several
    # Not in the repr, which a notebook stores: these are the person's own words.
    label: str = field(default="", repr=False)
    kind: str = "other"  # one of EVENT_KINDS
    until: date | None = None  # the last day of several, such as an illness


@dataclass(frozen=True, repr=False)
class Profile:
    """What a person says about themselves; everything is optional.

    Parameters
    ----------
    loss_date : date or str, optional
        The day of the loss, such as ``"2026-03-01"``.
    loss_kind : str, optional
        One of the kinds of loss in `heartdata.core.vocabulary.KINDS_OF_LOSS`.
    unsafe : bool, optional
        Whether the loss came with abuse or stalking; suggestions then put safety first. In the file, ``variant = "b"``
        under ``[suggestions]`` means the same.
    usual : float or mapping of str to float, optional
        The usual level before the loss [0-10]; a number is the usual mood.
    day_start : time or str, optional
        When a day begins (04:00).
    time_zone : str, optional
        An IANA name such as ``"Europe/Berlin"``, for files without local times.
    moods : mapping of str to float, optional
        The person's own mood names, from 1 (worst) to 5 (best).
    columns : mapping, optional
        The columns of a hand-made table; see `heartdata.core.columns`.
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
    age : {"child", "teen", "elder"}, optional
        The person's age group, where it changes what is offered.
    memories : bool, optional
        Whether the report shows a good day from since the loss now and then; in the file under ``[report]``.
    sources : mapping of str to int, optional
        For a file whose dates have no year, by its name: the year of its latest day.

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
    age: str | None = None
    memories: bool = False
    sources: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        clean = {
            "loss_date": None if self.loss_date is None else values.day("loss.date", self.loss_date),
            "loss_kind": values.choice("loss.kind", self.loss_kind, tuple(KINDS_OF_LOSS)),
            "unsafe": values.flag("loss.unsafe", self.unsafe),
            "usual": values.usual_levels(self.usual),
            "day_start": values.clock("day_start", self.day_start),
            "time_zone": values.zone("time_zone", self.time_zone),
            "moods": values.mood_levels(self.moods),
            "columns": parse_columns(values.mapping("columns", self.columns)),
            "practices": values.words("practices", self.practices),
            "contacts": values.words("contacts", self.contacts),
            "anniversaries": _events("anniversaries", self.anniversaries, "anniversary"),
            "events": _events("events", self.events, "other"),
            "support": values.texts("support", self.support, _SUPPORT),
            "declined": values.codes("suggestions.declined", self.declined),
            "age": values.choice("person.age", self.age, AGES),
            "memories": values.flag("report.memories", self.memories),
            "sources": values.years("sources", self.sources),
        }
        for name, value in clean.items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        # A notebook stores the repr: only counts, never names, labels, words or addresses.
        counted = (
            "usual", "moods", "columns", "practices", "contacts", "anniversaries", "events", "support", "declined",
        )  # fmt: skip
        counts = [f"{name}: {len(getattr(self, name))}" for name in counted if getattr(self, name)]
        loss = [] if self.loss_date is None else [f"loss: {self.loss_date}"]
        return f"Profile({', '.join(loss + counts)})"

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

        Examples
        --------
        >>> Profile.from_toml("[usual]\\nmood = 7").usual
        {'mood': 7.0}
        """
        if not isinstance(text, str):
            raise ProfileError(f"from_toml needs text, got {type(text).__name__}; Profile.load reads a file")
        if len(text.encode("utf-8", "replace")) > LARGEST:
            raise ProfileError(f"larger than {LARGEST >> 10} kB, too large for a profile; leave out what is not yours")
        if _LONG_KEY.search(text):
            raise ProfileError("a key has more than eight parts; put a name with dots in quotation marks")
        try:
            return cls._from_given(_without_marks(tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            problem = str(error)
        except (ValueError, OverflowError, RecursionError):
            # Numbers with thousands of digits, and thousands of brackets.
            problem = "a number or list is far too long"
        raise ProfileError(f"this is not valid TOML: {problem}; {likely_mend(text, problem)}")

    @classmethod
    def _from_given(cls, given: dict[str, Any]) -> Profile:
        values.known_keys("", given, _SECTIONS)
        loss = values.section(given, "loss", ("date", "kind", "unsafe"))
        suggestions = values.section(given, "suggestions", _SUGGESTIONS)
        variant = values.choice("suggestions.variant", suggestions.get("variant"), _VARIANTS)
        if isinstance(given.get("usual"), int | float):
            given["usual"] = {"mood": given["usual"]}
        return cls(
            loss_date=loss.get("date"),
            loss_kind=loss.get("kind"),
            unsafe=values.flag("loss.unsafe", loss.get("unsafe", False)) or variant == "b",
            usual=values.section(given, "usual"),
            day_start=given.get("day_start", DAY_START),
            time_zone=given.get("time_zone"),
            moods=values.section(given, "moods"),
            columns=values.section(given, "columns"),
            practices=values.section(given, "practices"),
            contacts=values.section(given, "contacts"),
            anniversaries=given.get("anniversaries", ()),
            events=given.get("events", ()),
            support=values.section(given, "support"),
            declined=suggestions.get("declined", ()),
            age=values.section(given, "person", ("age",)).get("age"),
            memories=values.section(given, "report", ("memories",)).get("memories", False),
            sources=_years(values.section(given, "sources")),
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
        path = Path(checked_path(path, "path"))
        try:
            with path.open("rb") as file:
                content = file.read(2 * LARGEST)
            return cls.from_toml(decode_toml(content))
        except OSError as error:
            raise ProfileError(f"{path}: cannot be read ({error.strerror})") from None
        except UnicodeDecodeError:
            raise ProfileError(f"{path}: not UTF-8 text; save it again as UTF-8") from None
        except ProfileError as error:
            raise ProfileError(f"{path}: {error}") from None


def decode_toml(content: bytes) -> str:
    """Decode the beginning of a profile; one that is too large may be cut within a letter."""
    return content.decode("utf-8-sig", "strict" if len(content) < 2 * LARGEST else "ignore")


def names_support(name: str, profile: Profile) -> bool:
    """Whether a name is that of the person under ``[support]``: "Ida" or "called Aunt Ida", but no other aunt."""
    words, support = (re.findall(r"\w+", said.casefold()) for said in (name, profile.support.get("name", "")))
    return bool(words and support) and (
        set(words) <= set(support) or f" {' '.join(support)} " in f" {' '.join(words)} "
    )


def _years(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.section(given, name, _SOURCE_KEYS, place="sources").get("year") for name in given}


def _events(key: str, given: Any, kind: str) -> tuple[MarkedEvent, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(e, MarkedEvent | Mapping) for e in given):
        raise ProfileError(f"{key}: write each one under [[{key}]], with a date and a label")
    return tuple(_event(key, e, kind) for e in given)


def _event(key: str, given: MarkedEvent | Mapping[str, Any], kind: str) -> MarkedEvent:
    if isinstance(given, MarkedEvent):
        given = {"date": given.day, "label": given.label, "kind": given.kind, "until": given.until}
    values.known_keys(key, given, _EVENT_KEYS)
    if "date" not in given:
        raise ProfileError(f"{key}: one has no date; add a line such as date = 2026-03-01")
    chosen = values.choice(f"{key}.kind", given.get("kind", kind), EVENT_KINDS)
    first = values.day(f"{key}.date", given["date"])
    until = given.get("until")
    last = None if until is None else values.day(f"{key}.until", until)
    if last is not None and last < first:
        raise ProfileError(f"{key}.until = {last}: is before its date {first}")
    return MarkedEvent(first, values.text(f"{key}.label", given.get("label", "")), chosen or kind, last)
