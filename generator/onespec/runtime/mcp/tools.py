# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""The tools that a service comes to: one a method, or three for very many methods."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

Schema: TypeAlias = "dict[str, Any]"
Profile: TypeAlias = Literal["flat", "rich"]

MANY: Final = 50
"""Methods above which a tool for each is too much for a model to read."""
LISTED: Final = 10
"""Methods that one search tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What the tables of a generated package say of one method."""

    method: str
    """Its name on the wire."""
    tool: str
    """The same in the letters that names of tools have."""
    path: tuple[str, ...]
    """The attributes of the client that lead to it."""
    keywords: Mapping[str, str] = field(default_factory=dict[str, str])
    """Params that the client knows by another word."""
    title: str
    description: str
    rules: tuple[str, ...] = ()
    """What has to hold between params, in sentences."""
    flat: Schema
    """Its arguments, without any composition at the root and without references."""
    more: Schema = field(default_factory=dict[str, Any])
    """What the full schema, of JSON Schema 2020-12, has at its root besides."""
    output: Schema | None = None
    wraps: bool = False
    """Whether its result is no object, and stands under `result`."""
    readonly: bool = False
    idempotent: bool = False
    destructive: bool | None = None
    """None where the description does not say."""
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    """Params that are secret, with the variables of the environment that hold them."""
    credential: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What stands for the credential where arguments are judged: by its name."""
    hides: tuple[str, ...] = ()
    """Members of its result that are secret."""
    remedies: Mapping[str, str] = field(default_factory=dict[str, str])
    """For each error what can be done: `mend` the arguments, `wait`, `change_state` of
    the account; about all others nothing."""

    @property
    def asks(self) -> bool:
        """Whether a person is asked before it is called."""
        return not (self.readonly or self.idempotent)

    def arguments(self, profile: Profile) -> Schema:
        """The schema of its arguments."""
        schema = dict(self.flat)
        if profile == "rich":
            schema |= self.more
        if self.asks:
            schema["properties"] = {**schema.get("properties", {}), "dry_run": DRY_RUN}
        return schema

    @property
    def answer(self) -> Schema | None:
        """The schema of what the tool answers; after a dry run that is the verdict."""
        if self.output is None or not self.asks:
            return self.output
        verdict = {"accepted": {"type": "boolean"}, "sent": {"type": "boolean"}}
        members = {**self.output.get("properties", {}), **verdict}
        kept = {k: v for k, v in self.output.items() if k != "required"}
        return {**kept, "properties": members}

    @property
    def about(self) -> str:
        """Description and rules, each said once."""
        parts = [self.description or f"{self.title}."]
        if self.rules:
            parts.append("Rules:\n" + "\n".join(f"- {rule}" for rule in self.rules))
        if self.asks:
            parts.append(ASKS)
        return "\n\n".join(parts)

    @property
    def hints(self) -> dict[str, bool]:
        """What its description says of its effects, and nothing that it does not."""
        found = {"readOnlyHint": self.readonly}
        found["idempotentHint"] = self.idempotent or self.readonly
        if self.destructive is not None:
            found["destructiveHint"] = self.destructive
        return found


DRY_RUN: Final[Schema] = {
    "type": "boolean",
    "default": False,
    "description": "true: only say whether the arguments would be let through.",
}

ASKS: Final = "It has effects and is sent once: a person is asked before."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool as a client is told it."""

    name: str
    title: str
    description: str
    input_schema: Schema
    output_schema: Schema | None = None
    hints: Mapping[str, bool]


def tools(methods: Sequence[Method], profile: Profile) -> list[Tool]:
    """A tool for each method, in the order of their names."""
    return [
        Tool(
            name=one.tool,
            title=one.title,
            description=one.about,
            input_schema=one.arguments(profile),
            output_schema=one.answer,
            hints=one.hints,
        )
        for one in methods
    ]


def three(title: str, methods: Sequence[Method]) -> list[Tool]:
    """What stands for a tool for each of very many methods."""
    name = {"type": "string", "description": "The method's name, as search tells it."}
    return [
        Tool(
            name="search",
            title="Find methods",
            description=f"Find methods of {title[:200]} by words; {len(methods)} in all.",
            input_schema=_object({"words": {"type": "string"}}, ["words"]),
            hints={"readOnlyHint": True, "idempotentHint": True},
        ),
        Tool(
            name="describe",
            title="Describe a method",
            description="Arguments, rules, result and errors of one method.",
            input_schema=_object({"name": name}, ["name"]),
            hints={"readOnlyHint": True, "idempotentHint": True},
        ),
        Tool(
            name="call",
            title="Call a method",
            description=(
                "Call a method with arguments as `describe` tells them. What would be "
                "refused is not sent: the answer says why, and what mends it. "
                "Where the method has effects, a person is asked before."
            ),
            input_schema=_object(
                {"name": name, "arguments": {"type": "object"}, "dry_run": DRY_RUN},
                ["name"],
            ),
            hints=_joint(methods),
        ),
    ]


def _object(properties: Schema, required: list[str]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _joint(methods: Sequence[Method]) -> dict[str, bool]:
    """What holds for all methods together."""
    found = {
        "readOnlyHint": all(one.readonly for one in methods),
        "idempotentHint": all(one.readonly or one.idempotent for one in methods),
    }
    told = [one.destructive for one in methods if not one.readonly]
    if any(told):
        found["destructiveHint"] = True
    elif told and None not in told:
        found["destructiveHint"] = False
    return found


def search(methods: Iterable[Method], words: str) -> list[dict[str, str]]:
    """The methods that have most of the words, in names before titles before all else."""
    asked = list(dict.fromkeys(re.findall(r"\w+", words.lower())))[:20]
    ranked = [(_score(one, asked), one) for one in methods]
    best = sorted((pair for pair in ranked if pair[0]), key=lambda pair: -pair[0])
    return [{"name": one.tool, "title": one.title} for _, one in best[:LISTED]]


def _score(one: Method, asked: Iterable[str]) -> int:
    places = ((8, one.method), (4, one.title), (1, f"{one.description} {one.rules}"))
    names = " ".join(one.flat.get("properties", {}))
    return sum(
        weight
        for word in asked
        for weight, text in (*places, (2, names))
        if word in text.lower()
    )


def described(one: Method, profile: Profile) -> dict[str, Any]:
    """All that a caller has to know of a method."""
    return {
        "name": one.tool,
        "title": one.title,
        "description": one.about,
        "arguments": one.arguments(profile),
        "result": one.output,
        "hints": one.hints,
        "errors": dict(one.remedies),
    }


def nearest(methods: Iterable[Method], name: str) -> Iterator[str]:
    """Names that one was perhaps meant as."""
    plain = re.sub(r"\W|_", "", name.lower())
    for one in methods:
        other = re.sub(r"\W|_", "", one.tool.lower())
        if plain and (plain in other or other in plain):
            yield one.tool


def read(text: str) -> tuple[Method, ...]:
    """The methods of a table that was written as JSON."""
    rows: list[dict[str, Any]] = json.loads(text)
    lists = ("path", "rules", "hides")
    for row in rows:
        row.update({name: tuple(row[name]) for name in lists if name in row})
    return tuple(Method(**row) for row in rows)
