"""Shared by all commands: paths, messages, errors as one line, shell completion."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from heartdata.core.formatting import without_marks

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.review.look import Look

_SAMPLE: Final = "sample_data"
# What shells give a program that was stopped by Ctrl+C.
INTERRUPTED: Final = 130
# For developers: set it to see where an unexpected error comes from.
TRACEBACK: Final = "HEARTDATA_TRACEBACK"
_QUIET: Final = "heartdata.quiet"
_F = TypeVar("_F", bound=Callable[..., Any])
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _resolve_path(ctx: click.Context, __: click.Parameter, value: str | None, *, here: bool = False) -> str:
    """Return the path given, or the folder of the last `init`; `sample_data` works from anywhere."""
    if value is None and ctx.resilient_parsing:  # a shell completes
        return ""
    if value is None:
        value = folder_with_profile() or ("." if here else None)
    if value is None:
        raise click.UsageError(
            "PATH is missing. Name the file or folder of your exports, such as my-exports; after `heartdata init "
            "my-exports` you can leave it out."
        )
    if value.rstrip("/\\") == _SAMPLE and not Path(value).exists():
        from heartdata.datasets.samples import sample_data

        return str(sample_data())
    try:
        with contextlib.suppress(ValueError):  # such as a NUL byte
            Path(value).stat()
    except OSError as error:
        others = [str(given) for given in ctx.params.values() if isinstance(given, str)]
        if error.errno == errno.ENOENT and others and Path(others[0]).is_dir():
            name = ctx.command_path.partition(" ")[2]
            raise click.UsageError(
                f"{value} is no file or folder, and {others[0]} is one. The folder comes last: heartdata {name} "
                f'"{value}" {others[0]}'
            ) from None
        # What is missing or closed is said by the command; no command can say more about such a path.
        if error.errno == errno.ENAMETOOLONG:
            raise click.BadParameter("no path on this system can be that long; check it") from None
    return value


def folder_with_profile() -> str | None:
    """Return this folder if it has a profile, else the folder of the last one that `init` wrote."""
    from heartdata.core.profile import PROFILE_NAME
    from heartdata.storage.manifest import last_written

    if Path(PROFILE_NAME).is_file():
        return "."
    try:
        written = last_written(PROFILE_NAME)
    except OSError:
        return None
    if written is None:
        return None
    print_message(f"Reading {written.parent}, where you ran heartdata init last.")
    return str(written.parent)


def _complete_path(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    sample = [CompletionItem(_SAMPLE)] if incomplete and _SAMPLE.startswith(incomplete) else []
    return [*sample, *complete_files(context, parameter, incomplete)]


def complete_files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete file names."""
    return [CompletionItem(incomplete, type="file")]


def path_argument(*, default: str | None = None, here: bool = False) -> Callable[[_F], _F]:
    """Take PATH: a file, a folder or a zip; without it, the folder of the last `init`, or else this one if `here`."""
    resolve = partial(_resolve_path, here=here)
    return click.argument("path", default=default, required=False, callback=resolve, shell_complete=_complete_path)


def out_option(*names: str, **given: Any) -> Callable[[_F], _F]:
    """Take an output file or folder."""
    return click.option(*names, shell_complete=complete_files, show_default=True, **given)


def _silence(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from heartdata.core.progressbar import hide_progress

        context.meta[_QUIET] = True
        context.with_resource(hide_progress())


quiet_option = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_silence,
    help="Print only results and errors.",
)


class Command(click.Command):
    """A command whose help ends with an example."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the epilog, then the example."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Example"):
            formatter.write_text(self.example)


class _Failure(click.ClickException):
    """One line on stderr, exit status 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002  (click's signature)
        print_error(self.message)


class Subcommands(click.Group):
    """Commands below a command."""

    command_class = Command


class Commands(click.Group):
    """Commands whose errors are one line, and which end calmly on a closed pipe or Ctrl+C."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and turn errors into text."""
        from heartdata.errors import HeartdataError, HeartdataWarning

        # Chosen for other programs; nothing here opens a window, and a wrong backend stops matplotlib from loading.
        os.environ.pop("MPLBACKEND", None)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # The terminal may not be UTF-8; that is no reason to fail.
                stream.reconfigure(errors="backslashreplace")
        try:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("default", HeartdataWarning)
                try:
                    return super().invoke(ctx)
                finally:
                    _print_warnings(warned)
        except HeartdataError as error:
            raise _Failure(str(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # `head` or `less` has read enough.
            _drop_output()
            sys.exit(0)
        except KeyboardInterrupt:
            print_error("stopped, as you asked; no file is half-written")
            sys.exit(INTERRUPTED)
        except OSError as error:
            _drop_output()
            raise _Failure(f"the system reported a problem ({error.strerror}); your files are unchanged") from None
        except MemoryError:
            raise _Failure("there is not enough memory for this; your files are unchanged") from None
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            raise _Failure(_describe_bug(error)) from None


def _drop_output() -> None:
    """Discard the output buffer, so that nothing more is printed when the process ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _describe_bug(error: Exception) -> str:
    """Say where it happened; the error's own text could quote the person's data."""
    places = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    module, line = next((p for p in reversed(places) if p[0].startswith("heartdata")), ("heartdata", 0))
    return (
        f"stopped by a bug in heartdata ({type(error).__name__} in {module}, line {line}); your files are unchanged. "
        "Please report this line; it contains nothing of yours"
    )


def _print_warnings(warned: list[warnings.WarningMessage]) -> None:
    from heartdata.errors import HeartdataWarning

    # Warnings of other packages are for developers and could quote anything; the same one can come with each file.
    for text in dict.fromkeys(str(w.message) for w in warned if issubclass(w.category, HeartdataWarning)):
        print_message(f"heartdata: {text}")


def load_logs(path: str, *, notes: bool = True) -> Logs:
    """Read exports, and print the questions about them."""
    from heartdata.review.look import open_questions, read_quietly

    logs = read_quietly(path)
    if notes:
        for question in open_questions(logs):
            print_message(question)
    return logs


def load_week(path: str, week: str | None = None, *, drawn: bool = True) -> Look:
    """Review one week, and print the questions about the files; see `look_at_week`."""
    from heartdata.review.look import look_at_week

    found = look_at_week(path, week, drawn=drawn)
    # In the first days after a loss nothing is asked.
    for question in () if found.review.first_days else found.questions:
        print_message(question)
    return found


def refuse_to_overwrite_inputs(read_from: list[str], path: str, out: str) -> None:
    """Refuse to write over a file that was read, such as a Markdown note or an HTML journal."""
    from heartdata.errors import HeartdataError

    top, target = Path(path).resolve(), Path(out).resolve()
    if target in {top if top.is_file() else top / name for name in read_from}:
        raise HeartdataError(f"{out}: is one of the files that were read, so it is not replaced; choose another name")


def exit_for_rejected(rejected: int, *, quiet: bool = False) -> None:
    """Exit with status 1 if rows or files could not be read."""
    if not rejected:
        return
    if not quiet:
        what = "1 row or file" if rejected == 1 else f"{rejected} rows or files"
        # Printed even with --quiet: it is the reason for the exit status.
        click.echo(
            f"{what} could not be read; `heartdata check` shows which and why. Everything else was read.", err=True
        )
    sys.exit(1)


def one_line(text: str) -> str:
    """Replace control characters and hidden marks, so that a file name or tag stays on one line and reads as it is."""
    return _CONTROLS.sub(" ", without_marks(text))


def print_result(line: str) -> None:
    """Print a result to stdout."""
    click.echo(one_line(line))


def print_message(message: str) -> None:
    """Print a message to stderr unless the command is quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(_QUIET):
        click.echo(one_line(message), err=True)


def print_error(message: str) -> None:
    """Print an error to stderr."""
    click.echo(one_line(f"heartdata: {message}"), err=True)


@click.command(cls=Command, example='eval "$(heartdata completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for your SHELL.

    It completes commands, options, paths and weeks.

    For every new shell: add the example to ~/.bashrc or, with zsh in it, to ~/.zshrc; in fish, write the output to
    ~/.config/fish/completions/heartdata.fish.
    """
    chosen = get_completion_class(shell)
    if chosen is None:
        raise click.UsageError(f"{shell}: click has no completion for it")
    complete = chosen(click.get_current_context().find_root().command, {}, "heartdata", "_HEARTDATA_COMPLETE")
    # Not bash's own method, which would start a bash to ask for its version.
    click.echo(ShellComplete.source(complete))
