"""What was built and what is on disk -> where they differ, and whose doing it is."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from onespec import manifest as told
from onespec.manifest import Manifest, digest, is_litter
from onespec.output.disk import Disk, Fault, Obstacle, OutputError, Stamp, open_disk
from onespec.output.files import Built

_PATH: Final = re.compile(
    r"(?!(?:.*/)?\.{1,2}(?:/|$))[A-Za-z0-9._@+-]{1,200}(?:/[A-Za-z0-9._@+-]{1,200})*"
)
_TEMPORARY: Final = re.compile(r"(?:.*/)?\.onespec-[0-9a-f]{32}-[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The manifest as it stands on disk."""

    manifest: Manifest
    content: bytes | None = None
    """None where there is no such file."""
    stamp: Stamp | None = None
    edited: bool = False
    """Whether somebody changed it; what it still tells is in `manifest`."""
    interrupted: bool = False
    """Whether a run was broken off while it put files in place."""


def read_record(disk: Disk) -> Record:
    """What the tree says of itself. Raises OutputError where the file is not one of onespec's, or of a later one."""
    stamp = disk.stamp(told.NAME)
    content = disk.read(told.NAME)
    if content is None:
        return Record(manifest=Manifest())
    if isinstance(content, Obstacle):
        raise OutputError(Fault.FOREIGN, (told.NAME,))
    found = told.parse(content)
    if found is not None:
        return Record(
            manifest=found,
            content=content,
            stamp=stamp,
            interrupted=bool(found.writing),
        )
    if told.newer(content):
        raise OutputError(Fault.NEWER, (told.NAME,))
    found = told.salvage(content)
    if not found.writing:
        raise OutputError(Fault.FOREIGN, (told.NAME,))
    return Record(
        manifest=found,
        content=content,
        stamp=stamp,
        edited=not told.conflicted(content),
    )


def recorded(manifest: Manifest) -> set[str]:
    """The paths a manifest speaks of, but for any that no target could have made."""
    return {path for path in (*manifest.files, *manifest.writing) if is_path(path)}


def is_path(path: str) -> bool:
    """Whether a target may write there: plain ASCII names, downwards, and none of onespec's own."""
    if _PATH.fullmatch(path) is None or path == told.NAME:
        return False
    return not is_temporary(path) and not is_litter(path)


def is_temporary(path: str) -> bool:
    """Whether a path is one that a run makes for itself, and takes away again."""
    return _TEMPORARY.fullmatch(path) is not None


class Drift(Enum):
    """How a file differs from what was built."""

    STALE = "stale"
    """As onespec wrote it; spec, templates or generator have changed since."""
    EDITED = "edited-by-hand"
    """Neither as onespec wrote it nor as it would now."""
    MISSING = "missing"
    """Not there."""
    ORPHAN = "orphan"
    """As onespec wrote it, and nothing makes it any more."""
    ADDED = "added"
    """Not onespec's, and not in its way."""
    IN_THE_WAY = "in-the-way"
    """Not onespec's, where a file of onespec's is due."""
    LEFTOVER = "leftover"
    """A temporary file of a run that was broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One path where what was built and what is on disk are not the same."""

    drift: Drift
    path: str
    built: bytes | None
    """None: nothing is due there."""
    disk: bytes | None
    """None: nothing is there, or nothing that can be read as a file."""
    obstacle: Obstacle | None = None
    """What stands there, if not a plain file."""
    stamp: Stamp | None = None
    known: bool = True
    """Whether the manifest speaks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A tree held against what was built."""

    differences: tuple[Difference, ...]
    """By path, the manifest last."""
    interrupted: bool = False
    """Whether a write was broken off half way."""
    empty: bool = False
    """Whether nothing was ever generated there."""
    tools: tuple[tuple[str, str, str], ...] = ()
    """Tools of another version than the one that made the tree: name, version then, version now."""


def compare(out: Path, built: Built) -> Comparison:
    """Every difference between the folder and what was built. Raises OutputError where the folder can't be read."""
    try:
        opened = open_disk(out, shared=True)
    except FileNotFoundError:
        return Comparison(differences=(), empty=True)
    with contextlib.closing(opened) as disk:
        record = read_record(disk)
        found = [*differences(disk, record, built), *_added(disk, record, built)]
        found.sort(key=lambda difference: difference.path)
        found += _manifest(record, built)
        return Comparison(
            differences=tuple(found),
            interrupted=record.interrupted,
            empty=record.content is None and not any(item.disk for item in found),
            tools=tuple(
                (name, before, now)
                for name, now in built.tools
                if (before := dict(record.manifest.tools).get(name, now)) != now
            ),
        )


def differences(disk: Disk, record: Record, built: Built) -> Iterator[Difference]:
    """What is due and not there, and what was written once and is no longer due: the latter first."""
    after = manifest_after(built, record.manifest)
    gone = sorted(path for path in recorded(record.manifest) if path not in after.files)
    for path in (*gone, *sorted(built.files)):
        found = _difference(disk, record.manifest, path, built.files.get(path))
        if found is not None:
            yield found


def manifest_after(built: Built, before: Manifest) -> Manifest:
    """What the manifest says once everything built is in place."""
    files = {
        path: (built.owners[path], digest(content))
        for path, content in built.files.items()
    }
    if built.complete:
        # Where another version of a tool makes the same bytes, the one that made them first stays on record.
        as_before = files == before.files and [*dict(built.tools)] == [
            *dict(before.tools)
        ]
        return Manifest(
            spec=built.spec,
            generator=built.generator,
            tools=before.tools if as_before else built.tools,
            files=files,
        )
    kept = {
        path: entry
        for path, entry in before.files.items()
        if entry[0] not in built.targets
    }
    # What this run leaves alone was made of what it was made of: as a whole the tree is no newer than it was.
    return Manifest(
        spec=before.spec,
        generator=before.generator,
        tools=before.tools,
        files={**kept, **files},
    )


def _difference(
    disk: Disk, before: Manifest, path: str, content: bytes | None
) -> Difference | None:
    stamp = disk.stamp(path)
    found = disk.read(path)
    obstacle = found if isinstance(found, Obstacle) else None
    there = found if isinstance(found, bytes) else None
    if there == content and obstacle is None:
        return None
    if obstacle is not None:
        if content is None:
            return None
        drift = Drift.IN_THE_WAY
    elif there is None:
        drift = Drift.MISSING
    elif not before.owns(path):
        drift = Drift.IN_THE_WAY
    elif digest(there) not in before.known(path):
        drift = Drift.EDITED
    else:
        drift = Drift.ORPHAN if content is None else Drift.STALE
    return Difference(
        drift=drift,
        path=path,
        built=content,
        disk=there,
        obstacle=obstacle,
        stamp=stamp,
        known=before.owns(path),
    )


def _added(disk: Disk, record: Record, built: Built) -> Iterator[Difference]:
    ours = {told.NAME, *built.files, *manifest_after(built, record.manifest).files}
    gone = recorded(record.manifest)
    for path, obstacle in disk.walk():
        if path in ours or is_litter(path) or (path in gone and obstacle is None):
            continue
        temporary = obstacle is None and is_temporary(path)
        yield Difference(
            drift=Drift.LEFTOVER if temporary else Drift.ADDED,
            path=path,
            built=None,
            disk=None,
            obstacle=obstacle,
            known=False,
        )


def foreign_files(disk: Disk, built: Built) -> Iterator[str]:
    """Files in a folder without a manifest that no target makes; what version control keeps there counts for nothing."""
    for path, _ in disk.walk():
        is_kept = path.startswith(".git/") or path in _VERSIONED
        if not (
            path in built.files or is_kept or is_litter(path) or is_temporary(path)
        ):
            yield path


_VERSIONED: Final = frozenset([".git", ".gitattributes", ".gitignore", ".gitkeep"])


def _manifest(record: Record, built: Built) -> list[Difference]:
    content = told.dump(manifest_after(built, record.manifest))
    if record.content == content:
        return []
    drift = Drift.EDITED if record.edited else Drift.STALE
    return [
        Difference(
            drift=Drift.MISSING if record.content is None else drift,
            path=told.NAME,
            built=content,
            disk=record.content,
        )
    ]
