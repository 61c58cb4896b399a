from collections.abc import Iterator

import pytest
from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import FT2Font

from heartdata.charts import fonts as lettering
from heartdata.charts.fonts import browser_letters, clipped, families, folded, legible, point_width

BASE = FT2Font(findfont(lettering.BASE))


@pytest.fixture
def only_the_base_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lettering, "_others", list)
    lettering._family.cache_clear()
    yield
    lettering._family.cache_clear()


def test_plain_words_stay_as_they_are() -> None:
    assert legible("the day we moved") == "the day we moved"
    assert families("the day we moved") == [lettering.BASE]
    assert legible("Čaj s mámou, 5 °C") == "Čaj s mámou, 5 °C"


@pytest.mark.usefixtures("only_the_base_font")
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("🐕 Rex", "[dog] Rex"), ("🕯️🕯️", "[candle][candle]"), ("爸爸", "□□"), ("👍🏽", "[thumbs up sign]"),
        ("🇪🇸", "□□"), ("👨‍👩‍👧", "[man][woman][girl]"), ("a\ud83d", "a"),
        ("two\n\tlines\x00", "two lines"), ("$5", r"\$5"),
    ],
)  # fmt: skip
def test_without_a_font_something_honest_stands_there(label: str, shown: str) -> None:
    assert legible(label) == shown


@pytest.mark.parametrize("label", ["🐕 爸爸 אבא ذكرى पिताजी 아버지 ไทย 𐎀 ༄ \ufffe \u202e"])
def test_every_letter_that_is_left_has_a_font(label: str) -> None:
    shown = legible(label)
    fonts = [get_font(findfont(family)) for family in families(shown)]
    for letter in shown:
        assert any(font.get_char_index(ord(letter)) for font in fonts), hex(ord(letter))


def test_a_browser_gets_every_letter() -> None:
    with browser_letters():
        assert legible("🐕 爸爸") == "🐕 爸爸"
        assert families("爸爸") == [lettering.BASE]


def test_long_labels_are_cut_where_a_letter_ends() -> None:
    assert clipped("short", 10) == "short"
    assert clipped("Donaudampfschifffahrt", 8) == "Donauda…"
    assert clipped("cafe\u0301 au lait", 6) == "cafe\u0301…"
    assert clipped("cafe\u0301 au lait", 5) == "caf…"


def test_lines_fit() -> None:
    for line in folded("a word and another one and more of them " * 4, 10, 200):
        assert point_width(line, 10) <= 215
    assert len(folded("爸爸的忌日" * 8, 10, 200)) >= 2
