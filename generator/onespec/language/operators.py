"""Operators on checked operands -> the typed result, or the fault of what does not fit: arithmetic, order, equality, `in`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from onespec import patterns
from onespec.datatypes import (
    ArrayType,
    BooleanType,
    DataType,
    FormatType,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    ListLiteral,
    Literal,
    Read,
    Unary,
    kind,
)
from onespec.language.faults import Fault
from onespec.language.functions import DOUBLE
from onespec.runtime.client.formats import TYPED

BOOL: Final = BooleanType()
INT: Final = IntegerType()
NUMBER: Final = NumberType()
TEXT: Final = StringType()
RESULTS: Final[dict[str, DataType]] = {
    "bool": BOOL,
    "int": INT,
    "double": NUMBER,
    "string": TEXT,
    **{name: FormatType(format=name) for name in TYPED},
}
"""Types by the kinds that functions give."""

NUMBERS: Final = ("int", "double")
SCALARS: Final = ("bool", "int", "double", "string", *TYPED)
IN_ORDER: Final = ("date", "datetime", "time", "duration", "decimal")
"""Formats whose values come before and after one another."""
_DATE: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A checked expression with its type and its place; a type of None is that of `null`."""

    expr: Expr
    type: DataType | None
    start: int
    end: int
    nullable: bool = False

    @property
    def kind(self) -> str:
        """Kind of its value."""
        return kind(self.type)


def misfit(operand: Typed, place: str, expected: str, **facts: object) -> Fault:
    """An operand of another kind than its place can have."""
    return Fault(
        kind="wrong_operand",
        start=operand.start,
        end=operand.end,
        facts={"place": place, "seen": operand.kind, "expected": expected, **facts},
    )


def null_fault(operand: Typed) -> Fault | None:
    """What is said of an operand that may be null where a value is due."""
    if not operand.nullable:
        return None
    facts: dict[str, object] = {}
    if isinstance(operand.expr, Read):
        facts["of_read"] = True
    return Fault(kind="null_read", start=operand.start, end=operand.end, facts=facts)


def condition_fault(operand: Typed, place: str) -> Fault | None:
    """What is said of an operand that is not true or false and nothing else."""
    if operand.kind != "bool":
        return misfit(operand, place, "bool")
    return null_fault(operand)


def comparable(left: str, right: str) -> bool:
    """Whether `==` between two kinds says something."""
    if left not in SCALARS or right not in SCALARS:
        return False
    return left == right or (left in NUMBERS and right in NUMBERS)


def unify(left: Typed, right: Typed) -> tuple[Typed, Typed] | None:
    """Two operands of one type: where one is a double the other is computed as one; None where they differ."""
    if left.kind == right.kind:
        return left, right
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return as_double(left), as_double(right)
    return None


def as_double(typed: Typed) -> Typed:
    """The same number computed in doubles from its leaves up, so that no step can overflow."""
    return replace(typed, expr=doubled(typed.expr), type=NUMBER)


def doubled(expr: Expr) -> Expr:
    """A number computed in doubles from its leaves up."""
    match expr:
        case Literal(value=int() as value):
            return replace(expr, value=float(value))
        case Literal():
            return expr
        case Call(function=name) if name == DOUBLE.name:
            return expr
        case Binary(op=op, left=left, right=right):
            return Binary(op=op, left=doubled(left), right=doubled(right))
        case Unary(op=op, operand=operand):
            return Unary(op=op, operand=doubled(operand))
        case Conditional(test=test, then=then, otherwise=otherwise):
            return Conditional(
                test=test, then=doubled(then), otherwise=doubled(otherwise)
            )
        case _:
            return Call(function=DOUBLE.name, args=(expr,))


def operation(op: str, operands: list[Typed], start: int, end: int) -> Typed | Fault:
    """Any operator whose operands are values."""
    if op in ("+", "-", "*"):
        return _arithmetic(op, operands, start, end)
    left, right = operands
    fault: Fault | None
    if op == "in":
        fault = _membership_fault(left, right, start, end)
    elif op in ("==", "!="):
        fault = _equality_fault(op, left, right, start, end)
    else:
        fault = _order_fault(op, left, right, start, end)
    if fault is not None:
        return fault
    expr = Binary(op=op, left=left.expr, right=right.expr)
    return Typed(expr=expr, type=BOOL, start=start, end=end)


def _arithmetic(op: str, operands: list[Typed], start: int, end: int) -> Typed | Fault:
    """`+ - *` on numbers, `+` on texts, unary `-`."""
    found = [one.kind for one in operands]
    texts = op == "+" and all(one == "string" for one in found)
    for one in operands:
        if one.kind not in NUMBERS and not texts:
            others = [other for other in operands if other.kind != "string"]
            beside = op == "+" and one.kind == "string" and others
            number = (
                (others[0].start, others[0].end, others[0].kind) if beside else None
            )
            return misfit(
                one, f"operand {op}", "double", number=number, in_=(start, end)
            )
        if (fault := null_fault(one)) is not None:
            return fault
    if "double" in found:
        operands = [as_double(one) for one in operands]
    if len(operands) == 1:
        expr: Expr = Unary(op="-", operand=operands[0].expr)
    else:
        expr = Binary(op=op, left=operands[0].expr, right=operands[1].expr)
    datatype = TEXT if texts else NUMBER if "double" in found else INT
    return Typed(expr=expr, type=datatype, start=start, end=end)


def _equality_fault(
    op: str, left: Typed, right: Typed, start: int, end: int
) -> Fault | None:
    for one, other in ((left, right), (right, left)):
        if other.kind == "null" and one.kind != "null":
            declared = isinstance(one.expr, Read) and any(one.expr.nullable[-1:])
            if one.nullable or declared:
                return None
            is_read = isinstance(one.expr, Read)
            facts = {"of": (one.start, one.end), "op": op, "is_read": is_read}
            return Fault(kind="never_null", start=start, end=end, facts=facts)
    if comparable(left.kind, right.kind):
        return None
    facts_ = {"op": op, "left": left.kind, "right": right.kind, **_sides(left, right)}
    return Fault(kind="not_comparable", start=start, end=end, facts=facts_)


def _sides(left: Typed, right: Typed) -> dict[str, object]:
    """Where the two stand, and the constants among them."""
    return {
        "sides": ((left.start, left.end), (right.start, right.end)),
        "values": (_constant(left.expr), _constant(right.expr)),
    }


def _constant(expr: Expr) -> object:
    """The value, or the list of values, that is written out; None where it is read or computed."""
    match expr:
        case Literal(value=value):
            return value
        case ListLiteral(items=items):
            values = [_constant(item) for item in items]
            return None if None in values else values
        case _:
            return None


def _order_fault(
    op: str, left: Typed, right: Typed, start: int, end: int
) -> Fault | None:
    for one in (left, right):
        if one.kind != "null" and (fault := null_fault(one)) is not None:
            return fault
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return None
    if left.kind == right.kind and left.kind in IN_ORDER:
        return None
    if left.kind == right.kind == "string":
        reason = _disorder(left, right)
        if not reason:
            return None
    else:
        reason = "kinds"
    is_chain = left.kind == "bool" and getattr(left.expr, "op", "") in _ORDERS
    facts: dict[str, object] = {"left": left.kind, "right": right.kind}
    facts |= {"chained": is_chain, **_sides(left, right)}
    return Fault(
        kind="not_ordered",
        start=start,
        end=end,
        facts={"op": op, "reason": reason, **facts},
    )


_ORDERS: Final = ("<", "<=", ">", ">=")


def _disorder(left: Typed, right: Typed) -> str:
    """Why two texts have no order; empty where the order of texts is that of what they stand for."""
    reads = [side for side in (left, right) if isinstance(side.expr, Read)]
    forms = [_form(side.type) for side in reads]
    if not forms:
        return "undeclared"
    if any(form is None for form in forms):
        return "not-fixed"
    if len(set(forms)) > 1:
        return "differ"
    for side in (left, right):
        value = getattr(side.expr, "value", None)
        fits = isinstance(value, str) and patterns.matches(str(forms[0]), value)
        if side not in reads and not fits:
            return "misfit"
    return ""


def _form(datatype: DataType | None) -> str | None:
    """The pattern of fixed width that every value of a type has."""
    if not isinstance(datatype, StringType):
        return None
    if datatype.pattern is not None and patterns.is_fixed_width(datatype.pattern):
        return datatype.pattern
    return _DATE if datatype.format == "date" else None


def _membership_fault(left: Typed, right: Typed, start: int, end: int) -> Fault | None:
    """`in` a list, or a key `in` an object."""
    if (fault := null_fault(right)) is not None:
        return fault
    match right.kind:
        case "list":
            assert isinstance(right.type, ArrayType)
            is_empty = getattr(right.expr, "items", None) == ()
            inner = left.kind if is_empty else kind(right.type.items.type)
        case "object" | "map":
            inner = "string"
        case _:
            where = {"left_": (left.start, left.end), "in_": (start, end)}
            return misfit(right, "right in", "list|map|object", **where)
    if comparable(left.kind, inner):
        return None
    facts: dict[str, object] = {"op": "in", "left": left.kind, "right": inner}
    facts |= {"each": True, **_sides(left, right)}
    return Fault(kind="not_comparable", start=start, end=end, facts=facts)
