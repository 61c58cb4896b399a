import ast
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from heartdata.datasets.samples import notebooks, sample_data
from heartdata.readers import read_logs

NOTEBOOKS = sorted(notebooks().glob("*.ipynb"))
HERE = Path(__file__).parents[1]
NEEDED = ("nbclient", "nbformat", "ipykernel", "ipywidgets", "anywidget")
WIDGET = "application/vnd.jupyter.widget-view+json"
HAS_KERNEL = all(find_spec(name) for name in NEEDED)


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def code(path: Path) -> list[str]:
    return [cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def prose(path: Path) -> str:
    return "\n".join(cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "markdown")


def test_there_are_six_in_reading_order() -> None:
    assert [path.name[:3] for path in NOTEBOOKS] == [f"0{n}_" for n in range(1, 7)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestEveryNotebook:
    def test_no_outputs_are_stored(self, path: Path) -> None:
        notebook = read(path)
        assert notebook["metadata"]["kernelspec"]["name"] == "python3"
        for cell in notebook["cells"]:
            assert cell.get("outputs", []) == []
            assert cell.get("execution_count") is None
            assert cell["metadata"] == {}

    def test_one_line_is_for_the_user_to_change(self, path: Path) -> None:
        cells = code(path)
        assert re.match(r'PATH = "\.\./sample_data"  # .{,70}\n', cells[0])  # all of it is seen on a laptop
        assert sum(line.startswith("PATH") for cell in cells for line in cell.splitlines()) == 1

    def test_no_logic_in_notebooks(self, path: Path) -> None:
        for cell in code(path):
            tree = ast.parse(cell)
            kinds = {type(node) for node in ast.walk(tree)}
            assert not kinds & {ast.FunctionDef, ast.For, ast.While, ast.If, ast.ListComp, ast.Lambda, ast.Try}
            assert len(tree.body) <= 6

    def test_own_data_needs_one_changed_line(self, path: Path) -> None:
        # No other name in quotes is a file, a column of one export or a day.
        later = "\n".join([cell.partition("\n")[2] for cell in code(path)[:1]] + code(path)[1:])
        assert not re.search(r"sample_data|\d{4}-\d\d|\.csv", later)

    def test_prose_asks_questions_and_states_limits(self, path: Path) -> None:
        said = prose(path)
        assert read(path)["cells"][0]["source"].startswith("# ")
        assert re.search(r"\*\*[^*]+\?\*\*", said)
        assert "**What this does not show.**" in said
        # At the top in hard weeks, else at the end; in words that only the package holds.
        assert "\nhelp_block(" in code(path)[0]
        assert "top=True" in code(path)[0]
        assert code(path)[-1] in ("help_block(review)", "help_block(logs)")
        assert "findahelpline" not in said
        assert "not a medical device" in said
        for word in ("should", "fail ", "relapse", "normal for"):
            assert word not in said.casefold()

    def test_links_are_valid(self, path: Path) -> None:
        for target in re.findall(r"\]\(([^)]+\.ipynb)\)", prose(path)):
            assert (path.parent / target).is_file()


# As if the front end had asked for every day: what it is told must be kept nowhere.
READING = """
from heartdata.explore import explore_course, explore_year

shown = [explore_course(logs), explore_year(logs)]
for box in shown:
    for day in range(len(box.children[-1].labels)):
        box.children[-1]._handle_custom_msg({"read": day}, [])
shown[0]
"""


@pytest.mark.kernel
@pytest.mark.skipif(not HAS_KERNEL, reason="needs a Jupyter kernel: pip install 'heartdata[notebooks,browser]'")
class TestInAKernel:
    @pytest.fixture(scope="class")
    @staticmethod
    def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
        folder = tmp_path_factory.mktemp("ran")
        reading = read(NOTEBOOKS[0])
        first = next(cell for cell in reading["cells"] if cell["cell_type"] == "code")
        path = f"PATH = {str(sample_data())!r}\n"
        first["source"] = path + first["source"].partition("\n")[2]
        reading["cells"] = [first, {**first, "id": "reading", "source": READING}]
        (folder / "reading.ipynb").write_text(json.dumps(reading), encoding="utf-8")
        out = folder / "out.ipynb"
        done = subprocess.run(
            [sys.executable, str(HERE / "run_notebook.py"), out, *NOTEBOOKS, folder / "reading.ipynb"],
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.partition("cells: ")[2]), out.read_text(encoding="utf-8")

    @pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
    def test_it_runs_from_top_to_bottom(self, ran: tuple[dict[str, Any], str], path: Path) -> None:
        cells = ran[0][path.name]
        # A cell ends in something to look at, and nothing is grumbled beside it.
        assert all(cell["kinds"] for cell in cells)
        assert [cell["noise"] for cell in cells if cell["noise"]] == []
        assert {"image/png", WIDGET} & {kind for cell in cells for kind in cell["kinds"]}

    def test_what_is_saved_holds_nothing_from_the_journal(self, ran: tuple[dict[str, Any], str]) -> None:
        # As JSON keeps it, and as nbclient does: with the state of all widgets.
        assert WIDGET in ran[0]["reading.ipynb"][1]["kinds"]
        assert "application/vnd.jupyter.widget-state+json" in ran[1]
        journal = " ".join(read_logs(sample_data()).journal["text"].dropna())
        sentences = {one.strip() for one in re.split(r"[.!?\n]", journal) if len(one.strip()) > 24}
        assert len(sentences) > 20
        assert [one for one in sentences if json.dumps(one, ensure_ascii=False)[1:-1] in ran[1]] == []
