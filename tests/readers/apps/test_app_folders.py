"""Folders and zips as apps and shops write them: files beside an export are not reported as unread."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.readers.files.walk import walk

DATA = Path(__file__).parents[1] / "data"
Write = Callable[[str, str | bytes], Path]
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(200)
M4A = b"\0\0\0\x20ftypM4A \0\0" + bytes(200)
MP4 = b"\0\0\0\x20ftypisom\0\0" + bytes(200)
HEART = '[{"dateTime": "03/01/26 08:00:00", "value": {"bpm": 61, "confidence": 2}}]'


def golden(name: str) -> bytes:
    return (DATA / name).read_bytes()


SHAPES: dict[str, tuple[dict[str, str | bytes], set[str]]] = {
    "sleep_as_android": (
        {
            "sleep-export.csv": golden("sleep_as_android/sleep-export.csv"), "prefs.xml": "<map><int name='a'/></map>",
            "alarms.json": "[]", "noise/1772401200500": M4A, "noise/1772401200501.3gp": MP4,
        },
        {"sleep_as_android"},
    ),
    "day one": (
        {
            "Journal.json": golden("dayone/journal.json"), "photos/0a1b2c.jpeg": JPEG, "photos/0a1b2d": JPEG,
            "audios/77aa": M4A, "videos/88bb.mov": MP4, "pdfs/99cc": b"%PDF-1.7\n" + bytes(50),
        },
        {"dayone"},
    ),
    "daylio": (
        {
            "backup.daylio": base64.b64encode(golden("daylio_backup/backup.json")),
            "assets/photos/2026/3/e5f1": JPEG, "assets/photos/2026/3/e5f2": b"RIFF\0\1\0\0WEBPVP8 " + bytes(50),
            "assets/audios/2026/3/e5f3": b"OggS" + bytes(50),
        },
        {"daylio_backup"},
    ),
    "takeout": (
        {
            "Takeout/archive_browser.html": "<html><body>Takeout</body></html>",
            "Takeout/Fitbit/Global Export Data/sleep-2026-03-01.json": golden("fitbit/sleep-2026-03-01.json"),
            "Takeout/Fitbit/Sleep Score/sleep_score.csv": golden("fitbit/sleep_score.csv"),
            "Takeout/Fitbit/Sleep Score/Sleep Score Readme.txt": "Sleep Score\n\nThe files hold what was scored.\n",
            **{f"Takeout/Fitbit/Global Export Data/heart_rate-2026-03-{day:02}.json": HEART for day in range(1, 9)},
            "Takeout/Fitbit/Your Profile/Profile.csv": "id,full_name\n1,Somebody\n",
        },
        {"fitbit"},
    ),
    "samsung": (
        {
            "samsunghealth/com.samsung.shealth.sleep.20260310.csv": golden(
                "samsung/com.samsung.shealth.sleep.20260310.csv"
            ),
            "samsunghealth/com.samsung.health.weight.20260310.csv": "com.samsung.health.weight,1,2\nweight,\n70,\n",
            "samsunghealth/jsons/com.samsung.shealth.exercise/0/ab.com.samsung.health.exercise.live_data.json": "[{}]",
            "samsunghealth/files/com.samsung.health.food/1a": JPEG,
        },
        {"samsung"},
    ),
    "loop": (
        {
            "Habits.csv": "Position,Name,Question\n001,Evening walk,\n",
            "Scores.csv": "Date,Evening walk,\n2026-03-01,0.0519,\n",
            "Checkmarks.csv": golden("loop/words.csv"),
            "001 Evening walk/Checkmarks.csv": golden("loop/001 Evening walk/Checkmarks.csv"),
            "001 Evening walk/Scores.csv": "Date,Score\n2026-03-01,0.0519\n",
        },
        {"loop"},
    ),
    "apple": (
        {
            "apple_health_export/export.xml": golden("apple_health/export.xml"),
            "apple_health_export/export_cda.xml": "<?xml version='1.0'?><ClinicalDocument/>",
            "apple_health_export/workout-routes/route_2026-03-01.gpx": "<gpx/>",
            "apple_health_export/electrocardiograms/ecg_2026-03-01.csv": "Name,Somebody\nClassification,Sinus\n",
            "__MACOSX/apple_health_export/._export.xml": b"\0\5\x16\7" + bytes(90),
        },
        {"apple_health"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("zipped", [False, True])
def test_only_exports_are_reported(tmp_path: Path, shape: str, zipped: bool) -> None:
    members, formats = SHAPES[shape]
    path = tmp_path / "export.zip" if zipped else tmp_path / "export"
    if zipped:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    else:
        for name, content in members.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    logs = hd.read_logs(path, profile=hd.Profile(time_zone="Europe/Berlin", moods={"mood 77": 3}))
    assert set(logs.sources["format"]) == formats
    # Rows of the golden files that are damaged on purpose have a line or a column.
    assert logs.rejected[logs.rejected["line"].isna()].empty


def test_other_files_of_the_person_are_still_reported(write: Write) -> None:
    write("in/sleep-export.csv", golden("sleep_as_android/sleep-export.csv"))
    write("in/mine.csv", "a,b\n1,2\n")
    write("in/scan.csv", JPEG)
    folder = write("in/photo", JPEG).parent
    logs = hd.read_logs(folder, profile=hd.Profile())
    reasons = logs.rejected[logs.rejected["line"].isna()].set_index("source")["reason"]
    assert set(reasons.index) == {"mine.csv", "scan.csv"}
    # Called like an export, so that somebody may wonder where it is.
    assert reasons["scan.csv"] == "this is a picture (JPEG), not an export; give the file your app exported"


def test_picture_given_directly_is_reported(write: Write) -> None:
    with pytest.raises(hd.UnknownFormatError, match=r"^photo: this is a picture \(JPEG\), not an export"):
        hd.read_logs(write("photo", JPEG))


def test_media_in_a_large_zip_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    photo = JPEG + bytes(30_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("assets/photos/1", photo)
        archive.writestr("notes.txt", "x")
    read: list[int] = []
    plain = zipfile.ZipExtFile.read

    def counting(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        content = plain(self, n)
        read.append(len(content))
        return content

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile.ZipExtFile, "read", counting)
        assert [found.name for found in walk(path)] == ["all.zip/notes.txt"]
    assert sum(read) < 1000
