from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest

from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError
from heartdata.signs.sentences import sign_sentence
from heartdata.signs.summary import sign_lines

NAN = float("nan")
STATUSES = ("persistent", "present", "easing", "lighter", "quiet", "unknown")
HARSH = r"should|diagnos|depress|disorder|patient|normal|fail|relapse|must|stuck|\bwell done|keep going"


def row(status: str, level: float = 5.0, usual: float = NAN, often: float = NAN, **more: object) -> dict[str, object]:
    given = {"status": status, "level": level, "usual": usual, "often": often, "since": pd.NaT, "days_logged": 12}
    return {**given, "sources": "energy rating", **more}


def all_rows() -> list[dict[str, object]]:
    numbers = (0.0, 1.5, 3.5, 6.2, 10.0, NAN)
    return [
        row(status, level, usual, often, since=since, sources=sources)
        for status, level, usual, often in product(STATUSES, numbers, numbers, (0.0, 0.3, 0.6, 1.0, NAN))
        for since, sources in ((pd.NaT, "tags, your journal"), (pd.Timestamp("2026-03-05"), ""))
        if usual != usual or level == level
    ]


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sentence_is_plain_kind_and_begins_with_the_one_name(sign: str) -> None:
    for given in all_rows():
        words = sign_sentence(sign, given)
        assert words.casefold().startswith(f"{SIGNS[sign].label}: ")
        assert words.endswith(".")
        assert not re.search(HARSH, words.casefold())
        assert "nan" not in words.casefold().replace("finance", "")


@pytest.mark.parametrize("less_certain", [False, True])
def test_words_never_contradict_the_numbers_beside_them(less_certain: bool) -> None:
    for given in all_rows():
        words = sign_sentence("fatigue", given, less_certain=less_certain and given["status"] == "quiet")
        level, usual = given["level"], given["usual"]
        assert isinstance(level, float)
        assert isinstance(usual, float)
        if "harder than your usual" in words:
            assert level - usual >= 0.95
        if "around your usual" in words:
            assert abs(level - usual) < 1.0
        if "lighter than your usual" in words or "hardly any" in words:
            assert level - usual <= -0.95 or level < 0.5
        if usual != usual:
            assert "your usual" not in words
        if "can't tell" in words or "too early" in words.casefold():
            assert "would" in words or "that takes" in words


def test_three_and_a_half_after_one_and_a_half_is_named() -> None:
    assert sign_sentence("fatigue", row("quiet", 3.5, 1.5)) == (
        "Tiredness: somewhat harder than your usual, which may be chance (3.5 of 10, your usual is 1.5). "
        "Based on: energy rating."
    )


def test_sign_that_no_longer_comes_up_is_reported() -> None:
    words = sign_sentence("replaying", row("quiet", 0.0, 4.4))
    assert words.startswith("Replaying painful memories: hardly any lately. It used to come up a lot.")


def test_hardly_any_is_said_without_a_comparison_too() -> None:
    words = sign_sentence("replaying", row("quiet", 0.0))
    assert words.startswith("Replaying painful memories: hardly any lately. I don't know how it was before.")


def test_what_short_notes_leave_out_is_not_said_to_be_gone() -> None:
    words = sign_sentence("replaying", row("quiet", 0.0, 0.0, sources="your notes"))
    assert words.startswith(
        "Replaying painful memories: hardly mentioned in your notes lately, and short notes leave a lot out."
    )
    words = sign_sentence("replaying", row("quiet", 0.0, 0.0, sources="your notes, tags"))
    assert words.startswith("Replaying painful memories: hardly any lately.")


def test_an_unknown_sign_says_what_would_help() -> None:
    words = sign_sentence("fatigue", row("unknown", 6.0))
    assert words.startswith("Tiredness: around 6.0 of 10 lately. Too early to compare")
    few = row("unknown", NAN, days_logged=1, sources="energy rating, your journal")
    words = sign_sentence("fatigue", few)
    assert "about 10 days with entries in four weeks, 5 of them in the last two, would show more" in words
    assert "Your journal counts from 8 entries of 50 words" in words
    untracked = {"status": "unknown", "days_logged": 0, "sources": ""}
    assert sign_sentence("lost_colour", untracked).startswith("Little joy: too early to say; an interest rating")


def test_easing_says_where_it_is_now() -> None:
    assert "it's lifting; still harder than your usual" in sign_sentence("fatigue", row("easing", 6.0, 4.0))
    assert "now it is around your usual" in sign_sentence("fatigue", row("easing", 6.2, 5.9))


def test_signs_that_are_told_the_same_share_a_line() -> None:
    notes = row("quiet", 0.0, 0.0, sources="your notes")
    rows = {"fatigue": notes, "replaying": row("quiet", 3.5, 1.5), "poor_concentration": notes}
    signs = [{"sign": name, **one, "sentence": sign_sentence(name, one)} for name, one in rows.items()]
    assert sign_lines(signs)[:2] == [
        "Tiredness and trouble concentrating: hardly mentioned in your notes lately, and short notes leave a lot out. "
        "Based on: your notes.",
        sign_sentence("replaying", rows["replaying"]),
    ]


def test_unknown_sign_is_an_error() -> None:
    with pytest.raises(HeartdataError, match="not one of the signs"):
        sign_sentence("mood", {})


def test_an_unknown_sign_says_what_would_show_it() -> None:
    said = sign_sentence("fatigue", {"status": "unknown", "days_logged": 0, "sources": ""})
    assert said == "Tiredness: too early to say; an energy rating or a tag such as tired would show it."


@pytest.mark.parametrize("source", ["variety of activities", "retelling in your journal"])
def test_a_score_is_more_or_less_than_usual_and_never_how_much_there_is(source: str) -> None:
    # The usual of every score is 5: it does not say that a sign came up a lot, nor a low one that there is hardly any.
    lighter = sign_sentence("lost_colour", row("lighter", 0.2, 5.0, sources=source))
    assert "lighter than your usual (0.2 of 10, your usual is 5.0)" in lighter
    quiet = sign_sentence("lost_colour", row("quiet", 0.4, 5.0, sources=source))
    assert "which may be chance" in quiet
    assert not any("hardly" in words or "used to" in words for words in (lighter, quiet))
    not_compared = sign_sentence("lost_colour", row("quiet", NAN, sources=source))
    assert "no harder than earlier in your entries. I don't know how it was before." in not_compared
    assert "It used to come up a lot." in sign_sentence("lost_colour", row("lighter", 0.2, 5.0))


def test_a_sign_that_is_only_less_certain_is_not_called_chance() -> None:
    """Who read last week that it was there on most days reads how it is, not that it may never have been."""
    said = sign_sentence("fatigue", row("quiet", 5.2, 2.8), less_certain=True)
    assert said == (
        "Tiredness: about as hard as in the last weeks; I'm only less sure that it's more than your usual ups and "
        "downs (5.2 of 10, your usual is 2.8). Based on: energy rating."
    )
    near = sign_sentence("fatigue", row("quiet", 3.2, 2.8), less_certain=True)
    assert "about as hard as in the last weeks, and around your usual (3.2 of 10" in near
    unknown = sign_sentence("fatigue", row("quiet", 4.3), less_certain=True)
    assert "about as hard as in the last weeks; around 4.3 of 10 lately. I don't know how it was before." in unknown
    assert "hardly any lately" in sign_sentence("fatigue", row("quiet", 0.2, 2.0), less_certain=True)
