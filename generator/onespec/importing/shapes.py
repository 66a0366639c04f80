"""JSON Schemas of any draft -> declarations of the spec language: plain mappings with the keys of a field, and shared types by name."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from onespec import names, patterns
from onespec.datatypes import JsonValue
from onespec.importing.documents import At, Documents
from onespec.importing.exported import KEY, MEANINGS, NOTES, REPLY, WRITTEN, unfolded
from onespec.importing.flat import (
    Flat,
    Flattener,
    Part,
    is_reference,
    of_type,
    types_of,
)
from onespec.importing.notes import Kind, Notes, Place
from onespec.importing.words import data, fits, line, prose
from onespec.messages import importing as say

Declaration: TypeAlias = "dict[str, Any]"
"""A field as YAML has it, without its name."""

FIELD_NAME: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.:\[\]-]*\Z")
"""As `spec.schema.json` has it."""
FORMATS: Final = (
    *("date", "date-time", "time", "duration", "email"),
    *("hostname", "ipv4", "ipv6", "uri", "uuid"),
)
_LENGTH: Final = 10_000
"""Most characters that a least length may ask for."""
_NAMES: Final = 64
"""Characters of a name."""
_MEMBERS: Final = 500
_PLACES: Final = 50
_VALUES: Final = 1_000
_OPTIONS: Final = 100
_LEVELS: Final = 24
"""Schemas inside one another that are written out at one place."""
_JOINS: Final = 4
"""Objects that are made one, inside one another."""
_DECLARED: Final = 200_000
"""Declarations of one import."""
_SAFE: Final = 9_007_199_254_740_991
_KINDS: Final = ("object", "array", "string", "number", "boolean")


class Shapes:
    """Declares schemas of some documents, and gathers the shared types that they lead to."""

    def __init__(
        self, documents: Documents, notes: Notes, *, is_exported: bool = False
    ) -> None:
        self.documents = documents
        self.notes = notes
        self.is_exported = is_exported
        """Whether onespec wrote the schemas."""
        self.types: dict[str, Declaration] = {}
        """Shared types by name."""
        self.origins: dict[str, Place] = {}
        """Where each of them stands in the source."""
        self._flattener = Flattener(documents, notes)
        self._names: dict[Place, str] = {}
        self._taken: set[str] = set()
        self._waiting: list[tuple[str, At]] = []
        self._count = 0
        self._joins = 0

    def declare(self, schema: At, hint: str) -> Declaration:
        """One value. `hint` names what has no name of its own."""
        return self._declare([schema], hint, 0)

    def name(self, target: At) -> str:
        """The shared type for a schema that something refers to; it is declared by `finish`."""
        known = self._names.get(target.place)
        if known is not None:
            return known
        name = self._free(self._wished(target))
        self._names[target.place] = name
        self.origins[name] = target.place
        self.types[name] = {"type": "any"}
        self._waiting.append((name, target))
        return name

    def finish(self) -> None:
        """Declare all shared types that were referred to, with those that they refer to."""
        while self._waiting:
            name, target = self._waiting.pop()
            self.types[name] = self._declare([target], name, 0)

    def is_null(self, schema: At) -> bool:
        """Whether null is all that a value can be."""
        flat = self._flattener.flat([schema])
        if flat.enum is not None:
            return flat.enum == [None]
        return flat.types == frozenset(["null"]) and not flat.choices

    def _wished(self, target: At) -> str:
        steps = [
            step.replace("~1", "/").replace("~0", "~")
            for step in target.place.pointer.split("/")[1:]
        ]
        if self.is_exported and steps:
            return steps[-1].removesuffix(REPLY)
        wished = steps[-1] if steps else target.place.file.rpartition("/")[2]
        if not steps:
            wished = re.sub(r"(\.schema)?\.[A-Za-z]+$", "", wished)
        elif len(steps) > 1 and steps[-2] in ("definitions", "$defs", "schemas"):
            pass
        elif wished in ("schema", "items", "result") or wished.isdigit():
            title = target.text("title")
            if not title and wished == "schema" and len(steps) > 1:
                outer = self.documents.at(
                    Place(
                        file=target.place.file,
                        pointer=target.place.pointer.rpartition("/")[0],
                    )
                )
                title = "" if outer is None else outer.text("name")
            others = [s for s in steps[:-1] if not s.isdigit()]
            wished = title or "".join(others[-1:]).capitalize() + wished.capitalize()
        return type_name(wished)

    def _free(self, wished: str) -> str:
        name, number = wished, 1
        while names.pascal(name).rstrip("_").casefold() in self._taken:
            number += 1
            name = f"{wished[: _NAMES - 6]}{number}"
        self._taken.add(names.pascal(name).rstrip("_").casefold())
        return name

    def _shared(self, declaration: Declaration, hint: str, place: Place) -> str:
        """A shared type for what can't be written out where it stands."""
        name = self._free(type_name(hint))
        self.types[name] = declaration
        self.origins[name] = place
        return name

    def _declare(self, parts: Sequence[Part], hint: str, level: int) -> Declaration:
        self._count += 1
        place = parts[0].place if parts else Place(file="", pointer="#")
        if level > _LEVELS or self._count > _DECLARED:
            self.notes.add(place, Kind.WIDENED, say.schema(), say.too_deep_here())
            return {"type": "any"}
        words, rest = self._flattener.peeled(parts)
        found = self._reference(rest)
        if found is None:
            flat = self._flattener.flat(rest)
            for key, value in words.items():
                flat.words.setdefault(key, value)
            words = {**flat.words, **words}
            found = self._typed(flat, hint, level)
        if self.is_exported:
            return self._exported(found, words, place)
        return self._worded(found, words, place)

    def _exported(
        self, found: Declaration, words: dict[str, JsonValue], place: Place
    ) -> Declaration:
        """A declaration with what its schema says in the keys of the spec language."""
        said = words.pop(KEY, None)
        hint = dict(said) if isinstance(said, dict) else {}
        if "type" in hint:
            kept = {k: v for k, v in found.items() if k in ("nullable", "examples")}
            meanings = words.get(MEANINGS)
            if isinstance(meanings, list) and "enum" in hint:
                hint[MEANINGS] = meanings
            if "const" in hint and kind_of(hint["const"]) == hint["type"]:
                del hint["type"]
            found, hint = {**unfolded(hint), **kept}, {}
        own = {key: value for key, value in words.items() if key not in WRITTEN}
        told = {NOTES[key]: own.pop(key) for key in NOTES if key in own}
        for key in ("x-since", "x-see"):
            if key in words:
                told[NOTES[key]] = words[key]
        if "x-deprecated" in words:
            own["x-deprecated"] = words["x-deprecated"]
        whole: Declaration = {
            **self._worded(found, own, place),
            **told,
            **unfolded(hint),
        }
        return whole

    def _reference(self, parts: Sequence[Part]) -> Declaration | None:
        if len(parts) != 1 or not isinstance(parts[0], At):
            return None
        if not is_reference(parts[0]):
            return None
        at = parts[0]
        try:
            target = self.documents.target(at)
            if isinstance(target.value, dict) and set(target.value) == {"$ref"}:
                target = self.documents.follow(target)
        except LookupError as error:
            what, reason = say.reference(at.text("$ref")), say.instead(str(error))
            self.notes.add(at.place, Kind.WIDENED, what, reason)
            return {"type": "any"}
        if not isinstance(target.value, dict):
            return None
        return {"type": self.name(target)}

    def _typed(self, flat: Flat, hint: str, level: int) -> Declaration:
        """What a value must be, without words."""
        if flat.never:
            self.notes.add(flat.place, Kind.WIDENED, say.never(), say.as_anything())
            return {"type": "any"}
        if flat.choices:
            return self._chosen(flat, hint, level)
        if flat.enum is not None:
            return self._enum(flat)
        types = types_of(flat)
        if types is None:
            return {"type": "any"}
        kinds = sorted(types - {"null"}, key=_order)
        if not kinds:
            self.notes.add(flat.place, Kind.WIDENED, say.only_null(), say.null_or_any())
            return {"type": "any", "nullable": True}
        if len(kinds) > 1:
            each = [[of_type(flat, kind)] for kind in kinds]
            found = self._united(list(each), flat.place, hint, level)
        else:
            found = self._of_kind(flat, kinds[0], hint, level)
        return found | ({"nullable": True} if "null" in types else {})

    def _of_kind(self, flat: Flat, kind: str, hint: str, level: int) -> Declaration:
        match kind:
            case "object":
                return self._object(flat, hint, level)
            case "array":
                return self._array(flat, hint, level)
            case "string":
                return self._string(flat)
            case "boolean":
                return {"type": "boolean"}
            case _:
                return self._number(flat, kind)

    def _string(self, flat: Flat) -> Declaration:
        found: Declaration = {"type": "string"}
        limits = flat.limits
        length = limits.get("minLength")
        if isinstance(length, int) and length > 0:
            found["minLength"] = min(length, _LENGTH)
            if length > _LENGTH:
                self._widened(flat, "minLength", say.more_than(_LENGTH))
        most = limits.get("maxLength")
        if isinstance(most, int) and most <= _SAFE:
            found["maxLength"] = most
        pattern = limits.get("pattern")
        if isinstance(pattern, str):
            longest = most if isinstance(most, int) else None
            text, why = usable_pattern(pattern, longest)
            if text:
                found["pattern"] = text
            else:
                self._widened(flat, "pattern", say.pattern(pattern[:200], why))
        told = limits.get("format")
        if told in FORMATS:
            found["format"] = told
        elif isinstance(told, str):
            found["docs_type"] = line(told)
        for key in ("contentEncoding", "contentMediaType"):
            if key in limits:
                self._widened(flat, key, say.no_word_for(key))
        return found

    def _number(self, flat: Flat, kind: str) -> Declaration:
        found: Declaration = {"type": kind}
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            value = flat.limits.get(key)
            if not isinstance(value, int | float):
                continue
            if kind == "integer" and isinstance(value, float):
                is_low = key.endswith("inimum")
                value = int(value) if value == int(value) else value
                if isinstance(value, float):
                    key = "minimum" if is_low else "maximum"
                    value = math.ceil(value) if is_low else math.floor(value)
            if abs(value) > _SAFE:
                self._widened(flat, key, say.beyond_integers())
            else:
                found[key] = value
        multiple = flat.limits.get("multipleOf")
        if isinstance(multiple, int | float) and multiple > 0:
            whole = multiple == int(multiple)
            if kind == "integer" and not whole:
                self._widened(flat, "multipleOf", say.no_whole_number())
            else:
                found["multipleOf"] = int(multiple) if whole else multiple
        told = flat.limits.get("format")
        if isinstance(told, str):
            found["docs_type"] = line(told)
        return found

    def _widened(self, flat: Flat, key: str, reason: str) -> None:
        self.notes.add(flat.place.below(key), Kind.WIDENED, say.keyword(key), reason)

    def _array(self, flat: Flat, hint: str, level: int) -> Declaration:
        found: Declaration = {"type": "array"}
        least, most = flat.limits.get("minItems"), flat.limits.get("maxItems")
        if flat.prefix:
            made = self._tuple(flat, hint, level)
            if made is not None:
                return made
            found["items"] = self._inner(self._of_tuple(flat, hint, level))
        elif flat.items:
            item = singular(hint)
            found["items"] = self._inner(self._declare(flat.items, item, level + 1))
        else:
            found["items"] = "any"
        if isinstance(least, int) and least > 0:
            found["minItems"] = least
        if isinstance(most, int) and most <= _SAFE:
            found["maxItems"] = most
        if flat.limits.get("uniqueItems") is True:
            found["uniqueItems"] = True
        return found

    def _tuple(self, flat: Flat, hint: str, level: int) -> Declaration | None:
        """Places by themselves; None where they can't be told so."""
        assert flat.prefix is not None
        size = len(flat.prefix)
        least, most = flat.limits.get("minItems"), flat.limits.get("maxItems")
        if size > _PLACES:
            self._widened(flat, "items", say.places(_PLACES))
            return None
        if isinstance(most, int) and most < size:
            self._widened(flat, "items", say.places_left_out())
            return None
        if not isinstance(least, int) or least < size:
            if isinstance(least, int) and least > 0 or most == size and least == 0:
                self._widened(flat, "items", say.places_left_out())
                return None
            self.notes.add(
                flat.place, Kind.READ_AS, say.tuple_(), say.all_places_there()
            )
        found: Declaration = {"type": "array"}
        found["prefixItems"] = [
            self._inner(self._declare(parts, f"{hint}{number}", level + 1))
            for number, parts in enumerate(flat.prefix, 1)
        ]
        is_closed = flat.rest is False or most == size
        if not is_closed and (flat.rest is not None or isinstance(least, int)):
            rest: Declaration = {"type": "any"}
            if isinstance(flat.rest, list):
                rest = self._declare(flat.rest, singular(hint), level + 1)
            found["items"] = self._inner(rest)
            if isinstance(least, int) and least > size:
                found["minItems"] = least
            if isinstance(most, int):
                found["maxItems"] = most
        return found

    def _of_tuple(self, flat: Flat, hint: str, level: int) -> Declaration:
        """What stands at any place."""
        options = list(flat.prefix or ())
        if isinstance(flat.rest, list):
            options.append(flat.rest)
        elif flat.rest is not False and not flat.limits.get("maxItems"):
            return {"type": "any"}
        return self._united(options, flat.place, singular(hint), level)

    def _inner(self, declaration: Declaration) -> Any:
        """A declaration inside another, by its type's name where that says all."""
        if set(declaration) == {"type"}:
            return declaration["type"]
        return declaration

    def _object(self, flat: Flat, hint: str, level: int) -> Declaration:
        if not flat.properties and not flat.required:
            return self._map(flat, hint, level)
        members = dict(flat.properties)
        for name in flat.required:
            members.setdefault(name, [])
        fields: dict[str, Declaration] = {}
        seen: dict[str, str] = {}
        is_open = flat.additional is not False
        if self.is_exported and is_reply(flat.place):
            is_open = False
        for name, parts in members.items():
            place = flat.place.below("properties", name)
            made = names.member(name).rstrip("_").casefold()
            refused = unfit(name) or (say.same_name(seen[made]) if made in seen else "")
            refused = refused or ("" if len(fields) < _MEMBERS else say.members())
            if refused:
                is_open = True
                self.notes.add(place, Kind.LEFT_OUT, say.member(name), refused)
                continue
            seen[made] = name
            inner = self._declare(
                parts or [At(True, place)], pascal(hint, name), level + 1
            )
            if name in flat.required:
                inner = _required(inner)
            fields[name] = inner
        found: Declaration = {"type": "object", "fields": fields}
        if isinstance(flat.additional, list) or flat.patterns:
            key = "patternProperties" if flat.patterns else "additionalProperties"
            self._widened(flat, key, say.others_untyped())
            is_open = True
        if is_open:
            found["open"] = True
        for key in ("minProperties", "maxProperties"):
            if key in flat.limits:
                self._widened(flat, key, say.no_word_for(key))
        if flat.names:
            self._widened(flat, "propertyNames", say.no_word_for("propertyNames"))
        return found

    def _map(self, flat: Flat, hint: str, level: int) -> Declaration:
        """An object whose keys are data, or of which nothing is known."""
        values: list[list[Part]] = list(flat.patterns.values())
        if isinstance(flat.additional, list):
            values.append(flat.additional)
        limits = {
            key: flat.limits[key]
            for key in ("minProperties", "maxProperties")
            if flat.limits.get(key)
        }
        if not values:
            if flat.additional is False and not limits:
                return {"type": "object", "fields": {}}
            if not limits and not flat.names:
                is_any = not (self.is_exported and is_reply(flat.place))
                return {"type": "object"} | ({} if is_any else {"fields": {}})
            values = [[At(True, flat.place)]]
        found: Declaration = {"type": "map"}
        if len(values) == 1:
            inner = self._declare(values[0], singular(hint), level + 1)
        else:
            inner = self._united(values, flat.place, singular(hint), level)
        found["values"] = self._inner(inner)
        keys = self._keys(flat)
        if keys:
            found["keys"] = keys
        if flat.patterns and not isinstance(flat.additional, list):
            if len(flat.patterns) == 1 and keys and flat.additional is None:
                reason = say.keys_of_one_form()
                place = flat.place.below("patternProperties")
                what = say.keyword("patternProperties")
                self.notes.add(place, Kind.READ_AS, what, reason)
        return found | limits

    def _keys(self, flat: Flat) -> str:
        """The pattern that keys have; empty where there is none that can be said."""
        told: list[tuple[str, str]] = []
        for part in flat.names:
            inner = self._flattener.flat([part])
            pattern = inner.limits.get("pattern")
            if isinstance(pattern, str):
                told.append(("propertyNames", pattern))
            elif not inner.is_free and types_of(inner) != frozenset(["string"]):
                self._widened(flat, "propertyNames", say.no_word_for("propertyNames"))
            elif inner.limits or inner.enum is not None:
                self._widened(flat, "propertyNames", say.no_word_for("propertyNames"))
        if len(flat.patterns) == 1 and not isinstance(flat.additional, list):
            told += [("patternProperties", pattern) for pattern in flat.patterns]
        elif flat.patterns:
            self._widened(flat, "patternProperties", say.any_key())
        if not told:
            return ""
        for key, _ in told[1:]:
            self._widened(flat, key, say.two_at_once(key))
        key, pattern = told[0]
        if pattern in ("", ".*", "^.*$"):
            return ""
        text, why = usable_pattern(pattern, None)
        if not text or re.fullmatch("[A-Z][A-Za-z0-9]*", text):
            self._widened(flat, key, say.pattern(pattern[:200], why))
            return ""
        return text

    def _enum(self, flat: Flat) -> Declaration:
        """Known values, each once and each of the types that are told."""
        values: list[JsonValue] = []
        seen: set[Hashable] = set()
        nullable = False
        types = types_of(flat)
        key = "const" if flat.const else "enum"
        for value in flat.enum or ():
            kind = kind_of(value)
            if types is not None and not _is_of(value, types):
                what = say.value(_shown(value))
                self.notes.add(
                    flat.place.below(key), Kind.LEFT_OUT, what, say.of_other_type()
                )
            elif not fits(value):
                what = say.value(_shown(value))
                self.notes.add(
                    flat.place.below(key), Kind.LEFT_OUT, what, say.value_unheld()
                )
            elif value is None:
                nullable = True
            elif kind in ("object", "array"):
                what = say.value(_shown(value))
                self.notes.add(
                    flat.place.below(key), Kind.WIDENED, what, say.no_plain_value()
                )
                return {"type": "any"} | ({"nullable": True} if nullable else {})
            elif identity(value) not in seen:
                seen.add(identity(value))
                values.append(value)
        found = self._values(values, flat, key)
        return found | (
            {"nullable": True} if nullable and found["type"] != "any" else {}
        )

    def _values(self, values: list[JsonValue], flat: Flat, key: str) -> Declaration:
        meanings = flat.words.pop("x-enum-descriptions", None)
        groups: dict[str, list[JsonValue]] = {}
        for value in values:
            groups.setdefault(kind_of(value), []).append(value)
        if not groups:
            self.notes.add(
                flat.place, Kind.WIDENED, say.no_value_left(), say.as_anything()
            )
            return {"type": "any"}
        if len(values) > _VALUES:
            self._widened(flat, key, say.values(_VALUES))
        told: list[Declaration] = []
        for kind, members in groups.items():
            one: Declaration = {"type": _type_of(kind, members)}
            if len(values) <= _VALUES:
                if key == "const" and len(values) == 1:
                    one = _constant(members[0])
                else:
                    one["enum"] = _meant(members, flat.enum or [], meanings)
            told.append(one)
        return told[0] if len(told) == 1 else {"one_of": list(map(self._inner, told))}

    def _chosen(self, flat: Flat, hint: str, level: int) -> Declaration:
        """One of several schemas, with what holds beside it."""
        base = _without_choices(flat)
        options = self._useful(flat.choices, base)
        if not options:
            return self._typed(base, hint, level)
        first, *others = options
        for more in others:
            if len(first) * len(more) > 32:
                self.notes.add(
                    flat.place, Kind.WIDENED, say.several_choices(), say.first_choice()
                )
                break
            first = [[*one, *each] for one in first for each in more]
        if not base.is_bare:
            first = [[base, *one] for one in first]
        return self._united(first, flat.place, hint, level)

    def _useful(
        self, choices: list[list[list[Part]]], base: Flat
    ) -> list[list[list[Part]]]:
        """The choices between types; a choice between members that have to be there is a condition."""
        found: list[list[list[Part]]] = []
        for options in choices:
            flats = [self._flattener.flat(one) for one in options]
            conditions = [_is_condition(flat) for flat in flats]
            if base.properties and all(conditions) and options:
                place = options[0][0].place if options[0] else base.place
                self.notes.add(place, Kind.LEFT_OUT, say.choice(), say.which_members())
            else:
                found.append(options)
        return found

    def _united(
        self, options: Sequence[Sequence[Part]], place: Place, hint: str, level: int
    ) -> Declaration:
        """A value of one of several schemas, told so that a value shows which."""
        if level > _LEVELS:
            self.notes.add(place, Kind.WIDENED, say.schema(), say.too_deep_here())
            return {"type": "any"}
        nullable = False
        groups: dict[str, list[tuple[list[Part], Flat]]] = {}
        for parts, flat in self._spread(options, 0):
            types = types_of(flat)
            if flat.enum is not None and types is None:
                types = frozenset(kind_of(one) for one in flat.enum)
            if flat.never:
                continue
            if types is None:
                return self._any_of(place, len(options))
            if flat.enum is not None:
                nullable |= None in flat.enum
                if flat.enum == [None]:
                    continue
            nullable |= "null" in types and flat.enum is None
            kinds = sorted(types - {"null"}, key=_order)
            for kind in kinds:
                only = parts if len(types) == 1 else [self._narrowed(flat, kind)]
                key = "number" if kind == "integer" else kind
                groups.setdefault(key, []).append((list(only), flat))
        told: list[Declaration] = []
        for key in sorted(groups, key=_order):
            told += self._grouped(key, groups[key], place, hint, level, len(groups) > 1)
        null: Declaration = {"nullable": True} if nullable else {}
        if not told:
            self.notes.add(place, Kind.WIDENED, say.only_null(), say.null_or_any())
            return {"type": "any", "nullable": True}
        if len(told) == 1:
            return told[0] | null
        return {"one_of": [self._option(one) for one in told]} | null

    def _narrowed(self, flat: Flat, kind: str) -> Flat:
        only = of_type(flat, kind)
        if flat.enum is not None:
            only.enum = [one for one in flat.enum if _is_of(one, frozenset([kind]))]
            only.const = flat.const
        only.words = dict(flat.words)
        return only

    def _any_of(self, place: Place, count: int) -> Declaration:
        if count > 1:
            self.notes.add(place, Kind.WIDENED, say.choice(), say.one_is_anything())
        return {"type": "any"}

    def _spread(
        self, options: Sequence[Sequence[Part]], level: int
    ) -> list[tuple[list[Part], Flat]]:
        """Options, those of a choice inside an option among them."""
        found: list[tuple[list[Part], Flat]] = []
        for parts in options:
            _, peeled = self._flattener.peeled(parts)
            flat = self._flattener.flat(parts)
            if flat.choices and level < 8:
                base = _without_choices(flat)
                choices = self._useful(flat.choices, base)
                if not choices:
                    found.append(([base], base))
                    continue
                inner = [
                    [*([] if base.is_bare else [base]), *one] for one in choices[0]
                ]
                if len(choices) > 1:
                    self.notes.add(
                        flat.place,
                        Kind.WIDENED,
                        say.several_choices(),
                        say.first_choice(),
                    )
                found += self._spread(inner, level + 1)
            else:
                found.append((list(parts) if peeled else [flat], flat))
            if len(found) > 1_000:
                break
        return found

    def _option(self, declaration: Declaration) -> Any:
        """An option says nothing of null: that stands beside `one_of`."""
        kept = {key: value for key, value in declaration.items() if key != "nullable"}
        return self._inner(kept)

    def _grouped(
        self,
        kind: str,
        options: list[tuple[list[Part], Flat]],
        place: Place,
        hint: str,
        level: int,
        is_among: bool,
    ) -> list[Declaration]:
        """The options of one JSON type: as one declaration, or, for objects that are told apart, as a union."""
        unique = self._unique(options)
        if len(unique) == 1:
            found = self._declare(unique[0][0], hint, level + 1)
            return [found]
        flats = [flat for _, flat in unique]
        match kind:
            case "object":
                return [self._objects(unique, place, hint, level, is_among)]
            case "array":
                return [self._arrays(flats, place, hint, level)]
            case "boolean":
                return [self._joined_values(flats, place) or {"type": "boolean"}]
            case "string":
                return [self._strings(flats, place)]
            case _:
                return [self._numbers(flats, place)]

    def _unique(
        self, options: list[tuple[list[Part], Flat]]
    ) -> list[tuple[list[Part], Flat]]:
        seen: dict[str, tuple[list[Part], Flat]] = {}
        for parts, flat in options:
            seen.setdefault(_fingerprint(parts), (parts, flat))
        return list(seen.values())

    def _joined_values(self, flats: Sequence[Flat], place: Place) -> Declaration | None:
        """All values of several enums; what an option says of itself is what its value means."""
        if any(flat.enum is None for flat in flats):
            return None
        whole = Flat(place=place, enum=[])
        assert whole.enum is not None
        told: list[JsonValue] = []
        for flat in flats:
            own = flat.words.get("description") or flat.words.get("title") or ""
            meanings = flat.words.get("x-enum-descriptions")
            for number, value in enumerate(flat.enum or ()):
                whole.enum.append(value)
                known = isinstance(meanings, list) and number < len(meanings)
                told.append(
                    meanings[number] if known and isinstance(meanings, list) else own
                )
        if any(told):
            whole.words["x-enum-descriptions"] = told
        whole.enum = [one for one in whole.enum if one is not None]
        if len(told) != len(whole.enum):
            whole.words.pop("x-enum-descriptions", None)
        return self._enum(whole)

    def _strings(self, flats: Sequence[Flat], place: Place) -> Declaration:
        found = self._joined_values(flats, place)
        if found is not None:
            return found
        free = [flat for flat in flats if not flat.limits and flat.enum is None]
        told = [flat for flat in flats if flat not in free]
        if told:
            self.notes.add(
                place, Kind.WIDENED, say.choice(), say.texts_not_told_apart()
            )
        return {"type": "string"}

    def _numbers(self, flats: Sequence[Flat], place: Place) -> Declaration:
        found = self._joined_values(flats, place)
        if found is not None:
            return found
        whole = all(types_of(flat) == frozenset(["integer"]) for flat in flats)
        if any(flat.limits or flat.enum is not None for flat in flats):
            self.notes.add(
                place, Kind.WIDENED, say.choice(), say.numbers_not_told_apart()
            )
        return {"type": "integer" if whole else "number"}

    def _arrays(
        self, flats: Sequence[Flat], place: Place, hint: str, level: int
    ) -> Declaration:
        self.notes.add(place, Kind.WIDENED, say.choice(), say.lists_not_told_apart())
        options: list[list[Part]] = []
        for flat in flats:
            if flat.prefix is not None:
                options += flat.prefix
            elif flat.items:
                options.append(flat.items)
            else:
                return {"type": "array", "items": "any"}
        inner = self._united(options, place, singular(hint), level + 1)
        return {"type": "array", "items": self._inner(inner)}

    def _objects(
        self,
        options: list[tuple[list[Part], Flat]],
        place: Place,
        hint: str,
        level: int,
        is_among: bool,
    ) -> Declaration:
        member = self._discriminator([flat for _, flat in options])
        if member and len(options) <= _OPTIONS:
            told = []
            for parts, flat in options:
                tag = self._tags(flat, member)[0]
                inner = self._declare(parts, pascal(hint, str(tag)), level + 1)
                if "nullable" in inner or "one_of" in inner:
                    inner = self._declare([flat], pascal(hint, str(tag)), level + 1)
                told.append(self._option(inner))
            union: Declaration = {"one_of": told, "discriminator": member}
            if not is_among:
                return union
            return {"type": self._shared(union, f"{hint}Object", place)}
        if self._joins >= _JOINS:
            self.notes.add(place, Kind.WIDENED, say.choice(), say.objects_any())
            return {"type": "object"}
        self._joins += 1
        try:
            return self._joined([flat for _, flat in options], place, hint, level)
        finally:
            self._joins -= 1

    def _joined(
        self, flats: Sequence[Flat], place: Place, hint: str, level: int
    ) -> Declaration:
        """One object with the members of all: required are those that every option requires."""
        self.notes.add(place, Kind.WIDENED, say.choice(), say.objects_not_told_apart())
        whole = Flat(place=place, types=frozenset(["object"]))
        maps = [flat for flat in flats if not flat.properties and not flat.required]
        if len(maps) == len(flats):
            values = [
                one
                for flat in flats
                for one in (
                    *flat.patterns.values(),
                    *([flat.additional] if isinstance(flat.additional, list) else []),
                )
            ]
            if len(values) < len(flats):
                return {"type": "object"}
            whole.additional = [Flat(place=place, choices=[list(values)])]
            return self._object(whole, hint, level)
        for name in dict.fromkeys(name for flat in flats for name in flat.properties):
            each = [flat.properties[name] for flat in flats if name in flat.properties]
            prints = {_fingerprint(parts) for parts in each}
            whole.properties[name] = (
                each[0]
                if len(prints) == 1
                else [Flat(place=each[0][0].place, choices=[each])]
            )
        first, *rest = flats
        whole.required = {
            name: None
            for name in first.required
            if all(name in flat.required for flat in rest)
        }
        if all(flat.additional is False for flat in flats):
            whole.additional = False
        return self._object(whole, hint, level)

    def _discriminator(self, flats: Sequence[Flat]) -> str:
        """The member that tells objects apart by one value of its own in each; empty where there is none."""
        first, *rest = flats
        for name in first.properties:
            if unfit(name):
                continue
            tags = [self._tags(flat, name) for flat in flats]
            if all(len(one) == 1 for one in tags):
                keys = {identity(one[0]) for one in tags}
                if len(keys) == len(flats) and len({type(k) for k in keys}) == 1:
                    return name
        return ""

    def _tags(self, flat: Flat, name: str) -> list[JsonValue]:
        if name not in flat.required or name not in flat.properties:
            return []
        inner = self._flattener.flat(flat.properties[name])
        values = inner.enum or []
        if inner.choices or not all(isinstance(one, str | int) for one in values):
            return []
        return [
            one for one in values if inner.types is None or _is_of(one, inner.types)
        ]

    def _worded(
        self, found: Declaration, words: Mapping[str, JsonValue], place: Place
    ) -> Declaration:
        """A declaration with its words, its samples and what is the author's own."""
        made: Declaration = dict(found)
        title, description = words.get("title"), words.get("description")
        if isinstance(title, str) and title.strip():
            made["title"] = line(title)
        if isinstance(description, str) and description.strip():
            made["description"] = self._prose(description, place)
        if words.get("nullable") is True and made.get("type") != "any":
            made["nullable"] = True
        if "default" in words:
            self._sample(made, "default", words["default"], place)
        told = words.get("x-deprecated")
        if words.get("deprecated") is True:
            made["deprecated"] = (
                prose(told) if isinstance(told, str) else say.deprecated()
            )
        if words.get("writeOnly") is True and "const" not in made:
            made["secret"] = True
        samples = words.get("examples", [])
        if "example" in words:
            samples = [words["example"], *_as_list(samples)]
        kept: list[JsonValue] = []
        for sample in _as_list(samples):
            if fits(sample) and len(kept) < 20 and sample not in kept:
                kept.append(data(sample))
            else:
                self.notes.add(
                    place, Kind.LEFT_OUT, say.sample(), say.sample_too_long()
                )
        if kept and not made.get("secret") and "const" not in made:
            made["examples"] = kept
        docs = words.get("x-docs-type")
        if isinstance(docs, str) and docs.strip():
            made["docs_type"] = line(docs)
        for key, value in words.items():
            if key.startswith("x-") and key not in made:
                self._own(made, key, value, place)
        return made

    def _prose(self, text: str, place: Place) -> str:
        shown = prose(text)
        if len(shown) < len(text.strip()) // 2:
            self.notes.add(
                place.below("description"),
                Kind.LEFT_OUT,
                say.rest_of_description(),
                say.description_too_long(),
            )
        return shown

    def _sample(
        self, made: Declaration, key: str, value: JsonValue, place: Place
    ) -> None:
        if value is None and not made.get("nullable"):
            # Many write so what has no default.
            self.notes.add(
                place.below(key), Kind.LEFT_OUT, say.keyword(key), say.null_default()
            )
        elif fits(value):
            made[key] = data(value)
        else:
            self.notes.add(
                place.below(key), Kind.LEFT_OUT, say.keyword(key), say.sample_too_long()
            )

    def _own(self, made: Declaration, key: str, value: JsonValue, place: Place) -> None:
        """An `x-` key of the source."""
        if key in ("x-deprecated", "x-docs-type", "x-enum-descriptions"):
            return
        if fits(value) and len(key) <= _NAMES and re.fullmatch(r"[\x21-\x7e]+", key):
            made[key] = data(value)
        else:
            self.notes.add(
                place.below(key), Kind.LEFT_OUT, say.keyword(key), say.sample_too_long()
            )


def is_reply(place: Place) -> bool:
    """Whether a schema of onespec's is about what a reply holds: all its objects let other members pass."""
    steps = place.pointer.split("/")
    if len(steps) > 3 and steps[1] == "components":
        return steps[3].endswith(REPLY) or steps[3].startswith("envelope.")
    return len(steps) > 3 and steps[1] == "methods" and steps[3] == "result"


def usable_pattern(pattern: str, longest: int | None) -> tuple[str, str]:
    """A pattern that the language takes for the same texts, else an empty text and the reason."""
    why = ""
    for text in dict.fromkeys((pattern, _respelt(pattern))):
        if len(text) > 2_000:
            return "", say.long_pattern()
        fault = patterns.fault(text, longest=longest)
        if fault is None:
            return text, ""
        why = why or fault.reason
    return "", why


def _respelt(pattern: str) -> str:
    """The same pattern without what only looks different: escapes that escape nothing, possessive anchors."""
    text = re.sub(r"\\([\"'/@#%&=~`<>!,;:_ -])", r"\1", pattern)
    return text.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\z", "$")


def unfit(name: str) -> str:
    """Why a name can't be that of a field; empty where it can."""
    if len(name) > _NAMES:
        return say.name_too_long(_NAMES)
    return "" if FIELD_NAME.match(name) else say.name_unfit()


def type_name(wished: str) -> str:
    """A name for a shared type."""
    name = names.pascal(wished[:400]).rstrip("_")
    name = name if re.match("[A-Z]", name) else f"T{name}"
    return name[: _NAMES - 6] or "Unnamed"


def pascal(hint: str, name: str) -> str:
    """The name of what stands inside something that has a name."""
    return f"{hint}{names.pascal(name[:200]).rstrip('_')}"[:200]


def singular(hint: str) -> str:
    """The name of one item of something that has a name."""
    return hint[:-1] if re.search("[a-rt-z]s$", hint) else f"{hint}Item"


def kind_of(value: object) -> str:
    """The JSON type of a value, numbers as one."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def identity(value: JsonValue) -> Hashable:
    """What makes plain values equal: `1` is `1.0`, and `true` is not `1`."""
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        return ("number", float(value) if abs(value) < 2**53 else value)
    return value if isinstance(value, str) else repr(value)


def _is_of(value: JsonValue, types: frozenset[str]) -> bool:
    kind = kind_of(value)
    if kind == "number" and "integer" in types:
        return (
            "number" in types
            or isinstance(value, int)
            or value == int(float(str(value)))
        )
    return kind in types


def _type_of(kind: str, values: Sequence[JsonValue]) -> str:
    if kind != "number":
        return kind
    whole = all(isinstance(one, int) or one == int(one) for one in values)  # type: ignore[arg-type]
    return "integer" if whole else "number"


def _constant(value: JsonValue) -> Declaration:
    found: Declaration = {"const": value}
    if isinstance(value, float) and value != int(value):
        found = {"type": "number", "const": value}
    elif isinstance(value, float):
        found = {"const": int(value)}
    return found


def _meant(
    values: list[JsonValue], whole: Sequence[JsonValue], meanings: JsonValue
) -> Any:
    """The values, with what each means where that is told."""
    if not isinstance(meanings, list) or len(meanings) != len(whole):
        return values
    told = {identity(one): text for one, text in zip(whole, meanings, strict=True)}
    shown = {
        one: told.get(identity(one)) for one in values if isinstance(one, str | int)
    }
    if len(shown) != len(values) or not any(shown.values()):
        return values
    return {
        one: prose(text) if isinstance(text, str) and text.strip() else None
        for one, text in shown.items()
    }


def _required(declaration: Declaration) -> Declaration:
    """The declaration with `required` behind its type, where readers look for it."""
    head = {k: v for k, v in declaration.items() if k in ("type", "const", "one_of")}
    rest = {k: v for k, v in declaration.items() if k not in head and k != "default"}
    return {**head, "required": True, **rest}


def required(declaration: Declaration) -> Declaration:
    """The same declaration of something that has to be there."""
    return _required(declaration)


def _without_choices(flat: Flat) -> Flat:
    base = Flat(place=flat.place)
    for key in ("types", "enum", "const", "limits", "properties", "required"):
        setattr(base, key, getattr(flat, key))
    for key in ("additional", "patterns", "names", "items", "prefix", "rest", "never"):
        setattr(base, key, getattr(flat, key))
    return base


def _is_condition(flat: Flat) -> bool:
    """Whether a schema says only which members there are."""
    return bool(flat.required) and not (
        flat.properties or flat.enum or flat.limits or flat.patterns or flat.choices
    )


def _fingerprint(parts: Sequence[Part]) -> str:
    """Equal for schemas that say the same."""
    told = []
    for part in parts:
        if isinstance(part, Flat):
            told.append(f"flat {id(part)}")
        elif isinstance(part.value, dict):
            own = {
                key: value
                for key, value in part.value.items()
                if key not in ("title", "description", "example", "examples")
            }
            told.append(json.dumps(own, sort_keys=True))
        else:
            told.append(json.dumps(part.value))
    return "\n".join(told)


def _as_list(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        # As OpenAPI has it: by name, each with its value.
        return [
            one["value"] if isinstance(one, dict) and "value" in one else one
            for one in value.values()
        ]
    return value if isinstance(value, list) else []


def _shown(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _order(kind: str) -> int:
    return ("object", "array", "string", "integer", "number", "boolean", "null").index(
        kind
    )
