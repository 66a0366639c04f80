"""Service -> the request checks of its Python package: one function per method, plain Python over small values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.language.ast import deciding, paths
from onespec.model import Constraint, ErrorKind, Method, Placeholder, Service
from onespec.notation import english_expr, python_expr
from onespec.output.files import File
from onespec.targets.python import shapes
from onespec.targets.python.package import python_file, runtime_files, source, spaces
from onespec.texts import (
    PythonText,
    identifier,
    python_call,
    python_lines,
    python_literal,
    python_tuple,
)

SLOTS: Final = ("missing", "type", "value", "unexpected")
"""What can be wrong with the shape of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """One constraint: a function, and the value that holds it."""

    function: str
    condition: PythonText
    value: PythonText
    item: PythonText | None = None
    """What finds the item at fault, in a function of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """The checks of one method."""

    method: Method
    stem: str
    """What the names of its constants start with."""
    shape: PythonText
    faults: PythonText | None
    """The rows that answer faults of shape, where they differ from the common ones."""
    rules: tuple[RuleView, ...]


def files(service: Service) -> Iterator[File]:
    """Every file of the package's `checks`, and the part of the runtime that all of the package stands on."""
    yield from runtime_files(service, "")
    yield from runtime_files(service, "client")
    common = _faults(service, None)
    yield python_file(service, "checks/_common", "checks/_common", faults=common)
    found = [space for space in spaces(service) if space.methods]
    for space in found:
        conditions = [c.condition for m in space.methods for c in m.constraints]
        yield python_file(
            service,
            f"checks/{space.module}",
            "checks/module",
            source=source(space.methods),
            has_repeats=any(map(python_expr.repeats, conditions)),
            methods=[_method(service, method, common) for method in space.methods],
        )
    modules = {method.name: space.module for space in found for method in space.methods}
    yield python_file(service, "checks/__init__", "checks/__init__", modules=modules)


def _method(service: Service, method: Method, common: PythonText) -> MethodView:
    faults = _faults(service, method)
    return MethodView(
        method=method,
        stem=names.constant(names.function(method.name)),
        shape=shapes.members(method.params),
        faults=faults if faults != common else None,
        rules=tuple(_rule(service, method, item) for item in method.constraints),
    )


def _rule(service: Service, method: Method, item: Constraint) -> RuleView:
    """`Rule("id", holds, ("param",), Fault(...), blame=...)`."""
    function = _rule_name(method, item)
    blame = item.blame[0] if item.blame else None
    hidden = blame is not None and shapes.is_secret_at(method.params, blame)
    reads = dict.fromkeys(path[0] for path in paths(item.condition))
    asked = None if blame is None else deciding(item.condition, blame)
    value = python_call(
        "Rule",
        python_literal(item.id),
        identifier(function),
        python_literal(tuple(reads)),
        fault(row_of(service, item.error, method)),
        blame=None if blame is None else python_literal(tuple(blame)),
        hides=PythonText("True") if hidden else None,
        reason=python_lines(english_expr.message(item)),
        item=None if asked is None else identifier(f"{function}__item"),
    )
    return RuleView(
        function=function,
        condition=python_expr.returned(item.condition),
        value=value,
        item=None if asked is None else python_expr.item(asked),
    )


def _rule_name(method: Method, item: Constraint) -> str:
    """Two ids may make one identifier: later ones get their place in the list."""
    stems = [names.snake(other.id).rstrip("_") for other in method.constraints]
    stem = names.snake(item.id).rstrip("_")
    twins = [
        other.id
        for other, its in zip(method.constraints, stems, strict=True)
        if its == stem
    ]
    place = twins.index(item.id)
    name = f"_{names.function(method.name)}__{stem}"
    return f"{name}__{place + 1}" if place else name


# Rows of the error table, as the values that stand for them in generated code.


def fault(row: ErrorKind) -> PythonText:
    """`Fault("mnemonic", -32602, ("text ", Slot("name")))`."""
    message = (
        (
            python_call("Slot", python_literal(part.name))
            if isinstance(part, Placeholder)
            else python_literal(part)
        )
        for part in row.message
    )
    return python_call(
        "Fault",
        python_literal(row.mnemonic),
        python_literal(row.code),
        python_tuple(message),
        help_url=python_literal(row.help_url) if row.help_url else None,
    )


def _faults(service: Service, method: Method | None) -> PythonText:
    rows = {slot: fault(slot_row(service, slot, method)) for slot in SLOTS}
    return python_call("Faults", **rows)


def slot_row(service: Service, slot: str, method: Method | None = None) -> ErrorKind:
    """The row that answers what goes wrong in a slot; the method's own wins over the common one."""
    return row_of(service, service.protocol[slot], method)


def row_of(service: Service, mnemonic: str, method: Method | None = None) -> ErrorKind:
    """The row of a mnemonic. Raises KeyError where there is none."""
    for row in (*(method.errors if method else ()), *service.errors):
        if row.mnemonic == mnemonic:
            return row
    raise KeyError(mnemonic)
