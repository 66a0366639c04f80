"""A condition, whether it shall be true, and a voice -> an English clause. The polarity is an argument, never typed."""

from __future__ import annotations

from enum import Enum
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
    Unary,
    kind_of,
    operands,
)
from onespec.language.functions import FUNCTIONS
from onespec.notation.english_terms import code, listed, path_name, term, value


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
        case Has(root=root, path=path):
            return f"{path_name(root, path)} {be(voice, truth)} sent"
        case Read(root=root, path=path):
            return f"{path_name(root, path)} {be(voice)} {value(truth)}"
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
        if kind_of(left) == "string":
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
    return f"for {each} {code(expr.variable)} in {term(expr.range)}, {body}"
