"""``heartdata init``: a profile, or a diary, to start from."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, one_line, path_argument, quiet_option, say, tell, written_to
from heartdata.cli.types import Day, Kind, Level, OrNothing

if TYPE_CHECKING:
    from heartdata.cli.profile_template import Findings


@click.command(cls=Command, example="heartdata init my-exports --loss-date 2026-03-01 --loss-kind pet")
@path_argument(default=".")
@quiet_option
@click.option("--loss-date", type=Day(), help="The day of the loss.")
@click.option("--loss-kind", type=Kind(), help="Such as pet, job or breakup; the file lists them all.")
@click.option("--usual", type=Level(0, 10), help="Your usual mood before it, 0 to 10.")
@click.option("--no-input", is_flag=True, help="Ask nothing; what is open stays as a comment in the file.")
@written_to("--template", help="Instead, write an empty diary for a spreadsheet to this file, such as diary.csv.")
def init(
    path: str, loss_date: date | None, loss_kind: str | None, usual: float | None, no_input: bool, template: str | None
) -> None:
    """Write a heartdata.toml to start from beside your exports; never replaces one."""
    if template is not None:
        _write_diary(Path(template))
        return
    from heartdata.cli.profile_template import look_around, profile_text
    from heartdata.core.profile import PROFILE_NAME, Profile
    from heartdata.errors import HeartdataError
    from heartdata.readers.files.zipped_profile import zipped_profile
    from heartdata.storage.files import write_atomically

    given = Path(path)
    if not given.exists():
        raise HeartdataError(f"{given}: there is no such file or folder; check the path")
    target = (given if given.is_dir() else given.parent) / PROFILE_NAME
    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; open it in an editor")
    if zipped_profile(given) is not None:
        raise HeartdataError(f"{given}: holds a {PROFILE_NAME} already, and what it says counts; change it there")
    found = look_around(given)
    moods: dict[str, float] = {}
    if not no_input and sys.stdin.isatty():
        loss_date, loss_kind, usual, moods = _ask(found, loss_date, loss_kind, usual)
    text = profile_text(found, loss_date=loss_date, loss_kind=loss_kind, usual=usual, moods=moods)
    Profile.from_toml(text)
    tell(str(write_atomically(target, text.encode())))
    say("Open it in an editor to fill in the rest; every line in it is optional.")


def _write_diary(target: Path) -> None:
    from heartdata.core.diary_template import DIARY, diary_template
    from heartdata.errors import HeartdataError
    from heartdata.storage.files import write_atomically

    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; choose another name")
    tell(str(write_atomically(target, diary_template().encode(), kind="diary")))
    for column in DIARY:
        say(f"  {column.header}: {column.explains}")
    say("Fill in what you like, when you like; `heartdata weekly` reads the file as it is.")


def _ask(
    found: Findings, loss_date: date | None, loss_kind: str | None, usual: float | None
) -> tuple[date | None, str | None, float | None, dict[str, float]]:
    from heartdata.core.vocabulary import KINDS_OF_LOSS

    say("Press Enter to leave a question open.")
    if loss_date is None:
        loss_date = click.prompt(
            "The day of the loss, like 2026-03-01", default="", show_default=False, type=OrNothing(Day()), err=True
        )
    if loss_kind is None:
        kinds = ", ".join(KINDS_OF_LOSS)
        loss_kind = click.prompt(
            f"What kind ({kinds})",
            default="",
            show_default=False,
            type=OrNothing(Kind()),
            err=True,
        )
    if usual is None and not found.tells_usual(loss_date):
        usual = click.prompt(
            "Your usual mood before it, 0 to 10",
            default="",
            show_default=False,
            type=OrNothing(Level(0, 10)),
            err=True,
        )
    moods = {}
    for name in found.moods:
        level = click.prompt(
            f'Your mood "{one_line(name)}", 1 (worst) to 5 (best)',
            default="",
            show_default=False,
            type=OrNothing(Level(1, 5)),
            err=True,
        )
        if level is not None:
            moods[name] = level
    return loss_date, loss_kind, usual, moods
