"""``heartdata check``, ``formats`` and ``export``: what was read, what can be read, and the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from heartdata.cli.common import (
    Command,
    exit_for_rejected,
    load_logs,
    out_option,
    path_argument,
    print_result,
    quiet_option,
)

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

_SHOWN_REJECTED: Final = 20


@click.command(cls=Command, example="heartdata check my-exports --all")
@path_argument()
@quiet_option
@click.option("--all", "everything", is_flag=True, help="List every row that was not read, not only the first ones.")
def check(path: str, everything: bool) -> None:
    """Show what was read and what was not.

    For every file: its format, days and counts; for every row that was not read, the reason. Changes nothing.
    """
    from heartdata.core.losses import loss_questions
    from heartdata.errors import UnknownFormatError

    try:
        logs = load_logs(path, notes=False)
    except UnknownFormatError:
        _print_proposed_columns(path)
        raise
    for source in logs.sources.itertuples():
        print_result(f"{source.path}: {_describe_source(source)}")
        for note in str(source.notes).splitlines():
            print_result(f"  note: {note}")
        if not source.format:
            _print_proposed_columns(path, source.path)
    for question in loss_questions(logs.profile):
        print_result(question)
    days = logs.days
    print_result(f"In all: {_count_tables(logs)}.")
    if len(days):
        span = (days[-1] - days[0]).days + 1
        print_result(
            f"{len(days)} of {span} days from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} have something logged."
        )
    _print_rejected(logs, everything)
    exit_for_rejected(len(logs.rejected), quiet=True)


@click.command(cls=Command, example="heartdata formats")
def formats() -> None:
    """List what can be read and how to export it."""
    from heartdata.readers import FORMATS

    for known in FORMATS:
        print_result(f"{known.name}: {known.title}; {', '.join(known.tables)}; {known.evidence}")
        print_result(f"  {known.how}")


@click.command(cls=Command, example="heartdata export my-exports --as parquet")
@path_argument()
@quiet_option
@out_option("-o", "--out", default="heartdata-export", help="The folder for the tables.")
@click.option(
    "--as", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="The kind of file."
)
@click.option("--journal-text", is_flag=True, help="Write the words of your journal too.")
def export(path: str, out: str, kind: Any, journal_text: bool) -> None:
    """Write tidy tables for other programs.

    One table with a row per day, and one for each kind of entry that was read.
    """
    from heartdata.core.export import export_tables

    logs = load_logs(path)
    for written in export_tables(logs, out, kind=kind, journal_text=journal_text):
        print_result(str(written))
    exit_for_rejected(len(logs.rejected))


def _print_proposed_columns(path: str, name: str | None = None) -> None:
    """Propose a role for each column of an unknown table, from its header alone."""
    from heartdata.readers.unknown_tables import proposals

    for proposal in proposals(path):
        if name in (None, proposal.name):
            print_result(f"{proposal.name}: these lines in heartdata.toml would read it as a table of your own:")
            for line in ("[columns]", *proposal.written()):
                print_result(f"  {line}")


def _print_rejected(logs: Logs, everything: bool) -> None:
    rejected = logs.rejected
    shown = rejected if everything else rejected.head(_SHOWN_REJECTED)
    if len(rejected):
        print_result(f"Not read ({len(rejected)}):")
    for row in shown.itertuples():
        line = "" if row.line != row.line else f", line {int(row.line)}"
        column = f", column {row.column}" if row.column else ""
        print_result(f"  {row.source}{line}{column}: {row.reason}")
    if len(shown) < len(rejected):
        print_result(f"  and {len(rejected) - len(shown)} more; --all lists them")


def _describe_source(source: Any) -> str:
    if not source.format:
        return "not read"
    counts = [(source.ratings, "ratings"), (source.sleep, "sleep"), (source.journal, "journal")]
    counts += [(source.activities, "activities"), (source.vitals, "measurements"), (source.rejected, "not read")]
    counted = ", ".join(f"{n} {name}" for n, name in counts if n) or "empty"
    days = (
        "" if source.first_day != source.first_day else f", {source.first_day:%Y-%m-%d} to {source.last_day:%Y-%m-%d}"
    )
    return f"{source.format}, {source.rows} {'entry' if source.rows == 1 else 'entries'} ({counted}){days}"


def _count_tables(logs: Logs) -> str:
    names = ("ratings", "sleep", "journal", "activities", "vitals", "events")
    return ", ".join(f"{len(getattr(logs, name))} {name}" for name in names)
