from __future__ import annotations

from heartdata.readers.apps.autosleep import FORMAT
from tests.readers.helpers import DATA, collect, rows

HERE = DATA / "autosleep"
TEXTS = [(HERE / "AutoSleep.csv").read_text(encoding="utf-8")]


def test_a_nap_alone_on_its_day_is_marked() -> None:
    text = TEXTS[0].splitlines()[0] + (
        '\n2026-03-02T20:59:59+01:00,"Sunday, Mar 1, 2026","Monday, Mar 2, 2026",2026-03-02 15:16:00,'
        "2026-03-02 16:38:00,01:22:00,00:00:00,00:00:00,1,01:22:00,,,,,,,,,,,,,,,,,,,,,,,\n"
    )
    assert [n["nap"] for n in rows(collect(FORMAT, text), "sleep")] == [True]
