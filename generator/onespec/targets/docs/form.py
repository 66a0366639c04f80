"""A method -> what its live form needs: params with their limits, constraints as trees with their sentences, examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec import names, patterns
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    JsonValue,
    ObjectType,
    StringType,
)
from onespec.language.ast import paths, tree
from onespec.model import Constraint, Method, Service
from onespec.notation import english_expr
from onespec.notation.english_types import limits
from onespec.prose import plain, summary
from onespec.runtime.client.formats import FORMATS
from onespec.targets.docs.examples import server_url
from onespec.values import TYPE_NAMES, limits_of

APART: Final = frozenset(["enum", "pattern", "format", "uniqueItems"])
"""Keywords that the form is told in a way of its own, or that it can't judge."""


def form_data(service: Service, method: Method) -> dict[str, JsonValue]:
    """Everything the form says and judges by; no secret value is in it."""
    namespace, own = names.split(method.name)
    token = service.auth.param if service.auth is not None and method.auth else ""
    return {
        "method": method.name,
        "servers": [server.url for server in service.servers],
        "contentType": f"{service.transport.content_type}; charset={service.transport.encoding}",
        "python": {
            "package": service.name,
            "client": names.pascal(service.name),
            "call": ".".join(("api", *namespace, own)),
            "token": token,
            "tokenName": names.param(token) if token else "",
            "env": service.auth.env if service.auth is not None else "",
            "url": server_url(service),
        },
        "params": [_field(field, names.param(field.name)) for field in method.params],
        **({} if method.takes_names else {"fillers": method.fillers()}),
        "constraints": [_constraint(rule) for rule in method.constraints],
        "examples": [
            {
                "title": plain(example.title),
                "params": _shown(method.params, example.params),
            }
            for example in method.examples
        ],
    }


def _shown(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values of an example but for secrets, which the reader types."""
    known = {field.name: field for field in fields}
    return {
        name: _inner(known.get(name), value)
        for name, value in values.items()
        if name not in known or not known[name].secret
    }


def _inner(field: Field | None, value: JsonValue) -> JsonValue:
    if field is None:
        return value
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return _shown(field.type.fields, value)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        items = field.type.items
        return [_inner(items, item) for item in value]
    return value


def _constraint(rule: Constraint) -> dict[str, JsonValue]:
    return {
        "id": rule.id,
        "sentence": english_expr.plain(rule),
        "breaches": [
            [tree(when), "".join(text for text, _ in pieces)]
            for when, pieces in english_expr.breach_pieces(rule)
        ],
        "blame": [list(path) for path in rule.blame],
        "reads": list(dict.fromkeys(path[0] for path in paths(rule.condition))),
        "condition": tree(rule.condition),
    }


def _field(field: Field, keyword: str = "") -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {
        "name": field.name,
        "type": TYPE_NAMES[type(field.type)],
    }
    flags = {
        "required": field.required,
        "nullable": field.nullable,
        "secret": field.secret,
    }
    data.update({name: True for name, given in flags.items() if given})
    if keyword and keyword != field.name:
        data["keyword"] = keyword
    if words := limits(field):
        data["limits"] = words
    if hint := summary(field.description):
        data["hint"] = hint
    return {**data, **_limits(field.type)}


def _limits(type_: DataType) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {
        keyword.name: limit
        for keyword, limit in limits_of(type_)
        if keyword.name not in APART
    }
    if enum := getattr(type_, "enum", ()):
        data["enum"] = [[member.value, plain(member.meaning)] for member in enum]
    match type_:
        case StringType(pattern=pattern, format=name):
            if pattern is not None:
                data["pattern"] = patterns.ecma(pattern)
            if name is not None:
                form = FORMATS[name]
                data["format"] = [form.pattern, form.longest]
        case ArrayType(items=items, unique_items=unique):
            data["items"] = _field(items)
            data["uniqueItems"] = unique
        case ObjectType(fields=fields, open=is_open):
            data["fields"] = [_field(member) for member in fields]
            data["open"] = is_open
        case _:
            pass
    return data
