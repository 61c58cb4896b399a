"""A person's exports read and one week reviewed, with what the command line says about the files."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from heartdata.core.losses import loss_questions
from heartdata.errors import HeartdataWarning
from heartdata.practices.trial_store import load_trials

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.review.week import WeekReview

# The tables of heartdata.toml in which the person answers.
_QUESTIONS: Final = ("[moods]", "[columns]")


@dataclass(frozen=True)
class Look:
    """A week, and what the command line says about reading its files."""

    review: WeekReview
    questions: list[str]  # about the person's files, such as the level of a mood
    rejected: int  # rows and files
    read_from: list[str]  # as `Logs.sources` names them


def look_at_week(path: str, week: str | None = None, *, drawn: bool = True) -> Look:
    """Read exports and review one week; what only pages and charts show is left out unless it is `drawn`."""
    from heartdata.review.build import review_in_words, review_week

    logs, trials = read_quietly(path), load_trials(path)
    review = review_week(logs, week, trials=trials) if drawn else review_in_words(logs, week, trials)
    read_from = logs.sources.loc[logs.sources["format"] != "", "path"].tolist()
    return Look(review, open_questions(logs), len(logs.rejected), read_from)


def read_quietly(path: str) -> Logs:
    """Read exports as `heartdata.read_logs` does, without its warnings; `open_questions` says the same."""
    from heartdata.readers import read_logs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        return read_logs(path)


def open_questions(logs: Logs) -> list[str]:
    """List the questions about the person's files, such as which level a mood of their own has; each once."""
    asked: dict[str, list[str]] = {}
    for source in logs.sources.itertuples():
        for note in str(source.notes).splitlines():
            if any(mark in note for mark in _QUESTIONS):
                asked.setdefault(note, []).append(source.path)
    # A table of one's own that waits for an answer is not read.
    whole = logs.rejected[logs.rejected["line"].isna()]
    for name, reason in zip(whole["source"], whole["reason"], strict=True):
        if any(mark in reason for mark in _QUESTIONS):
            asked.setdefault(reason, []).append(name)
    named = [f"{files[0]}{f' and {len(files) - 1} more' if files[1:] else ''}: {note}" for note, files in asked.items()]
    return [*named, *loss_questions(logs.profile)]
