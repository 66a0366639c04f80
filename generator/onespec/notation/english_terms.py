"""Values in an expression -> noun phrases; code in them stands between two marks, so that each place can show it its way."""

from __future__ import annotations

import json
from typing import Final

from onespec.language.ast import (
    Call,
    Conditional,
    Expr,
    ListLiteral,
    Literal,
    Read,
    Root,
    kind_of,
)
from onespec.language.functions import FUNCTIONS
from onespec.notation.cel_text import authored
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


def term(expr: Expr) -> str:
    """The value of any expression that is no condition."""
    match expr:
        case Literal(value=constant):
            return value(constant)
        case Read(root=root, path=path):
            return path_name(root, path)
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
