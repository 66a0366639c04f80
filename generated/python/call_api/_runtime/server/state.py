# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What the server knows and a request does not say: facts, accounts, what is left."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from ..client.values import is_number, is_object
from .service import Service

DEEPEST = 100
"""Levels of nesting that a fact may have."""


def state_of(
    service: Service, facts: Mapping[str, object] | None = None
) -> dict[str, object]:
    """The sample state with some facts anew.

    Raises ValueError for a fact that the service has not, or that JSON can't say.
    """
    return {**copy.deepcopy(dict(service.sample)), **_known(service, facts or {})}


def _known(service: Service, facts: Mapping[str, object]) -> dict[str, object]:
    """A copy of the facts. Raises ValueError where one is not what can be stated."""
    unknown = sorted(set(facts) - service.facts)
    if unknown:
        raise ValueError(f"the service has no fact called {', '.join(unknown)}")
    return {name: plain(value, name) for name, value in facts.items()}


def plain(value: object, place: str, depth: int = DEEPEST) -> object:
    """A copy made of what JSON reads as: tuples become lists.

    Raises ValueError that names the place, and not the value: it may be a secret.
    """
    if value is None or isinstance(value, bool | str) or is_number(value):
        return value
    if not depth:
        raise ValueError(f"{place}: nested too deeply, or in itself")
    if is_object(value):
        return {
            _name(name, place): plain(item, f"{place}.{name}", depth - 1)
            for name, item in value.items()
        }
    if _is_row(value):
        return [
            plain(item, f"{place}[{index}]", depth - 1)
            for index, item in enumerate(value)
        ]
    kind = "nan or inf" if isinstance(value, float) else type(value).__name__
    raise ValueError(
        f"{place}: JSON has no {kind}; give None, bool, int, float, str, list or dict"
    )


def _name(name: object, place: str) -> str:
    if isinstance(name, str):
        return name
    kind = type(name).__name__
    raise ValueError(f"{place}: a name in an object is str, not {kind}")


def _is_row(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


class Accounts:
    """Accounts beside the first one, by their credentials, with facts that differ.

    By themselves these are the sample ones, each in trouble.
    """

    def __init__(
        self, service: Service, accounts: Mapping[str, Mapping[str, object]] | None
    ) -> None:
        found = service.accounts if accounts is None else accounts
        self._credential = service.credential
        self._facts = {name: _known(service, facts) for name, facts in found.items()}

    def facts(
        self, params: Mapping[str, object], state: Mapping[str, object]
    ) -> dict[str, object]:
        """What is true of the account that a request comes from."""
        credential = params.get(self._credential)
        others = self._facts.get(credential) if isinstance(credential, str) else None
        return {**state, **(others or {})}


@dataclass(slots=True)
class _Window:
    """A stretch of time with an allowance."""

    name: str
    seconds: int
    began: float
    spent: int = 0
    renewed: bool = False
    """Whether a first window is over: a full allowance stands from then on."""


class Limits:
    """Points that requests cost, counted by windows of time."""

    def __init__(
        self, windows: tuple[tuple[str, int], ...], clock: Callable[[], float]
    ) -> None:
        self._lengths = windows
        self._clock = clock
        self._windows: list[_Window] = []
        self.restart()

    def restart(self) -> None:
        """Begins every window anew, with what the state says is left."""
        now = self._clock()
        self._windows = [_Window(name, length, now) for name, length in self._lengths]

    def spend(self) -> None:
        """Takes a point from every window."""
        for window in self._windows:
            window.spent += 1

    def apply(self, state: Mapping[str, object]) -> dict[str, object]:
        """The state with what is left of each window, and for how long."""
        now = self._clock()
        result = dict(state)
        for window in self._windows:
            passed = now - window.began
            if passed >= window.seconds:
                window.began += passed // window.seconds * window.seconds
                window.spent, window.renewed = 0, True
            full = "limit" if window.renewed else "remaining"
            left = state.get(f"{window.name}_{full}")
            if is_number(left):
                result[f"{window.name}_remaining"] = max(0, left - window.spent)
            reset = math.ceil(window.seconds - (now - window.began))
            result[f"{window.name}_reset"] = reset
        return result
