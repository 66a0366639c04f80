"""What shows that a change breaks, run: the generated server, checks and schemas of both versions, in memory, are asked for themselves.

What they do not show is possible and no longer breaking.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, Final

from jsonschema import Draft202012Validator

from onespec import names
from onespec.change import Change, Comparison, Evidence, Level, Proof
from onespec.change.calls import plain_call
from onespec.datatypes import JsonValue
from onespec.model import Service
from onespec.serve.loaded import importable, module
from onespec.targets import target

_SERVED: Final = ("request", "calls", "body", "error")
"""Kinds of evidence that a server is asked about."""

_DISPATCHED: Final = (
    "error-code-changed",
    "error-renamed",
    "error-situation-moved",
)

MOST: Final = 200
"""Pieces of evidence that are run for one comparison; those of callers that break first."""


def run(comparison: Comparison) -> Comparison:
    """The comparison, in which what breaks was shown by what both versions generate."""
    asked = [
        (at, change.evidence)
        for at, change in enumerate(comparison.changes)
        if change.evidence is not None and _is_run(change)
    ][:MOST]
    if not asked:
        return comparison
    told = [
        _outcomes(service, comparison.changes, asked, is_new=is_new)
        for is_new, service in enumerate((comparison.old, comparison.new))
    ]
    changes = list(comparison.changes)
    for at, evidence in asked:
        sides = told[0].get(at), told[1].get(at)
        if sides[0] is not None and sides[1] is not None:
            is_shown = _is_shown(changes[at], evidence, sides[0], sides[1])
            changes[at] = _as_run(changes[at], evidence, is_shown)
    order = {id(change): at for at, change in enumerate(changes)}
    changes.sort(key=lambda one: (one.callers.rank, one.level.rank, order[id(one)]))
    return replace(comparison, changes=tuple(changes))


def _is_run(change: Change) -> bool:
    breaks = Level.BREAKING in (change.callers, change.servers)
    evidence = change.evidence
    assert evidence is not None
    if evidence.kind == "answer":
        # A promise between members is more than a schema says.
        return (
            breaks
            and bool(change.method)
            and change.place[:1] == ("result",)
            and not change.id.startswith("promise-")
        )
    if evidence.kind == "error":
        # Codes and names; what an error says of a request is told by its condition.
        return breaks and bool(change.method) and change.id in _DISPATCHED
    return breaks and evidence.kind in _SERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What one version's artefacts made of it."""

    told: str
    """`accepted`, or the mnemonic that answers."""
    error: Mapping[str, Any]
    """The `error` object; empty where there is none."""
    refused_by_checks: str = ""
    """The mnemonic that the client's checks find before anything is sent; empty where they let it through."""


def _as_run(change: Change, evidence: Evidence, is_shown: bool) -> Change:
    if is_shown:
        return replace(change, evidence=replace(evidence, ran=True))
    callers, servers = (
        Level.POSSIBLE if level is Level.BREAKING else level
        for level in (change.callers, change.servers)
    )
    return replace(
        change, callers=callers, servers=servers, evidence=None, proof=Proof.UNDECIDED
    )


def _is_shown(change: Change, evidence: Evidence, old: _Outcome, new: _Outcome) -> bool:
    match evidence.kind:
        case "error":
            return _dispatch(old.error) != _dispatch(new.error)
        case "answer":
            return (old.told == "accepted") != (new.told == "accepted")
        case "body":
            return old.told == "accepted" and (
                new.told != "accepted" or evidence.new.startswith("accepted")
            )
    if evidence.old == evidence.new:
        return old.told == new.told == evidence.old
    if old.told == new.told:
        # Both refuse it with the same error, which says something else.
        return "accepted" != old.told and old.error != new.error
    sides = (evidence.old, old), (evidence.new, new)
    return all(
        outcome.told == said or (said == "no such method" and outcome.error)
        for said, outcome in sides
    ) and all(outcome.refused_by_checks in ("", said) for said, outcome in sides)


def _dispatch(error: Mapping[str, Any]) -> object:
    """What a program tells an error by, and what it reads of it."""
    data = error.get("data")
    told = dict(data) if isinstance(data, Mapping) else {}
    filled = told.pop("params", None)
    params = sorted(filled) if isinstance(filled, Mapping) else filled
    return error.get("code"), told.get("mnemonic"), params, told.get("field")


def _outcomes(
    service: Service,
    changes: Sequence[Change],
    asked: Sequence[tuple[int, Evidence]],
    *,
    is_new: int,
) -> dict[int, _Outcome]:
    """What one version makes of each piece of evidence, by the place of its change."""
    wanted = {changes[at].method for at, _ in asked}
    for _, evidence in asked:
        calls = evidence.value if isinstance(evidence.value, list) else [evidence.value]
        if evidence.kind in ("calls", "body"):
            wanted |= {str(one.get("method")) for one in calls if isinstance(one, dict)}
    methods = tuple(one for one in service.methods if one.name in wanted)
    # What nobody asks about is not made.
    slim = replace(service, methods=methods or service.methods[:1], session=None)
    found: dict[int, _Outcome] = {}
    answers = [(at, one) for at, one in asked if one.kind == "answer"]
    if answers:
        schemas = _made(slim, "schema")
        for at, evidence in answers:
            found[at] = _read(schemas, changes[at].method, evidence.value)
    served = [(at, one) for at, one in asked if one.kind in _SERVED]
    if not served:
        return found
    with importable(_made(slim, "checks", "server"), "python"):
        package = names.snake(service.name)
        server = module(f"{package}.testing.server")
        for at, evidence in served:
            change = changes[at]
            app = server.App(_facts(service, evidence.state))
            ask = _Asked(service, server, app)
            match evidence.kind:
                case "request":
                    found[at] = ask.request(change.method, evidence.value)
                    if not evidence.state:
                        refused = _checked(
                            package, service, change.method, evidence.value
                        )
                        found[at] = replace(found[at], refused_by_checks=refused)
                case "calls":
                    found[at] = ask.calls(evidence.value)
                case "body":
                    found[at] = ask.body(evidence.value)
                case _:
                    mnemonic = _mnemonic(change, is_new=is_new)
                    found[at] = ask.error(change.method, mnemonic)
    return found


def _made(service: Service, *targets: str) -> dict[str, bytes]:
    """What targets make, by path; how it is laid out matters to nobody here."""
    return {
        file.path: file.content for name in targets for file in target(name)(service)
    }


def _mnemonic(change: Change, *, is_new: int) -> str:
    if change.id in ("error-renamed", "error-situation-moved"):
        return change.new if is_new else change.old
    return change.place[1]


def _facts(service: Service, state: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    known = {fact.name for fact in service.state}
    return {name: value for name, value in state.items() if name in known}


def _read(schemas: Mapping[str, bytes], method: str, answer: JsonValue) -> _Outcome:
    """Whether the schema of the result takes an answer."""
    schema = json.loads(schemas[f"schema/{method}.result.schema.json"])
    is_legal = Draft202012Validator(schema).is_valid(answer)
    return _Outcome(told="accepted" if is_legal else "unreadable", error={})


def _checked(package: str, service: Service, method: str, params: Any) -> str:
    """What the client's checks find in params; empty where nothing, or where there is no such method."""
    if method not in {one.name for one in service.methods}:
        return ""
    name = f"check_{names.snake(method)}"
    group = names.snake(method.rpartition(".")[0].partition(".")[0] or method)
    checks: ModuleType = module(f"{package}.checks.{group}")
    check = getattr(checks, name, None)
    if check is None:
        return ""
    _, violations = check(params)
    return str(violations[0].mnemonic) if violations else ""


class _Asked:
    """A server of one version, and how it is called."""

    def __init__(self, service: Service, server: ModuleType, app: Any) -> None:
        self._service = service
        self._server = server
        self._app = app

    def request(self, method: str, params: Any) -> _Outcome:
        """One call with these params, the credential among them."""
        outcome, _ = self._call(method, params)
        return outcome

    def calls(self, calls: Any) -> _Outcome:
        """Calls one after another; an id that is yet to be known is that of the first result."""
        made: dict[str, JsonValue] = {}
        outcome = _Outcome(told="accepted", error={})
        for call in calls:
            params = {
                name: made.get(value, value) if isinstance(value, str) else value
                for name, value in call["params"].items()
            }
            outcome, result = self._call(call["method"], params)
            if isinstance(result, dict):
                made |= {f"<{name}>": value for name, value in result.items()}
        return outcome

    def body(self, body: Any) -> _Outcome:
        """A whole body: a call or a batch of them."""
        calls = body if isinstance(body, list) else [body]
        sent: list[JsonValue] = []
        headers: dict[str, str] = {}
        for call in calls:
            params, own = self._carried(call["params"])
            if isinstance(params, list):
                own = self._credential(call["method"])
            headers |= own
            whole = {"jsonrpc": "2.0", "id": 1, **call, "params": params}
            if whole["id"] is None:
                del whole["id"]
            sent.append(whole)
        reply = self._exchange(sent if isinstance(body, list) else sent[0], headers)
        first = reply[0] if isinstance(reply, list) and reply else reply
        return self._outcome(first if isinstance(first, dict) else {})

    def error(self, method: str, mnemonic: str) -> _Outcome:
        """The next call of a method, which is answered with an error."""
        self._app.raise_next(mnemonic, method=method)
        return self.request(method, {})

    def _call(self, method: str, params: Any) -> tuple[_Outcome, Any]:
        told, headers = self._carried(params)
        known = {one.name: one for one in self._service.methods}
        if method in known and not known[method].takes_names:
            told = list(known[method].sent(told).values())
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": told}
        reply = self._exchange(body, headers)
        result = reply.get("result") if isinstance(reply, dict) else None
        member = self._service.envelope.result
        if member and isinstance(result, dict):
            result = result.get(member)
        return self._outcome(reply), result

    def _carried(self, params: Any) -> tuple[Any, dict[str, str]]:
        """Params without the credential that a header carries, and that header."""
        auth = self._service.auth
        if auth is None or not auth.header or not isinstance(params, dict):
            return params, {}
        rest = {name: value for name, value in params.items() if name != auth.header}
        held = params.get(auth.header)
        match auth.scheme, held:
            case _, None:
                return rest, {}
            case "basic", {"user": user, "password": password}:
                told = base64.b64encode(f"{user}:{password}".encode()).decode()
                return rest, {auth.header.lower(): f"Basic {told}"}
            case "bearer", _:
                return rest, {auth.header.lower(): f"Bearer {held}"}
            case _:
                return rest, {auth.header.lower(): str(held)}

    def _credential(self, method: str) -> dict[str, str]:
        """The header of a call whose params are a list, which has no place for it."""
        known = {one.name: one for one in self._service.methods}
        whole = plain_call(self._service, known[method]) if method in known else None
        return self._carried(whole or {})[1]

    def _exchange(self, body: Any, headers: Mapping[str, str]) -> Any:
        request = self._server.Request(
            body=json.dumps(body).encode(),
            headers={"content-type": "application/json", **headers},
        )
        answer = self._app.exchange(request)
        return json.loads(answer.body) if answer.body else {}

    def _outcome(self, reply: Any) -> _Outcome:
        error = reply.get("error") if isinstance(reply, dict) else None
        if not isinstance(error, dict):
            return _Outcome(told="accepted", error={})
        data = error.get("data")
        mnemonic = data.get("mnemonic") if isinstance(data, dict) else None
        return _Outcome(told=str(mnemonic or error.get("code")), error=error)
