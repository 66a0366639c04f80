"""Conditions as generated Python: laid out as black would, typed as mypy wants, and free of anything but expressions."""

from __future__ import annotations

import ast
from pathlib import Path

import black
import pytest
from conditions import expr, text
from constraint_sets import made
from mypy import api
from onespec import language
from onespec.datatypes import BooleanType, Field
from onespec.formatter import laid_out
from onespec.language.ast import Expr
from onespec.notation import python_expr
from places import ROOT

HEAD = "from __future__ import annotations\n\nimport re\nfrom collections.abc import Mapping\nfrom typing import Any\n"


def module(conditions: list[Expr]) -> str:
    functions = [
        f"\n\ndef check_{index}(params: Mapping[str, Any]) -> bool:\n    return {python_expr.returned(condition)}\n"
        for index, condition in enumerate(conditions)
    ]
    body = "".join(functions)
    head = HEAD if "re." in body else HEAD.replace("import re\n", "")
    for name, home in (
        ("sort_key", "order"),
        ("sort_keys", "order"),
        ("double", "values"),
    ):
        if f"{name}(" in body:
            head += f"\nfrom onespec.runtime.client.{home} import {name}\n"
    return laid_out([head + "".join(functions)])[0]


def conditions(start: int, step: int) -> list[Expr]:
    return [
        one.condition
        for number in range(start, 2000, step)
        for one in made(number).method.constraints
    ]


LONG = "a_rather_long_name_of_a_param_that_somebody_thought_of"


@pytest.mark.parametrize("start", range(3))
def test_black_changes_nothing(start: int) -> None:
    source = module(conditions(start, 24))
    assert black.format_str(source, mode=black.Mode()) == source


def test_black_changes_nothing_in_long_conditions() -> None:
    params = (
        text(LONG, required=True),
        text(f"{LONG}_too", default="x"),
        Field(name=f"{LONG}_flag", type=BooleanType(), default=False),
    )
    one, two, flag = (field.name for field in params)
    words = ", ".join(f"'word number {n}'" for n in range(12))
    sources = [
        f"{one} == {two}",
        f"{flag} ? {one} == 'a' : {two} == 'b'",
        f"{flag} || {one} == 'a' && {two} == 'b'",
        f"!({flag} && {one} == 'a' && ({two} == 'b' || {two} == 'c'))",
        f"{one} in [{words}]",
        f"{flag} && {one} in [{words}]",
        f"{one}.matches('^[a-z0-9._-]+@[a-z0-9-]+[.][a-z]+$') && {two}.startsWith('a')",
        f"{one} + {two} + {one} == 'a text that goes on for quite a while, longer than a line'",
        f"{one} == 'it''s'".replace("''", "\\'"),
        f"size({one}) + size({two}) * 2 - size({one}) < 100000 && {flag}",
    ]
    source = module([expr(one_source, params) for one_source in sources])
    assert black.format_str(source, mode=black.Mode()) == source


def test_mypy_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "checks.py"
    path.write_text(module(conditions(5, 60)), "utf-8")
    monkeypatch.setenv("MYPYPATH", str(ROOT / "generator"))
    out, _, status = api.run(["--strict", "--no-incremental", str(path)])
    assert status == 0, out


def test_a_condition_is_one_expression_over_params() -> None:
    for condition in conditions(7, 50):
        tree = ast.parse(python_expr.expression(condition), mode="eval")
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        known = {"params", "item", "len", "str", "all", "any", "re"}
        assert names <= known | {"double", "sort_key", "sort_keys"}


def test_the_page_rule_as_python() -> None:
    condition = expr("!early_switching || (first_call == 'operator' && switch_at_once)")
    assert python_expr.returned(condition) == (
        'bool(not params.get("early_switching", False) or '
        '(params["first_call"] == "operator" and params.get("switch_at_once", False)))'
    )


def test_hostile_text_stays_inside_its_literal() -> None:
    source = """note == '"); import os; os.system("x") #' || note == '\\n\\u202e'"""
    found = expr(source)
    tree = ast.parse(python_expr.expression(found), mode="eval")
    constants = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)
    ]
    assert '"); import os; os.system("x") #' in constants and "\n\u202e" in constants
    assert python_expr.expression(found).isascii()
    assert language.evaluate(found, {"note": "\n\u202e"}) is True
