"""A condition over params -> the JSON Schema that says it, and how far it does: exactly, by listing, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Final, TypeAlias, assert_never
from typing import Literal as OneOf

from onespec.datatypes import (
    MISSING,
    ArrayType,
    BooleanType,
    FormatType,
    IntegerType,
    JsonValue,
    MapType,
    Missing,
    NumberType,
    ObjectType,
    StringType,
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
    Path,
    Quantifier,
    Read,
    Root,
    Unary,
    compared_as,
    hows,
    kind_of,
    operands,
    walk,
)
from onespec.language.evaluate import evaluate, same
from onespec.language.functions import FUNCTIONS
from onespec.model import Constraint, Group, GroupKind, Rule, WhenThen
from onespec.patterns.schema import pattern_schema
from onespec.patterns.syntax import literal
from onespec.values import SAME_TEXT

Schema: TypeAlias = dict[str, object]

NEVER: Schema = {"not": {}}


def at(read: Read, schema: Schema, holds: Callable[[object], bool]) -> Schema:
    """The request whose value at the path fits a schema; `holds` tells whether a default does."""
    start = _start(read)
    ways = hows(read)[start:]
    return _at(read.path[start:], read.defaults[start:], ways, schema, holds)


def _start(part: Read | Has) -> int:
    """The first step of a path that leads into what a schema is of."""
    if part.entry is not None:
        return 2
    return 1 if part.root is Root.LOCAL else 0


def _at(
    path: Path,
    defaults: Sequence[JsonValue | Missing],
    ways: Sequence[How],
    schema: Schema,
    holds: Callable[[object], bool],
) -> Schema:
    if not path:
        return schema
    inner = _at(path[1:], defaults[1:], ways[1:], schema, holds)
    if ways[0] == "place":
        return _at_place(path[0], inner)
    outer: Schema = {"properties": {path[0]: inner}}
    if defaults[0] is not MISSING and not _default_holds(path, defaults, holds):
        outer["required"] = [path[0]]
    return outer


def _at_place(number: str, schema: Schema) -> Schema:
    """The list whose item at a place fits a schema."""
    return {"prefixItems": [*[{}] * int(number), schema]}


def _default_holds(
    path: Path,
    defaults: Sequence[JsonValue | Missing],
    holds: Callable[[object], bool],
) -> bool:
    """Whether what stands for an absent step fits; one that is never read there does."""
    value: object = defaults[0]
    for name, own in zip(path[1:], defaults[1:]):
        if isinstance(value, list):
            value = value[int(name)]
        else:
            inside = isinstance(value, Mapping) and name in value
            value = value[name] if inside else own  # type: ignore[index]
        if value is MISSING:
            return True
    try:
        return holds(value)
    except TypeError:
        # Null, of which nothing but `== null` is ever asked.
        return True


def sent(has: Has) -> Schema:
    """The request in which the key was sent."""
    start = _start(has)
    flags = (has.nullable or (False,) * len(has.path))[start:]
    return _sent(has.path[start:], flags, hows(has)[start:])


def _sent(path: Path, nullable: Sequence[bool], ways: Sequence[How]) -> Schema:
    schema: Schema = {} if ways[0] == "place" else {"required": [path[0]]}
    if len(path) > 1:
        inner = _sent(path[1:], nullable[1:], ways[1:])
        if nullable[0]:
            inner = {"type": "array" if ways[1] == "place" else "object"} | inner
        if ways[0] == "place":
            return _at_place(path[0], inner)
        schema["properties"] = {path[0]: inner}
    return schema


def every(parts: Sequence[Schema]) -> Schema:
    """All of several schemas, as one where their keywords do not meet."""
    merged: list[Schema] = []
    for part in parts:
        if part == {} or part in merged:
            continue
        for index, other in enumerate(merged):
            if _is_plain(part) and _is_plain(other) and _are_apart(part, other):
                merged[index] = _together(other, part)
                break
        else:
            merged.append(part)
    if len(merged) == 1:
        return merged[0]
    return {"allOf": merged} if merged else {}


def some(parts: Sequence[Schema]) -> Schema:
    """Any of several schemas."""
    if {} in parts:
        return {}
    kept = [part for part in parts if part != NEVER]
    if not kept:
        return NEVER
    return kept[0] if len(kept) == 1 else {"anyOf": kept}


def negative(schema: Schema) -> Schema:
    """Everything that does not fit a schema."""
    if len(schema) == 1 and "not" in schema:
        inner = schema["not"]
        assert isinstance(inner, dict)
        return inner
    return {"not": schema}


def _is_plain(schema: Schema) -> bool:
    return schema.keys() <= {"properties", "required"}


def _are_apart(left: Schema, right: Schema) -> bool:
    return not _members(left).keys() & _members(right).keys()


def _members(schema: Schema) -> Schema:
    members = schema.get("properties", {})
    assert isinstance(members, dict)
    return members


def _together(left: Schema, right: Schema) -> Schema:
    found: Schema = {}
    members = _members(left) | _members(right)
    if members:
        found["properties"] = members
    names = [*_names(left), *_names(right)]
    if names:
        found["required"] = list(dict.fromkeys(names))
    return found


def _names(schema: Schema) -> list[str]:
    names = schema.get("required", [])
    assert isinstance(names, list)
    return names


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TURNED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_BOUNDS = {
    "<": "exclusiveMaximum",
    "<=": "maximum",
    ">": "exclusiveMinimum",
    ">=": "minimum",
}


def atom(expr: Expr, truth: bool) -> Schema | None:
    """The schema of the requests of which the condition is `truth`."""
    match expr:
        case Read():
            return at(expr, {"const": truth}, lambda value: value is truth)
        case Binary(op=op) if op not in ("&&", "||") and compared_as(expr):
            return None
        case Binary(op="in", left=left, right=right):
            return _member(left, right, truth)
        case Binary(left=Literal(), right=right) if not isinstance(right, Literal):
            op = _MIRRORED.get(expr.op, expr.op)
            return atom(Binary(op=op, left=right, right=expr.left), truth)
        case Binary(
            op="==" | "!=" as op, left=Read() as read, right=Literal() as value
        ):
            return _equal(read, value.value, (op == "==") is truth)
        case Binary(op=op, left=Read() as read, right=Literal(value=bound)):
            return _bounded(read, op, bound, truth)
        case Binary(op=op, left=Call() as measure, right=right):
            return _sized(measure, op, right, truth)
        case Call(args=(Read(), Literal(value=str()))):
            return _text(expr, truth)
        case _:
            return None


def _equal(read: Read, value: object, truth: bool) -> Schema:
    schema: Schema = {"const": value}
    found = schema if truth else negative(schema)
    return at(read, found, lambda default: same(default, value) is truth)


def _bounded(read: Read, op: str, bound: object, truth: bool) -> Schema | None:
    if kind_of(read) not in ("int", "double") or op not in _BOUNDS:
        return None
    sign = op if truth else _TURNED[op]

    def holds(default: object) -> bool:
        test = Binary(
            op=sign,
            left=Literal(value=_number(default)),
            right=Literal(value=_number(bound)),
        )
        return default is not None and evaluate(test, {}) is True

    return at(read, {_BOUNDS[sign]: bound}, holds)


def _number(value: object) -> int | float:
    return value if isinstance(value, int | float) else 0


def _member(left: Expr, right: Expr, truth: bool) -> Schema | None:
    if isinstance(right, ListLiteral) and isinstance(left, Read):
        if not all(isinstance(item, Literal) for item in right.items):
            return None
        values = [item.value for item in right.items if isinstance(item, Literal)]
        schema = _one_of(values)
        wanted = schema if truth else negative(schema)
        return at(left, wanted, lambda v: any(same(v, x) for x in values) is truth)
    if isinstance(left, Literal) and isinstance(right, Read):
        value = left.value
        found: Schema
        match right.type:
            case ArrayType():
                found = {"contains": {"const": value}}
            case ObjectType() | MapType():
                found = {"required": [value]}
            case _:
                return None
        found = found if truth else negative(found)
        return at(right, found, lambda v: _holds(v, value) is truth)
    return None


def _holds(values: object, value: object) -> bool:
    if isinstance(values, dict):
        return value in values
    return isinstance(values, list) and any(same(item, value) for item in values)


def _one_of(values: list[bool | int | float | str | None]) -> Schema:
    if not values:
        return dict(NEVER)
    unique: list[object] = []
    for value in values:
        if not any(same(value, other) for other in unique):
            unique.append(value)
    return {"const": unique[0]} if len(unique) == 1 else {"enum": unique}


def _sized(measure: Call, op: str, right: Expr, truth: bool) -> Schema | None:
    """`size(x) < 3`: the keywords for lengths of texts, lists and objects."""
    inner, bounds = measure.args[0], FUNCTIONS[measure.function].bounds
    if not isinstance(inner, Read) or not isinstance(right, Literal):
        return None
    if not isinstance(right.value, int) or isinstance(right.value, bool):
        return None
    words = bounds.get(kind_of(inner))
    if words is None:
        return None
    bound = right.value
    sign = {"==": "!=", "!=": "==", **_TURNED}[op] if not truth else op
    low = {"<": None, "<=": None, ">": bound + 1, ">=": bound}.get(sign, bound)
    high = {"<": bound - 1, "<=": bound, ">": None, ">=": None}.get(sign, bound)
    schema = _within(words, low, high)
    schema = negative(schema) if sign == "!=" else schema
    given = replace(measure, args=(_given(inner),))
    test = Binary(op=sign, left=given, right=right)
    return at(inner, schema, lambda value: evaluate(test, {"": value}) is True)


def _given(read: Read) -> Read:
    """A read of a value that is handed in under the empty name."""
    return Read(
        root=Root.PARAMS, path=("",), type=read.type, defaults=(read.defaults[-1],)
    )


def _within(words: tuple[str, str], low: int | None, high: int | None) -> Schema:
    if high is not None and high < max(low or 0, 0):
        return dict(NEVER)
    schema: Schema = {}
    if low is not None and low > 0:
        schema[words[0]] = low
    if high is not None:
        schema[words[1]] = high
    return schema


def _text(call: Call, truth: bool) -> Schema | None:
    """What a pattern can say of a text."""
    read, argument = call.args
    row = FUNCTIONS[call.function]
    if (
        not row.pattern
        or not isinstance(read, Read)
        or not isinstance(argument, Literal)
    ):
        return None
    text = str(argument.value)
    plain = "".join(literal(ord(char)) for char in text)
    schema = pattern_schema(row.pattern.format(text if row.takes_pattern(1) else plain))
    test = replace(call, args=(_given(read), argument))
    found = schema if truth else negative(schema)
    return at(read, found, lambda value: evaluate(test, {"": str(value)}) is truth)


Said: TypeAlias = "tuple[Schema, bool] | None"
"""A schema and whether it lists combinations; None where nothing says it."""

MAX_FLAGS: Final = 6


def flagged(
    expr: Expr, truth: bool, say: Callable[[Expr, bool], Said]
) -> tuple[Schema, bool] | None:
    """The combinations as a schema; None where the expression is something else."""
    tests = _tests(expr)
    if not tests or len(tests) > MAX_FLAGS:
        return None
    rows: list[Schema] = []
    for flags in product((False, True), repeat=len(tests)):
        if evaluate(_decided(expr, dict(zip(map(id, tests), flags))), {}) is not truth:
            continue
        parts = [say(test, flag) for test, flag in zip(tests, flags)]
        known = [part[0] for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        rows.append(every(known))
    return some(rows), True


def _tests(expr: Expr) -> list[Expr] | None:
    """The tests of the conditionals in an expression made of nothing else; None where it reads values."""
    match expr:
        case Literal():
            return []
        case Conditional(test=test, then=Literal(), otherwise=Literal()):
            return [test]
        case Unary(op="-", operand=operand):
            return _tests(operand)
        case Binary(left=left, right=right):
            sides = _tests(left), _tests(right)
            return None if sides[0] is None or sides[1] is None else sides[0] + sides[1]
        case _:
            return None


def _decided(expr: Expr, flags: dict[int, bool]) -> Expr:
    match expr:
        case Conditional(test=test, then=then, otherwise=otherwise):
            return then if flags[id(test)] else otherwise
        case Unary(op=op, operand=operand):
            return Unary(op=op, operand=_decided(operand, flags))
        case Binary(op=op, left=left, right=right):
            return Binary(
                op=op, left=_decided(left, flags), right=_decided(right, flags)
            )
        case _:
            return expr


def group_schema(group: Group, condition: Expr) -> Schema:
    """The schema of the params objects in which the right number of members is sent."""
    tests = {part.path: part for part in walk(condition) if isinstance(part, Has)}
    members = [_all_sent(paths, tests) for paths in group.members]
    match group.kind:
        case GroupKind.AT_LEAST_ONE:
            return some(members)
        case GroupKind.EXACTLY_ONE:
            return members[0] if len(members) == 1 else {"oneOf": members}
        case GroupKind.AT_MOST_ONE:
            return _at_most_one(members)
        case GroupKind.ALL_OR_NONE:
            return _all_or_none(group, members)
        case _:
            assert_never(group.kind)


def _all_sent(paths: tuple[Path, ...], tests: dict[Path, Has]) -> Schema:
    return every([sent(tests[path]) for path in paths])


def _at_most_one(members: list[Schema]) -> Schema:
    if len(members) < 2:
        return {}
    if len(members) > 3:
        return {"oneOf": [*members, negative({"anyOf": members})]}
    pairs = [every(list(pair)) for pair in combinations(members, 2)]
    return negative(some(pairs))


def _all_or_none(group: Group, members: list[Schema]) -> Schema:
    if len(members) < 2:
        return {}
    names = [paths[0][0] for paths in group.members if len(paths) == len(paths[0]) == 1]
    if len(names) == len(members) < 5:
        others = {name: [one for one in names if one != name] for name in names}
        return {"dependentRequired": others}
    return {"anyOf": [every(members), negative({"anyOf": members})]}


MAX_COMBINATIONS: Final = 64


def enumerated(expr: Expr, truth: bool) -> Schema | None:
    """The combinations as a schema; None where they are too many or not known."""
    reads = _reads(expr)
    if reads is None:
        return None
    columns = [_values(read) for read in reads]
    count = 1
    for column in columns:
        if column is None:
            return None
        count *= len(column)
    if not reads or count > MAX_COMBINATIONS:
        return None
    rows = [
        row
        for row in product(*(column or [] for column in columns))
        if evaluate(expr, _request(reads, row)) is truth
    ]
    if len(reads) == 1:
        return _listed(reads[0], [row[0] for row in rows])
    return some([_row(reads, row) for row in rows])


def _reads(expr: Expr) -> list[Read] | None:
    """The params an expression reads, each once; None where it asks anything else of the request."""
    found: dict[Path, Read] = {}
    for part in walk(expr):
        match part:
            case Read(root=Root.PARAMS) if "place" not in part.how:
                found.setdefault(part.path, part)
            case Literal() | Unary() | Binary() | Conditional():
                continue
            case _:
                return None
    return list(found.values())


def _values(read: Read) -> list[bool | int | float | str] | None:
    """Every value a read can have."""
    if any(read.nullable):
        return None
    match read.type:
        case BooleanType():
            return [False, True]
        case StringType(enum=enum) | NumberType(enum=enum) if enum:
            return [member.value for member in enum]
        case FormatType(format=name, enum=enum) if enum and name in SAME_TEXT:
            return [member.value for member in enum]
        case IntegerType(enum=enum) if enum:
            return [member.value for member in enum]
        case IntegerType(minimum=int() as low, maximum=int() as high):
            return list(range(low, high + 1)) if high - low < MAX_COMBINATIONS else None
        case _:
            return None


def _request(reads: list[Read], row: tuple[object, ...]) -> dict[str, object]:
    params: dict[str, object] = {}
    for read, value in zip(reads, row, strict=True):
        inside = params
        for name in read.path[:-1]:
            inner = inside.setdefault(name, {})
            assert isinstance(inner, dict)
            inside = inner
        inside[read.path[-1]] = value
    return params


def _listed(read: Read, values: list[object]) -> Schema:
    schema: Schema = {"enum": values} if values else {"not": {}}
    return at(read, schema, lambda default: any(same(default, v) for v in values))


def _row(reads: list[Read], row: tuple[object, ...]) -> Schema:
    return every(list(_cells(reads, row)))


def _cells(reads: list[Read], row: tuple[object, ...]) -> Iterator[Schema]:
    for read, value in zip(reads, row, strict=True):
        yield _cell(read, value)


def _cell(read: Read, value: object) -> Schema:
    return at(read, {"const": value}, lambda default: same(default, value))


Status: TypeAlias = OneOf["exact", "enumerated", "none"]


def constraint_schema(constraint: Constraint) -> tuple[Schema, Status]:
    """The schema of the params, or of the objects of a type, that keep the constraint, and how far it goes."""
    said = _constraint(constraint)
    if said is None:
        return {}, "none"
    schema, lists = said
    return schema, "enumerated" if lists else "exact"


def condition_schema(expr: Expr, truth: bool = True) -> Schema | None:
    """The schema of the params objects of which a condition holds; None where it can't be said exactly."""
    said = say(expr, truth)
    return None if said is None else said[0]


def _constraint(constraint: Constraint) -> Said:
    match constraint.shape:
        case Group() as group:
            return group_schema(group, constraint.condition), False
        case WhenThen(when=when, then=then):
            return _implied([(when, True)], [(then, True)])
        case Rule(rule=rule):
            return _rule(rule)


def _rule(rule: Expr) -> Said:
    """A choice one side of which is a negation is told as an if."""
    parts = operands("||", rule, True)
    premises = [(part, not truth) for part, truth in parts if not truth]
    others = [(part, truth) for part, truth in parts if truth]
    keys = [sent(part) for part, _ in premises if isinstance(part, Has)]
    if len(keys) == len(parts) > 1:
        return negative(every(keys)), False
    if not premises or not others:
        return say(rule, True)
    return _implied(premises, others)


def _implied(
    premises: Sequence[tuple[Expr, bool]], others: Sequence[tuple[Expr, bool]]
) -> Said:
    when = _all([say(*part) for part in premises])
    then = _any([say(*part) for part in others])
    if when is None or then is None:
        return None
    lists = when[1] or then[1]
    key = _dependent(when[0], then[0])
    if key:
        return {"dependentRequired": {key: then[0]["required"]}}, lists
    if when[0] == {}:
        return then
    return {"if": when[0], "then": then[0]}, lists


def _dependent(when: Schema, then: Schema) -> str:
    """The one key on whose presence nothing but the presence of others depends; empty where it is not that simple."""
    names = when.get("required")
    if when.keys() == {"required"} == then.keys() and isinstance(names, list):
        return str(names[0]) if len(names) == 1 else ""
    return ""


def say(expr: Expr, truth: bool) -> Said:
    """The schema of the requests of which a condition is `truth`; negation is pushed down to the atoms."""
    match expr:
        case Literal(value=value):
            return ({} if value is truth else dict(NEVER)), False
        case Has():
            schema = sent(expr)
            return (schema if truth else negative(schema)), False
        case Unary(op="!", operand=operand):
            return say(operand, not truth)
        case Binary(op="&&" | "||" as op, left=left, right=right):
            parts = [say(left, truth), say(right, truth)]
            return _all(parts) if (op == "&&") is truth else _any(parts)
        case Conditional(test=test, then=then, otherwise=otherwise):
            return _choice(test, say(then, truth), say(otherwise, truth))
        case Quantifier():
            return _quantified(expr, truth)
        case Binary(op="==" | "!=" as op, left=left, right=right) if _are_conditions(
            left, right
        ):
            return _agreeing(left, right, (op == "==") is truth)
        case _:
            return _atom(expr, truth)


def _atom(expr: Expr, truth: bool) -> Said:
    if any(isinstance(p, Read | Has) and p.root is Root.STATE for p in walk(expr)):
        return None
    schema = atom(expr, truth)
    if schema is not None:
        return schema, False
    listed = enumerated(expr, truth)
    if listed is not None:
        return listed, True
    return flagged(expr, truth, say)


def _all(parts: list[Said]) -> Said:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return every([schema for schema, _ in known]), any(lists for _, lists in known)


def _any(parts: list[Said]) -> Said:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return some(_flat([schema for schema, _ in known])), any(
        lists for _, lists in known
    )


def _flat(parts: list[Schema]) -> list[Schema]:
    found: list[Schema] = []
    for part in parts:
        inner = part.get("anyOf") if len(part) == 1 else None
        found.extend(inner if isinstance(inner, list) else [part])
    return found


def _choice(test: Expr, then: Said, otherwise: Said) -> Said:
    when = say(test, True)
    if when is None or then is None or otherwise is None:
        return None
    schema: Schema = {"if": when[0], "then": then[0], "else": otherwise[0]}
    return schema, when[1] or then[1] or otherwise[1]


def _are_conditions(left: Expr, right: Expr) -> bool:
    return kind_of(left) == kind_of(right) == "bool"


def _agreeing(left: Expr, right: Expr, same: bool) -> Said:
    """Two conditions of which exactly one holds, or both or neither."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Literal):
            return say(one, other.value is same)
    sides_ = say(left, True), say(right, not same)
    if sides_[0] is None or sides_[1] is None:
        return None
    schema: Schema = {"oneOf": [sides_[0][0], sides_[1][0]]}
    return schema, sides_[0][1] or sides_[1][1]


def _quantified(expr: Quantifier, truth: bool) -> Said:
    """`items` or `contains`, where the condition speaks of the items alone."""
    for part in walk(expr.body):
        if isinstance(part, Read | Has) and part.root is not Root.LOCAL:
            return None
    if not isinstance(expr.range, Read) or expr.range.root is Root.STATE:
        return None
    values_read = expr.range
    is_every = (expr.kind == "all") is truth
    if isinstance(values_read.type, MapType):
        found = _of_entries(expr, truth, is_every)
    else:
        body = say(expr.body, truth)
        word = "items" if is_every else "contains"
        found = None if body is None else ({word: body[0]}, body[1])
    if found is None:
        return None

    def holds(values: object) -> bool:
        given = Read(
            root=Root.PARAMS, path=("",), type=values_read.type, defaults=(MISSING,)
        )
        return evaluate(replace(expr, range=given), {"": values}) is truth

    return at(expr.range, found[0], holds), found[1]


def _of_entries(expr: Quantifier, truth: bool, is_every: bool) -> Said:
    """A condition on each key, or on each value, of a map; where it has to hold of some, its opposite must not of all."""
    reads = [part for part in walk(expr.body) if isinstance(part, Read | Has)]
    sides = {part.path[1] for part in reads}
    if len(sides) != 1:
        return None
    body = say(expr.body, truth if is_every else not truth)
    if body is None:
        return None
    word = "propertyNames" if sides == {"key"} else "additionalProperties"
    schema: Schema = {word: body[0]}
    return (schema if is_every else negative(schema)), body[1]
