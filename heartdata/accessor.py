"""``daily.heartdata``: what can be asked of a table of days, as methods of the table.

Registered with pandas as soon as heartdata makes a table, so that ``import heartdata`` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["HeartdataAccessor", "register"]


class HeartdataAccessor:
    """What can be asked of a table with one row per day, as `heartdata.to_daily` makes it.

    Methods that begin with ``plot_``, `measure` and `calendar` draw and return Axes; the others return tables. A table
    that is not one row per day is answered with an error that says what to do.

    Parameters
    ----------
    frame : DataFrame
        The table; pandas gives it.

    Examples
    --------
    >>> import heartdata as hd
    >>> daily = hd.to_daily(hd.simulate_logs(seed=7, course="improving"))
    >>> daily.heartdata.weekly("mood").columns.tolist()
    ['level', 'low', 'high', 'days']
    >>> daily.heartdata.measure("sleep_hours").get_label()
    'sleep_hours'
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def course(self, **settings: Any) -> pd.DataFrame:
        """Estimate the state of recovery day by day; `settings` are those of `heartdata.track_progress`."""
        import heartdata as hd

        return hd.track_progress(self._frame, **settings)

    def compare(self, before: Any, after: Any, *, measures: Sequence[str] | str | None = None) -> pd.DataFrame:
        """Compare two stretches of days; see `heartdata.compare`."""
        import heartdata as hd

        return hd.compare(self._frame, before, after, measures=measures)

    def around(self, days: Any = "loss", *, measure: str = "mood", within: int = 28) -> pd.DataFrame:
        """Look at a measure around marked days, `within` so many [days]; see `heartdata.around`."""
        import heartdata as hd

        return hd.around(self._frame, days, measure=measure, within=within)

    def weekly(self, measure: str = "mood") -> pd.DataFrame:
        """Estimate the level of each week with its 90 % interval: ``level``, ``low``, ``high`` and known ``days``."""
        from heartdata.core.day_tables import checked_days, day_columns
        from heartdata.core.weeks import weekly_levels

        frame = checked_days(self._frame, "weekly")
        return weekly_levels(frame, day_columns(frame, measure)[0])

    def measure(self, measure: str = "mood", ax: Axes | None = None) -> Axes:
        """Draw one measure over the whole time; see `heartdata.charts.plot_measure`."""
        import heartdata as hd

        return hd.charts.plot_measure(self._frame, measure, ax)

    def calendar(self, measure: str = "mood", ax: Axes | None = None) -> Axes:
        """Draw the last year, a square for each day; see `heartdata.charts.plot_calendar`."""
        import heartdata as hd

        return hd.charts.plot_calendar(self._frame, ax, measure=measure)

    def plot_course(self, ax: Axes | None = None, **settings: Any) -> Axes:
        """Draw the way since the loss, as `course` finds it with these settings."""
        import heartdata as hd
        from heartdata.core.day_tables import checked_days, usual_of

        frame = checked_days(self._frame, "plot_course")
        usual = usual_of(frame, "mood") if "mood" in frame else None
        daily = frame if "mood" in frame else None
        return hd.charts.plot_course(self.course(**settings), ax, daily=daily, usual=usual)

    def plot_compare(self, before: Any, after: Any, ax: Axes | None = None) -> Axes:
        """Draw how two stretches of days differ; see `heartdata.charts.plot_compare`."""
        import heartdata as hd

        return hd.charts.plot_compare(self._frame, before, after, ax)

    def plot_around(
        self, days: Any = "loss", measure: str = "mood", ax: Axes | None = None, *, within: int = 28
    ) -> Axes:
        """Draw a measure around marked days, `within` so many [days]; see `heartdata.charts.plot_around`."""
        import heartdata as hd

        return hd.charts.plot_around(self._frame, days, measure, ax, within=within)


def register() -> None:
    """Register the accessor with pandas, once."""
    import pandas as pd

    if "heartdata" not in pd.DataFrame._accessors:
        pd.api.extensions.register_dataframe_accessor("heartdata")(HeartdataAccessor)
