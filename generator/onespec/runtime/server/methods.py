# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Methods as the server plays them: checks, then conditions, then a result."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..client.checks import Checked, Fault, Violation, fillings
from ..client.values import MISSING, at_path, is_number, is_object

Value: TypeAlias = (
    "bool | int | float | str | None | Sequence[Value] | Mapping[str, Value]"
)
"""Anything that JSON can say."""

Facts: TypeAlias = Mapping[str, Any]
Reader: TypeAlias = Callable[[Facts, Facts], object]
"""Reads the params of a request and the state of the server."""


def param(*path: str) -> Reader:
    """Reads a param."""
    return lambda params, state: at_path(params, path)


def fact(*path: str) -> Reader:
    """Reads a fact of the state."""
    return lambda params, state: at_path(state, path)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error reply before it is wrapped."""

    fault: Fault
    field: str | None = None
    value: object = None
    params: Mapping[str, object] | None = None
    counted: bool = True
    """Whether the request it answers costs a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition of a row of the error table, and what it answers."""

    fault: Fault
    when: Reader
    field: tuple[str, ...] | None = None
    value: Reader | None = None
    params: tuple[tuple[str, Reader], ...] = ()
    hides: bool = False
    """Whether the field is a secret."""

    def holds(self, params: Facts, state: Facts) -> bool:
        """Whether a request meets it; one that reads what nobody stated can't."""
        try:
            return self.when(params, state) is True
        except KeyError:
            return False

    def failure(self, params: Facts, state: Facts, *, counted: bool) -> Failure:
        """What a request that meets it is answered."""
        given = {name: read(params, state) for name, read in self.params}
        value: object = None
        if self.value is not None:
            value = self.value(params, state)
        elif self.field is not None and not self.hides:
            value = at_path(params, self.field)
        return Failure(
            fault=self.fault,
            field=".".join(self.field) if self.field else None,
            value=None if value is MISSING else value,
            params=fillings(self.fault.message, {**state, **params, **given}),
            counted=counted,
        )


def first_failure(
    rows: tuple[Row, ...], params: Facts, state: Facts, *, counted: bool
) -> Failure | None:
    """What the first row that holds answers."""
    for row in rows:
        if row.holds(params, state):
            return row.failure(params, state, counted=counted)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the reference server."""

    name: str
    check: Callable[[Mapping[str, object]], Checked]
    before: tuple[Row, ...] = ()
    """Conditions of the service, looked at before the constraints."""
    after: tuple[Row, ...] = ()
    """Conditions of the method, looked at last."""
    faults: Mapping[str, Fault]
    """Every row of the error table that can answer it, by mnemonic."""
    results: tuple[tuple[Mapping[str, Value], Value], ...] = ()
    """Published requests with what each gets."""
    result: Value = None
    """What any other request gets."""
    counts_up: tuple[str, ...] = ()
    """Members of the result that are new in every reply."""

    def failure(self, params: Mapping[str, object], state: Facts) -> Failure | None:
        """What refuses a request, or None."""
        checked, violations = self.check(params)
        for item in violations:
            if item.constraint is None:
                return self._broken(item)
        failure = first_failure(self.before, checked, state, counted=False)
        if failure is not None:
            return failure
        if violations:
            return self._broken(violations[0])
        return first_failure(self.after, checked, state, counted=True)

    def _broken(self, item: Violation) -> Failure:
        return Failure(self.faults[item.mnemonic], item.field, item.value, item.params)

    def answer(self, params: Mapping[str, object], serial: int) -> object:
        """The result of the call with that serial number."""
        found = [result for asked, result in self.results if asked == params]
        result: object = copy.deepcopy(found[0] if found else self.result)
        if not is_object(result):
            return result
        counted = {
            name: first + serial
            for name in self.counts_up
            if is_number(first := at_path(self.result, (name,)))
        }
        return {**result, **counted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The common error table: its rows, and the conditions under which they answer."""

    faults: Mapping[str, Fault]
    rows: Mapping[str, tuple[Row, ...]]

    def method(
        self,
        name: str,
        check: Callable[[Mapping[str, object]], Checked],
        *,
        common: tuple[str, ...] = (),
        own: tuple[Fault, ...] = (),
        before: tuple[Row, ...] = (),
        after: tuple[Row, ...] = (),
        results: tuple[tuple[Mapping[str, Value], Value], ...] = (),
        result: Value = None,
        counts_up: tuple[str, ...] = (),
    ) -> Method:
        """A method; `common` names the rows of this table that belong to it.

        `before` stands in for their conditions, where those mean something else to it.
        """
        shared = {mnemonic: self.faults[mnemonic] for mnemonic in common}
        return Method(
            name=name,
            check=check,
            faults={**shared, **{fault.mnemonic: fault for fault in own}},
            before=before
            or tuple(row for mnemonic in common for row in self.rows.get(mnemonic, ())),
            after=after,
            results=results,
            result=result,
            counts_up=counts_up,
        )
