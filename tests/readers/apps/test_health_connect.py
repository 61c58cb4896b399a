from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from heartdata.core.profile import Profile
from heartdata.errors import UnknownFormatError, UnreadableFileError
from heartdata.readers import identify, read_logs
from heartdata.readers.apps.health_connect import FORMAT
from tests.readers.helpers import DATA, collect, database, rows, source

HERE = DATA / "health_connect"
SQL = (HERE / "export.sql").read_text(encoding="utf-8")
CONTENT = database(SQL)
SESSIONS = "CREATE TABLE sleep_session_record_table (row_id INTEGER PRIMARY KEY, start_time, end_time, app_info_id);"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SQLite format 3",
        b"SQLite format 3\0" + b"\0" * 5000,
        b"sleep_session_record_table",
        database("CREATE TABLE other (a);"),
        database("CREATE VIEW sleep_session_record_table AS SELECT 1 AS start_time;"),
    ],
)
def test_other_files_are_not_claimed_and_get_advice_if_forced(content: bytes) -> None:
    assert not FORMAT.claims(source(content), Profile())
    with pytest.raises(UnreadableFileError, match="database"):
        collect(FORMAT, content)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_loose_and_in_a_zip(tmp_path: Path, zipped: bool, mode: str) -> None:
    path = tmp_path / "health connect #1 ä.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.executescript(SQL)
    connection.close()
    before = path.read_bytes()
    given = path
    if zipped:
        given = tmp_path / "export" / "Health Connect.zip"
        given.parent.mkdir()
        with zipfile.ZipFile(given, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "health_connect_export.db")
    assert identify(given) == "health_connect"
    logs = read_logs(given)
    assert len(logs.sleep) == 3
    assert len(logs.sources) == 1
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {path.name, *(["export"] if zipped else [])}


def test_a_database_of_no_known_app_is_reported(tmp_path: Path) -> None:
    (tmp_path / "other.db").write_bytes(database("CREATE TABLE other (a);"))
    with pytest.raises(UnknownFormatError, match="SQLite"):
        read_logs(tmp_path / "other.db")
    (tmp_path / "export.db").write_bytes(CONTENT)
    logs = read_logs(tmp_path)
    assert [(r.source, "SQLite" in r.reason) for r in logs.rejected.itertuples() if r.source == "other.db"] == [
        ("other.db", True)
    ]


@pytest.mark.parametrize(("zone", "start"), [(None, "22:10"), ("Europe/Berlin", "23:10")])
def test_an_older_table_without_offsets_needs_the_place(zone: str | None, start: str) -> None:
    sql = SESSIONS + "INSERT INTO sleep_session_record_table VALUES (1, 1772403000000, 1772431800000, 1);"
    collector = collect(FORMAT, database(sql), time_zone=zone)
    assert rows(collector, "sleep")[0]["start"] == f"2026-03-01T{start}:00"
    assert len(collector.notes) == (zone is None)


def test_two_sleeps_of_one_app_are_never_dropped() -> None:
    values = "(1, 1772403000000, 1772431800000, 1), (2, 1772403000000, 1772431800000, 1)"
    assert (
        len(
            rows(
                collect(FORMAT, database(f"{SESSIONS} INSERT INTO sleep_session_record_table VALUES {values};")),
                "sleep",
            )
        )
        == 2
    )


@pytest.mark.parametrize(
    "value", ["'PRIVATE'", "x'00ff'", "NULL", "1e300", "-1", "9223372036854775807", "CAST(x'ff' AS TEXT)"]
)
@pytest.mark.parametrize("column", ["start_time", "end_time", "app_info_id", "start_zone_offset"])
def test_any_cell_rejects_at_most_its_row(column: str, value: str) -> None:
    collector = collect(
        FORMAT, database(SQL + f"UPDATE sleep_session_record_table SET {column} = {value} WHERE row_id = 3;")
    )
    assert len(rows(collector, "sleep")) >= 2
    assert "PRIVATE" not in str(collector.notes) + str(collector.tables["rejected"])
