"""Set up every test: no network, a home folder of its own, and tracebacks of unexpected errors."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

# How long an example takes says more about how busy the machine is than about the code.
settings.register_profile("heartdata", deadline=None)
settings.load_profile("heartdata")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let `pytest -n auto` take every core, up to eight: each worker holds pandas and matplotlib."""
    return min(os.cpu_count() or 1, 8)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep a module's tests on one worker, which makes their shared fixtures once."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("heartdata opened a socket")

    # A class, as the standard library derives others from it when they are first imported.
    monkeypatch.setattr(socket, "socket", type("socket", (socket.socket,), {"__init__": refuse}))
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, _home: Path) -> None:
    for name, folder in (("XDG_STATE_HOME", ".local/state"), ("XDG_CACHE_HOME", ".cache")):
        monkeypatch.setenv(name, str(_home / folder))
    if "MPLCONFIGDIR" not in os.environ:
        # matplotlib's list of fonts takes seconds to make; it holds nothing of a test's.
        monkeypatch.setenv("MPLCONFIGDIR", str(Path("~/.cache/matplotlib").expanduser()))
    monkeypatch.setenv("HEARTDATA_TRACEBACK", "1")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below a folder of the test's own and give its path."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write
