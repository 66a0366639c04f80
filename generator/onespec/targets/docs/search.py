"""A service -> the rows that the pages' search looks through: name, place, address, further words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onespec.datatypes import Field
from onespec.model import Method
from onespec.prose import plain
from onespec.targets.docs.errors import Entry
from onespec.targets.docs.fields import places
from onespec.targets.docs.links import Page, anchor, dotted

Row = tuple[str, str, str, str]


def rows(page: Page, entries: tuple[Entry, ...]) -> list[Row]:
    """Everything that a reader may look for."""
    found: list[Row] = []
    for method in page.service.methods:
        found.extend(_method(page, method))
    for named in page.service.types:
        for rule in named.constraints if named.type_name is None else ():
            place = f"#{anchor('constraint', rule.id)}"
            place = place if page.single else page.top("index") + place
            found.append(
                (rule.id, "constraint of a type", place, plain(rule.description))
            )
    for entry in entries:
        kind = entry.variants[0].kind
        codes = " ".join(map(str, entry.codes))
        found.append(
            (
                kind.mnemonic,
                f"error {codes}",
                page.error(kind.mnemonic),
                plain(kind.cause),
            )
        )
    return found


def _method(page: Page, method: Method) -> Iterator[Row]:
    yield method.name, plain(method.title), page.method(method.name), ""
    for field in method.params:
        yield from _field(page, method, "param", field)
    if method.result is not None:
        yield from _field(page, method, "result", replace(method.result, name=""))
    for constraint in method.constraints:
        place = page.method(method.name, anchor("constraint", constraint.id))
        yield constraint.id, f"constraint of {method.name}", place, plain(
            constraint.description
        )


def _field(page: Page, method: Method, kind: str, field: Field) -> Iterator[Row]:
    for inner, path in places(field):
        place = page.method(method.name, anchor(kind, *path))
        yield dotted(path), f"{kind} of {method.name}", place, plain(inner.title)
