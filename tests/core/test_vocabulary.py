import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.vocabulary import ACTIVITY_KINDS, KINDS_OF_LOSS, MEASURES, SIGNS, STATES, activity_kind, on_nrs

SCALES = st.tuples(st.integers(-10, 10), st.integers(1, 100)).map(lambda t: (t[0], t[0] + t[1]))


@given(SCALES, st.floats(0, 1))
def test_scaled_answers_stay_in_0_to_10_and_reversal_mirrors_them(scale: tuple[int, int], share: float) -> None:
    low, high = scale
    value = min(max(low + share * (high - low), low), high)
    straight, turned = on_nrs(value, low, high), on_nrs(value, low, high, higher_is_worse=True)
    assert 0 <= straight <= 10
    assert straight + turned == pytest.approx(10)


def test_scale_ends_map_to_0_and_10() -> None:
    assert [on_nrs(v, 1, 5) for v in (1, 2, 3, 4, 5)] == [0, 2.5, 5, 7.5, 10]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("evening walk", "practice"), ("Walk/Run", "practice"), ("Friends", "contact"), ("phone-call", "contact"),
        ("(yoga)", "practice"), ("friends, dinner", "contact"),
        ("🏃 running", "practice"), ("Kopfschmerzen", "symptom"),
        ("cooking", "other"), ("sidewalk café", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_activity_kinds_are_matched_by_whole_words(name: str, kind: str) -> None:
    assert activity_kind(name) == kind
    assert kind in ACTIVITY_KINDS


def test_names_are_keys_and_have_labels() -> None:
    assert all(m.name == key and m.label and m.describes for key, m in MEASURES.items())
    assert all(s.name == key and s.label for key, s in SIGNS.items())
    assert len(SIGNS) == 7
    assert set(STATES) == {"improving", "stuck", "slipping", "recovered", "unclear"}
    assert "other" in KINDS_OF_LOSS
