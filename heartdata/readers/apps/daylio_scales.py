"""Daylio's ``scales`` cell: points and durations under names that people choose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from heartdata.core.days import day_of
from heartdata.core.nights import NAP_MAX_H
from heartdata.core.vocabulary import MEASURES, on_nrs
from heartdata.readers.collector import Collector, Moment
from heartdata.readers.header_words import meanings
from heartdata.readers.parsing.dates import parse_duration

__all__ = ["Scales", "looks_like_scales"]

# Scale names that say what they measure; True where a higher number is worse for that measure.
SCALE_MEASURES: Final = {
    "mood": ("mood", False),
    "energy": ("energy", False), "tiredness": ("energy", True), "fatigue": ("energy", True),
    "focus": ("concentration", False), "concentration": ("concentration", False),
    "interest": ("interest", False), "enjoyment": ("interest", False),
    "connection": ("connection", False), "calm": ("calm", False),
    "stress": ("calm", True), "anxiety": ("calm", True),
    "pain": ("body", True), "sleep quality": ("sleep_quality", False), "appetite": ("appetite", False),
    "intrusive thoughts": ("intrusive_thoughts", False), "rumination": ("rumination", False),
}  # fmt: skip
_SLEEP_SCALES: Final = ("sleep time", "sleep", "sleep duration", "hours of sleep")
_LONGEST_NIGHT_H: Final = 24.0
# Longer is a sentence, in which a word may mean anything.
_LONGEST_NAME: Final = 3

_POINTS: Final = re.compile(r"(-?\d{1,9}(?:[.,]\d{1,9})?)\s?/\s?(\d{1,9}(?:[.,]\d{1,9})?)(?!\s?/)")
# The value is what begins with a figure after a colon; a name may hold colons of its own.
_SCALE: Final = re.compile(r"(?P<name>[^:]+(?::(?!\s*-?\d)[^:]*)*):\s*(?P<value>-?\d.*)")


def _parts(cell: str) -> Iterator[tuple[str, str]]:
    for part in cell.split("|"):
        plain = " ".join(part.split())
        if plain:
            match = _SCALE.fullmatch(plain)
            yield (match["name"].strip(), match["value"]) if match else (plain, "")


# The names of a diary's scales are few and stand in every entry.
@lru_cache(maxsize=512)
def _in_words(name: str) -> tuple[str, bool]:
    """Find what a scale's name says in the languages of headers: a role, and whether more is worse."""
    said = meanings(name) if len(name.split()) <= _LONGEST_NAME else []
    return (said[0].role, said[0].worse) if said else ("", False)


def looks_like_scales(cell: str) -> bool:
    """Tell a ``scales`` cell from a title or a note.

    Examples
    --------
    >>> looks_like_scales("Focus:\\u00a08/10\\u00a0points | Sleep Time:\\u00a08:00"), looks_like_scales("At home")
    (True, False)
    """
    parts = list(_parts(cell))
    return bool(parts) and all(_POINTS.match(value) or parse_duration(value) is not None for _, value in parts)


class Scales:
    """Reads the scales of a file's entries into a collector; `finish` adds the nights.

    Parameters
    ----------
    collector : Collector
        Where they go.
    """

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._slept: dict[date, dict[float, int]] = {}

    def read(self, cell: str, when: Moment, line: int) -> None:
        """Read one entry's scales."""
        for name, value in _parts(cell):
            if points := _POINTS.match(value):
                trouble = self._points(name, value, points, when)
            else:
                trouble = self._duration(name, value, when, line)
            if trouble:
                self.collector.reject(line, trouble, "scales")

    def _points(self, name: str, value: str, points: re.Match[str], when: Moment) -> str:
        score, top = (float(p.replace(",", ".")) for p in points.groups())
        if not 0 <= score <= top or top == 0:
            return "a scale's points lie outside its ends"
        known = SCALE_MEASURES.get(name.casefold()) or _in_words(name)
        if known[0] in MEASURES:
            self.collector.rating(when, known[0], on_nrs(score, 0, top, higher_is_worse=known[1]), value)
        else:
            self.collector.activity(when, name, score)
        return ""

    def _duration(self, name: str, value: str, when: Moment, line: int) -> str:
        hours = parse_duration(value)
        if hours is None:
            return "a scale is neither points (8/10) nor a duration (7:30)"
        if name.casefold() in _SLEEP_SCALES or _in_words(name)[0] == "sleep_hours":
            return self._sleep(hours, when, line)
        self.collector.activity(when, name, hours)
        return ""

    def _sleep(self, hours: float, when: Moment, line: int) -> str:
        if hours > _LONGEST_NIGHT_H:
            return "more than 24 hours of sleep"
        self._slept.setdefault(day_of(when, self.collector.profile.day_start), {}).setdefault(hours, line)
        return ""

    def finish(self) -> None:
        """Add one night for each day: entries repeat it, and what is short beside it is a nap."""
        for day, told in self._slept.items():
            for hours, line in told.items():
                nap = hours < max(told)
                if nap and hours > NAP_MAX_H:
                    self.collector.reject(line, "another sleep time for the same day; the longest is kept", "scales")
                else:
                    self.collector.sleep(None, None, day=day, asleep_h=hours, nap=nap)
