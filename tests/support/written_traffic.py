"""What is said of whole services of a seed beyond single requests: states, replies in full, batches, lifecycles, pages, sessions, conformance.

What is due is worked out here from `docs/language.md`; only which error answers a request is asked of `onespec.evaluate`.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from importlib import import_module
from typing import Any

import onespec
from onespec.cases.ruled import sample_result
from onespec.conform import conformance
from onespec.language.evaluate import evaluate
from onespec.model import Method, Placeholder, Service
from onespec.placed import broken_promises
from onespec.runtime.player.session import Options
from onespec.runtime.player.verdicts import HELD, INCONCLUSIVE, NOTHING
from onespec.verdict import Refusal, sample_state
from written_services import ServiceWriter

Json = dict[str, Any]
GOOD = {"user": "good", "password": "pass"}


class Server:
    """The generated server of a service, asked in this process."""

    def __init__(self, service: Service, package: str) -> None:
        made = import_module(f"{package}.testing.server")
        self.service = service
        self.request = made.Request
        self.app = made.App({}, accounts={})

    def answer(self, body: Any, header: str | None = None) -> tuple[int, Any]:
        """Status and body, None where it is empty; `header` holds the credential, a good one where nothing is said."""
        headers = {"content-type": "application/json"}
        auth = self.service.auth
        if auth is not None and auth.header:
            headers[auth.header.lower()] = (
                sent(service=self.service) if header is None else header
            )
            if header == "":
                del headers[auth.header.lower()]
        answer = self.app.exchange(self.request(json.dumps(body).encode(), headers))
        return answer.status, json.loads(answer.body) if answer.body else None

    def call(
        self, method: str, params: Any, header: str | None = None
    ) -> tuple[int, Any]:
        """The answer to one call."""
        return self.answer(call(self.service, method, params), header)


def call(service: Service, method: str, params: Any, number: int = 1) -> Json:
    """A request as it travels."""
    is_text = service.envelope.id_types == ("string",)
    request_id: Any = str(number) if is_text else number
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}


def sent(service: Service) -> str:
    """A good credential in its header."""
    auth = service.auth
    if auth is None or auth.scheme == "basic":
        return "Basic " + base64.b64encode(b"good:pass").decode()
    return "Bearer good" if auth.scheme else "good"


def credential(service: Service) -> Any:
    """The same as conditions read it; None where no header has one."""
    if service.auth is None or not service.auth.header:
        return None
    return GOOD if service.auth.scheme == "basic" else "good"


def laid_out(method: Method, params: Json, by_list: bool) -> tuple[Any, Json] | None:
    """How params travel, and what they then mean; None where they can't."""
    if not by_list:
        return params, params
    filled = {}
    names = [one.name for one in method.params]
    if set(params) - set(names):
        return None
    last = max((names.index(name) for name in params), default=-1)
    for param in method.params[: last + 1]:
        if param.name in params:
            filled[param.name] = params[param.name]
        elif param.nullable:
            filled[param.name] = None
        else:
            return None
    return list(filled.values()), filled


def disagreements(
    service: Service, package: str, writer: ServiceWriter, count: int
) -> Iterator[str]:
    """What goes otherwise than the page of the language says."""
    rng = random.Random(f"traffic {service.title} {writer.rng.random()}")
    server = Server(service, package)
    for number in range(count):
        yield from _call(server, writer, rng, number)
    server.app.set_state({})
    yield from _envelopes(server, writer, rng)
    yield from _batches(server, writer, rng)
    if writer.lives:
        yield from _walk(Server(service, package), writer, rng, 40)
    if all(_is_kept(method) for method in service.methods):
        yield from _conformance(service)


def _is_kept(method: Method) -> bool:
    """Whether a result keeps what is promised: conditions may well contradict one another."""
    return not any(broken_promises(method, sample_result(method)))


def states(rng: random.Random) -> Json:
    """Facts that differ from the sample."""
    facts: Json = {}
    if rng.random() < 0.3:
        facts["shut"] = True
    if rng.random() < 0.5:
        facts["most"] = rng.choice([0, 1, 4, 5, 10, 41])
    if rng.random() < 0.3:
        facts["known"] = rng.choice([[], ["a"], ["ab", "long word", "low"]])
    if rng.random() < 0.3:
        facts["day"] = rng.choice(["0001-01-01", "2024-03-01", "9999-12-31"])
    if rng.random() < 0.3:
        facts["left"] = rng.choice([{}, {"ab": 2}, {"q": 1}])
    return facts


def _call(
    server: Server, writer: ServiceWriter, rng: random.Random, number: int
) -> Iterator[str]:
    service = server.service
    method = rng.choice(service.methods)
    if any(method.name == f"{kind}.make" for kind in writer.lives):
        return
    facts = states(rng)
    by_list = method.takes_positions and (not method.takes_names or rng.random() < 0.5)
    made = laid_out(method, writer.request(method.name), by_list)
    if made is None:
        return
    params, meant = made
    header, held = None, credential(service)
    if held is not None and method.credential is not None and rng.random() < 0.2:
        header, held = rng.choice(_headers(service))
    found = onespec.evaluate(service, method.name, meant, facts, credential=held)
    server.app.set_state(facts)
    status, reply = server.call(method.name, params, header)
    due = found.refusals[:1]
    what = f"{method.name} {json.dumps(params)[:500]} {facts} {header}"
    if reply.get("id") != call(service, method.name, {})["id"]:
        yield f"id of {what}: {reply}"
    if not due:
        if "result" not in reply or status != 200:
            yield f"refused {what}: {status} {reply}"
        return
    yield from _refused(service, method, due[0], meant, facts, status, reply, what)


def _headers(service: Service) -> list[tuple[str, Any]]:
    """Other headers, and what conditions read of them; None for those that hold no credential."""
    auth = service.auth
    assert auth is not None
    if auth.scheme == "basic":
        other = base64.b64encode(b"other:pass").decode()
        return [
            ("", None),
            ("Bearer good", None),
            ("Basic %%%", None),
            ("Basic " + base64.b64encode(b"good").decode(), None),
            (f"Basic {other}", {"user": "other", "password": "pass"}),
            (f"basic {other}", {"user": "other", "password": "pass"}),
        ]
    if auth.scheme:
        return [
            ("", None),
            ("good", None),
            ("Basic good", None),
            ("Bearer other", "other"),
            ("bearer good", "good"),
        ]
    return [("", None), ("other", "other")]


def _refused(
    service: Service,
    method: Method,
    refusal: Refusal,
    params: Json,
    facts: Json,
    status: int,
    reply: Json,
    what: str,
) -> Iterator[str]:
    """Whether a reply says what the first reason to refuse comes to."""
    if "error" not in reply:
        yield f"taken {what}: {refusal.mnemonic} was due"
        return
    error = reply["error"]
    data = error.get("data", {})
    # What a header carries is no param.
    path = () if refusal.slot == "credential" else refusal.path
    field = ".".join(map(str, path)) if path else None
    told = data.get("mnemonic"), data.get("field")
    if told != (refusal.mnemonic, field):
        yield f"error of {what}: {told}, not {refusal.mnemonic} {field}"
        return
    rows = {one.mnemonic: one for one in (*method.common_errors, *method.errors)}
    row = rows.get(refusal.mnemonic)
    if row is None:
        return
    if status != status_due(service, row.code):
        yield f"status of {what}: {status} for {row.code}"
    if error["code"] != row.code:
        yield f"code of {what}: {error['code']}, not {row.code}"
    if refusal.raised is None:
        return
    state = {**sample_state(service), **facts}
    raised = refusal.raised
    fillings = {name: evaluate(expr, params, state) for name, expr in raised.params}
    message = "".join(
        _text(fillings[part.name]) if isinstance(part, Placeholder) else part
        for part in row.message
    )
    if error["message"] != message:
        yield f"message of {what}: {error['message']!r}, not {message!r}"
    if "params" in data and data["params"] != fillings:
        yield f"params of {what}: {data['params']}, not {fillings}"
    own = {name: evaluate(expr, params, state) for name, expr in raised.data}
    if own != {name: data[name] for name in own if name in data}:
        yield f"data of {what}: {data}, not {own}"
    if "value" in data:
        value = _at(params, refusal.path) if refusal.path else None
        if raised.value is not None:
            value = evaluate(raised.value, params, state)
        is_default = raised.value is None and value is None
        if data["value"] != value and not is_default:
            yield f"value of {what}: {data['value']}, not {value}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _at(value: Any, path: Sequence[Any]) -> Any:
    for step in path:
        if isinstance(value, list):
            value = value[int(step)]
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        else:
            return None
    return value


def status_due(service: Service, code: int) -> int:
    """The HTTP status of an error."""
    table = service.transport.status
    if table is None:
        return 200
    return table.of(code)


def _slot(service: Service, reply: Any, slot: str) -> bool:
    return (
        isinstance(reply, dict)
        and reply.get("error", {}).get("data", {}).get("mnemonic")
        == service.protocol[slot]
    )


def _envelopes(
    server: Server, writer: ServiceWriter, rng: random.Random
) -> Iterator[str]:
    """Envelopes of every kind."""
    service = server.service
    method = rng.choice([one for one in service.methods])
    params = writer.request(method.name)
    by_list = not method.takes_names
    plain = call(service, method.name, [] if by_list else params)
    ids = service.envelope.id_types
    takes = {
        "string": ["a", "", "١"],
        "integer": [0, -1, 2.0],
        "number": [0.5, -1.25],
    }
    legal = [one for kind in ids for one in takes[kind]]
    if "number" in ids:
        legal += takes["integer"]
    others = [one for kind in takes for one in takes[kind]] + [True, [], {}]
    for one in others:
        status, reply = server.answer({**plain, "id": one})
        is_legal = type(one) is not bool and any(
            one == known and type(one) is type(known) for known in legal
        )
        if is_legal and (reply.get("id") != one or type(reply["id"]) is not type(one)):
            yield f"id {one!r}: {reply}"
        if not is_legal and not (
            _slot(service, reply, "envelope") and reply["id"] is None
        ):
            yield f"id {one!r} was taken: {reply}"
    for wrong in (
        {**plain, "jsonrpc": "1.0"},
        {key: one for key, one in plain.items() if key != "jsonrpc"},
        {**plain, "method": 1},
        {**plain, "params": "a"},
        {**plain, "params": None},
        {
            **plain,
            "params": {} if by_list else ([] if not method.takes_positions else 1),
        },
        "text",
    ):
        _, reply = server.answer(wrong)
        if not _slot(service, reply, "envelope"):
            yield f"envelope {json.dumps(wrong)[:300]}: {reply}"
    for name in ("m.nope", "", f"{method.name} ", method.name.upper(), "toString"):
        _, reply = server.answer({**plain, "method": name, "params": {}})
        if not _slot(service, reply, "method"):
            yield f"method {name!r}: {reply}"
    unnamed = {key: one for key, one in plain.items() if key != "id"}
    status, reply = server.answer(unnamed)
    if service.envelope.notifications:
        if reply is not None or status not in (200, 204):
            yield f"notification: {status} {reply}"
    elif not _slot(service, reply, "notification"):
        yield f"notification: {status} {reply}"


def _batches(
    server: Server, writer: ServiceWriter, rng: random.Random
) -> Iterator[str]:
    """Batches against the same calls one by one."""
    service = server.service
    batches = service.envelope.batch
    calls = []
    for number in range(rng.randint(1, 3)):
        method = rng.choice(service.methods)
        by_list = not method.takes_names
        made = laid_out(method, writer.request(method.name), by_list)
        if made is not None and not method.moves:
            calls.append(call(service, method.name, made[0], number))
    mixed: list[Any] = [*calls, 1, {"jsonrpc": "2.0", "method": "m.nope"}][:3]
    many = [{"jsonrpc": "2.0", "method": "m.nope", "id": 1}] * 1001
    for batch in (calls, mixed, [], many):
        status, reply = server.answer(batch)
        if batches is None or len(batch) > (batches.max or 1000):
            if not _slot(service, reply, "batch"):
                yield f"batch of {len(batch)}: {reply}"
            continue
        if not batch:
            if not _slot(service, reply, "envelope"):
                yield f"empty batch: {reply}"
            continue
        if status != 200:
            yield f"status of a batch: {status}"
        due = [answer for one in batch if (answer := server.answer(one)[1]) is not None]
        if (reply is None) is bool(due):
            yield f"batch {json.dumps(batch)[:600]}: {reply}"
        elif due and sorted(map(_outcome, reply)) != sorted(map(_outcome, due)):
            yield f"batch {json.dumps(batch)[:600]}: {reply}, not {due}"


def _outcome(reply: Json) -> str:
    """What is the same whenever a call is made."""
    kept = {**reply, "result": None} if "result" in reply else reply
    return json.dumps(kept, sort_keys=True)


class _Life:
    """What is known of the instances of a lifecycle, after the words of the page."""

    def __init__(self, kind: str, node: Json) -> None:
        self.kind = kind
        self.node = node
        self.states = node["states"]
        self.made: dict[Any, str] = {}
        self.listed = {
            one for state in self.states.values() for one in state.get("example", [])
        }

    def facts(self) -> Json:
        """The facts that list instances, those that were made among them."""
        found = {}
        for name, state in self.states.items():
            if state.get("forgotten"):
                continue
            here = [key for key, at in self.made.items() if at == name]
            found[f"{self.kind}_{name}"] = [*state.get("example", []), *here]
        return found

    def move(self, key: Any, to: str | None) -> None:
        """A call that led there succeeded."""
        if to is None or key not in self.made:
            return
        if self.states[to].get("forgotten"):
            del self.made[key]
        else:
            self.made[key] = to


def _walk(
    server: Server, writer: ServiceWriter, rng: random.Random, steps: int
) -> Iterator[str]:
    """Calls in any order, against what the page says of lifecycles."""
    service = server.service
    lives = {kind: _Life(kind, node) for kind, node in writer.lives.items()}
    moving = [one for one in service.methods if one.name.partition(".")[0] in lives]
    done: list[str] = []
    for _ in range(steps):
        method = rng.choice(moving)
        body = writer.bodies[method.name]
        params = writer.members(writer.methods[method.name], 0, 0)
        for kind, life in lives.items():
            name = f"{kind}_id"
            if name in params and life.made and rng.random() < 0.8:
                params[name] = rng.choice(list(life.made))
        by_list = not method.takes_names
        made = laid_out(method, params, by_list)
        if made is None:
            continue
        facts = {
            key: one for life in lives.values() for key, one in life.facts().items()
        }
        found = onespec.evaluate(
            service, method.name, made[1], facts, credential=credential(service)
        )
        _, reply = server.call(method.name, made[0])
        told = reply.get("error", {}).get("data", {}).get("mnemonic")
        due = found.mnemonics[:1]
        done.append(f"{method.name} {json.dumps(params)[:200]} {told}")
        if (told,) != (due or (None,)):
            yield f"walk: {told}, not {due}: {done[-12:]}"
            return
        if told is not None:
            continue
        for kind, life in lives.items():
            move = body.get("moves", {}).get(kind, {})
            if f"{kind}_id" in params:
                life.move(params[f"{kind}_id"], move.get("to"))
            elif move:
                result = reply["result"]
                result = (
                    result[service.envelope.result]
                    if service.envelope.result
                    else result
                )
                key = result[f"{kind}_id"]
                if key in life.made or key in life.listed:
                    yield f"walk: {key} came twice: {done[-12:]}"
                life.made[key] = move["to"]


def _conformance(service: Service) -> Iterator[str]:
    """The suite on the reference server."""
    with ExitStack() as stack:
        options = Options(mark="1")
        session = conformance(service, options, stack, {}, date(2030, 1, 1))
        run = session.run()
        for record in run.records:
            if record["status"] not in ("passed", "skipped"):
                yield f"conform {record['id']}: {record['status']} {record['reasons']}"[
                    :900
                ]
        verdict = session.verdict(run)
        # Where no request is legal, little can be tested.
        if verdict.code not in (HELD, INCONCLUSIVE, NOTHING):
            yield f"conform: {verdict}"
