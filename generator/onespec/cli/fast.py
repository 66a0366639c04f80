"""The arguments of `check --fast` -> a clean result without the command line proper, whose import would take longer."""

from __future__ import annotations

import os
import sys

from onespec.unchanged import unchanged

SECTION = b"[tool.onespec"
"""A settings file that may hold settings of onespec's; then the command line proper reads them."""


def clean(arguments: list[str]) -> bool:
    """Whether these ask for a fast check and nothing has changed; if so it is said. All else is left to the command."""
    try:
        places = _places(arguments)
        if places is None or sys.stdout is None or _settings(os.getcwd()):
            return False
        if not unchanged(*places):
            return False
        sys.stdout.write(up_to_date(*places))
        sys.stdout.flush()
    except (OSError, UnicodeError):
        return False
    return True


def up_to_date(spec: str, out: str) -> str:
    """What `check` says where there is nothing to say."""
    return f"{out} is what {spec} makes\n"


def _places(arguments: list[str]) -> tuple[str, str] | None:
    if arguments[:1] != ["check"] or "--fast" not in arguments:
        return None
    spec, out = "spec", "generated"
    rest = iter(arguments[1:])
    for argument in rest:
        if argument == "--out":
            out = next(rest, "-")
        elif argument.startswith("--out="):
            out = argument[len("--out=") :]
        elif argument.startswith("-"):
            if argument != "--fast":
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
