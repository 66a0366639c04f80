"""Documents of other description languages -> a spec: a reader for each dialect makes one neutral description, and one writer makes the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from onespec.importing import mcp, openrpc, schema_folder
from onespec.importing.description import Description
from onespec.importing.documents import At, Documents, Refused
from onespec.importing.fitting import fitted
from onespec.importing.notes import Kind, Note, Notes, Place
from onespec.importing.shapes import Shapes
from onespec.importing.written import written
from onespec.model import Service

__all__ = ["DIALECTS", "Imported", "Kind", "Note", "Place", "Refused", "imported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A spec, and what it does not hold of its source."""

    files: dict[str, str]
    """The text of each file by its name in the spec's folder."""
    service: Service
    notes: tuple[Note, ...]
    """In the order of the source."""


Reader = Callable[[Documents, At, Notes], Description]

DIALECTS: Final[Mapping[str, Reader]] = {
    "openrpc": openrpc.read,
    "mcp": mcp.read,
    "jsonschema": schema_folder.read,
}
"""Dialect -> its reader."""


def imported(
    dialect: str, documents: Mapping[str, bytes], *, name: str = ""
) -> Imported:
    """The spec for a document, which comes first, and those that it refers to. `name` is that of the service.

    Raises Refused where it can't be read, or nothing of it can be described.
    """
    notes = Notes()
    read = Documents(notes)
    roots = [read.add(file, data) for file, data in documents.items()]
    description = DIALECTS[dialect](read, roots[0], notes)
    shapes = Shapes(read, notes, is_exported=description.is_exported)
    made = written(description, shapes, notes, name)
    texts, service = fitted(made, notes, roots[0].place.file)
    return Imported(
        files=texts,
        service=service,
        notes=tuple(sorted(notes, key=lambda note: (note.place.file, _order(note)))),
    )


def _order(note: Note) -> tuple[tuple[int, int, str], ...]:
    """Items of a list by their numbers."""
    return tuple(
        (0, int(step), "") if step.isdigit() else (1, 0, step)
        for step in note.place.pointer.split("/")[1:]
        if len(step) < 400
    )
