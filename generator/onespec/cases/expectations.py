"""Rows of the error table -> what a case expects, with all that the spec leaves open left out."""

from __future__ import annotations

from typing import Any

from onespec.datatypes import ArrayType, Field, ObjectType
from onespec.language.ast import Path, tree
from onespec.model import ErrorKind, Method, Placeholder, Raise, Service


def leaves(
    service: Service,
    method: Method | None,
    aspect: str,
    *,
    path: Path = (),
    mnemonic: str = "",
) -> bool:
    """Whether an open fact takes an aspect away from the tests, for a param or an error."""
    facts = (*service.open, *(method.open if method else ()))
    return any(
        aspect in fact.leaves
        and (not fact.about or any(path[: len(other)] == other for other in fact.about))
        and (not fact.errors or mnemonic in fact.errors)
        for fact in facts
    )


def slot_row(service: Service, slot: str, method: Method | None = None) -> ErrorKind:
    """The row that answers a slot of the protocol; the method's own wins over the common one."""
    return row_of(service, service.protocol[slot], method)


def row_of(service: Service, mnemonic: str, method: Method | None = None) -> ErrorKind:
    """The row of a mnemonic."""
    rows = (*(method.all_errors() if method else ()), *service.errors)
    return next(row for row in rows if row.mnemonic == mnemonic)


def error(
    service: Service,
    method: Method | None,
    row: ErrorKind,
    *,
    path: Path = (),
    raised: Raise | None = None,
    hidden: bool = False,
) -> dict[str, Any]:
    """What a reply with an error has to say; `hidden` for a param whose value is a secret."""

    def open_for(aspect: str) -> bool:
        return leaves(service, method, aspect, path=path, mnemonic=row.mnemonic)

    expected: dict[str, Any] = {"mnemonic": row.mnemonic, "code": row.code}
    if not open_for("error-text"):
        expected["message"] = message(row)
    if row.placeholders:
        expected["params"] = placeholders(row, raised)
    if row.placeholders and open_for("error-params"):
        expected["params_open"] = True
    if path and not open_for("error-field"):
        expected["field"] = ".".join(path)
    if path and not hidden:
        texts = open_for("error-value")
        expected["value"] = {"of": list(path), "texts_only": texts}
    return {"error": expected}


def message(row: ErrorKind) -> list[Any]:
    """The template in parts: texts, and the names of placeholders in lists."""
    return [
        [part.name] if isinstance(part, Placeholder) else part for part in row.message
    ]


def placeholders(row: ErrorKind, raised: Raise | None) -> dict[str, Any]:
    """What fills each placeholder, as symbols."""
    stated = dict(raised.params) if raised else {}
    return {
        name: {"$tree": tree(stated[name])} if name in stated else {"$sent": [name]}
        for name in row.placeholders
    }


def is_secret(fields: tuple[Field, ...], path: Path) -> bool:
    """Whether what stands at a path, or around it, is a secret."""
    for field in fields:
        if path and field.name == path[0]:
            kind = (
                field.type.items.type
                if isinstance(field.type, ArrayType)
                else field.type
            )
            inner = kind.fields if isinstance(kind, ObjectType) else ()
            return field.secret or is_secret(inner, path[1:])
    return False
