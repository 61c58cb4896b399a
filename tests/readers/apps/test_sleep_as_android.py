from __future__ import annotations

import io
import time
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from heartdata.core.logs import TABLES
from heartdata.core.profile import Profile
from heartdata.readers import read_logs
from heartdata.readers.apps import sleep_as_android
from heartdata.readers.apps.table import FORMAT as TABLE
from heartdata.readers.collector import Collector
from heartdata.readers.files.source import Source

DATA = Path(__file__).parents[1] / "data" / "sleep_as_android"
FIXED = "Id,Tz,From,To,Sched,Hours,Rating,Comment,Framerate,Snore,Noise,Cycles,DeepSleep,LenAdjust,Geo"
COLUMNS = {
    "sleep": "start end day asleep_h in_bed_h awake_h deep_h rem_h light_h quality nap utc_offset",
    "activities": "time day name amount kind utc_offset",
    "journal": "time day title text tags utc_offset",
    "ratings": "time day measure value raw utc_offset",
}


def source(content: str | bytes) -> Source:
    written = content.encode() if isinstance(content, str) else content
    return Source("sleep-export.csv", lambda: io.BytesIO(written), len(written))


def collect(content: str | bytes) -> Collector:
    collector = Collector("sleep-export.csv", "sleep_as_android", Profile())
    sleep_as_android.FORMAT.read(source(content), Profile(), collector)
    return collector


def rows(collector: Collector, name: str) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS[name].split(), row, strict=False)) for row in collector.tables[name]]


def lost(collector: Collector) -> list[tuple[int, str]]:
    """Lines and reasons of whole nights that are rejected."""
    return [(line, reason) for _, line, column, reason in collector.tables["rejected"] if not column]


def night(**cells: str) -> str:
    """Write one night of two lines: Berlin, 1 June 2026 23:00 to 7:00 (21:00 to 5:00 UTC)."""
    row = {
        "id": "1780347600000", "tz": "Europe/Berlin", "start": "01. 06. 2026 23:00", "end": "02. 06. 2026 7:00",
        "hours": "8.000", "rating": "0.0", "comment": "", "deep": "-1.0", "adjust": "0", "more": "",
    } | cells  # fmt: skip
    quoted = [row["id"], row["tz"], row["start"], row["end"], "", row["hours"], row["rating"], row["comment"]]
    quoted += ["10007", "-1", "-1.0", "-1", row["deep"], row["adjust"], ""]
    line = ",".join(f'"{cell}"' for cell in quoted)
    return f"{FIXED}\n{line}{row['more']}\n"


def test_a_zip_is_read_and_its_companions_are_not_reported(tmp_path: Path) -> None:
    path = tmp_path / "sleep-export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(DATA / "sleep-export.csv", "sleep-export.csv")
        archive.writestr("prefs.xml", "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map></map>\n")
        archive.writestr("alarms.json", '[{"hour": 8, "label": ""}]')
    logs = read_logs(path)
    assert len(logs.sleep) == 4
    assert list(logs.rejected["line"]) == [8.0]
    assert list(logs.sources["format"]) == ["sleep_as_android"]


def test_the_id_counts_before_the_clock_in_the_hour_a_clock_change_repeats() -> None:
    # 25 October 2026 02:30 happens twice in Berlin; the Id is 01:30 UTC, the second one.
    stated = night(id="1792891800000", start="25. 10. 2026 2:30", end="25. 10. 2026 8:00", hours="5.500")
    assert rows(collect(stated), "sleep")[0]["utc_offset"] == 60.0
    damaged = night(id="1.79289E+12", start="25. 10. 2026 2:30", end="25. 10. 2026 8:00", hours="5.500")
    assert rows(collect(damaged), "sleep")[0]["utc_offset"] is None


def test_an_id_that_is_another_time_than_from_is_not_used() -> None:
    collector = collect(night(id="1780340000000"))
    assert rows(collector, "sleep")[0]["start"] == datetime(2026, 6, 1, 23)
    assert "an Id does not hold the start of its night" in collector.notes[0]


def test_an_unknown_time_zone_keeps_the_clock_times() -> None:
    collector = collect(night(tz="XXX/YYY"))
    slept = rows(collector, "sleep")[0]
    assert (slept["start"], slept["end"]) == (datetime(2026, 6, 1, 23), datetime(2026, 6, 2, 7))
    assert slept["utc_offset"] is None
    assert "time zone" in collector.notes[0]


def test_only_from_and_to() -> None:
    slept = rows(collect(f'{FIXED}\n"","Europe/Berlin","28. 03. 2026 23:30","29. 03. 2026 7:30"\n'), "sleep")[0]
    assert slept["asleep_h"] == pytest.approx(7.0)  # the clocks went forward
    assert slept["in_bed_h"] is None


def test_without_to_the_hours_give_the_end() -> None:
    assert rows(collect(night(end="", hours="7.5")), "sleep")[0]["end"] == datetime(2026, 6, 2, 6, 30)


def test_a_record_of_seconds_does_not_end_before_it_starts() -> None:
    collector = collect(night(id="1780347610000", end="01. 06. 2026 23:00", hours="0.010"))
    slept = rows(collector, "sleep")[0]
    assert slept["start"] == datetime(2026, 6, 1, 23, 0, 10)
    assert slept["end"] == datetime(2026, 6, 1, 23, 0, 46)


def test_columns_are_found_by_name_and_other_delimiters_are_read() -> None:
    text = "Id;Tz;From;To;Rating;Hours;LenAdjust\n;Europe/Berlin;01. 06. 2026 23:00;02. 06. 2026 7:00;2,5;8,00;-60\n"
    slept = rows(collect(text), "sleep")[0]
    assert (slept["quality"], slept["asleep_h"], slept["in_bed_h"]) == (5.0, 7.0, 8.0)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"id": "x", "start": "yesterday"}, "neither Id with Tz nor From is a time"),
        ({"id": "x", "start": "31. 02. 2026 23:00"}, "neither Id with Tz nor From is a time"),
        ({"end": "later", "hours": ""}, "To is not a time"),
        ({"end": "01. 06. 2026 7:00"}, "it ends before it starts"),
        ({"end": "02. 07. 2026 7:00"}, "it is longer than two days"),
        ({"id": "7200000", "start": "", "end": "", "hours": "-1", "tz": "Europe/Nowhere"}, "neither Id"),
        ({"id": "", "start": "31. 12. 9999 23:00", "end": ""}, "the year is outside"),
        ({"id": "9999999999999", "start": "", "end": ""}, "the year is outside"),
        ({"id": "", "start": "01. 01. 0001 0:00", "end": "31. 12. 9999 23:59"}, "the year is outside"),
        ({"end": "31. 12. 9999 23:59"}, "it is longer than two days"),
        ({"id": "", "start": "01. 06. 1026 23:00", "end": "02. 06. 1026 7:00"}, "the year is outside"),
    ],
)
def test_a_night_that_cannot_be_read_is_rejected_with_its_line(cells: dict[str, str], reason: str) -> None:
    collector = collect(night() + night(**cells) + night())
    assert len(rows(collector, "sleep")) == 2
    assert collector.rows == 3
    [(line, said)] = lost(collector)
    assert line == 4
    assert reason in said


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"hours": "many"}, "hours"),
        ({"rating": "55"}, "rating"),
        ({"adjust": "some"}, "lenadjust"),
        ({"deep": "9"}, "deepsleep"),
    ],
)
def test_implausible_cell_rejects_only_itself(cells: dict[str, str], column: str) -> None:
    collector = collect(night(**cells))
    assert rows(collector, "sleep")[0]["asleep_h"] == 8.0
    assert [(line, name) for _, line, name, _ in collector.tables["rejected"]] == [(2, column)]


def test_unpaired_lines() -> None:
    data = night().splitlines()[1]
    collector = collect("\n".join([data, FIXED, FIXED, data, data, FIXED]))
    # A line before any header has no columns; the header in the file identifies the app.
    assert [line for line, _ in lost(collector)] == [1, 2, 6]
    assert len(rows(collector, "sleep")) == 2
    assert collector.rows == 5


def test_broken_quote_rejects_one_night() -> None:
    broken = night(comment='a " b')
    collector = collect(night() + broken + night())
    assert len(rows(collector, "sleep")) == 2
    assert [line for line, _ in lost(collector)] == [4]


def test_stages_each_moment_counts_once() -> None:
    begin, hour = 1780347600000, 3_600_000
    stated = [("LIGHT", 0, 8), ("REM", 1, 3), ("AWAKE", 2, 4), ("DEEP", 5, 6)]
    events = [(f"{s}_START", a) for s, a, _ in stated] + [(f"{s}_END", b) for s, _, b in stated]
    more = "".join(f',"{label}-{begin + h * hour}"' for label, h in events)
    slept = rows(collect(night(more=more)), "sleep")[0]
    # REM lies on light from 1 to 2; awake on both from 2 to 4; deep beats light from 5 to 6.
    assert [slept[f"{s}_h"] for s in ("awake", "rem", "deep", "light")] == [2.0, 1.0, 1.0, 4.0]


def test_events_without_an_end_or_outside_stay_within_the_night() -> None:
    begin, hour = 1780347600000, 3_600_000
    more = f',"DEEP_END-{begin}","LIGHT_START-{begin - hour}","AWAKE_START-{begin + 7 * hour}-1-2","REM_START-99","LUX"'
    slept = rows(collect(night(more=more)), "sleep")[0]
    assert (slept["light_h"], slept["awake_h"], slept["rem_h"]) == (7.0, 1.0, None)


def test_an_event_that_ends_without_a_start_measures_nothing() -> None:
    begin, hour = 1780347600000, 3_600_000
    more = f',"LIGHT_START-{begin}","REM_END-{begin + 2 * hour}","AWAKE_END-{begin + hour}"'
    slept = rows(collect(night(more=more)), "sleep")[0]
    assert (slept["light_h"], slept["rem_h"], slept["awake_h"]) == (8.0, None, None)


def test_a_hypnogram_without_deep_sleep_has_zero_and_a_share_is_of_the_record() -> None:
    begin = 1780347600000
    assert rows(collect(night(more=f',"LIGHT_START-{begin}"', deep="0.5")), "sleep")[0]["deep_h"] == 0.0
    assert rows(collect(night(deep="0.5", adjust="-60")), "sleep")[0]["deep_h"] == 4.0
    assert rows(collect(night(deep="-2.0")), "sleep")[0]["deep_h"] is None


@pytest.mark.parametrize(
    ("comment", "activities", "text"),
    [
        ("Manually added", [], ""),
        (r"\n", [], ""),
        (r" \n  #fullmoon #newmoon #light #watch #geo1 ", [], ""),
        (" #alcohol_3x #gooddream #lullaby", [("alcohol", 3.0), ("gooddream", None), ("lullaby", None)], ""),
        (r"first \n second #sport, #10 C#", [("sport", None)], "first\nsecond #10 C#"),
        (r"C:\notes stay", [], r"C:\notes stay"),
        ("--- !", [], ""),
    ],
)
def test_comments(comment: str, activities: list[tuple[str, float | None]], text: str) -> None:
    collector = collect(night(comment=comment))
    assert [(a["name"], a["amount"]) for a in rows(collector, "activities")] == activities
    assert [j["text"] for j in rows(collector, "journal")] == ([text] if text else [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    collector = collect(night(comment="schöner Traum").encode(encoding))
    assert rows(collector, "journal")[0]["text"] == "schöner Traum"
    assert len(collector.notes) == (0 if encoding == "utf-8-sig" else 1)


def test_line_ends() -> None:
    for end in ("\r\n", "\r"):
        assert lost(collect((night() + night(id="", start="")).replace("\n", end)))[0][0] == 4


GOLDEN = (DATA / "sleep-export.csv").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    ['"', ",", "\n", "\r", "-", "#", "E", "9" * 20, "\0", "é", "٣", "nan", "1e400", "Id,Tz,From,To,", "\\n"]
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = GOLDEN
    for _ in range(draw(st.integers(1, 6))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 40))
        text = text[:at] + draw(st.one_of(PIECES, st.text(max_size=8), st.just(""))) + text[at + size :]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


def test_what_is_read_fits_the_tables() -> None:
    logs = collect(GOLDEN).logs()
    assert all(hasattr(logs, name) for name in TABLES)
    assert logs.sleep["nap"].tolist() == [False, False, True, False]
    assert not TABLE.claims(source(GOLDEN), Profile())


def test_ten_years_of_wide_rows_are_read_quickly() -> None:
    times = ",".join(f'"{22 + i // 12}:{i % 12 * 5:02d}"' for i in range(100))
    events = "".join(f',"LIGHT_START-{1780347600000 + i * 1000}"' for i in range(60))
    two = night(more="," + ",".join(['"1.0"'] * 100) + events).split("\n")
    text = "\n".join([f"{two[0]},{times}" + ',"Event"' * 60, two[1]] * 3650)
    before = time.process_time()
    assert collect(text).rows == 3650
    assert time.process_time() - before < 10  # about one second; room for slow machines
