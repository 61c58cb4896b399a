"""`Logs.from_frame`: tables of one's own."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

import heartdata as hd
from heartdata.core.profile import Profile
from tests.made_logs import ar1

DAYS = pd.date_range("2026-03-01", periods=5)
FRAME = pd.DataFrame({"when": DAYS, "Mood": [1, 5, None, 3, 2], "anx": [1, 2, 3, 4, 5], "Slept": [6.5, 7, 8, None, 7]})
ZONED = DAYS.tz_localize("America/New_York") + pd.Timedelta(hours=23)


def moods(logs: hd.Logs) -> dict[str, float]:
    return {f"{day:%m-%d}": value for day, value in zip(logs.ratings["day"], logs.ratings["value"], strict=True)}


def from_moods(frame: Any, **more: Any) -> hd.Logs:
    return hd.Logs.from_frame(frame, **{"mood": "Mood", "scale": (1, 5), **more})


def test_a_wide_table() -> None:
    logs = from_moods(FRAME, date="when", calm="anx", higher={"calm": "worse"}, sleep_hours="Slept")
    daily = hd.to_daily(logs)
    np.testing.assert_array_equal(daily["mood"], [0, 10, np.nan, 5, 2.5])
    np.testing.assert_array_equal(daily["calm"], [10, 7.5, 5, 2.5, 0])
    np.testing.assert_array_equal(daily["sleep_hours"], [6.5, 7, 8, np.nan, 7])
    assert logs.ratings["raw"].iloc[0] == "1"
    assert logs.rejected.empty
    assert logs.sources.loc[0, ["format", "rows", "ratings", "sleep"]].tolist() == ["frame", 5, 9, 4]


@pytest.mark.parametrize(
    "frame",
    [
        FRAME.set_index("when"),
        FRAME.set_index("when")["Mood"],
        FRAME.set_index(FRAME["when"].dt.to_period("D")).drop(columns="when"),
        FRAME.set_index(FRAME["when"].dt.date).drop(columns="when"),
        FRAME.set_index([["me"] * 5, "when"]),
        FRAME.sample(frac=1, random_state=1),
        FRAME.assign(when=FRAME["when"].dt.strftime("%Y-%m-%d")).convert_dtypes(),
        FRAME.assign(when=FRAME["when"].astype(str).astype("category")),
        FRAME.assign(Mood=FRAME["Mood"].astype("Int64").astype("category")),
        FRAME.assign(Mood=FRAME["Mood"].map("{:.0f}".format).replace("nan", "")),
        FRAME.assign(when=ZONED),
        FRAME.assign(when=ZONED.tz_convert("UTC")),
        FRAME.assign(when=[str(at) for at in ZONED]),
        FRAME.assign(when=[at.to_pydatetime() for at in ZONED]),
    ],
)
def test_any_index_order_and_dtype_gives_the_same(frame: pd.DataFrame) -> None:
    logs = from_moods(frame, profile=hd.Profile(time_zone="America/New_York"))
    assert moods(logs) == {"03-01": 0, "03-02": 10, "03-04": 5, "03-05": 2.5}


def test_times_keep_the_wall_clock_and_its_distance_from_utc() -> None:
    row = from_moods(FRAME.assign(when=ZONED)).ratings.iloc[0]
    assert (row["time"], row["day"], row["utc_offset"]) == (
        pd.Timestamp("2026-03-01 23:00"), pd.Timestamp("2026-03-01"), -300,
    )  # fmt: skip
    late = from_moods(FRAME.assign(when=DAYS + pd.Timedelta(hours=2))).ratings.iloc[0]
    assert late["day"] == pd.Timestamp("2026-02-28")


def test_a_long_table() -> None:
    long = FRAME.melt("when", ["Mood", "anx"], var_name="what", value_name="score")
    logs = from_moods(long, measure="what", value="score", calm="anx")
    assert len(logs.ratings) == 9
    assert moods(hd.Logs.from_frame(long, measure="what", value="score", scale=(1, 5)))["03-02"] == 10
    with pytest.raises(hd.HeartdataError, match="mood='Modo': there is no such column; did you mean 'Mood'"):
        from_moods(long, measure="what", value="score", mood="Modo")


def test_several_frames_and_a_merge_say_the_same() -> None:
    frames = {"moods": FRAME[["when", "Mood"]], "nights": FRAME[["when", "Slept"]]}
    logs = from_moods(frames, sleep_hours="Slept")
    assert logs.sources["path"].tolist() == ["moods", "nights"]
    merged = from_moods(frames["moods"]).merge(hd.Logs.from_frame(frames["nights"], sleep_hours="Slept"))
    pd.testing.assert_frame_equal(hd.to_daily(logs), hd.to_daily(merged))


def test_columns_with_the_names_of_measures_need_no_words() -> None:
    logs = hd.Logs.from_frame(FRAME.rename(columns={"Slept": "Sleep hours"}), scale=(1, 5))
    assert set(logs.ratings["measure"]) == {"mood"}
    assert len(logs.sleep) == 4
    assert logs.notes == ["1 columns are not used: 'anx'"]


def test_both_ends_of_a_scale_show_it() -> None:
    logs = hd.Logs.from_frame(FRAME.assign(Mood=[0, 10, 4, 4, 5]))
    assert moods(logs)["03-05"] == 5
    assert any("0 to 10" in note for note in logs.notes)


CRAVING = FRAME.assign(Craving=[10, 5, None, 0, 2.5])
SAID: dict[str, Any] = {"scale": {"mood": (1, 5), "craving": (0, 10)}, "higher": {"craving": "worse"}}
OWN = {"craving": {"name": "Craving", "min": 0, "max": 10, "higher": "worse"}}


def test_a_measure_of_ones_own_keeps_its_direction_and_is_carried_on() -> None:
    logs = from_moods(CRAVING, craving="Craving", **SAID)
    craving = logs.ratings[logs.ratings["measure"] == "craving"]
    assert craving["value"].tolist() == [10, 5, 0, 2.5]
    daily = hd.to_daily(logs)
    assert daily["craving"].dropna().tolist() == [10, 5, 0, 2.5]
    assert daily.attrs["heartdata"]["measures"] == {"craving": "heavier"}
    again = hd.to_daily(hd.Logs.from_frame(daily))
    pd.testing.assert_series_equal(again["craving"], daily["craving"], check_freq=False)
    assert again.attrs == daily.attrs


@pytest.mark.parametrize("way", ["said for all", "in the profile", "by its name", "in a long table"])
def test_a_measure_of_ones_own_is_the_same_however_it_is_said(way: str) -> None:
    table = pd.DataFrame({"when": DAYS[:3], "Craving": [4, 0, 1], "Mood": [1, 2, 3]})
    profile = Profile(columns={"date": "when", **OWN, "craving": {**OWN["craving"], "max": 4}})
    long = table.melt("when", var_name="what", value_name="number")
    logs = {
        "said for all": lambda: from_moods(table, craving="Craving", scale=(0, 4), higher={"craving": "heavier"}),
        "in the profile": lambda: from_moods(table, craving="Craving", profile=profile, scale={"mood": (1, 5)}),
        "by its name": lambda: hd.Logs.from_frame(table, profile=profile, scale={"mood": (1, 5)}),
        "in a long table": lambda: from_moods(
            long, measure="what", value="number", craving="Craving", scale=(0, 4), higher={"craving": "worse"}
        ),
    }[way]()
    assert hd.to_daily(logs)["craving"].tolist() == [10, 0, 2.5]


def test_a_measure_of_ones_own_takes_part_in_the_verdict() -> None:
    mood = np.round(ar1(90, seed=2)).clip(0, 10)
    table = pd.DataFrame({"when": pd.date_range("2026-01-01", periods=90), "Mood": mood, "Craving": 10 - mood[::-1]})
    logs = from_moods(table, craving="Craving", scale=(0, 10), higher={"craving": "worse"})
    both = hd.track_progress(logs)
    said = hd.track_progress(hd.to_daily(logs), measures={"mood": "better", "craving": "heavier"})
    pd.testing.assert_frame_equal(both, said)
    assert not both["p_stuck"].equals(hd.track_progress(logs, measures="mood")["p_stuck"])


def test_a_daily_table_comes_back_with_what_it_carries() -> None:
    planted = hd.simulate_logs(seed=3, days=80)
    daily = hd.to_daily(planted)
    again = hd.to_daily(hd.Logs.from_frame(daily))
    kept = ["mood", "sleep_hours", "bedtime", "waketime"]
    pd.testing.assert_frame_equal(again[kept], daily[kept], check_freq=False)
    assert again.attrs == daily.attrs


def test_nights() -> None:
    frame = pd.DataFrame(
        {
            "date": DAYS,
            "sleep_hours": pd.to_timedelta([7, 7, 7, 7, 30], unit="h"),
            "bedtime": ["23:30", dt.time(0, 30), 22.5, None, "25 o'clock"],
            "waketime": pd.to_datetime(DAYS) + pd.Timedelta(hours=8),
        }
    )
    logs = hd.Logs.from_frame(frame)
    assert logs.sleep["start"].dt.strftime("%d %H:%M").tolist()[:3] == ["28 23:30", "02 00:30", "02 22:30"]
    assert logs.sleep["in_bed_h"].tolist()[:2] == [8.5, 7.5]
    assert logs.rejected[["line", "column"]].to_numpy().tolist() == [[5, "sleep_hours"], [5, "bedtime"]]
    assert "25" not in logs.rejected["reason"].str.cat()


def test_activities_texts_and_measurements() -> None:
    frame = pd.DataFrame(
        {
            "date": DAYS, "tags": ["yoga, tea", ["tea"], None, "", "call Ida"], "walk": [True, False, True, None, True],
            "km": [0, 2.5, 0, 0, 0], "note": ["a b", None, "", " ", "c"], "steps": [5000, -3, np.inf, None, 900],
        }
    )  # fmt: skip
    logs = hd.Logs.from_frame(frame, activities=["tags", "walk", "km"], note="note", steps="steps")
    done = logs.activities.groupby("name")["day"].apply(lambda days: [day.day for day in days]).to_dict()
    assert done == {"yoga": [1], "tea": [1, 2], "call Ida": [5], "walk": [1, 3, 5], "km": [2]}
    assert logs.activities.set_index("name")["amount"]["km"] == 2.5
    assert logs.activities.set_index("name")["kind"]["call Ida"] == "contact"
    assert logs.journal["text"].tolist() == ["a b", "c"]
    assert logs.vitals["value"].tolist() == [5000, 900]
    assert logs.rejected["line"].tolist() == [3, 2]


def test_mood_words() -> None:
    frame = pd.DataFrame({"date": DAYS, "mood": pd.Categorical(["good", "BAD ", "meh", None, "good"])})
    with pytest.warns(hd.HeartdataWarning, match="1 mood is a word without a known level"):
        logs = hd.Logs.from_frame(frame, profile=hd.Profile(moods={"Good": 4, "bad": 2}))
    np.testing.assert_array_equal(logs.ratings["value"], [7.5, 2.5, np.nan, 7.5])


def test_cells_that_cannot_be_used_are_listed_and_the_rest_is_read() -> None:
    frame = pd.DataFrame(
        {"date": [*DAYS[:3], None, "2226-01-01"], "Mood": [1, 9, 3, 3, 3], "energy": ["x", 1, 2, 3, 4]}
    )
    logs = from_moods(frame, energy="energy")
    assert len(logs.ratings) == 4
    assert logs.rejected[["line", "reason"]].to_numpy().tolist() == [
        [4, "it has no date"], [5, "the year is outside 1970 to 2100"], [2, "outside the scale of 1 to 5"],
        [1, "not a number"],
    ]  # fmt: skip


def test_a_loss_is_an_event() -> None:
    logs = from_moods(FRAME, profile=hd.Profile(loss_date="2026-03-03", usual=7))
    assert logs.events["kind"].tolist() == ["loss"]
    assert hd.to_daily(logs).attrs["heartdata"]["usual"] == {"mood": 7.0}


def test_the_course_is_that_of_the_logs() -> None:
    frame = pd.DataFrame({"mood": ar1(90, 1).clip(0, 10)}, index=pd.date_range("2026-01-01", periods=90, name="day"))
    logs = hd.Logs.from_frame(frame, scale=(0, 10), profile=hd.Profile(loss_date="2026-02-01"))
    plain = hd.track_progress(frame, event="2026-02-01")
    np.testing.assert_allclose(hd.track_progress(logs)["level"], plain["level"])


QUESTIONS = {
    "which scale": ({"scale": None}, FRAME),
    r"on which scale\? Say scale=\(1, 5\)": ({"scale": {"calm": (1, 5)}}, FRAME),
    "is a high number good or hard": ({"calm": "anxiety"}, FRAME.rename(columns={"anx": "anxiety"})),
    "Where were you": ({}, FRAME.assign(when=DAYS.tz_localize("UTC"))),
    "dayfirst": ({"date": "when"}, FRAME.assign(when=FRAME["when"].dt.strftime("%d.%m.%Y"))),
    "are these minutes": ({"sleep_hours": "Slept"}, FRAME.assign(Slept=[400, 420, 390, 400, 410])),
    "could each be mood": ({"mood": ["Mood", "anx"]}, FRAME),
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_what_could_be_read_in_two_ways_is_asked(asked: str) -> None:
    more, frame = QUESTIONS[asked]
    with pytest.raises(hd.AmbiguousFormatError, match=asked):
        from_moods(frame, **more)


WRONG: dict[str, tuple[Any, dict[str, Any]]] = {
    "did you mean 'Mood'": (FRAME, {"mood": "Modd"}),
    "mod is nothing a column can be; did you mean 'mood'": (FRAME, {"mod": "Mood"}),
    "got int; read_logs reads files": (3, {}),
    "got str; read_logs reads files": ("exports/", {}),
    "got list; read_logs reads files": ([1, 2], {}),
    "give the lowest and the highest": (FRAME, {"scale": 5}),
    r"scale=\(5, 1\)": (FRAME, {"scale": (5, 1)}),
    "scale names 'moood', no measure; did you mean 'mood'": (FRAME, {"scale": {"moood": (1, 5)}}),
    "higher names 'anx', no measure": (FRAME, {"higher": {"anx": "heavier"}}),
    r"craving is nothing a column can be; .*scale={'craving': \(0, 10\)}": (FRAME, {"craving": "anx"}),
    "higher names 'wish', no measure": (FRAME, {"higher": {"wish": "worse"}}),
    "higher says 'lower' of calm": (FRAME, {"higher": {"calm": "lower"}}),
    "higher='heavier': give a mapping": (FRAME, {"higher": "heavier"}),
    "say which column holds the date": (FRAME[["Mood"]], {}),
    "'when', 'day' could be it": (FRAME.assign(day=DAYS), {}),
    "holds numbers, not dates": (FRAME.assign(when=20260301), {"date": "when"}),
    "holds weeks or months": (FRAME.assign(when=DAYS.to_period("W")), {}),
    "holds no dates that can be read": (FRAME.assign(when="soon"), {}),
    "was given no frame": ({}, {}),
    "measure and value go together": (FRAME, {"measure": "what"}),
    "profile is a dict; give a Profile": (FRAME, {"profile": {}}),
    "several levels": (FRAME.T.set_index([list("abcd"), list("abcd")]).T, {}),
    "more than one column 'Mood'": (pd.concat([FRAME, FRAME[["Mood"]]], axis=1), {}),
    "no column of 'table' is known; say what they are, such as mood='anx'": (FRAME[["when", "anx"]], {"mood": None}),
}  # fmt: skip


@pytest.mark.parametrize("said", WRONG)
def test_a_wrong_call_is_told_what_is_possible(said: str) -> None:
    frame, more = WRONG[said]
    given = {"mood": "Mood", "scale": (1, 5), **more}
    with pytest.raises(hd.HeartdataError, match=said):
        hd.Logs.from_frame(frame, **{k: v for k, v in given.items() if v is not None})


def test_long_cells_are_never_shown() -> None:
    secret = "I could not get out of bed and nobody may ever read this line"
    frame = FRAME.assign(what=secret, score=3)
    with pytest.raises(hd.HeartdataError, match="there is no such column; there are none"):
        from_moods(frame, measure="what", value="score")
