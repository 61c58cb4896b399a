"""Notes of a line: what they say, in which language, and that nothing is said for others."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.short_notes import found_in, scores
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.signs.indicators import stagnation_indicators
from heartdata.signs.text.measures import journal_measures


def said(*notes: str) -> list[set[str]]:
    days = pd.date_range("2026-01-01", periods=len(notes), unit="us")
    frame = journal_measures(pd.DataFrame({"day": days, "title": "", "text": list(notes)}))
    frame = frame.filter(like="notes_")
    return [{name.removeprefix("notes_") for name, value in row.items() if value == 1} for _, row in frame.iterrows()]


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_what_is_found_in_notes_is_there(part: str) -> None:
    found = found_in(part)
    by_language = scores(found, "language")
    assert len(by_language) == 3
    assert (by_language["precision"] >= 0.9).all()
    assert (by_language["recall"] >= 0.7).all()


@pytest.mark.parametrize(
    ("note", "signs"),
    [
        ("tired / headache / work", {"fatigue", "feeling_unwell"}),
        ("- exhausted\n- no gym", {"fatigue"}),
        ("walked with the dog. dead tired? nope", set()),
        ("tom was so tired, we left", set()),
        ("my mum's migraine, cooked for her", set()),
        ("podcast about brain fog", set()),
        ("headache gone after the walk", set()),
        ("the headache is better", set()),
        ("headache, gone to bed", {"feeling_unwell"}),
        ("numb and empty", {"lost_colour"}),
    ],
)
def test_one_note(note: str, signs: set[str]) -> None:
    assert said("a nice day with my friends at the lake", note)[1] == signs


def test_the_language_is_that_of_the_notes_before() -> None:
    assert said("no energy", "wir waren heute am See und es war schön", "kopfweh") == [set(), set(), {"feeling_unwell"}]


def test_a_language_without_a_list_says_nothing() -> None:
    days = pd.date_range("2026-01-01", periods=2, unit="us")
    texts = ["très fatigué aujourd'hui", "je suis allé au lac avec les enfants"]
    frame = journal_measures(pd.DataFrame({"day": days, "title": "", "text": texts}))
    assert frame.filter(like="note").isna().all(axis=None)


def test_each_day_is_read_from_that_day_and_earlier_ones() -> None:
    notes = ["no energy", "ok", "wir waren heute am See und es war schön", "müde", "so tired", "", "kein Sport"]
    days = pd.date_range("2026-01-01", periods=len(notes), unit="us")
    journal = pd.DataFrame({"day": days, "title": "", "text": notes})
    whole = journal_measures(journal)
    for last in range(1, len(notes) + 1):
        pd.testing.assert_frame_equal(journal_measures(journal.iloc[:last]), whole.iloc[:last])


def test_one_line_a_day_is_enough_for_the_signs() -> None:
    days = pd.date_range("2026-01-01", periods=70, freq="D", unit="us")
    usual = ["nice walk", "work was ok", "pizza with friends", "rain all day"]
    hard = ["so tired", "keep replaying our last talk", "no energy at all", "work was ok", "if only i had stayed"]
    notes = [
        (pd.NaT, day, "", usual[place % 4] if place < 40 else hard[place % 5], (), np.nan, "t")
        for place, day in enumerate(days)
    ]
    signs = stagnation_indicators(Logs(journal=table("journal", notes), profile=Profile(loss_date="2026-02-10")))
    assert (signs["sources"].str.contains("your notes")).all()
    assert (signs["status"] != "unknown").all()
    assert signs.loc[["fatigue", "replaying"], "status"].isin(["present", "persistent"]).all()
    assert (signs.drop(["fatigue", "replaying"])["status"] == "quiet").all()


@pytest.mark.parametrize(
    ("note", "sign"),
    [
        ("cant focus on anythng", "poor_concentration"),
        ("mir is so schlecht heut", "feeling_unwell"),
        ("deje en visto a marta", "avoiding_connection"),
        ("marta me dejo en visto", ""),
        ("kid threw up in car", ""),
    ],
)
def test_shortened_words_and_missing_accents_are_read(note: str, sign: str) -> None:
    beside = {
        "c": "the day was ok and so was work",
        "k": "the day was ok and so was work",
        "mi": "heute war es ganz ok",
    }
    around = "hoy fue un dia normal y no hice nada" if "visto" in note else beside.get(note[:2], beside["c"])
    days = pd.date_range("2026-01-01", periods=2, unit="us")
    found = journal_measures(pd.DataFrame({"day": days, "title": "", "text": [around, note]})).iloc[1]
    said = {name.removeprefix("notes_") for name in found.index if name.startswith("notes_") and found[name] == 1}
    assert said == ({sign} if sign else set())
