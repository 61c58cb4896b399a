"""Simulated diaries: the same everywhere, true to their stated course, and readable as the apps' own exports."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import time
import zipfile
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import heartdata as hd
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.core.vocabulary import MEASURES, SIGNS, STATES
from heartdata.datasets.sample_person import sample_logs
from heartdata.datasets.simulate import TRACKABLE, simulate_logs, write_exports, write_sample_data
from heartdata.datasets.trajectories import COURSES
from heartdata.readers import FORMATS
from heartdata.readers.files.walk import walk

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
TABLES = ("ratings", "sleep", "journal", "activities", "vitals", "events", "rejected", "sources")
WHOLE = ("improving", "stuck", "slipping", "recovered", "plateau")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def moods(logs: hd.Logs) -> pd.Series:
    """Return the evening mood of each logged day, 0-10."""
    ratings = logs.ratings[logs.ratings["measure"] == "mood"]
    return ratings.groupby("day")["value"].last()


# The same everywhere


def test_sample_data_is_up_to_date(tmp_path: Path) -> None:
    write_sample_data(tmp_path)
    assert files(tmp_path) == files(SAMPLE)


def test_output_does_not_depend_on_hash_seed_clock_or_time_zone(tmp_path: Path) -> None:
    code = "import sys, heartdata.datasets.simulate as s; s.write_sample_data(sys.argv[1])"
    env = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=env)
    assert files(tmp_path) == files(SAMPLE)


def test_same_seed_same_diary_other_seed_another() -> None:
    one, again, other = (simulate_logs(seed=seed) for seed in (5, 5, 6))
    for name in TABLES:
        assert_frame_equal(getattr(one, name), getattr(again, name))
    assert not one.ratings.equals(other.ratings)
    assert one.truth is not None
    assert_frame_equal(one.truth, again.truth)


def test_zips_are_stored_with_a_fixed_time(tmp_path: Path) -> None:
    logs = simulate_logs(seed=1)
    for folder in ("a", "b"):
        write_exports(logs, tmp_path / folder, zipped=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    with zipfile.ZipFile(tmp_path / "a" / "dayone.zip") as archive:
        assert [(i.filename, i.date_time[:3], i.compress_type) for i in archive.infolist()] == [
            ("Journal.json", (2026, 1, 1), zipfile.ZIP_STORED)
        ]


def test_importing_does_not_import_pandas() -> None:
    code = "import sys, heartdata.datasets.simulate; assert 'pandas' not in sys.modules and 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def test_fast_enough_for_thousands_of_people() -> None:
    simulate_logs(seed=0)
    taken = []
    for seed in range(5):
        begin = time.process_time()
        simulate_logs(seed=seed, days=200, measures=("energy", "interest"))
        taken.append(time.process_time() - begin)
    # About 30 ms; the rest is room for a busy machine.
    assert min(taken) < 0.2


# Written and read back


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("course", COURSES)
def test_daylio_round_trip(course: str, zipped: bool, tmp_path: Path) -> None:
    logs = simulate_logs(seed=3, course=course, measures=TRACKABLE)
    write_exports(logs, tmp_path, zipped=zipped)
    back = hd.read_logs(tmp_path)
    for name in TABLES:
        left, right = getattr(logs, name), getattr(back, name)
        beside = {"source", "path"} & set(left.columns) if zipped else set()
        assert_frame_equal(left.drop(columns=beside), right.drop(columns=beside), obj=name)
    assert back.profile == logs.profile


@pytest.mark.parametrize("scale", ["1-5", "0-10"])
def test_table_round_trip(scale: str, tmp_path: Path) -> None:
    logs = simulate_logs(seed=4, course="slipping", scale=scale, measures=TRACKABLE, journal=False, sleep=False)
    write_exports(logs, tmp_path, formats=["table"])
    back = hd.read_logs(tmp_path)
    own = ["raw", "source"] if scale == "1-5" else []
    assert_frame_equal(logs.ratings.drop(columns=own), back.ratings.drop(columns=own))
    assert_frame_equal(logs.activities.drop(columns="source"), back.activities.drop(columns="source"))
    assert back.rejected.empty


def test_both_daylio_headers(tmp_path: Path) -> None:
    write_exports(simulate_logs(seed=1), tmp_path / "plain", formats=["daylio"])
    write_exports(simulate_logs(seed=1, measures=["energy"]), tmp_path / "scales", formats=["daylio"])
    plain, scales = (
        (tmp_path / f / "daylio.csv").read_text(encoding="utf-8").splitlines() for f in ("plain", "scales")
    )
    assert plain[0] == "full_date,date,weekday,time,mood,activities,note_title,note"
    assert scales[0] == "full_date,date,weekday,time,mood,activities,scales,note_title,note"
    assert re.search(r"Energy:\u00a0\d+/10\u00a0points", scales[1])


@pytest.mark.parametrize("zipped", [False, True])
def test_each_file_is_claimed_by_one_format(zipped: bool, tmp_path: Path) -> None:
    write_exports(simulate_logs(seed=2), tmp_path, zipped=zipped)
    profile = Profile.load(tmp_path / PROFILE_NAME)
    claimed = {s.name: [f.name for f in FORMATS if f.claims(s, profile)] for s in walk(tmp_path)}  # type: ignore[arg-type]
    assert sorted(claimed.values()) == [["daylio"], ["dayone"], ["sleep_as_android"]]


def test_tables_match_those_of_readers() -> None:
    logs = simulate_logs(seed=2, measures=["calm"])
    for name in TABLES:
        assert_frame_equal(getattr(logs, name).iloc[:0], getattr(hd.Logs(), name))
    late = logs.ratings[logs.ratings["time"].dt.hour < 4]
    assert (late["day"] == late["time"].dt.normalize()).all()  # the app's own date
    assert len(logs.between("2026-03-01", "2026-03-07").truth) == 7


def test_logs_can_be_saved_and_loaded(tmp_path: Path) -> None:
    logs = simulate_logs(seed=2)
    logs.save(tmp_path)
    assert_frame_equal(hd.Logs.load(tmp_path).journal, logs.journal)


# The truth


def expected_state(gap: float, following: float, fallen: bool) -> str:
    """Say it again from the benchmark's text."""
    closing = (gap - following) / gap * 28
    if fallen:
        return "slipping"
    if gap <= 0.40:
        return "recovered"
    if gap >= 0.60 and closing <= 0.10:
        return "stuck"
    return "improving" if gap >= 0.60 and closing >= 0.25 else ""


@pytest.mark.slow
@pytest.mark.parametrize("course", WHOLE)
def test_truth_follows_the_definitions(course: str) -> None:
    for seed in range(12):
        truth = simulate_logs(seed=seed, course=course, journal=False, sleep=False).truth
        assert truth is not None
        before, after = truth.iloc[:28], truth.iloc[28:]
        assert (before["gap"] == 0).all()
        assert (before["state"] == "").all()
        assert before["pace"].isna().all()
        falls = np.flatnonzero(np.diff(after["gap"]) > 0.01)
        fall = falls[0] + 1 if course == "slipping" else math.inf
        assert course != "slipping" or 49 <= fall <= 84
        for day in range(len(after) - 1):
            state = after["state"].iloc[day]
            assert state == expected_state(after["gap"].iloc[day], after["gap"].iloc[day + 1], day >= fall)


def test_level_and_gap_agree() -> None:
    truth = simulate_logs(seed=9, course="improving", usual=7.0, sd=1.2).truth
    assert truth is not None
    assert np.allclose(truth["level"], 7.0 - 1.2 * truth["gap"])
    assert truth.index.freqstr == "D"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("course", "states"),
    [
        ("improving", {"improving", "recovered", ""}),
        ("stuck", {"stuck", "improving", ""}),
        ("slipping", {"improving", "recovered", "slipping", ""}),
        ("recovered", {"improving", "recovered", ""}),
        ("plateau", {"improving", "stuck", "recovered", ""}),
        ("sparse", {"unclear"}),
    ],
)
def test_courses_pass_through_their_states(course: str, states: set[str]) -> None:
    seen: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for seed in range(30):
        truth = simulate_logs(seed=seed, course=course, journal=False, sleep=False).truth
        assert truth is not None
        seen.update(truth["state"].iloc[28:])
        last.update([truth["state"].iloc[-1]])
    assert set(seen) <= states
    assert set(seen) <= {*STATES, ""}
    usual_end = {"improving": "recovered", "plateau": "improving", "sparse": "unclear"}.get(course, course)
    assert last[usual_end] >= 15


# What is planted is there


@pytest.mark.slow
def test_share_missing_and_more_of_it_on_bad_days() -> None:
    shares, differences = [], []
    for seed in range(40):
        full = moods(simulate_logs(seed=seed, missing=0, journal=False, sleep=False))
        some = moods(simulate_logs(seed=seed, missing=0.3, journal=False, sleep=False))
        assert len(full) == 168
        assert some.equals(full[some.index])
        shares.append(1 - len(some) / len(full))
        differences.append(some.mean() - full.mean())
    assert np.mean(shares) == pytest.approx(0.30, abs=0.02)
    assert np.mean(differences) > 0.2


@pytest.mark.slow
def test_missing_by_default_is_as_in_the_benchmark() -> None:
    shares = [1 - len(moods(simulate_logs(seed=s, journal=False, sleep=False))) / 168 for s in range(60)]
    assert np.mean(shares) == pytest.approx(0.27, abs=0.03)
    sparse = [
        1 - len(moods(simulate_logs(seed=s, course="sparse", journal=False, sleep=False))) / 168 for s in range(30)
    ]
    assert min(sparse) > 0.6
    assert np.mean(sparse) == pytest.approx(0.83, abs=0.03)


@pytest.mark.slow
def test_noise_has_its_spread_its_inertia_and_its_correlation() -> None:
    spreads, inertias, correlations = [], [], []
    for seed in range(40):
        logs = simulate_logs(
            seed=seed, course="stuck", scale="0-10", missing=0, usual=6, sd=1.2, phi=0.4, measures=["energy"],
            journal=False, sleep=False,
        )  # fmt: skip
        assert logs.truth is not None
        noise = moods(logs) - logs.truth["level"]
        energy = logs.ratings[logs.ratings["measure"] == "energy"].set_index("day")["value"]
        energy_noise = energy - (6 - 0.75 * 1.2 * logs.truth["gap"][energy.index])
        spreads.append(noise.std())
        inertias.append(noise.autocorr(1))
        correlations.append(noise.corr(energy_noise))
    # Shocks, weekends and rounding add a little spread and take a little from the inertia.
    assert np.mean(spreads) == pytest.approx(1.3, abs=0.1)
    assert np.mean(inertias) == pytest.approx(0.34, abs=0.05)
    assert np.mean(correlations) == pytest.approx(0.41, abs=0.05)


def test_effect_of_a_practice_is_planted() -> None:
    differences = []
    for seed in range(30):
        kept = {"missing": 0, "sd": 1.4, "scale": "0-10", "usual": 6, "journal": False, "sleep": False}
        logs = simulate_logs(seed=seed, effects={"evening walk": 0.8}, **kept)
        assert logs.truth is not None
        noise = moods(logs) - logs.truth["level"]
        walked = noise.index.isin(logs.activities.loc[logs.activities["name"] == "evening walk", "day"])
        differences.append((noise[walked].mean() - noise[~walked].mean()) / 1.4)
    assert np.mean(differences) == pytest.approx(0.8, abs=0.1)


def test_signs_follow_the_gap_only_where_planted() -> None:
    def heaviness(signs: list[str]) -> float:
        found = []
        for seed in range(10):
            logs = simulate_logs(
                seed=seed, scale="0-10", usual=7, measures=["energy"], signs=signs, journal=False, sleep=False
            )
            energy = logs.ratings[logs.ratings["measure"] == "energy"].set_index("day")["value"]
            after = energy.index >= str(logs.profile.loss_date)
            found.append(energy[~after].mean() - energy[after].mean())
        return float(np.mean(found))

    assert heaviness(["fatigue"]) > 0.8
    assert abs(heaviness(["replaying"])) < 0.3


def test_omitting_a_table_changes_nothing_else() -> None:
    whole = simulate_logs(seed=8, measures=["energy", "calm"])
    bare = simulate_logs(seed=8, measures=["energy"], journal=False, sleep=False)
    kept = whole.ratings[whole.ratings["measure"] != "calm"].reset_index(drop=True)
    assert_frame_equal(bare.ratings, kept)
    daylio = whole.activities[whole.activities["source"] == "daylio.csv"].reset_index(drop=True)
    assert_frame_equal(bare.activities, daylio)
    assert bare.sleep.empty
    assert set(bare.journal["source"]) == {"daylio.csv"}


def bag(text: str) -> Counter[str]:
    # Short words reflect English, not the content.
    return Counter(re.findall(r"[a-z']{4,}", text.lower()))


def cosine(one: Counter[str], other: Counter[str]) -> float:
    shared = sum(count * other[word] for word, count in one.items())
    return shared / math.sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))


def likeness(pages: pd.Series) -> float:
    bags = [bag(text) for text in pages]
    return float(np.mean([cosine(one, other) for one, other in combinations(bags, 2)]))


@pytest.fixture(scope="module")
def sample() -> hd.Logs:
    return sample_logs()


def test_journal_repeats_most_on_the_plateau(sample: hd.Logs) -> None:
    pages = sample.journal[sample.journal["source"] == "dayone.json"].set_index("day")["text"]
    easing, level, after = pages["2026-02-09":"2026-03-29"], pages["2026-03-30":"2026-05-24"], pages["2026-05-25":]
    assert likeness(level) > likeness(easing) + 0.05
    assert likeness(level) > likeness(after) + 0.05
    call = r"phone|Nineteen years|wrong"
    shares = [stretch.str.contains(call).mean() for stretch in (easing, level, after)]
    assert shares[1] > 0.6
    assert max(shares[0], shares[2]) < 0.3


@pytest.mark.parametrize("seed", range(4))
def test_journal_entries_are_sentences_of_realistic_length(seed: int) -> None:
    logs = simulate_logs(seed=seed, course="plateau", days=300)
    pages = logs.journal.loc[logs.journal["source"] == "dayone.json", "text"]
    words = pages.str.split().str.len()
    assert words.between(85, 160).all()
    assert 90 <= words.mean() <= 150
    assert not pages.str.contains(r"[\[\]{}|]|  | [,.;:!]|\.\.|,,").any()
    for text in pages:
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert sentence[0].isupper()
            assert sentence[-1] in ".?!"
    assert pages.nunique() == len(pages)


# The sample data tell their story


def test_sample_reads_back_whole(sample: hd.Logs) -> None:
    back = hd.read_logs(SAMPLE)
    for name in ("ratings", "sleep", "journal", "activities"):
        assert_frame_equal(getattr(sample, name), getattr(back, name), obj=name)
    assert set(back.rejected["source"]) <= {"README.md"}
    assert back.profile == sample.profile
    assert "change of approach" in set(back.events["kind"])


def test_sample_data_matches_its_readme(sample: hd.Logs) -> None:
    assert sample.truth is not None
    assert (len(sample.truth), str(sample.truth.index[-1].date())) == (203, "2026-08-02")
    assert sample.between("2026-06-22", "2026-06-28").empty
    mood = sample.ratings[sample.ratings["measure"] == "mood"]
    assert "heavy" in set(mood["raw"])
    assert mood["value"].notna().all()
    assert mood["day"].duplicated().any()
    assert (mood["time"].dt.hour < 4).any()
    assert sample.sleep["nap"].any()
    assert {"practice", "contact", "symptom", "other"} == set(sample.activities["kind"])
    assert {"evening walk", "breathing", "journaling", "friends", "call with sister", "headache", "tired"} <= set(
        sample.activities["name"]
    )
    assert sum(len(content) for content in files(SAMPLE).values()) < 500_000


def test_sample_course(sample: hd.Logs) -> None:
    assert sample.truth is not None
    level = sample.truth["level"]
    plateau = level["2026-03-30":"2026-05-24"]
    assert plateau.max() - plateau.min() < 1e-9
    assert (sample.truth["state"]["2026-03-30":"2026-05-24"] == "stuck").all()
    assert (sample.truth["state"]["2026-07-27":] == "improving").all()
    assert level["2026-02-09"] < plateau.iloc[0] < level["2026-08-02"] < level["2026-01-12"]
    seen = moods(sample)
    weeks = seen["2026-03-30":"2026-05-24"].resample("W").mean()
    assert abs(np.polyfit(range(8), weeks, 1)[0]) < 0.1


# What is not allowed is said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seed": -1}, r"seed=-1: allowed are a whole number"),
        ({"course": "fine"}, r"course='fine': allowed are improving"),
        ({"start": "soon"}, r"start='soon': not a date"),
        ({"start": None}, r"start=None: not a date"),
        ({"start": "2100-10-01"}, r"start='2100-10-01': allowed are days .* 1970 and 2100"),
        ({"start": "9999-12-01"}, r"start='9999-12-01'"),
        ({"days": 0}, r"days=0"),
        ({"before": 168}, r"before=168"),
        ({"scale": "1-7"}, r"scale='1-7'"),
        ({"missing": 1}, r"missing=1"),
        ({"measures": ["mood"]}, r"measures=\['mood'\]: allowed are energy"),
        ({"signs": ["sadness"]}, r"signs=\['sadness'\]: allowed are fatigue"),
        ({"usual": 11}, r"usual=11"),
        ({"sd": 0}, r"sd=0"),
        ({"phi": 1}, r"phi=1"),
    ],
)
def test_messages_name_parameter_value_and_rule(given: dict[str, object], said: str) -> None:
    with pytest.raises(hd.HeartdataError, match=said):
        simulate_logs(**given)  # type: ignore[arg-type]


def test_exports_reject_unsupported_data(tmp_path: Path) -> None:
    logs = simulate_logs(seed=1, scale="0-10")
    with pytest.raises(hd.HeartdataError, match=r"formats='fitbit': allowed are daylio"):
        write_exports(logs, tmp_path, formats=["fitbit"])
    with pytest.raises(hd.HeartdataError, match=r"Daylio has no mood '\d+'"):
        write_exports(logs, tmp_path, formats=["daylio"])


def test_every_measure_and_sign_can_be_simulated() -> None:
    assert set(TRACKABLE) == set(MEASURES) - {"mood", "wake_mood"}
    logs = simulate_logs(measures=TRACKABLE, signs=tuple(SIGNS))
    assert set(logs.ratings["measure"]) == {"mood", *TRACKABLE}


def test_one_day_and_no_days_before() -> None:
    assert len(simulate_logs(days=1, before=0, missing=0).days) == 1
    assert simulate_logs(days=3, before=0).profile.loss_date is not None
