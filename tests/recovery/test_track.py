"""track_progress: planted courses, invariances, no look-ahead, degenerate input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heartdata.errors import HeartdataError, NotEnoughDataError
from heartdata.recovery import judge
from heartdata.recovery import track as progress
from heartdata.recovery.decide import Begin
from heartdata.recovery.particle_filter import run
from heartdata.recovery.sentences import progress_sentence
from heartdata.recovery.track import COLUMNS, track_progress

P = ["p_improving", "p_stuck", "p_slipping", "p_recovered"]
EVENT = pd.Timestamp("2026-02-01")


def diary(gap, *, seed=1, usual=7.0, sd=1.4, before=42, missing=0.2, step=1.0, phi=0.3):
    """A diary with a planted course; `gap` in own SD per day since the event."""
    rng = np.random.default_rng(seed)
    course = np.concatenate((np.zeros(before), np.asarray(gap, float)))
    noise = np.zeros(len(course))
    noise[0] = rng.standard_normal()
    for i in range(1, len(noise)):
        noise[i] = phi * noise[i - 1] + (1 - phi**2) ** 0.5 * rng.standard_normal()
    value = np.clip(np.round((usual + sd * (noise - course)) / step) * step, 0, 10)
    value[rng.random(len(value)) < missing] = np.nan
    index = pd.date_range(EVENT - pd.Timedelta(days=before), periods=len(value), freq="D")
    return pd.DataFrame({"mood": value, "mood_n": (~np.isnan(value)).astype(int)}, index=index)


T = np.arange(140.0)
COURSES = {
    "improving": 3.0 * 0.5 ** (T / 28),
    "stuck": np.full(140, 1.8),
    "slipping": 2.0 * 0.5 ** (T / 8) + 1.8 * (T >= 80),
    "recovered": 1.5 * 0.5 ** (T / 6),
}
DAY = {"improving": 44, "stuck": 110, "slipping": 115, "recovered": 120}


@pytest.mark.parametrize("kind", COURSES)
def test_a_planted_course_is_found(kind):
    likely, named = 0, 0
    for seed in range(8):
        row = track_progress(diary(COURSES[kind], seed=seed), event=EVENT).loc[EVENT + pd.Timedelta(days=DAY[kind])]
        likely += row[P].astype(float).idxmax() == f"p_{kind}"
        named += row["state"] in (kind, "unclear")
    assert likely >= 6
    assert named >= 7


def test_a_fall_is_noticed_within_six_weeks_and_not_before():
    on = [track_progress(diary(COURSES["slipping"], seed=s), event=EVENT)["alert"].iloc[42:] for s in range(8)]
    assert sum((a.iloc[80:122] == "slipping").any() for a in on) >= 7
    assert sum((a.iloc[:80] == "slipping").any() for a in on) <= 1


def test_a_late_fall_is_noticed():
    t = np.arange(330.0)
    gap = 2.0 * 0.5 ** (t / 10) + 1.8 * (t >= 250)
    on = [track_progress(diary(gap, seed=s), event=EVENT)["alert"].iloc[42:] for s in range(5)]
    assert sum((a.iloc[250:292] == "slipping").any() for a in on) >= 4
    assert sum((a.iloc[141:250] == "slipping").any() for a in on) <= 1


def test_frame_matches_the_documentation():
    daily = diary(COURSES["improving"])
    course = track_progress(daily, event=EVENT)
    assert tuple(course.columns) == COLUMNS
    assert course.index.equals(daily.index)
    probabilities = course[P].dropna()
    assert len(probabilities) > 90
    assert (probabilities.sum(axis=1) <= 1 + 1e-9).all()  # what is left lies between two definitions
    assert (probabilities >= 0).all().all()
    assert set(course["state"]) <= {"improving", "stuck", "slipping", "recovered", "unclear"}
    assert set(course["alert"]) <= {"", "stuck", "slipping"}
    assert course["reason"].str.len().gt(0).all()
    late = course.loc[EVENT + pd.Timedelta(days=14) :]
    assert late["level"].between(0, 10).all()
    assert (late["low"] <= late["level"]).all()
    assert (late["level"] <= late["high"]).all()
    assert (late["gap_low"] <= late["gap_high"]).all()
    pace = late.dropna(subset=["pace"])
    assert (pace["pace_low"] <= pace["pace"] + 1e-9).all()
    assert (pace["pace"] <= pace["pace_high"] + 1e-9).all()
    early = course.loc[: EVENT + pd.Timedelta(days=13)]
    assert early[P].isna().all().all()
    assert (early["state"] == "unclear").all()


def test_level_and_gap_are_close_to_the_truth():
    course = track_progress(diary(COURSES["stuck"], missing=0.1), event=EVENT)
    last = course.iloc[-1]
    assert last["low"] < 7 - 1.4 * 1.8 < last["high"]
    assert last["gap_low"] < 1.8 < last["gap_high"]
    assert last["pace_low"] < 0.0 < last["pace_high"]


@pytest.mark.parametrize("days", [1, 30, 50, 75, 120, 181, 182, 183, 200])
def test_a_row_does_not_change_when_later_days_are_added(days):
    gap = np.concatenate((COURSES["slipping"], np.full(60, 1.8)))
    daily = diary(gap, step=2.5)
    daily["energy"] = diary(gap, seed=9)["mood"].where(np.arange(len(daily)) > 60)
    daily["calm"] = diary(gap, seed=10)["mood"]
    daily["calm_n"] = 1
    for event in (EVENT, None):
        whole = track_progress(daily, event=event)
        part = track_progress(daily.iloc[:days], event=event)
        pd.testing.assert_frame_equal(part, whole.iloc[:days])


@pytest.mark.parametrize("event", [EVENT, None])
@pytest.mark.parametrize(
    "begin", [{"mood": 100}, {"energy": 100}, {"mood": 100, "energy": 95}, {"mood": 100, "calm": 20}]
)
def test_a_measure_that_begins_later_changes_no_row_before(begin, event):
    daily = diary(COURSES["slipping"], step=2.5).drop(columns="mood_n")
    daily["energy"], daily["calm"] = (diary(COURSES["stuck"], seed=seed)["mood"] for seed in (9, 10))
    daily = daily[["mood", *(name for name in ("energy", "calm") if name in begin)]]
    for name, first in begin.items():
        daily.loc[daily.index < daily.index[first], name] = np.nan
    whole = track_progress(daily, event=event)
    for days in (97, 108):
        part = daily.iloc[:days]
        known = part[[name for name in part if name == "mood" or part[name].notna().any()]]
        pd.testing.assert_frame_equal(track_progress(known, event=event), whole.iloc[:days])
    nothing = whole.iloc[: min(begin.values()) if "mood" in begin else 0]
    assert nothing["level"].isna().all()
    assert nothing["reason"].str.contains("no mood in your entries yet").all()


@pytest.mark.parametrize("event", [EVENT, None])
def test_moods_without_numbers_are_counted_as_they_were_then(event):
    daily = diary(COURSES["stuck"])
    daily["mood_unknown"] = 0
    for days in (slice(10, 50), slice(110, 140)):
        daily.iloc[days, 0], daily.iloc[days, 1], daily.iloc[days, 2] = np.nan, 0, 1
    daily.iloc[:10, 0], daily.iloc[:10, 1] = np.nan, 0
    whole = track_progress(daily, event=event)
    assert whole["reason"].iloc[[5, 45]].str.contains("no mood in your entries|whose number").all()
    for days in (30, 48, 90, 120):
        pd.testing.assert_frame_equal(track_progress(daily.iloc[:days], event=event), whole.iloc[:days])


def test_the_same_twice_is_bit_identical():
    daily = diary(COURSES["stuck"])
    pd.testing.assert_frame_equal(
        track_progress(daily, event=EVENT), track_progress(daily, event=EVENT), check_exact=True
    )


@pytest.mark.parametrize("kind", COURSES)
def test_days_since_a_date_equal_those_of_a_full_run(kind, monkeypatch):
    daily = diary(np.concatenate((COURSES[kind], np.full(260, COURSES[kind][-1]))))
    whole = track_progress(daily, event=EVENT)
    for settling in (0, 56):
        monkeypatch.setattr(progress, "SETTLING", settling)
        # Within the first stretch, on the first day of a later one, among its days, the last day, and past it.
        for place in (0, 60, 42 + 140, 300, 441, 442, 800):
            since = daily.index[0] + pd.Timedelta(days=place)
            found = track_progress(daily, event=EVENT, since=since)
            pd.testing.assert_frame_equal(found, whole.iloc[place:], check_exact=True)


def test_notice_that_may_have_begun_earlier_is_searched_in_all_days(monkeypatch):
    asked = []

    def recording_run(series, since):
        asked.append(since)
        return run(series, since=since)

    def unsettled(joint, allowed, since_loss, *, begin, **_):
        return np.full(len(joint), "" if begin is Begin.OFF else "stuck", dtype=object)

    monkeypatch.setattr(progress, "run", recording_run)
    daily = diary(np.full(300, 1.8))
    track_progress(daily, event=EVENT, since=daily.index[-20])
    assert asked == [342 - 20 - 56 - 28]
    monkeypatch.setattr(judge, "notice", unsettled)
    track_progress(daily, event=EVENT, since=daily.index[-20])
    assert asked[1:] == [342 - 20 - 56 - 28, 0]


def test_the_order_of_rows_does_not_matter():
    daily = diary(COURSES["stuck"])
    shuffled = daily.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        track_progress(daily, event=EVENT), track_progress(shuffled, event=EVENT), check_freq=False
    )


def test_it_works_without_logs_before_with_a_stated_level_and_without_an_event():
    daily = diary(COURSES["stuck"]).loc[EVENT:]
    stated = track_progress(daily, event=EVENT, usual=7)
    assert stated["p_stuck"].iloc[-1] > 0.6
    bare = track_progress(daily)
    assert bare["p_stuck"].notna().sum() > 80
    width = [c["gap_high"].iloc[-1] - c["gap_low"].iloc[-1] for c in (stated, bare)]
    assert width[0] < width[1]
    long_ago = track_progress(daily, event="2024-01-01", usual={"mood": 7})
    assert long_ago["p_stuck"].notna().any()


def test_a_second_loss_begins_anew():
    gap = np.concatenate((COURSES["recovered"][:90], COURSES["stuck"][:90]))
    second = EVENT + pd.Timedelta(days=90)
    course = track_progress(diary(gap), event=[second, "2026-02-01"])
    assert course[P].loc[second : second + pd.Timedelta(days=13)].isna().all().all()
    assert course["p_recovered"].loc[second - pd.Timedelta(days=1)] > 0.6
    assert course["p_stuck"].iloc[-1] > 0.5
    assert course["reason"].loc[second + pd.Timedelta(days=3)].startswith("it's been only three days")
    assert course["reason"].loc[second + pd.Timedelta(days=1)].startswith("it's been only one day")


def test_days_of_a_marked_illness_are_left_out():
    gap = COURSES["recovered"] + 2.5 * ((T >= 100) & (T < 121))
    first, last = EVENT + pd.Timedelta(days=100), EVENT + pd.Timedelta(days=120)
    at, begun = EVENT + pd.Timedelta(days=125), []
    for seed in range(6):
        daily = diary(gap, missing=0.05, seed=seed)
        courses = (track_progress(daily, event=EVENT, ignore=span) for span in ([(first, last)], ()))
        aware, unaware = (course.loc[first:] for course in courses)
        assert aware["gap"].loc[at] < unaware["gap"].loc[at] - 1
        begun.append([(course["alert"] != "").any() for course in (aware, unaware)])
    with_illness, without = np.sum(begun, axis=0)
    assert with_illness <= 1
    assert without == 6


def test_ten_years():
    t = np.arange(3650.0)
    course = track_progress(diary(1.5 * 0.5 ** (t / 20), missing=0.4), event=EVENT)
    late = course.iloc[500:]
    assert late["p_recovered"].median() > 0.7
    assert (late["alert"] != "").mean() < 0.05


def test_sparse_diaries_are_unclear_and_say_what_is_missing():
    course = track_progress(diary(COURSES["improving"], missing=0.8), event=EVENT)
    assert (course["state"] == "unclear").all()
    assert course["reason"].iloc[-1].startswith("with ")
    assert course["reason"].iloc[-1].endswith(" more rated days I can say more")


EMPTY = pd.date_range("2026-01-01", periods=120, freq="D")


@pytest.mark.parametrize(
    "daily",
    [
        pd.DataFrame(),
        pd.DataFrame({"mood": []}, index=pd.DatetimeIndex([])),
        pd.DataFrame({"mood": np.nan}, index=EMPTY),
        pd.DataFrame({"sleep_hours": 7.0}, index=EMPTY),
        pd.DataFrame({"mood": [5.0] + [np.nan] * 119}, index=EMPTY),
        pd.DataFrame({"mood": [5.0]}, index=EMPTY[:1]),
        pd.DataFrame({"mood": [np.inf, -4, 99] * 40}, index=EMPTY),
        pd.DataFrame({"mood": ["x", None, "5"] * 40}, index=EMPTY),
    ],
    ids=["nothing", "no rows", "all missing", "no measure", "one entry", "one day", "out of range", "text"],
)
@pytest.mark.parametrize("event", [None, "2026-01-20", "2030-01-01"])
@pytest.mark.filterwarnings("ignore:mood holds -4 to 99:heartdata.HeartdataWarning")
def test_little_or_odd_data_is_unclear_and_never_an_error(daily, event):
    course = track_progress(daily, event=event)
    assert tuple(course.columns) == COLUMNS
    assert len(course) == len(daily)
    probabilities = course[P].dropna()
    assert (probabilities.sum(axis=1) <= 1 + 1e-9).all()


@pytest.mark.parametrize("value", [5.0, 10.0])
def test_constant_mood_is_most_likely_around_the_usual_but_cannot_show_it(value):
    course = track_progress(pd.DataFrame({"mood": value}, index=EMPTY), event="2026-02-01")
    last = course.iloc[-1]
    assert last[P].astype(float).idxmax() == "p_recovered"
    assert last["state"] == "unclear"
    assert last["reason"].startswith("the steps of your scale are wide")
    assert np.isfinite(last["gap"])


def test_constant_lowest_answer_is_unclear():
    course = track_progress(pd.DataFrame({"mood": 0.0}, index=EMPTY), event="2026-02-01")
    assert course["state"].iloc[-1] == "unclear"
    assert np.isfinite(course["gap"].iloc[-1])


def test_another_measure_replaces_mood():
    daily = diary(COURSES["stuck"]).rename(columns={"mood": "calm", "mood_n": "calm_n"})
    assert track_progress(daily, event=EVENT)["p_stuck"].iloc[-1] > 0.6
    heavy = pd.DataFrame({"rumination": 10 - daily["calm"]}, index=daily.index)
    assert track_progress(heavy, event=EVENT)["p_stuck"].iloc[-1] > 0.6


def test_further_measures_help_and_unrelated_ones_do_not_hurt():
    likely, width = [], []
    for seed in range(10, 20):
        daily = diary(COURSES["stuck"], seed=seed)
        more, off = daily.copy(), daily.copy()
        for k, name in enumerate(("energy", "concentration", "interest")):
            more[name] = diary(0.75 * COURSES["stuck"], seed=100 + 10 * seed + k)["mood"]
            off[name] = diary(0 * COURSES["stuck"], seed=200 + 10 * seed + k)["mood"]
        courses = [track_progress(d, event=EVENT).iloc[-90:] for d in (daily, more, off)]
        likely.append([c["p_stuck"].mean() for c in courses])
        width.append([(c["gap_high"] - c["gap_low"]).mean() for c in courses])
    alone, joined, unrelated = np.mean(likely, axis=0)
    assert joined > alone
    assert unrelated > alone - 0.10
    assert np.mean(width, axis=0)[1] < 0.98 * np.mean(width, axis=0)[0]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"event": "not a day"}, HeartdataError, "event is 'not a day'"),
        ({"event": [None]}, HeartdataError, "not a date"),
        ({"measures": ["happiness"]}, HeartdataError, "'happiness'.*choose from mood"),
        ({"measures": ["energy"]}, HeartdataError, "no such column"),
        ({"usual": 70}, HeartdataError, "between 0 and 10"),
        ({"usual": {"mood": "high"}}, HeartdataError, "number from 0 to 10"),
        ({"event": "01.03.2026"}, HeartdataError, "year first; write it like 2026-03-01"),
        ({"event": "3/1/26"}, HeartdataError, "year first"),
        ({"event": 20260301}, HeartdataError, "event is 20260301, which is not a date"),
        ({"event": pd.NaT}, HeartdataError, "not a date"),
        ({"since": 5}, HeartdataError, "since is 5"),
        ({"measures": ["Mood"]}, HeartdataError, "did you mean 'mood'"),
        ({"measures": ["enrgy"]}, HeartdataError, "did you mean 'energy'"),
        ({"measures": {"craving": "heavier"}}, HeartdataError, "no such column; it has mood"),
        ({"measures": {"mood": "up"}}, HeartdataError, 'say "better" or "heavier"'),
        ({"ignore": ["2026-02-01"]}, HeartdataError, "pairs"),
        ({"since": "soon"}, HeartdataError, "since is 'soon'"),
    ],
)
def test_a_bad_argument_says_what_to_do(arguments, error, message):
    with pytest.raises(error, match=message):
        track_progress(diary(COURSES["stuck"]), **arguments)


def test_a_bad_index_says_what_to_do():
    daily = diary(COURSES["stuck"])
    with pytest.raises(NotEnoughDataError, match="more than once"):
        track_progress(pd.concat([daily, daily.iloc[:1]]), event=EVENT)
    with pytest.raises(HeartdataError, match="asfreq"):
        track_progress(daily.drop(daily.index[5]), event=EVENT)
    with pytest.raises(HeartdataError, match="DatetimeIndex"):
        track_progress(daily.reset_index(drop=True), event=EVENT)
    with pytest.raises(HeartdataError, match="time zone"):
        track_progress(daily.tz_localize("UTC"), event=EVENT)
    with pytest.raises(HeartdataError, match="whole days"):
        track_progress(daily.set_index(daily.index + pd.Timedelta(hours=3)), event=EVENT)
    with pytest.raises(HeartdataError, match="DataFrame"):
        track_progress(daily["mood"], event=EVENT)


def test_nanosecond_and_microsecond_days_give_the_same_result():
    daily = diary(COURSES["stuck"])
    other = daily.set_index(
        daily.index.astype("datetime64[ns]" if "us" in str(daily.index.dtype) else "datetime64[us]")
    )
    a, b = track_progress(daily, event=EVENT), track_progress(other, event=EVENT)
    np.testing.assert_array_equal(a[P].to_numpy(), b[P].to_numpy())


@pytest.mark.parametrize("kind", COURSES)
def test_every_sentence_is_kind(kind):
    course = track_progress(diary(COURSES[kind]), event=EVENT)
    for _, row in course.iterrows():
        text = progress_sentence(row)
        assert text.startswith("How it's going: ")
        assert not any(
            word in text.lower() for word in ("fail", "relapse", "should", "normal", "stuck", "slipping", "nan")
        )
        if row["alert"]:
            assert text.endswith("?")


@pytest.mark.filterwarnings("ignore:mood holds:heartdata.HeartdataWarning")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    mood=st.lists(
        st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.5, 5.0, 7.5, 10.0]), st.floats(-2, 12)),
        min_size=1,
        max_size=90,
    ),
    event=st.one_of(st.none(), st.integers(-40, 100)),
    usual=st.one_of(st.none(), st.floats(0, 10)),
)
def test_any_diary_gives_probabilities_or_says_it_cannot(mood, event, usual):
    index = pd.date_range("2026-01-01", periods=len(mood), freq="D")
    daily = pd.DataFrame({"mood": pd.array(mood, dtype="Float64")}, index=index)
    when = None if event is None else index[0] + pd.Timedelta(days=event)
    course = track_progress(daily, event=when, usual=usual)
    probabilities = course[P].dropna()
    assert ((probabilities >= 0) & (probabilities <= 1)).all().all()
    assert (probabilities.sum(axis=1) <= 1 + 1e-6).all()
    assert (course["state"].eq("unclear") | course[P].notna().all(axis=1)).all()
    assert course["level"].dropna().between(0, 10).all()


@pytest.mark.parametrize(
    ("column", "asked"),
    [
        ("mood", "I don't know your usual mood from before yet; to tell me, write `mood = 7` under [usual]"),
        ("interest", "I don't know what is usual for you yet; to tell me, write `interest = 7` under [usual]"),
        ("rumination", "I don't know what is usual for you yet; to tell me, write `rumination = 3` under [usual]"),
    ],
)
def test_the_usual_that_is_asked_for_is_of_what_is_rated(column: str, asked: str) -> None:
    days = pd.date_range("2026-01-01", periods=120, freq="D")
    frame = pd.DataFrame({column: np.random.default_rng(3).normal(5, 1.5, 120).clip(0, 10).round()}, index=days)
    course = track_progress(frame, event="2026-01-03", usual=None if column == "mood" else {"mood": 6.0})
    assert course["reason"].str.startswith(asked).any()
