"""The seven signs day by day, as numbers that can be averaged and compared."""

from __future__ import annotations

import pandas as pd

from heartdata.core.logs import Logs
from heartdata.core.vocabulary import SIGNS
from heartdata.signs.evidence import gather


def sign_days(logs: Logs) -> pd.DataFrame:
    """Return one column for each tracked sign [0-10, higher means harder], from its first source; NaN: not known.

    A rating counts as it is; a tag, or an entry that mentions the sign, as 10, and days without as 0, so that a mean is
    ten times the share of days. Scores without a natural zero have no such level and are left out.
    """
    evidence = gather(logs)
    columns = {}
    for place, (source, kind) in enumerate(zip(evidence.sources, evidence.kinds, strict=True)):
        if source.sign not in columns and kind != "score":
            values = evidence.values[:, place]
            columns[source.sign] = values if kind == "rating" else 10.0 * (values > 0) + 0 * values
    return pd.DataFrame({s: columns[s] for s in SIGNS if s in columns}, index=evidence.days)
