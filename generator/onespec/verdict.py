"""A request's params and a state -> the errors that answer it, by the meaning of the model: what every artefact is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from onespec.datatypes import Field, JsonValue, Missing, ObjectType
from onespec.language.ast import EACH, Expr, Path, deciding, paths
from onespec.language.evaluate import ABSENT, NoValueError, Roots, meaning
from onespec.model import Constraint, ErrorKind, Method, Raise, Service
from onespec.placed import held, key_of, objects
from onespec.values import (
    MISSING_FIELD,
    UNEXPECTED,
    Steps,
    ValueFault,
    field_faults,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason why a request is refused."""

    mnemonic: str
    slot: str
    """The protocol slot for a fault of shape; `constraint` or `raise` otherwise."""
    path: Steps = ()
    """The param it concerns, an item of a list by its place from 0 on; empty where none is named."""
    constraint: Constraint | None = None
    raised: Raise | None = None


def sample_state(service: Service) -> dict[str, JsonValue]:
    """The state of the reference server: each fact's default, else its first example; a fact with neither is absent."""
    state: dict[str, JsonValue] = {}
    for fact in service.state:
        if not isinstance(fact.default, Missing):
            state[fact.name] = fact.default
        elif fact.examples:
            state[fact.name] = fact.examples[0]
    return state


def slot_of(service: Service, slot: str, path: Steps) -> str:
    """The protocol slot for a fault of shape; of a credential in a header everything is said by one."""
    header = service.auth.header if service.auth is not None else ""
    return "credential" if header and path[:1] == (header,) else slot


def refusals(
    service: Service,
    method: Method,
    params: Mapping[str, object],
    state: Mapping[str, object],
) -> Iterator[Refusal]:
    """Every reason to refuse, in the order the reference server looks: shape, account, constraints, the method's own errors.

    `params` hold the credential too, where a header carries it, under the name of the header.

    Conditions are only asked of params whose shape is right; a constraint that reads a badly shaped one is skipped.
    """
    return Judge(service, method).refusals(params, state)


class Judge:
    """What refuses requests of one method; worth keeping where many are asked about."""

    def __init__(
        self,
        service: Service,
        method: Method,
        sample: Mapping[str, object] | None = None,
    ) -> None:
        """`sample` is a state that is asked about again and again, and that never changes."""
        self._service = service
        self._sample = sample
        self._method = method
        self._common = _rows(method.common_errors)
        self._own = _rows(method.errors)
        self._rules = {
            name: [
                (
                    rule,
                    {path[0] for path in paths(rule.condition)},
                    meaning(rule.condition),
                )
                for rule in rules
            ]
            for name, rules in held(service.types, method.params).items()
        }
        self._placed = {rule.id: rule for rule in method.placed}
        self._constraints = [
            (
                constraint,
                {path[0] for path in paths(constraint.condition)},
                meaning(constraint.condition),
            )
            for constraint in method.constraints
        ]
        self._sound: set[tuple[str, type, object]] = set()
        """Names of inputs, with single values that were found to be right."""

    def refusals(
        self, params: Mapping[str, object], state: Mapping[str, object]
    ) -> Iterator[Refusal]:
        """Every reason to refuse, in order."""
        roots: Roots = {"params": params, "state": state}
        bad, misshapen = set(), set[Steps]()
        faults = [
            (slot_of(self._service, fault.slot, fault.path), fault)
            for fault in self._faults(params)
        ]
        # Who calls is asked before what for.
        for slot, fault in sorted(faults, key=lambda one: one[0] != "credential"):
            bad.add(fault.path[0])
            misshapen.add(fault.path)
            mnemonic = self._service.protocol[slot]
            yield Refusal(mnemonic=mnemonic, slot=slot, path=fault.path)
        if not bad:
            yield from self._raised(self._common, roots)
        yield from self._of_types(params, misshapen)
        for constraint, read, holds in self._constraints:
            if bad & read or holds(roots):
                continue
            path = constraint.blame[0] if constraint.blame else ()
            yield Refusal(
                mnemonic=constraint.error,
                slot="constraint",
                path=at_fault(path, constraint.condition, roots),
                constraint=constraint,
            )
        if not bad:
            yield from self._raised(self._own, roots)

    def _faults(self, params: Mapping[str, object]) -> Iterator[ValueFault]:
        """What is wrong with the shape of the params; a single value is looked at once."""
        declared = {field.name for field in self._method.inputs}
        for name, value in params.items():
            if name not in declared:
                yield ValueFault(slot=UNEXPECTED, path=(name,), value=value)
        for field in self._method.inputs:
            if field.name not in params:
                if field.required:
                    yield ValueFault(
                        slot=MISSING_FIELD, path=(field.name,), field=field
                    )
                continue
            value = params[field.name]
            key = (field.name, type(value), value)
            is_single = isinstance(value, _SINGLE)
            if is_single and key in self._sound:
                continue
            is_sound = True
            for fault in field_faults(field, value, (field.name,)):
                is_sound = False
                yield fault
            if is_single and is_sound:
                self._sound.add(key)

    def _raised(self, rows: _Rows, roots: Roots) -> Iterator[Refusal]:
        is_sample = self._sample is not None and roots["state"] is self._sample
        for mnemonic, conditions in rows:
            for asked in conditions:
                holds = (
                    asked.holds_in_sample(roots) if is_sample else asked.holds(roots)
                )
                if holds:
                    raised = asked.raised
                    path = at_fault(raised.field or (), raised.when, roots)
                    yield Refusal(
                        mnemonic=mnemonic, slot="raise", path=path, raised=raised
                    )
                    break

    def _of_types(
        self, params: Mapping[str, object], misshapen: set[Steps]
    ) -> Iterator[Refusal]:
        """The constraints of shared types that an object breaks; members of a wrong shape are not asked about."""
        if not self._rules:
            return
        whole = Field(name="", type=ObjectType(fields=self._method.params))
        for one in objects(whole, params):
            path, value = one.path, one.value
            inside = {
                fault[len(path)]
                for fault in misshapen
                if fault[: len(path)] == path and len(fault) > len(path)
            }
            for rule, read, holds in self._rules.get(one.type_name, ()):
                roots: Roots = {"params": value, "state": {}}
                if inside & read or holds(roots):
                    continue
                blamed = rule.blame[0] if rule.blame else ()
                own = at_fault(blamed, rule.condition, roots)
                yield Refusal(
                    mnemonic=rule.error,
                    slot="constraint",
                    path=(*path, *own),
                    constraint=self._placed.get(key_of(rule, one.place), rule),
                )


_SINGLE: Final = (str, int, float)


class _Asked:
    """The condition of an error, with the answers that are known for the sample state."""

    __slots__ = ("_known", "_meaning", "_read", "raised")

    def __init__(self, raised: Raise) -> None:
        self.raised = raised
        self._meaning = meaning(raised.when)
        self._read = tuple(dict.fromkeys(path[0] for path in paths(raised.when)))
        self._known: dict[tuple[object, ...], bool] = {}

    def holds(self, roots: Roots) -> bool:
        """Whether it holds; one that reads a fact which the state does not state can't."""
        try:
            return self._meaning(roots) is True
        except NoValueError:
            return False

    def holds_in_sample(self, roots: Roots) -> bool:
        """The same, worked out once for the single values that it reads."""
        params = roots["params"]
        key: list[object] = []
        for name in self._read:
            value = params.get(name, ABSENT)
            if value is not ABSENT and not isinstance(value, _SINGLE):
                return self.holds(roots)
            key += (type(value), value)
        known = self._known.get(tuple(key))
        if known is None:
            known = self._known[tuple(key)] = self.holds(roots)
        return known


_Rows: TypeAlias = list[tuple[str, list[_Asked]]]
"""Mnemonics with their conditions, ready to be asked."""


def _rows(kinds: tuple[ErrorKind, ...]) -> _Rows:
    return [
        (kind.mnemonic, [_Asked(raised) for raised in kind.raises])
        for kind in kinds
        if kind.raises
    ]


def at_fault(path: Path, condition: Expr, roots: Roots) -> Steps:
    """A path with the place of the item that decides the condition; it ends at the list where none does."""
    asked = deciding(condition, path)
    if asked is None:
        return path
    at = path.index(EACH)
    body, wanted = meaning(asked.body), asked.kind == "exists"
    try:
        for place, item in enumerate(meaning(asked.range)(roots)):
            if body({**roots, "local": {asked.variable: item}}) is wanted:
                return (*path[:at], place, *path[at + 1 :])
    except NoValueError:
        pass
    return path[:at]
