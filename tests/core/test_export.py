import builtins
import csv
import io
import ssl
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from heartdata.core.export import _csv, export_tables
from heartdata.core.logs import Logs, table
from heartdata.core.tables import DTYPES
from heartdata.errors import HeartdataError, UnknownFormatError
from heartdata.readers import read_logs
from heartdata.storage.files import MARKER
from tests.core.test_logs import ODD, some
from tests.made_logs import activity, daylio_csv, entry

# pandas loads it late, and it wants a class where tests put a function that refuses sockets.
assert ssl.SSLSocket

NAMES = ["daily", "ratings", "sleep", "journal", "activities", "vitals", "events", "rejected", "sources"]


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(path.read_bytes()), keep_default_na=False, encoding="utf-8")


def noted(text: str) -> Logs:
    return Logs(
        journal=table("journal", [entry(datetime(2026, 3, 1, 12), text, text, (text,))]),
        activities=table("activities", [activity(date(2026, 3, 1), text)]),
    )


def test_every_table_is_written_and_named(tmp_path: Path) -> None:
    written = export_tables(some(), tmp_path / "out")
    assert [p.name for p in written] == [f"{n}.csv" for n in NAMES]
    daily = read(written[0])
    assert list(daily["day"]) == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    assert len(export_tables(Logs(), tmp_path / "empty")) == len(NAMES)


def test_journal_text_is_exported_only_on_request(tmp_path: Path) -> None:
    logs = Logs(journal=table("journal", [entry(date(2026, 3, 1), "secretword here", "secrettitle", ("a", "b"))]))
    export_tables(logs, tmp_path)
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"secret" not in everything
    journal = read(tmp_path / "journal.csv")
    assert list(journal["words"]) == [3]
    assert list(journal["tags"]) == ["a | b"]
    export_tables(logs, tmp_path, journal_text=True)
    journal = read(tmp_path / "journal.csv")
    assert (journal["text"][0], journal["title"][0]) == ("secretword here", "secrettitle")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\0="])
def test_no_cell_begins_like_a_formula(tmp_path: Path, start: str) -> None:
    export_tables(noted(f"{start}cmd|' /C calc'!A0"), tmp_path, journal_text=True)
    for name in ("journal", "activities"):
        cells = read(tmp_path / f"{name}.csv").select_dtypes(exclude="number").to_numpy().ravel()
        assert not [
            c for c in cells if str(c).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        ]


def test_no_text_column_of_any_table_begins_like_a_formula() -> None:
    for name, dtypes in DTYPES.items():
        for column in (c for c, dtype in dtypes.items() if dtype == "object"):
            frame = pd.DataFrame({c: ["=1+1" if c == column else ""] for c in dtypes})
            cells = pd.read_csv(io.BytesIO(_csv(frame)), keep_default_na=False)[column]
            assert cells.tolist() == ["'=1+1"], (name, column)


def test_carriage_return_does_not_start_a_row(tmp_path: Path) -> None:
    export_tables(noted("one\r=cmd()\r\ntwo"), tmp_path, journal_text=True)
    assert b"\r" not in (tmp_path / "journal.csv").read_bytes()
    assert read(tmp_path / "journal.csv")["text"][0] == "one\n'=cmd()\ntwo"


@pytest.mark.slow
@given(ODD)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_any_text_can_be_exported(tmp_path: Path, kind: Any, text: str) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    written = export_tables(noted(text), tmp_path / kind, kind=kind, journal_text=True)
    frame = read(written[3]) if kind == "csv" else pd.read_parquet(written[3])
    assert len(frame) == 1


def test_parquet_keeps_types(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    written = export_tables(some(), tmp_path, kind="parquet")
    assert [p.name for p in written] == [f"{n}.parquet" for n in NAMES]
    daily = pd.read_parquet(written[0])
    assert daily["day"].dtype.kind == "M"
    assert daily["entries"].dtype == "int64"


def test_without_pyarrow_nothing_is_written_and_csv_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "pyarrow":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(HeartdataError, match=r"pip install 'heartdata\[parquet\]', or export as CSV"):
        export_tables(some(), tmp_path / "out", kind="parquet")
    assert not (tmp_path / "out").exists()


def test_unknown_file_kind(tmp_path: Path) -> None:
    with pytest.raises(HeartdataError, match="kind='xlsx': tables are written as 'csv' or 'parquet'"):
        export_tables(some(), tmp_path, kind="xlsx")  # type: ignore[arg-type]


def test_exported_tables_are_not_read_as_exports(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_text(daylio_csv(5), encoding="utf-8")
    before = read_logs(tmp_path)
    export_tables(before, tmp_path / "heartdata-export", journal_text=True)
    assert (tmp_path / "heartdata-export" / MARKER).is_file()
    after = read_logs(tmp_path)
    assert list(after.sources["path"]) == ["daylio.csv"]
    assert after.rejected.empty
    with pytest.raises(UnknownFormatError, match=r"no export found|heartdata wrote this folder itself"):
        read_logs(tmp_path / "heartdata-export")


def test_app_exports_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_text(daylio_csv(5), encoding="utf-8")
    with pytest.raises(HeartdataError, match="holds other files; choose a new or an empty folder"):
        export_tables(read_logs(tmp_path), tmp_path)
    assert len(read_logs(tmp_path).ratings) == 5


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "text",
    ["walk;=1+1;x", "walk; =1+1", "walk\t=1+1", 'a";"=1+1', "a;'+1", "a\n=1+1;x", "\u200b=1+1", " =1+1", "a;;@x"],
)
def test_no_cell_is_a_formula_whatever_separates_cells(tmp_path: Path, text: str, separator: str) -> None:
    export_tables(noted(text), tmp_path, journal_text=True)
    for name in ("journal", "activities"):
        content = (tmp_path / f"{name}.csv").read_text()
        cells = [cell for row in csv.reader(io.StringIO(content), delimiter=separator) for cell in row]
        starts = {cell.strip(' \u200b"')[:1] for cell in cells} if separator != "|" else set()
        assert not starts & {"=", "+", "-", "@"}
