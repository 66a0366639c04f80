"""Methods -> the schemas of their params, results, requests and responses, constraints told beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onespec import language
from onespec.datatypes import DataType, Field, ObjectType, resolved, within
from onespec.model import ErrorKind, Method, Service
from onespec.notation.jsonschema_expr import constraint_schema
from onespec.notation.jsonschema_types import (
    REPLY,
    REQUEST,
    Dialect,
    JsonSchema,
    constraint_keywords,
    constraint_row,
    definitions,
    field_schema,
    members_schema,
    named_type_schema,
    with_constraints,
)


def constraint_rows(method: Method) -> list[JsonSchema]:
    """Each constraint of its own with its sentence and its error; `schema` is `exact`, `enumerated` or `none`."""
    return list(map(constraint_row, method.constraints))


def unsaid(method: Method) -> list[str]:
    """Ids of the constraints that a schema can't hold, those of shared types once."""
    rules = [rule.base or rule for rule in method.rules]
    found = [rule.id for rule in rules if constraint_schema(rule)[1] == "none"]
    return list(dict.fromkeys(found))


def empty_params_pass(method: Method) -> bool:
    """Whether a request may leave its params out, which is the same as sending none."""
    return not any(field.required for field in method.params) and all(
        language.evaluate(constraint.condition, {}) for constraint in method.rules
    )


PREFIX: Final = "#/components/schemas/"
REPLY_SUFFIX: Final = ".reply"
METADATA: Final = "envelope.metadata"
"""No name of a shared type holds a dot, so these are none that another one has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The table, and the dialects whose references lead into it."""

    request: Dialect
    reply: Dialect
    schemas: dict[str, JsonSchema]


def components(service: Service, *, siblings: bool, hints: bool = False) -> Components:
    """Shared types as requests hold them and, where a reply's may hold more members, as replies do.

    With `hints` all of them are there, also those that only the state or no method has.
    """
    apart = {
        named.name: named.name + REPLY_SUFFIX
        for named in service.types
        if _holds_object(named.type)
    }
    # Keywords beside `$ref` and discriminators are OpenAPI's, which has both.
    request = replace(
        REQUEST,
        definitions=PREFIX,
        siblings=siblings,
        discriminators=siblings,
        hints=hints,
    )
    reply = replace(request, closed=False, renamed=apart)
    sent = definitions(service.types, _sent(service), request)
    read = definitions(service.types, _read(service), reply)
    if hints:
        known = {name.removesuffix(REPLY_SUFFIX) for name in (*sent, *read)}
        sent = {
            named.name: sent.get(named.name) or named_type_schema(named, request)
            for named in service.types
            if named.name in sent or named.name not in known
        }
    envelope = service.envelope
    if envelope.metadata and envelope.result not in ("", "metadata"):
        read[METADATA] = members_schema(envelope.metadata, reply)
        reply = replace(reply, metadata=PREFIX + METADATA)
    return Components(request=request, reply=reply, schemas=sent | read)


def _holds_object(type_: DataType) -> bool:
    inner = within(Field(name="", type=type_))
    return any(isinstance(resolved(one.type), ObjectType) for one in inner)


def _sent(service: Service) -> Iterable[Field]:
    for method in service.methods:
        yield from method.params


def _read(service: Service) -> Iterable[Field]:
    for method in service.methods:
        if method.result is not None:
            yield method.result
        for kind in method.all_errors():
            yield from kind.data
    yield from service.envelope.metadata
    yield from service.envelope.error_data


def params_schema(method: Method, dialect: Dialect = REQUEST) -> JsonSchema:
    """The whole `params` object: members, and the constraints between them as far as a schema can say them."""
    return members_schema(method.params, dialect) | constraint_keywords(
        method.constraints, dialect
    )


def wire_params_schema(method: Method, dialect: Dialect = REQUEST) -> JsonSchema:
    """The JSON-RPC `params` as they travel: by name, by position, or either; no schema of a list holds the constraints."""
    by_name = params_schema(method, dialect)
    if not method.takes_positions:
        return by_name
    items = [field_schema(param, dialect) for param in method.params]
    needed = sum(param.required for param in method.params)
    listed: JsonSchema = {"type": "array", "items": False}
    listed |= {"prefixItems": items} if items else {}
    listed |= {"minItems": needed} if needed else {}
    if method.takes_names:
        return {"anyOf": [by_name, listed]}
    if dialect.annotations and method.constraints:
        listed["x-constraints"] = constraint_rows(method)
    return listed


def result_schema(method: Method, dialect: Dialect = REPLY) -> JsonSchema:
    """The data of a successful reply; anything at all where the spec says nothing of it."""
    if method.result is None:
        return {}
    own = [rule.base for rule in method.promises if rule.place == ("result",)]
    rules = [rule for rule in own if rule is not None and rule.id.startswith("result.")]
    return with_constraints(field_schema(method.result, dialect), rules, dialect)


def request_schema(
    service: Service, method: Method, dialect: Dialect = REQUEST
) -> JsonSchema:
    """One call: envelope, method name and params."""
    needed = ["jsonrpc", "method"]
    if not service.envelope.notifications:
        needed.append("id")
    if not empty_params_pass(method):
        needed.append("params")
    return {
        "type": "object",
        "required": needed,
        "properties": {
            "jsonrpc": {"const": "2.0"},
            "method": {"const": method.name},
            "id": _id(service.envelope.id_types),
            "params": wire_params_schema(method, dialect),
        },
        "additionalProperties": not dialect.closed,
    }


def response_schema(
    service: Service, method: Method, dialect: Dialect = REPLY
) -> JsonSchema:
    """One reply: a result, or an error of the method's table, and never both."""
    return {
        "type": "object",
        "oneOf": [
            success_schema(service, method, dialect),
            failure_schema(service, method, dialect),
        ],
    }


def success_schema(
    service: Service, method: Method, dialect: Dialect = REPLY
) -> JsonSchema:
    """A reply that carries a result."""
    return {
        "title": "success",
        "required": ["jsonrpc", "id", "result"],
        "properties": {
            "jsonrpc": {"const": "2.0"},
            "id": _id(service.envelope.id_types),
            "result": wire_result_schema(service, method, dialect),
        },
        "not": {"required": ["error"]},
    }


def wire_result_schema(
    service: Service, method: Method, dialect: Dialect = REPLY
) -> JsonSchema:
    """The JSON-RPC `result`: the data, in whatever the envelope wraps around it."""
    data = result_schema(method, dialect)
    envelope = service.envelope
    if not envelope.result:
        return data
    schema: JsonSchema = {"type": "object", "required": [envelope.result]}
    properties: JsonSchema = {envelope.result: data}
    if envelope.metadata and envelope.result != "metadata":
        properties["metadata"] = (
            members_schema(envelope.metadata, dialect)
            if dialect.metadata is None
            else {"$ref": dialect.metadata}
        )
    return schema | {"properties": properties, "additionalProperties": True}


def failure_schema(
    service: Service, method: Method, dialect: Dialect = REPLY
) -> JsonSchema:
    """A reply that carries an error of the method's table."""
    table = error_table(
        service,
        method.all_errors(),
        lambda kind: error_row(service, kind, dialect),
    )
    return _failure(service, _error(service, dialect) | table)


def any_failure_schema(service: Service, dialect: Dialect = REPLY) -> JsonSchema:
    """A reply that carries an error of any code and mnemonic."""
    return {"type": "object"} | _failure(service, _error(service, dialect))


def _failure(service: Service, error: JsonSchema) -> JsonSchema:
    """The id is null where the server could not tell the request's."""
    return {
        "title": "failure",
        "required": ["jsonrpc", "id", "error"],
        "properties": {
            "jsonrpc": {"const": "2.0"},
            "id": _id((*service.envelope.id_types, "null")),
            "error": error,
        },
        "not": {"required": ["result"]},
    }


def _error(service: Service, dialect: Dialect) -> JsonSchema:
    """The frame of the `error` object."""
    members = service.envelope.error_data
    required = ["code", "message"]
    properties: JsonSchema = {
        "code": {"type": "integer"},
        "message": {"type": "string"},
    }
    if members:
        properties["data"] = members_schema(members, dialect)
    if any(member.required for member in members):
        required.append("data")
    return {"type": "object", "required": required, "properties": properties}


def error_table(
    service: Service,
    rows: Sequence[ErrorKind],
    say: Callable[[ErrorKind], JsonSchema],
) -> JsonSchema:
    """One of the rows, as each is said; codes alone where replies carry no mnemonic."""
    if not rows:
        return {}
    if not tells_mnemonics(service):
        codes = list(dict.fromkeys(kind.code for kind in rows))
        return {"allOf": [{"properties": {"code": {"enum": codes}}}]}
    return {"anyOf": list(map(say, rows))}


def tells_mnemonics(service: Service) -> bool:
    """Whether replies have a mnemonic in `error.data`."""
    return any(one.name == "mnemonic" for one in service.envelope.error_data)


def error_row(service: Service, kind: ErrorKind, dialect: Dialect) -> JsonSchema:
    """One row of the table, where replies carry its mnemonic."""
    always = any(
        one.name == "mnemonic" and one.required for one in service.envelope.error_data
    )
    words: JsonSchema = {"title": kind.mnemonic}
    if dialect.annotations and kind.cause:
        words["description"] = kind.cause
    notes: JsonSchema = {"x-message": kind.template} if dialect.annotations else {}
    data: JsonSchema = {"properties": {"mnemonic": {"const": kind.mnemonic}}}
    said: JsonSchema = {"properties": {"code": {"const": kind.code}, "data": data}}
    required = ["mnemonic"] if always else []
    if kind.data:
        members = members_schema(kind.data, dialect)
        known, own = data["properties"], members["properties"]
        assert isinstance(known, dict) and isinstance(own, dict)
        data["properties"] = known | own
        required += [member.name for member in kind.data if member.required]
    if required:
        data["required"] = required
    return words | said | notes


def _id(types: Iterable[str]) -> JsonSchema:
    return {"type": list(types)}
