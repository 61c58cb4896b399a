from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import UnreadableFileError
from heartdata.readers import FORMATS, read_logs
from heartdata.readers.apps.apple_health.reader import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.apple_layouts import collect, export, record, source

DATA = Path(__file__).parents[1] / "data" / "apple_health"
GOLDEN = DATA / "export.xml"
BERLIN = Profile(time_zone="Europe/Berlin")
SLEEP = "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset".split()
STAGE = "HKCategoryValueSleepAnalysis"


def nights(collector: Collector) -> list[dict[str, Any]]:
    return [dict(zip(SLEEP, row, strict=False)) for row in collector.tables["sleep"]]


def vitals(collector: Collector, name: str) -> list[tuple[Any, ...]]:
    return [(row[0] or row[1], row[3]) for row in collector.tables["vitals"] if row[2] == name]


def at(clock: str, day: int = 15) -> str:
    return f"2026-01-{day:02d} {clock}:00 +0100"


def slept(stage: str, start: str, end: str, *, by: str = "Watch", zone: str = "") -> str:
    return record("SleepAnalysis", start, end, STAGE + stage, by=by, zone=zone)


def test_notes_say_what_was_left_out() -> None:
    notes = collect(GOLDEN.read_bytes()).notes
    for start in ("2 sleep periods of other", "steps of 1 day come", "1 mindful session", "State of Mind", "times are"):
        assert any(note.startswith(start) for note in notes), start


@pytest.mark.parametrize("encoding", ["UTF-canary", "Shift_JIS"])
def test_unknown_encoding(encoding: str) -> None:
    content = GOLDEN.read_bytes().replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode())
    with pytest.raises(UnreadableFileError, match="names an encoding that cannot be read; export it again") as raised:
        collect(content)
    assert encoding not in str(raised.value)


def test_time_zone_of_the_profile_applies_if_records_have_none() -> None:
    collector = collect(GOLDEN.read_bytes(), BERLIN)
    assert vitals(collector, "hrv_sdnn") == [(datetime(2026, 1, 15, 4), 48.5)]
    assert not any("time_zone" in note for note in collector.notes)


def test_the_record_s_own_zone_comes_before_the_profile_s() -> None:
    stated = slept("Asleep", "2026-07-02 05:00:00 +0200", "2026-07-02 12:00:00 +0200", zone="America/New_York")
    [night] = nights(collect(export(stated), BERLIN))
    assert (night["start"], night["utc_offset"]) == (datetime(2026, 7, 1, 23), -240.0)
    unknown = slept("Asleep", "2026-07-02 05:00:00 +0200", "2026-07-02 12:00:00 +0200", zone="Nowhere/At all")
    assert nights(collect(export(unknown), BERLIN))[0]["utc_offset"] == 120.0


@pytest.mark.parametrize("inside", ["{}", "apple_health_export/{}"])
def test_zip_and_folder_with_companions(tmp_path: Path, inside: str) -> None:
    cda = '<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>'
    files = {"export.xml": GOLDEN.read_text(encoding="utf-8"), "export_cda.xml": cda, "workout-routes/a.gpx": "<gpx/>"}
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(inside.format(name), text)
        archive.writestr("__MACOSX/" + inside.format("._export.xml"), b"\0\5\x16\7")
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        archive.extractall(folder)
    for place in (tmp_path / "export.zip", folder):
        logs = read_logs(place)
        assert len(logs.sleep) == 3
        assert list(logs.sources["format"]) == ["apple_health"]
        assert len(logs.rejected) == 3  # the three records, no file


def test_a_localised_file_name_and_only_this_format_claims_it() -> None:
    given = source(GOLDEN.read_bytes(), "Exportieren.xml")
    assert [f.name for f in FORMATS if f.claims(given, Profile())] == ["apple_health"]
    assert FORMAT.claims(source("\ufeff<HealthData locale='x'>".encode("utf-16")), Profile())


def test_all_spellings_of_the_stages() -> None:
    names = ["InBed", "Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM", "Awake"]
    parts = [slept(name, at(f"0{i}:00"), at(f"0{i + 1}:00")) for i, name in enumerate(names)]
    [night] = nights(collect(export(*parts)))
    assert [night[f"{n}_h"] for n in ("asleep", "in_bed", "awake", "deep", "rem", "light")] == [5, 7, 1, 1, 1, 1]


def test_segments_of_one_source_that_overlap_count_each_moment_once() -> None:
    # In bed 22-7, asleep 23-6 on top, awake 2-3 on top of that, and the deep hour written twice.
    parts = [
        slept("InBed", at("22:00", 14), at("07:00")),
        slept("AsleepUnspecified", at("23:00", 14), at("06:00")),
        slept("Awake", at("02:00"), at("03:00")),
        *[slept("AsleepDeep", at("00:00"), at("01:00"))] * 2,
    ]
    [night] = nights(collect(export(*parts)))
    assert [night[f"{n}_h"] for n in ("asleep", "in_bed", "awake", "deep", "light")] == [6, 9, 1, 1, 0]


def test_a_gap_of_less_than_two_hours_stays_one_night() -> None:
    def two(second: str) -> list[dict[str, Any]]:
        parts = [slept("Asleep", at("22:00", 14), at("23:30", 14)), slept("Asleep", at(second), at("07:00"))]
        return nights(collect(export(*parts)))

    [night] = two("01:29")
    assert (night["start"], night["asleep_h"]) == (datetime(2026, 1, 14, 22), pytest.approx(1.5 + 5 + 31 / 60))
    assert len(two("01:30")) == 2


def test_night_comes_from_the_most_detailed_source() -> None:
    phone = slept("InBed", at("21:00", 14), at("09:00"), by="Phone")
    app = slept("Asleep", at("22:00", 14), at("08:00"), by="App")
    watch = slept("AsleepCore", at("23:00", 14), at("06:00"), by="Watch")
    for given, hours in (((phone,), None), ((phone, app), 10.0), ((watch, app, phone), 7.0)):
        collector = collect(export(*given))
        [night] = nights(collector)
        assert night["asleep_h"] == hours
        assert len([note for note in collector.notes if "left out" in note]) == (len(given) > 1)


def test_part_of_a_night_before_midnight_is_not_a_night_of_its_own() -> None:
    # The phone saw only the evening: it would count for the day before, though the watch has the whole night.
    phone = slept("InBed", at("22:30", 14), at("23:50", 14), by="Phone")
    watch = slept("AsleepCore", at("22:40", 14), at("06:00"), by="Watch")
    assert [n["day"] for n in nights(collect(export(phone, watch)))] == [date(2026, 1, 15)]


def test_naps_of_another_source_are_kept_once() -> None:
    parts = [
        slept("AsleepCore", at("23:00", 14), at("06:00")),
        slept("Asleep", at("14:00"), at("15:00"), by="App"),
        slept("Asleep", at("14:05"), at("14:55"), by="Other app"),
        slept("InBed", at("17:00"), at("18:00"), by="Phone"),
    ]
    assert [(n["nap"], n["asleep_h"]) for n in nights(collect(export(*parts)))] == [(False, 7.0), (True, 1.0)]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (slept("Core", at("01:00"), at("02:00")), "not a stage of sleep"),
        (slept("Asleep", at("02:00"), at("01:00")), "it ends before it starts"),
        (slept("Asleep", at("01:00", 1), at("02:00", 9)), "longer than two days"),
        (slept("Asleep", "yesterday", at("02:00")), "is not a time such as"),
        (slept("Asleep", "2026-02-30 01:00:00 +0100", at("02:00")), "is not a time such as"),
        (slept("Asleep", "0001-01-01 01:00:00 +0100", at("02:00")), "is not a time such as"),
        (slept("Asleep", "2026-01-15 01:00:00", at("02:00")), "is not a time such as"),
        (record("StepCount", at("01:00"), at("02:00"), "nan"), "not a number that can be true"),
        (record("StepCount", at("01:00"), at("02:00"), "-5"), "not a number that can be true"),
        (record("StepCount", at("01:00"), at("02:00"), "5", unit="miles"), "the unit is not one"),
        (record("RestingHeartRate", at("01:00"), at("02:00"), "1.2.3"), "not a number that can be true"),
        (record("StateOfMind", at("01:00"), at("02:00"), "7"), "no valence"),
        ('<Record type="HKQuantityTypeIdentifierStepCount" value=5 />', "damaged"),
        ('<Record type="HKQuantityTypeIdentifierStepCount" value="&nothing;" />', "damaged"),
    ],
)
def test_a_record_that_cannot_be_read_is_rejected_with_its_line(broken: str, reason: str) -> None:
    good = record("StepCount", at("10:00"), at("10:10"), "300", unit="count")
    collector = collect(export(good, broken, good))
    [(_, line, _, said)] = collector.tables["rejected"]
    assert (line, collector.rows) == (5, 3)
    assert reason in said
    assert vitals(collector, "steps")[0][1] == 600.0


def test_units_old_times_and_old_names() -> None:
    hrv = record("SDNN", at("05:00"), at("05:01"), "0.05", unit="s")
    dates = 'startDate="20150616071916-0700" endDate="20150616072000-0700"'
    old = f'<Record type="HKQuantityTypeIdentifierStepCount" source="Phone" {dates} value="12"/>'
    collector = collect(export(hrv, old))
    assert vitals(collector, "hrv_sdnn")[0][1] == pytest.approx(50.0)
    assert vitals(collector, "steps") == [(date(2015, 6, 16), 12.0)]


def test_state_of_mind_in_the_ways_it_may_be_written() -> None:
    dates = f'startDate="{at("21:00")}" endDate="{at("21:00")}"'
    entry = '<MetadataEntry key="HKStateOfMindValence" value="-1"/>'
    ways = [
        f'<StateOfMind {dates} valence="-1.0"/>',
        f"<HKStateOfMind {dates}>{entry}</HKStateOfMind>",
        f'<Record type="HKDataTypeStateOfMind" sourceName="P" {dates} value="-1"/>',
        f'<Record type="HKDataTypeStateOfMind" sourceName="P" {dates} value="HKValue">{entry}</Record>',
    ]
    collector = collect(export(*ways))
    assert [row[3] for row in collector.tables["ratings"]] == [0.0] * 4
    assert any("experimental" in note for note in collector.notes)
