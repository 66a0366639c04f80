"""The params of a method and what is asked of them -> which are compared with which, and the constants they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onespec.datatypes import (
    MISSING,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.language.ast import Expr, Path
from onespec.search.atoms import Asked, asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What candidates for values are made from."""

    notes: dict[Path, Asked]
    fields: dict[Path, Field]
    classes: dict[Path, tuple[Path, ...]]
    """For each path that is asked about, the paths it is linked to, itself included."""

    def linked(self, path: Path) -> tuple[Path, ...]:
        """The paths a path is compared with, directly or through others."""
        return self.classes.get(path, (path,))

    def constants(self, path: Path) -> list[JsonValue]:
        """Every constant and default that a path or one linked to it meets, in the order of the rules."""
        found: list[JsonValue] = []
        for other in self.linked(path):
            if other in self.notes:
                found.extend(self.notes[other].constants)
            default = self.fields[other].default if other in self.fields else MISSING
            if default is not MISSING:
                found.append(default)
            found.extend(self._bounds(other))
        return found

    def _bounds(self, path: Path) -> Iterator[JsonValue]:
        kind = self.fields[path].type if path in self.fields else None
        if isinstance(kind, IntegerType | NumberType):
            bounds = (
                kind.minimum,
                kind.maximum,
                kind.exclusive_minimum,
                kind.exclusive_maximum,
            )
            yield from (bound for bound in bounds if bound is not None)
        if isinstance(kind, IntegerType | NumberType | StringType):
            yield from (member.value for member in kind.enum)


def links(params: tuple[Field, ...], conditions: Iterable[Expr]) -> Links:
    """What the conditions of a method ask of its params."""
    notes = asked(conditions)
    return Links(notes=notes, fields=dict(_walk(params, ())), classes=_classes(notes))


def _walk(fields: tuple[Field, ...], above: Path) -> Iterator[tuple[Path, Field]]:
    for field in fields:
        path = (*above, field.name)
        yield path, field
        if isinstance(field.type, ObjectType) and len(path) < 8:
            yield from _walk(field.type.fields, path)


def _classes(notes: dict[Path, Asked]) -> dict[Path, tuple[Path, ...]]:
    """Paths joined by a comparison, in the order they are met."""
    found: dict[Path, tuple[Path, ...]] = {}
    for start in notes:
        if start in found:
            continue
        members: dict[Path, None] = {}
        todo = [start]
        while todo:
            path = todo.pop()
            if path not in members:
                members[path] = None
                todo.extend(sorted(notes[path].partners & notes.keys()))
        for path in members:
            found[path] = tuple(members)
    return found
