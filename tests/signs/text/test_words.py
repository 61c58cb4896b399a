import numpy as np

from heartdata.signs.text.words import Rows, cut, numbered, pieces_of

TEXTS = ["a cat, a dog", "", "the cat"]


def rows(found: Rows) -> list[list[str]]:
    return [
        [found.names[n] for n in found.numbers[first:last]]
        for first, last in zip(found.starts, found.starts[1:], strict=False)
    ]


def test_rows_hold_what_was_written_and_each_word_has_one_number() -> None:
    pieces = pieces_of(TEXTS)
    assert rows(pieces) == [["a", "cat,", "a", "dog"], [""], ["the", "cat"]]
    parts = cut(pieces, lambda piece: piece.replace(",", " ,").split())
    assert rows(parts) == [["a", "cat", ",", "a", "dog"], [], ["the", "cat"]]
    assert parts.names == ["a", "cat", ",", "dog", "the"]
    assert parts.row.tolist() == [0, 0, 0, 0, 0, 2, 2]
    assert parts.place.tolist() == [0, 1, 2, 3, 4, 0, 1]


def test_what_is_left_out_leaves_the_rest_in_its_place() -> None:
    words = numbered(text.split() for text in TEXTS)
    assert rows(words.keep(words.numbers > 0)) == [["cat,", "dog"], [], ["the", "cat"]]
    assert rows(words.only(np.array([2]))) == [["the", "cat"]]
    assert rows(cut(numbered([]), str.split)) == []
