"""The situation of one day: everything the suggestion rules look at, and nothing later than that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from heartdata.core.profile import Profile
from heartdata.practices.trial import Trial
from heartdata.signs.body_alarms import BodyAlarm
from heartdata.suggestions.hard_weeks import person_first


@dataclass(frozen=True)
class Finding:
    """One practice that goes with better days.

    Attributes
    ----------
    practice, comparison : str
        The person's name for it, and how days with it compare, in one sentence.
    known_as : str or None
        Its id in the catalogue.
    share : float
        On what share of logged days of the last four weeks it was done.
    """

    practice: str
    comparison: str
    known_as: str | None
    share: float


@dataclass(frozen=True)
class Given:
    """A suggestion that was given earlier.

    Attributes
    ----------
    day : datetime.date
        The Sunday it was given on.
    code, kind, approach, practice : str
        As in `heartdata.suggestions.weekly.Suggestion`.
    """

    day: date
    code: str
    kind: str
    approach: str
    practice: str


@dataclass(frozen=True)
class Situation:
    """The situation of one day.

    Attributes
    ----------
    on : datetime.date
        The day.
    profile : Profile
        The person's profile.
    since_loss : int or None
        Days since the last loss; None where none is marked.
    entries_28, entries_42 : int
        Days with an entry of the last 28 and 42.
    rated_28 : int
        Days of the last 28 with a rating that the state of recovery is based on, such as a mood.
    days_28 : int
        28, or fewer where the log is younger.
    missing_rise : float
        Points by which days without an entry rose from the eight weeks before to the last four; NaN if unknown.
    usual_known : bool
        Whether the usual level is stated or known from before the loss.
    state, alert : str
        As `heartdata.track_progress` gives them, where nothing else that is shown contradicts them.
    rated : str
        In words, what these are based on: mood, or what is rated in its place.
    level, usual : float
        Its level beneath the noise and the usual one [0-10]; NaN if unknown.
    state_days : int
        For how many days running the alert or state of today has been there.
    hard_weeks : int
        Hard weeks in a row up to today.
    very_low : bool
        Whether a day of the last seven is rated very low.
    first_days, quiet : bool
        Whether a loss was at most a week ago; whether the day is near a loss or an anniversary.
    alarms : tuple of BodyAlarm
        Alarms of the body in the last days.
    short_nights : float
        Mean hours asleep over four weeks, where each of them has nights; NaN if unknown.
    signs : mapping of str to str
        Status of each sign.
    since : mapping of str to datetime.date
        Since when signs are there.
    shares : mapping of str to float
        Share of the logged days of the last four weeks with each practice of the catalogue.
    leanings : mapping of str to float
        Estimates of the person's own practices by id [own SD]; NaN is left out.
    findings : tuple of Finding
        What goes with better days.
    tried : tuple of (str, int)
        Practices suggested in the last weeks and on how many days since they were done.
    changed : int or None
        Days since the last marked change of approach.
    trial : Trial or None
        The trial under way.
    logged : frozenset of str
        Words of the names of activities of the last four weeks.
    ill : bool
        Whether an illness is marked today.
    past : tuple of Given
        Earlier suggestions, the oldest first.
    """

    on: date
    profile: Profile = field(default_factory=Profile)
    since_loss: int | None = None
    entries_28: int = 0
    entries_42: int = 0
    rated_28: int = 0
    days_28: int = 28
    missing_rise: float = float("nan")
    usual_known: bool = True
    state: str = "unclear"
    alert: str = ""
    rated: str = "mood"
    level: float = float("nan")
    usual: float = float("nan")
    state_days: int = 0
    hard_weeks: int = 0
    very_low: bool = False
    first_days: bool = False
    quiet: bool = False
    alarms: tuple[BodyAlarm, ...] = ()
    short_nights: float = float("nan")
    signs: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    leanings: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    tried: tuple[tuple[str, int], ...] = ()
    changed: int | None = None
    trial: Trial | None = None
    logged: frozenset[str] = frozenset()
    ill: bool = False
    past: tuple[Given, ...] = ()

    @property
    def person_first(self) -> bool:
        """Whether a person comes before anything else."""
        return person_first(self.hard_weeks, very_low=self.very_low, unsafe=self.profile.unsafe)

    def days_since(self, *codes: str) -> float:
        """Count the days since a suggestion whose code begins with one of `codes`."""
        return min(((self.on - g.day).days for g in self.past if g.code.startswith(codes)), default=float("inf"))
