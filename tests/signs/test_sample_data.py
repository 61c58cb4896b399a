"""What the signs tell of the sample data, week by week, against what was planted in them."""

from __future__ import annotations

import pandas as pd
import pytest

from heartdata.datasets.sample_person import sample_logs
from heartdata.signs.indicators import indicator_course

#: Weeks with the status that each allows. The loss is on 9 February; from 30 March to 24 May little changes.
Story = list[tuple[str, str, set[str]]]
THERE, GONE = {"present", "persistent"}, {"quiet", "easing"}


@pytest.fixture(scope="module")
def status() -> pd.DataFrame:
    return indicator_course(sample_logs())["status"]


def untold(status: pd.Series[str], story: Story) -> list[str]:
    """Weeks (by their Monday) that say something else than the story."""
    weeks = [(week, allowed) for first, last, allowed in story for week in status.loc[first:last].index]
    assert len(weeks) == len(status)
    return [f"{week.date()}: {status[week]}" for week, allowed in weeks if status[week] not in allowed]


def test_replaying_is_there_while_the_journal_goes_over_it_and_at_no_other_time(status: pd.DataFrame) -> None:
    # From 30 March to 25 May 17 of 20 pages go over the call, before and after that 1 of 10; before the loss none.
    story: Story = [
        ("2026-01-12", "2026-02-02", {"unknown", "quiet"}),
        ("2026-02-09", "2026-03-23", {"quiet"}),
        ("2026-03-30", "2026-04-06", {"quiet", *THERE}),  # up to two weeks, the window whose mean is judged
        ("2026-04-13", "2026-04-20", THERE),
        ("2026-04-27", "2026-05-18", {"persistent"}),  # four weeks and more
        ("2026-05-25", "2026-06-01", {"persistent", "easing"}),
        ("2026-06-08", "2026-06-29", GONE),  # called easing for four weeks after it was there
        ("2026-07-06", "2026-07-27", {"quiet"}),
    ]
    assert not untold(status["replaying"], story)


def test_concentration_is_harder_after_the_loss_and_gets_easier(status: pd.DataFrame) -> None:
    # Three quarters of the gap, in own SD: 2.2 on the day of the loss and falling, 1.3 where little changes, then .5.
    story: Story = [
        ("2026-01-12", "2026-02-02", {"unknown", "quiet"}),
        ("2026-02-09", "2026-02-16", {"quiet", *THERE}),
        ("2026-02-23", "2026-03-02", THERE),
        ("2026-03-09", "2026-03-30", {*THERE, "easing"}),  # it is getting easier by a quarter of an SD a fortnight
        ("2026-04-06", "2026-05-18", {*THERE, *GONE}),  # a rise of 1.3 SD is not always found
        ("2026-05-25", "2026-06-22", GONE | THERE),
        ("2026-06-29", "2026-07-27", GONE),
    ]
    assert not untold(status["poor_concentration"], story)
    assert (status["poor_concentration"]["2026-02-09":"2026-03-30"] == "persistent").any()
