"""Odds before a trial begins, plans picked elsewhere, uneven logging, and what is known of a recent loss."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from heartdata.errors import HeartdataError
from heartdata.practices.sentences import odds_lines, plan_lines, trial_lines
from heartdata.practices.trial import Trial, planned_days, redrawn_plans, start_trial
from heartdata.practices.trial_odds import Swings, before_after_days, swings_of, trial_odds
from heartdata.practices.trial_outcome import judge_trial
from heartdata.practices.trial_store import add_trial, load_trials

START = date(2026, 6, 1)
ALWAYS = np.ones(20, dtype=bool)


def series(seed: int, *, sd: float = 1.2, days: int = 200, phi: float = 0.0) -> pd.Series:
    rng = np.random.default_rng(seed)
    y = np.zeros(days)
    for day in range(days):
        y[day] = (phi * y[day - 1] if day else 0.0) + np.sqrt(1 - phi**2) * rng.normal()
    first = pd.Timestamp(START) - pd.Timedelta(days=120)
    return pd.Series(6 + sd * y, index=pd.date_range(first, periods=days, freq="D"))


def test_swings_are_the_person_s_own() -> None:
    known = series(1, sd=1.5, phi=0.5)[:120]
    known[::3] = np.nan
    found = swings_of(known)
    assert found.own
    assert found.sd == pytest.approx(1.5, abs=0.35)
    assert found.phi > 0.2
    assert found.logged.mean() == pytest.approx(2 / 3, abs=0.02)
    assert not swings_of(known[:20]).own
    assert not swings_of(known, loss=START - timedelta(days=10)).own


def test_odds_follow_effect_noise_and_length() -> None:
    trial = start_trial("walk", start=START)
    calm, wild = (Swings(sd, 0.3, np.zeros(7), ALWAYS) for sd in (1.0, 2.0))
    began = time.perf_counter()
    odds = trial_odds(trial, calm, difference=1.0)
    assert time.perf_counter() - began < 5
    assert odds.shown > 0.75
    assert trial_odds(trial, calm, difference=0.0).shown <= 0.1
    assert trial_odds(trial, wild, difference=1.0).shown < odds.shown - 0.2
    longer = trial_odds(replace(trial, days=120), wild, difference=1.0)
    assert longer.shown > trial_odds(trial, wild, difference=1.0).shown
    said = " ".join(odds_lines(trial, replace(odds, shown=0.62, days_for_good_odds=84)))
    assert "a plan of 56 days shows it in about 6 of 10 such trials" in said
    assert "For 8 of 10 it takes about 84 days (--days 84)." in said
    assert "Even 180 days" in odds_lines(trial, replace(odds, shown=0.3, days_for_good_odds=None))[-1]


@pytest.mark.slow
def test_odds_come_true() -> None:
    """What is foretold happens: trials of the same swings, judged in full."""
    trial = start_trial("walk", start=START)
    foretold = trial_odds(trial, Swings(1.2, 0.0, np.zeros(7), ALWAYS), difference=0.9).shown
    helped = 0
    for seed in range(24):
        planned = replace(trial, seed=seed)
        diary = series(seed)
        diary[pd.date_range(START, periods=56, freq="D")] += 0.9 * planned_days(planned)
        helped += judge_trial(planned, diary, None, on=planned.end).verdict == "helped"
    assert helped / 24 == pytest.approx(foretold, abs=0.25)


def test_odds_know_that_uneven_logging_makes_a_result_less_certain() -> None:
    # As many days of each kind, so that only gaps that fall on days with it or without it make the difference.
    days, trial = np.arange(56), start_trial("walk", start=START)
    gaps = np.random.default_rng(2).random(56) < 0.7
    whole, part = (
        trial_odds(trial, Swings(1.0, 0.0, np.zeros(7), logged), difference=0.9) for logged in (ALWAYS, gaps)
    )
    helped = goes_with = 0
    for seed in range(24):
        planned = replace(trial, seed=seed)
        diary = series(seed, sd=1.0)
        diary[pd.date_range(START, periods=56, freq="D")] += 0.9 * planned_days(planned)
        diary[pd.Timestamp(START) + pd.to_timedelta(days[~gaps], unit="D")] = np.nan
        verdict = judge_trial(planned, diary, None, on=planned.end).verdict
        helped, goes_with = helped + (verdict == "helped"), goes_with + (verdict == "goes with")
    assert goes_with
    assert part.shown < whole.shown - 0.12
    assert part.shown == pytest.approx(helped / 24, abs=0.15)


def test_few_logged_days_need_a_longer_plan() -> None:
    seldom = Swings(1.0, 0.3, np.zeros(7), np.arange(20) % 4 == 0)
    odds = trial_odds(start_trial("walk", start=START), seldom, difference=1.0)
    assert odds.judged < 0.9
    assert odds.fewest_days is not None
    assert 80 <= odds.fewest_days <= 120


def test_days_before_a_before_after_trial_are_counted() -> None:
    trial = start_trial("walk", start=START, design="before-after")
    assert before_after_days(series(1), trial) == 42
    assert before_after_days(series(1), trial, loss=START - timedelta(days=20)) == 12


# Plans picked elsewhere


def picked(order: list[bool], block: int) -> list[date]:
    return [START + timedelta(days=unit * block + k) for unit, on in enumerate(order) if on for k in range(block)]


@pytest.mark.parametrize(("rule", "block"), [("pairs", 2), ("shuffled", 7), ("coin", 1)])
def test_a_plan_from_elsewhere_is_judged_by_its_rule(rule: str, block: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    count = 56 // block
    order = {"pairs": [bool(on) for first in rng.random(count // 2) < 0.5 for on in (first, not first)],
             "shuffled": [bool(on) for on in rng.permutation(np.arange(count) % 2)],
             "coin": [bool(on) for on in rng.random(count) < 0.5]}[rule]  # fmt: skip
    on_days = picked(order, block)
    trial = start_trial("walk", start=START, days=56, block_days=block, on_days=on_days, rule=rule)  # type: ignore[arg-type]
    assert [START + timedelta(days=int(k)) for k in np.flatnonzero(planned_days(trial))] == on_days
    drawn = redrawn_plans(trial, 50)
    assert drawn.shape == (50, 56)
    if rule != "coin":
        assert set(drawn.sum(axis=1)) == {28}
    assert (drawn.reshape(50, count, block).std(axis=2) == 0).all()
    assert next(block.on for block in trial.blocks) == order[0]
    assert "The days were picked elsewhere" in " ".join(plan_lines(trial))
    add_trial(tmp_path, trial, on=START)
    assert load_trials(tmp_path) == [trial]
    diary = series(5)
    diary[pd.DatetimeIndex(on_days)] += 2.5
    assert judge_trial(trial, diary, None, on=trial.end).verdict == "helped"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": None}, r"say how the days were picked \(--drawn\): pairs, shuffled, coin"),
        ({"rule": "pairs"}, r"each pair of blocks has one with it and one without"),
        ({"block_days": 4, "days": 44}, r"has days with it and without; choose --block-days"),
        ({"start": START + timedelta(days=3)}, r"3 of the days with it lie outside the plan"),
        ({"design": "before-after"}, r"a list of days with it is a plan of blocks"),
        ({"on_days": []}, r"is for a plan from elsewhere"),
        ({"on_days": picked([True] * 5 + [False] * 23, 1), "days": 28}, r"with 5 days with it and 23 without"),
        ({"on_days": picked([True, False], 14), "days": 28, "block_days": 14}, r"28: a trial of this kind has 84"),
    ],
)
def test_a_plan_that_its_rule_cannot_give_or_that_cannot_be_judged_is_refused(
    changes: dict[str, object], said: str
) -> None:
    given = {"start": START, "on_days": picked([True] * 14 + [False] * 28, 1), "rule": "shuffled", "days": 42}
    with pytest.raises(HeartdataError, match=said):
        start_trial("walk", **{**given, **changes})  # type: ignore[arg-type]


# What is missing, and what is near


def test_days_missing_on_one_side_never_make_a_helped() -> None:
    trial = start_trial("walk", start=START, seed=4)
    diary = series(7)
    days = pd.date_range(START, periods=56, freq="D")
    on = planned_days(trial)
    low = diary[days].to_numpy() < 5.9
    diary[days[on & low]] = np.nan
    outcome = judge_trial(trial, diary, None, on=trial.end)
    assert outcome.uneven
    assert outcome.verdict != "helped"
    assert "unevenly" in " ".join(trial_lines(trial, outcome))
    assert not judge_trial(trial, series(7), None, on=trial.end).uneven


@pytest.mark.slow
def test_recovery_after_a_loss_seldom_goes_with_a_trial() -> None:
    trial = start_trial("walk", start=START, design="before-after", days=42)
    for since in (21, 30, 60):
        loss = START - timedelta(days=since)
        said = []
        for seed in range(80):
            diary = series(seed, phi=0.3)
            days = (diary.index - pd.Timestamp(loss)).days.to_numpy()
            diary = (diary - 3.5 * 0.5 ** (days / (20 + seed % 30)))[days > 0]
            said.append(judge_trial(trial, diary, None, on=trial.end, loss=loss).verdict)
        assert said.count("goes with") <= 11
        assert "helped" not in said


def test_default_plan() -> None:
    trial = start_trial("walk", start=START)
    assert (trial.days, trial.block_days) == (56, 2)
    assert isinstance(trial, Trial)
