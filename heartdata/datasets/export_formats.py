"""Writers for the export formats of apps: Daylio CSV, Sleep as Android CSV, Day One JSON, and a plain table."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import os
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from heartdata.core.days import MONTHS
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.errors import HeartdataError
from heartdata.readers.apps.daylio import DEFAULT_MOODS
from heartdata.storage.files import write_atomically

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

# Our own names, since those of strftime depend on the machine's language.
_WEEKDAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# Names of the scales in Daylio; True where the scale is reversed.
_SCALES: Final = {
    "energy": ("Energy", False), "concentration": ("Focus", False), "interest": ("Interest", False),
    "connection": ("Connection", False), "calm": ("Stress", True), "body": ("Pain", True),
    "sleep_quality": ("Sleep Quality", False), "appetite": ("Appetite", False),
    "intrusive_thoughts": ("Intrusive thoughts", False), "rumination": ("Rumination", False),
}  # fmt: skip
_NBSP: Final = "\u00a0"
_SLEEP_HEADER: Final = "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo"


def points(measure: str, score: int) -> str:
    """Format a score as Daylio does."""
    return f"{10 - score if _SCALES[measure][1] else score}/10 points"


def export(logs: Logs, folder: str | os.PathLike[str], *, formats: Sequence[str], zipped: bool) -> None:
    """Write logs in several formats; see `heartdata.datasets.simulate.write_exports`."""
    for name in formats:
        if name not in EXPORTS:
            raise HeartdataError(f"formats={name!r}: allowed are {', '.join(EXPORTS)}")
    for name in formats:
        plain, member, archive, write = EXPORTS[name]
        content = write(logs).encode()
        if zipped and archive:
            write_atomically(Path(folder, archive), zip_bytes({member: content}))
        else:
            write_atomically(Path(folder, plain), content)
    write_atomically(Path(folder, PROFILE_NAME), _profile_toml(logs.profile, formats).encode())


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Pack files into a zip with the same bytes on every machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            # Not compressed, since compressed bytes differ between versions of zlib.
            info = zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o600 << 16
            archive.writestr(info, content)
    return packed.getvalue()


def _rows(lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _entries(logs: Logs) -> dict[datetime, dict[str, Any]]:
    """Combine the rows of each time into entries; times without a mood belong to another app."""
    entries: dict[datetime, dict[str, Any]] = {}
    moods = logs.ratings[logs.ratings["measure"] == "mood"]
    for time, value, raw in zip(moods["time"], moods["value"], moods["raw"], strict=True):
        entries[time] = {"mood": raw, "value": value, "tags": [], "scores": [], "title": "", "note": ""}
    others = logs.ratings[logs.ratings["measure"] != "mood"]
    for time, measure, value in zip(others["time"], others["measure"], others["value"], strict=True):
        if time in entries:
            entries[time]["scores"].append((measure, value))
    for time, name in zip(logs.activities["time"], logs.activities["name"], strict=True):
        if time in entries:
            entries[time]["tags"].append(name)
    for time, title, text in zip(logs.journal["time"], logs.journal["title"], logs.journal["text"], strict=True):
        if time in entries:
            entries[time] |= {"title": title, "note": text}
    return entries


def _daylio(logs: Logs) -> str:
    known = {name.casefold() for name in (*DEFAULT_MOODS, *logs.profile.moods)}
    entries = _entries(logs)
    scaled = any(entry["scores"] for entry in entries.values())
    header = "full_date,date,weekday,time,mood,activities,scales,note_title,note".split(",")
    lines = [header if scaled else [name for name in header if name != "scales"]]
    # Newest first, as the app writes.
    for when, entry in sorted(entries.items(), reverse=True):
        if entry["mood"].casefold() not in known:
            raise HeartdataError(f"Daylio has no mood {entry['mood']!r}; simulate with scale='1-5', or write a table")
        scores = [(_SCALES[measure][0], points(measure, round(value))) for measure, value in entry["scores"]]
        scales = " | ".join(f"{name}:{_NBSP}{score.replace(' ', _NBSP)}" for name, score in scores)
        note = html.escape(entry["note"], quote=False).replace("\n", "<br>")
        day, clock = f"{when.day} {MONTHS[when.month - 1]}", f"{when.hour:02d}:{when.minute:02d}"
        cells = [f"{when:%Y-%m-%d}", day, _WEEKDAYS[when.weekday()], clock, entry["mood"], " | ".join(entry["tags"])]
        cells += [scales] if scaled else []
        lines.append([*cells, html.escape(entry["title"], quote=False), note])
    return _rows(lines)


def _sleep_as_android(logs: Logs) -> str:
    blocks = []
    for night in logs.sleep.sort_values("start", ascending=False, kind="stable").itertuples():
        offset = timedelta(minutes=float(night.utc_offset))
        epoch = (night.start - offset - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
        length = night.asleep_h if night.in_bed_h != night.in_bed_h else night.in_bed_h
        deep = night.deep_h / length if night.deep_h == night.deep_h else -1.0
        rating = night.quality / 2 if night.quality == night.quality else 0.0
        cells = [
            str(epoch), logs.profile.time_zone, _dotted(night.start), _dotted(night.end), _dotted(night.end),
            f"{length:.3f}", f"{rating:g}" if rating % 1 else f"{rating:.1f}", "", "10007", "-1", "-1.0", "-1",
            f"{deep:.9g}" if deep >= 0 else "-1.0", f"{round((night.asleep_h - length) * 60)}", "", "0.0",
        ]  # fmt: skip
        clock = f"{night.end.hour}:{night.end.minute:02d}"
        blocks.append(f'{_SLEEP_HEADER},"{clock}"\n' + ",".join(f'"{cell}"' for cell in cells) + "\n")
    return "".join(blocks)


def _dotted(when: datetime) -> str:
    return f"{when.day:02d}. {when.month:02d}. {when.year} {when.hour}:{when.minute:02d}"


def _dayone(logs: Logs) -> str:
    shared = set(logs.ratings.loc[logs.ratings["measure"] == "mood", "time"])
    entries = []
    for page in logs.journal.itertuples():
        if page.time in shared:
            continue
        stamp = f"{page.time - timedelta(minutes=float(page.utc_offset)):%Y-%m-%dT%H:%M:%SZ}"
        entries.append(
            {
                "uuid": hashlib.sha256(stamp.encode()).hexdigest()[:32].upper(), "creationDate": stamp,
                "modifiedDate": stamp, "timeZone": logs.profile.time_zone, "text": page.text, "tags": list(page.tags),
                "starred": False, "isPinned": False, "isAllDay": False, "duration": 0,
            }
        )  # fmt: skip
    return json.dumps({"metadata": {"version": "1.0"}, "entries": entries}, ensure_ascii=False, indent=2) + "\n"


def _table(logs: Logs) -> str:
    entries = _entries(logs)
    tracked = {measure for entry in entries.values() for measure, _ in entry["scores"]}
    measures = [measure for measure in _SCALES if measure in tracked]
    lines = [["date", "time", "mood", *measures, "activities", "title", "note"]]
    for when, entry in sorted(entries.items()):
        scores = {measure: f"{value:g}" for measure, value in entry["scores"]}
        cells = [f"{when:%Y-%m-%d}", f"{when:%H:%M}", f"{entry['value']:g}", *(scores.get(m, "") for m in measures)]
        lines.append([*cells, "; ".join(entry["tags"]), entry["title"], entry["note"]])
    return _rows(lines)


def _profile_toml(profile: Profile, formats: Sequence[str]) -> str:
    lines = [f"time_zone = {json.dumps(profile.time_zone)}"] if profile.time_zone else []
    if profile.loss_date is not None:
        lines += ["", "[loss]", f"date = {profile.loss_date}"]
        lines += [f"kind = {json.dumps(profile.loss_kind)}"] if profile.loss_kind else []
    for section, table in (("usual", profile.usual), ("moods", profile.moods)):
        lines += (
            ["", f"[{section}]", *(f"{json.dumps(key, ensure_ascii=False)} = {value}" for key, value in table.items())]
            if table
            else []
        )
    for event in profile.events:
        lines += ["", "[[events]]", f"date = {event.day}", f"label = {json.dumps(event.label, ensure_ascii=False)}"]
        lines += [f"kind = {json.dumps(event.kind)}", *([f"until = {event.until}"] if event.until else [])]
    if "table" in formats:
        lines += ["", "[columns]", 'date = "date"', 'time = "time"']
        lines += [f'{name} = {{ name = "{name}", min = 0, max = 10 }}' for name in ("mood", *_SCALES)]
        lines += ['activities = { name = "activities", separator = ";" }', 'title = "title"', 'note = "note"']
    return "\n".join(lines).lstrip("\n") + "\n"


EXPORTS: Final = {
    "daylio": ("daylio.csv", "", "", _daylio),
    "sleep_as_android": ("sleep-export.csv", "sleep-export.csv", "sleep-export.zip", _sleep_as_android),
    "dayone": ("dayone.json", "Journal.json", "dayone.zip", _dayone),
    "table": ("table.csv", "", "", _table),
}
