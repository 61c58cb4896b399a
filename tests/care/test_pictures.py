"""What the weekly chart shows first with alarming symptoms, in hard weeks and in the first days."""

from __future__ import annotations

from pathlib import Path

import pytest

import heartdata as hd
from heartdata.charts import alt_text
from heartdata.charts.weekly import Layout
from tests.care.situations import SITUATIONS

BY_NAME = {situation.name: situation for situation in SITUATIONS}


def texts_of(name: str, folder: Path, layout: Layout) -> tuple[list[str], list[str], str]:
    """Return the lines of the page from the top down, the titles of the panels, and the text alternative."""
    review = hd.review_week(hd.read_logs(BY_NAME[name].write(folder)))
    figure = hd.weekly_chart(review, layout=layout)
    lines = sorted(figure.texts, key=lambda text: -text.get_position()[1])
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    return [line.get_text() for line in lines], titles, alt_text(review)


@pytest.mark.parametrize("layout", ["page", "card"])
@pytest.mark.parametrize("name", ["chest pain for months", "breathless from the first day"])
def test_an_alarm_of_the_body_is_the_first_thing_on_the_page(name: str, layout: Layout, tmp_path: Path) -> None:
    lines, _, alternative = texts_of(name, tmp_path, layout)
    assert "doctor" in " ".join(lines[1:4])
    assert alternative.index("doctor") < alternative.index("Aunt Ida")


def test_in_a_hard_week_no_panel_argues_with_the_headline(tmp_path: Path) -> None:
    lines, titles, _ = texts_of("unsafe, and hard", tmp_path, "page")
    assert "Aunt Ida" in lines[1]
    assert not any("How it is going" in title for title in titles)
    assert any("mood" in title.lower() for title in titles)


def test_in_the_first_days_there_is_no_panel(tmp_path: Path) -> None:
    lines, titles, alternative = texts_of("two days after a mother's death", tmp_path, "page")
    assert titles == []
    assert not any(character.isdigit() for line in lines[1:] for character in line)
    assert "Aunt Ida" in alternative
