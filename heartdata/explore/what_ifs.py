"""What would be said if the loss were on another day, the usual another, or a measure left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

import pandas as pd

from heartdata.charts import plot_course
from heartdata.charts.course import room_above
from heartdata.core.days import parse_day
from heartdata.core.logs import Logs
from heartdata.core.vocabulary import MEASURES
from heartdata.errors import HeartdataError
from heartdata.explore.drawing import WIDE, canvas, columns_of, day_labels, draw
from heartdata.explore.known import Known, know
from heartdata.explore.thresholds import limit
from heartdata.explore.widgets import choice, day_choice, explorer, number_choice, on_change, picture, row, text
from heartdata.recovery.summary import week_progress
from heartdata.recovery.track import track_progress
from heartdata.review.build import agreed_progress, agreed_states, journey_between
from heartdata.review.notices import headline, lead, question
from heartdata.review.week import WeekReview

_UNKNOWN_USUAL = 7.0


def what_if(
    logs: Logs, *, loss: date | str | None = None, usual: float | None = None, without: Collection[str] = ()
) -> pd.DataFrame:
    """Estimate the state of recovery under other assumptions.

    Parameters
    ----------
    logs : Logs
        What was read.
    loss : date or str, optional
        Another day for the latest loss, such as ``"2026-03-01"``; earlier losses stay. By default the day in the
        profile.
    usual : float, optional
        Another usual mood [0-10]. By default the stated one, or the mean of the days before the loss. Many logged days
        before the loss say more than a stated level, here as on the page.
    without : collection of str, optional
        Measures to leave out, such as ``["energy"]``.

    Returns
    -------
    DataFrame
        The last 300 days, as `heartdata.track_progress` returns them. In longer logs the days before count through the
        usual level only, so that an answer comes at once.

    Raises
    ------
    HeartdataError
        If `loss` is not a day, `usual` not a level, or a measure not one that is logged.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> logs = hd.simulate_logs(seed=7, course="improving")
    >>> higher = what_if(logs, usual=9.5)["gap"] - what_if(logs)["gap"]
    >>> bool(higher.iloc[-1] > 0)
    True
    """
    known = know(logs)
    day = None if loss is None else parse_day(loss)
    if loss is not None and day is None:
        raise HeartdataError(f"loss={loss!r}: not a day; write it like 2026-03-01")
    if usual is not None and not 0 <= usual <= 10:
        raise HeartdataError(f"usual={usual!r}: a usual level is between 0 and 10")
    if unknown := [name for name in without if name not in known.measures]:
        logged = ", ".join(known.measures) or "nothing"
        raise HeartdataError(f"without={unknown[0]!r}: not a measure of these logs; rated are {logged}")
    return _course(known, day, usual, tuple(without))


def explore_what_if(logs: Logs) -> Any:
    """Explore what would be said under other assumptions.

    Parameters
    ----------
    logs : Logs
        What was read.

    Returns
    -------
    ipywidgets.VBox
        Fields for the loss's day (which can be clicked in the picture, too), the usual mood and a measure to leave out,
        with what the page says of the last week as it is, and what it would say. Nothing is written to the profile.

    Raises
    ------
    HeartdataError
        If ipywidgets or anywidget is not installed.
    NotEnoughDataError
        If nothing is logged.

    Examples
    --------
    >>> import heartdata as hd
    >>> explore_what_if(hd.simulate_logs(seed=7))  # doctest: +SKIP
    """
    known = know(logs)
    days = known.daily.loc[_first(known) :]
    stated = known.review.mood["usual"]
    marked = known.losses[-1] if known.losses else days.index[0].date()
    loss = day_choice("The loss was on", marked, known.first, known.last)
    usual = number_choice("My usual mood is", round(stated or _UNKNOWN_USUAL, 1), 0.0, 10.0, 0.5)
    out = choice("Leave out", [("nothing", ""), *((MEASURES[m].label, m) for m in known.measures[1:])])
    said = text()

    def shown() -> WeekReview:
        moved = None if loss.value in (None, marked) else loss.value
        level = None if stated is not None and abs(usual.value - stated) < 0.05 else usual.value
        return _review(known, moved, level, (out.value,) if out.value else ())

    def drawing(review: WeekReview) -> Any:
        above = room_above(review.marked, review.journey, WIDE - 0.6) / 72
        ax = plot_course(review, canvas(2.3, top=0.6 + above, bottom=0.55))
        alt = "The course; arrow keys choose another day for the loss"
        return draw(ax, alt, places=columns_of(ax, days.index), labels=day_labels(days))

    course = picture(drawing(shown()))

    def update() -> None:
        review = shown()
        course.show(drawing(review))
        course.chosen = (
            int(days.index.get_indexer([pd.Timestamp(loss.value)])[0]) if loss.value and known.losses else -1
        )
        said.value = _beside((f"As it is, {known.review.title}", known.review), ("With these settings", review))

    def moved(change: dict[str, Any]) -> None:
        if change["new"] >= 0:
            loss.value = days.index[change["new"]].date()

    on_change(update, loss, usual, out)
    course.observe(moved, "chosen")
    return explorer(known, "What if", row(loss, usual, out), said, course)


def _first(known: Known) -> pd.Timestamp:
    return max(known.daily.index[0], known.daily.index[-1] - pd.Timedelta(days=limit("what_if_days") - 1))


@lru_cache(maxsize=256)
def _course(known: Known, loss: date | None, usual: float | None, without: tuple[str, ...]) -> pd.DataFrame:
    days = known.daily.loc[_first(known) :]
    gone = [column for name in without for column in (name, f"{name}_n", f"{name}_unknown") if column in days]
    if usual is None and len(days) < len(known.daily):
        usual = known.review.mood["usual"]
    losses = [*known.losses[:-1], loss] if loss else known.losses
    settings: dict[str, Any] = {"event": sorted(losses)} if losses else {}
    if usual is not None:
        settings["usual"] = {**known.logs.profile.usual, "mood": usual}
    return track_progress(days.drop(columns=gone), **settings)


def _review(known: Known, loss: date | None, usual: float | None, without: tuple[str, ...]) -> WeekReview:
    """Return what the page would say and draw."""
    course = _course(known, loss, usual, without)
    review = known.review
    mood = {**review.mood, "usual": review.mood["usual"] if usual is None else usual}
    progress, said = review.progress, known.said(course, usual)
    if loss is not None or usual is not None or without:
        comparable = mood["usual"] if said.mood_is_rated(review.last_day) else None
        found = week_progress(course.loc[: pd.Timestamp(review.last_day)], usual=comparable, mean=mood["mean"])
        progress = agreed_progress(found, said.of_week(review.last_day))
    journey = journey_between(known.daily, course, course.index[0].date(), known.last)
    journey["state"] = agreed_states(journey, said, review.last_day)
    marked = [event for event in known.marked if event["day"] >= course.index[0].date()]
    if loss is not None:
        marked = [event for event in marked if event["kind"] != "loss"]
        marked.append({"day": loss, "label": "the loss, for now", "kind": "loss"})
    return replace(review, mood=mood, progress=progress, journey=journey, marked=marked)


def _beside(*said: tuple[str, WeekReview]) -> str:
    """Say two verdicts side by side, in the page's own words."""
    cells = [
        f"<div style='flex: 1 1 22em'><b>{title}</b>"
        + "".join(f"<p style='margin: 0.1em 0'>{escape(line)}</p>"
                  for line in (headline(review), lead(review), question(review)) if line)
        + "</div>"
        for title, review in said
    ]  # fmt: skip
    return f"<div style='display: flex; flex-wrap: wrap; gap: 0 2em'>{''.join(cells)}</div>"
