from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError
from heartdata.readers import read_logs
from heartdata.readers.apps.fitbit import FORMAT
from tests.readers.helpers import DATA, collect, lost, rows, source

HERE = DATA / "fitbit"
FILES = {"sleep-2026-03-01": "json", "sleep_score": "csv", "web": "csv"}
TEXTS = [(HERE / f"{name}.{end}").read_text(encoding="utf-8") for name, end in FILES.items()]
LOG = (
    '{"logId": 1, "dateOfSleep": "2026-03-02", "startTime": "2026-03-01T23:00:00.000", "endTime": %s, "timeInBed": %s}'
)
WEB = "Sleep\nStart Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed\n"


@pytest.mark.parametrize(
    ("end", "in_bed", "kept", "rejected"),
    [
        ('"2026-03-02T07:00:00.000"', "480", 8.0, []),
        ('"2026-03-02T07:00:00.000"', '"480"', 8.0, []),
        ('"2026-03-02T07:00:00.000"', "NaN", None, []),
        ('"2026-03-02T07:00:00.000"', "9" * 400, None, []),
        ('"2026-03-02T07:00:00.000"', "99999", None, [(1, "timeInBed")]),
        ('"2026-03-02T07:00:00.000"', "[480]", None, [(1, "timeInBed")]),
        ("null", "480", None, [(1, "")]),
        ('"2026-03-09T07:00:00.000"', "480", None, [(1, "")]),
        ("7", "480", None, [(1, "")]),
    ],
)
def test_damaged_values_reject_only_themselves(end: str, in_bed: str, kept: float | None, rejected: list[Any]) -> None:
    collector = collect(FORMAT, f"[{LOG % (end, in_bed)}]")
    assert [(r[1], r[2]) for r in collector.tables["rejected"]] == rejected
    assert [r["in_bed_h"] for r in rows(collector, "sleep")] == ([] if (1, "") in rejected else [kept])


def test_a_file_that_ends_inside_a_log_gives_the_logs_before() -> None:
    whole = LOG % ('"2026-03-02T07:00:00.000"', "480")
    collector = collect(FORMAT, f"[{whole}, {whole.replace('1,', '2,', 1)[:60]}")
    assert len(rows(collector, "sleep")) == 1
    assert [line for line, _ in lost(collector)] == [2]
    assert len(collector.notes) == 1


def test_damaged_log_rejects_only_itself() -> None:
    logs = [LOG.replace('"logId": 1', f'"logId": {n}') % ('"2026-03-02T07:00:00.000"', "480") for n in range(4)]
    logs[1] = logs[1].replace(":", "", 2)
    collector = collect(FORMAT, f"[{','.join(logs)}]")
    assert len(rows(collector, "sleep")) == 3
    assert collector.rows == 4


def test_the_web_api_names_the_main_sleep_otherwise() -> None:
    log = (LOG % ('"2026-03-02T07:00:00.000"', "480"))[:-1] + ', "minutesAsleep": 400, "isMainSleep": false}'
    content = f'{{"sleep": [{log}], "summary": {{"totalMinutesAsleep": 400}}}}'
    assert FORMAT.claims(source(content), Profile())
    assert rows(collect(FORMAT, content), "sleep")[0]["nap"] is True


def test_dates_of_the_old_csv_are_decided_by_the_nights_themselves() -> None:
    night = '"03-04-2026 11:00PM","{}-2026 7:00AM","450","30","3","480"\n'
    assert rows(collect(FORMAT, WEB + night.format("04-04")), "sleep")[0]["start"] == "2026-04-03T23:00:00"
    assert rows(collect(FORMAT, WEB + night.format("03-05")), "sleep")[0]["start"] == "2026-03-04T23:00:00"
    open_question = WEB + '"03-04-2026 1:00AM","03-04-2026 7:00AM","350","10","3","360"\n'
    with pytest.raises(AmbiguousFormatError, match="day_first"):
        collect(FORMAT, open_question)
    collected = collect(FORMAT, open_question, columns={"date": {"name": "Start Time", "day_first": False}})
    assert rows(collected, "sleep")[0]["day"] == "2026-03-04"


def test_two_files_that_overlap_give_a_night_once(tmp_path: Path) -> None:
    text = TEXTS[0]
    for name in ("sleep-2026-03-01.json", "sleep-2026-03-31.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "sleep_score.csv").write_text(TEXTS[1], encoding="utf-8")
    logs = read_logs(tmp_path)
    assert len(logs.sleep) == 3
    assert len(logs.ratings) == 2


@pytest.mark.parametrize("mark", ["\u200b", "\u200f", "\ufeff"])
def test_hidden_marks_in_the_header_of_the_web_site(mark: str) -> None:
    header = WEB.replace("Minutes", f"Minu{mark}tes").replace(",", f"{mark},")
    night = "02-03-2026 11:40 pm,03-03-2026 7:10 am,405,45,22,450\n"
    assert FORMAT.matches(source(header + night), Profile())
    assert [row["asleep_h"] for row in rows(collect(FORMAT, header + night), "sleep")] == [6.75]
