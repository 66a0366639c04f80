"""Service -> every conformance case of it, as values: `suite_of` is the way in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from onespec.cases.combos import combo_cases
from onespec.cases.elements import method_elements, service_elements
from onespec.cases.examples import example_cases, repeat_cases
from onespec.cases.expectations import leaves
from onespec.cases.positives import Stage, masked, stage
from onespec.cases.quick import MASKED, doubled
from onespec.cases.rows import row_cases
from onespec.cases.rules import rule_cases
from onespec.cases.scene import scene
from onespec.cases.shapes import shape_cases
from onespec.cases.suite import QUICK, Case, Element, Suite
from onespec.cases.wire_cases import wire_cases
from onespec.model import Service

IDS: Final[tuple[tuple[str, Any], ...]] = (
    ("text", "onespec-{}"),
    ("number", 1),
    ("text", "12"),
    ("text", "\u043a\u043b\u044e\u0447 \u2116 {}"),
    ("number", 0),
    ("number", 2**53 - 1),
)
"""Kinds of JSON-RPC ids that cases take in turn; `{}` becomes the number of the case."""


def suite_of(service: Service) -> Suite:
    """The whole suite of a service; the same for the same service."""
    stages = [stage(scene(service, method)) for method in service.methods]
    speaker = _speaker(service, stages)
    elements: list[Element] = [*service_elements(service)]
    cases: list[Case] = []
    for one in stages:
        elements += method_elements(one.scene)
        found = _of_method(one)
        cases += _numbered(
            service,
            _merged((*wire_cases(one.scene), *found) if one is speaker else found),
        )
    known = {element.id: element for element in elements}
    covered = {item for case in cases for item in case.covers}
    gaps = {
        name: "no request was found that tests it"
        for name in known
        if name not in covered
    }
    kept = [
        replace(
            case,
            covers=tuple(dict.fromkeys(item for item in case.covers if item in known)),
        )
        for case in cases
    ]
    return Suite(
        elements=tuple(known.values()),
        cases=tuple(kept),
        gaps=gaps,
        probes={one.scene.method.name: _probe(one) for one in stages},
    )


def _probe(one: Stage) -> dict[str, Any]:
    """The smallest legal request, stopped by an error of the account where it would be acted on."""
    found = masked(one, one.scene.base, ())
    return one.scene.base if one.scene.method.readonly or found is None else found[0]


def _speaker(service: Service, stages: list[Stage]) -> Stage | None:
    """The method that the envelope is tested with: one that can be called, and that has the error of the encoding."""
    wanted = service.protocol["encoding"]

    def merit(one: Stage) -> tuple[bool, bool, bool]:
        has_row = any(row.mnemonic == wanted for row in one.scene.method.all_errors())
        return has_row, one.scene.passes(one.scene.base), one.scene.method.readonly

    return max(stages, key=merit, default=None)


def _of_method(one: Stage) -> list[Case]:
    combinations = list(combo_cases(one))
    found = [
        *shape_cases(one.scene),
        *row_cases(one),
        *rule_cases(one),
        *combinations,
        *example_cases(one),
        *repeat_cases(one),
    ]
    quick = {case.id for case in combinations if QUICK in case.levels}
    plain = [case for case in combinations if f"{case.id}{MASKED}" in quick]
    return doubled(one.scene, _merged(found), plain)


def _merged(cases: Iterable[Case]) -> Iterator[Case]:
    """Requests that are sent once for all the cases that would send them."""
    found: dict[str, Case] = {}
    for case in cases:
        key = _key(case)
        if key in found:
            first = found[key]
            levels = dict.fromkeys((*first.levels, *case.levels))
            found[key] = replace(
                first, covers=(*first.covers, *case.covers), levels=tuple(levels)
            )
        else:
            found[key] = case
    return iter(found.values())


def _key(case: Case) -> str:
    account = case.account and case.account.sample
    parts = [case.method, case.params, case.body, account, case.expect, case.repeat]
    return json.dumps(parts, sort_keys=True)


def _numbered(service: Service, cases: Iterable[Case]) -> Iterator[Case]:
    """Each case with a JSON-RPC id of its own kind, and with values that are not to be sent twice."""
    kinds = [item for item in IDS if _is_allowed(service, item[0])]
    turns = {True: 0, False: 0}
    for index, case in enumerate(cases):
        params = case.params and _fresh(service, case)
        if case.request_id is not None:
            yield replace(case, params=params)
            continue
        # Successes and errors take turns apart, so that each kind comes back in both.
        is_success = "result" in case.expect
        name, value = kinds[turns[is_success] % len(kinds)]
        turns[is_success] += 1
        if isinstance(value, str):
            value = value.format(index)
        elif value == 1:
            value = index + 1
        covers = case.covers if case.body else (*case.covers, f"envelope/id/{name}")
        yield replace(case, request_id=value, covers=covers, params=params)


def _is_allowed(service: Service, name: str) -> bool:
    return ("string" if name == "text" else name) in service.envelope.id_types


def _fresh(service: Service, case: Case) -> dict[str, Any]:
    """The params with a text of its own for each param that is not to carry the same value twice."""
    method = service.method(case.method)
    mark = hashlib.sha256(case.id.encode()).hexdigest()[:12]
    params = dict(case.params or {})
    for field in method.params:
        sent = isinstance(params.get(field.name), str)
        if sent and leaves(service, method, "repeated-value", path=(field.name,)):
            params[field.name] = f"onespec-{mark}"
    return params
