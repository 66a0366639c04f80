"""Changes -> the release that they call for, by Semantic Versioning, and their section of a changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from onespec.change.change import Change, Comparison, Level
from onespec.change.report import sentence
from onespec.messages import changes as say

MAJOR: Final = "major"
MINOR: Final = "minor"
PATCH: Final = "patch"
NONE: Final = "none"
_RANKS: Final = (MAJOR, MINOR, PATCH, NONE)


def needed(comparison: Comparison) -> str:
    """`major`, `minor`, `patch` or `none`: what the changes are to those who call the service or use its client.

    What breaks a caller, or source code that uses the client, is major; what may break one, or adds anything, is minor.
    """
    levels = [_needed(change) for change in comparison.changes]
    return min(levels, key=_RANKS.index, default=NONE)


def _needed(change: Change) -> str:
    if Level.BREAKING in (change.callers, change.source):
        return MAJOR
    told = {change.callers, change.servers, change.source}
    if told & {Level.POSSIBLE, Level.NON_BREAKING, Level.BREAKING}:
        return MINOR
    return PATCH


def released(release: str, level: str) -> str:
    """The release that follows one by a level; before 1.0.0 what breaks is minor, and all else patch."""
    major, minor, patch = numbers(release)
    if level == NONE:
        return release
    if major == 0:
        level = MINOR if level == MAJOR else PATCH
    if level == MAJOR:
        return f"{major + 1}.0.0"
    if level == MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def numbers(release: str) -> tuple[int, int, int]:
    """The three numbers of `MAJOR.MINOR.PATCH`, whatever follows them."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", release)
    assert found is not None
    major, minor, patch = map(int, found.groups())
    return major, minor, patch


_HEADINGS: Final = ("Added", "Changed", "Deprecated", "Removed")


def section(comparison: Comparison, title: str, date: str = "") -> str:
    """A version's section, after Keep a Changelog: what was added, changed, deprecated and removed, breaking first."""
    head = f"## [{title}]" + (f" - {date}" if date else "")
    parts = [head]
    for heading in _HEADINGS:
        rows = list(_rows(comparison, heading))
        if rows:
            parts.append("\n".join([f"### {heading}", "", *rows]))
    if len(parts) == 1:
        parts.append("Nothing that a caller or a server would notice.")
    return "\n\n".join(parts) + "\n"


def _rows(comparison: Comparison, heading: str) -> Iterator[str]:
    for change in comparison.changes:
        if say.KINDS[change.id].heading != heading:
            continue
        if change.level in (Level.DOCS, Level.NONE):
            continue
        breaks = [
            side
            for side in ("callers", "source")
            if getattr(change, side) is Level.BREAKING
        ]
        mark = "**Breaking:** " if breaks else ""
        method = f"`{change.method}`: " if change.method else ""
        yield f"- {mark}{method}{sentence(change)}"
