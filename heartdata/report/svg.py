"""A panel as inline SVG: no title, the colours of the page, nothing loaded from outside."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from heartdata.charts import style
from heartdata.charts.defaults import default_style
from heartdata.charts.fonts import browser_fonts
from heartdata.review.week import WeekReview

Plot = Callable[[WeekReview, Axes], Axes]

# Small enough that text stays legible on a phone.
SIZE: Final = (4.4, 2.9)
FLAT: Final = (4.4, 1.1)
_COLOURS: Final = {
    getattr(style, name).lower(): f"var(--chart-{name.lower()})"
    for name in ("BLUE", "SKY", "GREEN", "PURPLE", "ORANGE", "INK", "SOFT", "FAINT", "PAPER")
}
# Styles would act on the whole page; metadata and comments would hold the text of labels.
_LEFT_OUT: Final = re.compile(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_REFERENCE: Final = re.compile(r'(\bid="|href="#|url\(#)')
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}\b")
_FONT: Final = re.compile(r"font-family: [^;\"]*;? ?")
_ATTRIBUTE: Final = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')


@dataclass(frozen=True)
class InlineSvg:
    """The coordinates and content of an ``<svg>`` element; its ids begin with the panel's name."""

    view_box: str
    body: str


def inline_svg(plot: Plot, review: WeekReview, name: str, size: tuple[float, float] = SIZE) -> InlineSvg:
    """Draw one panel for a page."""
    content = io.StringIO()
    # Text stays text, so that the browser's fonts draw it and it can be searched; the salt makes ids repeatable.
    text_as_text = default_style(svg_hashsalt="heartdata", svg_fonttype="none")
    with browser_fonts(), text_as_text, warnings.catch_warnings():
        figure = Figure(figsize=size, facecolor="none", layout="constrained")
        # Here text is only measured.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        style.remove_title(plot(review, figure.add_subplot(facecolor="none")))
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    text = content.getvalue()
    found = re.search(r'<svg[^>]*viewBox="([^"]*)"[^>]*>(.*)</svg>', text, re.DOTALL)
    if found is None:
        raise ValueError("matplotlib wrote no <svg> element")
    body = _REFERENCE.sub(rf"\g<1>{name}-", _LEFT_OUT.sub("", found[2]))
    body = _FONT.sub("", body)
    # var() works in a style, not in an attribute.
    body = _ATTRIBUTE.sub(r'style="\1: \2"', body)
    body = _COLOUR.sub(lambda colour: _COLOURS.get(colour[0], colour[0]), body)
    return InlineSvg(found[1], re.sub(r"\s*\n\s*", " ", body).strip())
