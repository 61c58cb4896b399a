"""What `to_daily` hands on about the person, in `DataFrame.attrs`, so that a table of days is not read without it."""

from __future__ import annotations

from typing import Any, Final

from heartdata.core.columns import own_measures
from heartdata.core.logs import Logs
from heartdata.core.losses import losses

HANDED_ON: Final = "heartdata"


def about_person(logs: Logs) -> dict[str, Any]:
    """Losses, usual levels, illnesses and own measures as plain JSON values; days are written like 2026-03-01."""
    marked = zip(logs.events["kind"], logs.events["day"], logs.events["until"], strict=True)
    # A day that is missing is not equal to itself.
    spans = [(day, until if until == until else day) for kind, day, until in marked if kind == "illness" and day == day]
    own = own_measures(logs.profile.columns)
    return {
        "losses": [loss.day.isoformat() for loss in losses(logs)],
        "usual": {name: float(level) for name, level in logs.profile.usual.items()},
        "illnesses": [[day.date().isoformat() for day in span] for span in spans],
    } | ({"measures": own} if own else {})
