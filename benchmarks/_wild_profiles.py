"""Random ``heartdata.toml`` files with values of the wrong type, far out of range, or contradicting each other."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, time
from typing import Any, Final

__all__ = ["wild_profile"]

_DAYS: Final[tuple[Any, ...]] = (
    date(2026, 2, 9), date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31), date(1900, 1, 1), date(2200, 12, 31),
    date(2026, 12, 31), date(2024, 2, 29), datetime(2026, 3, 29, 2, 30), "2026-03-01", "2026-W10", "1 March", "",
    20260301,
)  # fmt: skip
_NUMBERS: Final[tuple[Any, ...]] = (
    7, 0, 10, 5.5, -1, 11, -0.0, 1e308, float("inf"), float("nan"), 10**30, 10**400, True, "7", "",
)  # fmt: skip
_WORDS: Final = (
    "evening walk", "breathing", "call", "friends", "", " ", "\n", "a\nb", "\u202ekcab", "مرحبا", "😀",
    "x" * 5000, "\x00", "\u2028", "<script>alert(1)</script>", "{{ 7 * 7 }}", "=1+1", "%s %d {0}", "$\\frac{1}{0}$",
    "$unclosed", "HD401", "Mood", "İ", "ß", ".*", "(", "\ud7ff", "Zahnärztin",
)  # fmt: skip
_ODD: Final[tuple[Any, ...]] = (None, [], {}, [[]], [1, "a"], {"a": {}}, True, 0, "", time(4, 0), date(2026, 3, 1))
_KINDS: Final = ("pet", "job", "friendship", "death", "breakup", "PET", "", "other", "loved_one_changing", 3)
_EVENTS: Final = ("illness", "loss", "change of approach", "anniversary", "other", "holiday", "")
_ZONES: Final = (
    "Europe/Berlin", "Europe/London", "Pacific/Apia", "Asia/Kathmandu", "UTC", "", "Mars/Base", "../../etc/passwd",
    "/etc", "localtime", "\x00", "Europe", 1, "x" * 300,
)  # fmt: skip
_CLOCKS: Final[tuple[Any, ...]] = ("04:00", time(0, 0), time(23, 59, 59), "24:00", "04:00+02:00", "", 4, "4")
_ROLES: Final = (
    "date", "time", "mood", "energy", "calm", "appetite", "sleep_hours", "bedtime", "waketime", "note", "title",
    "activities", "contacts", "body", "rumination", "nothing",
)  # fmt: skip
_HEADERS: Final = (
    "full_date", "date", "mood", "note", "note_title", "activities", "Datum", "Uhrzeit", "Stimmung (1-5)", "Schlaf",
    "Kontakte", "Was", "Notiz", "Id", "From", "To", "Hours", "Mood", "", "x",
)  # fmt: skip
_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y", "%H:%M", "epoch", "%", "%Q", "%s", "%Y" * 20, "", "(", "%y-%j", 5)


def wild_profile(rng: random.Random) -> str:
    """Return one; about every second one is valid, so that the code after reading the profile is reached as well."""
    wild = rng.choice((0.0, 0.0, 0.03, 0.15, 0.6))
    profile = {
        key: _odd(rng) if rng.random() < wild else make(rng, wild)
        for key, make in _SECTIONS.items()
        if rng.random() < 0.45
    }
    if rng.random() < wild:
        profile[rng.choice(("mood", "LOSS", "lossdate", "x" * 200, "😀"))] = _odd(rng)
    return "".join(f"{_key(key)} = {_written(value)}\n" for key, value in profile.items() if value is not None)


def _pick(rng: random.Random, wild: float, plain: tuple[Any, ...], all_of: tuple[Any, ...]) -> Any:
    if rng.random() < wild / 3:
        return _odd(rng)
    return rng.choice(all_of if rng.random() < wild else plain)


def _odd(rng: random.Random) -> Any:
    return rng.choice((*_ODD, *_DAYS, *_NUMBERS, *_WORDS))


def _day(rng: random.Random, wild: float) -> Any:
    return _pick(
        rng, wild, (date(2026, 2, 9), date(2026, rng.randint(1, 12), rng.randint(1, 28)), date(2025, 11, 3)), _DAYS
    )


def _number(rng: random.Random, wild: float, plain: tuple[Any, ...] = (0, 1, 4, 6.5, 7, 10)) -> Any:
    return _pick(rng, wild, plain, _NUMBERS)


def _word(rng: random.Random, wild: float) -> Any:
    return _pick(rng, wild, tuple(w for w in _WORDS if w.strip()), _WORDS)


def _loss(rng: random.Random, wild: float) -> dict[str, Any]:
    loss = {"date": _day(rng, wild), "kind": _pick(rng, wild, _KINDS[:5], _KINDS), "unsafe": rng.random() < 0.2}
    return {key: value for key, value in loss.items() if rng.random() < 0.7}


def _events(rng: random.Random, wild: float) -> list[dict[str, Any]]:
    found = []
    for _ in range(rng.choice((1, 1, 2, 30))):
        event = {"date": _day(rng, wild), "label": _word(rng, wild), "kind": _pick(rng, wild, _EVENTS[:5], _EVENTS)}
        if rng.random() < wild:
            event["until"] = _day(rng, wild)
        found.append({key: value for key, value in event.items() if rng.random() < 0.95 or key == "date"})
    return found


def _lists(rng: random.Random, wild: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(rng.choice((1, 2, 3, 40))):
        listed = [_word(rng, wild) for _ in range(rng.randint(0, 3))]
        found[str(_word(rng, wild))] = listed if rng.random() > wild else _word(rng, wild)
    return found


def _columns(rng: random.Random, wild: float) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for role in ("date", *rng.sample(_ROLES[: -1 if rng.random() > wild else None], rng.randint(1, 6))):
        name = rng.choice(_HEADERS) if rng.random() < 0.9 else [rng.choice(_HEADERS), _word(rng, wild)]
        columns[role] = {"name": name}
        if rng.random() < 0.5:
            columns[role] |= {"min": _number(rng, wild, (0, 1)), "max": _number(rng, wild, (5, 10, 100))}
        for option, values in _OPTIONS.items():
            if rng.random() < wild / 2:
                columns[role][option] = rng.choice(values)
    return columns


_OPTIONS: Final[dict[str, tuple[Any, ...]]] = {
    "format": _FORMATS, "day_first": (True, False, "yes"), "higher": ("better", "worse", "up"),
    "separator": (",", "|", "", "\n", ".*"), "night": ("ends", "begins", "both"), "what": (1,),
}  # fmt: skip
_SECTIONS: Final[dict[str, Any]] = {
    "day_start": lambda rng, wild: _pick(rng, wild, _CLOCKS[:3], _CLOCKS),
    "time_zone": lambda rng, wild: _pick(rng, wild, _ZONES[:5], _ZONES),
    "loss": _loss,
    "usual": lambda rng, wild: (
        _number(rng, wild)
        if rng.random() < 0.5
        else {m: _number(rng, wild) for m in rng.sample(("mood", "energy", "calm", "body"), 2)}
    ),
    "moods": lambda rng, wild: {str(_word(rng, wild)): _number(rng, wild, (2, 3, 4.5)) for _ in range(2)},
    "columns": _columns,
    "practices": _lists,
    "contacts": _lists,
    "anniversaries": _events,
    "events": _events,
    "support": lambda rng, wild: {"name": _word(rng, wild), "contact": _word(rng, wild)},
    "suggestions": lambda rng, wild: {"declined": [_word(rng, wild) for _ in range(3)]},
}


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=True).replace("\\u007f", "\\u007F")


def _written(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=True)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).replace("infinity", "inf")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_written(v)}" for k, v in value.items() if v is not None) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(v) for v in value if v is not None) + "]"
    return '""'
