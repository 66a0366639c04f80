"""The common error table -> the rows of it that belong to each method, each condition compiled once per shape of what it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from onespec import names
from onespec.datatypes import Field
from onespec.diagnostics import Diagnostic
from onespec.loader.errors import Row, Scene, compile_row, mentioned
from onespec.model import ErrorKind, Raise

_Key: TypeAlias = tuple[str, int]
"""Mnemonic and index of a condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compiled:
    """What a condition means where the params it mentions are these."""

    params: tuple[Field, ...]
    raises: tuple[Raise, ...]
    faults: tuple[Diagnostic, ...]


class CommonTable:
    """The rows that service.yaml declares under `errors:`, and what came of their conditions so far."""

    def __init__(self, rows: Mapping[str, Row], state: tuple[Field, ...]) -> None:
        self.rows = rows
        self._state = state
        self._compiled: dict[_Key, list[_Compiled]] = {}
        self._used: set[_Key] = set()

    def belonging(
        self, method: str, params: tuple[Field, ...], own: set[str]
    ) -> tuple[ErrorKind, ...]:
        """The rows that can answer a method and that it does not state itself.

        A condition that reads a param which the method does not have is not for that method; a row all of
        whose conditions are like that isn't either.
        """
        kinds: list[ErrorKind] = []
        for row in self.rows.values():
            allowed = row.kind.methods is None or method in row.kind.methods
            if row.kind.mnemonic in own or not allowed:
                continue
            found = [self._compile(row, i, params) for i in range(len(row.conditions))]
            fitting = [condition for condition in found if not condition.faults]
            if fitting or not row.conditions:
                raises = tuple(one for condition in fitting for one in condition.raises)
                kinds.append(replace(row.kind, raises=raises))
        return tuple(kinds)

    def use(self, row: Row) -> None:
        """Take note that a method states a row itself, whose conditions were judged there."""
        self._used.update((row.kind.mnemonic, i) for i in range(len(row.conditions)))

    def misfits(self) -> Iterator[Diagnostic]:
        """What is wrong with each condition that fits no method at all."""
        for key, tries in self._compiled.items():
            if key not in self._used and all(condition.faults for condition in tries):
                yield from tries[0].faults

    def _compile(self, row: Row, index: int, params: tuple[Field, ...]) -> _Compiled:
        node = row.conditions[index]
        words = mentioned(node).union(row.kind.placeholders)
        read = tuple(field for field in params if _is_mentioned(field, words))
        tries = self._compiled.setdefault((row.kind.mnemonic, index), [])
        for known in tries:
            if known.params == read:
                return known
        single = Row(kind=row.kind, conditions=(node,), message=row.message)
        kind, faults = compile_row(single, Scene(params=params, state=self._state))
        tries.append(_Compiled(params=read, raises=kind.raises, faults=faults))
        return tries[-1]


def _is_mentioned(field: Field, words: frozenset[str]) -> bool:
    return (
        field.name in words
        or names.snake(field.name) in words
        or not field.name.isidentifier()
    )
