"""A checked expression -> CEL text: `authored(expr)` as an author writes it, `export(expr)` for any CEL evaluator.

The export reads two maps, `params` and `state`, whose values have their declared types (an integer is an `int`, a number
a `double`); it spells every default and presence test out, so that plain CEL means what the evaluator means.

CEL's integers end at 64 bits, and a step beyond is an error there. So the export computes in `int` only what the declared
limits keep inside of them, and everything else in `double`: it never fails, and is exact as far as doubles are, to 2^53.
An integer that CEL can't hold is handed over as a `double`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, assert_never

from onespec import patterns
from onespec.datatypes import (
    MISSING,
    ArrayType,
    DataType,
    IntegerType,
    JsonValue,
    Missing,
    NumberType,
)
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    How,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
    compared_as,
    hows,
    is_condition,
    kind,
    kind_of,
    parts,
    walk,
)
from onespec.language.functions import DOUBLE, FUNCTIONS, WRITES
from onespec.language.operators import doubled
from onespec.language.parse import RESERVED
from onespec.texts import is_hidden
from onespec.values import SAME_TEXT, converted

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LEVELS: Final = {"||": 2, "&&": 3, "+": 5, "-": 5, "*": 6}
_RELATION: Final = 4
_UNARY: Final = 7
_ATOM: Final = 8

_LIMITS: Final = (-(2**63), 2**63 - 1)
"""What an integer of 64 bits holds."""
_LONGEST: Final = 2**31
"""No text or list that reaches a server is as long."""


def authored(expr: Expr) -> str:
    """As an author would write it: bare names, defaults understood."""
    return _Writer(plain=False).text(expr)[0]


def export(expr: Expr) -> str:
    """As any CEL evaluator reads it, over maps `params` and `state`."""
    return _Writer(plain=True).text(_widened(expr))[0]


@dataclass(frozen=True, slots=True)
class _Writer:
    plain: bool

    def text(self, expr: Expr) -> tuple[str, int]:
        """The text and how tightly it binds."""
        match expr:
            case Literal(value=value, format=name) if name:
                return self._constant(name, literal(value)), _ATOM
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

    def _constant(self, name: str, text: str) -> str:
        """A constant of a type that travels as text; CEL has dates as texts, which come in the order of days."""
        if not self.plain:
            return f"{WRITES[name]}({text})"
        # CEL knows the letters of RFC 3339 in upper case only.
        text = text.upper() if name == "datetime" else text
        return text if name in SAME_TEXT else f"{WRITES[name]}({text})"

    def _by_value(self, expr: Binary, name: str) -> tuple[str, int]:
        """A comparison of texts that stand for something else. CEL has `timestamp` itself; the rest has to be given to it."""
        sides = [
            (
                self.text(side)[0]
                if isinstance(side, Literal)
                else f"{WRITES[name]}({self.text(side)[0]})"
            )
            for side in (expr.left, expr.right)
        ]
        if expr.op == "in" and isinstance(expr.right, ListLiteral):
            sides[1] = self._list(expr.right.items, False)[0]
        elif expr.op == "in":
            return self.text(_asked_of_each(expr))
        return f"{sides[0]} {expr.op} {sides[1]}", _RELATION

    def _binary(self, expr: Binary) -> tuple[str, int]:
        level = _LEVELS.get(expr.op, _RELATION)
        if self.plain and (name := compared_as(expr)):
            return self._by_value(expr, name)
        after = level if expr.op in ("&&", "||") else level + 1
        kinds = {kind_of(expr.left), kind_of(expr.right)}
        double = level == _RELATION and "double" in kinds
        if expr.op == "in" and isinstance(expr.right, ListLiteral):
            items = expr.right.items
            double = "double" in {kind_of(item) for item in (expr.left, *items)}
            right = self._list(items, double)[0]
        elif expr.op == "in" and self.plain and (items_kind := _items_kind(expr.right)):
            if items_kind == "int" and kind_of(expr.left) == "double":
                return self.text(_asked_of_each(expr))
            double = items_kind == "double"
            right = self._at(expr.right, after)
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
            return authored_path(expr), _ATOM
        head, start = self._head(expr)
        steps = zip(expr.path, expr.defaults, hows(expr), strict=True)
        text = _stepped(head, tuple(steps)[start:], expr.type)
        return text, 1 if " ? " in text else _ATOM

    def _head(self, part: Read | Has) -> tuple[str, int]:
        """What a path starts from, and the first step behind that."""
        if part.entry is not None:
            key = part.path[0]
            of = self._at(part.entry, _ATOM)
            return (key if part.path[1] == "key" else f"{of}[{key}]"), 2
        if part.root is Root.LOCAL:
            return part.path[0], 1
        return part.root.value, 0

    def _has(self, expr: Has) -> tuple[str, int]:
        if not self.plain:
            return f"has({authored_path(expr)})", _ATOM
        above, start = self._head(expr)
        path, flags, ways = expr.path[start:], expr.nullable[start:], hows(expr)[start:]
        tests: list[str] = []
        for index, (name, way) in enumerate(zip(path, ways, strict=True)):
            if way != "place":
                tests.append(_sent(above, name, way))
            above = _step(above, name, way)
            if flags and flags[index] and index < len(path) - 1:
                tests.append(f"{above} != null")
        return " && ".join(tests), _ATOM if len(tests) == 1 else 3


def _items_kind(expr: Expr) -> str:
    """Kind of the items of a list that is read; empty for anything else."""
    match expr:
        case Read(type=ArrayType(items=items)):
            return kind(items.type)
        case _:
            return ""


def _asked_of_each(expr: Binary) -> Expr:
    """Whether a number is among integers, which CEL compares with numbers once they are made doubles."""
    assert isinstance(expr.right, Read) and isinstance(expr.right.type, ArrayType)
    taken = {part.path[0] for part in walk(expr.left) if isinstance(part, Read)}
    name = next(name for name in ("item", "each", "one") if name not in taken)
    items = expr.right.type.items
    item = Read(root=Root.LOCAL, path=(name,), type=items.type, defaults=(MISSING,))
    same = Binary(op="==", left=item, right=expr.left)
    return Quantifier(kind="exists", range=expr.right, variable=name, body=same)


_Steps: TypeAlias = "tuple[tuple[str, JsonValue | Missing, How], ...]"
"""Steps from a root downwards, each with what stands for it where it is absent and how it is taken."""


def _stepped(above: str, steps: _Steps, type_: DataType) -> str:
    """The value at the end of the steps, which is of a type."""
    if not steps:
        return above
    (name, default, way), rest = steps[0], steps[1:]
    inner = _stepped(_step(above, name, way), rest, type_)
    if default is MISSING:
        return inner
    return f"{_sent(above, name, way)} ? {_wrap(inner)} : {_stand_in(default, rest, type_)}"


def _wrap(text: str) -> str:
    return f"({text})" if " ? " in text else text


def _stand_in(default: JsonValue | Missing, rest: _Steps, type_: DataType) -> str:
    """What a read gives where an object above it was not sent."""
    for name, own, way in rest:
        if way == "place" and isinstance(default, list):
            default = default[int(name)]
            continue
        inside = isinstance(default, Mapping) and name in default
        default = default[name] if inside else own  # type: ignore[index,call-overload]
    value = None if isinstance(default, Missing) else default
    return literal(converted(type_, value, _typed))


def _typed(type_: DataType, value: JsonValue) -> JsonValue:
    """A number as its type wants it written: `1` is no number in CEL, and `1.0` no integer."""
    match type_:
        case NumberType() if isinstance(value, int):
            return float(value)
        case IntegerType() if isinstance(value, int):
            return value if _LIMITS[0] <= value <= _LIMITS[1] else float(value)
        case _:
            return value


def _widened(expr: Expr) -> Expr:
    """The same, with integers that a request could take beyond 64 bits on the way computed in doubles."""
    match expr:
        case Literal() | Read() | Has():
            return expr
        case Call():
            # A text is made of an integer, and of a double from its leaves up.
            args = expr.args
            return replace(
                expr, args=tuple(a if _is_sum(a) else _widened(a) for a in args)
            )
        case _ if _is_sum(expr):
            return expr if _span(expr) is not None else doubled(expr)
        case ListLiteral(items=items):
            return replace(expr, items=tuple(map(_widened, items)))
        case Unary(operand=operand):
            return replace(expr, operand=_widened(operand))
        case Binary(left=left, right=right):
            return replace(expr, left=_widened(left), right=_widened(right))
        case Conditional(test=test, then=then, otherwise=otherwise):
            return Conditional(
                test=_widened(test), then=_widened(then), otherwise=_widened(otherwise)
            )
        case Quantifier(range=range_, body=body):
            return replace(expr, range=_widened(range_), body=_widened(body))
        case _:
            assert_never(expr)


def _is_sum(expr: Expr) -> bool:
    """Whether it computes an integer, or chooses one."""
    computed = isinstance(expr, Unary | Binary | Conditional)
    return computed and kind_of(expr) == "int"


def _span(expr: Expr) -> tuple[int, int] | None:
    """The least and the greatest that an integer can be; None where it, or a step towards it, can leave 64 bits."""
    match expr:
        case Literal(value=int() as value):
            return value, value
        case Read(type=IntegerType() as type_):
            return _declared(type_)
        case Call():
            return 0, _LONGEST
        case _:
            pass
    sides = [_span(part) for part in parts(expr) if not is_condition(part)]
    known = [side for side in sides if side is not None]
    if len(known) < len(sides):
        return None
    ends = _ends(expr, known)
    low, high = min(ends), max(ends)
    return (low, high) if _LIMITS[0] <= low and high <= _LIMITS[1] else None


def _ends(expr: Expr, sides: Sequence[tuple[int, int]]) -> list[int]:
    """Numbers among which are the least and the greatest that come of operands."""
    match expr:
        case Binary(op="+"):
            return [sum(ends) for ends in zip(*sides, strict=True)]
        case Binary(op="-"):
            (low, high), (least, most) = sides
            return [low - most, high - least]
        case Binary():
            return [left * right for left in sides[0] for right in sides[1]]
        case Unary():
            return [-end for end in sides[0]]
        case _:
            return [end for side in sides for end in side]


def _declared(type_: IntegerType) -> tuple[int, int]:
    """The limits of a declared integer, or of what CEL holds."""
    if type_.enum:
        values = [int(member.value) for member in type_.enum]
        return min(values), max(values)
    lows = [type_.minimum, type_.exclusive_minimum, _LIMITS[0]]
    highs = [type_.maximum, type_.exclusive_maximum, _LIMITS[1]]
    return (
        max(math.floor(low) for low in lows if low is not None),
        min(math.ceil(high) for high in highs if high is not None),
    )


def _is_selector(name: str) -> bool:
    is_word = name in RESERVED or name in ("in", "true", "false", "null")
    return _NAME.fullmatch(name) is not None and not is_word


def _step(above: str, name: str, way: How) -> str:
    above = f"({above})" if " ? " in above else above
    if way == "place":
        return f"{above}[{name}]"
    is_name = way == "" and _is_selector(name)
    return f"{above}.{name}" if is_name else f"{above}[{literal(name)}]"


def _sent(above: str, name: str, way: How) -> str:
    if way == "" and _is_selector(name):
        return f"has({above}.{name})"
    return f"{literal(name)} in {above}"


def authored_path(part: Read | Has) -> str:
    """Bare where that can be read back, with `params.` in front of a word of the language."""
    if part.entry is not None:
        variable, side = part.path[:2]
        text = f"{authored_path(part.entry)}[{variable}]" if side == "value" else ""
        return (text or variable) + _authored_steps(part.path[2:], hows(part)[2:])
    name = part.path[0]
    is_word = name in RESERVED or name in ("in", "true", "false", "null")
    root = {Root.STATE: "state."}.get(part.root, "params." if is_word else "")
    first = name if _NAME.fullmatch(name) else f"`{name}`"
    return root + first + _authored_steps(part.path[1:], hows(part)[1:])


def _authored_steps(path: Sequence[str], ways: Sequence[How]) -> str:
    found: list[str] = []
    for name, way in zip(path, ways, strict=True):
        if way:
            found.append(f"[{name if way == 'place' else literal(name)}]")
        else:
            found.append(f".{name}" if _NAME.fullmatch(name) else f".`{name}`")
    return "".join(found)


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
