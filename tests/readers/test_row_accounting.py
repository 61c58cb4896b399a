from __future__ import annotations

import random
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import heartdata as hd
from benchmarks._accounting import PER_LINE, alone, entries_in, trace, wrong_counts
from benchmarks._mutations import TOKENS

DATA = Path(__file__).parent / "data"
TABLE = hd.Profile.load(DATA / "table" / "heartdata.toml")
FILES = [
    path
    for path in sorted(DATA.rglob("*.csv"))
    if entries_in(path.read_bytes(), path.relative_to(DATA).parts[0]) is not None
]


def form_of(path: Path) -> str:
    return path.relative_to(DATA).parts[0]


def read(content: bytes, path: Path, place: Path) -> hd.Logs | None:
    """Read a file with the format of a golden one; None if the library asks a question instead."""
    given_file = place / path.name
    given_file.write_bytes(content)
    profile = TABLE if form_of(path) == "table" else hd.Profile()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hd.HeartdataWarning)
        try:
            return hd.read_logs(given_file, format=form_of(path), profile=profile)
        except hd.HeartdataError:
            return None


def test_every_format_of_lines_is_tried() -> None:
    # The notes of eMoods are not quoted; its own tests count the rows.
    assert {form_of(path) for path in FILES} == set(PER_LINE) - {"emoods"}


@pytest.mark.parametrize("form", ["c8", "l7", "s9"])
@pytest.mark.parametrize("at", ["taken out", "at the end"])
def test_rows_of_daylio_without_its_first_line_add_up(form: str, at: str, tmp_path: Path) -> None:
    path = DATA / "daylio" / f"{form}.csv"
    first, _, below = path.read_bytes().partition(b"\n")
    content = below if at == "taken out" else below + first
    logs = read(content, path, tmp_path)
    if logs is not None:
        assert wrong_counts(logs, content) == []
    assert logs is not None or form == "l7"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{form_of(path)}-{path.stem}")
def test_the_rows_of_a_file_add_up_and_each_alone_leaves_a_trace(path: Path, tmp_path: Path) -> None:
    logs = read(path.read_bytes(), path, tmp_path)
    assert logs is not None
    assert wrong_counts(logs, path.read_bytes()) == []
    asked = 0
    for single in alone(path.read_bytes(), form_of(path)):
        logs = read(single, path, tmp_path)
        if logs is None:
            asked += 1
            continue
        assert int(logs.sources["rows"].iloc[0]) == 1, single
        assert trace(logs) > 0, single
    assert asked * 2 < int(entries_in(path.read_bytes(), form_of(path)) or 0)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [15, pytest.param(150, marks=pytest.mark.slow)])
def test_a_damaged_row_is_read_or_rejected(tmp_path: Path, examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.sampled_from(FILES), st.integers(0, 2**32), st.sampled_from(TOKENS))
    def check(path: Path, seed: int, token: str) -> None:
        rng = random.Random(seed)
        content = path.read_bytes()
        spans = [i for i, byte in enumerate(content) if byte in b",;\t\n"]
        start = rng.choice(spans) + 1
        end = next((at for at in spans if at > start), len(content))
        damaged = content[:start] + token.encode("utf-8", "surrogatepass") + content[end:]
        logs = read(damaged, path, tmp_path)
        if logs is not None:
            assert wrong_counts(logs, damaged) == []
        rows = alone(damaged, form_of(path))
        if rows:
            logs = read(rng.choice(rows), path, tmp_path)
            assert logs is None or not logs.sources["rows"].iloc[0] or trace(logs) > 0

    check()
