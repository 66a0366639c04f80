# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Values of a case that depend on the account -> the values that are sent; a value and its shape -> what is wrong with it.

A case is data, and an account's numbers are not known when it is written. What depends on them is an object with one
key that starts with `$`; everything else stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .expressions import NoValueError, same, value_of


class NotGivenError(LookupError):
    """The profile lacks what a case needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an account."""

    state: Mapping[str, Any] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    """Values to send for a param wherever a case does not need another one."""
    outside: Mapping[str, Any] = field(default_factory=dict)
    """For facts that are lists: values that the list does not hold."""


def resolve(value: Any, facts: Facts, sent: Mapping[str, Any] | None = None) -> Any:
    """The value a symbol stands for. Raises NotGivenError."""
    if isinstance(value, list):
        return [resolve(item, facts, sent) for item in value]
    if not isinstance(value, Mapping):
        return value
    name = next(iter(value), "")
    if name in _SYMBOLS:
        return _SYMBOLS[name](value, facts, sent or {})
    return {key: resolve(item, facts, sent) for key, item in value.items()}


def _fact(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$fact": "numbers", "at": 0}`: a fact, or one item of a list."""
    name, place = symbol["$fact"], symbol.get("at")
    value = facts.state.get(name)
    if value is None:
        raise NotGivenError(f"the profile does not state `{name}`")
    if place is None:
        return value
    if not value or (place > 0 and place >= len(value)):
        raise NotGivenError(f"`{name}` in the profile is too short")
    return value[place]


def _param(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$param": "operator", "else": VALUE}`: what the profile wants sent, or a value of our own."""
    if symbol["$param"] in facts.params:
        return facts.params[symbol["$param"]]
    return resolve(symbol["else"], facts, sent)


def _outside(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$outside": ["blacklist"], "from": [...], "param": "contact"}`: the first value that no list holds.

    With `near` it is as like a list's members as can be, but for their `start` or their `end`.
    """
    lists = symbol["$outside"]
    members = [item for name in lists for item in facts.state.get(name) or ()]
    held = {str(item) for item in members}
    for value in (*_wanted(symbol, facts, members), *symbol["from"]):
        if str(value) not in held:
            return value
    raise NotGivenError(f"no value is known that is outside {', '.join(lists)}")


def _wanted(
    symbol: Mapping[str, Any], facts: Facts, members: list[Any]
) -> Iterator[Any]:
    """What the profile wants sent, or values near to the members of its lists."""
    if symbol.get("param") in facts.params:
        yield facts.params[symbol["param"]]
    if "near" not in symbol:
        return
    # Ids are text in a list of facts and may be numbers in a param.
    numbers = symbol["from"] and isinstance(symbol["from"][0], int)
    for name in symbol["$outside"]:
        for item in facts.outside.get(name, ()):
            yield int(item) if numbers and str(item).isdigit() else item
    for member in members:
        yield from neighbours(symbol["shape"], member, start=symbol["near"] == "start")


def neighbours(
    shape: Mapping[str, Any], member: Any, *, start: bool = False
) -> Iterator[Any]:
    """Values of a shape that differ from a member at its end or at its start; as numbers where numbers are due."""
    text = str(member)
    for part in ("87", "78", "9", "x"):
        rest = text[len(part) :] if start else text[: -len(part)]
        turned: Any = part + rest if start else rest + part
        if shape.get("type") == "integer":
            turned = int(turned) if turned.isdecimal() else None
        if turned is not None and not any(faults(shape, turned, "")):
            yield turned


def _number(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$number": VALUE}`: a text of digits as the number it reads as."""
    text = str(resolve(symbol["$number"], facts, sent))
    if not text.isdecimal():
        raise NotGivenError(f"`{text}` does not read as a number")
    return int(text)


def _repeat(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$repeat": "x", "times": VALUE, "plus": 1}`: a text of a length that the account sets."""
    times = resolve(symbol["times"], facts, sent) + symbol.get("plus", 0)
    unit = symbol["$repeat"]
    if not 0 < times <= 100_000:
        raise NotGivenError(f"a text of {times} characters is not sent")
    return (unit * (times // len(unit) + 1))[:times]


def _tree(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$tree": TREE}`: an expression over what is sent and the account."""
    try:
        return value_of(symbol["$tree"], {"params": sent, "state": facts.state})
    except NoValueError as error:
        raise NotGivenError(f"the profile does not state `{error}`") from error


def _sent(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$sent": ["message", "type"]}`: what the request itself carries there."""
    value: Any = sent
    for name in symbol["$sent"]:
        value = value[name]
    return value


def _literal(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$literal": {...}}`: an object whose keys mean nothing here."""
    return symbol["$literal"]


_SYMBOLS = {
    "$fact": _fact,
    "$param": _param,
    "$outside": _outside,
    "$number": _number,
    "$repeat": _repeat,
    "$tree": _tree,
    "$sent": _sent,
    "$literal": _literal,
}


def faults(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Everything wrong with a value, each in a sentence. Members that a shape does not name are let pass."""
    if value is None and shape.get("nullable"):
        return
    kind = shape.get("type", "any")
    if not _has_type(kind, value):
        yield f"{where} is {name_of(value)}, not {_ARTICLES[kind]}"
        return
    if "enum" in shape and not any(same(value, item) for item in shape["enum"]):
        yield f"{where} is none of the values it can have"
    pattern = shape.get("pattern")
    if pattern and re.fullmatch(pattern, str(value)) is None:
        yield f"{where} is of another form"
    size = len(value) if isinstance(value, str | list) else value
    if "least" in shape and size < shape["least"]:
        yield f"{where} is below {shape['least']}"
    if "most" in shape and size > shape["most"]:
        yield f"{where} is above {shape['most']}"
    if isinstance(value, dict) and kind == "object":
        for name in shape.get("required", ()):
            if name not in value:
                yield f"{where} has no `{name}`"
        for name, inner in shape.get("members", {}).items():
            if name in value:
                yield from faults(inner, value[name], f"{where}.{name}")
    if isinstance(value, list) and kind == "array":
        for index, item in enumerate(value):
            yield from faults(shape["items"], item, f"{where}[{index}]")


def _has_type(kind: str, value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "integer":
            return number and float(value).is_integer()
        case "number":
            return number
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
    return True


def name_of(value: Any) -> str:
    """What kind of value it is, in words."""
    if value is None:
        return "null"
    for kind, words in _ARTICLES.items():
        if _has_type(kind, value):
            return words
    return "something else"


_ARTICLES = {
    "boolean": "a boolean",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "array": "a list",
    "object": "an object",
}
