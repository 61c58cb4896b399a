"""Signs that last: there on most days for four weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.estimators import windowed
from heartdata.signs.evidence import Evidence
from heartdata.signs.thresholds import limit

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_WEEK = 7


@dataclass(frozen=True, eq=False)
class Lasting:
    """How often each sign was there, day by sign."""

    share: Floats  # of the logged days of the last 28, from the source with the largest; NaN where too few are logged
    share_14d: Floats  # the same for the last 14 days
    often: Flags  # on most of the logged days, even where these do not reach back four weeks
    four_weeks: Flags  # on most days for four weeks
    always: Flags  # on nearly every day for four weeks, and before the loss too


def find_lasting(evidence: Evidence) -> Lasting:
    """Find the signs that are there on most days; each day from that day and earlier ones."""
    there = _days_there(evidence)
    long, short = windowed(there, int(limit("long_window"))), windowed(there, int(limit("window")))
    share = np.where(long.n >= limit("lasting_days"), long.mean, np.nan)
    # Some days without entries do not end what has lasted.
    still = (long.n >= limit("lasting_days") / 2) & (long.mean >= limit("lasting_off")) & (short.n > 0)
    often = _switch(share >= limit("lasting_share"), still)
    # On most days of each two weeks, with logged days from the first week on.
    earlier_n = long.n - short.n
    earlier = np.nan_to_num(long.mean * long.n) - np.nan_to_num(short.mean * short.n)
    both = (short.mean >= limit("lasting_share")) & (earlier >= limit("lasting_share") * earlier_n) & (earlier_n > 0)
    first_week = long.n > windowed(there, int(limit("long_window")) - _WEEK).n
    begins = (share >= limit("lasting_share")) & both & first_week
    four_weeks = _switch(begins, often)
    always = _switch(begins & (np.fmin(share, _share_before(there, evidence.loss)) >= limit("nearly_every_day")), often)
    return Lasting(
        share=_by_sign(evidence, share),
        share_14d=_by_sign(evidence, short.mean),
        often=_by_sign(evidence, often.astype(np.float64)) > 0,
        four_weeks=_by_sign(evidence, four_weeks.astype(np.float64)) > 0,
        always=_by_sign(evidence, always.astype(np.float64)) > 0,
    )


def _days_there(evidence: Evidence) -> Floats:
    """Day by source: 1 where the sign was there, 0 where not, NaN where nothing is logged that could show it."""
    out = np.full(evidence.values.shape, np.nan)
    for column, (source, kind) in enumerate(zip(evidence.sources, evidence.kinds, strict=True)):
        if source.channel == "rating" or kind == "count":
            values = evidence.values[:, column]
            there = values >= limit("there_level") if source.channel == "rating" else values > 0
            out[:, column] = np.where(np.isfinite(values), there, np.nan)
    return out


def _share_before(there: Floats, loss: int | None) -> Floats:
    """Share of the logged days before the loss on which each source's sign was there; 0 where too few are known."""
    days = there[max(0, (loss or 0) - int(limit("usual_span"))) : max(0, loss or 0)]
    n = np.isfinite(days).sum(axis=0)
    share: Floats = np.where(n >= limit("usual_days"), np.nansum(days, axis=0) / np.maximum(n, 1), 0.0)
    return share


def _switch(on: Flags, stay: Flags) -> Flags:
    """True from where `on` is True for as long as `stay` is."""
    days = np.arange(len(on))[:, None]
    begun, ended = (np.maximum.accumulate(np.where(which, days, -1), axis=0) for which in (on, ~stay))
    still: Flags = (begun >= 0) & (begun >= ended)
    return still


def _by_sign(evidence: Evidence, values: Floats) -> Floats:
    """Take the largest value among the sources of each sign."""
    out = np.full((len(values), len(SIGNS)), np.nan)
    for place, sign in enumerate(SIGNS):
        for column, source in enumerate(evidence.sources):
            if source.sign == sign:
                out[:, place] = np.fmax(out[:, place], values[:, column])
    return out
