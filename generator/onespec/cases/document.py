"""A suite -> the document that the player reads: JSON values only, and the one place where symbols are written.

A symbol is an object with a key that starts with `$`. An object that means itself and has such a key is written under
`$object`; the values in it are read as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from onespec.cases.suite import suite_of
from onespec.model import Service
from onespec.runtime.player.suite import (
    FORMAT,
    Carrier,
    Case,
    Change,
    Condition,
    Expectation,
    ExpectedError,
    ExpectedValue,
    Leaf,
    Method,
    Part,
    Placeholder,
    Step,
    Suite,
)
from onespec.runtime.player.values import (
    Computed,
    Earlier,
    Echo,
    Fact,
    Given,
    Number,
    Once,
    Outside,
    Repeat,
    Value,
)


def document(service: Service) -> dict[str, Any]:
    """The whole suite of a service."""
    return written(suite_of(service))


def written(suite: Suite) -> dict[str, Any]:
    """A suite as JSON; the player's `read` gives it back as it was."""
    carrier = suite.carrier
    header = carrier.header if carrier is not None else ""
    return {
        "format": FORMAT,
        "service": suite.service,
        "version": suite.version,
        "content_type": suite.content_type,
        "result": suite.result,
        "metadata": dict(suite.metadata),
        "error_data": dict(suite.error_data),
        "facts": dict(suite.facts),
        "secret_params": list(suite.secret_params),
        "credential": suite.credential,
        **({"carrier": _carrier(carrier)} if carrier is not None else {}),
        "stops": list(suite.stops),
        **({"status": dict(suite.status)} if suite.status else {}),
        **({"told": list(suite.told)} if suite.told else {}),
        "methods": {name: _method(item) for name, item in suite.methods.items()},
        "elements": [
            {"id": item.id, "title": item.title, "place": item.place}
            for item in suite.elements
        ],
        "gaps": dict(suite.gaps),
        "cases": [_case(item, header) for item in suite.cases],
    }


def encoded(value: Value) -> Any:
    """A value of a case as JSON."""
    match value:
        case Fact(name=name, at=None):
            return {"$fact": name}
        case Fact(name=name, at=at):
            return {"$fact": name, "at": at}
        case Given(param=param, otherwise=otherwise):
            return {"$param": param, "else": encoded(otherwise)}
        case Outside():
            return _outside(value)
        case Number(of=of):
            return {"$number": encoded(of)}
        case Repeat(unit=unit, times=times, plus=plus):
            return {"$repeat": unit, "times": encoded(times), "plus": plus}
        case Computed(tree=tree):
            return {"$tree": tree}
        case Echo(path=path):
            return {"$sent": list(path)}
        case Earlier(name=name):
            return {"$earlier": name}
        case Once(text=text, key=key, form=form, least=least, most=most):
            bounds = _said({"least": least, "most": most})
            return {"$once": text, "key": key, "form": form, **bounds}
        case list() | tuple():
            return [encoded(item) for item in value]
        case Mapping():
            members = {name: encoded(item) for name, item in value.items()}
            plain = not any(name.startswith("$") for name in members)
            return members if plain else {"$object": members}
        case _:
            return value


def _outside(symbol: Outside) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "param": symbol.param,
        "near": symbol.near,
        "shape": dict(symbol.shape),
        "longest": symbol.longest,
    }
    return {
        "$outside": list(symbol.lists),
        "from": list(symbol.tried),
        **_said(optional),
    }


def _said(members: dict[str, Any]) -> dict[str, Any]:
    """Members that say something."""
    return {name: value for name, value in members.items() if value}


def _method(method: Method) -> dict[str, Any]:
    optional: dict[str, Any] = {
        "result": method.result,
        "promises": dict(method.promises) or None,
        "made": list(method.made),
        "by_name": None if method.by_name else False,
        "page": method.page and _said(asdict(method.page)),
    }
    if method.positions is not None:
        optional["positions"] = [*method.positions]
    return {
        "conditions": [_condition(item) for item in method.conditions],
        **{
            name: value
            for name, value in optional.items()
            if value not in (None, []) or name == "positions"
        },
        "params": dict(method.params),
        "leaves": {name: _leaf(item) for name, item in method.leaves.items()},
        "acts": method.acts,
        "probe": None if method.probe is None else encoded(method.probe),
    }


def _leaf(leaf: Leaf) -> dict[str, Any]:
    optional = {"own": list(leaf.own), "number": leaf.number}
    return {"shape": dict(leaf.shape), **_said(optional)}


def _condition(item: Condition) -> dict[str, Any]:
    return {
        "mnemonic": item.mnemonic,
        "number": item.number,
        "reads": list(item.reads),
        "when": item.when,
    }


def _carrier(carrier: Carrier) -> dict[str, Any]:
    return {"header": carrier.header, **_said({"scheme": carrier.scheme})}


def _case(case: Case, header: str) -> dict[str, Any]:
    """A case; what says nothing is left out."""
    account = case.account
    found: dict[str, Any] = {
        "id": case.id,
        "title": case.title,
        "covers": list(case.covers),
        "levels": list(case.levels),
        "method": case.method,
        "request_id": case.request_id,
    }
    if case.params is not None:
        params = dict(case.params)
        if header in params:
            found["credential"] = encoded(params.pop(header))
        found["params"] = encoded(params)
    if case.header is not None:
        found["header"] = case.header
    if case.body is not None:
        found["body"] = _change(case.body)
    optional = {
        "effect": case.effect,
        "condition": list(case.condition or ()),
        "faulty": case.faulty,
        "account": account
        and {"when": account.when, "sample": encoded(account.sample)},
        "repeat": case.repeat if case.repeat > 1 else None,
        "before": [_step(item, header) for item in case.before],
        "batch": [_part(item) for item in case.batch],
    }
    return {**found, **_said(optional), "expect": _expectation(case.expect)}


def _step(step: Step, header: str) -> dict[str, Any]:
    params = dict(step.params)
    found: dict[str, Any] = {"method": step.method}
    if header in params:
        found["credential"] = encoded(params.pop(header))
    return {**found, "params": encoded(params), **_said({"gives": step.gives})}


def _change(change: Change) -> dict[str, Any]:
    """What differs from a plain call."""
    plain = Change()
    members = {item.name: getattr(change, item.name) for item in fields(Change)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in members.items()
        if value != getattr(plain, name)
    }


def _part(part: Part) -> dict[str, Any]:
    body = _change(part.body)
    expect = {} if part.expect is None else {"expect": _expectation(part.expect)}
    return {**({"body": body} if body else {}), **expect}


def _expectation(expected: Expectation) -> dict[str, Any]:
    errors = [_error(item) for item in expected.errors]
    said: dict[str, Any] = {"none": True} if expected.silent else {"result": True}
    if errors:
        said = {"error": errors[0]} if len(errors) == 1 else {"any": errors}
    if expected.reply_id != "echo":
        said["id"] = expected.reply_id
    return said


def _error(error: ExpectedError) -> dict[str, Any]:
    found: dict[str, Any] = {"mnemonic": error.mnemonic, "code": error.code}
    if error.message is not None:
        found["message"] = [
            [part.name] if isinstance(part, Placeholder) else part
            for part in error.message
        ]
    params = {name: encoded(item) for name, item in error.params.items()}
    optional = {
        "params": params,
        "params_open": error.params_open,
        "field": error.field,
        "value": error.value and _value(error.value),
        "data": {name: encoded(item) for name, item in error.data.items()},
        "needed": list(error.needed),
    }
    return {**found, **_said(optional)}


def _value(value: ExpectedValue) -> dict[str, Any]:
    found: dict[str, Any] = {"of": list(value.of), "texts_only": value.texts_only}
    return found if value.tree is None else {**found, "tree": value.tree}
