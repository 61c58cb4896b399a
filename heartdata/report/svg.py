"""A panel as inline SVG: no title, the colours of the page, tooltips without scripts, nothing loaded from outside."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from matplotlib.axes import Axes

from heartdata.charts import style
from heartdata.charts.calendar import MOODS
from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import browser_fonts
from heartdata.review.week import WeekReview

Plot = Callable[[WeekReview, Axes], Axes]

_FRAME: Final = style.Frame(4.4, 2.9, left=0.6, above=0.4, below=0.5)
_COLOURS: Final = {
    **{
        getattr(style, name).lower(): f"var(--chart-{name.lower()})"
        for name in ("BLUE", "SKY", "GREEN", "PURPLE", "ORANGE", "INK", "SOFT", "FAINT", "PAPER", "USUAL")
    },
    **{colour.lower(): f"var(--chart-mood-{place})" for place, colour in enumerate(MOODS, start=1)},
}
# Styles would act on the whole page; metadata and comments would hold the text of labels.
_LEFT_OUT: Final = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_REFERENCE: Final = re.compile(r'(\bid="|href="#|url\(#)')
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}\b")
_FONT: Final = re.compile(r"font-family: [^;\"]*;? ?")
_ATTRIBUTE: Final = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')
_MARK: Final = re.compile(r"<defs>.*?</defs>|<(use|path)\b([^>]*)/>", re.DOTALL)


@dataclass(frozen=True)
class InlineSvg:
    """The coordinates and content of an ``<svg>`` element; its ids begin with the panel's name."""

    view_box: str
    body: str


def inline_svg(
    plot: Plot, review: WeekReview, name: str, frame: style.Frame = _FRAME, *, tooltips: bool = True
) -> InlineSvg:
    """Draw one panel for a page."""
    content = io.StringIO()
    # Text stays text, so that the browser's fonts draw it and it can be searched; the salt makes ids repeatable.
    text_as_text = default_style(svg_hashsalt="heartdata", svg_fonttype="none")
    with browser_fonts(), text_as_text, warnings.catch_warnings():
        ax = style.framed_axes(frame, paper="none")
        # Here text is only measured.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        style.remove_title(plot(review, ax))
        figure = ax.figure
        if not isinstance(figure, style.Chart):
            raise TypeError("a framed panel is in a figure of its own")
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    text = content.getvalue()
    found = re.search(r'<svg[^>]*viewBox="([^"]*)"[^>]*>(.*)</svg>', text, re.DOTALL)
    if found is None:
        raise ValueError("matplotlib wrote no <svg> element")
    body = _LEFT_OUT.sub("", found[2])
    if tooltips:
        body = _with_tooltips(body, figure.tooltips)
    body = _REFERENCE.sub(rf"\g<1>{name}-", body)
    body = _FONT.sub("", body)
    # var() works in a style, not in an attribute.
    body = _ATTRIBUTE.sub(r'style="\1: \2"', body)
    body = _COLOUR.sub(lambda colour: _COLOURS.get(colour[0], colour[0]), body)
    return InlineSvg(found[1], re.sub(r"\s*\n\s*", " ", body).strip())


def _with_tooltips(body: str, tooltips: Mapping[str, Sequence[str]]) -> str:
    """Give each mark of the named groups a ``<title>``, which browsers show on hover."""
    for group, texts in tooltips.items():
        before, named, after = body.partition(f'<g id="{group}">')
        inside, following, rest = after.partition('<g id="')
        waiting = iter(texts)
        marked = _MARK.sub(lambda mark: _with_title(mark, next(waiting, "")) if mark[1] else mark[0], inside)  # noqa: B023
        body = f"{before}{named}{marked}{following}{rest}"
    return body


def _with_title(mark: re.Match[str], text: str) -> str:
    return f"<{mark[1]}{mark[2]}><title>{escape(text)}</title></{mark[1]}>"
