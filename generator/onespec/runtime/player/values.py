# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""Values of a case that depend on the account -> the values that are sent.

A case is data, and an account's numbers are not known when it is written. What depends on them is an object with one
key that starts with `$`; everything else stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .shapes import faults
from .trees import NoValueError, value_of


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
    if facts.state.get(name) is None:
        raise NotGivenError(f"the profile does not state `{name}`")
    found = facts.state[name]
    if place is None:
        return found
    if not found or (place > 0 and place >= len(found)):
        raise NotGivenError(f"`{name}` in the profile is too short")
    return found[place]


def _param(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$param": "operator", "else": VALUE}`: what the profile wants sent, or a value of our own."""
    if symbol["$param"] in facts.params:
        return facts.params[symbol["$param"]]
    return resolve(symbol["else"], facts, sent)


def _outside(symbol: Mapping[str, Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    """`{"$outside": ["blacklist"], "from": [...], "param": "contact"}`: the first value that no list holds.

    With `near` it is as like a list's members as can be, but for their `start` or their `end`.
    """
    lists = [name for name in symbol["$outside"] if name in facts.state]
    members = [item for name in lists for item in facts.state[name] or ()]
    held = {str(item) for item in members}
    for value in (*_wanted(symbol, facts, members), *symbol["from"]):
        if str(value) not in held:
            return value
    raise NotGivenError(
        f"no value is known that is outside {', '.join(symbol['$outside'])}"
    )


def _wanted(
    symbol: Mapping[str, Any], facts: Facts, members: list[Any]
) -> Iterator[Any]:
    """What the profile wants sent, or values near to the members of its lists."""
    if symbol.get("param") in facts.params:
        yield facts.params[symbol["param"]]
    if "near" not in symbol:
        return
    for name in symbol["$outside"]:
        yield from (_like(symbol["from"], item) for item in facts.outside.get(name, ()))
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


def _like(samples: list[Any], item: Any) -> Any:
    """The item as the type that the samples have: ids are text in a list and numbers in a param."""
    if samples and isinstance(samples[0], int) and str(item).isdigit():
        return int(item)
    return item


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
