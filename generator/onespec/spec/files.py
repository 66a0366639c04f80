"""Spec files -> `Service`. Three stages, each gathering all its faults: the YAML, the shape, the meaning (examples last)."""

from __future__ import annotations

import errno
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from onespec.diagnostics import Diagnostic, SpecError
from onespec.inputs import PARTS
from onespec.messages import spec as say
from onespec.messages.yaml import more_faults
from onespec.model import Service
from onespec.spec.characters import FILE_BYTES
from onespec.spec.examples import check_examples
from onespec.spec.keys import Enough, Findings
from onespec.spec.nodes import MappingNode, Node
from onespec.spec.parser import parse
from onespec.spec.parts import METHODS, SERVICE, SUFFIX, joined, kind_of
from onespec.spec.restated import with_common
from onespec.spec.service import read_service
from onespec.spec.shape import shape_faults

FAULTS: Final = 100
"""How many faults of one file are listed."""
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFiles:
    """What was read."""

    shown: str
    """The spec's folder as the user named it; diagnostics start with it."""
    contents: dict[str, bytes]
    """`service.yaml`, the parts beside it and `methods/NAME.yaml`, by name, in the order of the spec."""
    diagnostics: tuple[Diagnostic, ...]


def load(path: Path | str) -> Service:
    """The service that a folder with `service.yaml` and `methods/**/*.yaml` describes.

    Raises SpecError with every fault of the first stage that has any.
    """
    return load_files(read_files(Path(path)))


def load_sources(contents: Mapping[str, bytes | str], shown: str = "spec") -> Service:
    """The service that files in memory describe: `service.yaml`, its parts and `methods/NAME.yaml` -> their text.

    `shown` is the folder that diagnostics name. Raises SpecError.
    """
    encoded = {
        name: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        for name, text in contents.items()
    }
    faults = [say.file_missing(f"{shown}/{SERVICE}")] if SERVICE not in encoded else []
    faults += [say.not_of_a_spec(f"{shown}/{n}") for n in encoded if not kind_of(n)]
    if not any(name.startswith(f"{METHODS}/") for name in encoded):
        faults.append(say.no_methods(f"{shown}/{METHODS}"))
    return load_files(
        SpecFiles(shown=shown, contents=encoded, diagnostics=tuple(faults))
    )


def load_files(files: SpecFiles) -> Service:
    """The service that files already read describe. Raises SpecError."""
    trees: dict[str, Node] = {}
    faults = list(files.diagnostics)
    for name in sorted(filter(kind_of, files.contents), key=_rank):
        tree, refused = parse(f"{files.shown}/{name}", files.contents[name])
        faults.extend(refused)
        if tree is not None:
            trees[name] = tree
    _stop_at(faults, files)
    whole = joined(
        trees.pop(SERVICE),
        {name: tree for name, tree in trees.items() if kind_of(name) in PARTS},
    )
    faults.extend(whole.faults)
    _stop_at(faults, files)
    methods = {
        name: with_common(tree, whole.document)
        for name, tree in trees.items()
        if kind_of(name) == "method"
    }
    faults.extend(shape_faults(whole.document, "service"))
    for tree in methods.values():
        faults.extend(shape_faults(tree, "method"))
    _stop_at(faults, files)
    documents = {
        f"spec/{name}": tree
        for name, tree in methods.items()
        if isinstance(tree, MappingNode)
    }
    source = f"spec/{SERVICE}"
    service_document = whole.document
    assert isinstance(service_document, MappingNode)
    homes = {key: f"spec/{name}" for key, name in whole.homes.items()}
    findings = Findings()
    try:
        service = read_service(service_document, documents, source, homes, findings)
        _stop_at(findings.diagnostics, files)
        for method in service.methods:
            found = check_examples(service, method, documents[method.source])
            findings.extend(found)
        _stop_at(findings.diagnostics, files)
    except Enough as enough:
        faults = [*findings.diagnostics, *enough.diagnostics]
        raise _refusal(faults, files) from None
    return service


def _stop_at(faults: Sequence[Diagnostic], files: SpecFiles) -> None:
    """Raise what a stage has found."""
    if faults:
        raise _refusal(faults, files)


def _refusal(faults: Iterable[Diagnostic], files: SpecFiles) -> SpecError:
    """The faults in file order, each once; of a file with very many the first, and how many more there are."""

    def place(fault: Diagnostic) -> tuple[tuple[int, str], int, int]:
        name = fault.span.file.removeprefix(f"{files.shown}/")
        return _rank(name), fault.span.line, fault.span.column

    found = sorted(dict.fromkeys(faults), key=place)
    listed: list[Diagnostic] = []
    for _, group in groupby(found, key=lambda fault: fault.span.file):
        here = list(group)
        listed += here[:FAULTS]
        # One more is no more lines than saying so, and the YAML stage counts for itself.
        if len(here) > FAULTS + 1:
            last = here[FAULTS - 1].span
            listed.append(more_faults(last, len(here) - FAULTS))
    return SpecError(listed, sources_of(files))


def sources_of(files: SpecFiles) -> dict[str, str]:
    """The text of each file under the name that diagnostics give it."""
    return {
        f"{files.shown}/{name}": data.decode("utf-8", errors="replace")
        for name, data in files.contents.items()
    }


def _rank(name: str) -> tuple[int, str]:
    """The service first, then its parts, then the methods by name."""
    return ("service", *PARTS, "method", "").index(kind_of(name)), name


def read_files(path: Path) -> SpecFiles:
    """The files of the spec at a folder, or at its `service.yaml`; what can't be read becomes a diagnostic."""
    folder = path.parent if path.name == SERVICE and not _is_folder(path) else path
    shown = folder.as_posix()
    if _is_file(folder):
        fault = say.not_a_folder(shown)
        return SpecFiles(shown=shown, contents={}, diagnostics=(fault,))
    contents: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    names = [*_part_files(folder, shown, faults)]
    names += _yaml_files(folder, METHODS, shown, faults)
    for name in (SERVICE, *names):
        try:
            contents[name] = _content(folder / name)
        except FileNotFoundError:
            place = f"{shown}/{name}"
            is_link = (folder / name).is_symlink()
            reason = "it is a link that leads nowhere"
            faults.append(
                say.file_unreadable(place, reason)
                if is_link
                else say.file_missing(place)
            )
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
    if isinstance(error, NotADirectoryError):
        return "it is a file, and a folder with a file for each method is due"
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


def _part_files(folder: Path, shown: str, faults: list[Diagnostic]) -> Iterator[str]:
    """The files beside `service.yaml` that hold the content of its keys."""
    for entry in _entries(folder):
        stem, suffix = entry.stem, entry.suffix
        if suffix.lower() not in (".yaml", ".yml") or entry.name == SERVICE:
            continue
        if stem not in PARTS:
            meant = [key for key in ("service", *PARTS) if _is_slip(stem, key)]
            if meant:
                faults.append(say.part_misspelt(f"{shown}/{entry.name}", meant[0]))
        elif suffix == SUFFIX:
            yield entry.name
        else:
            faults.append(say.file_suffix(f"{shown}/{entry.name}"))
    for key in PARTS:
        if _is_folder(folder / key):
            yield from _yaml_files(folder, key, shown, faults)


def _is_slip(written: str, meant: str) -> bool:
    """Whether a name is another one with its letters in another order, or without its last `s`."""
    return sorted(written) == sorted(meant) or meant in (f"{written}s", written[:-1])


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, by name; nothing where it can't be looked at."""
    try:
        return sorted(folder.iterdir())
    except (OSError, ValueError):
        return []


def _yaml_files(
    folder: Path, below: str, shown: str, faults: list[Diagnostic]
) -> Iterator[str]:
    """The `.yaml` files of a folder and of those in it, as names from the spec's own folder."""
    here = folder / below
    try:
        names = sorted(entry.name for entry in here.iterdir())
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        # Where the service can't be read either, that says enough.
        if _is_folder(folder):
            faults.append(say.file_unreadable(f"{shown}/{below}", _reason(error)))
        return
    for name in names:
        path = f"{shown}/{below}/{name}"
        if name.startswith("."):
            continue
        if name.endswith(SUFFIX):
            if _FILE_NAME.fullmatch(name):
                yield f"{below}/{name}"
            else:
                faults.append(say.file_name(f"{shown}/{below}", name))
        elif name.lower().endswith((".yml", ".yaml")):
            faults.append(say.file_suffix(path))
        elif _is_folder(here / name):
            if (here / name).is_symlink():
                # It may lead anywhere, and back here too.
                faults.append(say.file_not_read(path))
            else:
                yield from _yaml_files(folder, f"{below}/{name}", shown, faults)
