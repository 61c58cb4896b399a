"""heartdata: read mood, sleep and journal exports and see, kindly and honestly, how recovery from a loss is going."""

from __future__ import annotations

from heartdata._moved import install
from heartdata._version import __version__ as __version__

install()
TYPE_CHECKING = False  # of typing, whose import takes longer than all of this

# Name -> module, imported on first use, so that importing heartdata costs next to nothing.
_WHERE = {
    "AmbiguousFormatError": "errors",
    "Cohort": "cohort.run",
    "HeartdataError": "errors",
    "HeartdataWarning": "errors",
    "Logs": "core.logs",
    "NotEnoughDataError": "errors",
    "Profile": "core.profile",
    "ProfileError": "errors",
    "Suggestion": "suggestions.suggestion",
    "UnknownFormatError": "errors",
    "UnreadableFileError": "errors",
    "WeekReview": "review.week",
    "WeeklyReport": "report.weekly",
    "around": "review.around_days",
    "compare": "review.comparison",
    "formats": "readers",
    "indicator_course": "signs.indicators",
    "identify": "readers",
    "practice_effects": "practices.effects",
    "read_logs": "readers",
    "review_week": "review.build",
    "run_cohort": "cohort.run",
    "schemas": "core.table_schemas",
    "simulate_logs": "datasets.simulate",
    "stagnation_indicators": "signs.indicators",
    "suggest": "suggestions.weekly",
    "to_daily": "core.daily",
    "track_progress": "recovery.track",
    "weekly_chart": "charts",
    "weekly_report": "report.weekly",
}

# Rooms with public names of their own.
_ROOMS = ("charts",)

if TYPE_CHECKING:
    from heartdata import charts as charts
    from heartdata.charts import weekly_chart
    from heartdata.cohort.run import Cohort, run_cohort
    from heartdata.core.daily import to_daily
    from heartdata.core.logs import Logs
    from heartdata.core.profile import Profile
    from heartdata.core.table_schemas import schemas
    from heartdata.datasets.simulate import simulate_logs
    from heartdata.errors import (
        AmbiguousFormatError,
        HeartdataError,
        HeartdataWarning,
        NotEnoughDataError,
        ProfileError,
        UnknownFormatError,
        UnreadableFileError,
    )
    from heartdata.practices.effects import practice_effects
    from heartdata.readers import formats, identify, read_logs
    from heartdata.recovery.track import track_progress
    from heartdata.report.weekly import WeeklyReport, weekly_report
    from heartdata.review.around_days import around
    from heartdata.review.build import review_week
    from heartdata.review.comparison import compare
    from heartdata.signs.indicators import indicator_course, stagnation_indicators
    from heartdata.suggestions.suggestion import Suggestion
    from heartdata.suggestions.weekly import suggest

__all__ = [
    "AmbiguousFormatError", "Cohort", "HeartdataError", "HeartdataWarning", "Logs", "NotEnoughDataError", "Profile",
    "ProfileError", "Suggestion", "UnknownFormatError", "UnreadableFileError", "WeekReview", "WeeklyReport",
    "around", "compare", "formats", "identify", "indicator_course", "practice_effects", "read_logs", "review_week",
    "run_cohort", "schemas", "simulate_logs", "stagnation_indicators", "suggest", "to_daily", "track_progress",
    "weekly_chart", "weekly_report",
]  # fmt: skip


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"heartdata.{name}")
    module = _WHERE.get(name)
    if module is None:
        raise AttributeError(f"module 'heartdata' has no attribute {name!r}")
    value = getattr(import_module(f"heartdata.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_ROOMS, "__version__"])
