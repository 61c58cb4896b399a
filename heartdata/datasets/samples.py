"""Paths of the sample data and the notebooks: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path


def sample_data() -> Path:
    """Return the folder of the synthetic sample data."""
    return _find("sample_data")


def notebooks() -> Path:
    """Return the folder of the notebooks."""
    return _find("notebooks")


def _find(name: str) -> Path:
    here = Path(__file__).parents[1]
    inside = here / "_bundled" / name
    return inside if inside.is_dir() else here.parent / name
