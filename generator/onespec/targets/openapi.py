"""Service -> `openapi.json`: OpenAPI 3.1, one path for each method, told apart behind a `#` that never leaves the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from onespec.json_layout import json_lines, json_members
from onespec.model import (
    ErrorKind,
    Example,
    Method,
    Server,
    Service,
    StatusProfile,
)
from onespec.notation.jsonschema_methods import (
    PREFIX,
    Components,
    any_failure_schema,
    components,
    constraint_rows,
    error_row,
    error_table,
    request_schema,
    success_schema,
    tells_mnemonics,
)
from onespec.notation.jsonschema_types import carried
from onespec.output import File
from onespec.render import render
from onespec.targets.description import (
    CREDENTIAL,
    Json,
    banner,
    error_rows,
    external_docs,
    facts,
    info,
    namespace,
    namespaces,
    protocol_facts,
    security_schemes,
    told,
    wire_params,
)
from onespec.targets.replies import reply_of
from onespec.targets.without_secrets import without_secrets
from onespec.texts import JsonText

VERSION: Final = "3.1.1"
_FAILURE: Final = "failure"
_ERROR: Final = "error."
"""No shared type has a name that begins in lower case."""
_BEFORE: Final = (
    *("parse", "batch", "envelope", "notification", "method", "encoding"),
    *("credential", "internal"),
)
"""Slots of the protocol whose errors any request can get."""
_VERBS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApiView:
    """What the frame of the document shows."""

    version: JsonText
    about: JsonText
    paths: JsonText
    components: JsonText


def files(service: Service) -> list[File]:
    """The one document."""
    service = without_secrets(service)
    shared = components(service, siblings=True)
    view = OpenApiView(
        version=json_lines(VERSION),
        about=json_members(_about(service)),
        paths=json_lines(_paths(service, shared), 2),
        components=json_lines(_components(service, shared), 2),
    )
    text = render("openapi/openapi.json.j2", view)
    return [File(path="openapi.json", content=text.encode())]


def document(service: Service) -> Json:
    """The same as one value."""
    service = without_secrets(service)
    shared = components(service, siblings=True)
    return (
        {"openapi": VERSION}
        | _about(service)
        | {"paths": _paths(service, shared)}
        | {"components": _components(service, shared)}
    )


def _about(service: Service) -> Json:
    own: Json = {"info": info(service)}
    cut = _common_path(service.servers)
    own |= told(servers=[_server(server, cut) for server in service.servers])
    own |= told(tags=[{"name": name} for name in namespaces(service)])
    own |= external_docs(service.see) | banner(service) | protocol_facts(service)
    return own | carried(service.extensions, own)


def _server(server: Server, cut: str) -> Json:
    """The address without the part that stands in the paths: tools join the two by putting them side by side."""
    words = f"{server.name}: {server.description}".removesuffix(": ")
    url = server.url.removesuffix(cut).removesuffix("/")
    return {"url": _literal(url), "description": words}


def _common_path(servers: tuple[Server, ...]) -> str:
    """The end that the paths of all addresses share, from a slash on."""
    parts_of = [urlsplit(server.url) for server in servers]
    if any(parts.query or parts.fragment for parts in parts_of):
        return ""
    paths = [parts.path.split("/")[1:] for parts in parts_of]
    common: list[str] = []
    for steps in zip(*map(reversed, paths)):
        if len(set(steps)) > 1:
            break
        common.insert(0, steps[0])
    return "".join(f"/{part}" for part in common)


def _literal(text: str) -> str:
    """Text in which no tool finds a template."""
    return text.replace("{", "%7B").replace("}", "%7D")


def _paths(service: Service, shared: Components) -> Json:
    start = _literal(_common_path(service.servers)) or "/"
    verb = service.transport.http_method.lower()
    verb = verb if verb in _VERBS else "post"
    return {
        f"{start}#{quote(method.name, safe='./')}": {
            verb: _operation(service, method, shared)
        }
        for method in service.methods
    }


def _operation(service: Service, method: Method, shared: Components) -> Json:
    own: Json = {"operationId": method.name}
    own |= told(summary=method.title, description=method.description)
    own |= told(tags=[namespace(method)] if namespace(method) else [])
    own |= told(deprecated=bool(method.deprecated))
    has_header = method.credential is not None
    own["security"] = [{CREDENTIAL: []}] if has_header else []
    schema = request_schema(service, method, shared.request)
    # Servers pass over what else stands beside the params.
    schema["additionalProperties"] = True
    own["requestBody"] = {
        "required": True,
        "content": _content(service, schema, _sent(method)),
    }
    own["responses"] = _responses(service, method, shared)
    own |= external_docs(method.see) | facts(method)
    own["x-errors"] = error_rows(method)
    own["x-constraints"] = constraint_rows(method)
    return own | carried(method.extensions, own)


def _responses(service: Service, method: Method, shared: Components) -> Json:
    """Results and errors by the HTTP status that they have: 200, unless the service says otherwise."""
    by_status: dict[int, list[ErrorKind]] = {200: []}
    profile = service.transport.status or StatusProfile()
    kinds = [*method.all_errors(), *_before_the_method(service, method)]
    for kind in kinds:
        by_status.setdefault(profile.of(kind.code), []).append(kind)
    found: Json = {}
    for status, rows in sorted(by_status.items()):
        failure = _failure(service, rows, shared)
        if status != 200:
            words = f"An error: {', '.join(kind.mnemonic for kind in rows)}."
            examples = _received(service, method, status)
            content = _content(service, failure, examples)
        else:
            success = success_schema(service, method, shared.reply)
            schema: Json = {"type": "object", "oneOf": [success, failure]}
            words = "The result, or an error of the method's table."
            if kinds and not rows:
                schema, words = {"type": "object"} | success, "The result."
            if service.envelope.batch is not None:
                # A batch is answered by a list, whatever its requests were.
                listed = {"type": "array", "items": {"type": "object"}}
                schema = {"anyOf": [schema, listed]}
            content = _content(service, schema, _received(service, method, status))
        found[str(status)] = {"description": words, "content": content}
    if service.envelope.notifications:
        found["204"] = {"description": "Nothing: the request is a notification."}
    return {
        **{status: found[status] for status in sorted(found)},
        "default": {"$ref": "#/components/responses/error"},
    }


def _before_the_method(service: Service, method: Method) -> list[ErrorKind]:
    """Rows that answer what comes before any method, or beside all, where the method's table has them not."""
    own = {kind.mnemonic for kind in method.all_errors()}
    slots = {service.protocol[slot] for slot in _BEFORE if slot in service.protocol}
    return [k for k in service.errors if k.mnemonic in slots and k.mnemonic not in own]


def _failure(service: Service, rows: Sequence[ErrorKind], shared: Components) -> Json:
    """A reply with one of these errors; what all have in common, and rows of the common table, stand among the components."""
    common = {kind.mnemonic: kind for kind in service.errors}

    def say(kind: ErrorKind) -> Json:
        row = common.get(kind.mnemonic)
        if row is None or _facts(row) != _facts(kind):
            return error_row(service, kind, shared.reply)
        return {"$ref": f"{PREFIX}{_ERROR}{kind.mnemonic}"}

    table = error_table(service, rows, say)
    own = {"properties": {"error": table}} if table else {}
    return {"title": "failure", "allOf": [{"$ref": PREFIX + _FAILURE}], **own}


def _facts(kind: ErrorKind) -> tuple[object, ...]:
    return kind.code, kind.template, kind.cause, kind.data


def _components(service: Service, shared: Components) -> Json:
    schemas = dict(shared.schemas)
    schemas[_FAILURE] = any_failure_schema(service, shared.reply)
    if tells_mnemonics(service):
        schemas |= {
            f"{_ERROR}{kind.mnemonic}": error_row(service, kind, shared.reply)
            for kind in service.errors
        }
    content = _content(service, {"$ref": PREFIX + _FAILURE}, {})
    error = {
        "description": "An error; no JSON where the request did not get as far as JSON-RPC.",
        "content": content | {"*/*": {}},
    }
    found: Json = {"schemas": schemas, "responses": {"error": error}}
    return found | told(securitySchemes=security_schemes(service))


def _content(service: Service, schema: Json, examples: Json) -> Json:
    kind = service.transport.content_type.partition(";")[0].strip()
    return {kind: {"schema": schema} | told(examples=examples)}


def _sent(method: Method) -> Json:
    return {
        f"example_{number}": _example(
            example,
            {
                "jsonrpc": "2.0",
                "id": example.request_id,
                "method": method.name,
                "params": wire_params(method, example.params),
            },
        )
        for number, example in enumerate(method.examples, 1)
        if not example.error
    }


def _received(service: Service, method: Method, status: int) -> Json:
    """Replies that come with a status; what brings an error is in its summary."""
    profile = service.transport.status or StatusProfile()
    return {
        f"example_{number}": _example(example, reply_of(service, method, example))
        for number, example in enumerate(method.examples, 1)
        if status
        == (profile.of(method.error(example.error).code) if example.error else 200)
    }


def _example(example: Example, value: Mapping[str, object]) -> Json:
    return told(summary=example.title, description=example.description) | {
        "value": value
    }
