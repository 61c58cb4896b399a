"""The published schemas against the tables themselves."""

import re
from typing import Any

import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.tables import TABLES
from heartdata.core.vocabulary import MEASURES, VITALS
from heartdata.review.comparison import day_table

PATTERNS = {
    "<measure>": "|".join(MEASURES), "<vital>": "|".join(VITALS), "<sign>": "[a-z_]+", "<name>": ".+",
    "<day>": r"\d{4}-\d{2}-\d{2}",
}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    logs = hd.simulate_logs(seed=7, course="improving", days=70)
    steps = pd.DataFrame({"date": logs.days[:9], "steps": 4000.0, "note": "words", "mood": "so so"})
    with pytest.warns(hd.HeartdataWarning, match="9 moods are words"):
        logs = logs.merge(hd.Logs.from_frame(steps, activities=["note"], mood="mood", steps="steps", note="note"))
    daily = hd.to_daily(logs)
    made = {name: getattr(logs, name) for name in TABLES}
    return {
        **made,
        "daily": daily,
        "day_table": day_table(logs).drop(columns=list(daily)),
        "weekly": daily.heartdata.weekly(),
        "course": hd.track_progress(logs, since=daily.index[-5]),
        "signs": hd.stagnation_indicators(logs),
        "sign_course": hd.indicator_course(logs),
        "effects": hd.practice_effects(logs),
        "compare": hd.compare(daily, "2026-01", "2026-03"),
        "around": hd.around(daily, within=9),
        "formats": hd.formats(),
    }


def fits(column: pd.Series | pd.Index, dtype: str) -> bool:
    if dtype in ("text", "tuple of text"):
        kinds = {type(value) for value in column if value is not None and value == value}
        return kinds <= ({str} if dtype == "text" else {tuple})
    return str(column.dtype) == dtype


@pytest.mark.parametrize("name", hd.schemas().index.get_level_values("table").unique())
def test_a_table_has_the_columns_and_dtypes_that_are_published(name: str, tables: dict[str, pd.DataFrame]) -> None:
    schema, table = hd.schemas(name).loc[name], tables[name]
    levels = [table.index.get_level_values(place) for place in range(table.index.nlevels)]
    index = schema[schema["place"] == "index"]
    if len(index):
        assert list(index.index) == table.index.names
        assert all(fits(level, dtype) for level, dtype in zip(levels, index["dtype"], strict=True))
    names = [column[0] if isinstance(column, tuple) else str(column) for column in table.columns]
    assert set(schema.index[schema["place"] == "column"]) <= set(names)
    for place, column in enumerate(names):
        dtype = dtype_of(column, schema)
        assert dtype, f"{column} is not published"
        assert fits(table.iloc[:, place], dtype), (column, dtype, table.iloc[:, place].dtype)


def dtype_of(column: str, schema: pd.DataFrame) -> Any:
    if column in schema.index:
        return schema.loc[column, "dtype"]
    for name in schema.index[schema["place"] == "optional"]:
        pattern = re.sub(r"<\w+>", lambda found: f"(?:{PATTERNS[found[0]]})", name)
        if re.fullmatch(pattern, column):
            return schema.loc[name, "dtype"]
    return None


def test_every_table_is_published_and_described(tables: dict[str, pd.DataFrame]) -> None:
    every = hd.schemas()
    assert set(every.index.get_level_values("table")) == set(tables) == set(every.attrs["tables"])
    assert (every["meaning"].str.len() > 3).all()
    assert (every.loc[every["dtype"].isin(["float64", "int64"]), "unit"] != "").all()


def test_an_unknown_table_is_told_what_there_is() -> None:
    with pytest.raises(
        hd.HeartdataError, match=r"table='dayly': there is no such table; did you mean 'daily'\? there are"
    ):
        hd.schemas("dayly")
