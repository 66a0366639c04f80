"""Constraints -> sentences, truth tables, and the smallest requests on either side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from onespec.markup import line, prose
from onespec.model import Constraint, Method
from onespec.targets.docs import truth, wording
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.fields import dotted
from onespec.targets.docs.samples import masked, raw, sample
from onespec.targets.docs.study import Findings, Study
from onespec.targets.docs.views import ConstraintView, Fact, RowView, SampleView

CHECKED: Final = {
    "exact": "the client before it sends, the server, and the JSON Schema",
    "enumerated": "the client before it sends, the server, and the JSON Schema, case by case",
    "none": "the client before it sends, and the server; JSON Schema can't say it",
}
"""Who refuses a request that breaks a constraint, by what the schema can say."""


def constraints(desk: Desk, method: Method, known: Study) -> tuple[ConstraintView, ...]:
    """Every constraint of the method, in its order."""
    return tuple(
        _view(desk, method, constraint, known.findings[constraint.id])
        for constraint in method.constraints
    )


def _view(
    desk: Desk, method: Method, constraint: Constraint, found: Findings
) -> ConstraintView:
    say = desk.say
    atoms = truth.atoms(constraint.condition)
    return ConstraintView(
        id=say.text(desk.id("constraint", constraint.id)),
        href=say.text(desk.here("constraint", constraint.id)),
        name=say.path(constraint.id),
        sentence=wording.sentence(say, constraint),
        breaches=wording.breaches(say, constraint),
        message=line(say, constraint.message),
        description=prose(say, constraint.description),
        facts=tuple(_facts(desk, method, constraint, found)),
        columns=tuple(wording.condition(say, atom) for atom in atoms.values()),
        rows=tuple(
            RowView(
                cells=tuple(say.text(_cell(known.get(key))) for key in atoms),
                accepted=accepted,
            )
            for known, accepted in found.rows
        ),
        witnesses=tuple(_witnesses(desk, method, found)),
        samples=tuple(_samples(desk, method, constraint)),
    )


def _cell(value: bool | None) -> str:
    return "either" if value is None else "yes" if value else "no"


def _facts(
    desk: Desk, method: Method, constraint: Constraint, found: Findings
) -> Iterator[Fact]:
    say = desk.say
    kind = method.error(constraint.error)
    row = desk.link(say.code(kind.mnemonic), desk.here("error", kind.mnemonic))
    code = say.code(str(kind.code))
    yield Fact(name=say.text("Answered with"), text=say.join(" ", (row, code)))
    if constraint.blame:
        blamed = (
            desk.link(say.code(dotted(path)), desk.here("param", *path))
            for path in constraint.blame
        )
        yield Fact(name=say.text("Names the param"), text=say.join(", ", blamed))
    yield Fact(name=say.text("Checked by"), text=say.text(CHECKED[found.status]))


def _witnesses(desk: Desk, method: Method, found: Findings) -> Iterator[SampleView]:
    rows = (
        ("The smallest request that it accepts", "accepted", found.accepted),
        ("The smallest request that it refuses", "refused", found.refused),
    )
    for label, kind, params in rows:
        if params is not None:
            text = raw(masked(method.params, params))
            yield sample(desk, label, "json", text, kind)


def _samples(
    desk: Desk, method: Method, constraint: Constraint
) -> Iterator[SampleView]:
    for example in constraint.examples:
        label, kind = (
            ("Accepted", "accepted") if example.accepted else ("Refused", "refused")
        )
        yield sample(
            desk, label, "json", raw(masked(method.params, example.params)), kind
        )
