"""Conditions and constraints of the spec -> sentences in the page's dialect."""

from __future__ import annotations

from onespec.language.ast import Expr
from onespec.markup import Dialect, Shown
from onespec.model import Constraint
from onespec.notation import english_expr
from onespec.prose import Code, Inline, Words


def condition(say: Dialect, expr: Expr) -> Shown:
    """When something happens, as a clause."""
    return say.parts(_parts(english_expr.condition_pieces(expr)))


def sentence(say: Dialect, constraint: Constraint) -> Shown:
    """What a constraint asks for."""
    return say.parts(_parts(english_expr.sentence_pieces(constraint)))


def breaches(say: Dialect, constraint: Constraint) -> tuple[Shown, ...]:
    """What a request looks like that breaks a constraint, a sentence for each way."""
    return tuple(
        say.parts(_parts(pieces))
        for _, pieces in english_expr.breach_pieces(constraint)
    )


def _parts(pieces: tuple[tuple[str, bool], ...]) -> tuple[Inline, ...]:
    return tuple(Code(text=text) if code else Words(text=text) for text, code in pieces)
