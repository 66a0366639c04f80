# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Conditions of the error table over an account that is not the sample -> whether a case means there what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .suite import Case, Suite
from .trees import NoValueError, value_of
from .values import Facts


def applies(suite: Suite, case: Case, facts: Facts, params: Mapping[str, Any]) -> str:
    """Why the request would be refused for another reason here than the case says; empty where it would not."""
    if case.method not in suite.methods or case.params is None:
        return ""
    for row in suite.methods[case.method]["conditions"]:
        if case.faulty in row["reads"]:
            continue
        named = (row["mnemonic"], row["number"])
        holds = is_true(row["when"], facts, params)
        if holds and named != case.condition:
            return f"with these facts the request would get `{row['mnemonic']}`"
        if not holds and named == case.condition:
            return f"with these facts the request would not get `{row['mnemonic']}`"
    return ""


def is_true(tree: list[Any], facts: Facts, params: Mapping[str, Any]) -> bool:
    """Whether a condition holds; one that reads what nobody stated, or a value of a wrong type, does not."""
    try:
        return value_of(tree, {"params": params, "state": facts.state}) is True
    except (NoValueError, TypeError, AttributeError, ValueError):
        return False
