"""The library's questions about constraints: what one request gets, and what the constraints of a method come to.

>>> service = onespec.load("spec")
>>> onespec.evaluate(service, "start.simple_call", {"first_call": "operator", ...}).accepted
>>> onespec.mend(service, "start.simple_call", {"first_call": "contact", "early_switching": True, ...})
>>> onespec.analyse(service)["start.simple_call"].smallest_accepted
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onespec import lint as linter
from onespec import mending, search
from onespec.diagnostics import Diagnostic
from onespec.mending import Remedy
from onespec.model import Constraint, Method, Service
from onespec.notation import cel_text, english_expr, jsonschema_expr
from onespec.runtime.client.mends import Mend
from onespec.verdict import Refusal, refusals, sample_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and what it was held to."""

    service: Service
    method: Method
    params: Mapping[str, object]
    """With the credential, where a header carries it."""
    state: Mapping[str, object]

    def mends(self) -> tuple[Mend, ...]:
        """What mends it."""
        return mending.mends(self.service, self.method, self.params, self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a request gets by the meaning of the spec."""

    refusals: tuple[Refusal, ...]
    """Every reason to refuse it, in the order the reference server looks."""
    asked: Asked = field(repr=False, compare=False)
    """What was asked, from which mends are worked out."""

    @property
    def accepted(self) -> bool:
        """Whether nothing refuses it."""
        return not self.refusals

    @property
    def mends(self) -> tuple[Mend, ...]:
        """The smallest edits after which it is accepted, in the same state; worked out anew each time.

        The least first, ties by the declared order of params; empty where it is accepted or where no mend is known.
        """
        return self.asked.mends() if self.refusals else ()

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """For each refusal what can be done: `mend` the request, `wait` for a limit, `change_state` of the account, `give_up`."""
        service = self.asked.service
        return tuple(mending.remedy(service, refusal) for refusal in self.refusals)

    @property
    def mnemonics(self) -> tuple[str, ...]:
        """The errors that answer it, the first being the one a server gives."""
        return tuple(refusal.mnemonic for refusal in self.refusals)

    @property
    def broken(self) -> tuple[str, ...]:
        """Ids of the constraints it breaks."""
        return tuple(
            refusal.constraint.id
            for refusal in self.refusals
            if refusal.constraint is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintReport:
    """What is known of one constraint."""

    constraint: Constraint
    sentence: str
    cel: str
    """Plain CEL over maps `params` and `state`."""
    schema: str
    """`exact`, `enumerated` or `none`: how far JSON Schema says it."""
    smallest_satisfying: search.Answer
    """The smallest accepted request that it has something to say about."""
    smallest_rejected: search.Answer
    """The smallest request that breaks it and nothing else."""
    table: search.TruthTable | None
    """None where it would be large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodReport:
    """What is known of the constraints of one method."""

    method: Method
    smallest_accepted: search.Answer
    constraints: tuple[ConstraintReport, ...]
    findings: tuple[Diagnostic, ...]
    """What `lint` says of its constraints."""


def evaluate(
    service: Service,
    method: str,
    params: Mapping[str, object],
    state: Mapping[str, object] | None = None,
    *,
    credential: object = None,
) -> Verdict:
    """What a request with these params gets; `state` overrides facts of the sample state.

    `credential` is what the header of the service's `auth` holds: a text, or with the scheme `basic` a mapping of `user` and
    `password`; None where there is no such header. A credential that a param carries stands in `params` as ever.
    """
    facts = {**sample_state(service), **(state or {})}
    asked = service.method(method)
    if asked.credential is not None and credential is not None:
        params = {asked.credential.name: credential, **params}
    found = refusals(service, asked, params, facts)
    question = Asked(service=service, method=asked, params=params, state=facts)
    return Verdict(refusals=tuple(found), asked=question)


def mend(
    service: Service,
    method: str,
    params: Mapping[str, object],
    state: Mapping[str, object] | None = None,
    *,
    credential: object = None,
) -> tuple[Mend, ...]:
    """The smallest edits after which `evaluate` accepts a request; what is asked is said as there.

    The least first, ties by the declared order of params, three at most; empty where the request is accepted, and where no
    mend is known: against a limit or a fact of the account none may help.
    """
    return evaluate(service, method, params, state, credential=credential).mends


def analyse(service: Service) -> dict[str, MethodReport]:
    """Every method by name, with the witnesses of its constraints."""
    return {method.name: analyse_method(service, method) for method in service.methods}


def analyse_method(service: Service, method: Method) -> MethodReport:
    """One method's constraints, one problem for all questions."""
    problem = search.prepare(method)
    return MethodReport(
        method=method,
        smallest_accepted=search.smallest_accepted(method, problem),
        constraints=tuple(
            _report(constraint, method, problem) for constraint in method.constraints
        ),
        findings=linter.lint_method(service, method, problem),
    )


def _report(
    constraint: Constraint, method: Method, problem: search.Problem
) -> ConstraintReport:
    return ConstraintReport(
        constraint=constraint,
        sentence=english_expr.sentence(constraint),
        cel=cel_text.export(constraint.condition),
        schema=jsonschema_expr.constraint_schema(constraint)[1],
        smallest_satisfying=search.smallest_satisfying(method, constraint, problem),
        smallest_rejected=search.smallest_rejected(method, constraint, problem),
        table=search.truth_table(constraint, method, problem),
    )


def lint(service: Service) -> tuple[Diagnostic, ...]:
    """Every finding of every lint rule, in order of file and place."""
    return linter.lint(service)
