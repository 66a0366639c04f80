"""An English sentence about params -> the condition it states, as far as it can be read: `only if first_call is operator`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Final

from onespec.datatypes import (
    BooleanType,
    Field,
    IntegerType,
    JsonValue,
    NumberType,
    StringType,
)
from onespec.language.ast import Binary, Expr, Has, Literal, Read, Root, Unary
from onespec.language.scope import Target, has, read

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
    for sentence in _SENTENCE.findall(text):
        joint = _JOINT.search(sentence)
        if joint is None:
            continue
        main, clause = sentence[: joint.start()], sentence[joint.end() :]
        condition = _condition(clause.split(" otherwise", 1)[0], params)
        if condition is None:
            continue
        is_only = joint.group(1).lower().startswith(("only", "if"))
        negated = _NEGATION.search(main) is not None
        if is_only and negated:
            continue
        yield Reading(
            quote=" ".join(sentence.split()),
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
