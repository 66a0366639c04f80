"""Differences between what was built and what is on disk -> the changes to make, or the files that stand in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onespec import manifest as told
from onespec.manifest import Manifest
from onespec.output.compare import Difference, Drift, differences, manifest_after
from onespec.output.disk import Disk, Fault, OutputError, Stamp
from onespec.output.files import Built
from onespec.output.record import is_temporary, read_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file to put in place or to take away."""

    path: str
    content: bytes | None
    """None: the file goes."""
    stamp: Stamp | None
    """How the file on disk looked when the plan was made; None: there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that one write has to do."""

    changes: tuple[Change, ...]
    """What goes, then what is put in place; without the manifest."""
    before: Manifest
    """What the tree says of itself."""
    after: Manifest
    """What it will say."""
    manifest: Change
    """The manifest as it will be."""
    stale: bool
    """Whether the manifest on disk says anything else."""
    leftovers: tuple[str, ...]
    """Temporary files of a run that was broken off."""
    interrupted: bool
    """Whether that run had begun to put files in place."""


def plan(disk: Disk, built: Built, *, force: bool = False) -> Plan:
    """The changes to make. Raises OutputError where a file in the way is not onespec's, or was edited by hand."""
    record = read_record(disk)
    before = record.manifest
    if before.writing and not built.complete:
        # What the other targets hold on disk is not known for certain, so no manifest could tell it.
        raise OutputError(Fault.INTERRUPTED)
    found = tuple(differences(disk, record, built))
    _refuse(Fault.FOREIGN, _paths(found, Drift.IN_THE_WAY))
    if not force:
        edited = [*_paths(found, Drift.EDITED), *([told.NAME] if record.edited else [])]
        _refuse(Fault.EDITED, edited)
    after = manifest_after(built, before)
    content = told.dump(after)
    return Plan(
        changes=tuple(
            Change(path=item.path, content=item.built, stamp=item.stamp)
            for item in found
        ),
        before=before,
        after=after,
        manifest=Change(path=told.NAME, content=content, stamp=record.stamp),
        stale=record.content != content,
        leftovers=tuple(
            path
            for path, obstacle in disk.walk()
            if obstacle is None and is_temporary(path)
        ),
        interrupted=record.interrupted,
    )


def _paths(found: Iterable[Difference], drift: Drift) -> list[str]:
    return [item.path for item in found if item.drift is drift]


def _refuse(fault: Fault, paths: list[str]) -> None:
    if paths:
        raise OutputError(fault, tuple(paths))
