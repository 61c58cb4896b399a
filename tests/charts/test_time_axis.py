from datetime import date

from heartdata.charts.style import get_axes
from heartdata.charts.time_axis import day_x, set_months_axis


def test_a_diary_of_many_years_is_labelled_to_its_end() -> None:
    ax = get_axes(None)
    set_months_axis(ax, day_x(date(2005, 3, 1)), day_x(date(2026, 6, 1)))
    assert [place for place in ax.get_xticks() if place >= day_x(date(2024, 1, 1))]
