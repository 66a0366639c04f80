"""Exported CEL, judged by an evaluator from the package index: it means what ours means, with no guard or default left out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from conditions import PARAMS, expr
from constraint_sets import made, request
from onespec import language
from onespec.datatypes import (
    ArrayType,
    Field,
    FormatType,
    IntegerType,
    NumberType,
    ObjectType,
)
from onespec.language.ast import Expr
from onespec.notation import python_expr
from onespec.notation.cel_text import authored, export
from onespec.runtime.client.values import double
from specs import load_service

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import celpy
    from celpy import celtypes


@cache
def environment() -> Any:
    return celpy.Environment()


def decimal(text: object) -> Any:
    """CEL has no decimals: whoever evaluates the export brings them along, here as millionths."""
    return celtypes.IntType(int(Decimal(str(text)) * 10**6))


def typed(value: object, field: Field) -> Any:
    """A JSON value as the CEL value of its declared type."""
    if value is None:
        return None
    match field.type:
        case IntegerType():
            return celtypes.IntType(int(value))  # type: ignore[call-overload]
        case NumberType():
            return celtypes.DoubleType(float(value))  # type: ignore[arg-type]
        case ArrayType(items=items):
            assert isinstance(value, list)
            return celtypes.ListType([typed(item, items) for item in value])
        case ObjectType(fields=fields):
            assert isinstance(value, dict)
            return mapping(value, fields)
    if field.type == FormatType(format="datetime"):
        value = str(value).upper()  # The letters of RFC 3339 that CEL knows.
    if isinstance(value, bool):
        return celtypes.BoolType(value)
    return celtypes.StringType(value)


def mapping(values: Mapping[str, object], fields: tuple[Field, ...]) -> Any:
    known = {field.name: field for field in fields}
    return celtypes.MapType(
        {celtypes.StringType(name): typed(values[name], known[name]) for name in values}
    )


def judge(found: Expr, params: Mapping[str, object], fields: tuple[Field, ...]) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = environment().compile(export(found))
        program = environment().program(compiled, functions={"decimal": decimal})
        return bool(
            program.evaluate(
                {"params": mapping(params, fields), "state": celtypes.MapType({})}
            )
        )


@pytest.mark.parametrize("number", range(0, 2000, 16))
def test_an_independent_evaluator_agrees_on_exported_constraints(number: int) -> None:
    case = made(number).method
    random = Random(number)
    for constraint in case.constraints[:3]:
        params = request(random, case.params)
        if "null" in authored(constraint.condition) or None in params.values():
            continue  # See the test of what cel-python refuses.
        meant = language.evaluate(constraint.condition, params)
        assert judge(constraint.condition, params, case.params) is meant, (
            export(constraint.condition),
            params,
        )


@pytest.mark.parametrize(
    ("source", "params"),
    [
        ("has(accept_language) && accept_language == 'en'", {"Accept-Language": "en"}),
        ("has(params.for) && params.for == 'a'", {"for": "a"}),
        ("state == 'open'", {}),
        (
            "has(message.value) && message.volume == 5",
            {"message": {"type": "a", "value": ""}},
        ),
        ("rank == null || rank > 3", {"rank": None}),
        (
            "note.matches('^[a-z.]+$') && note.contains('.') || note.endsWith('\\n')",
            {"note": "a.b"},
        ),
        ("has(ratio) && ratio + offset * 2 <= 7.5", {"ratio": 1.5, "offset": 3}),
        ("has(ratio) && ratio in [1, 2.5]", {"ratio": 2.5}),
        ("size(note) == 2 && string(offset) == '0'", {"note": "ÿ😀"}),
        (
            "has(legs) && legs.exists(l, has(l.n) && l.n > 1)",
            {"legs": [{"to": "a"}, {"to": "b", "n": 2}]},
        ),
    ],
)
def test_names_defaults_and_functions_survive_the_export(
    source: str, params: dict[str, object]
) -> None:
    found = expr(source)
    assert judge(found, {"first_call": "operator", **params}, PARAMS) is True
    assert language.evaluate(found, params) is True


DEFAULTS = """
method: box.send
title: Send a box
params:
  size:
    type: object
    default: {mm: 1, count: 3.0, deep: {k: 2, l: [1, 2]}}
    fields:
      mm: {type: number, required: true}
      count: {type: integer, default: 4.0}
      deep:
        type: object
        fields:
          k: {type: number, default: 7}
          l: {type: array, default: [3, 4.5], items: number}
          o: {type: number, default: 5}
  wide:
    type: object
    default: {}
    fields:
      mm: {type: number, default: 3}
      l: {type: array, default: [1, 2], items: number}
  list: {type: array, items: number, default: [1, 2]}
  ints: {type: array, items: integer, default: [1.0, 2]}
  objs: {type: array, items: {type: object, fields: {v: {type: number, default: 1}}}, default: [{v: 2}, {}]}
  texts: {type: array, items: string, default: [a]}
  i: {type: integer, default: 2.0}
  r: {type: number, default: 2}
  flag: {type: boolean, default: true}
  far: {type: integer, default: 36893488147419103232}
"""
CONDITIONS = """
size.mm == 1
size.mm < 1.5
size.mm + 1 == 2
size.count == 3
string(size.count) == '3'
has(size.deep) ? size.deep.k == 2 : flag
has(size.deep) && size.deep.k > 6.5
!has(size.deep) || size.deep.l.all(x, x < 5)
!has(size.deep) || 4.5 in size.deep.l
!has(size.deep) || size.deep.o == 5
wide.mm == 3
wide.mm * 2 >= 5.5
wide.l.exists(x, x == 2)
2 in wide.l
1.5 in list
list.all(x, x + 0.5 < 2.5)
1 in ints
ints.exists(x, string(x) == '1')
objs.exists(o, o.v == 1)
objs.all(o, o.v > 0.5)
'a' in texts
string(i) == '2'
i + r == 4
r in [1, 2]
i == r
r in list
r in ints
i in list
objs.exists(item, item.v in ints)
size(size) == 2 || 'mm' in size
(flag ? r : 3) == 2
r * i == 4
far > 5 && far - i != 3
"""
SENT: tuple[dict[str, object], ...] = (
    {},
    {"size": {"mm": 2}},
    {"size": {"mm": 2.5, "deep": {}}},
    {"wide": {"l": [5]}},
    {"list": [1]},
    {"list": [2.5], "ints": [1, 5]},
    {"objs": []},
    {"objs": [{"v": 1}]},
    {"i": 7, "r": 7},
    {"i": 7, "r": 7.5, "flag": False},
)


@pytest.mark.parametrize("source", CONDITIONS.strip().splitlines())
def test_every_default_is_written_as_its_type_wants_it(source: str) -> None:
    """Numbers in objects and lists too, where CEL tells `1` from `1.0`; and Python reads the same defaults."""
    params = load_service(method=DEFAULTS).methods[0].params
    found = expr(source, params)
    for sent in SENT:
        meant = language.evaluate(found, sent)
        assert judge(found, sent, params) is meant, (export(found), sent)
        names = {"params": sent, "double": double}
        assert bool(eval(python_expr.expression(found), names)) is meant


@pytest.mark.parametrize("number", range(0, 2000, 10))
def test_the_authored_form_reads_back_as_the_same_expression(number: int) -> None:
    case = made(number).method
    for constraint in case.constraints:
        again = expr(authored(constraint.condition), case.params)
        assert authored(again) == authored(constraint.condition)


def test_the_export_spells_out_what_bare_names_leave_unsaid() -> None:
    found = expr("!early_switching || first_call == 'operator' && switch_at_once")
    assert export(found) == (
        "!(has(params.early_switching) ? params.early_switching : false) || "
        "params.first_call == 'operator' && (has(params.switch_at_once) ? params.switch_at_once : false)"
    )
    assert (
        authored(found)
        == "!early_switching || first_call == 'operator' && switch_at_once"
    )


def test_cel_python_refuses_to_compare_a_number_with_null() -> None:
    """The one known disagreement: the CEL specification makes `5 == null` false, cel-python has no overload for it."""
    found = expr("rank == null")
    assert language.evaluate(found, {"rank": 5}) is False
    with pytest.raises(celpy.CELEvalError, match="no such overload"):
        judge(found, {"rank": 5}, PARAMS)
    assert judge(found, {"rank": None}, PARAMS) is True
