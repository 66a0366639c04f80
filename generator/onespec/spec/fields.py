"""`params:`, `fields:`, `state:` and `types:` -> fields, with every keyword, default, enum, bound and example checked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias, assert_never

from onespec import language, patterns
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.diagnostics import Span
from onespec.messages import spec as say
from onespec.model import NamedType
from onespec.spec.keys import (
    Findings,
    attributes,
    entries,
    first_key,
    flag,
    items,
    keys_of,
    scalar,
)
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain
from onespec.spec.ranges import (
    empty_list,
    empty_range,
    empty_text,
    fractions_of,
)
from onespec.spec.values import check_value
from onespec.values import identity

_Scalar: TypeAlias = StringType | IntegerType | NumberType | BooleanType
TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "any")
"""What `type:` can say besides the name of a shared type."""
_SCALARS: Final[Mapping[str, Callable[..., _Scalar]]] = {
    "string": StringType,
    "integer": IntegerType,
    "number": NumberType,
    "boolean": BooleanType,
}
_OWN: Final = (
    "name",
    "type_name",
    "span",
    "required",
    "default",
    "default_note",
    "group",
)
"""What a field does not take over from its shared type."""
DEPTH: Final = 40
"""Levels that a type may have, as a file may have."""
MEMBERS: Final = 2_000
"""Members that a type may have on all its levels together."""
TOGETHER: Final = 20_000
"""Members that the fields of one object, or all params of a method, may have together."""
LEAST: Final = 100_000
"""Characters and items that the smallest legal value may have."""
Extent: TypeAlias = tuple[int, int]
"""Members and levels."""
Known: TypeAlias = dict[int, tuple[DataType, Extent]]
"""What was counted, by identity; with the type, so that no other can come to have its identity."""


class Types:
    """The shared types of a service, read on first use so that they may stand in any order."""

    def __init__(self, declared: tuple[Entry, ...], findings: Findings) -> None:
        self._nodes = {str(entry.key.value): entry for entry in declared}
        self._read: dict[str, Field | None] = {}
        self._open: list[str] = []
        self._extents: Known = {}
        self.findings = findings

    def all(self) -> tuple[NamedType, ...]:
        """Every shared type, in the author's order."""
        found = ((name, self._field(name)) for name in self._nodes)
        return tuple(
            NamedType(
                name=name,
                type=field.type,
                title=field.title,
                description=field.description,
                examples=field.examples,
                span=self._nodes[name].key.span,
            )
            for name, field in found
            if field is not None
        )

    def resolve(self, name: str, span: Span, owner: str) -> Field | None:
        """The field that a shared type stands for; None where it is unknown or faulty."""
        if name not in self._nodes:
            known: list[tuple[str, Span | None]] = [(kind, None) for kind in TYPES]
            known += [(key, entry.key.span) for key, entry in self._nodes.items()]
            self.findings.add(
                say.unknown_name(
                    span, owner, "has the type", name, "a shared type", known
                )
            )
            return None
        if name in self._open:
            circle = [*self._open[self._open.index(name) :], name]
            self.findings.add(say.type_cycle(span, circle))
            self._read[name] = None
            return None
        if len(self._open) >= DEPTH:
            self.findings.add(say.type_too_deep(span, name, DEPTH))
            return None
        return self._field(name)

    def _field(self, name: str) -> Field | None:
        if name not in self._read:
            entry = self._nodes[name]
            self._open.append(name)
            field = read_field(name, entry.value, self, entry.key.span)
            self._open.pop()
            self._read.setdefault(name, self._measured(field, entry.key.span))
        return self._read[name]

    def members(self, field: Field) -> int:
        """How many members a field is, with those inside it."""
        return _extent(field.type, self._extents)[0]

    def _measured(self, field: Field, span: Span) -> Field | None:
        """The field, or None where its type is too large to write out wherever it is used."""
        members, levels = _extent(field.type, self._extents)
        if levels > DEPTH:
            self.findings.add(say.type_too_deep(span, field.name, DEPTH))
        elif members > MEMBERS:
            self.findings.add(say.type_too_large(span, field.name, members, MEMBERS))
        else:
            return field
        return None


def read_fields(declared: tuple[Entry, ...], types: Types) -> tuple[Field, ...]:
    """The fields of a mapping from name to declaration."""
    fields: list[Field] = []
    members = 0
    for entry in declared:
        name = str(entry.key.value)
        field = read_field(name, entry.value, types, entry.key.span)
        members += types.members(field)
        if members > TOGETHER:
            fault = say.type_too_large(entry.key.span, name, members, TOGETHER)
            types.findings.add(fault)
            break
        fields.append(field)
    return tuple(fields)


def read_field(name: str, node: Node, types: Types, span: Span) -> Field:
    """One field; `items: string` is short for a mapping with that type.

    Where the type can't be told, anything goes: what is said elsewhere about the field is judged all the same.
    """
    short = isinstance(node, ScalarNode)
    body = (
        node
        if isinstance(node, MappingNode)
        else MappingNode(entries=(), span=node.span)
    )
    kind, type_node = _kind(node, body)
    if kind in TYPES:
        if not short:
            _check_keywords(body, name, kind, types.findings)
        type_, type_name = _read_type(body, kind, name, types), None
        base = Field(name=name, type=type_)
    else:
        shared = types.resolve(kind, type_node.span, f"`{name}`" if name else "`items`")
        if shared is None:
            base, type_name = Field(name=name, type=language.UNKNOWN), None
        else:
            _check_keywords(body, name, kind, types.findings)
            base, type_name = shared, kind
    return _finish(body, name, base, type_name, types.findings, span)


def _kind(node: Node, body: MappingNode) -> tuple[str, Node]:
    """The name of the type, and where it is told: a `const` needs none beside it."""
    type_node = node if isinstance(node, ScalarNode) else scalar(body, "type")
    if type_node is not None:
        return str(type_node.value), type_node
    const = scalar(body, "const")
    assert const is not None
    match const.value:
        case bool():
            return "boolean", const
        case str():
            return "string", const
        case int():
            return "integer", const
        case _:
            return "number", const


def _read_type(body: MappingNode, kind: str, name: str, types: Types) -> DataType:
    """The type of a field that is not a shared one."""
    said = attributes(body, "field", of=kind)
    match kind:
        case "array":
            return _read_array(body, name, said, types)
        case "object":
            members = read_fields(entries(body, "fields"), types)
            is_open = "open" in said or body.get("fields") is None
            return ObjectType(fields=members, open=is_open)
        case "any":
            return AnyType()
        case _:
            is_const = said.pop("const", None) is not None
            if is_const:
                _check_const(body, name, types.findings)
            limits = _fitting(_SCALARS[kind](**said), body, name, types.findings)
            enum = _read_enum(body, name, limits, types.findings)
            return replace(limits, enum=enum, const=is_const and bool(enum))


def _read_array(
    body: MappingNode, name: str, said: dict[str, Any], types: Types
) -> ArrayType:
    node = body.get("items")
    if node is None:
        types.findings.add(say.missing_items(first_key(body), name))
    held = Field(name="", type=language.UNKNOWN)
    if node is not None:
        held = read_field("", node, types, node.span)
    array = ArrayType(items=held, **said)
    if not _check_order(body, name, "minItems", "maxItems", types.findings):
        array = replace(array, min_items=None, max_items=None)
    faults = list(empty_list(array, body, name))
    types.findings.extend(faults)
    if faults:
        return replace(array, min_items=None)
    smallest, bound = _least(array), scalar(body, "minItems")
    if smallest > LEAST and bound is not None:
        types.findings.add(say.smallest_too_large(bound.span, name, smallest, LEAST))
        return replace(array, min_items=None)
    return array


def _finish(
    body: MappingNode,
    name: str,
    base: Field,
    type_name: str | None,
    findings: Findings,
    span: Span,
) -> Field:
    """The type with everything a declaration says around it, and its values checked."""
    said = attributes(body, "field")
    misplaced = body.key("methods")
    if misplaced is not None:
        findings.add(say.methods_of_field(misplaced.span, name))
    examples = tuple(map(plain, _example_nodes(body)))
    if examples:
        said["examples"] = examples
    # A shared type says what its values are; whether one has to be there is said where it is used.
    own = Field(name=name, type=base.type, type_name=type_name, span=span)
    kept = {key: getattr(own, key) for key in _OWN}
    field = replace(base, **{**kept, **said})
    _check_values(body, field, findings)
    return field


def _example_nodes(body: MappingNode) -> tuple[Node, ...]:
    one = body.get("example")
    return ((one,) if one is not None else ()) + items(body, "examples")


def _check_values(body: MappingNode, field: Field, findings: Findings) -> None:
    shown = f"`{field.name}`" if field.name else "the items"
    default, note = body.get("default"), body.key("default_note")
    if default is not None:
        findings.extend(
            check_value(default, plain(default), field, f"the default of {shown}")
        )
        if note is not None:
            findings.add(say.default_and_note(note.span, field.name))
    for node in _example_nodes(body):
        findings.extend(check_value(node, plain(node), field, f"an example of {shown}"))


def _fitting(
    limits: _Scalar, body: MappingNode, name: str, findings: Findings
) -> _Scalar:
    """The limits without those that leave no value; what lies outside such bounds is no fault of its own."""
    match limits:
        case StringType():
            pattern = scalar(body, "pattern")
            if pattern is not None:
                # Lengths are judged before patterns: a short text may be matched by one that long texts make slow.
                fault = patterns.fault(str(pattern.value), longest=limits.max_length)
                if fault is not None:
                    reason, mend = fault.reason, fault.mend
                    findings.add(say.bad_pattern(pattern.span, name, reason, mend))
                    limits = replace(limits, pattern=None)
            if not _check_order(body, name, "minLength", "maxLength", findings):
                return replace(limits, min_length=None, max_length=None)
            faults = list(empty_text(limits, body, name))
            findings.extend(faults)
            if faults:
                return replace(limits, min_length=None, max_length=None)
            return limits
        case IntegerType() | NumberType():
            faults = list(empty_range(limits, body, name))
            if isinstance(limits, IntegerType):
                faults = list(fractions_of(body, name)) or faults
            findings.extend(faults)
            return limits if not faults else type(limits)()
        case BooleanType():
            return limits
        case _:
            assert_never(limits)


def _read_enum(
    body: MappingNode, name: str, type_: DataType, findings: Findings
) -> tuple[EnumValue, ...]:
    """The members of an enum: of the type, inside its other limits, each once."""
    kept: dict[Hashable, EnumValue] = {}
    field = Field(name=name, type=type_)
    for node, member in _enum_members(body):
        faults = tuple(check_value(node, member.value, field, f"a value of `{name}`"))
        findings.extend(faults)
        key = identity(member.value)
        if key in kept:
            findings.add(say.repeated_enum_value(node.span, name, member.value))
        elif not faults:
            kept[key] = member
    return tuple(kept.values())


def _check_const(body: MappingNode, name: str, findings: Findings) -> None:
    """Keywords that say nothing, or the contrary, beside the one value; and that it is no secret, which all may read."""
    const, known = scalar(body, "const"), keys_of("field")
    assert const is not None
    if flag(body, "secret"):
        findings.add(say.secret_const(const.span, name))
    for entry in body.entries:
        key = str(entry.key.value)
        if key != "const" and key in known and known[key].types:
            findings.add(say.limit_of_const(entry.key.span, key, name, const.value))


def _enum_members(body: MappingNode) -> list[tuple[ScalarNode, EnumValue]]:
    const = scalar(body, "const")
    if const is not None and const.value is not None:
        return [(const, EnumValue(value=const.value))]
    node = body.get("enum")
    if isinstance(node, SequenceNode):
        return [
            (item, EnumValue(value=item.value))
            for item in node.items
            if isinstance(item, ScalarNode) and item.value is not None
        ]
    if isinstance(node, MappingNode):
        return [
            (entry.key, EnumValue(value=key, meaning=str(plain(entry.value) or "")))
            for entry in node.entries
            if (key := entry.key.value) is not None
        ]
    return []


def _check_order(
    body: MappingNode,
    name: str,
    low: str,
    high: str,
    findings: Findings,
) -> bool:
    """Whether a lower bound is not above the upper one."""
    lower, upper = scalar(body, low), scalar(body, high)
    if lower is None or upper is None:
        return True
    bottom, top = lower.value, upper.value
    assert isinstance(bottom, int | float) and isinstance(top, int | float)
    if bottom > top:
        shown_low, shown_high = f"`{low}: {bottom}`", f"`{high}: {top}`"
        findings.add(say.empty_range(upper.span, name, [shown_low, shown_high]))
        return False
    return True


def _check_keywords(
    node: MappingNode, name: str, kind: str, findings: Findings
) -> None:
    """Value keywords that belong to another type, or stand beside a shared one, which says them all itself."""
    known = keys_of("field")
    for entry in node.entries:
        key = str(entry.key.value)
        belongs = known[key].types if key in known else ()
        if not belongs or kind in belongs:
            continue
        span = entry.key.span
        if kind in TYPES:
            fault = say.keyword_of_other_type(span, key, name, kind, belongs)
        else:
            fault = say.keyword_on_shared_type(span, key, name, kind)
        findings.add(fault)


def _extent(type_: DataType, known: Known) -> Extent:
    """Members and levels of a type; a shared one is counted once."""
    if not isinstance(type_, ObjectType | ArrayType):
        return 1, 1
    found = known.get(id(type_))
    if found is None:
        held = type_.fields if isinstance(type_, ObjectType) else (type_.items,)
        parts = [_extent(field.type, known) for field in held]
        members = 1 + sum(count for count, _ in parts)
        levels = 1 + max((deep for _, deep in parts), default=0)
        found = known[id(type_)] = type_, (members, levels)
    return found[1]


def _least(type_: DataType) -> int:
    """How much the smallest legal value holds, in characters and items: lists of long lists soon fill the memory."""
    match type_:
        case StringType(min_length=length):
            return 1 + (length or 0)
        case ArrayType(items=items, min_items=count):
            return 1 + (count or 0) * _least(items.type)
        case ObjectType(fields=fields):
            return 1 + sum(_least(field.type) for field in fields if field.required)
        case _:
            return 1
