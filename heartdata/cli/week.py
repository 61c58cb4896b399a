"""``heartdata weekly``, ``status``, ``report``, ``archive``, ``signs`` and ``helps``: how the weeks went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import (
    Command,
    exit_for_rejected,
    load_logs,
    load_week,
    out_option,
    path_argument,
    print_message,
    print_result,
    quiet_option,
    refuse_to_overwrite_inputs,
)
from heartdata.cli.params import WeekParam

if TYPE_CHECKING:
    from pathlib import Path

    from heartdata.core.logs import Logs
    from heartdata.review.look import Look
    from heartdata.review.week import WeekReview

_week_option = click.option(
    "--week", type=WeekParam(), help="Such as 2026-W31 or any of its days; last, the default, is the last with entries."
)


def _ends_with(*endings: str) -> Callable[[click.Context, click.Parameter, str], str]:
    """Check the ending of an output file before anything is read."""

    def check(_: click.Context, __: click.Parameter, value: str) -> str:
        if not value.lower().endswith(endings):
            raise click.BadParameter(f"{value}: the name must end in {', '.join(endings[:-1])} or {endings[-1]}")
        return value

    return check


@click.command(cls=Command, example="heartdata weekly my-exports --week 2026-W31 --out week.pdf")
@path_argument()
@quiet_option
@_week_option
@out_option(
    "-o", "--out", default="heartdata-weekly.png", callback=_ends_with(".png", ".svg", ".pdf"),
    help="The chart: .png, .svg or .pdf.",
)  # fmt: skip
@click.option("--card", "--phone", "card", is_flag=True, help="Draw a card for the phone instead of a page of A4.")
def weekly(path: str, week: str | None, out: str, card: bool) -> None:
    """Sum up a week and draw its progress chart."""
    found = load_week(path, week)
    review = found.review
    refuse_to_overwrite_inputs(found.read_from, path, out)
    print_result(review.title)
    _print_with_help(review, review.sentences())
    from heartdata.charts import alt_text, save_chart, weekly_chart

    written = save_chart(weekly_chart(review, layout="card" if card else "page"), out, alt=alt_text(review))
    print_message(f"The chart is in {written}.")
    exit_for_rejected(found.rejected)


@click.command(cls=Command, example="heartdata status my-exports --json")
@path_argument()
@quiet_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs; the documentation describes it.")
def status(path: str, as_json: bool) -> None:
    """Say in a few words how it is going.

    With the reason. An early notice is a question.
    """
    found = load_week(path, drawn=as_json)
    review = found.review
    if as_json:
        import json

        click.echo(json.dumps(review.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        _print_with_help(review, review.sentences() if review.first_days else [review.progress["sentence"]])
    exit_for_rejected(found.rejected)


@click.command(cls=Command, example="heartdata helps my-exports")
@path_argument()
@quiet_option
def helps(path: str) -> None:
    """Show what goes with better days.

    Practices, contacts and habits. What causes what, a diary can't show.
    """
    from heartdata.core.daily import to_daily
    from heartdata.practices.rhythms import effects_and_rhythms
    from heartdata.practices.sentences import helps_lines

    found, logs = _load_week_or_logs(path)
    if found and not found.review.first_days:
        from heartdata.review.notices import nothing_to_compare

        why = nothing_to_compare(found.review)
        lines = [why] if why else helps_lines(found.review.effects, asks=not found.review.help_first)
    else:
        lines = [] if found else helps_lines(effects_and_rhythms(logs, to_daily(logs)))
    for line in lines:
        print_result(line)
    exit_for_rejected(found.rejected if found else len(logs.rejected))


@click.command(cls=Command, example="heartdata signs my-exports")
@path_argument()
@quiet_option
def signs(path: str) -> None:
    """Show the seven "feeling stuck" signs.

    Which of them are there, and what that is based on.
    """
    from heartdata.signs.summary import sign_lines, week_signs

    found, logs = _load_week_or_logs(path)
    signs = found.review.signs if found else week_signs(logs)[0]
    shown = [] if found and found.review.first_days else sign_lines(signs, asks=not (found and found.review.help_first))
    for line in shown:
        print_result(line)
    exit_for_rejected(found.rejected if found else len(logs.rejected))


@click.command(cls=Command, example="heartdata report my-exports --for-sharing --out week.pdf")
@path_argument()
@quiet_option
@_week_option
@out_option(
    "-o", "--out", default="heartdata-report.html", callback=_ends_with(".html", ".pdf", ".md"),
    help="The report: .html, .pdf or .md.",
)  # fmt: skip
@click.option("--for-sharing", is_flag=True, help="Leave out labels, tags and everything from your journal.")
@click.option("--open", "open_it", is_flag=True, help="Open it when it is written.")
def report(path: str, week: str | None, out: str, for_sharing: bool, open_it: bool) -> None:
    """Write the week as a page to read or print."""
    from heartdata.report.weekly import weekly_report

    found = load_week(path, week)
    refuse_to_overwrite_inputs(found.read_from, path, out)
    _print_help_in_hard_weeks(found.review)
    written = weekly_report(found.review, for_sharing=for_sharing).save(out)
    print_result(str(written))
    _open_if_asked(written, asked=open_it)
    exit_for_rejected(found.rejected)


@click.command(cls=Command, example="heartdata archive my-exports --weeks 26 --out my-weeks")
@path_argument()
@quiet_option
@out_option("-o", "--out", default="heartdata-weeks", help="The folder for the pages.")
@click.option("--weeks", type=click.IntRange(min=1), help="Only so many of the last weeks; a year takes some minutes.")
@click.option("--for-sharing", is_flag=True, help="Leave out labels, tags and everything from your journal.")
@click.option("--open", "open_it", is_flag=True, help="Open the list when it is written.")
def archive(path: str, out: str, weeks: int | None, for_sharing: bool, open_it: bool) -> None:
    """Write a page for each past week, and a list of them.

    Each page says what could be said then, from that week and earlier ones only.
    """
    from heartdata.practices.trial_store import load_trials
    from heartdata.report.archive import save_archive

    logs = load_logs(path)
    index, *pages = save_archive(logs, out, trials=load_trials(path), most=weeks, for_sharing=for_sharing)
    print_result(str(index))
    print_message("1 week." if len(pages) == 1 else f"{len(pages)} weeks.")
    _open_if_asked(index, asked=open_it)
    exit_for_rejected(len(logs.rejected))


def _open_if_asked(written: Path, *, asked: bool) -> None:
    if asked and click.launch(str(written.absolute())):
        print_message(f"It could not be opened from here; open {written} yourself.")


def _load_week_or_logs(path: str) -> tuple[Look | None, Logs]:
    """Review the last week, and print help first where it belongs; without an entry there are only the logs.

    In the first days after a loss a few warm words are printed, and the caller adds nothing.
    """
    from heartdata.core.logs import Logs
    from heartdata.errors import NotEnoughDataError

    try:
        found = load_week(path, drawn=False)
    except NotEnoughDataError:
        return None, load_logs(path)
    review = found.review
    if review.first_days:
        _print_with_help(review, review.sentences())
        return found, Logs()
    for line in review.alarm_lines()[:1]:
        print_result(line)
    for line in review.help_lines() if review.help_first else ():
        print_result(line)
    return found, Logs()


def _print_help_in_hard_weeks(review: WeekReview) -> None:
    # What the body says comes before everything else.
    for line in review.alarm_lines():
        print_result(line)
    for line in review.help_lines() if review.help_first and not review.first_days else ():
        print_result(line)


def _print_with_help(review: WeekReview, sentences: list[str]) -> None:
    """Print the week: in hard weeks help first; in the first days a few warm words and help, and nothing else."""
    _print_help_in_hard_weeks(review)
    if review.first_days:
        from heartdata.review.help_lines import LATER

        for line in (*sentences, *review.help_lines(), LATER):
            print_result(line)
        return
    for line in sentences:
        print_result(line)
    if review.ideas:
        from heartdata.suggestions.suggestion import suggestion_lines

    for suggestion in review.ideas:
        for line in suggestion_lines(suggestion):
            if line:
                print_result(line)
    if review.trial is not None:
        print_result(review.trial["sentence"])
    # Somebody young has help near in every week.
    for line in review.help_lines() if review.age in ("child", "teen") and not review.help_first else ():
        print_result(line)
