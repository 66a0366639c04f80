"""The model, attribute by attribute: what only readers see, what takes no part in comparing, and why; all the rest means something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Final

from onespec.datatypes import (
    BooleanType,
    EnumValue,
    Field,
    IntegerType,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Unary,
)
from onespec.model import (
    CodeGroup,
    Constraint,
    Envelope,
    ErrorKind,
    Lifecycle,
    LifecycleState,
    Method,
    NamedType,
    Server,
    Service,
    Transport,
)
from onespec.notation import cel_text
from onespec.values import identity

_SEEN: Final = frozenset({"title", "description", "see", "since", "extensions"})

WORDS: Final[Mapping[type, frozenset[str]]] = {
    Service: _SEEN - {"since"} | {"version", "open"},
    Method: _SEEN
    | {"deprecated", "examples", "flow", "open", "history", "destructive"},
    Field: _SEEN | {"docs_type", "group", "examples", "default_note", "deprecated"},
    EnumValue: frozenset({"meaning"}),
    Constraint: frozenset({"description", "extensions", "message", "examples"}),
    ErrorKind: frozenset(
        {"see", "since", "extensions", "cause", "fix", "help_url", "template"}
        | {"deprecated"}
    ),
    Lifecycle: frozenset({"title", "description"}),
    LifecycleState: frozenset({"title", "description"}),
    Transport: frozenset({"notes"}),
    Envelope: frozenset({"notes"}),
    CodeGroup: frozenset({"title"}),
    NamedType: frozenset({"title", "description", "examples"}),
    Server: frozenset({"name", "description"}),
}
"""What programs never see, and readers do."""

IDLE: Final[Mapping[type, Mapping[str, str]]] = {
    Service: {
        "release": "it is what the changes call for, which `bump` judges",
        "source": "a file may move",
        "homes": "what stands in a file of its own may move",
        "params": "each method that inherits one has it among its own",
        "types": "each place that uses one has it written out",
        "errors": "each method has the rows that can answer it",
        "code_groups": "a family is there for each code; a name that changed is told",
        "state": "what the server knows is its own; conditions that read it are compared",
    },
    Method: {
        "source": "a file may move",
        "credential": "it follows from `auth` of the service and of the method",
        "moves": "lifecycles are compared with all methods that move them",
        "inherited": "where a param is declared is nothing to callers",
        "errors": "each row is compared, and their order",
        "common_errors": "compared with the method's own, wherever a row stands",
        "placed": "compared with the method's own constraints",
    },
    Field: {
        "alias": "it follows from the name",
        "type_name": "a name, which is told where it names a class",
    },
    Constraint: {
        "shape": "the condition is its whole meaning",
        "base": "it is the same constraint, before it was placed",
        "place": "it is part of the id",
    },
    ErrorKind: {
        "methods": "each method has the rows that can answer it",
        "message": "wording is no contract; its placeholders are compared",
    },
    Envelope: {"param_structure": "each method says how its params travel"},
    StringType: {"const": "it is a list of one value"},
    IntegerType: {"const": "it is a list of one value"},
    NumberType: {"const": "it is a list of one value"},
    BooleanType: {"const": "it is a list of one value"},
    LifecycleState: {"fact": "it follows from the names"},
}
"""What takes no part, and why."""


def meaning(thing: object) -> object:
    """A part of the model without words and what takes no part: two that are equal mean the same."""
    if isinstance(thing, _EXPRESSIONS):
        # The defaults that it sees are those of fields, and compared there.
        return cel_text.authored(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        kind = type(thing)
        left_out = {*WORDS.get(kind, ()), *IDLE.get(kind, ())}
        found: dict[str, object] = {
            one.name: meaning(getattr(thing, one.name))
            for one in fields(thing)
            if one.compare and one.name not in left_out
        }
        if isinstance(thing, ObjectType):
            found["fields"] = {one.name: meaning(one) for one in thing.fields}
        return kind.__name__, found
    if isinstance(thing, tuple):
        if thing and isinstance(thing[0], EnumValue):
            return {identity(one.value) for one in thing}
        return [meaning(one) for one in thing]
    return dict(thing) if isinstance(thing, Mapping) else thing


def words(thing: object) -> object:
    """What readers see of a part of the model; empty where that is nothing."""
    if isinstance(thing, tuple):
        found = [words(one) for one in thing]
        return found if any(found) else ()
    if not is_dataclass(thing) or isinstance(thing, (type, *_EXPRESSIONS)):
        return ()
    kind, seen = type(thing), {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        told = value if one.name in WORDS.get(kind, ()) else words(value)
        if one.compare and one.name not in IDLE.get(kind, ()) and told:
            seen[one.name] = told
    return seen


_EXPRESSIONS: Final = (
    Literal,
    ListLiteral,
    Read,
    Has,
    Unary,
    Binary,
    Conditional,
    Call,
    Quantifier,
)
