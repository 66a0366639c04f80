"""What a method's file declares to no effect, or under a name that hides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onespec.datatypes import (
    MISSING,
    DataType,
    Field,
    ObjectType,
    UnionType,
    declared,
    inside,
)
from onespec.diagnostics import Diagnostic
from onespec.lint.subject import Subject, span_of
from onespec.messages import lint as say


def file_name(subject: Subject) -> Iterator[Diagnostic]:
    """A file that is looked for under its method's name and has another."""
    method = subject.method
    found = method.source.rpartition("/")[2]
    due = f"{method.name.replace('/', '.')}.yaml"
    if found and found != due and method.span is not None:
        yield say.file_named_otherwise(method.span, method.name, found, due)


def defaults(subject: Subject) -> Iterator[Diagnostic]:
    """Required params and members with a default: no request can ever fall back on it."""
    yield from _defaults(subject.method.params, "")


def _defaults(fields: Sequence[Field], above: str) -> Iterator[Diagnostic]:
    for field in fields:
        name = f"{above}{field.name}"
        if field.required and field.default is not MISSING:
            yield say.required_with_default(span_of(field), name)
        if field.type_name is None:
            for one in _objects(field.type):
                yield from _defaults(declared(one), f"{name}.")


def _objects(type_: DataType) -> Iterator[DataType]:
    """The types with members that a type is, or that stand in its lists and maps."""
    if isinstance(type_, ObjectType | UnionType):
        yield type_
        return
    for inner in inside(type_):
        yield from _objects(inner.type)
