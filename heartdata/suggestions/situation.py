"""Where somebody stands on one day: everything the suggestion rules look at, and nothing later than that day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from heartdata.core.profile import Profile
from heartdata.core.thresholds import Rule
from heartdata.practices.trial import Trial

__all__ = ["SUGGESTION_RULES", "Finding", "Given", "Situation"]

SUGGESTION_RULES: Final[dict[str, Rule]] = {
    "loss_quiet": Rule(28, "days after a loss without any suggestion", "no honest verdict exists under four weeks"),
    "entries_28": Rule(10, "days with an entry in 28 before anything is said", "as for the state of recovery"),
    "rated_28": Rule(10, "days with a rating in 28 from which no more are asked for", "as for the state of recovery"),
    "entries_42": Rule(20, "days with an entry in 42 before a change is suggested", "no fewer tell level from easing"),
    "missing_rise": Rule(20, "points by which days without an entry rise before it is said", "missing days are worse"),
    "hard_drop": Rule(1.0, "own SD that a hard week lies below the eight before", "heuristic"),
    "hard_level": Rule(3.0, "mean mood up to which a week is hard whatever came before [0-10]", "heuristic"),
    "hard_weeks": Rule(2, "hard weeks in a row, then a person before an exercise", "the project's rules of safety"),
    "hard_days": Rule(3, "days with mood before a week can be called hard", "heuristic"),
    "slipping_days": Rule(28, "days of a harder stretch before another approach is offered", "heuristic: four weeks"),
    "change_pause": Rule(21, "days from one suggested change to the next", "heuristic: three weeks to try it"),
    "change_time": Rule(42, "days a change that is being tried is left alone", "heuristic: a turn takes weeks to show"),
    "tried_days": Rule(2, "days with a suggested practice from which it is being tried", "heuristic"),
    "regular": Rule(0.2, "share of logged days from which a practice is part of how things are now", "heuristic"),
    "reach_pause": Rule(28, "days from one invitation to reach out to the next of the same kind", "heuristic"),
    "data_pause": Rule(56, "days from one hint about logging to the next of the same kind", "heuristic"),
    "doctor_pause": Rule(182, "days from one invitation to see a doctor to the next", "heuristic: half a year"),
    "keep_pause": Rule(14, "days from one 'keep going' to the next", "heuristic"),
    "unwell_signs": Rule(4, "signs nobody can tell about before tracking more is suggested", "heuristic"),
    "changes": Rule(3, "changes suggested, level all the same, before somebody trained is suggested", "heuristic"),
    "changes_within": Rule(182, "days in which these are counted", "heuristic: half a year"),
    "memory": Rule(84, "days for which a suggested approach is not suggested again", "heuristic: twelve weeks"),
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One practice that goes with better days.

    Attributes
    ----------
    practice, wording : str
        The person's name for it, and the sentence of `heartdata.practices.effects.practice_effects`.
    known_as : str or None
        Its id in the catalogue.
    share : float
        On what share of logged days of the last four weeks it was done.
    """

    practice: str
    wording: str
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
    """Where somebody stands on one day.

    Attributes
    ----------
    on : datetime.date
        The day.
    profile : Profile
        What they told.
    since_loss : int or None
        Days since the last loss; None where none is marked.
    entries_28, entries_42 : int
        Days with an entry of the last 28 and 42.
    rated_28 : int
        Days of the last 28 with a rating that recovery is told by, such as a mood.
    days_28 : int
        28, or fewer where the log is younger.
    missing_rise : float
        Points by which days without an entry rose from the eight weeks before to the last four; NaN if unknown.
    usual_known : bool
        Whether the usual level is stated or known from before the loss.
    state, alert : str
        As `heartdata.track_progress` gives them.
    told_by : str
        In words, what these go by: mood, or what is rated in its place.
    level, usual : float
        Its level beneath the noise and the usual one [0-10]; NaN if unknown.
    state_days : int
        For how many days running the alert or state of today has been there.
    hard_weeks : int
        Hard weeks in a row up to today.
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
    told_by: str = "mood"
    level: float = float("nan")
    usual: float = float("nan")
    state_days: int = 0
    hard_weeks: int = 0
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

    def days_since(self, *codes: str) -> float:
        """Count the days since a suggestion whose code begins with one of `codes`."""
        return min(((self.on - g.day).days for g in self.past if g.code.startswith(codes)), default=float("inf"))
