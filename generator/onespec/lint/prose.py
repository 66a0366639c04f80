"""English sentences about params -> the conditions they state, held against the constraints."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final

from onespec.datatypes import (
    MISSING,
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.language.ast import Binary, Expr, Has, Literal, Read, Root, Unary, paths
from onespec.language.scope import Target, has, read
from onespec.lint.subject import Subject, request_text, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.notation.english_expr import sentence
from onespec.search import Witness, prepare
from onespec.values import same

_SENTENCE: Final = re.compile(r"[^.;!?\n]*(?:\.(?=\w)[^.;!?\n]*)*")
_JOINT: Final = re.compile(
    r"\b(only\s+(?:if|when|where|with|together with)|if\s+and\s+only\s+if|unless|except\s+(?:if|when|where|with))\b",
    re.IGNORECASE,
)
_NEGATION: Final = re.compile(
    r"\b(?:not|cannot|can't|never|mustn't|isn't|aren't|doesn't|don't|forbidden|prohibited|refused|rejected|ignored|invalid|no)\b",
    re.IGNORECASE,
)
_UNSENT: Final = re.compile(
    r"\b(?:not\s+(?:\w+\s+)?(?:sent|given|specified|set|present|passed|provided|used)|absent|missing|omitted|left out|empty)\b",
    re.IGNORECASE,
)
_SENT: Final = re.compile(
    r"\b(?:sent|given|specified|set|present|passed|provided|used|filled)\b",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:not|isn't|other than|different from)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A main clause tied to a condition."""

    quote: str
    main: str
    positive: bool
    """Whether the main clause may hold only where the condition does; else only where it does not."""
    condition: Expr


def readings(text: str, params: tuple[Field, ...]) -> Iterator[Reading]:
    """Every sentence of a text with `only if` or `unless` whose condition can be read."""
    for said in _SENTENCE.findall(text):
        joint = _JOINT.search(said)
        if joint is None:
            continue
        main, clause = said[: joint.start()], said[joint.end() :]
        condition = _condition(clause.split(" otherwise", 1)[0], params)
        if condition is None:
            continue
        is_only = joint.group(1).lower().startswith(("only", "if"))
        negated = _NEGATION.search(main) is not None
        if is_only and negated:
            continue
        yield Reading(
            quote=" ".join(said.split()),
            main=main,
            positive=is_only or negated,
            condition=condition,
        )


def _condition(clause: str, params: tuple[Field, ...]) -> Expr | None:
    """What the clause says of each param it names, joined by `and`, or by `or` where it says so."""
    found = list(_mentions(clause, params))
    parts: list[Expr] = []
    for index, (start, end, field) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else len(clause)
        part = _said(clause[end:stop], field)
        if part is not None:
            parts.append(part)
    if not parts:
        return None
    between = clause[found[0][1] : found[-1][0]].lower()
    op = "||" if re.search(r"\bor\b", between) and " and " not in between else "&&"
    return reduce(lambda left, right: Binary(op=op, left=left, right=right), parts)


def _mentions(
    clause: str, params: tuple[Field, ...]
) -> Iterator[tuple[int, int, Field]]:
    """Where params are named, in order; a name that is a common word counts only between quotes or after `parameter`."""
    places: list[tuple[int, int, Field]] = []
    for field in params:
        name = re.escape(field.name)
        plain = "_" in field.name or len(field.name) > 12
        front = "" if plain else r"(?:[`\"']|\bparam(?:eter)?\s+)"
        for match in re.finditer(rf"{front}(?<!\w){name}(?!\w)", clause):
            places.append((match.start(), match.end(), field))
    return iter(sorted(places, key=lambda place: place[:2]))


def _said(text: str, field: Field) -> Expr | None:
    """What follows a name: a value it has, or whether it is sent."""
    target = Target(root=Root.PARAMS, fields=(field,))
    for value in _values(field):
        shown = value if isinstance(value, str) else json.dumps(value)
        match = re.search(rf"(?<!\w){re.escape(shown)}(?!\w)", text)
        if match is not None:
            whole: Expr = Binary(
                op="==", left=read(target), right=Literal(value=value)  # type: ignore[arg-type]
            )
            negated = _NOT.search(text[: match.start()]) is not None
            return Unary(op="!", operand=whole) if negated else whole
    presence = has(target)
    if _UNSENT.search(text):
        return Unary(op="!", operand=presence)
    if _SENT.search(text):
        return presence
    return None


def _values(field: Field) -> list[JsonValue]:
    match field.type:
        case BooleanType():
            return [True, False]
        case StringType(enum=enum) | IntegerType(enum=enum) | NumberType(enum=enum):
            return [member.value for member in enum]
        case _:
            return []


def implied(premise: Expr, conclusion: Expr) -> Expr:
    """`premise` only where `conclusion`."""
    return Binary(op="||", left=Unary(op="!", operand=premise), right=conclusion)


def meaning(reading: Reading, premise: Expr) -> Expr:
    """The reading as a condition on requests, its main clause being `premise`."""
    if reading.positive:
        return implied(premise, reading.condition)
    return implied(premise, Unary(op="!", operand=reading.condition))


__all__ = ["Has", "Read", "Reading", "implied", "meaning", "readings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text beside a constraint."""

    text: str
    where: str
    span: Span


def constraints(subject: Subject) -> Iterator[Diagnostic]:
    """Every text beside every constraint."""
    for constraint in subject.method.constraints:
        for prose in _beside(subject, constraint):
            match constraint.shape:
                case Group() as group:
                    yield from _group(constraint, group, prose)
                case WhenThen(when=when):
                    yield from _polarity(subject, constraint, when, prose)
                case Rule(rule=rule):
                    premise = _premise(rule)
                    if premise is not None:
                        yield from _polarity(subject, constraint, premise, prose)


def _beside(subject: Subject, constraint: Constraint) -> Iterator[Prose]:
    """The constraint's own words, and those of the params it blames or asks about first."""
    own = span_of(constraint)
    if constraint.message:
        yield Prose(
            text=constraint.message, where=f"the message of `{constraint.id}`", span=own
        )
    if constraint.description:
        where = f"the description of `{constraint.id}`"
        yield Prose(text=constraint.description, where=where, span=own)
    names = {path[0] for path in constraint.blame}
    match constraint.shape:
        case WhenThen(when=when):
            names |= {path[0] for path in paths(when)}
        case _:
            pass
    for field in subject.method.params:
        if field.name in names and field.description:
            where = f"the description of `{field.name}`"
            yield Prose(text=field.description, where=where, span=span_of(field))


def _premise(rule: Expr) -> Expr | None:
    """What a choice of the form `!a || b` is about."""
    match rule:
        case Binary(op="||", left=Unary(op="!", operand=premise)):
            return premise
        case _:
            return None


def _polarity(
    subject: Subject, constraint: Constraint, premise: Expr, prose: Prose
) -> Iterator[Diagnostic]:
    for reading in readings(prose.text, subject.method.params):
        found = _separation(subject, constraint, premise, reading)
        if found is not None:
            yield say.prose_against_constraint(
                prose.span,
                constraint.id,
                prose.where,
                _shortened(reading.quote),
                sentence(constraint),
                found,
            )


def _separation(
    subject: Subject, constraint: Constraint, premise: Expr, reading: Reading
) -> str | None:
    """Requests on which text and constraint part; None where some request with the premise suits both.

    A text about other params than the constraint's is about something else.
    """
    about = {path[0] for path in paths(constraint.condition)}
    if not {path[0] for path in paths(reading.condition)} <= about:
        return None
    told = meaning(reading, premise)
    problem = prepare(subject.method, [constraint], also=[told, premise])
    sides: list[tuple[Expr, bool]] = [(premise, True), (told, True)]
    if not isinstance(problem.find(also=[(premise, True)]), Witness):
        return None
    if isinstance(problem.find(also=sides), Witness):
        return None
    lines: list[str] = []
    kept = problem.find(also=[(premise, True), (told, False)])
    if isinstance(kept, Witness):
        shown = request_text(kept.params, subject.method.params)
        lines.append(f"kept by the constraint, refused by the text: {shown}")
    refused = problem.find(broken=[0], also=sides)
    if isinstance(refused, Witness):
        shown = request_text(refused.params, subject.method.params)
        lines.append(f"refused by the constraint, allowed by the text: {shown}")
    return "\n".join(lines) if lines else None


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
    if isinstance(field.type, ObjectType):
        for member in field.type.fields:
            yield from _default(member)
    match = _DEFAULT.search(field.description)
    if match is None:
        return
    known, said = _value(match.group(1).rstrip("."), field)
    if not known or (field.default is not MISSING and same(field.default, said)):
        return
    shown = f"`{json.dumps(said, ensure_ascii=False)}`"
    if field.default is not MISSING:
        declared = f"`{json.dumps(field.default, ensure_ascii=False)}`"
        yield say.prose_against_default(span_of(field), field.name, shown, declared)
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
