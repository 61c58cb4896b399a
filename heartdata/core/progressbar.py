"""Progress bars on stderr, where that is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Final, TypeVar

_Item = TypeVar("_Item")
_Advance = Callable[[int], object]
# Heuristic: shorter work needs no bar.
_DELAY_S: Final = 1.0
_shown: Final = ContextVar("shown", default=True)


@contextlib.contextmanager
def hide_progress() -> Iterator[None]:
    """Hide all progress bars."""
    token = _shown.set(False)
    try:
        yield
    finally:
        _shown.reset(token)


@contextlib.contextmanager
def progress_bar(name: str, *, total: int | None = None, unit: str = "B", after_s: float = 0.0) -> Iterator[_Advance]:
    """Show a progress bar; yields the function that advances it."""
    if not _shown.get() or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, unit_scale=unit == "B", desc=name, leave=False, delay=after_s) as tqdm_bar:
        yield tqdm_bar.update


def track_items(items: Iterable[_Item], name: str, unit: str) -> Iterator[_Item]:
    """Iterate over items with a progress bar."""
    with progress_bar(name, unit=unit, after_s=_DELAY_S) as advance:
        for item in items:
            yield item
            advance(1)
