"""What a simulated person writes down, day by day, given how far below their usual they are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from heartdata._simulated_courses import Truth
from heartdata._simulated_draws import Draws
from heartdata._simulated_sentences import NOTES
from heartdata._simulated_text import Journal, Mode
from heartdata.vocabulary import MEASURES, NRS_MAX

__all__ = ["Diarist", "Entry", "Night", "Page", "write_entries", "write_nights", "write_pages"]

# Streams of chance, one for each part of a diary.
COURSE, PERSON, NOISE, MISSING, TAGS, SLEEP, TEXT, PAGES = range(8)

NOISE_CORRELATION: Final = 0.45
MEASURE_LOADING: Final = 0.75
_SHOCK_SHARE: Final = 0.02
_MISSING_PER_SD: Final = 0.7
_WITHIN_DAY: Final = 0.4
_SECOND_ENTRY: Final = 0.12
_MEASURE_SHARE: Final = 0.8
_HEAVY_USUAL: Final = 2.0
_HEAVY_GAP: Final = 1.5

PRACTICES: Final = {"evening walk": 0.3, "breathing": 0.12, "stretching": 0.2}
CONTACTS: Final = {"friends": 0.3, "call with sister": 0.22, "family": 0.12}
SYMPTOMS: Final = {"tired": ("fatigue", 0.05, 0.4), "headache": ("feeling_unwell", 0.04, 0.2)}
OTHERS: Final = {"cooking": 0.3, "reading": 0.35, "music": 0.2, "shopping": 0.14, "films": 0.15}
_AFTER_CHANGE: Final = {"evening walk": 0.6, "breathing": 0.55, "friends": 0.4}
_SIGN_OF: Final = {
    "energy": "fatigue",
    "concentration": "poor_concentration",
    "interest": "lost_colour",
    "connection": "avoiding_connection",
    "body": "feeling_unwell",
    "intrusive_thoughts": "intrusive_thoughts",
    "rumination": "replaying",
}


@dataclass(frozen=True)
class Diarist:
    """One simulated person.

    Attributes
    ----------
    seed : int
        Where all chance about them begins.
    start : datetime.date
        The first day.
    truth : Truth
        How they truly are on each day.
    before : int
        Days before the loss.
    usual, sd, phi, weekend : float
        Usual mood and its day-to-day SD [0-10], what a day keeps of the day before, lift at weekends [own SD].
    missing : float
        Share of days without an entry, apart from the holes.
    steps : int
        The mood scale's number of steps above the lowest: 4 or 10.
    measures, signs : tuple of str
        What is tracked beside mood; the signs that go with the gap.
    effects : mapping of str to float
        What a practice adds to the mood of its day [own SD].
    holes : tuple of (int, int)
        Stretches without anything, as first and last day.
    illness : (int, int) or None
        First and last day of a cold.
    change : int or None
        The day on which practices change.
    mood_names : tuple of str
        Names of the five mood levels, the worst first; empty for plain numbers.
    """

    seed: int
    start: date
    truth: Truth
    before: int
    usual: float
    sd: float
    phi: float
    weekend: float
    missing: float
    steps: int
    measures: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    effects: Mapping[str, float] = field(default_factory=dict)
    holes: tuple[tuple[int, int], ...] = ()
    illness: tuple[int, int] | None = None
    change: int | None = None
    mood_names: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[float, ...]:
        """How far below the usual level each day is [own SD]."""
        return self.truth.gap

    def absent(self, day: int) -> bool:
        """Tell whether a day lies in a hole."""
        return any(first <= day <= last for first, last in self.holes)

    def ill(self, day: int) -> bool:
        """Tell whether a day lies in the illness."""
        return self.illness is not None and self.illness[0] <= day <= self.illness[1]

    def heaviness(self, sign: str, day: int) -> float:
        """Say how strong a sign is on a day [0-1]."""
        return min(1.0, self.gaps[day] / _HEAVY_GAP) if sign in self.signs else 0.0


@dataclass(frozen=True)
class Entry:
    """One entry in the mood app; scores are steps of the person's mood scale and points of ten."""

    when: datetime
    mood: int
    scores: tuple[tuple[str, int], ...]
    tags: tuple[str, ...]
    title: str
    note: str


@dataclass(frozen=True)
class Night:
    """One sleep period; minutes, and a rating in quarters from 1 to 20 or 0 for none."""

    start: datetime
    end: datetime
    awake: int
    deep: int
    rating: int
    nap: bool


@dataclass(frozen=True)
class Page:
    """One journal entry."""

    when: datetime
    text: str
    tags: tuple[str, ...]


def _nearest(value: float, low: int, high: int) -> int:
    return min(max(math.floor(value + 0.5), low), high)


def _tags_by_day(who: Diarist) -> list[tuple[str, ...]]:
    draws, written = Draws(who.seed, TAGS), _page_days(who)
    habit = {name: share * draws.uniform(0.6, 1.5) for name, share in (*PRACTICES.items(), *CONTACTS.items())}
    days = []
    for day in range(len(who.gaps)):
        share = dict(habit)
        if who.change is not None and day >= who.change:
            share |= {name: max(share[name], after) for name, after in _AFTER_CHANGE.items()}
        withdrawn = 1 - 0.7 * who.heaviness("avoiding_connection", day)
        share |= {name: share[name] * withdrawn for name in CONTACTS}
        share |= {n: low + more * who.heaviness(sign, day) for n, (sign, low, more) in SYMPTOMS.items()}
        weekday = (who.start + timedelta(days=day)).weekday() < 5
        share |= {"cold": 0.9 if who.ill(day) else 0.0, "work": 0.85 if weekday and not who.ill(day) else 0.0, **OTHERS}
        told = draws.chance(0.8)
        done = [name for name, chance in share.items() if draws.chance(chance)]
        days.append((*done, "journaling") if told and written[day] else tuple(done))
    return days


def _page_days(who: Diarist) -> list[bool]:
    draws = Draws(who.seed, PAGES)
    return [draws.chance(0.5) and not who.absent(day) for day in range(len(who.gaps))]


def _standings(who: Diarist, tags: Sequence[tuple[str, ...]]) -> dict[str, list[float]]:
    """Where mood and the other measures stand on each day [own SD from usual, higher is better]."""
    draws, days = Draws(who.seed, NOISE), range(len(who.gaps))
    common = draws.ar1(len(days), who.phi)
    shared, own = math.sqrt(NOISE_CORRELATION), math.sqrt(1 - NOISE_CORRELATION)
    standings = {}
    # Mood first, then always in the vocabulary's order: tracking one thing more changes nothing else.
    for measure in ("mood", *(m for m in MEASURES if m in who.measures)):
        alone = draws if measure == "mood" else Draws(who.seed, 32 + list(MEASURES).index(measure))
        noise = [shared * c + own * e for c, e in zip(common, alone.ar1(len(days), who.phi), strict=True)]
        if measure == "mood":
            loading = 1.0
        else:
            loading = MEASURE_LOADING if _SIGN_OF.get(measure, "") in ("", *who.signs) else 0.0
        standings[measure] = [n - loading * gap for n, gap in zip(noise, who.gaps, strict=True)]
    mood = standings["mood"]
    for day in days:
        weekend = (who.start + timedelta(days=day)).weekday() >= 5
        mood[day] += who.weekend * (weekend - 2 / 7)
        mood[day] -= draws.uniform(1.5, 3.0) if draws.chance(_SHOCK_SHARE) else 0.0
        mood[day] += sum(effect for name, effect in who.effects.items() if name in tags[day])
        if who.ill(day):
            for measure in standings:
                standings[measure][day] -= 0.9 if measure in ("energy", "body") else 0.5
    return standings


def _logged(who: Diarist, mood: Sequence[float]) -> list[bool]:
    """Leave days out, and more of the bad ones, so that the share comes out as wanted."""
    draws = Draws(who.seed, MISSING)
    mean = sum(mood) / len(mood)
    pulls = [_MISSING_PER_SD * (mean - m) for m in mood]
    low, high = -20.0, 20.0
    for _ in range(24):
        middle = (low + high) / 2
        expected = sum(1 / (1 + math.exp(-middle - pull)) for pull in pulls) / len(pulls)
        low, high = (middle, high) if expected < who.missing else (low, middle)
    shares = [1 / (1 + math.exp(-low - pull)) if who.missing else 0.0 for pull in pulls]
    return [not draws.chance(share) and not who.absent(day) for day, share in enumerate(shares)]


def write_entries(who: Diarist) -> list[Entry]:
    """Write what the person enters in the mood app.

    Parameters
    ----------
    who : Diarist
        The person.

    Returns
    -------
    list of Entry
        In time order.
    """
    draws = Draws(who.seed, PERSON)
    tags = _tags_by_day(who)
    standings = _standings(who, tags)
    entries = []
    for day, logged in enumerate(_logged(who, standings["mood"])):
        # Every day takes the same number of draws, so that one day missing leaves the others as they are.
        hour, early, second, within = (
            draws.uniform(19.5, 22.5),
            draws.uniform(11.5, 15.5),
            draws.chance(_SECOND_ENTRY),
            draws.normal(),
        )
        late, noted, titled, note = draws.chance(0.03), draws.chance(0.2), draws.chance(0.15), draws.pick(NOTES)
        answered = [draws.chance(_MEASURE_SHARE) for _ in MEASURES]
        if not logged:
            continue
        morning = datetime.combine(who.start + timedelta(days=day), datetime.min.time())
        if second:
            at = morning + timedelta(minutes=int(early * 60))
            entries.append(Entry(at, _mood(who, standings["mood"][day] + _WITHIN_DAY * within), (), (), "", ""))
        at = morning + timedelta(minutes=int((24.1 if late else hour) * 60))
        scores = tuple(
            (measure, _score(who, measure, standings[measure][day]))
            for measure, told in zip(MEASURES, answered, strict=True)
            if measure in standings and measure != "mood" and told
        )
        note = note if noted else ""
        title, note = (note, "") if titled and "\n" not in note else ("", note)
        entries.append(Entry(at, _mood(who, standings["mood"][day]), scores, tags[day], title, note))
    return entries


def _mood(who: Diarist, standing: float) -> int:
    return _nearest((who.usual + who.sd * standing) / NRS_MAX * who.steps, 0, who.steps)


def _score(who: Diarist, measure: str, standing: float) -> int:
    if MEASURES[measure].higher == "heavier":
        return _nearest(_HEAVY_USUAL - who.sd * standing, 0, 10)
    return _nearest(who.usual + who.sd * standing, 0, 10)


def write_nights(who: Diarist) -> list[Night]:
    """Write what the sleep app records.

    Parameters
    ----------
    who : Diarist
        The person.

    Returns
    -------
    list of Night
        In time order.
    """
    draws = Draws(who.seed, SLEEP)
    up_at, usual_sleep = draws.uniform(6.5, 7.4), draws.uniform(6.9, 7.7)
    nights = []
    for day, gap in enumerate(who.gaps):
        noise, early, awake, deep = draws.normal(), draws.normal(), draws.uniform(12, 45), draws.uniform(0.32, 0.52)
        tracked, rated, napped = draws.chance(0.86), draws.chance(0.85), draws.chance(0.04 + 0.03 * min(gap, 2.0))
        nap_at, nap_long = draws.uniform(13.5, 16.0), draws.uniform(20, 70)
        if who.absent(day):
            continue
        today = who.start + timedelta(days=day)
        midnight = datetime.combine(today, datetime.min.time())
        heavy = min(gap, 3.0)
        if tracked:
            asleep = int(60 * min(max(usual_sleep - 0.3 * heavy + 0.7 * noise, 5.0), 9.2))
            lying = int(awake * (1 + 0.4 * heavy))
            waking = up_at + (1.2 if today.weekday() >= 5 else 0.0) + 0.25 * early
            # In bed by 0:54: no night begins in the hour that a clock change leaves out or repeats.
            begin = midnight + timedelta(minutes=min(int(60 * waking) - asleep - lying, 54))
            rating = _nearest(4 * (3.6 - 0.35 * heavy + 0.5 * noise), 1, 20) if rated else 0
            end = begin + timedelta(minutes=asleep + lying)
            nights.append(Night(begin, end, lying, int(deep * asleep), rating, nap=False))
        if napped:
            begin = midnight + timedelta(minutes=int(nap_at * 60))
            nights.append(Night(begin, begin + timedelta(minutes=int(nap_long)), 0, 0, 0, nap=True))
    return nights


def write_pages(who: Diarist) -> list[Page]:
    """Write the journal: three or four pages a week.

    Parameters
    ----------
    who : Diarist
        The person.

    Returns
    -------
    list of Page
        In time order.
    """
    draws = Draws(who.seed, TEXT)
    journal = Journal(draws)
    pages = []
    for day, written in enumerate(_page_days(who)):
        if not written:
            continue
        mode = _mode(who, day, draws.uniform(0, 1))
        seconds = draws.whole(int(20.5 * 3600), int(23.4 * 3600))
        at = datetime.combine(who.start + timedelta(days=day), datetime.min.time()) + timedelta(seconds=seconds)
        # Whole minutes belong to the mood app; so no two entries are ever at the same moment.
        at += timedelta(seconds=at.second == 0)
        tags = ("evening pages", "memories") if mode in ("telling", "retelling") else ("evening pages",)
        pages.append(Page(at, journal.page(mode, min(1.0, who.gaps[day] / 2.5)), tags))
    return pages


def _mode(who: Diarist, day: int, share: float) -> Mode:
    if day < who.before:
        return "before"
    heavy = {"stuck": 0.85, "slipping": 0.5}.get(who.truth.state[day], 0.1) if "replaying" in who.signs else 0.1
    if share < heavy:
        return "retelling"
    turned = (who.change is not None and day >= who.change) or who.gaps[day] < 0.5
    return "turning" if turned else "telling"
