"""The explorers without a browser: moves change pictures, words are told and not kept, and a person comes first."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from heartdata import explore
from heartdata.core.daily import to_daily
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.datasets.samples import sample_data
from heartdata.datasets.simulate import simulate_logs
from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.explore import pixels, widgets
from heartdata.explore.day_reader import day_html
from heartdata.readers import read_logs
from tests.made_logs import MONDAY, activity, entry, moods

EXPLORERS = [name for name in explore.__all__ if name.startswith("explore_")]


@pytest.fixture(scope="module")
def logs() -> Logs:
    return read_logs(sample_data())


@pytest.fixture(scope="module")
def opened(logs: Logs) -> dict[str, Any]:
    pytest.importorskip("anywidget")
    return {name: getattr(explore, name)(logs) for name in EXPLORERS}


def inside(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from inside(child)


def pictures(box: Any) -> list[Any]:
    return [one for one in inside(box) if hasattr(one, "places")]


def fields(box: Any) -> list[Any]:
    return [one for one in inside(box) if getattr(one, "description", "")]


def moved(field: Any) -> Any:
    """Another value of a field."""
    if hasattr(field, "options"):
        values = [option[1] if isinstance(option, tuple) else option for option in field.options]
        return next(value for value in values if value != field.value)
    return field.value + (timedelta(days=9) if isinstance(field.value, date) else -1.5)


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_field_is_labelled_and_moves_the_picture(opened: dict[str, Any], name: str) -> None:
    box = opened[name]
    for field in fields(box):
        if field.layout.display == "none" or len(getattr(field, "options", "  ")) < 2:
            continue
        before, value = [one.image for one in pictures(box)], field.value
        field.value = moved(field)
        # Stretches that overlap are said to, and nothing is drawn.
        changed = [one.image for one in pictures(box)] != before or "overlap" in said(box)
        assert changed, field.description
        field.value = value
    assert all(one.alt for one in pictures(box))
    assert repr(box).endswith(": run the cell to explore")


@pytest.mark.parametrize("name", ["explore_course", "explore_year", "explore_days_like", "explore_what_if"])
def test_each_day_has_a_place_within_the_picture_and_a_label(opened: dict[str, Any], name: str) -> None:
    picture = next(one for one in pictures(opened[name]) if one.labels)
    places = list(zip(*[iter(picture.places)] * 4, strict=True))
    assert len(places) == len(picture.labels) > 100
    for left, top, width, height in places:
        assert 0 <= left <= left + width <= 1.001
        assert 0 <= top <= top + height <= 1.001
    assert len(set(places)) == len(places)
    assert re.fullmatch(r"\w+day, \d+ \w+ \d{4}: .+", picture.labels[0])


def test_a_square_is_where_its_day_is_drawn(logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(pixels, "draw", lambda ax, alt, **given: drawn.append((ax, given["places"])))
    pixels.draw_year(to_daily(logs))
    ax, places = drawn[0]
    squares = [path.vertices[:4] for path in ax.collections[0].get_paths()]
    assert len(squares) == len(places) / 4 == len(to_daily(logs))
    for square, left, top, width, height in zip(squares, *[iter(places)] * 4, strict=True):
        x, y = ax.transData.transform(square).mean(axis=0) / ax.figure.bbox.size
        assert left < x < left + width
        assert top < 1 - y < top + height


@pytest.mark.parametrize("name", ["explore_course", "explore_year"])
def test_the_journal_is_told_to_the_screen_and_kept_nowhere(opened: dict[str, Any], logs: Logs, name: str) -> None:
    box = opened[name]
    (picture,) = pictures(box)
    entry = logs.journal[logs.journal["text"].str.len() > 60].iloc[-1]
    label = f"{entry['day'].day} {entry['day']:%B %Y}:"
    day = next(place for place, said in enumerate(picture.labels) if f", {label}" in said)
    sent: list[dict[str, Any]] = []
    picture.send = lambda content, buffers=None: sent.append(content)
    picture.chosen = day
    assert sent == []  # only when a screen asks
    picture._handle_custom_msg({"read": day}, [])
    words = entry["text"].split("\n")[0][:40]
    assert sent[0]["day"] == day
    assert words in sent[0]["html"]
    for asked in ({"read": len(picture.labels)}, {"read": -1}, {"read": "1"}, {}):
        picture._handle_custom_msg(asked, [])
    assert len(sent) == 1
    kept = json.dumps([one.get_state() for one in inside(box)], default=str, ensure_ascii=False)
    assert words not in kept
    assert "read" not in picture.traits(sync=True)


def test_a_day_read_is_escaped_and_says_that_a_gap_is_fine() -> None:
    written = Logs(journal=table("journal", [entry(MONDAY, "<script>alert(1)</script>\nand & more")]))
    html = day_html(written, to_daily(written), written.days[0])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nand &amp; more" in html
    assert "<script" not in html
    assert "that's fine" in day_html(written, to_daily(written), written.days[0] + timedelta(days=1))


def move(field: Any) -> None:
    field.value = moved(field)


def go_on(picture: Any) -> None:
    picture.chosen = (picture.chosen + 70) % len(picture.labels)


def said(box: Any) -> str:
    return " ".join(str(one.value) for one in inside(box) if isinstance(getattr(one, "value", None), str))


def test_in_the_first_days_there_are_only_warm_words() -> None:
    pytest.importorskip("anywidget")
    new = moods([6.0, 7.0, 6.5, 5.0, 7.0, 1.0, 2.0] * 8, profile=Profile(loss_date=MONDAY + timedelta(days=53)))
    for name in EXPLORERS:
        box = getattr(explore, name)(new)
        assert pictures(box) == fields(box) == []
        assert "The diary can wait." in said(box)


def test_in_hard_weeks_a_person_comes_first_and_the_usual_is_not_shown() -> None:
    pytest.importorskip("anywidget")
    profile = Profile(loss_date=MONDAY + timedelta(days=30), usual={"mood": 7.0})
    hard = moods([7.0, 7.5, 6.5] * 10 + [1.0, 0.5, 1.5] * 20, profile=profile)
    box = explore.explore_what_if(hard)
    assert "findahelpline.com" in box.children[0].value
    text = said(box)
    assert text.count("These weeks have been hard") == 2
    usual = next(field for field in fields(box) if "usual" in field.description)
    usual.value = 1.0
    assert said(box).count("These weeks have been hard") == 2
    assert "around your usual" not in said(box)


def test_what_if_says_the_same_as_the_page_until_something_moves(opened: dict[str, Any]) -> None:
    box = opened["explore_what_if"]
    loss, usual, _ = fields(box)
    as_it_is, with_these = re.findall(r"</b>(.*?)</div>", said(box))
    assert as_it_is == with_these
    usual.value = 5.5
    assert len(set(re.findall(r"</b>(.*?)</div>", said(box)))) == 2
    usual.value = 7.0
    assert re.findall(r"</b>(.*?)</div>", said(box)) == [as_it_is, with_these]
    picture = pictures(box)[0]
    picture.chosen = 40
    assert f", {loss.value.day} " in picture.labels[40]
    loss.value = date(2026, 2, 9)


@pytest.mark.parametrize(
    "few",
    [
        moods([5.0]),
        moods([5.0, 6.0]),
        Logs(journal=table("journal", [entry(MONDAY + timedelta(days=k), "hello") for k in range(20)])),
        Logs(activities=table("activities", [activity(MONDAY, "<b>x</b> & $y$")])),
    ],
    ids=["one day", "two days", "a journal", "one tag"],
)
def test_little_data_opens_every_explorer(few: Logs) -> None:
    pytest.importorskip("anywidget")
    for name in EXPLORERS:
        box = getattr(explore, name)(few)
        for picture in pictures(box):
            for day in range(len(picture.labels)):
                picture.chosen = day
                picture._handle_custom_msg({"read": day}, [])


def test_nothing_logged_is_an_error_that_says_so() -> None:
    with pytest.raises(NotEnoughDataError, match="nothing is logged"):
        explore.explore_course(Logs())


def test_without_the_widgets_the_message_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, logs: Logs) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(widgets, "import_module", missing)
    widgets._picture_class.cache_clear()
    widgets._explorer_class.cache_clear()
    with pytest.raises(HeartdataError, match=r"pip install 'heartdata\[notebooks\]'.*work without them"):
        explore.explore_course(logs)


def test_widgets_are_imported_only_where_an_explorer_opens() -> None:
    code = "import sys, heartdata.explore; sys.exit(bool({'ipywidgets', 'anywidget'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_a_move_on_ten_years_takes_less_than_a_third_of_a_second() -> None:
    pytest.importorskip("anywidget")
    long = simulate_logs(seed=7, course="stuck", days=3650)
    slow = {}
    for name in EXPLORERS:
        box = getattr(explore, name)(long)
        moves = [partial(move, field) for field in fields(box)]
        for picture in [one for one in pictures(box) if one.labels]:
            moves += [partial(go_on, picture), partial(picture._handle_custom_msg, {"read": 100}, [])]
        for place, act in enumerate(moves):
            taken = []
            for _ in range(4):
                began = time.process_time()
                act()
                taken.append(time.process_time() - began)
            slow[name, place] = min(taken)
    assert {name: seconds for name, seconds in slow.items() if seconds >= 0.3} == {}
