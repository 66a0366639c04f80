"""A service -> every generated file, in memory: the only producer there is."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata

from onespec import inputs
from onespec.formatter import laid_out
from onespec.model import Service
from onespec.output.compare import is_path
from onespec.output.files import Built, File
from onespec.spec import load_files
from onespec.spec.files import SpecFiles
from onespec.targets import TARGETS, TOOLS, target


def build(service: Service, targets: Iterable[str] = TARGETS) -> dict[str, bytes]:
    """What the targets make of a service: path relative to the output folder -> bytes, by path."""
    return {path: content for path, (_, content) in _made(service, targets).items()}


def build_spec(spec: SpecFiles, targets: tuple[str, ...] = TARGETS) -> Built:
    """All that `generate` writes and `check` compares, from the files of a spec. Raises SpecError."""
    files = _made(load_files(spec), targets)
    return Built(
        files={path: content for path, (_, content) in files.items()},
        owners={path: owner for path, (owner, _) in files.items()},
        targets=targets,
        complete=set(targets) == set(TARGETS),
        spec=inputs.digest_of(spec.contents),
        generator=inputs.generator_digest(),
        tools=tuple((name, metadata.version(name)) for name in TOOLS),
    )


def _made(service: Service, targets: Iterable[str]) -> dict[str, tuple[str, bytes]]:
    """Path -> the target that made the file, and its bytes; sorted by path."""
    made: dict[str, tuple[str, File]] = {}
    folded: dict[str, str] = {}
    for owner in targets:
        for file in target(owner)(service):
            _admit(file.path, owner, folded)
            made[file.path] = (owner, file)
    drafts = [
        path
        for path, (_, file) in made.items()
        if path.endswith(".py") and not file.is_copy
    ]
    sources = [made[path][1].content.decode() for path in drafts]
    layout = dict(zip(drafts, laid_out(sources, imports=True), strict=True))
    return {
        path: (owner, layout[path].encode() if path in layout else file.content)
        for path, (owner, file) in sorted(made.items())
    }


def _admit(path: str, owner: str, folded: dict[str, str]) -> None:
    """Refuses what would be written outside the folder, or over another file: faults of a target, never of a spec."""
    if not is_path(path):
        raise ValueError(f"target {owner} makes a file at {path!r}")
    key = path.casefold()
    if key in folded:
        raise ValueError(f"targets {folded[key]} and {owner} both make {path!r}")
    folded[key] = owner
