"""The errors of a service -> an entry per mnemonic, with every variant it takes, the methods that answer it, and what brings it about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onespec.model import ErrorKind, Method, Service

SLOTS = {
    "parse": "the body is not JSON",
    "batch": "the body is an array",
    "envelope": "`jsonrpc`, `id`, `method` or `params` is wrong or missing",
    "notification": "there is no `id`",
    "method": "there is no such method",
    "encoding": "the body is not in the encoding that is asked for",
    "missing": "a required param is missing",
    "type": "a value is of another type",
    "value": "a value is not one of those allowed, or outside its limits",
    "unexpected": "there is a param that the method doesn't have",
    "constraint": "the params break a constraint that names no error of its own",
    "internal": "the server fails",
}
"""What each slot of the protocol stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One row of an error table and the methods that carry it as it is."""

    kind: ErrorKind
    methods: tuple[Method, ...]
    everywhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A mnemonic with its variants, the one that most methods share first."""

    mnemonic: str
    variants: tuple[Variant, ...]

    @property
    def codes(self) -> tuple[int, ...]:
        """Its codes, each once."""
        return tuple(dict.fromkeys(variant.kind.code for variant in self.variants))


def entries_of(service: Service) -> tuple[Entry, ...]:
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
        Entry(mnemonic=name, variants=_variants(found[name], len(service.methods)))
        for name in sorted(found)
    )


def _variants(
    rows: dict[str, tuple[ErrorKind, list[Method]]], all_: int
) -> tuple[Variant, ...]:
    used = [row for row in rows.values() if row[1]]
    ordered = sorted(used or rows.values(), key=lambda row: -len(row[1]))
    return tuple(
        Variant(
            kind=kind,
            methods=tuple(methods),
            everywhere=len(methods) == all_ and all_ > 1,
        )
        for kind, methods in ordered
    )


def by_code(
    entries: tuple[Entry, ...],
) -> list[tuple[int, list[ErrorKind]]]:
    """The errors of each code, the variant of that code that most methods share; codes near zero first."""
    made: dict[int, dict[str, ErrorKind]] = {}
    for entry in entries:
        for variant in entry.variants:
            kind = variant.kind
            made.setdefault(kind.code, {}).setdefault(kind.mnemonic, kind)
    return [
        (code, [kind for _, kind in sorted(made[code].items())])
        for code in sorted(made, reverse=True)
    ]


def slots(service: Service, kind: ErrorKind) -> list[str]:
    """What of a request, beside its params, makes it be answered with an error."""
    return [
        words
        for slot, words in _slots(service).items()
        if service.protocol[slot] == kind.mnemonic
    ]


def _slots(service: Service) -> dict[str, str]:
    """What each slot stands for, but for those of what the service takes."""
    known, batch = dict(SLOTS), service.envelope.batch
    if batch is not None and batch.max is None:
        del known["batch"]
    elif batch is not None:
        known["batch"] = f"the body is an array of more than {batch.max} requests"
    if service.envelope.notifications:
        del known["notification"]
    order = [slot for slot in service.protocol if slot in known]
    return {slot: known[slot] for slot in order}


class Rows:
    """Rows of error tables in one tree of pages: one that says nothing of the method it stands at is written once,
    however many methods carry it."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, int], list[tuple[ErrorKind, str]]] = {}

    def row(
        self, write: Callable[[ErrorKind], str], kind: ErrorKind, method: Method
    ) -> str:
        """The row of a method's table, as the template's macro writes it."""
        if any(rule.error == kind.mnemonic for rule in method.rules):
            return write(kind)
        known = self._written.setdefault((kind.mnemonic, kind.code), [])
        for other, text in known:
            if other == kind:
                return text
        known.append((kind, write(kind)))
        return known[-1][1]


def code_title(service: Service, code: int) -> str:
    """What the errors of one code have in common, in words; may be empty."""
    for group in service.code_groups:
        if group.code == code:
            return group.title
    return ""
