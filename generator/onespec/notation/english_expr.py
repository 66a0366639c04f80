"""Constraints and conditions -> English, with the polarity generated.

`sentence(constraint)` is one sentence that says what must hold, names and values between backquotes, for Markdown-like
prose; `plain(constraint)` is the same without backquotes, for docstrings. `message(constraint)` is the author's own
words where there are any. `breaches(constraint)` gives each way of breaking it (a group has one for none and one for
too many) with the condition that tells it. `condition(expr)` says when something happens: `contact is in ...`.
`pieces(text)` and every `*_pieces` function give the same as (text, is code) pairs, for encoders that mark code up
themselves.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import Final, assert_never

from onespec.language.ast import Binary, Expr, Has, Root, Unary, operands
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.notation.english_clauses import IS, MUST, clause
from onespec.notation.english_terms import CLOSE, OPEN, code, listed

_MARKED: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def sentence(constraint: Constraint) -> str:
    """What must hold, with backquotes: "If `a` is `true`, `b` must be sent."."""
    return ticked(_sentence(constraint))


def plain(constraint: Constraint) -> str:
    """What must hold, without any markup."""
    return unmarked(_sentence(constraint))


def sentence_pieces(constraint: Constraint) -> tuple[tuple[str, bool], ...]:
    """What must hold, as (text, is code) pairs."""
    return pieces(_sentence(constraint))


def message(constraint: Constraint) -> str:
    """The author's message, else the generated sentence with backquotes."""
    return constraint.message or sentence(constraint)


def condition(expr: Expr, truth: bool = True) -> str:
    """A condition as a clause in the indicative, with backquotes and without a stop."""
    return ticked(clause(expr, truth, IS))


def condition_pieces(expr: Expr, truth: bool = True) -> tuple[tuple[str, bool], ...]:
    """A condition as (text, is code) pairs."""
    return pieces(clause(expr, truth, IS))


def breaches(constraint: Constraint) -> tuple[tuple[Expr, str], ...]:
    """Each way of breaking the constraint: what holds of such a request, and the sentence for it."""
    return tuple((when, ticked(text)) for when, text in _breaches(constraint))


def breach_pieces(
    constraint: Constraint,
) -> tuple[tuple[Expr, tuple[tuple[str, bool], ...]], ...]:
    """Each way of breaking the constraint, its sentence as (text, is code) pairs."""
    return tuple((when, pieces(text)) for when, text in _breaches(constraint))


def pieces(marked: str) -> tuple[tuple[str, bool], ...]:
    """Marked text as (text, is code) pairs."""
    found: list[tuple[str, bool]] = []
    for index, part in enumerate(_MARKED.split(marked)):
        if part:
            found.append((part, index % 2 == 1))
    return tuple(found)


def ticked(marked: str) -> str:
    """Marked text with code between backquotes."""
    return marked.replace(OPEN, "`").replace(CLOSE, "`")


def unmarked(marked: str) -> str:
    """Marked text without marks."""
    return marked.replace(OPEN, "").replace(CLOSE, "")


def _sentence(constraint: Constraint) -> str:
    match constraint.shape:
        case WhenThen(when=when, then=then):
            return _whole(f"if {clause(when, True, IS)}, {clause(then, True, MUST)}")
        case Rule(rule=rule):
            return _whole(_rule(rule))
        case Group() as group:
            return _whole(_group(group))
        case _:
            assert_never(constraint.shape)


def _whole(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _rule(rule: Expr) -> str:
    """A choice one side of which is a negation reads better as an if."""
    parts = operands("||", rule, True)
    premises = [part for part in parts if _is_negative(part)]
    others = [part for part in parts if not _is_negative(part)]
    if len(parts) < 2 or not premises:
        return clause(rule, True, MUST)
    if not others:
        others = [premises.pop()]
    when = listed([clause(*_turned(part), IS) for part in premises], "and")
    then = [clause(*part, MUST) for part in others]
    return f"if {when}, {listed(then, 'or')}"


def _turned(part: tuple[Expr, bool]) -> tuple[Expr, bool]:
    return part[0], not part[1]


def _is_negative(part: tuple[Expr, bool]) -> bool:
    """Whether a side of a choice says what is not."""
    expr, truth = part
    if isinstance(expr, Binary) and expr.op in ("==", "!="):
        return (expr.op == "!=") is truth
    return not truth


def _member(paths: tuple[tuple[str, ...], ...]) -> str:
    names = [code(".".join(path)) for path in paths]
    return names[0] if len(names) == 1 else f"({listed(names, 'and')} together)"


def _group(group: Group) -> str:
    names = [_member(paths) for paths in group.members]
    some, every = listed(names, "or"), listed(names, "and")
    match group.kind:
        case GroupKind.EXACTLY_ONE if len(names) > 1:
            return f"exactly one of {every} must be sent"
        case GroupKind.AT_LEAST_ONE if len(names) > 1:
            return f"at least one of {every} must be sent"
        case GroupKind.AT_MOST_ONE if len(names) > 1:
            return f"at most one of {every} may be sent"
        case GroupKind.ALL_OR_NONE if len(names) > 2:
            return f"either all of {every} must be sent, or none of them"
        case GroupKind.ALL_OR_NONE if len(names) == 2:
            return f"{every} must be sent together or not at all"
        case GroupKind.AT_MOST_ONE | GroupKind.ALL_OR_NONE:
            return f"{some} may be sent or left out"
        case _:
            return f"{some} must be sent"


def _breaches(constraint: Constraint) -> tuple[tuple[Expr, str], ...]:
    broken = Unary(op="!", operand=constraint.condition)
    match constraint.shape:
        case WhenThen(when=when, then=then):
            text = f"{clause(when, True, IS)}, but {clause(then, False, IS)}"
            return ((broken, _whole(text)),)
        case Rule(rule=rule):
            return ((broken, _whole(clause(rule, False, IS))),)
        case Group() as group:
            return _group_breaches(group, broken)
        case _:
            assert_never(constraint.shape)


def _group_breaches(group: Group, broken: Expr) -> tuple[tuple[Expr, str], ...]:
    names = listed([_member(paths) for paths in group.members], "and")
    if len(group.members) == 1:
        return ((broken, _whole(f"{names} is missing")),)
    none = _whole(f"none of {names} is sent")
    many = _whole(f"more than one of {names} is sent")
    match group.kind:
        case GroupKind.AT_LEAST_ONE:
            return ((broken, none),)
        case GroupKind.AT_MOST_ONE:
            return ((broken, many),)
        case GroupKind.ALL_OR_NONE:
            return ((broken, _whole(f"only some of {names} are sent")),)
        case GroupKind.EXACTLY_ONE:
            some = _some(group)
            return (
                (Unary(op="!", operand=some), none),
                (Binary(op="&&", left=some, right=broken), many),
            )
        case _:
            assert_never(group.kind)


def _some(group: Group) -> Expr:
    """Whether any member is sent."""
    sent: list[Expr] = []
    for paths in group.members:
        tests: list[Expr] = [Has(root=Root.PARAMS, path=path) for path in paths]
        sent.append(reduce(lambda a, b: Binary(op="&&", left=a, right=b), tests))
    return reduce(lambda a, b: Binary(op="||", left=a, right=b), sent)
