"""What goes with better days: found where it is planted, not found in noise, never called a cause."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS, MEASURES
from heartdata.practices.ar1_regression import background, inertia, student_tail, whitened
from heartdata.practices.comparison import OUTCOMES, compare_days
from heartdata.practices.effects import COLUMNS, _wording, done_by_day, practice_effects
from heartdata.practices.sentences import helps_lines
from heartdata.practices.thresholds import RULES, limit


def frames(
    seed: int, *, days: int = 120, tags: int = 6, effect: float = 0.0, lag: int = 0, outcome: str = "mood"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    noise = np.zeros(days)
    for k in range(1, days):
        noise[k] = 0.4 * noise[k - 1] + np.sqrt(1 - 0.16) * rng.normal()
    done = rng.random((days, tags)) < 0.35
    planted = np.r_[np.zeros(lag, bool), done[: days - lag, 0]]
    values = 5 + np.arange(days) / 60 + 1.5 * (noise + effect * planted)
    values[rng.random(days) < 0.2] = np.nan
    index = pd.date_range("2026-01-12", periods=days, freq="D", name="day")
    return (
        pd.DataFrame({outcome: values}, index=index),
        pd.DataFrame(done.astype(float), index=index, columns=[f"tag {k}" for k in range(tags)]),
    )


def test_a_planted_effect_is_found_with_its_size() -> None:
    daily, done = frames(1, effect=1.0)
    table = compare_days(daily, done)
    first = table[table["finding"] == 1].iloc[0]
    assert (first["practice"], first["when"]) == ("tag 0", "same day")
    assert first["low"] < 1.5 < first["high"] + 0.2
    assert first["n_with"] + first["n_without"] == daily["mood"].count()


def test_noise_is_rarely_found_even_with_a_strong_trend() -> None:
    found = sum((compare_days(*frames(seed, tags=10))["finding"] > 0).any() for seed in range(100, 140))
    assert found <= 5


def test_tag_that_grows_with_recovery_is_not_a_finding() -> None:
    found = 0
    for seed in range(200, 220):
        daily, done = frames(seed, tags=1)
        rng = np.random.default_rng(seed)
        daily["mood"] += np.linspace(0, 4, len(daily))
        done["tag 0"] = (rng.random(len(done)) < np.linspace(0.05, 0.95, len(done))).astype(float)
        found += int((compare_days(daily, done)["finding"] > 0).any())
    assert found <= 2


def test_the_next_day_and_the_night_after_are_seen() -> None:
    daily, done = frames(3, days=200, effect=1.2, lag=1)
    table = compare_days(daily, done).set_index(["practice", "when"])
    assert table.loc[("tag 0", "next day"), "p"] < 0.001
    daily, done = frames(3, days=200, effect=1.2, lag=1, outcome="sleep_hours")
    table = compare_days(daily, done)
    assert set(table["when"]) == {"night after"}
    assert table.set_index("practice").loc["tag 0", "finding"] == 1


def test_effect_is_reversed_for_measures_where_higher_is_harder() -> None:
    daily, done = frames(6, effect=-1.2, outcome="intrusive_thoughts")
    table = compare_days(daily, done).set_index(["practice", "when"])
    assert table.loc[("tag 0", "same day"), "finding"] == 1
    assert table.loc[("tag 0", "same day"), "estimate"] < 0


def test_only_better_days_are_findings() -> None:
    daily, done = frames(5, effect=-1.5)
    table = compare_days(daily, done)
    assert not (table.loc[table["practice"] == "tag 0", "finding"] > 0).any()


def test_at_most_three_findings_and_twins_count_once() -> None:
    daily, done = frames(6, days=300, tags=8)
    for k in range(5):
        daily["mood"] += 2.0 * done[f"tag {k}"]
    found = compare_days(daily, done)
    assert sorted(found.loc[found["finding"] > 0, "finding"]) == [1, 2, 3]
    daily, done = frames(8, effect=1.2)
    done["twin"] = done["tag 0"]
    found = compare_days(daily, done)
    assert set(found.loc[found["finding"] > 0, "practice"]) <= {"tag 0", "twin"}
    assert (found["finding"] > 0).sum() == 1


def test_interval_of_a_finding_holds_the_effect() -> None:
    held, shown, sd = 0, 0, 1.5
    for seed in range(300, 330):
        table = compare_days(*frames(seed, effect=0.7))
        mine = table[(table["practice"] == "tag 0") & (table["finding"] > 0) & (table["when"] == "same day")]
        shown += len(mine)
        held += int(((mine["low"] <= 0.7 * sd) & (mine["high"] >= 0.7 * sd)).sum())
        # What is found differs from nothing.
        assert (mine["low"] > 0).all()
    assert shown >= 15
    assert held >= 0.85 * shown


def bound(seed: int, share_on: np.ndarray, lift: np.ndarray) -> pd.DataFrame:
    daily, done = frames(seed, days=len(share_on), tags=3)
    rng = np.random.default_rng(seed + 1000)
    done["tag 0"] = (rng.random(len(share_on)) < share_on).astype(float)
    daily["mood"] += lift
    return compare_days(daily, done)


@pytest.mark.parametrize(
    ("reason", "off", "lift"),
    [
        ("weekday", np.arange(364) % 7 == 5, 2.5),
        ("rhythm", np.arange(240) % 8 >= 5, 2.0),
        ("", np.arange(336) % 28 >= 7, 2.5),
    ],
    ids=["Saturdays", "rota of 8 days", "cycle of 28 days"],
)
def test_what_a_weekday_or_rhythm_explains_is_held_back(reason: str, off: np.ndarray, lift: float) -> None:
    reasons = []
    for seed in range(5):
        table = bound(seed, np.where(off, 0.9, 0.04), lift * off)
        assert not (table.loc[table["practice"] == "tag 0", "finding"] > 0).any()
        reasons += table.loc[(table["practice"] == "tag 0") & (table["held_back"] != ""), "held_back"].tolist()
    assert sum(reason in said for said in reasons) >= min(3, len(reasons))
    assert reasons or not reason


def test_what_is_logged_on_good_days_is_mostly_held_back() -> None:
    shown = held = 0
    for seed in range(12):
        daily, done = frames(seed, days=240, tags=3)
        mood = daily["mood"].interpolate(limit_direction="both")
        good = mood > mood.rolling(28, center=True, min_periods=7).mean() + 0.4
        rng = np.random.default_rng(seed)
        done["tag 0"] = (rng.random(240) < np.where(good, 0.7, 0.05)).astype(float)
        table = compare_days(daily, done)
        mine = table[table["practice"] == "tag 0"]
        shown += int((mine["finding"] > 0).any())
        held += int((mine["held_back"] == "better days").any())
    assert held >= 8
    assert shown <= 4


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("weekday", "but these are mostly the same days of the week, so it may be the weekday"),
        ("rhythm", "but both come round in a rhythm, such as shifts or a cycle, so it may be that"),
        ("other things", "but you did several other things on the same days"),
        ("better days", "but it looks like something you do, or log, on days that are good already"),
    ],
)
def test_what_is_held_back_says_why(reason: str, said: str) -> None:
    table = practice_effects(tagged({"yoga": "practice"}, Profile()))
    table.loc[0, ["finding", "held_back"]] = [0, reason]
    table["finding"] = 0
    table["wording"] = [_wording(row) for row in table.to_dict("records")]
    lines = helps_lines(table)
    assert lines[0].startswith('On days with "yoga" your mood was higher, ')
    assert said in lines[0]
    assert "Nothing stands out" not in " ".join(lines)


def test_too_few_days_are_not_compared() -> None:
    daily, done = frames(9, days=60, tags=2)
    done["tag 1"] = 0.0
    done.iloc[:5, 1] = 1.0
    table = compare_days(daily, done).set_index(["practice", "when"])
    assert table.loc["tag 1", ["estimate", "low", "high", "q"]].isna().all(axis=None)
    assert compare_days(*frames(9, days=20)).empty


@pytest.mark.parametrize("values", [[5.0] * 90, [np.nan] * 90, [0.0, 10.0] * 45])
def test_degenerate_diaries_give_no_finding_and_no_error(values: list[float]) -> None:
    daily, done = frames(10, days=90)
    daily["mood"] = values
    done["always"], done["never"], done["unknown"] = 1.0, 0.0, np.nan
    table = compare_days(daily, done)
    assert not (table["finding"] > 0).any()


def test_ar1_regression() -> None:
    places = np.array([0, 1, 2, 5, 9])
    noise = np.array([1.0, 0.5, 0.2, -1.0, 0.3])
    assert whitened(noise, places, 0.0).tolist() == noise.tolist()
    covariance = 0.5 ** np.abs(places[:, None] - places[None, :])
    root = whitened(np.linalg.cholesky(covariance), places, 0.5)
    assert np.allclose(root @ root.T, np.eye(5))
    rng = np.random.default_rng(0)
    days = np.arange(400)
    y = np.zeros(400)
    for k in range(1, 400):
        y[k] = 0.6 * y[k - 1] + rng.normal()
    columns, penalties = background(days, days % 7)
    assert 0.4 <= inertia(y, columns, penalties, days) <= 0.7
    assert np.isnan(student_tail(float("nan"), 10))


@pytest.mark.parametrize("seed", range(3))
def test_the_inertia_is_the_likeliest_of_each_tried_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = np.zeros(150)
    for day in range(1, 150):
        noise[day] = 0.4 * noise[day - 1] + rng.normal()
    used = np.flatnonzero(rng.random(150) < 0.8)
    y, (columns, penalties) = noise[used], background(used, used % 7)
    tried = np.arange(17) / 20
    found = []
    for phi in tried:
        wy, wc = whitened(y, used, phi), whitened(columns, used, phi)
        normal = wc.T @ wc + np.diag(penalties * wy.var() + 1e-9)
        rest = wy - wc @ np.linalg.solve(normal, wc.T @ wy)
        freedom = len(y) - (penalties == 0).sum()
        scale = np.log1p(-(phi ** (2.0 * np.diff(used)))).sum() + np.linalg.slogdet(normal)[1]
        prior = ((phi - limit("phi")) / limit("phi_sd")) ** 2
        found.append(scale + freedom * np.log(rest @ rest / freedom) + prior)
    assert inertia(y, columns, penalties, used) == pytest.approx(tried[np.argmin(found)])


def logs_of(rows: list[tuple[str, str, str]], moods: dict[str, float], profile: Profile | None = None) -> Logs:
    stamp = pd.Timestamp
    return Logs(
        ratings=table("ratings", [(stamp(d), stamp(d), "mood", v, "", None, "a.csv") for d, v in moods.items()]),
        activities=table(
            "activities", [(stamp(d), stamp(d), name, None, kind, None, "a.csv") for d, name, kind in rows]
        ),
        profile=profile or Profile(),
    )


def test_days_without_entries_are_ignored() -> None:
    days = pd.date_range("2026-03-01", periods=4, freq="D")
    logs = logs_of([("2026-03-01", "Walk", "practice")], {"2026-03-01": 5.0, "2026-03-03": 6.0})
    done, kinds = done_by_day(logs, days)
    assert done["walk"].tolist()[:3:2] == [1.0, 0.0]
    assert done["walk"].isna().tolist() == [False, True, False, True]
    assert kinds == {"walk": "practice"}


def test_own_names_group_tags_and_symptoms_are_left_out() -> None:
    profile = Profile(practices={"evening walk": ["walk", "stroll"]}, contacts={"sister": ["call with sister"]})
    rows = [("2026-03-01", "Long stroll", "practice"), ("2026-03-02", "walk", "practice"),
            ("2026-03-02", "Call with sister", "contact"), ("2026-03-02", "headache", "symptom")]  # fmt: skip
    logs = logs_of(rows, {"2026-03-01": 5.0, "2026-03-02": 5.0}, profile)
    done, _ = done_by_day(logs, pd.date_range("2026-03-01", periods=2, freq="D"))
    assert sorted(done) == ["evening walk", "sister"]
    assert done["evening walk"].tolist() == [1.0, 1.0]


def test_practices_mentioned_only_in_the_journal() -> None:
    day, other = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-03-03")
    logs = Logs(
        journal=table("journal", [(day, day, "", "Went for a walk by the river.", (), None, "j.json"),
                                  (other, other, "", "Rain.", (), None, "j.json")])
    )  # fmt: skip
    done, kinds = done_by_day(logs, pd.date_range("2026-03-01", periods=3, freq="D"))
    assert list(done) == ["a walk"]
    assert done["a walk"].fillna(-1).tolist() == [1.0, -1.0, 0.0]
    assert kinds == {"a walk": "practice"}


def test_practice_effects_on_a_whole_diary() -> None:
    logs = hd.simulate_logs(seed=2, effects={"evening walk": 0.9}, measures=("energy", "intrusive_thoughts"))
    effects = practice_effects(logs)
    assert list(effects.columns) == list(COLUMNS)
    assert effects.loc[0, ["practice", "outcome", "finding"]].tolist() == ["evening walk", "mood", 1]
    assert set(effects["outcome"]) <= set(OUTCOMES)
    assert not set(effects["practice"]) & {"headache", "tired", "cold"}
    for wording in effects["wording"]:
        plain = wording.removesuffix("It may help, you may do it more on better days, or something else leads to both.")
        assert not any(word in plain for word in ("help", "cause", "because", "should", "improve", "effect"))
    early = practice_effects(logs, on="2026-04-20")
    again = practice_effects(logs.between("2000-01-01", "2026-04-20"))
    pd.testing.assert_frame_equal(early, again)


def tagged(names: dict[str, str], profile: Profile, *, seed: int = 1, days: int = 120) -> Logs:
    """A diary in which every tag goes with mood 3 points higher; `names` gives each tag's kind."""
    rng = np.random.default_rng(seed)
    stamps = [f"{day:%Y-%m-%d}" for day in pd.date_range("2026-03-01", periods=days, freq="D")]
    done = {name: rng.random(days) < 0.4 for name in names}
    noise = rng.normal(0, 0.8, days)
    moods = {day: 3 + 3 * sum(on[k] for on in done.values()) / len(done) + noise[k] for k, day in enumerate(stamps)}
    rows = [(day, name, names[name]) for name, on in done.items() for k, day in enumerate(stamps) if on[k]]
    return logs_of(rows, moods, profile)


@pytest.mark.parametrize("loss", [None, *KINDS_OF_LOSS])
@pytest.mark.parametrize("unsafe", [False, True])
def test_what_can_hurt_is_never_compared(loss: str | None, unsafe: bool) -> None:
    names = {"cutting": "other", "missed sertraline": "practice", "Wein": "other", "skipped lunch": "other",
             "texted Mark": "contact", "laundry": "other", "evening walk": "practice"}  # fmt: skip
    profile = Profile(loss_kind=loss, unsafe=unsafe, practices={"my wine": ["wein"]}, contacts={"Mark": ["mark"]})
    effects = practice_effects(tagged(names, profile))
    alive = loss in ("betrayal", "breakup", "rift", "friendship", "estrangement", "loved_one_changing", "other", None)
    assert set(effects["practice"]) == {"evening walk"} | (set() if unsafe or alive else {"Mark"})
    said = " ".join(helps_lines(effects))
    assert f"{5 if 'Mark' in set(effects['practice']) else 6} other tags were not compared." in said
    assert not any(word in said for word in ("cutting", "sertraline", "lunch", "laundry", "Keep going", "great"))


def test_own_practices_exclude_harmful_tags() -> None:
    profile = Profile(loss_kind="breakup", practices={"evening": ["evening", "walk"]})
    names = {"evening": "practice", "Evening wine": "practice", "walk with Mark": "practice", "Walk": "practice"}
    logs = tagged(names, profile)
    effects = practice_effects(logs)
    assert set(effects["practice"]) == {"evening"}
    plain = logs.activities[logs.activities["name"].isin(["evening", "Walk"])]
    same = effects[(effects["outcome"] == "mood") & (effects["when"] == "same day")].iloc[0]
    assert same["n_with"] == plain["day"].nunique()
    assert effects.attrs["not_compared"] == 2


def test_only_days_after_the_latest_loss_are_compared() -> None:
    profile = Profile(loss_date="2026-03-21", events=[{"date": "2026-04-30", "kind": "loss"}])
    logs = tagged({"yoga": "practice"}, profile)
    table = practice_effects(logs)
    same = table[(table["outcome"] == "mood") & (table["when"] == "same day")].iloc[0]
    assert same["n_with"] + same["n_without"] <= 59
    assert practice_effects(logs, on="2026-05-20").empty
    # On a day before the second loss, the first one counts.
    assert not practice_effects(logs, on="2026-04-29").empty


def test_wording_of_a_finding() -> None:
    table = practice_effects(tagged({"yoga": "practice"}, Profile()))
    assert re.fullmatch(
        r'On days with "yoga" your mood was about \d\.\d higher '
        r"\(likely \d\.\d to \d\.\d; \d+ days with it, \d+ without\)\. "
        r"It may help, you may do it more on better days, or something else leads to both\.",
        table.loc[table["finding"] == 1, "wording"].iloc[0],
    )


def test_no_journal_text_in_results() -> None:
    logs = hd.simulate_logs(seed=5)
    text = practice_effects(logs).to_csv()
    sentences = [s for page in logs.journal["text"] for s in str(page).split(". ") if len(s) > 25]
    assert sentences
    assert not any(sentence in text for sentence in sentences)


def test_nothing_logged_and_invalid_days() -> None:
    assert practice_effects(Logs()).empty
    with pytest.raises(hd.HeartdataError, match=r"on='soon': not a day"):
        practice_effects(Logs(), on="soon")


def test_every_outcome_is_known_and_every_threshold_has_its_source() -> None:
    assert set(OUTCOMES) - {"sleep_hours"} <= set(MEASURES)
    assert all(rule.what and rule.source for rule in RULES.values())
