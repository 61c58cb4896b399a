"""What every command of the command line needs: paths, messages, errors as one line."""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from heartdata.logs import Logs

_SAMPLE: Final = "sample_data"
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def given_path(_: click.Context, __: click.Parameter, value: str) -> str:
    # A first look works without any data of one's own, wherever one stands.
    if value.rstrip("/\\") == _SAMPLE and not Path(value).exists():
        from heartdata.shipped import sample_data

        return str(sample_data())
    return value


path_argument = click.argument("path", callback=given_path)


class _Failure(click.ClickException):
    """One line on stderr, exit status 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002  (click's signature)
        say(f"heartdata: {self.message}")


class Commands(click.Group):
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


def read(path: str, *, notes: bool = True) -> Logs:
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
            say(note)
    return logs


def finish(logs: Logs, *, quiet: bool = False) -> None:
    if not len(logs.rejected):
        return
    if not quiet:
        count = len(logs.rejected)
        what = "1 row or file" if count == 1 else f"{count} rows or files"
        say(f"{what} could not be read; `heartdata check` says which and why. All the others are in.")
    sys.exit(1)


def one_line(text: str) -> str:
    # One line, whatever a file name or a tag may hold.
    return _CONTROLS.sub(" ", text)


def tell(line: str) -> None:
    click.echo(one_line(line))


def say(message: str) -> None:
    click.echo(one_line(message), err=True)
