"""The published schema and the model: each key of the spec language becomes an attribute, or is read by code that names it."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import specs
from onespec import datatypes, model, spec
from onespec.inputs import PARTS
from onespec.spec.keys import keys_of, spec_schema

MADE: dict[str, type] = {
    "auth": model.Auth,
    "batch": model.Batch,
    "codeGroup": model.CodeGroup,
    "constraint": model.Constraint,
    "envelope": model.Envelope,
    "error": model.ErrorKind,
    "example": model.Example,
    "field": datatypes.Field,
    "flow": model.Flow,
    "flowStep": model.FlowStep,
    "historyEntry": model.HistoryEntry,
    "lifecycle": model.Lifecycle,
    "lifecycleState": model.LifecycleState,
    "link": datatypes.Link,
    "method": model.Method,
    "move": model.Move,
    "open": model.OpenFact,
    "pagination": model.Pagination,
    "raise": model.Raise,
    "server": model.Server,
    "service": model.Service,
    "session": model.Session,
    "transport": model.Transport,
}
"""A definition of the schema -> the class of the model that it becomes."""

TYPES: dict[str, tuple[type, ...]] = {
    "string": (datatypes.StringType,),
    "integer": (datatypes.IntegerType,),
    "number": (datatypes.NumberType,),
    "boolean": (datatypes.BooleanType,),
    "array": (datatypes.ArrayType, datatypes.TupleType),
    "map": (datatypes.MapType,),
    "object": (datatypes.ObjectType,),
    "one_of": (datatypes.UnionType,),
}


def attributes(made: type) -> set[str]:
    return {field.name for field in dataclasses.fields(made)}


def mappings_of_the_language() -> dict[str, Any]:
    return {
        name: definition
        for name, definition in spec_schema()["definitions"].items()
        if "properties" in definition and name != "protocol"
    }


def texts_of_the_reader() -> set[str]:
    """Every text that stands in the package that reads specs."""
    folder = Path(spec.__file__).parent
    return {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_mapping_of_the_language_becomes_a_class_of_the_model() -> None:
    assert MADE.keys() == mappings_of_the_language().keys()


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_key_that_is_read_by_itself_is_an_attribute_of_the_model(kind: str) -> None:
    read = {
        key.into
        for key in keys_of(kind).values()
        if key.read is not None and key.into and not key.types
    }
    assert read - attributes(MADE[kind]) == set()


def test_a_key_that_takes_judging_is_named_by_the_code_that_reads_it() -> None:
    judged = {
        name
        for kind in MADE
        for name, key in keys_of(kind).items()
        if (key.read is None or not key.into)
        and key.kind not in ("expression", "paramPath", "fields", "flowStep")
    }
    groups = {kind.value for kind in model.GroupKind}
    assert judged - groups - texts_of_the_reader() == set()


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_value_keyword_is_an_attribute_of_the_types_it_belongs_to(kind: str) -> None:
    known = keys_of("field").values()
    keywords = {key.into for key in known if kind in key.types and key.into}
    assert keywords == set().union(*map(attributes, TYPES[kind]))


def test_every_slot_of_the_protocol_has_an_error_to_fall_back_on() -> None:
    auth = "auth: {scheme: bearer, env: TOKEN}\n"
    service = specs.load_service(service=specs.SERVICE + auth)
    assert list(service.protocol) == list(keys_of("protocol"))


def test_every_key_of_the_service_that_holds_others_may_stand_in_a_file_of_its_own() -> (
    None
):
    definitions = spec_schema()["definitions"]
    found = []
    for name, schema in definitions["service"]["properties"].items():
        while "$ref" in schema:
            schema = definitions[schema["$ref"].removeprefix("#/definitions/")]
        kinds = schema.get("type", "")
        if {"object", "array"} & ({kinds} if isinstance(kinds, str) else {*kinds}):
            found.append(name)
    # Editors find the schema of a part by this pointer: #/definitions/service/properties/NAME.
    assert found == list(PARTS)


def test_the_keys_of_groups_are_those_of_the_model() -> None:
    listed = {name for name, key in keys_of("constraint").items() if key.listed} - {
        "blame"
    }
    assert listed == {kind.value for kind in model.GroupKind}
