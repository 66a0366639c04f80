"""Service -> the exception classes of its client: the code groups, and one class per mnemonic below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.cel.ast import Call, Conditional, Expr, Literal, Read
from onespec.datatypes import (
    BooleanType,
    DataType,
    Field,
    IntegerType,
    NumberType,
    StringType,
)
from onespec.model import ErrorKind, Service

PLACEHOLDER_CLASHES: Final = frozenset(
    [
        "args",
        "add_note",
        "with_traceback",
        "code",
        "mnemonic",
        "message",
        "field",
        "value",
    ]
    + ["params", "help_url", "data", "method", "request_id", "http_status", "sent"]
    + ["violations", "retry_after", "bool", "str", "int", "float", "object"]
)
"""Attributes every error has; a placeholder of that name gets a trailing underscore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A placeholder as an attribute."""

    attribute: str
    wire: str
    reader: str
    """A function of the package's `_readers`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MnemonicClass:
    """The exception of one mnemonic."""

    name: str
    mnemonic: str
    rows: tuple[ErrorKind, ...]
    """Every row that carries the mnemonic, the common one first."""
    groups: tuple[str, ...]
    """Classes of the code groups it comes with."""
    fills: tuple[Fill, ...]


def rows(service: Service) -> dict[str, tuple[ErrorKind, ...]]:
    """Every mnemonic with its rows, in the order of the spec; equal rows once."""
    found: dict[str, list[ErrorKind]] = {}
    for kind in service.errors:
        found.setdefault(kind.mnemonic, []).append(kind)
    for method in service.methods:
        for kind in method.errors:
            known = found.setdefault(kind.mnemonic, [])
            if kind not in known:
                known.append(kind)
    return {mnemonic: tuple(kinds) for mnemonic, kinds in found.items()}


def group_classes(service: Service) -> dict[int, str]:
    """The class of each code."""
    return {group.code: names.error_class(group.name) for group in service.code_groups}


def mnemonic_classes(service: Service) -> tuple[MnemonicClass, ...]:
    """The class of each mnemonic."""
    groups = group_classes(service)
    facts = _facts(service)
    made: list[MnemonicClass] = []
    for mnemonic, kinds in rows(service).items():
        codes = dict.fromkeys(kind.code for kind in kinds)
        made.append(
            MnemonicClass(
                name=names.error_class(mnemonic),
                mnemonic=mnemonic,
                rows=kinds,
                groups=tuple(dict.fromkeys(groups[code] for code in codes)),
                fills=_fills(kinds, facts),
            )
        )
    return tuple(made)


def _facts(service: Service) -> dict[str, set[str]]:
    """For each name of a param or state fact, the readers that fit its types."""
    found: dict[str, set[str]] = {}
    fields: list[Field] = list(service.state)
    for method in service.methods:
        fields.extend(method.params)
    for field in fields:
        found.setdefault(field.name, set()).add(_reader(field.type))
    return found


def _fills(
    kinds: tuple[ErrorKind, ...], facts: dict[str, set[str]]
) -> tuple[Fill, ...]:
    wanted = dict.fromkeys(name for kind in kinds for name in kind.placeholders)
    made: list[Fill] = []
    for wire in wanted:
        readers = {
            _expr_reader(value)
            for kind in kinds
            for condition in kind.raises
            for name, value in condition.params
            if name == wire
        } or facts.get(wire, set())
        snake = names.snake(wire)
        attribute = f"{snake}_" if snake in PLACEHOLDER_CLASHES else snake
        reader = next(iter(readers)) if len(readers) == 1 else "anything"
        made.append(Fill(attribute=attribute, wire=wire, reader=reader))
    return tuple(made)


def _reader(kind: DataType) -> str:
    match kind:
        case StringType():
            return "text"
        case IntegerType():
            return "whole"
        case NumberType():
            return "number"
        case BooleanType():
            return "flag"
        case _:
            return "anything"


def _expr_reader(value: Expr) -> str:
    """The reader for what an expression gives."""
    match value:
        case Read(type=kind):
            return _reader(kind)
        case Literal(value=bool()):
            return "flag"
        case Literal(value=int()):
            return "whole"
        case Literal(value=float()):
            return "number"
        case Literal():
            return "text"
        case Call(function="size"):
            return "whole"
        case Call(function="string"):
            return "text"
        case Conditional(then=then, otherwise=otherwise):
            first = _expr_reader(then)
            return first if first == _expr_reader(otherwise) else "anything"
        case _:
            return "anything"
