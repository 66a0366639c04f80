"""What `init` and `new` write: the first lines of a spec, for its author to change."""

from __future__ import annotations

from importlib import resources
from typing import Final

SCHEMA: Final = "spec.schema.json"
"""The language's own schema, put beside the spec so that editors complete and explain keys without any network."""

SERVICE: Final = """\
# yaml-language-server: $schema=spec.schema.json
onespec: 1
name: greetings
title: Greetings API
description: Sends greetings. Replace this with what your API is for.
version: v1
release: 0.1.0

servers:
  production: https://api.example.com/v1

# Which error answers what goes wrong before a method's own rules; a slot left out falls to JSON-RPC's own error.
protocol:
  constraint: invalid_parameters_combination

# Errors that every method can answer; the key is the mnemonic that a program tells them apart by.
errors:
  invalid_parameters_combination:
    code: -32602
    message: These parameters can't be sent together
    cause: A constraint of the method does not hold.
    fix: Read the constraints of the method.

# What the server knows and a request does not say; conditions of errors read it.
state:
  blocked_addresses:
    type: array
    items: {type: string}
    description: Addresses that asked to get no more greetings.
    example: ["nobody@example.com"]
"""

METHOD: Final = """\
# yaml-language-server: $schema=../spec.schema.json
method: greeting.send
title: Send a greeting
description: Greets somebody by e-mail or by text message.
readonly: false
idempotent: false

params:
  name:
    type: string
    required: true
    minLength: 1
    maxLength: 100
    description: Who is greeted.
    example: Ada
  channel:
    type: string
    required: true
    description: How the greeting travels.
    enum:
      email: As an e-mail, to `address`.
      sms: As a text message, to `phone`.
  address:
    type: string
    maxLength: 254
    description: The e-mail address.
    example: ada@example.com
  phone:
    type: string
    pattern: "^[1-9][0-9]{6,14}$"
    description: The phone number with its country code, digits only.
    example: "15550100123"

constraints:
  - id: email-needs-address
    when: channel == 'email'
    then: has(address)
    blame: [address]
  - id: sms-needs-phone
    when: channel == 'sms'
    then: has(phone)
    blame: [phone]

errors:
  address_blocked:
    code: -32001
    message: "The address {address} gets no more greetings"
    cause: Its owner asked for that.
    fix: Leave this address out.
    raise:
      - when: has(address) && address in state.blocked_addresses
        field: address

result:
  greeting_id:
    type: integer
    required: true
    description: Number of the greeting.
    example: 1

examples:
  - title: A greeting by e-mail
    params: {name: Ada, channel: email, address: ada@example.com}
    result: {greeting_id: 1}
"""

_NEW: Final = """\
method: {name}
title: {name}
description: What the method does.
readonly: false
idempotent: false

params:{params}

result:
  done:
    type: boolean
    required: true
    description: Whether it was done.

examples:
  - title: A call
    params: {sample}
    result: {{done: true}}
"""

_CREDENTIAL: Final = """
  {name}:
    type: string
    required: true
    secret: true
    description: The credential.
    example: your_{name}"""


def schema() -> str:
    """The text of the language's schema."""
    return (resources.files("onespec") / SCHEMA).read_text("utf-8")


def new_method(name: str, credential: str, modeline: str) -> str:
    """A method's file; `credential` is the param that all methods inherit, or empty."""
    params = _CREDENTIAL.format(name=credential) if credential else " {}"
    sample = f"{{{credential}: your_{credential}}}" if credential else "{}"
    return modeline + _NEW.format(name=name, params=params, sample=sample)


def modeline(service: str) -> str:
    """The line by which an editor finds the schema, for a method's file: as in the service's file, one folder deeper."""
    for line in service.splitlines()[:5]:
        head, found, schema = line.partition("$schema=")
        if line.startswith("#") and found:
            here = "" if ":" in schema or schema.startswith("/") else "../"
            return f"{head}{found}{here}{schema}\n"
    return ""
