from __future__ import annotations

import pytest

from heartdata.readers.apps.sleepmeter import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "sleepmeter"
TEXTS = [(HERE / "diary.csv").read_text(encoding="utf-8")]
HEADER = "wake,sleep,bedtime,holes,type,dreams,aid,hindrances,tags,quality,notes\n"
TIMES = '"{wake}","2026-03-01 23:00+0100","2026-03-01 22:30+0100"'
ROW = TIMES + ',{holes},NIGHT_SLEEP,NONE,NONE,NONE,NONE,{quality},"{notes}"\n'


def row(wake: str = "2026-03-02 07:00+0100", holes: str = "", quality: str = "5", notes: str = "") -> str:
    return ROW.format(wake=wake, holes=holes, quality=quality, notes=notes)


@pytest.mark.parametrize("notes", ['a "b" c', 'x", "y', "one\ntwo", "\n\n", 'ends with "', "a,b,c,,,", '"', "\u2019"])
def test_notes_with_anything_in_them_do_not_break_the_rows_around(notes: str) -> None:
    collector = collect(FORMAT, HEADER + row() + row(notes=notes) + row(wake="2026-03-02 06:00+0100"))
    assert len(rows(collector, "sleep")) == collector.rows == 3
    assert [entry["text"] for entry in rows(collector, "journal")] == ([notes.strip()] if notes.strip() else [])


@pytest.mark.parametrize("holes", ["15-", "60-50", "0-9999", "a", "60-90|70-480|1-2000"])
def test_implausible_gaps_reject_only_derived_values(holes: str) -> None:
    collector = collect(FORMAT, HEADER + row(holes=holes))
    assert [(n["asleep_h"], n["in_bed_h"]) for n in rows(collector, "sleep")] == [(None, 8.5)]
    assert [r[2] for r in collector.tables["rejected"]] == ["holes"]


def test_only_lists_and_no_diary() -> None:
    assert collect(FORMAT, 'custom_tag_id,name\nCUSTOM_0001,"mine"\n\n').rows == 0
