"""``python -m heartdata`` is the command line."""

from heartdata.cli import run

run()
