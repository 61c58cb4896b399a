"""Suggestions: a firing and a silent case for each rule, and what no suggestion ever does."""

from __future__ import annotations

import ast
import itertools
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
from heartdata.review.words import idea_title
from heartdata.signs.body_alarms import BodyAlarm
from heartdata.suggestions.agreement import agreed_alert, agreed_state
from heartdata.suggestions.choose_practice import choose_practice
from heartdata.suggestions.hard_weeks import HardWeeks
from heartdata.suggestions.read_effects import read_effects
from heartdata.suggestions.rules import RULES, first_suggestion
from heartdata.suggestions.situation import Finding, Given, Situation
from heartdata.suggestions.situation_builder import SituationDays, near_marked_day
from heartdata.suggestions.thresholds import PICK_RULES, SUGGESTION_RULES
from heartdata.suggestions.weekly import suggest, suggestion_weeks
from tests.made_logs import NAN, activity, entry

ON = date(2026, 7, 5)
NOBODY = Situation(on=ON)
LEVEL = Situation(
    on=ON, since_loss=140, entries_28=22, entries_42=34, rated_28=21, state="stuck", alert="stuck", level=4.8,
    usual=7.0, state_days=20,
    signs={**dict.fromkeys(SIGNS, "quiet"), "replaying": "persistent", "fatigue": "persistent"},
    since={"replaying": date(2026, 5, 4)}, shares={"journaling_prompts": 0.6},
)  # fmt: skip
EASING = replace(LEVEL, state="improving", alert="", signs={}, level=6.0)
WALK = Finding(
    "evening walk", "On days with an evening walk your mood was about 0.7 higher (likely 0.3 to 1.0).", "walking", 0.4
)
REACHED = (Given(ON - timedelta(days=7), "HD301", "reach_out", "", ""),)
INVITED = (replace(REACHED[0], day=ON - timedelta(days=14)),)
EARLIER = Given(ON - timedelta(days=43), "HD402", "change_approach", "values", "core_values")
CHEST = BodyAlarm("chest_pain", "chest pain or tightness", ON, 3)


def ask(code: str, situation: Situation) -> object:
    return next(rule for rule in RULES if rule.code == code).ask(situation)


CASES = {
    "HD305": (replace(NOBODY, alarms=(CHEST,)), NOBODY),
    "HD301": (replace(EASING, hard_weeks=2), replace(EASING, hard_weeks=1)),
    "HD302": (replace(EASING, alert="slipping"), EASING),
    "HD303": (replace(LEVEL, signs={"feeling_unwell": "persistent"}), LEVEL),
    "HD306": (replace(NOBODY, short_nights=4.4), replace(NOBODY, short_nights=5.1)),
    "HD304": (replace(LEVEL, since_loss=190), LEVEL),
    "HD201": (replace(LEVEL, trial=start_trial("walk", start=ON)), LEVEL),
    "HD202": (replace(EASING, findings=(WALK,)), EASING),
    "HD203": (EASING, replace(EASING, level=5.4)),
    "HD204": (replace(EASING, state="recovered"), replace(EASING, state="recovered", alert="slipping")),
    "HD205": (replace(LEVEL, changed=10), replace(LEVEL, changed=60)),
    "HD206": (
        replace(LEVEL, past=(replace(EARLIER, day=ON - timedelta(days=21)),)),
        replace(LEVEL, past=(replace(EARLIER, day=ON - timedelta(days=21)),), begun=5),
    ),
    "HD401": (replace(LEVEL, state="unclear"), replace(LEVEL, state="unclear", entries_42=19)),
    "HD402": (LEVEL, EASING),
    "HD403": (
        replace(LEVEL, state="slipping", alert="slipping", state_days=30, past=INVITED),
        replace(LEVEL, state="slipping", alert="slipping", state_days=27, past=INVITED),
    ),
    "HD307": (replace(LEVEL, signs={**LEVEL.signs, "poor_concentration": "persistent"}), LEVEL),
    "HD101": (replace(NOBODY, entries_28=24, rated_28=6), replace(NOBODY, rated_28=10)),
    "HD102": (replace(EASING, usual_known=False), replace(EASING, usual_known=False, since_loss=731)),
    "HD103": (replace(EASING, missing_rise=25.0), replace(EASING, missing_rise=19.0)),
    "HD104": (replace(LEVEL, signs={}), LEVEL),
}  # fmt: skip


def test_every_rule_has_cases_in_order() -> None:
    assert [rule.code for rule in RULES] == list(CASES)
    kinds = ["data", "keep_going", "reach_out", "change_approach"]
    assert list(dict.fromkeys(rule.kind for rule in RULES)) == ["reach_out", "keep_going", "change_approach", "data"]
    for rule in RULES:
        assert rule.code[2] == str(1 + kinds.index(rule.kind))
        assert (rule.ask.__doc__ or "").startswith(rule.code)


def test_nobody_is_asked_to_rate_what_they_rate_already() -> None:
    only_energy = replace(LEVEL, signs={"fatigue": "quiet", "lost_colour": "quiet"}, rated="what you rate")
    found = ask("HD104", only_energy)
    assert found is not None
    assert found.text.startswith("If you like, rate focus or connection from 0 to 10")
    assert "mood" not in found.why
    assert "little of focus or closeness to people" in found.why
    found = ask("HD104", CASES["HD104"][0])
    assert found is not None
    assert "show your mood (" in found.why
    assert found.why.endswith("little of tiredness, focus or joy.")


@pytest.mark.parametrize(("rated", "said"), [("mood", "the last four weeks have no mood"), ("what you rate", "yet")])
def test_a_mood_of_earlier_weeks_is_not_forgotten(rated: str, said: str) -> None:
    found = ask("HD101", replace(NOBODY, entries_28=24, rated_28=0, rated=rated))
    assert found is not None
    assert said in found.why
    assert ("in your entries yet" in found.why) == (rated != "mood")


@pytest.mark.parametrize(
    ("weeks", "said"), [(1, "this week has"), (7, "the last 7 weeks have"), (8, "8 weeks or more")]
)
def test_hard_weeks_are_not_said_to_be_fewer_than_they_are(weeks: int, said: str) -> None:
    found = ask("HD301", replace(EASING, hard_weeks=weeks, very_low=True))
    assert found is not None
    assert said in found.why


@pytest.mark.parametrize("code", CASES)
def test_the_rule_fires(code: str) -> None:
    found = ask(code, CASES[code][0])
    assert found is not None
    assert found.code == code
    assert found.text.endswith((".", "?", ")"))
    assert found.why.endswith((".", "?"))
    assert code in found.decline or code in ("HD305", "HD301")
    assert re.search(r"\d|doctor", found.why)


@pytest.mark.parametrize("code", CASES)
def test_the_rule_stays_silent(code: str) -> None:
    assert ask(code, CASES[code][1]) is None


@pytest.mark.parametrize("code", sorted(set(CASES) - {"HD305"}))
def test_declined_code_is_never_suggested(code: str) -> None:
    situation = replace(CASES[code][0], profile=Profile(declined=[code]))
    found = first_suggestion(situation)
    assert found is None or found.code != code


@pytest.mark.parametrize("code", CASES)
def test_words_are_kind_and_never_praise(code: str) -> None:
    found = ask(code, CASES[code][0])
    said = " ".join(found.lines()).casefold()
    for word in ("should", "must", "fail", "relapse", "streak", "normal for", "stuck", "depress", "disorder", " ex ",
                 "keep going", "well done", "great", "nothing needs to change"):  # fmt: skip
        assert word not in said, word


def test_the_order_is_alarm_then_people_then_keep_going_then_change_then_data() -> None:
    everything = replace(LEVEL, usual_known=False, hard_weeks=2, alarms=(CHEST,), alert="stuck", rated_28=3)
    assert first_suggestion(everything).code == "HD305"
    assert first_suggestion(replace(everything, alarms=())).code == "HD301"
    calmer = replace(everything, alarms=(), hard_weeks=0)
    assert first_suggestion(calmer).code == "HD402"
    assert first_suggestion(replace(calmer, trial=start_trial("walk", start=ON))).code == "HD201"
    assert first_suggestion(replace(calmer, past=(replace(EARLIER, day=ON - timedelta(days=7)),))).code == "HD101"
    assert first_suggestion(replace(EASING, findings=(WALK,))).code == "HD202"


def test_alarming_symptom_is_never_delayed_and_not_a_tally() -> None:
    declined = Profile(declined=["HD305", "reach_out"])
    again = (Given(ON - timedelta(days=7), "HD305", "reach_out", "", ""),)
    for change in ({"first_days": True, "quiet": True}, {"quiet": True}, {"hard_weeks": 3}, {"past": again}):
        found = first_suggestion(replace(NOBODY, alarms=(CHEST,), profile=declined, **change))
        assert found.code == "HD305"
        assert "chest pain or tightness" in found.text
        assert "emergency number" in found.text
        assert not re.search(r"\d", found.text + found.why)


def test_in_hard_weeks_there_are_people_and_nothing_else() -> None:
    everything = replace(LEVEL, usual_known=False, hard_weeks=3, rated_28=3, missing_rise=30.0)
    assert first_suggestion(everything).kind == "reach_out"
    assert first_suggestion(replace(everything, past=REACHED)) is None
    assert first_suggestion(replace(everything, profile=Profile(declined=["HD301"]))) is None
    again = replace(everything, past=(replace(REACHED[0], day=ON - timedelta(days=14)),))
    assert first_suggestion(again).code == "HD301"


def test_whoever_falls_silent_after_a_hard_week_is_offered_no_exercise_and_asked_for_no_number() -> None:
    moods_of = [6.0] * 42 + [2.0, 1.0, 2.0, 3.0, 2.0, 2.0, 2.0] + [NAN] * 21
    daily = pd.DataFrame({"mood": moods_of}, index=pd.date_range("2026-03-02", periods=len(moods_of), freq="D"))
    weeks = HardWeeks(daily)
    sunday = date(2026, 4, 19)  # of the hard week
    assert [weeks.before_silence(sunday + timedelta(weeks=week)) for week in range(4)] == [False, True, True, True]
    assert not HardWeeks(daily.assign(mood=[6.0] * 49 + [NAN] * 21)).before_silence(sunday + timedelta(weeks=1))
    for code in ("HD104", "HD402", "HD101", "HD206"):
        assert first_suggestion(CASES[code][0]) is not None
        assert first_suggestion(replace(CASES[code][0], silent=True)) is None
    assert first_suggestion(replace(CASES["HD302"][0], silent=True)).code == "HD302"


def test_back_around_the_usual_is_news_once_in_twelve_weeks() -> None:
    for days, due in ((28, False), (83, False), (84, True)):
        given = Given(ON - timedelta(days=days), "HD204", "keep_going", "", "")
        assert (ask("HD204", replace(CASES["HD204"][0], past=(given,))) is not None) is due


def test_signs_are_named_in_words_that_fit_one_and_several() -> None:
    for name, label in (("intrusive_thoughts", "intrusive thoughts"), ("fatigue", "tiredness")):
        assert f"(still there: {label})" in ask("HD203", replace(EASING, signs={name: "persistent"})).text
    why = ask("HD402", replace(LEVEL, signs={"feeling_unwell": "persistent"}, shares={})).why
    assert "with feeling physically unwell there for weeks, and" in why
    assert "seldom came up in your entries lately" in why


@pytest.mark.parametrize("code", ["HD206", "HD401", "HD402", "HD403"])
def test_no_exercise_comes_in_the_week_after_a_long_hard_time(code: str) -> None:
    for weeks, due in ((3, True), (4, False)):
        assert (ask(code, replace(CASES[code][0], hard_before=weeks)) is not None) is due


def test_a_harder_stretch_of_weeks_is_not_said_to_begin() -> None:
    for days, words in (
        (27, "a harder stretch may have begun ("),
        (28, "the past weeks may have been harder than those"),
    ):
        assert ask("HD302", replace(EASING, alert="slipping", state_days=days)).why.startswith(words)


def test_one_very_low_day_or_an_unsafe_loss_makes_one_hard_week_enough() -> None:
    assert first_suggestion(replace(EASING, hard_weeks=1, very_low=True)).code == "HD301"
    assert first_suggestion(replace(EASING, hard_weeks=1, profile=Profile(unsafe=True))).code == "HD301"
    assert first_suggestion(replace(EASING, very_low=True)).code == "HD203"


def test_people_are_suggested_near_a_loss_and_an_anniversary() -> None:
    quiet = replace(LEVEL, quiet=True)
    assert first_suggestion(quiet) is None
    assert first_suggestion(replace(quiet, hard_weeks=2)).code == "HD301"
    assert first_suggestion(replace(quiet, hard_weeks=2, first_days=True)) is None


def test_nobody_who_carries_much_is_only_asked_for_a_number() -> None:
    much = replace(CASES["HD307"][0], state="unclear", alert="", usual_known=False)
    assert first_suggestion(much).code == "HD307"
    assert first_suggestion(replace(much, past=REACHED)).code == "HD102"
    assert first_suggestion(replace(much, signs=LEVEL.signs)).code == "HD102"
    assert first_suggestion(replace(much, state="improving")).code != "HD307"


@pytest.mark.parametrize(("ago", "code"), [(28, "HD102"), (55, "HD102"), (56, "HD307")])
def test_lasting_signs_lead_to_somebody_at_most_every_eight_weeks(ago: int, code: str) -> None:
    much = replace(CASES["HD307"][0], state="unclear", alert="", usual_known=False)
    past = (Given(ON - timedelta(days=ago), "HD307", "reach_out", "", ""),)
    assert first_suggestion(replace(much, past=past)).code == code
    # Another invitation in between counts as one too.
    assert first_suggestion(replace(much, past=(*past, *REACHED))).code == "HD102"


def test_long_hard_time_is_named() -> None:
    found = ask("HD301", replace(EASING, hard_weeks=8, very_low=True))
    assert found.text.startswith("It has been dark for a long time. Please talk today to ")
    assert "doctor" in found.text


def test_the_own_contact_comes_first() -> None:
    profile = Profile(support={"name": "my sister", "contact": "call after six"})
    text = ask("HD301", replace(EASING, hard_weeks=2, profile=profile)).text
    assert text.startswith("Perhaps a talk with my sister (call after six), a friend, ")


def test_where_the_loss_was_unsafe_people_who_are_safe_stay() -> None:
    unsafe = Profile(unsafe=True)
    text = ask("HD301", replace(EASING, hard_weeks=2, profile=unsafe)).text
    assert "someone you feel safe with" in text
    assert "domestic-abuse line, from a device that only you use" in text
    assert "a friend" not in text


def test_young_people_are_pointed_to_one_adult() -> None:
    text = ask("HD301", replace(EASING, hard_weeks=2, profile=Profile(age="teen"))).text
    assert "one adult you trust" in text
    assert "a helpline for young people" in text


def test_a_change_waits_for_the_last_one() -> None:
    given = replace(EARLIER, day=ON - timedelta(days=41))
    assert ask("HD402", replace(LEVEL, past=(given,))) is None
    assert ask("HD402", replace(LEVEL, past=(EARLIER,))) is not None
    tried = replace(LEVEL, past=(given,), tried=(("core_values", 6),))
    found = ask("HD205", tried)
    # What the entries say; whether it is new, or was ever read, nobody knows.
    assert f"your entries have {catalogue().practices['core_values'].name} on 6 of the last 41 days" in found.why
    assert not {"new", "began"} & set(re.findall(r"\w+", f"{found.text} {found.why}".casefold()))
    assert "the change you marked began 10 days ago" in ask("HD205", replace(LEVEL, changed=10)).why
    assert ask("HD402", replace(LEVEL, trial=start_trial("walk", start=ON))) is None
    trained = Given(ON - timedelta(days=14), "HD304", "reach_out", "connection", "coach_or_therapist")
    assert ask("HD402", replace(LEVEL, past=(trained,))) is None


def test_a_change_waits_until_the_one_that_was_begun_late_had_its_time() -> None:
    assert ask("HD402", replace(LEVEL, past=(EARLIER,), begun=41)) is None
    assert ask("HD402", replace(LEVEL, past=(EARLIER,), begun=42)) is not None


def test_no_change_is_offered_while_the_mood_has_just_risen() -> None:
    for code, situation in (("HD401", replace(LEVEL, state="unclear")), ("HD402", LEVEL)):
        assert ask(code, situation) is not None
        assert ask(code, replace(situation, risen=True)) is None


def test_the_latest_idea_comes_back_without_hurry_unless_it_was_declined_or_no_longer_fits() -> None:
    fortnight = replace(LEVEL, past=(replace(EARLIER, day=ON - timedelta(days=14)),))
    found = first_suggestion(fortnight)
    assert (found.code, found.practice) == ("HD206", "core_values")
    for declined in (["HD402"], ["HD206"], ["core_values"], ["values"], ["keep_going"]):
        later = first_suggestion(replace(fortnight, profile=Profile(declined=declined)))
        assert later is None or later.code != "HD206", declined
    for change in ({"risen": True}, {"changed": 10}, {"alert": "", "state": "improving"}, {"hard_weeks": 2}):
        now = first_suggestion(replace(fortnight, **change))
        assert now is None or now.code != "HD206", change
    assert ask("HD206", replace(fortnight, changed=300)) is not None
    assert "there has been little change in mood" in found.why
    # An early notice is no certainty.
    assert "there may have been little change" in ask("HD206", replace(fortnight, state="unclear")).why


def hints_in(situation: Situation, weeks: int, past: tuple[Given, ...] = ()) -> list[str]:
    """The hint of each week, if nothing is answered; "" where none is given."""
    codes = []
    for week in range(weeks):
        on = ON + timedelta(weeks=week)
        since = None if situation.since_loss is None else situation.since_loss + 7 * week
        found = first_suggestion(replace(situation, on=on, past=past, since_loss=since))
        codes.append(found.code if found else "")
        past += (Given(on, found.code, "data", "", ""),) if found else ()
        past += (Given(on, "HD205", "keep_going", "", ""),)  # nothing else is due
    return codes


def test_hints_take_turns_and_come_ever_more_seldom_until_they_are_answered() -> None:
    given = (Given(ON - timedelta(days=1), "HD205", "keep_going", "", ""),)
    both = replace(LEVEL, usual_known=False, signs={}, changed=10, past=(), alert="stuck")
    assert hints_in(both, 6, given) == ["HD102", "HD104"] * 3
    assert hints_in(replace(both, signs=LEVEL.signs), 2, given) == ["HD102"] * 2
    assert hints_in(replace(both, signs=LEVEL.signs, usual_known=True), 2, given) == ["", ""]


@pytest.mark.parametrize("code", ["HD101", "HD102", "HD103", "HD104"])
@pytest.mark.parametrize("since_loss", [None, 200])
def test_no_hint_is_repeated_week_after_week_and_none_ends_unanswered(code: str, since_loss: int | None) -> None:
    situation = replace(CASES[code][0], since_loss=since_loss, changed=10)
    places = [week for week, said in enumerate(hints_in(situation, 72)) if said == code]
    first_year = [week for week in places if week < 52]
    assert 6 <= len(first_year) <= 9
    assert max(np.diff(places)) <= 8
    assert places[-1] >= 72 - 8


def test_a_hint_is_new_after_a_loss_and_after_a_long_time() -> None:
    asked = tuple(Given(ON - timedelta(weeks=week), "HD102", "data", "", "") for week in (20, 19, 17, 13, 5))
    unknown = replace(NOBODY, rated_28=20, entries_28=20, usual_known=False, past=asked)
    assert first_suggestion(unknown) is None
    assert first_suggestion(replace(unknown, since_loss=30)).code == "HD102"
    long_ago = tuple(replace(given, day=given.day - timedelta(weeks=30)) for given in asked)
    once_more = (*long_ago, Given(ON - timedelta(weeks=1), "HD102", "data", "", ""))
    assert first_suggestion(replace(unknown, past=once_more)).code == "HD102"


def test_whoever_has_only_begun_is_asked_for_nothing() -> None:
    begun = replace(NOBODY, entries_28=1, rated_28=1, days_28=1, usual_known=False)
    assert first_suggestion(begun) is None
    assert first_suggestion(replace(begun, days_28=14, rated_28=12, entries_28=12)).code == "HD102"
    # Where no loss is marked there is no "before" to remember.
    for since, before in ((None, False), (60, True)):
        found = ask("HD102", replace(begun, days_28=20, since_loss=since))
        assert ("before" in found.text + found.why) is before


def test_fewer_entries_is_said_once_in_four_weeks() -> None:
    fewer = replace(NOBODY, entries_28=15, rated_28=15, missing_rise=30.0)
    for days, due in ((21, False), (28, True)):
        given = Given(ON - timedelta(days=days), "HD103", "data", "", "")
        assert (first_suggestion(replace(fewer, past=(given,))) is not None) is due


def test_therapist_is_suggested_by_duration_and_depth() -> None:
    long = replace(LEVEL, since_loss=190)
    found = ask("HD304", replace(long, past=(EARLIER,) * 7))
    assert not re.search(r"\d+ (other )?approaches", found.text + found.why)
    assert "book" not in found.text
    light = replace(long, level=6.0, signs={})
    assert ask("HD304", light) is None
    assert ask("HD304", replace(light, signs=dict.fromkeys(list(SIGNS)[:3], "persistent"))) is not None
    assert ask("HD304", replace(long, state="improving", alert="")) is None
    # A year of good months and one bad fortnight is no long time.
    assert ask("HD304", replace(long, half_year=6.8)) is None
    assert ask("HD304", replace(long, half_year=5.0)) is not None
    months = dict.fromkeys(list(SIGNS)[:3], ON - timedelta(days=60))
    assert ask("HD304", replace(light, signs=dict.fromkeys(months, "persistent"), since=months)) is None
    assert "10" not in ask("HD304", replace(long, hard_weeks=3)).why
    in_therapy = ask("HD304", replace(long, logged=frozenset({"therapy"})))
    assert "you have somebody trained by your side" in in_therapy.text


@pytest.mark.parametrize(
    ("state", "level", "usual", "mean", "agreed"),
    [
        ("improving", 4.7, 7.0, 4.5, "improving"), ("improving", 4.7, 7.0, 3.0, "unclear"),
        ("improving", 6.2, 5.9, 6.0, "unclear"), ("recovered", 6.1, 7.5, 6.2, "unclear"),
        ("recovered", 6.8, 7.0, 6.5, "recovered"), ("slipping", 6.2, 6.0, 6.3, "unclear"),
        ("slipping", 4.0, 6.0, 3.5, "slipping"), ("stuck", 2.5, 7.0, 2.5, "stuck"), ("stuck", 7.2, 7.0, 7.0, "unclear"),
        ("improving", NAN, NAN, NAN, "improving"), ("unclear", 5.0, 5.0, 5.0, "unclear"),
    ],
)  # fmt: skip
def test_a_state_is_named_only_where_nothing_contradicts_it(
    state: str, level: float, usual: float, mean: float, agreed: str
) -> None:
    assert agreed_state(state, level=level, usual=usual, mean=mean) == agreed


def test_no_early_notice_at_the_usual() -> None:
    assert agreed_alert("stuck", level=7.1, usual=7.0, mean=7.0) == ""
    assert agreed_alert("slipping", level=5.0, usual=7.0, mean=5.0) == "slipping"
    assert agreed_alert("slipping", level=7.1, usual=7.0, mean=4.0) == "slipping"


# The pick


def test_choice_changes_the_approach() -> None:
    pick = choose_practice(LEVEL)
    assert pick.practice.step != "self_compassion"
    assert "replaying" in pick.practice.signs or "fatigue" in pick.practice.signs
    assert choose_practice(replace(LEVEL, tried=((pick.practice.id, 0),))).practice.step != pick.practice.step


def test_choice_respects_effects_and_declined_practices() -> None:
    found = replace(LEVEL, shares={"yoga": 0.1}, leanings={"yoga": 0.8})
    assert choose_practice(found).practice.id == "yoga"
    assert choose_practice(replace(found, profile=Profile(declined=["yoga"]))).practice.id != "yoga"
    assert choose_practice(replace(found, profile=Profile(declined=["safety"]))).practice.step != "safety"
    assert choose_practice(replace(found, profile=Profile(declined=list(catalogue().steps)))) is None
    nothing = replace(LEVEL, profile=Profile(declined=list(catalogue().steps)))
    assert ask("HD402", nothing) is None


def test_own_practice_that_goes_with_better_days() -> None:
    profile = Profile(practices={"pottery": ["clay"]})
    clay = Finding("pottery", "Pottery goes with mood 0.9 of 10 higher.", None, 0.1)
    situation = replace(LEVEL, profile=profile, findings=(clay,), signs={})
    found = ask("HD402", situation)
    assert (found.practice, found.approach) == ("pottery", "")
    assert "it went with better days in your own entries" in found.why
    assert found.decline == "Not for you? heartdata decline pottery (or HD402)"
    assert (
        ask("HD402", replace(situation, profile=Profile(practices=profile.practices, declined=["pottery"]))).practice
        != "pottery"
    )
    assert ask("HD402", replace(situation, findings=(replace(clay, share=0.5),))).practice != "pottery"


def test_no_practice_is_chosen_for_symptoms_that_need_a_doctor() -> None:
    unwell = {"feeling_unwell": "persistent"}
    assert choose_practice(replace(LEVEL, signs=unwell)) == choose_practice(replace(LEVEL, signs={}))


def test_where_no_sign_is_known_a_person_or_a_walk_comes_before_any_tool() -> None:
    assert choose_practice(replace(LEVEL, signs={}, shares={})).practice.id in ("trusted_friends", "walking")


@pytest.mark.parametrize("profile", [Profile(), Profile(unsafe=True), Profile(loss_kind="death", age="child")])
def test_whatever_signs_there_are_nothing_weak_is_picked_before_a_person_a_walk_or_a_small_step(
    profile: Profile,
) -> None:
    found = []
    for statuses in itertools.product(("quiet", "persistent"), repeat=len(SIGNS)):
        situation = replace(LEVEL, signs=dict(zip(SIGNS, statuses, strict=True)), shares={}, profile=profile)
        found.append(choose_practice(situation).practice)
    assert not any(practice.on_request or practice.evidence in ("weak", "none") for practice in found)
    assert sum(practice.evidence in ("strong", "moderate") for practice in found) > len(found) / 2


def test_one_practice_is_not_offered_again_while_there_are_others() -> None:
    tried: tuple[tuple[str, int], ...] = ()
    for _ in range(8):
        situation = replace(LEVEL, tried=tried, shares={}, profile=Profile(loss_kind="breakup"))
        tried += ((choose_practice(situation).practice.id, 0),)
    assert len(dict(tried)) == len(tried)
    assert len({catalogue().practices[name].step for name, _ in tried[:5]}) == 5


def test_tired_people_are_offered_little_effort() -> None:
    assert choose_practice(replace(LEVEL, shares={})).practice.effort == 1


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
    shown = index >= pd.Timestamp(first)
    return pd.DataFrame(
        {"state": np.where(shown, state, "unclear"), "alert": np.where(shown & (state == "stuck"), "stuck", ""),
         "level": 3.5, "entries_28d": 28}, index=index,
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


def test_little_change_as_the_likeliest_reading_for_two_weeks_is_enough_to_ask() -> None:
    unsure = replace(LEVEL, state="unclear", alert="")
    asked = first_suggestion(replace(unsure, leans_stuck=True))
    assert asked is not None
    assert asked.code == "HD401"
    assert "may have been little change" in asked.why
    for silent in (unsure, replace(unsure, leans_stuck=True, risen=True)):
        found = first_suggestion(silent)
        assert found is None or found.kind != "change_approach"


def test_a_notice_or_state_that_became_unlikely_offers_no_change() -> None:
    for said in (LEVEL, replace(LEVEL, state="unclear", alert="stuck")):
        kinds = {}
        for p_stuck in (0.51, 0.52, float("nan")):
            found = first_suggestion(replace(said, p_stuck=p_stuck))
            kinds[p_stuck] = found.kind if found else ""
        assert [kind == "change_approach" for kind in kinds.values()] == [False, True, True]


@pytest.mark.parametrize(("sundays", "offered"), [((0.53, 0.53), True), ((0.51, 0.9), False), ((0.9, 0.51), False)])
def test_a_state_has_to_be_likely_on_both_of_two_sundays(sundays: tuple[float, float], *, offered: bool) -> None:
    logs = diary()
    course = course_of(logs).assign(p_stuck=0.4, p_improving=0.1, gap=0.8)
    course.loc["2026-05-31", "p_stuck"], course.loc["2026-06-07", "p_stuck"] = sundays
    changes = weeks_of(logs, course=course)
    changes = changes[changes["kind"] == "change_approach"]
    assert [str(day.date()) for day in changes.index] == (["2026-06-07"] if offered else [])


@pytest.mark.parametrize(
    ("p_stuck", "gap", "loss", "shown", "first"),
    [
        (0.45, 0.8, "2026-02-09", "2026-02-20", ["2026-03-29"]),  # Sunday 22 March is day 41: six weeks, not sooner
        (0.45, 0.8, "2026-02-08", "2026-02-20", ["2026-03-22"]),
        (0.45, 0.8, "2026-02-09", "2026-04-09", ["2026-04-19"]),  # two Sundays, not one
        (0.45, 0.8, "2026-02-08", "2026-04-09", ["2026-04-19"]),  # day 70
        (0.45, 0.8, "2026-02-07", "2026-04-09", []),  # ten weeks after the loss it is too late for that
        (0.38, 0.8, "2026-02-09", "2026-02-20", ["2026-03-29"]),
        (0.36, 0.8, "2026-02-09", "2026-02-20", []),
        (0.45, 0.51, "2026-02-09", "2026-02-20", ["2026-03-29"]),
        (0.45, 0.49, "2026-02-09", "2026-02-20", []),
    ],
)
def test_little_change_likelier_over_two_sundays_is_enough_in_the_first_months_only(
    p_stuck: float, gap: float, loss: str, shown: str, first: list[str]
) -> None:
    logs = diary(profile=Profile(loss_date=loss, loss_kind="friendship"))
    course = course_of(logs, "unclear").assign(p_stuck=np.nan, p_improving=0.3, gap=gap)
    course.loc[shown:, "p_stuck"] = p_stuck
    weeks = weeks_of(logs, course=course)
    changes = weeks.index[weeks["kind"] == "change_approach"]
    assert [str(day.date()) for day in changes[:1]] == first


def test_at_most_one_a_week_and_steps_do_not_repeat() -> None:
    weeks = weeks_of(diary())
    assert weeks.index.is_unique
    assert (weeks.index.day_of_week == 6).all()
    changes = weeks[weeks["kind"] == "change_approach"]
    assert changes.index[0] == pd.Timestamp("2026-03-22")
    assert len(changes) >= 3
    assert changes["approach"].head(3).is_unique
    assert (np.diff(changes.index.to_numpy()).astype("timedelta64[D]").astype(int) >= 42).all()
    # They walk on four days of ten already.
    assert "walking" not in set(changes["practice"])


def test_six_weeks_pass_before_the_next_change_when_one_was_declined_by_its_code() -> None:
    logs = diary()
    course = course_of(logs)
    course.loc[:"2026-03-28", "state"] = "unclear"
    assert weeks_of(logs, course=course).loc["2026-03-22", "code"] == "HD401"
    weeks = weeks_of(replace(logs, profile=replace(logs.profile, declined=["hd401"])), course=course)
    assert "HD401" not in set(weeks["code"])
    assert weeks.index[weeks["code"] == "HD402"][0] == pd.Timestamp("2026-05-03")
    nothing = weeks_of(replace(logs, profile=replace(logs.profile, declined=["change_approach"])), course=course)
    assert "change_approach" not in set(nothing["kind"])


# Nothing is kept of what was read, so nothing may be said of it.
SAID_BEFORE = re.compile(
    r"\b(was|were|been|already) (suggested|offered|shown|mentioned|asked)|I (suggested|offered|asked|told|said)\b"
    r"|still (one|an|open)\b|last time|once more|\bagain\b|as before|earlier (idea|suggestion)|reminder",
    re.IGNORECASE,
)


def test_no_words_claim_that_something_was_suggested_before() -> None:
    later: list[Any] = []
    for code, (fires, _) in CASES.items():
        for past in ((), REACHED, (EARLIER,), fires.past):
            for declined in ((), ("walking",), ("data",)):
                known = replace(fires, past=past, profile=replace(fires.profile, declined=declined))
                later.append(ask(code, known))
    logs = diary()
    for declined in ([], [weeks_of(logs)["practice"].iloc[0]], ["values"], ["HD402"]):
        later += weeks_of(replace(logs, profile=replace(logs.profile, declined=declined)))["suggestion"].tolist()
    found = [idea for idea in later if idea is not None]
    assert {"HD205", "HD206"} <= {idea.code for idea in found}
    for idea in found:
        said = f"{idea_title(idea.code, idea.kind)} {idea.text} {idea.why}"
        assert not SAID_BEFORE.search(said), said


def test_no_page_chart_or_explorer_claims_it_either() -> None:
    rooms = [
        path for room in ("review", "report", "charts", "explore") for path in Path("heartdata", room).rglob("*.*")
    ]
    said = [
        node.value
        for path in rooms if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ] + [path.read_text(encoding="utf-8") for path in rooms if path.suffix == ".j2"]  # fmt: skip
    assert len(said) > 1000
    assert [text for text in said if SAID_BEFORE.search(text)] == []


def test_suggestion_is_constant_within_a_week_and_uses_no_later_data() -> None:
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


def test_nothing_new_is_suggested_while_it_gets_lighter() -> None:
    logs = diary()
    effects = pd.DataFrame(
        {"practice": ["walk"], "outcome": ["mood"], "when": ["same day"], "estimate": [0.8], "sd": [1.2],
         "finding": [1],
         "wording": ["walk goes with mood 0.8 of 10 higher on days with it. Either may lead to the other."]}
    )  # fmt: skip
    weeks = weeks_of(logs, course=course_of(logs, "improving"), effects=effects)
    assert set(weeks["kind"]) == {"keep_going"}
    assert weeks["suggestion"].iloc[0].text == (
        "It looks a bit lighter than some weeks ago, and days with walk tend to be better ones. "
        "Nothing new is needed from you this week."
    )


def test_measure_behind_the_state_is_named() -> None:
    logs = diary()
    assert all("mood" in why for why in weeks_of(logs, course=course_of(logs, "improving"))["why"])
    # A usual mood is no measure of energy.
    profile = replace(logs.profile, usual={"mood": 7.0})
    tired = replace(logs, ratings=logs.ratings.assign(measure="energy"), profile=profile)
    ideas = weeks_of(tired, course=course_of(logs, "improving"))
    easing = ideas[ideas["code"] == "HD203"]["why"]
    assert len(easing)
    assert all(why.startswith("what you rate is around ") and "your usual" not in why for why in easing)


def test_no_change_during_a_trial() -> None:
    trial = start_trial("walk", start=date(2026, 3, 16), days=60)
    weeks = weeks_of(diary(), trials=[trial])
    assert not ((weeks["kind"] == "change_approach") & (weeks.index <= pd.Timestamp(trial.end))).any()
    assert "HD201" in set(weeks["code"])
    why = weeks.loc[weeks["code"] == "HD201", "why"].iloc[0]
    assert why == "its 60 days last until 14 May 2026, and looking earlier would mislead."


def test_a_trial_that_begins_after_the_last_entry_has_not_begun() -> None:
    logs = diary(192)
    wednesday, sunday = date(2026, 7, 22), date(2026, 7, 26)
    assert logs.days[-1].date() == wednesday
    for start, shown in ((wednesday, True), (wednesday + timedelta(days=1), False)):
        ideas = weeks_of(logs, on=sunday, trials=[start_trial("walk", start=start)])
        assert ("HD201" in set(ideas["code"])) is shown


@pytest.mark.parametrize("logs", [Logs(), diary(1), diary(3), diary(30, profile=Profile())])
def test_few_or_no_entries_are_handled(logs: Logs) -> None:
    course = course_of(logs) if len(logs.days) else pd.DataFrame(columns=["state", "alert", "level"])
    assert isinstance(suggest(logs, course=course, signs=pd.DataFrame()), list)
    assert suggest(Logs(), "2026-03-01") == []
    with pytest.raises(hd.HeartdataError, match=r"on='soon': not a day"):
        suggest(logs, "soon")


def test_journal_only_days_are_not_ratings() -> None:
    logs = diary(118)
    days = pd.date_range("2026-04-12", periods=28, freq="D")
    written = [entry(day.to_pydatetime(), "what happened today") for day in days]
    kept = logs.ratings["day"].isin([*logs.ratings["day"][:70], *days[-5:]])
    logs = replace(logs, ratings=logs.ratings[kept].reset_index(drop=True), journal=table("journal", written))
    daily = hd.to_daily(logs)
    course = hd.track_progress(daily, event="2026-02-09")
    now = SituationDays(logs, daily, course).on(date(2026, 5, 9), {})
    assert (now.entries_28, now.rated_28) == (28, 5)
    few = ask("HD101", now)
    assert isinstance(few, hd.Suggestion)
    assert few.why == "5 of 28 days have a rating; with about 10 in four weeks I can say how things are going."
    assert few.evidence == {"rated_28": 5}
    assert "five more rated days" in course["reason"].loc["2026-05-09"]


def test_a_situation_counts_from_the_past_only() -> None:
    logs = diary()
    daily = hd.to_daily(logs)
    now = SituationDays(logs, daily, course_of(logs)).on(date(2026, 4, 5), {})
    cut = logs.between("2026-01-01", "2026-04-05")
    then = SituationDays(cut, hd.to_daily(cut), course_of(logs)).on(date(2026, 4, 5), {})
    assert repr(now) == repr(then)
    assert (now.entries_28, now.entries_42, now.since_loss) == (28, 42, 55)
    assert now.shares["walking"] == pytest.approx(0.4, abs=0.3)


def test_hard_weeks_are_counted_from_today_back() -> None:
    logs = diary()
    daily = hd.to_daily(logs)
    daily.loc["2026-04-20":"2026-05-03", "mood"] = 2.0
    days = SituationDays(logs, daily, course_of(logs))
    assert [days.on(date(2026, 4, 26) + timedelta(weeks=k), {}).hard_weeks for k in range(3)] == [1, 2, 0]


def test_a_rise_is_two_weeks_against_the_four_before() -> None:
    logs = diary()
    daily = hd.to_daily(logs)
    day = date(2026, 4, 26)
    for change, expected in ((0.0, False), (1.0, True), (-1.0, False)):
        moved = daily.copy()
        moved.loc["2026-03-16":"2026-04-12", "mood"] = [4.0, 5.0, 4.0, 6.0] * 7
        moved.loc["2026-04-13":"2026-04-26", "mood"] = np.array([4.0, 5.0, 4.0, 6.0] * 3 + [5.0, 4.5]) + change
        assert SituationDays(logs, moved, course_of(logs)).on(day, {}).risen is expected
        moved.loc["2026-04-13":"2026-04-22", "mood"] = NAN
        assert SituationDays(logs, moved, course_of(logs)).on(day, {}).risen is False


def test_a_practice_counts_as_begun_from_its_first_day_after_the_suggestion() -> None:
    logs = diary()
    given = (Given(date(2026, 3, 22), "HD402", "change_approach", "values", "walking"),)
    done = {"walking": {pd.Timestamp(day) for day in ("2026-03-20", "2026-04-10", "2026-04-12")}}
    days = SituationDays(logs, hd.to_daily(logs), course_of(logs), done=done)
    assert days.on(date(2026, 4, 5), {}, past=given).begun is None
    assert days.on(date(2026, 4, 19), {}, past=given).begun == 9
    late = SituationDays(logs, hd.to_daily(logs), course_of(logs), done={"walking": {pd.Timestamp("2026-05-20")}})
    assert late.on(date(2026, 5, 31), {}, past=given).begun is None


def test_sensitive_activities_are_not_named() -> None:
    names = ["walk", "cutting", "wine", "sertraline missed", "Mark"]
    effects = pd.DataFrame(
        {"practice": names, "kind": ["practice", "other", "other", "other", "contact"], "outcome": "mood",
         "when": "same day", "estimate": 0.8, "sd": 1.2, "finding": [1, 2, 3, 4, 5], "wording": "x. Either."}
    )  # fmt: skip
    profile = Profile(unsafe=True, contacts={"Mark": ["mark"]})
    _, findings = read_effects(effects, {}, profile)
    assert [found.practice for found in findings] == ["walk"]


def test_alarming_symptom_is_suggested_at_once_and_every_week() -> None:
    chest = [activity(date(2026, 1, 14) + timedelta(days=k), "chest pain", "symptom") for k in range(0, 60, 3)]
    few = replace(diary(4), activities=table("activities", chest[:1]))
    assert [s.code for s in suggest(few, "2026-01-14")] == ["HD305"]
    logs = diary(90)
    logs = replace(logs, activities=pd.concat([logs.activities, table("activities", chest)], ignore_index=True))
    weeks = weeks_of(logs)
    assert set(weeks.loc["2026-02-15":"2026-03-15", "code"]) == {"HD305"}


def test_four_weeks_of_very_short_nights() -> None:
    logs = diary(60)
    daily = hd.to_daily(logs)
    daily["sleep_hours"] = 4.4
    days = SituationDays(logs, daily, course_of(logs))
    assert days.on(date(2026, 3, 8), {}).short_nights == pytest.approx(4.4)
    daily.loc["2026-02-20":"2026-02-26", "sleep_hours"] = 7.0
    days = SituationDays(logs, daily, course_of(logs))
    assert days.on(date(2026, 3, 8), {}).short_nights != days.on(date(2026, 3, 8), {}).short_nights


def test_every_threshold_has_its_source() -> None:
    for rules in (SUGGESTION_RULES, PICK_RULES):
        assert all(rule.what and rule.source for rule in rules.values())


@pytest.mark.parametrize(("later", "place", "expected"), [(6.0, 110, True), (5.0, 110, False), (6.0, 180, False)])
def test_no_change_is_offered_while_it_is_better_than_before_the_latest_one(
    later: float, place: int, expected: bool
) -> None:
    """The mood rose within four weeks of a marked change, and has been level since, so that two weeks show nothing."""
    start, noise = pd.Timestamp("2026-01-01"), np.tile([-1.0, 0.5, 0.0, 1.0, -0.5], 40)
    rise = np.interp(np.arange(200), [50, 75], [5.0, later])
    rows = [(pd.NaT, start + pd.Timedelta(days=k), "mood", rise[k] + noise[k], "", NAN, "t") for k in range(200)]
    marked = table("events", [(start + pd.Timedelta(days=50), pd.NaT, "", "change of approach", "t")])
    logs = Logs(ratings=table("ratings", rows), events=marked)
    days = SituationDays(logs, hd.to_daily(logs), pd.DataFrame({"state": []}, index=pd.DatetimeIndex([])))
    assert days.on((start + pd.Timedelta(days=place)).date(), {}).risen is expected
