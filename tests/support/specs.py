"""Small specs in memory, for tests that change one thing at a time."""

from __future__ import annotations

from onespec.diagnostics import Diagnostic, SpecError
from onespec.model import Method, Service
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: phone_api
title: Phone API
version: v1
release: 1.0.0
state:
  blocked: {type: array, items: string, example: ["666"]}
errors:
  bad_value: {code: -32602, message: Bad value}
  bad_mix: {code: -32602, message: These do not go together}
  blocked: {code: -32002, message: "The number {number} is blocked"}
"""

METHOD = """\
method: start.call
title: Start a call
params:
  number: {type: string, required: true, pattern: "^[0-9]+$", example: "123"}
  first: {type: string, enum: [operator, contact], default: operator}
  at_once: {type: boolean, default: false}
  limit: {type: integer, minimum: 1, maximum: 10}
result:
  call_id: {type: integer, required: true}
"""


def load_method(
    more: str = "", *, method: str = METHOD, service: str = SERVICE
) -> Method:
    """The one method of a service, with lines added to its file. Raises SpecError."""
    return load_service(more, method=method, service=service).methods[0]


def load_service(
    more: str = "", *, method: str = METHOD, service: str = SERVICE
) -> Service:
    """A service of one method, with lines added to the method's file. Raises SpecError."""
    return load_sources(
        {"service.yaml": service, "methods/start.call.yaml": method + more}
    )


def faults(
    more: str = "", *, method: str = METHOD, service: str = SERVICE
) -> tuple[Diagnostic, ...]:
    """What the loader says of such a service."""
    try:
        load_service(more, method=method, service=service)
    except SpecError as error:
        return error.diagnostics
    return ()


def places(found: tuple[Diagnostic, ...]) -> list[tuple[str, str, int, int]]:
    """Code, file, line and column of each."""
    return [
        (d.code, d.span.file.rpartition("/")[2], d.span.line, d.span.column)
        for d in found
    ]


WIDE = """
method: shop.order
title: Order
params:
  sku: {type: string, required: true, minLength: 3, maxLength: 8}
  amount: {type: integer, required: true, minimum: 1, maximum: 99, multipleOf: 3}
  price: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 10.5}
  level: {type: integer, enum: [1, 2, 5]}
  note: {type: string, nullable: true}
  tags: {type: array, items: {type: string, pattern: "^[a-z]+$"}, minItems: 1, maxItems: 3, uniqueItems: true}
  lines:
    type: array
    items:
      type: object
      fields:
        code: {type: string, required: true, enum: [a, b]}
        count: {type: integer, minimum: 0}
  address:
    type: object
    fields:
      city: {type: string, required: true}
      geo: {type: object, fields: {lat: {type: number, required: true, minimum: -90, maximum: 90}}}
  extra: {type: object, open: true, fields: {}}
  anything: {type: any}
constraints:
  - {id: note-or-tags, at_least_one: [note, tags], error: bad_mix}
  - {id: few-of-level-five, when: has(level) && level == 5, then: amount < 10, error: bad_mix}
errors:
  blocked:
    code: -32002
    message: "The number {number} is blocked"
    raise: [{when: sku in state.blocked, field: sku, params: {number: sku}}]
result:
  order_id: {type: integer, required: true}
"""
"""A method with params of every type."""
