"""Every fact of a method's model stands on its page and on the page's twin."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from docs_reading import read
from onespec import prose
from onespec.datatypes import Field
from onespec.language.ast import Binary, Has, Literal, Read, walk
from onespec.model import (
    Constraint,
    ConstraintExample,
    ErrorKind,
    Example,
    Flow,
    FlowStep,
    Method,
    Raise,
    Service,
)
from onespec.notation.english_types import json_words
from onespec.spec import load
from onespec.targets import docs
from places import SPEC

SPECS = (SPEC,)

UNSHOWN = {
    "span",
    "extensions",
    "source",
    "condition",
    "shape",
    "methods",
    "common_errors",
    "param_structure",
}
"""Parts of the model that are no facts of the method, or that another part says: a shape is its condition's reading,
and what a common error says of itself stands on its own page too."""

FLAGS = {
    "readonly",
    "idempotent",
    "auth",
    "required",
    "nullable",
    "secret",
    "accepted",
    "starts",
    "unique_items",
    "open",
    "param_structure",
}
"""Booleans and choices, which pages say in words, or not where nothing is said."""


def squeezed(text: str) -> str:
    """Words without what parts them: spaces, and the marks of Markdown and code."""
    return re.sub(r"[\s`\\]", "", text)


@cache
def service(spec: Path) -> Service:
    """A spec, loaded."""
    return load(spec)


@cache
def built(spec: Path) -> dict[str, str]:
    """Its docs."""
    return {file.path: file.content.decode() for file in docs.files(service(spec))}


METHODS = [
    pytest.param(spec, method.name, id=f"{spec.parent.name}-{method.name}")
    for spec in SPECS
    for method in service(spec).methods
]


def facts(value: object, name: str = "") -> Iterator[str]:
    """Every text, number and name of a part of the model, as a page would say it."""
    match value:
        case None | bool() | Enum():
            return
        case str() if name in (
            "description",
            "meaning",
            "text",
            "title",
            "reading",
            "cause",
            "fix",
            "default_note",
            "deprecated",
            "message",
        ):
            yield prose.plain(value)
        case str():
            yield value
        case int() | float():
            yield json_words(value)
        case ErrorKind():
            yield from (value.mnemonic, str(value.code), value.template)
            yield from facts([value.cause, value.fix], "cause")
            yield from facts(value.raises, "raises")
        case Raise():
            yield from conditions(value.when)
        case Example():
            yield from facts([value.title, value.description], "title")
            yield value.error
        case ConstraintExample():
            yield from (json_words(each) for each in value.params.values())
        case Constraint():
            yield from (value.id, value.error)
            yield from facts([value.description, value.message], "description")
            yield from facts(value.examples)
            yield from conditions(value.condition)
        case Flow() | FlowStep():
            yield from parts(value)
            yield from conditions(value.when) if value.when is not None else ()
        case Field() if value.secret:
            yield from (value.name, prose.plain(value.description))
        case Field():
            yield from parts(value)
            yield from (json_words(each) for each in value.examples)
        case list() | tuple():
            for item in value:
                yield from facts(item, name)
        case _ if dataclasses.is_dataclass(value):
            yield from parts(value)


def parts(value: object) -> Iterator[str]:
    """The facts in the fields of a part."""
    assert dataclasses.is_dataclass(value)
    for field in dataclasses.fields(value):
        if field.name in UNSHOWN | FLAGS | {"examples", "when"} and not isinstance(
            value, Method
        ):
            continue
        if field.name not in UNSHOWN | FLAGS:
            inner = getattr(value, field.name)
            if field.name == "about":
                inner = [".".join(path) for path in inner]
            yield from facts(inner, field.name)


def conditions(expr: object) -> Iterator[str]:
    """Names that a condition reads, and what they are compared with."""
    for part in walk(expr):  # type: ignore[arg-type]
        match part:
            case Read(path=path) | Has(path=path):
                yield ".".join(path)
            case Literal(value=str(value)):
                yield value
            case Binary(left=Literal(value=int(value))) | Binary(
                right=Literal(value=int(value))
            ):
                yield json_words(value)
            case _:
                pass


@pytest.mark.parametrize(("spec", "name"), METHODS)
def test_every_fact_of_the_model_is_on_its_page(spec: Path, name: str) -> None:
    words = squeezed(read(built(spec)[f"docs/methods/{name}.html"]).words)
    method = service(spec).method(name)

    assert [] == [fact for fact in facts(method) if squeezed(fact) not in words]


@pytest.mark.parametrize(("spec", "name"), METHODS)
def test_every_fact_of_the_model_is_on_its_twin(spec: Path, name: str) -> None:
    words = squeezed(html.unescape(built(spec)[f"docs/md/methods/{name}.md"]))
    method = service(spec).method(name)

    assert [] == [fact for fact in facts(method) if squeezed(fact) not in words]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec.parent.name))
def test_every_common_error_is_on_its_page_and_on_the_pages_of_its_methods(
    spec: Path,
) -> None:
    missing = []
    for method in service(spec).methods:
        page = squeezed(read(built(spec)[f"docs/methods/{method.name}.html"]).words)
        for kind in method.common_errors:
            own = squeezed(read(built(spec)[f"docs/errors/{kind.mnemonic}.html"]).words)
            missing += [
                (method.name, fact)
                for fact in facts(kind)
                if squeezed(fact) not in page or squeezed(fact) not in own
            ]

    assert [] == missing


def test_the_walk_finds_facts_of_every_kind() -> None:
    method = service(SPECS[0]).method("start.simple_call")
    found = set(facts(method))

    wanted = {"early_switching", "-32002", "contact_in_blacklist", "Operator"}

    assert wanted <= found
    assert len(found) > 150
