"""What all commands share: quiet, examples, completion, bars, and how they end."""

import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

import heartdata
from heartdata.cli.common import print_result
from heartdata.cli.main import main
from heartdata.core import progressbar
from heartdata.core.vocabulary import KINDS_OF_LOSS
from tests.made_logs import daylio_csv

PACKAGE = Path(heartdata.__file__).parent
COMMANDS_PAGE = PACKAGE.parent / "docs" / "commands.md"
SAYS_NOTHING = {"formats", "completion"}


def leaves(group: click.Group = main, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


LEAVES = dict(leaves())


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my exports"
    folder.mkdir()
    (folder / "daylio.csv").write_text(daylio_csv(35, mood="so lala"), encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def run(*arguments: object, **given: Any) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **given)


@pytest.mark.parametrize(
    "command",
    [("weekly",), ("status",), ("check",), ("lab",), ("decline", "HD401"), ("trial", "show"), ("export",), ("init",)],
    ids=" ".join,
)
def test_a_path_that_is_too_long_is_named_as_such(command: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*command, "/".join(["nothing"] * 700)])
    assert done.exit_code == 2
    assert "no path on this system can be that long" in done.output
    assert "problem" not in done.output


@pytest.mark.parametrize("name", LEAVES)
def test_help_of_every_command_ends_with_a_valid_example(name: str) -> None:
    command = LEAVES[name]
    shown = run(*name.split(), "--help").stdout
    example = command.example  # type: ignore[attr-defined]
    assert shown.endswith(f"Example:\n  {example}\n")
    words = shlex.split(example.removeprefix('eval "$(').removesuffix(')"'))
    assert words[0] == "heartdata"
    assert words[1 : 1 + len(name.split())] == name.split()
    command.make_context(name, words[1 + len(name.split()) :])


@pytest.mark.parametrize("name", sorted(LEAVES.keys() - SAYS_NOTHING))
def test_every_command_with_messages_has_quiet(name: str) -> None:
    assert any("--quiet" in option.opts for option in LEAVES[name].params)


@pytest.mark.parametrize(
    "arguments", [["weekly"], ["status"], ["export"], ["init", "--no-input"], ["lab", "--no-open"]]
)
def test_quiet_leaves_out_the_messages_and_keeps_the_results(exports: Path, arguments: list[str]) -> None:
    shutil.copytree(exports, exports.parent / "two")
    loud, quiet = run(*arguments, exports), run(*arguments, exports.parent / "two", "--quiet")
    assert (loud.exit_code, quiet.exit_code) == (0, 0)
    assert (loud.stderr != "") == (arguments[0] != "lab")
    assert quiet.stderr == ""
    assert quiet.stdout.replace("two", exports.name) == loud.stdout


def test_quiet_still_says_what_went_wrong(exports: Path) -> None:
    assert (
        run("weekly", "nothing", "-q").stderr == "heartdata: nothing: there is no such file or folder; check the path\n"
    )
    with (exports / "daylio.csv").open("a", encoding="utf-8") as file:
        file.write("someday,x,y,21:00,good,,,\n")
    result = run("status", exports, "--quiet")
    assert result.exit_code == 1
    assert result.stderr.startswith("1 row or file could not be read;")
    assert result.stderr.count("\n") == 1


@pytest.mark.skipif(not COMMANDS_PAGE.is_file(), reason="only in a checkout")
def test_every_option_is_documented() -> None:
    text = COMMANDS_PAGE.read_text(encoding="utf-8")
    assert [name for name in LEAVES if name.split()[0] not in re.findall(r"`heartdata (\w+)", text)] == []
    for option in ("--quiet", "--json", "--for-sharing", "--changed", "--yes", "--template", "--week", "--out"):
        assert option in text, option


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_shells_own_lines(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert f"_HEARTDATA_COMPLETE={shell}_complete" in result.stdout


def offered(*words: str) -> dict[str, str]:
    complete = ShellComplete(main, {}, "heartdata", "_HEARTDATA_COMPLETE")
    return {item.value: item.type for item in complete.get_completions(list(words[:-1]), words[-1])}


def test_completions() -> None:
    assert set(offered("")) == set(main.commands)
    assert set(offered("trial", "s")) == {"start", "show", "stop"}
    assert offered("weekly", "sam") == {"sample_data": "plain", "sam": "file"}
    assert offered("report", "x", "--out", "we") == {"we": "file"}
    assert set(offered("weekly", "x", "--week", "l")) == {"last"}
    weeks = offered("weekly", "x", "--week", "2")
    assert len(weeks) == 12
    assert all(re.fullmatch(r"\d{4}-W\d\d", week) for week in weeks)
    assert set(offered("init", "--loss-kind", "b")) == {kind for kind in KINDS_OF_LOSS if kind.startswith("b")}
    assert "--quiet" in offered("export", "--")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_a_real_bash_completes(tmp_path: Path) -> None:
    (tmp_path / "heartdata").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m heartdata "$@"\n', encoding="utf-8")
    (tmp_path / "heartdata").chmod(0o755)
    script = (
        'eval "$(heartdata completion bash)"\n'
        "COMP_WORDS=(heartdata week); COMP_CWORD=1; _heartdata_completion heartdata week heartdata\n"
        'echo "${COMPREPLY[@]}"\n'
    )
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("weekly\n", "")


def test_completing_loads_nothing_heavy() -> None:
    code = (
        "import os, sys\n"
        "words = {'COMP_WORDS': 'heartdata weekly x --week 2', 'COMP_CWORD': '4'}\n"
        "os.environ.update(words, _HEARTDATA_COMPLETE='bash_complete')\n"
        "from heartdata.cli.main import run\n"
        "try: run()\n"
        "except SystemExit: print('heavy', [m for m in ('pandas', 'numpy', 'matplotlib', 'tqdm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("heavy []\n")
    assert "plain,2" in done.stdout


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bars_only_on_a_terminal_and_not_where_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, quiet, shown in ((Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with (
            progressbar.hide_progress() if quiet else progressbar.progress_bar("not this one"),
            progressbar.progress_bar("Reading", total=3) as done,
        ):
            done(1)
        assert ("Reading" in stream.getvalue()) is shown
    monkeypatch.setattr(sys, "stderr", None)
    assert list(progressbar.track_items([1, 2], "Reading", " files")) == [1, 2]


def test_a_quick_reading_shows_no_bar(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    heartdata.read_logs(exports / "daylio.csv", profile=heartdata.Profile(moods={"so lala": 3}))
    assert "Reading" not in terminal.getvalue()
    monkeypatch.setattr(progressbar, "_DELAY_S", 0.0)
    heartdata.read_logs(exports / "daylio.csv", profile=heartdata.Profile(moods={"so lala": 3}))
    assert "Reading" in terminal.getvalue()


def test_quiet_hides_the_bars_of_that_call_alone(exports: Path) -> None:
    assert run("weekly", exports, "--quiet").exit_code == 0
    assert progressbar._shown.get()


def test_internal_error_is_one_line_without_its_message(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("a canary out of the diary")

    monkeypatch.setattr("heartdata.review.build.to_daily", broken)
    with pytest.raises(ValueError, match="canary"):
        run("status", exports, catch_exceptions=False)
    monkeypatch.delenv("HEARTDATA_TRACEBACK")
    result = run("status", exports, "--quiet")
    assert result.exit_code == 1
    assert "canary" not in result.output
    assert re.fullmatch(
        r"heartdata: stopped by a bug in heartdata \(ValueError in heartdata\.review\.build, line \d+\); your "
        r"files are unchanged\. Please report this line; it contains nothing of yours\n",
        result.stderr,
    )


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, "No space left on device", "/a/canary")])
def test_out_of_memory_and_system_errors(exports: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("heartdata.review.build.to_daily", broken)
    result = run("status", exports, "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(r"heartdata: .*(not enough memory|No space left).*your files are unchanged\n", result.stderr)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "heartdata", "formats"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert (
        done.stderr == "heartdata: the system reported a problem (No space left on device); your files are unchanged\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("command", ["weekly", "export", "check"])
def test_interrupted(exports: Path, command: str) -> None:
    # The reader waits, so that the command is surely still at it.
    code = (
        "import signal, time\n"
        # A process that runs the tests in the background may make its children ignore it.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def read(*_): print('reading', flush=True); time.sleep(60)\n"
        "from heartdata.readers import registry\n"
        "from dataclasses import replace\n"
        "registry.FORMATS = tuple(replace(f, read=read) if f.name == 'daylio' else f for f in registry.FORMATS)\n"
        "from heartdata.cli.main import run; run()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, command, str(exports)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err == "heartdata: stopped, as you asked; no file is half-written\n"
    assert list(Path().iterdir()) == []


def test_unwritable_manifest_is_reported_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "daylio.csv").write_text(daylio_csv(30), encoding="utf-8")
    (tmp_path / "state").write_text("a file where the folder of the list belongs")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    result = CliRunner().invoke(main, ["export", str(tmp_path / "exports"), "--out", str(tmp_path / "tables")])
    assert result.exit_code == 0
    assert result.stderr.count("the list of what heartdata writes cannot be updated") == 1


def test_hidden_marks_are_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("a\u202eb\u200bc\u2066d\ufeff \U0001f469\u200d\U0001f4bb")
    assert capsys.readouterr().out == "abcd \U0001f469\u200d\U0001f4bb\n"


@pytest.mark.parametrize("command", ["weekly", "status", "signs", "helps", "report", "check", "export"])
def test_a_path_that_no_system_takes_is_named_in_one_line(command: str) -> None:
    result = run(command, "a\x00b")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "there is no such file or folder" in result.stderr
