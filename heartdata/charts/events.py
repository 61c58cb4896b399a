"""Marked days on a time axis: a line, a marker, and a label if there is room."""

from __future__ import annotations

from typing import Any, Final

from matplotlib.axes import Axes

from heartdata.charts.fonts import clip, drawable, font_families, text_width
from heartdata.charts.style import INK, LABEL_BOX, ORANGE, SMALL, axes_width
from heartdata.charts.time_axis import day_x
from heartdata.review.week import WeekReview

EVENT_MARKS: Final = {"loss": "D", "anniversary": "o", "change of approach": "^", "illness": "P", "other": "s"}
_LANES: Final = 4
_LANE: Final = 14.0
# Half the width of a mark [pt].
_MARK: Final = 4.0
# Letters of a label; if the longest does not fit, a shorter one is tried.
_LONGEST: Final = (44, 26, 14)


def draw_events(review: WeekReview, ax: Axes) -> int:
    """Draw the marked days; return how many have no label."""
    events = sorted(review.events, key=lambda event: (event["kind"] != "loss", -event["day"].toordinal()))
    if not events:
        return 0
    for kind in dict.fromkeys(event["kind"] for event in events):
        places = [day_x(event["day"], 0.5) for event in events if event["kind"] == kind]
        ax.vlines(places, 0, 0.97, transform=ax.get_xaxis_transform(), color=ORANGE, linewidth=1.3, zorder=1)
        ax.scatter(
            places, [0.97] * len(places), marker=EVENT_MARKS.get(kind, "s"), s=34, color=INK, zorder=6,
            transform=ax.get_xaxis_transform(), clip_on=False, linewidths=0,
        )  # fmt: skip
    left, right = ax.get_xlim()
    scale = axes_width(ax) * 72 / (right - left)
    places = [(day_x(event["day"], 0.5) - left) * scale for event in events]
    # The markers are in the first lane.
    taken = [[(place - _MARK, place + _MARK) for place in places], *([] for _ in range(_LANES - 1))]
    return sum(not _draw_label(ax, event, place, taken) for event, place in zip(events, places, strict=True))


def _draw_label(ax: Axes, event: dict[str, Any], at: float, taken: list[list[tuple[float, float]]]) -> bool:
    label, room = drawable(event["label"]) or event["kind"], axes_width(ax) * 72
    for text in dict.fromkeys(clip(label, longest) for longest in _LONGEST):
        wide = text_width(text, SMALL) + 12
        late = at + wide > room
        span = (at - wide, at - _MARK - 1) if late else (at + _MARK + 1, at + wide)
        free = (n for n, others in enumerate(taken) if all(span[1] < a or b < span[0] for a, b in others))
        lane = next(free, None)
        if lane is None or span[0] < 0:
            continue
        taken[lane].append(span)
        ax.annotate(
            text, (day_x(event["day"], 0.5), 0.97), (-7 if late else 7, -_LANE * lane),
            xycoords=ax.get_xaxis_transform(), textcoords="offset points", ha="right" if late else "left",
            va="center", fontsize=SMALL, fontfamily=font_families(text), color=INK, bbox=LABEL_BOX, zorder=5,
            annotation_clip=False,
        )  # fmt: skip
        return True
    return False
