"""A week to share: without the person's own words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

_SIGN_KEYS: Final = (
    "sign", "name", "label", "status", "level", "usual", "difference", "low", "high", "since", "days_logged", "sources",
)  # fmt: skip
_TRIAL_KEYS: Final = ("design", "start", "end", "days", "stage", "verdict", "days_on", "days_off", "blocks")
_SUGGESTION_KEYS: Final = ("code", "kind", "approach", "confidence")
_SEPARATOR: Final = re.compile(r"\s*(?:[,;|+]|\band\b)\s*")


def for_sharing(review: WeekReview) -> WeekReview:
    """Leave out labels, tags, everything from the journal and what is in the profile."""
    events, marked = (
        [{**event, "label": event["kind"]} for event in given] for given in (review.events, review.marked)
    )
    daily = review.daily.drop(columns=[c for c in review.daily if str(c).startswith("journal")])
    course = review.sign_course.copy()
    for sign in (sign["sign"] for sign in review.signs if not _only_rated(sign)):
        if not course.empty:
            # Keep its column, emptied, so that tables keep their shape.
            course["difference", sign], course["status", sign] = float("nan"), "unknown"
    return replace(
        review,
        signs=[_kept(sign, _SIGN_KEYS) for sign in review.signs if _only_rated(sign)],
        practices=[],
        trial=None if review.trial is None else _kept(review.trial, _TRIAL_KEYS),
        suggestions=[_kept(suggestion, _SUGGESTION_KEYS) for suggestion in review.suggestions],
        notes=[],
        events=events,
        marked=marked,
        daily=daily,
        ratings=review.ratings.assign(raw=""),  # names of moods may be the person's own
        sign_course=course,
        support={},
        # Whether somebody is unsafe, how old they are, what they lost and when would show in the sentences.
        unsafe=False,
        age=None,
        loss_kind=None,
        anniversary=False,
        since_loss=None,
        practice_days=review.practice_days.iloc[:0],
        with_better_days=[],
        memory=None,
        effects_of=None,
    )


def _kept(given: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: given[key] for key in keys if key in given}


def _only_rated(sign: dict[str, Any]) -> bool:
    """Return True if a sign rests on ratings alone; tags, contacts and the journal are private."""
    sources = [source for source in _SEPARATOR.split(str(sign.get("sources") or "")) if source]
    return all("rating" in source for source in sources)
