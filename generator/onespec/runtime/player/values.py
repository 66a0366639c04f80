# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Values of a case that depend on the account -> the values that are sent; a value and its shape -> what is wrong with it.

A case is written before an account's numbers are known. What depends on them is a value of one of the types here. In a
document such a value is an object with a key that starts with `$`; an object that means itself, and has such a key all
the same, stands under `$object`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from jsonschema import Draft202012Validator, ValidationError

from .expressions import NoValueError, value_of


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
    mark: str = ""
    """What tells this run from others, in values that are sent once."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """Members of results that earlier requests of the case got."""
    made: frozenset[str] = frozenset()
    """What calls of this run have made anew, as text: the server knows it, whatever the state lists."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact, or one item of a list: `{"$fact": "numbers", "at": 0}`."""

    name: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What the profile wants sent for a param, or a value of the case's own: `{"$param": "operator", "else": VALUE}`."""

    param: str
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Outside:
    """The first value that no list holds: `{"$outside": ["blacklist"], "from": [...], "param": "contact"}`."""

    lists: tuple[str, ...]
    tried: tuple[Any, ...]
    param: str = ""
    """A param for which the profile may have a wish."""
    near: Near = ""
    """In what it differs from a member of the lists that it is otherwise as like as can be."""
    shape: Mapping[str, Any] = field(default_factory=dict)
    """What such a value looks like, as a JSON Schema."""
    longest: bool = False
    """Whether it is the longest text that the param takes."""


Near: TypeAlias = Literal["", "start", "end", "shorter", "longer", "case", "zero"]
"""Other characters at its start or end, one less, one more, other letters; or just nothing, as a number says it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A text of digits as the number it reads as: `{"$number": VALUE}`."""

    of: Value


@dataclass(frozen=True, slots=True)
class Repeat:
    """A text of a length that the account sets: `{"$repeat": "x", "times": VALUE, "plus": 1}`."""

    unit: str
    times: int | Fact
    plus: int = 0


@dataclass(frozen=True, slots=True)
class Computed:
    """What an expression over the params sent and the account comes to: `{"$tree": TREE}`."""

    tree: list[Any]


@dataclass(frozen=True, slots=True)
class Echo:
    """What the request itself carries at a path: `{"$sent": ["message", "type"]}`."""

    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Once:
    """A value that no other case sends, and no other run: `{"$once": "order", "key": "9f86d081", "form": "text"}`."""

    text: str
    """What it starts with, where there is room for it."""
    key: str
    """What tells the case from others."""
    form: Form
    least: int = 0
    """The least number;"""
    most: int = 0
    """the greatest number, or the most characters; 0 for a text of any length."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A member of a result that a request before this one was told: `{"$earlier": "order"}`."""

    name: str


Form: TypeAlias = Literal["text", "word", "digits", "uuid", "number"]
"""How a value that is sent once looks: a text with something after a dash, or with letters or digits alone after it, a UUID, a number."""

FORMS: Final[tuple[Form, ...]] = ("text", "word", "digits", "uuid")
"""Those of texts, the one that says most first."""

Symbol: TypeAlias = (
    Fact | Given | Outside | Number | Repeat | Computed | Echo | Once | Earlier
)
"""A value that is known once the account is."""

Value: TypeAlias = (
    "None | bool | int | float | str | Symbol | Sequence[Value] | Mapping[str, Value]"
)
"""A JSON value with symbols in it."""

SYMBOLS: Final = (Fact, Given, Outside, Number, Repeat, Computed, Echo, Once, Earlier)


def decode(data: Any) -> Value:
    """A value as a document holds it. Raises ValueError where it has a symbol that means nothing."""
    if isinstance(data, list):
        return [decode(item) for item in data]
    if not isinstance(data, Mapping):
        plain: Value = data
        return plain
    name = next((key for key in data if key.startswith("$")), "")
    if not name:
        return {key: decode(item) for key, item in data.items()}
    if name not in _DECODED:
        raise ValueError(f"`{name}` stands for no value that is known here")
    return _DECODED[name](data)


def _outside_of(data: Mapping[str, Any]) -> Outside:
    return Outside(
        tuple(data["$outside"]),
        tuple(data["from"]),
        param=data.get("param", ""),
        near=data.get("near", ""),
        shape=data.get("shape", {}),
        longest=data.get("longest", False),
    )


def _repeat_of(data: Mapping[str, Any]) -> Repeat:
    times = decode(data["times"])
    assert isinstance(times, int | Fact)
    return Repeat(data["$repeat"], times, data.get("plus", 0))


def _once_of(data: Mapping[str, Any]) -> Once:
    least, most = data.get("least", 0), data.get("most", 0)
    return Once(data["$once"], data["key"], data["form"], least, most)


_DECODED: Final[Mapping[str, Callable[[Mapping[str, Any]], Value]]] = {
    "$fact": lambda data: Fact(data["$fact"], data.get("at")),
    "$param": lambda data: Given(data["$param"], decode(data["else"])),
    "$outside": _outside_of,
    "$number": lambda data: Number(decode(data["$number"])),
    "$repeat": _repeat_of,
    "$tree": lambda data: Computed(data["$tree"]),
    "$sent": lambda data: Echo(tuple(data["$sent"])),
    "$once": _once_of,
    "$earlier": lambda data: Earlier(data["$earlier"]),
    "$object": lambda data: {
        key: decode(item) for key, item in data["$object"].items()
    },
}


def resolve(value: Value, facts: Facts, sent: Mapping[str, Any] | None = None) -> Any:
    """The JSON value that is sent or expected. Raises NotGivenError."""
    match value:
        case Fact():
            return _fact(value, facts)
        case Given(param=param, otherwise=otherwise):
            if param in facts.params:
                return facts.params[param]
            return resolve(otherwise, facts, sent)
        case Outside():
            return _outside(value, facts)
        case Number(of=of):
            name = of.name if isinstance(of, Fact) else ""
            return _number(str(resolve(of, facts, sent)), name)
        case Repeat(unit=unit, times=times, plus=plus):
            name = times.name if isinstance(times, Fact) else ""
            return _repeated(unit, resolve(times, facts, sent) + plus, name)
        case Computed(tree=tree):
            return _computed(tree, facts, sent or {})
        case Echo(path=path):
            return _echoed(path, sent or {})
        case Once():
            return _made_once(value, facts.mark)
        case Earlier(name=name):
            return facts.told.get(name)
        case list() | tuple():
            return [resolve(item, facts, sent) for item in value]
        case Mapping():
            return {key: resolve(item, facts, sent) for key, item in value.items()}
        case _:
            return value


def _fact(symbol: Fact, facts: Facts) -> Any:
    value = facts.state.get(symbol.name)
    if value is None:
        raise NotGivenError(f"the profile does not state `{symbol.name}`")
    if symbol.at is None:
        return value
    if not value or (symbol.at > 0 and symbol.at >= len(value)):
        least = 1 if symbol.at < 0 else symbol.at + 1
        raise NotGivenError(
            f"`{symbol.name}` in the profile is too short: state at least {least} of them"
        )
    # Of a map, its keys.
    return [*value][symbol.at]


def _outside(symbol: Outside, facts: Facts) -> Any:
    members = [item for name in symbol.lists for item in facts.state.get(name) or ()]
    held = {str(item) for item in members} | facts.made
    for value in (*_wanted(symbol, facts, members), *symbol.tried):
        if str(value) not in held:
            return value
    named = ", ".join(f"`{name}`" for name in symbol.lists)
    raise NotGivenError(
        f"no value is known that is outside {', '.join(symbol.lists)}: list some under `outside` in the profile, as {named}"
    )


def _wanted(symbol: Outside, facts: Facts, members: list[Any]) -> Iterator[Any]:
    """What the profile wants sent, or values near to the members of its lists."""
    if symbol.param in facts.params:
        yield facts.params[symbol.param]
    if not symbol.near:
        return
    # Ids are text in a list of facts and may be numbers in a param.
    numbers = symbol.tried and isinstance(symbol.tried[0], int)
    for name in symbol.lists:
        for item in facts.outside.get(name, ()):
            yield int(item) if numbers and str(item).isdigit() else item
    for member in members:
        yield from neighbours(symbol.shape, member, symbol.near)


def neighbours(
    shape: Mapping[str, Any], member: Any, near: Near = "end"
) -> Iterator[Any]:
    """Values of a shape that differ from a member in just that; as numbers where numbers are due."""
    for text in _turned(str(member), near):
        turned: Any = text
        if "integer" in _kinds_of(shape):
            turned = int(text) if text.isdecimal() else None
        if turned is not None and not any(faults(shape, turned, "")):
            yield turned


def _turned(text: str, near: Near) -> Iterator[str]:
    match near:
        case "start" | "end":
            for part in ("87", "78", "9", "x"):
                at_start, at_end = part + text[len(part) :], text[: -len(part)] + part
                yield at_start if near == "start" else at_end
        case "shorter":
            yield text[:-1]
        case "longer":
            last = text[-1:]
            yield from (text + last, text + "x", text + 2 * last, text + 3 * last)
        case "case":
            if text.swapcase() != text:
                yield text.swapcase()


def _kinds_of(shape: Mapping[str, Any]) -> Sequence[str]:
    kinds: str | Sequence[str] = shape.get("type", ())
    return [kinds] if isinstance(kinds, str) else kinds


def _number(text: str, name: str) -> int:
    if not text.isdecimal():
        other = f": state one that does in `{name}`" if name else ""
        raise NotGivenError(f"`{text}` does not read as a number{other}")
    return int(text)


def _repeated(unit: str, times: int, name: str) -> str:
    if not 0 < times <= 100_000:
        other = f": `{name}` in the profile says so" if name else ""
        raise NotGivenError(f"a text of {times} characters is not sent{other}")
    return (unit * (times // len(unit) + 1))[:times]


def _computed(tree: list[Any], facts: Facts, sent: Mapping[str, Any]) -> Any:
    try:
        return value_of(tree, {"params": sent, "state": facts.state})
    except NoValueError as error:
        raise NotGivenError(f"the profile does not state `{error}`") from error


def _echoed(path: tuple[str | int, ...], sent: Mapping[str, Any]) -> Any:
    """What was sent at a path; null where nothing was."""
    value: Any = sent
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def _made_once(symbol: Once, mark: str) -> str | int:
    digest = hashlib.sha256(f"{mark} {symbol.key}".encode()).digest()
    number = int.from_bytes(digest[:8])
    match symbol.form:
        case "number":
            return symbol.least + number % (symbol.most - symbol.least + 1)
        case "uuid":
            return str(uuid.UUID(bytes=digest[:16], version=4))
        case "digits":
            end = f"{number % 10**12:012}"
        case "word":
            end = digest.hex()[:12]
        case "text":
            end = f"-{digest.hex()[:12]}"
    if not symbol.most:
        return symbol.text + end
    end = end[-symbol.most :]
    return symbol.text[: symbol.most - len(end)] + end


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that is wrong with a value."""

    text: str
    """A sentence with the place, what is due and what is there."""
    path: tuple[str | int, ...]
    """Where it is, from the value on."""
    due: Any
    """What is due there, in words."""


def faults(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Everything wrong with a value by its JSON Schema, each in a sentence with its place, what is due and what is there."""
    return (misfit.text for misfit in misfits(shape, value, where))


def misfits(shape: Mapping[str, Any], value: Any, where: str) -> Iterator[Misfit]:
    """Everything wrong with a value by its JSON Schema."""
    found = list(Draft202012Validator(shape).iter_errors(value))
    # Of a value of a wrong type nothing more is said.
    strange = [error.path for error in found if error.validator == "type"]
    for error in sorted(found, key=lambda item: [str(step) for step in item.path]):
        if error.validator != "type" and error.path in strange:
            continue
        place = where + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.path
        )
        path, due = tuple(error.path), words_of(error.schema)
        if error.validator == "required":
            name = _missing(error)
            path = (*path, name)
            due = words_of(error.schema.get("properties", {}).get(name, {}))
        yield Misfit(f"{place} {_told(error)}", path, due)


def _missing(error: ValidationError) -> str:
    due: Any = error.validator_value
    names = (str(name) for name in due if error.message.startswith(f"{name!r} is"))
    return next(names, "")


def words_of(shape: Mapping[str, Any]) -> Any:
    """A shape as a value that has words in the place of what differs from one reply to the next."""
    members, kinds = shape.get("properties", {}), _kinds_of(shape)
    if "enum" in shape:
        return f"<one of {', '.join(map(str, shape['enum']))}>"
    if "object" in kinds and members:
        named = shape.get("required") or members
        return {name: words_of(members[name]) for name in named if name in members}
    if "array" in kinds:
        return [words_of(shape.get("items", {}))]
    return f"<{' or '.join(KINDS[kind] for kind in kinds) or 'any value'}>"


def _told(error: ValidationError) -> str:
    due: Any = error.validator_value
    value = error.instance
    match error.validator:
        case "type":
            kinds = [due] if isinstance(due, str) else due
            return (
                f"is {name_of(value)}, not {' or '.join(KINDS[kind] for kind in kinds)}"
            )
        case "enum":
            return "is none of the values it can have"
        case "pattern":
            return "is of another form"
        case "required":
            return f"has no `{_missing(error)}`"
        case "minimum" | "minLength" | "minItems":
            return f"is below {due}"
        case "maximum" | "maxLength" | "maxItems":
            return f"is above {due}"
        case "exclusiveMinimum":
            return f"is not above {due}"
        case "exclusiveMaximum":
            return f"is not below {due}"
        case "multipleOf":
            return f"is no multiple of {due}"
        case "uniqueItems":
            return "has an item twice"
    return f"is not as `{error.validator}` wants it"


def name_of(value: Any) -> str:
    """What kind of value it is, in words."""
    for kind, words in KINDS.items():
        if Draft202012Validator.TYPE_CHECKER.is_type(value, kind):
            return words
    return "something else"


KINDS: Final = {
    "null": "null",
    "boolean": "a boolean",
    "integer": "a whole number",
    "number": "a number",
    "string": "a text",
    "array": "a list",
    "object": "an object",
}
