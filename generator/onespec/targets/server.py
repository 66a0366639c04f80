"""Service -> the reference server of its Python package: an ASGI application, thin over the request checks."""

from __future__ import annotations

from typing import Final

from onespec import names
from onespec.layout import Piece, assign
from onespec.model import ErrorKind, Method, Service
from onespec.output import File
from onespec.render import render
from onespec.targets import server_facts
from onespec.targets.banners import banner
from onespec.targets.calls import (
    call,
    imports,
    literals,
    module_imports,
    names_in,
    several,
    table,
    value,
)
from onespec.targets.checks import SLOTS, modules
from onespec.targets.error_rows import fault
from onespec.targets.samples import counted_up, sample
from onespec.targets.server_rows import Rows, joined, rows_of
from onespec.targets.server_views import (
    CommonView,
    MethodView,
    ModuleView,
    PartView,
    TableView,
)
from onespec.texts import PythonText, python_string

PARTS: Final = (
    "__init__",
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

HOMES: Final = {
    "Fault": "...checks._faults",
    "Slot": "...checks._faults",
    "Facts": ".._rows",
    "Row": ".._rows",
    "method": "._build",
}
"""Where a generated module gets a name from."""


def files(service: Service) -> list[File]:
    """Every file of the reference server."""
    top = banner("spec/")
    made = [_file(service, part, PartView(banner=top)) for part in PARTS]
    made.append(_file(service, "_service", server_facts.service_view(service)))
    made.append(_file(service, "_sample", server_facts.sample_view(service)))
    made.append(_file(service, "methods/_common", _common(service, top)))
    for name, methods in modules(service):
        view = _module(service, name, methods)
        made.append(_file(service, "methods/module", view, f"methods/{name}"))
    made.append(_file(service, "methods/__init__", _table(service, top)))
    return made


def _file(service: Service, template: str, view: object, name: str = "") -> File:
    text = render(f"python/package/testing/{template}.py.j2", view)
    path = f"python/{names.snake(service.name)}/testing/{name or template}.py"
    return File(path=path, content=text.encode())


def _common(service: Service, top: PythonText) -> CommonView:
    faults = table((row.mnemonic, fault(row)) for row in service.errors)
    rows = {row.mnemonic: _common_rows(row) for row in service.errors if row.raises}
    listed = table((name, several(found.rows)) for name, found in rows.items())
    wanted = names_in(faults, listed) | {"Facts", "Fault", "Row"}
    return CommonView(
        banner=top,
        imports=imports(wanted, HOMES, ""),
        faults=assign("FAULTS: dict[str, Fault]", faults),
        functions=joined(rows.values()).functions,
        rows=assign("ROWS: dict[str, tuple[Row, ...]]", listed),
    )


def _common_rows(row: ErrorKind) -> Rows:
    return rows_of(row, f"FAULTS[{python_string(row.mnemonic)}]", "", None)


def _table(service: Service, top: PythonText) -> TableView:
    homes = {
        method.name: name for name, methods in modules(service) for method in methods
    }
    entries = (
        f"{python_string(method.name)}: _{homes[method.name]}.{_constant(method)}"
        for method in service.methods
    )
    return TableView(
        banner=top,
        imports=module_imports(name for name, _ in modules(service)),
        entries=tuple(map(PythonText, entries)),
    )


def _module(service: Service, name: str, methods: tuple[Method, ...]) -> ModuleView:
    made = tuple(_method(service, method) for method in methods)
    checks = {f"check_{names.function(method.name)}": method for method in methods}
    homes = {**HOMES, **dict.fromkeys(checks, f"...checks.{name}")}
    wanted = set(checks).union(*(used for _, used in made))
    return ModuleView(
        banner=banner(methods[0].source if len(methods) == 1 else "spec/methods/"),
        imports=imports(wanted, homes, ""),
        methods=tuple(view for view, _ in made),
    )


def _constant(method: Method) -> str:
    return names.constant(names.function(method.name))


def _method(service: Service, method: Method) -> tuple[MethodView, frozenset[str]]:
    """The view of one method, and the names that its text uses."""
    own = {
        row.mnemonic: f"_{_constant(method)}__{_upper(row)}" for row in method.errors
    }
    stem = f"_{names.function(method.name)}"
    rows = joined(
        rows_of(row, own[row.mnemonic], stem, method) for row in method.errors
    )
    faults = {own[row.mnemonic]: fault(row) for row in method.errors}
    whole = call(
        "method",
        python_string(method.name),
        f"check_{names.function(method.name)}",
        common=literals(_common_names(service, method)),
        own=several(own.values()) if own else None,
        after=several(rows.rows) if rows.rows else None,
        **_results(method),
    )
    constants = {**faults, _constant(method): whole}
    used = names_in(*constants.values()) | ({"Facts"} if rows.functions else set())
    view = MethodView(
        functions=rows.functions,
        constants=tuple(assign(name, node) for name, node in constants.items()),
    )
    return view, frozenset(used)


def _upper(row: ErrorKind) -> str:
    return names.constant(row.mnemonic)


def _common_names(service: Service, method: Method) -> tuple[str, ...]:
    """Rows of the common table that belong to the method, and those its checks answer with."""
    checked = [service.protocol[slot] for slot in SLOTS]
    checked += [item.error for item in method.constraints]
    own = {row.mnemonic for row in method.errors}
    listed = (*(row.mnemonic for row in method.common_errors), *checked)
    return tuple(name for name in dict.fromkeys(listed) if name not in own)


def _results(method: Method) -> dict[str, Piece | None]:
    """What the method answers, as keywords of its call."""
    good = [item for item in method.examples if not item.error]
    if good:
        result: object = good[0].result
    else:
        result = None if method.result is None else sample(method.result)
    pairs = [several((value(item.params), value(item.result))) for item in good[1:]]
    fresh = counted_up(method)
    return {
        "results": several(pairs) if pairs else None,
        "result": value(result),
        "counts_up": literals(fresh) if fresh else None,
    }
