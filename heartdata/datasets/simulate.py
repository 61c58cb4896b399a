"""Seeded diaries with a known course of recovery: `simulate_logs`, and the sample data.

Courses and noise follow the project's benchmark. All randomness comes from `random.Random`, so a seed gives the same
diary on every machine and with every version of the libraries.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.vocabulary import MEASURES, SIGNS
from heartdata.datasets.diary import COURSE, Diarist
from heartdata.datasets.export_formats import export
from heartdata.datasets.logs import TIME_ZONE, build_logs
from heartdata.datasets.random_streams import Draws
from heartdata.datasets.sample_person import write
from heartdata.datasets.trajectories import COURSES, PLATEAU_UNTIL, Course, draw_trajectory, truth_of
from heartdata.errors import HeartdataError
from heartdata.readers.collector import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

__all__ = ["Course", "simulate_logs", "write_exports", "write_sample_data"]

Scale = Literal["1-5", "0-10"]

MOOD_NAMES: Final = ("awful", "bad", "meh", "good", "rad")
# Mood is always rated; mood on waking is a sleep app's question.
TRACKABLE: Final = tuple(m for m in MEASURES if m not in ("mood", "wake_mood"))
_SD: Final = {"1-5": (1.375, 2.125), "0-10": (1.0, 1.7)}


def simulate_logs(
    *,
    seed: int = 0,
    course: Course = "stuck",
    start: date | str = "2026-01-12",
    days: int = 168,
    before: int = 28,
    scale: Scale = "1-5",
    missing: float | None = None,
    measures: Sequence[str] = (),
    signs: Sequence[str] | None = None,
    effects: Mapping[str, float] | None = None,
    journal: bool = True,
    sleep: bool = True,
    usual: float | None = None,
    sd: float | None = None,
    phi: float | None = None,
) -> Logs:
    """Simulate the diary of somebody after a loss, together with the truth.

    Mood on a day is the usual level minus the gap of the course, plus first-order autoregressive noise, a lift at
    weekends and a few shocks. What is not given is drawn for each person from the ranges below.

    Parameters
    ----------
    seed : int, optional
        The person; zero or above. Leaving sleep, journal or a measure out changes nothing else in the diary.
    course : {"stuck", "improving", "slipping", "recovered", "sparse", "plateau"}, optional
        How recovery goes. ``sparse`` is one of the first four with hardly any entries; ``plateau`` improves for seven
        weeks, stays level for eight, and improves again after a change of approach.
    start : date or str, optional
        The first day.
    days : int, optional
        Number of days [d].
    before : int, optional
        Number of them before the loss [d].
    scale : {"1-5", "0-10"}, optional
        The scale on which mood is rated; values in the tables are on 0-10 either way.
    missing : float, optional
        Share of days without an entry [0-1]; bad days are more likely to be missing, with log-odds +0.7 per SD below
        the person's mean (0.10-0.40 and for some people a gap of 5-10 days; 0.75-0.90 for ``sparse``).
    measures : sequence of str, optional
        What is rated besides mood in four of five entries, from 0 to 10. Its noise correlates at .45 with that of mood,
        and its gap is three quarters of that of mood.
    signs : sequence of str, optional
        Which of `heartdata.core.vocabulary.SIGNS` go with the gap, in measures, tags and journal; the others stay at
        their usual level. All seven by default.
    effects : mapping of str to float, optional
        What a practice adds to mood on days with its tag [own SD], such as ``{"evening walk": 0.5}``.
    journal, sleep : bool, optional
        Whether there are a journal and a sleep app as well.
    usual : float, optional
        The mood before the loss [0-10] (4.5-8.3).
    sd : float, optional
        Its day-to-day standard deviation [0-10] (1.4-2.1 on the scale 1-5, 1.0-1.7 on 0-10).
    phi : float, optional
        Lag-1 autocorrelation of the noise [0-1] (0.2-0.6).

    Returns
    -------
    Logs
        With ``truth``, indexed by day: ``state`` (empty before the loss and between states; ``unclear`` for
        ``sparse``), ``level`` (expected mood without noise [0-10]), ``gap`` (below usual [own SD]) and ``pace``
        (share of the gap closing per 28 days at that day's pace).

    Raises
    ------
    HeartdataError
        If a value is not allowed.

    Notes
    -----
    A day after the loss is truly ``slipping`` from the start of a fall on; else ``recovered`` with a gap of at most
    0.40, ``stuck`` with a gap of 0.60 or more closing by at most 10 % per 28 days, ``improving`` with such a gap
    closing by at least 25 %; anything in between has no state and is not scored.

    Examples
    --------
    >>> logs = simulate_logs(seed=7, course="stuck")
    >>> logs.truth["state"].iloc[-1], logs.profile.loss_date
    ('stuck', datetime.date(2026, 2, 9))
    """
    first = _first_day(start)
    _check("seed", seed, isinstance(seed, int) and seed >= 0, "a whole number, zero or above")
    _check("course", course, course in COURSES, ", ".join(COURSES))
    _check("days", days, isinstance(days, int) and 1 <= days <= 36_500, "a whole number from 1 to 36500")
    within = FIRST_YEAR < first.year <= LAST_YEAR and (first + timedelta(days=days)).year <= LAST_YEAR
    _check("start", str(first), within, f"days so that the diary is between {FIRST_YEAR} and {LAST_YEAR}")
    _check(
        "before", before, isinstance(before, int) and 0 <= before < days, "a whole number from 0 to less than `days`"
    )
    _check("scale", scale, scale in _SD, "'1-5' and '0-10'")
    _check("missing", missing, missing is None or 0 <= missing < 1, "a share from 0 to below 1")
    _check("measures", measures, set(measures) <= set(TRACKABLE), ", ".join(TRACKABLE))
    _check("signs", signs, set(signs or ()) <= set(SIGNS), ", ".join(SIGNS))
    _check("usual", usual, usual is None or 0 <= usual <= 10, "a level from 0 to 10")
    _check("sd", sd, sd is None or 0 < sd <= 5, "a number above 0, at most 5")
    _check("phi", phi, phi is None or 0 <= phi < 1, "a number from 0 to below 1")
    sizes = effects.values() if isinstance(effects, Mapping) else [None] if effects is not None else []
    fine = all(isinstance(size, int | float) and not isinstance(size, bool) for size in sizes)
    _check("effects", effects, fine, 'a mapping of practices to points of mood, such as {"evening walk": 0.9}')
    draws = Draws(seed, COURSE)
    trajectory = draw_trajectory(course, days - before, draws)
    usual_drawn, sd_drawn, phi_drawn = draws.uniform(4.5, 8.3), draws.uniform(*_SD[scale]), draws.uniform(0.2, 0.6)
    missing_drawn = draws.uniform(0.75, 0.90) if course == "sparse" else draws.uniform(0.10, 0.40)
    weekend, long = draws.uniform(0, 0.5), draws.whole(5, 10)
    hole_at, holed = draws.whole(0, max(days - long, 0)), draws.chance(0.3) and missing is None
    who = Diarist(
        seed=seed,
        start=first,
        truth=truth_of(trajectory, before, sparse=course == "sparse"),
        before=before,
        usual=usual_drawn if usual is None else usual,
        sd=sd_drawn if sd is None else sd,
        phi=phi_drawn if phi is None else phi,
        weekend=weekend,
        missing=missing_drawn if missing is None else missing,
        steps=4 if scale == "1-5" else 10,
        measures=tuple(measures),
        signs=tuple(SIGNS) if signs is None else tuple(signs),
        effects=dict(effects or {}),
        holes=((hole_at, hole_at + long - 1),) if holed else (),
        change=before + PLATEAU_UNTIL if course == "plateau" else None,
        mood_names=MOOD_NAMES if scale == "1-5" else (),
    )
    return build_logs(who, _profile(who), journal=journal, sleep=sleep)


def write_exports(
    logs: Logs,
    folder: str | os.PathLike[str],
    *,
    formats: Sequence[str] = ("daylio", "sleep_as_android", "dayone"),
    zipped: bool = False,
) -> None:
    """Write logs in the export formats of apps, with a ``heartdata.toml``."""
    export(logs, folder, formats=formats, zipped=zipped)


def write_sample_data(folder: str | os.PathLike[str]) -> None:
    """Write the sample data: one invented person, 29 weeks, in the export formats of three apps."""
    write(folder)


def _check(name: str, value: object, valid: bool, allowed: str) -> None:
    if not valid:
        raise HeartdataError(f"{name}={value!r}: allowed are {allowed}")


def _first_day(start: date | str) -> date:
    try:
        if isinstance(start, datetime):
            return start.date()
        return start if isinstance(start, date) else date.fromisoformat(start)
    except (TypeError, ValueError):
        raise HeartdataError(f"start={start!r}: not a date; write it like 2026-01-12") from None


def _profile(who: Diarist) -> Profile:
    loss = who.start + timedelta(days=who.before)
    events: tuple[MarkedEvent, ...] = ()
    if who.change is not None:
        day = who.start + timedelta(days=who.change)
        events = (MarkedEvent(day, "breathing and walks instead of going over it", "change of approach"),)
    usual = {"mood": round(who.usual, 1)}
    return Profile(loss_date=loss, loss_kind="friendship", usual=usual, time_zone=TIME_ZONE, events=events)
