"""`run_cohort`: process many people on this machine's cores or on a Dask cluster."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.cohort.people import list_people, pseudonym_key, shared_toml, under_pseudonyms
from heartdata.cohort.pool import Crew, cores, pool, stream
from heartdata.cohort.store import Store, store_path
from heartdata.cohort.summary import MIN_COUNT, Tally, check_min_count
from heartdata.cohort.table import need_pyarrow, write_table
from heartdata.cohort.worker import Person, Terms, lost_answer, process_person
from heartdata.core.given import checked_path
from heartdata.core.progressbar import progress_bar
from heartdata.errors import HeartdataError
from heartdata.storage.files import write_atomically, written_atomically
from heartdata.storage.fingerprint import code_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cohort", "run_cohort"]

# Heuristic: more processes than any machine has cores are a typing mistake.
_MOST_WORKERS: Final = 1024


@dataclass(frozen=True, eq=False, repr=False)
class Cohort:
    """The result of `run_cohort`.

    Attributes
    ----------
    out : Path
        The Parquet table, one row per person and week; `run_cohort` describes its columns.
    people : int
        Number of people in it.
    unreadable : int
        Number of people who could not be read; their rows say why.
    empty : int
        Number of people with nothing logged.
    rows : int
        Number of rows of the table.
    computed : int
        Number of people computed in this run; nothing had changed for the others.
    summary : DataFrame
        Number of people by state, alert, signs, coverage and suggestion in their last week: ``table``, ``value``,
        ``people`` (NA where a small count is not shown) and ``share`` [0-1].

    Examples
    --------
    >>> import pandas as pd
    >>> Cohort(Path("states.parquet"), 40, 1, 0, 980, 40, pd.DataFrame())
    Cohort(40 people, 980 rows in states.parquet; 1 could not be read)
    """

    out: Path
    people: int
    unreadable: int
    empty: int
    rows: int
    computed: int
    summary: pd.DataFrame = field(repr=False)

    def table(self) -> pd.DataFrame:
        """Read the whole table into memory.

        Returns
        -------
        DataFrame
            One row per person and week.
        """
        import pandas as pd

        return pd.read_parquet(self.out)

    def __len__(self) -> int:
        return self.people

    def __repr__(self) -> str:
        return f"Cohort({self.people} people, {self.rows} rows in {self.out}; {self.unreadable} could not be read)"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self))}</p>{self.summary.to_html(index=False, border=0, na_rep='')}"


def run_cohort(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    dask_local: bool = False,
    min_count: int = MIN_COUNT,
    pseudonyms: str | os.PathLike[str] | None = None,
) -> Cohort:
    """Compute the weeks of many people.

    Each person is read and assessed on their own, exactly as `heartdata weekly` does; nobody is compared with anybody.
    A run that was stopped continues when it is started again, and only people whose files changed are computed again.
    Memory does not grow with the number of people.

    Parameters
    ----------
    source : str or path
        A folder in which each entry is one person: a folder or zip of exports, one export, or a Parquet partition
        ``person=ID``. Each may hold a ``heartdata.toml``; one in the folder itself is for everyone without.
    out : str or path
        The Parquet table to write, not in `source`. Beside it come ``<name>-summary.csv`` and ``<name>.parquet.resume``
        (the results so far; it may be removed at any time between runs).
    workers : int, optional
        Processes on this machine, up to 1024; by default one per core.
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``. Paths are sent there and rows come back; its
        workers must read the same paths and have the same heartdata.
    dask_local : bool, optional
        Use Dask on this machine.
    min_count : int, optional
        The smallest count shown in the summary, apart from 0 [people].
    pseudonyms : str or path, optional
        A file with a key, created if it does not exist: the table then has pseudonyms made with it instead of names.

    Returns
    -------
    Cohort
        The path of the table, how many people are in it, and the summary.

    Raises
    ------
    UnreadableFileError
        If there is no such folder, or nothing can be written to `out`.
    UnknownFormatError
        If nobody is in the folder.
    ProfileError
        If something in the folder's own ``heartdata.toml`` is not allowed.
    HeartdataError
        If an argument is not allowed, pyarrow or Dask is missing, another run is using `out`, or the cluster
        cannot be reached, does not see `source` or has another version of heartdata.

    Notes
    -----
    The table has one row per person and ISO week from the first to the last logged, sorted by person and week, as of
    the week's Sunday (the last logged day, in the last week). Its columns:

    - ``person``: the folder's name, the file's without its ending, or a pseudonym; ``week``: the week's Monday;
    - ``state``, ``p_improving``, ``p_stuck``, ``p_slipping``, ``p_recovered``, ``alert``, ``level`` [0-10], ``gap``
      [own SD]: as `heartdata.track_progress`; null where there are too few entries;
    - ``fatigue`` to ``feeling_unwell``: the status of each sign, as `heartdata.indicator_course`;
    - ``days_logged`` of 7, ``days_logged_28``;
    - ``suggestion``: code of the suggestion at the end of the week; empty where there is none, null before the year
      before the last entry;
    - ``status``: read, read in part (``rejected`` rows or files could not be), nothing logged, could not be read;
      ``error`` is then the kind of error and ``reason`` explains it. Such people have one row, without a week.

    Examples
    --------
    >>> import heartdata as hd
    >>> people = hd.run_cohort("people/", out="states.parquet")  # doctest: +SKIP
    >>> people.table().groupby("week")["state"].value_counts()  # doctest: +SKIP
    """
    need_pyarrow()
    check_min_count(min_count)
    if workers is not None and (not isinstance(workers, int) or not 1 <= workers <= _MOST_WORKERS):
        raise HeartdataError(f"workers={workers!r}: allowed are whole numbers from 1 to {_MOST_WORKERS}")
    if scheduler is not None and (dask_local or workers is not None):
        raise HeartdataError("a scheduler has its own workers; give either scheduler or workers and dask_local")
    checked_path(source, "source")
    target = _target(checked_path(out, "out"), Path(source))
    people = list_people(source)
    terms = Terms(os.path.abspath(source), code_key(), shared_toml(source))  # noqa: PTH100
    if pseudonyms is not None:
        # Only now, so that no key is created when there is nobody to rename.
        people = under_pseudonyms(people, pseudonym_key(pseudonyms))
    computed = 0
    with Store(store_path(target)) as store:
        with _crew(workers, scheduler, dask_local=dask_local) as crew:
            tasks = (Person(name, path, store.key(name)) for name, path in people)
            done = stream(partial(process_person, terms=terms), tasks, crew)
            with contextlib.closing(done), progress_bar("cohort", total=len(people), unit=" people") as step:
                for person, result in done:
                    answer = result or lost_answer()
                    if answer.rows is None:
                        store.keep(person.name)
                    else:
                        computed += 1
                        store.put(person.name, answer.key, answer.rows)
                    step(1)
        store.finish()
        tally = Tally()
        with written_atomically(target) as file:
            rows = write_table(store.people(), file, tally.add)
    summary = tally.summary(min_count)
    write_atomically(_summary_path(target), summary.to_csv(index=False, lineterminator="\n").encode())
    return Cohort(target, tally.people, tally.unreadable, tally.empty, rows, computed, summary)


def _target(out: str | os.PathLike[str], source: Path) -> Path:
    target = Path(out)
    if target.is_dir():
        raise HeartdataError(f"out={str(out)!r}: a folder; name the file, such as states.parquet")
    if target.resolve().is_relative_to(source.resolve()):
        raise HeartdataError(f"out={str(out)!r}: lies in the cohort's folder, where it would be taken for a person; "
                             "choose another place")  # fmt: skip
    return target


def _summary_path(target: Path) -> Path:
    return target.with_name(f"{target.stem}-summary.csv")


@contextlib.contextmanager
def _crew(workers: int | None, scheduler: str | None, *, dask_local: bool) -> Iterator[Crew]:
    if scheduler is None and not dask_local:
        yield pool(workers or cores())
        return
    from heartdata.cohort.dask_pool import cluster

    with cluster(scheduler, workers) as crew:
        yield crew
