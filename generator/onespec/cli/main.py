"""Arguments -> one command's module, and its outcome -> an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Final, NamedTuple

import click

from onespec.cli.settings import WrongUse
from onespec.diagnostics.text import visible
from onespec.messages import commands as say
from onespec.nearest import nearest


class _Entry(NamedTuple):
    module: str
    name: str
    summary: str


COMMANDS: Final = {
    "generate": _Entry("generate", "generate", "Write the generated files."),
    "check": _Entry(
        "check", "check", "Fail if the generated files are not what the spec makes."
    ),
    "lint": _Entry("lint", "lint", "Find faults and doubts of the spec."),
    "diff": _Entry(
        "diff", "diff", "Tell what changed since another version, and whom it breaks."
    ),
    "changelog": _Entry(
        "changelog", "changelog", "Write what changed, version by version."
    ),
    "bump": _Entry("bump", "bump", "Tell the release that the changes call for."),
    "explain": _Entry(
        "explain", "explain", "Explain a constraint, an error or a finding."
    ),
    "conform": _Entry(
        "conform", "conform", "Play the conformance cases against an endpoint."
    ),
    "serve": _Entry("serve", "serve", "Run the reference server with the docs."),
    "init": _Entry("scaffold", "init", "Write a small spec to start from."),
    "import": _Entry(
        "importing",
        "import_",
        "Make a spec of an OpenRPC document, an MCP schema or JSON Schemas.",
    ),
    "new": _Entry("scaffold", "new", "Add a method to a spec."),
    "completion": _Entry(
        "completion", "completion", "Print a shell's completion script."
    ),
}
"""Command -> its module, its function there, and its line in the help."""

EXIT_CODES: Final = (
    "Exit codes: 0 clean, 1 findings or a faulty spec, 2 wrong use, 70 a fault of onespec itself."
)


class _Commands(click.Group):
    """Loads a command's module when the command is run, and not for the list of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        entry = COMMANDS[cmd_name]
        module = importlib.import_module(f"onespec.cli.{entry.module}")
        command = getattr(module, entry.name)
        assert isinstance(command, click.Command)
        if ctx.resilient_parsing:
            from onespec.cli.completion import completed

            return completed(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], COMMANDS)
            raise WrongUse(say.command_unknown(args[0], near, COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, entry.summary) for name, entry in COMMANDS.items()]
            )


@click.group(
    cls=_Commands,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="onespec", message="%(prog)s %(version)s")
@click.option(
    "--debug", is_flag=True, help="Show the traceback if onespec itself fails."
)
def onespec(debug: bool) -> None:
    """One description of a JSON-RPC method; a client, schemas, docs, a server and a conformance suite that agree."""


def run() -> int:
    """Runs the command line; every outcome becomes an exit code."""
    # Nearly all that a command makes is in use to its end: looking often for what is not takes time and finds nothing.
    gc.set_threshold(100_000, 50, 50)
    try:
        # An answer of the short way that could not be written may still wait in the stream, and fail once more here.
        _prepare_streams()
        outcome = onespec.main(prog_name="onespec", standalone_mode=False)
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        return _failed(error)


def _failed(error: Exception) -> int:
    """Says what went wrong: the surroundings of the run, or onespec itself."""
    if not isinstance(error, OSError) or error.errno is None:
        sys.stderr.write(say.bug(type(error).__name__, visible(str(error))))
        return 70
    try:
        sys.stdout.flush()
    except OSError:
        # Nobody reads on, or there is no room: the interpreter must not complain about it once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 141
    named = "" if error.filename is None else visible(str(error.filename))
    sys.stderr.write(say.no_way(error.strerror or str(error), named))
    return 2


def _prepare_streams() -> None:
    """Makes sure that words can be written at all: to a closed stream, and in a narrow locale."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
