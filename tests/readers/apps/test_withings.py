from __future__ import annotations

from pathlib import Path

import pytest

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.readers.apps.withings import FORMAT
from tests.readers.helpers import DATA, collect, rows, source

HERE = DATA / "withings"
TEXTS = [(HERE / f"{name}.csv").read_text(encoding="utf-8") for name in ("sleep", "sleep-2017")]


@pytest.mark.parametrize(
    ("stages", "asleep", "rem"),
    [
        ("18000,7200,0,900", 7.0, None),  # a watch that cannot tell REM
        ("18000,3600,3600,900", 7.0, 1.0),
        ("9000,1799,0,0", 2.9997, 0.0),
        ("9000,1800,0,0", 3.0, None),
        ("0,0,0,28800", 0.0, None),  # in bed and awake is no night of eight hours
        ("0,0,0,0", None, None),
        (",,,28800", None, None),
    ],
)
def test_zeros_that_were_not_measured(stages: str, asleep: float | None, rem: float | None) -> None:
    line = f"2026-03-01T23:00:00+01:00,2026-03-02T07:00:00+01:00,{stages},,,,,,,,,,"
    [night] = rows(collect(FORMAT, f"{TEXTS[0].splitlines()[0]}\n{line}\n"), "sleep")
    assert night["asleep_h"] == (None if asleep is None else pytest.approx(asleep, abs=1e-4))
    assert night["rem_h"] == rem


def test_steps_file_is_recognised_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "aggregates_steps.csv").write_text(
        "date,value\n2026-03-02,25\n2026-03-01,7000\n2026-02-28,0\n2026-02-27,\nsome day,3\n2026-02-26,-5\n",
        encoding="utf-8",
    )
    (tmp_path / "raw_hr_hr.csv").write_text("start,duration,value\n2026-03-01T00:00:00,[60],[1]\n", encoding="utf-8")
    logs = hd.read_logs(tmp_path)
    assert logs.vitals[["name", "value"]].to_numpy().tolist() == [["steps", 7000.0], ["steps", 25.0]]
    assert logs.vitals["day"].dt.strftime("%m-%d").tolist() == ["03-01", "03-02"]
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[6, ""], [7, "value"]]
    assert logs.sources["rows"].tolist() == [6]
    assert "2 with nothing to keep" in logs.sources["notes"][0]


def test_same_columns_under_another_name_are_not_steps(tmp_path: Path) -> None:
    (tmp_path / "aggregates_distance.csv").write_text("date,value\n2026-03-02,25\n", encoding="utf-8")
    with pytest.raises(hd.UnknownFormatError, match="no format recognises it"):
        hd.read_logs(tmp_path / "aggregates_distance.csv")


@pytest.mark.parametrize(("zone", "start", "notes"), [(None, "22:10", 1), ("Europe/Berlin", "23:10", 0)])
def test_times_all_in_utc_need_the_place(zone: str | None, start: str, notes: int) -> None:
    text = (
        TEXTS[0].splitlines()[0]
        + "\n2026-03-01T22:10:00.000Z,2026-03-02T06:10:00.000Z,14400,5400,5400,3600,,,,,,,,,,\n"
    )
    collector = collect(FORMAT, text, time_zone=zone)
    assert rows(collector, "sleep")[0]["start"] == f"2026-03-01T{start}:00"
    assert len(collector.notes) == notes


@pytest.mark.parametrize(
    "header",
    [
        'von,bis,"leicht (s)","tief (s)","rem (s)","wach (s)",Aufwachen,"Dauer des Schlafs (s)",'
        '"Dauer bis zum Wachwerden (s)","Schnarchen (s)",Schnarchepisoden,"Durchschnittliche Herzfrequenz",'
        '"Herzfrequenz (min)","Herzfrequenz (max)","Night events",Notizen',
        'de,à,"léger (s)","profond (s)","paradoxal (s)","éveillé (s)",a,b,c,d,e,f,g,h,i,j',
    ],
)
def test_columns_in_the_language_of_the_account(header: str) -> None:
    english, _, below = TEXTS[0].partition("\n")
    assert english.count(",") == 15
    text = f"{header}\n{below}"
    assert FORMAT.claims(source(text), Profile())
    for table in ("sleep", "journal"):
        assert rows(collect(FORMAT, text), table) == rows(collect(FORMAT, TEXTS[0]), table) != []
