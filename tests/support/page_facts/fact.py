"""One fact of the pages, and the ways of reading a model that facts share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from onespec import verdict
from onespec.datatypes import Field, ObjectType, StringType
from onespec.model import Method, Service

METHOD = "start.simple_call"
MINIMAL = {
    "access_token": "your_access_token",
    "first_call": "operator",
    "virtual_phone_number": "74993720692",
    "contact": "79260000000",
    "operator": "79262444491",
}
"""A request with nothing but what is required, which the sample state lets through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A sentence of the pages, checked on the model and looked for in the docs."""

    says: str
    read: Callable[[Service], object]
    expected: object
    where: str
    """Anchor of the docs' element that tells it; empty: anywhere on the page."""
    shown: tuple[str, ...]
    """What stands there; empty where no reader needs the fact."""
    hidden: tuple[str, ...] = ()
    """What must not stand there."""
    page: str = "methods/start.simple_call"
    """The page of the docs, without its ending."""


def fact(
    says: str,
    read: Callable[[Service], object],
    expected: object,
    *shown: str,
    where: str = "",
) -> Fact:
    """A fact that a reader finds by its own words."""
    return Fact(says=says, read=read, expected=expected, where=where, shown=shown)


def prose(says: str, path: str, *needles: str) -> Fact:
    """A fact that stands in the description of a param, and in the docs beside that param."""

    def missing(service: Service) -> list[str]:
        text = param(service, path).description
        return [needle for needle in needles if needle not in text]

    return Fact(
        says=says, read=missing, expected=[], where=f"param-{path}", shown=needles
    )


def method(service: Service) -> Method:
    """The page's method."""
    return service.method(METHOD)


def param(service: Service, path: str) -> Field:
    """A param, or a member of one."""
    return member(method(service).params, path)


def member(fields: tuple[Field, ...], path: str) -> Field:
    """The field at a dotted path."""
    name, _, rest = path.partition(".")
    field = next(field for field in fields if field.name == name)
    if not rest:
        return field
    assert isinstance(field.type, ObjectType)
    return member(field.type.fields, rest)


def kind(path: str) -> Callable[[Service], object]:
    """The JSON type of a param, as the page says it."""

    def read(service: Service) -> object:
        field = param(service, path)
        name = type(field.type).__name__.removesuffix("Type").lower()
        return field.docs_type or name

    return read


def required(path: str) -> Callable[[Service], object]:
    """Whether a param has to be sent."""
    return lambda service: param(service, path).required


def default(path: str) -> Callable[[Service], object]:
    """A param's default."""
    return lambda service: param(service, path).default


def values(path: str) -> Callable[[Service], object]:
    """The values that an enum allows."""

    def read(service: Service) -> object:
        type_ = param(service, path).type
        assert isinstance(type_, StringType)
        return [each.value for each in type_.enum]

    return read


def meaning(path: str, value: str) -> Callable[[Service], str]:
    """What one value of an enum means."""

    def read(service: Service) -> str:
        type_ = param(service, path).type
        assert isinstance(type_, StringType)
        return next(each.meaning for each in type_.enum if each.value == value)

    return read


def allows(path: str, *texts: str) -> Callable[[Service], object]:
    """Which of some texts a param's pattern lets through."""

    def read(service: Service) -> object:
        type_ = param(service, path).type
        assert isinstance(type_, StringType) and type_.pattern is not None
        return [text for text in texts if re.fullmatch(type_.pattern, text)]

    return read


def refused(
    state: Mapping[str, object] | None = None, **changes: object
) -> Callable[[Service], object]:
    """The mnemonics that answer the minimal request with some changes; None takes a param out."""

    def read(service: Service) -> object:
        params = {
            name: value
            for name, value in {**MINIMAL, **changes}.items()
            if value is not None
        }
        facts = {**verdict.sample_state(service), **(state or {})}
        found = verdict.refusals(service, method(service), params, facts)
        return [refusal.mnemonic for refusal in found]

    return read


def row(path: str, type_: str, is_required: bool) -> tuple[Fact, Fact]:
    """Every row of the page's table says a type, and whether the param has to be sent."""
    where, word = f"param-{path}", ("required",)
    need = Fact(
        says=f"{path} is {'required' if is_required else 'optional'}",
        read=required(path),
        expected=is_required,
        where=where,
        shown=word if is_required else (path,),
        hidden=() if is_required else word,
    )
    return fact(f"{path} is a {type_}", kind(path), type_, type_, where=where), need
