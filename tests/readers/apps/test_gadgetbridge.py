from __future__ import annotations

import time

import numpy as np
import pytest

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.gadgetbridge import FORMAT
from heartdata.readers.apps.gadgetbridge_minutes import forward_fill_stages, sum_by_quarter_hour
from tests.readers.helpers import DATA, collect, database, rows, source

HERE = DATA / "gadgetbridge"
NAMES = ["band", "watch"]
CONTENTS = [database((HERE / f"{name}.sql").read_text(encoding="utf-8"), page_size=4096) for name in NAMES]
BAND = (
    "CREATE TABLE MI_BAND_ACTIVITY_SAMPLE (TIMESTAMP, DEVICE_ID, USER_ID, RAW_INTENSITY, STEPS, RAW_KIND, HEART_RATE);"
    "WITH RECURSIVE m(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM m WHERE i < {count} - 1) "
    "INSERT INTO MI_BAND_ACTIVITY_SAMPLE SELECT 1772400000 + 60 * i, {device}, 1, 0, {steps}, {kind}, 255 FROM m;"
)


def band(count: int = 400, device: str = "1", steps: str = "0", kind: str = "121") -> bytes:
    return database(BAND.format(count=count, device=device, steps=steps, kind=kind), page_size=4096)


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", b"XIAOMI_SLEEP_TIME_SAMPLE", database("CREATE TABLE DEVICE (a);")]
)
def test_other_files_are_not_claimed_and_get_advice_if_forced(content: bytes) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="database"):
        collect(FORMAT, content)


def test_without_a_time_zone_the_clock_is_utc_and_a_note_says_so() -> None:
    collector = collect(FORMAT, CONTENTS[0])
    assert rows(collector, "sleep")[0]["start"] == "2026-03-01T22:00:00"
    assert any("time_zone" in note for note in collector.notes)


@pytest.mark.parametrize(("gap", "sleeps"), [(59, 1), (62, 2)])
def test_more_than_an_hour_awake_ends_a_sleep(gap: int, sleeps: int) -> None:
    content = band(400, kind=f"CASE WHEN i BETWEEN 100 AND {99 + gap} THEN 124 ELSE 121 END")
    assert len(rows(collect(FORMAT, content), "sleep")) == sleeps


def test_steps_of_two_devices_are_not_added_and_stay_with_their_day() -> None:
    content = band(200, device="i % 2", steps="10 + i % 2", kind="1")
    assert [v["value"] for v in rows(collect(FORMAT, content), "vitals")] == [880.0, 220.0]


@pytest.mark.parametrize("value", ["'PRIVATE'", "x'00ff'", "NULL", "1e300", "-1", "9223372036854775807"])
@pytest.mark.parametrize("column", ["device", "steps", "kind"])
def test_cells_of_any_kind(column: str, value: str) -> None:
    collector = collect(FORMAT, band(**{column: value}))
    assert "PRIVATE" not in str(collector.notes) + str(collector.tables["rejected"])


def test_half_a_year_of_minutes_is_read_quickly() -> None:
    content = band(180 * 1440, steps="i % 7", kind="CASE WHEN i % 1440 < 480 THEN 121 ELSE 1 END")
    before = time.process_time()
    assert len(rows(collect(FORMAT, content), "sleep")) == 180
    assert time.process_time() - before < 8  # about a second; room for slow machines


def test_minutes_marked_as_before_take_the_last_known_stage() -> None:
    found = forward_fill_stages(np.array([False, True, False]), np.array([0, 2, 0]), 1)
    assert found.tolist() == [1, 2, 2]


def test_steps_are_summed_by_quarter_hours() -> None:
    begins, steps = sum_by_quarter_hour(np.array([60, 840, 900]), np.array([5, 6, 7]))
    assert (begins.tolist(), steps.tolist()) == ([60, 900], [11, 7])
