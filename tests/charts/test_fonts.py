from collections.abc import Iterator

import pytest
from matplotlib.font_manager import findfont, get_font
from matplotlib.ft2font import FT2Font

from heartdata.charts import fonts
from heartdata.charts.fonts import browser_fonts, clip, drawable, font_families, text_width, wrap_text

BASE = FT2Font(findfont(fonts.BASE))


@pytest.fixture
def only_the_base_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "_other_fonts", list)
    fonts._font_for.cache_clear()
    yield
    fonts._font_for.cache_clear()


def test_plain_words_are_unchanged() -> None:
    assert drawable("the day we moved") == "the day we moved"
    assert font_families("the day we moved") == [fonts.BASE]
    assert drawable("Čaj s mámou, 5 °C") == "Čaj s mámou, 5 °C"


@pytest.mark.usefixtures("only_the_base_font")
@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("🐕 Rex", "[dog] Rex"), ("🕯️🕯️", "[candle][candle]"), ("爸爸", "□□"), ("👍🏽", "[thumbs up sign]"),
        ("🇪🇸", "□□"), ("👨‍👩‍👧", "[man][woman][girl]"), ("a\ud83d", "a"),
        ("two\n\tlines\x00", "two lines"), ("$5", r"\$5"),
    ],
)  # fmt: skip
def test_letters_without_a_font_are_replaced_visibly(label: str, shown: str) -> None:
    assert drawable(label) == shown


@pytest.mark.parametrize("label", ["🐕 爸爸 אבא ذكرى पिताजी 아버지 ไทย 𐎀 ༄ \ufffe \u202e"])
def test_every_remaining_letter_has_a_font(label: str) -> None:
    shown = drawable(label)
    fonts = [get_font(findfont(family)) for family in font_families(shown)]
    for letter in shown:
        assert any(font.get_char_index(ord(letter)) for font in fonts), hex(ord(letter))


def test_svg_keeps_every_letter() -> None:
    with browser_fonts():
        assert drawable("🐕 爸爸") == "🐕 爸爸"
        assert font_families("爸爸") == [fonts.BASE]


def test_long_labels_are_cut_between_letters() -> None:
    assert clip("short", 10) == "short"
    assert clip("Donaudampfschifffahrt", 8) == "Donauda…"
    assert clip("cafe\u0301 au lait", 6) == "cafe\u0301…"
    assert clip("cafe\u0301 au lait", 5) == "caf…"


def test_lines_fit() -> None:
    for line in wrap_text("a word and another one and more of them " * 4, 10, 200):
        assert text_width(line, 10) <= 215
    assert len(wrap_text("爸爸的忌日" * 8, 10, 200)) >= 2


def test_blanks_and_dollars_are_drawn_as_they_are_and_a_label_is_cut_at_a_word() -> None:
    assert drawable("one\ttwo $x") == "one two \\$x"
    assert clip("the day we moved", 9) == "the day…"
