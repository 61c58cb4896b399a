"""Which day a note belongs to: the order of day and month by folder, UTC, late clocks; and empty notes."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.core.profile import Profile

NEW_YORK = 'time_zone = "America/New_York"\n[columns]\ndate = "date"\nmood = { name = "mood", min = 1, max = 5 }\n'


def write(folder: Path, names: dict[str, str]) -> Path:
    for name, text in names.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(folder: Path, names: dict[str, str]) -> Path:
    with zipfile.ZipFile(folder / "n.zip", "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return folder / "n.zip"


def days_of(logs: hd.Logs) -> list[str]:
    return logs.journal["day"].dt.strftime("%m-%d").tolist()


@pytest.mark.parametrize("put", [write, zipped])
@pytest.mark.parametrize(("names", "days"), [
    (["05-02-2026", "21-02-2026"], ["02-05", "02-21"]),
    (["02-05-2026", "02-21-2026"], ["02-05", "02-21"]),
    (["05_02_2026 Vormittag", "21_02_2026"], ["02-05", "02-21"]),
    (["Februar/05-02-2026", "Januar/21-01-2026"], ["01-21", "02-05"]),  # one folder has none that is plain
])  # fmt: skip
@pytest.mark.parametrize("ending", ["md", "txt"])
def test_plain_names_settle_the_order_of_day_and_month(
    put: Callable[[Path, dict[str, str]], Path], names: list[str], days: list[str], ending: str, tmp_path: Path
) -> None:
    logs = hd.read_logs(put(tmp_path, {f"{name}.{ending}": "Words\n" for name in names}))
    assert (days_of(logs), len(logs.rejected)) == (days, 0)


def test_each_folder_has_its_own_order(tmp_path: Path) -> None:
    names = ["de/05-02-2026.md", "de/21-02-2026.md", "us/02-06-2026.md", "us/02-22-2026.md"]
    assert days_of(hd.read_logs(write(tmp_path, dict.fromkeys(names, "Words\n")))) == [
        "02-05",
        "02-06",
        "02-21",
        "02-22",
    ]


@pytest.mark.parametrize("ending", ["md", "txt"])
def test_names_that_leave_it_open_or_contradict_are_one_question_a_folder(tmp_path: Path, ending: str) -> None:
    names = [f"0{day}-02-2026.{ending}" for day in (1, 3, 4, 5, 6, 7, 8)]
    logs = hd.read_logs(write(tmp_path, {**dict.fromkeys(names, "Words\n"), "2026-03-01.md": "Words\n"}))
    ((source, reason),) = logs.rejected[["source", "reason"]].itertuples(index=False, name=None)
    assert source == f"*.{ending}"
    assert reason.startswith("7 files: dates such as 3/4/2026")


@pytest.mark.parametrize(("name", "stamp", "day", "time"), [
    ("Late.md", "2026-03-10T02:30:00Z", "03-09", "03-09 22:30"),
    ("Late.md", "2026-03-10T02:30:00+00:00", "03-09", "03-09 22:30"),
    ("Late.md", "2026-03-10T01:30:00-04:00", "03-09", "03-10 01:30"),  # local
    ("Late.md", "2026-03-10 01:30", "03-09", "03-10 01:30"),
    ("Late.md", "2026-03-10T00:00:00Z", "03-10", None),  # a day written as its midnight
    ("2026-03-13.md", "2026-03-14T02:30:00Z", "03-13", "03-13 22:30"),
    ("2026-03-13.md", "2026-03-14 01:30", "03-13", "03-14 01:30"),
    ("2026-03-13.md", "2026-03-13 01:30", "03-13", "03-13 01:30"),
    ("2026-03-13.md", "2025-01-01 10:00", "03-13", None),
])  # fmt: skip
def test_front_matter_follows_the_time_zone_and_the_start_of_the_day(
    name: str, stamp: str, day: str, time: str | None, tmp_path: Path
) -> None:
    write(tmp_path, {name: f"---\ntitle: x\ndate: {stamp}\nmood: 2\n---\nWords\n"})
    logs = hd.read_logs(tmp_path, profile=Profile.from_toml(NEW_YORK))
    (row,) = logs.ratings.itertuples()
    assert f"{row.day:%m-%d}" == days_of(logs)[0] == day
    assert (None if row.time != row.time else f"{row.time:%m-%d %H:%M}") == time


def test_utc_without_a_place_is_said(tmp_path: Path) -> None:
    write(tmp_path, {"Late.md": "---\ndate: 2026-03-10T12:30:00Z\n---\nWords\n"})
    assert "time_zone" in hd.read_logs(tmp_path).sources["notes"][0]


EMPTY = [
    "", "\n", "-", "- \n", "- \n\t- \n", "* \n", "- [ ] \n- [ ]\n", "1. \n", "---\nmood:\n---\n", "---\n---\n",
    "---\nmood: --\nsleep_hours: n.a.\n---\n-\n",
]  # fmt: skip


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_note_is_no_entry_and_no_fault(text: str, tmp_path: Path) -> None:
    logs = hd.read_logs(
        write(tmp_path, {"2026-03-01.md": "A walk.\n", "2026-03-02.md": text, "journals/2026_03_03.md": text})
    )
    assert (days_of(logs), len(logs.rejected), len(logs.ratings)) == (["03-01"], 0, 0)


@pytest.mark.parametrize("text", ["- a walk", "🙂", "- [x] walk", "5"])
def test_a_short_note_is_an_entry(text: str, tmp_path: Path) -> None:
    assert days_of(hd.read_logs(write(tmp_path, {"2026-03-02.md": text}))) == ["03-02"]


NAMES = ["4. März 2026.md", "5 février 2026.md", "2026年3月19日.md", "6 août 2026.md"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_in_a_zip_are_utf_8_where_they_can_be(form: str, tmp_path: Path) -> None:
    path = tmp_path / "n.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in NAMES:
            archive.writestr(zipfile.ZipInfo(unicodedata.normalize(form, name)), "Words\n")
    content = path.read_bytes()
    # The flag that says so, in the local and in the central header.
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begins = [n for n in range(len(content)) if content.startswith(mark, n)]
        for begin in begins:
            content = content[: begin + at] + b"\0\0" + content[begin + at + 2 :]
    path.write_bytes(content)
    logs = hd.read_logs(path)
    assert (days_of(logs), len(logs.rejected)) == (["02-05", "03-04", "03-19", "08-06"], 0)


def test_a_name_in_the_encoding_of_dos_stays_readable(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"2026-03-04 Grüße.md": "Words\n"})
    content = path.read_bytes().replace("Grüße".encode(), "Gr\u00fc\u00dfe!!".encode("cp437"))
    path.write_bytes(content.replace(b"\x00\x08", b"\x00\x00"))
    assert days_of(hd.read_logs(path)) == ["03-04"]
