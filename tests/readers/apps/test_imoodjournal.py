from __future__ import annotations

import pytest

from heartdata.errors import AmbiguousFormatError
from heartdata.readers.apps.imoodjournal import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, collect, lost, plain, rows, values

HEADER = '"Date","Day of week","Hour","Minute","Level","LevelText","Comment"'


def read(*lines: str, tags: str = "") -> Collector:
    return collect(FORMAT, "\n".join([HEADER + tags, *lines, ""]))


@pytest.mark.parametrize(
    ("level", "value"), [("1", 0.0), ("10", 10.0), ("5,5", 5.0), ("0", None), ("11", None), ("", None)]
)
def test_levels_go_from_one_to_ten(level: str, value: float | None) -> None:
    collector = read(f'"1 Mar 2026","Sun","9","00","{level}","Mine",""')
    assert values(collector) == ([] if value is None else [value])
    assert cells(collector) == ([(2, "level")] if value is None else [])


@pytest.mark.parametrize(
    ("comment", "column", "names", "text"),
    [
        ("#tired", "1", [("tired", None)], False),
        ("#Tired", "1", [("tired", None)], False),  # the column spells it
        ("", "1", [("tired", None)], False),
        ("#other, #one:2.5", "", [("other", None), ("one", 2.5)], False),
        ("so #tired", "1", [("tired", None)], True),
        ("#pills:3", "4", [("tired", 4.0), ("pills", 3.0)], False),
        ("no. 1!", "", [], True),
        ("12 #", "", [], False),
    ],
)
def test_hashtags(comment: str, column: str, names: list[tuple[str, float | None]], text: bool) -> None:
    collector = read(f'"1 Mar 2026","Sun","9","00","5","So-so","{comment}",{column}', tags=',"tired"')
    assert [(r["name"], plain(r["amount"])) for r in rows(collector, "activities")] == names
    assert [r["text"] for r in rows(collector, "journal")] == ([comment] if text else [])


def test_each_section_has_its_own_hashtags() -> None:
    entry = '"1 Mar 2026","Sun","9","00","5","So-so","",1'
    collector = read(entry, "", f'{HEADER},"b"', entry, tags=',"a"')
    assert [r["name"] for r in rows(collector, "activities")] == ["a", "b"]
    assert collector.rows == 2


def test_dates_of_another_phone() -> None:
    lines = [f'"{day}","Sun","9","00","5","So-so",""' for day in ("14/03/2026", "3/4/2026")]
    assert [plain(r["day"]) for r in rows(read(*lines), "ratings")] == ["2026-03-14", "2026-04-03"]
    with pytest.raises(AmbiguousFormatError, match="day_first"):
        read(lines[1])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('"today","Sun","9","00","5","So-so",""', "not a date"),
        ('"1 Mar 1026","Sun","9","00","5","So-so",""', "the year is outside"),
        ('"1 Mar 2026","Sun","9","00","5","So-so","x', "quotation mark"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(line: str, reason: str) -> None:
    good = '"1 Mar 2026","Sun","9","00","5","So-so",""'
    collector = read(good, line, good)
    assert collector.rows == 3
    [(place, why)] = lost(collector)
    assert place == 3
    assert reason in why
