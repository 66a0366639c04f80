"""`params:`, `fields:`, `state:` and `types:` -> fields, with every keyword, default, enum, bound and example checked."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
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
    FormatType,
    IntegerType,
    MapType,
    NumberType,
    ObjectType,
    RecursiveType,
    Referent,
    StringType,
    TupleType,
    UnionType,
    inside,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.messages import spec as say
from onespec.model import NamedType
from onespec.runtime.client.formats import TYPED
from onespec.runtime.client.order import sort_key
from onespec.spec.keys import (
    Findings,
    attributes,
    entries,
    first_key,
    flag,
    items,
    keys_of,
    scalar,
    text,
)
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain
from onespec.spec.ranges import (
    LOWER,
    UPPER,
    empty_list,
    empty_map,
    empty_range,
    empty_span,
    empty_text,
    fractions_of,
)
from onespec.spec.recursion import Step, bare, endless, least, smallest
from onespec.spec.unions import union_faults
from onespec.spec.values import check_value
from onespec.values import identity

_Scalar: TypeAlias = StringType | IntegerType | NumberType | BooleanType
_TEXTS: Final = ("uri", "email")
"""Formats whose values are their texts: such a type is a string of that format."""
TYPES: Final = (
    *("string", "integer", "number", "boolean"),
    *("date", "datetime", "time", "duration", "decimal", "uuid", *_TEXTS, "bytes"),
    *("array", "map", "object", "any"),
)
"""What `type:` can say besides the name of a shared type."""
ONE_OF: Final = "one_of"
"""The key that stands in place of `type:` where a value has one of several."""
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
        self.results: list[Node] = []
        """Declarations of results that are read."""
        self._extents: Known = {}
        self._targets: dict[str, Referent] = {}
        self._later: list[Callable[[], None]] = []
        self.findings = findings

    def all(self) -> tuple[NamedType, ...]:
        """Every shared type, in the author's order."""
        found = ((name, self._field(name)) for name in self._nodes)
        return tuple(
            NamedType(
                name=name,
                type=field.type,
                type_name=field.type_name,
                title=field.title,
                description=field.description,
                examples=field.examples,
                span=self._nodes[name].key.span,
            )
            for name, field in found
            if field is not None
        )

    def declares(self, body: Node) -> bool:
        """Whether constraints of what is declared there have a name: a shared type, or the result of a method."""
        known = [*(entry.value for entry in self._nodes.values()), *self.results]
        return any(one is body for one in known)

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
            return self._inside_itself(name)
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
            if name in self._targets:
                self._targets[name].type = field.type
            if not self._open:
                self._settle()
        return self._read[name]

    def _inside_itself(self, name: str) -> Field:
        """A type within its own declaration: what is said around it is known before what it is."""
        target = self._targets.setdefault(name, Referent())
        type_ = RecursiveType(name=name, target=target)
        body = self._nodes[name].value
        return Field(name=name, type=type_, **_said_around(body))

    def once_known(self, check: Callable[[], None]) -> None:
        """Judge what leans on the types it is in: at once, or as soon as these have been read."""
        if self._open:
            self._later.append(check)
        else:
            check()

    def refuse(self, names: Iterable[str]) -> None:
        """Take types as faulty: nothing more is said about values of them."""
        for name in names:
            self._read[name] = None
            if name in self._targets:
                self._targets[name].type = language.UNKNOWN

    @property
    def around(self) -> tuple[str, ...]:
        """The shared types whose declarations are being read, outermost first."""
        return tuple(self._open)

    def _settle(self) -> None:
        """All types that were begun have been read: judge the circles, and what had to wait for them."""
        self._judge_circles()
        later, self._later = self._later, []
        for check in later:
            check()

    def _judge_circles(self) -> None:
        known = {n: t.type for n, t in self._targets.items() if t.type is not None}
        for name in known:
            self._refuse_circle(bare(name, known), is_bare=True)
        known = {n: t.type for n, t in self._targets.items() if t.type is not None}
        sizes = smallest(known)
        for name, size in sizes.items():
            if math.isinf(size):
                self._refuse_circle(endless(name, known[name], sizes))
            elif size > LEAST:
                span = self._nodes[name].key.span
                self.findings.add(say.smallest_too_large(span, name, int(size), LEAST))
                self.refuse([name])

    def _refuse_circle(self, circle: list[Step], *, is_bare: bool = False) -> None:
        names = [name for name, _ in circle]
        if any(self._read.get(name, False) is None for name in names) or not circle:
            return
        span = circle[-1][1] or self._nodes[names[0]].key.span
        self.findings.add(say.type_cycle(span, names, is_bare=is_bare))
        self.refuse(names)

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
    options = body.key(ONE_OF)
    if options is not None:
        _check_keywords(body, name, ONE_OF, types.findings)
        told = body.key("type") or body.key("const")
        if told is not None:
            types.findings.add(say.type_and_options(told.span, name, str(told.value)))
        base = _read_union(body, name, types, options.span)
        return _finish(body, name, base, None, types, span)
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
    return _finish(body, name, base, type_name, types, span)


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
    is_const = said.pop("const", None) is not None
    limits: _Scalar
    match kind:
        case "array" if body.get("prefixItems") is not None:
            return _read_tuple(body, name, said, types)
        case "array":
            return _read_array(body, name, said, types)
        case "map":
            return _read_map(body, name, said, types)
        case "object":
            members = read_fields(entries(body, "fields"), types)
            rules = body.key("constraints")
            if rules is not None and not types.declares(body):
                types.findings.add(say.constraints_without_type(rules.span, name))
            is_open = "open" in said or body.get("fields") is None
            return ObjectType(fields=members, open=is_open)
        case "any":
            return AnyType()
        case _ if kind in TYPED:
            type_ = _read_format(FormatType(format=kind, **said), body, name, types)
            return replace(type_, enum=_read_enum(body, name, type_, types.findings))
        case _ if kind in _TEXTS:
            limits = StringType(format=kind, **said)
        case _:
            limits = _SCALARS[kind](**said)
    if is_const:
        _check_const(body, name, types.findings)
    limits = _fitting(limits, body, name, types.findings)
    enum = _read_enum(body, name, limits, types.findings)
    return replace(limits, enum=enum, const=is_const and bool(enum))


def _read_format(
    type_: FormatType, body: MappingNode, name: str, types: Types
) -> FormatType:
    """Its limits without those that are none themselves, or leave no value."""
    plain_ = FormatType(format=type_.format)
    held = Field(name=name, type=plain_)
    faults: list[Diagnostic] = []
    for key in (*LOWER, *UPPER, "multipleOf"):
        node = scalar(body, key)
        if node is not None:
            shown = f"`{key}` of `{name}`" if name else f"`{key}`"
            faults += check_value(node, node.value, held, shown)
    faults = faults or list(empty_span(type_, body, name))
    types.findings.extend(faults)
    if faults or not _check_order(body, name, "minLength", "maxLength", types.findings):
        return plain_
    return type_


def _read_union(body: MappingNode, name: str, types: Types, span: Span) -> Field:
    """A value of one of several types; null is legal where it is for an option."""
    options = [
        read_field(
            "",
            node,
            types,
            first_key(node) if isinstance(node, MappingNode) else node.span,
        )
        for node in items(body, ONE_OF)
    ]
    union = UnionType(
        options=tuple(replace(one, nullable=False) for one in options),
        discriminator=text(body, "discriminator") or None,
    )
    field = Field(name=name, type=union, nullable=any(one.nullable for one in options))
    around = types.around
    faults: list[Diagnostic] = []

    def judge() -> None:
        faults.extend(union_faults(union, name, span))
        types.findings.extend(faults)
        types.refuse(around if faults else ())

    types.once_known(judge)
    return replace(field, type=language.UNKNOWN) if faults else field


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
    size, bound = least(array, {}), scalar(body, "minItems")
    if size > LEAST and bound is not None:
        fault = say.smallest_too_large(bound.span, name, int(size), LEAST)
        types.findings.add(fault)
        return replace(array, min_items=None)
    return array


def _read_tuple(
    body: MappingNode, name: str, said: dict[str, Any], types: Types
) -> DataType:
    """Places are told one by one, so that a number of them is said only where more may follow."""
    places = tuple(
        read_field("", node, types, node.span) for node in items(body, "prefixItems")
    )
    rest = body.get("items")
    held = None if rest is None else read_field("", rest, types, rest.span)
    limits = ("uniqueItems",) if rest is not None else _TUPLE_LIMITS
    for key in limits:
        if (node := body.key(key)) is not None:
            types.findings.add(say.limit_of_tuple(node.span, key, name, len(places)))
            said.pop(_attribute(key), None)
    most = said.get("max_items")
    if most is not None and most < len(places):
        node = scalar(body, "maxItems")
        assert node is not None
        types.findings.add(say.tuple_too_short(node.span, name, most, len(places)))
        del said["max_items"]
    if not _check_order(body, name, "minItems", "maxItems", types.findings):
        said = {}
    return TupleType(prefix_items=places, items=held, **said)


_TUPLE_LIMITS: Final = ("uniqueItems", "minItems", "maxItems")


def _attribute(key: str) -> str:
    return keys_of("field")[key].into


def _read_map(
    body: MappingNode, name: str, said: dict[str, Any], types: Types
) -> DataType:
    said.pop("keys", None)
    node = body.get("values")
    if node is None:
        types.findings.add(say.missing_values(first_key(body), name))
        held = Field(name="", type=language.UNKNOWN)
    else:
        held = read_field("", node, types, node.span)
    pairs = MapType(values=held, keys=_read_keys(body, name, types), **said)
    if not _check_order(body, name, "minProperties", "maxProperties", types.findings):
        pairs = replace(pairs, min_properties=None, max_properties=None)
    size, bound = least(pairs, {}), scalar(body, "minProperties")
    fault = None
    if bound is not None:
        fault = empty_map(pairs, bound, name)
        if fault is None and LEAST < size < math.inf:
            fault = say.smallest_too_large(bound.span, name, int(size), LEAST)
    if fault is not None:
        types.findings.add(fault)
        return replace(pairs, min_properties=None)
    return pairs


_TYPE_NAME: Final = re.compile("[A-Z][A-Za-z0-9]*")


def _read_keys(body: MappingNode, name: str, types: Types) -> Field | None:
    """What a key must be: by a pattern, or as a shared type of texts has it."""
    node = scalar(body, "keys")
    if node is None:
        return None
    text = str(node.value)
    if not _TYPE_NAME.fullmatch(text):
        fault = patterns.fault(text)
        if fault is None:
            return Field(name="", type=StringType(pattern=text))
        types.findings.add(say.bad_pattern(node.span, name, fault.reason, fault.mend))
        return None
    shared = types.resolve(text, node.span, f"`keys` of `{name}`" if name else "`keys`")
    if shared is None:
        return None
    if not isinstance(shared.type, StringType):
        types.findings.add(say.keys_not_text(node.span, name, text))
        return None
    return Field(name="", type=shared.type, type_name=text, examples=shared.examples)


def _finish(
    body: MappingNode,
    name: str,
    base: Field,
    type_name: str | None,
    types: Types,
    span: Span,
) -> Field:
    """The type with everything a declaration says around it, and its values checked."""
    misplaced = body.key("methods")
    if misplaced is not None:
        types.findings.add(say.methods_of_field(misplaced.span, name))
    said = _said(body)
    # A shared type says what its values are; whether one has to be there is said where it is used.
    own = Field(name=name, type=base.type, type_name=type_name, span=span)
    kept = {key: getattr(own, key) for key in _OWN}
    field = replace(base, **{**kept, **said})
    types.once_known(lambda: _check_values(body, field, types.findings))
    return field


def _said(body: MappingNode) -> dict[str, Any]:
    """What a declaration says of a field beside its type."""
    said = attributes(body, "field")
    examples = tuple(map(plain, _example_nodes(body)))
    return said | ({"examples": examples} if examples else {})


def _said_around(body: Node) -> dict[str, Any]:
    """The same of a shared type, without what is said where it is used."""
    said = _said(body) if isinstance(body, MappingNode) else {}
    return {key: value for key, value in said.items() if key not in _OWN}


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
        if isinstance(type_, FormatType) and isinstance(member.value, str):
            key = sort_key(type_.format, member.value)
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
        if kind in (*TYPES, ONE_OF):
            fault = say.keyword_of_other_type(span, key, name, kind, belongs)
        else:
            fault = say.keyword_on_shared_type(span, key, name, kind)
        findings.add(fault)


def _extent(type_: DataType, known: Known) -> Extent:
    """Members and levels of a type; a shared one is counted once."""
    held = inside(type_)
    if not held:
        return 1, 1
    found = known.get(id(type_))
    if found is None:
        parts = [_extent(field.type, known) for field in held]
        members = 1 + sum(count for count, _ in parts)
        levels = 1 + max((deep for _, deep in parts), default=0)
        found = known[id(type_)] = type_, (members, levels)
    return found[1]
