import numpy as np
import pandas as pd
import pytest

from heartdata.core.tables import STAMP, sort_rows


@pytest.mark.parametrize("by", [["day"], ["day", "time"], ["day", "time", "rank"], ["name"]])
def test_rows_are_sorted_as_pandas_does(by: list[str]) -> None:
    rng = np.random.default_rng(1)
    days = pd.to_datetime(rng.integers(0, 4, 60), unit="D").astype(STAMP)
    times = pd.to_datetime(rng.integers(0, 3, 60), unit="h").astype(STAMP)
    frame = pd.DataFrame({"day": days, "time": times, "rank": rng.integers(-1, 2, 60), "name": list("ab") * 30})
    frame.loc[rng.random(60) < 0.3, "time"] = pd.NaT
    frame["place"] = range(60)
    frame = frame.set_index(pd.Index(rng.permutation(60)))
    pd.testing.assert_frame_equal(sort_rows(frame, by), frame.sort_values(by, kind="stable", ignore_index=True))
