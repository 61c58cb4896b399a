"""``heartdata init``: a profile, or a diary, to start from."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartdata.cli.common import Command, one_line, out_option, path_argument, print_message, print_result, quiet_option
from heartdata.cli.params import DateParam, LevelParam, LossKindParam, OptionalParam

if TYPE_CHECKING:
    from heartdata.cli.profile_template import Findings


@click.command(cls=Command, example="heartdata init my-exports --loss-date 2026-03-01 --loss-kind pet")
@path_argument(default=".")
@quiet_option
@click.option("--loss-date", type=DateParam(), help="The day of the loss.")
@click.option("--loss-kind", type=LossKindParam(), help="Such as pet, job or breakup; the file lists them all.")
@click.option("--usual", type=LevelParam(0, 10), help="Your usual mood before it, 0 to 10.")
@click.option("--no-input", is_flag=True, help="Ask nothing; what is open stays as a comment in the file.")
@out_option("--template", help="Instead, write an empty diary for a spreadsheet to this file, such as diary.csv.")
def init(
    path: str, loss_date: date | None, loss_kind: str | None, usual: float | None, no_input: bool, template: str | None
) -> None:
    """Write a heartdata.toml to start from.

    It goes beside your exports and never replaces one.
    """
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
    print_result(str(write_atomically(target, text.encode())))
    print_message("Open it in an editor to fill in the rest; every line in it is optional.")


def _write_diary(target: Path) -> None:
    from heartdata.core.diary_template import DIARY, diary_template
    from heartdata.errors import HeartdataError
    from heartdata.storage.files import write_atomically

    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; choose another name")
    print_result(str(write_atomically(target, diary_template().encode(), kind="diary")))
    for column in DIARY:
        print_message(f"  {column.header}: {column.explains}")
    print_message("Fill in what you like, when you like; `heartdata weekly` reads the file as it is.")


def _ask(
    found: Findings, loss_date: date | None, loss_kind: str | None, usual: float | None
) -> tuple[date | None, str | None, float | None, dict[str, float]]:
    from heartdata.core.vocabulary import KINDS_OF_LOSS

    print_message("Press Enter to leave a question open.")
    if loss_date is None:
        loss_date = click.prompt(
            "The day of the loss, like 2026-03-01",
            default="",
            show_default=False,
            type=OptionalParam(DateParam()),
            err=True,
        )
    if loss_kind is None:
        kinds = ", ".join(KINDS_OF_LOSS)
        loss_kind = click.prompt(
            f"What kind ({kinds})",
            default="",
            show_default=False,
            type=OptionalParam(LossKindParam()),
            err=True,
        )
    if usual is None and not found.tells_usual(loss_date):
        usual = click.prompt(
            "Your usual mood before it, 0 to 10",
            default="",
            show_default=False,
            type=OptionalParam(LevelParam(0, 10)),
            err=True,
        )
    moods = {}
    for name in found.moods:
        level = click.prompt(
            f'Your mood "{one_line(name)}", 1 (worst) to 5 (best)',
            default="",
            show_default=False,
            type=OptionalParam(LevelParam(1, 5)),
            err=True,
        )
        if level is not None:
            moods[name] = level
    return loss_date, loss_kind, usual, moods
