import pytest

from heartdata import errors


@pytest.mark.parametrize("name", [n for n in errors.__all__ if n.endswith("Error")])
def test_every_error_is_a_heartdata_error(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.HeartdataError)


def test_warning_is_not_an_error_and_has_its_own_class() -> None:
    assert issubclass(errors.HeartdataWarning, UserWarning)
    assert not issubclass(errors.HeartdataWarning, errors.HeartdataError)
