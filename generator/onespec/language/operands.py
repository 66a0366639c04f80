"""Operators on checked operands -> checked results: arithmetic, comparison, membership."""

from __future__ import annotations

from onespec.datatypes import ArrayType
from onespec.language import kinds
from onespec.language.ast import Binary, Call, Conditional, Expr, Literal, Read, Unary
from onespec.language.context import Context
from onespec.language.functions import DOUBLE
from onespec.language.kinds import Typed
from onespec.language.tree import Operation
from onespec.messages import expressions as say


def unify(left: Typed, right: Typed) -> tuple[Typed, Typed] | None:
    """Two operands of one type: where one is a double the other is computed as one; None where they differ."""
    if left.kind == right.kind:
        return left, right
    if left.kind in kinds.NUMBERS and right.kind in kinds.NUMBERS:
        return as_double(left), as_double(right)
    return None


def as_double(typed: Typed) -> Typed:
    """The same number computed in doubles from its leaves up, so that no step can overflow."""
    return Typed(expr=_doubled(typed.expr), type=kinds.DOUBLE, nullable=typed.nullable)


def _doubled(expr: Expr) -> Expr:
    match expr:
        case Literal(value=int() as value, span=span):
            return Literal(value=float(value), span=span)
        case Literal():
            return expr
        case Call(function=name) if name == DOUBLE.name:
            return expr
        case Binary(op=op, left=left, right=right, span=span):
            return Binary(op=op, left=_doubled(left), right=_doubled(right), span=span)
        case Unary(op=op, operand=operand, span=span):
            return Unary(op=op, operand=_doubled(operand), span=span)
        case Conditional(test=test, then=then, otherwise=otherwise, span=span):
            return Conditional(
                test=test, then=_doubled(then), otherwise=_doubled(otherwise), span=span
            )
        case _:
            return Call(function=DOUBLE.name, args=(expr,), span=expr.span)


def arithmetic(
    tree: Operation, operands: list[Typed], context: Context
) -> Typed | None:
    """`+ - *` on numbers, `+` on texts, unary `-`."""
    place = f"an operand of `{tree.op}`"
    texts = tree.op == "+" and all(one.kind == "string" for one in operands)
    for one, source in zip(operands, tree.operands):
        if one.kind not in kinds.NUMBERS and not texts:
            span = context.span(source.start, source.end)
            seen = kinds.WORDS[one.kind]
            mend = (
                "`string(x)` makes a text of a number"
                if "string" in _kinds(operands)
                else ""
            )
            return context.refuse(
                say.wrong_operand(span, context.owner, place, seen, "a number", mend)
            )
        if not context.not_null(one, source):
            return None
    span = context.span(tree.start, tree.end)
    if "double" in _kinds(operands):
        operands = [as_double(one) for one in operands]
    if len(operands) == 1:
        expr: Expr = Unary(op="-", operand=operands[0].expr, span=span)
    else:
        left, right = operands[0].expr, operands[1].expr
        expr = Binary(op=tree.op, left=left, right=right, span=span)
    datatype = kinds.STRING if texts else operands[0].type
    if operands[0].kind in kinds.NUMBERS:
        datatype = kinds.DOUBLE if operands[0].kind == "double" else kinds.INT
    return Typed(expr=expr, type=datatype)


def _kinds(operands: list[Typed]) -> list[str]:
    return [one.kind for one in operands]


def comparison(
    tree: Operation, left: Typed, right: Typed, context: Context
) -> Typed | None:
    """`== != < <= > >=`."""
    span = context.span(tree.start, tree.end)
    if tree.op in ("==", "!="):
        if not _equality(tree, left, right, context):
            return None
    elif not _order(tree, left, right, context):
        return None
    expr = Binary(op=tree.op, left=left.expr, right=right.expr, span=span)
    return Typed(expr=expr, type=kinds.BOOL)


def _equality(tree: Operation, left: Typed, right: Typed, context: Context) -> bool:
    span = context.span(tree.start, tree.end)
    for one, other, source in (
        (left, right, tree.operands[0]),
        (right, left, tree.operands[1]),
    ):
        if other.kind == "null" and one.kind != "null":
            declared = isinstance(one.expr, Read) and any(one.expr.nullable[-1:])
            if one.nullable or declared:
                return True
            text = context.text[source.start : source.end]
            context.refuse(say.never_null(span, context.owner, f"`{text}`"))
            return False
    if kinds.comparable(left.kind, right.kind):
        return True
    words = kinds.WORDS[left.kind], kinds.WORDS[right.kind]
    mend = ""
    if "list" in (left.kind, right.kind):
        mend = "`in` asks whether a list holds a value, `size` how many it holds"
    context.refuse(say.not_comparable(span, context.owner, tree.op, *words, mend))
    return False


def _order(tree: Operation, left: Typed, right: Typed, context: Context) -> bool:
    span = context.span(tree.start, tree.end)
    for one, source in zip((left, right), tree.operands):
        if one.kind != "null" and not context.not_null(one, source):
            return False
    if left.kind in kinds.NUMBERS and right.kind in kinds.NUMBERS:
        return True
    if left.kind == right.kind == "string":
        reason = kinds.order_fault(left, right)
        mend = kinds.ORDER_MEND
    else:
        words = kinds.WORDS[left.kind], kinds.WORDS[right.kind]
        reason, mend = f"{words[0]} and {words[1]}", ""
        if left.kind == "bool" and getattr(left.expr, "op", "") in (
            "<",
            "<=",
            ">",
            ">=",
        ):
            mend = "write `a < b && b < c` for `a < b < c`"
    if reason:
        context.refuse(say.not_ordered(span, context.owner, tree.op, reason, mend))
    return not reason


def membership(
    tree: Operation, left: Typed, right: Typed, context: Context
) -> Typed | None:
    """`in` a list, or a key `in` an object."""
    span = context.span(tree.start, tree.end)
    if not context.not_null(right, tree.operands[1]):
        return None
    inner: str
    match right.kind:
        case "list":
            assert isinstance(right.type, ArrayType)
            inner = kinds.kind(right.type.items.type)
            if getattr(right.expr, "items", None) == ():
                inner = left.kind
        case "object":
            inner = "string"
        case seen:
            source = tree.operands[1]
            return context.refuse(
                say.wrong_operand(
                    context.span(source.start, source.end),
                    context.owner,
                    "the right side of `in`",
                    kinds.WORDS[seen],
                    "a list or an object",
                    "`contains` looks inside a text" if seen == "string" else "",
                )
            )
    if not kinds.comparable(left.kind, inner):
        words = kinds.WORDS[left.kind], f"items that are each {kinds.WORDS[inner]}"
        return context.refuse(say.not_comparable(span, context.owner, "in", *words))
    expr = Binary(op="in", left=left.expr, right=right.expr, span=span)
    return Typed(expr=expr, type=kinds.BOOL)
