"""Params and values that the constraints make impossible, or unavoidable."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from onespec.datatypes import (
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Diagnostic
from onespec.language.ast import Path
from onespec.lint.subject import Subject, span_of
from onespec.messages import lint as say
from onespec.search import ABSENT, Proof, Value
from onespec.search.problem import at_path
from onespec.values import same


def params(subject: Subject) -> Iterator[Diagnostic]:
    """Every param and member that a constraint speaks of."""
    if not subject.is_alive:
        return
    asked = subject.problem.links.notes
    for at, field in enumerate(subject.method.params):
        if any(path[0] == field.name for path in asked):
            yield from _field(subject, at, field, (), set(asked))


def _field(
    subject: Subject, at: int, field: Field, above: Path, asked: set[Path]
) -> Iterator[Diagnostic]:
    path = (*above, field.name)
    below = path[1:]
    if not field.required:
        sent = {at: _sent(below)}
        if isinstance(subject.problem.find(allowed=sent), Proof):
            causes = subject.ids(subject.conflict(sent))
            yield say.dead_param(span_of(field), ".".join(path), causes)
            return
        if not above:
            yield from _unavoidable(subject, at, field)
    if path in asked:
        yield from _values(subject, at, field, path)
    if isinstance(field.type, ObjectType):
        for member in field.type.fields:
            if any(other[: len(path) + 1] == (*path, member.name) for other in asked):
                yield from _field(subject, at, member, path, asked)


def _sent(below: Path) -> Callable[[Value], bool]:
    return lambda value: at_path(value, below) is not ABSENT


def _unavoidable(subject: Subject, at: int, field: Field) -> Iterator[Diagnostic]:
    absent: dict[int, Callable[[Value], bool]] = {at: lambda value: value is ABSENT}
    if isinstance(subject.problem.find(allowed=absent), Proof):
        causes = subject.ids(subject.conflict(absent))
        shown = subject.shown(subject.accepted)
        yield say.falsely_optional(span_of(field), field.name, causes, shown)


def _values(
    subject: Subject, at: int, field: Field, path: Path
) -> Iterator[Diagnostic]:
    """Each declared value on its own; an absent param with that default counts as having it."""
    for value in _declared(field):
        has = {at: _equals(path[1:], value)}
        if isinstance(subject.problem.find(allowed=has), Proof):
            causes = subject.ids(subject.conflict(has))
            shown = f"`{json.dumps(value, ensure_ascii=False)}`"
            yield say.dead_value(span_of(field), ".".join(path), shown, causes)


def _declared(field: Field) -> list[JsonValue]:
    match field.type:
        case BooleanType(enum=enum):
            return [member.value for member in enum] or [False, True]
        case StringType(enum=enum) | IntegerType(enum=enum) | NumberType(enum=enum):
            return [member.value for member in enum]
        case _:
            return []


def _equals(below: Path, wanted: JsonValue) -> Callable[[Value], bool]:
    def is_it(value: Value) -> bool:
        found = at_path(value, below)
        return found is not ABSENT and same(found, wanted)

    return is_it
