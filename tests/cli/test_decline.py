"""Declining a suggestion: what is written, what is unchanged, and what cannot be declined."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from heartdata.cli.decline import with_declined
from heartdata.cli.main import main
from heartdata.core.profile import Profile
from heartdata.errors import HeartdataError

OWN = """\
# my own words
[loss]
kind = "pet"   # the cat

[suggestions]  # what I don't want
declined = [
    "HD401",   # not now
    'sound_bowls',
]
variant = "a"

[usual]
mood = 7
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def declined(folder: Path) -> tuple[str, ...]:
    return Profile.load(folder / "heartdata.toml").declined


def test_code_is_added_and_nothing_else_changes(tmp_path: Path) -> None:
    file = tmp_path / "heartdata.toml"
    file.write_text(OWN, encoding="utf-8")
    result = run("decline", "hd402", tmp_path)
    assert (result.exit_code, result.stdout) == (0, "Declined: HD401, sound_bowls, HD402.\n")
    assert result.stderr == "HD402: no longer offered.\n"
    assert file.read_text(encoding="utf-8") == OWN.replace("'sound_bowls',", "'sound_bowls', \"HD402\",")


def test_a_folder_in_the_wrong_place_is_told_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-exports").mkdir()
    for command in (["decline"], ["trial", "start"]):
        result = run(*command, "my-exports", "sound bowls")
        assert result.exit_code == 2
        assert f'heartdata {" ".join(command)} "sound bowls" my-exports' in " ".join(result.stderr.split())


def test_undo_removes_it(tmp_path: Path) -> None:
    file = tmp_path / "heartdata.toml"
    file.write_text(OWN, encoding="utf-8")
    result = run("decline", "sound bowls", tmp_path, "--undo")
    assert (result.exit_code, result.stdout) == (0, "Declined: HD401.\n")
    assert "# not now" in file.read_text(encoding="utf-8")
    assert run("decline", "HD401", tmp_path, "--undo").stdout == "Nothing is declined.\n"
    assert declined(tmp_path) == ()
    assert "# my own words" in file.read_text(encoding="utf-8")


def test_file_is_created_if_missing(tmp_path: Path) -> None:
    (tmp_path / "diary.csv").write_text("Date,Mood\n", encoding="utf-8")
    assert run("decline", "data", tmp_path / "diary.csv").exit_code == 0
    assert declined(tmp_path) == ("data",)


def test_without_a_name_it_lists_what_is_declined(tmp_path: Path) -> None:
    (tmp_path / "heartdata.toml").write_text(OWN, encoding="utf-8")
    assert run("decline", tmp_path).stdout == "Declined: HD401, sound_bowls.\n"
    assert (tmp_path / "heartdata.toml").read_text(encoding="utf-8") == OWN


def test_without_path_it_is_the_profile_of_the_last_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("one", "two", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run("init", tmp_path / "one", "--no-input").exit_code == 0
    assert run("decline", "HD401").exit_code == 0
    assert '"HD401"' in (tmp_path / "one" / "heartdata.toml").read_text(encoding="utf-8")
    # A folder that is named alone is the one that is meant.
    named = run("decline", tmp_path / "two")
    assert (named.stdout, named.stderr) == ("Nothing is declined.\n", "")


def test_a_practice_by_its_name(tmp_path: Path) -> None:
    assert run("decline", "Crystals", tmp_path).exit_code == 0
    assert run("decline", "crystals", tmp_path).stdout == "Declined: crystals.\n"


def test_unknown_name_is_an_error(tmp_path: Path) -> None:
    result = run("decline", "HD40", tmp_path)
    assert result.exit_code == 1
    assert "'HD40': not the code or kind of a suggestion, nor a practice; did you mean hd40" in result.stderr
    assert not (tmp_path / "heartdata.toml").exists()


def test_name_that_no_longer_exists_can_be_removed(tmp_path: Path) -> None:
    (tmp_path / "heartdata.toml").write_text('[suggestions]\ndeclined = ["HD999"]\n', encoding="utf-8")
    assert run("decline", "hd999", tmp_path, "--undo").stdout == "Nothing is declined.\n"


@pytest.mark.parametrize("name", ["HD301", "hd305", "reach_out"])
def test_support_and_alarms_cannot_be_declined(name: str, tmp_path: Path) -> None:
    result = run("decline", name, tmp_path)
    assert result.exit_code == 1
    assert re.search(r"(this one stays|some of these stay)", result.stderr)
    assert "should" not in result.stderr
    assert not (tmp_path / "heartdata.toml").exists()
    assert run("decline", "HD302", tmp_path).exit_code == 0


@pytest.mark.parametrize("path", ["sample_data", "nowhere"])
def test_nothing_else_is_written(path: str) -> None:
    result = run("decline", "HD401", path)
    assert result.exit_code == 1
    assert "stay as they are" in result.stderr or "no such file or folder" in result.stderr


def test_forget_keeps_the_persons_own_file(tmp_path: Path) -> None:
    file = tmp_path / "heartdata.toml"
    file.write_text(OWN, encoding="utf-8")
    run("decline", "HD402", tmp_path)
    assert str(file) not in run("forget").stdout
    run("forget", "--yes")
    assert file.exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "[suggestions]", "[suggestions]\n", "[ suggestions ] # x\n", '[suggestions]\nvariant = "a"\n',
        "[suggestions]\ndeclined=[]\n", '[suggestions]\ndeclined = ["HD401"]', "[suggestions]\ndeclined = [\n]\n",
        '[suggestions]\ndeclined = ["HD401", # "HD404"]\n "HD403"] # ]\n[loss]\nkind = "pet"', "[usual]\nmood = 7",
        '[suggestions]\r\nvariant = "a"\r\n', '\ufeff[usual]\r\nmood = 7\r\n', '[[events]]\ndate = 2026-03-01\n',
        '[suggestions]\nvariant = "a"\ndeclined = [ "HD401" , "HD403" , ]\n',
    ],
)  # fmt: skip
@pytest.mark.parametrize("wanted", [[], ["HD402"], ["HD403"], ["HD401", "HD402"]])
def test_only_the_list_changes(text: str, wanted: list[str]) -> None:
    before = tomllib.loads(text.removeprefix("\ufeff"))
    changed = with_declined(text, wanted)
    after = tomllib.loads(changed.removeprefix("\ufeff"))
    assert sorted(after["suggestions"].pop("declined")) == sorted(wanted)
    before.setdefault("suggestions", {}).pop("declined", None)
    assert after == before
    assert changed.startswith("\ufeff") is text.startswith("\ufeff")
    assert ("\r\n" in changed) is ("\r\n" in text)
    assert changed.count("#") == text.count("#")


@pytest.mark.parametrize(
    "text",
    ['suggestions = { declined = ["HD401"] }', 'suggestions.declined = ["HD401"]', '[suggestions]\n"declined" = []',
     'x = """\n[suggestions]\n"""'],
)  # fmt: skip
def test_unsafe_changes_are_not_made(text: str) -> None:
    with pytest.raises(HeartdataError, match=r'cannot change safely.*declined = \["HD402"\]'):
        with_declined(text, ["HD402"])


@given(st.lists(st.sampled_from(["HD401", "HD402", 'own "walk"', "it's", "data"]), unique=True), st.data())
def test_adding_and_removing_in_any_order(names: list[str], data: st.DataObject) -> None:
    text = "# kept\n[suggestions]\ndeclined = [] # kept too\n"
    for name in names:
        current = tomllib.loads(text)["suggestions"]["declined"]
        text = with_declined(text, [*current, name])
    for name in data.draw(st.permutations(names)):
        text = with_declined(text, [n for n in tomllib.loads(text)["suggestions"]["declined"] if n != name])
    assert tomllib.loads(text)["suggestions"]["declined"] == []
    assert text.count("kept") == 2


def test_a_list_is_added_in_a_section_of_its_own() -> None:
    wanted = '[usual]\nmood = 7 # before\n\n[suggestions]\ndeclined = ["HD402"]\n'
    assert with_declined("[usual]\nmood = 7 # before\n", ["HD402"]) == wanted
