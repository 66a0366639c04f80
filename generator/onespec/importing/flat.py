"""JSON Schemas of any draft that hold at once -> one table of what they say together, with their inner schemas still where they stand."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeGuard

from onespec.datatypes import JsonValue
from onespec.importing.documents import At, Documents
from onespec.importing.notes import Kind, Notes, Place
from onespec.messages import importing as say

LEVELS: Final = 60
"""Schemas that may lead to one another through `$ref` and `allOf`."""
TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "null")
WORDS: Final = (
    *("title", "description", "default", "example", "examples", "deprecated"),
    *("nullable", "writeOnly", "readOnly", "x-deprecated", "x-docs-type"),
    *("x-enum-descriptions",),
)
"""Keywords that say nothing of what a value must be, or are said beside a reference."""
SILENT: Final = (
    *("$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$defs", "definitions"),
    *("$vocabulary", "readOnly"),
)
"""Keywords that are of no meaning to a reader of the spec."""
_LIMITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), "string"),
    **dict.fromkeys(("contentEncoding", "contentMediaType"), "string"),
    **dict.fromkeys(("minimum", "maximum", "multipleOf"), "number"),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), "number"),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), "array"),
    **dict.fromkeys(("minProperties", "maxProperties"), "object"),
}
_LOWER: Final = (
    *("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"),
)
_UPPER: Final = (
    *("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"),
)
_COUNTS: Final = (
    *("minLength", "maxLength", "minItems", "maxItems"),
    *("minProperties", "maxProperties"),
)
_INNER: Final = (
    *("type", "enum", "const", "properties", "required", "additionalProperties"),
    *("unevaluatedProperties", "patternProperties", "propertyNames", "items"),
    *("prefixItems", "additionalItems", "unevaluatedItems", "allOf", "oneOf"),
    *("anyOf", "$ref"),
)


_FORMS: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("properties", "patternProperties"), (dict,)),
    **dict.fromkeys(("required", "enum", "allOf", "oneOf", "anyOf"), (list,)),
    **dict.fromkeys(("additionalProperties", "propertyNames"), (dict, bool)),
    **dict.fromkeys(("items", "additionalItems"), (dict, bool, list)),
    "prefixItems": (list,),
    "$ref": (str,),
}
"""What stands under a keyword that holds schemas or names."""


@dataclass(slots=True)
class Flat:
    """What schemas say together; what nothing is said of is empty or None."""

    place: Place
    types: frozenset[str] | None = None
    enum: list[JsonValue] | None = None
    const: bool = False
    """Whether the enum was written as `const`."""
    limits: dict[str, JsonValue] = field(default_factory=dict)
    properties: dict[str, list[Part]] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    additional: bool | list[Part] | None = None
    patterns: dict[str, list[Part]] = field(default_factory=dict)
    names: list[Part] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    prefix: list[list[Part]] | None = None
    rest: bool | list[Part] | None = None
    choices: list[list[list[Part]]] = field(default_factory=list)
    """Of each list one has to hold."""
    words: dict[str, JsonValue] = field(default_factory=dict)
    never: bool = False
    """Whether no value will do."""

    @property
    def is_free(self) -> bool:
        """Whether any value will do."""
        return not self.choices and self.is_bare and not self.never

    @property
    def is_bare(self) -> bool:
        """Whether nothing is said besides choices and words."""
        return not (
            self.types is not None
            or self.enum is not None
            or self.limits
            or self.properties
            or self.required
            or self.additional is not None
            or self.patterns
            or self.names
            or self.items
            or self.prefix is not None
            or self.rest is not None
        )


Part: TypeAlias = "At | Flat"


def is_reference(at: At) -> bool:
    """Whether a schema refers to another."""
    return isinstance(at.members.get("$ref"), str)


class Flattener:
    """Flattens schemas of some documents."""

    def __init__(self, documents: Documents, notes: Notes) -> None:
        self.documents = documents
        self.notes = notes

    def peeled(self, parts: Sequence[Part]) -> tuple[dict[str, JsonValue], list[Part]]:
        """The words around some schemas, outermost first, and the schemas that say what a value must be: `allOf` is taken apart, and so is a choice of one."""
        words: dict[str, JsonValue] = {}
        rest: list[Part] = []
        waiting = list(reversed(parts))
        steps = 0
        while waiting:
            part = waiting.pop()
            steps += 1
            if isinstance(part, Flat) or not isinstance(part.value, dict):
                rest.append(part)
                continue
            inner = self._inner(part) if steps < 2_000 else []
            own = {
                key: value
                for key, value in part.value.items()
                if key not in ("allOf", "$ref")
                and not (key in ("oneOf", "anyOf") and _single(value))
            }
            for key, value in own.items():
                if key in WORDS or key.startswith("x-"):
                    words.setdefault(key, value)
            if any(_constrains(key) for key in own):
                rest.append(At(own, part.place))
            elif not inner:
                self._unknown(At(own, part.place))
            if is_reference(part):
                rest.append(At({"$ref": part.value["$ref"]}, part.place))
            waiting.extend(reversed(inner))
        return words, [one for one in rest if not _says_nothing(one)]

    def _inner(self, part: At) -> list[At]:
        found = part.get("allOf")
        inner = list(found.items()) if found is not None else []
        for key in ("oneOf", "anyOf"):
            choice = part.get(key)
            if choice is not None and _single(choice.value):
                inner += list(choice.items())
        return inner

    def flat(self, parts: Sequence[Part]) -> Flat:
        """Everything that schemas say together. References are followed."""
        place = parts[0].place if parts else Place(file="", pointer="#")
        flat = Flat(place=place)
        self._merge(flat, parts, (), set())
        return flat

    def _merge(
        self,
        flat: Flat,
        parts: Sequence[Part],
        above: tuple[Place, ...],
        seen: set[Place],
    ) -> None:
        words, rest = self.peeled(parts)
        for key, value in words.items():
            flat.words.setdefault(key, value)
        for part in rest:
            if isinstance(part, Flat):
                self._add(flat, part)
            elif is_reference(part):
                self._add_target(flat, part, above, seen)
            elif part.value is False:
                flat.never = True
            elif isinstance(part.value, dict):
                self._add(flat, self._own(part))
            elif part.value is not True:
                self.notes.add(
                    part.place, Kind.WIDENED, say.no_schema(), say.as_anything()
                )

    def _add_target(
        self, flat: Flat, part: At, above: tuple[Place, ...], seen: set[Place]
    ) -> None:
        what = say.reference(part.text("$ref"))
        try:
            target = self.documents.target(part)
        except LookupError as error:
            self.notes.add(part.place, Kind.WIDENED, what, say.instead(str(error)))
            return
        if target.place in above or len(above) > LEVELS:
            reason = say.instead(say.reference_circle())
            self.notes.add(part.place, Kind.WIDENED, what, reason)
            return
        if target.place not in seen:
            # What holds already holds no more for being said twice.
            seen.add(target.place)
            self._merge(flat, [target], (*above, target.place), seen)

    def _own(self, at: At) -> Flat:
        """One schema without what it takes from others."""
        flat = Flat(place=at.place)
        self._unknown(at)
        members = at.members
        for key, kinds in _FORMS.items():
            if key in members and not isinstance(members[key], kinds):
                place, what = at.place.below(key), say.keyword(key)
                self.notes.add(place, Kind.LEFT_OUT, what, say.odd_value())
        flat.types = self._types(at)
        if isinstance(members.get("enum"), list):
            flat.enum = list(_list(members["enum"]))
        if "const" in members:
            value = members["const"]
            known = flat.enum
            flat.enum = [value] if known is None or value in known else []
            flat.const = True
        for key, value in members.items():
            if key in _LIMITS:
                self._limit(flat, at, key, value)
        for name, schema in _entries(at, "properties"):
            flat.properties[name] = [schema]
        required = members.get("required")
        if isinstance(required, list):
            flat.required = {name: None for name in required if isinstance(name, str)}
        for key in ("additionalProperties", "unevaluatedProperties"):
            flat.additional = _open(at, key, flat.additional)
        flat.patterns = {
            pattern: [schema] for pattern, schema in _entries(at, "patternProperties")
        }
        names = at.get("propertyNames")
        flat.names = [] if names is None or names.value is True else [names]
        self._items(flat, at)
        for key in ("oneOf", "anyOf"):
            choice = at.get(key)
            options: list[list[Part]] = (
                [[one] for one in choice.items()] if choice else []
            )
            if options:
                flat.choices.append(options)
        return flat

    def _items(self, flat: Flat, at: At) -> None:
        items, prefix = at.get("items"), at.get("prefixItems")
        behind = at.get("additionalItems") or at.get("unevaluatedItems")
        if prefix is not None and isinstance(prefix.value, list):
            flat.prefix, behind = [[one] for one in prefix.items()], items
        elif items is not None and isinstance(items.value, list):
            flat.prefix = [[one] for one in items.items()]
        elif items is not None:
            flat.items = [items]
            return
        if flat.prefix is not None and behind is not None:
            known = behind.value
            flat.rest = known if isinstance(known, bool) else [behind]

    def _types(self, at: At) -> frozenset[str] | None:
        """The JSON types; None where nothing is said of them."""
        value = at.members.get("type")
        if value is None:
            return None
        told = value if isinstance(value, list) else [value]
        known = {one for one in told if isinstance(one, str) and one in TYPES}
        other = [one for one in told if not (isinstance(one, str) and one in TYPES)]
        schemas = [one for one in other if isinstance(one, dict)]
        if other:
            place = at.place.below("type")
            what = say.type_of(json.dumps(other[0], ensure_ascii=False)[:80])
            if "any" in other or not known or schemas:
                self.notes.add(place, Kind.WIDENED, what, say.as_anything())
                return None
            self.notes.add(place, Kind.LEFT_OUT, what, say.no_such_type())
        return frozenset(known)

    def _limit(self, flat: Flat, at: At, key: str, value: JsonValue) -> None:
        place = at.place.below(key)
        if key.startswith("exclusive") and isinstance(value, bool):
            # As drafts up to 4 have it: the bound itself stands under the other keyword.
            bound = at.members.get(key.replace("exclusiveM", "m"))
            if value and _is_number(bound):
                flat.limits[key] = bound
                flat.limits.pop(key.replace("exclusiveM", "m"), None)
            return
        if key in _COUNTS:
            is_right = _is_number(value) and value >= 0 and value == int(value)
            if _is_number(value):
                value = int(value)
        elif key == "uniqueItems":
            is_right = isinstance(value, bool)
        elif key in ("pattern", "format", "contentEncoding", "contentMediaType"):
            is_right = isinstance(value, str) and bool(value)
        else:
            is_right = _is_number(value)
        if not is_right:
            self.notes.add(place, Kind.LEFT_OUT, say.keyword(key), say.odd_value())
        elif not (
            key in ("minimum", "maximum")
            and at.members.get(f"exclusiveM{key[1:]}") is True
        ):
            flat.limits[key] = value

    def _add(self, flat: Flat, other: Flat) -> None:
        """Let another one hold as well."""
        for key, value in other.words.items():
            flat.words.setdefault(key, value)
        flat.never = flat.never or other.never
        flat.types = _both(flat.types, other.types)
        if other.enum is not None:
            known = flat.enum
            flat.enum = [
                one
                for one in other.enum
                if known is None or any(_same(one, each) for each in known)
            ]
            flat.const = flat.const or other.const
        for key, value in other.limits.items():
            self._both_limits(flat, other, key, value)
        had, has = bool(flat.properties), bool(other.properties)
        for name, parts in other.properties.items():
            flat.properties[name] = [*flat.properties.get(name, ()), *parts]
        flat.required |= other.required
        self._both_additional(flat, other, had and has)
        for pattern, parts in other.patterns.items():
            flat.patterns[pattern] = [*flat.patterns.get(pattern, ()), *parts]
        flat.names = [*flat.names, *other.names]
        flat.items = [*flat.items, *other.items]
        if other.prefix is not None:
            if flat.prefix is not None:
                # The longer one wins: what each place holds at once is seldom meant.
                self.notes.add(
                    other.place, Kind.WIDENED, say.keyword("items"), say.two_tuples()
                )
            if flat.prefix is None or len(other.prefix) > len(flat.prefix):
                flat.prefix, flat.rest = other.prefix, other.rest
        flat.choices = [*flat.choices, *other.choices]

    def _both_limits(self, flat: Flat, other: Flat, key: str, value: JsonValue) -> None:
        known = flat.limits.get(key)
        if known is None or known == value:
            flat.limits[key] = value
        elif key in _LOWER and _is_number(known) and _is_number(value):
            flat.limits[key] = max(known, value)
        elif key in _UPPER and _is_number(known) and _is_number(value):
            flat.limits[key] = min(known, value)
        elif key == "uniqueItems":
            flat.limits[key] = True
        else:
            place = other.place.below(key)
            reason = say.two_at_once(key)
            self.notes.add(place, Kind.WIDENED, say.keyword(key), reason)

    def _both_additional(self, flat: Flat, other: Flat, are_members: bool) -> None:
        known, added = flat.additional, other.additional
        if added is None:
            if known is False and other.properties and are_members:
                self._read_together(other.place)
            return
        if known is None or known is True:
            if added is False and are_members:
                self._read_together(other.place)
            flat.additional = added
        elif isinstance(known, list) and isinstance(added, list):
            flat.additional = [*known, *added]
        elif added is False:
            flat.additional = False

    def _read_together(self, place: Place) -> None:
        """Strictly no value would fit: a closed object that others add members to."""
        self.notes.add(place, Kind.READ_AS, say.keyword("allOf"), say.closed_and_more())

    def _unknown(self, at: At) -> None:
        """Report every keyword that has no meaning here."""
        for key in at.members:
            if _constrains(key) or key in WORDS or key in SILENT:
                continue
            if key.startswith("x-"):
                continue
            place = at.place.below(key)
            if key in ("not", "if", "then", "else", "contains", "dependentRequired"):
                reason = say.no_word_for(key)
            elif key in ("dependentSchemas", "dependencies", "discriminator"):
                reason = say.no_word_for(key)
            elif key == "$comment":
                reason = say.comment()
            else:
                reason = say.unknown_keyword()
            self.notes.add(place, Kind.LEFT_OUT, say.keyword(key), reason)


def of_type(flat: Flat, name: str) -> Flat:
    """What is said of one of the JSON types."""
    only = Flat(place=flat.place, types=frozenset([name]), words={})
    kind = "number" if name == "integer" else name
    only.limits = {k: v for k, v in flat.limits.items() if _LIMITS[k] == kind}
    if name == "object":
        only.properties, only.required = flat.properties, flat.required
        only.additional, only.patterns = flat.additional, flat.patterns
        only.names = flat.names
    if name == "array":
        only.items, only.prefix, only.rest = flat.items, flat.prefix, flat.rest
    return only


def types_of(flat: Flat) -> frozenset[str] | None:
    """The JSON types that values may have: those that are told, else those that the keywords mean; None where any will do."""
    if flat.types is not None:
        return flat.types - {"integer"} if "number" in flat.types else flat.types
    found: set[str] = set()
    if flat.properties or flat.required or flat.patterns or flat.names:
        found.add("object")
    if flat.additional is not None:
        found.add("object")
    if flat.items or flat.prefix is not None:
        found.add("array")
    if not found:
        found |= {_LIMITS[key] for key in flat.limits}
    return frozenset(found) or None


def _both(
    one: frozenset[str] | None, other: frozenset[str] | None
) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    shared = one & other
    # Every integer is a number.
    if "number" in one and "integer" in other or "integer" in one and "number" in other:
        shared |= {"integer"}
    return shared


def _open(
    at: At, key: str, known: bool | list[Part] | None
) -> bool | list[Part] | None:
    said = at.get(key)
    if said is None:
        return known
    if isinstance(said.value, bool):
        return said.value if known is not False else False
    return [said] if isinstance(said.value, dict) else known


def _entries(at: At, key: str) -> Iterable[tuple[str, At]]:
    found = at.get(key)
    return () if found is None else found.entries()


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _single(value: JsonValue) -> bool:
    return isinstance(value, list) and len(value) == 1


def _constrains(key: str) -> bool:
    return key in _INNER or key in _LIMITS


def _says_nothing(part: Part) -> bool:
    return isinstance(part, At) and (part.value is True or part.value == {})


def _is_number(value: object) -> TypeGuard[int | float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (isinstance(value, int) or math.isfinite(value))
        and abs(value) < 10**300
    )


def _same(one: JsonValue, other: JsonValue) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and one == other
