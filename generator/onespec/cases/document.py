"""A suite -> the document that the player reads: JSON values only."""

from __future__ import annotations

from typing import Any

from onespec.cases import suite_of
from onespec.cases.credentials import credential
from onespec.cases.examples import made_anew
from onespec.cases.forms import shape
from onespec.cases.suite import Case
from onespec.datatypes import Field
from onespec.language.ast import Root, paths, tree
from onespec.model import ErrorKind, Method, Service
from onespec.verdict import sample_state

FORMAT = 1
"""Version of the document; a player refuses one it does not know."""


def document(service: Service) -> dict[str, Any]:
    """The whole suite of a service."""
    suite = suite_of(service)
    held = credential(service)
    transport = service.transport
    return {
        "format": FORMAT,
        "service": service.name,
        "version": service.version,
        "content_type": f"{transport.content_type}; charset={transport.encoding}",
        "result": service.envelope.result,
        "metadata": {field.name: shape(field) for field in service.envelope.metadata},
        "facts": {field.name: _fact(service, field) for field in service.state},
        "secret_params": secret_params(service),
        "credential": held[1] if held else "",
        "stops": stops(service),
        "methods": {
            method.name: _method(method, suite.probes[method.name])
            for method in service.methods
        },
        "elements": [
            {"id": item.id, "title": item.title, "place": item.place}
            for item in suite.elements
        ],
        "gaps": dict(suite.gaps),
        "cases": [_case(item) for item in suite.cases],
    }


def secret_params(service: Service) -> list[str]:
    """Names of params that are secrets in some method."""
    found = (
        field.name
        for method in service.methods
        for field in method.params
        if field.secret
    )
    return list(dict.fromkeys(found))


def stops(service: Service) -> list[str]:
    """Common errors that depend on the account and the credential alone: with them every request is refused."""
    credential = {service.auth.param} if service.auth else set()
    found: dict[str, None] = {}
    for method in service.methods:
        for row in method.common_errors:
            read = {path[0] for raised in row.raises for path in paths(raised.when)}
            if row.raises and read <= credential:
                found[row.mnemonic] = None
    return list(found)


def _fact(service: Service, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"shape": shape(field)}
    sample = sample_state(service)
    if field.name in sample:
        found["sample"] = sample[field.name]
    if field.secret:
        found["secret"] = True
    return found


def _method(method: Method, probe: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "conditions": [item for row in method.all_errors() for item in _conditions(row)]
    }
    if method.result is not None:
        found["result"] = shape(method.result)
    made = made_anew(method)
    if made:
        found["made"] = list(made)
    found["probe"] = probe
    return found


def _conditions(row: ErrorKind) -> list[dict[str, Any]]:
    return [
        {
            "mnemonic": row.mnemonic,
            "number": number,
            "reads": list(
                dict.fromkeys(path[0] for path in paths(raised.when, Root.PARAMS))
            ),
            "when": tree(raised.when),
        }
        for number, raised in enumerate(row.raises, 1)
    ]


def _case(case: Case) -> dict[str, Any]:
    """A case; what says nothing is left out."""
    account = case.account
    optional: dict[str, Any] = {
        "params": case.params,
        "body": case.body,
        "effect": case.effect,
        "condition": list(case.condition) if case.condition else None,
        "faulty": case.faulty,
        "account": account and {"when": account.when, "sample": dict(account.sample)},
        "repeat": case.repeat if case.repeat > 1 else None,
    }
    return {
        "id": case.id,
        "title": case.title,
        "covers": list(case.covers),
        "levels": list(case.levels),
        "method": case.method,
        "request_id": case.request_id,
        **{name: value for name, value in optional.items() if value},
        "expect": dict(case.expect),
    }
