"""A request's params and a state -> the errors that answer it, by the meaning of the model: what every artefact is held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from onespec.datatypes import Field, JsonValue, Missing, ObjectType
from onespec.language.ast import EACH, Expr, Path, deciding, paths
from onespec.language.evaluate import Meaning, NoValueError, Roots, meaning
from onespec.model import Constraint, ErrorKind, Method, Raise, Service
from onespec.placed import held, key_of, objects
from onespec.values import Steps, member_faults


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

    def __init__(self, service: Service, method: Method) -> None:
        self._service = service
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

    def refusals(
        self, params: Mapping[str, object], state: Mapping[str, object]
    ) -> Iterator[Refusal]:
        """Every reason to refuse, in order."""
        roots: Roots = {"params": params, "state": state}
        bad, misshapen = set(), set[Steps]()
        faults = [
            (slot_of(self._service, fault.slot, fault.path), fault)
            for fault in member_faults(self._method.inputs, params)
        ]
        # Who calls is asked before what for.
        for slot, fault in sorted(faults, key=lambda one: one[0] != "credential"):
            bad.add(fault.path[0])
            misshapen.add(fault.path)
            mnemonic = self._service.protocol[slot]
            yield Refusal(mnemonic=mnemonic, slot=slot, path=fault.path)
        if not bad:
            yield from _raised(self._common, roots)
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
            yield from _raised(self._own, roots)

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


_Rows: TypeAlias = list[tuple[str, list[tuple[Raise, Meaning]]]]
"""Mnemonics with their conditions, ready to be asked."""


def _rows(kinds: tuple[ErrorKind, ...]) -> _Rows:
    return [
        (kind.mnemonic, [(raised, meaning(raised.when)) for raised in kind.raises])
        for kind in kinds
        if kind.raises
    ]


def _raised(rows: _Rows, roots: Roots) -> Iterator[Refusal]:
    for mnemonic, conditions in rows:
        for raised, condition in conditions:
            if _holds(condition, roots):
                path = at_fault(raised.field or (), raised.when, roots)
                yield Refusal(mnemonic=mnemonic, slot="raise", path=path, raised=raised)
                break


def _holds(condition: Meaning, roots: Roots) -> bool:
    """Whether a condition holds; one that reads a fact which the state does not state can't."""
    try:
        return condition(roots) is True
    except NoValueError:
        return False


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
