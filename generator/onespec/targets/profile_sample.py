"""Service -> a profile to start from, with every fact explained, and the schema that editors hold profiles against."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, assert_never

from onespec.cases.errors import accounts, credential
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    DataType,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.json_layout import json_members
from onespec.model import Service
from onespec.prose import plain
from onespec.render import render
from onespec.texts import JsonText, YamlText, comment, json_text, yaml_string
from onespec.verdict import sample_state


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact: what it is, and a line that states it."""

    about: tuple[YamlText, ...]
    line: YamlText


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """The commented sample."""

    endpoint: YamlText
    facts: tuple[FactView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaView:
    """Members of a JSON document."""

    members: JsonText


def profile_sample(service: Service) -> str:
    """A profile as one would write it by hand, with the sample account in it."""
    url = service.servers[0].url if service.servers else "http://127.0.0.1:8000/"
    view = SampleView(
        endpoint=yaml_string(url),
        facts=tuple(_fact(service, fact) for fact in service.state),
    )
    return render("conformance/profile.example.yaml.j2", view)


def profile_reference(service: Service) -> str:
    """The profile of the reference server as it runs without one: its sample accounts."""
    held = credential(service)
    others = [
        {
            "title": token,
            "token": token,
            "state": {
                name: value for name, value in facts.items() if held and name != held[1]
            },
        }
        for token, facts in accounts(service).items()
    ]
    data: dict[str, Any] = {"state": sample_state(service), "accounts": others}
    return render(
        "conformance/profile.reference.json.j2", SchemaView(members=json_members(data))
    )


def _fact(service: Service, fact: Field) -> FactView:
    sample = sample_state(service).get(fact.name)
    if fact.secret:
        sample = _references(fact)
    lines = textwrap.wrap(comment(plain(fact.description)), 96) or [fact.name]
    return FactView(
        about=tuple(YamlText(f"# {line}") for line in lines),
        line=YamlText(f"{fact.name}: {json_text(sample, None)}"),
    )


def _references(fact: Field) -> Any:
    """A secret is never written down: a variable of the environment holds it."""
    name = f"${{{fact.name.upper().removesuffix('S')}}}"
    return [name] if isinstance(fact.type, ArrayType) else name


def profile_schema(service: Service) -> str:
    """The JSON Schema of profiles for this service."""
    state = {
        "type": "object",
        "additionalProperties": False,
        "properties": {fact.name: _described(fact) for fact in service.state},
    }
    params = {
        "type": "object",
        "description": "What to send for a param wherever a case needs no other value.",
    }
    members: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Profile of an endpoint of {service.title}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "endpoint": {
                "type": "string",
                "description": "URL; an option wins over it.",
            },
            "token": {"type": "string", "description": "The credential, as ${NAME}."},
            "state": {
                **state,
                "description": "Facts of the account. A case whose facts are missing is skipped.",
            },
            "params": params,
            "outside": {
                "type": "object",
                "description": "For facts that are lists: values that the list does not hold.",
                "additionalProperties": {"type": "array"},
            },
            "accounts": {
                "type": "array",
                "description": "Other accounts, each told by what differs: a token in `params`, facts in `state`.",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "title": {"type": "string"},
                        "token": {"type": "string"},
                        "state": state,
                        "params": params,
                    },
                },
            },
            "allow": {
                "type": "object",
                "description": "Params that carry one of these values wherever a request is acted on.",
                "additionalProperties": {"type": "array"},
            },
            "limits": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "requests": {"type": "integer", "minimum": 1},
                    "calls": {"type": "integer", "minimum": 0},
                    "per_second": {"type": "number", "exclusiveMinimum": 0},
                },
            },
        },
    }
    return render(
        "conformance/profile.schema.json.j2", SchemaView(members=json_members(members))
    )


def _described(fact: Field) -> dict[str, Any]:
    found = _kind(fact.type)
    text = plain(fact.description)
    return {**found, "description": text} if text else found


def _kind(kind: DataType) -> dict[str, Any]:
    """The type alone; a text may name a variable of the environment, so its form is not held."""
    match kind:
        case StringType():
            return {"type": "string"}
        case IntegerType():
            return {"type": "integer"}
        case NumberType():
            return {"type": "number"}
        case BooleanType():
            return {"type": "boolean"}
        case ArrayType(items=items):
            return {"type": "array", "items": _kind(items.type)}
        case ObjectType():
            return {"type": "object"}
        case AnyType():
            return {}
        case _:
            assert_never(kind)
