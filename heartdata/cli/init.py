"""``heartdata init``: a profile, or a diary, to start from."""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from heartdata.cli.common import Command, one_line, out_option, path_argument, print_message, print_result, quiet_option
from heartdata.cli.params import DateParam, LevelParam, LossKindParam, OptionalParam

if TYPE_CHECKING:
    from heartdata.cli.profile_template import Findings

# Heuristic: after so long nobody is asked how things were before.
_LONG_AGO: Final = timedelta(days=2 * 365)
_NEUTRAL: Final = (
    "Thank you for telling me. Your answer is kept as a neutral line; PRIVACY.md says which one, the file doesn't.",
    "If somebody may look at this device, keep your exports and this file where only you can open them.",
    "A domestic-abuse line can plan with you; call from a device only you use.",
)


@click.command(cls=Command, example="heartdata init my-exports --loss-date 2026-03-01 --loss-kind pet")
@path_argument(default=".")
@quiet_option
@click.option("--loss-date", type=DateParam(), help="The day of the loss.")
@click.option("--loss-kind", type=LossKindParam(), help="Such as pet, job or breakup; the file lists them all.")
@click.option("--usual", type=LevelParam(0, 10), help="Your usual mood before it, 0 to 10.")
@click.option("--age", type=click.Choice(["child", "teen", "elder"]), help="Your age group, if it is one of these.")
@click.option("--support-name", help="Someone you can turn to.")
@click.option("--support-contact", help="How you reach them.")
@click.option("--variant", type=click.Choice(["a", "b"]), help="See PRIVACY.md, shared or watched devices.")
@click.option("--quiet-answers", is_flag=True, help="Don't show what you type while you answer the personal questions.")
@click.option("--no-input", is_flag=True, help="Ask nothing; what is open stays as a comment in the file.")
@out_option("--template", help="Instead, write an empty diary for a spreadsheet to this file, such as diary.csv.")
def init(path: str, template: str | None, no_input: bool, quiet_answers: bool, **given: Any) -> None:
    """Write a heartdata.toml to start from.

    It goes beside your exports and never replaces one. On a terminal it asks a few questions, each of which you can
    skip.
    """
    if template is not None:
        _write_diary(Path(template))
        return
    from heartdata.cli.profile_template import look_around, profile_text
    from heartdata.core.profile import Profile
    from heartdata.errors import HeartdataError
    from heartdata.storage.files import write_atomically

    try:
        target = _new_profile_file(Path(path))
    except HeartdataError:
        _print_open_questions(path)
        if given["usual"] is not None:
            print_message(f"For your usual mood, write mood = {given['usual']:g} under [usual] in it.")
        raise
    found = look_around(path)
    moods: dict[str, float] = {}
    if not no_input and sys.stdin.isatty():
        print_message("A few questions. Press Enter to skip any of them; your answers stay in a file on this machine.")
        _ask_about_loss(given, found)
        _ask_for_safety(given, hide=quiet_answers)
        moods = _ask_about_moods(found.moods)
    text = profile_text(found, moods=moods, **given)
    Profile.from_toml(text)
    print_result(str(write_atomically(target, text.encode())))
    for question in found.questions:
        print_message(f"Not read until you say it there: {question}")
    print_message("Open it in an editor to fill in the rest; every line in it is optional.")


def _print_open_questions(path: str) -> None:
    """Print what a profile that is there already leaves open."""
    from heartdata.errors import HeartdataError
    from heartdata.review.look import open_questions, read_quietly

    with contextlib.suppress(HeartdataError):
        for question in open_questions(read_quietly(path)):
            print_message(question)


def _new_profile_file(given: Path) -> Path:
    """Find where the profile goes; fails where there is one already."""
    from heartdata.core.profile import PROFILE_NAME
    from heartdata.errors import HeartdataError
    from heartdata.readers.files.zipped_profile import zipped_profile

    if not given.exists():
        raise HeartdataError(f"{given}: there is no such file or folder; check the path")
    target = (given if given.is_dir() else given.parent) / PROFILE_NAME
    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; open it in an editor")
    if zipped_profile(given) is not None:
        raise HeartdataError(f"{given}: holds a {PROFILE_NAME} already, and that one is used; change it there")
    return target


def _write_diary(target: Path) -> None:
    from heartdata.core.diary_template import DIARY, diary_template
    from heartdata.errors import HeartdataError
    from heartdata.storage.files import write_atomically

    if os.path.lexists(target):
        raise HeartdataError(f"{target}: is there already and stays as it is; choose another name")
    print_result(str(write_atomically(target, diary_template().encode(), kind="diary")))
    for column in DIARY:
        print_message(f"  {column.header}: {column.explains}")
    print_message(f"Fill in what you like, when you like; `heartdata weekly {target}` reads the file as it is.")


def _prompt(text: str, kind: Any = str, *, hide: bool = False) -> Any:
    """Ask a question that can be skipped."""
    kind = OptionalParam(click.STRING if kind is str else kind)
    return click.prompt(text, default="", show_default=False, type=kind, hide_input=hide, err=True)


def _ask_about_loss(given: dict[str, Any], found: Findings) -> None:
    from heartdata.core.vocabulary import KINDS_OF_LOSS

    if given["loss_date"] is None:
        given["loss_date"] = _prompt("The day of the loss, like 2026-03-01", DateParam())
    if given["loss_kind"] is None:
        given["loss_kind"] = _prompt(f"What kind ({', '.join(KINDS_OF_LOSS)})", LossKindParam())
    loss: date | None = given["loss_date"]
    long_ago = loss is not None and (found.first or date.today()) - loss > _LONG_AGO
    if given["usual"] is None and not long_ago and not found.tells_usual(loss):
        given["usual"] = _prompt("Your usual mood before it, 0 to 10", LevelParam(0, 10))


def _ask_for_safety(given: dict[str, Any], *, hide: bool) -> None:
    """Ask what keeps suggestions from doing harm, and say why."""
    if given["variant"] is None:
        print_message("So that nothing is suggested that could put you at risk:")
        question = "Is anyone making you feel unsafe, or watching your devices? (y or n)"
        answer = _prompt(question, click.BOOL, hide=hide)
        given["variant"] = "b" if answer else None
        for line in _NEUTRAL if answer else ():
            print_message(line)
    if given["age"] is None:
        print_message("Some ideas aren't right for every age:")
        given["age"] = _prompt(
            "Are you a child, a teen or an elder? (Enter for none of them)",
            click.Choice(["child", "teen", "elder"], case_sensitive=False), hide=hide,
        )  # fmt: skip
    if given["support_name"] is None:
        print_message("On hard days it's good to have a name in front of you:")
        given["support_name"] = _prompt("Someone you can turn to", hide=hide)
    if given["support_name"] and given["support_contact"] is None:
        given["support_contact"] = _prompt("How you reach them", hide=hide)


def _ask_about_moods(names: list[str]) -> dict[str, float]:
    answers = {
        name: _prompt(f'Your mood "{one_line(name)}", 1 (worst) to 5 (best)', LevelParam(1, 5)) for name in names
    }
    return {name: level for name, level in answers.items() if level is not None}
