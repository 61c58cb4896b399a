"""``heartdata cohort``: the weeks of many people in one table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, complete_files, out_option, print_message, print_result, quiet_option

if TYPE_CHECKING:
    from heartdata.cohort.run import Cohort


@click.command(cls=Command, example="heartdata cohort people --out states.parquet")
@click.argument("source", shell_complete=complete_files)
@quiet_option
@out_option("-o", "--out", default="states.parquet", help="The table; a summary is written beside it.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes on this machine; by default one per core.")
@click.option("--scheduler", metavar="ADDRESS", help="Use a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option("--dask-local", is_flag=True, help="Use Dask on this machine.")
@click.option(
    "--min-count", type=click.IntRange(min=3), default=5, show_default=True, help="Smaller counts are not shown."
)
@click.option(
    "--pseudonyms",
    metavar="KEYFILE",
    shell_complete=complete_files,
    help="Replace names by pseudonyms made with the key in this file; created if missing.",
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
    """Review the weeks of many people.

    SOURCE is a folder with one folder, zip or Parquet partition for each person. Writes a Parquet table with a row per
    person and week, and a summary without small counts. Run it again after an interruption or when files changed: only
    what is new is computed. With --scheduler the paths of the files are sent to the cluster you name, and its workers
    read them; otherwise nothing leaves this machine.
    """
    from heartdata.cohort.run import run_cohort

    try:
        done = run_cohort(
            source, out, workers=workers, scheduler=scheduler, dask_local=dask_local, min_count=min_count,
            pseudonyms=pseudonyms,
        )  # fmt: skip
    except KeyboardInterrupt:
        print_message("What is done so far is kept; run the same command again to continue.")
        raise
    for line in _summary_lines(done, min_count):
        print_result(line)
    print_message(
        f"{done.people} people, {done.rows} rows, in {done.out}; {done.computed} computed now, the others unchanged."
    )
    if done.unreadable:
        one = done.unreadable == 1
        # Printed even with --quiet: it is the reason for the exit status.
        click.echo(
            f"{done.unreadable} {'person' if one else 'people'} could not be read; see the table for the reason.",
            err=True,
        )
        sys.exit(1)


def _summary_lines(done: Cohort, min_count: int) -> list[str]:
    lines = [f"People by their last week; counts below {min_count}, and those that would reveal them, are hidden."]
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
