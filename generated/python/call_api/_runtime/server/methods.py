# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Methods as the server plays them: checks, then conditions, then a result."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..client.checks import Checked, Fault, Violation, fillings, found_item
from ..client.positions import named
from ..client.values import MISSING, at_path, is_list, is_number, is_object, with_item
from .masks import MASK, Paths, mask_facts, read_shown

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
    told: bool = True
    """Whether the reply tells what is left to the account."""
    data: Mapping[str, object] | None = None
    """Members of `error.data` that only this error has."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its method counts it, the state, and where both have secrets."""

    params: Facts
    state: Facts
    secrets: Paths = ()
    secret_facts: Paths = ()

    @property
    def shown(self) -> Asked:
        """The same without its secrets."""
        return Asked(
            mask_facts(self.params, self.secrets),
            mask_facts(self.state, self.secret_facts),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition of a row of the error table, and what it answers."""

    fault: Fault
    when: Reader
    field: tuple[str, ...] | None = None
    value: Reader | None = None
    params: tuple[tuple[str, Reader], ...] = ()
    data: tuple[tuple[str, Reader], ...] = ()
    """Members of `error.data` that only this error has."""
    hides: bool = False
    """Whether the field is a secret."""
    early: bool = False
    """Whether it answers before anybody looks at what is left to the account."""
    item: Callable[[Facts, Facts], int | None] | None = None
    """Which item of the list is at fault, where the field is one of an item."""

    def holds(self, params: Facts, state: Facts) -> bool:
        """Whether a request meets it; one that reads what nobody stated can't."""
        try:
            return self.when(params, state) is True
        except KeyError:
            return False

    def failure(self, asked: Asked, *, counted: bool) -> Failure:
        """What a request that meets it is answered; no secret is in it."""
        shown = asked.shown
        real, seen = (asked.params, asked.state), (shown.params, shown.state)
        given = {name: read_shown(read, real, seen) for name, read in self.params}
        field, value = self.field, None
        if field is not None and self.item is not None:
            field = with_item(field, found_item(self.item, *real))
        if self.value is not None:
            value = read_shown(self.value, real, seen)
        elif field is not None and not self.hides:
            value = at_path(asked.params, field)
        data = {name: read_shown(read, real, seen) for name, read in self.data}
        known = {**shown.state, **shown.params, **given}
        known = {name: item for name, item in known.items() if item is not MISSING}
        return Failure(
            fault=self.fault,
            field=".".join(field) if field else None,
            value=None if value in (MISSING, MASK) else value,
            params=fillings(self.fault.message, known),
            counted=counted,
            told=not self.early,
            data={name: item for name, item in data.items() if item is not MISSING},
        )


def first_failure(
    rows: tuple[Row, ...], asked: Asked, *, counted: bool
) -> Failure | None:
    """What the first row that holds answers."""
    for row in rows:
        if row.holds(asked.params, asked.state):
            return row.failure(asked, counted=counted)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The sample answer is the first page; behind it there are none."""

    param: str
    first: int = 0
    """What the param says for the first page, where that is a number."""
    items: str = ""
    """Member of the result that holds the items; empty where it is the list."""
    next: str = ""
    """Member that holds the next cursor."""
    ends_with: Value = None
    """What it holds on the last page."""
    length: str = ""
    """The param that says how many items a page has at most."""

    def is_later(self, params: Mapping[str, object]) -> bool:
        """Whether a request asks for another page than the first."""
        asked = params.get(self.param)
        return asked is not None and (bool(self.next) or asked != self.first)

    def cut(self, result: object, params: Mapping[str, object]) -> object:
        """The result with no more items than were asked for."""
        most = params.get(self.length)
        found = result.get(self.items) if is_object(result) else result
        if not isinstance(most, int) or not is_list(found) or len(found) <= most:
            return result
        kept = found[: max(most, 0)]
        return {**result, self.items: kept} if is_object(result) else kept

    def emptied(self, result: object) -> object:
        """The result as a page without items."""
        if not self.items or not is_object(result):
            return []
        left: dict[str, object] = {**result, self.items: []}
        return {**left, self.next: self.ends_with} if self.next else left


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
    secrets: Paths = ()
    """Params, and members of params, that no reply repeats."""
    has_credential: bool = False
    """Whether a header carries one to it."""
    positions: tuple[str, ...] | None = None
    """Its params in the order in which a list has them; None: it takes no list."""
    by_name: bool = True
    """Whether it takes its params by name."""
    pages: Pages | None = None
    """How a later page is told, of which the sample has none."""

    def named(
        self, params: Mapping[str, object] | Sequence[object] | None
    ) -> Mapping[str, object] | None:
        """The params by name, however they came, or did not; None where they may not
        come so.
        """
        if params is None:
            return {}
        if is_object(params):
            return params if self.by_name else None
        if self.positions is None:
            return None
        return named(list(params), self.positions)

    def failure(
        self,
        params: Mapping[str, object],
        state: Facts,
        *,
        credential: str = "",
        secret_facts: Paths = (),
    ) -> Failure | None:
        """What refuses a request, or None.

        `credential` is the param that says whose account it is, or empty.
        """
        checked, violations = self.check(params)
        asked = Asked(checked, state, self.secrets, secret_facts)
        for item in violations:
            if item.constraint is None:
                fields = {item.field for item in violations}
                known = credential not in fields and self._knows(asked, credential)
                return self._broken(item, asked, told=known)
        failure = first_failure(self.before, asked, counted=False)
        if failure is not None:
            return failure
        if violations:
            return self._broken(violations[0], asked)
        return first_failure(self.after, asked, counted=True)

    def is_early(self, mnemonic: str) -> bool:
        """Whether the error answers before the account's limits are looked at."""
        return any(row.early for row in self.before if row.fault.mnemonic == mnemonic)

    def _knows(self, asked: Asked, credential: str) -> bool:
        """Whether a request of a wrong shape says all the same whose account it is."""
        if credential and credential not in asked.params:
            return False
        try:
            return not any(
                row.early and row.holds(asked.params, asked.state)
                for row in self.before
            )
        except Exception:
            # A condition may be made for sound params alone.
            return False

    def _broken(self, item: Violation, asked: Asked, told: bool = True) -> Failure:
        """A fault that the checks found; these speak to the caller, and hide less."""
        fault = self.faults[item.mnemonic]
        known = {"field": item.field, "value": item.value, **asked.shown.params}
        params = fillings(fault.message, known)
        return Failure(fault, item.field, item.value, params, told=told)

    def answer(
        self,
        params: Mapping[str, object],
        given: dict[str, set[float | str]],
        listed: Mapping[str, set[float | str]],
    ) -> object:
        """The result of a call; `given` are the numbers and names earlier ones got,
        `listed` those that facts say are there.

        A published request gets the published ones, if nobody else has got them.
        """
        found = [result for asked, result in self.results if asked == params]
        result: object = copy.deepcopy(found[0] if found else self.result)
        if self.pages is not None and self.pages.is_later(params):
            result = self.pages.emptied(result)
        elif self.pages is not None:
            result = self.pages.cut(result, params)
        if not is_object(result):
            return result
        counted: dict[str, object] = {}
        for name in self.counts_up:
            first, published = at_path(self.result, (name,)), result.get(name)
            taken = given.setdefault(name, set())
            known = listed.get(name, set())
            if isinstance(first, str):
                told = published if isinstance(published, str) else first
                count = len(taken)
                made = told if told not in taken else f"{told}-{count}"
                while made in taken or made in known:
                    count += 1
                    made = f"{told}-{count}"
                taken.add(made)
                counted[name] = made
            if not is_number(first):
                continue
            number = published if is_number(published) else first
            if number in taken:
                number = first + len(taken)
            while number in taken or number in known:
                number += 1
            taken.add(number)
            counted[name] = number
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
        secrets: Paths = (),
        has_credential: bool = False,
        positions: tuple[str, ...] | None = None,
        by_name: bool = True,
        pages: Pages | None = None,
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
            secrets=secrets,
            has_credential=has_credential,
            positions=positions,
            by_name=by_name,
            pages=pages,
        )
