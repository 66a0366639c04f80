# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""An expression, as a tree of JSON lists -> its value: true, false, another JSON value, or UNKNOWN.

This is the meaning of the constraint language, for everyone who asks in Python: a request and a state, a request of
which only some params are chosen, conditions of which only some are settled. What differs is where values come from:
an `Origin` says that. Its twin in JavaScript stands in the pages.

Numbers: integers are exact and have no limit, in comparisons and in `+ - *`, so none overflows. As soon as a number
that may have a fraction takes part in `+ - *`, all of it is computed in doubles (IEEE 754): what no double holds counts
as infinite, and infinity less infinity as no number, which equals nothing and has no order.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from .order import sort_key, sort_keys

Tree: TypeAlias = list[Any]
"""A kind and its parts: `["<", ["read", "params", ["limit"], [[5]]], ["value", 9]]`."""
Meaning: TypeAlias = Callable[[Any], Any]
"""A function of whatever the origin of values reads from; worth keeping where it is asked often."""
Roots: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What can be read: `params`, `state`, and as `local` the variable of a macro."""


class Unknown(Enum):
    """The type of `UNKNOWN`: what a part comes to while something it needs is not decided."""

    UNKNOWN = "unknown"


class Absent(Enum):
    """The type of `ABSENT`: the value of a key that was not sent."""

    ABSENT = "absent"


UNKNOWN: Final = Unknown.UNKNOWN
ABSENT: Final = Absent.ABSENT


class NoValueError(LookupError):
    """A read found neither a value nor a default: a fact that nobody stated, or an unchecked request."""


def _named(root: str, name: str) -> Meaning:
    def value(roots: Roots) -> Any:
        return roots[root].get(name, ABSENT) if root in roots else ABSENT

    return value


def _bound(roots: Roots, name: str, item: Any) -> Roots:
    return {**roots, "local": {**roots.get("local", {}), name: item}}


def _not_told(tree: Tree) -> Meaning | None:
    return None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the values of an expression come from; by itself, from roots."""

    fetch: Callable[[str, str], Meaning] = _named
    """A root and a name -> what gives the value there: a JSON value, ABSENT or UNKNOWN."""
    bind: Callable[[Any, str, Any], Any] = _bound
    """What is read from, with the variable of a macro in reach."""
    told: Callable[[Tree], Meaning | None] = _not_told
    """The value of a part, where it is told from outside."""
    strict: bool = True
    """Whether a read that finds nothing, and a value of a wrong type, are errors; else they come to UNKNOWN."""


ROOTS: Final = Origin()


def value_of(tree: Tree, roots: Roots) -> Any:
    """The value of a tree over roots. Raises NoValueError."""
    return meaning(tree)(roots)


def meaning(tree: Tree, origin: Origin = ROOTS) -> Meaning:
    """A function that computes the tree."""
    told = origin.told(tree)
    if told is not None:
        return told
    kind, *rest = tree
    match kind:
        case "value":
            return _constant(rest[0])
        case "pattern":
            return _constant(re.compile(rest[1]))
        case "read":
            root, path, defaults, *kinds = rest
            return _read(root, path, defaults, kinds == ["int"], origin)
        case "has":
            return _has(rest[0], rest[1], origin)
        case "&&" | "||":
            sides = [meaning(side, origin) for side in _chained(tree)]
            return _joined(kind == "||", sides)
        case "?":
            return _choice(*(meaning(part, origin) for part in rest))
        case "all" | "exists":
            items, name, body = rest
            return _quantified(kind, items, name, body, origin)
        case "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" if len(rest) == 3:
            return _called(_by_value(kind, rest[2]), rest[:2], origin)
        case "in" if rest[1][0] == "list" and all(i[0] == "value" for i in rest[1][1:]):
            values = tuple(item[1] for item in rest[1][1:])
            return _listed(meaning(rest[0], origin), values)
        case "==" | "!=" if rest[1][0] == "value":
            return _equal(kind == "==", meaning(rest[0], origin), rest[1][1])
        case "call":
            return _called(FUNCTIONS[rest[0]], rest[1:], origin)
        case "+" | "-" | "*":
            # A mark says that it is one of integers, for evaluators that have doubles alone by themselves.
            return _called(OPERATIONS[kind], rest[:2], origin)
        case _:
            return _called(OPERATIONS[kind], rest, origin)


def _constant(value: Any) -> Meaning:
    return lambda given: value


def _read(
    root: str, path: list[str], defaults: list[list[Any]], whole: bool, origin: Origin
) -> Meaning:
    """An absent value counts with its default; UNKNOWN as well where nothing is there and what guards the read settles the matter."""
    fetch, first = origin.fetch(root, path[0]), defaults[0]
    steps, strict = tuple(zip(path[1:], defaults[1:], strict=True)), origin.strict

    def nothing() -> Any:
        if strict:
            raise NoValueError(".".join(path))
        return UNKNOWN

    def named(given: Any) -> Any:
        found = fetch(given)
        if found is ABSENT:
            found = first[0] if first else nothing()
        return int(found) if whole and isinstance(found, float) else found

    def value(given: Any) -> Any:
        found = fetch(given)
        if found is ABSENT:
            found = first[0] if first else nothing()
        for name, default in steps:
            if found is UNKNOWN:
                return UNKNOWN
            if isinstance(found, dict) and name in found:
                found = found[name]
            elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            else:
                found = default[0] if default else nothing()
        return int(found) if whole and isinstance(found, float) else found

    return value if steps else named


def _has(root: str, path: list[str], origin: Origin) -> Meaning:
    fetch, steps = origin.fetch(root, path[0]), path[1:]

    def value(given: Any) -> Any:
        found = fetch(given)
        if found is UNKNOWN:
            return UNKNOWN
        if found is ABSENT:
            return False
        for name in steps:
            if isinstance(found, list) and name.isdigit() and int(name) < len(found):
                found = found[int(name)]
            elif isinstance(found, dict) and name in found:
                found = found[name]
            else:
                return False
        return True

    return value


def _chained(tree: Tree) -> list[Tree]:
    """The sides of a chain of one operator."""
    kind, left, right = tree
    return [
        side
        for part in (left, right)
        for side in (_chained(part) if part[0] == kind else [part])
    ]


def _joined(decisive: bool, sides: list[Meaning]) -> Meaning:
    """`decisive` is the value that one side alone can settle: true for `||`."""

    def value(given: Any) -> Any:
        known = True
        for side in sides:
            found = side(given)
            if found is decisive:
                return decisive
            if found is UNKNOWN:
                known = False
        return (not decisive) if known else UNKNOWN

    return value


def _choice(test: Meaning, then: Meaning, otherwise: Meaning) -> Meaning:
    def value(given: Any) -> Any:
        found = test(given)
        if found is UNKNOWN:
            return UNKNOWN
        return then(given) if found else otherwise(given)

    return value


def _quantified(
    kind: str, items: Tree, name: str, body: Tree, origin: Origin
) -> Meaning:
    decisive = kind == "exists"
    each, holds = meaning(items, origin), meaning(body, origin)
    bind, strict = origin.bind, origin.strict

    def value(given: Any) -> Any:
        found = each(given)
        if isinstance(found, dict):
            # Through a map: its entries.
            found = [{"key": key, "value": item} for key, item in found.items()]
        if found is UNKNOWN or not (strict or isinstance(found, list)):
            return UNKNOWN
        if not isinstance(found, list):
            # Of another type that the value may have: there is nothing to go through.
            return not decisive
        known = True
        for item in found:
            one = holds(bind(given, name, item))
            if one is decisive:
                return decisive
            if one is UNKNOWN:
                known = False
        return (not decisive) if known else UNKNOWN

    return value


def _listed(part: Meaning, values: tuple[Any, ...]) -> Meaning:
    """Whether a value is one of several constants; texts equal nothing but texts, so they need no care."""
    texts = all(isinstance(one, str) for one in values)

    def value(given: Any) -> Any:
        found = part(given)
        if found is UNKNOWN:
            return UNKNOWN
        return found in values if texts else any(same(found, one) for one in values)

    return value


def _equal(wanted: bool, part: Meaning, constant: Any) -> Meaning:
    """A comparison with a constant, which most conditions are made of."""
    compare: Callable[[Any, Any], Any] = same
    if constant is None or isinstance(constant, bool):
        compare = operator.is_
    elif isinstance(constant, str):
        compare = operator.eq

    def value(given: Any) -> Any:
        found = part(given)
        if found is UNKNOWN:
            return UNKNOWN
        return compare(found, constant) is wanted

    return value


def _by_value(kind: str, name: str) -> Callable[[Any, Any], Any]:
    """A comparison of texts that stand for something else."""
    compare = OPERATIONS[kind]

    def compared(left: Any, right: Any) -> Any:
        if isinstance(right, list):
            return compare(sort_key(name, left), sort_keys(name, right))
        return compare(sort_key(name, left), sort_key(name, right))

    return compared


def _called(compute: Callable[..., Any], args: list[Tree], origin: Origin) -> Meaning:
    """Of null where a number is due nothing is said: it is behind a guard, and never counts.

    One part and two parts have functions of their own, since a search asks for them many times.
    """
    parts, strict = [meaning(arg, origin) for arg in args], origin.strict

    def computed(*values: Any) -> Any:
        if UNKNOWN in values:
            return UNKNOWN
        try:
            return compute(*values)
        except TypeError:
            if strict:
                raise
            return UNKNOWN

    def of_one(given: Any) -> Any:
        found = only(given)
        if found is UNKNOWN:
            return UNKNOWN
        try:
            return compute(found)
        except TypeError:
            return computed(found)

    def of_two(given: Any) -> Any:
        first = left(given)
        if first is UNKNOWN:
            return UNKNOWN
        second = right(given)
        if second is UNKNOWN:
            return UNKNOWN
        try:
            return compute(first, second)
        except TypeError:
            return computed(first, second)

    match parts:
        case [only]:
            return of_one
        case [left, right]:
            return of_two
        case _:
            return lambda given: computed(*(part(given) for part in parts))


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal: `1` and `1.0` are, `1` and `true` are not."""
    if isinstance(left, str):
        return bool(left == right)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            same(left[key], right[key]) for key in left
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _holds(value: Any, values: Any) -> bool:
    """Whether a list has an item, or an object a key."""
    if isinstance(values, Mapping):
        return value in values
    return any(same(value, item) for item in values)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) else str(value)


def double(value: float) -> float:
    """The nearest double; a number that none holds counts as infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "list": lambda *items: list(items),
    "!": operator.not_,
    "neg": operator.neg,
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "in": _holds,
}
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "size": len,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "contains": str.__contains__,
    "matches": lambda text, pattern: pattern.fullmatch(text) is not None,
    "string": _text,
    "double": double,
}
"""The functions of the language; a pattern comes compiled."""
