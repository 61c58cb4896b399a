"""Explorers for notebooks: find out by hand, and the tables and plots behind them, which need no widgets."""

from heartdata.explore.around_day import explore_around
from heartdata.explore.day_reader import read_day
from heartdata.explore.patterns import by_month, by_sleep, by_weekday, plot_by_month, plot_by_sleep, plot_by_weekday
from heartdata.explore.patterns_explorer import explore_patterns
from heartdata.explore.pixels import explore_year
from heartdata.explore.readable import ReadableTable, readable
from heartdata.explore.similar_days import days_like, explore_days_like, plot_days_like
from heartdata.explore.two_stretches import explore_stretches
from heartdata.explore.what_ifs import explore_what_if, what_if
from heartdata.explore.whole_course import explore_course, plot_whole_course

__all__ = [
    "ReadableTable", "by_month", "by_sleep", "by_weekday", "days_like", "explore_around", "explore_course",
    "explore_days_like", "explore_patterns", "explore_stretches", "explore_what_if", "explore_year", "plot_by_month",
    "plot_by_sleep", "plot_by_weekday", "plot_days_like", "plot_whole_course", "read_day", "readable", "what_if",
]  # fmt: skip
