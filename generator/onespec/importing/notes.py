"""What an import has to tell: everything of the source that the spec does not hold as it stands there, with its place and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

MOST: Final = 20_000
"""Notes of one import; a source with more is a mistake as a whole."""


class Kind(Enum):
    """What became of a thing."""

    LEFT_OUT = "left out"
    WIDENED = "widened"
    READ_AS = "read as"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something stands in the source."""

    file: str
    pointer: str
    """JSON Pointer, with a `#` before it."""

    def below(self, *keys: str | int) -> Place:
        """A member or item of what stands there."""
        steps = "".join(
            "/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys
        )
        return Place(file=self.file, pointer=self.pointer + steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing that the spec does not hold as the source has it."""

    place: Place
    kind: Kind
    what: str
    """What stands there, in a few words."""
    reason: str
    """Why, and what stands in the spec instead."""


@dataclass(slots=True, kw_only=True)
class Notes:
    """All of one import, each once."""

    _found: dict[Note, None] = field(default_factory=dict)

    def add(self, place: Place, kind: Kind, what: str, reason: str) -> None:
        """Keep one, where it is new."""
        if len(self._found) < MOST:
            note = Note(place=place, kind=kind, what=what, reason=reason)
            self._found.setdefault(note)

    def extend(self, notes: Iterable[Note]) -> None:
        """Keep several."""
        for note in notes:
            self.add(note.place, note.kind, note.what, note.reason)

    def __iter__(self) -> Iterator[Note]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
