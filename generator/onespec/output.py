"""Files made in memory -> disk, all or nothing; and disk held against them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One generated file."""

    path: str
    """Relative to the output folder, forward slashes."""
    content: bytes
