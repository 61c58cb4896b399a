"""The entries of a simulated person in a mood app: moods, scores, tags and short notes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from heartdata.core.vocabulary import MEASURES, NRS_MAX
from heartdata.datasets.diary import MISSING, NOISE, PERSON, TAGS, Diarist, nearest, page_days
from heartdata.datasets.journal_text import HARD_NOTES, NOTES
from heartdata.datasets.random_streams import Draws

NOISE_CORRELATION: Final = 0.45
MEASURE_LOADING: Final = 0.75
_SHOCK_SHARE: Final = 0.02
_MISSING_PER_SD: Final = 0.7
_WITHIN_DAY: Final = 0.4
_SECOND_ENTRY: Final = 0.12
_MEASURE_SHARE: Final = 0.8
_HEAVY_USUAL: Final = 2.0
_HARD: Final = -1.2

PRACTICES: Final = {"evening walk": 0.3, "breathing": 0.12, "stretching": 0.2}
CONTACTS: Final = {"friends": 0.3, "call with sister": 0.22, "family": 0.12}
SYMPTOMS: Final = {"tired": ("fatigue", 0.05, 0.4), "headache": ("feeling_unwell", 0.04, 0.2)}
OTHERS: Final = {"cooking": 0.3, "reading": 0.35, "music": 0.2, "shopping": 0.14, "films": 0.15}
_AFTER_CHANGE: Final = {"evening walk": 0.6, "breathing": 0.55, "friends": 0.4}
_SIGN_OF: Final = {
    "energy": "fatigue", "concentration": "poor_concentration", "interest": "lost_colour", "body": "feeling_unwell",
    "connection": "avoiding_connection", "intrusive_thoughts": "intrusive_thoughts", "rumination": "replaying",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry in the mood app; mood in steps of the person's scale, scores from 0 to 10."""

    when: datetime
    mood: int
    scores: tuple[tuple[str, int], ...]
    tags: tuple[str, ...]
    title: str
    note: str


def _tags_by_day(who: Diarist) -> list[tuple[str, ...]]:
    draws, written = Draws(who.seed, TAGS), page_days(who)
    habit = {name: share * draws.uniform(0.6, 1.5) for name, share in (*PRACTICES.items(), *CONTACTS.items())}
    days = []
    for day in range(len(who.truth.gap)):
        share = dict(habit)
        if who.change is not None and day >= who.change:
            share |= {name: max(share[name], after) for name, after in _AFTER_CHANGE.items()}
        withdrawn = 1 - 0.7 * who.heaviness("avoiding_connection", day)
        share |= {name: share[name] * withdrawn for name in CONTACTS}
        share |= {n: low + more * who.heaviness(sign, day) for n, (sign, low, more) in SYMPTOMS.items()}
        weekday = (who.start + timedelta(days=day)).weekday() < 5
        share |= {"cold": 0.9 if who.ill(day) else 0.0, "work": 0.85 if weekday and not who.ill(day) else 0.0, **OTHERS}
        noted = draws.chance(0.8)
        done = [name for name, chance in share.items() if draws.chance(chance)]
        days.append((*done, "journaling") if noted and written[day] else tuple(done))
    return days


def _deviations(who: Diarist, tags: Sequence[tuple[str, ...]]) -> dict[str, list[float]]:
    """Return how far mood and the other measures are from usual on each day [own SD, higher is better]."""
    draws, days = Draws(who.seed, NOISE), range(len(who.truth.gap))
    common = draws.ar1(len(days), who.phi)
    shared, own = math.sqrt(NOISE_CORRELATION), math.sqrt(1 - NOISE_CORRELATION)
    deviations = {}
    # Mood first, then in the order of the vocabulary, so that rating one more thing changes nothing else.
    for measure in ("mood", *(m for m in MEASURES if m in who.measures)):
        alone = draws if measure == "mood" else Draws(who.seed, 32 + list(MEASURES).index(measure))
        noise = [shared * c + own * e for c, e in zip(common, alone.ar1(len(days), who.phi), strict=True)]
        if measure == "mood":
            loading = 1.0
        else:
            loading = MEASURE_LOADING if _SIGN_OF.get(measure, "") in ("", *who.signs) else 0.0
        deviations[measure] = [n - loading * gap for n, gap in zip(noise, who.truth.gap, strict=True)]
    mood = deviations["mood"]
    for day in days:
        weekend = (who.start + timedelta(days=day)).weekday() >= 5
        mood[day] += who.weekend * (weekend - 2 / 7)
        mood[day] -= draws.uniform(1.5, 3.0) if draws.chance(_SHOCK_SHARE) else 0.0
        mood[day] += sum(effect for name, effect in who.effects.items() if name in tags[day])
        if who.ill(day):
            for measure, deviation in deviations.items():
                deviation[day] -= 0.9 if measure in ("energy", "body") else 0.5
    return deviations


def _logged(who: Diarist, mood: Sequence[float]) -> list[bool]:
    """Choose the days with an entry, fewer of the bad ones, with the wanted share missing."""
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
    """Simulate the entries in the mood app."""
    draws = Draws(who.seed, PERSON)
    tags = _tags_by_day(who)
    deviations = _deviations(who, tags)
    entries = []
    for day, logged in enumerate(_logged(who, deviations["mood"])):
        deviation = deviations["mood"][day]
        # Every day uses the same number of draws, so that a missing day does not change the others.
        hour, early, second = draws.uniform(19.5, 22.5), draws.uniform(11.5, 15.5), draws.chance(_SECOND_ENTRY)
        within, late, noted, titled = draws.normal(), draws.chance(0.03), draws.chance(0.2), draws.chance(0.15)
        note = draws.pick(HARD_NOTES if deviation < _HARD else NOTES)
        answered = [draws.chance(_MEASURE_SHARE) for _ in MEASURES]
        if not logged:
            continue
        morning = datetime.combine(who.start + timedelta(days=day), datetime.min.time())
        if second:
            at = morning + timedelta(minutes=int(early * 60))
            entries.append(Entry(at, _mood(who, deviation + _WITHIN_DAY * within), (), (), "", ""))
        at = morning + timedelta(minutes=int((0.1 if late else hour) * 60))
        scores = tuple(
            (measure, _score(who, measure, deviations[measure][day]))
            for measure, rated in zip(MEASURES, answered, strict=True)
            if measure in deviations and measure != "mood" and rated
        )
        note = note if noted else ""
        title, note = (note, "") if titled and "\n" not in note else ("", note)
        entries.append(Entry(at, _mood(who, deviation), scores, tags[day], title, note))
    return entries


def _mood(who: Diarist, deviation: float) -> int:
    return nearest((who.usual + who.sd * deviation) / NRS_MAX * who.steps, 0, who.steps)


def _score(who: Diarist, measure: str, deviation: float) -> int:
    if MEASURES[measure].higher == "heavier":
        return nearest(_HEAVY_USUAL - who.sd * deviation, 0, 10)
    return nearest(who.usual + who.sd * deviation, 0, 10)
