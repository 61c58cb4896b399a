import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.negation import affirmed, affirmed_for


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("evening walk", "evening walk"), ("walk, no phone", "walk"), ("no phone / yoga", "yoga"),
        ("Walk/Run", "Walk/Run"), ("Sport nicht", ""),
        ("walk < 5 km", "walk"), ("0.5 km walk", "0.5 km walk"), ("10 walks", "10 walks"), ("walk 0", ""),
        ("caminhada no parque", "caminhada"), ("dog walk", "dog walk"), ("solo walk", "solo walk"), ("", ""),
    ],
)  # fmt: skip
def test_what_was_done_stays(name: str, rest: str) -> None:
    assert affirmed(name) == rest


def test_a_no_that_is_looked_for_is_found_in_the_whole_name() -> None:
    assert affirmed_for("no phone after nine", "no phone") == "no phone after nine"
    assert affirmed_for("no phone after nine", "phone") == ""


@given(st.text(max_size=60))
def test_what_is_left_of_any_name_stays(name: str) -> None:
    rest = affirmed(name)
    assert affirmed(rest) == rest
