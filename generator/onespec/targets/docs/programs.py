"""Examples -> programs that make the calls with the generated client, sync and async."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from onespec import names
from onespec.formatter import laid_out
from onespec.model import Example, Method, Service
from onespec.render import render
from onespec.targets.docs import samples
from onespec.targets.python.package import client_name, credential, package_name
from onespec.texts import PythonText, python_call, python_literal


@dataclass(frozen=True, slots=True)
class Programs:
    """One example as a program, and the same with `await`."""

    sync: str
    wait: str


ByMethod: TypeAlias = Mapping[str, tuple[Programs, ...]]
"""Method -> programs of its examples, in their order."""


def programs(service: Service) -> ByMethod:
    """Those of all examples, laid out in one run."""
    sources = [
        _program(service, method, example, wait=wait)
        for method in service.methods
        for example in method.examples
        for wait in (False, True)
    ]
    laid = iter([text.rstrip("\n") for text in laid_out(sources)])
    return {
        method.name: tuple(Programs(next(laid), next(laid)) for _ in method.examples)
        for method in service.methods
    }


def _program(service: Service, method: Method, example: Example, *, wait: bool) -> str:
    """The program; one that expects an error catches it by its class."""
    auth = service.auth if method.auth else None
    return render(
        "docs/program.py.j2",
        wait=wait,
        package=package_name(service),
        client=f"{'Async' if wait else ''}{client_name(service)}",
        url=samples.server_url(service),
        variable=auth.env if auth else "",
        credential=credential(service),
        caught=names.error_class(example.error) if example.error else "",
        call=_call(method, example, hidden=auth.param if auth else ""),
    )


def _call(method: Method, example: Example, hidden: str) -> PythonText:
    namespace, own = names.split(method.name)
    shown = samples.masked(method.params, example.params)
    return python_call(
        ".".join(("api", *namespace, own)),
        **{
            names.param(name): python_literal(value)
            for name, value in shown.items()
            if name != hidden
        },
    )
