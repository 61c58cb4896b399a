"""Exports that were opened in a spreadsheet and saved again: dates rewritten, rows filled up, a mark in front."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, Final

import pytest

import heartdata as hd
from heartdata.readers.parsing.delimited import sniff_delimiter
from heartdata.readers.parsing.timestamps import parse_datetime
from tests.readers.helpers import DATA

_STAMP: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: (\d\d):(\d\d)(?::\d\d)?)?")
_DECIMAL: Final = re.compile(r"-?\d+\.\d+")
# Which of day and month comes first shows in these files, by a night that ends the next day or a day after the 12th.
FILES: Final = (
    "autosleep/AutoSleep.csv",
    "bearable/older.csv",
    "daylio/l7.csv",
    "how_we_feel/columns-10.csv",
    "oura/trends.csv",
    "pmsys/wellness.csv",
    "sleep_cycle/old.csv",
    "whoop/sleeps.csv",
    "whoop/physiological_cycles.csv",
    "whoop/journal_entries.csv",
    "withings/sleep.csv",
)
FORMS: Final = {"US": "{m:d}/{d:d}/{y:02d}", "UK": "{d:02d}/{m:02d}/{Y}", "German": "{d:02d}.{m:02d}.{Y}"}


def resaved(text: str, form: str) -> str:
    rows = list(csv.reader(io.StringIO(text), delimiter=sniff_delimiter(text.partition("\n")[0])))
    width = max(map(len, rows)) + 1
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if form == "German" else ",", lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(c, form) for c in row] + [""] * (width - len(row)))
    return "\ufeff" + out.getvalue()


def cell(written: str, form: str) -> str:
    if stamp := _STAMP.fullmatch(written):
        year, month, day = map(int, stamp.groups()[:3])
        shown = FORMS[form].format(d=day, m=month, y=year % 100, Y=year)
        return f"{shown} {int(stamp[4])}:{stamp[5]}" if stamp[4] else shown
    if form == "German" and _DECIMAL.fullmatch(written):
        return written.replace(".", ",")
    if written in ("true", "false"):
        return {"true": "WAHR", "false": "FALSCH"}[written] if form == "German" else written.upper()
    return written


def contents(logs: hd.Logs) -> dict[str, list[tuple[Any, ...]]]:
    columns = {"ratings": ["measure", "value"], "sleep": ["asleep_h", "nap"], "vitals": ["name", "value"]}
    columns |= {"activities": ["name"], "journal": ["text"]}
    # Not to the last digit: a spreadsheet drops the seconds, and shows numbers rounded.
    rounded = lambda row: tuple(round(cell, 1) if isinstance(cell, float) else str(cell) for cell in row)  # noqa: E731
    return {
        name: sorted(str(rounded(row)) for row in getattr(logs, name)[["day", *kept]].itertuples(index=False))
        for name, kept in columns.items()
    }


@pytest.mark.filterwarnings("ignore::heartdata.HeartdataWarning")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FILES)
def test_the_days_and_numbers_are_the_same(name: str, form: str, tmp_path: Path) -> None:
    text = (DATA / name).read_text(encoding="utf-8-sig")
    path = tmp_path / "again.csv"
    path.write_text(resaved(text, form), encoding="utf-8", newline="")
    before, after = hd.read_logs(DATA / name), hd.read_logs(path)
    assert contents(after) == contents(before)
    assert len(after.rejected) == len(before.rejected)


@pytest.mark.parametrize("name", ["google_fit/Daily activity metrics.csv", "health_auto_export_csv/daily.csv"])
@pytest.mark.parametrize("form", ["US", "UK"])
def test_a_file_that_leaves_it_open_is_asked_about(name: str, form: str, tmp_path: Path) -> None:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    dates = [line for line in lines if not line.startswith("2026-03-01,")]
    path = tmp_path / "again.csv"
    path.write_text(resaved("".join(dates), form), encoding="utf-8", newline="")
    with pytest.raises(hd.AmbiguousFormatError, match="day_first"):
        hd.read_logs(path)


def test_the_web_files_of_fitbit_with_their_rows_filled_up(tmp_path: Path) -> None:
    text = (DATA / "fitbit" / "web.csv").read_text(encoding="utf-8")
    for form in ("US", "German"):
        path = tmp_path / f"{form}.csv"
        path.write_text(resaved(text, form), encoding="utf-8", newline="")
        before, after = hd.read_logs(DATA / "fitbit" / "web.csv"), hd.read_logs(path)
        assert contents(after) == contents(before)
        assert len(after.rejected) == len(before.rejected)


def test_a_date_that_could_be_two_is_never_guessed() -> None:
    assert parse_datetime("3/1/2026 22:10") is None
    assert str(parse_datetime("3/1/2026 22:10", "mdy")) == "2026-03-01 22:10:00"


def test_separator_line_is_not_a_header(tmp_path: Path) -> None:
    path = tmp_path / "daylio.csv"
    rows = "full_date;time;mood;activities;note\r\n2026-03-14;20:05;good;a | b;x\r\nsoon;20:05;good;;\r\n"
    path.write_text("\ufeffsep=;\r\n" + rows, encoding="utf-8", newline="")
    logs = hd.read_logs(path)
    assert logs.ratings["value"].tolist() == [7.5]
    # As the spreadsheet counts, which does not show that line.
    assert logs.rejected["line"].tolist() == [3]


def test_sleep_of_samsung_health(tmp_path: Path) -> None:
    path = tmp_path / "sleep.csv"
    rows = (
        "com.samsung.shealth.sleep,7006011,11,,\r\nsleep_score,com.samsung.health.sleep.start_time,"
        "com.samsung.health.sleep.end_time,com.samsung.health.sleep.time_offset,\r\n"
        "80,3/1/2026 22:10,3/2/2026 6:10,UTC+0100,\r\n"
    )
    path.write_text(rows, encoding="utf-8", newline="")
    assert hd.read_logs(path).sleep["start"].astype(str).tolist() == ["2026-03-01 23:10:00"]
