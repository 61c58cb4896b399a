"""Write the page on `heartdata status --json` from its schema.

python docs/make_json.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import heartdata
from heartdata.storage.files import write_atomically

PAGE: Final = Path(__file__).parent / "json.md"
SCHEMA: Final = Path(heartdata.__file__).parent / "review" / "status.schema.json"
HEAD: Final = """\
# `heartdata status --json`

`heartdata status PATH --json` prints one week as a JSON object on stdout; in Python it is
`heartdata.review_week(logs).to_dict()`. Unknown is null and never 0.

- The [JSON Schema](../heartdata/review/status.schema.json) is part of the package:
  `importlib.resources.files("heartdata.review") / "status.schema.json"`.
- `schema` is its version, now {version}. New fields do not change it; removing a field or changing its meaning does.
  Ignore fields that you do not know.
- Names of practices, marked days and trials are the person's own words. Words of the journal are never in it.
- The exit status is 1 if some input could not be used; the JSON is printed all the same.

| field | type | what it is |
|---|---|---|
"""


def page() -> str:
    """Give the page as Markdown."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    head = HEAD.format(version=schema["properties"]["schema"]["const"])
    return head + "".join(f"| `{name}` | {kind} | {what} |\n" for name, kind, what in _rows(schema, ""))


def _rows(schema: dict[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for name, given in schema.get("properties", {}).items():
        yield f"{above}{name}", _type(given), given["description"]
        yield from _rows(given, f"{above}{name}.")
        yield from _rows(given.get("items", {}), f"{above}{name}[].")
        for one in given.get("anyOf", []):
            yield from _rows(one, f"{above}{name}.")


def _type(given: dict[str, Any]) -> str:
    if "anyOf" in given:
        return " or ".join(_type(one) for one in given["anyOf"])
    if "enum" in given:
        return ", ".join("null" if value is None else f'`"{value}"`' for value in given["enum"])
    if "const" in given:
        return f"`{given['const']}`"
    if "$ref" in given:
        return "day, YYYY-MM-DD"
    kinds = given["type"] if isinstance(given["type"], list) else [given["type"]]
    ends = [str(given[end]) for end in ("minimum", "maximum") if end in given]
    span = f", {' to '.join(ends)}" if len(ends) == 2 else ""
    return " or ".join(kinds) + span


if __name__ == "__main__":
    print(write_atomically(PAGE, page().encode()))
