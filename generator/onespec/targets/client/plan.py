"""Service -> how its methods are spread over the modules of a client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onespec import names
from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.model import Method, Service
from onespec.targets.classes import space_name

Namespace = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """One namespace: a module with a class of methods."""

    path: Namespace
    methods: tuple[Method, ...]
    children: tuple[Namespace, ...]
    """Namespaces right below it."""

    @property
    def class_name(self) -> str:
        """`Start`."""
        return space_name(self.path)

    @property
    def module(self) -> str:
        """`start`."""
        return names.module(self.path)


def spaces(service: Service) -> tuple[Space, ...]:
    """Every namespace, the root first, then sorted; those that hold only others included."""
    found: dict[Namespace, list[Method]] = {(): []}
    for method in service.methods:
        path, _ = names.split(method.name)
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], [])
        found[path].append(method)
    children: dict[Namespace, list[Namespace]] = {}
    for path in sorted(found):
        if path:
            children.setdefault(path[:-1], []).append(path)
    return tuple(
        Space(
            path=path,
            methods=tuple(found[path]),
            children=tuple(children.get(path, ())),
        )
        for path in sorted(found)
    )


def own_name(method: Method) -> str:
    """The attribute a method is called by."""
    return names.split(method.name)[1]


def secret_paths(method: Method) -> Iterator[tuple[str, ...]]:
    """Where the params of a method hold secrets."""
    for param in method.params:
        yield from field_secrets(param, (param.name,))


def field_secrets(field: Field, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Paths of the secrets in a value; the members of a list add no step."""
    if field.secret:
        yield path
        return
    match field.type:
        case ObjectType(fields=fields):
            for member in fields:
                yield from field_secrets(member, (*path, member.name))
        case ArrayType(items=items):
            yield from field_secrets(items, path)
        case _:
            return
