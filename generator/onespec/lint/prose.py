"""Prose held against the spec: what sentences claim of requests against the constraints beside them, defaults against the declared ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onespec.datatypes import (
    MISSING,
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    StringType,
    declared,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.language import known_members
from onespec.language.ast import (
    Binary,
    Expr,
    Has,
    Literal,
    Root,
    Unary,
    paths,
    walk,
)
from onespec.language.scope import Target, has, read
from onespec.lint.sentences import Claim, Usual, claims
from onespec.lint.subject import Subject, request_text, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.notation.english_expr import sentence
from onespec.search import Answer, Proof, Witness, prepare
from onespec.search.asked import leaves
from onespec.values import same


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text beside a constraint."""

    text: str
    where: str
    span: Span
    about: Expr | None
    """What a sentence speaks of that names nothing."""


def constraints(subject: Subject) -> Iterator[Diagnostic]:
    """Every text beside every constraint."""
    for constraint in subject.method.constraints:
        for prose in _beside(subject, constraint):
            found = list(_contradictions(subject, constraint, prose))
            yield from found
            if isinstance(constraint.shape, Group) and not found:
                yield from _group(constraint, constraint.shape, prose)


def _beside(subject: Subject, constraint: Constraint) -> Iterator[Prose]:
    """The constraint's own words, and those of the params it is about."""
    own = span_of(constraint)
    premise = _premise(constraint)
    for key, text in (
        ("message", constraint.message),
        ("description", constraint.description),
    ):
        if text:
            where = f"the {key} of `{constraint.id}`"
            yield Prose(text=text, where=where, span=own, about=premise)
    names = {path[0] for path in paths(constraint.condition)}
    names |= {path[0] for path in constraint.blame}
    usual = _usual(constraint)
    for field in subject.method.params:
        if field.name not in names:
            continue
        for inner, target in _described(field):
            where = f"the description of `{'.'.join(target.path)}`"
            yield Prose(
                text=inner.description,
                where=where,
                span=span_of(inner),
                about=usual(target),
            )


def _described(field: Field) -> Iterator[tuple[Field, Target]]:
    """A param and its members, those that are described."""
    members = known_members(field.type)
    for chain in ((field,), *((field, member) for member in members)):
        if chain[-1].description:
            yield chain[-1], Target(root=Root.PARAMS, fields=chain)


def _premise(constraint: Constraint) -> Expr | None:
    """What a constraint is about: its `when`, or what a choice of the form `!a || b` begins with."""
    match constraint.shape:
        case WhenThen(when=when):
            return when
        case Rule(rule=Binary(op="||", left=Unary(op="!", operand=premise))):
            return premise
        case _:
            return None


def _usual(constraint: Constraint) -> Usual:
    """What a constraint asks about a param, where it asks one thing; else that it is true, or sent."""
    asked = [leaf for leaf in leaves(constraint.condition) if len(paths(leaf)) == 1]

    def usual(target: Target) -> Expr:
        own = [leaf for leaf in asked if paths(leaf)[0] == target.path]
        plain = {repr(leaf): leaf for leaf in map(_affirmed, own)}
        if len(plain) == 1 and not isinstance(target.field.type, BooleanType):
            return next(iter(plain.values()))
        if isinstance(target.field.type, BooleanType) and not all(
            isinstance(leaf, Has) for leaf in own
        ):
            return Binary(op="==", left=read(target), right=Literal(value=True))
        return has(target)

    return usual


def _affirmed(leaf: Expr) -> Expr:
    """A condition without its negation: what prose means by a param is what is asked of it, not the opposite."""
    match leaf:
        case Unary(op="!", operand=operand):
            return operand
        case Binary(op="!=", left=left, right=right):
            return Binary(op="==", left=left, right=right)
        case _:
            return leaf


def _contradictions(
    subject: Subject, constraint: Constraint, prose: Prose
) -> Iterator[Diagnostic]:
    params = subject.method.params
    for claim in claims(prose.text, params, prose.about, _usual(constraint)):
        found = _separation(subject, constraint, claim)
        if found is not None:
            yield say.prose_against_constraint(
                prose.span,
                constraint.id,
                prose.where,
                _shortened(claim.quote),
                sentence(constraint),
                found,
            )


def _separation(subject: Subject, constraint: Constraint, claim: Claim) -> str | None:
    """Requests on which text and constraint part; None where they can be kept together wherever each can be kept.

    A text about other params than the constraint's is about something else, and one that all constraints together bear out is
    right.
    """
    about = {path[0] for path in paths(constraint.condition)}
    told = claim.holds or claim.possible
    assert told is not None
    if not {path[0] for path in paths(told)} <= about:
        return None
    situations = _situations(constraint)
    known = [told, *situations, *([claim.given] if claim.given else [])]
    problem = prepare(subject.method, [constraint], also=known)

    def some(*sides: tuple[Expr, bool], broken: Sequence[int] = ()) -> Answer:
        return problem.find(broken=broken, also=sides)

    if claim.possible is not None:
        given = claim.given or told
        if isinstance(some((given, True)), Witness) and isinstance(
            some((told, True)), Proof
        ):
            return _shown(subject, [(_ALLOWED, some((told, True), broken=[0]))])
        return None
    for case in situations:
        if not isinstance(some((case, True)), Witness):
            continue
        if not isinstance(some((case, True), (told, True)), Proof):
            continue
        refused = some((case, True), (told, True), broken=[0])
        if isinstance(refused, Witness):
            whole = prepare(subject.method, also=known)
            if isinstance(whole.find(also=[(told, False)]), Proof):
                return None
            kept = some((case, True), (told, False))
            return _shown(subject, [(_KEPT, kept), (_ALLOWED, refused)])
    return None


_KEPT: Final = "kept by the constraint, refused by the text"
_ALLOWED: Final = "refused by the constraint, allowed by the text"


def _situations(constraint: Constraint) -> list[Expr]:
    """What a constraint may be asked to decide: its premise first, then each condition in it, met and not met."""
    premise = _premise(constraint)
    found = [premise] if premise is not None else []
    asked = [*leaves(constraint.condition)]
    asked += [part for part in walk(constraint.condition) if isinstance(part, Has)]
    for leaf in {repr(leaf): leaf for leaf in asked}.values():
        if len(found) < MAX_SITUATIONS:
            found += [leaf, Unary(op="!", operand=leaf)]
    return found


MAX_SITUATIONS: Final = 17


def _shown(subject: Subject, answers: Sequence[tuple[str, Answer]]) -> str:
    return "\n".join(
        f"{said}: {request_text(answer.params, subject.method.params)}"
        for said, answer in answers
        if isinstance(answer, Witness)
    )


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}..."


_COUNTS: Final = (
    (GroupKind.EXACTLY_ONE, r"\bexactly one\b|\beither one or the other\b"),
    (GroupKind.AT_LEAST_ONE, r"\bat least one\b|\bone or more\b"),
    (
        GroupKind.AT_MOST_ONE,
        r"\bat most one\b|\bno more than one\b|\bmutually exclusive\b|\b(?:can|may|must)(?:no| no)t be (?:used|sent|given|combined) together\b",
    ),
    (GroupKind.ALL_OR_NONE, r"\ball or none\b|\bonly together\b|\bboth or neither\b"),
)
_AGREES: Final = {
    (GroupKind.EXACTLY_ONE, GroupKind.AT_LEAST_ONE),
    (GroupKind.EXACTLY_ONE, GroupKind.AT_MOST_ONE),
}
"""A kind, and a weaker one that prose may name beside it."""


def _group(constraint: Constraint, group: Group, prose: Prose) -> Iterator[Diagnostic]:
    """Only the constraint's own words: a param's description may speak of another group."""
    if constraint.id not in prose.where:
        return
    for kind, words in _COUNTS:
        match = re.search(words, prose.text, re.IGNORECASE)
        if match and kind is not group.kind and (group.kind, kind) not in _AGREES:
            yield say.prose_against_group(
                prose.span,
                constraint.id,
                prose.where,
                match.group(),
                sentence(constraint),
            )


_DEFAULT: Final = re.compile(
    r"\b(?:by default|default(?:s)?(?:\s+value)?)\b\s*(?:is|to|:|=|,|are|-)?\s*(?:set to\s+|the\s+)?"
    r"[`\"'«“]?(-?[\w.:*#+-]*[\w*#])[`\"'»”]?",
    re.IGNORECASE,
)


def defaults(subject: Subject) -> Iterator[Diagnostic]:
    """Defaults in descriptions that are values of the param's type, and not the declared one."""
    for field in subject.method.params:
        yield from _default(field)


def _default(field: Field) -> Iterator[Diagnostic]:
    for member in declared(field.type):
        yield from _default(member)
    match = _DEFAULT.search(field.description)
    if match is None:
        return
    known, said = _value(match.group(1).rstrip("."), field)
    if not known or (field.default is not MISSING and same(field.default, said)):
        return
    shown = f"`{json.dumps(said, ensure_ascii=False)}`"
    if field.default is not MISSING:
        stated = f"`{json.dumps(field.default, ensure_ascii=False)}`"
        yield say.prose_against_default(span_of(field), field.name, shown, stated)
    elif not field.default_note and not field.required:
        yield say.prose_without_default(span_of(field), field.name, shown.strip("`"))


def _value(text: str, field: Field) -> tuple[bool, JsonValue]:
    """A word as a value of the field's type, and whether it is one."""
    match field.type:
        case BooleanType():
            words = {"true": True, "false": False}
            return text.lower() in words, words.get(text.lower())
        case StringType(enum=enum) if enum:
            return any(member.value == text for member in enum), text
        case IntegerType() | NumberType():
            try:
                number = float(text)
            except ValueError:
                return False, None
            return True, int(number) if number.is_integer() else number
        case _:
            return False, None
