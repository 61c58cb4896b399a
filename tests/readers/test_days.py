"""Which day something belongs to: the app's own date, midnight stamps, and dates that are still to come."""

from __future__ import annotations

import base64
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import heartdata as hd
from heartdata.core import days
from heartdata.core.profile import Profile
from heartdata.readers.collector import NOT_YET, Collector

DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n"
COLUMNS = '[columns]\ndate = "when"\nmood = { name = "mood", min = 0, max = 10 }\nsleep_hours = "slept"\n'


def days_of(logs: hd.Logs, table: str = "ratings") -> list[str]:
    return getattr(logs, table)["day"].dt.strftime("%m-%d").tolist()


def test_daylio_day_is_the_one_in_the_app_whatever_the_clock(tmp_path: Path) -> None:
    rows = ["2026-05-08,x,x,0:40 am,good,walk,,up late", "2026-05-07,x,x,21:00,bad,,,", "2026-05-06,x,x,03:59,meh,,,"]
    (tmp_path / "d.csv").write_text(DAYLIO + "\n".join(rows), encoding="utf-8")
    logs = hd.read_logs(tmp_path)
    assert days_of(logs) == ["05-06", "05-07", "05-08"]
    assert logs.ratings["time"].dt.strftime("%H:%M").tolist() == ["03:59", "21:00", "00:40"]
    assert days_of(logs, "activities") == days_of(logs, "journal") == ["05-08"]


def test_daylio_backup_agrees_with_the_csv_about_the_day(tmp_path: Path) -> None:
    entry = {"year": 2026, "month": 4, "day": 8, "hour": 0, "minute": 40, "mood": 1, "tags": [], "id": 1}
    moods = [{"id": 1, "custom_name": "good", "mood_group_id": 2}]
    content = json.dumps({"dayEntries": [entry], "customMoods": moods, "tags": [], "tag_groups": []})
    (tmp_path / "backup.daylio").write_bytes(base64.b64encode(content.encode()))
    (tmp_path / "d.csv").write_text(DAYLIO + "2026-05-08,x,x,00:40,good,,,\n", encoding="utf-8")
    logs = hd.read_logs(tmp_path)
    assert days_of(logs) == ["05-08"]  # once


def test_a_date_beside_its_own_clock_is_the_day_and_a_stamp_follows_the_day_start(tmp_path: Path) -> None:
    profile = Profile.from_toml('[columns]\ndate = "date"\ntime = "at"\nmood = { name = "mood", min = 0, max = 10 }\n')
    (tmp_path / "t.csv").write_text("date,at,mood\n2026-05-08,00:40,3\n", encoding="utf-8")
    assert days_of(hd.read_logs(tmp_path, profile=profile)) == ["05-08"]
    (tmp_path / "t.csv").write_text("date,mood\n2026-05-08 00:40,3\n", encoding="utf-8")
    assert days_of(hd.read_logs(tmp_path, profile=profile)) == ["05-07"]


@pytest.mark.parametrize("stamp", ["{} 00:00:00", "{}T00:00:00", "{} 12:00 AM", "{}T00:00:00Z", "{} 0:00"])
def test_a_column_of_midnights_is_a_column_of_dates(tmp_path: Path, stamp: str) -> None:
    written = [stamp.format(f"2026-05-0{n}") for n in (1, 2, 3)]
    (tmp_path / "t.csv").write_text("when,mood,slept\n" + "".join(f"{at},4,7\n" for at in written), encoding="utf-8")
    logs = hd.read_logs(tmp_path, profile=Profile.from_toml(f'time_zone = "America/New_York"\n{COLUMNS}'))
    assert days_of(logs) == days_of(logs, "sleep") == ["05-01", "05-02", "05-03"]
    assert logs.ratings["time"].isna().all()


@pytest.mark.parametrize(("form", "stamps"), [
    ("epoch", ["1777593600", "1777680000"]), ("epoch", ["1777593600000", "1777680000000"]),
    ("%d.%m.%Y %H:%M", ["01.05.2026 00:00", "02.05.2026 00:00"]),
])  # fmt: skip
def test_midnights_in_a_format_of_its_own(tmp_path: Path, form: str, stamps: list[str]) -> None:
    profile = Profile.from_toml(
        'time_zone = "America/New_York"\n' + COLUMNS.replace('"when"', f'{{ name = "when", format = "{form}" }}')
    )
    (tmp_path / "t.csv").write_text("when,mood,slept\n" + "".join(f"{at},4,7\n" for at in stamps), encoding="utf-8")
    logs = hd.read_logs(tmp_path, profile=profile)
    assert days_of(logs) == days_of(logs, "sleep") == ["05-01", "05-02"]


def test_one_midnight_among_other_clocks_is_a_time(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("when,mood\n2026-05-01 21:10,4\n2026-05-03 00:00,4\n", encoding="utf-8")
    assert days_of(hd.read_logs(tmp_path, profile=Profile.from_toml(COLUMNS))) == ["05-01", "05-02"]


def test_midnight_everywhere_in_a_file_of_any_format_is_no_time() -> None:
    found = Collector("x.json", "x", Profile())
    for day in (1, 2):
        found.rating(datetime(2026, 5, day), "mood", 5.0, "x")
        found.activity(datetime(2026, 5, day), "walk")
    found.finish()
    assert days_of(found.logs()) == days_of(found.logs(), "activities") == ["05-01", "05-02"]


def test_a_day_later_than_tomorrow_is_kept_out_and_named(tmp_path: Path) -> None:
    rows = [f"2026-05-0{n},x,x,20:00,good,,," for n in (1, 2)]
    (tmp_path / "d.csv").write_text(DAYLIO + "\n".join([rows[0], "2062-05-03,x,x,20:00,bad,,,", rows[1]]), "utf-8")
    logs = hd.read_logs(tmp_path)
    assert [(r.source, r.line, r.reason) for r in logs.rejected.itertuples()] == [("d.csv", 3, NOT_YET)]
    assert logs.days[-1].strftime("%Y-%m-%d") == "2026-05-02"
    assert str(logs.sources["last_day"][0].date()) == "2026-05-02"


def test_what_a_reader_did_not_check_is_kept_out_too() -> None:
    found = Collector("nights.xml", "x", Profile())
    found.sleep(None, None, day=date(2062, 5, 1), asleep_h=7)
    found.sleep(None, None, day=date(2026, 5, 1), asleep_h=7)
    found.finish()
    assert (days_of(found.logs(), "sleep"), found.tables["rejected"]) == (
        ["05-01"],
        [("nights.xml", None, "", NOT_YET)],
    )


def test_tomorrow_is_fine_and_a_clock_set_back_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert days.last_possible_day() >= date.today() + timedelta(days=1)

    class LostClock(date):
        @classmethod
        def today(cls) -> date:
            return date(1970, 1, 1)

    monkeypatch.setattr(days, "date", LostClock)
    assert days.last_possible_day() >= date(2026, 11, 29)
