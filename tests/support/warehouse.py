"""A warehouse: a service whose params travel by position."""

from __future__ import annotations

from onespec.model import Service
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: warehouse
title: Warehouse
version: v1
release: 1.0.0
auth: {param: key, env: WAREHOUSE_KEY}
envelope:
  params: by-position
  error_data:
    mnemonic: {type: string, required: true, description: Names the error}
    field: {type: string, nullable: true, description: The param at fault}
state:
  keys: {type: array, items: string, secret: true, description: Keys that are good, example: [good-key]}
  gone: {type: array, items: string, description: What is no more, example: [X1]}
errors:
  bad_key: {code: -32001, message: This key is unknown, raise: [{when: "!(key in state.keys)"}]}
  bad_mix: {code: -32602, message: These do not go together}
  gone: {code: -32010, message: "{sku} is gone", methods: [item.move, item.get], raise: [{when: sku in state.gone, field: sku}]}
"""

MOVE = """\
method: item.move
title: Move an item
params:
  key: {type: string, required: true, secret: true, description: The key, example: good-key}
  sku: {type: string, required: true, pattern: "^[A-Z][0-9]+$", description: Which, example: A1}
  count: {type: integer, minimum: 1, default: 1, description: How many}
  note: {type: string, nullable: true, description: For people}
  shelf: {type: string, description: Where to, example: S1}
  fast: {type: boolean, default: false, description: Whether at once}
constraints:
  - {id: fast-few, when: fast, then: count < 5, error: bad_mix}
result:
  moved: {type: integer, required: true, description: How many}
examples:
  - {title: With a note, params: {key: good-key, sku: A1, note: For Ann}, result: {moved: 1}}
"""

GET = """\
method: item.get
title: Get an item
param_structure: either
readonly: true
params:
  key: {type: string, required: true, secret: true, description: The key, example: good-key}
  sku: {type: string, required: true, pattern: "^[A-Z][0-9]+$", description: Which, example: A1}
  deep: {type: boolean, default: false, description: Whether with its parts}
result:
  count: {type: integer, required: true, minimum: 0, description: How many}
"""

PING = """\
method: ping
title: Ping
auth: none
readonly: true
result: {type: boolean, description: Whether it is there}
"""

FILES = {
    "service.yaml": SERVICE,
    "methods/item.move.yaml": MOVE,
    "methods/item.get.yaml": GET,
    "methods/ping.yaml": PING,
}


TOGETHER = SERVICE.replace(
    "params: by-position", "batch: {max: 3}\n  notifications: true"
)
"""The same by name, with batches and notifications."""


def warehouse(**changes: str) -> Service:
    """The service, some of its files changed: `service`, `move`, `get` or `ping`. Raises SpecError."""
    named = dict(zip(("service", "move", "get", "ping"), FILES, strict=True))
    return load_sources(
        {**FILES, **{named[key]: text for key, text in changes.items()}}
    )
