"""What a target returns, and what all targets together make of one spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One generated file."""

    path: str
    """Relative to the output folder, forward slashes."""
    content: bytes
    is_copy: bool = False
    """Whether these are the bytes of a file of ours, which nothing lays out anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """Everything that a run has made in memory, before any of it is on disk."""

    files: Mapping[str, bytes]
    owners: Mapping[str, str]
    """Path -> the target that made it."""
    targets: tuple[str, ...]
    """The targets that were made."""
    complete: bool
    """Whether these are all targets; if not, what the others wrote stays."""
    spec: str = ""
    """Digest of the spec."""
    generator: str = ""
    """Digest of templates and generator."""
    tools: tuple[tuple[str, str], ...] = ()
    """Names and versions of the tools that decide bytes of the output."""
