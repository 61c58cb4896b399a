"""Checks of what a public function is given; every message names the function or argument, and what is possible."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from heartdata.errors import HeartdataError

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.core.profile import Profile

Kind = TypeVar("Kind")


def checked_logs(logs: object, caller: str) -> Logs:
    """Return logs, or raise an error that says where they come from."""
    from heartdata.core.logs import Logs

    if not isinstance(logs, Logs):
        raise HeartdataError(
            f"{caller} needs Logs, as read_logs, Logs.from_frame and simulate_logs return them, got "
            f"{type(logs).__name__}"
        )
    return logs


def checked_path(path: object, argument: str) -> Any:
    """Return a path, or raise an error."""
    if isinstance(path, str | os.PathLike):
        return path
    frame = "; Logs.from_frame takes a DataFrame" if hasattr(path, "columns") else ""
    raise HeartdataError(f"{argument} is a {type(path).__name__}; give one path, as text or a Path{frame}")


def checked_profile(profile: object) -> Profile | None:
    """Return a profile or None, or raise an error."""
    from heartdata.core.profile import Profile

    if profile is None or isinstance(profile, Profile):
        return profile
    raise HeartdataError(f"profile is a {type(profile).__name__}; give a Profile, such as Profile(usual=7)")


def checked_all(values: object, kind: type[Kind], argument: str, hint: str) -> list[Kind]:
    """Return several things of one kind as a list, or raise an error."""
    found: list[Any] = (
        list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else [values]
    )
    for value in found:
        if not isinstance(value, kind):
            raise HeartdataError(f"{argument} holds a {type(value).__name__}; give {hint}")
    return found
