"""Service -> a profile to start from, with every fact explained, and the schema that editors hold profiles against."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from onespec.cases.errors import accounts, credential
from onespec.datatypes import ArrayType, Field
from onespec.json_layout import json_members
from onespec.model import Service
from onespec.prose import plain
from onespec.render import render
from onespec.runtime.player.profile_schema import schema_of
from onespec.runtime.player.suite import Suite
from onespec.texts import JsonText, YamlText, comment, json_text, yaml_string
from onespec.verdict import sample_state

NUMBER: Final = "a number of yours"
"""Stands in the sample where no number may stand that is somebody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    """One fact: what it is, and a line that states it."""

    about: tuple[YamlText, ...]
    line: YamlText


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleView:
    """The commented sample."""

    endpoint: YamlText
    credential: tuple[YamlText, ...]
    """How a credential is stated."""
    facts: tuple[FactView, ...]
    params: YamlText
    """Params that are numbers, with words in the place of each number."""
    allow: YamlText


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaView:
    """Members of a JSON document."""

    members: JsonText


def profile_sample(service: Service, suite: Suite) -> str:
    """A profile as one would write it by hand, with the sample account in it."""
    url = service.servers[0].url if service.servers else "http://127.0.0.1:8000/"
    leaves = {
        name: leaf
        for method in suite.methods.values()
        for name, leaf in method.leaves.items()
        if leaf.number and not leaf.own
    }
    view = SampleView(
        endpoint=yaml_string(url),
        credential=tuple(map(YamlText, _credential(service, suite))),
        facts=tuple(
            _fact(service, fact, is_needed=fact.name == suite.credential)
            for fact in service.state
        ),
        params=YamlText(
            json_text({name: NUMBER for name in leaves if "." not in name}, None)
        ),
        allow=YamlText(json_text({name: [NUMBER] for name in leaves}, None)),
    )
    return render("conformance/profile.example.yaml.j2", view)


def _credential(service: Service, suite: Suite) -> Iterator[str]:
    """Lines that state a credential; a secret is read from the environment."""
    auth = service.auth
    if auth is not None and auth.scheme == "basic":
        yield "# What requests are sent with, in their header."
        yield f'user: "${{{auth.env}}}"'
        yield f'password: "${{{auth.password_env}}}"'
    elif auth is not None and auth.header and not suite.credential:
        yield "# What requests are sent with, in their header."
        yield f'token: "${{{auth.env}}}"'
    else:
        yield '# token: "${TOKEN}" is short for the first of the good credentials below.'


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


def _fact(service: Service, fact: Field, *, is_needed: bool) -> FactView:
    """A fact with its sample; a secret that an account need not have waits to be stated."""
    sample = sample_state(service).get(fact.name)
    mark = ""
    if fact.secret:
        sample = _references(fact)
        mark = "" if is_needed else "# "
    lines = textwrap.wrap(comment(plain(fact.description)), 96) or [fact.name]
    return FactView(
        about=tuple(YamlText(f"# {line}") for line in lines),
        line=YamlText(f"{mark}{fact.name}: {json_text(sample, None)}"),
    )


def _references(fact: Field) -> Any:
    """A secret is never written down: a variable of the environment holds it."""
    name = f"${{{fact.name.upper().removesuffix('S')}}}"
    return [name] if isinstance(fact.type, ArrayType) else name


def profile_schema(service: Service, suite: Suite) -> str:
    """The JSON Schema of profiles for this service: what the player reads them by, with the words of the spec."""
    schema = schema_of(suite)
    facts = schema["properties"]["state"]["properties"]
    for fact in service.state:
        text = plain(fact.description)
        if text:
            facts[fact.name]["description"] = text
    members = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Profile of an endpoint of {service.title}",
        **schema,
    }
    return render(
        "conformance/profile.schema.json.j2", SchemaView(members=json_members(members))
    )
