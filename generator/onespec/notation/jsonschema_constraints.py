"""The constraints of a method -> keywords of the schema of its params, and rows that say how far the schema holds them."""

from __future__ import annotations

from onespec import language
from onespec.model import Constraint, Method
from onespec.notation import english_expr
from onespec.notation.jsonschema_expr import constraint_schema
from onespec.notation.jsonschema_types import Dialect, JsonSchema, carried


def constraint_keywords(method: Method, dialect: Dialect) -> JsonSchema:
    """What stands beside the members in the schema of the whole params object."""
    if not dialect.limits:
        return {}
    said = [_branch(constraint, method) for constraint in method.constraints]
    keywords: JsonSchema = {"allOf": [branch for branch in said if branch]}
    if dialect.annotations:
        keywords["x-constraints"] = constraint_rows(method)
    return {key: value for key, value in keywords.items() if value}


def constraint_rows(method: Method) -> list[JsonSchema]:
    """Each constraint with its sentence and its error; `schema` is `exact`, `enumerated` or `none`."""
    return [_row(constraint, method) for constraint in method.constraints]


def unsaid(method: Method) -> list[str]:
    """Ids of the constraints that a schema can't hold."""
    return [
        constraint.id
        for constraint in method.constraints
        if constraint_schema(constraint, method)[1] == "none"
    ]


def empty_params_pass(method: Method) -> bool:
    """Whether a request may leave its params out, which is the same as sending none."""
    return not any(field.required for field in method.params) and all(
        language.evaluate(constraint.condition, {}) for constraint in method.constraints
    )


def _branch(constraint: Constraint, method: Method) -> JsonSchema:
    schema, _ = constraint_schema(constraint, method)
    return {"$comment": constraint.id} | schema if schema else {}


def _row(constraint: Constraint, method: Method) -> JsonSchema:
    own: JsonSchema = {
        "id": constraint.id,
        "schema": constraint_schema(constraint, method)[1],
        "error": constraint.error,
        "sentence": english_expr.sentence(constraint),
    }
    if constraint.blame:
        own["blame"] = [".".join(path) for path in constraint.blame]
    return own | carried(constraint.extensions, own)
