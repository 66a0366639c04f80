"""A path -> the bytes of a spec's files, by their names inside the spec; the one place that reads specs from disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onespec.diagnostics import Diagnostic
from onespec.messages import shape as say

SERVICE: Final = "service.yaml"
METHODS: Final = "methods"

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFiles:
    """What was read."""

    shown: str
    """The spec's folder as the user named it; diagnostics start with it."""
    contents: dict[str, bytes]
    """`service.yaml` and `methods/NAME.yaml`, in the order of the spec."""
    diagnostics: tuple[Diagnostic, ...]


def read_files(path: Path) -> SpecFiles:
    """The files of the spec at a folder, or at its `service.yaml`; what can't be read becomes a diagnostic."""
    folder = path.parent if path.name == SERVICE and not path.is_dir() else path
    shown = folder.as_posix()
    contents: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    for name in (SERVICE, *_method_files(folder, shown, faults)):
        try:
            contents[name] = (folder / name).read_bytes()
        except FileNotFoundError:
            faults.append(say.file_missing(f"{shown}/{name}"))
        except OSError as error:
            faults.append(
                say.file_unreadable(
                    f"{shown}/{name}", error.strerror or "no reason given"
                )
            )
    if METHODS not in {name.partition("/")[0] for name in contents} and not faults:
        faults.append(say.no_methods(f"{shown}/{METHODS}"))
    return SpecFiles(shown=shown, contents=contents, diagnostics=tuple(faults))


def _method_files(folder: Path, shown: str, faults: list[Diagnostic]) -> Iterator[str]:
    methods = folder / METHODS
    try:
        names = sorted(entry.name for entry in methods.iterdir())
    except OSError:
        return
    for name in names:
        path = f"{shown}/{METHODS}/{name}"
        if name.startswith("."):
            continue
        if (methods / name).is_dir():
            if any((methods / name).rglob("*.yaml")):
                faults.append(say.file_not_read(path))
        elif name.endswith((".yml", ".YAML", ".YML")):
            faults.append(say.file_suffix(path))
        elif name.endswith(".yaml"):
            if _FILE_NAME.fullmatch(name):
                yield f"{METHODS}/{name}"
            else:
                faults.append(say.file_name(f"{shown}/{METHODS}", name))
