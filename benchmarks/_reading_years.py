"""Measure how long ten years of daily use of each format take to read."""

from __future__ import annotations

import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import heartdata as hd
from benchmarks._ten_years import write_ten_years
from heartdata.readers import FORMATS

__all__ = ["measure_years"]


def measure_years(forms: list[str]) -> list[dict[str, Any]]:
    """Read ten years of each format twice; the better counts, as the first also imports what the reader needs.

    Parameters
    ----------
    forms : list of str
        The formats; empty for all.

    Returns
    -------
    list of dict
        ``form``, ``files``, ``mb``, ``rows`` (read), ``rejected``, ``cpu`` [CPU s] and ``made``, in words.
    """
    found = []
    for form in forms or sorted(form.name for form in FORMATS):
        with tempfile.TemporaryDirectory() as made, warnings.catch_warnings():
            warnings.simplefilter("ignore", hd.HeartdataWarning)
            folder = Path(made)
            how = write_ten_years(form, folder)
            files = [path for path in folder.iterdir() if path.suffix != ".toml"]
            runs = []
            for _ in range(2):
                begin = time.process_time()
                logs = hd.read_logs(folder)
                runs.append(time.process_time() - begin)
            found.append(
                {
                    "form": form,
                    "files": len(files),
                    "mb": sum(path.stat().st_size for path in files) / 1e6,
                    "rows": int(logs.sources["rows"].sum()),
                    "rejected": len(logs.rejected),
                    "cpu": min(runs),
                    "made": how,
                }
            )
    return found
