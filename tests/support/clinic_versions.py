"""A service with an order of calls, a credential in a header, pages, options and promises: what can change beside params and results."""

from __future__ import annotations

import onespec
from onespec import model

SERVICE = """\
onespec: 1
name: clinic
title: Clinic
version: v1
release: 1.0.0
auth: {header: X-Api-Key, env: CLINIC_KEY}
transport: {status: {-32020: 404, otherwise: 200}}
envelope:
  batch: {max: 3}
  notifications: true
  params: either
  result: data
  metadata:
    limits: {type: object, fields: {left: {type: integer, description: Points}}}
  error_data:
    mnemonic: {type: string, required: true, description: Names the error}
    field: {type: string, nullable: true, description: The param}
protocol: {constraint: bad_mix}
types:
  Slot:
    type: object
    fields:
      begins: {type: integer, required: true, minimum: 0}
      ends: {type: integer, required: true, minimum: 0}
    constraints:
      - {id: begins-first, rule: begins < ends}
  Part:
    type: object
    fields:
      name: {type: string, required: true, maxLength: 9}
      parts: {type: array, items: Part}
params:
  trace: {type: string, methods: [visit.*]}
state:
  keys: {type: array, items: string, secret: true, description: Good keys, example: [k1]}
  tries: {type: integer, default: 3, description: Tries left}
errors:
  bad_mix: {code: -32001, message: These do not go together}
  no_visit: {code: -32020, message: No such visit}
  too_late: {code: -32021, message: The visit is past that}
  key_unknown: {code: -32002, message: Unknown key, raise: [{when: "!(params.X_Api_Key in state.keys)"}]}
  tired:
    code: -32030
    message: Too often
    methods: [visit.*]
    data:
      tries: {type: integer, required: true, minimum: 0, description: Tries left}
    raise: [{when: state.tries == 0, data: {tries: state.tries}}]
lifecycles:
  visit:
    id: visit_id
    type: integer
    title: Visit
    description: A visit.
    error: too_late
    unknown: no_visit
    states:
      booked: {description: Booked, becomes: [missed], example: [7]}
      here: {description: The patient is here, example: [8]}
      missed: {description: Missed, final: true}
      done: {description: Done, final: true}
""".replace("params.X_Api_Key", "credential")
METHODS = {
    "visit.book": """\
title: Book
params:
  day: {type: date, required: true}
  hour: {type: integer, required: true, minimum: 0, maximum: 23}
  trace:
  note: {type: string, nullable: true}
  slot: {type: Slot}
  part: {type: Part}
  who:
    one_of:
      - {type: string, minLength: 2}
      - {type: integer, minimum: 1}
result:
  type: object
  fields:
    visit_id: {type: integer, required: true}
    low: {type: integer, required: true}
    high: {type: integer, required: true}
  constraints:
    - {id: low-first, rule: low <= high}
moves: {visit: {to: booked}}
""",
    "visit.enter": """\
title: Enter
param_structure: by-name
params:
  visit_id: {type: integer, required: true, example: 7}
moves: {visit: {from: [booked], to: here}}
""",
    "visit.finish": """\
title: Finish
param_structure: by-name
params:
  visit_id: {type: integer, required: true, example: 8}
moves: {visit: {from: [here], to: done}}
""",
    "list.visits": """\
title: List
auth: none
params:
  offset: {type: integer, minimum: 0, default: 0}
  limit: {type: integer, minimum: 1, maximum: 100, default: 50}
pagination: {style: offset, offset: offset, limit: limit, items: visits, total: total}
result:
  visits: {type: array, items: integer, required: true}
  total: {type: integer, required: true, minimum: 0}
""",
}


def load(where: str = "", old: str = "", new: str = "") -> model.Service:
    texts = {"service": SERVICE, **METHODS}
    if where:
        assert texts[where].count(old) == 1, (where, old)
        texts[where] = texts[where].replace(old, new)
    service = texts.pop("service")
    files = {
        f"methods/{name}.yaml": f"method: {name}\n{text}"
        for name, text in texts.items()
    }
    return onespec.load_sources({"service.yaml": service, **files})
