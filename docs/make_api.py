"""Write docs/api.md, the reference of the public names, from their docstrings: ``python docs/make_api.py``."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from numpydoc.docscrape import NumpyDocString, Parameter

import heartdata as hd

TARGET: Final = Path(__file__).with_name("api.md")
_GROUPS: Final = {
    "Reading": ("read_logs", "identify", "formats", "Logs", "Profile"),
    "Day by day": ("to_daily", "track_progress", "stagnation_indicators", "indicator_course"),
    "What goes with better days, and what to try": ("practice_effects", "suggest", "Suggestion"),
    "One week": ("review_week", "WeekReview", "weekly_chart", "weekly_report", "WeeklyReport"),
    "Many people, and diaries to try things out with": ("run_cohort", "Cohort", "simulate_logs"),
    "Errors": (
        "HeartdataError", "UnknownFormatError", "AmbiguousFormatError", "UnreadableFileError", "NotEnoughDataError",
        "ProfileError", "HeartdataWarning",
    ),
}  # fmt: skip
_HEAD: Final = """# Reference

The public names of heartdata, with what their docstrings say; made by `docs/make_api.py`. All are used as
`import heartdata as hd`. Units are in square brackets; a missing value is NaN, never 0.
"""
_LISTS: Final = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns")
_LINE: Final = 110


def reference() -> str:
    """Return the whole page."""
    parts = [_HEAD, *_contents()]
    for title, names in _grouped():
        parts.append(f"## {title}\n")
        parts += [part for name in names for part in _entry(name, getattr(hd, name))]
    return "\n".join(parts).rstrip() + "\n"


def _grouped() -> Iterator[tuple[str, tuple[str, ...]]]:
    for title, names in _GROUPS.items():
        yield title, tuple(name for name in names if name in hd.__all__)
    listed = {name for names in _GROUPS.values() for name in names}
    if more := tuple(name for name in hd.__all__ if name not in listed):
        yield "More", more


def _contents() -> Iterator[str]:
    for title, names in _grouped():
        yield f"- {title}: " + ", ".join(f"[`{name}`](#{name.lower()})" for name in names)
    yield ""


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"### {name}\n"
    if inspect.isclass(thing) and issubclass(thing, Exception):
        kind = thing.__mro__[1].__name__
        yield f"A kind of `{kind}`.\n"
    else:
        yield f"```python\n{_signature(name, thing)}\n```\n"
    yield from _said(inspect.getdoc(thing) or "")
    if inspect.isclass(thing):
        for method, member in vars(thing).items():
            if not method.startswith("_") and (inspect.getdoc(member) or "") and _own(member):
                yield from _member(name, method, member)


def _own(member: Any) -> bool:
    return isinstance(member, property | cached_property | classmethod | staticmethod) or inspect.isfunction(member)


def _member(name: str, method: str, member: Any) -> Iterator[str]:
    if isinstance(member, property | cached_property):
        yield f"#### {name}.{method}\n"
        getter = member.fget if isinstance(member, property) else member.func
        gives = _annotation(inspect.signature(getter).return_annotation)
        yield f"```python\n{method}: {gives}\n```\n"
    else:
        bound = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        yield f"#### {name}.{method}\n"
        yield f"```python\n{_signature(f'{name}.{method}', bound)}\n```\n"
    yield from _said(inspect.getdoc(member) or "")


def _annotation(given: Any) -> str:
    return given if isinstance(given, str) else getattr(given, "__name__", str(given))


def _signature(name: str, thing: Any) -> str:
    """Write a signature as one would in a stub, one parameter a line where it is long."""
    signature = inspect.signature(thing)
    written, keywords = [], False
    for parameter in signature.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not keywords:
            keywords = True
            written.append("*")
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        typed = f"{star}{parameter.name}: {_annotation(parameter.annotation)}"
        written.append(typed + _default(parameter.default))
    gives = signature.return_annotation
    end = "" if gives is signature.empty or inspect.isclass(thing) else f" -> {_annotation(gives)}"
    line = f"{name}({', '.join(written)}){end}"
    if len(line) <= _LINE:
        return line
    inside = "".join(f"    {part},\n" for part in written)
    return f"{name}(\n{inside}){end}"


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return ""
    shown = repr(value)
    # What a dataclass makes anew for each object has no value to show.
    return " = ..." if "factory" in shown or " at 0x" in shown or len(shown) > 40 else f" = {shown}"


def _said(doc: str) -> Iterator[str]:
    parsed = NumpyDocString(doc)
    for section in ("Summary", "Extended Summary"):
        if parsed[section]:
            yield "\n".join(parsed[section]) + "\n"
    for section in _LISTS:
        if parsed[section]:
            yield f"**{section}**\n"
            yield "".join(_item(parameter) for parameter in parsed[section])
    if parsed["Notes"]:
        yield "**Notes**\n"
        yield "\n".join(parsed["Notes"]) + "\n"
    if parsed["References"]:
        yield "**References**\n"
        yield re.sub(r"(?m)^\.\. \[(\d+)\]", r"\1.", "\n".join(parsed["References"])) + "\n"
    if parsed["Examples"]:
        yield "```python\n" + "\n".join(parsed["Examples"]).strip() + "\n```\n"


def _item(parameter: Parameter) -> str:
    name = f"`{parameter.name}`" if parameter.name else ""
    kind = f"({parameter.type})" if name and parameter.type else parameter.type
    text = textwrap.dedent("\n".join(parameter.desc)).strip()
    return f"- {' '.join(part for part in (name, kind) if part)}:\n" + textwrap.indent(text, "  ") + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    print(TARGET)
