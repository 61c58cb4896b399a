"""What `track_progress` takes from a profile: losses, the usual level and illnesses, handed on by `to_daily`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartdata.core.handed_on import HANDED_ON, about_person
from heartdata.core.logs import Logs
from heartdata.core.losses import Loss, current_losses

Settings = dict[str, Any]


def with_person(daily: pd.DataFrame, logs: Logs) -> pd.DataFrame:
    """Hand the person's losses, usual level and illnesses on with `daily`."""
    out = daily.copy(deep=False)
    out.attrs = {**daily.attrs, HANDED_ON: about_person(logs)}
    return out


def person_settings(daily: pd.DataFrame) -> tuple[Settings, Settings | None]:
    """Return the arguments that `daily` carries, and those for days before a later loss, where they differ."""
    about = daily.attrs.get(HANDED_ON)
    if not isinstance(about, Mapping) or daily.empty:
        return {}, None
    last, first = daily.index[-1].date(), daily.index[0].date()
    marked = [Loss(pd.Timestamp(day).date()) for day in about.get("losses", ())]
    # With every loss still ahead, these days lie before the first of them.
    known = [loss for loss in marked if loss.day <= last] or marked
    current = current_losses(known, first)
    ill = [span for span in about.get("illnesses", ()) if span[0] <= last.isoformat()]
    common: Settings = {"usual": about.get("usual") or None, "ignore": ill}
    settings = common | {"event": [loss.day for loss in current] or None}
    if len(current) == len(known) or first >= current[0].day:
        return settings, None
    return settings, common | {"event": [loss.day for loss in known[: -len(current)]]}
