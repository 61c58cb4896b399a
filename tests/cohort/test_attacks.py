"""Nobody else of this machine takes part in a cohort's run, and no file beside the diaries is run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_logs import daylio_csv

PLANTED = ("multiprocessing", "json", "concurrent", "numpy", "pandas", "sitecustomize", "usercustomize", "threading")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    place = tmp_path / "people"
    for name in ("ann", "ben"):
        (place / name).mkdir(parents=True)
        (place / name / "daylio.csv").write_text(daylio_csv(30))
    return place


def plant(folder: Path) -> Path:
    """Write modules that leave a mark when they are imported."""
    mark = folder / "was run"
    for name in PLANTED:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\nraise SystemExit(3)\n")
    return mark


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--dask-local",)])
def test_nothing_in_the_current_folder_is_imported(people: Path, more: tuple[str, ...]) -> None:
    if more:
        pytest.importorskip("distributed")
    mark = plant(people.parent)
    command = [Path(sys.executable).parent / "heartdata"]
    done = subprocess.run(
        [*command, "cohort", people, "--out", "s.parquet", "--workers", "1", *more],
        cwd=people.parent, capture_output=True, text=True, check=False, timeout=100,
        env={k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"},
    )  # fmt: skip
    assert not mark.exists()
    assert done.returncode == 0, done.stderr


STRANGER = """
import http.client, socket, ssl, sys, urllib.request
from distributed import Security
from heartdata.cohort.dask_pool import cluster
import psutil

with cluster(None, 1) as crew, crew.hire(1) as executor:
    assert executor.submit(sum, [1, 2]).result() == 3
    here = psutil.Process()
    every = [c for p in (here, *here.children(recursive=True)) for c in p.net_connections("tcp")]
    ports = {c.laddr for c in every if c.status == "LISTEN"}
    assert ports
    for address in ports:
        assert address.ip == "127.0.0.1", address
        for security in (None, Security.temporary()):
            context = ssl._create_unverified_context() if security is None else security.get_connection_args("client")
            context = context if security is None else context["ssl_context"]
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            try:
                with socket.create_connection(address, timeout=2) as raw, context.wrap_socket(raw) as stream:
                    if stream.recv(1):  # a Dask scheduler greets whom it lets in
                        sys.exit(f"{address} lets a stranger in")
            except OSError:
                pass
        with socket.create_connection(address, timeout=2) as raw:
            try:
                if raw.recv(1):
                    sys.exit(f"{address} greets without encryption")
            except OSError:
                pass
        for path in ("", "status", "json/counts.json", "metrics", "info/main/workers.html", "sysmon", "health"):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{address.port}/{path}", timeout=1).read()
            except (OSError, http.client.HTTPException) as error:
                assert getattr(error, "code", 404) == 404, (path, error)
            else:
                sys.exit(f"{address} answers {path}")
print(len(ports), "ports")
"""


@pytest.mark.slow
def test_a_stranger_cannot_connect_to_a_local_dask_cluster(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    script = tmp_path / "stranger.py"
    script.write_text(f"if __name__ == '__main__':\n    exec({STRANGER!r})\n")
    command = [sys.executable, script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.endswith(" ports\n")
