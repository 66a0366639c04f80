"""Rows of the error table -> the calls that build their twins in generated Python."""

from __future__ import annotations

from onespec.model import ErrorKind, Method, Placeholder, Service
from onespec.layout import Piece
from onespec.targets.calls import call, several
from onespec.texts import python_literal, python_string


def fault(row: ErrorKind) -> Piece:
    """`Fault("mnemonic", -32602, ("text ", Slot("name")))`."""
    return call(
        "Fault",
        python_string(row.mnemonic),
        python_literal(row.code),
        message(row),
        help_url=python_string(row.help_url) if row.help_url else None,
    )


def message(row: ErrorKind) -> Piece:
    """A message template in parts."""
    return several(
        (
            call("Slot", python_string(part.name))
            if isinstance(part, Placeholder)
            else python_string(part)
        )
        for part in row.message
    )


def slot_row(service: Service, slot: str, method: Method | None = None) -> ErrorKind:
    """The row that answers what goes wrong in a slot; the method's own wins over the common one."""
    return row_of(service, service.protocol[slot], method)


def row_of(service: Service, mnemonic: str, method: Method | None = None) -> ErrorKind:
    """The row of a mnemonic. Raises KeyError where there is none."""
    rows = (*(method.errors if method else ()), *service.errors)
    for row in rows:
        if row.mnemonic == mnemonic:
            return row
    raise KeyError(mnemonic)
