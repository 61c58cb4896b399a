"""heartdata reads mood, sleep and journal exports and tells kindly and honestly how recovery from a loss goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

# name -> module; loaded when first used, so that importing heartdata costs next to nothing.
_WHERE = {
    "AmbiguousFormatError": "errors",
    "Cohort": "cohort",
    "HeartdataError": "errors",
    "HeartdataWarning": "errors",
    "Logs": "logs",
    "NotEnoughDataError": "errors",
    "Profile": "profile",
    "ProfileError": "errors",
    "Suggestion": "suggestion_model",
    "UnknownFormatError": "errors",
    "UnreadableFileError": "errors",
    "WeekReview": "week_review",
    "WeeklyReport": "report",
    "formats": "readers",
    "indicator_course": "indicators",
    "identify": "readers",
    "practice_effects": "practices",
    "read_logs": "readers",
    "review_week": "review",
    "run_cohort": "cohort",
    "simulate_logs": "simulate",
    "stagnation_indicators": "indicators",
    "suggest": "suggestions",
    "to_daily": "daily",
    "track_progress": "progress",
    "weekly_chart": "charts",
    "weekly_report": "report",
}

if TYPE_CHECKING:
    from heartdata.charts import weekly_chart
    from heartdata.cohort import Cohort, run_cohort
    from heartdata.daily import to_daily
    from heartdata.errors import (
        AmbiguousFormatError,
        HeartdataError,
        HeartdataWarning,
        NotEnoughDataError,
        ProfileError,
        UnknownFormatError,
        UnreadableFileError,
    )
    from heartdata.indicators import indicator_course, stagnation_indicators
    from heartdata.logs import Logs
    from heartdata.practices import practice_effects
    from heartdata.profile import Profile
    from heartdata.progress import track_progress
    from heartdata.readers import formats, identify, read_logs
    from heartdata.report import WeeklyReport, weekly_report
    from heartdata.review import review_week
    from heartdata.simulate import simulate_logs
    from heartdata.suggestion_model import Suggestion
    from heartdata.suggestions import suggest

__all__ = [
    "AmbiguousFormatError",
    "Cohort",
    "HeartdataError",
    "HeartdataWarning",
    "Logs",
    "NotEnoughDataError",
    "Profile",
    "ProfileError",
    "Suggestion",
    "UnknownFormatError",
    "UnreadableFileError",
    "WeekReview",
    "WeeklyReport",
    "formats",
    "identify",
    "indicator_course",
    "practice_effects",
    "read_logs",
    "review_week",
    "run_cohort",
    "simulate_logs",
    "stagnation_indicators",
    "suggest",
    "to_daily",
    "track_progress",
    "weekly_chart",
    "weekly_report",
]


def __getattr__(name: str) -> object:
    module = _WHERE.get(name)
    if module is None:
        raise AttributeError(f"module 'heartdata' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"heartdata.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
