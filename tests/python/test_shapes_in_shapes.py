"""Shapes that stand inside of others: classes are made in an order that works, samples end, iterators say what they yield."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import packages
import pytest
from onespec.cases.ruled import sample_result
from onespec.cases.suite import suite_of
from onespec.model import Service
from onespec.spec import load_sources
from onespec.targets import schema
from shapes import validator

SERVICE = """\
onespec: 1
name: nested
title: Nested
version: v1
release: 1.0.0
protocol: {constraint: bad_combination}
errors:
  bad_combination: {code: -32602, message: These do not go together}
  unknown_row: {code: -32002, message: There is no such row, raise: [{when: row > state.rows, field: row}]}
  wrong_key: {code: -32003, message: This key is wrong, methods: [row.*], raise: [{when: "key == 'bad'", field: key}]}
envelope:
  error_data:
    mnemonic: {type: string, required: true, description: The name}
    field: {type: string, nullable: true, description: The param}
    value: {type: any, nullable: true, description: What stood there}
state:
  rows: {type: integer, description: How many there are, example: 9}
types:
  A: {type: object, description: One kind, fields: {k: {const: a, required: true, description: Which}, at: {type: date, description: When}}}
  B: {type: object, description: Another, fields: {k: {const: b, required: true, description: Which}}}
  Link: {type: object, description: A chain, fields: {next: {type: Link, nullable: true, required: true, description: The next}}}
"""

LIST = """\
readonly: true
params: {skip: {type: integer, minimum: 0, default: 0, description: How many to pass over}}
pagination: {style: offset, offset: skip}
result: {type: array, required: true, description: Rows, items: ITEMS}
"""
ITEMS = {
    # An object of a kind that is not known yet is a dict.
    "{type: map, values: {one_of: [A, B], discriminator: k, nullable: true}}": "dict[str, AResult | B | dict[str, JsonValue] | None]",
    "{const: false}": "Literal[False]",
    "{one_of: [A, {type: array, items: {const: true}}]}": "AResult | list[Literal[True]]",
    "{type: array, prefixItems: [A, date], items: decimal}": "tuple[AResult, datetime.date, *tuple[decimal.Decimal, ...]]",
}  # fmt: skip
METHODS = {
    **{f"row.list{n}": LIST.replace("ITEMS", one) for n, one in enumerate(ITEMS)},
    "row.add": """\
params:
  row: {type: integer, required: true, description: Which one, example: 1}
  to-all:
    type: object
    description: A member whose name is no identifier
    fields:
      the-way: {type: array, prefixItems: [string], items: {type: object, fields: {b: {type: date, required: true}}}, description: A name and points}
      steps: {type: array, prefixItems: [{type: object, fields: {c: {type: uuid, required: true}}}], description: One}
  note: {type: array, items: string, nullable: true, default: null, description: Words}
  left: {type: map, values: integer, nullable: true, default: null, description: Pieces}
  size: {type: string, nullable: true, default: null, description: How large}
constraints:
  - {id: two-words, when: "note != null && size(note) > 1", then: "note.all(n, n != '')"}
  - {id: none-left, rule: "left == null || left.exists(k, left[k] > 0)"}
  - {id: long, rule: "size == null || size(size) > 2"}
result: {type: Link, required: true, description: A chain}
""",
    "row.never": """\
param_structure: either
params: {a: {type: A, required: true, description: One}, key: {type: string, secret: true, default: good, description: A key}}
constraints: [{id: never-an-a, rule: "a.k != 'a'"}]
""",
    "row.show": """\
readonly: true
params: {row: {type: integer, required: true, description: Which one, example: 1}}
""",
}


@pytest.fixture(scope="module")
def service() -> Service:
    files = {"service.yaml": SERVICE}
    for name, body in METHODS.items():
        files[f"methods/{name}.yaml"] = f"method: {name}\ntitle: A method\n{body}"
    return load_sources(files)


@pytest.fixture(scope="module")
def package(service: Service) -> Iterator[Any]:
    with packages.borrowed(service, "nested_shapes") as name:
        yield import_module(name)


def test_an_iterator_says_the_whole_type_of_what_it_yields(package: Any) -> None:
    rows = package.NestedShapes("https://example.org/").row
    for number, kind in enumerate(ITEMS.values()):
        method = getattr(rows, f"list{number}_iter")
        assert inspect.signature(method).return_annotation == f"_Iterator[{kind}]"


def test_a_dict_form_names_classes_that_stand_further_down_in_tuples(
    package: Any,
) -> None:
    way = {"the-way": ["a", {"b": "2024-01-31"}]}
    whole = package.types.RowAddToAll.model_validate(way)
    assert whole.the_way[0] == "a"


def test_a_chain_that_null_ends_is_shown_to_its_end(service: Service) -> None:
    shown = sample_result(service.method("row.add"))
    while shown is not None:
        assert isinstance(shown, dict) and set(shown) == {"next"}
        shown = shown["next"]


def test_a_schema_is_not_led_astray_by_a_default_of_null(service: Service) -> None:
    judge = validator(schema.document(service, service.method("row.add"), "params"))
    assert judge.is_valid({"row": 1})
    assert judge.is_valid({"row": 1, "note": None, "left": None, "size": None})
    assert judge.is_valid({"row": 1, "note": ["a", "b"], "left": {"a": 1}})
    for wrong in ({"note": ["a", ""]}, {"left": {"a": 0}}, {"size": "ab"}):
        assert not judge.is_valid({"row": 1, **wrong})


def test_a_common_error_tells_the_value_of_its_field_but_for_a_secret(
    package: Any,
) -> None:
    server = import_module(f"{package.__name__}.testing.server")
    app = server.App()

    def error(method: str, params: Any) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {"content-type": "application/json"}
        answer = app.exchange(server.Request(json.dumps(body).encode(), headers))
        return json.loads(answer.body)["error"]["data"]

    assert error("row.show", {"row": 12}) == {"mnemonic": "unknown_row", "field": "row", "value": 12}  # fmt: skip
    found = error("row.never", {"a": {"k": "a"}, "key": "bad"})
    assert found == {"mnemonic": "wrong_key", "field": "key", "value": None}


def test_a_method_that_takes_nothing_is_not_tested_with_a_legal_list(
    service: Service,
) -> None:
    suite = suite_of(service)
    assert "row.never/structure:by-position" not in [case.id for case in suite.cases]
    assert "no list of values" in suite.gaps["row.never/structure"]
