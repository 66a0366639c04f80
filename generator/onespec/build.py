"""A service -> every generated file, in memory: the only producer there is."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from importlib import metadata
from typing import TypeAlias

from onespec import inputs
from onespec.beside import beside
from onespec.loader import load_files
from onespec.loader.files import SpecFiles
from onespec.model import Service
from onespec.output.files import Built
from onespec.output.record import is_path
from onespec.targets import SECOND, TARGETS, TOOLS, target

_Made: TypeAlias = dict[str, list[tuple[str, bytes]]]
"""Target -> the paths and bytes of its files."""


def build(service: Service, targets: Iterable[str] = TARGETS) -> dict[str, bytes]:
    """What the targets make of a service: path relative to the output folder -> bytes, by path."""
    merged = _merged(_made(service, targets))
    return {path: merged[path][1] for path in sorted(merged)}


def build_spec(
    spec: SpecFiles, targets: tuple[str, ...] = TARGETS, *, two: bool = False
) -> Built:
    """All that `generate` writes and `check` compares, from the files of a spec. Raises SpecError.

    With `two`, a second process makes its share of the targets meanwhile; the bytes are the same.
    """
    service = load_files(spec)
    share = tuple(name for name in targets if two and name in SECOND)
    made = _made_by_two(service, targets, share) if share else _made(service, targets)
    files = _merged(made)
    return Built(
        files={path: content for path, (_, content) in files.items()},
        owners={path: owner for path, (owner, _) in files.items()},
        targets=targets,
        complete=set(targets) == set(TARGETS),
        spec=inputs.digest_of(spec.contents),
        generator=inputs.generator_digest(),
        tools=tuple((name, metadata.version(name)) for name in TOOLS),
    )


def _made(service: Service, targets: Iterable[str]) -> _Made:
    return {
        name: [(file.path, file.content) for file in target(name)(service)]
        for name in targets
    }


def _made_by_two(
    service: Service, targets: Sequence[str], share: Sequence[str]
) -> _Made:
    with beside(lambda: pickle.dumps(_made(service, share))) as second:
        made = _made(service, [name for name in targets if name not in share])
        content = second()
    # Whatever went wrong over there is met again, and told properly, here.
    others: _Made = _made(service, share) if content is None else pickle.loads(content)
    return {name: (made | others)[name] for name in targets}


def _merged(made: _Made) -> dict[str, tuple[str, bytes]]:
    """Path -> the target that made the file, and its bytes."""
    merged: dict[str, tuple[str, bytes]] = {}
    folded: dict[str, str] = {}
    for owner, files in made.items():
        for path, content in files:
            _admit(path, owner, folded)
            merged[path] = (owner, content)
    return merged


def _admit(path: str, owner: str, folded: dict[str, str]) -> None:
    """Refuses what would be written outside the folder, or over another file: faults of a target, never of a spec."""
    if not is_path(path):
        raise ValueError(f"target {owner} makes a file at {path!r}")
    key = path.casefold()
    if key in folded:
        raise ValueError(f"targets {folded[key]} and {owner} both make {path!r}")
    folded[key] = owner
