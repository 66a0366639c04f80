"""Specs that are written from the page of the language, and what all who judge their requests say of one another.

`python -m written_agreement FIRST LAST [REQUESTS]`, with `generator` and `tests/support` on the path, judges the specs of
these seeds, and prints each disagreement.
"""

from __future__ import annotations

import inspect
import json
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import docs_judge
import jsonschema_rs
import onespec
import packages
import written_traffic
from onespec.cases import suite_of
from onespec.lint import lint
from onespec.model import Method, Service
from onespec.notation.jsonschema_expr import constraint_schema
from onespec.runtime.client.natives import NATIVES
from onespec.runtime.client.transport import HttpRequest
from onespec.targets import schema
from onespec.verdict import Refusal
from shapes import validator
from written_services import ServiceWriter
from written_specs import TYPED, Node, Writer
from written_traffic import Server, laid_out

Request = dict[str, Any]
Told = list[tuple[str, str]]
"""Mnemonics and dotted paths."""

BASIC = {"user": "good", "password": "pass"}
UNSAID = ('"x-m', '"x-e', '"x-u')
"""What JSON Schema has no word for stands under such keys."""


def read(writer: Writer) -> tuple[Service, list[str]]:
    """The service that is written, without the conditions that the loader refuses; and what it said of them."""
    files = writer.service()
    said = []
    while True:
        sources = {path: _text(body) for path, body in files.items()}
        try:
            return onespec.load_sources(sources), said
        except onespec.SpecError as error:
            dropped = []
            for one in error.diagnostics:
                path = one.span.file.removeprefix("spec/")
                line = sources[path].split("\n")[one.span.line - 1]
                said.append(f"{one.code}: {one.message} | {line.strip()[:150]}")
                dropped.append(_drop(files[path], line))
            if not any(dropped):
                raise


def _holders(body: Node) -> Iterator[tuple[Node, str]]:
    """Where the lists of constraints and conditions of a file stand: what has each, and under which key."""
    for one in (body, body.get("result", {}), *body.get("types", {}).values()):
        if "constraints" in one:
            yield one, "constraints"
    for row in body.get("errors", {}).values():
        if row and "raise" in row:
            yield row, "raise"
    if "flow" in body:
        yield body, "flow"


def _text(body: Node) -> str:
    """The text of a file, a line for each condition."""
    text = json.dumps(body, indent=1, ensure_ascii=False)
    for owner, key in _holders(body):
        for rule in owner[key]:
            for indent in range(2, 8):
                pad = "\n" + " " * indent
                block = json.dumps(rule, indent=1, ensure_ascii=False).replace(
                    "\n", pad
                )
                text = text.replace(block, json.dumps(rule, ensure_ascii=False))
    return text


def _drop(body: Node, line: str) -> bool:
    """Takes away the condition that stands in a line, with what is nothing without it."""
    for owner, key in _holders(body):
        for rule in owner[key]:
            if json.dumps(rule, ensure_ascii=False) in line:
                owner[key].remove(rule)
                if not owner[key]:
                    del owner[key]
                    if "{told}" in owner.get("message", ""):
                        owner["message"] = "Refused"
                return True
    return False


def disagreements(
    seed: int, count: int, said: list[str] | None = None
) -> Iterator[str]:
    """What the judges of the spec of a seed do not agree on, over so many requests of each method."""
    writer = ServiceWriter(seed)
    try:
        service, refused = read(writer)
    except onespec.SpecError as error:
        if said is not None:
            said.append(f"{seed} NOT READ: {error}")
        str(error)
        return
    if said is not None:
        said += refused
    lint(service)
    suite_of(service)
    with packages.borrowed(service, "written") as package:
        for method in service.methods:
            yield from _of_method(service, package, method, writer, count)
        yield from written_traffic.disagreements(service, package, writer, count)


def _of_method(
    service: Service, package: str, method: Method, writer: Writer, count: int
) -> Iterator[str]:
    forms: list[Any] = []
    for request in [writer.request(method.name) for _ in range(count)]:
        forms.append(laid_out(method, request, not method.takes_names))
    # What travels by position, and leaves out what nothing stands in for, is none.
    forms = [one for one in forms if one is not None]
    requests = [one[1] for one in forms]
    due = [_due(service, method, one) for one in requests]
    carried = [_with_credential(service, method, one) for one in requests]
    for one, refusals, *told in zip(
        requests,
        due,
        [_checked(package, method, one) for one in carried],
        _scripted(service, method, carried),
        _answers(Server(service, package), method, forms),
        _sent(package, service, method, list(zip(requests, due, strict=True)), writer),
        strict=True,
    ):
        yield from _against(service, method, one, refusals, told)
    yield from _by_schema(service, method, requests, due)


def _credential(service: Service) -> Any:
    """What a header carries; None where none does."""
    if service.auth is None or not service.auth.header:
        return None
    return BASIC if service.auth.scheme == "basic" else "good"


def _with_credential(service: Service, method: Method, request: Request) -> Request:
    if method.credential is None or _credential(service) is None:
        return request
    return {method.credential.name: _credential(service), **request}


def _due(service: Service, method: Method, params: Request) -> tuple[Refusal, ...]:
    return onespec.evaluate(
        service, method.name, params, credential=_credential(service)
    ).refusals


def _told(refusals: Sequence[Refusal]) -> Told:
    return [(one.mnemonic, ".".join(map(str, one.path))) for one in refusals]


def _against(
    service: Service,
    method: Method,
    request: Request,
    refusals: tuple[Refusal, ...],
    told: Sequence[Any],
) -> Iterator[str]:
    checked, scripted, answer, sent = told
    expected = _told(refusals)
    local = [one for one in refusals if one.slot != "raise"]
    shape = sorted(_told([one for one in local if one.slot != "constraint"]))
    rules = sorted(
        one.constraint.id.partition("@")[0] for one in local if one.constraint
    )
    due = {
        "checks": (checked, _told(local)[:1] and [_named(local[0])], len(local)),
        "server": (answer, [_named(one) for one in refusals[:1]], 1),
    }
    found, count = checked
    if found[:1] != due["checks"][1] or count != len(local):
        yield _line("checks", method, request, (found, count), (expected, len(local)))
    if answer != due["server"][1]:
        yield _line("server", method, request, answer, expected)
    if scripted != (shape, rules):
        yield _line("script", method, request, scripted, (shape, rules))
    if not refusals and sent:
        yield _line("client", method, request, sent, "legal")


def _named(refusal: Refusal) -> tuple[str, str]:
    return refusal.mnemonic, ".".join(map(str, refusal.path))


def _line(judge: str, method: Method, request: Request, found: Any, due: Any) -> str:
    return f"{judge} of {method.name}: {found}, not {due}: {json.dumps(request)[:600]}"


def _checked(package: str, method: Method, request: Request) -> tuple[Told, int]:
    check = import_module(f"{package}.checks").CHECKS[method.name]
    found = check(request)[1]
    return [(one.mnemonic, one.field or "") for one in found], len(found)


def _scripted(
    service: Service, method: Method, requests: Sequence[Request]
) -> list[tuple[Told, list[str]]]:
    return [
        (
            sorted(
                (service.protocol[slot], ".".join(map(str, path)))
                for slot, path in one["faults"]
            ),
            sorted(one["broken"]),
        )
        for one in docs_judge.judged(service, method, requests)
    ]


def _answers(server: Server, method: Method, forms: Sequence[Any]) -> list[Told]:
    """What each request is answered with."""
    return [_answer(server, method, one[0]) for one in forms]


def _answer(server: Server, method: Method, params: Any) -> Told:
    reply = server.call(method.name, params)[1]
    if "error" not in reply:
        return []
    data = reply["error"].get("data", {})
    return [(data.get("mnemonic"), data.get("field") or "")]


def _by_schema(
    service: Service,
    method: Method,
    requests: Sequence[Request],
    due: Sequence[tuple[Refusal, ...]],
) -> Iterator[str]:
    document = schema.document(service, method, "params")
    judges = (validator(document), jsonschema_rs.Draft202012Validator(document))
    text = json.dumps(document)
    is_whole = not any(key in text for key in UNSAID)
    for one, refusals in zip(requests, due, strict=True):
        local = [fault for fault in refusals if fault.slot != "raise"]
        said = [
            fault
            for fault in local
            if fault.constraint is not None
            and constraint_schema(fault.constraint.base or fault.constraint)[1]
            != "none"
            or fault.constraint is None
            and is_whole
        ]
        for judge in judges:
            valid = judge.is_valid(one)
            if not valid and not local:
                yield _line("schema", method, one, "refused", "legal")
            elif valid and said:
                yield _line("schema", method, one, "legal", _told(said))


def _sent(
    package: str,
    service: Service,
    method: Method,
    requests: Sequence[tuple[Request, tuple[Refusal, ...]]],
    writer: Writer,
) -> list[str]:
    """What goes wrong where the generated client sends legal requests and reads the sample answer."""
    sender = _Sender(package, service, method, writer)
    return ["" if due else sender.fault(one) for one, due in requests]


class _Sender:
    """A generated client over the reference server."""

    def __init__(
        self,
        package: str,
        service: Service,
        method: Method,
        writer: Writer,
    ) -> None:
        self.server = Server(service, package)
        self.package = package
        self.service = service
        self.method = method
        self.writer = writer
        self.bodies: list[Any] = []

    def fault(self, request: Request) -> str:
        module = import_module(self.package)
        (client,) = [
            getattr(module, name)
            for name in module.__all__
            if name.endswith("".join(self.package.title().split("_")))
            and not name.startswith(("Async", "Raw"))
        ]
        held = {"user": "good", "password": "pass"}
        given: dict[str, Any] = {}
        if self.service.auth is not None:
            given = {
                name: held.get(name, "good") for name in self.service.auth.arguments
            }
        declared = self.writer.methods[self.method.name]
        params = {
            name: self.native(declared[name], value)
            for name, value in request.items()
            if name not in given
        }
        api = client("https://example.org/", transport=self, max_retries=0, **given)
        call: Any = api
        for part in self.method.name.split("."):
            call = getattr(call, part)
        try:
            call(**self.arguments(call, params, module.NULL))
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:400]
        got = self.bodies[-1].get("params", {})
        if isinstance(got, dict) and not alike(got, request):
            return f"sent {json.dumps(got)[:400]}"
        return ""

    def arguments(self, call: Any, params: Request, null: Any) -> dict[str, Any]:
        taken = list(inspect.signature(call).parameters)
        found = {}
        for name, value in params.items():
            plain = name.replace("-", "_")
            snake = "".join("_" + c.lower() if c.isupper() else c for c in plain)
            (argument,) = [
                one for one in taken if one in (plain, snake, f"{plain}_", f"{snake}_")
            ][:1]
            found[argument] = null if value is None else value
        return found

    def send(self, request: HttpRequest) -> Any:
        self.bodies.append(json.loads(request.body))
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = self.server.app.exchange(self.server.request(request.body, headers))
        response = import_module(f"{self.package}.transport").HttpResponse
        return response(
            status=answer.status,
            headers={"content-type": answer.content_type},
            body=answer.body,
        )

    def native(self, node: Any, value: Any) -> Any:
        """A legal value as Python has it."""
        if isinstance(node, str):
            node = {"type": node}
        name = node.get("type", "")
        if value is None:
            return None
        if name in self.writer.types:
            return self.native(self.writer.types[name], value)
        if "one_of" in node:
            option = self.option(node, value)
            return value if option is None else self.native(option, value)
        if name in NATIVES:
            return NATIVES[name].read(value)
        if isinstance(value, list) and "prefixItems" in node:
            places = [*node["prefixItems"], *([node.get("items")] * len(value))]
            return tuple(self.native(*one) for one in zip(places, value, strict=False))
        if isinstance(value, list) and name == "array":
            return [self.native(node["items"], one) for one in value]
        if isinstance(value, dict) and name == "map":
            return {key: self.native(node["values"], one) for key, one in value.items()}
        if isinstance(value, dict) and "fields" in node:
            return {
                key: self.native(node["fields"].get(key, {"type": "any"}), one)
                for key, one in value.items()
            }
        return value

    def option(self, node: Node, value: Any) -> Any:
        for one in node["one_of"]:
            whole = {"type": one} if isinstance(one, str) else one
            while whole.get("type") in self.writer.types:
                whole = self.writer.types[whole["type"]]
            if "discriminator" in node:
                kind = whole["fields"]["kind"]
                if value.get("kind") in (kind.get("const"), *kind.get("enum", ())):
                    return whole
            elif "one_of" in whole:
                if isinstance(value, dict) or self.option(whole, value) is not None:
                    return whole
            elif _family(whole) == _kind(value):
                return whole
        return None


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {int: "number", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "text")


def _family(node: Node) -> str:
    name = node.get("type", "")
    if "const" in node:
        return _kind(node["const"])
    known = {"integer": "number", "map": "object", "string": "text"}
    return "text" if name in TYPED else known.get(name, name)


def alike(one: Any, other: Any) -> bool:
    """Whether JSON is the same, but for the texts in it."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            alike(one[key], other[key]) for key in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return isinstance(one, str) and isinstance(other, str) or one == other


def main(first: int, last: int, count: int = 40) -> None:
    """Judges the specs of these seeds."""
    said: list[str] = []
    for seed in range(first, last):
        try:
            for line in disagreements(seed, count, said):
                print(seed, line, flush=True)
        except Exception:
            print(
                seed,
                "CRASH",
                traceback.format_exc()[-800:].replace("\n", " / "),
                flush=True,
            )
        if seed % 25 == 24:
            print("#", seed + 1 - first, "specs", flush=True)
    for line in said:
        print("#", line)
    print("#", last - first, "specs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
