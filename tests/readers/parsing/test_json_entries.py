"""Entries are read from damaged JSON one by one; what is damaged is counted and rejected."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.collector import Collector
from heartdata.readers.parsing.json_entries import (
    decode_json,
    first_element,
    has_keys,
    json_rows,
    outline,
    read_entries,
)
from tests.readers.helpers import source


def night(number: int, **more: Any) -> dict[str, Any]:
    return {"start": number, **more}


ONE, TWO, THREE = (json.dumps(night(n, inside={"start": "no night", "id": n})) for n in (1, 2, 3))
CASES = [
    (f"[{ONE}, {TWO}, {THREE}]", [1, 2, 3], 0),
    (f"[{ONE}, {TWO}, {THREE[:-3]}", [1, 2], 1),  # cut short inside an entry
    (f"[{ONE}, {TWO},", [1, 2], 0),  # cut short between entries
    (f'[{ONE}, {{"start": ?}}, {THREE}]', [1, 3], 1),
    (f"[{ONE} {TWO}, ?? {THREE}]", [1, 2, 3], 1),  # a comma is missing; rubbish between entries
    (f'[{ONE}, null, "text", {THREE}, ', [1, 3], 2),
    ("[" + '{"start": 1, "deep": ' + "[" * 100_000 + f", {TWO}]", [2], 1),
]


@pytest.mark.parametrize(("text", "read", "lost"), CASES)
def test_entries_of_trackers(text: str, read: list[int], lost: int) -> None:
    collector = Collector("export.json", "oura", Profile())
    found = [row.cells["start"] for row in json_rows(source(text, "export.json"), collector, (), "start", "an export")]
    assert found == read
    assert len(collector.tables["rejected"]) == lost
    assert collector.rows == len(read) + lost


@pytest.mark.parametrize(("text", "read", "lost"), CASES)
def test_entries_of_journals_are_read_by_the_same_rules(text: str, read: list[int], lost: int) -> None:
    text = f'{{"entries": {text}' + ("}" if text.endswith("]") else "")
    found = read_entries(text, decode_json(text), frozenset({"start"}))
    assert found is not None
    assert [entry.value["start"] for entry in found[0] if entry.value] == read
    assert sum(entry.value is None for entry in found[0]) == lost


def test_entries_in_a_named_list() -> None:
    text = f'{{"version": 1, "data": [{ONE}, {TWO}]}}'
    for cut in (text, text[:-3]):
        rows = json_rows(source(cut, "x.json"), Collector("x.json", "oura", Profile()), ("sleep", "data"), "start", "x")
        assert next(iter(rows)).cells["start"] == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", r"^x\.json: not an export"),
        ("[1, 2]", "not an export"),
        ('[{"start": ', "damaged, without a whole entry"),
    ],
)
def test_file_without_entries_is_an_error(text: str, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said):
        list(json_rows(source(text, "x.json"), Collector("x.json", "oura", Profile()), (), "start", "an export"))


@pytest.mark.parametrize(
    ("text", "first"),
    [('[{"a": 1}, {"b"', {"a": 1}), ("\ufeff [7, 8]", 7), ("[", None), ("", None), ('{"a": 1}', None), ("[]", None)],
)
def test_the_first_element(text: str, first: Any) -> None:
    assert first_element(text) == first


@pytest.mark.parametrize("before", [0, 1024 * 1024 - 25, 1024 * 1024 - 1, 1024 * 1024])
def test_a_number_too_long_for_any_export_is_none_wherever_it_stands(before: int) -> None:
    long, short = "9" * 19, "9" * 18
    assert decode_json(f'["{"x" * before}", {long}, {short}]')[1:] == [None, int(short)]
    assert decode_json(f'["\\ud800{"x" * before}", {short}]')[1] == int(short)


def test_what_recognising_a_file_has_decoded_is_given_away_once() -> None:
    head = '{"date_journal": 1, "tags": []}'
    assert outline(head).top == {"date_journal", "tags"}
    first, second = decode_json(head), decode_json(head)
    first["tags"].append("changed")
    assert second == {"date_journal": 1, "tags": []}


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('{"a": 1}', True), ('["a" : 1', True), ('{"x": "a", "a"\n: 2', True), ('{"x":"a":', True),
        ('{"x": "a"}', False), ('{"x": "\\"a\\": 1"}', False), ('"a": 1', False), ('{"ab": 1, "ba": 2}', False),
    ],
)  # fmt: skip
def test_names_in_a_head(head: str, found: bool) -> None:
    assert has_keys(head, "a") is found
