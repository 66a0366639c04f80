"""`onespec completion`: the script by which a shell completes commands, options and values, and what it completes a value with."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

import click
from click.shell_completion import CompletionItem

from onespec.cli.settings import WrongUse, places

SHELLS: Final = ("bash", "zsh", "fish")
VARIABLE: Final = "_ONESPEC_COMPLETE"
"""What a shell sets to ask for completions; click makes it of the program's name."""

Items: TypeAlias = "Iterable[CompletionItem[str]]"
Completer: TypeAlias = "Callable[[click.Context], Items]"


def _folders(ctx: click.Context) -> Items:
    return [CompletionItem("", type="dir")]


def _files(ctx: click.Context) -> Items:
    return [CompletionItem("", type="file")]


def _targets(ctx: click.Context) -> Items:
    from onespec.targets import TARGETS

    return map(CompletionItem, TARGETS)


def _reports(ctx: click.Context) -> Items:
    from onespec.runtime.player.reports import KINDS

    return [CompletionItem(f"{kind}=") for kind in KINDS]


def _explained(ctx: click.Context) -> Items:
    """What the spec at hand has to explain; nothing where it can't be loaded."""
    from onespec.diagnostics import SpecError
    from onespec.explain import known_names
    from onespec.spec import load

    with contextlib.suppress(SpecError, WrongUse, OSError):
        return map(CompletionItem, known_names(load(places(None).spec)))
    return ()


VALUES: Final[Mapping[str, Completer]] = {
    "SPEC": _folders,
    "DIR": _folders,
    "FILE": _files,
    "TARGET": _targets,
    "KIND=FILE": _reports,
    "NAME": _explained,
}
"""How a value is named in the help -> what it is completed with."""


class _Value(click.types.StringParamType):
    """Text, with candidates for it."""

    def __init__(self, candidates: Completer) -> None:
        self._candidates = candidates

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem[str]]:
        """The candidates that begin as the word at the cursor does; what a shell knows better is left to it."""
        return [
            CompletionItem(item.value or incomplete, type=item.type)
            for item in self._candidates(ctx)
            if item.value.startswith(incomplete) or item.type != "plain"
        ]


def completed(command: click.Command) -> click.Command:
    """The command, each of whose values of text is completed by how the help names it."""
    for param in command.params:
        candidates = VALUES.get(param.metavar or (param.name or "").upper())
        if candidates is not None and param.type is click.STRING:
            param.type = _Value(candidates)
    return command


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script by which a shell completes onespec.

    To complete commands, options, folders, targets and the names in your spec, put a line where your shell reads it when it starts:

    \b
    ~/.bashrc                   eval "$(onespec completion bash)"
    ~/.zshrc, after compinit    eval "$(onespec completion zsh)"
    ~/.config/fish/config.fish  onespec completion fish | source
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(
        kind(ctx.find_root().command, {}, "onespec", VARIABLE).source(), nl=False
    )
