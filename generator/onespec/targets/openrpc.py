"""Service -> `openrpc.json`: OpenRPC 1.4, with what it has no place for under `x-` keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from onespec.datatypes import Field, JsonValue
from onespec.json_layout import json_lines, json_members
from onespec.model import Example, Method, Server, Service
from onespec.notation.jsonschema_methods import (
    Components,
    components,
    constraint_rows,
    params_schema,
    wire_result_schema,
)
from onespec.notation.jsonschema_types import Dialect, carried, field_schema
from onespec.output import File
from onespec.render import render
from onespec.targets import extension
from onespec.targets.description import (
    CREDENTIAL,
    Json,
    banner,
    error_rows,
    external_docs,
    facts,
    info,
    namespace,
    protocol_facts,
    security_schemes,
    told,
    wire_result,
)
from onespec.targets.without_secrets import without_secrets
from onespec.texts import JsonText

VERSION: Final = "1.4.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRpcView:
    """What the frame of the document shows."""

    version: JsonText
    about: JsonText
    methods: JsonText
    components: JsonText


def files(service: Service) -> list[File]:
    """The one document."""
    service = without_secrets(service)
    shared = components(service, siblings=False, hints=True)
    view = OpenRpcView(
        version=json_lines(VERSION),
        about=json_members(_about(service)),
        methods=json_lines(_methods(service, shared), 2),
        components=json_lines({"schemas": shared.schemas}, 2),
    )
    text = render("openrpc/openrpc.json.j2", view)
    return [File(path="openrpc.json", content=text.encode())]


def document(service: Service) -> Json:
    """The same as one value."""
    service = without_secrets(service)
    shared = components(service, siblings=False, hints=True)
    return (
        {"openrpc": VERSION}
        | _about(service)
        | {"methods": _methods(service, shared)}
        | {"components": {"schemas": shared.schemas}}
    )


def _about(service: Service) -> Json:
    own: Json = {"info": info(service)}
    own["servers"] = [_server(server) for server in service.servers]
    own |= external_docs(service.see) | banner(service) | protocol_facts(service)
    own |= told(**{"x-security-schemes": security_schemes(service)})
    own[extension.KEY] = extension.of_service(service)
    return own | carried(service.extensions, own)


def _server(server: Server) -> Json:
    return {"name": server.name, "url": server.url} | told(
        description=server.description
    )


def _methods(service: Service, shared: Components) -> list[Json]:
    return [_method(service, method, shared) for method in service.methods]


def _method(service: Service, method: Method, shared: Components) -> Json:
    own: Json = {"name": method.name}
    own |= told(summary=method.title, description=method.description)
    if namespace(method):
        own["tags"] = [{"name": namespace(method)}]
    own |= told(deprecated=bool(method.deprecated))
    own["paramStructure"] = method.param_structure
    own["params"] = [_param(field, shared.request) for field in method.params]
    own["result"] = _result(service, method, shared.reply)
    own["errors"] = _errors(service, method)
    own |= told(examples=_examples(service, method))
    own |= external_docs(method.see) | facts(method)
    if method.credential is not None:
        own["x-security"] = [{CREDENTIAL: []}]
    own["x-errors"] = error_rows(method)
    own["x-constraints"] = constraint_rows(method)
    own["x-params-schema"] = params_schema(
        method, replace(shared.request, annotations=False)
    )
    own |= told(
        **{
            "x-error-examples": _error_examples(method),
            extension.KEY: extension.of_method(method),
        }
    )
    return own | carried(method.extensions, own)


def _param(field: Field, dialect: Dialect) -> Json:
    return {"name": field.name} | _content(field, dialect) | _flags(field)


def _flags(field: Field) -> Json:
    return told(required=field.required, deprecated=bool(field.deprecated))


def _content(field: Field, dialect: Dialect) -> Json:
    """Words and schema; the words stand in the descriptor, not twice."""
    bare = replace(field, title="", description="")
    words = told(summary=field.title, description=field.description)
    return words | {"schema": field_schema(bare, dialect)}


def _result(service: Service, method: Method, dialect: Dialect) -> Json:
    words = {}
    if method.result is not None:
        words = told(summary=method.result.title, description=method.result.description)
    schema = wire_result_schema(service, method, dialect)
    flags = {} if method.result is None else _flags(method.result)
    return {"name": "result"} | words | {"schema": schema} | flags


def _errors(service: Service, method: Method) -> list[Json]:
    """OpenRPC tells errors apart by code alone, so each code comes once and lists its mnemonics."""
    groups: dict[int, list[tuple[str, str]]] = {}
    for kind in method.all_errors():
        groups.setdefault(kind.code, []).append((kind.mnemonic, kind.template))
    titles = {group.code: group.title or group.name for group in service.code_groups}
    return [
        _error(code, titles.get(code, "error"), rows) for code, rows in groups.items()
    ]


def _error(code: int, title: str, rows: list[tuple[str, str]]) -> Json:
    message = rows[0][1] if len(rows) == 1 else title
    mnemonics = [mnemonic for mnemonic, _ in rows]
    return {"code": code, "message": message, "data": {"mnemonics": mnemonics}}


def _examples(service: Service, method: Method) -> list[Json]:
    return [
        _pair(method, example, number)
        | {"result": _value("result", wire_result(service, example.result))}
        | _beside(method, example)
        for number, example in enumerate(method.examples, 1)
        if not example.error
    ]


def _error_examples(method: Method) -> list[Json]:
    """A pairing without a result would be a notification, so these have a place of their own."""
    return [
        _pair(method, example, number)
        | {
            "error": {
                "code": method.error(example.error).code,
                "mnemonic": example.error,
            }
        }
        | _beside(method, example)
        for number, example in enumerate(method.examples, 1)
        if example.error
    ]


def _beside(method: Method, example: Example) -> Json:
    return told(**{extension.KEY: extension.of_example(method, example)})


def _pair(method: Method, example: Example, number: int) -> Json:
    params = method.sent(example.params)
    return (
        {"name": example.title or f"example {number}"}
        | told(description=example.description)
        | {"params": [_value(name, value) for name, value in params.items()]}
    )


def _value(name: str, value: JsonValue) -> Json:
    return {"name": name, "value": value}
