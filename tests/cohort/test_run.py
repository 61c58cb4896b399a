import contextlib
import dataclasses
import datetime
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import heartdata as hd
from heartdata.cli.main import main
from heartdata.cohort import run as cohort
from heartdata.cohort import worker
from heartdata.cohort.people import list_people
from heartdata.cohort.person import person_weeks
from heartdata.cohort.pool import Crew
from heartdata.core.export import export_tables
from heartdata.core.profile import PROFILE_NAME
from heartdata.core.vocabulary import SIGNS, STATES
from heartdata.datasets.simulate import Course, write_exports
from heartdata.errors import HeartdataError, ProfileError, UnknownFormatError, UnreadableFileError
from heartdata.storage.files import MARKER
from tests.made_logs import daylio_csv

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

CANARY = "zephyrine"
PARENT = str(Path(hd.__file__).parent.parent)


@contextlib.contextmanager
def threads(_: int) -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process: the rest is the same, and fast."""
    monkeypatch.setattr(cohort, "pool", lambda size: Crew(threads, size))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """One person in each way that a person can be given, and two that cannot be read."""
    folder = tmp_path / "people"
    (folder / "anna").mkdir(parents=True)
    (folder / "anna" / "daylio.csv").write_text(daylio_csv(35).replace("secretword", CANARY))
    (folder / "anna" / PROFILE_NAME).write_text("[loss]\ndate = 2026-03-10\n[usual]\nmood = 7\n")
    with zipfile.ZipFile(folder / "bea.zip", "w") as archive:
        archive.writestr("export/daylio.csv", daylio_csv(35, mood="sunny"))
        archive.writestr("export/heartdata.toml", "[moods]\nsunny = 4\n")
    (folder / "carl.csv").write_text(daylio_csv(20))
    long = pd.DataFrame({"person": "d/o ra", "day": pd.date_range("2026-03-02", periods=30), "measure": "mood"})
    long.assign(value=[4.0, 6.0, 5.0] * 10).to_parquet(folder, partition_cols=["person"])
    hd.simulate_logs(seed=1, days=40, journal=False, sleep=False).save(folder / "emil")
    (folder / "frieda").mkdir()
    (folder / "frieda" / "diary.csv").write_text(f"{CANARY},b\n1,2\n")
    (folder / "gus.zip").write_bytes(b"PK\x03\x04 broken")
    (folder / "heartdata.toml").write_text("[usual]\nmood = 6\n")
    (folder / "README.txt").write_text("who is who")
    (folder / ".hidden").mkdir()
    return folder


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception is not None:
        assert isinstance(result.exception, SystemExit), result.exception
    return result


def python(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": PARENT},
    )  # fmt: skip


def known(out: Path) -> dict[str, tuple[str, bytes]]:
    with contextlib.closing(sqlite3.connect(out.with_name(f"{out.name}.resume"))) as store:
        return {name: (key, rows) for name, key, rows in store.execute("SELECT name, key, rows FROM people")}


def test_a_row_for_every_person_and_week(people: Path, tmp_path: Path, here: None) -> None:
    done = hd.run_cohort(people, tmp_path / "new" / "states.parquet")
    assert (done.people, done.unreadable, done.empty, done.computed, len(done)) == (7, 2, 0, 7, 7)
    table = done.table()
    assert done.rows == len(table)
    assert table["person"].unique().tolist() == ["anna", "bea", "carl", "d/o ra", "emil", "frieda", "gus"]
    weeks = table.groupby("person", dropna=False)["week"].agg(["size", "min", "max"])
    assert weeks["size"].to_dict() == {
        "anna": 5, "bea": 5, "carl": 3, "d/o ra": 5, "emil": 6, "frieda": 1, "gus": 1,
    }  # fmt: skip
    assert (table["week"].dropna().dt.day_name() == "Monday").all()
    assert table.sort_values(["person", "week"], kind="stable").index.tolist() == table.index.tolist()
    assert set(table["status"]) == {"read", "could not be read"}
    assert (table["p_improving"].isna() | table["state"].isin(["unclear", *STATES])).all()
    # Her own usual against everyone's, and a mood name that only her zip explains.
    assert table.loc[table["person"] == "bea", "rejected"].eq(0).all()
    assert table.loc[table["person"] == "bea", "p_stuck"].notna().any()


def test_the_columns_are_typed(people: Path, tmp_path: Path, here: None) -> None:
    hd.run_cohort(people, tmp_path / "states.parquet")
    schema = pq.read_schema(tmp_path / "states.parquet")
    text, number = pa.string(), pa.float64()
    assert dict(zip(schema.names, schema.types, strict=True)) == {
        "person": text, "week": pa.timestamp("us"), "state": text, "p_improving": number, "p_stuck": number,
        "p_slipping": number, "p_recovered": number, "alert": text, "level": number, "gap": number,
        **dict.fromkeys(SIGNS, text), "days_logged": pa.int8(), "days_logged_28": pa.int8(), "suggestion": text,
        "status": text, "rejected": pa.int32(), "error": text, "reason": text,
    }  # fmt: skip


def test_people_who_cannot_be_read_are_rows_that_say_so(people: Path, tmp_path: Path, here: None) -> None:
    table = hd.run_cohort(people, tmp_path / "states.parquet").table().set_index("person")
    frieda, gus = table.loc["frieda"], table.loc["gus"]
    assert (frieda["status"], frieda["error"]) == ("could not be read", "UnknownFormatError")
    assert frieda["reason"] == "no export that is known; heartdata check says what is there"
    assert gus["error"] == "UnreadableFileError"
    assert (
        frieda[["week", "state", "p_stuck", "level", "fatigue", "days_logged", "suggestion", "rejected"]].isna().all()
    )


@pytest.mark.slow
@pytest.mark.parametrize("course", ["stuck", "slipping", "plateau"])
def test_weeks_are_what_a_review_of_each_week_says(course: Course) -> None:
    # Days are missing at the ends of weeks too: no page may change once a later day is logged.
    logs = hd.simulate_logs(
        seed=5, course=course, days=150, missing=0.45, journal=False, sleep=False, measures=["energy"]
    )
    weeks, newest = person_weeks(logs).set_index("week"), hd.review_week(logs)
    for monday in weeks.index[[4, 5, 8, 12, 17, -1]]:
        review, week = hd.review_week(logs, f"{monday:%G-W%V}"), weeks.loc[monday]
        progress, sunday = review.progress, monday + pd.Timedelta(days=6)
        assert (week["state"], week["alert"]) == (progress["state"], progress["alert"])
        assert newest.journey["state"].get(sunday, progress["state"]) == progress["state"]
        assert [idea.code for idea in hd.suggest(logs, sunday.date())] == [s["code"] for s in review.suggestions]
        for number in ("p_improving", "p_stuck", "p_slipping", "p_recovered", "level", "gap"):
            assert week[number] == pytest.approx(progress[number], abs=0.00051, nan_ok=True) or progress[number] is None
        assert {s: week[s] for s in SIGNS} == {s["sign"]: s["status"] for s in review.signs}
        assert week["days_logged"] == review.coverage["days_logged"]
        assert week["days_logged_28"] == review.coverage["days_logged_28"]
        assert week["suggestion"] == (review.suggestions[0]["code"] if review.suggestions else "")


def test_what_begins_later_changes_no_week_before() -> None:
    """Ratings and nights begin on a Monday in the 17th week, after tags and a journal alone."""
    long = hd.simulate_logs(seed=5, course="stuck", days=170, measures=["energy"])
    begins = long.days[0] + pd.Timedelta(days=112 + (7 - long.days[0].day_of_week) % 7)
    late = {name: (frame := getattr(long, name))[frame["day"] >= begins] for name in ("sleep", "ratings")}
    logs = dataclasses.replace(long, **late)
    sunday = (begins - pd.Timedelta(days=1)).date()
    then = person_weeks(logs.between(logs.days[0].date(), sunday))
    assert len(then) >= 16
    pd.testing.assert_frame_equal(person_weeks(logs).iloc[: len(then)], then, check_dtype=False)


def test_weeks_without_an_entry_are_there_and_suggestions_reach_back_a_year() -> None:
    parts = [
        hd.simulate_logs(seed=2, days=20, before=5, start=day, journal=False, sleep=False)
        for day in ("2024-01-01", "2026-03-02")
    ]
    weeks = person_weeks(parts[0].merge(parts[1])).set_index("week")
    assert len(weeks) == (weeks.index[-1] - weeks.index[0]).days // 7 + 1
    assert weeks.loc["2025-06-02", ["days_logged", "days_logged_28", "state"]].tolist() == [0, 0, "unclear"]
    assert weeks["suggestion"].isna().sum() == (pd.Timestamp("2025-01-05") - pd.Timestamp("2024-01-07")).days // 7
    assert person_weeks(hd.Logs()).empty


def test_no_diary_words_in_any_output(people: Path, tmp_path: Path, here: None) -> None:
    result = run("cohort", people, "--out", tmp_path / "out" / "states.parquet")
    assert CANARY not in result.output
    written = sorted((tmp_path / "out").iterdir())
    assert [f.name for f in written] == ["states-summary.csv", "states.parquet", "states.parquet.resume"]
    assert CANARY not in pq.read_table(written[1]).to_pandas().to_csv()
    assert CANARY not in written[0].read_text()
    assert all(CANARY not in worker.unpack_rows(rows)["reason"] for _, rows in known(written[1]).values())
    assert all(CANARY.encode() not in f.read_bytes() for f in written)
    if os.name == "posix":
        assert {oct(f.stat().st_mode & 0o777) for f in written} == {"0o600"}


def test_only_changed_people_are_recomputed(people: Path, tmp_path: Path, here: None) -> None:
    out = tmp_path / "states.parquet"
    first = hd.run_cohort(people, out)
    whole = out.read_bytes()
    again = hd.run_cohort(people, out)
    assert (first.computed, again.computed, out.read_bytes()) == (7, 0, whole)
    (people / "carl.csv").write_text(daylio_csv(27))
    shutil.rmtree(people / "anna")
    third = hd.run_cohort(people, out)
    assert (third.computed, third.people) == (1, 6)
    assert set(known(out)) == set(third.table()["person"]) == {"bea", "carl", "d/o ra", "emil", "frieda", "gus"}
    # What holds for everyone is part of what each result rests on.
    (people / "heartdata.toml").write_text("[usual]\nmood = 5\n")
    assert hd.run_cohort(people, out).computed == 6


def test_a_rating_one_point_higher_is_a_change_though_size_and_time_are_the_same(
    people: Path, tmp_path: Path, here: None
) -> None:
    out, file = tmp_path / "states.parquet", people / "anna" / "daylio.csv"
    hd.run_cohort(people, out)
    before = file.stat()
    file.write_text(file.read_text().replace("meh", "rad", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert hd.run_cohort(people, out).computed == 1


def test_changed_code_recomputes_everything(
    people: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hd.run_cohort(people, tmp_path / "states.parquet")
    for module in (cohort, sys.modules["heartdata.cohort.worker"]):
        monkeypatch.setattr(module, "code_key", lambda: "another version")
    assert hd.run_cohort(people, tmp_path / "states.parquet").computed == 7


def test_worker_with_different_code_is_detected(
    people: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohort, "code_key", lambda: "another version")
    with pytest.raises(HeartdataError, match="a worker has another version of heartdata"):
        hd.run_cohort(people, tmp_path / "states.parquet")
    assert not (tmp_path / "states.parquet").exists()


def test_any_failure_of_a_person_becomes_a_row(
    people: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _: object) -> None:
        raise MemoryError if path.name == "anna" else RuntimeError(CANARY)

    monkeypatch.setattr("heartdata.cohort.person.read_person", fail)
    table = hd.run_cohort(people, tmp_path / "states.parquet").table().set_index("person")
    assert table.loc["anna", ["error", "reason"]].tolist() == ["MemoryError", "too large for the memory of the machine"]
    assert table.loc["bea", ["error", "reason"]].tolist() == [
        "RuntimeError", "an unexpected kind of error; please report it",
    ]  # fmt: skip


@pytest.mark.slow
def test_table_does_not_depend_on_the_number_of_processes(people: Path, tmp_path: Path, here: None) -> None:
    hd.run_cohort(people, tmp_path / "a.parquet")
    script = "import sys, heartdata as hd; print(hd.run_cohort(sys.argv[1], 'b.parquet', workers=int(sys.argv[2])))"
    done = python("-c", script, people, 3, cwd=tmp_path)
    assert done.stdout == "Cohort(7 people, 26 rows in b.parquet; 2 could not be read)\n", done.stderr
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_killed_run_continues(tmp_path: Path) -> None:
    folder = tmp_path / "people"
    for i in range(16):
        write_exports(
            hd.simulate_logs(seed=i, days=60, journal=False, sleep=False), folder / f"p{i}", formats=["daylio"]
        )
    out = tmp_path / "states.parquet"
    out.write_bytes(b"the old one")
    # Each person is stored and reported at once, so that the kill certainly comes in the middle.
    script = (
        "import sys, heartdata as hd, heartdata.cohort.store as store\n"
        "store._COMMIT_S = -1\n"
        "put = store.Store.put\n"
        "store.Store.put = lambda self, *given: (put(self, *given), print(given[0], flush=True))\n"
        "hd.run_cohort(sys.argv[1], sys.argv[2], workers=1)\n"
    )
    command = [sys.executable, "-c", script, str(folder), str(out)]
    running = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": PARENT},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert running.stdout is not None
    with running.stdout:
        for _ in range(5):
            assert running.stdout.readline()
        running.send_signal(signal.SIGKILL)
        running.wait()
    assert out.read_bytes() == b"the old one"
    done = len(known(out))
    assert 5 <= done < 16
    finished = python(*command[1:], cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert len(finished.stdout.splitlines()) == 16 - done
    table = out.read_bytes()
    assert len(known(out)) == 16
    out.unlink()
    out.with_name("states.parquet.resume").unlink()
    assert python(*command[1:], cwd=tmp_path).returncode == 0
    assert out.read_bytes() == table
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "people", "states-summary.csv", "states.parquet", "states.parquet.resume",
    ]  # fmt: skip


def test_full_disk_keeps_the_old_table(
    people: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "states.parquet"
    hd.run_cohort(people, out)
    whole = out.read_bytes()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(cohort, "write_table", full)
        with pytest.raises(UnreadableFileError, match="No space left on device"):
            hd.run_cohort(people, out)
    assert out.read_bytes() == whole
    assert hd.run_cohort(people, out).computed == 0


def test_two_runs_on_one_table_do_not_mix(people: Path, tmp_path: Path, here: None) -> None:
    out = tmp_path / "states.parquet"
    with (
        cohort.Store(cohort.store_path(out)),
        pytest.raises(HeartdataError, match="another run is using this table"),
    ):
        hd.run_cohort(people, out)
    assert hd.run_cohort(people, out).people == 7


@pytest.mark.parametrize("content", [b"", b"half a heade"])
def test_foreign_store_is_not_touched(people: Path, tmp_path: Path, here: None, content: bytes) -> None:
    store = tmp_path / "states.parquet.resume"
    store.write_bytes(content)
    if content:
        with pytest.raises(HeartdataError, match="not written by heartdata"):
            hd.run_cohort(people, tmp_path / "states.parquet")
        assert store.read_bytes() == content
    else:
        assert hd.run_cohort(people, tmp_path / "states.parquet").people == 7


def test_foreign_database_is_kept_and_damaged_store_recreated(people: Path, tmp_path: Path, here: None) -> None:
    out, store = tmp_path / "states.parquet", tmp_path / "states.parquet.resume"
    with contextlib.closing(sqlite3.connect(store)) as other:
        other.execute("CREATE TABLE people (name TEXT)")
    with pytest.raises(HeartdataError, match="not written by heartdata"):
        hd.run_cohort(people, out)
    out.with_name("states.parquet.resume").unlink()
    hd.run_cohort(people, out)
    content = store.read_bytes()
    store.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    assert hd.run_cohort(people, out).computed == 7


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: {"source": p / "nowhere"}, "cannot be read"),
        (lambda p: {"source": p / "carl.csv"}, "one folder, zip or file per person"),
        (lambda p: {"out": p / "states.parquet"}, "lies in the cohort's folder"),
        (lambda p: {"out": p.parent}, "a folder; name the file"),
        (lambda p: {"out": p / "carl.csv" / "x.parquet"}, "lies in the cohort's folder"),
        (lambda p: {"workers": 0}, "workers=0: allowed are whole numbers from 1 to 1024"),
        (lambda p: {"workers": 10**12}, "workers=1000000000000: allowed are"),
        (lambda p: {"min_count": 2}, "min_count=2: allowed are whole numbers from 3"),
        (lambda p: {"scheduler": "tcp://x", "workers": 2}, "a scheduler has its own workers"),
        (lambda p: {"pseudonyms": p / "carl.csv"}, "holds no key for pseudonyms"),
    ],
)  # fmt: skip
def test_invalid_arguments(
    people: Path, tmp_path: Path, here: None, change: Callable[[Path], dict[str, object]], said: str
) -> None:
    given = {"source": people, "out": tmp_path / "states.parquet", **change(people)}
    with pytest.raises(HeartdataError, match=said):
        hd.run_cohort(**given)  # type: ignore[arg-type]
    assert not (tmp_path / "states.parquet").exists()
    with pytest.raises(HeartdataError, match=said):
        hd.run_cohort(**{**given, "pseudonyms": given.get("pseudonyms", tmp_path / "key.txt")})  # type: ignore[arg-type]
    assert not (tmp_path / "key.txt").exists(), "no key for a cohort that is not written"


def test_empty_folder_and_invalid_profile(tmp_path: Path, here: None) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "heartdata.toml").write_text("[loss]\ndate = 7\n")
    with pytest.raises(UnknownFormatError, match="nobody is in this folder"):
        hd.run_cohort(tmp_path / "people", tmp_path / "s.parquet", pseudonyms=tmp_path / "key.txt")
    (tmp_path / "people" / "anna").mkdir()
    with pytest.raises(ProfileError, match=r"loss\.date"):
        hd.run_cohort(tmp_path / "people", tmp_path / "s.parquet", pseudonyms=tmp_path / "key.txt")
    assert [p.name for p in tmp_path.iterdir()] == ["people"]


def test_names(tmp_path: Path) -> None:
    for name in ("b.csv", "a b", "c%20", "person=%C3%A9%2F1"):
        (tmp_path / name).mkdir()
    for name in ("b.zip", "a.tar.gz"):
        (tmp_path / name).touch()
    assert [name for name, _ in list_people(tmp_path)] == ["a b", "a.tar", "b", "b.csv", "c%20", "é/1"]
    (tmp_path / "b.json").touch()
    assert [name for name, _ in list_people(tmp_path)] == ["a b", "a.tar", "b.csv", "b.json", "b.zip", "c%20", "é/1"]
    assert all(Path(path).is_absolute() for _, path in list_people(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8")
def test_names_that_cannot_be_stored(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    assert [name for name, _ in list_people(tmp_path)] == ["caf?"]
    (tmp_path / os.fsdecode(b"caf\xe8")).mkdir()
    with pytest.raises(HeartdataError, match="would both be called 'caf\\?'"):
        list_people(tmp_path)


@pytest.mark.slow
def test_pseudonyms(people: Path, tmp_path: Path, here: None) -> None:
    key = tmp_path / "key.txt"
    one = hd.run_cohort(people, tmp_path / "a.parquet", pseudonyms=key).table()
    other = hd.run_cohort(people, tmp_path / "b.parquet", pseudonyms=key).table()
    third = hd.run_cohort(people, tmp_path / "c.parquet", pseudonyms=tmp_path / "another.txt").table()
    plain = hd.run_cohort(people, tmp_path / "d.parquet").table()
    assert one["person"].tolist() == other["person"].tolist()
    assert not set(one["person"]) & (set(third["person"]) | set(plain["person"]))
    assert one["person"].str.fullmatch("[0-9a-f]{16}").all()
    assert sorted(one.groupby("person").size()) == sorted(plain.groupby("person").size())
    for name in ("anna", "d/o ra", "frieda"):
        assert all(name.encode() not in f.read_bytes() for f in tmp_path.glob("a*") if f.is_file())
    if os.name == "posix":
        assert oct(key.stat().st_mode & 0o777) == "0o600"


def test_command_prints_the_summary_and_the_outcome(
    people: Path, tmp_path: Path, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("cohort", people)
    assert result.exit_code == 1
    assert result.stdout.startswith("People by their last week; counts below 5, and those that would reveal them, are")
    assert "\npeople: all 7\nstatus: too few people to show\n" in result.stdout
    assert result.stderr == (
        "7 people, 26 rows, in states.parquet; 7 computed now, the others unchanged.\n"
        "2 people could not be read; see the table for the reason.\n"
    )
    for name in ("frieda", "gus.zip"):
        shutil.rmtree(people / name) if (people / name).is_dir() else (people / name).unlink()
    again = run("cohort", people, "--min-count", "3")
    assert again.exit_code == 0
    assert again.stderr == "5 people, 24 rows, in states.parquet; 0 computed now, the others unchanged.\n"
    assert "\nstatus: read 5\n" in again.stdout
    summary = pd.read_csv("states-summary.csv")
    assert summary.columns.tolist() == ["table", "value", "people", "share"]


def test_stopped_run_says_how_to_continue(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cohort, "run_cohort", stop)
    result = run("cohort", people, "--out", tmp_path / "s.parquet")
    assert result.exit_code == 130
    assert result.stderr.startswith("What is done so far is kept; run the same command again to continue.\n")


def test_a_folder_that_save_or_export_wrote_is_a_person(tmp_path: Path, here: None) -> None:
    logs = hd.simulate_logs(seed=3, days=60, sleep=False, journal=False)
    logs.save(tmp_path / "people" / "saved")
    # With the text, since short notes count as well.
    export_tables(logs, tmp_path / "people" / "exported", kind="parquet", journal_text=True)
    assert (tmp_path / "people" / "exported" / MARKER).exists()
    loss = logs.profile.loss_date
    assert isinstance(loss, datetime.date)
    # What export writes holds no profile.
    (tmp_path / "people" / "exported" / "heartdata.toml").write_text(
        f"[loss]\ndate = {loss}\nkind = 'friendship'\n[usual]\nmood = {logs.profile.usual['mood']}\n"
    )
    table = hd.run_cohort(tmp_path / "people", tmp_path / "s.parquet").table().drop(columns="person")
    half = len(table) // 2
    pd.testing.assert_frame_equal(table.iloc[:half].reset_index(drop=True), table.iloc[half:].reset_index(drop=True))


def test_dask_is_only_imported_when_asked_for() -> None:
    script = (
        "import sys, heartdata as hd; hd.run_cohort; print([m for m in ('dask', 'distributed') if m in sys.modules])"
    )
    assert python("-c", script, cwd=Path()).stdout == "[]\n"


@pytest.mark.slow
def test_on_a_dask_cluster(people: Path, tmp_path: Path, here: None) -> None:
    pytest.importorskip("distributed")
    hd.run_cohort(people, tmp_path / "a.parquet")
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, heartdata as hd\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:\n"
        "        print(hd.run_cohort(sys.argv[1], 'b.parquet', scheduler=cluster.scheduler_address))\n"
    )
    done = python(script, people, cwd=tmp_path)
    assert done.stdout == "Cohort(7 people, 26 rows in b.parquet; 2 could not be read)\n", done.stderr
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    local = python(
        "-m", "heartdata", "cohort", people, "--out", "c.parquet", "--dask-local", "--workers", "1", cwd=tmp_path
    )
    assert local.returncode == 1, local.stderr
    assert local.stderr.startswith("7 people, 26 rows, in c.parquet; 7 computed now")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "c.parquet").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("address", ["nowhere", "tcp://127.0.0.1:1"])
def test_an_address_where_nobody_answers(people: Path, tmp_path: Path, address: str) -> None:
    pytest.importorskip("distributed")
    done = python("-m", "heartdata", "cohort", people, "--out", "s.parquet", "--scheduler", address, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"heartdata: {address}: no Dask scheduler answers there; an address is written like tcp://10.0.0.5:8786\n"
    )
