"""The situation of one day: everything the suggestion rules look at, and nothing later than that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from heartdata.core.profile import Profile
from heartdata.practices.trial import Trial
from heartdata.signs.body_alarms import BodyAlarm
from heartdata.suggestions.hard_weeks import person_first
from heartdata.suggestions.thresholds import limit


@dataclass(frozen=True)
class Finding:
    """One practice that goes with better days."""

    practice: str  # the person's name for it
    comparison: str  # how days with it compare, in one sentence
    known_as: str | None  # its id in the catalogue
    share: float  # of the logged days of the last four weeks


@dataclass(frozen=True)
class Given:
    """A suggestion that was given earlier."""

    day: date  # the Sunday it was given on
    code: str
    kind: str
    approach: str
    practice: str


@dataclass(frozen=True)
class Situation:
    """The situation of one day."""

    on: date
    profile: Profile = field(default_factory=Profile)
    since_loss: int | None = None  # days since the last; None where none is marked
    entries_28: int = 0  # days with an entry, of the last 28
    entries_42: int = 0
    rated_28: int = 0  # days with a rating that the state of recovery is based on, such as a mood
    levels_unknown: bool = False  # too many of these ratings have no number for anything to rest on them
    days_28: int = 28  # fewer where the log is younger
    missing_rise: float = float("nan")  # points by which days without an entry rose; NaN if unknown
    usual_known: bool = True  # stated, or known from before the loss
    state: str = "unclear"  # as `track_progress` gives it, where nothing else that is shown contradicts it
    alert: str = ""
    leans_stuck: bool = False  # in the first months, little change was likelier than getting lighter for two weeks
    p_stuck: float = float("nan")  # how likely little change was on two Sundays at least; NaN if unknown
    rated: str = "mood"  # what state and alert are based on
    level: float = float("nan")  # beneath the noise [0-10]; NaN if unknown
    half_year: float = float("nan")  # median level of the last half year [0-10]; NaN if unknown
    usual: float = float("nan")  # [0-10]; NaN if unknown
    state_days: int = 0  # days running with the alert or state of today
    hard_weeks: int = 0  # in a row up to today
    hard_before: int = 0  # in a row up to a week ago
    silent: bool = False  # no mood this week, and the last ones known were hard
    very_low: bool = False  # a day of the last seven
    first_days: bool = False  # a loss was at most a week ago
    quiet: bool = False  # near a loss or an anniversary
    alarms: tuple[BodyAlarm, ...] = ()
    # Mean hours asleep over four weeks, where each of them has nights; NaN if unknown.
    short_nights: float = float("nan")
    signs: Mapping[str, str] = field(default_factory=dict)  # status of each
    since: Mapping[str, date] = field(default_factory=dict)  # when signs began
    # Of the logged days of four weeks, by practice of the catalogue.
    shares: Mapping[str, float] = field(default_factory=dict)
    # Estimates of the person's own practices [own SD]; NaN is left out.
    leanings: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()  # what goes with better days
    tried: tuple[tuple[str, int], ...] = ()  # suggested lately; days done since
    changed: int | None = None  # days since the last marked change of approach
    begun: int | None = None  # days since the practice suggested last was first done after that
    risen: bool = False  # the mood lies above the weeks before, or above those before the latest change
    trial: Trial | None = None
    logged: frozenset[str] = frozenset()  # words of the names of activities of the last four weeks
    ill: bool = False  # an illness is marked today
    past: tuple[Given, ...] = ()  # the oldest first

    @property
    def person_first(self) -> bool:
        """Whether a person comes before anything else."""
        return person_first(self.hard_weeks, very_low=self.very_low, unsafe=self.profile.unsafe)

    @property
    def just_hard(self) -> bool:
        """Whether it was dark for a long time until a week ago: then no exercise comes yet."""
        return self.hard_before >= limit("long_hard_weeks")

    def days_since(self, *codes: str) -> float:
        """Count the days since a suggestion whose code begins with one of `codes`."""
        return min(((self.on - g.day).days for g in self.past if g.code.startswith(codes)), default=float("inf"))
