"""Whole phrases are found as a pattern with word edges would find them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from heartdata.practices.phrase_search import Entries, WordList, contains_phrase, fold

WORDS = st.text(alphabet="ab 1_é’-\n", min_size=1, max_size=4).filter(str.strip)
TEXTS = st.text(alphabet="ab 1_é’-\n", max_size=30)


def by_pattern(phrases: list[str], text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", text) is not None


@given(WORDS, TEXTS)
def test_phrase_is_found_where_a_regex_finds_it(phrase: str, text: str) -> None:
    assert contains_phrase(phrase, text) == by_pattern([phrase], text)


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(TEXTS, max_size=6))
def test_entries_are_searched_one_by_one(phrases: list[str], texts: list[str]) -> None:
    assert Entries(texts).holding(phrases) == {k for k, text in enumerate(texts) if by_pattern(phrases, text)}


def test_phrases_are_found_between_word_boundaries() -> None:
    assert contains_phrase("walk", "an evening walk, alone")
    assert not contains_phrase("walk", "walking")
    assert Entries(["a walk", "walks", "went by the sea"]).holding(["by the sea", "walk"]) == {0, 2}


def test_words_are_compared_without_case_accents_and_punctuation() -> None:
    assert fold("Don't-Do: CAFÉ_Straße") == "dont do cafe strasse"
    assert WordList(["panic attack", "wine"]).match("Panic attacks")
    assert not WordList(["wine"]).match("swine")
