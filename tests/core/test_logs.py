import json
import os
import pickle
import stat
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartdata.core.logs import ENTRY_TABLES, TABLES, Logs, empty_table, table
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.storage.files import MARKER
from tests.core.test_profile import FULL
from tests.made_logs import NAN, activity, entry, moods, night, rating

# Everything that text in a diary can hold, halves of characters and NUL with it.
ODD = st.text(st.characters(codec=None, categories=None), max_size=40)
EVE, MORNING = datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 7)


def some(text: str = "secretword", tags: tuple[str, ...] = ("secrettag",), profile: Profile | None = None) -> Logs:
    return Logs(
        ratings=table("ratings", [rating(datetime(2026, 3, 1, 12), 5.0), rating(date(2026, 3, 3), NAN)]),
        sleep=table("sleep", [night(EVE, MORNING, asleep_h=7.0), night(None, None, date(2026, 3, 4), nap=True)]),
        journal=table("journal", [entry(datetime(2026, 3, 2, 12), text, f"title {text}", tags)]),
        activities=table("activities", [activity(date(2026, 3, 2), f"secretactivity {text}")]),
        events=table("events", [(date(2026, 2, 27), date(2026, 3, 1), text, "illness", "x"),
                                (date(2026, 3, 3), None, "", "loss", "x")]),
        rejected=table("rejected", [("a.csv", 3, "mood", "no mood"), ("b.csv", None, "", "not text")]),
        sources=table("sources", [("a.csv", "daylio", 3, 2, 2, 1, 1, 0, 1, date(2026, 3, 1), date(2026, 3, 4), "a\nb"),
                                  ("b.csv", "", 0, 0, 0, 0, 0, 0, 1, None, None, "")]),
        profile=profile or Profile(),
    )  # fmt: skip


def assert_same(one: Logs, other: Logs) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.profile == other.profile


@pytest.mark.slow
@given(text=ODD, tags=st.lists(ODD, max_size=3).map(tuple), mood=ODD)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_saved_logs_round_trip(tmp_path: Path, text: str, tags: tuple[str, ...], mood: str) -> None:
    logs = some(text, tags, Profile(moods={f"x{mood}x": 3}))
    logs.save(tmp_path / "saved")
    assert_same(logs, Logs.load(tmp_path / "saved"))


def test_the_whole_profile_is_saved(tmp_path: Path) -> None:
    logs = some(profile=Profile.from_toml(FULL))
    logs.save(tmp_path)
    assert_same(logs, Logs.load(tmp_path))


def test_empty_logs_are_saved_too(tmp_path: Path) -> None:
    Logs().save(tmp_path)
    assert_same(Logs(), Logs.load(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_saved_files_are_readable_by_the_owner_only(tmp_path: Path) -> None:
    some().save(tmp_path / "saved")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "saved").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "saved").stat().st_mode) == 0o700


def test_saving_into_a_folder_of_exports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_bytes(b"x")
    with pytest.raises(HeartdataError, match="holds other files"):
        some().save(tmp_path)
    assert not (tmp_path / MARKER).exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def drop_last_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00{" + path.read_bytes())


@pytest.mark.parametrize("damage", [cut, drop_last_line, garble, Path.unlink])
@pytest.mark.parametrize("name", ["logs.json", "ratings.jsonl", "journal.jsonl", "sources.jsonl"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: Callable[[Path], None], name: str) -> None:
    some().save(tmp_path)
    damage(tmp_path / name)
    with pytest.raises(UnreadableFileError, match=rf"{name}: (damaged; read|missing|no saved logs there)"):
        Logs.load(tmp_path)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"heartdata": 99}, "saved by another version"), ([], "saved by another version"),
        ({"heartdata": 1}, "damaged"), ({"heartdata": 1, "tables": [], "profile": 3}, "damaged"),
    ],
)  # fmt: skip
def test_another_head(tmp_path: Path, head: Any, said: str) -> None:
    some().save(tmp_path)
    (tmp_path / "logs.json").write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=said):
        Logs.load(tmp_path)


def test_saved_logs_show_a_neutral_key_in_place_of_unsafe(tmp_path: Path) -> None:
    some(profile=Profile(unsafe=True)).save(tmp_path)
    head = tmp_path / "logs.json"
    assert "unsafe" not in head.read_text(encoding="utf-8")
    assert Logs.load(tmp_path).profile.unsafe
    saved = json.loads(head.read_bytes())
    saved["profile"] = {**saved["profile"], "variant": "a", "unsafe": True}  # as earlier versions wrote it
    head.write_text(json.dumps(saved), encoding="utf-8")
    assert Logs.load(tmp_path).profile.unsafe


def test_a_profile_that_is_not_allowed_is_damage(tmp_path: Path) -> None:
    some().save(tmp_path)
    head = json.loads((tmp_path / "logs.json").read_bytes())
    head["profile"]["loss_kind"] = "zzz"
    (tmp_path / "logs.json").write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"logs\.json: damaged"):
        Logs.load(tmp_path)


def test_full_disk_keeps_the_saved_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some("old").save(tmp_path)
    real, calls = os.fsync, iter(range(100))

    def full(handle: int) -> None:
        if next(calls) == 4:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnreadableFileError, match="No space left"):
        some("new").save(tmp_path)
    monkeypatch.undo()
    pd.testing.assert_frame_equal(Logs.load(tmp_path).journal, some("old").journal)


def test_interrupted_saving_is_detected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some("old").save(tmp_path)
    real = Path.replace

    def cut(self: Path, target: Path) -> Path:
        if target.name == "activities.jsonl":  # the journal before it has taken its place
            raise OSError(5, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", cut)
    with pytest.raises(UnreadableFileError, match=r"Input/output error.*some files in it are new, some from before"):
        some("new").save(tmp_path)
    monkeypatch.undo()
    with pytest.raises(UnreadableFileError, match="damaged"):
        Logs.load(tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"no saved logs there .+ save them with Logs\.save"):
        Logs.load(tmp_path / "none")


@pytest.mark.parametrize("shown", [repr, lambda logs: logs._repr_html_()])
def test_repr_contains_nothing_private(shown: Callable[[Logs], str]) -> None:
    said = shown(some())
    assert "2 ratings" in said
    assert "secret" not in said
    assert "nothing logged" in shown(Logs())


def test_file_names_are_escaped() -> None:
    source = ("<script>.csv", "daylio", 1, 1, 0, 0, 0, 0, 0, None, None, "secret")
    said = Logs(sources=table("sources", [source]))._repr_html_()
    assert "<script>" not in said
    assert "secret" not in said


def test_days_are_each_once_in_order() -> None:
    assert [d.day for d in some().days] == [1, 2, 3, 4]
    assert Logs().days.empty
    assert Logs().empty
    assert not some().empty


def test_between_includes_both_ends_and_keeps_sources() -> None:
    logs = some()
    part = logs.between("2026-03-02", date(2026, 3, 3))
    assert [d.day for d in part.days] == [2, 3]
    assert list(part.events["kind"]) == ["loss"]
    assert len(part.sources) == len(logs.sources)
    assert list(logs.between("2026-03-01", "2026-03-02").events["kind"]) == ["illness"]
    assert logs.between("2026-03-04", "2026-03-01").empty
    assert logs.between("2030-01-01", "2030-12-31").empty
    assert_same(logs, logs.between("2026-01-01", "2026-12-31"))


@pytest.mark.parametrize("wrong", ["soon", None, "2026-02-30", "2026-03-01T00:00Z"])
def test_between_needs_days(wrong: Any) -> None:
    with pytest.raises(HeartdataError, match=r"first=.*: not a day; write it like 2026-03-01"):
        some().between(wrong, "2026-03-01")


def test_merging_keeps_every_row_in_order_of_time() -> None:
    a = moods([1.0, 2.0])
    b = Logs(ratings=table("ratings", [rating(datetime(2026, 3, 1, 8), 9.0, source="b.csv")]))
    merged = a.merge(b)
    assert list(merged.ratings["value"]) == [9, 1, 2]
    assert merged.profile == a.profile
    assert_same(Logs(), Logs().merge(Logs()))


def test_logs_can_be_pickled() -> None:
    assert_same(some(), pickle.loads(pickle.dumps(some())))


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_their_types_full_or_empty(name: str) -> None:
    pd.testing.assert_series_equal(empty_table(name).dtypes, getattr(some(), name).dtypes)


def test_rows_are_put_in_order_and_ties_stay() -> None:
    rows = [rating(datetime(2026, 3, 1, 12), v) for v in (3.0, 1.0, 2.0)]
    frame = table("ratings", [rating(date(2026, 3, 2), 4.0), *rows])
    assert list(frame["value"]) == [3, 1, 2, 4]
    assert set(ENTRY_TABLES) < set(TABLES)


def test_notes_are_one_line_each() -> None:
    assert some().notes == ["a", "b"]


def test_merging_the_same_logs_again_adds_nothing() -> None:
    logs = some()
    for name in ENTRY_TABLES:
        assert len(getattr(logs.merge(logs), name)) == len(getattr(logs, name))
