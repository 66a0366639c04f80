"""Service -> the exceptions of its client: a class for each code group, and one for each mnemonic below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onespec import names
from onespec.datatypes import (
    BooleanType,
    DataType,
    FormatType,
    IntegerType,
    NumberType,
    StringType,
    resolved,
)
from onespec.docstrings import Paragraph
from onespec.language.ast import Call, Conditional, Expr, Literal, Read
from onespec.language.functions import FUNCTIONS
from onespec.model import ErrorKind, Service
from onespec.remembered import remembered
from onespec.targets.python.docstrings import paragraphs, sentence

TAKEN: Final = frozenset(
    ["args", "add_note", "with_traceback", "code", "mnemonic", "message", "field"]
    + ["value", "params", "help_url", "data", "method", "request_id", "http_status"]
    + [
        "sent",
        "violations",
        "retry_after",
        "response",
        "bool",
        "str",
        "int",
        "float",
        "object",
    ]
)
"""What every error has, or names in its class; a placeholder of that name gets a trailing underscore."""


RAISED: Final = (
    "ConfigurationError",
    "DeadlineExceededError",
    "InvalidResponseError",
    "NotSentError",
    "NotSentTimeoutError",
    "OutcomeUnknownError",
    "OutcomeUnknownTimeoutError",
    "RequestRefusedError",
    "RpcError",
)
"""What every client can raise, whatever its service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A placeholder as an attribute."""

    attribute: str
    wire: str
    type: str
    """The Python type of what it shows, besides None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupClass:
    """The exception of a code."""

    name: str
    code: int
    words: str


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
    members: tuple[Fill, ...]
    """Members of its data."""

    @property
    def words(self) -> tuple[Paragraph, ...]:
        """The messages, then what is behind them and what a caller can do, each said once."""
        return tuple(_words(self.rows)) or (
            Paragraph(text="An error without a message."),
        )


@remembered
def base_name(service: Service) -> str:
    """The class that every exception of the client has as its base."""
    taken = names.BUILTIN_ERRORS | {item.name for item in group_classes(service)}
    taken |= {item.name for item in mnemonic_classes(service)}
    stem = names.pascal(service.name).rstrip("_")
    name = f"{stem}Error"
    return f"{stem}ClientError" if name in taken else name


@remembered
def group_classes(service: Service) -> tuple[GroupClass, ...]:
    """The class of each code; one that would have a mnemonic's name is told from it."""
    taken = {names.error_class(mnemonic) for mnemonic in _rows(service)}
    made: list[GroupClass] = []
    for group in service.code_groups:
        name = names.error_class(group.name)
        words = f"Errors of code {group.code}"
        made.append(
            GroupClass(
                name=_apart(name) if name in taken else name,
                code=group.code,
                words=sentence(f"{words}: {group.title}" if group.title else words),
            )
        )
    return tuple(made)


def _apart(name: str) -> str:
    """The name of a code group's class that a mnemonic has too."""
    return f"{name.rstrip('_').removesuffix('Error')}GroupError"


@remembered
def mnemonic_classes(service: Service) -> tuple[MnemonicClass, ...]:
    """The class of each mnemonic."""
    groups = {item.code: item.name for item in group_classes(service)}
    facts: dict[str, set[str]] = {}
    for field in (*service.state, *(p for m in service.methods for p in m.params)):
        facts.setdefault(field.name, set()).add(_type(field.type))
    return tuple(
        MnemonicClass(
            name=names.error_class(mnemonic),
            mnemonic=mnemonic,
            rows=kinds,
            groups=tuple(dict.fromkeys(groups[kind.code] for kind in kinds)),
            fills=tuple(_fills(kinds, facts)),
            members=tuple(_members(kinds)),
        )
        for mnemonic, kinds in _rows(service).items()
    )


@remembered
def _rows(service: Service) -> dict[str, tuple[ErrorKind, ...]]:
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


def _words(rows: tuple[ErrorKind, ...]) -> Iterator[Paragraph]:
    texts = [row.template for row in rows] + [row.cause for row in rows]
    texts += [row.fix for row in rows]
    texts += [f"Deprecated: {row.deprecated}" for row in rows if row.deprecated]
    for text in dict.fromkeys(texts):
        if text:
            yield from paragraphs(sentence(text))


def _fills(kinds: tuple[ErrorKind, ...], facts: dict[str, set[str]]) -> Iterator[Fill]:
    """An attribute for each placeholder; its type is that of what fills it, where that is one."""
    for wire in dict.fromkeys(name for kind in kinds for name in kind.placeholders):
        given = {
            _type_of(value)
            for kind in kinds
            for condition in kind.raises
            for name, value in condition.params
            if name == wire
        } or facts.get(wire, set())
        yield Fill(
            attribute=_attribute(wire),
            wire=wire,
            type=given.pop() if len(given) == 1 else "object",
        )


def _members(kinds: tuple[ErrorKind, ...]) -> Iterator[Fill]:
    """An attribute for each member of the data that any of the rows declares."""
    types: dict[str, set[str]] = {}
    for member in (one for kind in kinds for one in kind.data):
        types.setdefault(member.name, set()).add(_type(resolved(member.type)))
    taken = {_attribute(name) for kind in kinds for name in kind.placeholders}
    for wire, found in types.items():
        name = _attribute(wire)
        yield Fill(
            attribute=f"{name}_" if name in taken else name,
            wire=wire,
            type=found.pop() if len(found) == 1 else "object",
        )


def _attribute(wire: str) -> str:
    snake = names.snake(wire)
    return f"{snake}_" if snake in TAKEN else snake


def _type(kind: DataType) -> str:
    match kind:
        case StringType() | FormatType():
            return "str"
        case IntegerType():
            return "int"
        case NumberType():
            return "float"
        case BooleanType():
            return "bool"
        case _:
            return "object"


_KINDS: Final = {"bool": "bool", "int": "int", "double": "float", "string": "str"}
"""Types by the kinds of the language."""


def _type_of(value: Expr) -> str:
    """The type of what an expression gives."""
    match value:
        case Read(type=kind):
            return _type(kind)
        case Literal(value=constant):
            return type(constant).__name__ if constant is not None else "object"
        case Call(function=name):
            return _KINDS[FUNCTIONS[name].gives]
        case Conditional(then=then, otherwise=otherwise):
            first = _type_of(then)
            return first if first == _type_of(otherwise) else "object"
        case _:
            return "object"
