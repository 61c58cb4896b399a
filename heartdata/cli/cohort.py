"""``heartdata cohort``: the weeks of many people as one table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, _files, quiet_option, say, tell, written_to

if TYPE_CHECKING:
    from heartdata.cohort.run import Cohort


@click.command(cls=Command, example="heartdata cohort people --out states.parquet")
@click.argument("source", shell_complete=_files)
@quiet_option
@written_to("--out", default="states.parquet", help="The table; a summary comes beside it.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes on this machine; by default one a core.")
@click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option("--dask-local", is_flag=True, help="Work with Dask on this machine.")
@click.option(
    "--min-count", type=click.IntRange(min=3), default=5, show_default=True, help="The smallest count that is shown."
)
@click.option(
    "--pseudonyms",
    metavar="KEYFILE",
    shell_complete=_files,
    help="Pseudonyms for names, by a key; made if it is not there.",
)
def cohort(
    source: str,
    out: str,
    workers: int | None,
    scheduler: str | None,
    dask_local: bool,
    min_count: int,
    pseudonyms: str | None,
) -> None:
    """Tell the weeks of many people: a folder with one folder, zip or Parquet partition for each.

    Writes a Parquet table with a row per person and week, and a summary without small counts. Start it again to go on
    after a stop, or when files changed: only what is new is worked out. With --scheduler the paths of the files are
    sent to the cluster that you name, and its workers read them; otherwise nothing leaves this machine.
    """
    from heartdata.cohort.run import run_cohort

    try:
        done = run_cohort(
            source, out, workers=workers, scheduler=scheduler, dask_local=dask_local, min_count=min_count,
            pseudonyms=pseudonyms,
        )  # fmt: skip
    except KeyboardInterrupt:
        say("What was done so far is kept; the same command goes on from there.")
        raise
    for line in _lines(done, min_count):
        tell(line)
    say(f"{done.people} people, {done.rows} rows, in {done.out}; {done.computed} worked out now, the others unchanged.")
    if done.unreadable:
        one = done.unreadable == 1
        # The reason for the exit status is said even where nothing else is.
        click.echo(
            f"{done.unreadable} {'person' if one else 'people'} could not be read; the table says why.", err=True
        )
        sys.exit(1)


def _lines(done: Cohort, min_count: int) -> list[str]:
    lines = [f"People by their last week; counts below {min_count}, and what would give them away, are not shown."]
    for table, rows in done.summary.groupby("table", sort=False):
        shown = rows.dropna(subset=["people"])
        counts = [f"{value} {n}" for value, n in zip(shown["value"], shown["people"], strict=True) if n]
        unshown = rows.loc[rows["people"].isna(), "value"].tolist()
        if len(unshown) == len(rows):
            counts = ["too few people to show"]
        elif unshown:
            counts.append(f"not shown: {', '.join(unshown)}")
        lines.append(f"{table}: {'; '.join(counts)}")
    return lines
