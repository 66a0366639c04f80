"""Conditions of the error table -> the functions and rows that play them in the generated server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onespec import names
from onespec.cel.ast import Expr, Read, Root
from onespec.datatypes import Missing
from onespec.layout import Piece, signature
from onespec.model import ErrorKind, Method, Raise
from onespec.notation import python_expr
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
    made = [_function(stem, item.when)]
    value = None
    if item.value is not None:
        value = _reader(f"{stem}__value", item.value, made)
    params = tuple(
        several(
            (python_string(name), _reader(f"{stem}__{names.snake(name)}", expr, made))
        )
        for name, expr in item.params
        if not _is_derived(name, expr)
    )
    hidden = item.field is not None and _is_hidden(method, item)
    row = call(
        "Row",
        fault=fault,
        when=made[0].name,
        field=None if item.field is None else literals(item.field),
        value=value,
        params=several(params) if params else None,
        hides="True" if hidden else None,
    )
    return Rows((row,), tuple(made))


def _is_derived(name: str, expr: Expr) -> bool:
    """Whether the server finds what fills a placeholder by its name alone."""
    return _is_plain(expr) and isinstance(expr, Read) and expr.path == (name,)


def _is_plain(expr: Expr) -> bool:
    """Whether an expression only looks something up."""
    return (
        isinstance(expr, Read)
        and expr.root is not Root.LOCAL
        and all(isinstance(default, Missing) for default in expr.defaults)
    )


def _reader(name: str, expr: Expr, made: list[FunctionView]) -> Piece:
    """A look-up, or the name of a function that is added to `made`."""
    if isinstance(expr, Read) and _is_plain(expr):
        kind = "param" if expr.root is Root.PARAMS else "fact"
        return call(kind, *map(python_string, expr.path))
    made.append(_function(name, expr))
    return made[-1].name


def _is_hidden(method: Method | None, item: Raise) -> bool:
    """A common row has no params of its own to look at: the field may well be a credential."""
    if method is None or item.field is None:
        return True
    return kinds.is_secret_at(method.params, item.field)


def _function(name: str, expr: Expr) -> FunctionView:
    return FunctionView(
        name=identifier(name),
        signature=signature(
            f"def {name}", ["params: Facts,", "state: Facts,"], "object"
        ),
        body=python_expr.function_body(expr),
        has_patterns=bool(python_expr.modules(expr)),
        has_repeats=python_expr.repeats(expr),
    )
