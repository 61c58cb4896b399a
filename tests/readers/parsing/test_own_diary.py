"""heartdata's own diary is known by its headers, and nothing else is taken for it."""

import pytest

from heartdata.readers.parsing.own_diary import DIARY_KNOWN_BY, diary_columns, may_be_diary

HEADERS = [column.names[0] for column in diary_columns().values()]


def test_the_diary_may_be_one_with_enough_of_its_columns() -> None:
    assert may_be_diary(";".join(HEADERS).casefold())
    assert may_be_diary(";".join(["date", *HEADERS[-DIARY_KNOWN_BY:]]).casefold())


@pytest.mark.parametrize("head", ["", "date,mood,note", "date;" + HEADERS[-1].casefold(), ";".join(HEADERS[1:3])])
def test_other_heads_are_none(head: str) -> None:
    assert not may_be_diary(head)
