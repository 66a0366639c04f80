"""Requests as one would send them: curl, Python, raw JSON; and what comes back. Secrets stand as a placeholder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec import names
from onespec.datatypes import ArrayType, Field, JsonValue, ObjectType
from onespec.json_layout import json_lines
from onespec.markup import fence
from onespec.model import ErrorKind, Example, Method, Placeholder, Service
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.highlight import highlight
from onespec.targets.docs.views import SampleView
from onespec.texts import python_literal

WIDTH: Final = 88


def sample(
    desk: Desk, label: str, language: str, text: str, kind: str = ""
) -> SampleView:
    """A piece of code, highlighted or fenced."""
    body = highlight(language, text) if desk.html else fence(language, text)
    return SampleView(
        label=desk.say.text(label),
        language=desk.say.text(language),
        kind=desk.say.text(kind),
        body=body,
    )


def request(method: Method, example: Example) -> dict[str, JsonValue]:
    """The JSON-RPC request of an example."""
    return {
        "jsonrpc": "2.0",
        "method": method.name,
        "id": example.request_id,
        "params": dict(masked(method.params, example.params)),
    }


def masked(
    fields: tuple[Field, ...], values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """The values with every secret one replaced by a placeholder that names it."""
    known = {field.name: field for field in fields}
    return {
        name: _masked(known[name], value) if name in known else value
        for name, value in values.items()
    }


def _masked(field: Field, value: JsonValue) -> JsonValue:
    if field.secret:
        return f"YOUR_{names.constant(field.name)}"
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return masked(field.type.fields, value)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        return [_masked(field.type.items, item) for item in value]
    return value


def reply(service: Service, method: Method, example: Example) -> dict[str, JsonValue]:
    """The JSON-RPC reply of an example."""
    head: dict[str, JsonValue] = {"jsonrpc": "2.0", "id": example.request_id}
    if example.error:
        return {**head, "error": error_body(method.error(example.error))}
    result: JsonValue = example.result
    if method.result is not None:
        result = _masked(method.result, example.result)
    if service.envelope.result:
        result = {service.envelope.result: result}
    return {**head, "result": result}


def error_body(kind: ErrorKind) -> dict[str, JsonValue]:
    """The `error` member of a reply, with placeholders left as they stand in the message."""
    return {
        "code": kind.code,
        "message": kind.template,
        "data": {"mnemonic": kind.mnemonic},
    }


def raw(value: Mapping[str, JsonValue]) -> str:
    """JSON as people read it."""
    return str(json_lines(dict(value)))


def server_url(service: Service) -> str:
    """The address that samples use."""
    return service.servers[0].url if service.servers else "http://127.0.0.1:8000"


def curl(service: Service, body: str) -> str:
    """A shell command that sends a request."""
    transport = service.transport
    kind = f"Content-Type: {transport.content_type}; charset={transport.encoding}"
    return " \\\n  ".join(
        (
            f"curl {shell(server_url(service))}",
            f"--header {shell(kind)}",
            f"--data {shell(body)}",
        )
    )


def shell(text: str) -> str:
    """One word of a POSIX shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def python(service: Service, method: Method, example: Example, *, wait: bool) -> str:
    """A program that makes the call with the generated client."""
    client = f"{'Async' if wait else ''}{names.pascal(service.name)}"
    caught = names.error_class(example.error) if example.error else ""
    lines = [*_imports(service, method, client, caught, wait=wait), ""]
    opening = f"{'async ' if wait else ''}with {client}({_client_args(service, method)}) as api:"
    call = _call(service, method, example, wait=wait)
    body = [opening, *_block(_guarded(call, caught))]
    if wait:
        body = [
            "",
            "async def main() -> None:",
            *_block(body),
            "",
            "",
            "asyncio.run(main())",
        ]
    return "\n".join([*lines, *body])


def _imports(
    service: Service, method: Method, client: str, caught: str, *, wait: bool
) -> list[str]:
    system = [
        name
        for name, used in (("asyncio", wait), ("os", _sends_token(service, method)))
        if used
    ]
    wanted = ", ".join(filter(None, (client, caught)))
    return [
        *(f"import {name}" for name in system),
        *([""] if system else []),
        f"from {service.name} import {wanted}",
    ]


def _sends_token(service: Service, method: Method) -> bool:
    return service.auth is not None and method.auth


def _client_args(service: Service, method: Method) -> str:
    url = python_literal(server_url(service))
    if service.auth is None or not method.auth:
        return url
    env = python_literal(service.auth.env)
    return f"{url}, {names.param(service.auth.param)}=os.environ[{env}]"


def _guarded(call: list[str], caught: str) -> list[str]:
    if not caught:
        return call
    return [
        "try:",
        *_block(call),
        f"except {caught} as error:",
        "    print(error.code, error.message)",
    ]


def _call(
    service: Service, method: Method, example: Example, *, wait: bool
) -> list[str]:
    namespace, own = names.split(method.name)
    target = ".".join(("api", *namespace, own))
    token = service.auth.param if _sends_token(service, method) and service.auth else ""
    shown = masked(method.params, example.params)
    args = [
        row
        for name, value in shown.items()
        if name != token
        for row in _argument(names.param(name), value)
    ]
    head = f"reply = {'await ' if wait else ''}{target}("
    if not args:
        return [f"{head})", "print(reply)"]
    return [head, *_block(args), ")", "print(reply)"]


def _argument(name: str, value: JsonValue) -> list[str]:
    flat = f"{name}={python_literal(value)},"
    if len(flat) <= WIDTH - 12 or not isinstance(value, dict | list) or not value:
        return [flat]
    rows = _rows(value)
    return [f"{name}={rows[0]}", *rows[1:-1], f"{rows[-1]},"]


def _rows(value: JsonValue) -> list[str]:
    """A value over several lines, one item a line."""
    if isinstance(value, dict) and value:
        inner = [f"{python_literal(k)}: {python_literal(v)}," for k, v in value.items()]
        return ["{", *_block(inner), "}"]
    if isinstance(value, list) and value:
        return ["[", *_block([f"{python_literal(item)}," for item in value]), "]"]
    return [python_literal(value)]


def _block(rows: list[str]) -> list[str]:
    return [f"    {row}" if row else "" for row in rows]


def template_parts(kind: ErrorKind) -> tuple[str, ...]:
    """The message with its placeholders in braces, in parts."""
    return tuple(
        f"{{{part.name}}}" if isinstance(part, Placeholder) else part
        for part in kind.message
    )
