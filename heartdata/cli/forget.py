"""``heartdata forget``: list all that heartdata wrote, and remove it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, quiet_option, say, tell
from heartdata.errors import HeartdataError

if TYPE_CHECKING:
    from pathlib import Path

    from heartdata.storage.cleanup import Found


@click.command(cls=Command, example="heartdata forget --yes")
@quiet_option
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--changed", is_flag=True, help="Remove also what was changed since heartdata wrote it.")
def forget(yes: bool, changed: bool) -> None:
    """List everything heartdata wrote, and remove it after asking; your exports are never touched.

    Without a terminal to ask on, and without --yes, it only lists. A diary that you filled in always stays.
    """
    from heartdata.storage.cleanup import NOT_KNOWN, find_written

    found = find_written()
    _list(found, changed=changed)
    asked = [*found.same, *found.caches, *found.folders, *(found.changed if changed else [])]
    if asked and not yes and not (sys.stdin.isatty() and click.confirm("Remove them?", err=True)):
        say("Nothing is removed. `heartdata forget --yes` removes without asking.")
    else:
        _remove(found, changed=changed)
    tell(NOT_KNOWN)


def _remove(found: Found, *, changed: bool) -> None:
    from heartdata.storage.cleanup import remove_written

    removed, problems = remove_written(found, changed=changed)
    if removed:
        tell(f"Removed: {len(removed)}.")
    left = [folder for folder in found.folders if folder not in removed]
    _section("These folders stay, since something that is yours is in them:", left)
    if problems:
        raise HeartdataError("; ".join(problems))


def _list(found: Found, *, changed: bool) -> None:
    if found == type(found)():
        tell("heartdata knows of nothing that it wrote and that is still there.")
    _section("As heartdata wrote it:", [*found.same, *found.caches])
    _section("Changed since:" if changed else "Changed since, and left (--changed takes them too):", found.changed)
    _section("Diaries that you filled in; they are yours and stay:", found.diaries)
    _section("Folders that heartdata made; removed once nothing is in them:", found.folders)
    _section("Not there: removed, moved, or on a disk that is not connected; only taken off the list:", found.away)
    if found.damaged:
        what = "1 entry of the list is" if found.damaged == 1 else f"{found.damaged} entries of the list are"
        tell(f"{what} damaged; what was named there is not known any more.")


def _section(title: str, paths: list[Path]) -> None:
    if paths:
        tell(title)
        for path in paths:
            tell(f"  {path}")
