"""The catalogue holds everything the article names, recognises it, and knows when not to offer it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import heartdata.practices.catalogue as module
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import AGES, KINDS_OF_LOSS, SIGNS
from heartdata.practices.catalogue import EVIDENCE, catalogue, offered, recognise
from heartdata.practices.days_done import days_done

# The ids of the article's digest, copied, so that the test needs nothing beside the repository.
ARTICLE_STEPS = {
    "safety": ["box_breathing", "breathing_4_7_8", "yoga", "walking", "gentle_movement", "hand_on_heart",
               "weighted_blanket", "grounding_stones"],
    "self_compassion": ["affirmations", "journaling_prompts", "mirror_work", "compassionate_letter"],
    "release": ["goodbye_letter", "burning_or_burying", "sound_bowls", "crystals", "eft_tapping"],
    "values": ["core_values", "resilience_resume", "nourishing_life"],
    "connection": ["coach_or_therapist", "trusted_friends", "online_communities", "support_groups"],
}  # fmt: skip
ARTICLE_TOOLS = ["weighted_eye_mask", "affirmation_deck", "aromatherapy", "structured_journal"]
ADDED = {
    "longer_exhale",
    "warm_cup",
    "small_step",
    "daylight",
    "regular_rising",
    "remembrance",
    "shared_moment",
    "no_contact",
}
ARTICLE_RESOURCES = [
    "abandonment_and_rejection", "sudden_death", "job_loss", "estrangement_of_adult_children_understanding",
    "estrangement_of_adult_children_parents", "estrangement_of_adult_children_living_on",
    "estrangement_of_adult_children_workbook", "loss_of_a_pet", "betrayal_by_an_intimate", "symbol_of_remembrance",
]  # fmt: skip
ARTICLE_SIGNS = [
    "fatigue", "intrusive_thoughts", "poor_concentration", "lost_colour", "avoiding_connection", "replaying",
    "feeling_unwell",
]  # fmt: skip
RAW = tomllib.loads(Path(module.__file__).with_name("approaches.toml").read_text(encoding="utf-8"))


def test_every_step_practice_tool_and_resource_of_the_article_has_its_row() -> None:
    known = catalogue()
    assert list(known.steps) == list(ARTICLE_STEPS)
    for step, practices in ARTICLE_STEPS.items():
        assert set(practices) <= {p.id for p in known.of_step(step)}
    assert all(known.practices[tool].tool for tool in ARTICLE_TOOLS)
    assert set(known.practices) == {*(p for listed in ARTICLE_STEPS.values() for p in listed), *ARTICLE_TOOLS, *ADDED}
    assert set(ARTICLE_RESOURCES) <= set(known.resources)
    assert list(SIGNS) == ARTICLE_SIGNS


def test_rows_are_complete() -> None:
    for row in RAW["practices"]:
        assert set(row["signs"]) <= set(SIGNS), row["id"]
        assert row["signs"], row["id"]
        assert row["effort"] in (1, 2, 3), row["id"]
        for kind in ("tags", "journal"):
            assert set(row[kind]) >= {"en", "de", "es"}, row["id"]
            assert all(words and all(w.strip() for w in words) for words in row[kind].values()), row["id"]
        assert set(row.get("not_when", ())) <= {"unsafe", "ill", "low_mood", "hard_weeks"}, row["id"]
        assert all(word[0] != "@" or word[1:] in RAW["words"] for word in row.get("not_with", ())), row["id"]
        assert row["evidence"] in EVIDENCE, row["id"]
        assert row.get("on_request", False) == (row["evidence"] in ("weak", "none")), row["id"]
        assert set(row.get("losses", ())) <= set(KINDS_OF_LOSS), row["id"]
        assert set(row.get("ages", ())) <= {*AGES, "adult"}, row["id"]
        assert "feeling_unwell" not in row["signs"], "a doctor looks at the body"
    for sign in set(SIGNS) - {"feeling_unwell"}:
        steps = {p.step for p in catalogue().practices.values() if sign in p.signs}
        assert len(steps) >= 2, sign
    for resource in catalogue().resources.values():
        assert set(resource.losses) <= set(KINDS_OF_LOSS)
        assert set(resource.answers) <= set(catalogue().questions)
        for question, fits in resource.answers.items():
            assert set(fits) <= {"", *catalogue().questions[question].choices}
    assert {loss for r in catalogue().resources.values() for loss in r.losses} == set(KINDS_OF_LOSS)


def test_no_advertising_and_no_scolding() -> None:
    text = Path(module.__file__).with_name("approaches.toml").read_text(encoding="utf-8")
    assert not re.search(r"https?://|www\.|[$€£]|\bISBN\b", text)
    assert not re.search(r"\b(should|must|failed|cure|heal you)\b", text)


def test_a_practice_recognises_the_tag_it_asks_for() -> None:
    for practice in catalogue().practices.values():
        asked = re.search(r'"([^"]+)"', practice.log)
        assert asked is not None
        assert recognise(asked[1]) == practice.id or practice.id == "breathing_4_7_8", practice.id


@pytest.mark.parametrize(
    ("name", "practice"),
    [
        ("Evening walk", "walking"),
        ("Spaziergang", "walking"),
        ("paseo", "walking"),
        ("4-7-8", "breathing_4_7_8"),
        ("call with sister", "trusted_friends"),
        ("Trauergruppe", "support_groups"),
        ("weighted eye mask", "weighted_eye_mask"),
        ("boardwalk", None),
        ("card games", None),
        ("work", None),
        ("", None),
        ("🎈", None),
    ],
)
def test_recognise(name: str, practice: str | None) -> None:
    assert recognise(name) == practice


def ids(profile: Profile, logged: set[str] | None = None, **situation: Any) -> set[str]:
    return {p.id for p in catalogue().offered(profile, logged or set(), **situation)}


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
def test_safe_people_are_offered_where_the_loss_was_unsafe_and_evidence_is_kept(loss: str | None) -> None:
    for asked in (False, True):
        allowed = ids(Profile(loss_kind=loss, unsafe=True), asked=asked)
        assert {"trusted_friends", "support_groups", "coach_or_therapist", "online_communities"} <= allowed
        assert not allowed & {"goodbye_letter", "burning_or_burying", "hand_on_heart", "shared_moment", "eft_tapping"}
    for name in ("trusted_friends", "online_communities", "no_contact", "walking", "daylight"):
        said = catalogue().practices[name].how_for(Profile(loss_kind=loss, unsafe=True))
        assert any(word in said for word in ("safe for you", "only you use", "you feel safe")), name


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
@pytest.mark.parametrize("age", [None, *AGES])
def test_release_only_where_something_ended_remembrance_where_a_bond_goes_on(loss: str | None, age: str | None) -> None:
    profile = Profile(loss_kind=loss, age=age)
    allowed = ids(profile, asked=True)
    ended = loss in ("breakup", "friendship", "job", "betrayal", "dream")
    assert ("goodbye_letter" in allowed) == (ended and age != "child")
    assert ("burning_or_burying" in allowed) == (ended and age in (None, "elder"))
    assert ("remembrance" in allowed) == (loss in ("death", "pet", "home", "role"))
    assert ("shared_moment" in allowed) == (loss == "loved_one_changing")
    assert ("no_contact" in allowed) == (loss == "breakup")
    said = " ".join(p.how_for(profile) + p.name for p in catalogue().offered(profile, set(), asked=True)).casefold()
    if not ended:
        assert not re.search(r"let go|letting go|goodbye|burn|bury|release", said)
        assert catalogue().steps["release"].title_for(profile) == "create rituals of remembrance"
    else:
        assert catalogue().steps["release"].title_for(profile) == "create rituals of release"


@pytest.mark.parametrize("age", [None, *AGES])
def test_what_is_offered_by_age(age: str | None) -> None:
    allowed = ids(Profile(age=age), asked=True)
    young = age in ("child", "teen")
    assert ("mirror_work" in allowed) == (not young)
    assert ("online_communities" in allowed) == (not young)
    assert ("weighted_blanket" in allowed) == (age not in ("child", "elder"))
    assert ("weighted_eye_mask" in allowed) == (age not in ("child", "elder"))
    assert ("box_breathing" in allowed) == (age != "child")
    assert {"walking", "trusted_friends", "longer_exhale", "small_step", "regular_rising"} <= allowed
    for name in ("walking", "trusted_friends", "coach_or_therapist", "support_groups", "regular_rising"):
        for unsafe in (False, True):
            said = catalogue().practices[name].how_for(Profile(age=age, unsafe=unsafe))
            assert ("adult you trust" in said) == young, name


def test_weak_evidence_is_offered_on_request_only_and_strong_evidence_comes_first() -> None:
    weak = {"weighted_eye_mask", "aromatherapy", "sound_bowls", "crystals", "grounding_stones", "eft_tapping",
            "affirmation_deck", "mirror_work"}  # fmt: skip
    assert not ids(Profile()) & weak
    assert weak <= ids(Profile(), asked=True)
    for name in weak:
        assert "some people find it soothing" in catalogue().practices[name].how_for(Profile())
    order = [p.evidence for p in catalogue().offered(Profile(), set(), asked=True)]
    assert order == sorted(order, key=EVIDENCE.index)
    first = [p.way for p in catalogue().offered(Profile(loss_kind="death"), set(), hard_weeks=2)]
    assert first == sorted(first, key=lambda way: way != "people")
    assert first[0] == "people"


@pytest.mark.parametrize(
    ("logged", "without"),
    [
        ("Panic attacks", "box_breathing breathing_4_7_8 longer_exhale weighted_blanket"),
        ("Panikattacke", "box_breathing breathing_4_7_8"),
        ("ataque de pánico", "box_breathing"),
        ("pregnant", "box_breathing breathing_4_7_8 aromatherapy weighted_blanket"),
        ("schwanger", "breathing_4_7_8"),
        ("COPD", "box_breathing breathing_4_7_8 longer_exhale weighted_blanket aromatherapy"),
        ("heart racing", "box_breathing breathing_4_7_8 hand_on_heart"),
        ("Herzrasen", "box_breathing"),
        ("so dizzy today", "box_breathing breathing_4_7_8 longer_exhale"),
        ("めまい", "box_breathing"),
        ("chest pain", "hand_on_heart"),
        ("Brustschmerzen", "hand_on_heart"),
        ("ashamed", "mirror_work affirmations affirmation_deck"),
        ("purging", "mirror_work"),
        ("night shifts", "regular_rising"),
    ],
)
def test_cautions_exclude_a_practice(logged: str, without: str) -> None:
    assert set(without.split()) <= ids(Profile(), asked=True)
    allowed = ids(Profile(), {logged.casefold()}, asked=True)
    assert not set(without.split()) & allowed
    assert {"warm_cup", "trusted_friends"} <= allowed


def test_nothing_demanding_at_low_mood_and_in_hard_weeks() -> None:
    assert not ids(Profile(), level=2.0) & {"resilience_resume", "core_values", "nourishing_life", "affirmations"}
    assert {"resilience_resume", "core_values"} <= ids(Profile(), level=5.0)
    held = ids(Profile(loss_kind="breakup"), hard_weeks=2)
    assert not held & {"resilience_resume", "online_communities", "goodbye_letter", "burning_or_burying"}
    assert {"trusted_friends", "walking", "small_step"} <= held


def test_sleep_has_a_practice_and_a_doctor() -> None:
    rising = catalogue().practices["regular_rising"]
    assert rising.evidence == "strong"
    assert "lie awake for long, get up" in rising.how
    assert "after four weeks of poor nights, please talk to a doctor" in rising.how_for(Profile())


@pytest.mark.parametrize(
    "name",
    ["a good day", "Crystal", "coffee with Crystal", "diario", "values", "family", "coffee with Mark", "stone",
     "mirror", "Freund", "prompt", "blanket", "vision", "ritual", "scent", "strengths"],
)  # fmt: skip
def test_ambiguous_words_are_not_practices(name: str) -> None:
    assert recognise(name) is None


def test_words_that_are_not_rituals() -> None:
    day = pd.Timestamp("2026-03-01")
    texts = ["We buried the ashes.", "Burned the dinner.", "Wir haben ihn begraben.", "Lo enterramos ayer."]
    logs = Logs(journal=table("journal", [(day, day, "", text, (), None, "j.json") for text in texts]))
    assert days_done(logs) == {}


@pytest.mark.parametrize(
    "name", ["No contact", "no-contact", "Kontaktsperre", "contacto cero", "sans contact", "geen contact"]
)
def test_distance_from_a_former_partner_is_recognised(name: str) -> None:
    assert recognise(name) == "no_contact"


def test_trusted_friends() -> None:
    day = pd.Timestamp("2026-03-01")
    rows = [(day, day, name, None, "contact", None, "a.csv") for name in ("Mark", "call with sister")]
    for profile, found in (
        (Profile(contacts={"Mark": []}), {"trusted_friends": {day}}),
        (Profile(contacts={"Mark": []}, unsafe=True, loss_kind="rift"), {}),
        (Profile(loss_kind="estrangement"), {}),
    ):
        assert days_done(Logs(activities=table("activities", rows), profile=profile)) == found


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
@pytest.mark.parametrize("age", [None, *AGES])
def test_resources_for_every_loss(loss: str | None, age: str | None) -> None:
    known = catalogue()
    for unsafe in (False, True):
        found = known.resources_for(loss, unsafe=unsafe, age=age)
        assert found
        assert found[0].startswith("a domestic-abuse or stalking helpline") == unsafe
        if unsafe:
            assert not any("abandonment" in kind or "betrayal" in kind for kind in found)
        if loss not in ("death", "pet"):
            assert not any("remembrance" in kind for kind in found)
        assert not any("estranged parents" in kind for kind in found)
        assert not any("sudden death" in kind for kind in found)


def test_the_small_questions_choose_resources() -> None:
    known = catalogue()
    assert [q.id for q in known.questions_for("death")] == ["sudden"]
    assert known.questions_for("job") == []
    assert set(known.questions_for("estrangement")[0].choices) == {"adult_child_left", "parent_left_behind", "other"}

    def said(loss: str, **answers: str) -> str:
        return " | ".join(known.resources_for(loss, answers=answers))

    assert "estranged parents" in said("estrangement", who_left="parent_left_behind")
    left = said("estrangement", who_left="adult_child_left")
    assert "stepped back from their family" in left
    assert "parents" not in left
    assert "sudden death" in said("death", sudden="sudden")
    ill = said("death", sudden="long_illness")
    assert "long illness" in ill
    assert "sudden" not in ill
    assert "remembrance" in said("other", still_alive="died")
    assert "remembrance" not in said("other", still_alive="alive")
    assert "for your age" in " ".join(known.resources_for("death", age="teen"))


def test_every_instruction_reads_kindly() -> None:
    for practice in catalogue().practices.values():
        for profile in (Profile(), Profile(unsafe=True), Profile(age="teen"), Profile(loss_kind="home")):
            said = practice.how_for(profile)
            assert 20 < len(said) < 420, practice.id
            assert not re.search(r"\b(should|must|never|don't|try harder|move on|let go)\b", said), practice.id
            assert said[0].islower(), practice.id
            assert not said.endswith("."), practice.id


def test_what_is_not_offered() -> None:
    known = catalogue().practices
    plain = Profile()
    assert offered(known["walking"], plain, set())
    assert not offered(known["walking"], plain, set(), ill=True)
    assert not offered(known["box_breathing"], plain, {"dizzy"})
    assert not offered(known["box_breathing"], plain, {"schwindel"})
    for declined in ("walking", "safety", "A walk"):
        assert not offered(known["walking"], Profile(declined=[declined]), set())


def test_days_done_from_tags_and_journal() -> None:
    day, other = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-02")
    logs = Logs(
        activities=table("activities", [(day, day, "Yoga", None, "practice", None, "a.csv")]),
        journal=table("journal", [(other, other, "", "Later I went for a walk.", (), None, "b.json"),
                                  (day, day, "", "I could go for a walk one day.", (), None, "b.json")]),
    )  # fmt: skip
    assert days_done(logs) == {"yoga": {day}, "walking": {other}}
    assert days_done(Logs()) == {}


def test_days_done_by_own_names() -> None:
    day = pd.Timestamp("2026-03-01")
    rows = [(day, day, name, None, "practice", None, "a.csv") for name in ("Round the lake", "Mo", "laundry")]
    profile = Profile(practices={"evening walk": ["round the lake"]}, contacts={"Mo": []})
    logs = Logs(activities=table("activities", rows), profile=profile)
    assert days_done(logs) == {"walking": {day}, "trusted_friends": {day}}


def test_steps_resources_and_words_of_the_catalogue() -> None:
    assert list(catalogue().steps) == ["safety", "self_compassion", "release", "values", "connection"]
    assert catalogue().resources_for("job")[0] == "a book on losing a job and finding one's way afterwards"
    wanted = "visit one meeting of a group for your kind of loss; listening is enough"
    assert catalogue().practices["support_groups"].how_for(Profile()) == wanted


def test_practices_are_recognised_by_the_names_of_activities() -> None:
    assert [recognise(name) for name in ("Evening walk", "Klangschalen", "laundry")] == ["walking", "sound_bowls", None]


def test_what_was_not_done_is_no_practice() -> None:
    names = "no yoga|skipped walk|walk cancelled|kein Spaziergang|breathing problems|friend died|no contact with mum"
    assert {name: recognise(name) for name in names.split("|")} == dict.fromkeys(names.split("|"))


@pytest.mark.parametrize(
    "name", ["no contact", "No contact with my ex", "kein Kontakt", "sin contacto", "nc day, no texting"]
)
def test_distance_is_a_practice_although_it_is_a_no(name: str) -> None:
    assert recognise(name) == "no_contact"
