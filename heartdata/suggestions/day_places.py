"""Where a day lies in a table of days, asked a hundred times a week."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

_FIRST: Final = date(1970, 1, 1).toordinal()  # the day from which numpy counts


class DayPlaces:
    """How many days of a table, in order, lie on or before a day."""

    def __init__(self, days: pd.DatetimeIndex) -> None:
        numbers = days.to_numpy().astype("datetime64[D]").astype("int64")
        self._begin = _FIRST + int(numbers[0]) if len(numbers) else 0
        span = np.arange(numbers[0], numbers[-1] + 1) if len(numbers) else numbers
        self._places: list[int] = np.searchsorted(numbers, span, side="right").tolist()

    def up_to(self, day: date, *, back: int = 0) -> int:
        """Count the days up to one that lies `back` days before a day."""
        place = day.toordinal() - back - self._begin
        if place < 0 or not self._places:
            return 0
        return self._places[min(place, len(self._places) - 1)]
