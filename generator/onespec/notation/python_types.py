"""A type of the model -> the annotation that says it in generated Python, for what is sent and for what is read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, TypeAlias, assert_never

from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    StringType,
    TupleType,
    UnionType,
    WrittenType,
    inside,
    resolved,
    tags,
)
from onespec.texts import PythonText, identifier, python_literal
from onespec.values import constant

MAPPING: Final = PythonText("Mapping[str, object]")
"""An object of which nothing is known before it is sent."""

Shape: TypeAlias = tuple[object, ...]
"""What a type looks like without its words; equal shapes make one class."""


NATIVE: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("datetime.date", "_Date"),
    "datetime": ("datetime.datetime", "_DateTime"),
    "time": ("datetime.time", "_Time"),
    "duration": ("datetime.timedelta", "_Duration"),
    "decimal": ("decimal.Decimal", "_Decimal"),
    "uuid": ("uuid.UUID", "_UUID"),
    "bytes": ("bytes", "_Bytes"),
}
"""The type of a format in Python, and the same as a member of a model, which knows how it is read and written."""


class Side(Enum):
    """Which way a value travels."""

    REQUEST = "request"
    """Strict: other members and other enum values are refused."""
    RESULT = "result"
    """Tolerant: what the server adds one day is kept."""


WORDS: Final[Mapping[Side, Mapping[str, str]]] = {
    Side.REQUEST: {
        "int": "int",
        "float": "float",
        "bool": "bool",
        "Any": "object",
        "list": "Sequence",
        "dict": "Mapping",
    },
    Side.RESULT: {
        "int": "_Whole",
        "float": "_Number",
        "bool": "_Flag",
        "Any": "JsonValue",
        "list": "list",
        "dict": "dict",
    },
}
"""How either side says a type: lenient with what is sent, exact about what is read."""

ClassKey: TypeAlias = tuple[Side, str, Shape]
"""Direction, shared type's name or nothing, shape."""

Classes: TypeAlias = Mapping[ClassKey, str]
"""The name of the class for each object."""


def shape(kind: DataType) -> Shape:
    """A hashable value, equal for types that one class can hold."""
    match kind:
        case FormatType(format=name):
            return ("format", name)
        case ArrayType(items=items):
            return ("array", *_slot(items))
        case TupleType(prefix_items=places, items=rest):
            behind = () if rest is None else _slot(rest)
            return ("tuple", tuple(map(_slot, places)), behind)
        case MapType(values=values):
            return ("map", *_slot(values))
        case ObjectType(fields=fields, open=is_open):
            return ("object", is_open, *(_slot(field) for field in fields))
        case UnionType(options=options, discriminator=member):
            return ("union", member, *(_slot(option) for option in options))
        case RecursiveType(name=name):
            return ("recursive", name)
        case AnyType():
            return ("any",)
        case _:
            listed = tuple((type(v.value).__name__, v.value) for v in kind.enum)
            return (type(kind).__name__, kind.const, *listed)


def _slot(field: Field) -> Shape:
    flags = (field.required, field.nullable, field.secret)
    return (field.name, *flags, field.type_name or "", shape(field.type))


def class_key(side: Side, field: Field) -> ClassKey:
    """What a class is found by."""
    return side, field.type_name or "", shape(resolved(field.type))


def spelled_out(type_: DataType) -> WrittenType:
    """A type, or what a reference stands for; any value where no class stands on the way back to it, as in lists of themselves."""
    if isinstance(type_, RecursiveType) and _leads_back(type_.name, resolved(type_)):
        return AnyType()
    return resolved(type_)


def _leads_back(name: str, type_: WrittenType) -> bool:
    seen: set[str] = set()
    left: list[DataType] = [type_]
    while left:
        one = left.pop()
        if isinstance(one, RecursiveType):
            if one.name == name:
                return True
            if one.name not in seen:
                seen.add(one.name)
                left.append(resolved(one))
        elif not isinstance(one, ObjectType):
            left += [field.type for field in inside(one)]
    return False


def optional(kind: PythonText) -> PythonText:
    """`X | None`, `None` once."""
    return kind if kind.endswith(" | None") else PythonText(f"{kind} | None")


def annotation(
    field: Field, side: Side, classes: Classes, *, tells: bool = False
) -> PythonText:
    """The type of a value that is there; `tells` where the options of what is sent have to be told apart, as in a model."""
    kind = _kind(field, side, classes, tells or side is Side.RESULT)
    return optional(kind) if field.nullable else kind


def _kind(field: Field, side: Side, classes: Classes, tells: bool) -> PythonText:
    is_sent, words = side is Side.REQUEST, WORDS[side]
    type_ = spelled_out(field.type)
    match type_:
        case StringType() if field.secret:
            return PythonText("str | Secret" if is_sent else "str")
        case StringType(enum=enum, const=is_const):
            return _enumerated(enum, "str", is_sent or is_const)
        case IntegerType(enum=enum, const=is_const):
            # An enum of integers may be written `1.0`.
            whole = tuple(EnumValue(value=int(item.value)) for item in enum)
            listed = _enumerated(whole, words["int"], is_sent or is_const)
            return _exact(listed) if is_const and not is_sent else listed
        case NumberType():
            return PythonText(words["float"])
        case BooleanType(enum=(only,), const=is_const) if is_sent or is_const:
            literal = PythonText(f"Literal[{python_literal(only.value)}]")
            return literal if is_sent else _exact(literal)
        case BooleanType():
            return PythonText(words["bool"])
        case FormatType(format=name):
            return PythonText(NATIVE[name][1 if tells else 0])
        case ArrayType(items=items):
            inner = annotation(items, side, classes, tells=tells)
            return PythonText(f"{words['list']}[{inner}]")
        case TupleType(prefix_items=places, items=rest):
            kinds = [str(annotation(p, side, classes, tells=tells)) for p in places]
            if rest is not None:
                behind = annotation(rest, side, classes, tells=tells)
                kinds.append(f"*tuple[{behind}, ...]")
            text = f"tuple[{', '.join(kinds)}]"
            in_model = tells and rest is not None
            return PythonText(f"Annotated[{text}, _Unpacked]" if in_model else text)
        case MapType(values=values):
            inner = annotation(values, side, classes, tells=tells)
            return PythonText(f"{words['dict']}[str, {inner}]")
        case ObjectType(fields=()):
            return PythonText(f"{words['dict']}[str, {words['Any']}]")
        case ObjectType(open=is_open):
            name = identifier(classes[class_key(side, field)])
            return given(name, is_open=is_open) if is_sent else name
        case UnionType(options=options):
            found = [annotation(one, side, classes, tells=tells) for one in options]
            known = _either(found)
            if type_.discriminator is None or not tells:
                return known
            # A server may add an option one day.
            other = "" if is_sent else " | dict[str, JsonValue]"
            return _tagged(type_, f"{known}{other}")
        case AnyType():
            return PythonText(words["Any"])
        case _:
            assert_never(type_)


def _exact(literal: PythonText) -> PythonText:
    """A literal that is read: for Python, `true` is 1."""
    return PythonText(f"Annotated[{literal}, _Exact]")


def _either(found: list[PythonText]) -> PythonText:
    """`Card | CardDict | Transfer | TransferDict`, each once."""
    whole = f" | {MAPPING}"
    plain: list[str] = [text.removesuffix(whole) for text in found]
    if plain != found:
        plain.append(MAPPING)
    return PythonText(" | ".join(dict.fromkeys(plain)))


def _tagged(union: UnionType, known: str) -> PythonText:
    """The classes with what tells them apart: `Annotated[Card | Transfer, _Tagged("kind", "card", "transfer")]`."""
    values = [tag.value for o in union.options for tag in tags(o, union.discriminator)]
    told = ", ".join(map(python_literal, [union.discriminator, *values]))
    return PythonText(f"Annotated[{known}, _Tagged({told})]")


def filled(field: Field) -> PythonText:
    """What a client fills in where a caller leaves out something that has to be there: the only value it has; else nothing."""
    only = constant(field.type)
    if only is None or field.secret:
        return PythonText("")
    is_whole = isinstance(field.type, IntegerType)
    return python_literal(int(only.value) if is_whole else only.value)


def _enumerated(enum: tuple[EnumValue, ...], plain: str, is_closed: bool) -> PythonText:
    """A server may add a value to an enum one day, so that what is read is not closed; a `const` stays what it is."""
    if not enum:
        return PythonText(plain)
    values = ", ".join(python_literal(item.value) for item in enum)
    return PythonText(
        f"Literal[{values}]" if is_closed else f"Literal[{values}] | {plain}"
    )


def given(name: str, *, is_open: bool) -> PythonText:
    """What a caller may give for a class: an instance, or a dict with the same members."""
    return PythonText(f"{name} | {MAPPING}" if is_open else f"{name} | {name}Dict")
