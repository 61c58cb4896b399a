"""``python -m heartdata`` is the command line."""

from heartdata.cli.main import run

if __name__ == "__main__":
    run()
