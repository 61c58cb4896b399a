"""Charts look the same whatever settings of matplotlib lie around."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

from heartdata.charts import plot_week, save_chart, weekly_chart
from tests.made_logs import daylio_csv
from tests.made_reviews import full

LOUD = {"text.usetex": True, "font.size": 40.0, "savefig.bbox": "tight", "savefig.dpi": 10, "axes.facecolor": "red"}


def test_a_style_changes_no_chart(tmp_path: Path) -> None:
    plain = save_chart(weekly_chart(full()), tmp_path / "plain.png").read_bytes()
    own = plot_week(full()).figure._repr_png_()
    with mpl.rc_context(LOUD):
        assert save_chart(weekly_chart(full()), tmp_path / "styled.png").read_bytes() == plain
        assert plot_week(full()).figure._repr_png_() == own
        assert mpl.rcParams["font.size"] == 40.0  # a notebook keeps its own


@pytest.mark.slow
@pytest.mark.parametrize("rc", [b"text.usetex: True\nfont.size: 40\naxes.facecolor: red\n", b"font.size: \xff\xfe\n"])
@pytest.mark.parametrize("name", ["c.png", "c.html", "c.pdf"])
def test_matplotlibrc_beside_the_exports_is_not_read(tmp_path: Path, rc: bytes, name: str) -> None:
    command = "weekly" if name == "c.png" else "report"
    (tmp_path / "daylio.csv").write_text(daylio_csv(60))

    def run(**env: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", "heartdata", command, "daylio.csv", "--out", name],
            cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, **env},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "rc" not in done.stderr
        return (tmp_path / name).read_bytes()

    plain = run()
    (tmp_path / "matplotlibrc").write_bytes(rc)
    assert run() == plain
