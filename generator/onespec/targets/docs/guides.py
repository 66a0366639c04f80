"""A service -> what its guides are made of: the examples that show a first call, an error and a login, and programs that walk through pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onespec import names
from onespec.formatter import laid_out
from onespec.model import Method, Service
from onespec.targets.docs.examples import ExampleTexts, iterating, shell
from onespec.targets.python.client import iterator_name
from onespec.targets.python.package import package_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An example and the method it calls."""

    method: Method
    shown: ExampleTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A method with pages, and a program that reads all of them."""

    method: Method
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guides:
    """What the page of guides tells."""

    package: str
    base: str
    """The class that every exception is of."""
    export: str
    """A shell command that sets the credential."""
    first: Shown | None
    """A call that succeeds, of a method that changes nothing where there is one."""
    failing: Shown | None
    login: Shown | None
    pages: tuple[Pages, ...]
    retried: tuple[Method, ...]
    """The methods that may be sent again."""
    unretried: tuple[Method, ...]
    sections: tuple[tuple[str, str, bool], ...]
    """Anchor, title and whether there is anything to tell."""


def guides(
    service: Service, examples: Mapping[str, tuple[ExampleTexts, ...]]
) -> Guides:
    """Those of a service, from the examples of its methods."""
    all_ = [
        Shown(method=method, shown=shown)
        for method in service.methods
        for shown in examples[method.name]
    ]
    session = service.session
    login = session.login if session is not None else ""
    calls = [one for one in all_ if not one.shown.example.error]
    first = sorted(
        (one for one in calls if one.method.name != login),
        key=lambda one: (bool(one.shown.state), not one.method.readonly),
    )
    wrong = sorted(
        (one for one in all_ if one.shown.example.error),
        key=lambda one: (bool(one.shown.state), one.method.name == login),
    )
    safe = {m.name for m in service.methods if m.readonly or m.idempotent}
    pages = tuple(_pages(service))
    return Guides(
        package=package_name(service),
        base=f"{names.pascal(service.name)}Error",
        export=_export(service),
        first=next(iter(first), None),
        failing=next(iter(wrong), None),
        login=next((one for one in calls if one.method.name == login), None),
        pages=pages,
        retried=tuple(m for m in service.methods if m.name in safe),
        unretried=tuple(m for m in service.methods if m.name not in safe),
        sections=(
            ("start", "Getting started", True),
            ("authentication", "Authentication", service.auth is not None),
            ("handling", "Handling errors", True),
            ("retries", "Retries and timeouts", True),
            ("limits", "Limits and metadata", bool(service.envelope.metadata)),
            ("pagination", "Pagination", bool(pages)),
            ("order", "Order of calls", bool(service.lifecycles)),
            ("changes", "Changes", True),
        ),
    )


def _export(service: Service) -> str:
    auth = service.auth
    if auth is None:
        return ""
    variables = filter(None, (auth.env, auth.password_env))
    return "\n".join(f"export {name}={shell(f'YOUR_{name}')}" for name in variables)


def _pages(service: Service) -> Iterator[Pages]:
    told = [
        (method, name)
        for method in service.methods
        if (name := iterator_name(service, method))
    ]
    programs = laid_out([iterating(service, method, name) for method, name in told])
    for (method, _), program in zip(told, programs, strict=True):
        yield Pages(method=method, program=program.rstrip("\n"))
