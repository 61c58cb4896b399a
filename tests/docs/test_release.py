"""Files around the code: one version everywhere, and links that work."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

import heartdata as hd

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
INCLUDED = re.compile(r"```\{include\} (\S+)\n")
# What a citation needs, by https://github.com/citation-file-format (schema 1.2.0).
REQUIRED = {"cff-version", "message", "title", "authors"}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def citation() -> dict[str, str]:
    """Read the keys at the top level; each value needed here is on one line."""
    found = re.findall(r"^([a-z-]+):[ \t]*(.*)$", text("CITATION.cff"), re.M)
    assert len(found) == len(dict(found)), "a key twice"
    return {key: value.strip("\"'") for key, value in found}


def test_citation_has_required_fields() -> None:
    given = citation()
    assert given.keys() >= REQUIRED
    assert (given["cff-version"], given["type"]) == ("1.2.0", "software")
    assert (given["title"], given["license"]) == (PROJECT["name"], PROJECT["license"])
    assert [a["name"] for a in PROJECT["authors"]] == re.findall(r'^  - name: "(.+)"$', text("CITATION.cff"), re.M)


def test_the_newest_release_is_the_one_that_is_cited() -> None:
    version, day = re.findall(r"^## \[(\d.*)\] - (\S+)$", text("CHANGELOG.md"), re.M)[0]
    assert (citation()["version"], citation()["date-released"]) == (version, day)
    date.fromisoformat(day)
    assert hd.__version__ == version


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(text("README.md").splitlines()) <= 150


def test_changelog_has_an_unreleased_section() -> None:
    assert re.findall(r"^## \[(.+?)\]", text("CHANGELOG.md"), re.M)[0] == "Unreleased"


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings as in rendered Markdown."""
    text = page.read_text(encoding="utf-8")
    if whole := INCLUDED.match(text):
        text = (page.parent / whole[1]).read_text(encoding="utf-8")
    titles = re.findall(r"^#+ +(.+)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    plain = (re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", title) for title in titles)
    return {re.sub(r"[^\w\- ]", "", title.strip().casefold()).replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_are_valid(page: Path) -> None:
    said = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    for link in re.findall(r"\]\((?!https?:|mailto:|project:)([^)\s]+)\)", said):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target) or f'id="{anchor}"' in target.read_text(encoding="utf-8"), link
