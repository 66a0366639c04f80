"""Cases as values: what is sent, what is expected, which element of the spec each one covers, and at which levels it is played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FULL: Final = "full"
QUICK: Final = "quick"
SAFE: Final = "no-effects"
ALL: Final = (FULL, QUICK, SAFE)
"""Levels; `no-effects` never has a request that a correct server acts on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something that a spec states and a case can test."""

    id: str
    title: str
    place: str
    """`spec/methods/start.simple_call.yaml:112`, or the file alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Facts that an account must have for a case, beyond those that symbols name."""

    when: list[Any]
    """A tree that is true of the account."""
    sample: Mapping[str, Any]
    """How the reference server comes to such an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request and what it must get."""

    id: str
    title: str
    covers: tuple[str, ...]
    """Ids of elements."""
    expect: Mapping[str, Any]
    method: str = ""
    """Empty for what is no call of a method."""
    params: Mapping[str, Any] | None = None
    """Params with symbols; None where `body` says it all."""
    request_id: Any = None
    """The JSON-RPC id."""
    body: Mapping[str, Any] | None = None
    """How the body differs from a plain call: members to set or drop, text or bytes, a header."""
    levels: tuple[str, ...] = ALL
    effect: bool = False
    """Whether a correct server acts on it."""
    condition: tuple[str, int] | None = None
    """Mnemonic and number of the condition that refuses it: the player makes sure that the facts of an account agree."""
    faulty: str = ""
    """The param whose shape is wrong: no condition can be asked of it."""
    account: Account | None = None
    repeat: int = 1
    """How often it is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """All cases of a service."""

    elements: tuple[Element, ...]
    cases: tuple[Case, ...]
    probes: Mapping[str, Mapping[str, Any]]
    """For each method params that nothing is set off by, and that say whether the endpoint answers at all."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """Elements that no case covers, and why."""
