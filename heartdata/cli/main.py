"""The command line; the only module that prints or exits.

Results go to stdout, messages to stderr. Exit status: 0 fine, 1 some input could not be used, 2 wrong usage, 130
stopped by Ctrl+C.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heartdata import __version__
from heartdata.cli.cohort import cohort
from heartdata.cli.common import (
    Commands,
    finish,
    keep_exports,
    look,
    path_argument,
    quiet_option,
    read,
    say,
    tell,
    written_to,
)
from heartdata.cli.completion import completion
from heartdata.cli.forget import forget
from heartdata.cli.init import init
from heartdata.cli.trial import trial
from heartdata.cli.types import Week

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.review.week import WeekReview

__all__ = ["main"]

_SHOWN_REJECTED: Final = 20


def _picture(_: click.Context, __: click.Parameter, value: str) -> str:
    if not value.lower().endswith((".png", ".svg", ".pdf")):
        raise click.BadParameter(f"{value}: a chart is written as .png, .svg or .pdf; choose one of these endings")
    return value


def _page(_: click.Context, __: click.Parameter, value: str) -> str:
    if not value.lower().endswith((".html", ".pdf", ".md")):
        raise click.BadParameter(f"{value}: a report is written as .html, .pdf or .md; choose one of these endings")
    return value


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heartdata")
def main() -> None:
    """Read your mood, sleep and journal exports and see, kindly and honestly, how your weeks go.

    PATH is a file, a folder or a zip with what your apps export; a first look: heartdata weekly sample_data.
    Nothing leaves this machine.
    """


@main.command(example="heartdata weekly my-exports --week 2026-W31 --out week.pdf")
@path_argument()
@quiet_option
@click.option("--week", type=Week(), help="Such as 2026-W31; by default the last week with entries.")
@written_to("--out", default="heartdata-weekly.png", callback=_picture, help="The chart: .png, .svg or .pdf.")
@click.option("--phone", is_flag=True, help="Draw one narrow column for a phone in place of a sheet of A4.")
def weekly(path: str, week: str | None, out: str, phone: bool) -> None:
    """Say how the week went and draw the weekly progress chart."""
    seen = look(path, week)
    review = seen.review
    keep_exports(seen.read_from, path, out)
    tell(review.title)
    for sentence in review.sentences():
        tell(sentence)
    _tell_idea(review)
    from heartdata.charts import alt_text, save_chart, weekly_chart

    written = save_chart(weekly_chart(review, layout="phone" if phone else "page"), out, alt=alt_text(review))
    say(f"The chart is in {written}.")
    finish(seen.rejected)


@main.command(example="heartdata status my-exports --json")
@path_argument()
@quiet_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs; docs/json.md describes it.")
def status(path: str, as_json: bool) -> None:
    """Say in one sentence how recovery goes, and why; an early notice is a question."""
    seen = look(path)
    review = seen.review
    if as_json:
        import json

        click.echo(json.dumps(review.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(review.progress["sentence"])
        _tell_idea(review)
    finish(seen.rejected)


@main.command(example="heartdata helps my-exports")
@path_argument()
@quiet_option
def helps(path: str) -> None:
    """Say which practices, contacts and habits go with better days; never what causes what."""
    from heartdata.cli.trial_actions import helps as lines_of

    logs = read(path)
    for line in lines_of(logs):
        tell(line)
    finish(len(logs.rejected))


@main.command(example="heartdata signs my-exports")
@path_argument()
@quiet_option
def signs(path: str) -> None:
    """Say of each of the seven "feeling stuck" signs whether it is there, and what that rests on."""
    from heartdata.signs.summary import week_signs

    logs = read(path)
    for sign in week_signs(logs)[0]:
        click.echo(sign["sentence"])
    finish(len(logs.rejected))


@main.command(example="heartdata report my-exports --for-sharing --out week.pdf")
@path_argument()
@quiet_option
@click.option("--week", type=Week(), help="Such as 2026-W31; by default the last week with entries.")
@written_to("--out", default="heartdata-report.html", callback=_page, help="The report: .html, .pdf or .md.")
@click.option("--for-sharing", is_flag=True, help="Leave out labels, tags and everything from your journal.")
def report(path: str, week: str | None, out: str, for_sharing: bool) -> None:
    """Write the week as a page to read, to print or to bring to someone."""
    from heartdata.report.weekly import weekly_report

    seen = look(path, week)
    keep_exports(seen.read_from, path, out)
    tell(str(weekly_report(seen.review, for_sharing=for_sharing).save(out)))
    finish(seen.rejected)


@main.command(example="heartdata lab my-exports --folder my-notebooks")
@path_argument()
@quiet_option
@written_to("--folder", default="heartdata-notebooks", help="Where the notebooks go; yours to change.")
@click.option("--no-open", is_flag=True, help="Only copy the notebooks; open nothing.")
def lab(path: str, folder: str, no_open: bool) -> None:
    """Copy the notebooks, with your PATH filled in, and open them in JupyterLab."""
    from heartdata.cli.notebooks import copy_notebooks, open_lab

    if not Path(path).exists():
        from heartdata.errors import UnreadableFileError

        raise UnreadableFileError(f"{path}: there is no such file or folder; check the path")
    for copied in copy_notebooks(path, folder):
        tell(str(copied.path))
        if copied.said:
            say(copied.said)
    if not no_open:
        say("Opening JupyterLab; Ctrl+C here ends it.")
        open_lab(folder)


@main.command(example="heartdata check my-exports --all")
@path_argument()
@quiet_option
@click.option("--all", "everything", is_flag=True, help="List every rejected row, not only the first ones.")
def check(path: str, everything: bool) -> None:
    """Show what is read, from where, which days, and what is rejected and why; changes nothing."""
    from heartdata.errors import UnknownFormatError

    try:
        logs = read(path, notes=False)
    except UnknownFormatError:
        _tell_columns(path)
        raise
    for source in logs.sources.itertuples():
        tell(f"{source.path}: {_source_line(source)}")
        for note in str(source.notes).splitlines():
            tell(f"  note: {note}")
        if not source.format:
            _tell_columns(path, source.path)
    days = logs.days
    tell(f"Together: {_counts(logs)}.")
    if len(days):
        span = (days[-1] - days[0]).days + 1
        tell(f"{len(days)} of {span} days from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} have something logged.")
    rejected = logs.rejected
    shown = rejected if everything else rejected.head(_SHOWN_REJECTED)
    if len(rejected):
        tell(f"Not read ({len(rejected)}):")
    for row in shown.itertuples():
        line = "" if row.line != row.line else f", line {int(row.line)}"
        column = f", column {row.column}" if row.column else ""
        tell(f"  {row.source}{line}{column}: {row.reason}")
    if len(shown) < len(rejected):
        tell(f"  and {len(rejected) - len(shown)} more; --all lists them")
    finish(len(logs.rejected), quiet=True)


@main.command(example="heartdata formats")
def formats() -> None:
    """List what can be read and how to get such a file."""
    from heartdata.readers import FORMATS

    for known in FORMATS:
        tell(f"{known.name}: {known.title}; {', '.join(known.tables)}; {known.evidence}")
        tell(f"  {known.how}")


@main.command(example="heartdata export my-exports --as parquet")
@path_argument()
@quiet_option
@written_to("--out", default="heartdata-export", help="The folder the tables go to.")
@click.option(
    "--as", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="The kind of file."
)
@click.option("--journal-text", is_flag=True, help="Write the words of your journal too.")
def export(path: str, out: str, kind: Any, journal_text: bool) -> None:
    """Write tidy tables (one row per day, and all that was read) for other programs."""
    from heartdata.core.export import export_tables

    logs = read(path)
    for written in export_tables(logs, out, kind=kind, journal_text=journal_text):
        tell(str(written))
    finish(len(logs.rejected))


def _tell_columns(path: str, name: str | None = None) -> None:
    """Show what the columns of a table of one's own may be: the names in its header, never its cells."""
    from heartdata.readers.guess_columns import proposals

    for proposal in proposals(path):
        if name in (None, proposal.name):
            tell(f"{proposal.name}: these lines in heartdata.toml would read it as a table of your own:")
            for line in ("[columns]", *proposal.written()):
                tell(f"  {line}")


def _source_line(source: Any) -> str:
    if not source.format:
        return "not read"
    counts = [(source.ratings, "ratings"), (source.sleep, "sleep"), (source.journal, "journal")]
    counts += [(source.activities, "activities"), (source.vitals, "measurements"), (source.rejected, "not read")]
    said = ", ".join(f"{n} {name}" for n, name in counts if n)
    days = (
        "" if source.first_day != source.first_day else f", {source.first_day:%Y-%m-%d} to {source.last_day:%Y-%m-%d}"
    )
    return f"{source.format}, {source.rows} {'entry' if source.rows == 1 else 'entries'} ({said or 'empty'}){days}"


def _counts(logs: Logs) -> str:
    names = ("ratings", "sleep", "journal", "activities", "vitals", "events")
    return ", ".join(f"{len(getattr(logs, name))} {name}" for name in names)


def _tell_idea(review: WeekReview) -> None:
    """Say the week's one suggestion and the trial under way."""
    for idea in review.suggestions:
        for line in (idea["text"], f"Why: {idea['why']}", idea["decline"]):
            if line:
                tell(line)
    if review.trial is not None:
        tell(review.trial["sentence"])


for _command in (init, trial, cohort, forget, completion):
    main.add_command(_command)


def run() -> None:
    """Run the command line."""
    # A command makes many objects that stay to its end; looking through them for rubbish every 700 takes 6 % of it.
    gc.set_threshold(50_000, 20, 20)
    main(prog_name="heartdata")


if __name__ == "__main__":
    run()
