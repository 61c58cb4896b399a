"""A source that begins later, pauses, ends, or is there on a single day changes nothing that was said before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.signs.course import SignCourse, follow
from heartdata.signs.evidence import Evidence, gather
from heartdata.signs.indicators import logs_until, stagnation_indicators
from heartdata.signs.monitor import Monitor
from heartdata.signs.sources import SOURCES

DAYS, LOSS, BEGINS, AGAIN = 200, 70, 130, 190  # the later source pauses from its tenth day until `AGAIN`
START = pd.Timestamp("2025-01-06")
NAN = float("nan")
LATER = [*range(BEGINS, BEGINS + 10), *range(AGAIN, DAYS)]
DRAWS = np.random.default_rng(5)
SAID = ("so tired today", "could not focus at work", "kept thinking of him", "walk by the lake")
LONG = (
    "I am so tired and exhausted. Today I went to the office and we talked about the plan for the week, and I made "
    "dinner and watched a film with my sister. The evening was quiet and long. I thought about the garden and then I "
    "read a book until it was late and went to bed."
)


def _day(place: int) -> pd.Timestamp:
    return START + pd.Timedelta(days=place)


def _rated(measure: str, days: Iterable[int], source: str = "a.csv", step: float = 0.1) -> list[tuple[object, ...]]:
    """Two points harder from the loss on."""
    harder = 1 if measure in ("intrusive_thoughts", "rumination") else -1
    values = {d: 5 + harder * (2.0 * (d >= LOSS) + DRAWS.normal()) for d in days}
    return [
        (pd.NaT, _day(d), measure, float(np.clip(round(v / step) * step, 0, 10)), "", NAN, source)
        for d, v in values.items()
    ]


def _done(name: str, days: Iterable[int], kind: str = "other") -> list[tuple[object, ...]]:
    return [(pd.NaT, _day(d), name, NAN, kind, NAN, "a.csv") for d in days]


def _written(texts: Iterable[str], days: Iterable[int]) -> list[tuple[object, ...]]:
    return [(pd.NaT, _day(d), "", text, (), NAN, "j.csv") for d, text in zip(days, texts, strict=False)]


def _night(day: int) -> tuple[object, ...]:
    start, hours = _day(day) - pd.Timedelta(hours=1), 4.0 + 3 * (day % 3)
    end = start + pd.Timedelta(hours=hours)
    return (start, end, _day(day), hours, NAN, NAN, NAN, NAN, NAN, NAN, False, NAN, "s.csv")


RATED = [r for m in ("concentration", "connection", "rumination") for r in _rated(m, range(DAYS))]
TAGS = [
    *_done("cooking", range(DAYS)),
    *_done("tired", [d for d in range(5, DAYS) if DRAWS.random() < (0.2 if d < LOSS else 0.6)]),
    *_done("friends", [d for d in range(3, DAYS) if DRAWS.random() < 0.4], "contact"),
]
ALONE = [r for m in ("concentration", "connection") for r in _rated(m, range(DAYS))]
KINDS: dict[str, Callable[[], dict[str, list[tuple[object, ...]]]]] = {
    **{m: lambda m=m: {"ratings": _rated(m, LATER)} for m in ("energy", "intrusive_thoughts", "interest", "body")},  # type: ignore[misc]
    "a second app with another scale": lambda: {"ratings": _rated("connection", LATER, "b.csv", 2.5)},
    "tags": lambda: {"activities": _done("numb", LATER) + _done("brain fog", LATER[::2])},
    "a symptom": lambda: {"activities": _done("headache", LATER, "symptom")},
    "a contact": lambda: {"activities": _done("Anna", LATER, "contact")},
    "habits": lambda: {"activities": [r for name in ("yoga", "reading") for r in _done(name, LATER[::2])]},
    "a journal": lambda: {"journal": _written([LONG] * DAYS, LATER)},
    "short notes": lambda: {"journal": _written(SAID * DAYS, LATER)},
    "nights": lambda: {"sleep": [_night(d) for d in LATER]},
}


def _assert_same(part: SignCourse, whole: SignCourse) -> None:
    assert len(part.days)
    for name in ("status", "since", "level", "usual", "difference", "low", "high", "days_logged", "often"):
        then, later = getattr(part, name), getattr(whole, name)[: len(part.days)]
        np.testing.assert_allclose(then, later, rtol=0, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("loss", [True, False], ids=["with a loss", "without one"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_later_source_changes_nothing_said_before(kind: str, loss: bool) -> None:
    rows = {"ratings": RATED if loss else ALONE, "activities": TAGS}
    for name, more in KINDS[kind]().items():
        rows[name] = rows.get(name, []) + more
    logs = Logs(
        **{name: table(name, of) for name, of in rows.items()},
        profile=Profile(loss_date=str(_day(LOSS).date())) if loss else Profile(),
    )
    whole = follow(gather(logs))
    assert len(whole.days) == DAYS
    for last in (BEGINS - 1, AGAIN - 1):
        _assert_same(follow(gather(logs_until(logs, _day(last).date()))), whole)


_SPANS = st.lists(st.tuples(st.integers(0, 139), st.integers(1, 100), st.integers(1, 6)), min_size=1, max_size=2)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    spans=st.lists(st.tuples(st.sampled_from(range(len(SOURCES))), _SPANS), min_size=3, max_size=9),
    loss=st.none() | st.integers(0, 120),
    last=st.integers(30, 139),
    seed=st.integers(0, 99),
)
def test_whatever_begins_or_ends_when(
    spans: list[tuple[int, list[tuple[int, int, int]]]], loss: int | None, last: int, seed: int
) -> None:
    """Each source is logged in stretches of its own, every day or every few days."""
    draws, days = np.random.default_rng(seed), 140
    logged: dict[int, np.ndarray] = {}
    for column, stretches in sorted(spans):
        there = logged.setdefault(column, np.zeros(days, dtype=bool))
        for first, length, step in stretches:
            there[first : first + length : step] = True
    sources = [SOURCES[column] for column in logged]
    kinds = ["rating" if s.channel in ("rating", "contacts") else "score" if s.weight < 1 else "count" for s in sources]
    values = np.column_stack(
        [draws.normal(5, 1, days) if kind != "count" else 1.0 * (draws.random(days) < 0.4) for kind in kinds]
    )
    values[loss if loss is not None else days // 2 :] += np.array([1.5 * (kind != "count") for kind in kinds])
    values[~np.column_stack(list(logged.values()))] = np.nan
    entries = 1.0 * (draws.random(days) < 0.6)
    index = pd.date_range(START, periods=days, name="day", unit="us")
    whole = Evidence(index, sources, values, kinds, entries, loss)
    _assert_same(follow(_up_to(whole, last)), follow(whole))


def _up_to(whole: Evidence, last: int) -> Evidence:
    """What was known then: only the sources that had begun."""
    begun = np.flatnonzero(np.isfinite(whole.values[:last]).any(axis=0)).tolist()
    return replace(
        whole,
        days=whole.days[:last],
        sources=[whole.sources[k] for k in begun],
        kinds=[whole.kinds[k] for k in begun],
        values=whole.values[:last][:, begun],
        entries=whole.entries[:last],
    )


@pytest.mark.parametrize(
    ("channel", "loss", "logged"),
    [
        *(
            (channel, loss, [20, 30, 210, 215, *range(310, 319)])
            for channel in ("tags", "rating")
            for loss in (None, 300)
        ),
        ("tags", 150, range(400)),  # known from before the loss, when nothing else was logged
    ],
)
def test_a_source_changes_nothing_of_the_other_signs(channel: str, loss: int | None, logged: Sequence[int]) -> None:
    draws, days = np.random.default_rng(3), 520
    rated = [s for s in SOURCES if s.channel == "rating" and s.sign != "fatigue"]
    other = next(s for s in SOURCES if s.channel == channel and s.sign == "fatigue")
    values = np.column_stack([draws.normal(5, 1, (days, len(rated))), np.full(days, np.nan)])
    values[400:, 0] += 1.5
    if loss == 150:
        values[:loss] = np.nan
    values[logged, -1] = np.arange(len(logged)) % 3 == 1
    index = pd.date_range(START, periods=days, name="day", unit="us")
    kinds = ["rating"] * len(rated) + ["rating" if channel == "rating" else "count"]
    both = Evidence(index, [*rated, other], values, kinds, np.zeros(days), loss)
    alone = replace(both, sources=rated, kinds=kinds[:-1], values=values[:, :-1])
    beside, same = Monitor(both).run(), Monitor(alone).run()
    for name in ("usual", "error", "p", "difference"):
        np.testing.assert_allclose(getattr(beside, name)[:, :-1], getattr(same, name), atol=1e-9, err_msg=name)
    others = [place for place, sign in enumerate(SIGNS) if sign != "fatigue"]
    np.testing.assert_array_equal(beside.present[:, others], same.present[:, others])


def test_what_ended_weeks_ago_is_not_named_as_a_source() -> None:
    rows = {"ratings": _rated("energy", range(120)), "activities": _done("tired", range(3, 60)) + TAGS[:60]}
    logs = Logs(**{name: table(name, of) for name, of in rows.items()})
    named = [stagnation_indicators(logs, on=_day(last).date()).loc["fatigue", "sources"] for last in (70, 119)]
    assert set(named[0].split(", ")) == {"energy rating", "tags"}
    assert named[1] == "energy rating"
    only = replace(logs, ratings=Logs().ratings)
    assert stagnation_indicators(only, on=_day(65).date()).loc["fatigue", "sources"] == "tags"
