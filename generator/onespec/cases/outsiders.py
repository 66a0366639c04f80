"""Lists of an account and a field -> legal values that no list holds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from onespec.datatypes import Field, JsonValue
from onespec.notation.jsonschema_types import shape
from onespec.runtime.player.values import Near, neighbours
from onespec.samples import FEW, is_legal, legal_values
from onespec.values import identity


def outsiders(field: Field, members: Sequence[JsonValue]) -> list[JsonValue]:
    """Legal values that no list of `members` holds, most like its members first."""
    held = {str(member) for member in members}
    form = shape(field)
    near = (item for member in members for item in neighbours(form, member))
    found: dict[object, JsonValue] = {}
    for value in itertools.chain(near, legal_values(field)):
        if is_legal(field, value) and str(value) not in held:
            found.setdefault(identity(value), value)
    return list(found.values())[: 2 * FEW]


def close(field: Field, members: Sequence[JsonValue], near: Near) -> list[JsonValue]:
    """Legal values that no list of `members` holds, and that are close to some member in one way; perhaps none."""
    held = {str(member) for member in members}
    tried: list[JsonValue] = [0] if near == "zero" else []
    for member in members:
        tried.extend(neighbours(shape(field), member, near))
    return [v for v in tried if is_legal(field, v) and str(v) not in held][:FEW]
