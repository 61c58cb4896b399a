"""A crew of Dask workers: the only module that imports Dask, and imported only when a cluster is asked for.

It stays apart from `pool` because Dask is an optional dependency that takes seconds to import.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor
from typing import Any, Final

from heartdata.cohort.pool import Crew, cores
from heartdata.errors import HeartdataError

_CONNECT_S: Final = 10
_ADDRESS: Final = re.compile(r"(tcp|tls|ucx|wss?)://[^/\s]+:\d+/?")
# A cluster may grow during the run.
_LEAST: Final = 16


@contextlib.contextmanager
def cluster(address: str | None, size: int | None) -> Iterator[Crew]:
    """Open a crew on the Dask cluster at `address`, or on a local one of `size` processes."""
    try:
        from distributed import Client, KilledWorker, LocalCluster
    except ImportError:
        raise HeartdataError("Dask is not installed; run pip install 'heartdata[cohort]'") from None
    no_answer = f"{address}: no Dask scheduler answers there; an address is written like tcp://10.0.0.5:8786"
    if address is not None and not _ADDRESS.fullmatch(address):
        raise HeartdataError(no_answer)
    with contextlib.ExitStack() as stack:
        if address is None:
            # One person per process at a time, and no dashboard.
            local = LocalCluster(
                n_workers=size or cores(), threads_per_worker=1, processes=True, host="127.0.0.1",
                dashboard_address=None, silence_logs=50,
            )  # fmt: skip
            address = stack.enter_context(local).scheduler_address
        try:
            client = stack.enter_context(Client(address, timeout=_CONNECT_S, set_as_default=False))
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
