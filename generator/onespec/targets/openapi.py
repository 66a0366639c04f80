"""Service -> `openapi.json`: OpenAPI 3.1, one path for each method, told apart behind a `#` that never leaves the client."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    Components,
    any_failure_schema,
    components,
    constraint_rows,
    failure_schema,
    request_schema,
    response_schema,
    success_schema,
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
    wire_result,
)
from onespec.targets.without_secrets import without_secrets
from onespec.texts import JsonText

VERSION: Final = "3.1.1"
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
    if method.credential is not None:
        own["security"] = [{CREDENTIAL: []}]
    own["requestBody"] = {
        "required": True,
        "content": _content(
            service, request_schema(service, method, shared.request), _sent(method)
        ),
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
    for kind in method.all_errors():
        by_status.setdefault(profile.of(kind.code), []).append(kind)
    found: Json = {}
    for status, kinds in sorted(by_status.items()):
        # A method that has these errors and no others.
        own = replace(method, errors=tuple(kinds), common_errors=())
        if status != 200:
            schema = {"type": "object"} | failure_schema(service, own, shared.reply)
            words = f"An error: {', '.join(kind.mnemonic for kind in kinds)}."
            content = _content(service, schema, {})
        elif kinds or not method.all_errors():
            schema = response_schema(service, own, shared.reply)
            words = "The result, or an error of the method's table."
            content = _content(service, schema, _received(service, method))
        else:
            schema = {"type": "object"} | success_schema(service, own, shared.reply)
            words = "The result."
            content = _content(service, schema, _received(service, method))
        found[str(status)] = {"description": words, "content": content}
    if service.envelope.notifications:
        found["204"] = {"description": "Nothing: the request is a notification."}
    return {
        **{status: found[status] for status in sorted(found)},
        "default": {"$ref": "#/components/responses/error"},
    }


def _components(service: Service, shared: Components) -> Json:
    schema = any_failure_schema(service, shared.reply)
    error = {"description": "An error.", "content": _content(service, schema, {})}
    found: Json = {"schemas": shared.schemas, "responses": {"error": error}}
    return found | told(securitySchemes=security_schemes(service))


def _content(service: Service, schema: Json, examples: Json) -> Json:
    kind = service.transport.content_type.partition(";")[0].strip()
    return {kind: {"schema": schema} | told(examples=examples)}


def _sent(method: Method) -> Json:
    return {
        f"example_{number}": _example(
            example,
            {
                "method": method.name,
                "params": wire_params(method, example.params),
            },
        )
        for number, example in enumerate(method.examples, 1)
    }


def _received(service: Service, method: Method) -> Json:
    return {
        f"example_{number}": _example(
            example, {"result": wire_result(service, example.result)}
        )
        for number, example in enumerate(method.examples, 1)
        if not example.error
    }


def _example(example: Example, members: Json) -> Json:
    value = {"jsonrpc": "2.0", "id": example.request_id} | members
    return told(summary=example.title, description=example.description) | {
        "value": value
    }
