"""What one call may unpack and keep: a hostile file ends soon, in bounded memory, with its name and what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector
from heartdata.readers.files import meter
from heartdata.readers.files.source import Unreadable
from heartdata.readers.files.walk import walk
from heartdata.readers.thresholds import RULES
from tests.made_logs import daylio_csv
from tests.readers.spreadsheets import xlsx

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"
ROW = "2026-03-01,1 March,Sunday,8:00 am,good,walk,,words\n"


def zipped(name: str, content: bytes | str, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_bytes_of_a_zip_count_once_and_in_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: 200_000 if name.endswith("_always") else 0)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(5):
            archive.writestr(f"{i}.csv", daylio_csv(900))
    logs = hd.read_logs(path)
    unread = logs.rejected[logs.rejected["reason"].str.startswith("unpacks to far more than any export; unpack it")]
    assert 0 < len(unread) < 5
    inner = tmp_path / "nested.zip"
    inner.write_bytes(zipped("inner.zip", path.read_bytes(), zipfile.ZIP_STORED))
    assert "unpacks to far more" in " ".join(hd.read_logs(inner).rejected["reason"])


def test_sheets_of_a_zip_count_in_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meter, "limit", lambda name: 100_000 if name.endswith("_always") else 0)
    sheet = xlsx({"Diary": [["Date", "Mood"], *([f"2026-03-{1 + i % 28:02}", 4] for i in range(300))]})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for i in range(9):
            archive.writestr(f"{i}.xlsx", sheet)
    found = list(walk(tmp_path / "a.zip"))
    unread = [one for one in found if isinstance(one, Unreadable)]
    assert 0 < len(unread) < len(found) == 9
    assert all(one.reason.startswith("unpacks to far more than any export; unpack it") for one in unread)


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_named(tmp_path: Path, kind: int) -> None:
    (tmp_path / "a.zip").write_bytes(zipped("a.csv", daylio_csv(30), kind))
    with pytest.raises(hd.UnreadableFileError, match=r"a\.zip/a\.csv: packed in an unusual way; unpack the zip"):
        hd.read_logs(tmp_path / "a.zip")


def test_overlapping_members_are_not_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", daylio_csv(30))
        archive.writestr("b.csv", daylio_csv(30))
        archive.filelist[1].header_offset -= 20
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    with pytest.raises(hd.UnreadableFileError, match=r"a\.zip: its files overlap"):
        hd.read_logs(tmp_path / "a.zip")


def test_too_many_rows_of_one_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heartdata.readers.limit", lambda name: 100)
    (tmp_path / "a.csv").write_text(daylio_csv(90))
    with pytest.raises(hd.UnreadableFileError, match=r"a\.csv: more than 100 rows; give only part of your files"):
        hd.read_logs(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [("a.csv", HEADER + ROW * 9, "lines"), ("a.json", "[" + "{},\n" * 9 + "{}]", "values"), ("a.csv", "\r" * 99, "")],
)
def test_too_many_lines_or_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, what: str
) -> None:
    monkeypatch.setattr("heartdata.readers.files.source.limit", lambda name: 1000 if "bytes" in name else 5)
    (tmp_path / name).write_text(content)
    format_ = "daylio" if name == "a.csv" else "nomie"
    if what:
        with pytest.raises(hd.UnreadableFileError, match=rf"{name}: too many {what} for a diary; split it"):
            hd.read_logs(tmp_path / name, format=format_)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a." * 30_000 + "b = 1", "more than eight parts"),
        ("[" + "a . " * 9 + "b]", "more than eight parts"),
        ("usual = {" + "'a'." * 9 + "b = 1}", "more than eight parts"),
        ("#" * 70_000, "larger than 64 kB"),
        ("usual = 0x" + "f" * 60_000, "far too long"),
        ("[usual]\nmood = 0x" + "f" * 60_000, "far too long"),
        ("[loss]\ndate = 0x" + "f" * 60_000, "far too long"),
        ("usual = " + "[" * 300 + "]" * 300, "usual"),
        ("a = " + "{a = " * 3000 + "1" + "}" * 3000, "far too long"),
        ("".join(f"[usual{'.a' * 7}]\n" for _ in range(2)), "valid TOML|usual"),
    ],
)
def test_a_hostile_profile_is_named_at_once(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "heartdata.toml").write_text(text)
    with pytest.raises(hd.ProfileError, match=says) as raised:
        hd.read_logs(tmp_path)
    assert "heartdata.toml" in str(raised.value)
    (tmp_path / "a.zip").write_bytes(zipped("heartdata.toml", text))
    with pytest.raises(hd.ProfileError, match=says):
        hd.read_logs(tmp_path / "a.zip")


def test_ordinary_profiles_are_read() -> None:
    assert Profile.from_toml('[practices]\n"a.b.c.d.e.f.g.h.i.j" = ["x"]\n').practices
    assert Profile.from_toml("[support]\ncontact = 'a.b.c.d.e.f.g.h.i.j = 1'\n").support


def test_of_names_without_end_the_commonest_are_kept_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heartdata.readers.collector.limit", lambda name: 3)
    # Both files count: the walk is in each, and the rarest are left out wherever they are.
    for file, day, tags in (
        ("a.csv", "03-01", "once | a | b | walk | yoga"),
        ("b.csv", "03-02", "a | b | walk | yoga | evening walk"),
        ("c.csv", "03-03", "walk | yoga | a"),
    ):
        (tmp_path / file).write_text(HEADER + ROW.replace("03-01", day).replace("walk", tags))
    logs = hd.read_logs(tmp_path)
    assert logs.activities.groupby("name")["kind"].agg(["size", "first"]).to_dict("index") == {
        "a": {"size": 3, "first": "other"},
        "walk": {"size": 3, "first": "practice"},
        "yoga": {"size": 3, "first": "practice"},
    }
    said = "more than 3 different activities and tags; the {} rarest are left out; if they are sentences, say note ="
    for source, count in {"a.csv": 2, "b.csv": 2}.items():
        [reason] = logs.rejected.loc[logs.rejected["source"] == source, "reason"]
        assert reason.startswith(said.format(count))
    with pytest.raises(hd.UnreadableFileError, match=r"a\.csv: more than 3 different activities"):
        hd.read_logs(tmp_path, errors="raise")
    collector = Collector("d.json", "dayone", Profile())
    collector.entry(date(2026, 3, 1), "words", tags=["a", "b"])
    collector.entry(date(2026, 3, 2), "words", tags=["a", "b", "c", "d"])
    collector.entry(date(2026, 3, 3), "words", tags=["c", "a"])
    assert collector.logs().journal["tags"].tolist() == [("a", "b"), ("a", "b", "c"), ("c", "a")]


def test_every_threshold_says_where_it_comes_from() -> None:
    assert all(rule.value > 0 and rule.what and rule.source for rule in RULES.values())


def large(kind: str) -> bytes:
    """Return a file of at most 10 MB that once took all memory."""
    makers: dict[str, Callable[[], bytes]] = {
        "one row": lambda: zipped("a.csv", HEADER + ROW * 5_000_000),
        "short rows": lambda: b"date,mood\n" + b"1\n" * 4_900_000,
        "many rows": lambda: HEADER.encode() + ROW.encode() * 195_000,
        "objects": lambda: b"[" + b"{}," * 3_300_000 + b"{}]",
        "nested zips": lambda: zipped("b.zip", zipped("c.zip", zipped("a.csv", HEADER + ROW * 5_000_000))),
        "health": lambda: zipped("export.xml", b"<HealthData>" + b"<Record type='x'/>" * 30_000_000),
        "deep": lambda: b"[" * 10_000_000,
    }
    return makers[kind]()


RUN = """
import resource, sys, time, warnings
warnings.simplefilter("ignore")
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
import heartdata as hd
from heartdata.readers import read_logs
import heartdata.core.merge
began = time.process_time()
try:
    read_logs(sys.argv[1])
except hd.HeartdataError as error:
    print(type(error).__name__)
status = open("/proc/self/status").read()
print(time.process_time() - began, int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how much memory was used")
@pytest.mark.parametrize("kind", ["one row", "short rows", "many rows", "objects", "nested zips", "health", "deep"])
def test_ten_hostile_megabytes_end_soon_in_bounded_memory(tmp_path: Path, kind: str) -> None:
    content = large(kind)
    path = tmp_path / ("a.zip" if content.startswith(b"PK") else "a.csv" if b"," in content[:40] else "a.json")
    path.write_bytes(content)
    assert len(content) <= 10.5e6
    done = subprocess.run([sys.executable, "-c", RUN, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, megabytes = map(float, done.stdout.splitlines()[-1].split())
    assert seconds < 10, done.stdout
    assert megabytes < 1000, done.stdout
