"""Ways in: `onespec init`, a first spec, small and whole, and `onespec new`, one more method."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Final

import click

from onespec.cli.report import Report, format_option, make_report
from onespec.cli.settings import WrongUse, places
from onespec.diagnostics import SpecError
from onespec.messages import commands as say

if TYPE_CHECKING:
    # What it takes to load a spec is imported by the command that does.
    from onespec.model import Service
    from onespec.spec.files import SpecFiles

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

params:"""

_RESULT: Final = """
result:
  done:
    type: boolean
    required: true
    description: Whether it was done.
"""

_EXAMPLE: Final = """
examples:
  - title: A call
    params:{sample}
    result: {{done: true}}
"""

_CREDENTIAL: Final = """
  {name}:
    type: {type}
    required: true
    secret: true
    description: The credential.
"""


def schema() -> str:
    """The text of the language's schema."""
    return (resources.files("onespec") / SCHEMA).read_text("utf-8")


def declared_credential(service: Service) -> str | None:
    """The type of the credential's param as other methods declare it; None where a method has no need to declare it."""
    auth = service.auth
    if auth is None or auth.header:
        return None
    if any(common.field.name == auth.param for common in service.params):
        return None
    for method in service.methods:
        for param in method.params:
            is_own = param.name not in method.inherited
            if param.name == auth.param and method.auth and is_own:
                return param.type_name or "string"
    return None


def new_method(
    name: str, service: Service, modeline: str, request: Mapping[str, object] | None
) -> str:
    """A method's file, with an example that sends the request; without one where none is known to be accepted."""
    params, kind = " {}\n", declared_credential(service)
    if service.auth is not None and kind is not None:
        own = service.auth.param
        params = _CREDENTIAL.format(name=own, type=kind)
        if request is not None and own in request:
            params += f"    example: {json.dumps(request[own], ensure_ascii=False)}\n"
    whole = modeline + _NEW.format(name=name) + params + _RESULT
    if request is None:
        return whole
    sample = "".join(
        f"\n      {json.dumps(key) if ':' in key else key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in request.items()
    )
    return whole + _EXAMPLE.format(sample=sample or " {}")


def known_request(service: Service, name: str) -> dict[str, object] | None:
    """The smallest params that nothing refuses, as the sample account has them; None where none were found."""
    from onespec.cases.request import is_carried, merged, subject_of
    from onespec.runtime.player.values import Facts, resolve

    whole = merged(service)
    subject = subject_of(whole, whole.method(name))
    if not subject.passes(subject.base):
        return None
    found: dict[str, object] = resolve(subject.base, Facts(subject.state))
    return {k: v for k, v in found.items() if not is_carried(service, (k,))}


def modeline(service: str, depth: int = 1) -> str:
    """The line by which an editor finds the schema, for a method's file: as in the service's file, so many folders deeper."""
    for line in service.splitlines()[:5]:
        head, found, schema = line.partition("$schema=")
        if line.startswith("#") and found:
            here = "" if ":" in schema or schema.startswith("/") else "../" * depth
            return f"{head}{found}{here}{schema}\n"
    return ""


@click.command()
@click.argument("spec", required=False)
def init(spec: str | None) -> None:
    """Write a small spec to start from.

    SPEC is the folder to make [default: spec]. Nothing is overwritten.
    """
    from onespec.output.write import create

    where = places(spec)
    files = {
        where.spec / "service.yaml": SERVICE,
        where.spec / "methods" / "greeting.send.yaml": METHOD,
        where.spec / SCHEMA: schema(),
    }
    try:
        create(files)
    except FileExistsError as error:
        raise WrongUse(say.in_the_way(str(error.args[0]))) from error
    except OSError as error:
        raise WrongUse(say.not_written(str(where.spec), str(error))) from error
    report = make_report("text")
    report.say(say.made(path.as_posix() for path in files))
    report.say(say.after_init(where.arguments))


_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*([./][A-Za-z][A-Za-z0-9_-]*)*")


def _legal(method: str, service: Service, files: SpecFiles, name: str) -> str:
    """The file of a new method, with an example where the service is known to take one."""
    from onespec.spec import load_files

    line = modeline(files.contents["service.yaml"].decode("utf-8"), name.count("/"))

    def loaded(text: str) -> Service:
        contents = {**files.contents, name: text.encode()}
        return load_files(replace(files, contents=contents))

    bare = new_method(method, service, line, None)
    try:
        request = known_request(loaded(bare), method)
    except SpecError as error:
        # The file that these point into was never written.
        first = error.diagnostics[0]
        place = rf" \({re.escape(f'{files.shown}/{name}')}:\d+\)"
        reason = re.sub(place, "", first.message)
        raise WrongUse(say.method_refused(method, reason, first.help)) from error
    if request is None:
        return bare
    text = new_method(method, service, line, request)
    try:
        loaded(text)
    except SpecError:
        return bare
    return text


def _home(service: Service, method: str) -> str:
    """The folder of a new method: where all those of its namespace stand, if they stand together."""
    space = re.split(r"[./]", method)[:-1]
    found = {
        other.source.removeprefix("spec/").rpartition("/")[0]
        for other in service.methods
        if re.split(r"[./]", other.name)[:-1] == space and space
    }
    return found.pop() if len(found) == 1 else "methods"


@click.command()
@click.argument("method")
@click.argument("spec", required=False)
@format_option
def new(method: str, spec: str | None, report: Report) -> None:
    """Add a method to a spec.

    METHOD is its name on the wire, such as start.simple_call; SPEC the spec's folder [default: spec]. Nothing is overwritten.
    """
    from onespec.output.write import create
    from onespec.spec import load_files
    from onespec.spec.files import read_files

    if not _NAME.fullmatch(method) or len(method) > 100:
        raise WrongUse(say.method_name(method))
    where = places(spec)
    file = f"{method.replace('/', '.')}.yaml"
    with report.faults(where.spec):
        files = read_files(where.spec)
        found = [fault for fault in files.diagnostics if fault.code != "no-methods"]
        files = replace(files, diagnostics=tuple(found))
        service = load_files(files)
        if any(known.name == method for known in service.methods):
            raise WrongUse(say.method_known(method))
        name = f"{_home(service, method)}/{file}"
        path = where.spec / name
        if name in files.contents:
            raise WrongUse(say.in_the_way(str(path)))
    text = _legal(method, service, files, name)
    try:
        create({path: text})
    except FileExistsError as error:
        raise WrongUse(say.in_the_way(str(path))) from error
    except OSError as error:
        raise WrongUse(say.not_written(str(path), str(error))) from error
    report.say(say.made([path.as_posix()]))
