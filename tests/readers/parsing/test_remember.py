from __future__ import annotations

from heartdata.readers.parsing.remember import remember_short


def test_short_texts_are_read_once_and_long_ones_are_not_kept() -> None:
    read: list[str] = []

    def length(text: str) -> int:
        read.append(text)
        return len(text)

    answer = remember_short(length)
    assert [answer("a"), answer("a"), answer("b" * 60), answer("b" * 60)] == [1, 1, 60, 60]
    assert read == ["a", "b" * 60, "b" * 60]


def test_the_answers_do_not_change_however_many_are_asked_for() -> None:
    answer = remember_short(str.upper)
    assert [answer(f"a{n % 9000}") for n in range(20_000)] == [f"A{n % 9000}" for n in range(20_000)]
