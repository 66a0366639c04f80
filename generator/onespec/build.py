"""A service -> every generated file, in memory: the only producer there is."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata

from onespec import inputs
from onespec.loader import load_files
from onespec.loader.files import SpecFiles
from onespec.model import Service
from onespec.output.files import Built, File
from onespec.output.record import is_path
from onespec.targets import TARGETS, TOOLS, target


def build(service: Service, targets: Iterable[str] = TARGETS) -> dict[str, bytes]:
    """What the targets make of a service: path relative to the output folder -> bytes, by path."""
    made = _made(service, targets)
    return {path: made[path][1] for path in sorted(made)}


def build_spec(spec: SpecFiles, targets: tuple[str, ...] = TARGETS) -> Built:
    """All that `generate` writes and `check` compares, from the files of a spec. Raises SpecError."""
    made = _made(load_files(spec), targets)
    return Built(
        files={path: content for path, (_, content) in made.items()},
        owners={path: owner for path, (owner, _) in made.items()},
        targets=targets,
        complete=set(targets) == set(TARGETS),
        spec=inputs.digest_of(spec.contents),
        generator=inputs.generator_digest(),
        tools=tuple((name, metadata.version(name)) for name in TOOLS),
    )


def _made(service: Service, targets: Iterable[str]) -> dict[str, tuple[str, bytes]]:
    made: dict[str, tuple[str, bytes]] = {}
    folded: dict[str, str] = {}
    for name in targets:
        for file in target(name)(service):
            _admit(file, name, folded)
            made[file.path] = (name, file.content)
    return made


def _admit(file: File, owner: str, folded: dict[str, str]) -> None:
    """Refuses what would be written outside the folder, or over another file: faults of a target, never of a spec."""
    if not is_path(file.path):
        raise ValueError(f"target {owner} makes a file at {file.path!r}")
    key = file.path.casefold()
    if key in folded:
        raise ValueError(f"targets {folded[key]} and {owner} both make {file.path!r}")
    folded[key] = owner
