"""The declaration of a text, number or boolean -> its type, with enum, bounds and pattern checked against one another."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TypeVar

from onespec import patterns
from onespec.datatypes import (
    AnyType,
    BooleanType,
    DataType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.loader.findings import Findings, scalar
from onespec.loader.values import check_value
from onespec.messages import spec as say
from onespec.source import MappingNode, ScalarNode, SequenceNode
from onespec.values import identity

_Number = TypeVar("_Number", IntegerType, NumberType)


def read_scalar_type(
    body: MappingNode, kind: str, name: str, findings: Findings
) -> DataType:
    """A type that holds no other; `kind` is a name of the spec language."""
    match kind:
        case "string":
            return _read_string(body, name, findings)
        case "integer":
            return _read_number(body, name, IntegerType(), findings)
        case "number":
            return _read_number(body, name, NumberType(), findings)
        case "boolean":
            return BooleanType(enum=_read_enum(body, name, BooleanType(), findings))
        case _:
            return AnyType()


def _read_string(body: MappingNode, name: str, findings: Findings) -> StringType:
    pattern = scalar(body, "pattern")
    longest = whole(body, "maxLength")
    usable = pattern is None or _check_pattern(pattern, name, longest, findings)
    format_node = scalar(body, "format")
    limits = StringType(
        pattern=str(pattern.value) if pattern is not None and usable else None,
        format=str(format_node.value) if format_node is not None else None,
        min_length=whole(body, "minLength"),
        max_length=longest,
    )
    if not check_order(body, name, "minLength", "maxLength", findings):
        limits = replace(limits, min_length=None, max_length=None)
    return replace(limits, enum=_read_enum(body, name, limits, findings))


def _check_pattern(
    node: ScalarNode, name: str, longest: int | None, findings: Findings
) -> bool:
    """Lengths are judged before patterns, so a short text may be matched by one that long texts make slow."""
    fault = patterns.fault(str(node.value), longest=longest)
    if fault is None:
        return True
    findings.add(say.bad_pattern(node.span, name, fault.reason, fault.mend))
    return False


def _read_number(
    body: MappingNode, name: str, base: _Number, findings: Findings
) -> _Number:
    limits = replace(
        base,
        minimum=number(body, "minimum"),
        maximum=number(body, "maximum"),
        exclusive_minimum=number(body, "exclusiveMinimum"),
        exclusive_maximum=number(body, "exclusiveMaximum"),
        multiple_of=number(body, "multipleOf"),
    )
    fitting = [
        check_order(
            body, name, low, high, findings, touching=low + high == "minimummaximum"
        )
        for low in ("minimum", "exclusiveMinimum")
        for high in ("maximum", "exclusiveMaximum")
    ]
    if not all(fitting):
        # What lies outside bounds that leave nothing inside is no fault of its own.
        limits = base
    return replace(limits, enum=_read_enum(body, name, limits, findings))


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


def _enum_members(body: MappingNode) -> list[tuple[ScalarNode, EnumValue]]:
    node = body.get("enum")
    if isinstance(node, SequenceNode):
        return [
            (item, EnumValue(value=item.value))
            for item in node.items
            if isinstance(item, ScalarNode) and item.value is not None
        ]
    if isinstance(node, MappingNode):
        return [
            (entry.key, EnumValue(value=entry.key.value, meaning=_meaning(entry.value)))
            for entry in node.entries
            if entry.key.value is not None
        ]
    return []


def _meaning(node: object) -> str:
    if isinstance(node, ScalarNode) and isinstance(node.value, str):
        return node.value
    return ""


def check_order(
    body: MappingNode,
    name: str,
    low: str,
    high: str,
    findings: Findings,
    *,
    touching: bool = True,
) -> bool:
    """Whether a lower bound is below the upper one; bounds that touch are fine unless one of them excludes its value."""
    least, most = scalar(body, low), scalar(body, high)
    if least is None or most is None:
        return True
    bottom, top = least.value, most.value
    assert isinstance(bottom, int | float) and isinstance(top, int | float)
    if bottom > top or (bottom == top and not touching):
        shown_low, shown_high = f"`{low}: {bottom}`", f"`{high}: {top}`"
        findings.add(say.empty_range(most.span, name, shown_low, shown_high))
        return False
    return True


def whole(body: MappingNode, key: str) -> int | None:
    """The whole number under a key."""
    node = scalar(body, key)
    if node is None or not isinstance(node.value, int | float):
        return None
    return int(node.value)


def number(body: MappingNode, key: str) -> int | float | None:
    """The number under a key."""
    node = scalar(body, key)
    return (
        node.value if node is not None and isinstance(node.value, int | float) else None
    )
