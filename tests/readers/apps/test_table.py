"""Hand-made tables: dates, scales, nights, words as moods, and everything that is refused."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import heartdata as hd

Write = Callable[[str, str | bytes], Path]
MOOD = {"name": "Mood", "min": 1, "max": 5}


def read(path: Path, columns: dict[str, Any] | None = None, **profile: Any) -> hd.Logs:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hd.HeartdataWarning)
        return hd.read_logs(path, profile=None if columns is None else hd.Profile(columns=columns, **profile))


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["2026-3-1", "2026/03/02", "20260303"], ["2026-03-01", "2026-03-02", "2026-03-03"]),
        (["1/3/2026", "13/3/2026"], ["2026-03-01", "2026-03-13"]),
        (["3/1/2026", "3/13/2026"], ["2026-03-01", "2026-03-13"]),
        (["1.3.2026", "2.3.26"], ["2026-03-01", "2026-03-02"]),
        (["5/5/2026"], ["2026-05-05"]),
        (["Sun, 1 March 2026", "2nd Mar 2026", "March 3, 2026"], ["2026-03-01", "2026-03-02", "2026-03-03"]),
        (["1 de marzo de 2026", "So. 02.03.2026"], ["2026-03-01", "2026-03-02"]),
        (["2026-03-01T23:30:00+02:00", "2026-03-02 07:00"], ["2026-03-01", "2026-03-02"]),
        (["01/03/2026 22:15:10", "14/03/2026 3:59 am"], ["2026-03-01", "2026-03-13"]),
    ],
)
def test_dates_over_the_whole_file(write: Write, dates: list[str], days: list[str]) -> None:
    path = write("m.csv", "Date\tMood\n" + "".join(f"{d}\t3\n" for d in dates))
    logs = read(path, {"date": "date", "mood": MOOD})
    assert sorted(logs.ratings["day"].dt.strftime("%Y-%m-%d")) == days
    assert logs.rejected.empty


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["3/4/2026", "5/6/2026"], r"m\.csv: dates such as 3/4/2026 could be.*day_first = true"),
        (["13/4/2026", "5/16/2026"], r"m\.csv: some dates can only have the day first.*day_first = true"),
    ],
)
def test_dates_that_leave_the_order_open_are_asked_about(write: Write, dates: list[str], words: str) -> None:
    path = write("m.csv", "date,mood\n" + "".join(f"{d},3\n" for d in dates))
    with pytest.raises(hd.AmbiguousFormatError, match=words):
        read(path, {"date": "date", "mood": MOOD})
    logs = read(path, {"date": {"name": "date", "day_first": True}, "mood": MOOD})
    assert logs.ratings["day"].dt.month.iloc[0] == 4


@pytest.mark.parametrize(
    ("form", "written", "time"),
    [
        ("%d %b %y %H.%M", "01 Mar 26 21.30", "2026-03-01 21:30"),
        ("%m/%d/%Y %I:%M %p", "03/01/2026 09:30 PM", "2026-03-01 21:30"),
        ("%d/%m/%Y", "01/03/2026", None),
        ("epoch", "1772400600", "2026-03-01 21:30"),
        ("epoch", "1772400600000", "2026-03-01 21:30"),
    ],
)
def test_a_form_is_used_as_given(write: Write, form: str, written: str, time: str | None) -> None:
    columns = {"date": {"name": "when", "format": form}, "mood": MOOD}
    logs = read(write("m.csv", f"when,mood\n{written},3\nnot a date,3\n"), columns)
    assert logs.ratings["day"].tolist() == [pd.Timestamp("2026-03-01")]
    assert logs.ratings["time"].tolist() == [pd.NaT if time is None else pd.Timestamp(time)]
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[3, ""]]


@pytest.mark.parametrize("written", ["46082", "46082.5", "44620"])
def test_a_day_number_of_a_spreadsheet_is_rejected_with_what_to_do(write: Write, written: str) -> None:
    logs = read(
        write("t.csv", f"Date,Mood\n{written},4\n"), {"date": "Date", "mood": {"name": "Mood", "min": 1, "max": 5}}
    )
    [reason] = logs.rejected["reason"]
    assert reason.startswith("a spreadsheet's number of a day")
    assert logs.ratings.empty


def test_cells_between_pipes(write: Write) -> None:
    text = "Date|Mood|Note\n2026-03-01|4|slow, but fine\n2026-03-02|2|\n"
    columns = {"date": "Date", "mood": {"name": "Mood", "min": 1, "max": 5}, "note": "Note"}
    logs = read(write("t.csv", text), columns)
    assert (logs.ratings["value"].tolist(), logs.journal["text"].tolist()) == ([7.5, 2.5], ["slow, but fine"])
    assert logs.rejected.empty


def test_times_in_utc_go_to_the_persons_zone(write: Write) -> None:
    path = write("m.csv", "when,mood\n2026-03-01T23:30:00Z,3\n")
    columns = {"date": "when", "mood": MOOD}
    there = read(path, columns, time_zone="Asia/Tokyo")
    assert there.ratings["time"].tolist() == [pd.Timestamp("2026-03-02 08:30")]
    assert there.ratings["utc_offset"].tolist() == [540.0]
    unknown = read(path, columns)
    assert unknown.ratings["time"].tolist() == [pd.Timestamp("2026-03-01 23:30")]
    assert unknown.notes == ["its times are in UTC; set time_zone in heartdata.toml for the right day"]


@pytest.mark.parametrize(
    ("column", "role", "written", "value"),
    [
        ({"min": 1, "max": 5}, "mood", "4", 7.5),
        ({"min": 1, "max": 5}, "mood", "2,5", 3.75),
        ({"min": -3, "max": 3}, "mood", "\u22123", 0.0),
        ({"min": 1, "max": 7, "higher": "worse"}, "mood", "7", 0.0),
        ({"min": 1, "max": 5}, "mood", "4/5", 7.5),
        ({}, "mood", "7 / 10", 7.0),
        ({"min": 0, "max": 10}, "intrusive_thoughts", "8", 8.0),
        ({"min": 0, "max": 10, "higher": "better"}, "intrusive_thoughts", "8", 2.0),
        ({"min": 0, "max": 10, "higher": "worse"}, "calm", "8", 2.0),
    ],
)
def test_scales(write: Write, column: dict[str, Any], role: str, written: str, value: float) -> None:
    path = write("m.csv", f'd,x\n2026-03-01,"{written}"\n')
    assert read(path, {"date": "d", role: {"name": "x", **column}}).ratings["value"].tolist() == [value]


@pytest.mark.parametrize("written", ["6", "0", "4/10", "x", "3 or so", "0/0", "9" * 400, "1e400", "-inf"])
def test_what_is_outside_a_scale_is_a_rejected_cell(write: Write, written: str) -> None:
    path = write("m.csv", f"d,x,n\n2026-03-01,{written},word\n")
    logs = read(path, {"date": "d", "mood": {**MOOD, "name": "x"}, "note": "n"})
    assert logs.ratings.empty
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[2, "mood"]]
    assert logs.journal["text"].tolist() == ["word"]


def test_zero_out_of_zero_is_not_a_scale(write: Write) -> None:
    logs = read(write("m.csv", "d,x\n2026-03-01,0/0\n"), {"date": "d", "mood": "x"})
    assert logs.rejected["column"].tolist() == ["mood"]


def test_numbers_without_a_scale_are_asked_about(write: Write) -> None:
    path = write("in/m.csv", "d,x\n2026-03-01,3\n")
    columns = {"date": "d", "mood": "x"}
    with pytest.raises(hd.ProfileError, match=r"m\.csv: columns\.mood holds numbers, but not their scale.*min = 1"):
        read(path, columns)
    with pytest.raises(hd.ProfileError, match=r"m\.csv: columns\.mood holds numbers"):
        read(path.parent, columns)
    write("in/n.csv", "d,note\n2026-03-01,word\n")
    logs = read(path.parent, {**columns, "note": "note"})
    assert logs.journal["text"].tolist() == ["word"]
    assert logs.rejected["source"].tolist() == ["m.csv"]


def test_words_as_moods(write: Write) -> None:
    path = write("m.csv", "d,x\n2026-03-01,Fine \n2026-03-02,stormy\n2026-03-03,good\n")
    with pytest.warns(hd.HeartdataWarning, match=r'm\.csv: 2 entries have mood names.*"stormy" = \? "good" = \?'):
        logs = hd.read_logs(path, profile=hd.Profile(columns={"date": "d", "mood": "x"}, moods={"fine": 4}))
    assert logs.ratings["value"].tolist()[0] == 7.5
    assert logs.ratings["value"].isna().tolist() == [False, True, True]


def test_words_beside_a_scale(write: Write) -> None:
    path = write("m.csv", "d,mood\n2026-03-01,fine\n2026-03-02,Anna came\n2026-03-03,5\n")
    logs = hd.read_logs(path, profile=hd.Profile(columns={"date": "d", "mood": MOOD}, moods={"fine": 4}))
    assert logs.ratings["value"].tolist() == [7.5, 10.0]
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[3, "mood"]]


@pytest.mark.parametrize(
    ("bed", "wake", "night", "start", "end", "in_bed"),
    [
        ("23:00", "7:00", "ends", "2026-03-28 23:00", "2026-03-29 07:00", 7.0),  # clocks go forward
        ("23:00", "7:00", "begins", "2026-03-29 23:00", "2026-03-30 07:00", 8.0),
        ("00:30", "8:00", "begins", "2026-03-30 00:30", "2026-03-30 08:00", 7.5),
        ("1 am", "9h", "ends", "2026-03-29 01:00", "2026-03-29 09:00", 7.0),
        ("24:00", "8:00", "begins", "2026-03-30 00:00", "2026-03-30 08:00", 8.0),
        ("08:30", "15:30", "ends", "2026-03-29 08:30", "2026-03-29 15:30", 7.0),
        ("22:00", "", "ends", "2026-03-28 22:00", None, None),
        ("", "7:10", "ends", None, "2026-03-29 07:10", None),
    ],
)
def test_nights(
    write: Write, bed: str, wake: str, night: str, start: str | None, end: str | None, in_bed: float | None
) -> None:
    path = write("m.csv", f"d,bed,wake\n2026-03-29,{bed},{wake}\n")
    columns = {"date": "d", "bedtime": {"name": "bed", "night": night}, "waketime": "wake"}
    (found,) = read(path, columns, time_zone="Europe/Berlin").sleep.to_dict("records")
    assert (found["start"] is pd.NaT) if start is None else found["start"] == pd.Timestamp(start)
    assert (found["end"] is pd.NaT) if end is None else found["end"] == pd.Timestamp(end)
    assert found["in_bed_h"] == in_bed if in_bed is not None else pd.isna(found["in_bed_h"])
    assert found["day"] == pd.Timestamp("2026-03-29" if night == "ends" else "2026-03-30")
    assert not found["nap"]


def test_clocks_that_go_back_make_a_night_longer(write: Write) -> None:
    path = write("m.csv", "d,bed,wake\n2026-10-25,23:00,7:00\n")
    columns = {"date": "d", "bedtime": "bed", "waketime": "wake"}
    assert read(path, columns, time_zone="Europe/Berlin").sleep["in_bed_h"].tolist() == [9.0]
    assert read(path, columns).sleep["in_bed_h"].tolist() == [8.0]


@pytest.mark.parametrize(
    ("written", "hours"),
    [("7.5", 7.5), ("7,5", 7.5), ("7:30", 7.5), ("7h30", 7.5), ("7 h 30 min", 7.5), ("45 min", 0.75), ("0", 0.0)],
)
def test_hours_of_sleep(write: Write, written: str, hours: float) -> None:
    logs = read(write("m.csv", f'd,s\n2026-03-01,"{written}"\n'), {"date": "d", "sleep_hours": "s"})
    assert logs.sleep["asleep_h"].tolist() == [hours]


@pytest.mark.parametrize(
    ("unit", "written", "hours"),
    [
        ("minutes", "450", 7.5),
        ("minutes", "450,5", 7.508333333333334),
        ("minutes", "7:30", 7.5),
        ("minutes", "7h 30m", 7.5),
        ("minutes", "1441", None),
        ("seconds", "27000", 7.5),
        ("hours", "7.5", 7.5),
        ("hours", "450", None),
    ],
)
def test_what_a_number_of_sleep_counts(write: Write, unit: str, written: str, hours: float | None) -> None:
    columns = {"date": "d", "sleep_hours": {"name": "s", "unit": unit}}
    logs = read(write("m.csv", f'd,s\n2026-03-01,"{written}"\n'), columns)
    assert logs.sleep["asleep_h"].tolist() == ([] if hours is None else [hours])
    if hours is None:
        assert ("minutes" in logs.rejected["reason"][0]) is (unit == "hours")


@pytest.mark.parametrize("name", ["m.csv", "m.tsv"])
@pytest.mark.parametrize("line", ["2026-03-01 21:05,canary", "\n14.03.2026;canary;4", "3/14/26\t7", "5.0 , 2026-03-14"])
def test_a_table_without_a_header_is_refused_with_advice(write: Write, name: str, line: str) -> None:
    with pytest.raises(hd.UnknownFormatError, match=r"its first line holds an entry.*date,mood,note") as caught:
        hd.read_logs(write(name, f"{line}\n{line}\n"))
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("line", ["Date,2026-03-01", "Name,2026-03-01,2026-03-02", "2026-03-01", "a,b", "1,2"])
def test_other_first_lines_are_names(write: Write, line: str) -> None:
    with pytest.raises(hd.UnknownFormatError, match="no format recognises it"):
        hd.read_logs(write("m.csv", f"{line}\n1,2\n"))


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        (MOOD, "⭐⭐⭐⭐", 7.5),
        (MOOD, "⭐\ufe0f⭐\ufe0f", 2.5),
        (MOOD, "★★★☆☆", 5.0),
        (MOOD, "★★★★★", 10.0),
        (MOOD, "●○○○○", 0.0),
        ({"name": "mood"}, "★★★☆☆", 6.0),
        (MOOD, "☆☆☆☆☆", None),
        (MOOD, "★★★★★★", None),
        (MOOD, "★★☆", None),
        (MOOD, "☆★", None),
    ],
)
def test_stars_are_counted(write: Write, column: dict[str, Any], written: str, value: float | None) -> None:
    logs = read(write("m.csv", f"date,mood\n2026-03-01,{written}\n"), {"date": "date", "mood": column})
    assert logs.ratings["value"].tolist() == ([] if value is None else [value])
    assert logs.ratings["raw"].tolist() == ([] if value is None else [written])


def test_stars_without_a_scale_may_be_names_of_moods(write: Write) -> None:
    path = write("m.csv", "date,mood\n2026-03-01,⭐⭐\n")
    logs = read(path, {"date": "date", "mood": "mood"}, moods={"⭐⭐": 4})
    assert logs.ratings["value"].tolist() == [7.5]


def test_two_files_with_different_columns_are_one_diary(write: Write) -> None:
    write("in/mood.csv", "date,mood\n2026-03-01,4\n2026-03-02,5\n")
    folder = write("in/sleep.csv", "Date;Hours\n2026-03-01;7,5\n").parent
    logs = read(folder, {"date": "Date", "mood": MOOD, "sleep_hours": "hours"})
    assert (len(logs.ratings), len(logs.sleep), len(logs.rejected)) == (2, 1, 0)
    assert "has no column hours, which [columns] names for sleep_hours" in logs.notes


@pytest.mark.parametrize("header", ["DATE,MOOD", " Date , Mood\u00a0", '"date","mood"', "\ufeffDate,Mood,,"])
def test_header_names_in_any_case_and_with_blanks(write: Write, header: str) -> None:
    logs = read(write("m.csv", f"{header}\n2026-03-01,4\n"), {"date": "date", "mood": MOOD})
    assert logs.ratings["value"].tolist() == [7.5]


def test_header_names_over_two_lines(write: Write) -> None:
    path = write("m.csv", '"When\nwas it?","How was it,\r\n1 to 5?"\n2026-03-01,4\n')
    logs = read(path, {"date": "when was it?", "mood": {**MOOD, "name": "How was it, 1 to 5?"}})
    assert logs.ratings["value"].tolist() == [7.5]


def test_a_column_name_that_occurs_twice_is_noted(write: Write) -> None:
    logs = read(write("m.csv", "date,mood,Mood\n2026-03-01,4,1\n"), {"date": "date", "mood": MOOD})
    assert logs.ratings["value"].tolist() == [7.5]
    assert logs.notes == ["has more than one column for mood; the first is read"]


def test_a_decimal_comma_that_moves_the_cells_is_refused(write: Write) -> None:
    path = write("m.csv", "date,s,mood,note\n2026-03-01,7,5,3,fine\n2026-03-02,7,3,so, so\n2026-03-03,7,3,,,\n")
    logs = read(path, {"date": "date", "sleep_hours": "s", "mood": MOOD, "note": "note"})
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[2, ""]]
    assert logs.rejected["reason"].str.contains("hold a comma in quotation marks").all()
    assert logs.journal["text"].tolist() == ["so, so"]
    assert logs.ratings["day"].dt.day.tolist() == [2, 3]


def test_a_table_without_its_columns_is_not_claimed(write: Write) -> None:
    path = write("m.csv", "date,time,other\n2026-03-01,8:00,4\n")
    columns = {"date": "date", "time": "time", "mood": MOOD}
    with pytest.raises(hd.UnknownFormatError, match=r"m\.csv: no format recognises it.*\[columns\] in heartdata\.toml"):
        read(path, columns)
    with pytest.raises(hd.UnreadableFileError, match=r"m\.csv: its header has not the columns that \[columns\]"):
        hd.read_logs(path, format="table", profile=hd.Profile(columns=columns))
    with pytest.raises(hd.UnreadableFileError, match=r"m\.csv: its header has not the columns"):
        hd.read_logs(path, format="table", profile=hd.Profile())


CANARY = "zzCanaryzz"
ALL = {
    "date": "date", "time": "time", "mood": MOOD, "sleep_hours": "sleep", "bedtime": "bed", "waketime": "wake",
    "activities": "what", "contacts": "who", "title": "title", "note": "note",
}  # fmt: skip


@pytest.mark.parametrize("place", range(10))
@pytest.mark.parametrize("surplus", [-2, 0, 1])
def test_no_message_shows_what_a_cell_holds(write: Write, place: int, surplus: int) -> None:
    cells = ["2026-03-01", "8:00", "3", "7", "23:00", "7:00", "walk", "Anna", "title", "note"]
    cells[place] = CANARY
    cells = [*cells[:place], *[CANARY] * max(surplus, 0), *cells[place + max(-surplus, 0) :]]
    header = "date,time,mood,sleep,bed,wake,what,who,title,note\n"
    path = write("m.csv", f'{header}{",".join(cells)}\n2026-03-02,8:00,3,"{CANARY}\n')
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        logs = hd.read_logs(path, profile=hd.Profile(columns=ALL))
    shown = [str(w.message) for w in caught] + logs.notes + [repr(logs), logs._repr_html_()]
    shown += [str(v) for frame in (logs.rejected, logs.sources) for v in frame.to_numpy().ravel()]
    assert not any(CANARY in text for text in shown)
    with pytest.raises(hd.UnreadableFileError, match=r"m\.csv, line \d") as error:
        hd.read_logs(path, profile=hd.Profile(columns=ALL), errors="raise")
    assert CANARY not in str(error.value)


CELLS = st.text(max_size=12) | st.sampled_from(
    ["", "2026-03-01", "3/4/2026", "14/3/2026", "25:00", "3", "3/0", "0/0", "9" * 400, "-", "1e999", "7:30", "23:00",
     "24:00", "12:00 AM", "\ud800", "2026-03-01T10:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31", "\0", '"', "½"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=st.lists(st.lists(CELLS, max_size=12), max_size=6),
    form=st.sampled_from([None, "epoch", "%d.%m.%Y"]),
    damage=st.lists(st.tuples(st.integers(0, 400), st.sampled_from([b'"', b"\n", b"\xff", b",", b"\0"])), max_size=3),
    zone=st.sampled_from([None, "Europe/Berlin", "Pacific/Apia"]),
)
def test_any_cells_give_logs_or_a_known_error(
    tmp_path: Path, table: list[list[str]], form: str | None, damage: list[tuple[int, bytes]], zone: str | None
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["date", "time", "mood", "sleep", "bed", "wake", "what", "who", "title", "note"], *table]
    )
    content = bytearray(out.getvalue().encode("utf-8", "surrogatepass"))
    for at, what in damage:
        content[at:at] = what
    path = tmp_path / "m.csv"
    path.write_bytes(bytes(content))
    date = {"name": "date"} | ({} if form is None else {"format": form})
    try:
        logs = read(path, {**ALL, "date": date}, time_zone=zone)
    except hd.HeartdataError as error:
        assert str(error).startswith("m.csv")  # noqa: PT017
        return
    assert logs.ratings["value"].dropna().between(0, 10).all()
    assert logs.sleep["in_bed_h"].dropna().between(0, 24).all()
    assert logs.ratings["day"].dropna().between(datetime(1969, 12, 31), datetime(2101, 1, 1)).all()
    assert (logs.rejected["column"] == "").sum() <= logs.sources["rows"].sum()


@pytest.mark.parametrize(
    ("written", "clock", "offset"),
    [
        ("2026/03/14 9:05:33 PM GMT+1", "2026-03-14 21:05:33", 60.0),
        ("2026/03/14 12:05:33 AM GMT-5", "2026-03-14 00:05:33", -300.0),
        ("2026/03/14 9:05:33 AM GMT+5:30", "2026-03-14 09:05:33", 330.0),
        ("2026/03/14 9:05:33 AM GMT", "2026-03-14 09:05:33", 0.0),
    ],
)
def test_the_moment_a_form_was_sent(tmp_path: Path, written: str, clock: str, offset: float) -> None:
    (tmp_path / "form.csv").write_text(f'Timestamp,Mood\n"{written}",4/5\n', encoding="utf-8")
    logs = hd.read_logs(tmp_path, profile=hd.Profile(columns={"date": "Timestamp", "mood": "Mood"}))
    assert logs.rejected.empty
    assert (str(logs.ratings["time"][0]), logs.ratings["utc_offset"][0]) == (clock, offset)


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("2026/03/14 9:05:33 PM EST", "21:05:33"),
        ("2026/03/14 9:05:33 nachm. MEZ", "21:05:33"),
        ("2026/07/14 12:05:33 AM MESZ", "00:05:33"),
        ("2026/03/14 21:05:33 EET", "21:05:33"),
        ("2026/03/14 9:05:33 午後 JST", "21:05:33"),
        ("2026. 3. 14 오후 9:05:33", "21:05:33"),
        ("2026. 3. 14. 오전 9:05", "09:05:00"),
        ("2026/03/14 9:05 PM", "21:05:00"),
    ],
)
def test_zone_abbreviations_do_not_shift_times(tmp_path: Path, written: str, clock: str) -> None:
    (tmp_path / "form.csv").write_text(f'Timestamp,Mood\n"{written}",4/5\n', encoding="utf-8")
    logs = hd.read_logs(tmp_path, profile=hd.Profile(columns={"date": "Timestamp", "mood": "Mood"}))
    assert logs.rejected.empty
    assert str(logs.ratings["time"][0]).endswith(clock)
    assert logs.ratings["utc_offset"].isna().all()


@pytest.mark.parametrize("written", ["2026/03/14 9:05:33 LATER", "2026/03/14 25:05 EST", "2026/03/14 9:05:33 x EST"])
def test_invalid_time_after_a_date_is_rejected(tmp_path: Path, written: str) -> None:
    (tmp_path / "form.csv").write_text(f'Timestamp,Mood\n"{written}",4/5\n', encoding="utf-8")
    logs = hd.read_logs(tmp_path, profile=hd.Profile(columns={"date": "Timestamp", "mood": "Mood"}))
    assert list(logs.rejected["column"]) == ([] if written.endswith("LATER") else ["date"])
    assert str(logs.ratings["day"][0]) == "2026-03-14 00:00:00"
