"""Where the sample data and the notebooks are: in a checkout beside the package, in an installed package inside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["notebooks", "sample_data"]


def sample_data() -> Path:
    """Find the synthetic sample data."""
    return _shipped("sample_data")


def notebooks() -> Path:
    """Find the notebooks."""
    return _shipped("notebooks")


def _shipped(name: str) -> Path:
    here = Path(__file__).parents[1]
    inside = here / "_shipped" / name
    return inside if inside.is_dir() else here.parent / name
