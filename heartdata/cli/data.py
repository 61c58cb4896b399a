"""``heartdata check``, ``formats`` and ``export``: what was read, what can be read, and the tables."""

from __future__ import annotations

from collections import Counter
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
from heartdata.core.formatting import listed

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

_SHOWN_REJECTED: Final = 20
# Heuristic: up to so many files of a kind in a folder are described one by one.
_SHOWN_ALIKE: Final = 5
_COUNTED: Final = {
    "ratings": ("rating", "ratings"),
    "sleep": ("night or nap", "nights and naps"),
    "journal": ("journal entry", "journal entries"),
    "activities": ("activity", "activities"),
    "vitals": ("measurement", "measurements"),
    "events": ("marked day", "marked days"),
}


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
    for several in _by_folder(logs.sources):
        first = several[0]
        print_result(_describe_sources(several))
        notes = Counter(note for source in several for note in str(source.notes).splitlines())
        for note, count in notes.items():
            print_result(f"  note: {note}{f' ({count} files)' if count > 1 else ''}")
        if not first.format and first.rejected:
            _print_proposed_columns(path, first.path)
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
        if name not in (None, proposal.name):
            continue
        if not proposal.lines:
            print_result(f"{proposal.name}: none of its columns holds dates with a year; what they hold:")
            for column in proposal.unused:
                print_result(f"  {column}")
        elif proposal.only_dated:
            print_result(f"{proposal.name}: beside {proposal.lines[0].text}, no header says what its column holds:")
            for column in proposal.unused:
                print_result(f"  {column}")
        else:
            ask = "; a line with a ? waits for your answer, and counts without its #" if proposal.questions else ""
            print_result(f"{proposal.name}: these lines in heartdata.toml would read it as a table of your own{ask}:")
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


def _by_folder(sources: Any) -> list[list[Any]]:
    """Put many files of one kind in a folder together, such as daily notes."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for source in sources.itertuples():
        folder, _, name = source.path.rpartition("/")
        groups.setdefault((folder, source.format, name.rpartition(".")[2]), []).append(source)
    return [
        several
        for group in groups.values()
        for several in ([group] if group[0].format and len(group) > _SHOWN_ALIKE else [[one] for one in group])
    ]


def _describe_sources(several: list[Any]) -> str:
    """Describe one file, or many of one kind as their sum."""
    first = several[0]
    if len(several) == 1:
        return f"{first.path}: {_describe_source(first)}"
    folder, slash, name = first.path.rpartition("/")
    counted = ("rows", "ratings", "sleep", "journal", "activities", "vitals", "rejected")
    days = [(source.first_day, source.last_day) for source in several if source.first_day == source.first_day]
    total = first._replace(
        **{column: sum(getattr(source, column) for source in several) for column in counted},
        first_day=min((day for day, _ in days), default=first.first_day),
        last_day=max((day for _, day in days), default=first.last_day),
    )
    return f"{folder}{slash}*.{name.rpartition('.')[2]}: {len(several)} files, {_describe_source(total)}"


def _describe_source(source: Any) -> str:
    if not source.format:
        return "not read" if source.rejected else "empty"
    counts = {name: int(getattr(source, name)) for name in _COUNTED if name != "events"}
    parts = [_counted(count, name) for name, count in counts.items() if count]
    parts += [f"{source.rejected} not read"] if source.rejected else []
    counted = ", ".join(parts) or "empty"
    days = (
        "" if source.first_day != source.first_day else f", {source.first_day:%Y-%m-%d} to {source.last_day:%Y-%m-%d}"
    )
    return f"{source.format}, {source.rows} {'entry' if source.rows == 1 else 'entries'} ({counted}){days}"


def _count_tables(logs: Logs) -> str:
    counts = {name: len(getattr(logs, name)) for name in _COUNTED}
    return listed([_counted(count, name) for name, count in counts.items() if count]) or "nothing"


def _counted(count: int, table: str) -> str:
    return f"{count} {_COUNTED[table][count != 1]}"
