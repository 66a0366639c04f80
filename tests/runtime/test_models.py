"""Models: strict where they are sent, tolerant where they are read, and silent about what is secret."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Literal

import pytest
from onespec.runtime.client.models import (
    Flag,
    Number,
    Received,
    Sent,
    Whole,
    config,
    to_wire,
)
from onespec.runtime.client.secret import Secret
from pydantic import TypeAdapter, ValidationError
from runtime_library import Address, Entry, Order

NAN, INF = float("nan"), float("inf")

WHOLE = TypeAdapter[int](Whole)
NUMBER = TypeAdapter[float](Number)
FLAG = TypeAdapter[bool](Flag)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (WHOLE, 1, 1),
        (WHOLE, -1, -1),
        (WHOLE, 2**70, 2**70),
        (WHOLE, 1.0, 1),
        (WHOLE, -0.0, 0),
        (WHOLE, 1e15, 10**15),
        (NUMBER, 1.5, 1.5),
        (NUMBER, 1, 1.0),
        (NUMBER, 1e308, 1e308),
        (FLAG, True, True),
        (FLAG, False, False),
    ],
)
def test_what_json_schema_takes_is_read_as_its_type(
    kind: TypeAdapter[Any], value: object, expected: object
) -> None:
    found = kind.validate_python(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (WHOLE, True),
        (WHOLE, "1"),
        (WHOLE, b"1"),
        (WHOLE, 1.5),
        (WHOLE, NAN),
        (WHOLE, INF),
        (WHOLE, None),
        (WHOLE, [1]),
        (NUMBER, True),
        (NUMBER, "1.5"),
        (NUMBER, 10**400),
        (NUMBER, None),
        (FLAG, 1),
        (FLAG, 0),
        (FLAG, 1.0),
        (FLAG, "true"),
        (FLAG, "yes"),
        (FLAG, None),
    ],
)
def test_what_only_looks_like_it_is_not(kind: TypeAdapter[Any], value: object) -> None:
    with pytest.raises(ValidationError):
        kind.validate_python(value)


# What is read.


class Shelf(Received, frozen=True):
    """A result with a value that a server may extend, and names of its own."""

    model_config = config({"first_name": "first-name", "class_": "class"})
    __hidden__ = frozenset({"pin"})

    first_name: str = ""
    class_: Literal["a", "b"] | str = "a"
    pin: Whole | None = None
    orders: list[Order] = []


def test_what_is_read_may_have_more_members_and_values_than_declared() -> None:
    found = Shelf.model_validate(
        {"first-name": "x", "class": "new", "orders": [{"id": 1.0, "x": 1}], "y": 2}
    )
    assert (found.first_name, found.class_, found.model_extra) == ("x", "new", {"y": 2})
    assert (found.orders[0].id, found.orders[0].model_extra) == (1, {"x": 1})


def test_a_model_can_be_made_by_its_own_names_too_and_by_nothing_wrong() -> None:
    assert Shelf(first_name="x") == Shelf.model_validate({"first-name": "x"})
    with pytest.raises(ValidationError):
        Shelf(first_name=1)  # type: ignore[arg-type]


def test_a_model_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        Order(id=1).id = 2  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Address(street_name="x").street_name = "y"  # type: ignore[misc]


def test_a_model_survives_pickling_and_copying() -> None:
    found = Shelf.model_validate({"first-name": "x", "orders": [{"id": 1}], "y": [2]})
    assert pickle.loads(pickle.dumps(found)) == found
    assert copy.deepcopy(found) == found


def test_a_hidden_member_is_in_no_repr_and_still_there() -> None:
    found = Entry(token="t0ken-0815", reader="me")
    assert repr(found) == "Entry(reader='me')"
    assert str(found) == "reader='me'"
    assert "0815" not in f"{[found]} {Shelf(pin=815, orders=[])}"
    assert found.token == "t0ken-0815"


def test_a_value_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        Shelf.model_validate({"pin": "t0ken-0815"})
    assert "0815" not in str(caught.value)


# What is sent.


def test_a_member_that_nobody_declared_is_refused() -> None:
    for name in ("colour", "streetname", "STREET_NAME"):
        with pytest.raises(ValidationError):
            Address.model_validate({"street_name": "x", name: "y"})


class Open(Sent, frozen=True):
    """An object that may carry more members than it declares."""

    model_config = config({"class_": "class"}, is_open=True)
    __nullable__ = frozenset({"note"})

    class_: str | None = None
    note: str | None = None
    inner: Address | None = None


@pytest.mark.parametrize(
    ("model", "wire"),
    [
        (Open(), {}),
        (Open(class_="a"), {"class": "a"}),
        (Open(class_=None), {}),
        (Open(note=None), {"note": None}),
        (Open(note="n", class_="a"), {"class": "a", "note": "n"}),
        (Open.model_validate({"class": "a", "b": 1}), {"class": "a", "b": 1}),
        (Open.model_validate({"b": None}), {"b": None}),
        (
            Open(inner=Address(street_name="x", door_code=Secret("4711"))),
            {"inner": {"street-name": "x", "door_code": "4711"}},
        ),
        ([Open(note=None), {"a": Open()}], [{"note": None}, {"a": {}}]),
    ],
)
def test_a_model_goes_out_under_its_wire_names_with_what_was_set(
    model: object, wire: object
) -> None:
    found = to_wire(model)
    assert found == wire
    assert not isinstance(model, Open) or list(found) == list(wire)  # type: ignore[call-overload]


def test_a_model_that_is_sent_shows_no_secret() -> None:
    made = Address(street_name="x", door_code=Secret("4711"))
    assert "4711" not in f"{made} {made!r}"


def test_two_models_share_no_settings() -> None:
    assert config({"a": "b"})["alias_generator"] is not None
    assert "alias_generator" not in config()
    assert config(is_open=True)["extra"] == "allow"
    assert Address.model_config["extra"] == "forbid"
    assert Order.model_config["extra"] == "allow"
