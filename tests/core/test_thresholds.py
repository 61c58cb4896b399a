import pytest

from heartdata.core.thresholds import RULES, Rule, Thresholds, limit


def test_every_threshold_says_what_it_decides_and_where_it_comes_from() -> None:
    assert all(rule.what and rule.source for rule in RULES.values())


def test_a_table_gives_values_by_name() -> None:
    rules = Thresholds({"least": Rule(0.2, "smallest difference shown", "heuristic")})
    assert (list(rules), len(rules), rules["least"].source) == (["least"], 1, "heuristic")
    assert rules.limit("least") == 0.2
    assert limit("usual_days") == RULES["usual_days"].value


def test_an_unknown_threshold_is_an_error() -> None:
    with pytest.raises(KeyError, match="most"):
        Thresholds({}).limit("most")
