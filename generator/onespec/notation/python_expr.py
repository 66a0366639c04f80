"""A checked expression -> Python over dicts named `params` and `state`, whose types were checked before.

Everything is on one line: where it breaks is the formatter's business. `expression(expr)` needs no import but `re`, where a
pattern is matched, and of the runtime `double`, where integers and numbers meet in a sum, and `sort_key` and `sort_keys`,
where texts are compared by what they stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from onespec import patterns
from onespec.datatypes import MISSING
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    compared_as,
    hows,
    is_condition,
    kind_of,
    walk,
)
from onespec.language.functions import FUNCTIONS
from onespec.texts import PythonText, python_literal

EACH: Final = 0
CHOICE: Final = 1
OR: Final = 2
AND: Final = 3
NOT: Final = 4
COMPARE: Final = 5
ADD: Final = 6
MULTIPLY: Final = 7
UNARY: Final = 8
ATOM: Final = 9

_BINDS: Final = {
    "": EACH,
    "choice": CHOICE,
    "or": OR,
    "comparison": COMPARE,
    "sum": ADD,
    "atom": ATOM,
}
"""Names of the levels in the table of functions."""
_LONG: Final = 60
"""Columns of an operand that leave no room for a call behind it."""

VARIABLE: Final = "item"
"""What each item of a list is called where a condition is asked of all."""


def expression(expr: Expr) -> PythonText:
    """The expression."""
    return PythonText(_text(expr).flat)


def returned(expr: Expr) -> PythonText:
    """The expression as a function returns it: of a condition, a type checker can tell that it is a boolean."""
    text = _text(expr)
    is_clear = text.is_bool or not is_condition(expr)
    return PythonText(text.flat if is_clear else f"bool({text.flat})")


def item(expr: Quantifier) -> PythonText:
    """The place of the first item that decides an `all` or `exists`; it needs `first` of the runtime."""
    each = (
        f"{_text(expr.body).above(OR)} for {VARIABLE} in {_text(expr.range).above(OR)}"
    )
    return PythonText(f"first(({each}), {expr.kind == 'exists'})")


def repeats(expr: Expr) -> bool:
    """Whether one value is compared more than once: a type checker may see that what is asked later is known by then."""
    sides = (
        side
        for part in walk(expr)
        if isinstance(part, Binary) and part.op in ("==", "!=", "in")
        for side in (part.left, part.right)
    )
    asked = [(side.root, side.path) for side in sides if isinstance(side, Read)]
    return len(set(asked)) < len(asked)


@dataclass(frozen=True, slots=True)
class _Text:
    """A piece of an expression."""

    flat: str
    level: int
    is_bool: bool = False
    """Whether a type checker can tell that it is a boolean."""
    parts: tuple[_Text, ...] = ()
    """The operands of `and`, `or`, `+`, `*`, so that one inside another of its kind needs no brackets."""

    def above(self, level: int) -> str:
        """The text where something of at least that precedence must stand."""
        return self.flat if self.level >= level else f"({self.flat})"

    def __format__(self, level: str) -> str:
        """The same in a template, where the level has a name."""
        return self.above(_BINDS[level])


def _text(expr: Expr) -> _Text:
    match expr:
        case Literal(value=value):
            flat = python_literal(value)
            level = UNARY if flat.startswith("-") else ATOM
            return _Text(flat, level, is_bool=isinstance(value, bool))
        case ListLiteral(items=items):
            found = [_text(item).flat for item in items]
            return _Text(f"({', '.join(found)}{',' * (len(found) == 1)})", ATOM)
        case Read():
            return _read(expr, may_be_null=False)
        case Has():
            return _has(expr)
        case Unary(op="!", operand=operand):
            return _not(operand)
        case Unary(operand=operand):
            return _Text(f"-{_text(operand).above(UNARY)}", UNARY)
        case Binary():
            return _binary(expr)
        case Conditional():
            texts = [_text(expr.then), _text(expr.test), _text(expr.otherwise)]
            then, test, otherwise = (part.above(OR) for part in texts)
            return _Text(
                f"{then} if {test} else {otherwise}",
                CHOICE,
                is_bool=texts[0].is_bool and texts[2].is_bool,
            )
        case Call():
            return _call(expr)
        case Quantifier(kind=kind, body=body, range=of):
            every = "all" if kind == "all" else "any"
            values = _text(of)
            within = values.above(OR)
            if kind_of(of) == "map":
                within = f"{values.above(ATOM)}.items()"
            each = f"{_text(body).above(OR)} for {VARIABLE} in {within}"
            return _Text(f"{every}({each})", ATOM, is_bool=True)
        case _:
            assert_never(expr)


def _chain(op: str, parts: Sequence[_Text]) -> _Text:
    """Operands joined by `and` or `or`; one inside another of the same kind becomes part of it."""
    level = AND if op == "and" else OR
    found: list[_Text] = []
    for part in parts:
        found.extend(part.parts if part.level == level else [part])
    if len(found) == 1:
        return found[0]
    flat = f" {op} ".join(part.above(NOT) for part in found)
    return _Text(flat, level, all(part.is_bool for part in found), tuple(found))


def _not(operand: Expr) -> _Text:
    """A comparison is turned round where that says the same; anything else gets a `not`."""
    match operand:
        case Unary(op="!", operand=inner):
            return _text(inner)
        case Has() if len(_start(operand)[1]) == 1:
            start, (name,) = _start(operand)
            flat = f"{python_literal(name)} not in {start}"
            return _Text(flat, COMPARE, is_bool=True)
        case Binary(op=op, left=left, right=right) if op in _OPPOSITE and not (
            op in _ORDERS and _may_be_no_number(operand)
        ):
            return _compared(_OPPOSITE[op], left, right)
        case _:
            return _Text(f"not {_text(operand).above(NOT)}", NOT, is_bool=True)


def _may_be_no_number(expr: Expr) -> bool:
    """Whether a double in it can come out as no number, which is neither less than anything nor at least as great."""
    return any(
        isinstance(part, Binary)
        and part.op in ("+", "-", "*")
        and kind_of(part) == "double"
        for part in walk(expr)
    )


def _binary(expr: Binary) -> _Text:
    left, right = expr.left, expr.right
    match expr.op:
        case "&&" | "||":
            op = "and" if expr.op == "&&" else "or"
            return _chain(op, [_text(left), _text(right)])
        case "+" | "-" | "*":
            level = MULTIPLY if expr.op == "*" else ADD
            sides = _text(left).above(level), _text(right).above(level + 1)
            return _Text(f"{sides[0]} {expr.op} {sides[1]}", level)
        case op:
            return _compared(op, left, right)


def _compared(op: str, left: Expr, right: Expr) -> _Text:
    """One comparison, its constant on the right; true, false and null are compared by identity."""
    if isinstance(left, Literal) and not isinstance(right, Literal):
        if op in _MIRRORED:
            return _compared(_MIRRORED[op], right, left)
    is_in = op in ("in", "not in")
    if is_in and isinstance(right, ListLiteral) and len(right.items) < 2:
        if not right.items:
            return _Text(repr(op == "not in"), ATOM, is_bool=True)
        return _compared("==" if op == "in" else "!=", left, right.items[0])
    if name := compared_as(Binary(op=op.removeprefix("not "), left=left, right=right)):
        return _by_value(name, op, left, right)
    value = right.value if isinstance(right, Literal) else 0
    is_sole = value is None or isinstance(value, bool)
    sign = _IDENTITY.get(op, op) if is_sole else op
    may_be_null = op in ("==", "!=") or is_in
    sides = [
        (
            _read(side, may_be_null=may_be_null)
            if isinstance(side, Read)
            else _text(side)
        ).above(ADD)
        for side in (left, right)
    ]
    flat = f"{sides[0]} {sign} {sides[1]}"
    return _Text(flat, COMPARE, is_bool=is_in or is_sole)


def _by_value(name: str, op: str, left: Expr, right: Expr) -> _Text:
    """A comparison of texts that stand for something else."""
    is_in = op in ("in", "not in")
    sides = []
    for side, function in ((left, "sort_key"), (right, f"sort_key{'s' * is_in}")):
        text = _text(side)
        if isinstance(side, Read) and op not in _ORDERS:
            text = _read(side, may_be_null=True)
        sides.append(f"{function}({python_literal(name)}, {text.flat})")
    return _Text(f"{sides[0]} {op} {sides[1]}", COMPARE, is_bool=True)


def _call(expr: Call) -> _Text:
    row = FUNCTIONS[expr.function]
    form = row.python.get(kind_of(expr.args[0]), row.python[""])
    args = [
        _pattern(arg) if row.takes_pattern(index) else _text(arg)
        for index, arg in enumerate(expr.args)
    ]
    text, method = form.text, form.text.removeprefix("{0:atom}.")
    if method != text and args[0].level == ATOM and len(args[0].flat) > _LONG:
        # A chain of calls that is too wide for a line is broken in two ways; this one in one.
        text = f"str.{method.replace('(', '({0}, ', 1)}"
    return _Text(text.format(*args), _BINDS[form.binds], is_bool=form.is_bool)


def _pattern(expr: Expr) -> _Text:
    assert isinstance(expr, Literal)
    return _Text(python_literal(patterns.python(str(expr.value))), ATOM)


def _start(part: Read | Has) -> tuple[str, Path]:
    """What a path starts from, and what is left of it; an entry of a map is a pair."""
    if part.entry is not None:
        side = 0 if part.path[1] == "key" else 1
        return f"{VARIABLE}[{side}]", part.path[2:]
    if part.root is Root.LOCAL:
        return VARIABLE, part.path[1:]
    return part.root.value, part.path


def _read(expr: Read, *, may_be_null: bool) -> _Text:
    """A default of null only counts where null itself is an answer; elsewhere the value was sent."""
    flat, path = _start(expr)
    defaults = expr.defaults[-len(path) :] if path else ()
    ways = hows(expr)[-len(path) :] if path else ()
    for index, (name, default) in enumerate(zip(path, defaults, strict=True)):
        key = _key(name, ways[index])
        is_last = index == len(path) - 1
        if default is MISSING or (default is None and not (is_last and may_be_null)):
            flat = f"{flat}[{key}]"
        elif default is None:
            flat = f"{flat}.get({key})"
        else:
            flat = f"{flat}.get({key}, {python_literal(default)})"
    return _Text(flat, ATOM)


def _key(name: str, way: str) -> PythonText:
    return PythonText(name) if way == "place" else python_literal(name)


def _has(expr: Has) -> _Text:
    """Every key on the way, outermost first; an object that may be null is told from one that is."""
    flat, path = _start(expr)
    tests: list[_Text] = []
    flags = expr.nullable[-len(path) :] if expr.nullable else (False,) * len(path)
    ways = hows(expr)[-len(path) :]
    for index, name in enumerate(path):
        key = _key(name, ways[index])
        if ways[index] == "place":
            if flags[index]:
                test = f"{flat}[{key}] is not None"
                tests.append(_Text(test, COMPARE, is_bool=True))
            flat = f"{flat}[{key}]"
            continue
        if flags[index] and index < len(path) - 1:
            test = f"{flat}.get({key}) is not None"
        else:
            test = f"{key} in {flat}"
        tests.append(_Text(test, COMPARE, is_bool=True))
        flat = f"{flat}[{key}]"
    return _chain("and", tests)


_OPPOSITE: Final = {
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
_ORDERS: Final = ("<", "<=", ">", ">=")
_MIRRORED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_IDENTITY: Final = {"==": "is", "!=": "is not"}
