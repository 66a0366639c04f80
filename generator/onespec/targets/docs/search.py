"""A service -> the rows that the pages' search looks through: name, place, address, further words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from onespec.datatypes import Field
from onespec.model import Method
from onespec.prose import plain
from onespec.targets.docs import anchors
from onespec.targets.docs.catalogue import Entry
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.fields import dotted, places
from onespec.texts import json_text

Row = tuple[str, str, str, str]


def rows(desk: Desk, entries: tuple[Entry, ...]) -> list[Row]:
    """Everything that a reader may look for."""
    found: list[Row] = []
    for method in desk.service.methods:
        found.extend(_method(desk, method))
    for entry in entries:
        kind = entry.forms[0].kind
        codes = " ".join(map(str, entry.codes))
        found.append(
            (
                kind.mnemonic,
                f"error {codes}",
                desk.error(kind.mnemonic),
                plain(kind.cause),
            )
        )
    return found


def _method(desk: Desk, method: Method) -> Iterator[Row]:
    yield method.name, plain(method.title), desk.method(method.name), ""
    for field in method.params:
        yield from _field(desk, method, "param", field)
    if method.result is not None:
        yield from _field(desk, method, "result", replace(method.result, name=""))
    for constraint in method.constraints:
        place = desk.method(method.name, anchors.anchor("constraint", constraint.id))
        yield constraint.id, f"constraint of {method.name}", place, plain(
            constraint.description
        )


def _field(desk: Desk, method: Method, kind: str, field: Field) -> Iterator[Row]:
    for inner, path in places(field):
        place = desk.method(method.name, anchors.anchor(kind, *path))
        yield dotted(path), f"{kind} of {method.name}", place, plain(inner.title)


def data_block(value: object) -> Markup:
    """JSON as it stands in a script element that is never run: no character in it can end the element."""
    text = json_text(value, None).replace("&", "\\u0026")
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e"))
