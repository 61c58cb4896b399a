"""Write the parts of the documentation that the code knows best, before Sphinx looks for pages.

Formats, rules, practices, thresholds, commands, tables, the JSON of `status` and the list of public names are made from
the code each time, in `docs/generated`, so that they cannot become outdated. The notebooks are copied beside them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import heartdata as hd
from heartdata import charts, explore
from heartdata.cli.main import main as command_line
from heartdata.core.thresholds import Thresholds
from heartdata.practices.catalogue import catalogue
from heartdata.suggestions.rules import RULES

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS: Final = Path(__file__).parents[1]
ROOT: Final = DOCS.parent
TARGET: Final = DOCS / "generated"
NAMES: Final = {
    "Reading": ("read_logs", "identify", "formats", "Logs", "Profile", "schemas"),
    "Day by day": ("to_daily", "track_progress", "stagnation_indicators", "indicator_course", "compare", "around"),
    "What goes with better days, and what to try": ("practice_effects", "suggest", "Suggestion"),
    "One week": ("review_week", "WeekReview", "weekly_chart", "weekly_report", "WeeklyReport"),
    "Many people, and diaries to try things out with": ("run_cohort", "Cohort", "simulate_logs"),
    "Errors": (
        "HeartdataError", "UnknownFormatError", "AmbiguousFormatError", "UnreadableFileError", "NotEnoughDataError",
        "ProfileError", "HeartdataWarning",
    ),
}  # fmt: skip
# What the notebooks and recipes use besides.
ALSO: Final = (
    "practices.trial.start_trial",
    "practices.trial.Trial",
    "practices.trial.Block",
    "practices.trial_outcome.judge_trial",
    "practices.trial_outcome.TrialOutcome",
    "accessor.HeartdataAccessor",
    "practices.rhythms.personal_rhythms",
    "report.help_block.help_block",
    "report.help_block.HelpBlock",
    "datasets.samples.sample_data",
)
ROOT_PAGES: Final = {
    "ARCHITECTURE.md": "architecture.md", "CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md",
    "PRIVACY.md": "privacy.md", "README.md": "index.md", "SECURITY.md": "security.md",
}  # fmt: skip
ROOMS: Final = ("core", "readers", "recovery", "signs", "practices", "suggestions")


def setup(app: Sphinx) -> dict[str, Any]:
    """Have the pages written before Sphinx looks for them."""
    app.connect("config-inited", lambda *_: write_pages(TARGET))
    app.connect("include-read", _lead_to_pages)
    app.connect("source-read", _lead_from_readme)
    app.add_role("name", _name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _name(_role: str, raw: str, text: str, line: int, inliner: Any, *_: Any) -> tuple[list[Any], list[Any]]:
    """Link a name in single backticks where the reference has it; else show it as code."""
    from docutils import nodes
    from sphinx.domains.python import PyXRefRole

    short = text.removeprefix("heartdata.")
    public = {name for names in grouped().values() for name in names}
    known = {short, f"charts.{short}", short.rpartition(".")[0]} & public
    if not known:
        return [nodes.literal(raw, text)], []
    target = short if short in public or f"charts.{short}" not in public else f"charts.{short}"
    return PyXRefRole()("py:obj", raw, f"{text} <heartdata.{target}>", line, inliner)


def _lead_to_pages(_app: Sphinx, path: Path, _parent: str, content: list[str]) -> None:
    """Turn the links of an included page of the repository's root into links of the documentation."""
    if Path(path).suffix == ".md" and (ROOT / Path(path).name).is_file():
        content[0] = re.sub(r"\]\((?!\w+:|#|docs/)([^)#\s]+)", _link, content[0])


def _lead_from_readme(_app: Sphinx, _name: str, content: list[str]) -> None:
    """Turn links to the README, which is no page of the documentation, into links to the first page."""
    content[0] = re.sub(r"\]\(\.\./README\.md[^)]*\)", "](index.md)", content[0])


def _link(found: re.Match[str]) -> str:
    return f"](docs/{ROOT_PAGES.get(found[1], '../' + found[1])}"


def write_pages(folder: Path) -> None:
    """Write all generated pages; a page that stays the same keeps its date, and is not built again."""
    pages = {
        "api.rst": api(),
        "commands-table.md": commands(),
        "formats-table.md": formats(),
        "json.md": status_json(),
        "practices-table.md": practices(),
        "rules-table.md": rules(),
        "tables.md": tables(),
        "thresholds.md": thresholds(),
    }
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    pages |= {f"notebooks/{path.name}": with_stills(path.read_text(encoding="utf-8")) for path in notebooks}
    pages["notebooks/index.md"] = notebook_list(notebooks)
    for old in folder.glob("notebooks/*"):
        if f"notebooks/{old.name}" not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data", dirs_exist_ok=True)


def with_stills(text: str) -> str:
    """Add to each explorer of a notebook its first picture, as nothing moves on a page without a kernel."""
    notebook = json.loads(text)
    cells = []
    still = {"cell_type": "code", "execution_count": None, "outputs": [], "metadata": {"tags": ["remove-input"]}}
    for number, cell in enumerate(notebook["cells"]):
        cells.append(cell)
        last = "".join(cell["source"]).splitlines()[-1:]
        if cell["cell_type"] == "code" and last and last[0].startswith("explore_"):
            cells.append({**still, "id": f"still-{number}", "source": "from still import still\n\nstill(_)"})
    return json.dumps({**notebook, "cells": cells}, ensure_ascii=False, indent=1) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |\n" for row in lines)


def formats() -> str:
    """Table the formats."""
    listed = hd.formats()
    rows = ([f"`{name}`", f.title, f.how, f.evidence] for name, f in listed.iterrows())
    return f"{len(listed)} formats:\n\n" + _table(
        ["format", "what it holds", "how to get it", "how its layout is known"], rows
    )


def rules() -> str:
    """Table the rules of suggestions, in the order in which they are tried."""
    shown = {"change_approach": "change of approach"}
    rows = ([f"`{r.code}`", shown.get(r.kind, r.kind.replace("_", " ")), r.when] for r in RULES)
    return _table(["code", "about", "when"], rows)


def practices() -> str:
    """Table the practices by step."""
    steps = catalogue().steps
    rows = (
        [steps[p.step].title, p.name, "on request" if p.on_request else "yes", p.evidence]
        for step in steps
        for p in catalogue().of_step(step)
    )
    return _table(["step", "practice", "offered", "evidence"], rows)


def thresholds() -> str:
    """Write the page of all numbers that decide something."""
    parts = [
        "# Thresholds\n\nEvery number that decides what heartdata says, with its source. *Heuristic* means that it was "
        "chosen with care and not measured.\n"
    ]
    for room in ROOMS:
        named = vars(import_module(f"heartdata.{room}.thresholds")).values()
        found = [rule for table in named if isinstance(table, Thresholds) for rule in table.items()]
        rows = ([f"`{name}`", f"{rule.value:g}", rule.what, rule.source] for name, rule in found)
        parts.append(f"\n## {room.capitalize()}\n\n" + _table(["name", "value", "what it decides", "source"], rows))
    return "".join(parts)


def commands() -> str:
    """Write each command's own help."""
    return "".join(f"\n## heartdata {name}\n\n```text\n{text}\n```\n" for name, text in _helps(_context(command_line)))


def _context(command: click.Command, name: str = "heartdata", parent: click.Context | None = None) -> click.Context:
    width = {"terminal_width": 90, "max_content_width": 90}
    return click.Context(command, parent, name, **{**command.context_settings, **width})


def _helps(group: click.Context) -> Iterator[tuple[str, str]]:
    for name, command in sorted(getattr(group.command, "commands", {}).items()):
        context = _context(command, name, group)
        yield context.command_path.removeprefix("heartdata "), command.get_help(context)
        yield from _helps(context)


def tables() -> str:
    """Write the page of every table that heartdata returns: what a row is, and each column."""
    listed = hd.schemas()
    parts = [
        "# The tables\n\nEvery table that heartdata returns, column by column; `hd.schemas()` gives them in Python. A "
        "name in `<>` stands for several columns. What is missing is NaN, NaT or empty text, never 0.\n"
    ]
    for name, about in listed.attrs["tables"].items():
        parts.append(f"\n## {name}\n\nOne row is {about['row']}; from `{about['from']}`.\n\n")
        columns = listed.loc[name].iterrows()
        rows = ([f"`{column}`", c["place"], c["dtype"], c["unit"], c["meaning"]] for column, c in columns)
        parts.append(_table(["column", "place", "type", "unit", "meaning"], rows))
    return "".join(parts)


def status_json() -> str:
    """Write the page on `heartdata status --json` from its schema."""
    schema = json.loads((ROOT / "heartdata" / "review" / "status.schema.json").read_text(encoding="utf-8"))
    head = f"""\
# `heartdata status --json`

`heartdata status PATH --json` prints one week as a JSON object on stdout; in Python it is
`heartdata.review_week(logs).to_dict()`. Unknown is null and never 0.

- The JSON Schema is part of the package: `importlib.resources.files("heartdata.review") / "status.schema.json"`.
- `schema` is its version, now {schema["properties"]["schema"]["const"]}. New fields do not change it; removing a field
  or changing its meaning does. Ignore fields that you do not know.
- Names of practices, marked days and trials are the person's own words. Words of the journal are never in it.
- The exit status is 1 if some input could not be used; the JSON is printed all the same.

"""
    rows = ([f"`{name}`", kind, what] for name, kind, what in _fields(schema, ""))
    return head + _table(["field", "type", "what it is"], rows)


def _fields(schema: dict[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for name, given in schema.get("properties", {}).items():
        yield f"{above}{name}", _kind(given), given["description"]
        yield from _fields(given, f"{above}{name}.")
        yield from _fields(given.get("items", {}), f"{above}{name}[].")
        for one in given.get("anyOf", []):
            yield from _fields(one, f"{above}{name}.")


def _kind(given: dict[str, Any]) -> str:
    if "anyOf" in given:
        return " or ".join(_kind(one) for one in given["anyOf"])
    if "enum" in given:
        return ", ".join("null" if value is None else f'`"{value}"`' for value in given["enum"])
    if "const" in given:
        return f"`{given['const']}`"
    if "$ref" in given:
        return "day, YYYY-MM-DD"
    kinds = given["type"] if isinstance(given["type"], list) else [given["type"]]
    ends = [str(given[end]) for end in ("minimum", "maximum") if end in given]
    return " or ".join(kinds) + (f", {' to '.join(ends)}" if len(ends) == 2 else "")


def grouped() -> dict[str, list[str]]:
    """List the public names by what they are for, as they are written after ``heartdata.``."""
    groups = {title: [name for name in names if name in hd.__all__] for title, names in NAMES.items()}
    listed = {name for names in groups.values() for name in names}
    groups["More"] = [name for name in hd.__all__ if name not in listed]
    groups["Panels and plots"] = [f"charts.{name}" for name in charts.__all__ if name not in hd.__all__]
    groups["Explorers for notebooks, and the tables and plots behind them"] = [f"explore.{n}" for n in explore.__all__]
    groups["Used in the notebooks and recipes"] = list(ALSO)
    return {title: names for title, names in groups.items() if names}


def api() -> str:
    """Write the list of public names, from which autosummary makes a page each."""
    head = """\
Reference
=========

.. currentmodule:: heartdata

Everything is used as ``import heartdata as hd``. Units are in square brackets; a missing value is NaN, never 0.
"""
    parts = [head]
    for title, names in grouped().items():
        parts += ["", title, "-" * len(title), "", ".. autosummary::", "   :toctree: api", ""]
        parts += [f"   {name}" for name in names]
    return "\n".join([*parts, ""])


def notebook_list(notebooks: Sequence[Path]) -> str:
    """Write the page that leads to the notebooks."""
    listed = "\n".join(path.stem for path in notebooks)
    return f"""\
# Notebooks

They are shown here as run on the sample data; an explorer shows its first picture, and moves in Jupyter. To open them
with your own entries, on your own machine:

```text
pip install '.[notebooks]'
heartdata lab my-exports
```

Each begins with one line that names your data, asks one question at a time, and says what its answer does not show.
What they show stays on your machine; once you have run one, it keeps the tables and pictures it showed in its file, but
nothing of what you chose or read in an explorer.

```{{toctree}}
:maxdepth: 1

{listed}
```
"""
