"""One request, judged by all who judge: the meaning, generated checks, two validators of the schema, and the pages' JavaScript.

A service of a seed is made once; each judge is asked about many requests of one method. Others extend `random_services` and
`random_requests` by what the language can say; what is agreed on stands here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import docs_judge
import jsonschema_rs
import packages
import random_requests
import random_services
from onespec.language.ast import paths
from onespec.language.evaluate import evaluate
from onespec.model import Method, Service
from onespec.notation.jsonschema_expr import constraint_schema
from onespec.targets import schema
from onespec.values import member_faults
from shapes import validator

Request = dict[str, Any]
Verdict = tuple[list[tuple[str, str]], list[str]]
"""Faults of shape, each a mnemonic and a dotted path, sorted; and the ids of broken constraints that read nothing at fault."""


def disagreements(seed: int, count: int) -> Iterator[str]:
    """What the judges of a service do not agree on, over so many requests of each method."""
    service = random_services.service(seed)
    for method in service.methods:
        rng = random.Random(f"{seed} {method.name}")
        made = [random_requests.request(rng, method, []) for _ in range(count)]
        requests = [one for one in made if _is_sendable(one)]
        due = [meaning(service, method, one) for one in requests]
        told = {
            "checks": checked(service, method, requests, seed),
            "javascript": scripted(service, method, requests),
        }
        for judge, verdicts in told.items():
            for one, expected, found in zip(requests, due, verdicts, strict=True):
                if expected != found:
                    yield f"{judge} of {method.name}: {found}, not {expected}: {json.dumps(one)}"
        yield from _by_schema(service, method, requests, due)


def _is_sendable(value: Any) -> bool:
    """Whether JSON of UTF-8 can carry it."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def meaning(service: Service, method: Method, params: Mapping[str, Any]) -> Verdict:
    """What the model says."""
    faults = list(member_faults(method.params, params))
    wrong = {fault.path[0] for fault in faults}
    broken = [
        rule.id
        for rule in method.constraints
        if not wrong & {path[0] for path in paths(rule.condition)}
        and not evaluate(rule.condition, params)
    ]
    return _sorted(service, ((fault.slot, fault.path) for fault in faults)), broken


def _sorted(
    service: Service, faults: Iterable[tuple[str, Sequence[Any]]]
) -> list[tuple[str, str]]:
    return sorted(
        (service.protocol[slot], ".".join(map(str, path))) for slot, path in faults
    )


def checked(
    service: Service, method: Method, requests: Sequence[Request], seed: int
) -> list[Verdict]:
    """What the generated checks say; each slot of the protocol is told by its own mnemonic."""
    name = _package(service, seed)
    check: Callable[[Request], Any] = import_module(f"{name}.checks").CHECKS[
        method.name
    ]
    found = []
    for one in requests:
        violations = check(one)[1]
        shape = [(v.mnemonic, v.field) for v in violations if not v.constraint]
        broken = [v.constraint for v in violations if v.constraint]
        found.append((sorted(shape), broken))
    return found


_PACKAGES: dict[int, str] = {}


def _package(service: Service, seed: int) -> str:
    if seed not in _PACKAGES:
        _PACKAGES[seed] = packages.imported(service, f"random_{seed}")
    return _PACKAGES[seed]


def scripted(
    service: Service, method: Method, requests: Sequence[Request]
) -> list[Verdict]:
    """What the script of the pages says."""
    return [
        (_sorted(service, one["faults"]), one["broken"])
        for one in docs_judge.judged(service, method, requests)
    ]


def _by_schema(
    service: Service,
    method: Method,
    requests: Sequence[Request],
    due: Sequence[Verdict],
) -> Iterator[str]:
    """A schema refuses nothing that is legal, and passes nothing that breaks a shape or a rule which it says."""
    document = schema.document(service, method, "params")
    judges = (validator(document), jsonschema_rs.Draft202012Validator(document))
    said = {
        rule.id for rule in method.constraints if constraint_schema(rule)[1] != "none"
    }
    for one, (faults, broken) in zip(requests, due, strict=True):
        is_wrong = bool(faults) or bool(said & set(broken))
        for judge in judges:
            if judge.is_valid(one) is is_wrong:
                yield f"schema of {method.name}: {not is_wrong} was due: {json.dumps(one)}"
