"""Progress bars for what takes long: on stderr, only where that is a terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Final, TypeVar

__all__ = ["bar", "counted", "no_bars"]

_Item = TypeVar("_Item")
_Done = Callable[[int], object]
# Heuristic: what is done sooner needs no bar.
_DELAY_S: Final = 1.0
_wanted: Final = ContextVar("wanted", default=True)


@contextlib.contextmanager
def no_bars() -> Iterator[None]:
    """Show none meanwhile."""
    token = _wanted.set(False)
    try:
        yield
    finally:
        _wanted.reset(token)


@contextlib.contextmanager
def bar(name: str, *, total: int | None = None, unit: str = "B", after_s: float = 0.0) -> Iterator[_Done]:
    """Show how far something has come."""
    if not _wanted.get() or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(total=total, unit=unit, unit_scale=unit == "B", desc=name, leave=False, delay=after_s) as shown:
        yield shown.update


def counted(items: Iterable[_Item], name: str, unit: str) -> Iterator[_Item]:
    """Go through items and show how many are done."""
    with bar(name, unit=unit, after_s=_DELAY_S) as done:
        for item in items:
            yield item
            done(1)
