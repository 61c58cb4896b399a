"""Synthetic Apple Health exports of any size, in the real layout."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

__all__ = ["write_export", "write_nights"]

DTD: Final = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT ExportDate EMPTY>
<!ATTLIST ExportDate
  value CDATA #REQUIRED
>
<!ELEMENT Me EMPTY>
<!ATTLIST Me
  HKCharacteristicTypeIdentifierDateOfBirth CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
  unit          CDATA #IMPLIED
  value         CDATA #IMPLIED
  sourceName    CDATA #REQUIRED
  sourceVersion CDATA #IMPLIED
  device        CDATA #IMPLIED
  creationDate  CDATA #IMPLIED
  startDate     CDATA #REQUIRED
  endDate       CDATA #REQUIRED
>
<!ELEMENT Correlation ((MetadataEntry|Record)*)>
<!ELEMENT Workout ((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)>
<!ELEMENT MetadataEntry EMPTY>
<!ATTLIST MetadataEntry
  key   CDATA #REQUIRED
  value CDATA #REQUIRED
>
<!ELEMENT HeartRateVariabilityMetadataList (InstantaneousBeatsPerMinute*)>
<!ELEMENT InstantaneousBeatsPerMinute EMPTY>
<!ATTLIST InstantaneousBeatsPerMinute
  bpm  CDATA #REQUIRED
  time CDATA #REQUIRED
>
]>
"""
BEGIN: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n{DTD}<HealthData locale="en_DE">\n'
    ' <ExportDate value="2026-06-01 08:10:05 +0200"/>\n'
    ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1990-05-20"/>\n'
)
WATCH: Final = "Robin\u2019s Apple\u00a0Watch"
PHONE: Final = "Robin\u2019s iPhone"
_DEVICE: Final = (
    "&lt;&lt;HKDevice: 0x3012772a0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,7, "
    "software:10.2, creation date:2023-10-01 08:00:00 +0000&gt;"
)
_PHONE_DEVICE: Final = (
    "&lt;&lt;HKDevice: 0x3012773b0&gt;, name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone12,1, "
    "software:17.1&gt;"
)
_BYTES_A_DAY: Final = 315_000
_ZONE: Final = '  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n'
_MOTION: Final = '  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="0"/>\n'
_STAGES: Final = ("AsleepCore", "AsleepDeep", "AsleepCore", "AsleepREM", "Awake")


def record(kind: str, begin: datetime, seconds: float, value: str, unit: str, source: str, inner: str = "") -> str:
    start = f"{begin:%Y-%m-%d %H:%M:%S} +0200"
    end = f"{begin + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} +0200"
    units = f' unit="{unit}"' if unit else ""
    device = _PHONE_DEVICE if "iPhone" in source else _DEVICE
    return (
        f' <Record type="HK{kind}" sourceName="{source}" sourceVersion="10.2" device="{device}"{units} '
        f'creationDate="{end}" startDate="{start}" endDate="{end}" value="{value}"'
        + (f">\n{inner} </Record>\n" if inner else "/>\n")
    )


def _many(rng: random.Random, day: datetime, kind: str, unit: str, count: int, source: str) -> str:
    step = 86_400 / count
    return "".join(
        record(
            f"QuantityTypeIdentifier{kind}",
            day + timedelta(seconds=i * step),
            rng.randint(0, int(step) - 1),
            str(rng.randint(1, 99)),
            unit,
            source,
            _MOTION if kind == "HeartRate" and i % 2 else "",
        )
        for i in range(count)
    )


def _variability(rng: random.Random, day: datetime) -> str:
    out = []
    for hour in (1, 4, 8, 12, 17, 21):
        beats = "".join(
            f'   <InstantaneousBeatsPerMinute bpm="{rng.randint(48, 90)}" time="{hour}:{i:02d}:41.86 PM"/>\n'
            for i in range(40)
        )
        inner = f"  <HeartRateVariabilityMetadataList>\n{beats}  </HeartRateVariabilityMetadataList>\n"
        begin = day + timedelta(hours=hour, minutes=rng.randint(0, 50))
        value = f"{rng.uniform(20, 90):.4f}"
        out.append(record("QuantityTypeIdentifierHeartRateVariabilitySDNN", begin, 59, value, "ms", WATCH, inner))
    return "".join(out)


def _night(rng: random.Random, day: datetime) -> str:
    at = day + timedelta(hours=22, minutes=rng.randint(0, 90))
    kind, written = "CategoryTypeIdentifierSleepAnalysis", "HKCategoryValueSleepAnalysis"
    out = [record(kind, at, 8 * 3600, f"{written}InBed", "", PHONE, _ZONE)]
    for number in range(32):
        seconds = rng.randint(120, 1700)
        out.append(record(kind, at, seconds, written + _STAGES[number % 5], "", WATCH, _ZONE))
        at += timedelta(seconds=seconds)
    return "".join(out)


def _others(rng: random.Random, day: datetime) -> str:
    at = day + timedelta(hours=18)
    stamp = f"{at:%Y-%m-%d %H:%M:%S} +0200"
    dates = f'creationDate="{stamp}" startDate="{stamp}" endDate="{stamp}"'
    pressure = "".join(
        record(f"QuantityTypeIdentifierBloodPressure{end}", at, 0, str(rng.randint(70, 130)), "mmHg", PHONE)
        for end in ("Systolic", "Diastolic")
    )
    return (
        f'{pressure} <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="{PHONE}" {dates}>\n'
        f"{pressure} </Correlation>\n"
        f' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="42.5" durationUnit="min" '
        f'sourceName="{WATCH}" {dates}>\n  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" startDate="{stamp}" endDate="{stamp}" '
        'sum="4200" unit="count"/>\n </Workout>\n'
    )


def write_nights(path: Path, days: int, seed: int = 1) -> None:
    """Write an export with only nights, resting heart rate and heart rate variability.

    Parameters
    ----------
    path : Path
        The file.
    days : int
        How many days.
    seed : int, optional
        Of the random numbers.
    """
    rng = random.Random(seed)
    every = [datetime(2016, 1, 1) + timedelta(days=number) for number in range(days)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(BEGIN)
        kind = "QuantityTypeIdentifierRestingHeartRate"
        for day in every:
            file.write(record(kind, day, 60, str(rng.randint(48, 75)), "count/min", WATCH))
        file.writelines(_night(rng, day) for day in every)
        file.writelines(_variability(rng, day) for day in every)
        file.write("</HealthData>\n")


def write_export(path: Path, size: int, seed: int = 1) -> int:
    """Write an export of about a given size.

    Records are grouped by type, as in real exports.

    Parameters
    ----------
    path : Path
        The file.
    size : int
        About how large [bytes].
    seed : int, optional
        Of the random numbers.

    Returns
    -------
    int
        How many days it has.
    """
    rng = random.Random(seed)
    days = max(2, size // _BYTES_A_DAY)
    first = datetime(2016, 1, 1)
    every = [first + timedelta(days=number) for number in range(days)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(BEGIN)
        for kind, unit, count, source in (
            ("HeartRate", "count/min", 230, WATCH),
            ("StepCount", "count", 55, PHONE),
            ("StepCount", "count", 55, WATCH),
            ("DistanceWalkingRunning", "km", 70, WATCH),
            ("BasalEnergyBurned", "kcal", 90, WATCH),
            ("ActiveEnergyBurned", "kcal", 190, WATCH),
            ("RestingHeartRate", "count/min", 1, WATCH),
        ):
            file.writelines(_many(rng, day, kind, unit, count, source) for day in every)
        file.writelines(_night(rng, day) for day in every)
        file.writelines(
            record("CategoryTypeIdentifierMindfulSession", day + timedelta(hours=8), 600, "0", "", PHONE)
            for day in every[::3]
        )
        file.writelines(_variability(rng, day) for day in every)
        file.writelines(_others(rng, day) for day in every[::3])
        file.write("</HealthData>\n")
    return days
