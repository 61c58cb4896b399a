"""``heartdata forget``: list everything heartdata wrote, and remove it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, print_message, print_result, quiet_option
from heartdata.errors import HeartdataError

if TYPE_CHECKING:
    from pathlib import Path

    from heartdata.storage.cleanup import Remaining


@click.command(cls=Command, example="heartdata forget --yes")
@quiet_option
@click.option("--yes", is_flag=True, help="Remove without asking.")
@click.option("--changed", is_flag=True, help="Also remove files that were changed since heartdata wrote them.")
def forget(yes: bool, changed: bool) -> None:
    """List and remove everything heartdata wrote.

    It asks before removing, and never touches your exports.
    Without --yes and without a terminal to ask on, it only lists. A diary you filled in always stays.
    """
    from heartdata.storage.cleanup import NOT_KNOWN, find_written

    found = find_written()
    _print_found(found, changed=changed)
    asked = [*found.same, *found.folders, *(found.changed if changed else [])]
    if asked and not yes and not (_can_ask() and click.confirm("Remove them?", err=True)):
        print_message("Nothing was removed. `heartdata forget --yes` removes without asking.")
    else:
        _remove(found, changed=changed)
    print_result(NOT_KNOWN)


def _can_ask() -> bool:
    # Standard input may be closed, or missing altogether.
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:
        return False


def _remove(found: Remaining, *, changed: bool) -> None:
    from heartdata.storage.cleanup import remove_written

    removed, problems = remove_written(found, changed=changed)
    if removed:
        print_result(f"Removed: {len(removed)}.")
    left = [folder for folder in found.folders if folder not in removed]
    _print_section("These folders stay, since they hold something of yours:", left)
    if problems:
        raise HeartdataError("; ".join(problems))


def _print_found(found: Remaining, *, changed: bool) -> None:
    if found == type(found)():
        print_result("Nothing left to remove.")
    _print_section("Unchanged since heartdata wrote them:", found.same)
    _print_section(
        "Changed since:" if changed else "Changed since, so they stay (--changed removes them too):", found.changed
    )
    _print_section("Diaries you filled in; they are yours and stay:", found.diaries)
    _print_section("Folders heartdata made; removed when they are empty:", found.folders)
    _print_section(
        "No longer there (removed, moved, or on a disk that is not connected); only taken off the list:", found.away
    )
    if found.damaged:
        what = "1 entry" if found.damaged == 1 else f"{found.damaged} entries"
        print_result(f"{what} of the list could not be read, so the files named there are not known any more.")


def _print_section(title: str, paths: list[Path]) -> None:
    if paths:
        print_result(title)
        for path in paths:
            print_result(f"  {path}")
