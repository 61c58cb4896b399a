"""Where the sample data are: in a checkout beside the package, in an installed package inside it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["sample_data"]


def sample_data() -> Path:
    """Find the synthetic sample data.

    Returns
    -------
    Path
        A folder of exports with its ``heartdata.toml``.
    """
    here = Path(__file__).parent
    inside = here / "_shipped" / "sample_data"
    return inside if inside.is_dir() else here.parent / "sample_data"
