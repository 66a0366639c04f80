"""`service.yaml` and the files beside it that hold the content of its keys -> one document, each value knowing its own file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from onespec.diagnostics import Diagnostic
from onespec.inputs import PARTS
from onespec.messages import spec as say
from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode

SERVICE: Final = "service.yaml"
METHODS: Final = "methods"
SUFFIX: Final = ".yaml"


def kind_of(name: str) -> str:
    """What a file of a spec holds, by its name in the folder: `service`, `method`, the key of a part, or nothing that is read."""
    if name == SERVICE:
        return "service"
    if not name.endswith(SUFFIX):
        return ""
    first, slash, _ = name.partition("/")
    if first == METHODS and slash:
        return "method"
    key = first if slash else first.removesuffix(SUFFIX)
    return key if key in PARTS else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A service put together."""

    document: Node
    homes: Mapping[str, str]
    """Key, or key and name (`errors.not_found`) -> the file that holds it, where that is not `service.yaml`."""
    faults: tuple[Diagnostic, ...]


def joined(service: Node, parts: Mapping[str, Node]) -> Whole:
    """The service with its parts under their keys; `parts` maps each file's name to its tree."""
    if not isinstance(service, MappingNode):
        return Whole(document=service, homes={}, faults=())
    faults: list[Diagnostic] = []
    homes: dict[str, str] = {}
    added: dict[str, Entry] = {}
    for name, tree in parts.items():
        key, place = kind_of(name), say.start_of(tree.span.file)
        stated = service.key(key)
        if stated is None and f"{key}{SUFFIX}" in parts and "/" in name:
            # The file of that name was met first.
            stated = added[key].key
        if stated is not None:
            faults.append(say.part_twice(place, key, stated.span))
        elif key in added:
            held = added[key].value
            faults += _clashes(key, held, tree)
            added[key] = replace(added[key], value=_together(held, tree))
            homes.update(_homes(key, name, tree))
        else:
            added[key] = Entry(key=ScalarNode(value=key, span=place), value=tree)
            homes.update(_homes(key, name, tree))
    document = replace(service, entries=(*service.entries, *added.values()))
    return Whole(document=document, homes=homes, faults=tuple(faults))


def _homes(key: str, name: str, tree: Node) -> Iterator[tuple[str, str]]:
    yield key, name if "/" not in name else f"{key}/"
    if isinstance(tree, MappingNode):
        for entry in tree.entries:
            yield f"{key}.{entry.key.value}", name


def _clashes(key: str, held: Node, tree: Node) -> Iterator[Diagnostic]:
    """What keeps two files of one folder apart: one name in both, or a list beside a mapping."""
    if type(held) is not type(tree):
        yield say.parts_unlike(say.start_of(tree.span.file), key, held.span)
    if not isinstance(held, MappingNode) or not isinstance(tree, MappingNode):
        return
    known = {entry.key.value: entry.key for entry in held.entries}
    for entry in tree.entries:
        first = known.get(entry.key.value)
        if first is not None:
            name = str(entry.key.value)
            yield say.duplicate_name(entry.key.span, f"`{key}`", name, first.span)


def _together(held: Node, tree: Node) -> Node:
    match held, tree:
        case MappingNode(), MappingNode():
            return replace(held, entries=(*held.entries, *tree.entries))
        case SequenceNode(), SequenceNode():
            return replace(held, items=(*held.items, *tree.items))
        case _:
            return held
