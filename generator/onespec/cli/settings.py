"""What a command is run with: folders, `[tool.onespec]`, and the error for what makes no sense."""

from __future__ import annotations

import os
import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import click

from onespec.cli.fast import SECTION
from onespec.diagnostics.text import visible
from onespec.messages import commands as say
from onespec.nearest import nearest


class WrongUse(click.ClickException):
    """Arguments or settings that make no sense together, or with what is on disk."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """One line; the usage of the command would not help."""
        told = "\n".join(map(visible, self.format_message().split("\n")))
        click.echo(f"error: {told}", file=file, err=file is None)


DEFAULTS: Final = {"spec": "spec", "out": "generated"}
"""Setting -> what holds where neither an argument nor `[tool.onespec]` says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a command works on."""

    spec: Path
    """The folder of the spec, as the user would name it."""
    out: Path
    """The folder of the generated files."""
    arguments: str
    """What follows a command's name to name the same places; for messages."""


def places(spec: str | None, out: str | None = None) -> Places:
    """The spec and the output folder. Raises WrongUse where they can't both be what they are said to be."""
    settings = _settings(Path.cwd())
    chosen = Path(spec if spec is not None else settings.get("spec", DEFAULTS["spec"]))
    if chosen.name == "service.yaml" and not chosen.is_dir():
        chosen = chosen.parent
    if spec is not None and out is None and "out" in settings:
        configured = Path(settings.get("spec", DEFAULTS["spec"]))
        if os.path.realpath(chosen) != os.path.realpath(configured):
            raise WrongUse(say.out_of_another_spec(settings["out"], str(configured)))
    target = Path(out if out is not None else settings.get("out", DEFAULTS["out"]))
    _apart(chosen, target)
    named = [] if spec is None else [shlex.quote(spec)]
    named += [] if out is None else ["--out", shlex.quote(out)]
    return Places(spec=chosen, out=target, arguments=" ".join(["", *named]))


def _apart(spec: Path, out: Path) -> None:
    """Refuses an output folder that holds the spec or lies in it."""
    if not str(out) or not spec.exists():
        return
    within, around = Path(os.path.realpath(out)), Path(os.path.realpath(spec))
    if within == around or around in within.parents:
        raise WrongUse(say.out_in_spec(out.as_posix(), spec.as_posix()))
    if within in around.parents:
        raise WrongUse(say.out_holds_spec(out.as_posix(), spec.as_posix()))


def _settings(folder: Path) -> dict[str, str]:
    """`[tool.onespec]` of the nearest `pyproject.toml` that has it; its paths as seen from the current folder."""
    for above in (folder, *folder.parents):
        file = above / "pyproject.toml"
        try:
            content = file.read_bytes()
        except OSError:
            continue
        if SECTION not in content:
            continue
        found = _section(content, os.path.relpath(file))
        if found is not None:
            return {
                name: os.path.relpath(above / value) for name, value in found.items()
            }
    return {}


def _section(content: bytes, file: str) -> dict[str, str] | None:
    try:
        tool = tomllib.loads(content.decode("utf-8")).get("tool", {})
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(say.settings_unreadable(file, str(error))) from error
    section = tool.get("onespec") if isinstance(tool, dict) else None
    if not isinstance(section, dict):
        return None
    for name, value in section.items():
        if name not in DEFAULTS:
            raise WrongUse(
                say.setting_unknown(file, name, nearest(name, DEFAULTS), DEFAULTS)
            )
        if not isinstance(value, str) or not value:
            raise WrongUse(say.setting_not_text(file, name))
    return {str(name): str(value) for name, value in section.items()}
