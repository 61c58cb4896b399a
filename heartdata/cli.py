"""The command line; the only module that prints or exits.

Results go to stdout, messages to stderr. Exit status: 0 fine, 1 some input could not be used, 2 wrong usage.
"""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heartdata import __version__
from heartdata._cli_types import Day, Kind, Level, OrNothing, Week

if TYPE_CHECKING:
    from heartdata.logs import Logs
    from heartdata.review import WeekReview
    from heartdata.starter import Findings

__all__ = ["main"]

_SHOWN_REJECTED: Final = 20
_SAMPLE: Final = "sample_data"
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _path(_: click.Context, __: click.Parameter, value: str) -> str:
    # A first look works without any data of one's own, wherever one stands.
    if value.rstrip("/\\") == _SAMPLE and not Path(value).exists():
        from heartdata.shipped import sample_data

        return str(sample_data())
    return value


path_argument = click.argument("path", callback=_path)


def _picture(_: click.Context, __: click.Parameter, value: str) -> str:
    if not value.lower().endswith((".png", ".svg", ".pdf")):
        raise click.BadParameter(f"{value}: a chart is written as .png, .svg or .pdf; choose one of these endings")
    return value


def _page(_: click.Context, __: click.Parameter, value: str) -> str:
    if not value.lower().endswith((".html", ".pdf", ".md")):
        raise click.BadParameter(f"{value}: a report is written as .html, .pdf or .md; choose one of these endings")
    return value


class _Failure(click.ClickException):
    """One line on stderr, exit status 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002  (click's signature)
        _say(f"heartdata: {self.message}")


class _Commands(click.Group):
    """The commands, with the library's errors as one line and a closed pipe as a quiet end."""

    def invoke(self, ctx: click.Context) -> Any:
        from heartdata.errors import HeartdataError

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A file name or a terminal may know no UTF-8; that is no reason to fail.
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except HeartdataError as error:
            raise _Failure(str(error)) from None
        except BrokenPipeError:
            # The reader of a pipe (head, less) has seen enough; what is still in the buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heartdata")
def main() -> None:
    """Read your mood, sleep and journal exports and see, kindly and honestly, how your weeks go.

    PATH is a file, a folder or a zip with what your apps export; a first look: heartdata weekly sample_data.
    Nothing leaves this machine.
    """


@main.command()
@path_argument
@click.option("--week", type=Week(), help="Such as 2026-W31; by default the last week with entries.")
@click.option(
    "--out", default="heartdata-weekly.png", show_default=True, callback=_picture, help="The chart: .png, .svg or .pdf."
)
def weekly(path: str, week: str | None, out: str) -> None:
    """Say how the week went and draw the weekly progress chart."""
    from heartdata.review import review_week
    from heartdata.trial_files import load_trials

    logs = _read(path)
    review = review_week(logs, week, trials=load_trials(path))
    _tell(review.title)
    for sentence in review.sentences():
        _tell(sentence)
    _tell_idea(review)
    from heartdata.charts import alt_text, save_chart, weekly_chart

    written = save_chart(weekly_chart(review), out, alt=alt_text(review))
    _say(f"The chart is in {written}.")
    _finish(logs)


@main.command()
@path_argument
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs; the README describes its fields.")
def status(path: str, as_json: bool) -> None:
    """Say in one sentence how recovery goes, and why; an early notice is a question."""
    from heartdata.review import review_week
    from heartdata.trial_files import load_trials

    logs = _read(path)
    review = review_week(logs, trials=load_trials(path))
    if as_json:
        import json

        told = {
            key: review.to_dict()[key] for key in ("schema", "week", "coverage", "progress", "trial", "suggestions")
        }
        click.echo(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(review.progress["sentence"])
        _tell_idea(review)
    _finish(logs)


@main.command()
@path_argument
def helps(path: str) -> None:
    """Say which practices, contacts and habits go with better days; never what causes what."""
    from heartdata.approach_commands import helps as lines_of

    logs = _read(path)
    for line in lines_of(logs):
        _tell(line)
    _finish(logs)


@main.group()
def trial() -> None:
    """Try one thing in a way that can tell something: start, show, stop."""


@trial.command("start")
@click.argument("practice")
@click.argument("path", default=".", callback=_path)
@click.option(
    "--design",
    type=click.Choice(["blocks", "before-after"]),
    default="blocks",
    show_default=True,
    help="Days on and off drawn by lot, or simply before and after.",
)
@click.option("--days", type=int, help="How many days; 42 if not given.")
@click.option("--block-days", type=int, help="Days of a block; 3 if not given.")
@click.option("--start", "first", type=Day(), help="The first day; tomorrow if not given.")
@click.option("--outcome", default="mood", show_default=True, help="What is looked at in the end.")
@click.option("--calendar", default="heartdata-trial.ics", show_default=True, help="The calendar file.")
def trial_start(
    practice: str,
    path: str,
    design: str,
    days: int | None,
    block_days: int | None,
    first: date | None,
    outcome: str,
    calendar: str,
) -> None:
    """Draw a plan for PRACTICE and keep it beside the exports at PATH."""
    from heartdata import approach_commands

    lines = approach_commands.trial_start(
        path,
        practice,
        today=date.today(),
        start=first,
        design=design,
        days=days,
        block_days=block_days,
        outcome=outcome,
        calendar=calendar,
    )
    for line in lines:
        _tell(line)


@trial.command("show")
@click.argument("path", default=".", callback=_path)
def trial_show(path: str) -> None:
    """Say how the trial stands, or what came of it."""
    from heartdata import approach_commands

    logs = _read(path)
    for line in approach_commands.trial_show(path, logs, today=date.today()):
        _tell(line)
    _finish(logs)


@trial.command("stop")
@click.argument("path", default=".", callback=_path)
def trial_stop(path: str) -> None:
    """End the trial under way and say what can be said."""
    from heartdata import approach_commands

    logs = _read(path)
    for line in approach_commands.trial_stop(path, logs, today=date.today()):
        _tell(line)
    _finish(logs)


@main.command()
@path_argument
def signs(path: str) -> None:
    """Say of each of the seven "feeling stuck" signs whether it is there, and what that rests on."""
    from heartdata.week_signs import week_signs

    logs = _read(path)
    for sign in week_signs(logs)[0]:
        click.echo(sign["sentence"])
    _finish(logs)


@main.command()
@path_argument
@click.option("--week", type=Week(), help="Such as 2026-W31; by default the last week with entries.")
@click.option(
    "--out", default="heartdata-report.html", show_default=True, callback=_page, help="The report: .html, .pdf or .md."
)
@click.option("--for-sharing", is_flag=True, help="Leave out labels, tags and everything from your journal.")
def report(path: str, week: str | None, out: str, for_sharing: bool) -> None:
    """Write the week as a page to read, to print or to bring to someone."""
    from heartdata.report import weekly_report
    from heartdata.review import review_week
    from heartdata.trial_files import load_trials

    logs = _read(path)
    made = weekly_report(review_week(logs, week, trials=load_trials(path)), for_sharing=for_sharing)
    _tell(str(made.save(out)))
    _finish(logs)


@main.command()
@path_argument
@click.option(
    "--folder", default="heartdata-notebooks", show_default=True, help="Where the notebooks go; yours to change."
)
@click.option("--no-open", is_flag=True, help="Only copy the notebooks; open nothing.")
def lab(path: str, folder: str, no_open: bool) -> None:
    """Copy the notebooks, with your PATH filled in, and open them in JupyterLab."""
    from heartdata.lab import copy_notebooks, open_lab

    if not Path(path).exists():
        from heartdata.errors import UnreadableFileError

        raise UnreadableFileError(f"{path}: there is no such file or folder; check the path")
    for copied in copy_notebooks(path, folder):
        _tell(str(copied.path))
        if copied.said:
            _say(copied.said)
    if not no_open:
        _say("Opening JupyterLab; Ctrl+C here ends it.")
        open_lab(folder)


@main.command()
@path_argument
@click.option("--all", "everything", is_flag=True, help="List every rejected row, not only the first ones.")
def check(path: str, everything: bool) -> None:
    """Show what is read, from where, which days, and what is rejected and why; changes nothing."""
    from heartdata.errors import UnknownFormatError

    try:
        logs = _read(path, notes=False)
    except UnknownFormatError:
        _tell_columns(path)
        raise
    for source in logs.sources.itertuples():
        _tell(f"{source.path}: {_source_line(source)}")
        for note in str(source.notes).splitlines():
            _tell(f"  note: {note}")
        if not source.format:
            _tell_columns(path, source.path)
    days = logs.days
    _tell(f"Together: {_counts(logs)}.")
    if len(days):
        span = (days[-1] - days[0]).days + 1
        _tell(f"{len(days)} of {span} days from {days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d} have something logged.")
    rejected = logs.rejected
    shown = rejected if everything else rejected.head(_SHOWN_REJECTED)
    if len(rejected):
        _tell(f"Not read ({len(rejected)}):")
    for row in shown.itertuples():
        line = "" if row.line != row.line else f", line {int(row.line)}"
        column = f", column {row.column}" if row.column else ""
        _tell(f"  {row.source}{line}{column}: {row.reason}")
    if len(shown) < len(rejected):
        _tell(f"  and {len(rejected) - len(shown)} more; --all lists them")
    _finish(logs, quiet=True)


@main.command()
def formats() -> None:
    """List what can be read and how to get such a file."""
    from heartdata.readers import FORMATS

    for known in FORMATS:
        _tell(f"{known.name}: {known.title}; {', '.join(known.tables)}; {known.evidence}")
        _tell(f"  {known.how}")


@main.command()
@path_argument
@click.option("--out", default="heartdata-export", show_default=True, help="The folder the tables go to.")
@click.option(
    "--as", "kind", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="The kind of file."
)
@click.option("--journal-text", is_flag=True, help="Write the words of your journal too.")
def export(path: str, out: str, kind: Any, journal_text: bool) -> None:
    """Write tidy tables (one row per day, and all that was read) for other programs."""
    from heartdata.export import export_tables

    logs = _read(path)
    for written in export_tables(logs, out, kind=kind, journal_text=journal_text):
        _tell(str(written))
    _finish(logs)


@main.command()
@click.argument("path", default=".")
@click.option("--loss-date", type=Day(), help="The day of the loss.")
@click.option("--loss-kind", type=Kind(), help="Such as pet, job or breakup; the file lists them all.")
@click.option("--usual", type=Level(0, 10), help="Your usual mood before it, 0 to 10.")
@click.option("--no-input", is_flag=True, help="Ask nothing; what is open stays as a comment in the file.")
@click.option("--template", help="Instead, write an empty diary for a spreadsheet to this file, such as diary.csv.")
def init(
    path: str, loss_date: date | None, loss_kind: str | None, usual: float | None, no_input: bool, template: str | None
) -> None:
    """Write a heartdata.toml to start from beside your exports; never replaces one."""
    if template is not None:
        _write_diary(Path(template))
        return
    from heartdata.errors import HeartdataError
    from heartdata.files import write_atomically
    from heartdata.profile import PROFILE_NAME, Profile
    from heartdata.starter import look_around, profile_text

    given = Path(path)
    if not given.exists():
        raise HeartdataError(f"{given}: there is no such file or folder; check the path")
    target = (given if given.is_dir() else given.parent) / PROFILE_NAME
    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; open it in an editor")
    found = look_around(given)
    moods: dict[str, float] = {}
    if not no_input and sys.stdin.isatty():
        loss_date, loss_kind, usual, moods = _ask(found, loss_date, loss_kind, usual)
    text = profile_text(found, loss_date=loss_date, loss_kind=loss_kind, usual=usual, moods=moods)
    Profile.from_toml(text)
    click.echo(str(write_atomically(target, text.encode())))
    _say("Open it in an editor to fill in the rest; every line in it is optional.")


def _write_diary(target: Path) -> None:
    from heartdata.diary_template import DIARY, diary_template
    from heartdata.errors import HeartdataError
    from heartdata.files import write_atomically

    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; choose another name")
    click.echo(str(write_atomically(target, diary_template().encode())))
    for column in DIARY:
        _say(f"  {column.header}: {column.explains}")
    _say("Fill in what you like, when you like; `heartdata weekly` reads the file as it is.")


def _ask(
    found: Findings, loss_date: date | None, loss_kind: str | None, usual: float | None
) -> tuple[date | None, str | None, float | None, dict[str, float]]:
    from heartdata.vocabulary import KINDS_OF_LOSS

    _say("Press Enter to leave a question open.")
    if loss_date is None:
        loss_date = click.prompt(
            "The day of the loss, like 2026-03-01", default="", show_default=False, type=OrNothing(Day()), err=True
        )
    if loss_kind is None:
        kinds = ", ".join(KINDS_OF_LOSS)
        loss_kind = click.prompt(
            f"What kind ({kinds})",
            default="",
            show_default=False,
            type=OrNothing(Kind()),
            err=True,
        )
    if usual is None and not found.tells_usual(loss_date):
        usual = click.prompt(
            "Your usual mood before it, 0 to 10",
            default="",
            show_default=False,
            type=OrNothing(Level(0, 10)),
            err=True,
        )
    moods = {}
    for name in found.moods:
        level = click.prompt(
            f'Your mood "{_line(name)}", 1 (worst) to 5 (best)',
            default="",
            show_default=False,
            type=OrNothing(Level(1, 5)),
            err=True,
        )
        if level is not None:
            moods[name] = level
    return loss_date, loss_kind, usual, moods


def _read(path: str, *, notes: bool = True) -> Logs:
    from heartdata.errors import HeartdataWarning
    from heartdata.readers import read_logs

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HeartdataWarning)
        logs = read_logs(path)
    if notes:
        unknown = [
            f"{s.path}: {n}" for s in logs.sources.itertuples() for n in str(s.notes).splitlines() if "[moods]" in n
        ]
        for note in unknown:
            _say(note)
    return logs


def _tell_columns(path: str, name: str | None = None) -> None:
    """Show what the columns of a table of one's own may be: the names in its header, never its cells."""
    from heartdata._proposed import proposals

    for proposal in proposals(path):
        if name in (None, proposal.name):
            _tell(f"{proposal.name}: these lines in heartdata.toml would read it as a table of your own:")
            for line in ("[columns]", *proposal.written()):
                _tell(f"  {line}")


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
                _tell(line)
    if review.trial is not None:
        _tell(review.trial["sentence"])


def _finish(logs: Logs, *, quiet: bool = False) -> None:
    if not len(logs.rejected):
        return
    if not quiet:
        count = len(logs.rejected)
        what = "1 row or file" if count == 1 else f"{count} rows or files"
        _say(f"{what} could not be read; `heartdata check` says which and why. All the others are in.")
    sys.exit(1)


def _line(text: str) -> str:
    # One line, whatever a file name or a tag may hold.
    return _CONTROLS.sub(" ", text)


def _tell(line: str) -> None:
    click.echo(_line(line))


def _say(message: str) -> None:
    click.echo(_line(message), err=True)


def run() -> None:
    """Run the command line."""
    main(prog_name="heartdata")


if __name__ == "__main__":
    run()
