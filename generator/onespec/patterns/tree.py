"""The tree of a pattern in the common subset, and the refusal of one outside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from onespec.patterns.charsets import Ranges


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    ranges: Ranges
    source: str = field(default="", compare=False)
    """How the author wrote the set, where all engines read that alike."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other; an empty one is the empty text."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `low` to `high` times; `high` None is no bound."""

    part: Tree
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One top-level alternative, and whether it is tied to the start and the end of the text."""

    body: Tree
    starts: bool
    ends: bool


Tree: TypeAlias = Chars | Sequence | Choice | Repeat


class PatternFault(Exception):
    """A pattern outside the subset: why, and what to write instead."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend
