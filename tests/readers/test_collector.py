"""The collector: levels and kinds from the profile, the day rule, counts, and no diary text in its repr."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from heartdata.core.profile import Profile
from heartdata.readers.collector import Collector


def collector(**profile: object) -> Collector:
    return Collector("x.csv", "daylio", Profile(**profile))  # type: ignore[arg-type]


def test_entries_before_the_start_of_the_day_belong_to_the_evening_before() -> None:
    found = collector()
    for at in (datetime(2026, 3, 2, 3, 59), datetime(2026, 3, 2, 4, 0), date(2026, 3, 2)):
        found.rating(at, "mood", 5.0, "x")
    assert found.logs().ratings["day"].dt.day.tolist() == [1, 2, 2]


def test_profile_decides_activity_kinds_first() -> None:
    found = collector(practices={"piano": ["keys"]}, contacts={"Anna": []})
    assert [found.kind_of(n) for n in ("Keys!", "keyst", "with anna", "chess", "yoga")] == [
        "practice", "other", "contact", "other", "practice",
    ]  # fmt: skip


def test_activity_names_are_stripped_and_empty_ones_dropped() -> None:
    found = collector()
    found.activity(date(2026, 3, 1), "  long\u00a0 walk ")
    found.activity(date(2026, 3, 1), " \u00a0")
    assert found.logs().activities["name"].tolist() == ["long walk"]


@pytest.mark.parametrize(
    ("moment", "fine"), [(date(1969, 12, 31), False), (date(1970, 1, 1), True), (date(2101, 1, 1), False)]
)
def test_impossible_years(moment: date, fine: bool) -> None:
    found = collector()
    assert found.accept_date(moment, 3) is fine
    assert found.tables["rejected"] == ([] if fine else [("x.csv", 3, "", "the year is outside 1970 to 2100")])


def test_sources_row_counts_added_rows() -> None:
    found = collector()
    found.count_entries(3)
    found.mood(datetime(2026, 3, 1, 9), "good", 4)
    found.entry(date(2026, 3, 2), "text")
    found.sleep(None, None, day=date(2026, 3, 3), asleep_h=7)
    found.reject(4, "no")
    found.note("one")
    found.note("one")
    (row,) = found.logs().sources.to_dict("records")
    assert [row[k] for k in ("rows", "ratings", "sleep", "journal", "activities", "rejected")] == [3, 1, 1, 1, 0, 1]
    assert (row["first_day"].day, row["last_day"].day, row["notes"]) == (1, 3, "one")


def test_a_sleep_period_needs_a_time() -> None:
    with pytest.raises(ValueError, match="needs a start, an end or a day"):
        collector().sleep(None, None, asleep_h=7)


def test_unknown_moods_are_grouped_shown_in_order_and_kept_short() -> None:
    found = collector(moods={"fine": 4})
    names = (
        ["grey"] * 2 + ["Blue", "blue ", "BLUE"] + ["fine", "Fine "] + ["this is a whole line of diary"] + ['quote"\\']
    )
    for name in names:
        found.mood(date(2026, 3, 1), name, None)
    found.mood(date(2026, 3, 1), "slipped", None, trusted=False)
    assert found.unknown_moods.line() == (
        "8 entries have mood names without a known level; give each a number from 1 (worst) to 5 (best) under [moods] "
        'in heartdata.toml: "Blue" = ? "grey" = ? "quote\\"\\\\" = ? (and 2 more) (known: "fine" = 4)'
    )


def test_a_name_seen_once_in_the_right_place_may_be_shown() -> None:
    found = collector()
    found.mood(date(2026, 3, 1), "grey", None, trusted=False)
    assert '"grey"' not in found.unknown_moods.line()
    found.mood(date(2026, 3, 1), "grey", None)
    assert '"grey" = ?' in found.unknown_moods.line()


def test_repr_shows_nothing_of_a_diary() -> None:
    found = collector()
    found.entry(date(2026, 3, 1), "secret", "secret", ["secret"])
    found.mood(date(2026, 3, 1), "secret", None)
    found.activity(date(2026, 3, 1), "secret")
    assert "secret" not in repr(found)
    assert "secret" not in repr(found.logs())
