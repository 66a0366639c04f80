"""The manifest on disk -> what the tree says of itself, and what is wrong with that; and the names a tree may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onespec import manifest as told
from onespec.manifest import Manifest, is_litter
from onespec.output.disk import Disk, Fault, Obstacle, OutputError, Stamp

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
