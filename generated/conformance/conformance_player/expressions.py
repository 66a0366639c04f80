# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Expressions, as trees of JSON lists, over params and facts -> their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Roots: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What can be read: `params`, `state`, and as `local` the variables of macros."""


class NoValueError(LookupError):
    """Something was read that nobody has stated."""


def value_of(tree: list[Any], roots: Roots) -> Any:
    """The value of a tree. Raises NoValueError."""
    kind, *rest = tree
    if kind == "value":
        return rest[0]
    if kind == "read":
        return _read(rest[0], rest[1], rest[2], roots)
    if kind == "has":
        return _has(rest[0], rest[1], roots)
    if kind in ("&&", "||"):
        left = value_of(rest[0], roots)
        return value_of(rest[1], roots) if left is (kind == "&&") else left
    if kind == "?":
        return value_of(rest[1 if value_of(rest[0], roots) else 2], roots)
    if kind in ("all", "exists"):
        return _quantified(kind, rest[0], rest[1], rest[2], roots)
    values = [value_of(part, roots) for part in rest]
    return _OPERATIONS[kind](*values)


def _read(root: str, path: list[str], defaults: list[list[Any]], roots: Roots) -> Any:
    value: Any = roots[root] if root in roots else {}
    for name, default in zip(path, defaults, strict=True):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif default:
            value = default[0]
        else:
            raise NoValueError(".".join(path))
    return value


def _has(root: str, path: list[str], roots: Roots) -> bool:
    value: Any = roots[root] if root in roots else {}
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return False
        value = value[name]
    return True


def _quantified(
    kind: str, items: list[Any], name: str, body: list[Any], roots: Roots
) -> bool:
    each = (
        value_of(body, {**roots, "local": {**roots.get("local", {}), name: item}})
        for item in value_of(items, roots)
    )
    return all(each) if kind == "all" else any(each)


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) else str(value)


_OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "list": lambda *items: list(items),
    "!": lambda value: not value,
    "neg": lambda value: -value,
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "in": lambda value, values: any(same(value, item) for item in values),
    "size": len,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
    "matches": lambda text, pattern: re.fullmatch(pattern, text) is not None,
    "string": _text,
    "double": float,
}
