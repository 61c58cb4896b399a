"""``heartdata completion``: the lines that make a shell complete commands, options, paths and weeks."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from heartdata.cli.common import Command

__all__ = ["completion"]


@click.command(cls=Command, example='eval "$(heartdata completion bash)"')
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes your SHELL complete heartdata's commands, options, paths and weeks.

    For every new shell: add the example to ~/.bashrc or, with zsh in it, to ~/.zshrc; in fish, write the output to
    ~/.config/fish/completions/heartdata.fish.
    """
    chosen = get_completion_class(shell)
    if chosen is None:
        raise click.UsageError(f"{shell}: click knows no completion for it")
    made = chosen(click.get_current_context().find_root().command, {}, "heartdata", "_HEARTDATA_COMPLETE")
    # Not bash's own method, which would start a bash to ask for its version.
    click.echo(ShellComplete.source(made))
