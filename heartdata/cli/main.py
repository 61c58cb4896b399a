"""The command line: every command, and `run`.

Results go to stdout, messages to stderr. Exit status: 0 fine, 1 some input could not be used, 2 wrong usage, 130
stopped by Ctrl+C.
"""

from __future__ import annotations

import gc

import click

from heartdata import __version__
from heartdata.cli.cohort import cohort
from heartdata.cli.common import Commands, completion
from heartdata.cli.data import check, export, formats
from heartdata.cli.decline import decline
from heartdata.cli.forget import forget
from heartdata.cli.init import init
from heartdata.cli.notebooks import lab
from heartdata.cli.resources import resources
from heartdata.cli.trial import trial
from heartdata.cli.week import archive, helps, report, signs, status, weekly


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="heartdata")
def main() -> None:
    """Read your mood, sleep and journal exports and see, kindly and honestly, how your weeks are going.

    PATH is a file, a folder or a zip with what your apps export. To try it first: heartdata weekly sample_data.
    Nothing leaves this machine.
    """


for _command in (
    weekly, status, helps, signs, resources, report, archive, lab, check, formats, export, init, decline, trial, cohort,
    forget, completion,
):  # fmt: skip
    main.add_command(_command)


def run() -> None:
    """Run the command line."""
    # Most objects of a command live to its end; collecting garbage every 700 allocations takes 6 % of its time.
    gc.set_threshold(50_000, 20, 20)
    main(prog_name="heartdata")


if __name__ == "__main__":
    run()
