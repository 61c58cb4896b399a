from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.cohort.long_format import read_long
from heartdata.cohort.person import read_person
from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, HeartdataError, UnreadableFileError

pytest.importorskip("pyarrow")

DAY = date(2026, 3, 2)


def written(folder: Path, name: str = "part.parquet", **columns: object) -> Path:
    path = folder / name
    pd.DataFrame(columns).to_parquet(path)
    return path


def test_ratings_by_day_and_by_time(tmp_path: Path) -> None:
    by_day = written(tmp_path, day=[DAY, DAY], measure=["mood", "energy"], value=[4, 7])
    by_time = written(
        tmp_path, "b.parquet", time=pd.to_datetime(["2026-03-03 21:00", "2026-03-04 01:30"]), measure="mood",
        value=[5.5, 6],
    )  # fmt: skip
    ratings = read_long([by_day, by_time], Profile()).ratings
    assert ratings["value"].tolist() == [4, 7, 5.5, 6]
    # What is written at half past one belongs to the evening before.
    assert ratings["day"].dt.day.tolist() == [2, 2, 3, 3]
    assert ratings["time"].isna().tolist() == [True, True, False, False]


def test_an_answer_without_a_known_level_keeps_its_words(tmp_path: Path) -> None:
    given = {
        "day": [DAY] * 3,
        "measure": "mood",
        "value": [float("nan"), 4, float("nan")],
        "raw": ["content", "4", " "],
    }
    logs = read_long([written(tmp_path, **given)], Profile())
    assert logs.ratings["raw"].tolist() == ["content", "4"]
    assert logs.ratings["value"].isna().tolist() == [True, False]
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[3, "value"]]


def test_every_table_of_entries(tmp_path: Path) -> None:
    rows = [
        {"table": "ratings", "day": "2026-03-02", "measure": "mood", "value": 5.0},
        {"table": "sleep", "start": datetime(2026, 3, 1, 23), "end": datetime(2026, 3, 2, 7), "asleep_h": 7.5},
        {"table": "journal", "time": datetime(2026, 3, 2, 21), "text": "a line", "title": "t", "tags": "walk | sea"},
        {"table": "activities", "day": "2026-03-02", "name": "evening walk"},
        {"table": "activities", "day": "2026-03-02", "name": "x", "kind": "contact", "amount": 2.0},
        {"table": "vitals", "day": "2026-03-02", "name": "steps", "value": 9000.0},
        {"table": "events", "day": "2026-03-02", "kind": "illness", "label": "flu", "until": "2026-03-05"},
    ]
    pd.DataFrame(rows).to_parquet(tmp_path / "p.parquet")
    logs = read_long([tmp_path / "p.parquet"], Profile())
    assert logs.rejected.empty
    assert (logs.sleep["day"].iloc[0], logs.sleep["asleep_h"].iloc[0]) == (pd.Timestamp(DAY), 7.5)
    assert logs.journal[["title", "text", "tags"]].iloc[0].tolist() == ["t", "a line", ("walk", "sea")]
    assert logs.activities["kind"].tolist() == ["practice", "contact"]
    assert logs.vitals["value"].tolist() == [9000.0]
    assert logs.events["until"].tolist() == [pd.Timestamp(2026, 3, 5)]
    assert logs.sources["rows"].tolist() == [7]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"day": None}, "", "no day or time that can be read"),
        ({"day": "soon"}, "", "no day or time that can be read"),
        ({"day": "1690-01-01"}, "", "the year is outside 1970 to 2100"),
        ({"measure": "secret"}, "measure", "not one of the measures"),
        ({"value": "11"}, "value", "not a number from 0 to 10"),
        ({"value": "secret"}, "value", "not a number from 0 to 10"),
        ({"value": None}, "value", "not a number from 0 to 10"),
        ({"table": "secret"}, "table", "not one of the tables of entries"),
        ({"table": "sleep", "asleep_h": "30"}, "asleep_h", "not hours from 0 to 24"),
        ({"table": "activities", "name": " "}, "name", "no name"),
        ({"table": "vitals", "name": "secret"}, "name", "not one of the measurements"),
        ({"table": "vitals", "name": "steps", "value": "x"}, "value", "not a number"),
        ({"table": "events", "kind": "secret"}, "kind", "not one of the kinds of events"),
    ],
)
def test_rows_that_cannot_be_used_are_rejected(
    tmp_path: Path, row: dict[str, object], column: str, reason: str
) -> None:
    good = {"table": "ratings", "day": "2026-03-02", "measure": "mood", "value": "5", "name": None, "kind": None,
            "asleep_h": None}  # fmt: skip
    pd.DataFrame([good, {**good, **row}]).to_parquet(tmp_path / "p.parquet")
    logs = read_long([tmp_path / "p.parquet"], Profile())
    assert len(logs.ratings) == 1
    assert logs.rejected[["line", "column", "reason"]].to_numpy().tolist() == [[2, column, reason]]


def test_times_of_a_zone(tmp_path: Path) -> None:
    utc = pd.to_datetime(["2026-03-02 23:30"]).tz_localize("UTC")
    path = written(tmp_path, time=utc, measure="mood", value=5)
    with pytest.raises(AmbiguousFormatError, match="time_zone"):
        read_long([path], Profile())
    ratings = read_long([path], Profile(time_zone="Europe/Berlin")).ratings
    assert ratings["time"].tolist() == [pd.Timestamp(2026, 3, 3, 0, 30)]
    assert ratings["day"].tolist() == [pd.Timestamp(2026, 3, 2)]
    local = written(tmp_path, "l.parquet", time=utc.tz_convert("Asia/Tokyo"), measure="mood", value=5)
    assert read_long([local], Profile()).ratings["time"].tolist() == [pd.Timestamp(2026, 3, 3, 8, 30)]


def test_paths_that_are_not_one_person(tmp_path: Path) -> None:
    both = written(tmp_path, person=["a", "b"], day=DAY, measure="mood", value=5)
    with pytest.raises(UnreadableFileError, match="several people"):
        read_long([both], Profile())
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(UnreadableFileError, match=r"broken\.parquet: not Parquet, or damaged"):
        read_long([broken], Profile())
    empty = written(tmp_path, "daily.parquet", day=[DAY], mood=[5.0])
    with pytest.raises(UnreadableFileError, match="no table of entries"):
        read_long([empty], Profile())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "table": st.sampled_from(["ratings", "sleep", "journal", "activities", "vitals", "events", "", "?"]),
                "day": st.dates() | st.none(), "time": st.datetimes() | st.none(), "start": st.datetimes() | st.none(),
                "end": st.datetimes() | st.none(), "measure": st.sampled_from(["mood", "energy", "x"]),
                "value": st.floats() | st.none(), "name": st.text(max_size=5), "text": st.text(max_size=5),
                "kind": st.sampled_from(["contact", "illness", "x"]), "asleep_h": st.floats(), "nap": st.booleans(),
                "utc_offset": st.floats(),
            },
        ),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_all_rows_are_accounted_for(rows: list[dict[str, object]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "p.parquet"
        try:
            pd.DataFrame([{"person": "p", **row} for row in rows]).to_parquet(path)
        except (ValueError, OverflowError):
            # Not what Parquet can hold.
            return
        try:
            logs = read_long([path], Profile())
        except HeartdataError:
            return
    read = sum(len(getattr(logs, name)) for name in ("ratings", "sleep", "journal", "activities", "vitals", "events"))
    assert read + len(logs.rejected) == len(rows)


def test_a_folder_with_other_files_beside_parquet_is_read_as_exports(tmp_path: Path) -> None:
    written(tmp_path, "x.parquet", day=[DAY], measure="mood", value=5)
    (tmp_path / "diary.csv").write_text("date,mood\n2026-03-02,5\n")
    (tmp_path / "heartdata.toml").write_text('[columns]\ndate = "date"\nmood = { name = "mood", min = 0, max = 10 }\n')
    logs, _ = read_person(tmp_path, Profile())
    assert len(logs.ratings) == 1
    assert logs.rejected["source"].tolist() == ["x.parquet"]
