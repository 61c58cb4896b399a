"""The widgets of the explorers; ipywidgets and anywidget are imported only when an explorer opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from html import escape
from importlib import import_module, resources
from typing import Any, Final

from heartdata.errors import HeartdataError
from heartdata.explore.drawing import Drawing
from heartdata.explore.known import Known

_NEEDED: Final = ("ipywidgets", "anywidget", "traitlets")
_LABELS: Final = {"description_width": "initial"}


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise HeartdataError(
            "an explorer needs ipywidgets and anywidget; run pip install 'heartdata[notebooks]'. "
            "The plot_* and table functions of heartdata.explore and heartdata.charts work without them"
        ) from None


@cache
def _picture_class() -> Any:
    widget, traits = _imported("anywidget").AnyWidget, _imported("traitlets")
    here = resources.files("heartdata.explore")

    class Picture(widget):  # type: ignore[misc,valid-type]
        """A picture whose days can be chosen; `read` gives the HTML of a chosen day, which is never kept as state."""

        _esm = (here / "picture.js").read_text(encoding="utf-8")
        _css = (here / "picture.css").read_text(encoding="utf-8")
        image = traits.Unicode().tag(sync=True)
        alt = traits.Unicode().tag(sync=True)
        places = traits.List().tag(sync=True)  # left, top, width and height of each day, as shares of the picture
        labels = traits.List().tag(sync=True)  # what hovering over a day says
        steps = traits.List([1, 7]).tag(sync=True)  # days for an arrow key across and down
        chosen = traits.Int(-1).tag(sync=True)

        def __init__(self, drawing: Drawing, *, read: Callable[[int], str] | None = None, **more: Any) -> None:
            super().__init__(**more)
            self.read = read
            self.show(drawing)
            self.on_msg(self._answer)

        def show(self, drawing: Drawing) -> None:
            """Show another drawing."""
            with self.hold_sync():
                self.image, self.alt = drawing.image, drawing.alt
                self.places, self.labels = drawing.places, drawing.labels

        def _answer(self, _: Any, asked: dict[str, Any], __: Any) -> None:
            day = asked.get("read")
            if self.read is not None and isinstance(day, int) and 0 <= day < len(self.labels):
                self.send({"day": day, "html": self.read(day)})

    return Picture


@cache
def _explorer_class() -> Any:
    box = _imported("ipywidgets").VBox

    class Explorer(box):  # type: ignore[misc,valid-type]
        """Widgets one below the other; a saved notebook keeps only the title."""

        def __init__(self, title: str, shown: Sequence[Any]) -> None:
            super().__init__(shown, layout={"max_width": "960px"})
            self.title = title

        def __repr__(self) -> str:
            return f"{self.title}: run the cell to explore"

    return Explorer


def picture(drawing: Drawing, **more: Any) -> Any:
    """Return a widget that shows a drawing."""
    return _picture_class()(drawing, **more)


def choice(label: str, options: Sequence[tuple[str, Any]] | Sequence[str], value: Any = None) -> Any:
    """Return a list to choose from."""
    first = options[0]
    value = (first[1] if isinstance(first, tuple) else first) if value is None else value
    layout = {"width": "auto", "max_width": "36em"}
    field = _imported("ipywidgets").Dropdown
    return field(description=label, options=list(options), value=value, style=_LABELS, layout=layout)


def day_choice(label: str, day: date, first: date, last: date) -> Any:
    """Return a field for a day."""
    picker = _imported("ipywidgets").DatePicker
    layout = {"width": "auto"}
    return picker(description=label, value=day, min=first, max=last, style=_LABELS, layout=layout)


def number_choice(label: str, value: float, low: float, high: float, step: float) -> Any:
    """Return a field for a number."""
    field = _imported("ipywidgets").BoundedFloatText
    return field(description=label, value=value, min=low, max=high, step=step, style=_LABELS,
                 layout={"width": "auto"})  # fmt: skip


def text(html: str = "") -> Any:
    """Return a place for text, which screen readers announce when it changes."""
    return _imported("ipywidgets").HTML(html)


def row(*children: Any) -> Any:
    """Put widgets side by side, in more lines where there is no room."""
    return _imported("ipywidgets").HBox(children, layout={"flex_flow": "row wrap", "align_items": "center"})


def explorer(known: Known, title: str, *children: Any) -> Any:
    """Put an explorer together; in hard weeks a person comes first, and in the first days nothing else is shown."""
    review = known.review
    if review.first_days:
        shown = [paragraphs([*review.alarm_lines(), *review.first_words(), *review.help_lines()])]
    else:
        shown = [*([paragraphs(known.person_first)] if known.person_first else []), *children]
    return _explorer_class()(title, shown)


def paragraphs(lines: Sequence[str]) -> Any:
    """Return lines one below the other."""
    return text("".join(f"<p style='margin: 0.2em 0'>{escape(line)}</p>" for line in lines))


def on_change(update: Callable[[], None], *widgets: Any) -> None:
    """Call `update` now and whenever a value changes."""
    for widget in widgets:
        widget.observe(lambda _: update(), "value")
    update()
