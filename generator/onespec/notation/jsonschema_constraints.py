"""The constraints of a method -> keywords of the schema of its params, and rows that say how far the schema holds them."""

from __future__ import annotations

from onespec import cel
from onespec.model import Method
from onespec.notation.jsonschema_types import Dialect, JsonSchema


def constraint_keywords(method: Method, dialect: Dialect) -> JsonSchema:
    return {}


def constraint_rows(method: Method) -> list[JsonSchema]:
    return []


def empty_params_pass(method: Method) -> bool:
    """Whether a request may leave its params out, which is the same as sending none."""
    return not any(field.required for field in method.params) and all(
        cel.evaluate(constraint.condition, {}) for constraint in method.constraints
    )
