"""Prose held against what it stands beside: the polarity of a constraint, the kind of a group, a default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
from onespec.language.ast import Binary, Expr, Unary, paths
from onespec.lint.readings import Reading, meaning, readings
from onespec.lint.scene import Scene, request_text, span_of
from onespec.messages import lint as say
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.notation.english_expr import sentence
from onespec.search import Witness, prepare
from onespec.values import same


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text beside a constraint."""

    text: str
    where: str
    span: Span


def constraints(scene: Scene) -> Iterator[Diagnostic]:
    """Every text beside every constraint."""
    for constraint in scene.method.constraints:
        for prose in _beside(scene, constraint):
            match constraint.shape:
                case Group() as group:
                    yield from _group(constraint, group, prose)
                case WhenThen(when=when):
                    yield from _polarity(scene, constraint, when, prose)
                case Rule(rule=rule):
                    premise = _premise(rule)
                    if premise is not None:
                        yield from _polarity(scene, constraint, premise, prose)


def _beside(scene: Scene, constraint: Constraint) -> Iterator[Prose]:
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
    for field in scene.method.params:
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
    scene: Scene, constraint: Constraint, premise: Expr, prose: Prose
) -> Iterator[Diagnostic]:
    for reading in readings(prose.text, scene.method.params):
        found = _separation(scene, constraint, premise, reading)
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
    scene: Scene, constraint: Constraint, premise: Expr, reading: Reading
) -> str | None:
    """Requests on which text and constraint part; None where some request with the premise suits both.

    A text about other params than the constraint's is about something else.
    """
    about = {path[0] for path in paths(constraint.condition)}
    if not {path[0] for path in paths(reading.condition)} <= about:
        return None
    told = meaning(reading, premise)
    problem = prepare(scene.method, [constraint], also=[told, premise])
    sides: list[tuple[Expr, bool]] = [(premise, True), (told, True)]
    if not isinstance(problem.find(also=[(premise, True)]), Witness):
        return None
    if isinstance(problem.find(also=sides), Witness):
        return None
    lines: list[str] = []
    kept = problem.find(also=[(premise, True), (told, False)])
    if isinstance(kept, Witness):
        shown = request_text(kept.params, scene.method.params)
        lines.append(f"kept by the constraint, refused by the text: {shown}")
    refused = problem.find(broken=[0], also=sides)
    if isinstance(refused, Witness):
        shown = request_text(refused.params, scene.method.params)
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


def defaults(scene: Scene) -> Iterator[Diagnostic]:
    """Defaults in descriptions that are values of the param's type, and not the declared one."""
    for field in scene.method.params:
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
