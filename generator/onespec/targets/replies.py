"""An example, or a row of the error table -> the JSON-RPC reply, its message and data filled in as the condition says."""

from __future__ import annotations

from collections.abc import Mapping

from onespec import language
from onespec.datatypes import JsonValue
from onespec.language.ast import EACH, Expr
from onespec.language.evaluate import NoValueError
from onespec.model import ErrorKind, Example, Method, Placeholder, Service
from onespec.notation.english_types import json_words
from onespec.samples import sample
from onespec.targets.masked import masked
from onespec.values import Steps
from onespec.verdict import Refusal, refusals, sample_state


def reply_of(
    service: Service, method: Method, example: Example
) -> dict[str, JsonValue]:
    """The JSON-RPC reply of an example; of secret params no value is told."""
    head: dict[str, JsonValue] = {"jsonrpc": "2.0", "id": example.request_id}
    if example.error:
        return {**head, "error": _error(service, method, example)}
    result: JsonValue = example.result
    if service.envelope.result:
        result = {service.envelope.result: result}
    return {**head, "result": result}


def error_body(
    kind: ErrorKind, params: dict[str, JsonValue] | None = None
) -> dict[str, JsonValue]:
    """The `error` member of a reply; placeholders without a value stay as they are."""
    data: dict[str, JsonValue] = {"mnemonic": kind.mnemonic}
    data |= {field.name: sample(field) for field in kind.data if not field.secret}
    return {"code": kind.code, "message": _message(kind, params or {}), "data": data}


def sample_error(
    service: Service, kind: ErrorKind, methods: tuple[Method, ...]
) -> dict[str, JsonValue]:
    """The `error` member as the first of the methods answers it, with sample values for what it reads of the request."""
    if not methods:
        return error_body(kind)
    method = methods[0]
    raised = next(iter(kind.raises), None)
    broken = [r.blame[0] for r in method.rules if r.error == kind.mnemonic and r.blame]
    blamed = raised.field if raised else next(iter(broken), None)
    path = tuple(0 if step == EACH else step for step in blamed or ())
    sent = {field.name: sample(field) for field in method.params}
    sent |= next((example.params for example in method.examples), {})
    example = Example(title="", params=masked(method.params, sent), error=kind.mnemonic)
    state = {fact.name: sample(fact) for fact in service.state} | sample_state(service)
    refusal = Refusal(mnemonic=kind.mnemonic, slot="raise", path=path, raised=raised)
    return _told(method, kind, refusal, example, state)


def _message(kind: ErrorKind, params: dict[str, JsonValue]) -> str:
    return "".join(_filled(part, params) for part in kind.message)


def _filled(part: str | Placeholder, params: dict[str, JsonValue]) -> str:
    if isinstance(part, str):
        return part
    if part.name not in params:
        return f"{{{part.name}}}"
    value = params[part.name]
    return value if isinstance(value, str) else json_words(value)


def _error(service: Service, method: Method, example: Example) -> dict[str, JsonValue]:
    kind = method.error(example.error)
    state = {**sample_state(service), **example.state}
    for refusal in refusals(service, method, method.request_of(example), state):
        if refusal.mnemonic == example.error:
            return _told(method, kind, refusal, example, state)
    return error_body(kind)


def _told(
    method: Method,
    kind: ErrorKind,
    refusal: Refusal,
    example: Example,
    state: dict[str, JsonValue],
) -> dict[str, JsonValue]:
    """The error with what its refusal says of the request."""
    raised = refusal.raised
    secret = {field.name for field in method.params if field.secret}
    found = {
        name: _value(expr, method.request_of(example), state)
        for name, expr in (raised.params if raised is not None else ())
    }
    params: dict[str, JsonValue] = {
        name: value for name, value in found.items() if value is not None
    }
    body = error_body(kind, params)
    more: dict[str, JsonValue] = {"mnemonic": kind.mnemonic}
    if refusal.path:
        more["field"] = ".".join(map(str, refusal.path))
        value = _at(example.params, refusal.path)
        if value is not None and refusal.path[0] not in secret:
            more["value"] = value
    if params:
        more["params"] = params
    return {**body, "data": more}


def _value(
    expr: Expr, sent: Mapping[str, JsonValue], state: dict[str, JsonValue]
) -> JsonValue:
    try:
        value = language.evaluate(expr, sent, state)
    except NoValueError:
        return None
    return value if isinstance(value, bool | int | float | str) else None


def _at(values: object, path: Steps) -> JsonValue:
    for step in path:
        try:
            values = values[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return values  # type: ignore[return-value]
