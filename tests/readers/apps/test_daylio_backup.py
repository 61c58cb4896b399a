from __future__ import annotations

import base64
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import UnknownFormatError
from heartdata.readers import read_logs
from heartdata.readers.apps.daylio_backup import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import DATA, cells, claiming, collect, lost, plain, rows, source, values

GOLDEN = (DATA / "daylio_backup" / "backup.json").read_text(encoding="utf-8")


def packed(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode() + "\n"


def backup(*entries: Any, **more: Any) -> str:
    content = {**json.loads(GOLDEN), "dayEntries": list(entries), **more}
    content.setdefault("metadata", {})
    content["metadata"] = {"number_of_entries": len(entries)}
    return packed(json.dumps({**content, **more}))


def entry(**fields: Any) -> dict[str, Any]:
    at = {"year": 2026, "month": 2, "day": 1, "hour": 18, "minute": 50}
    return {"id": 1, **at, "mood": 1, "note": "", "note_title": "", "tags": [], **fields}


def read(content: str, **profile: Any) -> Collector:
    return collect(FORMAT, content, "me.daylio/backup.daylio", **profile)


@pytest.mark.parametrize("width", [76, 10**6])
def test_base64_is_read_like_what_is_inside(width: int) -> None:
    text = packed(GOLDEN)
    wrapped = "\n".join(text[i : i + width] for i in range(0, len(text), width))
    assert claiming(wrapped) == ["daylio_backup"]
    assert str(read(wrapped).tables) == str(read(GOLDEN).tables)


def test_a_backup_larger_than_the_head_is_claimed() -> None:
    many = backup(*[entry(id=i, note="a note " * 10) for i in range(2000)])
    assert len(many) > 200_000
    assert claiming(many) == ["daylio_backup"]


def test_a_zip_as_the_app_writes_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "backup_2026_03_01.daylio", "w") as archive:
        archive.writestr("backup.daylio", packed(GOLDEN))
    with pytest.warns(match="mood 77"):
        logs = read_logs(tmp_path)
    assert list(logs.sources["format"]) == ["daylio_backup"]
    assert len(logs.ratings) == 6


@pytest.mark.parametrize(
    ("key", "value"), [(1, 10.0), (2, 7.5), (3, 5.0), (4, 2.5), (5, 0.0), (8, 2.5), (6, None), (10**30, None)]
)
def test_the_level_comes_from_the_group_of_the_mood_and_never_from_its_id(key: int, value: float | None) -> None:
    collector = read(backup(entry(mood=key)))
    if key > 10**18:
        assert cells(collector) == [(1, "mood")]
    else:
        assert values(collector) == [value]


@pytest.mark.parametrize("group", [0, 6, -1, None, "1", 1.5])
def test_invalid_group_gives_no_level(group: Any) -> None:
    mood = {"id": 1, "custom_name": "x", "mood_group_id": group, "predefined_name_id": -1}
    assert values(read(backup(entry(), customMoods=[mood]))) == [None]


def test_the_profile_comes_before_the_group() -> None:
    assert values(read(backup(entry(mood=2)), moods={"Fine": 3})) == [5.0]


@pytest.mark.parametrize("clock", [(-1, -1), (24, 0), (12, 60), (None, None), ("9", 0)])
def test_without_a_clock_only_the_day_is_kept(clock: tuple[Any, Any]) -> None:
    collector = read(backup(entry(hour=clock[0], minute=clock[1], datetime=1772387412345)))
    [row] = rows(collector, "ratings")
    assert (row["time"], plain(row["day"]), row["utc_offset"]) == (None, "2026-03-01", None)
    assert cells(collector) == ([] if clock[0] == -1 else [(1, "hour")])


@pytest.mark.parametrize("wrong", [{"month": 12}, {"day": 0}, {"year": None}, {"day": "1"}, {"year": 10**12}])
def test_an_entry_without_a_date_is_rejected_and_the_rest_is_read(wrong: dict[str, Any]) -> None:
    collector = read(backup(entry(), entry(**wrong), "x", entry()))
    assert collector.rows == 4
    assert len(values(collector)) == 2
    assert [place for place, _ in lost(collector)] == [2, 3]


@pytest.mark.parametrize(
    ("instant", "offset"),
    [(1772387412345, 60.0), (1772387412.345, 60.0), (1772391012345, 0.0), (1772391000000 - 345 * 60_000, 345.0),
     (1772387112345, None), (1, None), (None, None), ("x", None)],
)  # fmt: skip
def test_the_offset_is_the_difference_of_local_fields_and_instant(instant: Any, offset: float | None) -> None:
    collector = read(backup(entry(datetime=instant, timeZoneOffset=0)))
    assert rows(collector, "ratings")[0]["utc_offset"] == offset


@pytest.mark.parametrize("stated", [1, None, "1", True])
def test_the_count_is_noted_only_if_it_differs(stated: Any) -> None:
    assert read(backup(entry(), metadata={"number_of_entries": stated})).notes == []
    assert len(read(backup(entry(), metadata={"number_of_entries": 5})).notes) == 1


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="the bytes read are counted by Linux")
def test_photos_in_the_backup_are_not_read(tmp_path: Path) -> None:
    path, photos = tmp_path / "mine.daylio", 32 << 20
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("assets/photos/2026/1/first", bytes(photos))
        archive.writestr("backup.daylio", packed(GOLDEN))
        archive.writestr("assets/photos/2026/1/second", bytes(photos))
    with pytest.warns(match="mood 77"):
        read_logs(path)  # what is imported on the way is read now
    before = _bytes_read()
    with pytest.warns(match="mood 77"):
        assert len(read_logs(path).ratings) == 6
    assert _bytes_read() - before < photos / 16


@pytest.mark.parametrize("text", ["Averag" + " " * 60_000 + "e,x", "QUJD\n" * 12_000 + "==!"])
def test_what_is_nearly_base64_is_recognised_quickly(text: str) -> None:
    before = time.process_time()
    assert not FORMAT.claims(source(text), Profile())
    assert time.process_time() - before < 2  # milliseconds; room for slow machines


@pytest.mark.parametrize("content", [b"{}", b"", b"\0\1\2" * 50, packed("not a backup")])
def test_an_unrecognised_backup_blames_no_photo(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.daylio"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("assets/photos/2026/1/first", b"\xff\xd8\xff" + bytes(999))
        archive.writestr("assets/photos/2026/1/second.jpg", b"\xff\xd8\xff" + bytes(999))
        archive.writestr("backup.daylio", content)
        archive.writestr("assets/audio/third", b"ID3" + bytes(999))
    with pytest.raises(UnknownFormatError, match=r"^mine\.daylio(/backup\.daylio)?: ") as caught:
        read_logs(path)
    assert "assets" not in str(caught.value)
    (tmp_path / "2026-03-14.txt").write_text("Could not sleep, so I wrote.\n", encoding="utf-8")
    assert read_logs(tmp_path).rejected["source"].tolist() == ["mine.daylio/backup.daylio"]


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split()[1])
