"""Service -> every element of its spec that a case can test, with its place in the files."""

from __future__ import annotations

import json
from collections.abc import Iterator

from onespec.cases.expectations import slot_row
from onespec.cases.scene import Scene
from onespec.cases.spots import Spot
from onespec.cases.strays import foreign_values
from onespec.cases.suite import Element
from onespec.datatypes import AnyType, BooleanType, ObjectType
from onespec.diagnostics import Span
from onespec.model import ErrorKind, Method, Service
from onespec.values import MISSING_FIELD, UNEXPECTED, WRONG_TYPE, WRONG_VALUE

ENVELOPE = ("parse", "batch", "notification", "envelope", "method", "encoding")
"""Slots of the protocol that are about what surrounds params."""


def service_elements(service: Service) -> Iterator[Element]:
    """What belongs to the service as a whole."""
    for slot in _slots(service):
        row = slot_row(service, slot)
        title = f"the envelope's `{slot}` rule, answered by `{row.mnemonic}`"
        yield Element(id=f"envelope/{slot}", title=title, place=service.source)
    for kind in ("text", "number"):
        wanted = "string" if kind == "text" else "number"
        if wanted in service.envelope.id_types:
            title = f"an `id` that is a {kind} comes back as it was sent"
            yield Element(id=f"envelope/id/{kind}", title=title, place=service.source)
    answered = {
        row.mnemonic for method in service.methods for row in method.all_errors()
    }
    for row in service.errors:
        if row.mnemonic in answered:
            yield from _error(row, service.source)


def _slots(service: Service) -> Iterator[str]:
    envelope = service.envelope
    for slot in ENVELOPE:
        off = (slot == "batch" and envelope.batch) or (
            slot == "notification" and envelope.notifications
        )
        if not off:
            yield slot


def _error(row: ErrorKind, source: str) -> Iterator[Element]:
    """A row, and each placeholder of its message."""
    place = at(row.span, source)
    yield Element(
        id=f"errors/{row.mnemonic}", title=f"the error `{row.mnemonic}`", place=place
    )
    for name in row.placeholders:
        title = f"`{{{name}}}` in the message of `{row.mnemonic}`"
        yield Element(id=f"errors/{row.mnemonic}/{name}", title=title, place=place)


def at(span: Span | None, source: str) -> str:
    """A place as people click on it."""
    return f"{source}:{span.line}" if span else source


def method_elements(scene: Scene) -> Iterator[Element]:
    """What belongs to one method."""
    method = scene.method
    own = f"{method.name}/"

    def element(name: str, title: str, span: Span | None = method.span) -> Element:
        return Element(id=own + name, title=title, place=at(span, method.source))

    yield element("result", "the result of a success")
    yield element("accepted", "legal combinations of params")
    yield element("unexpected", "params that the method does not have")
    for spot in scene.spots:
        yield from _spot(scene, spot)
    for rule in method.constraints:
        for side in ("refused", "allowed"):
            title = f"the constraint `{rule.id}`, {side}"
            yield element(f"constraints/{rule.id}/{side}", title, rule.span)
    for kind in method.errors:
        yield from _error(kind, method.source)
    for kind in method.all_errors():
        for index, raised in enumerate(kind.raises, 1):
            title = f"condition {index} of `{kind.mnemonic}`"
            yield element(
                f"errors/{kind.mnemonic}/{index}", title, raised.span or kind.span
            )
    for index, example in enumerate(method.examples, 1):
        yield element(
            f"examples/{index}", f"the example `{example.title}`", example.span
        )


def _spot(scene: Scene, spot: Spot) -> Iterator[Element]:
    """What the spec says of one param."""
    field, kind = spot.field, spot.field.type
    stem = f"{scene.method.name}/params/{spot.dotted}"
    facts = [("legal", "its legal values")]
    if field.required:
        facts.append((MISSING_FIELD, "that it has to be sent"))
    elif len(spot.path) == 1:
        facts.append(("optional", "that it may be left out"))
    if not isinstance(kind, AnyType):
        facts.append((WRONG_TYPE, "its type"))
    if next(foreign_values(scene, spot), None) is not None:
        facts.append((WRONG_VALUE, "what values it refuses"))
    if isinstance(kind, ObjectType) and not kind.open:
        facts.append((UNEXPECTED, "that it takes no other members"))
    values = [item.value for item in getattr(kind, "enum", ())]
    values = [True, False] if isinstance(kind, BooleanType) and not values else values
    facts += [
        (f"legal/{json.dumps(value)}", f"its value {json.dumps(value)}")
        for value in values
    ]
    for name, title in facts:
        place = at(field.span, scene.method.source)
        yield Element(
            id=f"{stem}/{name}", title=f"`{spot.dotted}`: {title}", place=place
        )
