"""The weekly progress chart and its panels; the only package that draws.

Every panel is a function that takes a `WeekReview`, or a table, and an Axes and returns the Axes; without an Axes it
draws on a figure of its own, which a notebook shows. pyplot is never used. Days without an entry are gaps, and nothing
depends on colour alone (Okabe-Ito palette).
"""

# First: it imports matplotlib without the settings of the current folder.
import heartdata.charts.defaults  # noqa: F401  # isort: split
from heartdata.charts.around import plot_around
from heartdata.charts.calendar import plot_calendar
from heartdata.charts.compare import plot_compare
from heartdata.charts.course import plot_course
from heartdata.charts.measure import plot_measure
from heartdata.charts.mood import plot_mood_weeks, plot_week
from heartdata.charts.practices import plot_practices, plot_trial
from heartdata.charts.recovery import plot_gap, plot_state
from heartdata.charts.signs import plot_signs
from heartdata.charts.sleep import plot_sleep
from heartdata.charts.weekly import alt_text, save_chart, weekly_chart

__all__ = [
    "alt_text", "plot_around", "plot_calendar", "plot_compare", "plot_course", "plot_gap", "plot_measure",
    "plot_mood_weeks", "plot_practices", "plot_signs", "plot_sleep", "plot_state", "plot_trial", "plot_week",
    "save_chart", "weekly_chart",
]  # fmt: skip
