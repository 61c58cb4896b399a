import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

import heartdata as hd
from heartdata.charts import (
    alt_text,
    plot_calendar,
    plot_course,
    plot_gap,
    plot_mood_weeks,
    plot_practices,
    plot_signs,
    plot_sleep,
    plot_state,
    plot_trial,
    plot_week,
    save_chart,
    style,
    time_axis,
    weekly_chart,
)
from heartdata.charts.course import EVENT_MARKS, STATE_LOOKS
from heartdata.charts.fonts import text_width
from heartdata.charts.signs import MARKS, SHORT_NAMES, STATUS_WORDS
from heartdata.charts.style import axes_width
from heartdata.charts.weekly import LAYOUTS, Layout
from heartdata.core.logs import table
from heartdata.core.vocabulary import EVENT_KINDS
from heartdata.errors import HeartdataError
from heartdata.report.svg import inline_svg
from heartdata.review.build import review_week
from heartdata.review.help_lines import LATER
from heartdata.review.notices import NOT_A_DEVICE, headline, lead
from heartdata.review.week import WeekReview
from tests.made_logs import MONDAY, NAN, activity, entry, moods, night, nights, rating
from tests.made_reviews import bare, full

PLOTS = [
    plot_course, plot_week, plot_mood_weeks, plot_calendar, plot_sleep, plot_state, plot_gap, plot_signs,
    plot_practices, plot_trial,
]  # fmt: skip


@cache
def course(name: str) -> WeekReview:
    return review_week(hd.simulate_logs(seed=3, course=name))  # type: ignore[arg-type]


@cache
def strange(kind: str) -> WeekReview:
    def ten_years() -> hd.Logs:
        values = 5 + 2 * np.sin(np.arange(3650) / 40)
        return moods(values.round(1), first=date(2016, 1, 4))

    days = [MONDAY + timedelta(days=i) for i in range(84)]
    made: dict[str, Callable[[], hd.Logs]] = {
        "one entry": lambda: moods([5.0]),
        "a year of gaps": lambda: moods([4.0, 5.0, 6.0] * 4 + [None] * 365 + [6.0]),
        "ten years": ten_years,
        "only sleep": lambda: nights(*(night(None, None, day, asleep_h=7.0) for day in days[:9])),
        "only bedtimes": lambda: nights(*(night(at(day, 22), at(day, 30)) for day in days[:30])),
        "only a journal": lambda: hd.Logs(journal=table("journal", [entry(day, "rain and tea " * 30) for day in days])),
        "all the same": lambda: moods([10.0] * 40),
        "the new year": lambda: moods([5.0, 6.0] * 20, first=date(2025, 12, 1)),
        "200 practices": lambda: moods([5.0, 6.0] * 42, activities=table("activities", [
            activity(days[i % 84], f"practice number {i}", ("practice", "contact")[i % 2]) for i in range(200)
        ])),
        "an event on every day": lambda: moods([5.0, 6.0] * 42, events=table("events", [
            (day, None, f"marked day {n}", EVENT_KINDS[n % 5], "x") for n, day in enumerate(days)
        ])),
    }  # fmt: skip
    return review_week(made[kind]())


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)


STRANGE = [
    "one entry", "a year of gaps", "ten years", "only sleep", "only bedtimes", "only a journal", "all the same",
    "the new year", "200 practices", "an event on every day",
]  # fmt: skip
LABELS = {
    "long": "the day on which we found out about everything and nothing was as it had been " * 3,
    "one long word": "Donaudampfschifffahrtsgesellschaftskapitaenswitwe" * 2,
    "right to left": "יום השנה של אבא",
    "joined letters": "ذكرى رحيل أبي", "chinese": "爸爸的忌日", "korean": "아버지 기일",
    "devanagari": "पिताजी की पुण्यतिथि", "emoji": "🐕🌈 Rex 🐾", "only emoji": "🕯️🕯️", "a family": "👨‍👩‍👧‍👦🏳️‍🌈",
    "half a letter": "a\ud83d b",
    "dollars": "$x^2$ and \\frac{1}{2}$",
    "lines": "one\ntwo\ttab\x00", "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("plot", PLOTS)
def test_axes_in_axes_out(plot: Callable[..., Axes]) -> None:
    ax = Figure().add_subplot()
    assert plot(bare(), ax=ax) is ax
    own = plot(bare())
    assert own is not ax
    assert own.figure is not ax.figure
    own.figure.savefig(io.BytesIO(), format="png", dpi=40)


@pytest.mark.slow
@pytest.mark.parametrize("kind", STRANGE)
def test_unusual_logs_can_be_drawn(kind: str) -> None:
    review = strange(kind)
    for layout in LAYOUTS:
        weekly_chart(review, layout=layout).savefig(io.BytesIO(), format="png", dpi=40)
    assert "nan" not in alt_text(review)
    for plot in PLOTS:
        plot(review).figure.savefig(io.BytesIO(), format="svg")
        inline_svg(plot, review, "one")


@pytest.mark.parametrize("review", [bare(), full()], ids=["bare", "full"])
def test_chart_is_a4_with_text_of_at_least_seven_points(review: WeekReview, tmp_path: Path) -> None:
    figure = weekly_chart(review)
    width, height = figure.get_size_inches()
    assert width == pytest.approx(8.27)
    assert height <= 11.69
    assert min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text()) >= 7
    written = save_chart(figure, tmp_path / "week.pdf").read_bytes()
    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", written)
    assert [float(side) for side in box] == pytest.approx([595.4, 841.7], abs=0.5)


def test_titles_of_adjacent_panels_are_aligned_above_them() -> None:
    figure = weekly_chart(full())
    figure.draw_without_rendering()
    signs, nights = (next(ax for ax in figure.axes if ax.get_label() == name) for name in ("signs", "practices"))
    for gid in (None, "aside"):
        tops = []
        for ax in (signs, nights):
            said = [ax._left_title] if gid is None else [text for text in ax.texts if text.get_gid() == gid]
            tops.append(max(text.get_window_extent().y0 for text in said))
            assert min(text.get_window_extent().y0 for text in said) > ax.bbox.y1, "a title lies on its panel"
        assert tops[0] == pytest.approx(tops[1], abs=1.5)


def test_the_card_is_1080_by_1350_with_text_of_at_least_eleven_pixels_on_a_phone() -> None:
    figure = weekly_chart(full(), layout="card")
    assert tuple(figure.get_size_inches() * figure.dpi) == pytest.approx((1080, 1350))
    smallest = min(text.get_fontsize() for text in figure.findobj(Text) if text.get_text())
    # Where the picture is as wide as the screen of a phone: 400 pixels.
    assert smallest / 72 / figure.get_figwidth() * 400 >= 9.5
    with pytest.raises(HeartdataError, match="allowed are page and card"):
        weekly_chart(full(), layout="poster")  # type: ignore[arg-type]


def test_the_headline_and_the_question_come_first() -> None:
    progress = {**bare().progress, "state": "stuck", "alert": "stuck", "reason": "it has stayed about the same",
                "question": "It may be holding level: does that fit how it feels to you?"}  # fmt: skip
    said = [text.get_text() for text in weekly_chart(bare(progress=progress)).texts]
    first = [bare().title, headline(bare(progress=progress)), lead(bare(progress=progress)),
             "Does that fit how it feels to you?"]  # fmt: skip
    assert " ".join(said).startswith(" ".join(first))
    assert "entry" in " ".join(said).removeprefix(" ".join(first))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_support_is_on_the_page_with_the_own_contact_first(layout: Layout) -> None:
    def foot(support: dict[str, str]) -> str:
        figure = weekly_chart(replace(full(), support=support), layout=layout)
        return " ".join(text.get_text() for text in figure.texts)

    assert "You could" not in foot({})
    assert "If it's too much right now: your local emergency number" in foot({})
    own = foot({"name": "Ana $1 \u4e2d", "contact": "after six, " + "0" * 500})
    assert re.search(r"You could call Ana \\\$1 .+ \(after six, 0{30,40}…\)\.* If it's too much right now", own)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_in_hard_weeks_a_person_and_help_come_before_the_headline_and_only_there(layout: Layout) -> None:
    shown = [text.get_text() for text in weekly_chart(full(help_first=True), layout=layout).texts]
    said = " ".join(shown)
    assert shown[0] == full().title
    assert shown[1] == "You could call Sam next door (0123)."
    assert said.index("befrienders.org") < said.index(headline(full())) < said.index("not a medical device")
    assert said.count("befrienders.org") == 1
    assert alt_text(full(help_first=True)).startswith(f"{full().title}. You could call Sam next door (0123). If it's")
    assert "befrienders" not in alt_text(full())


def test_long_help_reduces_panels_and_labels_do_not_overlap() -> None:
    figure = weekly_chart(full(help_first=True, unsafe=True, age="teen"))
    assert figure.get_figheight() <= 11.69
    figure.draw_without_rendering()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    assert "How it has been since then" in titles
    assert len(titles) <= len(weekly_chart(full()).axes)
    for ax in figure.axes:
        boxes = [label.get_window_extent() for label in ax.get_yticklabels() if label.get_text()]
        boxes.sort(key=lambda box: box.y0)
        assert all(low.y1 <= high.y0 + 3 for low, high in pairwise(boxes))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("help_first", [False, True])
def test_first_days_show_only_a_few_warm_words(layout: Layout, help_first: bool) -> None:
    review = full(first_days=True, loss_kind="pet", help_first=help_first)
    figure = weekly_chart(review, layout=layout)
    said = " ".join(text.get_text() for text in figure.texts)
    assert figure.axes == []
    for line in [*review.first_words(), *review.help_lines(), LATER, NOT_A_DEVICE]:
        assert said.count(line) == 1, line
    assert said.index("I'm so sorry") < said.index("Sam next door") < said.index(LATER)
    rest = said.replace(review.title, "").replace("0123", "")
    assert not re.search(r"[\d?]|entry|mood|usual", rest)
    assert alt_text(review) == " ".join([f"{review.title}.", *review.first_words(), *review.help_lines(), LATER])


def test_panels_do_not_cover_each_other() -> None:
    for layout in LAYOUTS:
        figure = weekly_chart(full(), layout=layout)
        figure.draw_without_rendering()
        boxes = [ax.get_tightbbox() for ax in figure.axes]
        for one, other in combinations(boxes, 2):
            overlap = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
            # A mark may reach over the edge of its field by a hair.
            assert min(overlap) < 4


@pytest.mark.slow
@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_labels_of_any_kind_are_drawn_inside_the_panel(label: str) -> None:
    days = [bare().first_day - timedelta(days=k) for k in (0, 3, 30, 50)]
    review = bare(marked=[{"day": day, "label": label, "kind": "other"} for day in days])
    figure = weekly_chart(review)
    figure.draw_without_rendering()
    (panel,) = [ax for ax in figure.axes if ax.get_label() == "course"]
    box = panel.get_window_extent()
    for text in panel.texts:
        drawn = text.get_window_extent()
        assert drawn.x0 > box.x0 - 100
        assert drawn.x1 < box.x1 + 25
    for kind in ("png", "pdf", "svg"):
        figure.savefig(io.BytesIO(), format=kind, dpi=30)


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_names_of_practices_of_any_kind_are_drawn(label: str) -> None:
    label = label.encode(errors="ignore").decode()  # No table holds half a letter.
    done = pd.DataFrame({"day": [pd.Timestamp(bare().first_day)], "name": [label or "x"], "kind": ["contact"]})
    review = full(practice_days=done, trial={**(full().trial or {}), "practice": label})
    for plot in (plot_practices, plot_trial):
        plot(review).figure.savefig(io.BytesIO(), format="png", dpi=30)
        inline_svg(plot, review, "one")


@pytest.mark.parametrize("plot", [plot_course, plot_mood_weeks])
def test_labels_without_room_are_counted(plot: Callable[..., Axes]) -> None:
    shown = plot(strange("an event on every day"))
    said = [text.get_text() for text in shown.texts]
    labels = [text for text in said if text.startswith("marked day")]
    (unnamed,) = re.findall(r"(\d+) marked days unnamed", " ".join(said[::-1]))
    assert labels
    assert len(labels) + int(unnamed) == 84
    boxes = [text.get_window_extent() for text in shown.texts if text.get_text() in labels]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_names_of_marked_days_are_whole_and_no_line_of_another_day_crosses_them() -> None:
    last = bare().last_day
    named = "the day on which we moved out of the house that she had built with her own hands"
    days = [(last - timedelta(days=n), label) for n, label in ((40, "a loss"), (33, named), (26, "new job"), (5, "x"))]
    review = bare(marked=[{"day": day, "label": label, "kind": "other"} for day, label in days])
    for wide in (4.0, 7.2):
        figure = Figure(figsize=(wide, 5))
        ax = plot_course(review, figure.add_axes((0.05, 0.1, 0.9, 0.5)))
        figure.draw_without_rendering()
        shown = " ".join(text.get_text() for text in ax.texts)
        assert set(named.split()) <= set(shown.replace(",", " ").split())
        lines = [c for c in ax.collections if isinstance(c, LineCollection) and not c.get_clip_on()]
        for day, label in days:
            words = label.split()[0]
            (box,) = [t.get_window_extent() for t in ax.texts if t.get_text().startswith(words)][:1]
            for other, _ in days:
                if other == day:
                    continue
                x = ax.transData.transform((time_axis.day_x(other, 0.5), 0))[0]
                top = max(line.get_window_extent().y1 for line in lines
                          if abs(line.get_segments()[0][0][0] - time_axis.day_x(other, 0.5)) < 0.01)  # fmt: skip
                assert not (box.x0 < x < box.x1 and top > box.y0 + 2), (label, other)


@pytest.mark.parametrize("more", ["", "names", "alone"])
def test_everything_fits_on_the_paper(more: str) -> None:
    names = [LABELS["long"], LABELS["one long word"], LABELS["chinese"] * 4, LABELS["emoji"] * 3]
    done = pd.DataFrame({"day": pd.Timestamp(bare().first_day), "name": names, "kind": "practice"})
    review = full(practice_days=done) if more else full()
    figure = weekly_chart(replace(review, signs=[]) if more == "alone" else review)
    figure.draw_without_rendering()
    width = figure.get_window_extent().width
    for ax in figure.axes:
        for text in (*ax.texts, ax.title, *figure.texts, *ax.get_xticklabels(), *ax.get_yticklabels()):
            drawn = text.get_window_extent()
            assert drawn.x0 >= 0, text
            assert drawn.x1 <= width, text


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_week_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    one, other = (save_chart(weekly_chart(full()), tmp_path / f"{n}.{kind}", alt="x").read_bytes() for n in "ab")
    assert one == other


def test_a_chart_is_png_svg_or_pdf(tmp_path: Path) -> None:
    with pytest.raises(HeartdataError, match=r"must end in \.png, \.svg or \.pdf"):
        save_chart(weekly_chart(bare()), tmp_path / "week.gif")


def test_pyplot_is_never_imported() -> None:
    check = (
        "import sys, heartdata as hd; r = hd.review_week(hd.simulate_logs(seed=1, days=60)); hd.weekly_chart(r);"
        "hd.weekly_report(r).html; print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_notebook_displays_a_chart() -> None:
    content, size = weekly_chart(bare())._repr_png_()  # type: ignore[attr-defined]
    assert content.startswith(b"\x89PNG")
    assert size == {"width": 827}


def luminance(colour: str, alpha: float = 1.0) -> float:
    red, green, blue = (alpha * c + 1 - alpha for c in to_rgb(colour))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


def test_states_are_distinguishable_without_colour() -> None:
    looks = [(hatch, round(luminance(colour, 0.5), 2)) for colour, hatch in STATE_LOOKS.values()]
    for (hatch, light), (other_hatch, other_light) in combinations(looks, 2):
        assert hatch != other_hatch or abs(light - other_light) > 0.2


def test_text_contrast() -> None:
    for colour in (style.INK, style.SOFT):
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_event_markers_differ_in_shape() -> None:
    assert set(EVENT_MARKS) == set(EVENT_KINDS)
    assert len(set(EVENT_MARKS.values())) == len(EVENT_KINDS)


def test_no_usual_line_without_a_usual() -> None:
    review = bare(mood={**bare().mood, "usual": None})
    for plot in (plot_week, plot_mood_weeks):
        assert not [text for text in plot(review).texts if "usual" in text.get_text()]


def test_days_without_an_entry_stay_empty() -> None:
    drawn = [text.get_text() for text in plot_week(strange("one entry")).texts]
    assert drawn.count("no entry") == 6


def test_a_day_has_the_persons_own_word_and_days_to_come_are_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    class Today(date):
        @classmethod
        def today(cls) -> date:
            return MONDAY + timedelta(days=2)

    monkeypatch.setattr("heartdata.review.week.date", Today)
    days = [rating(MONDAY + timedelta(days=n), value) for n, value in enumerate((7.5, NAN, 4.0))]
    answers = table("ratings", days).assign(raw=["good", "numb", "4/10 points"])
    drawn = [text.get_text() for text in plot_week(review_week(hd.Logs(ratings=answers))).texts]
    assert [word for word in drawn if not re.match("Mon|Tue|Wed|Thu|Fri|Sat|Sun|green", word)] == [
        "good", "numb", "4.0", "to come", "to come", "to come", "to come",
    ]  # fmt: skip


def test_a_line_of_the_diary_in_place_of_a_mood_is_never_drawn_or_described() -> None:
    line = "we walked to the lake and I could not stop thinking of her"
    answers = table("ratings", [rating(MONDAY, 5.0), rating(MONDAY, NAN)]).assign(raw=[line, line])
    review = review_week(hd.Logs(ratings=answers))
    drawn = [text.get_text() for text in plot_week(review).texts]
    assert not any("lake" in text for text in (*drawn, alt_text(review)))
    assert "5.0" in drawn


def test_panel_works_on_its_own() -> None:
    drawn = inline_svg(plot_week, full(), "days")
    assert drawn == inline_svg(plot_week, full(), "days")
    assert len(drawn.view_box.split()) == 4
    for word in ("<style", "<metadata", "<!--", "http"):
        assert word not in drawn.body
    assert 'id="days-' in drawn.body


def test_panel_svg_keeps_text_in_the_page_font() -> None:
    day = bare().first_day
    review = bare(events=[{"day": day, "label": "🐕 爸爸 אבא", "kind": "other"}])
    drawn = inline_svg(plot_mood_weeks, review, "weeks")
    assert "🐕 爸爸 אבא</text>" in drawn.body
    assert "font-family" not in drawn.body


def test_days_done_are_counted_by_week_and_empty_weeks_are_marked() -> None:
    days = [MONDAY + timedelta(days=i) for i in (0, 1, 2, 7)]
    logs = moods(
        [5.0] * 14 + [None] * 7 + [5.0] * 7,
        activities=table("activities", [activity(d, "walk", "practice") for d in days]),
    )
    ax = plot_practices(review_week(logs))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["walk"]
    first = ax.get_xlim()[0]
    shown = {round(float(x) - first - 3.5): line for line in ax.lines for x in line.get_xdata()}
    assert set(shown) == {0, 7, 14}
    # A number where it was done, a dot in the week without any entry, nothing where entries show that it was not.
    assert shown[14].get_marker() == "o"
    assert shown[0].get_marker() != "o"


def test_trial_plan_is_drawn_by_block() -> None:
    ax = plot_trial(full())
    (blocks,) = [c for c in ax.collections if isinstance(c, PolyCollection)]
    filled = [tuple(colour[:3]) != to_rgb(style.PAPER) for colour in blocks.get_facecolor()]
    assert filled == [True, False]
    spans = [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in blocks.get_paths()]
    assert spans == [(time_axis.day_x(date(2026, 5, 4)), time_axis.day_x(date(2026, 5, 25))),
                     (time_axis.day_x(date(2026, 5, 25)), time_axis.day_x(date(2026, 6, 15)))]  # fmt: skip
    strokes = [c for c in ax.collections if isinstance(c, LineCollection)]
    assert sum(len(c.get_segments()) for c in strokes) == 2


def test_weekly_level_is_drawn_only_in_weeks_that_have_one() -> None:
    review = strange("a year of gaps")
    ax = plot_mood_weeks(review)
    (bars,) = [c for c in ax.collections if isinstance(c, LineCollection) and c.get_linewidth()[0] > 2]
    drawn = {round(segment[0][0]): segment[0][1] for segment in bars.get_segments()}
    known = review.weekly["level"].dropna()
    assert drawn == {time_axis.day_x(monday.date()): level for monday, level in known.items()}


def test_signs_are_sorted_by_what_matters_now_each_with_a_mark_and_a_word() -> None:
    review = full()
    ax = plot_signs(review)
    status = {sign["sign"]: sign["status"] for sign in review.signs}
    rows = [label.get_text() for label in ax.get_yticklabels()]
    shown = [name for short in rows for name, said in SHORT_NAMES.items() if said == short]
    order = [list(STATUS_WORDS).index(status[name]) for name in shown]
    assert order == sorted(order)
    assert {status[name] for name in set(SHORT_NAMES) - set(shown)} == {"unknown"}
    words = [text.get_text() for text in ax.texts if text.get_gid() is None]
    assert [said for said, name in zip(words, shown, strict=True) if status[name] != "quiet"] == [
        STATUS_WORDS[status[name]] for name in shown if status[name] != "quiet"
    ]
    assert any("Not tracked: " in text.get_text() for text in ax.texts)
    looks = {(str(m["marker"]), m.get("fillstyle"), m["markersize"]) for m in MARKS.values()}
    assert len(looks) == len(STATUS_WORDS)


def test_words_of_a_day_leave_room_for_a_wider_font() -> None:
    review = full()
    ratings = review.ratings.assign(raw="extraordinario")
    figure = Figure((3.4, 1.5))
    ax = plot_week(replace(review, ratings=ratings), figure.add_axes((0.1, 0.4, 0.88, 0.5)))
    room = axes_width(ax) * 72 / 7
    days = [text for text in ax.texts if text.get_text().startswith(("extra", "no "))]
    assert len(days) == 7
    for text in days:
        assert text_width(text.get_text(), text.get_fontsize(), bold=text.get_fontweight() == "bold") <= room


@pytest.mark.parametrize(("last", "said"), [(3.4, "no change"), (6.0, "unclear")])
def test_a_sign_above_its_usual_range_is_not_called_unchanged(last: float, said: str) -> None:
    review = full()
    signs = review.sign_course.copy()
    for key, value in {"status": "quiet", "usual": 3.0, "difference": 1.0, "level": 3.0}.items():
        signs[key, "fatigue"] = value
    signs.loc[signs.index[:-1], ("level", "fatigue")] = 4.0  # a range of one point
    signs.loc[signs.index[-1], ("level", "fatigue")] = last
    only = [sign | {"status": "quiet"} for sign in review.signs if sign["sign"] == "fatigue"]
    ax = plot_signs(replace(review, signs=only, sign_course=signs))
    assert [text.get_text() for text in ax.texts if text.get_gid() is None] == [said]


@pytest.mark.parametrize("name", ["improving", "stuck", "slipping", "recovered", "sparse"])
def test_every_course_has_a_chart_and_alt_text(name: str) -> None:
    review = course(name)
    said = alt_text(review)
    assert said.startswith(review.title)
    assert review.progress["sentence"] in said
    weekly_chart(replace(review, events=[])).savefig(io.BytesIO(), format="png", dpi=30)


def test_alt_text_includes_signs_marked_days_and_the_trial() -> None:
    signs = [{"label": "persistent fatigue", "status": "easing"}, {"label": "replaying", "status": "quiet"}]
    trial = {**(full().trial or {}), "sentence": "Trial of tango: day 3 of 42."}
    said = alt_text(full(signs=signs, trial=trial))
    assert "Signs, easing: persistent fatigue." in said
    assert "replaying" not in said
    assert "Marked: " in said
    assert "the lake on " in said
    assert "Trial of tango: day 3 of 42." in said
