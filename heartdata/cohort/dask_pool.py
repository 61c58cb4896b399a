"""A crew of Dask workers: the only module that imports Dask, and imported only when a cluster is asked for.

It stays apart from `pool` because Dask is an optional dependency that takes seconds to import.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor
from typing import Any, Final

from heartdata.cohort.pool import Crew, cores, safe_path
from heartdata.errors import HeartdataError

_CONNECT_S: Final = 10
_ADDRESS: Final = re.compile(r"(tcp|tls|ucx|wss?)://[^/\s]+:\d+/?")
# A cluster may grow during the run.
_LEAST: Final = 16
_MISSING: Final = "Dask is not installed; run pip install 'heartdata[cohort]'"


@contextlib.contextmanager
def cluster(address: str | None, size: int | None) -> Iterator[Crew]:
    """Open a crew on the Dask cluster at `address`, or on a local one of `size` processes."""
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise HeartdataError(_MISSING) from None
    no_answer = f"{address}: no Dask scheduler answers there; an address is written like tcp://10.0.0.5:8786"
    if address is not None and not _ADDRESS.fullmatch(address):
        raise HeartdataError(no_answer)
    with contextlib.ExitStack() as stack:
        security = None
        if address is None:
            address, security = _open_local(stack, size or cores())
        try:
            client = stack.enter_context(Client(address, timeout=_CONNECT_S, set_as_default=False, security=security))
        except (OSError, ValueError, TypeError):
            raise HeartdataError(no_answer) from None

        @contextlib.contextmanager
        def hire(_: int) -> Iterator[Executor]:
            executor: Any = client.get_executor(pure=False)
            try:
                yield executor
            finally:
                executor.shutdown(wait=False)

        threads = sum(client.nthreads().values())
        yield Crew(hire, max(threads, _LEAST), (BrokenExecutor, KilledWorker))


def _open_local(stack: contextlib.ExitStack, size: int) -> tuple[str, Any]:
    """Start a cluster of this machine that only this process can use; return its address and its keys."""
    import dask
    from distributed import LocalCluster, Security

    try:
        # Other accounts reach every port of this machine: only who has these keys, held in memory, may connect.
        security = Security.temporary()
    except ImportError:
        raise HeartdataError(_MISSING) from None
    # Dask always opens its web server; without routes it answers nothing.
    bare: dict[str, Any] = {f"distributed.{part}.http.routes": [] for part in ("scheduler", "worker")}
    bare |= {f"distributed.{part}.preload": [] for part in ("scheduler", "worker", "nanny")}
    stack.enter_context(dask.config.set(bare))
    stack.enter_context(safe_path())
    # Not Dask's folder in /tmp, which another account may have made.
    scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="heartdata-", ignore_cleanup_errors=True))
    # One person per process at a time.
    local = LocalCluster(
        n_workers=size, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False}, security=security, local_directory=scratch, silence_logs=50,
    )  # fmt: skip
    return stack.enter_context(local).scheduler_address, security
