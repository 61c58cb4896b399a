"""All past weeks as pages in one folder, with a list of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.core.daily import to_daily
from heartdata.core.progressbar import track_items
from heartdata.errors import NotEnoughDataError
from heartdata.report.weekly import page_templates, weekly_report
from heartdata.review.build import review_week
from heartdata.review.chosen_week import full_weeks
from heartdata.review.notices import NOT_A_DEVICE, headline
from heartdata.storage.files import claim_folder, write_atomically

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.practices.trial import Trial

INDEX: Final = "index.html"


def save_archive(
    logs: Logs,
    folder: str | os.PathLike[str],
    *,
    trials: Sequence[Trial] = (),
    most: int | None = None,
    for_sharing: bool = False,
) -> list[Path]:
    """Write a page for each of the last `most` weeks with three logged days or more; return the list and the pages."""
    weeks = full_weeks(to_daily(logs))[-(most or 0) :]
    if not weeks:
        raise NotEnoughDataError("no week has three logged days yet; `heartdata weekly` shows what there is")
    claim_folder(folder)
    entries, pages = [], []
    for week in track_items(weeks, "Writing your weeks", "week"):
        report = weekly_report(review_week(logs, week, trials=trials), for_sharing=for_sharing)
        pages.append(report.save(Path(folder, f"{week}.html")))
        entries.append({"page": pages[-1].name, "title": report.review.title, "headline": headline(report.review)})
    html = page_templates().get_template("archive.html.j2").render(weeks=entries[::-1], not_a_device=NOT_A_DEVICE)
    return [write_atomically(Path(folder, INDEX), str(html).encode("utf-8", "replace")), *pages]
