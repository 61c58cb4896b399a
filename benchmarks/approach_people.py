"""Simulated people for `benchmarks/approach.py`: they log, get stuck, get suggestions and try some of them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.approach_world import absent, ar1, on_scale
from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.weekly import suggestion_weeks

FIRST = date(2026, 1, 12)
BEFORE, AFTER = 28, 280
LOSS = FIRST + timedelta(days=BEFORE)
STEPS = tuple(catalogue().steps)


def spoken_to(step: str) -> set[str]:
    """Return the signs that a step's practices are for."""
    return {sign for practice in catalogue().of_step(step) for sign in practice.signs}


def draw_gap(rng: np.random.Generator, course: str) -> tuple[np.ndarray, int]:
    """Draw the gap to the usual level on each day after the loss [own SD], and the day on which the plateau begins."""
    t = np.arange(AFTER)
    if course == "stuck":
        # As in the progress benchmark: stuck from early on, or from the day the pace falls below 10 % a month.
        level, extra, span = rng.uniform(0.8, 2.0), rng.uniform(0.3, 1.5), rng.uniform(5, 18)
        gap = level + extra * np.exp(-t / span)
        pace = -28 * np.gradient(gap) / gap
        return gap, int(np.argmax(pace <= 0.1))
    if course == "plateau":
        onset = int(rng.integers(28, 64))
        level, half = rng.uniform(0.8, 2.0), rng.uniform(20, 45)
        return np.minimum(level * 2 ** (np.maximum(onset - t, 0) / half), 3.2), onset
    return rng.uniform(1.8, 3.0) * 0.5 ** (t / rng.uniform(25, 55)), AFTER


class Somebody:
    """One person: a course, noise that does not depend on what is tried, tags and signs.

    ``measures`` are rated in addition to mood, as in the progress benchmark: three quarters of mood's gap, noise
    correlated .45 with mood's and with each other, and missing on a fifth of the days with a mood.
    """

    def __init__(
        self, rng: np.random.Generator, course: str, *, by_signs: bool = False, measures: tuple[str, ...] = ()
    ) -> None:
        self.rng = rng
        self.gap, self.onset = draw_gap(rng, course)
        days = BEFORE + AFTER
        self.phi, self.weekend = rng.uniform(0.2, 0.6), rng.uniform(0, 0.5)
        self.noise = ar1(rng, days, self.phi) - np.where(rng.random(days) < 0.02, rng.uniform(1.5, 3, days), 0)
        self.noise += self.weekends()
        self.out = absent(rng, self.noise - np.concatenate([np.zeros(BEFORE), self.gap]))
        self.step_size, self.sd = (2.5, rng.uniform(1.375, 2.125)) if rng.random() < 0.5 else (1.0, rng.uniform(1, 1.7))
        self.usual = rng.uniform(4.5, 8.3)
        self.signs = list(rng.choice(list(SIGNS), size=int(rng.integers(2, 5)), replace=False))
        practices = list(catalogue().practices.values())
        regular = [practices[k] for k in rng.choice(len(practices), 2, replace=False)]
        free = [step for step in STEPS if step not in {p.step for p in regular}]
        weights = np.array([len(spoken_to(s) & set(self.signs)) + 0.5 if by_signs else 1.0 for s in free])
        # What somebody does regularly while stuck is not what would help them.
        self.works = str(rng.choice(free, p=weights / weights.sum()))
        now_and_then = [p for p in practices if p not in regular]
        self.tags = {p.id: rng.random(days) < rng.uniform(0.3, 0.7) for p in regular}
        for k in rng.choice(len(now_and_then), 4, replace=False):
            self.tags[now_and_then[k].id] = rng.random(days) < rng.uniform(0.04, 0.15)

        # A separate stream, so that the same seed gives the same mood whatever else is rated.
        more = np.random.default_rng([int(self.usual * 1e6), len(measures)])
        calm = (self.noise - self.noise.mean()) / self.noise.std()
        self.beside = {
            name: (
                np.sqrt(0.45) * calm + np.sqrt(0.55) * ar1(more, days, self.phi),
                more.uniform(4.5, 8.3),
                more.uniform(1.0, 1.7),
                more.random(days) < 0.2,
            )
            for name in measures
        }

    def weekends(self) -> np.ndarray:
        """Weekend effect on mood on each day [own SD]."""
        return self.weekend * ((np.arange(BEFORE + AFTER) % 7 >= 5) - 2 / 7)

    def values(self) -> np.ndarray:
        """Mood as it would be logged if nothing were tried [0-10]."""
        standing = self.noise - np.concatenate([np.zeros(BEFORE), self.gap])
        return on_scale(standing, self.usual, self.sd, self.step_size)

    def try_out(self, practice: str, start: date) -> None:
        """Do a practice on half of the days for six weeks."""
        first = (start - FIRST).days + 1
        if first >= BEFORE + AFTER:
            return
        done = self.tags.setdefault(practice, np.zeros(BEFORE + AFTER, bool))
        done[first : first + 42] |= self.rng.random(len(done[first : first + 42])) < 0.5

    def ease_from(self, start: date) -> None:
        """Close the gap from a day on, half of it in 30 days."""
        day = (start - LOSS).days + 3
        later = np.arange(AFTER) - day
        self.gap = self.gap * np.where(later > 0, 0.5 ** (np.maximum(later, 0) / 30), 1.0)

    def logs(self) -> Logs:
        """Return the diary; the step that works also lifts the days on which it is done by half an SD."""
        known = catalogue().practices
        lift = sum(
            (0.5 * done for name, done in self.tags.items() if known[name].step == self.works), np.zeros(BEFORE + AFTER)
        )
        standing = self.noise - np.concatenate([np.zeros(BEFORE), self.gap]) + lift
        values = on_scale(standing, self.usual, self.sd, self.step_size)
        stamps = [pd.Timestamp(FIRST + timedelta(days=k)) for k in range(BEFORE + AFTER)]
        there = np.flatnonzero(~self.out)
        ratings = [(stamps[k], stamps[k], "mood", float(values[k]), "", np.nan, "app.csv") for k in there]
        gap = np.concatenate([np.zeros(BEFORE), self.gap])
        for name, (noise, usual, sd, hidden) in self.beside.items():
            rated = on_scale(noise - 0.75 * gap, usual, sd, 1.0)
            ratings += [
                (stamps[k], stamps[k], name, float(rated[k]), "", np.nan, "app.csv") for k in there if not hidden[k]
            ]
        activities = [
            (stamps[k], stamps[k], known[name].tags[0], np.nan, "practice", np.nan, "app.csv")
            for k in there
            for name, done in self.tags.items()
            if done[k]
        ]
        profile = Profile(loss_date=LOSS, loss_kind="breakup")
        return Logs(ratings=table("ratings", ratings), activities=table("activities", activities), profile=profile)

    def sign_course(self) -> pd.DataFrame:
        """Return sign statuses: this person's signs stay while the gap is wide."""
        weeks = pd.date_range(pd.Timestamp(FIRST), periods=(BEFORE + AFTER) // 7, freq="7D", name="week")
        frame = pd.DataFrame("quiet", index=weeks, columns=pd.Index(SIGNS, name="sign"), dtype=object)
        for sign in self.signs:
            begun = pd.Timestamp(LOSS) + pd.Timedelta(days=14)
            frame.loc[weeks >= begun, sign] = "present"
            frame.loc[weeks >= begun + pd.Timedelta(days=28), sign] = "persistent"
        return pd.concat({"status": frame}, axis=1, names=["value", "sign"])


def changes_of(person: Somebody) -> list[tuple[date, str, str]]:
    """List the changes suggested to a person: day, step, practice."""
    from heartdata.recovery.track import track_progress

    logs = person.logs()
    course = track_progress(to_daily(logs), event=LOSS)
    weeks = suggestion_weeks(
        logs, FIRST + timedelta(days=BEFORE + AFTER - 1), course=course, signs=person.sign_course()
    )
    found = weeks[weeks["kind"] == "change_approach"]
    return [(day.date(), row["approach"], row["practice"]) for day, row in found.iterrows()]


def first_change(person: Somebody) -> tuple[float, float]:
    """Days from the start of the plateau to the first suggested change, and to the early notice it waits for."""
    from heartdata.recovery.track import track_progress

    onset = LOSS + timedelta(days=person.onset)
    logs = person.logs()
    course = track_progress(to_daily(logs), event=LOSS)
    later = [(day - onset).days for day, _, _ in changes_of(person) if day >= onset]
    noticed = course.index[(course["alert"] == "stuck") & (course.index >= pd.Timestamp(onset))]
    return (later[0] if later else np.nan, (noticed[0].date() - onset).days if len(noticed) else np.nan)


def follow(rng: np.random.Generator, *, by_signs: bool) -> dict[str, float]:
    """Keep a person stuck until a suggestion names the step that works for them and they try it."""
    person = Somebody(rng, "plateau", by_signs=by_signs)
    chance = np.random.default_rng(int(rng.integers(2**31)))
    onset = LOSS + timedelta(days=person.onset)
    named: list[str] = []
    by_lot = [str(chance.choice(STEPS)) for _ in range(3)]
    reached, tried_after = np.nan, np.nan
    while len(named) < 6:
        changes = changes_of(person)
        # The history up to now is the same, so the first changes are those already tried.
        if len(changes) <= len(named):
            break
        day, step, practice = changes[len(named)]
        named.append(step)
        if step == person.works and np.isnan(reached):
            reached = len(named)
        if chance.random() < 0.75:
            person.try_out(practice, day)
            if step == person.works:
                tried_after = (day - onset).days
                break
    return {
        "reached": reached,
        "by_lot": by_lot.index(person.works) + 1 if person.works in by_lot else np.nan,
        "days_to_trying": tried_after,
        "suggestions": len(named),
    }
