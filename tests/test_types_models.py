"""Classes of the generated package: which there are, what they are called, and what is held against the model."""

from __future__ import annotations

from dataclasses import replace

import pytest
from packages import module, service
from specs import SERVICE, load_service

from onespec.datatypes import Field, StringType
from onespec.notation.python_types import Side
from onespec.targets import model_engine
from onespec.targets.classes import ModelClass, class_table

PLACE = (
    "{type: object, fields: {x: {type: integer, required: true}, note: {type: string}}}"
)


def classes(
    types: str = "", params: str = "", result: str = ""
) -> dict[str, ModelClass]:
    """The classes of a service with these types, params and result members, by name."""
    made = load_service(
        service=f"{SERVICE}types:\n  Text: {{type: string}}\n{types}",
        method=(
            "method: start.call\ntitle: Start a call\nparams:\n"
            f"  number: {{type: string, example: '1'}}\n{params}"
            f"result:\n  call_id: {{type: integer}}\n{result}"
        ),
    )
    return {item.name: item for item in class_table(made).classes}


def test_a_shared_type_keeps_its_name() -> None:
    found = classes(
        types=f"  Place: {PLACE}\n", params="  a: {type: Place}\n  b: {type: Place}\n"
    )
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["Place"]


def test_a_shared_type_on_both_sides_is_strict_on_one_and_tolerant_on_the_other() -> (
    None
):
    found = classes(
        types=f"  Place: {PLACE}\n",
        params="  a: {type: Place}\n",
        result="  b: {type: Place}\n",
    )
    assert (found["Place"].side, found["PlaceResult"].side) == (
        Side.REQUEST,
        Side.RESULT,
    )


def test_equal_objects_are_one_class_named_after_the_first() -> None:
    found = classes(params=f"  a: {PLACE}\n  b: {PLACE}\n")
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["StartCallA"]
    assert found["StartCallA"].aliases == ("StartCallB",)


def test_an_object_equal_to_a_shared_type_is_that_type() -> None:
    found = classes(
        types=f"  Place: {PLACE}\n", params=f"  a: {PLACE}\n" + "  b: {type: Place}\n"
    )
    assert [n for n, c in found.items() if c.side is Side.REQUEST] == ["Place"]


def test_results_that_many_methods_share_are_named_after_their_members() -> None:
    types = module("types")
    assert types.StartSimpleCallResult is types.StartInformerCallResult
    assert types.StartSimpleCallResult.__name__ == "CallSessionIdResult"


def test_models_are_frozen_and_compare_by_value() -> None:
    result = module("types").StartSimpleCallResult(call_session_id=1)
    with pytest.raises(ValueError):
        result.call_session_id = 2
    assert result == module("types").StartSimpleCallResult(call_session_id=1)


def test_a_class_that_comes_back_otherwise_stops_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = class_table(service())
    first, *rest = table.classes
    fields = (*first.kind.fields, Field(name="more", type=StringType()))
    other = replace(first, kind=replace(first.kind, fields=fields))
    schema = model_engine._schema(table.classes, table.by_key)
    monkeypatch.setattr(model_engine, "_schema", lambda *_: schema)
    with pytest.raises(model_engine.ModelMismatchError):
        model_engine.ordered((other, *rest), table.by_key)


def test_classes_come_in_an_order_in_which_each_stands_below_its_parts() -> None:
    table = class_table(service())
    names = [item.name for item in model_engine.ordered(table.classes, table.by_key)]
    assert names.index("ListCallsItemLegsItem") < names.index("ListCallsItem")


def test_what_is_sent_can_be_null_only_where_the_spec_says_so() -> None:
    message = module("types").Message(type="tts", value="x")
    assert message.__wire__() == {"type": "tts", "value": "x"}
