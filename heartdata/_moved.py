"""Module paths of version 0.1 that the documentation showed; they work for one more version and warn.

A finder at the end of `sys.meta_path` finds the modules that are gone (``heartdata.shipped``); a room
with the name of an old module (``heartdata.review``) asks `moved_name` for names that moved further.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False  # of typing, whose import takes longer than all of this
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

# Old module -> the modules that its names are in now.
MODULES = {
    "approaches": ("practices.catalogue",), "columns": ("core.columns",),
    "daily": ("core.daily",), "days": ("core.days",), "export": ("core.export",), "files": ("storage.files",),
    "indicators": ("signs.indicators",), "journal": ("signs.text.measures",), "logs": ("core.logs",),
    "nights": ("core.nights",), "practice_tests": ("practices.comparison", "practices.thresholds"),
    "profile": ("core.profile",), "progress": ("recovery.track",), "progress_rules": ("recovery.thresholds",),
    "shipped": ("datasets.samples",), "sign_sources": ("signs.sources", "signs.thresholds"),
    "simulate": ("datasets.simulate",), "situation": ("suggestions.situation", "suggestions.thresholds"),
    "tables": ("core.tables",), "trial_files": ("practices.trial_store",),
    "trial_outcome": ("practices.trial_outcome",), "trials": ("practices.trial", "practices.thresholds"),
    "vocabulary": ("core.vocabulary",), "week_progress": ("recovery.summary",), "week_review": ("review.week",),
    "week_signs": ("signs.summary",), "weeks": ("core.weeks", "core.thresholds"),
}  # fmt: skip
# Names that changed in their new module.
RENAMED = {"SIGN_RULES": "RULES", "PRACTICE_RULES": "RULES", "TRIAL_RULES": "RULES"}
# Room -> the names that were in the module it is called after -> the module that they are in now.
NAMES = {
    "cli": {"run": "cli.main"},
    "cohort": {"Cohort": "cohort.run", "run_cohort": "cohort.run"},
    "practices": {"practice_effects": "practices.effects"},
    "report": {"WeeklyReport": "report.weekly", "weekly_report": "report.weekly"},
    "review": {"review_week": "review.build"},
    "suggestions": {
        "Suggestion": "suggestions.suggestion",
        "suggest": "suggestions.weekly",
        "suggestion_weeks": "suggestions.weekly",
    },
}


def install() -> None:
    """Let the old modules be imported."""
    sys.meta_path.append(_Finder)


def moved_name(package: str, name: str) -> object:
    """Find a name that moved out of a room, or raise AttributeError."""
    module = NAMES[package.removeprefix("heartdata.")].get(name)
    if module is None:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    _warn(f"{package}.{name} is now heartdata.{module}.{name}; the old path will be removed", stacklevel=4)
    value: object = getattr(_import(module), name)
    setattr(sys.modules[package], name, value)  # said once
    return value


def _warn(message: str, *, stacklevel: int) -> None:
    import warnings

    warnings.warn(message, DeprecationWarning, stacklevel=stacklevel)


def _import(module: str) -> ModuleType:
    from importlib import import_module

    return import_module(f"heartdata.{module}")


class _OldModule(ModuleType):
    """Looks a name up in the modules that it may be in now."""

    def __getattr__(self, name: str) -> object:
        if not name.startswith("_"):
            now = RENAMED.get(name, name)
            for module in map(_import, MODULES[self.__name__.removeprefix("heartdata.")]):
                if hasattr(module, now):
                    return getattr(module, now)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class _Finder:
    """Finds and loads the old modules."""

    @classmethod
    def find_spec(cls, fullname: str, *_: object) -> ModuleSpec | None:
        if not fullname.startswith("heartdata.") or fullname.removeprefix("heartdata.") not in MODULES:
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(fullname, cls)  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        now = " and ".join(f"heartdata.{module}" for module in MODULES[spec.name.removeprefix("heartdata.")])
        _warn(f"{spec.name} is now {now}; the old path will be removed", stacklevel=3)
        return _OldModule(spec.name)

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        """Nothing to run: names are looked up when they are asked for."""
