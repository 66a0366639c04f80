"""Values of the model -> the pieces of Python that build their twins: calls, tuples, import lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onespec.layout import (
    Bracket,
    Piece,
    bracket,
    entry,
    from_import,
    keyword,
    prefixed,
)
from onespec.texts import PythonText, python_literal


def call(name: str, *items: Piece, **keywords: Piece | None) -> Bracket:
    """A call; keywords that are None are left out."""
    named = (keyword(key, node) for key, node in keywords.items() if node is not None)
    return Bracket(f"{name}(", (*items, *named), ")")


def several(items: Iterable[Piece]) -> Bracket:
    """A tuple."""
    return Bracket("(", tuple(items), ")")


def literals(values: Iterable[object]) -> Bracket:
    """A tuple of JSON values."""
    return several(python_literal(value) for value in values)


def value(item: object) -> Piece:
    """A JSON value that breaks where it is long."""
    if isinstance(item, list | tuple):
        return Bracket("[", tuple(map(value, item)), "]")
    if isinstance(item, Mapping):
        entries = (
            prefixed(f"{python_literal(key)}: ", value(inner))
            for key, inner in item.items()
        )
        return Bracket("{", tuple(entries), "}")
    return python_literal(item)


def table(entries: Iterable[tuple[str, Piece]]) -> Bracket:
    """A dict with text for keys."""
    found = (entry(python_literal(key), node) for key, node in entries)
    return Bracket("{", tuple(found), "}")


def returned(node: Piece, indent: int = 4) -> PythonText:
    """A return statement in a function."""
    return bracket(prefixed("return ", node), indent)


def names_in(*nodes: Piece) -> frozenset[str]:
    """What the calls in some pieces call; keywords and plain tuples have no name of their own."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Bracket):
            name = node.head[:-1].rpartition("=")[2]
            found |= names_in(*node.items) | ({name} if name.isidentifier() else set())
    return frozenset(found)


def imports(
    wanted: Iterable[str], homes: Mapping[str, str], prefix: str = "."
) -> tuple[PythonText, ...]:
    """Import lines for names, sorted, each module once."""
    by_module: dict[str, list[str]] = {}
    for name in sorted(wanted, key=import_order):
        by_module.setdefault(homes[name], []).append(name)
    return tuple(
        PythonText(from_import(f"{prefix}{module}", found).rstrip("\n"))
        for module, found in sorted(by_module.items())
    )


def module_imports(modules: Iterable[str]) -> tuple[PythonText, ...]:
    """Import lines for modules beside this one; the alias can hide nothing."""
    return tuple(PythonText(f"from . import {name} as _{name}") for name in modules)


def import_order(name: str) -> tuple[int, str]:
    """Constants, classes, functions: as isort orders them."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
