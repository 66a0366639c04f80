"""Methods with random params and constraints, the same for the same number, and requests that fit their types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from conditions import text
from onespec.datatypes import (
    MISSING,
    ArrayType,
    BooleanType,
    EnumValue,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Span
from onespec.language import Scope
from onespec.model import Constraint, Method
from onespec.spec.constraints import build_constraint
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

NOWHERE = Span(file="made", line=1, column=1, end_line=1, end_column=2)
WORDS = ("red", "green", "blue", "grey", "a", "ab", "b", "")
DAYS = tuple((date(2024, 1, 30) + timedelta(days=n)).isoformat() for n in range(4))
MOMENTS = (
    *(
        "2024-01-30T12:00:00Z",
        "2024-01-30T14:00:00.000+02:00",
        "2024-01-30t12:00:00.5z",
    ),
    *("2024-01-30T12:00:01Z", "2024-01-30T23:30:00-01:00", "2024-01-31T00:30:00Z"),
)
AMOUNTS = ("0", "-0.0", "1", "1.00", "0.5", "0.50", "-2.25", "10", "9.999")
CONSTANTS = {"datetime": ("timestamp", MOMENTS), "decimal": ("decimal", AMOUNTS)}
GROUPS = ("exactly_one", "at_least_one", "at_most_one", "all_or_none")


def node(value: object) -> Node:
    """A spec node made by hand."""
    if isinstance(value, dict):
        entries = tuple(
            Entry(key=ScalarNode(value=key, span=NOWHERE), value=node(item))
            for key, item in value.items()
        )
        return MappingNode(entries=entries, span=NOWHERE)
    if isinstance(value, list):
        return SequenceNode(items=tuple(map(node, value)), span=NOWHERE)
    assert value is None or isinstance(value, bool | int | float | str)
    return ScalarNode(value=value, span=NOWHERE)


def constraint(entry: dict[str, object], params: tuple[Field, ...]) -> Constraint:
    """The constraint that an entry of a spec gives; a fault fails the test."""
    whole = node({"id": "c", **entry})
    assert isinstance(whole, MappingNode)
    built, faults = build_constraint(
        whole, Scope(params=params, owner=str(entry.get("id", "c"))), "bad_mix"
    )
    assert built is not None and not faults, (entry, faults)
    return built


def method(params: tuple[Field, ...], *entries: dict[str, object]) -> Method:
    """A method with these params and constraints, called c1, c2, ..."""
    built = tuple(
        constraint({"id": f"c{index}"} | entry, params)
        for index, entry in enumerate(entries, 1)
    )
    return Method(name="made", title="Made", params=params, constraints=built)


@dataclass(frozen=True)
class Made:
    """A generated method and whether it stays within what z3 is asked to judge."""

    method: Method
    plain: bool
    entries: tuple[dict[str, object], ...]


def made(number: int) -> Made:
    """The method of a number: 3 to 25 params, 1 to 15 constraints, small ones more often."""
    random = Random(number)
    plain = number % 3 != 0
    count = min(25, 3 + int(random.expovariate(1 / 5)))
    params = tuple(_field(random, f"p{index}", plain) for index in range(count))
    entries = [
        _entry(random, params)
        for _ in range(min(15, 1 + int(random.expovariate(1 / 3.5))))
    ]
    return Made(method=method(params, *entries), plain=plain, entries=tuple(entries))


def _field(random: Random, name: str, plain: bool) -> Field:
    kinds = ["bool", "bool", "enum", "enum", "int", "range", "number", "text", "date"]
    kinds += ["datetime", "decimal"]
    kind = random.choice(
        kinds if plain else [*kinds, "list", "object", "list", "nullable"]
    )
    required = random.random() < 0.25
    default: JsonValue = None
    has_default = not required and random.random() < 0.35
    nullable = False
    match kind:
        case "bool":
            datatype, default = BooleanType(), random.random() < 0.3
        case "enum":
            members = random.sample(WORDS[:5], random.randint(2, 4))
            datatype = StringType(enum=tuple(EnumValue(value=word) for word in members))
            default = members[0]
        case "int":
            datatype, default = IntegerType(), random.randint(-2, 12)
        case "range":
            low = random.randint(-1, 3)
            datatype, default = (
                IntegerType(minimum=low, maximum=low + random.choice([2, 5, 200])),
                low + 1,
            )
        case "number":
            datatype, default = NumberType(), random.choice([0.5, 2, 7.25])
        case "text":
            datatype, default = StringType(), random.choice(WORDS)
        case "date":
            datatype, default = StringType(format="date"), random.choice(DAYS)
        case "datetime" | "decimal":
            datatype, default = FormatType(format=kind), random.choice(
                CONSTANTS[kind][1]
            )
        case "list":
            item = Field(name="", type=random.choice([StringType(), IntegerType()]))
            datatype, has_default = ArrayType(items=item), False
        case "nullable":
            datatype, nullable = IntegerType(), True
        case _:
            datatype, has_default = _object(random), False
    return Field(
        name=name,
        type=datatype,
        required=required,
        nullable=nullable,
        default=default if has_default else MISSING,
    )


def _object(random: Random) -> ObjectType:
    return ObjectType(
        fields=(
            Field(
                name="kind",
                type=StringType(enum=(EnumValue(value="x"), EnumValue(value="y"))),
                required=True,
            ),
            Field(
                name="size",
                type=IntegerType(),
                default=MISSING if random.random() < 0.5 else 3,
            ),
            Field(name="flag", type=BooleanType()),
        )
    )


def _entry(random: Random, params: tuple[Field, ...]) -> dict[str, object]:
    shape = random.random()
    if shape < 0.35:
        return {
            "when": _condition(random, params, 1),
            "then": _condition(random, params, 1),
        }
    if shape < 0.6:
        return {"rule": _condition(random, params, 2)}
    members: list[object] = []
    pool = random.sample(params, min(len(params), random.randint(2, 5)))
    while pool:
        field = pool.pop()
        if len(pool) > 1 and random.random() < 0.2:
            members.append([field.name, pool.pop().name])
        elif isinstance(field.type, ObjectType) and random.random() < 0.5:
            members.append(f"{field.name}.{random.choice(['size', 'flag'])}")
        else:
            members.append(field.name)
    return {random.choice(GROUPS): members}


def _condition(random: Random, params: tuple[Field, ...], depth: int) -> str:
    if depth and random.random() < 0.7:
        left, right = (_condition(random, params, depth - 1) for _ in range(2))
        shape = random.random()
        if shape < 0.42:
            return f"({left}) && ({right})"
        if shape < 0.84:
            return f"({left}) || ({right})"
        if shape < 0.92:
            return f"(({left}) {random.choice(['==', '!='])} ({right}))"
        return f"(({left}) ? ({right}) : ({_condition(random, params, 0)}))"
    text = _atom(random, params)
    return f"!({text})" if random.random() < 0.25 else text


def _atom(random: Random, params: tuple[Field, ...]) -> str:
    field = random.choice(params)
    if random.random() < 0.25:
        return f"has({field.name})"
    other = random.choice(params)
    if random.random() < 0.25 and other is not field:
        pair = _pair(random, field, other)
        if pair:
            return _guarded(random, pair, field, other)
    return _guarded(random, _single(random, field), field)


def _guarded(random: Random, text: str, *fields: Field) -> str:
    """The text behind a guard for each param that a request may leave out."""
    names = [
        field.name
        for field in fields
        if not field.required and field.default is MISSING
    ]
    if not names:
        return f"({text})"
    if random.random() < 0.6:
        return f"({' && '.join(f'has({name})' for name in names)} && ({text}))"
    return f"({' || '.join(f'!has({name})' for name in names)} || ({text}))"


def _pair(random: Random, left: Field, right: Field) -> str:
    """A comparison of two params, where their types have one."""
    if left.nullable or right.nullable:
        return ""
    numbers = (IntegerType, NumberType)
    if isinstance(left.type, numbers) and isinstance(right.type, numbers):
        op = random.choice(["<", "<=", ">", ">=", "==", "!="])
        if random.random() < 0.3:
            return f"{left.name} {random.choice('+-')} {right.name} {op} {random.randint(-3, 20)}"
        return f"{left.name} {op} {right.name}"
    if isinstance(left.type, StringType) and isinstance(right.type, StringType):
        both_dates = left.type.format == right.type.format == "date"
        ops = ["<", "<=", ">", ">=", "==", "!="] if both_dates else ["==", "!="]
        return f"{left.name} {random.choice(ops)} {right.name}"
    if isinstance(left.type, FormatType) and left.type == right.type:
        op = random.choice(["<", "<=", ">", ">=", "==", "!="])
        return f"{left.name} {op} {right.name}"
    if isinstance(left.type, BooleanType) and isinstance(right.type, BooleanType):
        return f"{left.name} {random.choice(['==', '!='])} {right.name}"
    return ""


def _single(random: Random, field: Field) -> str:
    name = field.name
    if field.nullable:
        return random.choice(
            [f"{name} == null", f"{name} != null && {name} > 3", f"{name} in [1, 2]"]
        )
    match field.type:
        case BooleanType():
            return random.choice([name, name, f"{name} == true", f"{name} != true"])
        case StringType(enum=enum) if enum:
            words = [f"'{member.value}'" for member in enum]
            picked = random.sample(words, random.randint(1, len(words)))
            return random.choice(
                [
                    f"{name} == {picked[0]}",
                    f"{name} != {picked[0]}",
                    f"{name} in [{', '.join(picked)}]",
                ]
            )
        case StringType(format="date"):
            return f"{name} {random.choice(['<', '<=', '>', '>=', '==', '!='])} '{random.choice(DAYS)}'"
        case StringType():
            return _text(random, name)
        case IntegerType() | NumberType():
            return _number(random, name)
        case FormatType(format=form):
            written, texts = CONSTANTS[form]
            one, other = (f"{written}('{text}')" for text in random.choices(texts, k=2))
            op = random.choice(["<", "<=", ">", ">=", "==", "!="])
            return random.choice(
                [
                    f"{name} {op} {one}",
                    f"{one} {op} {name}",
                    f"{name} in [{one}, {other}]",
                ]
            )
        case ArrayType(items=items):
            return _list(random, name, items)
        case _:
            return random.choice(
                [
                    f"{name}.kind == 'x'",
                    f"has({name}.size) && {name}.size > 2",
                    f"has({name}.flag)",
                    f"size({name}) > 1",
                ]
            )


def _text(random: Random, name: str) -> str:
    word = random.choice(WORDS)
    return random.choice(
        [f"{name} == '{word}'", f"{name} != '{word}'", f"{name} in ['{word}', 'red']"]
    )


def _number(random: Random, name: str) -> str:
    op = random.choice(["<", "<=", ">", ">=", "==", "!="])
    bound = random.choice([0, 1, 5, 10])
    return random.choice(
        [
            f"{name} {op} {bound}",
            f"{bound} {op} {name}",
            f"{name} in [{bound}, 7]",
            f"{name} * 2 {op} {bound}",
        ]
    )


def _list(random: Random, name: str, items: Field) -> str:
    if isinstance(items.type, StringType):
        body = random.choice(
            ["t != 'red'", "t.startsWith('a')", "size(t) < 3", "t.contains('e')"]
        )
        return random.choice(
            [
                f"'red' in {name}",
                f"size({name}) >= 2",
                f"{name}.all(t, {body})",
                f"{name}.exists(t, {body})",
            ]
        )
    return random.choice(
        [
            f"5 in {name}",
            f"size({name}) == 1",
            f"{name}.all(t, t < 6)",
            f"{name}.exists(t, t > 4)",
        ]
    )


def request(random: Random, fields: tuple[Field, ...]) -> dict[str, JsonValue]:
    """A request whose values have the right types and limits."""
    sent = random.choice([0.3, 0.6, 0.9])
    return {
        field.name: _value(random, field)
        for field in fields
        if field.required or random.random() < sent
    }


def _value(random: Random, field: Field) -> JsonValue:
    if field.nullable and random.random() < 0.3:
        return None
    match field.type:
        case BooleanType():
            return random.random() < 0.5
        case StringType(enum=enum) if enum:
            return str(random.choice(enum).value)
        case StringType(format="date"):
            return random.choice(DAYS)
        case StringType():
            return random.choice([*WORDS, "reddish", "é😀"])
        case IntegerType(minimum=int() as low, maximum=int() as high):
            return random.choice([low, low + 1, high, random.randint(low, high)])
        case IntegerType():
            return random.choice([0, 1, 2, 5, 7, 10, random.randint(-5, 15)])
        case NumberType():
            return random.choice([0, 1, 5, 7, 2.5, 10.0, 0.1])
        case FormatType(format=form):
            return random.choice(CONSTANTS[form][1])
        case ArrayType(items=items):
            return [_value(random, items) for _ in range(random.randint(0, 3))]
        case ObjectType(fields=fields):
            return request(random, fields)
        case _:
            return "anything"


def flag(name: str, **more: object) -> Field:
    return Field(name=name, type=BooleanType(), **more)  # type: ignore[arg-type]


def whole(name: str, **more: object) -> Field:
    return Field(name=name, type=IntegerType(), **more)  # type: ignore[arg-type]


SEED = (
    text("first_call", choices=("contact", "operator"), required=True),
    flag("switch_at_once", default=False),
    flag("early_switching", default=False),
    text(
        "contact",
        required=True,
        pattern="^[1-9][0-9]{0,14}$",
        examples=("79260000000",),
    ),
)
