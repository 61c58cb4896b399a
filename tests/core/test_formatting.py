import pytest

from heartdata.core.formatting import signed


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0.0"), (-0.0, "0.0"), (0.049, "0.0"), (-0.049, "0.0"), (0.051, "+0.1"), (-0.051, "-0.1"),
        (12.34, "+12.3"), (-1.25, "-1.2"),
    ],
)  # fmt: skip
def test_zero_has_no_sign(value: float, written: str) -> None:
    assert signed(value) == written
