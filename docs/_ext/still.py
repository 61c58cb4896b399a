"""The first picture and text of an explorer, for a page on which nothing can move."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from IPython.display import HTML


def still(explorer: Any) -> HTML:
    """Return an explorer's pictures and texts as they are when it opens."""
    return HTML("".join(_parts(explorer)))


def _parts(widget: Any) -> Iterator[str]:
    if hasattr(widget, "image"):
        shown = widget.image
        drawn = shown if shown.lstrip().startswith("<") else f'<img src="{escape(shown)}" alt="{escape(widget.alt)}">'
        yield f"<div>{drawn}</div>"
    elif type(widget).__name__ == "HTML":
        yield f"<div>{widget.value}</div>"
    for child in getattr(widget, "children", ()):
        yield from _parts(child)
