"""Run notebooks in one real kernel, each from an empty start, in a process of its own, for the sockets.

python tests/run_notebook.py OUT NOTEBOOK...

Says, as JSON, what each code cell gave, and writes to OUT all that a saved notebook would keep, widgets included.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

AFRESH = "%reset -sf"


def main(out: Path, paths: list[Path]) -> None:
    """Print, for each notebook and code cell, the kinds of its outputs and the text of what it wrote to stderr."""
    warnings.simplefilter("ignore")
    import nbformat
    from nbclient import NotebookClient

    whole = nbformat.v4.new_notebook()
    owners: list[str] = []
    for path in paths:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        whole.cells += [nbformat.v4.new_code_cell(AFRESH), *(nbformat.v4.new_code_cell(c.source) for c in cells)]
        owners += ["", *(path.name for _ in cells)]
    resources = {"metadata": {"path": str(paths[0].parent)}}
    NotebookClient(whole, timeout=240, kernel_name="python3", resources=resources).execute()
    out.write_text(nbformat.writes(whole), encoding="utf-8")
    given: dict[str, list[dict[str, Any]]] = {path.name: [] for path in paths}
    for owner, cell in zip(owners, whole.cells, strict=True):
        if owner:
            kinds = sorted({kind for output in cell.outputs for kind in output.get("data", {})})
            noise = "".join(output.text for output in cell.outputs if output.output_type == "stream")
            given[owner].append({"kinds": kinds, "noise": noise})
    print("cells: " + json.dumps(given))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
