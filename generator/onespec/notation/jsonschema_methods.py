"""A method -> JSON Schema of its params, result, request and response, each without a frame of its own."""

from __future__ import annotations

from collections.abc import Iterable

from onespec.datatypes import Field
from onespec.model import ErrorKind, Method, Service
from onespec.notation.jsonschema_constraints import (
    constraint_keywords,
    empty_params_pass,
)
from onespec.notation.jsonschema_types import (
    REPLY,
    REQUEST,
    Dialect,
    JsonSchema,
    field_schema,
    members_schema,
)


def params_schema(method: Method, dialect: Dialect = REQUEST) -> JsonSchema:
    """The whole `params` object: members, and the constraints between them as far as a schema can say them."""
    return members_schema(method.params, dialect) | constraint_keywords(method, dialect)


def result_schema(method: Method, dialect: Dialect = REPLY) -> JsonSchema:
    """The data of a successful reply; anything at all where the spec says nothing of it."""
    if method.result is None:
        return {}
    return field_schema(method.result, dialect)


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
            "params": params_schema(method, dialect),
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
        properties["metadata"] = members_schema(envelope.metadata, dialect)
    return schema | {"properties": properties, "additionalProperties": True}


def failure_schema(
    service: Service, method: Method, dialect: Dialect = REPLY
) -> JsonSchema:
    """A reply that carries an error of the method's table."""
    table = _table(method, service.envelope.error_data, dialect)
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


def _table(method: Method, members: Iterable[Field], dialect: Dialect) -> JsonSchema:
    """Code and mnemonic of each row; codes alone where replies carry no mnemonic."""
    rows = method.all_errors()
    if not rows:
        return {}
    for member in members:
        if member.name == "mnemonic":
            return {"anyOf": [_row(kind, member.required, dialect) for kind in rows]}
    codes = list(dict.fromkeys(kind.code for kind in rows))
    return {"allOf": [{"properties": {"code": {"enum": codes}}}]}


def _row(kind: ErrorKind, always: bool, dialect: Dialect) -> JsonSchema:
    """One row; `always` where no reply leaves its mnemonic out."""
    words: JsonSchema = {"title": kind.mnemonic}
    if dialect.annotations and kind.cause:
        words["description"] = kind.cause
    notes: JsonSchema = {"x-message": kind.template} if dialect.annotations else {}
    data: JsonSchema = {"properties": {"mnemonic": {"const": kind.mnemonic}}}
    said: JsonSchema = {"properties": {"code": {"const": kind.code}, "data": data}}
    if always:
        data["required"] = ["mnemonic"]
    return words | said | notes


def _id(types: Iterable[str]) -> JsonSchema:
    return {"type": list(types)}
