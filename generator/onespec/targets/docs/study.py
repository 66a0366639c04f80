"""A method -> what is worked out about it once for all of its pages: the data of its form, and witnesses of its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from markupsafe import Markup

from onespec import search
from onespec.datatypes import JsonValue
from onespec.model import Constraint, Method, Service
from onespec.notation.jsonschema_expr import Status, constraint_schema
from onespec.targets.docs.form import form_data
from onespec.targets.docs.programs import Programs, programs
from onespec.targets.docs.search import data_block
from onespec.targets.docs.truth import Row, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is known of one constraint."""

    accepted: Mapping[str, JsonValue] | None
    """The smallest request that it lets through, with its premise met."""
    refused: Mapping[str, JsonValue] | None
    """The smallest request that breaks it and nothing else."""
    status: Status
    """Whether the JSON Schema says it."""
    rows: tuple[Row, ...]
    """Its truth table; empty where it is large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is known of one method."""

    form: Markup
    findings: Mapping[str, Findings]
    """By the id of the constraint."""
    programs: tuple[Programs, ...]
    """One for each example."""


Studies: TypeAlias = Mapping[str, Study]
"""By the name of the method."""


def study(service: Service, method: Method, programs: tuple[Programs, ...]) -> Study:
    """Everything that takes a search or is long to write."""
    problem = search.prepare(method) if method.constraints else None
    return Study(
        form=data_block(form_data(service, method)),
        findings={
            rule.id: _findings(method, rule, problem)
            for rule in method.constraints
            if problem is not None
        },
        programs=programs,
    )


def studies_of(service: Service) -> Studies:
    """Those of all methods."""
    made = programs(service)
    return {
        method.name: study(service, method, made[method.name])
        for method in service.methods
    }


def _findings(method: Method, rule: Constraint, problem: search.Problem) -> Findings:
    table = search.truth_table(rule, method, problem)
    return Findings(
        accepted=_params(search.smallest_satisfying(method, rule, problem)),
        refused=_params(search.smallest_rejected(method, rule, problem)),
        status=constraint_schema(rule, method)[1],
        rows=rows(rule.condition, table),
    )


def _params(answer: search.Answer) -> Mapping[str, JsonValue] | None:
    return answer.params if isinstance(answer, search.Witness) else None
