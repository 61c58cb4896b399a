from __future__ import annotations

from pathlib import Path

from heartdata.core.daily import to_daily
from heartdata.readers import read_logs
from tests.readers.helpers import (
    DATA,
)


def test_together_with_the_file_of_sleep_a_night_counts_once_and_with_its_stages(tmp_path: Path) -> None:
    for folder in ("samsung", "samsung_stages"):
        for given_file in (DATA / folder).glob("com.samsung.*.csv"):
            (tmp_path / given_file.name).write_bytes(given_file.read_bytes())
    daily = to_daily(read_logs(tmp_path))
    assert daily.loc["2026-03-02", ["sleep_hours", "sleep_efficiency", "sleep_quality"]].tolist() == [7.5, 7.5 / 8, 8.2]
    assert daily.loc["2026-03-03", "sleep_hours"] == 8.5
