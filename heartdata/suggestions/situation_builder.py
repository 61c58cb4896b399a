"""From the logs to a `Situation`: features of every day, computed once for many weeks, from past entries only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from statistics import median
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from heartdata.core.logs import Logs
from heartdata.core.losses import losses
from heartdata.core.profile import Profile
from heartdata.core.unknown_levels import held_back, with_known_levels
from heartdata.practices.days_done import days_done
from heartdata.practices.trial import Trial
from heartdata.signs.body_alarms import BodyAlarm, alarms_of, body_alarms
from heartdata.suggestions.agreed_weeks import AgreedWeeks
from heartdata.suggestions.situation import Given, Situation
from heartdata.suggestions.thresholds import limit

_MONTH: Final = timedelta(days=28)
_ILLNESS: Final = pd.Timedelta(days=7)
_YEARLY: Final = 300  # days after which a loss's own day comes round again


def near_marked_day(on: date, profile: Profile, lost: Sequence[date]) -> bool:
    """Tell whether a day is near a loss or an anniversary: then nothing but people is suggested."""
    if any(0 <= (on - loss).days < limit("loss_quiet") for loss in lost):
        return True
    return marked_in_week(on, profile, lost) or marked_in_week(on + timedelta(days=7), profile, lost)


def marked_in_week(on: date, profile: Profile, lost: Sequence[date]) -> bool:
    """Tell whether an anniversary, or the day of an earlier loss, comes round in the week of a day."""
    week = [on + timedelta(days=k - on.weekday()) for k in range(7)]
    yearly = [event.day for event in profile.anniversaries] + [day for day in lost if (on - day).days > _YEARLY]
    if not yearly:
        return False
    # The 29th of February is kept on the 28th in other years.
    marked = {(d.month, d.day) for d in yearly} | {(2, 28) for d in yearly if (d.month, d.day) == (2, 29)}
    return any((d.month, d.day) in marked for d in week)


def _marked(logs: Logs, kind: str) -> list[date]:
    """List the marked days of one kind."""
    listed = [e.day for e in logs.profile.events if e.kind == kind]
    if logs.events.empty:
        return sorted(set(listed))
    marked = zip(logs.events["kind"].tolist(), logs.events["day"].tolist(), strict=True)
    return sorted({*listed, *(stamp.date() for named, stamp in marked if named == kind and not pd.isna(stamp))})


def _totals(days: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Running totals with a zero in front, so that a window's count is a difference."""
    return np.concatenate((np.zeros((1, *days.shape[1:]), np.int64), np.cumsum(days, axis=0, dtype=np.int64)))


class SituationDays:
    """What the rules look at, ready to be asked about many days; every answer uses that day and earlier ones only."""

    def __init__(
        self,
        logs: Logs,
        daily: pd.DataFrame,
        course: pd.DataFrame,
        *,
        done: Mapping[str, set[pd.Timestamp]] | None = None,
        said: AgreedWeeks | None = None,
    ) -> None:
        self.logs = logs
        self.done = days_done(logs) if done is None else done
        self.losses, self.changes = [loss.day for loss in losses(logs)], _marked(logs, "change of approach")
        self._days: list[date] = daily.index.to_numpy().astype("datetime64[D]").tolist()
        self._said = said or AgreedWeeks(daily, course, usual=float("nan"), losses=self.losses)
        self._places, self._course_place = self._said.places, self._said.course_place
        absent = pd.Series(np.nan, index=daily.index)
        there = (daily["entries"] > 0) if "entries" in daily else daily.get("mood", absent).notna()
        self._logged = there.to_numpy(dtype=bool)
        self._held_back = held_back(daily)
        self._mood = with_known_levels(daily).get("mood", absent).to_numpy(dtype=float)
        self._hours = daily.get("sleep_hours", absent).to_numpy(dtype=float)
        self._counts = _totals(self._logged)
        self._course_columns = {name: course[name].to_numpy() for name in ("level", "entries_28d") if name in course}
        nothing = pd.Series(np.nan, index=course.index)
        self._chances = [course.get(name, nothing).to_numpy(dtype=float) for name in ("p_stuck", "p_improving", "gap")]

    def on(
        self,
        day: date,
        signs: Mapping[str, str],
        *,
        since: Mapping[str, date] | None = None,
        trial: Trial | None = None,
        past: tuple[Given, ...] = (),
    ) -> Situation:
        """Build the situation of one day."""
        before = [d for d in self.losses if d <= day]
        changes = [d for d in self.changes if d <= day]
        # As in logs that end on that day: what is known then, and no day counts as missing that may still be logged.
        judged = self._said.last_logged(day) or day
        agreed = self._said.of(day, judged)
        shares, begun = self._shares(day), self._begun(past, day)
        latest = max(before, default=None)
        # Somebody who rates only energy or calm never said how their mood was.
        usual, rated = self._said.usual_on(day), "mood" if self._said.mood_is_rated(day) else "what you rate"
        changed = (day - max(changes)).days if changes else None
        return Situation(
            on=day,
            profile=self.logs.profile,
            since_loss=(day - latest).days if latest else None,
            entries_28=self._count(day, 28),
            # As the sentence on how it goes counts them; after the last entry there are fewer.
            rated_28=min(self._rated(judged), self._count(day, 28)),
            levels_unknown=bool(self._held_back[max(self._place(judged) - 1, 0)]) if len(self._held_back) else False,
            entries_42=self._count(day, 42),
            days_28=min(28, self._place(judged)),
            missing_rise=self._missing_rise(judged),
            usual_known=usual == usual,
            state=agreed.state,
            alert=agreed.alert,
            leans_stuck=self._leans_stuck(day, latest),
            p_stuck=float(np.fmin.reduce(self._two_sundays(day)[0])),
            rated=rated,
            level=agreed.level,
            half_year=self._half_year(judged),
            usual=usual if rated == "mood" else float("nan"),  # a usual mood says nothing of other ratings
            state_days=agreed.days,
            hard_weeks=agreed.hard_weeks,
            hard_before=self._said.hard_weeks.in_a_row(day - timedelta(days=7), latest),
            silent=self._said.hard_weeks.before_silence(day, latest),
            very_low=self._said.hard_weeks.very_low(day),
            first_days=any((day - d).days < limit("first_days") for d in before),
            quiet=near_marked_day(day, self.logs.profile, before),
            alarms=self._alarms(day),
            short_nights=self._short_nights(day),
            signs=signs,
            since=since or {},
            shares={name: share for name, share in shares.items() if share > 0},
            tried=self._tried(past, day),
            changed=changed,
            begun=begun,
            risen=self._risen(day, [ago for ago in (changed, begun) if ago is not None]),
            trial=trial,
            logged=self._words(day),
            ill=self._ill(day),
            past=past,
        )

    def _place(self, day: date) -> int:
        """How many days of the table lie on or before a day."""
        return self._places.up_to(day)

    def _window(self, day: date, length: int, *, back: int = 0) -> tuple[int, int]:
        """Places of the days of the table among the last `length` up to `back` days ago, the last one left out."""
        window = self._said.window(day, length, back=back)
        return window.start, window.stop

    def _count(self, day: date, length: int) -> int:
        first, end = self._window(day, length)
        return int(self._counts[end] - self._counts[first])

    def _missing_rise(self, day: date) -> float:
        (start, middle), (_, end) = self._window(day, 56, back=28), self._window(day, 28)
        if end - middle < 28 or middle - start < 28:
            return float("nan")
        earlier = int(self._counts[middle] - self._counts[start]) / (middle - start)
        return 100 * (earlier - int(self._counts[end] - self._counts[middle]) / (end - middle))

    @cached_property
    def _done_counts(self) -> NDArray[np.int64]:
        """Running totals of logged days with each practice, day by practice."""
        table = np.zeros((len(self._logged), len(self.done)), dtype=bool)
        places = {day.toordinal(): place for place, day in enumerate(self._days)}
        for column, days in enumerate(self.done.values()):
            table[[places[n] for n in (d.toordinal() for d in days if d == d) if n in places], column] = True
        return _totals(table & self._logged[:, None])

    def _shares(self, day: date) -> dict[str, float]:
        (first, end), logged = self._window(day, 28), self._count(day, 28)
        if not logged:
            return {}
        counts = (self._done_counts[end] - self._done_counts[first]).tolist()
        return {name: count / logged for name, count in zip(self.done, counts, strict=True)}

    def _rated(self, day: date) -> int:
        place = self._course_place(day)
        counted = self._course_columns.get("entries_28d")
        return int(counted[place]) if place >= 0 and counted is not None else 0

    def _half_year(self, day: date) -> float:
        """Median level of as long as a heavy time lasts before somebody trained is suggested."""
        first, end = (self._course_place(d) + 1 for d in (day - timedelta(days=limit("lasting_days")), day))
        levels = _known(np.asarray(self._course_columns.get("level", ())[first:end], dtype=float))
        return median(levels.tolist()) if len(levels) else float("nan")

    def _two_sundays(self, day: date) -> list[NDArray[np.float64]]:
        """The chances of little change and of getting lighter, and the gap, now and a week ago; NaN where unknown."""
        sundays = [day - timedelta(days=back) for back in (0, 7)]
        places = [self._course_place(self._said.last_logged(sunday) or sunday) for sunday in sundays]
        return [np.array([values[k] if k >= 0 else np.nan for k in places]) for values in self._chances]

    def _leans_stuck(self, day: date, loss: date | None) -> bool:
        """Whether, early after a loss, little change was likelier for two weeks: too unsure to name, enough to ask."""
        if loss is None or not limit("leans_from") <= (day - loss).days <= limit("leans_until"):
            return False
        stuck, improving, gap = (float(values.mean()) for values in self._two_sundays(day))
        return stuck - improving >= limit("leans_stuck") and gap >= limit("leans_gap")

    @cached_property
    def _any_alarm(self) -> bool:
        names = {*self.logs.activities["name"].unique(), *self.logs.ratings["measure"].unique()}
        names.update(
            *(tags for tags in self.logs.journal["tags"] if isinstance(tags, Iterable) and not isinstance(tags, str))
        )
        return any(alarms_of(str(name)) for name in names)

    def _alarms(self, day: date) -> tuple[BodyAlarm, ...]:
        return body_alarms(self.logs, on=day) if self._any_alarm else ()

    def _short_nights(self, day: date) -> float:
        """Mean hours asleep of four weeks, if each has nights and none is longer than the limit."""
        weeks = []
        for week in range(4):
            first, end = self._window(day, 7, back=7 * week)
            hours = self._hours[first:end]
            weeks.append(hours[~np.isnan(hours)])
        enough = all(len(hours) >= limit("short_nights_a_week") for hours in weeks)
        short = enough and all(hours.mean() <= limit("short_nights") for hours in weeks)
        return float(np.concatenate(weeks).mean()) if short else float("nan")

    def _tried(self, past: tuple[Given, ...], on: date) -> tuple[tuple[str, int], ...]:
        out = []
        for given in past:
            if given.kind == "change_approach" and (on - given.day).days <= limit("memory"):
                first, last = pd.Timestamp(given.day), pd.Timestamp(on)
                out.append((given.practice, sum(first < d <= last for d in self.done.get(given.practice, ()))))
        return tuple(out)

    def _begun(self, past: tuple[Given, ...], on: date) -> int | None:
        """Days since the practice suggested last was begun, where that was soon after it was suggested."""
        last = next((given for given in reversed(past) if given.kind == "change_approach"), None)
        if last is None:
            return None
        first, end = pd.Timestamp(last.day), pd.Timestamp(min(on, last.day + timedelta(days=limit("trial_begins"))))
        done = [day for day in self.done.get(last.practice, ()) if first < day <= end]
        return (pd.Timestamp(on) - min(done)).days if done else None

    def _risen(self, day: date, since: Sequence[int]) -> bool:
        """Whether the mood has just risen, or four weeks lie above those before the latest change."""
        month, ago = int(_MONTH.days), min(since, default=0)
        if self._said.risen(day):
            return True
        if not month <= ago <= limit("risen_until"):
            return False
        window = self._said.window
        return self._said.lies_above(window(day, month, back=ago), window(day, month), limit("risen_since"))

    @cached_property
    def _activities(self) -> tuple[NDArray[Any], NDArray[np.int64], Sequence[frozenset[str]]]:
        """Days of activities in order, which name each has, and the words of each name."""
        days = self.logs.activities["day"].to_numpy().astype("datetime64[D]")
        which, names = pd.factorize(self.logs.activities["name"].astype(str))
        order = np.argsort(days, kind="stable")  # days that are missing come last
        order = order[: int((~np.isnat(days)).sum())]
        return days[order], which[order], [frozenset(re.findall(r"\w+", name.casefold())) for name in names]

    def _words(self, day: date) -> frozenset[str]:
        days, which, words = self._activities
        first, end = (np.searchsorted(days, np.datetime64(d, "D"), side="right") for d in (day - _MONTH, day))
        return frozenset().union(*(words[name] for name in set(which[first:end].tolist())))

    @cached_property
    def _illnesses(self) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
        if self.logs.events.empty:
            return []
        marked = zip(*(self.logs.events[name].tolist() for name in ("kind", "day", "until")), strict=True)
        return [
            (day, day + _ILLNESS if pd.isna(last) else last)
            for kind, day, last in marked
            if kind == "illness" and not pd.isna(day)
        ]

    def _ill(self, day: date) -> bool:
        stamp = pd.Timestamp(day)
        return any(first <= stamp <= last for first, last in self._illnesses)


def _known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[~np.isnan(values)]
