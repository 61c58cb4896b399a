"""Differences in words: always with their sign, except for nought, which has none."""

from __future__ import annotations

__all__ = ["signed"]


def signed(value: float) -> str:
    """Write a difference with one decimal place.

    Parameters
    ----------
    value : float
        The difference.

    Returns
    -------
    str
        Such as ``+0.4``, ``-1.2`` and ``0.0``; never ``-0.0``.

    Examples
    --------
    >>> signed(0.44), signed(-0.04), signed(-1.2)
    ('+0.4', '0.0', '-1.2')
    """
    written = f"{value:+.1f}"
    return "0.0" if written in ("+0.0", "-0.0") else written
