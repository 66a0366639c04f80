"""Methods of a service -> how the generated server plays them: conditions, results, rows of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from onespec import names
from onespec.layout import Piece, assign
from onespec.model import ErrorKind, Method, Service
from onespec.targets.banners import banner
from onespec.targets.calls import call, imports, literals, names_in, several, value
from onespec.targets.checks import SLOTS
from onespec.targets.error_rows import fault
from onespec.targets.samples import counted_up, sample
from onespec.targets.server_rows import Rows, joined, rows_of
from onespec.targets.server_views import MethodView, ModuleView
from onespec.texts import python_string

Shared: TypeAlias = Mapping[str, ErrorKind]
"""Rows of the common table that have conditions, by mnemonic."""

HOMES: Final = {
    "Fault": "...checks._faults",
    "Slot": "...checks._faults",
    "FAULTS": "._common",
    "Facts": ".._rows",
    "Row": ".._rows",
    "fact": ".._rows",
    "param": ".._rows",
    "method": "._build",
}
"""Where a generated module gets a name from."""


def shared_rows(service: Service) -> Shared:
    """Rows of the common table with conditions, as the first method that has each reads them."""
    found: dict[str, ErrorKind] = {}
    for method in service.methods:
        for row in method.common_errors:
            if row.raises:
                found.setdefault(row.mnemonic, row)
    return found


def _own_view_of_common(method: Method, shared: Shared, stem: str) -> Rows:
    """The common conditions, where they mean something of their own to this method by its types or defaults."""
    if all(shared.get(row.mnemonic, row) == row for row in method.common_errors):
        return joined(())
    return joined(common_rows(row, stem) for row in method.common_errors)


def common_rows(row: ErrorKind, stem: str = "") -> Rows:
    """Conditions of a common row; the row itself stands in the common table."""
    return rows_of(row, f"FAULTS[{python_string(row.mnemonic)}]", stem, None)


def module_view(
    service: Service, name: str, methods: tuple[Method, ...], shared: Shared
) -> ModuleView:
    made = tuple(
        _method(service, method, shared, is_later=index > 0)
        for index, method in enumerate(methods)
    )
    checks = {f"check_{names.function(method.name)}": method for method in methods}
    homes = {**HOMES, **dict.fromkeys(checks, f"...checks.{name}")}
    wanted = set(checks).union(*(used for _, used in made))
    functions = [function for view, _ in made for function in view.functions]
    return ModuleView(
        banner=banner(methods[0].source if len(methods) == 1 else "spec/methods/"),
        imports=imports(wanted, homes, ""),
        has_patterns=any(item.has_patterns for item in functions),
        has_repeats=any(item.has_repeats for item in functions),
        methods=tuple(view for view, _ in made),
    )


def constant(method: Method) -> str:
    return names.constant(names.function(method.name))


def _method(
    service: Service, method: Method, shared: Shared, *, is_later: bool
) -> tuple[MethodView, frozenset[str]]:
    """The view of one method, and the names that its text uses."""
    own = {row.mnemonic: f"_{constant(method)}__{_upper(row)}" for row in method.errors}
    stem = f"_{names.function(method.name)}"
    rows = joined(
        rows_of(row, own[row.mnemonic], stem, method) for row in method.errors
    )
    before = _own_view_of_common(method, shared, stem)
    functions = (*before.functions, *rows.functions)
    faults = {own[row.mnemonic]: fault(row) for row in method.errors}
    whole = call(
        "method",
        python_string(method.name),
        f"check_{names.function(method.name)}",
        common=literals(_common_names(service, method)),
        own=several(own.values()) if own else None,
        before=several(before.rows) if before.rows else None,
        after=several(rows.rows) if rows.rows else None,
        **_results(method),
    )
    constants = {**faults, constant(method): whole}
    used = names_in(*constants.values())
    used |= {"Facts"} if functions else set()
    used |= {"FAULTS"} if before.rows else set()
    view = MethodView(
        functions=functions,
        is_apart=bool(functions) or is_later,
        constants=tuple(assign(name, node) for name, node in constants.items()),
    )
    return view, used


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
