"""``daily.heartdata``."""

import subprocess
import sys

import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.weeks import weekly_levels


@pytest.fixture(scope="module")
def daily() -> pd.DataFrame:
    return hd.to_daily(hd.simulate_logs(seed=7, course="improving", days=150))


def test_tables(daily: pd.DataFrame) -> None:
    stretches = ("2026-02", "2026-04")
    pd.testing.assert_frame_equal(daily.heartdata.compare(*stretches), hd.compare(daily, *stretches))
    pd.testing.assert_frame_equal(daily.heartdata.around(within=9), hd.around(daily, within=9))
    pd.testing.assert_frame_equal(daily.heartdata.weekly("sleep_hours"), weekly_levels(daily, "sleep_hours"))
    since = daily.index[-3]
    pd.testing.assert_frame_equal(daily.heartdata.course(since=since), hd.track_progress(daily, since=since))


def test_plots(daily: pd.DataFrame) -> None:
    mine = daily.heartdata
    drawn = [mine.measure("energy" if "energy" in daily else "mood"), mine.calendar("sleep_quality"),
             mine.plot_compare("2026-02", "2026-04"), mine.plot_around(within=9), mine.plot_course()]  # fmt: skip
    assert [ax.get_label() for ax in drawn] == ["mood", "calendar", "compare", "around", "course"]


def test_a_slice_keeps_it_and_other_tables_are_told_what_is_missing(daily: pd.DataFrame) -> None:
    assert daily.loc["2026-03":].heartdata.weekly().index[0] >= pd.Timestamp("2026-02-23")
    with pytest.raises(hd.HeartdataError, match="must hold days"):
        pd.DataFrame({"mood": [1, 2]}).heartdata.weekly()
    with pytest.raises(hd.HeartdataError, match="did you mean 'mood'"):
        daily.heartdata.weekly("Mood")


def test_importing_heartdata_registers_nothing_and_the_first_table_does() -> None:
    code = (
        "import heartdata as hd, sys; assert 'pandas' not in sys.modules; import pandas as pd;"
        "assert not hasattr(pd.DataFrame, 'heartdata'); hd.Logs(); print(pd.DataFrame.heartdata.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "HeartdataAccessor\n"
