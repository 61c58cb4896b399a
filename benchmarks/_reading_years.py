"""Measure the time to read ten years of daily use of each format."""

from __future__ import annotations

import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Final

import heartdata as hd
from benchmarks._ten_years import days_in, write_ten_years
from heartdata.readers import FORMATS

__all__ = ["measure_years"]

# Each day of the ten years must be read; nights may begin or end a day outside them.
_NEAR: Final = 40


def measure_years(forms: list[str]) -> list[dict[str, Any]]:
    """Read ten years of each format twice; the better time counts, as the first includes the reader's imports.

    Parameters
    ----------
    forms : list of str
        The formats; empty for all.

    Returns
    -------
    list of dict
        ``form``, ``files``, ``mb``, ``rows`` and ``days`` (read), ``rejected``, ``cpu`` [CPU s] and ``made``, in words;
        of a format that could not be made or read whole, ``form`` and ``wrong``, in words.
    """
    return [_measured(form) for form in forms or sorted(form.name for form in FORMATS)]


def _measured(form: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", hd.HeartdataWarning)
        folder = Path(made)
        try:
            how, days = write_ten_years(form, folder)
            files = [path for path in folder.iterdir() if path.suffix != ".toml"]
            runs = []
            for _ in range(2):
                begin = time.process_time()
                logs = hd.read_logs(folder)
                runs.append(time.process_time() - begin)
            found = set(logs.sources["format"])
            assert found == {form}, f"read as {', '.join(sorted(found))}"
            assert abs(days_in(logs) - days) <= _NEAR, f"{days_in(logs)} days of {days} were read"
            assert logs.rejected.empty, f"{len(logs.rejected)} rows were rejected"
        except Exception as error:  # noqa: BLE001  (one format must not hide the others)
            return {"form": form, "wrong": f"{type(error).__name__}: {error}"}
        return {
            "form": form,
            "files": len(files),
            "mb": sum(path.stat().st_size for path in files) / 1e6,
            "rows": int(logs.sources["rows"].sum()),
            "days": days_in(logs),
            "rejected": len(logs.rejected),
            "cpu": min(runs),
            "made": how,
        }
