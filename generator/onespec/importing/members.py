"""The schema of a whole `params` object -> its members one by one, as a method has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onespec.datatypes import JsonValue
from onespec.importing.description import Param
from onespec.importing.documents import At, Documents
from onespec.importing.flat import Flat, Flattener, Part, types_of
from onespec.importing.notes import Kind, Notes
from onespec.messages import importing as say


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    schemas: list[JsonValue]
    at: At
    required: bool


def params_of(schema: At | None, documents: Documents, notes: Notes) -> Iterator[Param]:
    """The params, in the order of the schema; what can't be told of them is reported."""
    if schema is None:
        return
    flattener = Flattener(documents, notes)
    flat = flattener.flat([schema])
    types = types_of(flat)
    if types is not None and "object" not in types:
        notes.add(schema.place, Kind.LEFT_OUT, say.params(), say.params_no_object())
        return
    for name, member in _members(flat, flattener, notes).items():
        value: JsonValue = (
            member.schemas[0] if len(member.schemas) == 1 else {"allOf": member.schemas}
        )
        yield Param(
            name=name,
            schema=At(value, member.at.place),
            place=member.at.place,
            required=member.required,
        )
    is_open = isinstance(flat.additional, list) or flat.additional is True
    if is_open or flat.patterns:
        notes.add(schema.place, Kind.LEFT_OUT, say.params(), say.params_open())


def _members(flat: Flat, flattener: Flattener, notes: Notes) -> dict[str, _Member]:
    found: dict[str, _Member] = {}
    for name in dict.fromkeys((*flat.properties, *flat.required)):
        parts = flat.properties.get(name, [])
        at = _first(parts) or At(True, flat.place.below("properties", name))
        found[name] = _Member(
            schemas=[_value(part) for part in parts] or [True],
            at=at,
            required=name in flat.required,
        )
    for options in flat.choices:
        each = [_members(flattener.flat(one), flattener, notes) for one in options]
        names = dict.fromkeys(name for members in each for name in members)
        if names:
            reason = say.objects_not_told_apart()
            notes.add(flat.place, Kind.WIDENED, say.choice(), reason)
        for name in names:
            known = [members[name] for members in each if name in members]
            schemas: list[JsonValue] = []
            whole: JsonValue
            for one in known:
                whole = (
                    one.schemas[0] if len(one.schemas) == 1 else {"allOf": one.schemas}
                )
                if whole not in schemas:
                    schemas.append(whole)
            joined: JsonValue = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
            before = found.get(name)
            found[name] = _Member(
                schemas=[*(before.schemas if before else ()), joined],
                at=known[0].at,
                required=(before is not None and before.required)
                or len(known) == len(each)
                and all(one.required for one in known),
            )
    return found


def _first(parts: Sequence[Part]) -> At | None:
    return next((part for part in parts if isinstance(part, At)), None)


def _value(part: Part) -> JsonValue:
    return part.value if isinstance(part, At) else True
