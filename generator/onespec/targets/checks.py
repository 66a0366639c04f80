"""Service -> the request checks of its Python package: one function per method, plain Python over small values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from onespec import names
from onespec.layout import Piece, assign, signature
from onespec.model import Constraint, ErrorKind, Method, Service
from onespec.notation import python_expr
from onespec.output import File
from onespec.render import render
from onespec.targets import kinds
from onespec.targets.banners import banner
from onespec.targets.calls import (
    call,
    imports,
    literals,
    module_imports,
    names_in,
    returned,
    several,
)
from onespec.targets.checks_views import (
    CommonView,
    MethodView,
    ModuleView,
    PartView,
    RuleView,
    TableView,
)
from onespec.targets.error_rows import fault, row_of, slot_row
from onespec.cel.walk import paths
from onespec.texts import PythonText, python_string

PARTS: Final = (
    "_core",
    "_faults",
    "_kinds",
    "_messages",
    "_numbers",
    "_shapes",
    "_values",
    "_walk",
)
"""Modules that are the same for every service."""

HOMES: Final = {
    "Fault": "_faults",
    "Faults": "_faults",
    "Slot": "_faults",
    "Anything": "_kinds",
    "Flag": "_kinds",
    "Text": "_kinds",
    "Integer": "_numbers",
    "Number": "_numbers",
    "Array": "_shapes",
    "Field": "_shapes",
    "members": "_shapes",
    "Checked": "_core",
    "Rule": "_core",
    "check": "_core",
    "COMMON": "_common",
}
"""Where a generated module gets a name from."""

SLOTS: Final = ("missing", "type", "value", "unexpected")
"""What can be wrong with the shape of a request."""


def files(service: Service) -> list[File]:
    """Every file of the package's `checks` folder."""
    top = banner("spec/")
    made = [_file(service, part, PartView(banner=top)) for part in PARTS]
    made.append(_file(service, "_common", _common(service, top)))
    for name, methods in modules(service):
        made.append(_file(service, "module", _module(service, methods), name))
    made.append(_file(service, "__init__", _table(service, top)))
    return made


def modules(service: Service) -> Iterator[tuple[str, tuple[Method, ...]]]:
    """The namespaces of a service as module names, sorted, with their methods."""
    found: dict[str, list[Method]] = {}
    for method in service.methods:
        found.setdefault(names.module(names.split(method.name)[0]), []).append(method)
    for name in sorted(found):
        yield name, tuple(found[name])


def _file(service: Service, template: str, view: object, name: str = "") -> File:
    package = names.snake(service.name)
    text = render(f"python/package/checks/{template}.py.j2", view)
    path = f"python/{package}/checks/{name or template}.py"
    return File(path=path, content=text.encode())


def _common(service: Service, top: PythonText) -> CommonView:
    node = _faults(_rows(service, None))
    return CommonView(
        banner=top,
        imports=imports(names_in(node), HOMES),
        faults=assign("COMMON", node),
    )


def _table(service: Service, top: PythonText) -> TableView:
    homes = {
        method.name: name for name, methods in modules(service) for method in methods
    }
    entries = (
        f"{python_string(method.name)}: _{homes[method.name]}.{_function(method)}"
        for method in service.methods
    )
    return TableView(
        banner=top,
        imports=module_imports(name for name, _ in modules(service)),
        entries=tuple(map(PythonText, entries)),
    )


def _function(method: Method) -> str:
    return f"check_{names.function(method.name)}"


def _module(service: Service, methods: tuple[Method, ...]) -> ModuleView:
    made = tuple(
        _method(service, method, is_later=index > 0)
        for index, method in enumerate(methods)
    )
    wanted = {"Checked", "check"}.union(*(used for _, used in made))
    return ModuleView(
        banner=banner(methods[0].source if len(methods) == 1 else "spec/methods/"),
        imports=imports(wanted, HOMES),
        has_rules=any(view.rules for view, _ in made),
        has_repeats=any(
            python_expr.repeats(item.condition)
            for method in methods
            for item in method.constraints
        ),
        has_patterns=any(
            python_expr.modules(item.condition)
            for method in methods
            for item in method.constraints
        ),
        methods=tuple(view for view, _ in made),
    )


def _method(
    service: Service, method: Method, *, is_later: bool
) -> tuple[MethodView, frozenset[str]]:
    """The view of one method, and the names that its text uses."""
    stem = names.constant(names.function(method.name))
    shape = kinds.members(method.params)
    rows = _rows(service, method)
    common = rows == _rows(service, None)
    faults: Piece = "COMMON" if common else f"{stem}_FAULTS"
    tail: Piece = f"{stem}_RULES" if method.constraints else "()"
    nodes = {f"{stem}_PARAMS": shape}
    if not common:
        nodes[f"{stem}_FAULTS"] = _faults(rows)
    rules = several(_rule(service, method, item) for item in method.constraints)
    view = MethodView(
        signature=signature(
            f"def {_function(method)}", ["params: Mapping[str, object],"], "Checked"
        ),
        is_later=is_later,
        constants=tuple(assign(name, node) for name, node in nodes.items()),
        rules=tuple(_rule_view(method, item) for item in method.constraints),
        has_rules=bool(method.constraints),
        rules_constant=assign(f"{stem}_RULES", rules),
        call=returned(call("check", "params", f"{stem}_PARAMS", faults, tail)),
    )
    used = names_in(*nodes.values(), rules) | ({"COMMON"} if common else set())
    return view, used


def _rows(service: Service, method: Method | None) -> tuple[ErrorKind, ...]:
    return tuple(slot_row(service, slot, method) for slot in SLOTS)


def _faults(rows: tuple[ErrorKind, ...]) -> Piece:
    return call("Faults", **dict(zip(SLOTS, map(fault, rows), strict=True)))


def _rule(service: Service, method: Method, item: Constraint) -> Piece:
    """`Rule("id", holds, ("param",), Fault(...), blame=...)`."""
    blame = item.blame[0] if item.blame else None
    hidden = blame is not None and kinds.is_secret_at(method.params, blame)
    return call(
        "Rule",
        python_string(item.id),
        _rule_name(method, item),
        literals(dict.fromkeys(path[0] for path in paths(item.condition))),
        fault(row_of(service, item.error, method)),
        blame=None if blame is None else literals(blame),
        hides="True" if hidden else None,
    )


def _rule_name(method: Method, item: Constraint) -> str:
    """Two ids may make one identifier: later ones get their place in the list."""
    stem = f"_{names.function(method.name)}__{_stem(item)}"
    twins = [other.id for other in method.constraints if _stem(other) == _stem(item)]
    place = twins.index(item.id)
    return f"{stem}__{place + 1}" if place else stem


def _stem(item: Constraint) -> str:
    return names.snake(item.id).rstrip("_")


def _rule_view(method: Method, item: Constraint) -> RuleView:
    return RuleView(
        signature=signature(
            f"def {_rule_name(method, item)}", ["params: Mapping[str, Any],"], "bool"
        ),
        body=python_expr.function_body(item.condition),
    )
