"""What every command of the command line needs: paths, messages, errors as one line."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from heartdata.core.logs import Logs
    from heartdata.review.cache import Look

_SAMPLE: Final = "sample_data"
# What shells give a program that was stopped by Ctrl+C.
INTERRUPTED: Final = 130
# For developers: set it to see where an unexpected error comes from.
TRACEBACK: Final = "HEARTDATA_TRACEBACK"
_QUIET: Final = "heartdata.quiet"
_F = TypeVar("_F", bound=Callable[..., Any])
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def given_path(_: click.Context, __: click.Parameter, value: str) -> str:
    # A first look works without any data of one's own, wherever one stands.
    """Return the path given; `sample_data` works from anywhere."""
    if value.rstrip("/\\") == _SAMPLE and not Path(value).exists():
        from heartdata.datasets.samples import sample_data

        return str(sample_data())
    return value


def _paths(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    sample = [CompletionItem(_SAMPLE)] if incomplete and _SAMPLE.startswith(incomplete) else []
    # The shell completes the paths itself.
    return [*sample, *_files(context, parameter, incomplete)]


def _files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


def path_argument(**given: Any) -> Callable[[_F], _F]:
    """Take PATH: a file, a folder or a zip."""
    return click.argument("path", callback=given_path, shell_complete=_paths, **given)


def written_to(*names: str, **given: Any) -> Callable[[_F], _F]:
    """Take where something is written; the shell completes it."""
    return click.option(*names, shell_complete=_files, show_default=True, **given)


def _silence(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from heartdata.core.progressbar import no_bars

        context.meta[_QUIET] = True
        context.with_resource(no_bars())


quiet_option = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=_silence, help="Say only results, and what went wrong."
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
        say_error(self.message)


class Subcommands(click.Group):
    """Commands below a command."""

    command_class = Command


class Commands(click.Group):
    """The commands, with errors as one line, a closed pipe as a quiet end and an interrupt as a calm one."""

    command_class = Command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and turn errors into text."""
        from heartdata.errors import HeartdataError, HeartdataWarning

        # A choice of windows that somebody made for other programs; nothing here opens one, and a wrong one would stop
        # matplotlib from loading.
        os.environ.pop("MPLBACKEND", None)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A file name or a terminal may know no UTF-8; that is no reason to fail.
                stream.reconfigure(errors="backslashreplace")
        try:
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("default", HeartdataWarning)
                try:
                    return super().invoke(ctx)
                finally:
                    _say_warnings(warned)
        except HeartdataError as error:
            raise _Failure(str(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # The reader of a pipe (head, less) has seen enough.
            _drop_output()
            sys.exit(0)
        except KeyboardInterrupt:
            say_error("stopped, as you asked; every file is as it was, or whole")
            sys.exit(INTERRUPTED)
        except OSError as error:
            _drop_output()
            raise _Failure(f"the system could not go on ({error.strerror}); your files are as they were") from None
        except MemoryError:
            raise _Failure("there is not enough memory for this; your files are as they were") from None
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            raise _Failure(_own_mistake(error)) from None


def _drop_output() -> None:
    """Let what is still in the buffer go nowhere, so that nothing more is said at the end of the process."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_mistake(error: Exception) -> str:
    """Say where it happened; the error's own words could hold something of the person's."""
    places = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    module, line = next((p for p in reversed(places) if p[0].startswith("heartdata")), ("heartdata", 0))
    return (
        f"a mistake of its own stopped it ({type(error).__name__} in {module}, line {line}); your files are as they "
        "were. Please report this line; it holds nothing of yours"
    )


def _say_warnings(warned: list[warnings.WarningMessage]) -> None:
    from heartdata.errors import HeartdataWarning

    # Those of other packages are for developers, and could quote anything. A list that cannot be kept is met again with
    # each file.
    for said in dict.fromkeys(str(w.message) for w in warned if issubclass(w.category, HeartdataWarning)):
        say(f"heartdata: {said}")


def read(path: str, *, notes: bool = True) -> Logs:
    """Read exports, and ask what they leave open."""
    from heartdata.review.cache import open_questions, read_quietly

    logs = read_quietly(path)
    if notes:
        for question in open_questions(logs):
            say(question)
    return logs


def look(path: str, week: str | None = None) -> Look:
    """Look at one week, and ask what the files leave open."""
    from heartdata.review.cache import look_at_week

    found = look_at_week(path, week)
    for question in found.questions:
        say(question)
    return found


def keep_exports(read_from: list[str], path: str, out: str) -> None:
    """Refuse to write where something that was read stands: a note in Markdown, a journal in HTML."""
    from heartdata.errors import HeartdataError

    top, target = Path(path).resolve(), Path(out).resolve()
    if target in {top if top.is_file() else top / name for name in read_from}:
        raise HeartdataError(f"{out}: is one of the files that were read, and stays; choose another name")


def finish(rejected: int, *, quiet: bool = False) -> None:
    """End with the exit status that goes with how many rows and files could not be read."""
    if not rejected:
        return
    if not quiet:
        what = "1 row or file" if rejected == 1 else f"{rejected} rows or files"
        # The reason for the exit status is said even where nothing else is.
        click.echo(f"{what} could not be read; `heartdata check` says which and why. All the others are in.", err=True)
    sys.exit(1)


def one_line(text: str) -> str:
    # One line, whatever a file name or a tag may hold.
    """Replace control characters, so that a file name or tag stays on one line."""
    return _CONTROLS.sub(" ", text)


def tell(line: str) -> None:
    """Print a result to stdout."""
    click.echo(one_line(line))


def say(message: str) -> None:
    """Print a message to stderr unless the command is quiet."""
    context = click.get_current_context(silent=True)
    if context is None or not context.meta.get(_QUIET):
        click.echo(one_line(message), err=True)


def say_error(message: str) -> None:
    """Print an error to stderr."""
    click.echo(one_line(f"heartdata: {message}"), err=True)
