"""Every keyword that limits values: a case breaks it and nothing else, and one sends a value that lies at its limit."""

from __future__ import annotations

from typing import Any

import pytest
from onespec.cases import suite_of
from onespec.datatypes import Field, FormatType, TupleType
from onespec.runtime.player.suite import Case
from onespec.values import KEYWORDS, TYPE_NAMES, broken_limits, field_faults
from specs import load_service

LIMITS: dict[str, tuple[str, list[Any]]] = {
    "enum": ("[LISTED]", []),
    "pattern": ('"^[a-c]{2,4}$"', ["aaaa"]),
    "format": ("date", ["2024-01-01"]),
    "minLength": ("3", ["xxx"]),
    "maxLength": ("3", ["xxx"]),
    "minimum": ("-7", [-7]),
    "exclusiveMinimum": ("-7", [-6, -6.5]),
    "maximum": ("99", [99]),
    "exclusiveMaximum": ("99", [98, 98.5]),
    "multipleOf": ("4", [4]),
    "minItems": ("2", [["text", "text"]]),
    "maxItems": ("2", [["text", "text"]]),
    "uniqueItems": ("true", [["text"]]),
    "minProperties": ("2", [{"key": "text", "key2": "text"}]),
    "maxProperties": ("2", [{"key": "text", "key2": "text"}]),
}
"""A limit of each keyword as YAML, and values at it of which one is sent."""

FORMATTED: list[tuple[str, str, str, list[Any]]] = [
    ("enum", "date", '["2024-01-31"]', ["2024-01-31"]),
    ("enum", "duration", "[PT15M, PT1H]", ["PT1H"]),
    ("minimum", "date", '"2024-03-01"', ["2024-03-01"]),
    (
        "exclusiveMinimum",
        "datetime",
        '"2024-02-29T23:59:59Z"',
        ["2024-03-01T00:00:00Z"],
    ),
    ("maximum", "time", '"12:00:00Z"', ["12:00:00Z"]),
    ("exclusiveMaximum", "decimal", '"1.50"', ["1.49"]),
    ("maximum", "duration", "P1D", ["P1D"]),
    ("multipleOf", "decimal", '"0.05"', []),
    ("minLength", "bytes", "2", ["AAA="]),
    ("maxLength", "bytes", "2", ["AAA="]),
]
"""Keywords of types that travel as text: type, limit and values at it."""

LISTED = {"string": "one", "integer": 5, "number": 5, "boolean": "true"}

ROWS = [
    (keyword.name, TYPE_NAMES[type_], *LIMITS[keyword.name])
    for keyword in KEYWORDS
    for type_ in keyword.types
    if type_ not in (FormatType, TupleType)
]


def test_every_keyword_has_its_rows() -> None:
    own = {keyword.name for keyword in KEYWORDS if FormatType in keyword.types}
    assert own == {row[0] for row in FORMATTED}


@pytest.mark.parametrize(("name", "type_name", "limit", "edges"), [*ROWS, *FORMATTED])
def test_a_keyword_is_broken_alone_and_kept_at_its_limit(
    name: str, type_name: str, limit: str, edges: list[Any]
) -> None:
    limit = limit.replace("LISTED", str(LISTED.get(type_name)))
    items = {"array": ", items: string", "map": ", values: string"}.get(type_name, "")
    service = load_service(method=f"""
method: start.call
title: Start a call
params:
  value: {{type: {type_name}, {name}: {limit}{items}}}
result: {{id: {{type: integer}}}}
""")
    field = service.methods[0].params[0]
    sent = [
        (case, case.params["value"])
        for case in suite_of(service).cases
        if isinstance(case, Case)
        and isinstance(case.params, dict)
        and "value" in case.params
    ]
    refused = [v for case, v in sent if "start.call/params/value/value" in case.covers]
    assert any(broken_by(field, value) == [name] for value in refused)
    taken = [v for case, v in sent if "start.call/params/value/legal" in case.covers]
    assert not any(list(field_faults(field, value)) for value in taken)
    assert not edges or any(edge in taken for edge in edges)


def broken_by(field: Field, value: Any) -> list[str]:
    return [keyword.name for keyword in broken_limits(field.type, value)]
