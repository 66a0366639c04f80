"""Constraints and conditions -> sentences."""

from __future__ import annotations

import json
import re
from enum import Enum
from functools import reduce
from typing import Final, assert_never

from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
    kind_of,
    operands,
)
from onespec.language.functions import FUNCTIONS
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.notation.cel_text import authored, authored_path
from onespec.notation.english_types import MOMENTS
from onespec.texts import show_hidden

OPEN: Final = "\x02"
CLOSE: Final = "\x03"


def code(text: str) -> str:
    """A name or a value, marked as such."""
    return f"{OPEN}{text}{CLOSE}"


def value(expr_value: object) -> str:
    """A constant as JSON writes it."""
    return code(show_hidden(json.dumps(expr_value, ensure_ascii=False)))


def path_name(root: Root, path: tuple[str, ...]) -> str:
    """A dotted name; a fact of the state is said to be the server's."""
    name = code(".".join(path))
    return f"the server's {name}" if root is Root.STATE else name


def place_name(part: Read | Has) -> str:
    """The name of what is read; with brackets where it stands in a map or a tuple."""
    if part.entry is not None or any(part.how):
        return code(authored_path(part))
    return path_name(part.root, part.path)


def term(expr: Expr) -> str:
    """The value of any expression that is no condition."""
    match expr:
        case Literal(value=str() as text, format=name) if name:
            return code(text)
        case Literal(value=constant):
            return value(constant)
        case Read():
            return place_name(expr)
        case ListLiteral(items=items):
            return listed([term(item) for item in items], "or")
        case Call(function=name, args=args) if FUNCTIONS[name].gives != "bool":
            phrases = FUNCTIONS[name].english
            phrase = phrases.get(kind_of(args[0]), phrases[""])
            return phrase.format(*map(term, args))
        case Conditional():
            return f"the value of {code(authored(expr))}"
        case _:
            return code(authored(expr))


def listed(parts: list[str], word: str) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


class Voice(Enum):
    """Whether a clause says what is, or what must be."""

    IS = "is"
    MUST = "must"


IS: Final = Voice.IS
MUST: Final = Voice.MUST

_TURNED: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SIZES: Final = {
    "<": "less than",
    "<=": "at most",
    ">": "greater than",
    ">=": "at least",
}
_TIMES: Final = {
    "<": ("before", True),
    "<=": ("after", False),
    ">": ("after", True),
    ">=": ("before", False),
}


def clause(expr: Expr, truth: bool, voice: Voice) -> str:
    """The clause, without a capital and without a stop."""
    match expr:
        case Unary(operand=operand):
            return clause(operand, not truth, voice)
        case Binary(op="&&" | "||" as op):
            word = "and" if (op == "&&") is truth else "or"
            return _joined(word, operands(op, expr, truth), voice)
        case Binary():
            return _compared(expr, truth, voice)
        case Has():
            return f"{place_name(expr)} {be(voice, truth)} sent"
        case Read():
            return f"{place_name(expr)} {be(voice)} {value(truth)}"
        case Literal(value=constant):
            return "always" if constant is truth else "never"
        case Conditional(test=test, then=then, otherwise=otherwise):
            return (
                f"if {clause(test, True, IS)}, {clause(then, truth, voice)}, "
                f"and otherwise {clause(otherwise, truth, voice)}"
            )
        case Call():
            return _called(expr, truth, voice)
        case Quantifier():
            return _quantified(expr, truth, voice)
        case ListLiteral():
            raise TypeError("a list is no condition")
        case _:
            assert_never(expr)


def be(voice: Voice, truth: bool = True) -> str:
    """`is`, `is not`, `must be` or `must not be`."""
    if voice is MUST:
        return "must be" if truth else "must not be"
    return "is" if truth else "is not"


def _joined(word: str, parts: list[tuple[Expr, bool]], voice: Voice) -> str:
    """Sides joined; a side that is a chain itself is set apart, so that it can't be misread."""
    said = [clause(*part, voice) for part in parts]
    nested = [_word(*part) is not None for part in parts]
    if not any(nested):
        text = listed(said, word)
        return f"either {text}" if word == "or" and voice is MUST else text
    apart = [
        f"({text})" if inner else text for text, inner in zip(said, nested, strict=True)
    ]
    return listed(apart, word)


def _word(expr: Expr, truth: bool) -> str | None:
    """What joins the sides of an expression, where it has several."""
    match expr:
        case Unary(op="!", operand=operand):
            return _word(operand, not truth)
        case Binary(op="&&" | "||" as op):
            return "and" if (op == "&&") is truth else "or"
        case Conditional() | Quantifier():
            return "if"
        case Binary(op="==" | "!=", left=left, right=right):
            both = kind_of(left) == kind_of(right) == "bool"
            return "if" if both and not _is_constant(left, right) else None
        case _:
            return None


def _is_constant(left: Expr, right: Expr) -> bool:
    return isinstance(left, Literal) or isinstance(right, Literal)


def _compared(expr: Binary, truth: bool, voice: Voice) -> str:
    left, right = expr.left, expr.right
    if expr.op == "in":
        return _member(left, right, truth, voice)
    op = expr.op if truth else _TURNED[expr.op]
    if isinstance(left, Literal) and not isinstance(right, Literal):
        left, right = right, left
        op = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(op, op)
    if op not in ("==", "!="):
        if kind_of(left) == "string" or kind_of(left) in MOMENTS:
            word, forward = _TIMES[op]
            return f"{term(left)} {be(voice, forward)} {word} {term(right)}"
        return f"{term(left)} {be(voice)} {_SIZES[op]} {term(right)}"
    if kind_of(left) == "bool":
        return _agreeing(left, right, op == "==", voice)
    return f"{term(left)} {be(voice, op == '==')} {term(right)}"


def _agreeing(left: Expr, right: Expr, same: bool, voice: Voice) -> str:
    """Two conditions that are both true or both false, or of which exactly one is true."""
    if isinstance(right, Literal):
        return clause(left, right.value is same, voice)
    sides = clause(left, True, IS), clause(right, True, IS)
    modal = "it must be that " if voice is MUST else ""
    if same:
        return f"{modal}either both {sides[0]} and {sides[1]}, or neither"
    return f"{modal}either {sides[0]} or {sides[1]}, but not both"


def _member(left: Expr, right: Expr, truth: bool, voice: Voice) -> str:
    if isinstance(right, ListLiteral):
        if len(right.items) == 1:
            return f"{term(left)} {be(voice, truth)} {term(right.items[0])}"
        count = "one of" if truth else "none of"
        items = listed([term(item) for item in right.items], "and")
        return f"{term(left)} {be(voice)} {count} {items}"
    if kind_of(right) == "object":
        return f"{term(left)} {be(voice, truth)} a member of {term(right)}"
    if kind_of(right) == "map":
        return f"{term(left)} {be(voice, truth)} a key of {term(right)}"
    return f"{term(left)} {be(voice, truth)} in {term(right)}"


def _called(expr: Call, truth: bool, voice: Voice) -> str:
    row = FUNCTIONS[expr.function]
    singular, plain = row.english[""].split("|")
    if voice is MUST:
        verb = f"must {plain}" if truth else f"must not {plain}"
    else:
        verb = singular if truth else f"does not {plain}"
    subject, argument = expr.args
    if row.takes_pattern(1) and isinstance(argument, Literal):
        return f"{term(subject)} {verb} {code(str(argument.value))}"
    return f"{term(subject)} {verb} {term(argument)}"


def _quantified(expr: Quantifier, truth: bool, voice: Voice) -> str:
    each = "each" if (expr.kind == "all") is truth else "some"
    body = clause(expr.body, truth, voice)
    if kind_of(expr.range) == "map":
        each = f"{each} key {code(expr.variable)} of"
        return f"for {each} {term(expr.range)}, {body}"
    return f"for {each} {code(expr.variable)} in {term(expr.range)}, {body}"


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
    if constraint.base is not None:
        return f"in {code('.'.join(constraint.place))}: {_sentence(constraint.base)}"
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


def _sent(paths: tuple[tuple[str, ...], ...]) -> str:
    names = [code(".".join(path)) for path in paths]
    return names[0] if len(names) == 1 else f"({listed(names, 'and')} together)"


def _group(group: Group) -> str:
    names = [_sent(paths) for paths in group.members]
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
    if constraint.base is not None:
        place = code(".".join(constraint.place))
        inner = _breaches(constraint.base)
        return tuple((broken, f"in {place}: {text}") for _, text in inner[-1:])
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
    names = listed([_sent(paths) for paths in group.members], "and")
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
