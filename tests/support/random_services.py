"""Services made from a seed: legal, and hostile in every name, text, type and condition that a spec can have."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from onespec import formats, names
from onespec.model import Service
from onespec.runtime.client.formats import FORMATS, TYPED
from onespec.spec import load_sources
from random_conditions import Readable, condition, readables
from random_texts import prose, template, title

Body = dict[str, Any]

_LONG = "a_very_long_name_that_goes_on_until_sixty_four_characters_are_me"
_WORDS = (
    "class from import async await None True lambda def return pass with yield print type list dict str int "
    "float bool object set id input len open all any map self cls options params state item values text re "
    "json copy schema model_config model_fields register validate construct timeout request response check "
    "common faults fault rule method method_ field value code message mnemonic data result metadata error "
    "Any Literal Mapping Sequence TypedDict BaseModel Field Secret Union JsonValue Checked Text Integer Number "
    "Flag Array Row Fact Facts a b c x l O I _ __ _a __init__ __class__ __dict__ dunder__ camelCase HTTPServer "
    "getBlock2ByHash n0 a1 A1b2 user.name user-id items[] $ref x:y aclose close with_raw_response last_limits "
    "conftest con nul test init main site setup user_name Name NAME client types errors checks transport "
    "testing resources call_api root Root count index keys get pop update format strip join super property "
    "staticmethod dataclass frozenset isinstance Exception ValueError typing collections annotations"
).split()


class Namer:
    """Hands out names, no two of which make one generated name."""

    def __init__(
        self, rng: random.Random, *made: Callable[[str], str], longest: int = 64
    ) -> None:
        self._rng = rng
        self._longest = longest
        self._made = made
        self._taken: set[tuple[int, str]] = set()

    def take(self, *candidates: str) -> str:
        """One of these, else one of these with a number behind."""
        for number in range(1_000):
            name = self._rng.choice(candidates) + (str(number) if number > 9 else "")
            keys = {
                (place, function(name).casefold().rstrip("_"))
                for place, function in enumerate(self._made)
            }
            if not keys & self._taken and len(name) <= self._longest:
                self._taken |= keys
                return name
        raise ValueError("no name is free")


def service(seed: int) -> Service:
    """The service of that seed, always the same."""
    return load_sources(sources(seed))


def sources(seed: int) -> dict[str, str]:
    """Its spec files; JSON is YAML."""
    maker = _Maker(random.Random(seed))
    files = maker.files()
    return {
        path: json.dumps(body, ensure_ascii=False, indent=1)
        for path, body in files.items()
    }


class _Maker:
    """Makes the parts of one service."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.types: dict[str, Body] = {}
        self.mnemonics = Namer(rng, names.error_class, names.snake, longest=80)

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def files(self) -> dict[str, Body]:
        rng = self.rng
        for _ in range(rng.randint(0, 3)):
            name = rng.choice(
                ["Message", "Any", "List", "PhoneNumber", "A", "Field", "Long" * 16]
            )
            if name not in self.types:
                made = self.field(2, named=False)
                self.types[name] = {
                    key: made[key] for key in made if key not in ("required", "default")
                }
        state = self.fields(2, 3, plain=True)
        for fact in state.values():
            fact.pop("required", None)
            fact["example"] = sample(fact, self.types)
        body: Body = {
            "onespec": 1,
            "name": rng.choice(["call_api", "a", "my_types", "x1", "the_class", _LONG]),
            "title": title(rng),
            "description": prose(rng),
            "version": "v1",
            "release": "1.0.0",
            "servers": {"main": {"url": "https://example.org/rpc"}},
            "types": self.types,
            "state": state,
            "errors": {},
        }
        secret = self.chance(0.5)
        if secret:
            body["auth"] = {"param": "access_token", "env": "ACCESS_TOKEN"}
        if self.chance(0.5):
            metadata = self.fields(2, 3, plain=True)
            body["envelope"] = {"result": "data", "metadata": metadata}
        for _ in range(rng.randint(0, 6)):
            self.error(body["errors"], {}, {})
        methods = self.method_names()
        bodies = [self.method(name, state, secret) for name in methods]
        if self.chance(0.5):
            body["code_groups"] = {"-32602": {"name": "the_group", "title": title(rng)}}
        return {"service.yaml": body} | {
            f"methods/{names.stem(made['method'])}.yaml": made for made in bodies
        }

    def method_names(self) -> list[str]:
        """Names that are no namespace of another one."""
        namer = Namer(self.rng, names.stem, names.function, longest=100)
        parts = [word for word in _WORDS if word.isidentifier() and word[0].isalpha()]
        found: list[str] = []
        for _ in range(self.rng.randint(1, 5)):
            depth = self.rng.choice([0, 1, 1, 1, 2, 4])
            spaces = [f"s{n}{self.rng.choice(parts[:40])}" for n in range(depth)]
            if depth == 1 and self.chance(0.1):
                spaces[0] = f"namespace_{_LONG[:50]}"
            if depth and self.chance(0.5):
                spaces[0] = self.rng.choice(["start", "class", "list", "json", "open"])
            sign = self.rng.choice([".", "/"])
            owns = [*parts, _LONG[:20], "get-it", "x__y", "eth_getBlock"]
            owns += [_LONG[:35]] * 20
            found.append(namer.take(*(sign.join([*spaces, own]) for own in owns)))
        splits = {name: names.split(name) for name in found}
        inner = {
            space[:length]
            for space, _ in splits.values()
            for length in range(1, len(space) + 1)
        }
        free = [
            name for name in found if (*splits[name][0], splits[name][1]) not in inner
        ]
        return free or ["start.call"]

    def method(self, name: str, state: dict[str, Body], has_auth: bool) -> Body:
        rng = self.rng
        params = self.fields(3, rng.choice([0, 1, 3, 8]))
        body: Body = {"method": name, "title": title(rng)}
        if has_auth and self.chance(0.2):
            body["auth"] = "none"
        elif has_auth:
            token = {"type": "string", "required": True, "secret": True}
            params = {"access_token": token} | params
        if self.chance(0.7):
            body["description"] = prose(rng)
        if self.chance(0.2):
            body["deprecated"] = prose(rng)
        body["readonly"] = self.chance(0.3)
        body["params"] = params
        errors: dict[str, Body] = {}
        for _ in range(rng.choice([0, 1, 2, 6])):
            self.error(errors, params, state)
        body["errors"] = errors
        body["constraints"] = list(self.constraints(params))
        if body["constraints"]:
            errors["c0nstraint_broken"] = {"code": -32602, "message": template(rng, [])}
        result = self.result()
        if result is not None:
            body["result"] = result
        return body

    def result(self) -> Body | None:
        kind = self.rng.randint(0, 4)
        if kind == 0:
            return None
        if kind == 1:
            item = self.field(2, plain=True)
            return {"type": "array", "items": item}
        if kind == 2:
            return self.field(2, plain=True)
        members = self.fields(3, self.rng.randint(1, 6), plain=True)
        return {name: body for name, body in members.items() if name != "type"}

    def constraints(self, params: dict[str, Body]) -> Iterator[Body]:
        rng = self.rng
        found = readables(params, self.types)
        sent = [item.text for item in found if item.is_param and not item.is_ticked]
        for number in range(rng.choice([0, 0, 1, 3]) if found else 0):
            body: Body = {"id": f"{rng.choice(['c', 'class', '0-x'])}-{number}"}
            body["error"] = "c0nstraint_broken"
            kind = rng.randint(0, 2)
            if kind == 0:
                body["when"] = condition(rng, found, rng.randint(1, 3))
                body["then"] = condition(rng, found, rng.randint(1, 6))
            elif kind == 1 and len(sent) > 3:
                group = rng.choice(
                    ["exactly_one", "at_least_one", "at_most_one", "all_or_none"]
                )
                body[group] = rng.sample(sent, rng.randint(2, min(5, len(sent))))
            else:
                body["rule"] = condition(rng, found, rng.randint(1, 8))
            if self.chance(0.3):
                body["message"] = title(rng)
            yield body

    def error(
        self, rows: dict[str, Body], params: dict[str, Body], state: dict[str, Body]
    ) -> None:
        rng = self.rng
        mnemonic = self.mnemonics.take(
            *(word.lower() for word in _WORDS if word.isalpha()),
            "not_found_error",
            "rpc",
            "invalid_params",
            _LONG,
            f"{_LONG}_and_a_bit_more",
        )
        found = readables(params, self.types)
        found += readables(state, self.types, "state.")
        plain = [item for item in found if item.is_plain]
        if mnemonic == "invalid_params":
            # It answers faults of shape too, and there nothing fills its message.
            plain = []
        fills = rng.sample(plain, min(len(plain), rng.choice([0, 1, 2, 9])))
        holes = {
            f"p{number}_{rng.choice('abc')}": item for number, item in enumerate(fills)
        }
        row: Body = {"code": rng.choice([-32602, -32001, -32002, 17])}
        row["message"] = template(rng, list(holes))
        if self.chance(0.5):
            row["cause"] = prose(rng)
            row["fix"] = prose(rng)
        if found and self.chance(0.8):
            row["raise"] = [
                {
                    "when": condition(rng, found, rng.randint(1, 6)),
                    "params": {name: item.text for name, item in holes.items()},
                }
                for _ in range(rng.randint(1, 2))
            ]
            for one in row["raise"]:
                if not holes:
                    del one["params"]
        rows[mnemonic] = row

    def fields(self, depth: int, most: int, *, plain: bool = False) -> dict[str, Body]:
        rng = self.rng
        namer = Namer(rng, names.param, names.member)
        words = [*_WORDS, *_LONG.split("_"), _LONG, f"{_LONG[:60]}X"]
        return {
            namer.take(*words): self.field(depth, plain=plain)
            for _ in range(rng.randint(0, most))
        }

    def field(self, depth: int, *, plain: bool = False, named: bool = True) -> Body:
        rng = self.rng
        if named and self.types and self.chance(0.2):
            body: Body = {"type": rng.choice(list(self.types))}
        else:
            kinds = [
                "string",
                "string",
                "integer",
                "number",
                "boolean",
                "any",
                "format",
            ]
            deep = ["object", "array", "array", "map", "map", "tuple"]
            kind = rng.choice(kinds + deep * (depth > 0))
            if kind in _SCALARS and not plain and self.chance(0.1):
                return self.described({"const": rng.choice(_SCALARS[kind])}, plain)
            if kind == "tuple":
                return self.described(self.tuple(depth), plain)
            if kind == "format":
                return self.described(dict(rng.choice(_TYPED)), plain)
            body = {"type": kind} | self.keywords(kind, depth)
        return self.described(body, plain)

    def tuple(self, depth: int) -> Body:
        """A list whose places have types of their own."""
        count = self.rng.randint(1, 3)
        places = [self.field(depth - 1, plain=True) for _ in range(count)]
        body: Body = {"type": "array", "prefixItems": places}
        if self.chance(0.3):
            body["items"] = self.field(depth - 1, plain=True)
            body |= {"maxItems": 4} if self.chance(0.5) else {}
        return body

    def described(self, body: Body, plain: bool) -> Body:
        """What a declaration says around a type."""
        rng = self.rng
        if self.chance(0.4) and not plain:
            body["required"] = True
        if self.chance(0.2):
            body["nullable"] = True
        if self.chance(0.5):
            body["description"] = prose(rng)
        if self.chance(0.3):
            body["title"] = title(rng)
        if self.chance(0.1):
            body["deprecated"] = prose(rng)
        if self.chance(0.2) and not plain and not body.get("required"):
            body["default"] = sample(body, self.types)
        return body

    def keywords(self, kind: str, depth: int) -> Body:
        rng = self.rng
        match kind:
            case "string":
                return rng.choice(_STRINGS)
            case "integer":
                return rng.choice(_INTEGERS)
            case "number":
                return rng.choice(_NUMBERS)
            case "boolean":
                return rng.choice([{}, {}, {"enum": [True]}])
            case "array":
                size = rng.choice([{}, {"minItems": 1, "maxItems": 3}])
                unique = {"uniqueItems": True} if self.chance(0.2) else {}
                return {"items": self.field(depth - 1, plain=True), **size, **unique}
            case "map":
                keys = rng.choice([{}, {}, *({"keys": pattern} for pattern in _KEYS)])
                most = rng.choice([{}, {"minProperties": 1}, {"maxProperties": 2}])
                return {"values": self.field(depth - 1, plain=True), **keys, **most}
            case "object":
                found = {"fields": self.fields(depth - 1, 5), "open": self.chance(0.3)}
                return found if found["fields"] else {}
            case _:
                return {}


_SCALARS: dict[str, list[Any]] = {
    "string": ["card", "'quoted\"", "漢字"],
    "integer": [2, -7],
    "number": [0.5, 2.0],
    "boolean": [True, False],
}
"""Constants of each type."""
_KEYS = ["^[a-z]{1,4}$", "^(a|b|key)$", "^[^.]*$"]
"""Patterns of keys, of which `a` fits each."""
_STRINGS: list[Body] = [
    {},
    {},
    {"enum": ["a", "b"]},
    {"enum": {"'quoted\"": "Both \"kinds\" of 'quotes'.", "\\": None, "漢字": "Wide."}},
    {"enum": [f"a rather long value of an enum, number {n}" for n in range(6)]},
    {"pattern": "^[1-9][0-9]{0,14}$"},
    {"pattern": "^(" + "|".join(f"word{n}\"'" for n in range(14)) + ")$"},
    {"pattern": "^[a-z]{1,9}\\.[\"'漢]?$", "minLength": 2, "maxLength": 5},
    *({"format": name} for name in FORMATS),
    {"format": "email", "minLength": 30},
    {"minLength": 1, "maxLength": 1_000},
]
_TYPED: list[Body] = [
    *({"type": name} for name in TYPED),
    {"type": "date", "enum": ["2024-02-29", "2030-01-01"]},
    {"type": "datetime", "minimum": "2024-01-01T00:00:00+02:00"},
    {"type": "time", "exclusiveMaximum": "20:00:00Z"},
    {"type": "duration", "enum": ["PT15M", "PT1H"]},
    {"type": "decimal", "minimum": "0", "maximum": "100", "multipleOf": "0.01"},
    {"type": "bytes", "minLength": 2, "maxLength": 4},
    {"type": "uri"},
    {"type": "email", "maxLength": 30},
]
_INTEGERS: list[Body] = [
    {},
    {"minimum": 1, "maximum": 10},
    {"enum": [1, -2, 3]},
    {"exclusiveMinimum": 0, "exclusiveMaximum": 9007199254740991},
    {"multipleOf": 5},
]
_NUMBERS: list[Body] = [
    {},
    {"minimum": -0.5, "exclusiveMaximum": 1000000.25},
    {"enum": [0.5, 1, -0.25]},
    {"multipleOf": 0.01},
]


def sample(body: Body, types: dict[str, Body]) -> object:
    """A legal value of a field."""
    if "const" in body:
        return body["const"]
    kind = body["type"]
    if kind in types:
        return sample(types[kind], types)
    if "enum" in body:
        return next(iter(body["enum"]))
    match kind:
        case "string" if "pattern" in body:
            return (
                "1"
                if "[1-9]" in body["pattern"]
                else "word1\"'" if "word" in body["pattern"] else "ab."
            )
        case "string" if "format" in body:
            return next(formats.texts(body["format"], body.get("minLength", 0)))
        case "string":
            return "some \"text\" of 'it'"
        case "uri" | "email":
            return formats.PLACEHOLDERS[kind]
        case "bytes":
            return "aGk="
        case _ if kind in TYPED:
            return formats.TYPED_PLACEHOLDERS[kind]
        case "integer" | "number":
            return 5 if kind == "integer" else 1
        case "boolean":
            return True
        case "array" if "prefixItems" in body:
            return [sample(place, types) for place in body["prefixItems"]]
        case "array":
            return [sample(body["items"], types)]
        case "map":
            return {"a": sample(body["values"], types)}
        case "object":
            return {
                name: sample(member, types)
                for name, member in body.get("fields", {}).items()
                if member.get("required")
            }
        case _:
            return {"any": [1, "two", None]}


__all__ = ["Readable", "service", "sources"]
