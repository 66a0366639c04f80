"""Constraints -> what takes a search: the smallest request on either side, a truth table, how far JSON Schema says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onespec import search
from onespec.datatypes import JsonValue
from onespec.language.ast import Expr, Path
from onespec.model import Constraint, ErrorKind, Method, Service
from onespec.notation.jsonschema_expr import Status, constraint_schema
from onespec.placed import as_method
from onespec.targets.docs import truth
from onespec.targets.docs.examples import readable
from onespec.targets.masked import masked


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is known of one constraint; requests are JSON as people read it."""

    constraint: Constraint
    error: ErrorKind | None
    """What a request that breaks it is answered with; None for what only replies keep."""
    status: Status
    """Whether the JSON Schema says it."""
    accepted: str | None
    """The smallest request that it lets through, with its premise met."""
    refused: str | None
    """The smallest request that breaks it and nothing else."""
    examples: tuple[tuple[bool, str], ...]
    """The author's own, each with whether it is accepted."""
    columns: tuple[Expr, ...]
    """The conditions it is made of."""
    rows: tuple[tuple[tuple[bool | None, ...], bool, bool], ...]
    """Its truth table: whether each condition holds, None where that makes no difference, whether the request is
    accepted, and whether some request is known to be so; empty where it is large."""
    of_type: bool = False
    """Whether it is one of a shared type, and requests are objects of that type."""
    places: tuple[tuple[Method, Path], ...] = ()
    """Where it holds then: methods with the places in their params."""


def findings_of_types(service: Service) -> tuple[Finding, ...]:
    """Those of all shared types, in their order."""
    rows = {row.mnemonic: row for row in service.errors}
    return tuple(
        replace(
            found,
            error=rows.get(found.constraint.error),
            of_type=True,
            places=tuple(
                (method, rule.place)
                for method in service.methods
                for rule in method.placed
                if rule.base == found.constraint
            ),
        )
        for named in service.types
        if named.constraints and named.type_name is None
        for found in findings(as_method(service, named))
    )


def findings(method: Method) -> tuple[Finding, ...]:
    """Those of all constraints of a method, in their order."""
    if not method.constraints:
        return ()
    problem = search.prepare(method)
    return tuple(_finding(method, rule, problem) for rule in method.constraints)


def _finding(method: Method, rule: Constraint, problem: search.Problem) -> Finding:
    def shown(params: Mapping[str, JsonValue]) -> str:
        return readable(masked(method.params, params))

    def witness(answer: search.Answer) -> str | None:
        return shown(answer.params) if isinstance(answer, search.Witness) else None

    atoms = truth.atoms(rule.condition)
    table = search.truth_table(rule, method, problem)
    return Finding(
        constraint=rule,
        error=next((k for k in method.all_errors() if k.mnemonic == rule.error), None),
        status=constraint_schema(rule)[1],
        accepted=witness(search.smallest_satisfying(method, rule, problem)),
        refused=witness(search.smallest_rejected(method, rule, problem)),
        examples=tuple((item.accepted, shown(item.params)) for item in rule.examples),
        columns=tuple(atoms.values()),
        rows=tuple(
            (tuple(known.get(key) for key in atoms), accepted, shown)
            for known, accepted, shown in truth.rows(rule.condition, table)
        ),
    )
