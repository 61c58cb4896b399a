"""Run a notebook in a real kernel and say, as JSON, what each code cell gave; in a process of its own, for the sockets.

python tests/run_notebook.py NOTEBOOK
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path


def main(path: Path) -> None:
    """Print, for each code cell, the kinds of its outputs and the text of what it wrote to stderr."""
    warnings.simplefilter("ignore")
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources=resources).execute()
    given = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            kinds = sorted({kind for out in cell.outputs for kind in out.get("data", {})})
            noise = "".join(out.text for out in cell.outputs if out.output_type == "stream")
            given.append({"kinds": kinds, "noise": noise})
    print("cells: " + json.dumps(given))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
