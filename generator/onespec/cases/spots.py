"""The params of a method, nested ones too, as a flat list; and requests with one of them changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.language.ast import Path
from onespec.model import Method

Params: TypeAlias = dict[str, Any]
"""Params with symbols in them."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One param or one member of an object param."""

    path: Path
    field: Field

    @property
    def dotted(self) -> str:
        """As the wire names it."""
        return ".".join(self.path)


def spots(method: Method) -> tuple[Spot, ...]:
    """Every place of a request that a case can change, in the author's order, outer before inner."""
    return tuple(_spots(method.params, ()))


def _spots(fields: tuple[Field, ...], above: Path) -> Iterator[Spot]:
    for field in fields:
        path = (*above, field.name)
        yield Spot(path, field)
        match field.type:
            case ObjectType(fields=inner):
                yield from _spots(inner, path)
            case ArrayType(items=items) if isinstance(items.type, ObjectType):
                yield from _spots(items.type.fields, (*path, "0"))
            case _:
                pass


def put(params: Params, path: Path, value: object) -> Params:
    """The params with a value at a path; the objects above it must be there."""
    changed, holder = _opened(params, path)
    holder[_key(path[-1], holder)] = value
    return changed


def drop(params: Params, path: Path) -> Params:
    """The params without what stands at a path."""
    changed, holder = _opened(params, path)
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    return changed


def get(params: Params, path: Path) -> Any:
    """What stands at a path. Raises KeyError where nothing does."""
    holder = _holder(params, path)
    return holder[_key(path[-1], holder)]


def _opened(params: Params, path: Path) -> tuple[Params, Any]:
    """A copy in which only what stands above a path is new, and what holds the path's last step."""
    changed: Params = dict(params)
    holder: Any = changed
    for name in path[:-1]:
        key = _key(name, holder)
        holder[key] = copy.copy(holder[key])
        holder = holder[key]
    return changed, holder


def _holder(params: Params, path: Path) -> Any:
    holder: Any = params
    for name in path[:-1]:
        holder = holder[_key(name, holder)]
    return holder


def _key(name: str, holder: Any) -> Any:
    return int(name) if isinstance(holder, list) else name
