"""A checked expression -> Python over dicts named `params` and `state`, whose types were checked before.

`expression(expr)` is one expression on one line; `function_body(expr)` is the body of a function that returns it, laid
out as black would, first line not indented, the others by four columns. Neither needs an import but those that
`modules(expr)` names. Conditions give a real `bool`.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member
from typing import Final, assert_never

from onespec import patterns
from onespec.cel.ast import (
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
)
from onespec.cel.functions import FUNCTIONS
from onespec.cel.walk import is_condition, walk
from onespec.layout import STEP, WIDTH, Bracket, assign
from onespec.notation.python_body import body
from onespec.notation.python_reads import VARIABLE, has, read, start
from onespec.notation.python_tree import (
    ADD,
    ATOM,
    CHOICE,
    COMPARE,
    MULTIPLY,
    UNARY,
    Text,
    called,
    chain,
    each,
    joined,
    negated,
)
from onespec.texts import PythonText, python_literal, python_string

_LONG: Final = 40
"""Constants wider than this get a line of their own where the whole does not fit on one."""


def expression(expr: Expr) -> str:
    """The whole expression on one line."""
    return _Writer().text(expr).flat


def modules(expr: Expr) -> tuple[str, ...]:
    """Modules of the standard library that the text names: `re`, where a pattern is matched."""
    calls = (part for part in walk(expr) if isinstance(part, Call))
    return ("re",) if any(call.function == "matches" for call in calls) else ()


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


def function_body(expr: Expr) -> PythonText:
    """The body of a function that returns the value; it stands four columns in."""
    text = _value(expr, _Writer())
    if STEP + len(f"return {text.flat}") <= WIDTH:
        return body((), text)
    writer = _Writer(keeps=True)
    text = _value(expr, writer)
    return body(writer.kept, text)


def _value(expr: Expr, writer: _Writer) -> Text:
    """A condition is made a boolean that type checkers can see."""
    text = writer.text(expr)
    return called("bool", text) if is_condition(expr) and not text.is_bool else text


@dataclass(slots=True)
class _Writer:
    """Writes the parts of one expression, keeping long constants aside where asked to."""

    keeps: bool = False
    kept: list[str] = member(default_factory=list)

    def text(self, expr: Expr) -> Text:
        """Any expression."""
        match expr:
            case Literal(value=value):
                return self._literal(value)
            case ListLiteral(items=items):
                return self._display(items)
            case Read():
                return read(expr, may_be_null=False)
            case Has():
                return has(expr)
            case Unary(op="!", operand=operand):
                return self._not(operand)
            case Unary(operand=operand):
                return Text(f"-{self.text(operand).above(UNARY)}", UNARY)
            case Binary():
                return self._binary(expr)
            case Conditional():
                return self._choice(expr)
            case Call():
                return self._call(expr)
            case Quantifier():
                return self._quantifier(expr)
            case _:
                assert_never(expr)

    def _keep(self, name: str, text: str, items: tuple[str, ...] = ()) -> Text:
        """A constant under a name of its own."""
        names = [line.split(" ")[0] for line in self.kept]
        free = name
        while free in names:
            free = f"{name}_{2 + names.index(free)}"
        value = Bracket("(", items, ")") if items else text
        self.kept.append(assign(free, value, STEP))
        return Text(free, ATOM)

    def _literal(self, value: bool | int | float | str | None) -> Text:
        flat = python_literal(value)
        if self.keeps and len(flat) > _LONG:
            return self._keep("text", flat)
        level = UNARY if flat.startswith("-") else ATOM
        return Text(flat, level, is_bool=isinstance(value, bool))

    def _display(self, items: tuple[Expr, ...]) -> Text:
        texts = tuple(self.text(item).flat for item in items)
        flat = f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"
        constant = all(isinstance(item, Literal) for item in items)
        if self.keeps and constant and len(flat) > _LONG:
            return self._keep("values", flat, texts)
        return Text(flat, ATOM)

    def _not(self, operand: Expr) -> Text:
        """A comparison is turned round where that says the same; anything else gets a `not`."""
        match operand:
            case Unary(op="!", operand=inner):
                return self.text(inner)
            case Has(root=root, path=path) if len(start(root, path)[1]) == 1:
                text, (name,) = start(root, path)
                flat = f"{python_string(name)} not in {text}"
                return Text(flat, COMPARE, is_bool=True)
            case Binary(op=op, left=left, right=right) if op in _OPPOSITE:
                return self._compared(_OPPOSITE[op], left, right)
            case _:
                return negated(self.text(operand))

    def _binary(self, expr: Binary) -> Text:
        match expr.op:
            case "&&" | "||":
                parts = [self.text(expr.left), self.text(expr.right)]
                return chain("and" if expr.op == "&&" else "or", parts)
            case "+" | "-" | "*":
                left, right = self.text(expr.left), self.text(expr.right)
                level = MULTIPLY if expr.op == "*" else ADD
                if left.level == level and left.parts:
                    parts = [*left.parts, right]
                    return joined(level, parts, [*left.signs, expr.op])
                return joined(level, [left, right], ["", expr.op])
            case op:
                return self._compared(op, expr.left, expr.right)

    def _compared(self, op: str, left: Expr, right: Expr) -> Text:
        """One comparison, its constant on the right; true, false and null are compared by identity."""
        if isinstance(left, Literal) and not isinstance(right, Literal):
            if op in _MIRRORED:
                return self._compared(_MIRRORED[op], right, left)
        is_in = op in ("in", "not in")
        if is_in and isinstance(right, ListLiteral) and len(right.items) < 2:
            if not right.items:
                return Text(repr(op == "not in"), ATOM, is_bool=True)
            return self._compared("==" if op == "in" else "!=", left, right.items[0])
        value = right.value if isinstance(right, Literal) else 0
        is_sole = value is None or isinstance(value, bool)
        sign = _IDENTITY.get(op, op) if is_sole else op
        is_equality = op in ("==", "!=") or is_in
        sides = [self._side(left, is_equality), self._side(right, is_equality)]
        return joined(COMPARE, sides, ["", sign], is_bool=is_in or is_sole)

    def _side(self, expr: Expr, may_be_null: bool) -> Text:
        if isinstance(expr, Read):
            return read(expr, may_be_null=may_be_null)
        return self.text(expr)

    def _choice(self, expr: Conditional) -> Text:
        texts = [self.text(expr.then), self.text(expr.test), self.text(expr.otherwise)]
        is_bool = texts[0].is_bool and texts[2].is_bool
        return joined(CHOICE, texts, ["", "if", "else"], is_bool=is_bool)

    def _quantifier(self, expr: Quantifier) -> Text:
        inner = each(self.text(expr.body), VARIABLE, self.text(expr.range))
        return called("all" if expr.kind == "all" else "any", inner, is_bool=True)

    def _call(self, expr: Call) -> Text:
        first = expr.args[0]
        match expr.function:
            case "matches":
                pattern = expr.args[1]
                assert isinstance(pattern, Literal)
                read = self._literal(patterns.python(str(pattern.value)))
                found = called("re.fullmatch", read, self.text(first))
                none = Text("None", ATOM)
                return joined(COMPARE, [found, none], ["", "is not"], is_bool=True)
            case "contains":
                sides = [self.text(expr.args[1]), self.text(first)]
                return joined(COMPARE, sides, ["", "in"])
            case "string" if is_condition(first):
                words = Text('"true"', ATOM), Text('"false"', ATOM)
                parts = [words[0], self.text(first), words[1]]
                return joined(CHOICE, parts, ["", "if", "else"])
            case "string":
                return called("str", self.text(first))
            case "size":
                return called("len", self.text(first))
            case "double":
                return called("float", self.text(first))
            case _:
                name = expr.function.lower()
                return called(
                    f"{self.text(first).above(ATOM)}.{name}", self.text(expr.args[1])
                )


_OPPOSITE: Final = {
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}
_MIRRORED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_IDENTITY: Final = {"==": "is", "!=": "is not"}
