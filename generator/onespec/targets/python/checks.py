"""Service -> the request checks of its Python package: one function per method, plain Python over small values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onespec import mending, names, search
from onespec.datatypes import Field, ObjectType
from onespec.language.ast import deciding, paths
from onespec.model import Constraint, ErrorKind, Method, Placeholder, Service
from onespec.notation import english_expr, python_expr
from onespec.output.files import File
from onespec.placed import Rules, of_requests
from onespec.targets.python import shapes
from onespec.targets.python.package import python_file, runtime_files, source, spaces
from onespec.texts import (
    PythonText,
    identifier,
    python_call,
    python_lines,
    python_literal,
    python_mapping,
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
    tried: tuple[PythonText, ...]
    """What rules ask of its params, for mends."""


def files(service: Service) -> Iterator[File]:
    """Every file of the package's `checks`, and the part of the runtime that all of the package stands on."""
    yield from runtime_files(service, "")
    yield from runtime_files(service, "client")
    common, ruled = _faults(service, None), of_requests(service)
    shared = {name: _type_rules(service, name, ruled[name]) for name in ruled}
    named = shapes.recursive(service.types, ruled)
    yield python_file(
        service,
        "checks/_common",
        "checks/_common",
        faults=common,
        named=named,
        types=shared,
        has_repeats=_has_repeats(rule for rules in ruled.values() for rule in rules),
    )
    found = [space for space in spaces(service) if space.methods]
    for space in found:
        constraints = [rule for m in space.methods for rule in m.constraints]
        yield python_file(
            service,
            f"checks/{space.module}",
            "checks/module",
            source=source(space.methods),
            has_repeats=_has_repeats(constraints),
            named=list(named),
            ruled=ruled,
            methods=[
                _method(service, method, common, ruled) for method in space.methods
            ],
        )
    modules = {method.name: space.module for space in found for method in space.methods}
    yield python_file(service, "checks/__init__", "checks/__init__", modules=modules)


def _has_repeats(constraints: Iterable[Constraint]) -> bool:
    return any(python_expr.repeats(rule.condition) for rule in constraints)


def _method(
    service: Service, method: Method, common: PythonText, ruled: Rules
) -> MethodView:
    faults = _faults(service, method, ruled)
    stem = names.function(method.name)
    return MethodView(
        method=method,
        stem=names.constant(stem),
        shape=shapes.members(method.inputs, ruled=ruled),
        faults=faults if faults != common else None,
        rules=_rules(
            method.constraints,
            stem,
            method.params,
            lambda rule: row_of(service, rule.error, method),
        ),
        tried=_tried(method),
    )


def _tried(method: Method) -> tuple[PythonText, ...]:
    """`Tries(("limit",), (100,))`: values that mends try, of places that rules look at. Of secrets nothing is told."""
    if not method.rules:
        return ()
    found = mending.tried(search.prepare(method.merged())).values()
    return tuple(
        python_call(
            "Tries",
            python_literal(one.path),
            python_literal(_short(one.exact, MOST_EXACT)),
            *([python_literal(samples)] if samples else []),
        )
        for one in found
        if not shapes.is_secret_at(method.inputs, one.path)
        and ((samples := _short(one.samples, MOST_SAMPLES)) or one.exact)
    )


MOST_EXACT: Final = 12
MOST_SAMPLES: Final = 4
LONGEST: Final = 200
"""Characters of a value, as a literal, up to which it is shipped."""


def _short(values: Sequence[object], most: int) -> tuple[object, ...]:
    kept = (value for value in values if len(python_literal(value)) <= LONGEST)
    return tuple(kept)[:most]


def _type_rules(
    service: Service, name: str, rules: Sequence[Constraint]
) -> tuple[RuleView, ...]:
    """Those of a shared type, over its members."""
    named = next(one for one in service.types if one.name == name)
    members = named.type.fields if isinstance(named.type, ObjectType) else ()
    stem = f"_{names.snake(name)}"
    return _rules(rules, stem, members, lambda rule: row_of(service, rule.error))


def _rules(
    constraints: Sequence[Constraint],
    stem: str,
    fields: tuple[Field, ...],
    row: Callable[[Constraint], ErrorKind],
) -> tuple[RuleView, ...]:
    """Two ids may make one identifier: later ones get their place in the list."""
    views: list[RuleView] = []
    seen: Counter[str] = Counter()
    for item in constraints:
        name = names.snake(item.id.rpartition(".")[2]).rstrip("_")
        seen[name] += 1
        place = f"__{seen[name]}" if seen[name] > 1 else ""
        views.append(_rule(item, f"_{stem}__{name}{place}", fields, row(item)))
    return tuple(views)


def _rule(
    item: Constraint, function: str, fields: tuple[Field, ...], row: ErrorKind
) -> RuleView:
    """`Rule("id", holds, ("param",), Fault(...), blame=...)`."""
    blame = item.blame[0] if item.blame else None
    hidden = blame is not None and shapes.is_secret_at(fields, blame)
    reads = dict.fromkeys(path[0] for path in paths(item.condition))
    asked = None if blame is None else deciding(item.condition, blame)
    value = python_call(
        "Rule",
        python_literal(item.id),
        identifier(function),
        python_literal(tuple(reads)),
        fault(row),
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


def _faults(
    service: Service, method: Method | None, ruled: Rules | None = None
) -> PythonText:
    rows = {slot: fault(slot_row(service, slot, method)) for slot in SLOTS}
    answering = {rule.error for rules in (ruled or {}).values() for rule in rules}
    own = {
        row.mnemonic: fault(row)
        for row in (method.errors if method else ())
        if row.mnemonic in answering
    }
    return python_call("Faults", **rows, own=python_mapping(own) if own else None)


def slot_row(service: Service, slot: str, method: Method | None = None) -> ErrorKind:
    """The row that answers what goes wrong in a slot; the method's own wins over the common one."""
    return row_of(service, service.protocol[slot], method)


def row_of(service: Service, mnemonic: str, method: Method | None = None) -> ErrorKind:
    """The row of a mnemonic. Raises KeyError where there is none."""
    for row in (*(method.errors if method else ()), *service.errors):
        if row.mnemonic == mnemonic:
            return row
    raise KeyError(mnemonic)
