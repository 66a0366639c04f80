"""Constants, maps, tuples and null in a generated package: clients send and read them, type checkers know them, schemas hold requests to them."""

from __future__ import annotations

import datetime
import importlib
import json
import subprocess
import sys
from typing import Any

import packages
import pytest
from jsonschema import Draft202012Validator
from onespec.build import build
from specs import load_service

METHOD = """\
method: pay.now
title: Pay
params:
  mode: {const: fast, required: true}
  level: {const: 3}
  half: {type: number, const: 0.5, required: true, nullable: true}
  card:
    type: object
    required: true
    fields:
      kind: {const: card, required: true}
      number: {type: string, required: true}
      version: {const: 2, required: true}
      live: {const: true}
      marks: {type: array, prefixItems: [string], items: integer}
  labels:
    type: map
    keys: "^[a-z]+$"
    maxProperties: 2
    values: {type: object, fields: {text: {type: string, required: true}, pin: {type: string, secret: true}}}
  point: {type: array, prefixItems: [number, {type: string, nullable: true}]}
  note: {type: string, nullable: true}
constraints:
  - {id: no-empty-labels, rule: "!has(labels) || labels.all(k, labels[k].text != '' || k == 'none')", error: bad_mix}
  - {id: level-needs-card, when: has(level), then: "card.version == 2 && size(card.number) > 1", error: bad_mix}
result:
  kind: {const: receipt, required: true}
  number: {type: string, required: true}
  version: {const: 2}
  totals: {type: map, values: {type: array, prefixItems: [integer, number]}, required: true}
  trail: {type: array, prefixItems: [string, date], items: {type: object, fields: {at: {type: date, required: true}}}}
"""

USE = """
from __future__ import annotations

from typing import Literal

from constants import NULL, Constants
from constants.types import PayNowCard, PayNowLabelsValue, PayNowResult


def pay(api: Constants) -> Literal["receipt"]:
    api.pay.now(card=PayNowCard(number="1"), half=None)
    found: PayNowResult = api.pay.now(
        mode="fast", card={"kind": "card", "number": "1", "version": 2}, level=3
    )
    api.pay.now(
        card=PayNowCard(number="1"),
        labels={"red": PayNowLabelsValue(text="a"), "blue": {"text": "b"}},
        point=(1, None),
        note=NULL,
    )
    first: tuple[int, float] = found.totals["a"]
    assert first[0] == 1
    return found.kind
"""

RESULT = {"kind": "receipt", "number": "7", "totals": {"a": [1, 2.5]}}

WRONG = [
    'mode="slow"',
    "level=4",
    'card={"number": "1"}',
    "mode=None",
    'labels={"red": 1}',
    "point=(1,)",
    "point=[1, None]",
]
"""Arguments that a type checker refuses."""


@pytest.fixture(scope="module")
def package() -> str:
    return packages.imported(load_service(method=METHOD), "constants")


def test_what_has_one_value_is_sent_without_being_given(package: str) -> None:
    types = importlib.import_module(f"{package}.types")
    testing = importlib.import_module(f"{package}.testing")
    fake = testing.FakeConstants()
    fake.on.pay.now(returns=RESULT)
    result = fake.client.pay.now(card=types.PayNowCard(number="10"), level=3)
    assert (result.kind, result.number) == ("receipt", "7")
    card = {"kind": "card", "number": "10", "version": 2}
    sent = {"mode": "fast", "level": 3, "half": 0.5, "card": card}
    assert fake.calls[0].params == sent


def test_maps_and_tuples_travel_as_objects_and_lists_and_null_as_null(
    package: str,
) -> None:
    api = importlib.import_module(package)
    types = importlib.import_module(f"{package}.types")
    testing = importlib.import_module(f"{package}.testing")
    fake = testing.FakeConstants()
    fake.on.pay.now(returns=RESULT | {"version": 2.0})
    result = fake.client.pay.now(
        card=types.PayNowCard(number="10"),
        labels={"red": types.PayNowLabelsValue(text="a", pin="hunter22")},
        point=(1, None),
        note=api.NULL,
    )
    assert (result.totals, result.version) == ({"a": (1, 2.5)}, 2)
    sent = fake.calls[0].params
    assert sent["labels"] == {"red": {"text": "a", "pin": "hunter22"}}
    assert sent["point"] == [1, None] and sent["note"] is None
    for wrong, field in (
        ({"labels": {"red": {"text": 1}}}, "labels.red.text"),
        ({"labels": {"Red": {"text": "a"}}}, "labels.Red"),
        ({"labels": dict.fromkeys("abc", {"text": "a"})}, "labels"),
        ({"point": (1, 2)}, "point.1"),
        ({"point": (1,)}, "point"),
        ({"labels": {"red": {"text": ""}}}, None),
    ):
        with pytest.raises(api.RpcError) as caught:
            fake.client.pay.now(card=types.PayNowCard(number="10"), **wrong)
        assert caught.value.field == field and not caught.value.sent
    with pytest.raises(api.RpcError) as caught:
        labels = {"RED": {"text": "a", "pin": "hunter22"}}
        fake.client.pay.now(card=types.PayNowCard(number="10"), labels=labels)
    assert "hunter22" not in f"{caught.value!r} {caught.value}"


def test_what_may_follow_the_places_of_a_tuple_is_sent_and_read(package: str) -> None:
    types = importlib.import_module(f"{package}.types")
    testing = importlib.import_module(f"{package}.testing")
    trail = ["a", "2030-01-01", {"at": "2030-01-02"}, {"at": "2030-01-03"}]
    for length in (2, 3, 4):
        fake = testing.FakeConstants()
        fake.on.pay.now(returns=RESULT | {"trail": trail[:length]})
        marks = ("x", 1, 2)[: length - 1]
        card = types.PayNowCard(number="10", marks=marks)
        found = fake.client.pay.now(card=card)
        assert fake.calls[-1].params["card"]["marks"] == list(marks)
        name, day, *rest = found.trail
        assert (name, day) == ("a", datetime.date(2030, 1, 1))
        assert [item.at.day for item in rest] == [2, 3][: length - 2]
        assert found.model_dump(mode="json")["trail"] == trail[:length]


@pytest.mark.parametrize(
    "answer",
    [
        {"version": True},
        {"totals": {"a": [1]}},
        {"trail": ["a"]},
        {"trail": ["a", "2030-01-01", {"at": "2030-01-02"}, {"at": 1}]},
    ],
)
def test_an_answer_of_another_shape_is_not_read(
    package: str, answer: dict[str, Any]
) -> None:
    types = importlib.import_module(f"{package}.types")
    pydantic = importlib.import_module("pydantic")
    with pytest.raises(pydantic.ValidationError):
        types.PayNowResult.model_validate(RESULT | answer)


def test_another_value_is_refused_where_it_is_made_and_where_it_is_read(
    package: str,
) -> None:
    types = importlib.import_module(f"{package}.types")
    errors = importlib.import_module(f"{package}.errors")
    with pytest.raises(errors.InvalidParamsError, match="`version` must be 2"):
        types.PayNowCard(number="10", version=3)
    testing = importlib.import_module(f"{package}.testing")
    fake = testing.FakeConstants()
    with pytest.raises(Exception, match="kind"):
        fake.on.pay.now(returns=RESULT | {"kind": "bill"})
        fake.client.pay.now(card=types.PayNowCard(number="10"))


def test_type_checkers_know_the_one_value(package: str, tmp_path: Any) -> None:
    wrong = "".join(
        (
            f"api.pay.now(card=PayNowCard(number='1'), {argument})\n"
            if "card" not in argument
            else f"api.pay.now({argument})\n"
        )
        for argument in WRONG
    )
    text = f"{USE}\n\ndef wrong(api: Constants) -> None:\n"
    text += "".join(f"    {line}\n" for line in wrong.splitlines())
    (tmp_path / "use.py").write_text(text)
    folder = importlib.import_module(package).__path__[0].rpartition("/")[0]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "use.py"],
        cwd=tmp_path,
        env={"MYPYPATH": folder},
        capture_output=True,
        text=True,
    )
    first = text.splitlines().index("def wrong(api: Constants) -> None:") + 2
    lines = {
        int(line.split(":")[1]) for line in found.stdout.splitlines() if "error" in line
    }
    assert lines == set(range(first, first + len(WRONG))), found.stdout


def test_schemas_and_pages_say_the_one_value() -> None:
    files = build(load_service(method=METHOD), ["schema", "openrpc", "docs"])
    schema = json.loads(files["schema/pay.now.params.schema.json"])
    assert schema["properties"]["mode"] == {"type": "string", "const": "fast"}
    assert schema["properties"]["half"] == {
        "type": ["number", "null"],
        "enum": [0.5, None],
    }
    judge = Draft202012Validator(schema)
    card = {"kind": "card", "number": "10", "version": 2.0}
    good = {"mode": "fast", "half": None, "card": card}
    assert judge.is_valid(good)
    for wrong in (
        {"mode": "slow"},
        {"half": 0.25},
        {"card": {**card, "version": True}},
    ):
        assert not judge.is_valid(good | wrong)
    params = json.loads(files["openrpc.json"])["methods"][0]["params"]
    assert params[0]["schema"]["const"] == "fast"
    page = files["docs/md/methods/pay.now.md"].decode()
    assert '- Constant: `"fast"`' in page
