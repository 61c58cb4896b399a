"""Work for the processes of `benchmarks.cohort`: dummy people of a fixed cost, in an importable module."""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from functools import cache
from pathlib import Path
from typing import Final

from heartdata.cohort.worker import Answer, Person, Terms
from heartdata.core.vocabulary import SIGNS

WEEKS: Final = 26
_BLOCK: Final = bytes(1024)
# Blocks of work per person, passed in the environment so that every method does the same work.
BLOCKS: Final = "COHORT_BENCHMARK_BLOCKS"


def blocks_of(milliseconds: float) -> int:
    """Return how many blocks take this long on this machine [ms]; the fastest of several tries counts."""
    best = 1e9
    for _ in range(20):
        begin = time.process_time()
        spin(2000)
        best = min(best, (time.process_time() - begin) / 2000)
    return max(1, round(milliseconds / 1000 / best))


def spin(blocks: int) -> None:
    for _ in range(blocks):
        hashlib.blake2b(_BLOCK)


def fixed_cost(person: Person, terms: Terms) -> Answer:
    """Use the requested amount of CPU time and return half a year of rows."""
    if person.known == person.name:
        return Answer(person.name)
    return Answer(person.name, bare(person.path))


def bare(path: str) -> bytes:
    """Do the same without the engine."""
    spin(int(os.environ[BLOCKS]))
    return _rows(len(Path(path).name) % 5)


def real(path: str) -> bytes:
    """Read and review a person without the engine."""
    from heartdata.cohort.worker import code_key, process_person

    return process_person(Person(Path(path).name, path), Terms(str(Path(path).parent), code_key())).rows or b""


@cache
def _rows(kind: int) -> bytes:
    numbers = [round(0.1 * kind + week / 100, 6) for week in range(WEEKS)]
    week = [f"2026-{1 + k // 4:02d}-{5 + 7 * (k % 4):02d}" for k in range(WEEKS)]
    texts = {name: ["unclear"] * WEEKS for name in ("state",)} | {name: ["quiet"] * WEEKS for name in SIGNS}
    probabilities = {f"p_{name}": numbers for name in ("improving", "stuck", "slipping", "recovered")}
    counts = {"days_logged": [5] * WEEKS, "days_logged_28": [20] * WEEKS}
    texts_and_numbers = {"alert": [""] * WEEKS, "suggestion": ["HD204"] * WEEKS, "level": numbers, "gap": numbers}
    weeks = {"week": week, **texts, **probabilities, **counts, **texts_and_numbers}
    person = {"status": "read", "rejected": 0, "error": "", "reason": ""}
    return zlib.compress(json.dumps({"weeks": weeks, **person}).encode(), 1)
