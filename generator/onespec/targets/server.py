"""Service -> the reference server of its Python package: an ASGI application, thin over the request checks."""

from __future__ import annotations

from typing import Final

from onespec import names
from onespec.layout import assign
from onespec.model import Service
from onespec.output import File
from onespec.render import render
from onespec.targets import server_facts
from onespec.targets.banners import banner
from onespec.targets.calls import imports, module_imports, names_in, several, table
from onespec.targets.checks import modules
from onespec.targets.error_rows import fault
from onespec.targets.server_methods import (
    HOMES,
    common_rows,
    constant,
    module_view,
    shared_rows,
)
from onespec.targets.server_rows import joined
from onespec.targets.server_views import CommonView, PartView, TableView
from onespec.texts import PythonText, python_string

PARTS: Final = (
    "_accounts",
    "_asgi",
    "_bodies",
    "_calls",
    "_charset",
    "_envelope",
    "_failures",
    "_http",
    "_json",
    "_limits",
    "_metadata",
    "_methods",
    "_pages",
    "_planned",
    "_refusals",
    "_replies",
    "_rows",
    "_state",
    "methods/_build",
    "server",
)
"""Modules that are the same for every service."""


def files(service: Service) -> list[File]:
    """Every file of the reference server."""
    top = banner("spec/")
    made = [_file(service, part, PartView(banner=top)) for part in PARTS]
    made.append(_file(service, "_service", server_facts.service_view(service)))
    made.append(_file(service, "_sample", server_facts.sample_view(service)))
    made.append(_file(service, "methods/_common", _common(service, top)))
    shared = shared_rows(service)
    for name, methods in modules(service):
        view = module_view(service, name, methods, shared)
        made.append(_file(service, "methods/module", view, f"methods/{name}"))
    made.append(_file(service, "methods/__init__", _table(service, top)))
    return made


def _file(service: Service, template: str, view: object, name: str = "") -> File:
    text = render(f"python/package/testing/{template}.py.j2", view)
    path = f"python/{names.snake(service.name)}/testing/{name or template}.py"
    return File(path=path, content=text.encode())


def _common(service: Service, top: PythonText) -> CommonView:
    faults = table((row.mnemonic, fault(row)) for row in service.errors)
    rows = {row.mnemonic: common_rows(row) for row in shared_rows(service).values()}
    functions = joined(rows.values()).functions
    listed = table((name, several(found.rows)) for name, found in rows.items())
    wanted = names_in(faults, listed) | {"Fault", "Row"}
    wanted |= {"Facts"} if functions else set()
    return CommonView(
        banner=top,
        imports=imports(wanted, HOMES, ""),
        faults=assign("FAULTS: dict[str, Fault]", faults),
        has_patterns=any(item.has_patterns for item in functions),
        has_repeats=any(item.has_repeats for item in functions),
        functions=functions,
        rows=assign("ROWS: dict[str, tuple[Row, ...]]", listed),
    )


def _table(service: Service, top: PythonText) -> TableView:
    homes = {
        method.name: name for name, methods in modules(service) for method in methods
    }
    entries = (
        f"{python_string(method.name)}: _{homes[method.name]}.{constant(method)}"
        for method in service.methods
    )
    return TableView(
        banner=top,
        imports=module_imports(name for name, _ in modules(service)),
        entries=tuple(map(PythonText, entries)),
    )
