"""A path -> the bytes of a spec's files, by their names inside the spec; the one place that reads specs from disk."""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onespec.diagnostics import Diagnostic
from onespec.messages import spec as say
from onespec.source.characters import FILE_BYTES

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
    folder = path.parent if path.name == SERVICE and not _is_folder(path) else path
    shown = folder.as_posix()
    if _is_file(folder):
        fault = say.not_a_folder(shown)
        return SpecFiles(shown=shown, contents={}, diagnostics=(fault,))
    contents: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    for name in (SERVICE, *_method_files(folder, shown, faults)):
        try:
            contents[name] = _content(folder / name)
        except FileNotFoundError:
            faults.append(say.file_missing(f"{shown}/{name}"))
        except (OSError, ValueError) as error:
            faults.append(say.file_unreadable(f"{shown}/{name}", _reason(error)))
    if METHODS not in {name.partition("/")[0] for name in contents} and not faults:
        faults.append(say.no_methods(f"{shown}/{METHODS}"))
    return SpecFiles(shown=shown, contents=contents, diagnostics=tuple(faults))


def _content(path: Path) -> bytes:
    """A regular file's bytes, no more of them than it takes to see that they are too many."""
    # A pipe would be waited for, a device would never end: what it is comes first.
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a device or a pipe")
    with path.open("rb") as file:
        return file.read(FILE_BYTES + 1)


def _reason(error: OSError | ValueError) -> str:
    """Why a file can't be read; a name that holds a NUL gives a ValueError."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error)


def _is_folder(path: Path) -> bool:
    """Whether there is a folder; what may not be looked at counts as none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def _method_files(folder: Path, shown: str, faults: list[Diagnostic]) -> Iterator[str]:
    methods = folder / METHODS
    try:
        names = sorted(entry.name for entry in methods.iterdir())
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        # Where the service can't be read either, that says enough.
        if _is_folder(folder):
            faults.append(say.file_unreadable(f"{shown}/{METHODS}", _reason(error)))
        return
    for name in names:
        path = f"{shown}/{METHODS}/{name}"
        if name.startswith("."):
            continue
        if name.endswith(".yaml"):
            if _FILE_NAME.fullmatch(name):
                yield f"{METHODS}/{name}"
            else:
                faults.append(say.file_name(f"{shown}/{METHODS}", name))
        elif name.lower().endswith((".yml", ".yaml")):
            faults.append(say.file_suffix(path))
        elif _is_folder(methods / name) and any((methods / name).rglob("*.yaml")):
            faults.append(say.file_not_read(path))
