"""A method's file and the service's -> the file in which a param that says no type of its own has the rest from the common param of its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from onespec.spec.nodes import Entry, MappingNode, Node, ScalarNode

TELLING: Final = ("type", "const", "one_of")
"""Keys one of which makes a declaration whole."""

_INSTEAD: Final = {
    "example": ("examples",),
    "examples": ("example",),
    "default": ("default_note",),
    "default_note": ("default",),
}
"""Keys that stand in place of others."""


def is_whole(body: MappingNode) -> bool:
    """Whether a declaration needs nothing from elsewhere."""
    return any(body.get(key) is not None for key in TELLING)


def is_restated(entry: Entry) -> bool:
    """Whether a param has some of what it says from another file than its own."""
    file = entry.key.span.file
    return any(one.key.span.file != file for one in _entries(entry.value))


def with_common(method: Node, service: Node) -> Node:
    """The method's document with each of its params written out."""
    if not isinstance(method, MappingNode) or not isinstance(service, MappingNode):
        return method
    params, common = method.get("params"), service.get("params")
    if not isinstance(params, MappingNode):
        return method
    known = {e.key.value: e.value for e in _entries(common)}
    known = {**_credential(service), **known}
    written = tuple(
        _written(entry, known.get(entry.key.value)) for entry in params.entries
    )
    if written == params.entries:
        return method
    whole = replace(params, entries=written)
    entries = (
        replace(entry, value=whole) if entry.value is params else entry
        for entry in method.entries
    )
    return replace(method, entries=tuple(entries))


def _written(entry: Entry, base: Node | None) -> Entry:
    body = entry.value
    if not isinstance(body, MappingNode) or not isinstance(base, MappingNode):
        return entry
    if not body.entries or is_whole(body):
        return entry
    own = {str(one.key.value) for one in body.entries}
    own |= {other for key in own for other in _INSTEAD.get(key, ())}
    kept = (one for one in base.entries if one.key.value not in own | {"methods"})
    return replace(entry, value=replace(body, entries=(*kept, *body.entries)))


def _entries(node: Node | None) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, MappingNode) else ()


def _credential(
    service: MappingNode,
) -> dict[bool | int | float | str | None, Node]:
    """The param of the credential, where `auth` alone declares it."""
    auth = service.get("auth")
    param = auth.get("param") if isinstance(auth, MappingNode) else None
    if not isinstance(param, ScalarNode):
        return {}

    def entry(key: str, value: str | bool) -> Entry:
        made = ScalarNode(value=key, span=param.span)
        return Entry(key=made, value=ScalarNode(value=value, span=param.span))

    entries = (entry("type", "string"), entry("required", True), entry("secret", True))
    return {param.value: MappingNode(entries=entries, span=param.span)}
