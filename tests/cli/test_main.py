import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import heartdata
from heartdata.cli.main import main
from heartdata.core.profile import Profile
from heartdata.readers import FORMATS
from tests.made_logs import MONDAY, daylio_csv, names_in

COMMANDS = sorted(main.commands)
PACKAGE = Path(heartdata.__file__).parent
COMMANDS_PAGE = PACKAGE.parent / "docs" / "commands.md"
SUMMARY = """\
Week 14, 30 March to 5 April 2026
"""


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with one export; the working folder is an empty one beside it."""
    folder = tmp_path / "my exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def run(*arguments: object, stdin: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)
    if result.exception is not None:
        assert isinstance(result.exception, SystemExit), result.exception
    return result


def python(*arguments: object, cwd: Path, path: Path = PACKAGE.parent, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *map(str, arguments)], cwd=cwd, text=True, encoding="utf-8",
        capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(path), **env},
    )  # fmt: skip


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() + str(p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def assert_one_line(result: Result, said: str, code: int = 1) -> None:
    assert result.exit_code == code
    assert result.stdout == ""
    assert re.fullmatch(rf"heartdata: .*{said}.*\n", result.stderr), result.stderr


def test_weekly_summarises_and_draws_the_week(exports: Path) -> None:
    result = run("weekly", exports)
    assert result.exit_code == 0
    assert result.stdout.startswith(SUMMARY)
    assert "It isn't clear how things are going" in result.stdout
    assert result.stderr == "The chart is in heartdata-weekly.png.\n"
    assert Path("heartdata-weekly.png").read_bytes().startswith(b"\x89PNG")
    assert names_in(Path()) == ["heartdata-weekly.png"]
    assert "secretword" not in result.output


def test_chart_sizes_for_phone_and_paper(exports: Path) -> None:
    def shape(*more: str) -> float:
        assert run("weekly", exports, "--out", "a.png", *more).exit_code == 0
        content = Path("a.png").read_bytes()
        wide, tall = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return tall / wide

    assert shape() == pytest.approx(1.414, abs=0.002)
    assert shape("--card") == pytest.approx(1350 / 1080)


@pytest.mark.parametrize(("name", "magic"), [("a.png", b"\x89PNG"), ("b.SVG", b"<?xml"), ("new/c.pdf", b"%PDF")])
def test_weekly_format_follows_the_file_extension(exports: Path, name: str, magic: bytes) -> None:
    result = run("weekly", exports, "--out", name, "--week", "2026-W11")
    assert result.exit_code == 0
    assert result.stdout.startswith("Week 11, 9 to 15 March 2026\n")
    assert Path(name).read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["weekly", "x", "--out", "chart.gif"], r"must end in \.png, \.svg or \.pdf"),
        (["weekly", "x", "--out", "chart"], r"must end in \.png, \.svg or \.pdf"),
        (["weekly", "x", "--week", "31"], "'31' is not a week; write it like 2026-W31"),
        (["weekly", "x", "--week", "2026-W" + "9" * 50], "is not a week"),
        (["weekly"], "PATH is missing"), (["check"], "PATH is missing"), (["nothing"], "No such command 'nothing'"),
        (["export", "x", "--as", "xlsx"], "'xlsx' is not one of 'csv', 'parquet'"),
        (["init", ".", "--loss-date", "1 March"], "'1 March' is not a date; write it like 2026-03-01"),
        (["init", ".", "--loss-kind", 'x"'], "is not a kind of loss; allowed are betrayal, breakup"),
        (["init", ".", "--usual", "11"], "11(.0)? is not in the range"),
        (["init", ".", "--usual", "nan"], "'nan' is not a number from 0 to 10"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("exports")
def test_wrong_usage_is_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # where nobody has run init
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(said, result.stderr)
    assert names_in(Path()) == []


@pytest.mark.parametrize("inside", [True, False])
def test_report_never_overwrites_an_export(exports: Path, inside: bool) -> None:
    note = exports / "2026-03-14.md"
    note.write_text("# Saturday\n\nsecretword\n", encoding="utf-8")
    kept = fingerprint(exports)
    assert_one_line(
        run("report", exports if inside else note, "--out", note),
        "one of the files that were read, so it is not replaced",
    )
    assert fingerprint(exports) == kept
    own = exports / "heartdata-report.md"
    for _ in range(2):
        assert run("report", exports, "--out", own).stdout == f"{own}\n"


def test_missing_display_is_not_an_error(exports: Path) -> None:
    done = python("-m", "heartdata", "weekly", exports, cwd=Path(), MPLBACKEND="nonsense")
    assert (done.returncode, done.stderr) == (0, "The chart is in heartdata-weekly.png.\n")


def test_a_week_without_entries(exports: Path) -> None:
    assert_one_line(
        run("weekly", exports, "--week", "2026-W20"), "2026-W20 has no entry and no night; .* 2026-W10 to 2026-W14"
    )
    assert names_in(Path()) == []


@pytest.mark.parametrize("command", ["weekly", "check", "export"])
@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file or folder"), (b"", "empty"), (b"\x89PNG\r\n\x1a\n", r"a picture \(PNG\)"),
     (b"PK\x03\x04cut short", "zip"), (b"only,words", "no format recognises it")],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_1(exports: Path, command: str, content: bytes | None, said: str) -> None:
    path = exports.parent / "given\nfile.csv"
    if content is not None:
        path.write_bytes(content)
    assert_one_line(run(command, path), said)


def test_a_mistake_in_the_profile_is_one_line(exports: Path) -> None:
    (exports / "heartdata.toml").write_text("[los]\n", encoding="utf-8")
    assert_one_line(run("weekly", exports), r"heartdata\.toml: los: .*did you mean loss\?")


def test_unreadable_row_is_reported_with_exit_1(exports: Path) -> None:
    with (exports / "daylio.csv").open("a", encoding="utf-8") as file:
        file.write("someday,x,y,21:00,good,,,secretword\n")
    result = run("weekly", exports)
    assert result.exit_code == 1
    assert result.stdout.startswith(SUMMARY)
    assert "1 row or file could not be read; `heartdata check` shows which and why." in result.stderr
    checked = run("check", exports)
    assert checked.exit_code == 1
    assert "  daylio.csv, line 37: full_date is not a date" in checked.stdout
    assert "secretword" not in checked.output


def test_unknown_mood_is_reported_on_stderr(exports: Path) -> None:
    (exports / "daylio.csv").write_text(daylio_csv(35, mood="so lala"), encoding="utf-8")
    result = run("weekly", exports)
    assert result.exit_code == 0
    assert '"so lala" = ?' in result.stderr
    assert '"so lala" has no number yet' in result.stdout


def test_check_reports_and_changes_nothing(exports: Path) -> None:
    before = fingerprint(exports.parent)
    result = run("check", exports)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert (
        "daylio.csv: daylio, 35 entries (35 ratings, 35 journal entries, 70 activities), 2026-03-02 to 2026-04-05"
        in (result.stdout)
    )
    assert "35 of 35 days from 2026-03-02 to 2026-04-05 have something logged." in result.stdout
    assert fingerprint(exports.parent) == before


def test_check_lists_some_or_all_rejected_rows(exports: Path) -> None:
    with (exports / "daylio.csv").open("a", encoding="utf-8") as file:
        file.write("someday,x,y,21:00,good,,,\n" * 30)
    assert "and 10 more; --all lists them" in run("check", exports).stdout
    assert run("check", exports, "--all").stdout.count("full_date is not a date") == 30


def test_formats_lists_them_all() -> None:
    result = run("formats")
    assert result.exit_code == 0
    assert [line.partition(":")[0] for line in result.stdout.splitlines()[::2]] == [f.name for f in FORMATS]


def test_export_writes_tables_and_prints_the_path(exports: Path) -> None:
    result = run("export", exports)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == str(Path("heartdata-export", "daily.csv"))
    assert "secretword" not in Path("heartdata-export/journal.csv").read_text(encoding="utf-8")
    assert run("export", exports, "--out", "words", "--journal-text").exit_code == 0
    assert "secretword" in Path("words/journal.csv").read_text(encoding="utf-8")


def test_export_does_not_overwrite_the_exports(exports: Path) -> None:
    before = fingerprint(exports)
    assert_one_line(run("export", exports, "--out", exports), "holds other files; choose a new or an empty folder")
    assert fingerprint(exports) == before


def test_init_writes_a_profile_once(exports: Path) -> None:
    result = run("init", exports, "--loss-date", "2026-03-20", "--loss-kind", "Pet", "--usual", "6.5")
    assert result.exit_code == 0
    target = exports / "heartdata.toml"
    assert result.stdout == f"{target}\n"
    profile = Profile.load(target)
    assert (str(profile.loss_date), profile.loss_kind, profile.usual) == ("2026-03-20", "pet", {"mood": 6.5})
    before = fingerprint(exports)
    assert_one_line(run("init", exports), "is there already and stays as it is")
    assert fingerprint(exports) == before
    assert run("weekly", exports).exit_code == 0


def test_init_beside_a_zip_with_a_profile_of_its_own(tmp_path: Path) -> None:
    zipped = tmp_path / "all.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("heartdata.toml", "[usual]\nmood = 7\n")
    result = run("init", str(zipped), "--no-input")
    assert result.exit_code == 1
    assert "all.zip: holds a heartdata.toml already, and that one is used; change it there" in result.stderr
    assert not (tmp_path / "heartdata.toml").exists()


def test_init_beside_a_file_or_missing_path(exports: Path) -> None:
    assert run("init", exports / "daylio.csv", "--no-input").exit_code == 0
    assert (exports / "heartdata.toml").is_file()
    assert_one_line(run("init", exports / "nothing"), "no such file or folder")


@pytest.mark.skipif(sys.platform == "win32", reason="names of POSIX")
def test_init_prints_unusual_names_on_one_line(tmp_path: Path) -> None:
    (tmp_path / "a\u2028b").mkdir()
    for arguments in (["--template", tmp_path / "a\u2028b" / "diary.csv"], [tmp_path / "a\u2028b", "--no-input"]):
        result = run("init", *arguments)
        assert (result.exit_code, "\u2028" in result.output) == (0, False)
        assert "a b" in result.stdout.splitlines()[0]


def test_init_does_not_replace_a_broken_link(exports: Path) -> None:
    try:
        (exports / "heartdata.toml").symlink_to("nowhere")
    except OSError:
        pytest.skip("no symbolic links here")
    assert_one_line(run("init", exports), "is there already")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the command believe that somebody sits there; CliRunner swaps sys.stdin, so ask for its type."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)


@pytest.mark.usefixtures("asked")
def test_init_asks_for_what_it_cannot_find_out(exports: Path) -> None:
    (exports / "daylio.csv").write_text(daylio_csv(5, mood='so "la"'), encoding="utf-8")
    result = run("init", exports, stdin="soon\n2026-03-04\npets\npet\n11\n6\n\n\n\n4.5\n")
    assert result.exit_code == 0, result.output
    profile = Profile.load(exports / "heartdata.toml")
    assert (str(profile.loss_date), profile.loss_kind) == ("2026-03-04", "pet")
    assert (profile.usual, profile.moods) == ({"mood": 6.0}, {'so "la"': 4.5})
    assert "'soon' is not a date" in result.output


@pytest.mark.usefixtures("asked")
def test_init_does_not_ask_what_the_entries_show(exports: Path) -> None:
    result = run("init", exports, stdin=f"{MONDAY + timedelta(days=28)}\n\n\n\n\n")
    assert result.exit_code == 0, result.output
    assert "usual mood" not in result.output
    assert "Your mood" not in result.output
    assert Profile.load(exports / "heartdata.toml").loss_kind is None


@pytest.mark.usefixtures("asked")
def test_init_accepts_no_answer_and_can_be_aborted(exports: Path) -> None:
    assert run("init", exports, stdin="2026-03-01\n").exit_code == 1
    assert not (exports / "heartdata.toml").exists()
    assert run("init", exports, stdin="\n\n\n\n\n\n").exit_code == 0
    profile = Profile.load(exports / "heartdata.toml")
    assert (profile.loss_date, profile.unsafe, profile.age, profile.support) == (None, False, None, {})


@pytest.mark.usefixtures("asked")
def test_init_asks_about_safety_and_stores_a_neutral_key(exports: Path) -> None:
    result = run("init", exports, stdin="\n\n\ny\nTeen\nAna\n+49 30 123\n")
    assert result.exit_code == 0, result.output
    text = (exports / "heartdata.toml").read_text(encoding="utf-8")
    profile = Profile.load(exports / "heartdata.toml")
    assert (profile.unsafe, profile.age, profile.support) == (True, "teen", {"name": "Ana", "contact": "+49 30 123"})
    assert [line for line in text.splitlines() if "unsafe" in line] == [
        "# unsafe = true              # somebody makes you feel unsafe: suggestions then put safety first"
    ]
    for said in ("put you at risk", "neutral line", "only you can open", "domestic-abuse line", "device only you use"):
        assert said in result.stderr
    assert "PRIVACY.md" in result.stderr


@pytest.mark.usefixtures("asked")
def test_init_can_hide_what_is_typed(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden: list[str] = []

    def prompt(text: str, *, hide_input: bool = False, **_: object) -> None:
        if hide_input:
            hidden.append(text)

    monkeypatch.setattr("click.prompt", prompt)
    assert run("init", exports, "--quiet-answers").exit_code == 0
    assert [text.split()[0] for text in hidden] == ["Is", "Are", "Someone"]


@pytest.mark.usefixtures("asked")
def test_init_does_not_ask_how_it_was_before_an_old_loss(exports: Path) -> None:
    result = run("init", exports, stdin="1984-05-01\ndeath\n\n\n\n")
    assert result.exit_code == 0, result.output
    assert "usual mood" not in result.output


def test_init_accepts_answers_as_options(exports: Path) -> None:
    answers = ("--age", "elder", "--support-name", "Ana", "--support-contact", "next door", "--variant", "b")
    assert run("init", exports, *answers).exit_code == 0
    profile = Profile.load(exports / "heartdata.toml")
    assert (profile.unsafe, profile.age, profile.support["contact"]) == (True, "elder", "next door")


def test_new_profiles_of_safe_and_unsafe_people_differ_in_one_letter(exports: Path) -> None:
    texts = []
    for variant in ("a", "b"):
        assert run("init", exports, "--variant", variant).exit_code == 0
        texts.append((exports / "heartdata.toml").read_text(encoding="utf-8"))
        (exports / "heartdata.toml").unlink()
    assert texts[0].replace('variant = "a"', 'variant = "b"') == texts[1]


@pytest.mark.parametrize("command", [None, *COMMANDS])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_and_option_has_help(command: str | None, flag: str) -> None:
    result = run(*([command] if command else []), flag)
    assert result.exit_code == 0
    shown = main if command is None else main.commands[command]
    assert shown.help
    assert all(p.help for p in shown.params if isinstance(p, click.Option))
    assert result.stdout.startswith("Usage: ")


def test_list_of_commands_is_not_cut() -> None:
    lines = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout.partition("Commands:\n")[2].splitlines()
    assert len(lines) == len(COMMANDS)
    assert [line for line in lines if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("command", [["status"], ["check"], ["signs"], ["trial", "show"]])
def test_without_path_the_folder_of_the_last_init_is_read(
    exports: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(exports.parent / "state"))
    shutil.copytree(exports, exports.parent / "other")
    assert run("init", exports, "--no-input").exit_code == 0
    given, left_out = run(*command, exports), run(*command)
    assert (left_out.exit_code, left_out.stdout) == (given.exit_code, given.stdout)
    assert f"Reading {exports}, where you ran heartdata init last." in left_out.stderr
    assert run(*command, "-q").stderr == run(*command, exports, "-q").stderr
    # A folder with a profile of its own comes first, and what is forgotten is not known any more.
    monkeypatch.chdir(exports)
    assert "Reading" not in run(*command).stderr
    monkeypatch.chdir(exports.parent / "other")
    assert run("forget", "--yes").exit_code == 0
    assert "Reading" not in run(*command).stderr


@pytest.mark.parametrize("week", ["2026-W13", "2026-03-23", "2026-03-29"])
def test_a_week_may_be_given_by_any_of_its_days(exports: Path, week: str) -> None:
    assert run("weekly", exports, "--week", week).stdout.startswith("Week 13, 23 to 29 March 2026\n")


def test_the_last_week_has_a_name(exports: Path) -> None:
    assert run("weekly", exports, "--week", "last").stdout == run("weekly", exports).stdout


def test_a_report_can_be_opened(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", lambda url: opened.append(url) or len(opened) - 1)
    assert run("report", exports, "--open").stderr == ""
    assert opened == [str(Path("heartdata-report.html").absolute())]
    assert "open heartdata-report.html yourself" in run("report", exports, "--open").stderr


def test_version() -> None:
    assert run("--version").stdout == f"heartdata, version {heartdata.__version__}\n"


@pytest.mark.skipif(not COMMANDS_PAGE.is_file(), reason="only in a checkout")
def test_every_command_is_documented() -> None:
    text = COMMANDS_PAGE.read_text(encoding="utf-8")
    assert [c for c in COMMANDS if not re.search(rf"`heartdata {c}\b[^`]*`", text)] == []


def test_an_installed_package_shows_its_sample_data_from_anywhere(tmp_path: Path) -> None:
    """As after `pip install`: the package alone, with the sample data inside it, without a checkout."""
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    shutil.copytree(PACKAGE, site / "heartdata", ignore=shutil.ignore_patterns("__pycache__", "_bundled"))
    sample = site / "heartdata" / "_bundled" / "sample_data"
    sample.mkdir(parents=True)
    (sample / "daylio.csv").write_text(daylio_csv(35), encoding="utf-8")
    done = python("-m", "heartdata", "weekly", "sample_data", cwd=empty, path=site)
    assert (done.returncode, done.stderr) == (0, "The chart is in heartdata-weekly.png.\n")
    assert done.stdout.startswith(SUMMARY)
    assert names_in(empty) == ["heartdata-weekly.png"]


def test_existing_folder_takes_precedence_over_the_sample_data(exports: Path) -> None:
    shutil.copytree(exports, "sample_data")
    assert run("weekly", "sample_data").stdout.startswith(SUMMARY)


def test_errors_have_no_traceback_in_a_real_process(tmp_path: Path) -> None:
    done = python("-m", "heartdata", "check", "nothing", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "heartdata: nothing: there is no such file or folder; check the path\n"
    assert python("-m", "heartdata", "check", cwd=tmp_path, XDG_STATE_HOME=str(tmp_path)).returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["formats", "check"])
def test_closed_pipe_is_not_an_error(exports: Path, command: str) -> None:
    arguments = [command] if command == "formats" else [command, str(exports)]
    code = f"import sys; from heartdata.cli.main import run; sys.argv[1:] = {arguments!r}; run()"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )  # fmt: skip
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names of any bytes")
def test_undecodable_file_names_are_handled(exports: Path) -> None:
    shutil.copy(exports / "daylio.csv", os.fsencode(exports) + b"/\xff\x1b[31m.csv")
    result = run("check", exports)
    assert result.exit_code in (0, 1)
    assert "\x1b" not in result.output
    done = python("-m", "heartdata", "check", exports, cwd=exports.parent, PYTHONIOENCODING="ascii")
    assert done.stderr == ""
    assert done.stdout


def test_check_proposes_columns_from_the_header(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("Date,Mood (1-5),Energy,Notes\n2026-03-01,4,77,a canary\n", encoding="utf-8")
    wanted = [
        "mine.csv: these lines in heartdata.toml would read it as a table of your own; a line with a ? waits for your "
        "answer, and counts without its #:",
        "  [columns]",
        '  date = "Date"',
        '  mood = { name = "Mood (1-5)", min = 1, max = 5 }   # as the header says',
        '  # energy = { name = "Energy", min = ?, max = ? }   # fill in the ends of your scale',
        '  note = "Notes"',
    ]
    for path in (tmp_path, tmp_path / "mine.csv"):
        result = run("check", path)
        assert result.exit_code == 1
        assert result.stdout.splitlines() == wanted
        assert "canary" not in result.output
        assert "77" not in result.output.replace(str(tmp_path), "")
    (tmp_path / "daylio.csv").write_text(daylio_csv(5), encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    lines = run("check", tmp_path).stdout.splitlines()
    at = lines.index(wanted[0])
    assert lines[at : at + len(wanted)] == wanted
    assert lines[at - 1] == "mine.csv: not read"
    assert not any(line.startswith("other.csv: these") for line in lines)
    assert run("init", tmp_path, "--no-input").exit_code == 0
    assert "mine.csv: table, 1 entry" in run("check", tmp_path).stdout


def test_short_o_is_the_output_of_every_command_that_writes_one() -> None:
    for name in ("weekly", "report", "export", "cohort"):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        assert ["-o", "--out"] in [option.opts for option in command.params], name
