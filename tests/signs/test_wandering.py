"""How far a person's ratings wander from the weeks before is learned from that person."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from heartdata.signs.evidence import Evidence
from heartdata.signs.monitor import Monitor
from heartdata.signs.sources import SOURCES

DAYS = 450
RATINGS = [source for source in SOURCES if source.channel == "rating"]


def wanders(seed: int, far: float, *, loss: int | None = None, harder: float = 0.0) -> Evidence:
    """Seven ratings with days of SD 1, whose usual levels swing by `far` SD over some weeks; all harder from a loss."""
    rng = np.random.default_rng(seed)
    keeps = 0.5 ** (1 / 60)  # what is left of a day after 60 days: one half
    usual = np.zeros((DAYS, 7))
    usual[0], steps = far * rng.normal(size=7), far * np.sqrt(1 - keeps**2) * rng.normal(size=(DAYS, 7))
    for day in range(1, DAYS):
        usual[day] = keeps * usual[day - 1] + steps[day]
    values = 5 + usual + 0.7 * rng.normal(size=(DAYS, 1)) + 0.7 * rng.normal(size=(DAYS, 7))
    values[loss if loss is not None else DAYS :] += harder
    values[rng.random(DAYS) < 0.2] = np.nan
    days = pd.date_range("2025-01-01", periods=DAYS, name="day", unit="us")
    return Evidence(days, RATINGS, values, ["rating"] * 7, np.zeros(DAYS), loss)


def onsets(evidence: Evidence) -> int:
    present = Monitor(evidence).run().present
    return int((present[1:] & ~present[:-1]).sum())


def test_who_wanders_gets_fewer_onsets_and_who_does_not_gets_hardly_any(monkeypatch: pytest.MonkeyPatch) -> None:
    assert onsets(wanders(1, 0.0)) <= 1
    people = [wanders(seed, 0.6) for seed in range(1, 6)]
    learned = sum(onsets(person) for person in people)
    # Nothing learned: everybody wanders as far as chance alone lets it seem.
    monkeypatch.setattr(Monitor, "_wider", lambda self, rows: np.ones((rows.stop - rows.start, 1)))
    assert learned <= 3 / 5 * sum(onsets(person) for person in people)


def test_a_loss_that_makes_everything_harder_is_found_in_who_wandered_before() -> None:
    loss, harder = 380, 2.0
    people = [Monitor(wanders(seed, 0.8, loss=loss, harder=harder)).run().present for seed in (4, 5)]
    found = {since: sum(int(present[loss + since].sum()) for present in people) for since in (-1, 28, 45)}
    assert found[-1] <= 1
    assert found[28] >= 7  # half of all
    assert found[45] >= 11  # three in four
