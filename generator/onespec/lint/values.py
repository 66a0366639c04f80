"""Params and values that the constraints make impossible, or unavoidable."""

from __future__ import annotations

import json
from collections.abc import Iterator

from onespec.datatypes import (
    BooleanType,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Diagnostic
from onespec.language.ast import Path, Root, paths
from onespec.lint.subject import Subject, span_of
from onespec.messages import lint as say
from onespec.search import ABSENT, Key, Limits


def params(subject: Subject) -> Iterator[Diagnostic]:
    """Every param and member that a constraint speaks of."""
    if not subject.is_alive:
        return
    asked = {
        path for one in subject.method.constraints for path in paths(one.condition)
    }
    for field in subject.method.params:
        if any(path[0] == field.name for path in asked):
            yield from _field(subject, field, (), asked)


def _field(
    subject: Subject, field: Field, above: Path, asked: set[Path]
) -> Iterator[Diagnostic]:
    path = (*above, field.name)
    if not field.required:
        sent: Limits = {_key(path): lambda value: value is not ABSENT}
        if subject.problem.excludes(allowed=sent):
            causes = subject.ids(subject.conflict(sent))
            heir = _heir(subject, path)
            yield say.dead_param(span_of(field), ".".join(path), causes, heir)
            return
        if not above:
            yield from _unavoidable(subject, field)
    if path in asked:
        yield from _values(subject, field, path)
    # Members of one option of a union alone have no place of their own in the search.
    if isinstance(field.type, ObjectType):
        for member in field.type.fields:
            if any(other[: len(path) + 1] == (*path, member.name) for other in asked):
                yield from _field(subject, member, path, asked)


def _heir(subject: Subject, path: Path) -> str:
    """The method, where it inherits the param: what is found there holds for it alone."""
    return subject.method.name if path[0] in subject.method.inherited else ""


def _key(path: Path) -> Key:
    return (Root.PARAMS.value, *path)


def _unavoidable(subject: Subject, field: Field) -> Iterator[Diagnostic]:
    absent: Limits = {_key((field.name,)): [ABSENT]}
    if subject.problem.excludes(allowed=absent):
        causes = subject.ids(subject.conflict(absent))
        shown = subject.shown(subject.accepted)
        heir = _heir(subject, (field.name,))
        yield say.falsely_optional(span_of(field), field.name, causes, shown, heir)


def _values(subject: Subject, field: Field, path: Path) -> Iterator[Diagnostic]:
    """Each declared value on its own; an absent param with that default counts as having it."""
    for value in _declared(field):
        has: Limits = {_key(path): [value]}
        if subject.problem.excludes(allowed=has):
            causes = subject.ids(subject.conflict(has))
            shown = f"`{json.dumps(value, ensure_ascii=False)}`"
            heir = _heir(subject, path)
            yield say.dead_value(span_of(field), ".".join(path), shown, causes, heir)


def _declared(field: Field) -> list[JsonValue]:
    match field.type:
        case BooleanType(enum=enum):
            return [member.value for member in enum] or [False, True]
        case (
            StringType(enum=enum)
            | IntegerType(enum=enum)
            | NumberType(enum=enum)
            | FormatType(enum=enum)
        ):
            return [member.value for member in enum]
        case _:
            return []
