"""Daylio's CSV: all header layouts against hand-made golden files, and the effects of damage."""

from __future__ import annotations

import csv
import io
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import heartdata as hd
from heartdata.readers.apps.daylio import plain_text

DATA = Path(__file__).parents[1] / "data" / "daylio"
LAYOUTS = ["l7", "c8", "s9", "r5", "t8"]
Write = Callable[[str, str | bytes], Path]
C8 = "full_date,date,weekday,time,mood,activities,note_title,note\n"
ROW = "2026-03-01,1 March,Sunday,8:00 am,good,walk,,note\n"


def read(path: Path, **options: Any) -> hd.Logs:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hd.HeartdataWarning)
        return hd.read_logs(path, **options)


def plain(frame: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    def cell(value: Any) -> Any:
        if value is None or value is pd.NaT or value != value:
            return None
        return value.isoformat().removesuffix("T00:00:00") if isinstance(value, pd.Timestamp) else value

    rows = [[cell(row[c]) for c in columns] for row in frame.to_dict("records")]
    # Midnight is a time, not a day.
    if "time" in columns:
        rows = [[r[0] if r[0] is None or "T" in r[0] else f"{r[0]}T00:00:00", *r[1:]] for r in rows]
    return sorted(rows, key=lambda r: [(v is None, str(v)) for v in r])


def tables(logs: hd.Logs) -> dict[str, Any]:
    return {
        "rows": int(logs.sources["rows"].sum()),
        "ratings": plain(logs.ratings, ["time", "day", "measure", "value", "raw"]),
        "activities": plain(logs.activities, ["time", "day", "name", "amount"]),
        "journal": plain(logs.journal, ["time", "day", "title", "text"]),
        "sleep": plain(logs.sleep, ["day", "asleep_h", "nap"]),
        "rejected": [[int(r.line), r.column, r.reason] for r in logs.rejected.itertuples()],
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_read_and_rows_rejected_are_the_rows_present(layout: str) -> None:
    logs = read(DATA / f"{layout}.csv")
    lost = (logs.rejected["column"] == "").sum()
    kept = (logs.ratings["measure"] == "mood").sum() + (logs.rejected["column"] == "mood").sum()
    assert lost + kept == logs.sources["rows"].sum()


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: "\ufeff".encode() + t.encode(),
        lambda t: t.encode("utf-16"),
        lambda t: t.encode("utf-16-be"),
        lambda t: t.encode("utf-16-le"),
        lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: t.replace("\n", "\r").encode(),
        lambda t: ("\n\n" + t).encode(),
        lambda t: _with_delimiter(t, ";").encode(),
        lambda t: _with_delimiter(t, "\t").encode(),
    ],
    ids=["bom", "utf-16", "utf-16-be", "utf-16-le", "crlf", "cr", "blank lines", "semicolon", "tab"],
)
def test_the_same_entries_however_the_file_is_written(write: Write, encode: Callable[[str], bytes]) -> None:
    text = (DATA / "s9.csv").read_text(encoding="utf-8")
    found, expected = tables(read(write("x.txt", encode(text)))), tables(read(DATA / "s9.csv"))
    found.pop("rejected"), expected.pop("rejected")  # line numbers move with blank lines
    assert found == expected


def _with_delimiter(text: str, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


def test_windows_1252_is_read_and_noted(write: Write) -> None:
    logs = read(write("d.csv", (C8 + ROW.replace("note", "süß – “gut”")).encode("cp1252")))
    assert list(logs.journal["text"]) == ["süß – “gut”"]
    assert logs.notes == ["written as Windows-1252, not UTF-8"]


@pytest.mark.parametrize(
    ("written", "profile", "value"),
    [
        ("Nebelig", {"Nebelig": 2}, 2.5),
        ("NEBELIG ", {"nebelig": 2}, 2.5),
        ("u\u0308bel", {"übel": 1}, 0.0),
        ("☹\ufe0f", {"☹": 1}, 0.0),
        ("so  so\u00a0", {"so so": 3.5}, 6.25),
        ("good", {"Good": 1}, 0.0),
        ("RAD", {}, 10.0),
        ("lausig", {}, 0.0),
    ],
)
def test_mood_names_and_the_profile_comes_first(
    write: Write, written: str, profile: dict[str, float], value: float
) -> None:
    path = write("d.csv", C8 + ROW.replace("good", written))
    assert list(hd.read_logs(path, profile=hd.Profile(moods=profile)).ratings["value"]) == [value]


def test_unknown_moods_are_named_in_one_warning_and_one_note(write: Write) -> None:
    rows = [ROW.replace("good", m).replace("8:0", f"{h}:0") for h, m in enumerate(["grey", "Grey", "blue", "good"], 1)]
    write("in/a.csv", C8 + "".join(rows))
    folder = write("in/b.csv", C8 + "".join(rows[:2])).parent
    with pytest.warns(
        hd.HeartdataWarning, match=r'mood names without a known level.*"grey" = \? "blue" = \?'
    ) as caught:
        logs = hd.read_logs(folder)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert logs.ratings["value"].isna().tolist() == [True, True, True, False]
    assert any('"grey" = ?' in note for note in logs.notes)


@pytest.mark.parametrize("layout", ["c8", "s9"])
def test_without_its_first_line_a_file_holds_the_same_entries(write: Write, layout: str) -> None:
    text = (DATA / f"{layout}.csv").read_text(encoding="utf-8")
    whole = read(write("whole.csv", text))
    bare = read(write("bare.csv", text.partition("\n")[2]))
    assert bare.sources["rows"].tolist() == whole.sources["rows"].tolist()
    for name in ("ratings", "activities", "journal", "sleep"):
        left, right = getattr(bare, name), getattr(whole, name)
        pd.testing.assert_frame_equal(left.drop(columns="source"), right.drop(columns="source"))


def test_seven_columns_without_a_first_line_have_a_note_but_no_title(write: Write) -> None:
    path = write("bare.csv", '2026-03-01,1 de marzo,domingo,9:03,meh,"PC | juegos","una nota"\n')
    assert hd.identify(path) == "daylio"
    logs = read(path)
    assert logs.ratings["value"].tolist() == [5.0]
    assert logs.activities["name"].tolist() == ["PC", "juegos"]
    assert logs.journal[["title", "text"]].to_numpy().tolist() == [["", "una nota"]]


def test_header_below_entries_is_not_an_entry(write: Write) -> None:
    logs = read(write("both.csv", ROW + C8 + ROW.replace("2026-03-01", "2026-03-02")))
    assert logs.sources["rows"].tolist() == [2]
    assert logs.ratings["day"].dt.day.tolist() == [1, 2]
    assert logs.rejected.empty


@pytest.mark.parametrize(
    "line",
    [
        "2026-03-01,a,b,c,d,e,f",
        "2026-03-01,4,5,9:03,7,8,9",
        "01/03/2026,1 de marzo,domingo,9:03,meh,PC,x",
        "2026-03-01,1 de marzo,domingo,9:03,,PC,x",
        "2026-03-01,1 de marzo,domingo,9:03,meh,PC",
    ],
)
def test_other_tables_that_begin_with_a_date_are_not_taken_for_daylio(write: Write, line: str) -> None:
    with pytest.raises(hd.UnknownFormatError, match="its first line holds an entry"):
        read(write("bare.csv", f"{line}\n{line}\n"))


def test_broken_quotes_lose_only_their_line(write: Write) -> None:
    rows = [ROW.replace("8:00", f"{hour}:00").replace("note", f"note {hour}") for hour in range(1, 13)]
    rows[4] = rows[4].replace("note 5", '"note 5')
    logs = read(write("d.csv", C8 + "".join(rows)))
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[6, ""]]
    assert set(logs.journal["text"]) == {f"note {hour}" for hour in range(1, 13) if hour != 5}


def test_a_spreadsheets_dates_are_read_where_only_one_order_fits(write: Write) -> None:
    rows = ROW.replace("2026-03-01", "3/1/2026") + ROW.replace("2026-03-01", "3/14/2026")
    assert list(read(write("d.csv", C8 + rows)).ratings["day"].dt.day) == [1, 14]
    with pytest.raises(hd.AmbiguousFormatError, match=r"d\.csv: a spreadsheet has changed full_date.*export it again"):
        hd.read_logs(write("d.csv", C8 + ROW.replace("2026-03-01", "3/1/2026")))


@pytest.mark.parametrize("words", [["a", "b, c", "d"], ['"', '""'], ["x<y", "<3", "<a friend>"], ["1", "2", "3"]])
def test_no_word_of_a_ragged_row_is_lost(write: Write, words: list[str]) -> None:
    for kept in (4, 5, 6, 7, 8):
        cells = "2026-03-01,1 March,Sunday,8:00 am,good,,,".split(",")[:kept]
        path = write("d.csv", C8 + _line([*cells, *words]))
        logs = read(path)
        frames = (logs.ratings["raw"], logs.activities["name"], logs.journal["title"], logs.journal["text"])
        everything = "\n".join(str(v) for frame in frames for v in frame)
        assert all(word in everything for word in words), kept


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<div>two</div>three", "one\ntwo\nthree"),
        ("<p class='x'>one</p>\n<p>two</p>", "one\n\ntwo"),
        ("a<ul><li>b</li><li>c</li></ul>", "a\n\n- b\n- c"),
        ("I <3 you & <a friend> said 1 < 2 > 0", "I <3 you & <a friend> said 1 < 2 > 0"),
        ("&lt;b&gt; &amp;amp; R&D &copyright AT&T", "<b> &amp; R&D &copyright AT&T"),
        ("x&nbsp;y\u00a0z", "x y z"),
        ('<font color="#fff">red</font> <span style="a=b">s</span>', "red s"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_html_becomes_text(written: str, text: str) -> None:
    assert plain_text(written) == text


@pytest.mark.parametrize(
    ("scale", "measure", "value"),
    [
        ("Schlafqualität:\u00a08/10\u00a0Punkte", "sleep_quality", 8.0),
        ("Ansiedad: 2/10 puntos", "calm", 8.0),
        ("Énergie: 3/5 points", "energy", 6.0),
        ("Усталость: 4/5", "energy", 2.0),
        ("不安: 1/5", "calm", 8.0),
    ],
)
def test_a_scale_named_in_another_language_is_the_measure_it_names(
    write: Write, scale: str, measure: str, value: float
) -> None:
    header = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    logs = read(write("d.csv", f"{header}2026-03-01,x,x,20:00,good,,{scale} | Water: 5/8,,\n"))
    found = logs.ratings[logs.ratings["measure"] != "mood"]
    assert found[["measure", "value"]].to_numpy().tolist() == [[measure, value]]
    assert logs.activities["name"].tolist() == ["Water"]


def test_hours_of_sleep_in_another_language(write: Write) -> None:
    header = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    logs = read(write("d.csv", f"{header}2026-03-01,x,x,20:00,good,,Schlafdauer:\u00a07:30,,\n"))
    assert logs.sleep["asleep_h"].tolist() == [7.5]


CANARY = "zzCanaryzz"


@pytest.mark.parametrize("place", range(9))
@pytest.mark.parametrize("surplus", [-3, -1, 0, 1, 3])
def test_no_message_shows_what_a_cell_holds(write: Write, place: int, surplus: int) -> None:
    cells = ["2026-03-01", "1 March", "Sunday", "8:00 am", "good", "walk", "Energy: 5/5 points", "title", "note"]
    cells[place] = CANARY if place != 4 else "good"
    cells = [*cells[:place], *[CANARY] * max(surplus, 0), *cells[place + max(-surplus, 0) :]]
    header = "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    path = write("d.csv", header + _line(cells) + f'2026-03-02,2 March,Monday,{CANARY},{CANARY},,,,"{CANARY}\n')
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        logs = hd.read_logs(path)
    shown = [str(w.message) for w in caught] + logs.notes + [repr(logs), logs._repr_html_()]
    shown += [str(v) for frame in (logs.rejected, logs.sources) for v in frame.to_numpy().ravel()]
    assert not any(CANARY in text for text in shown)
    if len(logs.rejected):
        with pytest.raises(hd.UnreadableFileError, match=r"d\.csv, line \d") as error:
            read(path, errors="raise")
        assert CANARY not in str(error.value)


def test_the_file_is_read_whatever_the_time_zone_and_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables(read(DATA / "c8.csv"))
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Kiritimati")
    assert tables(read(DATA / "c8.csv")) == before
