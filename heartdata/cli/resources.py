"""``heartdata resources``: kinds of books and helpers for a kind of loss."""

from __future__ import annotations

import sys
from typing import Any

import click

from heartdata.cli.common import Command, path_argument, print_message, print_result, quiet_option
from heartdata.cli.params import LossKindParam, OptionalParam


@click.command(cls=Command, example="heartdata resources my-exports --about long_illness")
@path_argument(here=True)
@quiet_option
@click.option("--kind", type=LossKindParam(), help="The kind of loss; by default the one in heartdata.toml.")
@click.option("--about", multiple=True, metavar="ANSWER", help="Such as sudden, long_illness or adult_child_left.")
@click.option("--no-input", is_flag=True, help="Ask nothing.")
def resources(path: str, kind: str | None, about: tuple[str, ...], no_input: bool) -> None:
    """List books and helpers for your kind of loss.

    Kinds of them, not titles or shops. It uses the heartdata.toml beside your exports at PATH, if there is one, and
    reads nothing else.
    """
    from heartdata.core.vocabulary import KINDS_OF_LOSS
    from heartdata.practices.catalogue import catalogue
    from heartdata.readers import find_profile
    from heartdata.review.help_lines import lines_of_help

    profile = find_profile(path)
    ask = not no_input and sys.stdin.isatty()
    chosen = kind or profile.loss_kind or (_ask_kind() if ask else None)
    answers = _answers(chosen, about, ask=ask)
    help_lines = lines_of_help(profile.support, unsafe=profile.unsafe, age=profile.age)
    for line in help_lines if profile.unsafe else ():
        print_result(line)
    for loss in [chosen] if chosen else KINDS_OF_LOSS:
        print_result(f"{KINDS_OF_LOSS[loss][:1].upper()}{KINDS_OF_LOSS[loss][1:]}:")
        for resource in catalogue().resources_for(loss, unsafe=profile.unsafe, age=profile.age, answers=answers):
            print_result(f"  {resource}")
    for line in () if profile.unsafe else help_lines:
        print_result(line)


def _ask_kind() -> str | None:
    from heartdata.core.vocabulary import KINDS_OF_LOSS

    for name, words in KINDS_OF_LOSS.items():
        print_message(f"  {name}: {words}")
    chosen: str | None = click.prompt(
        "What did you lose? (Enter to see everything)", default="", show_default=False,
        type=OptionalParam(LossKindParam()), err=True,
    )  # fmt: skip
    return chosen


def _answers(kind: str | None, about: tuple[str, ...], *, ask: bool) -> dict[str, str]:
    """Match answers to the catalogue's questions, and ask on a terminal those that are open."""
    from heartdata.practices.catalogue import catalogue

    known = {answer: q for q in catalogue().questions.values() for answer in q.choices if answer != "other"}
    if unknown := [answer for answer in about if answer not in known]:
        raise click.BadParameter(f"{unknown[0]!r}: allowed are {', '.join(known)}", param_hint="'--about'")
    answers = {known[answer].id: answer for answer in about}
    for question in catalogue().questions_for(kind) if ask and kind else ():
        if question.id not in answers:
            answers[question.id] = _ask(question)
    return answers


def _ask(question: Any) -> str:
    print_message(question.question)
    for number, words in enumerate(question.choices.values(), start=1):
        print_message(f"  {number}: {words}")
    numbers = click.IntRange(1, len(question.choices))
    number = click.prompt(
        "Number (Enter to skip)", default="", show_default=False, type=OptionalParam(numbers), err=True
    )
    return "" if number is None else list(question.choices)[number - 1]
