"""A small spec that uses every key of the spec language: what hostile tests start from."""

from __future__ import annotations

import json
from typing import Any

from onespec.spec.nodes import plain
from onespec.spec.parser import parse

SERVICE = """\
onespec: 1
name: phone_api
title: Phone API
description: Starts calls, `start.call` above all. See [the pages](https://example.org/pages).
version: v1
release: 1.2.3
x-team: {mail: team@example.org, floor: 3}
servers:
  production: https://api.example.org/v1
  staging: {url: "https://staging.example.org/v1", description: For trials}
auth: {param: token, env: PHONE_API_TOKEN}
transport:
  method: POST
  content_type: application/json
  encoding: UTF-8
  status: {-32601: 404, otherwise: 200}
  notes: [Bodies are JSON.]
envelope:
  result: data
  metadata:
    limits: {type: object, description: What is left, fields: {left: {type: integer, description: Points}}}
  error_data:
    mnemonic: {type: string, required: true, description: Names the error}
    field: {type: string, nullable: true, description: The param}
  ids: [string, number]
  batch: {max: 5}
  notifications: false
  notes: [An id is due.]
protocol:
  parse: bad_request
  batch: bad_request
  envelope: bad_request
  notification: bad_request
  method: no_method
  encoding: bad_request
  missing: bad_value
  type: bad_value
  value: bad_value
  unexpected: bad_value
  constraint: bad_mix
  internal: broken
code_groups:
  -32602: {name: bad_params, title: Params are wrong}
  -32002: {name: refused_number, title: A number is refused}
types:
  Phone:
    type: string
    title: Phone number
    description: Digits only
    docs_type: phone
    pattern: "^[1-9][0-9]{2,14}$"
    minLength: 3
    maxLength: 15
    format: hostname
    examples: ["123", "74993720692"]
    since: v1
    x-origin: plan
  Note:
    type: object
    title: Note
    description: A text to play
    fields:
      kind: {type: string, required: true, title: Kind, description: Where it is from, enum: {file: a file, speech: spoken text}}
      body: {type: string, required: true, title: Body, description: The text, example: Hello}
  Beep:
    type: object
    fields:
      kind: {type: string, required: true, enum: [beep]}
      times: {type: integer, minimum: 1}
      then: {type: Sound, description: What follows}
  Sound: {one_of: [Beep, {type: object, fields: {kind: {type: string, required: true, enum: [silence]}}}], discriminator: kind}
params:
  trace: {type: string, description: Goes into the log, methods: [start.*, stop.call], example: t-1}
state:
  tokens: {type: array, items: string, secret: true, description: Tokens that are good, example: [secret-one]}
  blocked: {type: array, items: Phone, description: Blocked numbers, example: ["666"]}
  points: {type: integer, minimum: 0, default: 5, description: Points left}
session: {login: enter.user, token: token, expires: until, logout: leave.user, refused: [bad_mix]}
lifecycles:
  talk:
    id: talk_id
    type: integer
    title: Talk
    description: From the first word on.
    error: bad_mix
    unknown: bad_value
    states:
      started: {title: Started, description: They talk., becomes: [stopped], example: [1, 2]}
      stopped: {description: They are silent., final: true, example: [3]}
      deleted: {description: Nobody knows., forgotten: true}
errors:
  bad_request: {code: -32600, message: The request is wrong, cause: The envelope is wrong, fix: Mend it}
  no_method: {code: -32601, message: No such method}
  bad_value: {code: -32602, message: Bad value, help_url: "https://example.org/bad_value"}
  bad_mix: {code: -32602, message: These do not go together}
  broken: {code: -32603, message: The server is broken, deprecated: Never sent any more, since: v1}
  no_points:
    code: -32002
    message: "{points} of {limit_name} are left"
    methods: [start.call, stop.call]
    cause: All points are used
    fix: Wait
    see: [{title: Limits, url: "https://example.org/limits"}]
    x-level: high
    data:
      left: {type: integer, required: true, description: Points that are left}
    raise:
      - when: state.points < 1
        params: {limit_name: "'points'"}
        data: {left: state.points}
open:
  - {id: order-of-checks, text: The order is not said, reading: As here, leaves: [form], errors: [bad_value]}
see:
  - {title: Pages, url: "https://example.org/pages"}
"""

METHOD = """\
method: start.call
title: Start a call
description: |-
  Calls a number.

  - first the one
  - then the other
readonly: false
idempotent: false
destructive: false
deprecated: Use nothing else
since: v1
x-owner: voice
see: [{title: Calls, url: "https://example.org/calls"}]
params:
  token: {type: string, required: true, secret: true, description: The credential, example: secret-one}
  number: {type: Phone, required: true, title: Number, description: Whom to call, group: Parties}
  trace:
  first:
    type: string
    description: Who is called first
    group: Parties
    enum: {operator: who works there, contact: the other}
    default: operator
    see: [{title: Order, url: "https://example.org/order"}]
  at_once: {type: boolean, default: false, description: Whether at once}
  limit: {type: integer, minimum: 1, maximum: 10, multipleOf: 1, description: Most minutes, example: 3}
  rate: {type: number, exclusiveMinimum: 0, exclusiveMaximum: 1.5, default_note: as the plan says, description: Rate}
  channel: {const: voice, description: Always so}
  mode: {type: string, enum: [fast, slow], deprecated: Never worked, description: How fast}
  tags: {type: array, items: {type: string, minLength: 1}, minItems: 1, maxItems: 5, uniqueItems: true, description: Tags}
  note: {type: Note, description: What to play}
  names: {type: map, keys: "^[a-z]{2}$", values: {type: string}, minProperties: 1, maxProperties: 9, description: By language}
  place: {type: array, prefixItems: [{type: number}, number], items: integer, description: Where}
  extra: {type: object, open: true, nullable: true, description: Anything, fields: {deep: {type: any, description: Deep}}}
constraints:
  - id: at-once-needs-operator
    when: at_once
    then: first == 'operator'
    error: bad_mix
    blame: [at_once, first]
    message: Only the operator can be called at once
    description: The contact never is
    examples:
      accept: [{at_once: true, first: operator}]
      reject: [{at_once: true, first: contact}]
    x-ticket: 7
  - {id: short-limit, rule: "!has(limit) || limit < 9", blame: [limit]}
  - {id: one-way, exactly_one: [note, mode]}
  - {id: some-size, at_least_one: [[note], mode, rate]}
  - {id: not-both, at_most_one: [limit, rate], error: bad_mix}
  - {id: together, all_or_none: [tags, [tags, note]]}
errors:
  blocked_number:
    code: -32002
    message: "The number {number} is blocked, note {kind}"
    cause: Somebody blocked it
    fix: Call another one
    raise:
      - when: has(note) && number in state.blocked
        field: note.body
        value: note.body
        params: {kind: note.kind}
      - when: number in state.blocked
        field: number
        params: {kind: "'none'"}
  bad_mix: {message: These params do not go together, raise: [{when: "has(rate) && at_once"}]}
  bad_request:
flow:
  - title: At once
    description: Both ring
    when: at_once
    steps:
      - {from: Service, to: Operator, text: "dials `number`"}
      - {to: Contact, text: waits, when: has(note)}
open:
  - {id: order-of-tags, text: The order is not said, reading: As sent, about: [tags, note.body], leaves: [form], errors: [blocked_number]}
history:
  - {version: 1.2.3, text: First words}
result:
  call_id: {type: integer, docs_type: number, required: true, title: Call, description: Its id}
  parties: {type: array, items: {type: object, fields: {name: {type: string, description: Name}}}, description: Who}
examples:
  - title: A plain call
    description: With a note
    id: req1
    params: {token: secret-one, number: "123", note: {kind: file, body: "7"}, tags: [a, b]}
    result: {call_id: 7, parties: [{name: Ann}]}
  - title: A blocked number
    id: 7
    params: {token: secret-one, number: "777", mode: fast}
    state: {blocked: ["777"]}
    error: blocked_number
"""

OTHER = """\
method: stop.call
title: Stop a call
auth: none
readonly: true
idempotent: true
param_structure: by-name
params:
  talk_id: {type: integer, required: true, description: Which talk, example: 1}
  sound: {type: Sound, description: What is heard before}
result: {type: boolean, description: Whether there was one}
moves:
  talk: {from: [started], to: stopped}
"""

ENTER = """\
method: enter.user
title: Enter
auth: none
result:
  token: {type: string, required: true, secret: true, description: The token}
  until: {type: integer, required: true, description: When it ends}
"""

LEAVE = """\
method: leave.user
title: Leave
params:
  token: {type: string, required: true, secret: true, description: The token, example: secret-one}
"""

LISTS = {
    "offset": """\
method: list.calls
title: List calls
params:
  token: {type: string, required: true, secret: true, description: The credential, example: secret-one}
  offset: {type: integer, minimum: 0, default: 0, description: How many to pass over}
  limit: {type: integer, minimum: 1, maximum: 100, default: 50, description: How many at most}
pagination: {style: offset, offset: offset, limit: limit, items: calls, total: total}
result:
  calls: {type: array, items: integer, required: true, description: Their ids}
  total: {type: integer, required: true, minimum: 0, description: How many there are}
""",
    "page": """\
method: list.talks
title: List talks
params:
  token: {type: string, required: true, secret: true, description: The credential, example: secret-one}
  page: {type: integer, minimum: 1, default: 1, description: Which page}
  size: {type: integer, minimum: 1, maximum: 100, default: 50, description: How many at most}
pagination: {style: page, page: page, size: size, items: talks, pages: pages}
result:
  talks: {type: array, items: integer, required: true, description: Their ids}
  pages: {type: integer, required: true, minimum: 0, description: How many pages there are}
""",
    "cursor": """\
method: list.names
title: List names
params:
  token: {type: string, required: true, secret: true, description: The credential, example: secret-one}
  cursor: {type: string, minLength: 1, description: Where to go on}
pagination: {style: cursor, cursor: cursor, next: next, items: names}
result:
  names: {type: array, items: string, required: true, description: The names}
  next: {type: string, nullable: true, description: Where to go on}
""",
}
"""A method for each way to turn pages."""

FILES = {
    "service.yaml": SERVICE,
    "methods/start.call.yaml": METHOD,
    "methods/stop.call.yaml": OTHER,
    "methods/enter.user.yaml": ENTER,
    "methods/leave.user.yaml": LEAVE,
    "methods/list.calls.yaml": LISTS["offset"],
    "methods/list.talks.yaml": LISTS["page"],
    "methods/list.names.yaml": LISTS["cursor"],
}


def documents() -> dict[str, Any]:
    """The spec as JSON values, file by file."""
    found: dict[str, Any] = {}
    for name, text in FILES.items():
        tree, faults = parse(name, text.encode())
        assert tree is not None, faults
        found[name] = plain(tree)
    return found


def written(documents: dict[str, Any]) -> dict[str, str]:
    """Files that hold JSON values: what is JSON is YAML too; what can't be seen is escaped."""
    return {
        name: _seen(json.dumps(document, ensure_ascii=False, indent=1)) + "\n"
        for name, document in documents.items()
    }


def _seen(text: str) -> str:
    return "".join(
        (
            char
            if char.isprintable() or char == "\n" or ord(char) > 0xFFFF
            else f"\\u{ord(char):04x}"
        )
        for char in text
    )
