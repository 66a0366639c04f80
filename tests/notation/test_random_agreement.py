"""Services made from a seed: the meaning, generated checks, two validators of the schema and the pages' script judge alike."""

from __future__ import annotations

import pytest
import random_agreement
import random_services
from onespec.datatypes import MapType, TupleType, within
from onespec.values import constant

SEEDS = (1, 7, 19, 23)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_who_judge_a_request_agree(seed: int) -> None:
    assert list(random_agreement.disagreements(seed, 40)) == []


def test_the_services_have_what_is_judged() -> None:
    held = [
        one
        for seed in SEEDS
        for method in random_services.service(seed).methods
        for param in method.params
        for one in within(param)
    ]
    assert any(isinstance(one.type, MapType) for one in held)
    assert any(isinstance(one.type, TupleType) for one in held)
    assert any(constant(one.type) for one in held)
    assert any(one.nullable for one in held)
