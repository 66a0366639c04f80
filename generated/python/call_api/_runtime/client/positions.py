# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Params that travel by position: which value is whose, and what stands in a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .values import MISSING


@dataclass(frozen=True, slots=True)
class Position:
    """The place of a param in the list."""

    name: str
    filler: object = field(default=MISSING, repr=False)
    """What is sent for it where it is left out and a later one is not: null where that
    is a legal value, else its default. MISSING where it has neither."""


def filled(
    params: Mapping[str, object], positions: Sequence[Position]
) -> tuple[dict[str, object], list[str]]:
    """The params with what fills the gaps, and the names of gaps that nothing fills."""
    sent = [number for number, item in enumerate(positions) if item.name in params]
    before = positions[: max(sent, default=0)]
    gaps = [item for item in before if item.name not in params]
    known = {item.name: item.filler for item in gaps if item.filler is not MISSING}
    return {**params, **known}, [item.name for item in gaps if item.name not in known]


def listed(params: Mapping[str, object], positions: Sequence[Position]) -> list[object]:
    """The values in their order, up to the first that is left out."""
    values: list[object] = []
    for item in positions:
        if item.name not in params:
            break
        values.append(params[item.name])
    return values


def named(values: Sequence[object], names: Sequence[str]) -> dict[str, object]:
    """Values by the names of their places; one too many by its number, from 0 on."""
    return {
        names[number] if number < len(names) else str(number): value
        for number, value in enumerate(values)
    }
