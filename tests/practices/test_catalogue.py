"""The catalogue holds everything the article names, recognises it, and knows when not to offer it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import heartdata.practices.catalogue as module
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS, SIGNS
from heartdata.practices.catalogue import catalogue, days_done, offered, recognise

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
    assert set(known.practices) == {*(p for listed in ARTICLE_STEPS.values() for p in listed), *ARTICLE_TOOLS}
    assert list(known.resources) == ARTICLE_RESOURCES
    assert list(SIGNS) == ARTICLE_SIGNS


def test_rows_are_whole() -> None:
    for row in RAW["practices"]:
        assert set(row["signs"]) <= set(SIGNS), row["id"]
        assert row["signs"], row["id"]
        assert row["effort"] in (1, 2, 3), row["id"]
        for kind in ("tags", "journal"):
            assert set(row[kind]) == {"en", "de", "es"}, row["id"]
            assert all(words and all(w.strip() for w in words) for words in row[kind].values()), row["id"]
        assert set(row.get("not_when", ())) <= {"unsafe", "ill"}, row["id"]
    for sign in SIGNS:
        steps = {p.step for p in catalogue().practices.values() if sign in p.signs}
        assert len(steps) >= 2, sign
    for resource in catalogue().resources.values():
        assert set(resource.losses) <= set(KINDS_OF_LOSS)
    assert {loss for r in catalogue().resources.values() for loss in r.losses} == set(KINDS_OF_LOSS)


def test_nothing_is_sold_and_nobody_is_told_off() -> None:
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


def test_contact_is_never_offered_where_the_loss_was_unsafe() -> None:
    unsafe = Profile(unsafe=True)
    allowed = {p.id for p in catalogue().practices.values() if offered(p, unsafe, set())}
    assert not allowed & {"trusted_friends", "online_communities", "support_groups", "goodbye_letter"}
    assert "box_breathing" in allowed


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


def test_days_done_by_the_persons_own_words() -> None:
    day = pd.Timestamp("2026-03-01")
    rows = [(day, day, name, None, "practice", None, "a.csv") for name in ("Round the lake", "Mo", "laundry")]
    profile = Profile(practices={"evening walk": ["round the lake"]}, contacts={"Mo": []})
    logs = Logs(activities=table("activities", rows), profile=profile)
    assert days_done(logs) == {"walking": {day}, "trusted_friends": {day}}
