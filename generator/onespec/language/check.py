"""Expression text and the names in reach -> a checked expression, or every fault of grammar, names, types and reads."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onespec import names, patterns
from onespec.datatypes import (
    ArrayType,
    DataType,
    Field,
    MapType,
    StringType,
    TupleType,
    resolved,
)
from onespec.diagnostics import Span
from onespec.formats import TYPED_PLACEHOLDERS as PLACEHOLDERS
from onespec.language import guards as guarding
from onespec.language import mends, operators, parse, reworded
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    ListLiteral,
    Literal,
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    kind,
    walk,
)
from onespec.language.faults import Fault
from onespec.language.functions import FUNCTIONS, MACROS, WRITTEN, Function
from onespec.language.guards import Fact, facts
from onespec.language.operators import (
    BOOL,
    Typed,
    condition_fault,
    misfit,
    null_fault,
    operation,
)
from onespec.language.parse import (
    Index,
    Invocation,
    Items,
    Member,
    Name,
    Operation,
    Tree,
    Value,
)
from onespec.language.scope import (
    Scope,
    Step,
    Target,
    UnknownName,
    chain,
    has,
    is_unknown,
    lookup,
    nearest,
    read,
    resolve,
)
from onespec.runtime.client.formats import is_typed

_SAFE: Final = 2**53 - 1


def compile(
    text: str,
    scope: Scope,
    *,
    expect: str = "bool",
    demanded: bool = True,
    guards: frozenset[Fact] | None = frozenset(),
    place: Callable[[int, int], Span | None] = lambda start, end: None,
) -> tuple[Expr | None, tuple[Fault, ...]]:
    """The checked expression, or None and every fault in it.

    `expect` is `bool` for a condition and `any` for a value; `demanded` says of a condition whether requests have to meet
    it, as a rule or a `then`, or are told apart by it, as by a `when`. `guards` is what the place already knows,
    such as the `facts` of the `when` above; None where that is itself at fault, so that no read is called unguarded.
    `place` tells where a stretch of the text stands in a file: reads and constants keep that.
    """
    context = _Context(text=text, scope=scope, known=guards, place=place, faults=[])
    try:
        tree = parse.read(text)
    except parse.SyntaxFault as refused:
        return None, (_with_offer(refused.fault, context, expect),)
    typed = _checked(tree, context, expect)
    if typed is not None:
        return typed.expr, ()
    faults = _told(context, expect)
    needs, mended = _needs(faults, text), ""
    if expect == "bool" and needs:
        mended = _guarded(text, tree, replace(context, faults=faults), demanded)
    return None, tuple(
        (
            replace(fault, facts={**fault.facts, "expect": expect, "mended": mended})
            if fault.kind in _UNGUARDED
            else fault
        )
        for fault in faults
    )


def _told(context: _Context, expect: str) -> list[Fault]:
    """The faults, without those that others make needless, and with what may have been meant."""
    wrong = {(f.start, f.end) for f in context.faults if f.kind in _ABOUT_THE_READ}
    wrong |= {f.facts["of"] for f in context.faults if f.kind == "never_null"}
    found = [
        fault
        for fault in context.faults
        if fault.kind not in _UNGUARDED or (fault.start, fault.end) not in wrong
    ]
    unquoted = _quoted(found, context)
    for at, fault in enumerate(found):
        if (fault.start, fault.end) in unquoted:
            is_member = unquoted[fault.start, fault.end]
            found[at] = replace(fault, facts={**fault.facts, "is_member": is_member})
    if not unquoted:
        for at, fault in enumerate(found):
            if fault.kind in _REWORDED:
                found[at] = _with_offer(fault, context, expect)
                break
    return found


def _quoted(faults: list[Fault], context: _Context) -> dict[tuple[int, int], bool]:
    """Unknown names that make sense as texts, and whether each is one that an enum has."""
    text, bare = context.text, []
    for fault in faults:
        name = text[fault.start : fault.end]
        if fault.kind == "unknown_name" and fault.facts["of"][0] == fault.start:
            is_alone = text[fault.end : fault.end + 1] not in (".", "(")
            if name.isidentifier() and is_alone and name.lower() not in _CONSTANTS:
                bare.append((fault.start, fault.end))
    for start, end in reversed(bare):
        text = f"{text[:start]}'{text[start:end]}'{text[end:]}"
    if not bare:
        return {}
    left: list[Fault] = []
    typed = _check(parse.read(text), replace(context, text=text, faults=left))
    if typed is None or any(one.kind not in _UNGUARDED for one in left):
        return {}
    compared = dict(_compared_texts(typed.expr))
    names = {place: context.text[slice(*place)] for place in bare}
    return {place: compared[name] for place, name in names.items() if name in compared}


def _compared_texts(expr: Expr) -> Iterator[tuple[str, bool]]:
    """Texts that a param is compared with, and whether its enum has them."""
    for part in walk(expr):
        if isinstance(part, Binary) and part.op in ("==", "!=", "in"):
            for one, other in ((part.left, part.right), (part.right, part.left)):
                if isinstance(one, Read) and isinstance(one.type, StringType):
                    known = [member.value for member in one.type.enum]
                    items = other.items if isinstance(other, ListLiteral) else (other,)
                    for item in items:
                        if isinstance(item, Literal) and isinstance(item.value, str):
                            yield item.value, item.value in known


_UNGUARDED: Final = ("unguarded_read", "null_read")
_CONSTANTS: Final = ("true", "false", "yes", "no", "null", "none", "nil", "undefined")
"""Names that are no texts to anyone."""
_ABOUT_THE_READ: Final = ("wrong_operand", "value_of_any")
"""Faults of what is read; whether it is sent is nothing to ask before."""
_REWORDED: Final = (
    "unknown_name",
    "wrong_operand",
    "not_ordered",
    "has_needs_name",
    "never_null",
    "not_comparable",
)
"""Faults that a text in the manner of another language can bring about, though it can be read."""


def _with_offer(fault: Fault, context: _Context, expect: str) -> Fault:
    """The fault with the whole as its author may have meant it, where that is free of faults but for missing guards."""
    for offer in reworded.readings(context.text):
        try:
            tree = parse.read(offer.text)
        except parse.SyntaxFault:
            continue
        faults: list[Fault] = []
        _checked(tree, replace(context, text=offer.text, faults=faults), expect)
        if all(one.kind in _UNGUARDED for one in faults):
            facts = {"offer": offer.text, "when": offer.when, "then": offer.then}
            return replace(fault, facts={**fault.facts, **facts})
    return fault


def _checked(tree: Tree, context: _Context, expect: str) -> Typed | None:
    """The whole, or None once the context holds why not."""
    typed = _check(tree, context)
    if typed is not None and expect == "bool":
        context.is_condition(typed, "whole")
    return None if context.faults else typed


def _needs(
    faults: list[Fault], text: str
) -> dict[tuple[int, int], tuple[mends.Test, ...]]:
    """What would have to be known of each read that lacks a guard."""
    found: dict[tuple[int, int], tuple[mends.Test, ...]] = {}
    for fault in faults:
        start, end = fault.start, fault.end
        if "tests" in fault.facts:
            found[start, end] = fault.facts["tests"]
        elif fault.facts.get("of_read"):
            found[start, end] = ((guarding.Known.NOT_NULL, text[start:end]),)
    return found


def _guarded(text: str, tree: Tree, context: _Context, demanded: bool) -> str:
    """The text with all guards in it, those included that are only asked for once others are there; empty where that fails."""
    faults = context.faults
    while needs := _needs(faults, text):
        longer = mends.guarded(text, tree, needs, demanded=demanded)
        if len(longer) > 2 * len(text) + 400 or longer == text:
            return ""
        text = longer
        try:
            tree = parse.read(text)
        except parse.SyntaxFault:
            return ""
        faults = []
        _checked(tree, replace(context, text=text, faults=faults), "bool")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What is carried along: the names in reach, what is known so far, and the faults found, which all parts share."""

    text: str
    scope: Scope
    known: frozenset[Fact] | None
    """None where a fault on the way makes it unknown; nothing is said of guards then."""
    place: Callable[[int, int], Span | None]
    faults: list[Fault]
    in_macro: bool = False

    def refuse(self, kind: str, start: int, end: int, **facts: object) -> None:
        """Keep a fault."""
        self.faults.append(Fault(kind=kind, start=start, end=end, facts=facts))

    def passes(self, fault: Fault | None) -> bool:
        """Whether there is no fault; one is kept."""
        if fault is not None:
            self.faults.append(fault)
        return fault is None

    def is_condition(self, typed: Typed | None, place: str) -> bool:
        """Whether an operand is true or false and nothing else; says so where it is not."""
        return typed is not None and self.passes(condition_fault(typed, place))


def _typed(expr: Expr, tree: Tree) -> Typed:
    """A condition."""
    return Typed(expr=expr, type=BOOL, start=tree.start, end=tree.end)


def _check(tree: Tree, context: _Context) -> Typed | None:
    """The typed tree, or None once the context holds why not."""
    match tree:
        case Value():
            return _value(tree, context)
        case Name() | Member():
            return _read(tree, context)
        case Index():
            return _indexed(tree, context)
        case Items():
            return _items(tree, context)
        case Operation(op="&&" | "||"):
            return _logic(tree, context)
        case Operation(op="!"):
            operand = _check(tree.operands[0], context)
            if operand is None or not context.is_condition(operand, "sole !"):
                return None
            return _typed(Unary(op="!", operand=operand.expr), tree)
        case Operation(op="?"):
            return _choice(tree, context)
        case Operation():
            operands = _all(tree.operands, context)
            if operands is None:
                return None
            found = operation(tree.op, operands, tree.start, tree.end)
            if isinstance(found, Fault):
                context.faults.append(found)
                return None
            return found
        case Invocation(function="has"):
            return _has(tree, context)
        case Invocation(function=name) if name in MACROS:
            return _macro(tree, context)
        case Invocation(function=name) if name in WRITTEN:
            return _written(tree, WRITTEN[name], context)
        case Invocation(function=name) if name in FUNCTIONS:
            return _call(tree, FUNCTIONS[name], context)
        case Invocation(function=name):
            known = ["has", *FUNCTIONS, *WRITTEN, *MACROS]
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.72)
            end = tree.name_start + len(name)
            context.refuse(
                "unknown_function",
                tree.name_start,
                end,
                name=name,
                near=near[0] if near else "",
                known=known,
                whole=(tree.start, tree.end),
                receiver=_slice(tree.receiver, context),
                given=context.text[end : tree.end].strip()[1:-1].strip(),
            )
            return None


def _slice(tree: Tree | None, context: _Context) -> str:
    return "" if tree is None else context.text[tree.start : tree.end]


def _all(trees: tuple[Tree, ...], context: _Context) -> list[Typed] | None:
    """Every one of several parts, each of which has its faults told."""
    checked = [_check(tree, context) for tree in trees]
    found = [one for one in checked if one is not None]
    return found if len(found) == len(checked) else None


def _value(tree: Value, context: _Context) -> Typed | None:
    value = tree.value
    if isinstance(value, int | float) and not _is_kept(value):
        context.refuse("number_too_large", tree.start, tree.end)
        return None
    kinds = {bool: "bool", int: "int", float: "double", str: "string"}
    return Typed(
        expr=Literal(value=value, span=context.place(tree.start, tree.end)),
        type=None if value is None else operators.RESULTS[kinds[type(value)]],
        start=tree.start,
        end=tree.end,
        nullable=value is None,
    )


def _is_kept(value: int | float) -> bool:
    """Whether readers of JSON keep the number as it is."""
    return abs(value) <= _SAFE if isinstance(value, int) else math.isfinite(value)


def _read(tree: Name | Member | Index, context: _Context) -> Typed | None:
    steps = chain(tree)
    if steps is None:
        context.refuse(
            "wrong_operand",
            tree.start,
            tree.end,
            place="left .",
            seen="computed",
            expected="name",
        )
        return None
    target = _target(steps, context)
    if target is None:
        return None
    nullable = None
    if context.known is not None:
        asked = guarding.needed(target, context.known)
        if asked:
            _refuse_unguarded(steps, target, asked, tree, context)
        else:
            nullable = guarding.may_be_null(target, context.known)
    if kind(target.field.type) == "any":
        seen = target.field.type
        context.refuse("value_of_any", tree.start, tree.end, type=seen)
        return None
    return Typed(
        expr=read(target, context.place(tree.start, tree.end)),
        type=resolved(target.field.type),
        start=tree.start,
        end=tree.end,
        nullable=nullable is not None,
    )


def _indexed(tree: Index, context: _Context) -> Typed | None:
    """An entry of a map or a place of a tuple."""
    if chain(tree) is not None:
        return _read(tree, context)
    held = _check(tree.operand, context)
    key = _check(tree.key, context)
    if held is not None and key is not None:
        _refuse_index(tree, held.kind, held.type, tree.operand, context)
    return None


def _refuse_index(
    place: Tree | Step,
    seen: str,
    type_: DataType | None,
    of: Tree | Step,
    context: _Context,
) -> None:
    """A key or number in brackets that leads nowhere, or an entry of a map that is asked for as a member."""
    count = len(type_.prefix_items) if isinstance(type_, TupleType) else 0
    context.refuse(
        "bad_index",
        place.start,
        place.end,
        seen=seen,
        of=context.text[of.start : of.end],
        how=getattr(place, "how", "computed"),
        name=getattr(place, "name", ""),
        places=count,
    )


def _refuse_unguarded(
    steps: tuple[Step, ...],
    target: Target,
    asked: tuple[Fact, ...],
    tree: Tree,
    context: _Context,
) -> None:
    """A read whose value a request can leave out, or cut off by a null on the way; names as the author wrote them."""

    def last(path: Path) -> Step:
        return steps[len(steps) - len(target.fields) + len(path) - 1]

    def written(path: Path) -> str:
        return context.text[steps[0].start : last(path).end]

    def test(one: Fact) -> mends.Test:
        step = last(one.path)
        if one.known is guarding.Known.SENT and step.how == "key":
            key = context.text[step.start : step.end].removesuffix("]").strip()
            return guarding.Known.INSIDE, f"{key} in {written(one.path[:-1])}"
        return one.known, written(one.path)

    first = asked[0]
    tests = tuple(map(test, guarding.briefly(asked)))
    kind = "unguarded_read" if first.known is guarding.Known.SENT else "null_read"
    name = "guard" if first.known is guarding.Known.SENT else "name"
    facts: dict[str, object] = {name: written(first.path), "tests": tests}
    if tests and tests[0][0] is guarding.Known.INSIDE:
        facts["question"] = tests[0][1]
    context.refuse(kind, tree.start, tree.end, **facts)


def _target(steps: tuple[Step, ...], context: _Context) -> Target | None:
    """What a chain of names means, or None once the context holds why it means nothing."""
    first = steps[0]
    if first.name in parse.RESERVED and not first.ticked:
        declared = lookup(context.scope.params, first.name) is not None
        context.refuse(
            "reserved_word", first.start, first.end, word=first.name, declared=declared
        )
        return None
    found = resolve(steps, context.scope)
    if isinstance(found, Target):
        return None if any(is_unknown(one.type) for one in found.fields) else found
    if found.parent is None or not is_unknown(found.parent.type):
        _refuse_unknown(steps, found, context)
    return None


def _refuse_unknown(
    steps: tuple[Step, ...], found: UnknownName, context: _Context
) -> None:
    step = found.step
    if found.parent is not None and (step.how or _has_entries(found.parent.type)):
        at = steps.index(step)
        of = replace(steps[0], end=steps[at - 1].end)
        place = replace(step, start=steps[0].start)
        _refuse_index(place, kind(found.parent.type), found.parent.type, of, context)
        return
    first, *rest = steps
    rooted = bool(rest) and not first.ticked
    stateless = not (context.scope.state or context.scope.about_state)
    if found.root is Root.STATE and rooted and stateless:
        context.refuse("no_state_here", step.start, step.end, name=rest[0].name)
        return
    if not rest and step.name in ("params", "state"):
        context.refuse("bare_root", step.start, step.end, name=step.name)
        return
    torn = _torn(step, context) if found.parent is None else None
    if torn is not None:
        field, start = torn
        if start == step.start:
            context.refuse(
                "hyphenated_name",
                start,
                start + len(field.name),
                name=field.name,
                identifier=names.snake(field.name),
            )
        return
    context.refuse(
        "unknown_name",
        step.start,
        step.end,
        of=(first.start, step.end),
        is_fact=found.root is Root.STATE,
        parent=found.parent or context.scope.holder,
        differs=found.differs,
        near=nearest(step.name, found.known),
    )


def _has_entries(type_: DataType) -> bool:
    """Whether what stands in a value has no names that its type tells."""
    return isinstance(type_, MapType | TupleType)


def _torn(step: Step, context: _Context) -> tuple[Field, int] | None:
    """The param whose name the author wrote bare, though it is no identifier (`Accept-Language`), and where it starts."""
    for field in context.scope.params:
        if field.name.isidentifier():
            continue
        start = context.text.find(field.name)
        while start >= 0:
            if start <= step.start < start + len(field.name):
                return field, start
            start = context.text.find(field.name, start + 1)
    return None


def _items(tree: Items, context: _Context) -> Typed | None:
    items = _all(tree.items, context)
    if items is None:
        return None
    for item in items:
        if item.kind not in operators.SCALARS:
            context.faults.append(misfit(item, "item", "scalar"))
            return None
        if not operators.comparable(items[0].kind, item.kind):
            context.refuse("mixed_items", tree.start, tree.end)
            return None
    first = next((item for item in items if item.kind == "double"), None)
    first = first or (items[0] if items else None)
    datatype = first.type if first is not None and first.type else operators.TEXT
    nullable = any(item.nullable for item in items)
    return Typed(
        expr=ListLiteral(items=tuple(item.expr for item in items)),
        type=ArrayType(items=Field(name="", type=datatype, nullable=nullable)),
        start=tree.start,
        end=tree.end,
    )


def _logic(tree: Operation, context: _Context) -> Typed | None:
    """The right side of `&&` may lean on what the left side asks, and that of `||` on its opposite."""
    left = _check(tree.operands[0], context)
    known = _known_after(left, tree.operands[0], tree.op == "&&", context)
    right = _check(tree.operands[1], replace(context, known=known))
    is_left = context.is_condition(left, f"left {tree.op}")
    is_right = context.is_condition(right, f"right {tree.op}")
    if left is None or right is None or not is_left or not is_right:
        return None
    return _typed(Binary(op=tree.op, left=left.expr, right=right.expr), tree)


def _known_after(
    typed: Typed | None, tree: Tree, truth: bool, context: _Context
) -> frozenset[Fact] | None:
    """What is known behind a condition; behind one at fault, whatever it asks about is taken as known."""
    if context.known is None:
        return None
    if typed is not None:
        return context.known | facts(typed.expr, truth)
    return context.known.union(*(facts(asked) for asked in _asked(tree, context)))


def _asked(tree: Tree, context: _Context) -> Iterator[Expr]:
    match tree:
        case Invocation(function="has"):
            typed = _has(tree, replace(context, faults=[]))
            if typed is not None:
                yield typed.expr
        case Operation(operands=operands):
            for operand in operands:
                yield from _asked(operand, context)
        case _:
            return


def _choice(tree: Operation, context: _Context) -> Typed | None:
    test = _check(tree.operands[0], context)
    branches: list[Typed | None] = []
    for truth, operand in ((True, tree.operands[1]), (False, tree.operands[2])):
        known = _known_after(test, tree.operands[0], truth, context)
        branches.append(_check(operand, replace(context, known=known)))
    then, otherwise = branches
    if not context.is_condition(test, "test"):
        return None
    if test is None or then is None or otherwise is None:
        return None
    pair = operators.unify(then, otherwise)
    if pair is None:
        context.refuse(
            "wrong_operand",
            tree.start,
            tree.end,
            place="branches",
            seen=f"{then.kind}&{otherwise.kind}",
            expected="one",
        )
        return None
    then, otherwise = pair
    return Typed(
        expr=Conditional(test=test.expr, then=then.expr, otherwise=otherwise.expr),
        type=then.type,
        start=tree.start,
        end=tree.end,
        nullable=then.nullable or otherwise.nullable,
    )


def _has(tree: Invocation, context: _Context) -> Typed | None:
    steps = chain(tree.args[0]) if len(tree.args) == 1 else None
    if steps is None or tree.receiver is not None:
        context.refuse("has_needs_name", tree.start, tree.end)
        return None
    if steps[-1].how:
        of = context.text[steps[0].start : steps[-2].end]
        key = context.text[steps[-1].start : steps[-1].end].removesuffix("]").strip()
        facts = {"of": of, "key": key, "how": steps[-1].how}
        context.refuse("has_of_entry", tree.start, tree.end, **facts)
        return None
    target = _target(steps, context)
    if target is None:
        return None
    if target.variable and len(steps) == 1:
        context.refuse("has_needs_name", tree.start, tree.end)
        return None
    return _typed(has(target), tree)


def _written(tree: Invocation, name: str, context: _Context) -> Typed | None:
    """A constant of a type that travels as text: its text stands in quotes, and is one of the type."""
    args = tree.args
    if tree.receiver is not None or len(args) != 1:
        usage = f"{tree.function}('{PLACEHOLDERS[name]}')"
        facts = {"name": tree.function, "usage": usage, "exact": ""}
        context.refuse("wrong_call", tree.start, tree.end, **facts)
        return None
    (arg,) = args
    text = arg.value if isinstance(arg, Value) else None
    if not isinstance(text, str) or not is_typed(name, text):
        facts = {"name": tree.function, "type": name, "such": PLACEHOLDERS[name]}
        is_read = isinstance(arg, Name | Member)
        context.refuse("not_written", arg.start, arg.end, is_read=is_read, **facts)
        return None
    return Typed(
        expr=Literal(value=text, format=name, span=context.place(tree.start, tree.end)),
        type=operators.RESULTS[name],
        start=tree.start,
        end=tree.end,
    )


def _call(tree: Invocation, row: Function, context: _Context) -> Typed | None:
    sources = tree.args if tree.receiver is None else (tree.receiver, *tree.args)
    shaped = row.free if tree.receiver is None else row.receiver
    if not shaped or len(sources) != len(row.takes):
        usual = {"usage": row.usage, "exact": _usual_call(row, sources, context)}
        context.refuse("wrong_call", tree.start, tree.end, name=row.name, **usual)
        return None
    args: list[Typed] = []
    for index, source in enumerate(sources):
        typed = _check(source, context)
        if typed is None:
            continue
        fault = _argument_fault(row, index, typed)
        if fault is not None and fault.kind == "wrong_operand":
            given = [_slice(other, context) for other in sources[index + 1 :]]
            call: dict[str, object] = {"call": (tree.start, tree.end), "given": given}
            fault = replace(fault, facts={**fault.facts, **call})
        if context.passes(fault):
            args.append(typed)
    if len(args) < len(sources):
        return None
    for index, arg in enumerate(args):
        refused = _pattern_fault(arg) if row.takes_pattern(index) else None
        if refused is not None:
            about = {"subject": _slice(sources[0], context)}
            facts = {**refused.facts, **about, "whole": (tree.start, tree.end)}
            context.passes(replace(refused, facts=facts))
            return None
    if args[0].kind in row.keeps:
        return args[0]
    return Typed(
        expr=Call(function=row.name, args=tuple(arg.expr for arg in args)),
        type=operators.RESULTS[row.gives],
        start=tree.start,
        end=tree.end,
    )


def _usual_call(row: Function, sources: Sequence[Tree], context: _Context) -> str:
    """A call with the right arguments as it is written; empty where they are too many or too few."""
    if len(sources) != len(row.takes):
        return ""
    given = [_slice(one, context) for one in sources]
    if row.receiver:
        return f"{given[0]}.{row.name}({', '.join(given[1:])})"
    return f"{row.name}({', '.join(given)})"


def _argument_fault(row: Function, index: int, typed: Typed) -> Fault | None:
    if typed.kind in row.takes[index]:
        return null_fault(typed)
    place = f"subject {row.name}" if index == 0 else "argument"
    order = ("bool", "int", "double", "string", "list", "object")
    return misfit(typed, place, "|".join(k for k in order if k in row.takes[index]))


def _pattern_fault(typed: Typed) -> Fault | None:
    start, end = typed.start, typed.end
    if not isinstance(typed.expr, Literal):
        return Fault(kind="pattern_not_literal", start=start, end=end)
    refused = patterns.fault(str(typed.expr.value))
    if refused is None:
        return None
    plain = patterns.looked_for(str(typed.expr.value))
    facts = {"reason": refused.reason, "mend": refused.mend, "plain": plain}
    return Fault(kind="pattern_refused", start=start, end=end, facts=facts)


def _macro(tree: Invocation, context: _Context) -> Typed | None:
    name, variable = tree.function, tree.args[0] if tree.args else None
    if tree.receiver is None or len(tree.args) != 2 or not isinstance(variable, Name):
        usage = f"tags.{name}(t, t != '')"
        alone = (
            tree.receiver is None and name == "exists" and isinstance(variable, Name)
        )
        exact = (
            f"has({_slice(variable, context)})" if alone and not tree.args[1:] else ""
        )
        facts = {"name": name, "usage": usage, "exact": exact}
        context.refuse("wrong_call", tree.start, tree.end, **facts)
        return None
    if context.in_macro:
        context.refuse("nested_macro", tree.start, tree.end, name=name)
        return None
    if lookup(context.scope.params, variable.name) is not None:
        taken = (f"item{number}" for number in ("", *range(2, 1000)))
        free = next(n for n in taken if lookup(context.scope.params, n) is None)
        place = variable.start, variable.end
        context.refuse("variable_hides", *place, name=variable.name, free=free)
        return None
    values = _check(tree.receiver, context)
    if values is None:
        return None
    scope = _within(values, variable.name, context.scope)
    if scope is None:
        context.faults.append(misfit(values, f"range {name}", "list|map"))
        return None
    if not context.passes(null_fault(values)):
        return None
    body = _check(tree.args[1], replace(context, scope=scope, in_macro=True))
    if body is None or not context.is_condition(body, "body"):
        return None
    expr = Quantifier(
        kind=name, range=values.expr, variable=variable.name, body=body.expr
    )
    return _typed(expr, tree)


def _within(values: Typed, variable: str, scope: Scope) -> Scope | None:
    """What the condition of a macro can read: an item of a list, or a key of a map, by the name of the variable."""
    match values.type, values.expr:
        case ArrayType(items=items), _:
            return replace(scope, locals={variable: items})
        case MapType(keys=keys), Read() as pairs:
            type_ = operators.TEXT if keys is None else keys.type
            key = Field(name="key", type=type_, required=True)
            return replace(scope, locals={variable: key}, entries={variable: pairs})
        case _:
            return None
