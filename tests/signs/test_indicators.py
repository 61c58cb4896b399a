from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import comb, erf, sqrt

import numpy as np
import pandas as pd
import pytest
import sklearn.feature_extraction.text  # noqa: F401 - loads ssl, which cannot be done with sockets blocked
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.diary_text import entry
from benchmarks.indicators import WORLDS, person
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import SIGNS
from heartdata.errors import HeartdataError
from heartdata.signs import monitor
from heartdata.signs.course import _levels, _usual_levels
from heartdata.signs.estimators import adjusted, z_of_shares
from heartdata.signs.evidence import gather
from heartdata.signs.indicators import indicator_course, stagnation_indicators
from heartdata.signs.monitor import Monitor
from heartdata.signs.sentences import sign_sentence
from heartdata.signs.sources import SOURCES
from heartdata.signs.thresholds import RULES

START = pd.Timestamp("2026-01-01")
LOSS = Profile(loss_date="2026-04-01")  # day 90
RATED = {
    "fatigue": ("energy", -1),
    "intrusive_thoughts": ("intrusive_thoughts", 1),
    "poor_concentration": ("concentration", -1),
    "lost_colour": ("interest", -1),
    "avoiding_connection": ("connection", -1),
    "replaying": ("rumination", 1),
    "feeling_unwell": ("body", -1),
}
NAN = float("nan")
ALL = tuple(SIGNS)


def day(place: int) -> pd.Timestamp:
    return START + pd.Timedelta(days=place)


def ratings(
    signs: tuple[str, ...] = ALL,
    days: int = 200,
    *,
    rise: dict[str, tuple[int, int, float]] | None = None,
    seed: int = 0,
) -> Logs:
    """Ratings around the middle of the scale; `rise` makes a sign heavier from one day to another."""
    rng = np.random.default_rng(seed)
    rows = []
    for sign in signs:
        measure, direction = RATED[sign]
        values = rng.normal(0, 1.3, days)
        for begin, end, size in [rise[sign]] if rise and sign in rise else []:
            values[begin:end] += size
        logged = rng.random(days) < 0.8
        rows += [
            (pd.NaT, day(i), measure, float(np.clip(5 + direction * values[i], 0, 10)), "", NAN, "t")
            for i in range(days)
            if logged[i]
        ]
    return Logs(ratings=table("ratings", rows), profile=LOSS)


def tags(name: str, places: list[int], days: int = 200, kind: str = "other") -> Logs:
    rows = [(pd.NaT, day(i), "cooking", NAN, "other", NAN, "t") for i in range(days)]
    rows += [(pd.NaT, day(i), name, NAN, kind, NAN, "t") for i in places]
    return Logs(activities=table("activities", rows), profile=LOSS)


def status(logs: Logs, sign: str, on: int | None = None) -> str:
    return str(stagnation_indicators(logs, on=None if on is None else str(day(on).date())).loc[sign, "status"])


# ---- what the table is -----------------------------------------------------------------------------------------------


def test_all_seven_signs_are_always_there_and_nothing_tracked_is_unknown() -> None:
    signs = stagnation_indicators(Logs())
    assert signs.index.tolist() == list(SIGNS)
    assert signs.index.name == "sign"
    assert list(signs.columns) == [
        "status",
        "level",
        "usual",
        "difference",
        "low",
        "high",
        "since",
        "days_logged",
        "often",
        "sources",
    ]
    assert (signs["status"] == "unknown").all()
    assert signs[["level", "usual", "difference", "low", "high"]].isna().all(axis=None)
    assert signs["since"].isna().all()
    assert (signs["days_logged"] == 0).all()


@pytest.mark.parametrize("sign", ALL)
def test_a_rise_in_ratings_is_named_and_only_that(sign: str) -> None:
    signs = stagnation_indicators(ratings(rise={sign: (150, 200, 2.2)}))
    assert signs.loc[sign, "status"] == "persistent"
    assert set(signs.drop(sign)["status"]) <= {"quiet", "easing"}
    row = signs.loc[sign]
    assert row["low"] < row["difference"] < row["high"]
    assert row["low"] > 0
    assert row["level"] > row["usual"] + 0.8
    assert day(150) <= row["since"] <= day(170)
    assert 5 <= row["days_logged"] <= 14


def test_level_of_reversed_ratings_is_higher_when_harder() -> None:
    signs = stagnation_indicators(ratings(("fatigue",), rise={"fatigue": (0, 200, 2.0)}))
    assert signs.loc["fatigue", "level"] > 6
    assert signs.loc["fatigue", "sources"] == "energy rating"


def test_sign_goes_quiet_present_persistent_easing_quiet() -> None:
    logs = ratings(rise={"fatigue": (110, 160, 2.2)}, days=240)
    seen = [status(logs, "fatigue", on) for on in range(95, 240, 5)]
    order = [seen[0], *[b for a, b in pairwise(seen) if a != b]]
    assert order == ["quiet", "present", "persistent", "easing", "quiet"]


def test_only_the_past_is_used() -> None:
    logs = ratings(rise={"fatigue": (120, 170, 2.0)}, days=220)
    for on in (60, 100, 131, 160, 190):
        cut = logs.between(START.date(), day(on).date())
        pd.testing.assert_frame_equal(stagnation_indicators(cut), stagnation_indicators(logs, on=day(on).date()))


def test_a_lasting_sign_does_not_become_its_own_usual() -> None:
    logs = ratings(("fatigue", "replaying"), days=420, rise={"fatigue": (150, 420, 2.2)})
    logs = Logs(ratings=logs.ratings)  # no loss known: the usual is learned on the way
    assert status(logs, "fatigue") == "persistent"
    assert stagnation_indicators(logs).loc["fatigue", "since"] < day(180)


def test_heavy_throughout_is_present_even_if_nothing_is_known_from_before() -> None:
    rng = np.random.default_rng(1)
    rows = [(pd.NaT, day(i), "energy", float(np.clip(rng.normal(1.5, 1), 0, 10)), "", NAN, "t") for i in range(60)]
    signs = stagnation_indicators(Logs(ratings=table("ratings", rows)))
    assert signs.loc["fatigue", "status"] in ("present", "persistent")
    assert signs.loc["fatigue", "level"] > 7


def test_a_sign_that_was_heavy_from_the_first_day_ends_when_it_is_lighter_not_before() -> None:
    values = (
        [8.0 + (i % 2) for i in range(40)] + [6.0 + (i % 2) for i in range(40)] + [2.0 + (i % 2) for i in range(40)]
    )
    rows = [(pd.NaT, day(i), "rumination", value, "", NAN, "t") for i, value in enumerate(values)]
    logs = Logs(ratings=table("ratings", rows))
    assert stagnation_indicators(logs, on=day(79)).loc["replaying", "status"] == "persistent"
    row = stagnation_indicators(logs).loc["replaying"]
    assert row["status"] == "lighter"
    assert "lighter than your usual" in sign_sentence("replaying", row)


def test_a_burden_that_has_gone_is_lighter_and_said_as_the_news_it_is() -> None:
    often = np.flatnonzero(np.random.default_rng(9).random(150) < 0.5).tolist()  # and none of the last 50 days
    row = stagnation_indicators(tags("overthinking", often)).loc["replaying"]
    assert row["status"] == "lighter"
    assert row["level"] == 0
    assert "It used to come up a lot." in sign_sentence("replaying", row)


def test_larger_swings_around_the_same_level_are_not_a_sign() -> None:
    rng = np.random.default_rng(8)
    swings = np.where(np.arange(200) < 90, 0.9, 1.8)
    rows = [
        (pd.NaT, day(i), measure, float(np.clip(5 + swings[i] * rng.normal(), 0, 10)), "", NAN, "t")
        for i in range(200)
        for measure, _ in RATED.values()
    ]
    statuses = indicator_course(Logs(ratings=table("ratings", rows), profile=LOSS))["status"].to_numpy()
    assert np.isin(statuses, ["present", "persistent"]).mean() < 0.02


def test_a_change_of_all_signs_by_the_season_is_no_sign_but_one_beside_it_is_found() -> None:
    """In summer all is half an SD lighter than before the loss; one sign alone is 1.3 SD above that."""
    rng = np.random.default_rng(12)
    days = np.arange(300)
    season = np.where(days < 90, 0.0, -0.6 * np.sin(np.pi * (days - 90) / 210))[:, None]
    values = 5 + season + rng.normal(0, 1, (300, 1)) * 0.7 + rng.normal(0, 0.7, (300, 7))
    values[230:, 0] += 1.3
    rows = [
        (pd.NaT, day(i), measure, float(np.clip(5 + direction * (values[i, place] - 5), 0, 10)), "", NAN, "t")
        for i in range(300)
        for place, (measure, direction) in enumerate(RATED.values())
    ]
    course = indicator_course(Logs(ratings=table("ratings", rows), profile=LOSS))["status"]
    there = course.isin(["present", "persistent"])
    assert there["fatigue"].iloc[36:38].any()  # within four weeks
    assert there.drop(columns="fatigue").to_numpy().mean() < 0.02


def test_each_sign_found_makes_the_next_need_to_be_clearer() -> None:
    monitor = Monitor(gather(ratings()))
    monitor.starts = [95, 100]  # days after the loss on day 90
    strict = [monitor._q(place) for place in (110, 138, 145, 290)]
    assert strict == [q := RULES["q"].value, q / 2, q / 4, q]
    monitor.starts = [50, 60, 70, 80]  # before it, when nothing was hard yet
    assert monitor._q(150) == q


def test_too_few_days_are_unknown() -> None:
    assert status(ratings(("fatigue",), days=10), "fatigue") == "unknown"
    logs = ratings(("fatigue",), days=150)
    sparse = Logs(
        ratings=logs.ratings[(logs.ratings["day"] < day(100)) | (logs.ratings["day"] >= day(147))], profile=LOSS
    )
    row = stagnation_indicators(sparse).loc["fatigue"]
    assert row["status"] == "unknown"
    assert row["days_logged"] <= 3


def test_long_after_the_last_entry_everything_is_unknown() -> None:
    signs = stagnation_indicators(ratings(), on="2027-06-01")
    assert (signs["status"] == "unknown").all()


# ---- the sources -----------------------------------------------------------------------------------------------------


def test_every_sign_has_a_structured_and_a_text_source_with_a_reference() -> None:
    for sign in SIGNS:
        channels = {source.channel for source in SOURCES if source.sign == sign}
        assert {"rating", "tags", "text"} <= channels
    assert all(source.reference and source.label for source in SOURCES)
    assert "mood" not in {source.measure for source in SOURCES}
    assert all(rule.what and rule.source for rule in RULES.values())


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Tired", "fatigue"),
        ("müde", "fatigue"),
        ("flashbacks", "intrusive_thoughts"),
        ("brain fog", "poor_concentration"),
        ("numb", "lost_colour"),
        ("cancelled plans", "avoiding_connection"),
        ("overthinking", "replaying"),
        ("headache", "feeling_unwell"),
        ("😴 tired!", "fatigue"),
    ],
)
def test_tags_that_come_more_often_are_found(name: str, sign: str) -> None:
    often = [*range(5, 150, 12), *[i for i in range(150, 200) if i % 4]]
    signs = stagnation_indicators(tags(name, often))
    assert signs.loc[sign, "status"] in ("present", "persistent")
    assert signs.loc[sign, "level"] > 5 > signs.loc[sign, "usual"]
    assert not set(signs.drop(sign)["status"]) & {"present", "persistent"}


def test_a_symptom_without_a_list_counts_as_feeling_unwell_but_not_one_that_has_another_sign() -> None:
    often = [*range(5, 150, 12), *[i for i in range(150, 200) if i % 4]]
    assert status(tags("sore elbow", often, kind="symptom"), "feeling_unwell") == "persistent"
    assert status(tags("brain fog", often, kind="symptom"), "feeling_unwell") == "unknown"
    assert status(tags("insomnia", often, kind="symptom"), "feeling_unwell") == "unknown"


def test_tags_of_journal_entries_count() -> None:
    rows = [
        (pd.NaT, day(i), "", "short", ("tired",) if i >= 150 or i % 12 == 5 else ("other",), NAN, "t")
        for i in range(200)
    ]
    assert status(Logs(journal=table("journal", rows), profile=LOSS), "fatigue") == "persistent"


def test_fewer_contacts_are_read() -> None:
    rows = [(pd.NaT, day(i), "cooking", NAN, "other", NAN, "t") for i in range(200)]
    rows += [
        (pd.NaT, day(i), "Anna", NAN, "contact", NAN, "t") for i in range(200) if (i < 150 and i % 3) or i % 11 == 0
    ]
    signs = stagnation_indicators(Logs(activities=table("activities", rows), profile=LOSS))
    assert signs.loc["avoiding_connection", "status"] == "persistent"
    assert signs.loc["avoiding_connection", "sources"] == "contacts logged"


def test_fewer_kinds_of_activities_are_read() -> None:
    rng = np.random.default_rng(3)
    names = ["walk", "yoga", "cooking", "cinema", "reading", "garden", "choir"]
    rows = [
        (pd.NaT, day(i), name, NAN, "other", NAN, "t")
        for i in range(200)
        for name in rng.choice(names, size=1 if i >= 150 else int(rng.integers(2, 6)), replace=False)
    ]
    row = stagnation_indicators(Logs(activities=table("activities", rows), profile=LOSS)).loc["lost_colour"]
    assert row["status"] == "present"  # never persistent from variety alone: habits may just be over
    assert row["sources"] == "variety of activities"
    assert row["usual"] == 5  # of a score; whatever is worked out first
    dull = [(pd.NaT, day(i), "interest", 7.0 + i % 2 - 4 * (i >= 150), "", NAN, "t") for i in range(200)]
    both = Logs(activities=table("activities", rows), ratings=table("ratings", dull), profile=LOSS)
    assert status(both, "lost_colour") == "persistent"


def test_retired_habits_are_never_a_persistent_sign() -> None:
    names = ["walk", "yoga", "cooking", "floss", "no sugar", "reading", "choir", "vitamins"]
    rng = np.random.default_rng(4)
    rows = [
        (pd.NaT, day(i), name, NAN, "other", NAN, "t")
        for i in range(260)
        for place, name in enumerate(names)
        if (place < 3 or i < 130) and rng.random() < 0.8
    ]
    course = indicator_course(Logs(activities=table("activities", rows), profile=LOSS))
    statuses = course["status", "lost_colour"]
    assert "persistent" not in set(statuses)
    # Eight weeks later what is over is no longer missed.
    assert (statuses.iloc[27:30] == "quiet").any()
    assert (statuses.iloc[27:] == "present").mean() < 0.4


def test_levels_do_not_depend_on_the_order_of_computation() -> None:
    rng = np.random.default_rng(3)
    rows = [
        (pd.NaT, day(i), name, NAN, "other", NAN, "t")
        for i in range(200)
        for name in rng.choice(["walk", "yoga", "cooking", "choir"], size=int(rng.integers(1, 5)), replace=False)
    ]
    monitor = Monitor(gather(Logs(activities=table("activities", rows), profile=LOSS))).run()
    before = monitor.usual.copy()
    levels, usual = _levels(monitor), _usual_levels(monitor)
    np.testing.assert_array_equal(monitor.usual, before)
    np.testing.assert_array_equal(_usual_levels(monitor), usual)
    np.testing.assert_array_equal(_levels(monitor), levels)
    assert set(usual[np.isfinite(usual)]) == {5.0}


def test_low_mood_alone_is_not_lost_colour() -> None:
    rows = [(pd.NaT, day(i), "mood", 7.0 if i < 150 else 1.0, "", NAN, "t") for i in range(200)]
    assert (stagnation_indicators(Logs(ratings=table("ratings", rows), profile=LOSS))["status"] == "unknown").all()


SAID = {
    "fatigue": "I am so tired.",
    "intrusive_thoughts": "I can't stop thinking about her.",
    "poor_concentration": "I couldn't concentrate on anything.",
    "lost_colour": "I feel empty.",
    "avoiding_connection": "I don't want to see anyone.",
    "replaying": "I keep replaying that evening.",
    "feeling_unwell": "I have a headache.",
}


def written(sentence: str, often: list[int], days: int = 200, filler: str = "") -> Logs:
    rng = np.random.default_rng(0)
    chosen = set(often)
    rows = []
    for i in range(days):
        text = filler or entry(rng, "Robin", None, facts=0, about=1, everyday=10)
        if i % 5:
            rows.append((pd.NaT, day(i), "", f"{text} {sentence}" if i in chosen else text, (), NAN, "t"))
    return Logs(journal=table("journal", rows), profile=LOSS)


@pytest.mark.slow
@pytest.mark.parametrize("sign", ALL)
def test_what_is_written_more_often_is_found(sign: str) -> None:
    often = [*range(6, 150, 10), *[i for i in range(150, 200) if i % 3]]
    signs = stagnation_indicators(written(SAID[sign], often))
    assert signs.loc[sign, "status"] == "persistent"
    assert not set(signs.drop(sign)["status"]) & {"present", "persistent", "unknown"}
    assert "journal" in signs.loc[sign, "sources"]


def test_longer_entries_with_the_same_share_are_not_a_sign() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for i in range(200):
        parts = 1 if i < 150 else 3  # later three times as much is written, all in the same vein
        said = [" I am so tired." if rng.random() < 0.15 else "" for _ in range(parts)]
        text = " ".join(entry(rng, "Robin", None, facts=0, about=1, everyday=8) + s for s in said)
        rows.append((pd.NaT, day(i), "", text, (), NAN, "t"))
    row = stagnation_indicators(Logs(journal=table("journal", rows), profile=LOSS)).loc["fatigue"]
    assert row["level"] > row["usual"]
    assert row["status"] == "quiet"


def test_text_in_another_language_is_unknown_and_not_quiet() -> None:
    french = "Aujourd'hui je suis allé au lac avec ma sœur et il faisait beau, nous avons parlé des vacances. " * 4
    assert (stagnation_indicators(written("", [], filler=french))["status"].drop("replaying") == "unknown").all()


def test_too_few_entries_say_nothing() -> None:
    logs = written(SAID["fatigue"], list(range(200)))
    few = Logs(
        journal=logs.journal[(logs.journal["day"] < day(150)) | (logs.journal["day"].dt.day % 6 == 0)], profile=LOSS
    )
    assert status(few, "fatigue") == "unknown"


def test_tiredness_after_a_single_short_night_is_not_counted() -> None:
    rng = np.random.default_rng(5)
    short = [i for i in range(150, 200) if i % 3 == 0]
    sleep, energy = [], []
    for i in range(200):
        hours = 4.5 if i in short else float(rng.normal(7.5, 0.4))
        end = day(i) + pd.Timedelta(hours=7)
        sleep.append((end - pd.Timedelta(hours=hours), end, day(i), hours, *[NAN] * 6, False, NAN, "t"))
        value = 1.0 if i in short else float(np.clip(rng.normal(6, 1), 0, 10))
        energy.append((pd.NaT, day(i), "energy", value, "", NAN, "t"))
    tired = table("ratings", energy)
    assert status(Logs(ratings=tired, sleep=table("sleep", sleep), profile=LOSS), "fatigue") == "quiet"
    assert status(Logs(ratings=tired, profile=LOSS), "fatigue") == "persistent"
    # Where nearly every night is short, tiredness is not explained away.
    always = [
        (e - pd.Timedelta(hours=4.5), e, d, 4.5, *[NAN] * 6, False, NAN, "t") if d >= day(150) else (s, e, d, h, *rest)
        for s, e, d, h, *rest in sleep
    ]
    heavy = [(t, d, m, 1.0 if d >= day(150) else v, r, u, s) for t, d, m, v, r, u, s in energy]
    logs = Logs(ratings=table("ratings", heavy), sleep=table("sleep", always), profile=LOSS)
    assert status(logs, "fatigue") == "persistent"


def test_illness_is_left_out() -> None:
    rng = np.random.default_rng(6)
    body = [
        (pd.NaT, day(i), "body", 0.0 if 170 <= i < 177 else float(np.clip(rng.normal(7, 1), 0, 10)), "", NAN, "t")
        for i in range(190)
    ]
    rated = table("ratings", body)
    assert status(Logs(ratings=rated, profile=LOSS), "feeling_unwell", on=180) == "present"
    flu = table("activities", [(pd.NaT, day(i), "Flu", NAN, "symptom", NAN, "t") for i in range(170, 177)])
    assert status(Logs(ratings=rated, activities=flu, profile=LOSS), "feeling_unwell", on=180) == "quiet"
    marked = table("events", [(day(170), day(178), "", "illness", "t")])
    assert status(Logs(ratings=rated, events=marked, profile=LOSS), "feeling_unwell", on=180) == "quiet"


# ---- the course and the sentence -------------------------------------------------------------------------------------


def test_course_is_week_by_sign() -> None:
    logs = ratings(rise={"fatigue": (150, 200, 2.2)})
    course = indicator_course(logs)
    assert course.index.name == "week"
    assert (course.index.day_of_week == 0).all()
    assert (np.diff(course.index) == np.timedelta64(7, "D")).all()
    assert list(course["difference"].columns) == list(SIGNS)
    assert course.index[0] <= START
    last = stagnation_indicators(logs)
    assert course["status"].iloc[-1].tolist() == last["status"].tolist()
    np.testing.assert_allclose(course["difference"].iloc[-1].astype(float), last["difference"])
    assert course["difference"]["fatigue"].astype(float).iloc[-2] > 0.5


def test_a_week_without_entries_is_the_same_in_longer_logs() -> None:
    logs = ratings(rise={"fatigue": (120, 200, 2.2)})
    empty = day(151)  # a Monday
    assert empty.day_of_week == 0
    away = ~logs.ratings["day"].between(empty, empty + pd.Timedelta(days=6))
    logs = Logs(ratings=logs.ratings[away], profile=logs.profile)
    sunday = (empty + pd.Timedelta(days=6)).date()
    longer, until = indicator_course(logs), indicator_course(logs, on=sunday)
    assert until.index[-1] == empty
    assert until["status"].iloc[-1]["fatigue"] != "unknown"
    pd.testing.assert_frame_equal(until, longer.loc[:empty], check_freq=False)
    with pytest.raises(HeartdataError, match="not a day"):
        indicator_course(logs, on="soon")


def test_false_discovery_is_controlled_as_published() -> None:
    # Benjamini & Hochberg (1995), table of their section 4.1: at q = .05 the four smallest of fifteen are rejected.
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
                  0.6528, 0.7590, 1.0])  # fmt: skip
    shuffled = np.random.default_rng(3).permutation(p)
    assert sorted(shuffled[adjusted(shuffled) <= 0.05]) == p[:4].tolist()
    assert (adjusted(p) <= 0.05).sum() > (p * len(p) <= 0.05).sum() == 3
    # What is not tracked does not count as tested.
    np.testing.assert_allclose(adjusted(np.array([0.01, np.nan, 0.04])), [0.02, np.nan, 0.04])


def test_signs_that_move_together_are_not_counted_as_seven() -> None:
    rng = np.random.default_rng(7)
    common = rng.normal(0, 1.3, 200)
    rows = []
    for measure, direction in RATED.values():
        own = common + rng.normal(0, 0.2, 200)
        rows += [
            (pd.NaT, day(i), measure, float(np.clip(5 + direction * own[i], 0, 10)), "", NAN, "t") for i in range(200)
        ]
    together = stagnation_indicators(Logs(ratings=table("ratings", rows), profile=LOSS)).attrs["separate_signs"]
    assert together < 2 < stagnation_indicators(ratings()).attrs["separate_signs"]


@pytest.mark.parametrize("on", ["yesterday", "2026-13-01", object()])
def test_invalid_day_is_an_error(on: object) -> None:
    with pytest.raises(HeartdataError, match="not a day"):
        stagnation_indicators(Logs(), on=on)  # type: ignore[arg-type]


# ---- nothing raises --------------------------------------------------------------------------------------------------


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
@given(st.data())
def test_any_logs_give_seven_rows(data: st.DataObject) -> None:
    draw = data.draw
    places = st.integers(0, 80)
    number = st.one_of(st.floats(0, 10), st.just(NAN))
    rated = draw(
        st.lists(
            st.tuples(places, st.sampled_from(["energy", "mood", "body", "nonsense", "rumination"]), number),
            max_size=80,
        )
    )
    done = draw(
        st.lists(
            st.tuples(
                places,
                st.sampled_from(["tired", "walk", "", "flu", "headache", "Anna"]),
                number,
                st.sampled_from(["practice", "contact", "symptom", "other"]),
            ),
            max_size=60,
        )
    )
    noted = draw(st.lists(st.tuples(places, st.text(max_size=80)), max_size=10))
    nights = draw(st.lists(st.tuples(places, st.floats(0.1, 14)), max_size=40))
    marks = draw(st.lists(st.tuples(places, st.sampled_from(["loss", "illness", "other"])), max_size=3))
    logs = Logs(
        ratings=table("ratings", [(pd.NaT, day(i), m, v, "", NAN, "t") for i, m, v in rated]),
        activities=table("activities", [(pd.NaT, day(i), n, a, k, NAN, "t") for i, n, a, k in done]),
        journal=table("journal", [(pd.NaT, day(i), "", t, (), NAN, "t") for i, t in noted]),
        sleep=table(
            "sleep",
            [(day(i), day(i) + pd.Timedelta(hours=h), day(i), h, *[NAN] * 6, False, NAN, "t") for i, h in nights],
        ),
        events=table("events", [(day(i), pd.NaT, "", k, "t") for i, k in marks]),
    )
    signs = stagnation_indicators(logs)
    assert len(signs) == 7
    numbers = signs[["level", "usual", "difference", "low", "high"]].astype(float)
    assert not np.isinf(numbers.to_numpy()).any()
    assert signs["level"].dropna().between(0, 10).all()
    assert (signs.loc[signs["status"] != "unknown", "sources"] != "").all()
    assert len(indicator_course(logs).columns) == 28
    for sign, row in signs.iterrows():
        assert sign_sentence(str(sign), row)


@pytest.mark.parametrize(("energy", "wanted"), [(0.0, "persistent"), (5.0, "quiet"), (10.0, "quiet")])
def test_a_constant_rating_is_not_a_sign_unless_heavy(energy: float, wanted: str) -> None:
    rows = [(pd.NaT, day(i), "energy", energy, "", NAN, "t") for i in range(200)]
    found = status(Logs(ratings=table("ratings", rows), profile=LOSS), "fatigue")
    assert found in (wanted, "unknown" if wanted == "quiet" else wanted)


def test_days_with_and_without_are_compared_as_days() -> None:
    hits, n = np.arange(6.0)[:, None], np.full((6, 1), 10.0)
    few = z_of_shares(hits, n, np.array([2.0]), np.array([20.0]))[:, 0]
    many = z_of_shares(hits, n, np.array([200.0]), np.array([2000.0]))[:, 0]
    assert (np.diff(few) > 0).all()
    # Known from more days, the same share is more surprising; exactly so against a binomial of the usual share.
    assert (many[3:] > few[3:]).all()
    upper = [sum(comb(10, j) * 0.1**j * 0.9 ** (10 - j) for j in range(k, 11)) for k in range(7)]
    probabilities = [0.5 * (1 + erf(z / sqrt(2))) for z in many]
    assert probabilities == pytest.approx([1 - (upper[k] + upper[k + 1]) / 2 for k in range(6)], abs=0.005)
    assert np.isnan(z_of_shares(hits, n * 0, np.array([2.0]), np.array([20.0]))).all()


@pytest.mark.parametrize("kind", ["breakup", "job"])
@pytest.mark.parametrize("unsafe", [False, True])
def test_a_partner_lost_to_a_break_up_is_no_contact_avoided(kind: str, unsafe: bool) -> None:
    days = pd.date_range("2026-01-01", periods=60, freq="D", unit="us")
    rows = [
        (pd.NaT, day, name, float("nan"), given, float("nan"), "t")
        for place, day in enumerate(days)
        for name, given in (("work", "other"), *((("boyfriend", "contact"),) if place < 30 else ()))
    ]
    logs = Logs(
        activities=table("activities", rows), profile=Profile(loss_date="2026-01-31", loss_kind=kind, unsafe=unsafe)
    )
    counted = "contacts logged" in stagnation_indicators(logs).loc["avoiding_connection", "sources"]
    assert counted == (kind == "job" and not unsafe)


# ---- symptoms of the mind --------------------------------------------------------------------------------------------


def test_symptoms_of_the_mind_are_not_feeling_unwell() -> None:
    seldom = [*range(0, 90, 12), *range(110, 200)]  # every day from day 110 on
    for name in ("Irritability", "Stress", "Elevated mood", "Worry", "Reizbarkeit"):
        assert status(tags(name, seldom, kind="symptom"), "feeling_unwell") == "unknown"
    assert status(tags("Stress headache", seldom, kind="symptom"), "feeling_unwell") == "persistent"


def test_days_judged_together_are_judged_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    go_through, again = Monitor._go_through, 0

    def counted(self: Monitor, stretches: list[slice]) -> int:
        nonlocal again
        decided = go_through(self, stretches)
        again += decided < len(stretches)
        return decided

    monkeypatch.setattr(Monitor, "_go_through", counted)
    # Found signs change what is usual later on: without a loss, and with few days before one.
    for before, loss in ((10, False), (20, True), (300, False)):
        world = replace(WORLDS["all of it"], before=before, after=300, loss=loss)
        evidence = person(np.random.default_rng(before), world, "ratings", 2.0).evidence
        together = Monitor(evidence).run()
        assert together.present.any()
        with monkeypatch.context() as patch:
            patch.setattr(monitor, "_FEWEST", 1)
            patch.setattr(monitor, "_MOST", 1)
            alone = Monitor(evidence).run()
        np.testing.assert_array_equal(together.present, alone.present)
        assert together.starts == alone.starts
        for name in ("difference", "error", "usual", "p", "p_rise", "joint", "least", "swings", "above"):
            np.testing.assert_allclose(getattr(together, name), getattr(alone, name), rtol=1e-12, err_msg=name)
    # Some days were judged again, since a sign had come or gone in between.
    assert again > 1
