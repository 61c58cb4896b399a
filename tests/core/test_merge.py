"""Overlapping exports: each entry once, the newer text, nothing lost, in any order of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heartdata as hd
from heartdata.core.logs import Logs
from heartdata.core.tables import table
from heartdata.readers.collector import Collector

Write = Callable[[str, str | bytes], Path]
HEADER = ["full_date", "date", "weekday", "time", "mood", "activities", "note_title", "note"]
Entry = tuple[datetime, str, tuple[str, ...], str]
NEW_YEAR = datetime(2026, 1, 1)
LEVELS = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}


def collected(name: str, entries: Sequence[Entry], form: str = "daylio") -> hd.Logs:
    found = Collector(name, form, hd.Profile())
    for when, mood, tags, note in entries:
        found.count_entries()
        found.own_day = when.date()
        found.mood(when, mood, LEVELS[mood])
        for tag in tags:
            found.activity(when, tag)
        if note:
            found.entry(when, note)
    return found.logs()


def daylio(entries: Sequence[Entry]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for when, mood, tags, note in sorted(entries, key=lambda e: e[0], reverse=True):
        day, clock = when.strftime("%Y-%m-%d"), when.strftime("%I:%M %p")
        writer.writerow([day, "", "", clock, mood, " | ".join(tags), "", note])
    return out.getvalue()


def merged(parts: Sequence[hd.Logs]) -> hd.Logs:
    return parts[0].merge(*parts[1:])


def content(logs: hd.Logs) -> dict[str, list[str]]:
    columns = {
        "ratings": ["time", "day", "measure", "value", "raw"],
        "journal": ["time", "day", "text"],
        "activities": ["time", "day", "name"],
        "sleep": ["start", "day", "asleep_h"],
    }
    return {t: sorted(map(str, getattr(logs, t)[c].itertuples(index=False, name=None))) for t, c in columns.items()}


ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 12).map(lambda h: NEW_YEAR + timedelta(hours=5 * h)),
        st.sampled_from(sorted(LEVELS)),
        st.sampled_from([(), ("walk",), ("walk", "tea"), ("tea", "tea")]),
        st.sampled_from(["", "one", "two", "two"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=8, deadline=None)
@given(entries=ENTRIES, data=st.data())
def test_union_of_overlapping_exports_equals_the_diary(entries: list[Entry], data: st.DataObject) -> None:
    hours = sorted({e[0] for e in entries})
    cuts = data.draw(
        st.lists(st.tuples(st.integers(0, len(hours) - 1), st.integers(0, len(hours) - 1)), min_size=1, max_size=3)
    )
    # Whatever the windows, everything is in one of them.
    windows = [tuple(sorted(c)) for c in cuts]
    rest = [h for i, h in enumerate(hours) if not any(a <= i <= b for a, b in windows)]
    exports = [[e for e in entries if hours[a] <= e[0] <= hours[b]] for a, b in windows]
    exports.append([e for e in entries if e[0] in rest])
    parts = [collected(f"{i}.csv", export) for i, export in enumerate(exports)]
    expected = content(collected("all.csv", entries))
    order = data.draw(st.permutations(parts))
    joined = merged(order)
    assert content(joined) == expected
    pd.testing.assert_frame_equal(joined.ratings, merged(parts).ratings)


def test_the_same_file_under_three_names_is_one(write: Write) -> None:
    entries = [(NEW_YEAR, "good", ("walk",), "one"), (NEW_YEAR, "good", ("walk",), "one"), (NEW_YEAR, "bad", (), "")]
    text = daylio(entries)
    for name in ("in/a.csv", "in/a (1).csv", "in/sub/a.csv"):
        write(name, text)
    folder = write("in/b.txt", text).parent
    logs = hd.read_logs(folder)
    assert content(logs) == content(collected("x", entries))
    assert sum("also in another file; each is kept once" in n for n in logs.sources["notes"]) == 3
    assert logs.sources["rows"].tolist() == [3, 3, 3, 3]


def edited(**changes: object) -> tuple[list[Entry], list[Entry]]:
    later = NEW_YEAR + timedelta(days=1)
    old: Entry = (NEW_YEAR, "bad", ("walk", "tea"), "first words")
    new = {"mood": "bad", "tags": ("walk", "tea"), "note": "first words"} | changes
    return [old], [(NEW_YEAR, new["mood"], new["tags"], new["note"]), (later, "meh", ("tea",), "")]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("change", "text", "tags", "value"),
    [
        ({"mood": "good"}, "first words", ["walk", "tea"], 7.5),
        ({"note": "other words"}, "other words", ["walk", "tea"], 2.5),
        ({"note": ""}, "first words", ["walk", "tea"], 2.5),
        ({"tags": ("walk",)}, "first words", ["walk"], 2.5),
    ],
)
def test_newer_version_of_an_edited_entry_is_kept(
    write: Write, change: dict[str, object], text: str, tags: list[str], value: float
) -> None:
    old, new = edited(**change)
    # The names say nothing about which is older.
    for first, second in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        write(f"{first}/{first}", daylio(old))
        folder = write(f"{first}/{second}", daylio(new)).parent
        logs = hd.read_logs(folder)
        that = logs.ratings["time"] == NEW_YEAR
        assert logs.ratings["value"][that].tolist() == [value]
        assert logs.journal["text"].tolist() == [text]
        assert logs.activities["name"][logs.activities["time"] == NEW_YEAR].tolist() == tags


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("d.csv", "d (1).csv"),
        ("d (9).csv", "d (10).csv"),
        ("daylio_2026_03_09.csv", "daylio_2026_03_10.csv"),
        ("export-9.csv", "export-10.csv"),
    ],
)
def test_file_name_decides_between_equally_recent_exports(older: str, newer: str) -> None:
    parts = [collected(older, [(NEW_YEAR, "bad", (), "old")]), collected(newer, [(NEW_YEAR, "good", (), "new")])]
    for order in permutations(parts):
        joined = merged(list(order))
        assert joined.journal["text"].tolist() == ["new"]
        assert joined.ratings["raw"].tolist() == ["good"]


def test_old_text_is_kept_if_the_newer_entry_has_only_a_title() -> None:
    old, new = Collector("a", "daylio", hd.Profile()), Collector("b", "daylio", hd.Profile())
    old.entry(NEW_YEAR, "words", "title")
    new.entry(NEW_YEAR, "", "other title")
    new.entry(NEW_YEAR + timedelta(days=2), "x")
    assert "words" in merged([old.logs(), new.logs()]).journal["text"].tolist()


def test_texts_of_two_apps_are_kept() -> None:
    parts = [
        collected("a.csv", [(NEW_YEAR, "bad", (), "one")]),
        collected("b.json", [(NEW_YEAR, "good", (), "two")], "dayone"),
        collected("c.txt", [(NEW_YEAR, "good", (), "two")], "jrnl"),
    ]
    joined = merged(parts)
    assert sorted(joined.journal["text"]) == ["one", "two"]
    assert sorted(joined.ratings["raw"]) == ["bad", "good"]


def test_a_table_saved_again_with_a_corrected_day(write: Write) -> None:
    rows = [f"2026-03-{d:02},{d % 5 + 1}\n" for d in range(1, 11)]
    profile = hd.Profile(columns={"date": "date", "mood": {"name": "mood", "min": 1, "max": 5}})
    write("in/march.csv", "date,mood\n" + "".join(rows))
    rows[2] = "2026-03-03,1\n"
    folder = write("in/april.csv", "date,mood\n" + "".join(rows) + "2026-04-01,5\n").parent
    found = hd.read_logs(folder, profile=profile).ratings.set_index("day")["raw"]
    assert len(found) == 11
    assert found["2026-03-03"] == "1"


def test_a_mornings_and_an_evenings_table_are_both_kept(write: Write) -> None:
    profile = hd.Profile(columns={"date": "date", "mood": {"name": "mood", "min": 1, "max": 5}})
    evening = "".join(f"2026-03-{d:02},{d % 5 + 1}\n" for d in range(1, 11))
    morning = "".join(f"2026-03-{d:02},{(d + 2) % 5 + 1}\n" for d in range(1, 11))
    write("in/evening.csv", f"date,mood\n{evening}")
    folder = write("in/morning.csv", f"date,mood\n{morning}").parent
    assert len(hd.read_logs(folder, profile=profile).ratings) == 20


def test_a_corrected_sleep_time_is_one_night() -> None:
    parts = []
    for name, hours in (("a", 7.5), ("b", 8.0)):
        found = Collector(name, "daylio", hd.Profile())
        for day in range(5):
            found.sleep(None, None, day=(NEW_YEAR + timedelta(days=day)).date(), asleep_h=hours if day == 2 else 7.0)
        found.count_entries(4 + (name == "b"))
        parts.append(found.logs())
    assert merged(parts).sleep["asleep_h"].tolist() == [7.0, 7.0, 8.0, 7.0, 7.0]


def test_merging_logs_with_themselves_changes_nothing() -> None:
    logs = collected("a.csv", [(NEW_YEAR, "bad", ("tea", "tea"), "one"), (NEW_YEAR, "bad", (), "")])
    other = collected("b.csv", [(NEW_YEAR, "bad", (), ""), (NEW_YEAR + timedelta(days=1), "rad", ("tea",), "two")])
    assert content(logs.merge(other).merge(logs, other)) == content(logs.merge(other))
    again = logs.merge(logs, logs)
    assert content(again) == content(logs)
    assert len(again.sources) == 1
    assert again.notes == []


def test_two_files_of_one_name_are_two_files() -> None:
    first, second = (collected("a.csv", [(NEW_YEAR + timedelta(days=d), "bad", (), "x")]) for d in (0, 1))
    assert len(first.merge(second).ratings) == 2
    assert len(first.merge(second, first, second).ratings) == 2


def test_cells_that_could_not_be_read_are_listed_once_for_each_file() -> None:
    found = Collector("a.csv", "daylio", hd.Profile())
    found.count_entries(1)
    found.reject(2, "no", "scales")
    found.reject(2, "no", "scales")
    other = Collector("b.csv", "daylio", hd.Profile())
    other.reject(2, "no", "scales")
    assert len(merged([found.logs(), other.logs(), found.logs()]).rejected) == 3


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, cut=st.integers(0, 12))
def test_older_and_newer_export_in_a_folder(write: Write, entries: list[Entry], cut: int) -> None:
    older = [e for e in entries if e[0] <= NEW_YEAR + timedelta(hours=5 * cut)]
    write("in/older.csv", daylio(older))
    folder = write("in/newer.csv", daylio(entries)).parent
    assert content(hd.read_logs(folder)) == content(hd.read_logs(folder / "newer.csv"))


@pytest.mark.slow
def test_ten_years_three_times(write: Write) -> None:
    import time

    entries: list[Entry] = [
        (datetime(2016, 1, 1) + timedelta(hours=8 * i), "good", ("walk", "tea"), f"words {i}") for i in range(10_950)
    ]
    for name, first in (("a", 0), ("b", 300), ("c", 1500)):
        write(f"in/{name}.csv", daylio(entries[first:]))
    folder = write("in/d.md", "# nothing to read\n").parent
    begin = time.process_time()
    logs = hd.read_logs(folder)
    # Two seconds where it is slow; the bound is for what is quadratic.
    assert time.process_time() - begin < 10
    assert len(logs.ratings) == len(logs.journal) == 10_950
    assert len(logs.activities) == 21_900


def test_a_backup_and_a_table_of_one_app_are_one_and_the_backup_knows_the_levels() -> None:
    def part(source: str, fmt: str, rows: list[tuple[object, ...]]) -> Logs:
        day = date(2026, 3, 1)
        ratings = [(t, day, "mood", v, raw, None, source) for t, v, raw in rows]
        entry = (source, fmt, len(rows), len(rows), 0, 0, 0, 0, 0, day, day, "")
        return Logs(ratings=table("ratings", ratings), sources=table("sources", [entry]))

    noon, evening, night = (datetime(2026, 3, 1, h) for h in (12, 18, 22))
    nan = float("nan")
    backup = part("b.daylio", "daylio_backup", [(noon, 5.0, "meh"), (evening, 7.5, "fine")])
    csv = part("d.csv", "daylio", [(noon, 5.0, "meh"), (evening, nan, "fine"), (night, nan, "fine ")])
    for joined in (merged([backup, csv]), merged([csv, backup])):
        assert joined.ratings["value"].tolist() == [5.0, 7.5, 7.5]
