"""The shared types of a service -> one table of schemas that requests and replies of all its methods refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from onespec.datatypes import ArrayType, DataType, Field, ObjectType
from onespec.model import Service
from onespec.notation.jsonschema_types import (
    REPLY,
    REQUEST,
    Dialect,
    JsonSchema,
    definitions,
)

PREFIX: Final = "#/components/schemas/"
REPLY_SUFFIX: Final = ".reply"
"""No name of a shared type holds a dot, so this makes none that another one has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The table, and the dialects whose references lead into it."""

    request: Dialect
    reply: Dialect
    schemas: dict[str, JsonSchema]


def components(service: Service, *, siblings: bool) -> Components:
    """Shared types as requests hold them and, where a reply's may hold more members, as replies do."""
    apart = {
        named.name: named.name + REPLY_SUFFIX
        for named in service.types
        if _holds_object(named.type)
    }
    request = replace(REQUEST, definitions=PREFIX, siblings=siblings)
    reply = replace(REPLY, definitions=PREFIX, siblings=siblings, renamed=apart)
    sent = definitions(service.types, _sent(service), request)
    read = definitions(service.types, _read(service), reply)
    return Components(request=request, reply=reply, schemas=sent | read)


def _holds_object(type_: DataType) -> bool:
    match type_:
        case ObjectType():
            return True
        case ArrayType(items=items):
            return _holds_object(items.type)
    return False


def _sent(service: Service) -> Iterable[Field]:
    for method in service.methods:
        yield from method.params


def _read(service: Service) -> Iterable[Field]:
    for method in service.methods:
        if method.result is not None:
            yield method.result
    yield from service.envelope.metadata
    yield from service.envelope.error_data
