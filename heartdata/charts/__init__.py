"""The weekly progress chart and its panels; the only package that draws.

Every panel is a function of a `WeekReview` that takes an Axes and gives it back, on plain figures that pyplot knows
nothing of. Days without an entry are gaps; nothing is told by colour alone (Okabe-Ito palette).
"""

from heartdata.charts.mood import plot_mood_weeks, plot_week
from heartdata.charts.practices import plot_practices, plot_trial
from heartdata.charts.recovery import plot_gap, plot_state
from heartdata.charts.signs import plot_signs
from heartdata.charts.sleep import plot_sleep
from heartdata.charts.weekly import alt_text, save_chart, weekly_chart

__all__ = [
    "alt_text",
    "plot_gap",
    "plot_mood_weeks",
    "plot_practices",
    "plot_signs",
    "plot_sleep",
    "plot_state",
    "plot_trial",
    "plot_week",
    "save_chart",
    "weekly_chart",
]
