"""Conditions of the error table -> the functions and rows that play them in the generated server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onespec import names
from onespec.cel.ast import Expr
from onespec.layout import Piece
from onespec.model import ErrorKind, Method, Raise
from onespec.notation.python_expr import function_body
from onespec.targets import kinds
from onespec.targets.calls import call, literals, several
from onespec.targets.server_views import FunctionView
from onespec.texts import identifier, python_string


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one error kind, and the functions they call."""

    rows: tuple[Piece, ...]
    functions: tuple[FunctionView, ...]


def rows_of(kind: ErrorKind, fault: Piece, prefix: str, method: Method | None) -> Rows:
    """Every condition of an error kind; `fault` is the text that names its row."""
    made = [
        _row(
            item,
            fault,
            f"{prefix}__{names.snake(kind.mnemonic).rstrip('_')}",
            index,
            method,
        )
        for index, item in enumerate(kind.raises, 1)
    ]
    return joined(made)


def joined(parts: Iterable[Rows]) -> Rows:
    """Several groups of rows as one."""
    found = tuple(parts)
    return Rows(
        tuple(row for part in found for row in part.rows),
        tuple(function for part in found for function in part.functions),
    )


def _row(
    item: Raise, fault: Piece, stem: str, index: int, method: Method | None
) -> Rows:
    stem = stem if index == 1 else f"{stem}__{index}"
    when = _function(stem, item.when)
    value = None if item.value is None else _function(f"{stem}__value", item.value)
    params = [
        (name, _function(f"{stem}__param_{names.snake(name)}", expr))
        for name, expr in item.params
    ]
    hidden = item.field is not None and _is_hidden(method, item)
    row = call(
        "Row",
        fault=fault,
        when=when.name,
        field=None if item.field is None else literals(item.field),
        value=None if value is None else value.name,
        params=_params(params),
        hides="True" if hidden else None,
    )
    functions = [when, *([value] if value else []), *(made for _, made in params)]
    return Rows((row,), tuple(functions))


def _is_hidden(method: Method | None, item: Raise) -> bool:
    """A common row has no params of its own to look at: the field may well be a credential."""
    if method is None or item.field is None:
        return True
    return kinds.is_secret_at(method.params, item.field)


def _params(params: list[tuple[str, FunctionView]]) -> Piece | None:
    pairs = (several((python_string(name), made.name)) for name, made in params)
    return several(pairs) if params else None


def _function(name: str, expr: Expr) -> FunctionView:
    return FunctionView(name=identifier(name), body=function_body(expr))
