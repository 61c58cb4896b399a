"""One plain sentence for each sign: how it is, compared with what, and from which entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from heartdata.core.days import day_words
from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError
from heartdata.signs.sources import SOURCES
from heartdata.signs.text.measures import LEAST_WORDS
from heartdata.signs.thresholds import limit

Row = Mapping[str, Any]

#: What would show a sign that is not tracked yet.
_TRACKED_BY: Final = {
    "fatigue": "an energy rating or a tag such as tired",
    "intrusive_thoughts": "a rating or a count of them",
    "poor_concentration": "a concentration rating",
    "lost_colour": "an interest rating or the activities of a day",
    "avoiding_connection": "a connection rating or the people you met",
    "replaying": "a rating of it, or a journal of some lines a day",
    "feeling_unwell": "a body rating or symptoms as tags",
}
# Sources that may be silent although a sign is there.
_INDIRECT: Final = {"your notes", "variety of activities", "contacts logged"}
# Scores, of which 5 is the usual: they say more or less than usual, never how much of a sign there is.
_RELATIVE: Final = frozenset(source.label for source in SOURCES if source.channel in ("variety", "retelling"))
_AS_LATELY: Final = "about as hard as in the last weeks"
_TO_COMPARE: Final = "about six weeks of entries"
_BEFORE_UNKNOWN: Final = "I don't know how it was before"


def sign_sentence(sign: str, row: Row | pd.Series[Any], *, less_certain: bool = False) -> str:
    """Put one row of `stagnation_indicators` into a plain sentence; its ``attrs`` say what is `less_certain`."""
    if sign not in SIGNS:
        raise HeartdataError(f"sign = {sign!r}: not one of the signs, which are {', '.join(SIGNS)}")
    name = f"{SIGNS[sign].label[:1].upper()}{SIGNS[sign].label[1:]}"
    if not row["sources"]:
        return f"{name}: too early to say; {unknown_basis(sign, row)}."
    given = {"level": None, "usual": None, "often": None, "since": None} | dict(row)
    words = _words(given | {"less_certain": less_certain})
    return f"{name}: {words} Based on: {row['sources']}."


def unknown_basis(sign: str, row: Row | pd.Series[Any]) -> str:
    """Say what is known of a sign that cannot be judged yet, and what would show more; its status says the rest."""
    if not row["sources"]:
        return f"{_TRACKED_BY[sign]} would show it"
    known = f"{_lately(row)}; comparing takes {_TO_COMPARE}" if _known(row, "level") else _more_days(row)
    return f"{known}; based on {row['sources']}"


def _words(row: Row) -> str:
    status = row["status"]
    if status == "unknown":
        return _unknown(row)
    if not _known(row, "usual"):
        return _not_compared(row)
    level, usual = row["level"], row["usual"]
    figures = f"{level:.1f} of 10, your usual is {usual:.1f}"
    above = round(level, 1) - round(usual, 1)
    if status in ("present", "persistent"):
        often = f"{_how_often(row)} in four weeks" if status == "persistent" and _lasts(row) else ""
        if above < limit("worth_naming"):
            as_before = ", as it was before" if often and _was_there_before(row) else ""
            return f"{often or 'there again lately'}{as_before} ({figures})."
        since = f"since {day_words(row['since'])}" if status == "persistent" and _known(row, "since") else "lately"
        return f"harder than your usual {since}{f', and {often}' if often else ''} ({figures})."
    if status == "easing":
        if above < limit("worth_naming"):
            return f"it's been there, and now it is {_near(above, 'down to your usual or below')} ({figures})."
        return f"it's been there, and it's lifting; still harder than your usual ({figures})."
    hardly = level < limit("hardly_there") and not _is_relative(row)
    if status == "lighter" and not hardly and above < 0:
        less = "lighter than your usual" if above <= -limit("worth_naming") else "a little lighter than before"
        return f"{less} ({figures})."
    if hardly:
        used = " It used to come up a lot." if usual >= limit("a_lot") else ""
        return f"{_hardly(row)}.{used}"
    # Who read last week that it is there must not read now that it may have been chance.
    if row["less_certain"] and above >= limit("worth_naming"):
        return f"{_AS_LATELY}; I'm only less sure that it's more than your usual ups and downs ({figures})."
    if row["less_certain"] and above > -limit("worth_naming"):
        return f"{_AS_LATELY}, and around your usual ({figures})."
    if above >= limit("worth_naming"):
        return f"somewhat harder than your usual, which may be chance ({figures})."
    return f"{_near(above, 'somewhat lighter than your usual, which may be chance')} ({figures})."


def _near(above: float, below: str) -> str:
    """Words for a level that is not clearly harder; lighter is only said plainly where it is clear."""
    return below if above <= -limit("worth_naming") else "around your usual"


def _is_relative(row: Row) -> bool:
    """Whether the numbers shown are those of a score."""
    return row["sources"].split(", ")[0] in _RELATIVE


def _hardly(row: Row) -> str:
    """Words for a sign that is hardly there; what a line a day leaves out may still be."""
    if row["sources"].startswith("your notes") and set(row["sources"].split(", ")) <= _INDIRECT:
        return "hardly mentioned in your notes lately, and short notes leave a lot out"
    return "hardly any lately"


def _not_compared(row: Row) -> str:
    """Words where nothing is known from before: how much it is there, without a comparison."""
    figures = _lately(row) if _known(row, "level") else ""
    if _lasts(row) and row["status"] != "easing":
        return f"{_how_often(row)} in the last four weeks{f' ({figures})' if figures else ''}; {_BEFORE_UNKNOWN}."
    if row["status"] == "quiet" and _known(row, "level") and row["level"] < limit("hardly_there"):
        return f"{_hardly(row)}. {_BEFORE_UNKNOWN}."
    quiet = _AS_LATELY if row["less_certain"] else "no harder than earlier in your entries" if _is_relative(row) else ""
    trend = {"easing": "it's been there, and it's lighter than some weeks ago", "quiet": quiet}
    said = trend.get(row["status"], "harder than earlier in your entries")
    known = "; ".join(part for part in (said, figures) if part) or "not on most days lately"
    return f"{known}. {_BEFORE_UNKNOWN}."


def _unknown(row: Row) -> str:
    if _known(row, "level"):
        return f"{_lately(row)}. Too early to compare: that takes {_TO_COMPARE}."
    return f"too early to say; {_more_days(row)}."


def _lately(row: Row | pd.Series[Any]) -> str:
    return f"around {row['level']:.1f} of 10 lately"


def _more_days(row: Row | pd.Series[Any]) -> str:
    kind = "a note" if row["sources"] == "your notes" else "entries"
    said = (
        f"about {limit('long_days'):.0f} days with {kind} in four weeks, "
        f"{limit('window_days'):.0f} of them in the last two, would show more"
    )
    if row["sources"].endswith("journal"):
        said += f". Your journal counts from {limit('text_entries'):.0f} entries of {LEAST_WORDS} words in four weeks"
    return said


def _known(row: Row | pd.Series[Any], name: str) -> bool:
    return row[name] is not None and not pd.isna(row[name])


def _lasts(row: Row) -> bool:
    return _known(row, "often") and row["often"] >= limit("lasting_off")


def _was_there_before(row: Row) -> bool:
    """Whether what is there on nearly every day was usually as hard, so that it is not new."""
    nearly = row["often"] >= limit("nearly_every_day") and row["usual"] >= limit("there_level")
    return bool(nearly and row["level"] - row["usual"] < limit("hardly_there"))


def _how_often(row: Row) -> str:
    """Words for the share of logged days."""
    if row["often"] >= limit("nearly_every_day"):
        return "there on nearly every day you logged"
    return f"there on {'most' if row['often'] > 0.5 else 'about half'} of the days you logged"
