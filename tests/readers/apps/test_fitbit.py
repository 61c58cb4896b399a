from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.core.profile import Profile
from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.readers import read_logs
from heartdata.readers.apps.fitbit import FORMAT
from tests.readers.tracker_checks import (
    DATA,
    check_claimed,
    check_claims_no_other,
    check_golden,
    check_private,
    check_survives,
    collect,
    damaged,
    lost,
    rows,
    source,
)

HERE = DATA / "fitbit"
FILES = {"sleep-2026-03-01": "json", "sleep_score": "csv", "web": "csv"}
TEXTS = [(HERE / f"{name}.{end}").read_text(encoding="utf-8") for name, end in FILES.items()]
LOG = (
    '{"logId": 1, "dateOfSleep": "2026-03-02", "startTime": "2026-03-01T23:00:00.000", "endTime": %s, "timeInBed": %s}'
)
WEB = "Sleep\nStart Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed\n"


@pytest.mark.parametrize(("name", "end"), FILES.items())
def test_golden(name: str, end: str) -> None:
    check_golden(FORMAT, HERE / f"{name}.{end}", name)
    check_claimed(FORMAT, HERE / f"{name}.{end}")


def test_no_other_file_is_claimed() -> None:
    check_claims_no_other(FORMAT)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '[{"dateTime": "03/01/26 08:00:00", "value": "12"}]',
        '{"sleep": [{"bedtime_start": "2026-03-01T23:00:00+01:00", "day": "2026-03-02"}]}',
        '{"entries": [{"text": "\\"dateOfSleep\\": and \\"startTime\\": and \\"logId\\":"}]}',
        "timestamp,overall_score\n2026-03-01T07:00:00Z,80\n",
        "Start Time,End Time\n2026-03-01 23:00,2026-03-02 07:00\n",
        "Sleep\nI slept from the start time to the end time\n",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert not FORMAT.claims(source(content), Profile())


@pytest.mark.parametrize("content", ["a,b\n1,2\n", '{"a": 1}', "[1, 2]", "[" * 100_000, "", '[{"a": 1}]'])
def test_another_file_asked_for_by_name_says_what_to_do(content: str) -> None:
    with pytest.raises(UnreadableFileError, match="Fitbit"):
        collect(FORMAT, content)


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
def test_damaged_values_cost_only_themselves(end: str, in_bed: str, kept: float | None, rejected: list[Any]) -> None:
    collector = collect(FORMAT, f"[{LOG % (end, in_bed)}]")
    assert [(r[1], r[2]) for r in collector.tables["rejected"]] == rejected
    assert [r["in_bed_h"] for r in rows(collector, "sleep")] == ([] if (1, "") in rejected else [kept])


def test_a_file_that_ends_inside_a_log_gives_the_logs_before() -> None:
    whole = LOG % ('"2026-03-02T07:00:00.000"', "480")
    collector = collect(FORMAT, f"[{whole}, {whole.replace('1,', '2,', 1)[:60]}")
    assert len(rows(collector, "sleep")) == 1
    assert [line for line, _ in lost(collector)] == [2]
    assert len(collector.notes) == 1


def test_a_damaged_log_in_the_middle_costs_only_itself() -> None:
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
    told = collect(FORMAT, open_question, columns={"date": {"name": "Start Time", "day_first": False}})
    assert rows(told, "sleep")[0]["day"] == "2026-03-04"


def test_two_files_that_overlap_give_a_night_once(tmp_path: Path) -> None:
    text = TEXTS[0]
    for name in ("sleep-2026-03-01.json", "sleep-2026-03-31.json"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "sleep_score.csv").write_text(TEXTS[1], encoding="utf-8")
    logs = read_logs(tmp_path)
    assert len(logs.sleep) == 3
    assert len(logs.ratings) == 2


def test_messages_hold_nothing_that_was_written() -> None:
    private = LOG % ('"PRIVATE"', '"PRIVATE"')
    check_private(collect(FORMAT, f"[{private}]".replace("2026-03-01T", "PRIVATE")))
    check_private(collect(FORMAT, TEXTS[1].replace("2026", "PRIVATE").replace("82", "PRIVATE")))
    check_private(collect(FORMAT, WEB + '"PRIVATE","PRIVATE","PRIVATE","1","1","PRIVATE"\n"PRIVATE\n'))


@settings(max_examples=120, deadline=None)
@given(damaged(TEXTS))
def test_nothing_but_heartdata_errors_and_every_entry_is_accounted_for(text: str) -> None:
    collector = check_survives(FORMAT, text)
    if collector is not None and not collector.vitals and not collector.tables["ratings"]:
        assert collector.rows >= len(collector.tables["sleep"]) + len(lost(collector))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_claims_never_raises(content: bytes) -> None:
    assert FORMAT.claims(source(content), Profile()) is False


def test_ten_years_are_read_quickly() -> None:
    log = TEXTS[0][TEXTS[0].index("{") : TEXTS[0].index("},{") + 1]
    text = "[" + ",".join(log.replace("40000000003", str(n)) for n in range(3650)) + "]"
    before = time.process_time()
    assert len(rows(collect(FORMAT, text), "sleep")) == 3650
    assert time.process_time() - before < 3  # about a quarter of a second; room for slow machines
