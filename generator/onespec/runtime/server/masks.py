# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What a request or a state holds -> the same with its secrets replaced."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from ..client.secret import EACH
from ..client.values import is_list, is_object, same

MASK = "***"
"""Stands in messages and data where a secret would."""

Paths: TypeAlias = Collection[tuple[str, ...]]
"""Where secrets are. A list has no step of its own: its items stand at its path; the
values of a map stand under `EACH`.
"""

Facts: TypeAlias = Mapping[str, Any]


def mask(value: object, paths: Paths) -> object:
    """A copy without what stands at the paths, or in a wrong shape around them."""
    if not paths or value is None:
        return value
    if () in paths:
        return MASK
    if is_list(value):
        return [mask(item, paths) for item in value]
    if not is_object(value):
        return MASK
    return {
        name: mask(item, {path[1:] for path in paths if path[0] in (name, EACH)})
        for name, item in value.items()
    }


def mask_facts(facts: Facts, paths: Paths) -> Facts:
    """The same of params or of a state."""
    found = mask(facts, paths)
    return found if is_object(found) else {}


def read_shown(
    reader: Callable[[Facts, Facts], object],
    real: tuple[Facts, Facts],
    shown: tuple[Facts, Facts],
) -> object:
    """What a reader makes of params and state: the mask, if secrets change it."""
    value = reader(*real)
    try:
        unchanged = same(reader(*shown), value)
    except Exception:
        # Made for values of another type than a mask.
        return MASK
    return value if unchanged else MASK
