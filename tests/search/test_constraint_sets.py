"""Thousands of generated methods: one meaning in every notation, and a solver that z3 agrees with."""

from __future__ import annotations

import os
import re
from collections import Counter
from random import Random

import pytest
from constraint_sets import made, request
from jsonschema import Draft202012Validator
from onespec import search
from onespec.language import evaluate
from onespec.model import Method
from onespec.notation import jsonschema_expr, python_expr
from onespec.runtime.client.order import sort_key, sort_keys
from onespec.runtime.client.values import double
from onespec.search import Proof, Witness
from onespec.search.asked import basics
from onespec.values import member_faults
from referencing import Registry
from z3_judge import Judge

SETS = int(os.environ.get("ONESPEC_CONSTRAINT_SETS", "1000"))
SLICES = 8


def numbers(part: int) -> range:
    return range(part, SETS, SLICES)


def python_checks(method: Method) -> dict[str, object]:
    """The constraints as the functions that a generated package would hold."""
    lines = [
        f"def {constraint.id}(params):\n    return {python_expr.returned(constraint.condition)}\n"
        for constraint in method.constraints
    ]
    space: dict[str, object] = {"re": re, "double": double}
    space |= {"sort_key": sort_key, "sort_keys": sort_keys}
    exec("\n".join(lines), space)
    return space


@pytest.mark.parametrize("part", range(SLICES))
def test_python_and_json_schema_say_what_the_evaluator_says(part: int) -> None:
    for number in numbers(part):
        case = made(number).method
        random = Random(number)
        requests = [request(random, case.params) for _ in range(3)]
        checks = python_checks(case)
        for constraint in case.constraints:
            schema, status = jsonschema_expr.constraint_schema(constraint)
            validator = Draft202012Validator(schema, registry=Registry())
            check = checks[constraint.id]
            assert callable(check)
            for params in requests:
                meant = evaluate(constraint.condition, params)
                assert check(params) is meant, (number, constraint.id, params)
                if status != "none":
                    assert validator.is_valid(params) is meant, (
                        number,
                        constraint.id,
                        params,
                        schema,
                    )
                else:
                    assert schema == {}


def broken(case: Method, witness: Witness) -> list[str]:
    assert list(member_faults(case.params, witness.params)) == []
    return [
        constraint.id
        for constraint in case.constraints
        if not evaluate(constraint.condition, witness.params)
    ]


def queries(number: int, case: Method) -> list[int | None]:
    """Nothing broken, and one constraint to break."""
    return [None, Random(number).randrange(len(case.constraints))]


@pytest.mark.parametrize("part", range(SLICES))
def test_witnesses_are_what_they_claim_and_z3_agrees_with_every_proof(
    part: int,
) -> None:
    found: Counter[str] = Counter()
    for number in numbers(part):
        one = made(number)
        problem = search.prepare(one.method)
        judge = Judge(one.method) if one.plain else None
        for index in queries(number, one.method):
            answer = problem.find(broken=[] if index is None else [index])
            found[type(answer).__name__] += 1
            if isinstance(answer, Witness):
                expected = [] if index is None else [one.method.constraints[index].id]
                assert broken(one.method, answer) == expected, (number, index)
            if judge is not None:
                agree(judge, problem, index, answer)
    assert found["Witness"] and found["Proof"]
    assert found["NoneFound"] < 0.01 * sum(found.values()), found


def agree(
    judge: Judge, problem: search.Problem, index: int | None, answer: search.Answer
) -> None:
    """z3 finds a request where there is a witness and none where there is a proof; nor a smaller one, where that is claimed."""
    place = (index, [constraint.id for constraint in problem.constraints])
    match answer:
        case Witness(params=params, smallest=True) if is_sure(problem):
            optional = [
                field.name for field in problem.method.params if not field.required
            ]
            sent = sum(name in params for name in optional)
            assert judge.is_satisfiable(index, fewer_than=sent) is not True, place
        case Witness():
            assert judge.is_satisfiable(index) is not False, place
        case Proof():
            assert judge.is_satisfiable(index) is not True, place
        case _:
            pass


def is_sure(problem: search.Problem) -> bool:
    """Whether the values tried are all that matter, so that the smallest of them is the smallest of all."""
    conditions = [constraint.condition for constraint in problem.constraints]
    return all(problem.is_sure(basic) for basic in basics(conditions))
