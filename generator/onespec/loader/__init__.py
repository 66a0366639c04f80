"""Spec files -> `Service`. Three stages, each gathering all its faults: the YAML, the shape, the meaning (examples last)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from onespec.diagnostics import Diagnostic, SpecError
from onespec.loader.examples import check_examples
from onespec.loader.files import METHODS, SERVICE, SpecFiles, read_files
from onespec.loader.findings import Enough, Findings
from onespec.loader.service import read_service
from onespec.loader.shape import shape_faults
from onespec.messages import spec as say
from onespec.messages.yaml import more_faults
from onespec.model import Service
from onespec.source import MappingNode, Node, parse

FAULTS: Final = 100
"""How many faults of one file are listed."""


def load(path: Path | str) -> Service:
    """The service that a folder with `service.yaml` and `methods/*.yaml` describes.

    Raises SpecError with every fault of the first stage that has any.
    """
    return load_files(read_files(Path(path)))


def load_sources(contents: Mapping[str, bytes | str], shown: str = "spec") -> Service:
    """The service that files in memory describe: `service.yaml` and `methods/NAME.yaml` -> their text.

    `shown` is the folder that diagnostics name. Raises SpecError.
    """
    encoded = {
        name: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        for name, text in contents.items()
    }
    faults = [say.file_missing(f"{shown}/{SERVICE}")] if SERVICE not in encoded else []
    if not any(name.startswith(f"{METHODS}/") for name in encoded):
        faults.append(say.no_methods(f"{shown}/{METHODS}"))
    return load_files(
        SpecFiles(shown=shown, contents=encoded, diagnostics=tuple(faults))
    )


def load_files(files: SpecFiles) -> Service:
    """The service that files already read describe. Raises SpecError."""
    trees: dict[str, Node] = {}
    faults = list(files.diagnostics)
    for name in sorted(files.contents, key=_rank):
        tree, found = parse(f"{files.shown}/{name}", files.contents[name])
        faults.extend(found)
        if tree is not None:
            trees[name] = tree
    _stop_at(faults, files)
    for name, tree in trees.items():
        faults.extend(shape_faults(tree, "service" if name == SERVICE else "method"))
    _stop_at(faults, files)
    return _read(trees, files)


def _read(trees: Mapping[str, Node], files: SpecFiles) -> Service:
    documents = {
        name: tree for name, tree in trees.items() if isinstance(tree, MappingNode)
    }
    findings = Findings()
    try:
        return _service(documents, findings, files)
    except Enough as enough:
        faults = [*findings.diagnostics, *enough.diagnostics]
        raise _refusal(faults, files) from None


def _service(
    documents: Mapping[str, MappingNode], findings: Findings, files: SpecFiles
) -> Service:
    methods = {
        f"spec/{name}": tree for name, tree in documents.items() if name != SERVICE
    }
    service = read_service(documents[SERVICE], methods, f"spec/{SERVICE}", findings)
    _stop_at(findings.diagnostics, files)
    for method in service.methods:
        findings.extend(check_examples(service, method, methods[method.source]))
    _stop_at(findings.diagnostics, files)
    return service


def _stop_at(faults: Sequence[Diagnostic], files: SpecFiles) -> None:
    """Raise what a stage has found."""
    if faults:
        raise _refusal(faults, files)


def _refusal(faults: Iterable[Diagnostic], files: SpecFiles) -> SpecError:
    """The faults in file order, each once; of a file with very many the first, and how many more there are."""
    found = sorted(dict.fromkeys(faults), key=_place(files))
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


def _rank(name: str) -> tuple[bool, str]:
    """The service first, then the methods by name."""
    return name != SERVICE, name


def _place(
    files: SpecFiles,
) -> Callable[[Diagnostic], tuple[tuple[bool, str], int, int]]:
    def key(fault: Diagnostic) -> tuple[tuple[bool, str], int, int]:
        name = fault.span.file.removeprefix(f"{files.shown}/")
        return _rank(name), fault.span.line, fault.span.column

    return key
