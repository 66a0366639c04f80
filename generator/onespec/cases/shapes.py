"""Cases of single params: absent, of every wrong JSON type, of wrong values, with strangers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from onespec.cases.expectations import leaves
from onespec.cases.makers import around, shape_case, with_value, without
from onespec.cases.scene import Scene
from onespec.cases.spots import Spot, put
from onespec.cases.strays import far_values, foreign_values
from onespec.cases.suite import ALL, FULL, SAFE, Case
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.values import MISSING_FIELD, UNEXPECTED, WRONG_TYPE, WRONG_VALUE

NOT_QUICK: Final = (FULL, SAFE)

STRANGER: Final = "unexpected_param"
"""A name that no param has."""


def shape_cases(scene: Scene) -> Iterator[Case]:
    """Every case about the shape of params, in the order of the spec."""
    for spot in scene.spots:
        if spot.field.required:
            yield shape_case(
                scene,
                spot,
                "absent",
                f"`{spot.dotted}` is absent",
                MISSING_FIELD,
                without(scene, spot.path),
            )
        yield from _types(scene, spot)
        yield from _values(scene, spot)
        if isinstance(spot.field.type, ObjectType) and not spot.field.type.open:
            yield _stranger(scene, spot)
    yield _stranger(scene, None)


def _stranger(scene: Scene, spot: Spot | None) -> Case:
    """A member that nobody declared; with `None`, beside the params themselves."""
    above = spot.path if spot else ()
    names = {other.path[-1] for other in scene.spots if other.path[:-1] == above}
    name = STRANGER + "_" * sum(item.startswith(STRANGER) for item in names)
    path = (*above, name)
    inside = f"in `{spot.dotted}`" if spot else "beside the params"
    owner = spot or Spot((), Field(name="", type=ObjectType()))
    return shape_case(
        scene,
        owner,
        "unexpected",
        f"an unknown member {inside}",
        UNEXPECTED,
        put(around(scene, path), path, "1"),
        path=path,
    )


def _types(scene: Scene, spot: Spot) -> Iterator[Case]:
    """One case for each JSON type that the param is not, likeliest mistake first."""
    likely = _likeliest(scene, spot)
    for place, (name, value) in enumerate(_wrong_types(scene, spot)):
        yield shape_case(
            scene,
            spot,
            f"as-{name}",
            f"`{spot.dotted}` is {_ARTICLES[name]}",
            WRONG_TYPE,
            with_value(scene, spot.path, value),
            levels=ALL if place == likely else NOT_QUICK,
        )


def _likeliest(scene: Scene, spot: Spot) -> int:
    """Which wrong type quick play sends: flags and objects are taken for two others, so they take turns."""
    if not isinstance(spot.field.type, BooleanType | ObjectType):
        return 0
    alike = [
        other
        for other in scene.spots
        if type(other.field.type) is type(spot.field.type)
    ]
    return alike.index(spot) % 2


_ARTICLES: Final = {
    "string": "a text",
    "number": "a number",
    "boolean": "a boolean",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def _wrong_types(scene: Scene, spot: Spot) -> Iterator[tuple[str, Any]]:
    kind = spot.field.type
    for name, value in _WRONG.get(type(kind), ()):
        yield name, value
    if leaves(scene.service, scene.method, "null", path=spot.path):
        return
    if not spot.field.nullable and not isinstance(kind, AnyType):
        yield "null", None


_WRONG: Final[dict[type, tuple[tuple[str, Any], ...]]] = {
    StringType: (
        ("number", 79260000000),
        ("boolean", True),
        ("array", ["1"]),
        ("object", {"a": "1"}),
    ),
    IntegerType: (
        ("string", "1"),
        ("boolean", True),
        ("array", [1]),
        ("object", {"a": 1}),
    ),
    NumberType: (
        ("string", "1.5"),
        ("boolean", True),
        ("array", [1.5]),
        ("object", {"a": 1}),
    ),
    BooleanType: (
        ("string", "true"),
        ("number", 1),
        ("array", [True]),
        ("object", {"a": True}),
    ),
    ArrayType: (
        ("string", "1"),
        ("object", {"0": 1}),
        ("number", 1),
        ("boolean", True),
    ),
    ObjectType: (("string", "1"), ("array", []), ("number", 1), ("boolean", True)),
}
"""For each type the values that others take for it."""


def _values(scene: Scene, spot: Spot) -> Iterator[Case]:
    """Values of the right type that the param does not take."""
    loose = leaves(scene.service, scene.method, "form", path=spot.path)
    found = far_values(scene, spot) if loose else foreign_values(scene, spot)
    for place, (name, title, value) in enumerate(found):
        yield shape_case(
            scene,
            spot,
            name,
            f"`{spot.dotted}` {title}",
            WRONG_VALUE,
            with_value(scene, spot.path, value),
            levels=ALL if place == 0 else NOT_QUICK,
        )
