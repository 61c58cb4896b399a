"""What every public name says of itself; numpydoc comes with the extra ``dev``."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path

import pytest

import heartdata as hd
from heartdata import charts

pytest.importorskip("numpydoc", reason="numpydoc is not installed")
from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

DOCS = Path(__file__).parents[2] / "docs"
# Not asked of every name: See Also, a longer summary where one line says it, and the layout ruff already checks.
LEFT_OUT = {"SA01", "ES01", "EX01", "GL01", "GL02", "GL03"}
NUMBER = re.compile(r"\b(?:int|float)\b")
PUBLIC = [*hd.__all__, *(f"charts.{name}" for name in charts.__all__ if name not in hd.__all__)]
# Numbers that count nothing and measure nothing.
UNITLESS = {"seed", "workers"}


def members() -> Iterator[tuple[str, object]]:
    for name in PUBLIC:
        thing = attrgetter(name)(hd)
        yield name, thing
        if inspect.isclass(thing):
            for inner, member in vars(thing).items():
                kinds = (property, cached_property, classmethod, staticmethod)
                if not inner.startswith("_") and (isinstance(member, kinds) or inspect.isfunction(member)):
                    yield f"{name}.{inner}", member


MEMBERS = dict(members())


@pytest.mark.parametrize("name", MEMBERS)
def test_a_public_name_is_described_in_full(name: str) -> None:
    described = isinstance(MEMBERS[name], type) and is_dataclass(MEMBERS[name])
    # A class may describe what it is made of as its attributes; the next test looks at these.
    left_out = LEFT_OUT | ({"PR01"} if described else set())
    wrong = [f"{code} {said}" for code, said in validate(f"heartdata.{name}")["errors"] if code not in left_out]
    assert wrong == []


@pytest.mark.parametrize("name", [n for n, thing in MEMBERS.items() if isinstance(thing, type) and is_dataclass(thing)])
def test_every_field_of_a_class_is_described(name: str) -> None:
    doc = NumpyDocString(inspect.getdoc(MEMBERS[name]) or "")
    described = [p.name for section in ("Parameters", "Attributes") for p in doc[section]]
    said = {part.strip() for names in described for part in names.split(",")}
    thing = MEMBERS[name]
    assert isinstance(thing, type)
    assert {field.name for field in fields(thing)} <= said


@pytest.mark.parametrize("name", hd.__all__)
def test_functions_and_classes_show_an_example(name: str) -> None:
    thing = MEMBERS[name]
    if isinstance(thing, type) and issubclass(thing, (hd.HeartdataError, hd.HeartdataWarning)):
        thing = hd.HeartdataError  # one example for all of its kinds
    assert ">>> " in (inspect.getdoc(thing) or "")


@pytest.mark.parametrize("name", [n for n, thing in MEMBERS.items() if inspect.isfunction(thing)])
def test_numbers_have_a_unit(name: str) -> None:
    doc = NumpyDocString(inspect.getdoc(MEMBERS[name]) or "")
    without = [
        p.name
        for p in doc["Parameters"]
        if NUMBER.search(p.type) and p.name not in UNITLESS and "[" not in " ".join(p.desc)
    ]
    assert without == []
