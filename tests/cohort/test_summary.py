import itertools
from collections import defaultdict

import pytest

from heartdata.cohort.summary import NO_DATA, TABLES, Tally, hidden
from heartdata.core.vocabulary import SIGNS, STATES
from heartdata.errors import HeartdataError


def row(**overrides: object) -> dict[str, object]:
    plain = {"week": 1, "status": "read", "state": "unclear", "alert": "", "suggestion": "", "days_logged_28": 12}
    return {**plain, **dict.fromkeys(SIGNS, "unknown"), **overrides}


@pytest.mark.parametrize("names", [("a", "b"), ("a", "b", "c"), ("a", "b", NO_DATA), ("a", "b", "c", NO_DATA)])
@pytest.mark.parametrize("least", [3, 4, 5])
def test_hidden_counts_cannot_be_derived_even_knowing_the_rule(names: tuple[str, ...], least: int) -> None:
    for total in range(least, 22 if len(names) < 4 else 17):
        # Every table that there can be, by what is published of it.
        published = defaultdict(list)
        for values in itertools.product(range(total + 1), repeat=len(names)):
            if sum(values) == total:
                counts = dict(zip(names, values, strict=True))
                unshown = hidden(counts, least)
                published[tuple(None if name in unshown else counts[name] for name in names)].append(values)
        for shown, tables in published.items():
            for place, value in enumerate(shown):
                possible = {values[place] for values in tables}
                if value is None and possible & set(range(1, least)):
                    assert set(range(1, least)) <= possible, (shown, names[place])
                if value is None:
                    assert len(possible) > 1, (shown, names[place])
                if value is not None:
                    assert value == 0 or value >= least


def test_first_sufficient_count_is_suppressed_too() -> None:
    counts = {"unclear": 6, "recovered": 90, "stuck": 4, "slipping": 0}
    # 6 and 4 are 10, and at least 4 + 5 are needed.
    assert hidden(counts, 5) == {"unclear", "stuck"}
    assert hidden({**counts, "slipping": 4}, 5) == {"unclear", "stuck", "slipping"}
    assert hidden({**counts, "slipping": 1}, 5) == {"unclear", "recovered", "stuck", "slipping"}
    assert hidden({**counts, "stuck": 5}, 5) == set()
    assert hidden({"unclear": 2, "stuck": 5}, 5) == {"unclear", "stuck"}
    assert hidden({"unclear": 4, "stuck": 0}, 5) == {"unclear", "stuck"}


def test_people_without_data_are_not_used_to_hide_others() -> None:
    counts = {"unclear": 4, "stuck": 30, NO_DATA: 50}
    assert hidden(counts, 5) == {"unclear", "stuck"}
    assert hidden({**counts, NO_DATA: 2}, 5) == {"unclear", "stuck", NO_DATA}


def test_a_summary_counts_each_person_once_in_each_table() -> None:
    tally = Tally()
    for i in range(40):
        tally.add(row(state="stuck" if i < 17 else "improving", alert="stuck" if i < 3 else "", suggestion="HD402"))
    for _ in range(6):
        tally.add(row(week=None, status="could not be read"))
    tally.add(row(week=None, status="nothing logged"))
    summary = tally.summary()
    assert (tally.people, tally.unreadable, tally.empty) == (47, 6, 1)
    shown = summary.set_index(["table", "value"])["people"]
    assert shown["people", "all"] == 47
    assert shown["state", "stuck"] == 17
    assert shown["state", "improving"] == 23
    assert shown["state", "slipping"] == 0
    assert shown["alert"].isna().tolist() == [True, True, False, False]
    assert shown["suggestion", "HD402"] == 40
    assert set(shown[:, NO_DATA]) == {7}
    assert shown["days_logged_28", "10-19"] == 40
    assert summary.loc[summary["value"] == "stuck", "share"].iloc[0] == round(17 / 47, 4)
    whole = [t for t in TABLES if not summary.loc[summary["table"] == t, "people"].isna().any()]
    assert all(shown[t].sum() == 47 for t in whole)
    assert whole


def test_below_the_smallest_count_not_even_the_number_of_people_is_shown() -> None:
    tally = Tally()
    for _ in range(4):
        tally.add(row())
    assert tally.summary()["people"].isna().all()
    assert tally.summary()["share"].isna().all()
    assert tally.summary(4)["people"].notna().all()


@pytest.mark.parametrize("least", [2, 0, -1, "5", 5.0])
def test_minimum_count_that_is_too_small(least: object) -> None:
    with pytest.raises(HeartdataError, match=r"min_count=.*whole numbers from 3"):
        Tally().summary(least)  # type: ignore[arg-type]


def test_every_state_and_sign_has_a_column() -> None:
    assert set(TABLES["state"]) == set(STATES)
    assert set(SIGNS) <= set(TABLES)
