"""Write the page with what `heartdata weekly` says to the people of `tests/care/situations.py`.

python docs/make_care.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from heartdata.cli.main import main
from heartdata.storage.files import write_atomically

DOCS: Final = Path(__file__).parent
PAGE: Final = DOCS / "care.md"
_HEAD: Final = """\
# What people read

{count} invented people in situations in which careless words hurt, and what `heartdata weekly` says to each of them in
their latest week. `tests/care` holds every line against the rules: nothing that harms is praised, compared or offered;
in hard weeks a person and help come first; no hurry, no judgement, no tally. `python docs/make_care.py` makes it.
"""


def page() -> str:
    """Return the page as Markdown."""
    sys.path.insert(0, str(DOCS.parent))
    from tests.care.situations import SITUATIONS

    parts = [_HEAD.format(count=len(SITUATIONS))]
    for situation in SITUATIONS:
        with tempfile.TemporaryDirectory() as folder:
            path = situation.write(Path(folder, "exports"))
            done = CliRunner().invoke(main, ["weekly", str(path), "--out", str(Path(folder, "week.png"))])
        title = situation.name.replace("_", " ")
        parts.append(f"\n## {title[0].upper()}{title[1:]}\n\n```text\n{done.stdout}```\n")
    return "".join(parts)


if __name__ == "__main__":
    print(write_atomically(PAGE, page().encode()))
