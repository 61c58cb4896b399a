"""The table of claims names tests and benchmarks that exist, and leaves no section with a figure out."""

import ast
import re
from pathlib import Path

import pytest

import heartdata as hd

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROWS = re.findall(r"(?m)^\| (?!claim|---)(.+?) \| (.+?) \| (.+?) \|$", (DOCS / "claims.md").read_text(encoding="utf-8"))
# Sections of these pages that state how often something is right or found must be in the table.
PAGES = ("../README.md", "how-sure.md", "signs.md", "suggestions.md", "formats.md", "many-people.md")
OFTEN = (
    r"\b(?:once|people|person|days?|times?|three|four|seven|eight|nine)\b[^.|]{0,20} in (?:two|four|five|ten|twenty)\b"
)
FIGURE = re.compile(rf"\d %|{OFTEN}|\btimes as\b|\d\.\d s\b")


def named_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("claim", "said", "shown"), ROWS, ids=[row[0][:50] for row in ROWS])
def test_what_shows_a_claim_exists(claim: str, said: str, shown: str) -> None:
    named = re.findall(r"`((?:tests|benchmarks)/[^`]+)`", shown)
    pages = re.findall(r"\]\(([^)#]+)", shown)
    assert named or pages, claim
    for name in named:
        file, _, test = name.partition("::")
        assert (ROOT / file).is_file(), name
        assert not test or test in named_tests(ROOT / file), name
    assert all(page.endswith("-benchmark.md") and (DOCS / page).is_file() for page in pages)
    # A benchmark's page, a test of its own, or a file of tests: never only the claim itself.
    for name in re.findall(r"`hd\.(\w+)`", said):
        assert name in hd.__all__, name


def sections(page: str) -> dict[str, str]:
    """Map each section's address to its text; the page itself for what is above its first section."""
    text = re.sub(r"```.*?```", "", (DOCS / page).read_text(encoding="utf-8"), flags=re.S)
    parts = re.split(r"(?m)^##+ (.+)$", text)
    slugs = [re.sub(r"[^\w\- ]", "", title.strip().casefold()).replace(" ", "-") for title in parts[1::2]]
    return {page: parts[0]} | {f"{page}#{slug}": body for slug, body in zip(slugs, parts[2::2], strict=True)}


@pytest.mark.parametrize("page", PAGES)
def test_no_section_with_a_figure_is_left_out(page: str) -> None:
    linked = {link for _, said, _ in ROWS for link in re.findall(r"\]\(([^)]+)\)", said)}
    assert [name for name, text in sections(page).items() if FIGURE.search(text) and name not in linked] == []
