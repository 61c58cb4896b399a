"""Suggestions: one test that fires and one that stays silent for each rule, and what no suggestion ever does."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import Logs, table
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.practices.catalogue import catalogue
from heartdata.practices.trial import start_trial
from heartdata.suggestions.choose_practice import PICK_RULES, pick_approach
from heartdata.suggestions.rules import RULES, first_suggestion
from heartdata.suggestions.situation import Finding, Given, Situation
from heartdata.suggestions.situation_reading import near_marked_day, situation_on
from heartdata.suggestions.thresholds import SUGGESTION_RULES
from heartdata.suggestions.weekly import suggest, suggestion_weeks
from tests.made_logs import entry

ON = date(2026, 7, 5)
NOBODY = Situation(on=ON)
LEVEL = Situation(
    on=ON, since_loss=140, entries_28=22, entries_42=34, rated_28=21, state="stuck", alert="stuck", level=4.8,
    usual=7.0, state_days=20,
    signs={**dict.fromkeys(SIGNS, "quiet"), "replaying": "persistent", "fatigue": "persistent"},
    since={"replaying": date(2026, 5, 4)}, shares={"journaling_prompts": 0.6},
)  # fmt: skip
EASING = replace(LEVEL, state="improving", alert="", signs={})
WALK = Finding(
    "evening walk", "evening walk goes with mood 0.7 of 10 higher on days with it. Either may lead.", "walking", 0.4
)
THREE = tuple(
    Given(ON - timedelta(days=25 * k), "HD402", "change_approach", "values", "core_values") for k in (3, 2, 1)
)
REACHED = (Given(ON - timedelta(days=7), "HD301", "reach_out", "", ""),)


def ask(code: str, situation: Situation) -> object:
    return next(rule for rule in RULES if rule.code == code).ask(situation)


CASES = {
    "HD101": (replace(NOBODY, entries_28=24, rated_28=6), replace(NOBODY, rated_28=10)),
    "HD102": (replace(EASING, usual_known=False), EASING),
    "HD103": (replace(EASING, missing_rise=25.0), replace(EASING, missing_rise=19.0)),
    "HD104": (replace(LEVEL, signs={}, past=THREE[-1:]), replace(LEVEL, past=THREE[-1:])),
    "HD201": (replace(LEVEL, trial=start_trial("walk", start=ON)), LEVEL),
    "HD202": (replace(EASING, findings=(WALK,)), EASING),
    "HD203": (EASING, replace(EASING, alert="slipping")),
    "HD204": (replace(EASING, state="recovered"), replace(EASING, state="recovered", hard_weeks=2)),
    "HD205": (replace(LEVEL, changed=10), replace(LEVEL, changed=60)),
    "HD301": (replace(EASING, hard_weeks=2), replace(EASING, hard_weeks=1)),
    "HD302": (replace(EASING, alert="slipping"), EASING),
    "HD303": (replace(LEVEL, signs={"feeling_unwell": "persistent"}), LEVEL),
    "HD304": (replace(LEVEL, past=THREE), replace(LEVEL, past=THREE[:2])),
    "HD401": (replace(LEVEL, state="unclear"), replace(LEVEL, state="unclear", entries_42=19)),
    "HD402": (LEVEL, EASING),
    "HD403": (
        replace(LEVEL, state="slipping", alert="slipping", state_days=30, past=REACHED),
        replace(LEVEL, state="slipping", alert="slipping", state_days=27, past=REACHED),
    ),
}  # fmt: skip


def test_every_rule_has_its_cases_and_codes_are_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(codes) == list(CASES)
    kinds = [rule.kind for rule in RULES]
    assert list(dict.fromkeys(kinds)) == ["data", "keep_going", "reach_out", "change_approach"]
    for rule in RULES:
        assert rule.code[2] == str(1 + ["data", "keep_going", "reach_out", "change_approach"].index(rule.kind))
        assert (rule.ask.__doc__ or "").startswith(rule.code)


@pytest.mark.parametrize("code", CASES)
def test_the_rule_fires(code: str) -> None:
    found = ask(code, CASES[code][0])
    assert found is not None
    assert found.code == code
    assert found.text.endswith((".", "?"))
    assert found.why.endswith((".", "?"))
    assert code in found.decline
    assert re.search(r"\d|doctor", found.why)


@pytest.mark.parametrize("code", CASES)
def test_the_rule_stays_silent(code: str) -> None:
    assert ask(code, CASES[code][1]) is None


@pytest.mark.parametrize("code", CASES)
def test_a_declined_code_never_comes(code: str) -> None:
    situation = replace(CASES[code][0], profile=Profile(declined=[code]))
    found = first_suggestion(situation)
    assert found is None or found.code != code


@pytest.mark.parametrize("code", CASES)
def test_words_are_kind(code: str) -> None:
    found = ask(code, CASES[code][0])
    said = " ".join(found.lines()).casefold()
    for word in ("should", "must", "fail", "relapse", "streak", "normal for", "stuck", "depress", "disorder", " ex "):
        assert word not in said, word


def test_the_order_is_data_then_keep_going_then_reach_out_then_change() -> None:
    everything = replace(LEVEL, usual_known=False, hard_weeks=2, alert="stuck")
    assert first_suggestion(everything).code == "HD102"
    assert first_suggestion(replace(everything, usual_known=True)).code == "HD301"
    assert first_suggestion(replace(everything, usual_known=True, hard_weeks=0)).code == "HD402"
    assert first_suggestion(replace(EASING, findings=(WALK,))).code == "HD202"


def test_after_two_hard_weeks_a_person_comes_before_an_exercise() -> None:
    hard = replace(LEVEL, hard_weeks=3)
    assert first_suggestion(hard).kind == "reach_out"
    given = replace(hard, past=REACHED)
    assert first_suggestion(given).kind == "change_approach"
    kind = {"avoiding_connection": "persistent"}
    assert catalogue().practices[pick_approach(replace(given, signs=kind)).practice.id].way == "people"
    assert first_suggestion(replace(hard, profile=Profile(declined=["HD301"]))) is None


def test_the_own_contact_comes_first() -> None:
    profile = Profile(support={"name": "my sister", "contact": "call after six"})
    text = ask("HD301", replace(EASING, hard_weeks=2, profile=profile)).text
    assert text.startswith("Perhaps a talk with my sister (call after six), or a friend")


def test_where_the_loss_was_unsafe_safety_comes_first_and_no_contact() -> None:
    unsafe = Profile(unsafe=True)
    assert "friend" not in ask("HD301", replace(EASING, hard_weeks=2, profile=unsafe)).text
    pick = pick_approach(replace(LEVEL, profile=unsafe, signs={"avoiding_connection": "persistent"}, shares={}))
    assert pick.practice.step == "safety"
    for situation in (LEVEL, replace(LEVEL, hard_weeks=2, past=REACHED)):
        found = first_suggestion(replace(situation, profile=unsafe))
        assert found.practice not in ("trusted_friends", "online_communities", "support_groups", "goodbye_letter")


def test_a_change_waits_for_the_last_one() -> None:
    given = Given(ON - timedelta(days=14), "HD402", "change_approach", "values", "core_values")
    assert ask("HD402", replace(LEVEL, past=(given,))) is None
    earlier = replace(given, day=ON - timedelta(days=22))
    assert ask("HD402", replace(LEVEL, past=(earlier,))) is not None
    assert ask("HD402", replace(LEVEL, past=(earlier,), tried=(("core_values", 6),))) is None
    assert ask("HD205", replace(LEVEL, past=(earlier,), tried=(("core_values", 6),))) is not None
    assert ask("HD402", replace(LEVEL, trial=start_trial("walk", start=ON))) is None


# The pick


def test_the_pick_shifts_the_approach() -> None:
    pick = pick_approach(LEVEL)
    assert pick.practice.step != "self_compassion"
    assert "replaying" in pick.practice.signs or "fatigue" in pick.practice.signs
    assert pick_approach(replace(LEVEL, tried=((pick.practice.id, 0),))).practice.step != pick.practice.step


def test_the_pick_heeds_what_went_with_better_days_and_what_was_declined() -> None:
    found = replace(LEVEL, shares={"yoga": 0.1}, leanings={"yoga": 0.8})
    assert pick_approach(found).practice.id == "yoga"
    assert pick_approach(replace(found, profile=Profile(declined=["yoga"]))).practice.id != "yoga"
    assert pick_approach(replace(found, profile=Profile(declined=["safety"]))).practice.step != "safety"
    assert pick_approach(replace(found, profile=Profile(declined=list(catalogue().steps)))) is None
    nothing = replace(LEVEL, profile=Profile(declined=list(catalogue().steps)))
    assert ask("HD402", nothing) is None


def test_something_of_ones_own_that_went_with_better_days() -> None:
    profile = Profile(practices={"pottery": ["clay"]})
    clay = Finding("pottery", "pottery goes with mood 0.9 of 10 higher. Either may lead to the other.", None, 0.1)
    situation = replace(LEVEL, profile=profile, findings=(clay,), signs={})
    found = ask("HD402", situation)
    assert (found.practice, found.approach) == ("pottery", "")
    assert "it went with better days in your own entries" in found.why
    assert '"pottery" or "HD402"' in found.decline
    assert (
        ask("HD402", replace(situation, profile=Profile(practices=profile.practices, declined=["pottery"]))).practice
        != "pottery"
    )
    assert ask("HD402", replace(situation, findings=(replace(clay, share=0.5),))).practice != "pottery"


def test_resources_for_the_kind_of_loss_are_named_with_somebody_trained() -> None:
    situation = replace(LEVEL, past=THREE, profile=Profile(loss_kind="pet"))
    assert "a book on the loss of a pet" in ask("HD304", situation).text


def test_tired_people_are_offered_little_effort() -> None:
    assert pick_approach(replace(LEVEL, shares={})).practice.effort == 1


# Days on which nothing is suggested


@pytest.mark.parametrize(
    ("day", "near"),
    [("2026-09-06", False), ("2026-09-07", True), ("2026-09-17", True), ("2026-09-20", True), ("2026-09-21", False)],
)
def test_no_suggestion_near_an_anniversary(day: str, near: bool) -> None:
    profile = Profile(anniversaries=[MarkedEvent(date(2001, 9, 17), kind="anniversary")])
    assert near_marked_day(date.fromisoformat(day), profile, []) is near


def test_no_suggestion_after_a_new_loss_or_when_its_day_returns() -> None:
    losses = [date(2026, 3, 1)]
    assert near_marked_day(date(2026, 3, 28), Profile(), losses)
    assert not near_marked_day(date(2026, 3, 29), Profile(), losses)
    assert near_marked_day(date(2027, 2, 28), Profile(), losses)
    assert near_marked_day(date(2027, 2, 28), Profile(), [date(2024, 2, 29)])


# Whole logs


def diary(days: int = 200, *, seed: int = 1, profile: Profile | None = None, events: Any = ()) -> Logs:
    rng = np.random.default_rng(seed)
    stamps = pd.date_range("2026-01-12", periods=days, freq="D")
    ratings = [
        (s, s, "mood", float(v), "", None, "a.csv") for s, v in zip(stamps, rng.integers(3, 7, days), strict=True)
    ]
    walks = [(s, s, "walk", None, "practice", None, "a.csv") for s in stamps if rng.random() < 0.4]
    return Logs(
        ratings=table("ratings", ratings),
        activities=table("activities", walks),
        events=table("events", events),
        profile=profile or Profile(loss_date="2026-02-09", loss_kind="friendship"),
    )


def course_of(logs: Logs, state: str = "stuck", first: str = "2026-03-20") -> pd.DataFrame:
    index = hd.to_daily(logs).index
    told = index >= pd.Timestamp(first)
    return pd.DataFrame(
        {"state": np.where(told, state, "unclear"), "alert": np.where(told & (state == "stuck"), "stuck", ""),
         "level": 4.8, "entries_28d": 28}, index=index,
    )  # fmt: skip


def signs_of(status: str = "persistent") -> pd.DataFrame:
    weeks = pd.date_range("2026-01-12", periods=30, freq="7D", name="week")
    frame = pd.DataFrame("quiet", index=weeks, columns=pd.Index(SIGNS, name="sign"), dtype=object)
    frame["replaying"] = status
    return pd.concat({"status": frame}, axis=1, names=["value", "sign"])


NO_EFFECTS = pd.DataFrame()


def weeks_of(logs: Logs, **given: object) -> pd.DataFrame:
    tables = {"course": course_of(logs), "signs": signs_of(), "effects": NO_EFFECTS, **given}
    return suggestion_weeks(logs, **tables)  # type: ignore[arg-type]


def test_at_most_one_a_week_and_steps_do_not_repeat() -> None:
    weeks = weeks_of(diary())
    assert weeks.index.is_unique
    assert (weeks.index.day_of_week == 6).all()
    changes = weeks[weeks["kind"] == "change_approach"]
    assert changes.index[0] == pd.Timestamp("2026-03-22")
    assert len(changes) >= 3
    assert changes["approach"].head(3).is_unique
    assert (np.diff(changes.index.to_numpy()).astype("timedelta64[D]").astype(int) >= 21).all()
    # They walk on four days of ten already.
    assert "walking" not in set(changes["practice"])
    assert "HD304" in set(weeks["code"])


def test_the_same_one_all_week_and_nothing_later_is_looked_at() -> None:
    logs = diary()
    given = {"course": course_of(logs), "signs": signs_of(), "effects": NO_EFFECTS}
    answers = {day: suggest(logs, day, **given) for day in ("2026-03-21", "2026-03-22", "2026-03-25", "2026-03-28")}
    assert answers["2026-03-21"] == []
    assert answers["2026-03-22"] == answers["2026-03-25"] == answers["2026-03-28"]
    assert len(answers["2026-03-22"]) == 1
    early = logs.between("2026-01-01", "2026-05-10")
    whole = weeks_of(logs)
    pd.testing.assert_frame_equal(weeks_of(early)[["code", "practice"]], whole.loc[:"2026-05-10", ["code", "practice"]])


def test_a_week_without_entries_does_not_make_the_signs_unknown() -> None:
    # In the week to 28 June 2026 nothing is logged; signs that are rated for months are not "not tracked" then.
    logs = hd.read_logs(Path(__file__).parents[2] / "sample_data")
    assert not logs.days.isin(pd.date_range("2026-06-22", "2026-06-28")).any()
    longer = suggestion_weeks(logs, "2026-07-05")["code"].to_dict()
    now = suggest(logs, "2026-06-28")
    assert [s.code for s in now] == [longer.get(pd.Timestamp("2026-06-28"))] != ["HD104"]


def test_quiet_weeks_are_quiet() -> None:
    profile = Profile(loss_date="2026-02-09", anniversaries=[{"date": date(2020, 4, 15), "label": "her birthday"}])
    weeks = weeks_of(diary(profile=profile))
    assert not ((weeks.index >= "2026-04-06") & (weeks.index <= "2026-04-19")).any()
    loss = [(pd.Timestamp("2026-05-01"), None, "", "loss", "heartdata.toml")]
    weeks = weeks_of(diary(events=loss))
    assert not ((weeks.index >= "2026-05-01") & (weeks.index < "2026-05-29")).any()
    assert (
        suggest(diary(events=loss), "2026-05-03", course=course_of(diary()), signs=signs_of(), effects=NO_EFFECTS) == []
    )


def test_improving_is_told_to_keep_going() -> None:
    logs = diary()
    effects = pd.DataFrame(
        {"practice": ["walk"], "outcome": ["mood"], "when": ["same day"], "estimate": [0.8], "sd": [1.2],
         "finding": [1],
         "wording": ["walk goes with mood 0.8 of 10 higher on days with it. Either may lead to the other."]}
    )  # fmt: skip
    weeks = weeks_of(logs, course=course_of(logs, "improving"), effects=effects)
    assert set(weeks["kind"]) == {"keep_going"}
    assert weeks["suggestion"].iloc[0].text == "Keep going, and walk seems to go with it."


def test_what_recovery_is_told_by_is_named() -> None:
    logs = diary()
    assert all("mood" in why for why in weeks_of(logs, course=course_of(logs, "improving"))["why"])
    tired = replace(logs, ratings=logs.ratings.assign(measure="energy"))
    ideas = weeks_of(tired, course=course_of(logs, "improving"))
    easing = ideas[ideas["code"] == "HD203"]["why"]
    assert len(easing)
    assert all(why.startswith("what you rate is easing (around ") for why in easing)


def test_a_trial_under_way_is_left_alone() -> None:
    trial = start_trial("walk", start=date(2026, 3, 16), days=60)
    weeks = weeks_of(diary(), trials=[trial])
    assert not ((weeks["kind"] == "change_approach") & (weeks.index <= pd.Timestamp(trial.end))).any()
    assert "HD201" in set(weeks["code"])
    why = weeks.loc[weeks["code"] == "HD201", "why"].iloc[0]
    assert why == "its 60 days last until 14 May 2026, and looking earlier would tilt the answer."


def test_a_trial_that_begins_after_the_last_entry_has_not_begun() -> None:
    logs = diary(192)
    wednesday, sunday = date(2026, 7, 22), date(2026, 7, 26)
    assert logs.days[-1].date() == wednesday
    for start, told in ((wednesday, True), (wednesday + timedelta(days=1), False)):
        ideas = weeks_of(logs, on=sunday, trials=[start_trial("walk", start=start)])
        assert ("HD201" in set(ideas["code"])) is told


@pytest.mark.parametrize("logs", [Logs(), diary(1), diary(3), diary(30, profile=Profile())])
def test_little_or_nothing_logged_is_no_trouble(logs: Logs) -> None:
    course = course_of(logs) if len(logs.days) else pd.DataFrame(columns=["state", "alert", "level"])
    assert isinstance(suggest(logs, course=course, signs=pd.DataFrame()), list)
    assert suggest(Logs(), "2026-03-01") == []
    with pytest.raises(hd.HeartdataError, match=r"on='soon': not a day"):
        suggest(logs, "soon")


def test_days_with_nothing_but_words_are_no_ratings() -> None:
    logs = diary(118)
    days = pd.date_range("2026-04-12", periods=28, freq="D")
    written = [entry(day.to_pydatetime(), "what happened today") for day in days]
    kept = logs.ratings["day"].isin([*logs.ratings["day"][:70], *days[-5:]])
    logs = replace(logs, ratings=logs.ratings[kept].reset_index(drop=True), journal=table("journal", written))
    daily = hd.to_daily(logs)
    course = hd.track_progress(daily, event="2026-02-09")
    now = situation_on(date(2026, 5, 9), logs, daily, course, {})
    assert (now.entries_28, now.rated_28) == (28, 5)
    few = ask("HD101", now)
    assert isinstance(few, hd.Suggestion)
    assert few.why == "5 of 28 days have a rating; from 10 on it can be told how things go."
    assert few.evidence == {"rated_28": 5}
    assert "5 of 28 days have a rating" in course["reason"].loc["2026-05-09"]


def test_a_situation_counts_from_the_past_only() -> None:
    logs = diary()
    daily = hd.to_daily(logs)
    now = situation_on(date(2026, 4, 5), logs, daily, course_of(logs), {})
    cut = logs.between("2026-01-01", "2026-04-05")
    then = situation_on(date(2026, 4, 5), cut, hd.to_daily(cut), course_of(logs), {})
    assert repr(now) == repr(then)
    assert (now.entries_28, now.entries_42, now.since_loss) == (28, 42, 55)
    assert now.shares["walking"] == pytest.approx(0.4, abs=0.3)


def test_hard_weeks_are_counted_from_today_back() -> None:
    logs = diary()
    daily = hd.to_daily(logs)
    daily.loc["2026-04-20":"2026-05-03", "mood"] = 2.0
    found = [
        situation_on(date(2026, 4, 26) + timedelta(weeks=k), logs, daily, course_of(logs), {}).hard_weeks
        for k in range(3)
    ]
    assert found == [1, 2, 0]


def test_every_threshold_has_its_source() -> None:
    for rules in (SUGGESTION_RULES, PICK_RULES):
        assert all(rule.what and rule.source for rule in rules.values())
