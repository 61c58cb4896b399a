import subprocess
import sys

import pytest

import heartdata as hd

DESIGNED = [
    "Logs", "Profile", "WeekReview", "formats", "identify", "read_logs", "review_week", "simulate_logs", "to_daily",
    "weekly_chart",
    "weekly_report", "WeeklyReport", "HeartdataError", "HeartdataWarning", "UnknownFormatError", "AmbiguousFormatError",
    "UnreadableFileError", "NotEnoughDataError", "ProfileError",
]  # fmt: skip


@pytest.mark.parametrize("name", DESIGNED)
def test_every_designed_name_is_public(name: str) -> None:
    assert name in hd.__all__
    assert getattr(hd, name).__doc__


def test_the_lists_of_names_agree() -> None:
    assert list(hd.__all__) == sorted(hd.__all__)
    assert sorted(hd._WHERE) == hd.__all__
    assert dir(hd) == sorted([*hd.__all__, "charts", "__version__"])


def test_every_public_name_loads_and_is_the_one_of_its_module() -> None:
    for name, module in hd._WHERE.items():
        assert getattr(hd, name).__module__.startswith("heartdata"), name
        assert name in sys.modules[f"heartdata.{module}"].__all__


def test_unknown_name() -> None:
    with pytest.raises(AttributeError, match="module 'heartdata' has no attribute 'nothing'"):
        _ = hd.nothing


def test_star_import() -> None:
    names: dict[str, object] = {}
    exec("from heartdata import *", names)
    assert set(hd.__all__) <= set(names)


@pytest.mark.parametrize(
    "code", ["import heartdata", "import heartdata; heartdata.HeartdataError; heartdata.__version__; dir(heartdata)",
             "from heartdata.cli.main import main; main(['--help'], standalone_mode=False)",
             "from heartdata.cli.main import main; main(['weekly', '--help'], standalone_mode=False)"],
)  # fmt: skip
def test_import_and_help_are_fast(code: str) -> None:
    slow = ("pandas", "numpy", "matplotlib", "sklearn", "pyarrow", "dask", "jinja2")
    check = f"{code}; import sys; print('heavy', [m for m in {slow!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy []\n")
