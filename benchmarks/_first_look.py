"""Where a first look spends its time: the parts of `heartdata weekly` in a process of its own, as JSON [CPU s]."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

# What `review_week` asks for, by the part of the table it counts for.
_PARTS: Final = {
    "to_daily": "the days as a table",
    "week_course": "the course of recovery",
    "week_signs": "the seven signs",
    "suggest_for_review": "suggestions",
    "effects_on": "what goes with better days",
}


def first_look(folder: Path, picture: Path) -> dict[str, float]:
    """Read, review and draw once, and return the CPU time of each part [s]."""
    spent: dict[str, float] = {}

    def timed(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(work)
        def run(*given: Any, **named: Any) -> Any:
            begin, inner = time.process_time(), sum(spent.values())
            result = work(*given, **named)
            # A part within another one counts once.
            within = sum(spent.values()) - inner
            spent[part] = spent.get(part, 0.0) + time.process_time() - begin - within
            return result

        return run

    def imports() -> None:
        import matplotlib.figure  # noqa: F401
        import pandas as pd  # noqa: F401

    def own() -> None:
        import heartdata.charts
        import heartdata.cli.week
        import heartdata.readers
        import heartdata.review.build  # noqa: F401

    timed("pandas and matplotlib", imports)()
    timed("heartdata's own modules", own)()
    from heartdata.charts import save_chart, weekly_chart
    from heartdata.readers import read_logs
    from heartdata.review import build

    for name, part in _PARTS.items():
        setattr(build, name, timed(part, getattr(build, name)))
    logs = timed("reading", read_logs)(folder)
    review = timed("the rest of the review", build.review_week)(logs)
    figure = timed("drawing", weekly_chart)(review)
    timed("saving the picture", save_chart)(figure, picture, alt="")
    return spent


if __name__ == "__main__":
    print(json.dumps(first_look(Path(sys.argv[1]), Path(sys.argv[2]))))
