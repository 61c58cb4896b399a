"""Each file that was seen and not read is named, with the reason and the next step; what is empty is no fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import heartdata as hd
from heartdata.cli.main import main
from heartdata.core.profile import Profile

NOTE = {"2026-05-01.md": "A walk.\n"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "text", "reason"), [
    ("m.csv", "Name,Mood\nx,3\ny,2\n", "none of its columns holds dates with a year"),
    ("m.csv", "Date,Mood\n3/4/2026,3\n4/4/2026,2\n", 'date = { name = "Date", day_first = ? }'),
    ("m.csv", "Date,Mood\n2026-03-01,3\n2026-03-02,2\n", "these lines in heartdata.toml would read it"),
    ("m.json", '{"a": 1}', "no format recognises it"),
    ("m.txt", "Dear diary\n", "no format recognises it"),
])  # fmt: skip
@pytest.mark.parametrize("beside", [{}, NOTE])
def test_a_file_that_is_not_read_is_named_with_its_reason(
    name: str, text: str, reason: str, beside: dict[str, str], tmp_path: Path
) -> None:
    write(tmp_path, {name: text} | beside)
    shown = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert shown.exit_code == 1
    assert f"{name}: " in shown.output
    assert reason in shown.output
    if not beside:
        with pytest.raises(hd.HeartdataError, match=f"{name}: "):
            hd.read_logs(tmp_path)


@pytest.mark.parametrize(("name", "text"), [
    ("note.csv", "date,medicines,symptoms,texts\n"), ("x.csv", ""), ("x.json", "[]"), ("x.json", " {}\n"),
    ("x.tsv", "a\tb\n\n"), ("2026-05-02.md", "\n"), ("x.txt", "\ufeff"),
    ("daylio.csv", "full_date,mood,activities,note\n"),
])  # fmt: skip
def test_what_is_empty_is_no_fault(name: str, text: str, tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["check", str(write(tmp_path, {name: text} | NOTE))])
    assert shown.exit_code == 0
    assert f"{name}: " in shown.output


def test_many_notes_are_one_line(tmp_path: Path) -> None:
    notes = {f"vault/2026-05-{day:02d}.md": "---\nmood: 3\n---\nA walk.\n" for day in range(1, 21)}
    blank = {f"blank/2026-04-{day:02d}.md": "" for day in range(1, 21)}
    lines = CliRunner().invoke(main, ["check", str(write(tmp_path, notes | blank))]).output.splitlines()
    assert (
        "vault/*.md: 20 files, markdown_notes, 20 entries (20 ratings, 20 journal entries), 2026-05-01 to 2026-05-20"
        in lines
    )
    assert any(
        line.startswith("  note: the notes do not say the scale of mood") and "(20 files)" in line for line in lines
    )
    assert lines[lines.index("blank/*.md: empty") + 1] == "  note: 20 files: nothing in it, which is no fault"
    assert len(lines) == 6


@pytest.mark.parametrize("name", ["heartdata.toml.txt", "Heartdata.TOML", "heartdata (1).toml", "heartdata.toml.rtf"])
def test_a_profile_under_another_name_is_not_passed_over(name: str, tmp_path: Path) -> None:
    write(tmp_path, NOTE | {name: "[usual]\nmood = 7\n"})
    with pytest.raises(hd.ProfileError, match=r"call it heartdata\.toml, since it is not read under this name"):
        hd.read_logs(tmp_path)


@pytest.mark.parametrize(("line", "mend"), [
    ("date = 01.03.2026", "year first"), ("date = 1/3/2026", "year first"), ("date = 1 March 2026", "year first"),
    ("date = 2026-3-1", "two digits each"), ("date = 2026/03/01", "two digits each"),
    ("kind = \u201cpet\u201d", "curly quotes"), ("kind = \u201epet\u201c", "curly quotes"), ("kind = pet", '"..."'),
    ("kind: 'pet'", "instead of :"), ("kind = ", "a value behind ="), ('kind = "pet', "close the quotation mark"),
    ("date = ?", "still a ?"), ("usual = 6,5", "with a point"), ("day_start = 4:00", '"04:00"'),
    ("[loss", "close the bracket"), ("date = 2026-03-01\ndate = 2026-03-02", "twice"),
    ("so la la = 3", "names with spaces"),
    ("müde = 3", "names with spaces"),
])  # fmt: skip
def test_a_line_that_is_no_toml_is_named_with_its_likely_mend(line: str, mend: str) -> None:
    with pytest.raises(hd.ProfileError, match=r"not valid TOML: .*(line \d|end of document)") as error:
        Profile.from_toml(f"# mine\n{line}\n")
    assert mend in str(error.value)


def test_a_table_of_which_only_the_date_is_known_is_asked_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("fecha\tsin ganas\tpasos\n2026-03-01\t3\t5\n2026-03-02\t4\t3\n")
    with pytest.raises(hd.UnknownFormatError, match=r't\.tsv: no format .* write date = "fecha" and such as mood = '):
        hd.read_logs(tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.stdout.splitlines() == [
        't.tsv: beside date = "fecha", no header says what its column holds:',
        '  "sin ganas" (3, 4)',
        '  "pasos" (5, 3)',
    ]
