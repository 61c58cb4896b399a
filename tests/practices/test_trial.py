"""Trials: readable plans, safe storage, and verdicts no surer than the design allows."""

from __future__ import annotations

import json
import re
import stat
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.errors import HeartdataError, UnreadableFileError
from heartdata.practices.sentences import plan_lines, trial_lines
from heartdata.practices.trial import Trial, calendar_text, draw_plan, start_trial
from heartdata.practices.trial_outcome import judge_trial
from heartdata.practices.trial_store import (
    TRIALS_NAME,
    add_trial,
    load_trials,
    running_trial,
    stop_trial,
    trials_as_of,
    trials_file,
)

START = date(2026, 3, 2)


def plan(**changes: object) -> Trial:
    return start_trial("evening walk", **{"start": START, "seed": 7, **changes})  # type: ignore[arg-type]


# Plans


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(24, 180), st.integers(1, 14))
def test_plans_are_balanced_and_repeat(seed: int, days: int, block: int) -> None:
    if days < 6 * block:
        return
    trial = plan(seed=seed, days=days, block_days=block)
    drawn = draw_plan(trial.days, block, seed)
    assert drawn == draw_plan(trial.days, block, seed)
    assert sum(drawn) * 2 == trial.days == len(drawn)
    assert trial.days > days - 2 * block
    runs = [len(run) for run in re.findall(r"1+|0+", "".join("1" if on else "0" for on in drawn))]
    assert max(runs) <= 2 * block
    assert trial.blocks[0].first == START
    assert trial.blocks[-1].last == trial.end
    assert all(
        a.last + timedelta(days=1) == b.first and a.on != b.on
        for a, b in zip(trial.blocks, trial.blocks[1:], strict=False)
    )


def test_the_plan_of_a_day() -> None:
    trial = plan()
    on = [trial.planned(START + timedelta(days=k)) for k in range(56)]
    assert sum(bool(x) for x in on) == 28
    assert trial.planned(START - timedelta(days=1)) is None
    assert replace(trial, stopped=START).planned(START + timedelta(days=1)) is None
    assert plan(design="before-after", days=24).blocks[0].on


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"design": "crossover"}, r"design='crossover': allowed are blocks and before-after"),
        ({"days": 5}, r"days=5: a trial of this kind has 24 to 180 days"),
        ({"days": 181}, r"days=181"),
        ({"block_days": 0}, r"block_days=0: allowed are 1 to 14 days"),
        ({"block_days": 7, "days": 30}, r"days=30: a trial of this kind has 42"),
        ({"days": 20.5}, r"whole numbers"),
        ({"start": date(9999, 12, 31)}, r"start=9999-12-31: a trial starts in the years 1900 to 2200"),
        ({"start": date(1899, 12, 31)}, r"start=1899-12-31"),
        ({"outcome": "luck"}, r"outcome='luck': allowed are mood"),
        ({"design": "before-after", "days": 7}, r"days=7: a trial of this kind has 24"),
    ],
)
def test_invalid_arguments_are_explained(changes: dict[str, object], said: str) -> None:
    with pytest.raises(HeartdataError, match=said):
        plan(**changes)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_practice_needs_a_name(name: str) -> None:
    with pytest.raises(HeartdataError, match=r"one to eighty letters"):
        start_trial(name, start=START)


def test_calendar_follows_the_format() -> None:
    trial = start_trial("Tee; Kräuter, \\ und ein sehr langer Name für etwas, das gut tut " + "ü" * 9, start=START)
    text = calendar_text(trial)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VEVENT") == len(trial.blocks)
    assert r"Tee\; Kräuter\, \\ und" in text.replace("\r\n ", "")
    last = trial.blocks[-1]
    assert f"DTSTART;VALUE=DATE:{last.first:%Y%m%d}\r\nDTEND;VALUE=DATE:{trial.end + timedelta(days=1):%Y%m%d}" in text
    unfolded = text.replace("\r\n ", "")
    for entry in unfolded.split("BEGIN:VEVENT\r\n")[1:]:
        names = re.findall(r"^([A-Z]+)[;:]", entry.split("END:VEVENT")[0].replace("\r\n", "\n"), re.MULTILINE)
        # RFC 5545, 3.6.1: UID and DTSTAMP are required; each of these may occur once.
        assert sorted(names) == ["DTEND", "DTSTAMP", "DTSTART", "SUMMARY", "TRANSP", "UID"]
    assert len(set(re.findall(r"UID:(.*)\r", unfolded))) == len(trial.blocks)
    assert len(re.findall(r"DTSTAMP:\d{8}T\d{6}Z\r\n", unfolded)) == len(trial.blocks)
    assert re.search(r"^PRODID:.+\r$", unfolded, re.MULTILINE)
    assert text != unfolded  # a long name is folded


# Where they are kept


def test_trials_are_stored_beside_the_exports(tmp_path: Path) -> None:
    assert load_trials(tmp_path) == []
    file = add_trial(tmp_path, plan(), on=START)
    assert file == trials_file(tmp_path / "export.csv") == tmp_path / TRIALS_NAME
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load_trials(tmp_path) == [plan()]
    with pytest.raises(HeartdataError, match=r"a trial of 'evening walk' is under way until 2026-04-26"):
        add_trial(tmp_path, plan(seed=2), on=START)
    ended = stop_trial(tmp_path, on=START + timedelta(days=9))
    assert ended.last == START + timedelta(days=9)
    with pytest.raises(HeartdataError, match=r"no trial is under way"):
        stop_trial(tmp_path, on=START)
    add_trial(tmp_path, plan(seed=2), on=START + timedelta(days=10))
    assert [t.seed for t in load_trials(tmp_path)] == [7, 2]


def test_a_trial_is_under_way_until_its_end() -> None:
    trial = plan()
    assert running_trial([trial], START - timedelta(days=3)) == trial
    assert running_trial([trial], trial.end) == trial
    assert running_trial([trial], trial.end + timedelta(days=1)) is None
    assert running_trial([], START) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff\xfe", b'{"heartdata_trials": 1, "trials": [{}]}', b'{"heartdata_trials": 1, "trials": 5}',
     b'{"heartdata_trials": 1, "trials": [{"practice": "x", "start": "soon", "days": 42, "stopped": null}]}',
     b'{"heartdata_trials": 1, "trials": [{"practice": "x", "start": "2026-03-02", "days": 1e9, "stopped": null}]}',
     b"[" * 100_000],
)  # fmt: skip
def test_damaged_files_are_named(tmp_path: Path, content: bytes) -> None:
    trials_file(tmp_path).write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"heartdata-trials.json: damaged"):
        load_trials(tmp_path)


def test_files_of_another_version_and_folders_in_its_place(tmp_path: Path) -> None:
    trials_file(tmp_path).write_text(json.dumps({"heartdata_trials": 9, "trials": []}), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"another version"):
        load_trials(tmp_path)
    trials_file(tmp_path).unlink()
    trials_file(tmp_path).mkdir()
    with pytest.raises(UnreadableFileError, match=r"cannot be read"):
        load_trials(tmp_path)


# What came of it


def diary(trial: Trial, effect: float, seed: int, *, before: int = 42, trend: float = 0.5) -> pd.Series:
    rng = np.random.default_rng(seed)
    days = before + trial.days
    noise = np.zeros(days)
    for k in range(1, days):
        noise[k] = 0.4 * noise[k - 1] + np.sqrt(1 - 0.16) * rng.normal()
    values = 5 + noise + trend * np.arange(days) / 28
    for k in range(trial.days):
        values[before + k] += effect * bool(trial.planned(trial.start + timedelta(days=k)))
    values[rng.random(days) < 0.2] = np.nan
    return pd.Series(values, index=pd.date_range(trial.start - timedelta(days=before), periods=days, freq="D"))


def as_planned(trial: Trial, share: float = 1.0) -> pd.Series:
    days = pd.date_range(trial.start, trial.end, freq="D")
    done = [bool(trial.planned(d.date())) and k % 10 < 10 * share for k, d in enumerate(days)]
    return pd.Series(np.array(done, dtype=float), index=days)


def test_a_strong_effect_helped_and_says_so() -> None:
    trial = plan(days=60)
    outcome = judge_trial(trial, diary(trial, 1.5, 1), as_planned(trial), on=trial.end)
    assert (outcome.stage, outcome.verdict, outcome.kept) == ("complete", "helped", True)
    assert outcome.low < 1.5 < outcome.high
    lines = trial_lines(trial, outcome)
    assert lines[0] == "Trial of evening walk: all 60 days are over."
    assert lines[1].startswith("You logged it on 30 of 30 days with, and on 0 of 30 days without")
    assert lines[2].startswith("evening walk helped: mood on days with it was better (+")


@pytest.mark.slow
def test_no_effect_seldom_helped_while_recovery_is_under_way() -> None:
    verdicts = []
    for seed in range(60):
        trial = plan(days=42, seed=seed)
        verdicts.append(judge_trial(trial, diary(trial, 0.0, seed, trend=1.5), None, on=trial.end).verdict)
    # "goes with" where days that are missing could explain it.
    assert set(verdicts) <= {"helped", "goes with", "can't tell"}
    assert len(verdicts) - verdicts.count("can't tell") <= 7


def test_before_and_after_never_says_helped() -> None:
    trial = plan(design="before-after", days=42)
    outcome = judge_trial(trial, diary(trial, 4.0, 3, trend=0.0), as_planned(trial), on=trial.end)
    assert outcome.verdict == "goes with"
    said = " ".join(trial_lines(trial, outcome))
    assert "goes with better mood" in said
    assert "this can't show whether it helped" in said
    found = sum(
        judge_trial(trial, diary(trial, 0.0, seed, trend=1.5), None, on=trial.end).verdict == "goes with"
        for seed in range(60)
    )
    assert found <= 7


def test_a_stopped_trial_says_what_can_still_be_said() -> None:
    trial = replace(plan(days=60), stopped=START + timedelta(days=41))
    outcome = judge_trial(trial, diary(trial, 2.0, 4), as_planned(trial), on=trial.end)
    assert (outcome.stage, outcome.verdict) == ("stopped", "goes with")
    said = " ".join(trial_lines(trial, outcome))
    assert "ended after 42 of 60 days, which is fine" in said
    assert "not certain" in said


def test_partly_followed_trial_says_what_can_still_be_said() -> None:
    trial = plan(days=60)
    outcome = judge_trial(trial, diary(trial, 2.0, 5), as_planned(trial, 0.3), on=trial.end)
    assert (outcome.kept, outcome.verdict) == (False, "goes with")
    assert "differed little" in " ".join(trial_lines(trial, outcome))


def test_no_verdict_before_the_end() -> None:
    trial = plan(days=60)
    series = diary(trial, 3.0, 6)
    assert judge_trial(trial, series, None, on=START - timedelta(days=1)).stage == "ahead"
    under_way = judge_trial(trial, series, None, on=START + timedelta(days=40))
    assert (under_way.stage, under_way.verdict) == ("under way", "not yet")
    assert np.isnan(under_way.estimate)
    assert "day 41 of 60" in trial_lines(trial, under_way)[0]
    # Later days make no difference to an earlier look.
    assert under_way == judge_trial(trial, series[: pd.Timestamp(START) + pd.Timedelta(days=40)], None,
                                    on=START + timedelta(days=40)) or np.isnan(under_way.p)  # fmt: skip


def test_too_few_days_and_no_days_at_all() -> None:
    trial = replace(plan(days=24), days=18)
    outcome = judge_trial(trial, diary(trial, 1.0, 7), None, on=trial.end)
    assert outcome.verdict == "too few days"
    assert "too few to say" in trial_lines(trial, outcome)[-1]
    nothing = judge_trial(plan(), pd.Series(dtype=float, index=pd.DatetimeIndex([])), None, on=date(2026, 9, 1))
    assert (nothing.verdict, nothing.logged_on) == ("too few days", 0)
    flat = pd.Series(5.0, index=pd.date_range("2026-02-01", "2026-09-01", freq="D"))
    assert judge_trial(plan(), flat, None, on=date(2026, 9, 1)).verdict == "can't tell"


def test_plan_in_words() -> None:
    lines = plan_lines(plan(days=24))
    assert lines[0] == "evening walk: 24 days from 2 March 2026 to 25 March 2026."
    assert any("2026-03-02 to" in line for line in lines)
    assert "not whether it helped" in " ".join(plan_lines(plan(design="before-after")))


def test_only_days_after_a_loss_are_judged() -> None:
    trial = plan(days=60)
    series = diary(trial, 1.5, 1)
    assert judge_trial(trial, series, None, on=trial.end, loss=START - timedelta(days=90)).verdict == "helped"
    loss = START + timedelta(days=20)
    outcome = judge_trial(trial, series, None, on=trial.end, loss=loss)
    assert outcome.logged_on + outcome.logged_off == series[pd.Timestamp(loss) + pd.Timedelta(days=8) :].count()
    before = plan(design="before-after")
    outcome = judge_trial(before, diary(before, 1.0, 1), None, on=before.end, loss=START - timedelta(days=20))
    assert outcome.logged_off <= 12


def test_a_plan_of_an_earlier_version_that_would_be_refused_is_not_followed(tmp_path: Path) -> None:
    old = Trial("sertraline", "blocks", START, days=18, block_days=3)
    add_trial(tmp_path, old, on=START)
    assert load_trials(tmp_path) == [old]
    assert running_trial([old], START) is None
    assert trials_as_of([old], START) == []
    assert stop_trial(tmp_path, on=START).practice == "sertraline"
    text = calendar_text(plan())
    assert "SUMMARY:evening walk: not on these days" in text
    assert "without" not in text


def test_half_of_the_days_are_on() -> None:
    assert sum(draw_plan(18, 3, seed=1)) == 9


def test_a_difference_that_missing_days_could_explain_is_not_said_to_have_helped() -> None:
    trial = plan(days=56)
    series = diary(trial, 0.6, 5)
    assert judge_trial(trial, series, None, on=trial.end).verdict == "helped"
    on = [day for day in series.index if any(b.on and b.first <= day.date() <= b.last for b in trial.blocks)]
    worst = series[on].nsmallest(6).index  # of 28 days with it, the worst are left out
    outcome = judge_trial(trial, series.drop(worst), None, on=trial.end)
    assert (outcome.verdict, outcome.uneven) == ("goes with", True)
