"""Draw and save under matplotlib's own defaults, whatever ``matplotlibrc`` or style is around."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Final

# What matplotlib reads in the current folder when it is first imported may have come with somebody's exports.
_AWAY: Final = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120


@contextlib.contextmanager
def _elsewhere() -> Iterator[None]:
    try:
        before = os.getcwd()  # noqa: PTH109
        os.chdir(_AWAY)
    except OSError:  # the current folder is gone, so there is nothing in it
        yield
        return
    try:
        yield
    finally:
        os.chdir(before)


if "matplotlib" in sys.modules:
    import matplotlib as mpl
else:
    with _elsewhere():
        import matplotlib as mpl

# The package's own typeface, and the one that comes with matplotlib for what it lacks.
FAMILIES: Final = ("Atkinson Hyperlegible Next", "DejaVu Sans")
# Letters keep their shape and distance, as widths are measured; fitting them to the pixels also takes longer.
_LOOK: Final = {"font.family": list(FAMILIES), "text.hinting": "none"}
# Not of the look, and not to be changed under somebody's notebook.
_KEPT: Final = ("backend", "interactive", "toolbar", "timezone", "date.epoch", "webagg", "tk.", "savefig.directory")


_active: ContextVar[bool] = ContextVar("default_style", default=False)


@contextlib.contextmanager
def default_style(**own: str) -> Iterator[None]:
    """Draw under matplotlib's defaults and `own` settings, with ``_`` for a dot."""
    if _active.get() and not own:
        yield
        return
    defaults: Any = {} if _active.get() else mpl.rcParamsDefault
    look: Any = {key: value for key, value in defaults.items() if not key.startswith(_KEPT)}
    look |= {} if _active.get() else _LOOK
    look |= {key.replace("_", "."): value for key, value in own.items()}
    token = _active.set(True)
    try:
        with mpl.rc_context(look):
            yield
    finally:
        _active.reset(token)
