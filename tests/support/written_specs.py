"""Declarations, conditions and requests of a seed, written down from what `docs/language.md` says; `written_services` makes specs of them.

Nothing of onespec is asked here, so that what it takes for legal is never what a request is made of: a declaration remembers
the good values that it was written around.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

Node = dict[str, Any]
Atom = Callable[[str], str]

PATTERNS = {
    "^[a-z]+$": ["ab", "q"],
    "^[A-Z]{2}-[0-9]{2}$": ["AB-12", "ZZ-00"],
    "b": ["abc", "b"],
    r"^\d{4}$": ["2024", "0000"],
    "^(?:x|yy)*$": ["", "xyy"],
    r"^[^@\s]+@[^@\s]+$": ["a@b", "é@ü"],
    "^.{2}$": ["🎉a", "ab"],
    r"^\w+$": ["a_1", "Z"],
}
FORMATS = {
    "date": ["2024-02-29", "2030-01-01", "1999-12-31", "2024-03-01"],
    "date-time": ["2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5+01:00"],
    "time": ["12:00:00Z", "23:59:59+01:00"],
    "duration": ["PT1H", "P1D", "P2W"],
    "email": ["a@example.org", "x.y@example.com"],
    "hostname": ["example.org", "a"],
    "ipv4": ["127.0.0.1", "10.0.0.255"],
    "ipv6": ["::1", "2001:db8::7"],
    "uri": ["https://example.org/x", "urn:a:b"],
    "uuid": ["5f0c1b6e-8a4d-4c1e-9d36-0a2b3c4d5e6f"],
}
TYPED = {
    # Each from the smallest to the largest, with other texts of the same value.
    "date": (
        ["0001-01-01", "1999-12-31", "2024-02-29", "2024-03-01", "9999-12-31"],
        [],
    ),
    "datetime": (
        [
            "2024-01-31T12:00:00+02:00",
            "2024-01-31T12:00:00Z",
            "2024-01-31T12:00:00.5Z",
            "2024-12-31T23:59:59-01:00",
        ],
        ["2024-01-31T13:00:00+01:00", "2024-01-31t12:00:00z"],
    ),
    "time": (
        ["00:00:00Z", "08:00:00+01:00", "12:00:00.25Z", "23:00:00Z"],
        ["09:00:00+02:00", "12:00:00.250Z"],
    ),
    "duration": (["PT0S", "PT90S", "PT1H", "P1D", "P1DT2H", "P2W"], ["PT60M", "PT24H"]),
    "decimal": (["-3", "0", "0.5", "10.50", "99999999999999999999.25"], ["10.5", "-0"]),
    "uuid": (
        [
            "00000000-0000-4000-8000-000000000000",
            "5f0c1b6e-8a4d-4c1e-9d36-0a2b3c4d5e6f",
        ],
        ["5F0C1B6E-8A4D-4C1E-9D36-0A2B3C4D5E6F"],
    ),
    "uri": (["https://example.org/a", "mailto:a@example.org"], []),
    "email": (["a@example.org", "b.c@example.com"], []),
    "bytes": (["aGk=", "AA==", "YWJjZA==", "YWJj"], []),
}
ORDERED = ("date", "datetime", "time", "duration", "decimal")
CONSTANTS = {name: name for name in ("date", "time", "duration", "decimal", "uuid")}
CONSTANTS["datetime"] = "timestamp"
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 0.5, 1e300, 2**53 + 1, 10**25, "", " ", "a"),
    *("1", "٣", "🎉", "ab\n", "null", "2024-02-30", "2024-01-31T12:00:00", "PT1.5S"),
    *("aGk", "1e5", "NaN", "x" * 2500, [], [None], [1, 1.0], ["a", "a"], [[]], {}),
    *({"kind": "k1"}, {"kind": None}, {"__proto__": 1}, {"a": {"a": {"a": []}}}),
]
NAMES = "a b first_name from in has size kind toString constructor user-name camelCase value n1 data id type".split()
KEYS = ["ab", "zz", "a-b", "", "__proto__", "constructor", "Ж", "k.1", "it's", "0"]
TEXT = {"description": "Words"}


class Writer:
    """Writes the spec of a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"written {seed}")
        self.types: dict[str, Node] = {}
        self.methods: dict[str, Node] = {}
        self.common: dict[str, Node] = {}
        self.good: dict[int, list[Any]] = {}
        """The values that the writer had in mind, by the identity of the declaration."""
        self.kept: list[Node] = []
        """What has such an identity, so that nothing else gets it."""

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    # Declarations.

    def field(self, depth: int = 0, *, place: str = "member") -> Node:
        """A declaration for a param or member, an item, or a shared type."""
        makers: list[Callable[[int], Node]] = [
            *([self.string] * 3 + [self.number] * 3 + [self.typed] * 3),
            *(self.boolean, self.constant, lambda _: {"type": "any"}),
        ]
        if depth < 3:
            makers += [self.array, self.tuple, self.map, self.object, self.object]
            makers += [self.union]
        if self.types and place != "type":
            makers += [self.named] * 4
        node = self.rng.choice(makers)(depth)
        good = self.good.get(id(node))
        if place in ("member", "item") and self.chance(0.2):
            node["nullable"] = True
        if place == "member":
            if self.chance(0.4):
                node["required"] = True
            elif self.chance(0.25) and self.has_default(node):
                node["default"] = self.legal(node, 1)
        if place in ("member", "item") and good and self.chance(0.2):
            node["example"] = self.rng.choice(good)
        return node

    def has_default(self, node: Node) -> bool:
        """Whether a value is easily found that all judges of a default take: constraints of types are none of its business."""
        if "const" in node or "uniqueItems" in node:
            return False
        text = json.dumps(node)
        return not any(f'"{name}"' in text for name in self.types if name != "Key")

    def keep(self, node: Node, good: list[Any]) -> Node:
        self.good[id(node)] = good
        self.kept.append(node)
        return node

    def string(self, _: int) -> Node:
        rng = self.rng
        kind = rng.randrange(5)
        if kind == 0:
            pattern = rng.choice(list(PATTERNS))
            return self.keep({"type": "string", "pattern": pattern}, PATTERNS[pattern])
        if kind == 1:
            name = rng.choice(list(FORMATS))
            return self.keep({"type": "string", "format": name}, FORMATS[name])
        if kind == 2:
            words = rng.sample(["low", "high", "Ж", "a b", "x'y", "0"], 3)
            enum: Any = words if self.chance(0.5) else dict.fromkeys(words, "Words.")
            return self.keep({"type": "string", "enum": enum}, words)
        good = rng.sample(["a", "ab", "🎉", "éé", "long word", "x" * 40], 3)
        node: Node = {"type": "string"}
        if self.chance(0.6):
            node["minLength"] = min(map(len, good))
        if self.chance(0.6):
            node["maxLength"] = max(map(len, good))
        return self.keep(node, good)

    def number(self, _: int) -> Node:
        rng = self.rng
        whole = self.chance(0.6)
        pool = [-10, 0, 5, 10, 40, 2**40] if whole else [-2.5, 0, 0.5, 1.25, 10, 1e9]
        good: list[Any] = rng.sample(pool, 3)
        node: Node = {"type": "integer" if whole else "number"}
        kind = rng.randrange(3)
        if kind == 0:
            node["enum"] = good
            return self.keep(node, good)
        if self.chance(0.6):
            exclusive = self.chance(0.4)
            key = "exclusiveMinimum" if exclusive else "minimum"
            node[key] = min(good) - (1 if exclusive else 0)
        if self.chance(0.6):
            exclusive = self.chance(0.4)
            key = "exclusiveMaximum" if exclusive else "maximum"
            node[key] = max(good) + (1 if exclusive else 0)
        if kind == 1 and whole and 2**40 not in good:
            node["multipleOf"] = 5
        elif kind == 1 and not whole:
            node["multipleOf"] = 0.25
        return self.keep(node, good)

    def boolean(self, _: int) -> Node:
        if self.chance(0.2):
            return self.keep({"type": "boolean", "enum": [True]}, [True])
        return self.keep({"type": "boolean"}, [True, False])

    def constant(self, _: int) -> Node:
        value = self.rng.choice(["fast", "", 2, 0, -1, 1.5, True, False])
        node = {"const": value}
        if value == 2 and self.chance(0.5):
            node = {"type": "number", "const": value}
        return self.keep(node, [value])

    def typed(self, _: int) -> Node:
        rng = self.rng
        name = rng.choice(list(TYPED))
        values, others = TYPED[name]
        node: Node = {"type": name}
        if name in ORDERED and self.chance(0.6):
            low = rng.randrange(len(values) - 1)
            high = rng.randrange(low + 1, len(values))
            values = values[low : high + 1]
            if self.chance(0.7):
                node["minimum"] = values[0]
            if self.chance(0.7):
                if self.chance(0.4) and len(values) > 1:
                    node["exclusiveMaximum"] = values.pop()
                else:
                    node["maximum"] = values[-1]
            return self.keep(node, values)
        if name == "bytes":
            node |= {"minLength": 1, "maxLength": 4} if self.chance(0.6) else {}
        elif name == "uri" and self.chance(0.3):
            values = ["https://example.org/a"]
            node["pattern"] = "^https:"
        elif self.chance(0.3):
            values = rng.sample(values, 2)
            node["enum"] = values
            return self.keep(node, values)
        if name == "decimal" and self.chance(0.5):
            node["multipleOf"] = "0.25"
        return self.keep(node, values + others)

    def named(self, _: int) -> Node:
        return {"type": self.rng.choice(list(self.types))}

    def items(self, depth: int) -> Any:
        if self.chance(0.2):
            return self.rng.choice(["string", "integer", "date", "any", *self.types])
        return self.field(depth + 1, place="item")

    def array(self, depth: int) -> Node:
        node: Node = {"type": "array", "items": self.items(depth)}
        if self.chance(0.4):
            node["minItems"] = self.rng.randint(0, 2)
        if self.chance(0.4):
            node["maxItems"] = self.rng.randint(2, 4)
        if self.chance(0.3):
            node["uniqueItems"] = True
        return node

    def tuple(self, depth: int) -> Node:
        places = [self.items(depth) for _ in range(self.rng.randint(1, 3))]
        node: Node = {"type": "array", "prefixItems": places}
        if self.chance(0.4):
            node["items"] = self.items(depth)
            if self.chance(0.5):
                node["maxItems"] = len(places) + self.rng.randint(1, 2)
        return node

    def map(self, depth: int) -> Node:
        node: Node = {"type": "map", "values": self.items(depth)}
        if self.chance(0.4):
            node["keys"] = self.rng.choice(["^[a-z]{2}$", "^[a-z-]+$", "Key"])
        if self.chance(0.3):
            node["minProperties"] = 1
        if self.chance(0.3):
            node["maxProperties"] = 2
        return node

    def object(self, depth: int) -> Node:
        if self.chance(0.1):
            return {"type": "object"}
        names = self.rng.sample(NAMES, self.rng.randint(1, 4))
        node: Node = {"type": "object"}
        node["fields"] = {name: self.field(depth + 1) for name in names}
        if depth == 0:
            for member in node["fields"].values():
                member["description"] = "Words"
        if self.chance(0.2):
            node["open"] = True
        return node

    def union(self, depth: int) -> Node:
        if self.chance(0.5):
            return self.told(depth)
        families = [
            [lambda: self.string(0), lambda: self.typed(0), lambda: "string"],
            [lambda: self.number(0), lambda: "integer"],
            [lambda: self.boolean(0)],
            [lambda: self.array(depth + 1), lambda: self.tuple(depth + 1)],
            [lambda: self.object(depth + 1), lambda: self.map(depth + 1)],
        ]
        chosen = self.rng.sample(families, self.rng.randint(2, 4))
        return {"one_of": [self.rng.choice(family)() for family in chosen]}

    def told(self, depth: int) -> Node:
        """Objects that one member tells apart."""
        options = []
        for number in range(self.rng.randint(2, 3)):
            option = self.object(depth + 1)
            value = f"k{number}"
            kind: Node = {"const": value, "required": True}
            if self.chance(0.4):
                kind = {"type": "string", "enum": [value], "required": True}
            self.keep(kind, [value])
            option["fields"] = {**option.get("fields", {}), "kind": kind}
            options.append(option)
        return {"one_of": options, "discriminator": "kind"}

    def shared(self) -> None:
        self.types["Key"] = self.keep(
            {"type": "string", "pattern": "^[a-z]+$"}, ["ab", "q"]
        )
        for name in self.rng.sample(
            ["Thing", "Part", "List", "Any", "Date"], self.rng.randint(0, 4)
        ):
            node = self.object(1) if self.chance(0.3) else self.field(1, place="type")
            if node.get("fields") and self.chance(0.5):
                node["fields"] |= self.circle(name)
            self.types[name] = node
        objects = [name for name, node in self.types.items() if node.get("fields")]
        if len(objects) > 1 and self.chance(0.6):
            # A circle over several types.
            for name, other in zip(objects, [*objects[1:], objects[0]], strict=True):
                self.types[name]["fields"] |= {
                    f"to_{key}": node for key, node in self.circle(other).items()
                }
        for name, node in self.types.items():
            if node.get("fields"):
                rules = self.rules(node["fields"], self.rng.randint(0, 2))
                if rules:
                    node["constraints"] = rules

    def circle(self, name: str) -> dict[str, Node]:
        return self.rng.choice(
            [
                {"next": {"type": name}},
                {"next": {"type": name, "nullable": True, "required": True}},
                {"parts": {"type": "array", "items": name}},
                {"by_key": {"type": "map", "values": name, "required": True}},
                {"other": {"one_of": [name, "integer"], "required": True}},
            ]
        )

    # Conditions.

    def rules(self, fields: dict[str, Node], count: int) -> list[Node]:
        rng = self.rng
        rules: list[Node] = []
        while len(rules) < count:
            rule: Node = {"id": f"rule-{len(rules)}"}
            kind = rng.randrange(4)
            if kind == 0 and len(fields) > 1:
                group = rng.choice(
                    ["exactly_one", "at_least_one", "at_most_one", "all_or_none"]
                )
                names = rng.sample(
                    list(fields), rng.randint(2, len(fields) if len(fields) < 4 else 3)
                )
                rule[group] = names
            elif kind == 1:
                rule |= {"when": self.condition(fields), "then": self.condition(fields)}
            elif (found := self.each(fields)) and self.chance(0.6):
                rule["rule"], blamed = found
                rule["blame"] = [blamed]
            else:
                rule["rule"] = self.condition(fields, 1)
                if self.chance(0.4):
                    rule["blame"] = rng.sample(list(fields), 1)
            if self.chance(0.15):
                rule["message"] = "These don't go together"
            rules.append(rule)
        return rules

    def each(
        self, fields: dict[str, Node], kind: str = "all"
    ) -> tuple[str, str] | None:
        """A condition about all items of a list, and the item at fault as `blame` names it."""
        found = []
        for name, node in fields.items():
            whole = node
            while whole.get("type") in self.types:
                whole = self.types[whole["type"]]
            if (
                whole.get("type") == "array"
                and "items" in whole
                and name.isidentifier()
            ):
                if "prefixItems" not in whole and name not in ("in", "from", "has"):
                    found.append((name, node, whole))
        if not found:
            return None
        name, node, whole = self.rng.choice(found)
        item = (
            {"type": whole["items"]}
            if isinstance(whole["items"], str)
            else whole["items"]
        )
        blamed = f"{name}.*"
        condition = self.of("i", item, 1, True)
        inner = item
        while inner.get("type") in self.types and "nullable" not in inner:
            inner = self.types[inner["type"]]
        if inner.get("fields") and "nullable" not in inner and self.chance(0.7):
            member = self.rng.choice(list(inner["fields"]))
            if member.isidentifier() and member not in ("in", "from", "has"):
                blamed += f".{member}"
        said = f"{name}.{kind}(i, {condition})"
        if "nullable" in node or "nullable" in whole:
            said = (
                f"({name} == null || {said})"
                if kind == "all"
                else f"({name} != null && {said})"
            )
        if "required" not in node and "default" not in node:
            said = (
                f"(!has({name}) || {said})"
                if kind == "all"
                else f"(has({name}) && {said})"
            )
        return said, blamed

    def condition(self, fields: dict[str, Node], depth: int = 0) -> str:
        rng = self.rng
        if depth < 2 and self.chance(0.3):
            a, b = (self.condition(fields, depth + 1) for _ in range(2))
            if self.chance(0.2):
                return f"({a} ? {b} : {self.condition(fields, 2)})"
            return f"({a} {rng.choice(['&&', '||'])} {b})"
        if self.chance(0.15):
            return f"!({self.condition(fields, depth + 1)})"
        name = rng.choice(list(fields))
        return self.about(name, fields[name])

    def about(self, name: str, node: Node) -> str:
        path = name.replace("-", "_") if name.isidentifier() or "-" in name else name
        if path in ("in", "from", "has"):
            path = f"params.{path}"
        elif path == "camelCase":
            path = self.rng.choice(["camelCase", "camel_case"])
        said = self.of(path, node, 0)
        if self.chance(0.1):
            return f"has({path})"
        if "required" in node or "default" in node:
            return said
        return self.rng.choice(
            [f"(!has({path}) || {said})", f"(has({path}) && {said})"]
        )

    def of(self, path: str, node: Any, depth: int, inside: bool = False) -> str:
        """A condition about a value that is there."""
        rng = self.rng
        if isinstance(node, str):
            node = {"type": node}
        if node.get("nullable"):
            bare = {key: value for key, value in node.items() if key != "nullable"}
            self.keep(bare, self.good.get(id(node), []))
            return f"({path} == null || {self.of(path, bare, depth, inside)})"
        name = node.get("type", "")
        if name in self.types and name not in TYPED:
            return self.of(path, self.types[name], depth + 1, inside)
        good = self.good.get(id(node), [])
        if "const" in node:
            name = {str: "string", bool: "boolean"}.get(type(node["const"]), "number")
        if name == "boolean":
            return rng.choice([path, f"!{path}", f"{path} == true"])
        if name in ("integer", "number"):
            picked = rng.choice(good or [1])
            return rng.choice(
                [
                    f"{path} {rng.choice(['<', '<=', '>', '>=', '==', '!='])} {picked}",
                    f"{path} + 1 > {picked} * 2",
                    f"{path} in [{picked}, 7]",
                    f"-{path} < {picked} - 1",
                ]
            )
        if name == "string" or name in ("uri", "email"):
            text = str(rng.choice(good or ["a"])).replace("'", "")
            quoted = f"'{text}'"
            return rng.choice(
                [
                    f"{path} == {quoted}",
                    f"{path} in [{quoted}, 'x']",
                    f"size({path}) > {rng.randint(0, 3)}",
                    f"{path}.startsWith({quoted})",
                    f"!{path}.endsWith({quoted})",
                    f"{path}.contains({quoted})",
                    f"{path}.matches('^[a-z]')",
                ]
            )
        if name in CONSTANTS:
            text = rng.choice(good or TYPED[name][0])
            op = rng.choice(
                ["==", "!=", "<", ">="] if name in ORDERED else ["==", "!="]
            )
            return f"{path} {op} {CONSTANTS[name]}('{text}')"
        if "prefixItems" in node:
            index = rng.randrange(len(node["prefixItems"]))
            return self.of(
                f"{path}[{index}]", node["prefixItems"][index], depth + 1, inside
            )
        if name == "array" and not inside and self.chance(0.8) and depth < 3:
            words = rng.choice(["all", "exists"])
            return f"{path}.{words}(i, {self.of('i', node['items'], depth + 1, True)})"
        if name == "map":
            if inside or self.chance(0.4) or depth > 2:
                entry = self.of(f"{path}['ab']", node["values"], depth + 1, inside)
                return f"(!('ab' in {path}) || {entry})"
            entry = self.of(f"{path}[k]", node["values"], depth + 1, True)
            return f"{path}.{rng.choice(['all', 'exists'])}(k, {entry})"
        if name == "object" and node.get("fields") and depth < 3:
            member = rng.choice(list(node["fields"]))
            if member.isidentifier() and member not in ("in", "from", "has"):
                inner = node["fields"][member]
                said = self.of(f"{path}.{member}", inner, depth + 1, inside)
                if "required" in inner or "default" in inner:
                    return said
                return f"(!has({path}.{member}) || {said})"
        if "discriminator" in node:
            return f"{path}.kind {rng.choice(['==', '!='])} 'k0'"
        if name in ("array", "map", "object"):
            return f"size({path}) {rng.choice(['<', '>'])} {rng.randint(0, 2)}"
        return "true" if rng.random() < 0.05 else "1 < 2"

    # Requests.

    def legal(self, node: Any, depth: int) -> Any:
        return self.value(node, depth, 0)

    def value(self, node: Any, depth: int, wrong: float) -> Any:
        """A value of a declaration; each part of it is another with this chance."""
        rng = self.rng
        if isinstance(node, str):
            node = {"type": node}
        if rng.random() < wrong / 2:
            return copy.deepcopy(rng.choice(ODD))
        if node.get("nullable") and (depth > 7 or rng.random() < 0.25):
            # What contains itself ends somewhere.
            return None
        if rng.random() < wrong / 4:
            return None
        name = node.get("type", "")
        if name in self.types:
            return self.value(self.types[name], depth + 1, wrong)
        if node.get("one_of"):
            # What ends comes last where a type contains itself.
            options = node["one_of"] if depth < 8 else node["one_of"][-1:]
            return self.value(rng.choice(options), depth + 1, wrong)
        if "prefixItems" in node:
            made = [self.value(one, depth + 1, wrong) for one in node["prefixItems"]]
            if "items" in node and rng.random() < 0.4 and depth < 8:
                made.append(self.value(node["items"], depth + 1, wrong))
            if rng.random() < wrong:
                made = rng.choice([made[:-1], [*made, 1], [*made, None]])
            return made
        if name == "array":
            low, high = node.get("minItems", 0), node.get("maxItems", 3)
            count = low if depth > 7 else rng.randint(low, max(low, high))
            if rng.random() < wrong:
                count = rng.choice([0, low - 1, high + 1])
            made = [self.value(node["items"], depth + 1, wrong) for _ in range(count)]
            if node.get("uniqueItems") and rng.random() > wrong:
                kept: list[Any] = []
                for one in made:
                    if not any(same(one, other) for other in kept):
                        kept.append(one)
                made = kept
            return made
        if name == "map":
            keys = ["ab", "zz"] if rng.random() > wrong * 2 else rng.sample(KEYS, 3)
            low = node.get("minProperties", 0)
            count = low if depth > 7 else rng.randint(low, len(keys))
            return {
                key: self.value(node["values"], depth + 1, wrong)
                for key in keys[:count]
            }
        if name == "object" or "fields" in node:
            return self.members(node.get("fields", {}), depth, wrong) | (
                {"more": rng.choice(ODD)}
                if node.get("open") and rng.random() < 0.3 or rng.random() < wrong
                else {}
            )
        if name == "any":
            return copy.deepcopy(rng.choice(ODD))
        good = self.good.get(id(node)) or self.usual(node)
        picked = rng.choice(good)
        return self.near(picked, node) if rng.random() < wrong else picked

    def usual(self, node: Node) -> list[Any]:
        """Good values of a declaration that was copied since it was written."""
        name = node.get("type", "")
        if "const" in node:
            return [node["const"]]
        if "enum" in node:
            return list(node["enum"])
        if "example" in node:
            return [node["example"]]
        if name in TYPED:
            return TYPED[name][0]
        return {"integer": [0, 5], "number": [0.5, 10], "boolean": [True]}.get(
            name, ["ab"]
        )

    def members(
        self, fields: dict[str, Node], depth: int, wrong: float
    ) -> dict[str, Any]:
        made = {}
        for name, node in fields.items():
            there = "required" in node or (depth < 7 and self.rng.random() < 0.5)
            if self.rng.random() < wrong / 3:
                there = not there
            if there:
                made[name] = self.value(node, depth + 1, wrong)
        return made

    def near(self, value: Any, node: Node) -> Any:
        """What is nearly that value."""
        rng = self.rng
        if isinstance(value, bool):
            return rng.choice([int(value), str(value).lower(), not value])
        if isinstance(value, int | float):
            edges = [
                node[key]
                for key in node
                if key.endswith("imum") or key.startswith("exclusiveM")
            ]
            edge = rng.choice(edges or [value])
            return rng.choice(
                [value + 1, value - 1, edge + 1, edge - 1, edge, value + 0.5]
                + [float(value), str(value), value * 10**20, -value]
            )
        edges = [node[key] for key in node if isinstance(node[key], str)]
        more = [
            one for values in TYPED.get(node.get("type"), ([], [])) for one in values
        ]
        more += PATTERNS.get(node.get("pattern", ""), [])
        return rng.choice(
            [value + "x", value + "\n", " " + value, value.upper(), value[:-1]]
            + [value.lower(), value * 3, "", value + "🎉", *edges, *more]
        )

    def request(self, method: str) -> dict[str, Any]:
        """Params of a method: legal as far as shapes go, or nearly so."""
        wrong = self.rng.choice([0, 0, 0, 0.05, 0.15, 0.3])
        made = self.members(self.methods[method], 0, wrong)
        if self.rng.random() < wrong / 2:
            made[self.rng.choice(["more", "", "__proto__", "toString"])] = 1
        return made


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
