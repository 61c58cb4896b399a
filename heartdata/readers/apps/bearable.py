"""Bearable's CSV in its older and newer layout: one reading per row, of the ``category`` it names.

The day is ``date formatted`` (ISO) or ``date`` (8th Dec 2021). The time is a part of the day (pre, am, mid, pm,
allday), so only the day is kept. ``detail`` has names joined by |, a symptom with its severity in brackets, or the
times of a night. Symptoms whose names say so are ratings of a sign: fatigue of energy, unless energy is rated itself,
loneliness of connection, intrusive thoughts and rumination of themselves. Others of the mind, such as anxiety or
stress, are reversed into calm, and all others into body. Mood, energy and sleep quality have 5 or 10 steps by the
person's choice, which is not in the file. The scale comes from the profile, from the words the app writes beside energy
and sleep quality (3 is OK), or is 1 to 10 if a number above 5 leaves no other; else the numbers are kept without a
value.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Final

from heartdata.core.days import hours_between
from heartdata.core.vocabulary import LONGEST_NIGHT_H, MEASURES, NRS_MAX, VITALS, is_of_the_mind
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Moment, Profile, Source
from heartdata.readers.header_words import meanings
from heartdata.readers.parsing.dates import date_parser, parse_clock, parse_duration
from heartdata.readers.parsing.delimited import header
from heartdata.readers.parsing.entries import read_text
from heartdata.readers.parsing.numbers import DecimalMark, decimal_mark, parse_number
from heartdata.readers.parsing.rows import parse_rows
from heartdata.readers.parsing.scales import Scale, add_rating, ask_for_scale, stated_scale, ten_point_scale

_CATEGORIES: Final = {"mood": "mood", "energy": "energy", "sleep quality": "sleep_quality"}
_REQUIRED: Final = ("category", "rating/amount", "detail")

# What a symptom may be a rating of, where its name says so in any of many languages.
_SIGNS: Final = ("energy", "concentration", "connection", "intrusive_thoughts", "rumination")

# 0 is no symptom: it is hardly ever logged, but the mildest that is logged is not the best day.
SEVERITY: Final = Scale(0, 4, reversed=True)
SEVERITIES: Final = {"none": 0.0, "mild": 1.0, "moderate": 2.0, "severe": 3.0, "unbearable": 4.0}
# What the app writes beside a rating of energy or sleep quality.
STEPS: Final = {"awful": 1.0, "poor": 2.0, "ok": 3.0, "good": 4.0, "great": 5.0}
# What the app's factors end in, such as "Caffeine - A lot".
LEVELS: Final = {"none": 0.0, "little": 1.0, "a little": 1.0, "moderate": 2.0, "a lot": 3.0}

_LAST_BRACKET: Final = re.compile(r"\s*\(([^()]*)\)\s*$")
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\b\.?)?", re.IGNORECASE)
# "Nap 4h (mid)" or "Nap (am)", after the times of the night.
_NAP: Final = re.compile(r"\bNap\b\s*(\d[\dhm :.]*)?\((?:pre|am|mid|pm)\)", re.IGNORECASE)
# "Meals: Soup | Bread. Snacks: An apple"
_COURSES: Final = re.compile(r"\||(?:^|\.\s+)[^\W\d_]+:")
# The app's own note on a night: a full stop, and where the night comes from.
_OF_THE_APP: Final = re.compile(r"^\.\s*(?:\(synced from [^()]*\))?\s*")
_IN_BED: Final = re.compile(r"\bin bed\b", re.IGNORECASE)
# Heuristic: more than this between the clocks and the time asleep is another night, or a typing mistake.
_LONGEST_AWAKE_H: Final = 6.0


def _claims(source: Source, profile: Profile) -> bool:
    _, names = header(source.head_text)
    return all(n in names for n in _REQUIRED) and ("date" in names or "date formatted" in names)


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    _, names = header(text)
    if not all(n in names for n in _REQUIRED):
        raise UnreadableFileError(
            f"{source.name}: not a Bearable CSV, its first line has no columns category, rating/amount and detail; "
            "export the data as CSV in Bearable's settings"
        )
    rows = [(row.line, row.cells) for row in parse_rows(text, collector)]
    column = "date formatted" if "date formatted" in names else "date"
    dated = date_parser((row.get(column) or row.get("date", "") for _, row in rows), profile, source.name)
    reader = _Reader(collector, _scales(rows, profile), column)
    reader.decimal = decimal_mark(row.get("rating/amount", "") for _, row in rows)
    reader.rated = {_CATEGORIES.get(row.get("category", "").casefold(), "") for _, row in rows}
    for line, row in rows:
        day = dated(row.get("date formatted", "")) or dated(row.get("date", ""))
        if day is None:
            collector.reject(line, "not a date such as 8th Dec 2021 or 2021-12-08")
        elif collector.accept_date(day, line):
            reader.read(line, day, row)


def _scales(rows: list[tuple[int, dict[str, str]]], profile: Profile) -> dict[str, tuple[str, Scale]]:
    """Return the measure and scale of each category that has one, from the profile or from its numbers."""
    seen: dict[str, list[tuple[float, str]]] = {}
    for _, row in rows:
        value = parse_number(row.get("rating/amount", ""))
        if value is not None:
            word = row.get("detail", "").casefold()
            seen.setdefault(row.get("category", "").casefold(), []).append((value, word))
    found = {}
    for category, answers in seen.items():
        known = stated_scale(profile, category)
        scale = (
            (ten_point_scale(v for v, _ in answers) or _scale_of_words(answers)) if category in _CATEGORIES else None
        )
        if known:
            found[category] = known
        elif scale:
            found[category] = _CATEGORIES[category], scale
    return found


def _scale_of_words(answers: list[tuple[float, str]]) -> Scale | None:
    """Recognise 1 to 5 by the words beside the numbers; the words of a mood say nothing of its scale."""
    steps = [STEPS[word] == value for value, word in answers if word in STEPS]
    return Scale(1, 5) if steps and all(steps) and all(1 <= value <= 5 for value, _ in answers) else None


class _Reader:
    def __init__(self, collector: Collector, scales: dict[str, tuple[str, Scale]], date_column: str) -> None:
        self.collector, self.scales, self.date_column = collector, scales, date_column
        self.line = 0
        self.decimal: DecimalMark | None = None
        self._noted: tuple[Moment, str] | None = None
        # Measures that are rated themselves.
        self.rated: set[str] = set()
        self._measures: dict[str, str] = {}

    def read(self, line: int, day: date, row: dict[str, str]) -> None:
        self.line = line
        clock = parse_clock(row.get("time of day", ""))
        when: Moment = day if clock is None else datetime.combine(day, clock)
        category, amount, detail = row.get("category", ""), row.get("rating/amount", ""), row.get("detail", "")
        if not (category or amount or detail):
            self.collector.reject(line, "nothing but a date")
            return
        kind = category.casefold()
        if kind in self.scales or kind in _CATEGORIES:
            self._rate(when, category, amount, detail)
        elif kind == "symptom":
            self._symptom(when, amount, detail)
        elif kind == "sleep":
            self._sleep(day, amount, detail)
        elif kind == "gratitudes" and detail:
            self.collector.entry(when, detail)
        else:
            self._other(when, category, amount, detail)
        note = row.get("notes", "")
        if kind == "sleep":
            note = _OF_THE_APP.sub("", note)
        # The note of an entry may be in the row of each of its readings.
        if note and (when, note) != self._noted:
            self.collector.entry(when, note)
            self._noted = when, note

    def _cell(self, reason: str, column: str = "rating/amount") -> None:
        self.collector.reject(self.line, f"{reason}; the rest of the row is kept", column)

    def _rate(self, when: Moment, category: str, amount: str, detail: str) -> None:
        rated = self.scales.get(category.casefold())
        value = parse_number(amount, high=math.inf if rated is None else rated[1].high, decimal=self.decimal)
        if value is None:
            self._cell("not a number")
            return
        raw = f"{amount} {detail}".strip()
        if rated is None:
            measure = _CATEGORIES[category.casefold()]
            self.collector.rating(when, measure, None, raw)
            self.collector.note(ask_for_scale(measure, category.capitalize(), self.date_column))
        else:
            add_rating(self.collector, self.line, when, rated, value, raw, kept="row", column="rating/amount")

    def _symptom(self, when: Moment, amount: str, detail: str) -> None:
        bracket = _LAST_BRACKET.search(detail)
        word = SEVERITIES.get(bracket[1].strip().casefold()) if bracket else None
        name = detail[: bracket.start()] if bracket and word is not None else detail
        severity = word if not amount else parse_number(amount)
        placed = None if severity is None else SEVERITY.rescale(severity)
        if placed is None:
            self._cell("not a severity from 1 to 4")
        else:
            measure = self._measure_of(name)
            heavier = MEASURES[measure].higher == "heavier"
            self.collector.rating(when, measure, NRS_MAX - placed if heavier else placed, f"{amount} {detail}".strip())
        if placed is None or severity:
            self.collector.activity(when, name, None if placed is None else severity, kind="symptom")

    def _measure_of(self, symptom: str) -> str:
        """Return the sign that a symptom's name plainly says, or else calm or body."""
        if symptom not in self._measures:
            said = (
                m.role
                for m in meanings(symptom)
                if m.role in _SIGNS and not m.doubt and (m.worse or MEASURES[m.role].higher == "heavier")
            )
            sign = next((role for role in said if role not in self.rated), "")
            self._measures[symptom] = sign or ("calm" if is_of_the_mind(symptom) else "body")
        return self._measures[symptom]

    def _sleep(self, day: date, amount: str, detail: str) -> None:
        if not (amount or detail):
            self.collector.count_empty("nights without a duration or times")
            return
        self._naps(day, detail)
        asleep, in_bed = _clocks(_NAP.sub("", detail))
        # A bare number could be a rating of the night as well, unless the row has its times.
        hours = parse_duration(amount) if re.search(r"[:hm]", amount) or asleep or in_bed else None
        if hours is None or not 0 < hours <= LONGEST_NIGHT_H:
            if amount:
                self._cell("not a duration such as 7:30")
            hours = None
        lying = _span(day, in_bed, hours)
        start, end = lying or _span(day, asleep, hours) or (None, None)
        in_bed_h = hours_between(*lying, self.collector.profile.zone) if lying else None
        if hours is not None and len(in_bed) == len(asleep) == 1 and parse_duration(asleep[0]) == hours:
            # Durations, not clocks: the first repeats the time asleep.
            in_bed_h = parse_duration(in_bed[0])
        if hours is not None or start is not None:
            self.collector.sleep(start, end, day=day, asleep_h=hours, in_bed_h=in_bed_h, nap=False)
        elif not amount and not _NAP.search(detail):
            self._cell("no duration")

    def _naps(self, day: date, detail: str) -> None:
        for length in _NAP.findall(detail):
            hours = parse_duration(length.strip())
            if hours is None or not 0 < hours <= LONGEST_NIGHT_H:
                self.collector.activity(day, "Nap")
            else:
                self.collector.sleep(None, None, day=day, asleep_h=hours, nap=True)

    def _other(self, when: Moment, category: str, amount: str, detail: str) -> None:
        steps = category.casefold() == "health measurements" and "step count" in detail.casefold()
        value = parse_number(amount, whole=steps, decimal=self.decimal)
        if steps and value is not None:
            if 0 <= value <= VITALS["steps"].highest:
                self.collector.vital(when, "steps", value)
            else:
                self._cell("not a number that can be true")
            return
        parts = _COURSES.split(detail) if category.casefold() == "food diary" else detail.split("|")
        names = [name.strip() for name in parts if name.strip()] or [category]
        if not any(names):
            self.collector.reject(self.line, "neither a category nor a detail")
        for name in names:
            bare, _, level = name.rpartition(" - ")
            strength = LEVELS.get(level.strip().casefold()) if bare else None
            if strength is None:
                self.collector.activity(when, name, value if len(names) == 1 else None)
            elif strength:
                self.collector.activity(when, bare, strength)


def _clocks(detail: str) -> tuple[list[str], list[str]]:
    """Return what looks like a time of day in 'Asleep ... In bed ...', for each of the two."""
    asleep, _, in_bed = _IN_BED.sub("\0", detail, count=1).partition("\0")
    return _CLOCK.findall(asleep), _CLOCK.findall(in_bed)


def _span(day: date, clocks: list[str], hours: float | None) -> tuple[datetime, datetime] | None:
    """Place two clocks around the night that ends on a day; None if they do not fit the time asleep."""
    times = [at for at in map(parse_clock, clocks) if at is not None]
    if len(clocks) != 2 or len(times) != 2:
        return None
    first, last = times
    start = datetime.combine(day - timedelta(days=1) if first >= last else day, first)
    end = datetime.combine(day, last)
    length = hours_between(start, end)
    if hours is not None and not -0.1 <= length - hours <= _LONGEST_AWAKE_H:
        return None
    return start, end


FORMAT: Final = Format(
    name="bearable",
    title="Bearable CSV",
    tables=("ratings", "sleep", "activities", "journal", "vitals"),
    evidence="read from real samples",
    how="Bearable: in the settings, export the data as CSV",
    shapes=frozenset({"table"}),
    words=("rating/amount",),
    claims=_claims,
    read=_read,
)
