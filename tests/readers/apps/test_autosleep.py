from __future__ import annotations

from heartdata.readers.apps.autosleep import FORMAT
from tests.readers.tracker_checks import DATA, TrackerTable, check_claimed, check_golden, check_private, collect, rows

HERE = DATA / "autosleep"
TEXTS = [(HERE / "AutoSleep.csv").read_text(encoding="utf-8")]


def test_golden() -> None:
    check_golden(FORMAT, HERE / "AutoSleep.csv", "AutoSleep")
    check_claimed(FORMAT, HERE / "AutoSleep.csv")


def test_a_nap_alone_on_its_day_is_marked() -> None:
    text = TEXTS[0].splitlines()[0] + (
        '\n2026-03-02T20:59:59+01:00,"Sunday, Mar 1, 2026","Monday, Mar 2, 2026",2026-03-02 15:16:00,'
        "2026-03-02 16:38:00,01:22:00,00:00:00,00:00:00,1,01:22:00,,,,,,,,,,,,,,,,,,,,,,,\n"
    )
    assert [n["nap"] for n in rows(collect(FORMAT, text), "sleep")] == [True]


def test_messages_hold_nothing_that_was_written() -> None:
    check_private(collect(FORMAT, TEXTS[0].replace("2026-03-03", "PRIVATE").replace("08:15:00", "PRIVATE")))


class TestAutoSleepTable(TrackerTable):
    form = FORMAT
    texts = TEXTS
    app = "AutoSleep"
    others = (
        "bedtime,waketime,asleep\n",
        "ISO8601,fromDate,toDate,bedtime\n2026,a,b,c\n",
    )
    long = TEXTS[0].splitlines()[0] + "\n" + (TEXTS[0].splitlines()[1] + "\n") * 3650
