"""``python -m heartdata`` is the command line."""

import os
import sys

# Python puts the current folder first, where exports may be: nothing in it is to be imported.
if not sys.flags.safe_path and sys.path and os.path.realpath(sys.path[0]) == os.path.realpath(os.curdir):
    del sys.path[0]

from heartdata.cli.main import run

if __name__ == "__main__":
    run()
