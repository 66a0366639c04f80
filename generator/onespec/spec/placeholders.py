"""Rows that answer without a condition of their own (slots of the protocol, constraints) -> the placeholders of their messages that nothing fills."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from onespec import language
from onespec.datatypes import Field
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Root
from onespec.language.guards import Fact, Known
from onespec.messages import spec as say
from onespec.model import Constraint, Method
from onespec.spec.errors import Row, holds_secret, is_secret, place_of

FIELD: Final = "field"
"""The placeholder for the param that is wrong, dotted where it is nested."""
VALUE: Final = "value"
"""The placeholder for what stood there."""
ABOUT_PARAMS: Final[Mapping[str, tuple[str, ...]]] = {
    "missing": (FIELD,),
    # What nobody declared may be a secret under a misspelt name.
    "unexpected": (FIELD,),
    "type": (FIELD, VALUE),
    "value": (FIELD, VALUE),
}
"""Slots that are about one param -> what their messages can tell of it."""
APART: Final = "constraint"
"""The slot whose row is judged with each constraint that falls back on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A method with the rows that it states itself."""

    method: Method
    own: Mapping[str, Row]


def unfilled(
    protocol: Mapping[str, str],
    common: Mapping[str, Row],
    stated: Sequence[Rows],
    state: Sequence[Field],
) -> Iterable[Diagnostic]:
    """What is wrong with the messages of all rows: each placeholder is filled wherever its row answers, and by no secret.

    A placeholder is told of once, however many answer with its row.
    """
    found: dict[Span, Diagnostic] = {}
    for fault in _faults(protocol, common, stated, state):
        found.setdefault(fault.span, fault)
    return found.values()


def _faults(
    protocol: Mapping[str, str],
    common: Mapping[str, Row],
    stated: Sequence[Rows],
    state: Sequence[Field],
) -> Iterator[Diagnostic]:
    for slot, mnemonic in protocol.items():
        if mnemonic in common and slot != APART:
            yield from _unsaid_data(common[mnemonic], f"`protocol.{slot}`")
        if slot in (*ABOUT_PARAMS, APART) or mnemonic not in common:
            continue
        yield from _of_slot(common[mnemonic], slot, ())
    for rows in stated:
        method = rows.method
        for slot in ABOUT_PARAMS:
            mnemonic = protocol[slot]
            row = rows.own.get(mnemonic) or common.get(mnemonic)
            if row is not None:
                yield from _of_slot(row, slot, method.params)
        for constraint in method.rules:
            answering = rows.own.get(constraint.error) or common.get(constraint.error)
            if answering is not None:
                owner = f"constraint `{constraint.id}`"
                yield from _unsaid_data(answering, owner)
                yield from _of_constraint(answering, constraint, method.params)
    yield from _given_away(common, stated, state)


def _unsaid_data(row: Row, owner: str) -> Iterator[Diagnostic]:
    for member in row.kind.data:
        if member.required and member.span is not None:
            yield say.unanswerable_data(
                member.span, row.kind.mnemonic, member.name, owner
            )


def _of_slot(row: Row, slot: str, params: Sequence[Field]) -> Iterator[Diagnostic]:
    owner = f"`protocol.{slot}`"
    known = ABOUT_PARAMS.get(slot, ())
    for name in row.kind.placeholders:
        if name not in known:
            yield say.unfilled_answer(
                place_of(row, name), row.kind.mnemonic, name, owner, known
            )
        elif any(param.name == name for param in params):
            yield say.ambiguous_placeholder(
                place_of(row, name), row.kind.mnemonic, name, owner
            )


def _of_constraint(
    row: Row, constraint: Constraint, params: Sequence[Field]
) -> Iterator[Diagnostic]:
    owner = f"constraint `{constraint.id}`"
    mnemonic = row.kind.mnemonic
    sent = language.facts(constraint.condition, False)
    fields = {field.name: field for field in params}
    told = (FIELD, VALUE) if constraint.blame else ()
    for name in row.kind.placeholders:
        place = place_of(row, name)
        if name in fields:
            field = fields[name]
            if holds_secret(field):
                yield say.secret_in_template(place, mnemonic, name)
            elif not field.required and not _is_sent(name, sent):
                yield say.unguarded_answer(place, mnemonic, name, owner)
        elif name not in told:
            sure = [f.name for f in params if f.required and not holds_secret(f)]
            yield say.unfilled_answer(place, mnemonic, name, owner, (*told, *sure))
        elif name == VALUE and is_secret(constraint.blame[0], params):
            secret = ".".join(constraint.blame[0])
            yield say.secret_in_template(place, mnemonic, secret)


def _is_sent(name: str, sent: Collection[Fact]) -> bool:
    return Fact(known=Known.SENT, root=Root.PARAMS, path=(name,)) in sent


def _given_away(
    common: Mapping[str, Row], stated: Iterable[Rows], state: Sequence[Field]
) -> Iterator[Diagnostic]:
    """Placeholders of rows without conditions that share their names with a secret: whoever fills them would print it."""
    facts = {field.name for field in state if holds_secret(field)}
    everywhere = set(facts)
    for rows in stated:
        params = {p.name for p in rows.method.params if holds_secret(p)}
        everywhere |= params
        for row in rows.own.values():
            yield from _named_as(row, params | facts)
    for row in common.values():
        yield from _named_as(row, everywhere)


def _named_as(row: Row, secrets: Collection[str]) -> Iterator[Diagnostic]:
    if row.conditions:
        return
    for name in row.kind.placeholders:
        if name in secrets:
            yield say.secret_in_template(place_of(row, name), row.kind.mnemonic, name)
