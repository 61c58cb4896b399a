"""Where the sample data and the notebooks are: in a checkout beside the package, in an installed package inside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["notebooks", "sample_data"]


def sample_data() -> Path:
    """Find the synthetic sample data.

    Returns
    -------
    Path
        A folder of exports with its ``heartdata.toml``.
    """
    return _shipped("sample_data")


def notebooks() -> Path:
    """Find the notebooks.

    Returns
    -------
    Path
        A folder of them, numbered in reading order.
    """
    return _shipped("notebooks")


def _shipped(name: str) -> Path:
    here = Path(__file__).parent
    inside = here / "_shipped" / name
    return inside if inside.is_dir() else here.parent / name
