"""The constraints of a method -> keywords of the schema of its params."""

from __future__ import annotations

from onespec.model import Method
from onespec.notation.jsonschema_types import Dialect, JsonSchema


def constraint_keywords(method: Method, dialect: Dialect) -> JsonSchema:
    return {}


def empty_params_pass(method: Method) -> bool:
    return not any(field.required for field in method.params)


def constraint_rows(method: Method) -> list[JsonSchema]:
    return []
