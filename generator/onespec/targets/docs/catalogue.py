"""The errors of a whole service -> one entry per mnemonic, with every form it takes and the methods that answer it."""

from __future__ import annotations

from dataclasses import dataclass

from onespec.model import ErrorKind, Method, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One row of an error table and the methods that carry it as it is."""

    kind: ErrorKind
    methods: tuple[Method, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mnemonic with its forms, the one that most methods share first."""

    mnemonic: str
    forms: tuple[Form, ...]

    @property
    def codes(self) -> tuple[int, ...]:
        """Its codes, each once."""
        return tuple(dict.fromkeys(form.kind.code for form in self.forms))


def catalogue(service: Service) -> tuple[Entry, ...]:
    """Every error that the service or one of its methods declares, by mnemonic."""
    found: dict[str, dict[str, tuple[ErrorKind, list[Method]]]] = {}
    texts: dict[int, str] = {}

    def note(kind: ErrorKind) -> list[Method]:
        key = texts.setdefault(id(kind), repr(kind))
        return found.setdefault(kind.mnemonic, {}).setdefault(key, (kind, []))[1]

    for kind in service.errors:
        note(kind)
    for method in service.methods:
        for kind in method.all_errors():
            note(kind).append(method)
    return tuple(
        Entry(mnemonic=name, forms=_forms(found[name], len(service.methods)))
        for name in sorted(found)
    )


def _forms(
    rows: dict[str, tuple[ErrorKind, list[Method]]], all_: int
) -> tuple[Form, ...]:
    used = [row for row in rows.values() if row[1]]
    ordered = sorted(used or rows.values(), key=lambda row: -len(row[1]))
    return tuple(
        Form(
            kind=kind,
            methods=tuple(methods),
            everywhere=len(methods) == all_ and all_ > 1,
        )
        for kind, methods in ordered
    )
