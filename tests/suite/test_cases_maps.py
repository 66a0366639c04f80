"""Cases about maps and tuples: of params, of types that contain themselves, and of the state, which conditions look into."""

from __future__ import annotations

from onespec.cases import suite_of
from onespec.runtime.player.suite import Case
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: shop
title: Shop API
version: v1
release: 1.0.0
protocol: {constraint: bad_mix}
types:
  Tree: {type: map, values: Tree, keys: "^[a-z]+$"}
state:
  stock: {type: map, values: integer, example: {a: 1, b: 2}}
  centre: {type: array, prefixItems: [number, number], example: [1, 2]}
errors:
  bad_mix: {code: -32602, message: These params do not go together}
  gone: {code: -32010, message: Gone, raise: [{when: "!(sku in state.stock)", field: sku}]}
  low: {code: -32012, message: Low, raise: [{when: "'a' in state.stock && state.stock['a'] < 1"}]}
  far: {code: -32013, message: Far, raise: [{when: "state.centre[0] > 90"}]}
"""
METHOD = """\
method: item.add
title: Add
params:
  sku: {type: string, required: true, example: a}
  tree: {type: Tree}
  counts: {type: map, keys: "^[a-z]{1,3}$", values: {type: integer, minimum: 1}, minProperties: 1, maxProperties: 2}
  point: {type: array, prefixItems: [number, {type: string, nullable: true}], items: boolean, maxItems: 3}
constraints:
  - {id: many, rule: "!has(counts) || counts.all(k, counts[k] > 4)"}
result: {type: map, values: number}
"""


def test_every_element_of_maps_and_tuples_has_its_case() -> None:
    service = load_sources({"service.yaml": SERVICE, "methods/item.add.yaml": METHOD})
    suite = suite_of(service)
    assert list(suite.gaps) == ["errors/internal_error"]
    names = {
        case.id.removeprefix("item.add/")
        for case in suite.cases
        if isinstance(case, Case)
    }
    due = {
        "counts.too-few",
        "counts.too-many",
        "counts.a.as-string",
        "point.1.as-number",
    }
    due |= {"point.too-few", "point.too-many", "counts.key-too-long", "tree.as-array"}
    assert due - names == set()
