"""Apple Health's export: ``export.xml``, by itself, in its folder or in ``export.zip``.

Of the file's many record types only those of `layout.KINDS` are read, and State of Mind where a file has it. One night
and one day of steps come from one source; several sources are never added.

Every time in the file has the offset the phone had when the export was made, so the instant is right and the clock is
not. The clock comes from the record's own time zone (``HKTimeZone``, on some records only), else from ``time_zone`` in
the profile, else from the offset as written.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from heartdata.core.vocabulary import on_nrs
from heartdata.errors import UnreadableFileError
from heartdata.readers.base import Collector, Format, Profile, Source

if TYPE_CHECKING:
    from heartdata.readers.apps.apple_health.records import Gather

_ROOT: Final = re.compile(r"<!DOCTYPE\s+HealthData[\s>\[]|<HealthData[\s/>]")
_EPOCH: Final = date(1970, 1, 1)
_MINUTE: Final = 60.0

CLOCK_NOTE: Final = (
    "times are shown by the clock of the place where the export was made, as most records have no time zone; nights "
    'abroad or in the other half of the year are then off by hours: write time_zone = "Europe/Berlin" (or yours) into '
    "heartdata.toml"
)
MOOD_NOTE: Final = "State of Mind is read as far as its layout is known (experimental); compare some days with the app"


def _claims(source: Source, profile: Profile) -> bool:
    text = source.head_text.lstrip("\ufeff \t\r\n")
    return text.startswith("<") and _ROOT.search(text) is not None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    from heartdata.readers.apps.apple_health import file

    if not _claims(source, profile):
        raise UnreadableFileError(
            f"{source.name}: not an Apple Health export, there is no HealthData in it; in the Health app choose your "
            "picture, Export All Health Data"
        )
    found = file.read_file(source, profile.zone, profile.day_start)
    gather = found.gather
    if found.parsed:
        collector.note(file.PARSED)
    collector.count_entries(gather.present)
    places = [place for place, _ in gather.rejected]
    lines = file.lines_at(source, places) if places else []
    for line, (_, reason) in sorted(zip(lines, gather.rejected, strict=True)):
        collector.reject(line, reason)
    add_all(gather, collector)


def add_all(gather: Gather, collector: Collector) -> None:
    """Add what was gathered."""
    _add_sleep(gather, collector)
    _add_mindfulness(gather, collector)
    _add_measurements(gather, collector)
    _add_steps(gather, collector)
    _add_moods(gather, collector)
    if gather.written_clock:
        collector.note(CLOCK_NOTE)


def _add_sleep(gather: Gather, collector: Collector) -> None:
    from heartdata.readers.apps.apple_health.nights import choose, periods

    found = periods(gather)
    if not found and (awake := len(gather.columns("sleep").start)):
        collector.count_empty("stretches awake, of a sleep without stages", awake)
    kept, others = choose(found, gather.names)
    for p in kept:
        collector.sleep(**p.columns, nap=p.nap, offset=float(p.offset))
    if others:
        collector.note(
            f"{_counted(others, 'sleep period')} of other devices or apps for the same nights left out: each "
            "night comes from the source that measured most of it, and sources are never added"
        )


def _add_mindfulness(gather: Gather, collector: Collector) -> None:
    from heartdata.readers.apps.apple_health.timestamps import moment

    sessions = gather.columns("mindfulness")
    furthest = repeated = 0
    offsets = gather.offsets(sessions.start, sessions.offset, sessions.zone)
    every = sorted(zip(sessions.start.tolist(), (-sessions.end).tolist(), offsets.tolist(), strict=True))
    for start, minus_end, offset in every:
        if -minus_end <= furthest and -minus_end > start:
            repeated += 1
            continue
        furthest = max(furthest, -minus_end)
        minutes = (-minus_end - start) / _MINUTE
        collector.activity(moment(start, offset), "mindfulness", minutes, float(offset), kind="practice")
    if repeated:
        collector.note(f"{_counted(repeated, 'mindful session')} within another one counted once")


def _add_measurements(gather: Gather, collector: Collector) -> None:
    from heartdata.readers.apps.apple_health.timestamps import moment

    for name in ("hrv_sdnn", "resting_heart_rate"):
        found = gather.columns(name)
        # A resting heart rate is for the day its record covers, and begins at any hour of it.
        when = found.start if name == "hrv_sdnn" else (found.start + found.end) // 2
        offsets = gather.offsets(when, found.offset, found.zone)
        values = zip(when.tolist(), offsets.tolist(), found.value.tolist(), strict=True)
        for at, offset, value in dict.fromkeys(values):
            collector.vital(moment(at, offset), name, value, float(offset))


def _add_steps(gather: Gather, collector: Collector) -> None:
    most: dict[int, float] = {}
    sources: dict[int, int] = {}
    for (_, day), count in gather.steps.items():
        most[day] = max(most.get(day, 0.0), count)
        sources[day] = sources.get(day, 0) + 1
    for day in sorted(most):
        collector.vital(_EPOCH + timedelta(days=day), "steps", most[day])
    if several := sum(count > 1 for count in sources.values()):
        collector.note(
            f"steps of {_counted(several, 'day')} come from several devices or apps; the one with the most is taken, "
            "and they are never added"
        )


def _add_moods(gather: Gather, collector: Collector) -> None:
    import numpy as np

    from heartdata.readers.apps.apple_health.timestamps import moment

    if not gather.moods:
        return
    collector.note(MOOD_NOTE)
    start, written, zone = np.array([mood[:3] for mood in gather.moods], dtype=np.int64).T
    offsets = gather.offsets(start, written, zone)
    for (at, _, _, valence, raw), offset in zip(gather.moods, offsets.tolist(), strict=True):
        collector.rating(moment(at, offset), "mood", on_nrs(valence, -1, 1), raw, float(offset))


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


# Records of hospitals, one file each.
_CLINICAL: Final = (
    "AllergyIntolerance-*.json", "Claim-*.json", "Condition-*.json", "Coverage-*.json", "DiagnosticReport-*.json",
    "DocumentReference-*.json", "ExplanationOfBenefit-*.json", "Immunization-*.json", "Medication*-*.json",
    "Observation-*.json", "Patient-*.json", "Procedure-*.json",
)  # fmt: skip

FORMAT: Final = Format(
    name="apple_health",
    title="Apple Health export",
    tables=("sleep", "activities", "vitals", "ratings"),
    evidence="read from real samples",
    how="Health app on the iPhone: your picture, Export All Health Data; the zip as it is",
    shapes=frozenset({"markup"}),
    claims=_claims,
    read=_read,
    # The patterns are for names that carry a date or a number.
    companions=("export_cda.xml", "*_cda.xml", "ecg_*.csv", "*.gpx", *_CLINICAL),
)
