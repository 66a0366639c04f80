"""Requests as one would send them, raw and with curl; secrets stand as a placeholder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onespec import names
from onespec.datatypes import ArrayType, Field, JsonValue, ObjectType
from onespec.markup import fence
from onespec.model import Example, Method, Service
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.highlight import highlight
from onespec.targets.docs.views import SampleView
from onespec.texts import json_text

SHORT: Final = 56
"""Characters that fit beside something else even on a narrow screen."""


def sample(
    desk: Desk, label: str, language: str, text: str, kind: str = ""
) -> SampleView:
    """A piece of code, highlighted or fenced."""
    body = highlight(language, text) if desk.html else fence(language, text)
    say = desk.say.text
    return SampleView(
        label=say(label), language=say(language), kind=say(kind), body=body
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
        name: masked_value(known[name], value) if name in known else value
        for name, value in values.items()
    }


def masked_value(field: Field, value: JsonValue) -> JsonValue:
    """A value as pages may show it."""
    if field.secret:
        return f"YOUR_{names.constant(field.name)}"
    if isinstance(field.type, ObjectType) and isinstance(value, dict):
        return masked(field.type.fields, value)
    if isinstance(field.type, ArrayType) and isinstance(value, list):
        items = field.type.items
        return [masked_value(items, item) for item in value]
    return value


def raw(value: Mapping[str, JsonValue]) -> str:
    """JSON as people read it: on one line where that is short."""
    short = str(json_text(dict(value), None))
    return short if len(short) <= SHORT else str(json_text(dict(value)))


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
