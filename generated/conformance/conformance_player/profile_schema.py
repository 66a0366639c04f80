# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A suite -> the JSON Schema of its profiles; a document and the schema -> every key and value that does not fit, with its line.

Editors hold profiles against the same schema that is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, ValidationError

from .documents import Document, Steps, nearest, shown
from .suite import Suite
from .values import KINDS, name_of

NOBODY: Final = "reaches-nobody"
"""Stands under `allow` for the values of a param that looks like a number and is none."""

MOST_FAULTS: Final = 10
"""Faults that are told of at once."""


LIMITS: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "Ceilings of a run; an option wins over them.",
    "additionalProperties": False,
    "properties": {
        "requests": {
            "type": "integer",
            "minimum": 1,
            "description": "Most requests.",
        },
        "calls": {
            "type": "integer",
            "minimum": 0,
            "description": "Most requests that are acted on.",
        },
        "per_second": {
            "type": "number",
            "minimum": 0.001,
            "maximum": 1000,
            "description": "Most requests a second.",
        },
    },
}
"""What a profile may say of the ceilings of a run."""


def _credential(suite: Suite, *, bare: bool = False) -> dict[str, Any]:
    """The keys that state a credential."""
    is_pair = suite.carrier is not None and suite.carrier.scheme == "basic"
    words = {
        "token": "The credential, as ${NAME}.",
        "user": "The user's name, with which requests are sent.",
        "password": "The password, as ${NAME}.",
    }
    text = {"type": "string", "minLength": 1}
    return {
        name: text if bare else {**text, "description": words[name]}
        for name in (("user", "password") if is_pair else ("token",))
    }


def schema_of(suite: Suite) -> dict[str, Any]:
    """The schema. Forms of values are not in it: a text may name a variable of the environment."""
    state = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: _kind(fact["shape"], is_secret="secret" in fact)
            for name, fact in suite.facts.items()
        },
    }
    params = {
        "type": "object",
        "description": "What to send for a param wherever a case needs no other value.",
        "additionalProperties": False,
        "properties": _merged(
            (name, _kind(shape))
            for method in suite.methods.values()
            for name, shape in method.params.items()
        ),
    }
    lists = {
        name: _kind(fact["shape"])
        for name, fact in suite.facts.items()
        if fact["shape"].get("type") == "array"
    }
    leaves = _merged(
        (name, _kind(leaf.shape))
        for method in suite.methods.values()
        for name, leaf in method.leaves.items()
    )
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "endpoint": {
                "type": "string",
                "minLength": 1,
                "description": "URL; an option wins over it.",
            },
            **_credential(suite),
            "state": {
                **state,
                "description": "Facts of the account. A case whose facts are missing is skipped.",
            },
            "params": params,
            "outside": {
                "type": "object",
                "description": "For facts that are lists: values that the list does not hold.",
                "additionalProperties": False,
                "properties": lists,
            },
            "accounts": {
                "type": "array",
                "description": "Other accounts, each told by what differs: a token, facts in `state`.",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "title": {"type": "string"},
                        **_credential(suite, bare=True),
                        "state": state,
                        "params": params,
                    },
                },
            },
            "allow": {
                "type": "object",
                "description": (
                    "Off this machine: for each param that names somebody, by its dotted name, the values that a request "
                    "which is acted on may carry; or `reaches-nobody` for a param that looks like a number and is none."
                ),
                "additionalProperties": False,
                "properties": {
                    name: {
                        "anyOf": [
                            {"type": "array", "minItems": 1, "items": kind},
                            {"const": NOBODY},
                        ]
                    }
                    for name, kind in leaves.items()
                },
            },
            "limits": dict(LIMITS),
        },
    }


def _kind(shape: Mapping[str, Any], *, is_secret: bool = False) -> dict[str, Any]:
    """The type alone; a secret has something in it."""
    found = {"type": shape["type"]} if "type" in shape else {}
    if "items" in shape:
        found["items"] = _kind(shape["items"], is_secret=is_secret)
    elif isinstance(shape.get("additionalProperties"), dict):
        held = _kind(shape["additionalProperties"], is_secret=is_secret)
        found["additionalProperties"] = held
    elif is_secret and found.get("type") == "string":
        found["minLength"] = 1
    return found


def _merged(kinds: Iterator[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """A type for each name; what is of several types in several methods may be of any of them."""
    found: dict[str, Any] = {}
    for name, kind in kinds:
        known = found.setdefault(name, kind)
        if known != kind:
            options = known.get("anyOf", [known])
            found[name] = {"anyOf": options if kind in options else [*options, kind]}
    return found


def misfits(schema: Mapping[str, Any], document: Document) -> list[str]:
    """Everything in a document that the schema does not let pass: place, what is there, what to do; the first ones where they are many."""
    errors = sorted(
        Draft202012Validator(schema).iter_errors(document.value),
        key=lambda error: [str(step) for step in error.absolute_path],
    )
    found = [text for error in errors for text in _told(error, document)]
    more = len(found) - MOST_FAULTS
    return [*found[:MOST_FAULTS], *([f"and {more} more"] if more > 0 else [])]


def _told(error: ValidationError, document: Document) -> Iterator[str]:
    path: Steps = tuple(error.absolute_path)
    where = dotted(path)
    place = document.at(path)
    value: Any = error.instance
    due = _due(error)
    match error.validator:
        case "additionalProperties":
            known = list(_schema(error)["properties"])
            for key in value:
                if key not in known:
                    here = document.at((*path, key))
                    said = "which means nothing there"
                    if path[-1:] in (("state",), ("params",)):
                        said = "which the spec does not know"
                    yield f"{here}{where} has `{shown(key)}`, {said}{nearest(key, known)}"
        case "type":
            kinds = [due] if isinstance(due, str) else due
            words = " or ".join(map(_words, kinds))
            yield f"{place}{where} is {name_of(value)}, not {words}{_hint(value, kinds)}"
        case "anyOf":
            yield f"{place}{where} is {name_of(value)}, not {_options(error)}{_inner(error)}"
        case "minItems":
            yield f"{place}{where} is an empty list"
        case "minLength":
            yield f"{place}{where} is empty"
        case "minimum":
            yield f"{place}{where} is {shown(value)}, below {due}"
        case _:
            yield f"{place}{where} is {shown(value)}, above {due}"


def _due(error: ValidationError) -> Any:
    """What the keyword says that is not met."""
    return error.validator_value


def _schema(error: ValidationError) -> Any:
    schema: Any = error.schema
    return schema


def _options(error: ValidationError) -> str:
    options = [
        f"`{option['const']}`" if "const" in option else _words(option.get("type", ""))
        for option in _due(error)
    ]
    return " or ".join(dict.fromkeys(options))


def _inner(error: ValidationError) -> str:
    """What is wrong inside a value of the right type."""
    for inner in error.context or ():
        if inner.validator == "minItems":
            return "; it is empty"
        if inner.relative_path and inner.validator == "type":
            due = _due(inner)
            kinds = [due] if isinstance(due, str) else due
            words = " or ".join(map(_words, kinds))
            return f" of {words}: it holds {name_of(inner.instance)}{_hint(inner.instance, kinds)}"
    return ""


def _words(kind: str) -> str:
    return {**KINDS, "object": "a mapping"}.get(kind, kind)


def _hint(value: Any, kinds: list[str]) -> str:
    if value is None:
        return "; take the line out where there is nothing to state"
    if "string" in kinds and isinstance(value, int | float):
        return "; put quotes round it"
    return ""


def dotted(path: Steps) -> str:
    """A path as messages name it."""
    if not path:
        return "the profile"
    names = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    )
    return f"`{names.lstrip('.')}`"
