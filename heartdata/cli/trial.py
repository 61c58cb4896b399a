"""``heartdata trial``: start, show and stop the trial of a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import (
    Subcommands,
    exit_for_rejected,
    load_logs,
    out_option,
    path_argument,
    print_message,
    print_result,
    quiet_option,
)
from heartdata.cli.params import DateParam

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.errors import HeartdataError
    from heartdata.practices.trial import Rule


@click.group(cls=Subcommands, short_help="Try one thing, to see whether it helps.")
def trial() -> None:
    """Try one thing, with and without, to see whether it helps: start, show, stop."""


@trial.command("start", example='heartdata trial start "evening walk" my-exports')
@click.argument("practice")
@path_argument(here=True)
@quiet_option
@click.option(
    "--design",
    type=click.Choice(["blocks", "before-after"]),
    default="blocks",
    show_default=True,
    help="Days picked at random, or simply before and after.",
)
@click.option("--days", type=int, help="How many days, at least 24; 56 if not given.")
@click.option("--block-days", type=int, help="Days of a block: 2 if not given; 1 for what is over by the next day.")
@click.option("--start", "first", type=DateParam(), help="The first day; tomorrow if not given.")
@click.option(
    "--plan",
    type=click.Path(exists=True, dir_okay=False),
    help="A file of the days with it, or weeks (2026-W31), one a line, where they were picked elsewhere.",
)
@click.option(
    "--drawn",
    type=click.Choice(["pairs", "shuffled", "coin"]),
    help="How --plan was picked: one with and one without in each pair of blocks, blocks in any order, or by a coin.",
)
@click.option("--odds-only", is_flag=True, help="Show the chances and the plan, and store nothing.")
@click.option("--outcome", default="mood", show_default=True, help="What is compared at the end.")
@out_option("--calendar", default="heartdata-trial.ics", help="The calendar file.")
def trial_start(
    practice: str,
    path: str,
    design: str,
    days: int | None,
    block_days: int | None,
    first: date | None,
    plan: str | None,
    drawn: Rule | None,
    odds_only: bool,
    outcome: str,
    calendar: str,
) -> None:
    """Make a plan for PRACTICE and store it beside the exports at PATH.

    For small things you can do or leave, such as a walk. Not for medicine (talk to your doctor before changing it),
    food, sleep, therapy, alcohol or drugs, anything that hurts you, or contact with people: those are refused.

    First it says how often a trial like this shows a difference, with ups and downs and gaps like yours.
    """
    from heartdata.cli import trial_actions

    on_days, picked_by = trial_actions.read_plan(plan) if plan else ((), None)
    lines = trial_actions.trial_start(
        path,
        practice,
        today=date.today(),
        start=first,
        design=design,
        days=days,
        block_days=block_days or picked_by,
        outcome=outcome,
        on_days=on_days,
        rule=drawn,
        calendar=None if odds_only else calendar,
        logs=_logs_or_none(path),
        store=not odds_only,
    )
    for line in lines:
        print_result(line)


@trial.command("show", example="heartdata trial show my-exports")
@path_argument(here=True)
@quiet_option
def trial_show(path: str) -> None:
    """Say where the trial is, or how it ended."""
    from heartdata.cli import trial_actions

    _print_lines(path, trial_actions.trial_show)


@trial.command("stop", example="heartdata trial stop my-exports")
@path_argument(here=True)
@quiet_option
def trial_stop(path: str) -> None:
    """End the trial under way and say what it shows."""
    from heartdata.cli import trial_actions

    _print_lines(path, trial_actions.trial_stop)


def _logs_or_none(path: str) -> Logs | None:
    """Read the entries for the odds; a plan can be made before anything is logged."""
    from heartdata.errors import HeartdataError

    try:
        return load_logs(path, notes=False)
    except HeartdataError:
        return None


def _print_lines(path: str, action: Callable[..., list[str]]) -> None:
    logs, trouble = _logs(path)
    _tell_of_clock(logs)
    for line in action(path, logs, today=date.today()):
        print_result(line)
    if trouble is not None:
        raise trouble
    exit_for_rejected(len(logs.rejected))


def _logs(path: str) -> tuple[Logs, HeartdataError | None]:
    """Read the entries; where they cannot be, the plan can be seen and stopped all the same."""
    from heartdata.core.logs import Logs
    from heartdata.errors import HeartdataError
    from heartdata.practices.trial_store import load_trials

    try:
        return load_logs(path), None
    except HeartdataError as error:
        if not load_trials(path):
            raise
        return Logs(), error


def _tell_of_clock(logs: Logs) -> None:
    """Everything else goes by the entries alone."""
    days, today = logs.days, date.today()
    # One day more, for who travelled against the sun.
    if len(days) and (days[-1].date() - today).days > 1:
        print_message(
            f"Your last entry is of {days[-1]:%Y-%m-%d}, and this machine's clock says {today}; if the clock is wrong, "
            "set it, since a trial goes by it."
        )
