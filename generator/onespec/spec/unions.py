"""The options of a `one_of` -> what is wrong with them: a value has to tell by itself which of them it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from onespec.datatypes import (
    Field,
    ObjectType,
    UnionType,
    inside,
    resolved,
    tags,
    within,
)
from onespec.diagnostics import Diagnostic, Span
from onespec.language import is_unknown
from onespec.messages import spec as say
from onespec.notation.english_types import option_words
from onespec.values import JSON_TYPES, identity, json_types


def union_faults(union: UnionType, name: str, span: Span) -> Iterator[Diagnostic]:
    """Everything that keeps a reader from telling the options apart; `span` is where they are listed."""
    known = [
        option
        for option in union.options
        if not any(is_unknown(one.type) for one in within(option))
    ]
    if union.discriminator is None:
        yield from _overlaps(known, name, span)
        return
    faults = [fault for one in known for fault in _untold(one, union, name, span)]
    yield from faults
    if not faults:
        yield from _repeated(known, union.discriminator, name, span)


def _overlaps(options: Sequence[Field], name: str, span: Span) -> Iterator[Diagnostic]:
    for one, other in combinations(options, 2):
        shared = sorted(json_types(one) & json_types(other))
        if shared:
            whole = any(
                len(json_types(each)) == len(JSON_TYPES) for each in (one, other)
            )
            word = "any" if whole else shared[0]
            place, words = other.span or span, (option_words(one), option_words(other))
            # A member that both require with one value each is what a discriminator takes.
            common = _telling(one) & _telling(other) if word == "object" else set()
            yield say.options_alike(place, name, *words, word, sorted(common))


def _telling(option: Field) -> set[str]:
    type_ = resolved(option.type)
    if not isinstance(type_, ObjectType):
        return set()
    return {
        one.name
        for one in type_.fields
        if one.required and not one.nullable and len(tags(option, one.name)) == 1
    }


def _untold(
    option: Field, union: UnionType, name: str, span: Span
) -> Iterator[Diagnostic]:
    """Why the discriminator can't tell an option."""
    place, words = option.span or span, option_words(option)
    member = union.discriminator or ""
    type_ = resolved(option.type)
    if not isinstance(type_, ObjectType):
        inner = isinstance(type_, UnionType) and type_.discriminator is not None
        yield say.option_no_object(place, name, words, member, is_union=inner)
        return
    found = next((one for one in inside(type_) if one.name == member), None)
    if found is None:
        others = sorted(_telling(option))
        yield say.option_without_member(place, name, words, member, others)
    elif len(tags(option, member)) != 1:
        yield say.option_member_open(place, words, member)
    elif not found.required or found.nullable:
        yield say.option_member_optional(place, words, member, found.nullable)


def _repeated(
    options: Sequence[Field], member: str, name: str, span: Span
) -> Iterator[Diagnostic]:
    seen: dict[object, Field] = {}
    for option in options:
        value = tags(option, member)[0].value
        first = seen.setdefault(identity(value), option)
        if first is not option:
            words = option_words(first), option_words(option)
            yield say.options_share_value(
                option.span or span, name, *words, member, value
            )
