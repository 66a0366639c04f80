"""A checked expression -> CEL text: `authored(expr)` as an author writes it, `export(expr)` for any CEL evaluator.

The export reads two maps, `params` and `state`, whose values have their declared types (an integer is an `int`, a number
a `double`); it spells every default and presence test out, so that plain CEL means what the evaluator means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from onespec import patterns
from onespec.datatypes import MISSING, JsonValue, Missing, NumberType
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
)
from onespec.language.functions import DOUBLE, FUNCTIONS
from onespec.language.parse import RESERVED
from onespec.texts import is_hidden

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LEVELS: Final = {"||": 2, "&&": 3, "+": 5, "-": 5, "*": 6}
_RELATION: Final = 4
_UNARY: Final = 7
_ATOM: Final = 8


def authored(expr: Expr) -> str:
    """As an author would write it: bare names, defaults understood."""
    return _Writer(plain=False).text(expr)[0]


def export(expr: Expr) -> str:
    """As any CEL evaluator reads it, over maps `params` and `state`."""
    return _Writer(plain=True).text(expr)[0]


@dataclass(frozen=True, slots=True)
class _Writer:
    plain: bool

    def text(self, expr: Expr) -> tuple[str, int]:
        """The text and how tightly it binds."""
        match expr:
            case Literal(value=value):
                if isinstance(value, float) and not self.plain and value.is_integer():
                    value = int(value)
                return literal(value), _UNARY if _is_negative(value) else _ATOM
            case ListLiteral(items=items):
                return self._list(items, any(kind_of(i) == "double" for i in items))
            case Read():
                return self._read(expr)
            case Has():
                return self._has(expr)
            case Unary(op=op, operand=operand):
                inner, level = self.text(operand)
                tight = level > _UNARY or (op == "!" and level == _UNARY)
                return f"{op}{inner}" if tight else f"{op}({inner})", _UNARY
            case Binary():
                return self._binary(expr)
            case Conditional(test=test, then=then, otherwise=otherwise):
                parts = (self._at(test, 2), self._at(then, 2), self._at(otherwise, 1))
                return f"{parts[0]} ? {parts[1]} : {parts[2]}", 1
            case Call():
                return self._call(expr)
            case Quantifier():
                body, range_ = self.text(expr.body)[0], self._at(expr.range, _ATOM)
                return f"{range_}.{expr.kind}({expr.variable}, {body})", _ATOM
            case _:
                assert_never(expr)

    def _at(self, expr: Expr, level: int) -> str:
        text, own = self.text(expr)
        return text if own >= level else f"({text})"

    def _list(self, items: tuple[Expr, ...], double: bool) -> tuple[str, int]:
        return f"[{', '.join(self._number(item, double, 1) for item in items)}]", _ATOM

    def _number(self, expr: Expr, double: bool, level: int) -> str:
        """An operand; in the export an integer beside a double is made one."""
        if not (self.plain and double and kind_of(expr) == "int"):
            return self._at(expr, level)
        if isinstance(expr, Literal) and isinstance(expr.value, int):
            return literal(float(expr.value))
        return f"{DOUBLE.name}({self.text(expr)[0]})"

    def _binary(self, expr: Binary) -> tuple[str, int]:
        level = _LEVELS.get(expr.op, _RELATION)
        after = level if expr.op in ("&&", "||") else level + 1
        kinds = {kind_of(expr.left), kind_of(expr.right)}
        double = level == _RELATION and "double" in kinds
        if expr.op == "in" and isinstance(expr.right, ListLiteral):
            items = expr.right.items
            double = "double" in {kind_of(item) for item in (expr.left, *items)}
            right = self._list(items, double)[0]
        else:
            right = self._number(expr.right, double, after)
        before = level + 1 if level == _RELATION else level
        left = self._number(expr.left, double, before)
        return f"{left} {expr.op} {right}", level

    def _call(self, expr: Call) -> tuple[str, int]:
        row = FUNCTIONS[expr.function]
        first = expr.args[0]
        if row.silent and not self.plain:
            return self.text(first)
        args = [
            self._pattern(arg) if row.takes_pattern(index) else self.text(arg)[0]
            for index, arg in enumerate(expr.args)
        ]
        if row.is_method:
            return f"{self._at(first, _ATOM)}.{row.name}({', '.join(args[1:])})", _ATOM
        return f"{row.name}({', '.join(args)})", _ATOM

    def _pattern(self, expr: Expr) -> str:
        assert isinstance(expr, Literal)
        text = str(expr.value)
        return literal(_re2(text) if self.plain else text)

    def _read(self, expr: Read) -> tuple[str, int]:
        if not self.plain:
            return _authored_path(expr.root, expr.path), _ATOM
        head, path, defaults = expr.root.value, expr.path, expr.defaults
        if expr.root is Root.LOCAL:
            head, path, defaults = path[0], path[1:], defaults[1:]
        steps = [*zip(path, defaults, strict=True)]
        if steps and isinstance(expr.type, NumberType):
            steps[-1] = steps[-1][0], _as_double(steps[-1][1])
        text = self._stepped(head, tuple(steps))
        return text, 1 if " ? " in text else _ATOM

    def _stepped(
        self, above: str, steps: tuple[tuple[str, JsonValue | Missing], ...]
    ) -> str:
        if not steps:
            return above
        (name, default), rest = steps[0], steps[1:]
        inner = self._stepped(_step(above, name), rest)
        if default is MISSING:
            return inner
        return f"{_sent(above, name)} ? {_wrap(inner)} : {_stand_in(default, rest)}"

    def _has(self, expr: Has) -> tuple[str, int]:
        if not self.plain:
            return f"has({_authored_path(expr.root, expr.path)})", _ATOM
        above, path, flags = expr.root.value, expr.path, expr.nullable
        if expr.root is Root.LOCAL:
            above, path, flags = path[0], path[1:], flags[1:]
        tests: list[str] = []
        for index, name in enumerate(path):
            tests.append(_sent(above, name))
            above = _step(above, name)
            if flags and flags[index] and index < len(path) - 1:
                tests.append(f"{above} != null")
        return " && ".join(tests), _ATOM if len(tests) == 1 else 3


def _as_double(default: JsonValue | Missing) -> JsonValue | Missing:
    is_int = isinstance(default, int) and not isinstance(default, bool)
    return float(default) if is_int else default  # type: ignore[arg-type]


def _wrap(text: str) -> str:
    return f"({text})" if " ? " in text else text


def _stand_in(
    default: JsonValue | Missing, rest: tuple[tuple[str, JsonValue | Missing], ...]
) -> str:
    """What a read gives where an object above it was not sent."""
    for name, own in rest:
        inside = isinstance(default, Mapping) and name in default
        default = default[name] if inside else own  # type: ignore[index,call-overload]
    return literal(None if default is MISSING else default)


def _is_selector(name: str) -> bool:
    is_word = name in RESERVED or name in ("in", "true", "false", "null")
    return _NAME.fullmatch(name) is not None and not is_word


def _step(above: str, name: str) -> str:
    return f"{above}.{name}" if _is_selector(name) else f"{above}[{literal(name)}]"


def _sent(above: str, name: str) -> str:
    if _is_selector(name):
        return f"has({above}.{name})"
    return f"{literal(name)} in {above}"


def _authored_path(root: Root, path: tuple[str, ...]) -> str:
    """Bare where that can be read back, with `params.` in front of a word of the language."""
    steps = [name if _NAME.fullmatch(name) else f"`{name}`" for name in path]
    is_word = path[0] in RESERVED or path[0] in ("in", "true", "false", "null")
    front = ["state"] if root is Root.STATE else ["params"] if is_word else []
    return ".".join([*front, *steps])


def _is_negative(value: object) -> bool:
    return isinstance(value, int | float) and str(value).startswith("-")


def _re2(pattern: str) -> str:
    """RE2 has no `\\u`: the characters stand for themselves."""
    text = patterns.ecma(pattern)
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def literal(value: JsonValue) -> str:
    """A JSON value as CEL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return int.__repr__(value)
        case float():
            return float.__repr__(value)
        case str():
            return "'" + "".join(map(_character, value)) + "'"
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            pairs = (f"{literal(key)}: {literal(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
        case _:
            assert_never(value)


def _character(char: str) -> str:
    if char in "'\\":
        return "\\" + char
    if not is_hidden(char):
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
