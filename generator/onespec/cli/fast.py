"""The arguments of `check --fast` or `generate` -> their result where nothing has changed, without the command line proper.

To import that would take longer than all there is to do.
"""

from __future__ import annotations

import os
import sys

from onespec.unchanged import same_tools, unchanged

SECTION = b"[tool.onespec"
"""A settings file that may hold settings of onespec's; then the command line proper reads them."""


def clean(arguments: list[str]) -> bool:
    """Whether these ask for a fast check, or for a whole generate, and nothing has changed; if so it is said.

    All else is left to the command.
    """
    try:
        places = _places(arguments)
        if places is None or sys.stdout is None or _settings(os.getcwd()):
            return False
        told = unchanged(*places)
        if told is None:
            return False
        if arguments[0] == "check":
            sys.stdout.write(up_to_date(*places))
        elif same_tools(told):
            sys.stdout.write(f"{nothing_to_do(places[1], len(told.files))}\n")
        else:
            return False
        sys.stdout.flush()
    except (OSError, UnicodeError):
        return False
    return True


def up_to_date(spec: str, out: str) -> str:
    """What `check` says where there is nothing to say."""
    return f"{out} is what {spec} makes\n"


def nothing_to_do(out: str, count: int) -> str:
    """What `generate` says where there is nothing to do: the words of `messages.commands.written`."""
    files = "1 file" if count == 1 else f"{count} files"
    return f"{out}: nothing to do, {files} up to date"


def _places(arguments: list[str]) -> tuple[str, str] | None:
    if arguments[:1] == ["check"]:
        if "--fast" not in arguments:
            return None
    elif arguments[:1] != ["generate"]:
        return None
    flag = "--fast" if arguments[0] == "check" else "--force"
    spec, out = "spec", "generated"
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--out":
            out = next(rest, "-")
        elif argument.startswith("--out="):
            out = argument[len("--out=") :]
        elif argument.startswith("-"):
            if argument != flag:
                return None
        elif spec != "spec":
            return None
        else:
            spec = argument
    return None if out.startswith("-") else (spec, out)


def _settings(folder: str) -> bool:
    """Whether a settings file of this folder or of one above speaks of onespec."""
    while True:
        try:
            with open(os.path.join(folder, "pyproject.toml"), "rb") as file:
                if SECTION in file.read():
                    return True
        except OSError:
            pass
        above = os.path.dirname(folder)
        if above == folder:
            return False
        folder = above
