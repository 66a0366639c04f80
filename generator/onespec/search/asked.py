"""The conditions of a method -> what they ask of each value: constants, comparisons, weights in sums, links between params."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, islice
from typing import Final, TypeAlias

from onespec.datatypes import (
    MISSING,
    Field,
    FormatType,
    IntegerType,
    JsonValue,
    NumberType,
    StringType,
    declared,
)
from onespec.language import known_members
from onespec.language.ast import (
    Binary,
    Call,
    Conditional,
    Expr,
    Has,
    ListLiteral,
    Literal,
    Quantifier,
    Read,
    Root,
    Unary,
    kind_of,
    parts,
    walk,
)
from onespec.language.functions import FUNCTIONS
from onespec.search.answers import Key
from onespec.values import bounds_of, is_number

Weights: TypeAlias = dict[Key, Fraction]


def key_of(part: Read | Has) -> Key:
    """The place that is read or asked the presence of."""
    return (part.root.value, *part.path)


def weighted(expr: Expr) -> tuple[Weights, Fraction] | None:
    """Weights of params and what is added to them; None for anything but a weighted sum."""
    match expr:
        case Literal(value=bool()):
            return None
        case Literal(value=int() | float() as value):
            return {}, Fraction(value)
        case Read() as read if read.root is not Root.LOCAL:
            return {key_of(read): Fraction(1)}, Fraction(0)
        case Call(function=name, args=(inner,)) if FUNCTIONS[name].silent:
            return weighted(inner)
        case Unary(op="-", operand=operand):
            return _scaled(weighted(operand), Fraction(-1))
        case Binary(op="+" | "-" as op, left=left, right=right):
            sign = Fraction(1 if op == "+" else -1)
            return _added(weighted(left), _scaled(weighted(right), sign))
        case Binary(op="*", left=left, right=right):
            return _product(weighted(left), weighted(right))
        case _:
            return None


def _scaled(
    known: tuple[Weights, Fraction] | None, factor: Fraction
) -> tuple[Weights, Fraction] | None:
    if known is None:
        return None
    return {path: factor * weight for path, weight in known[0].items()}, factor * known[
        1
    ]


def _added(
    left: tuple[Weights, Fraction] | None, right: tuple[Weights, Fraction] | None
) -> tuple[Weights, Fraction] | None:
    if left is None or right is None:
        return None
    total = dict(left[0])
    for path, weight in right[0].items():
        total[path] = total.get(path, Fraction(0)) + weight
    return {path: weight for path, weight in total.items() if weight}, left[1] + right[
        1
    ]


def _product(
    left: tuple[Weights, Fraction] | None, right: tuple[Weights, Fraction] | None
) -> tuple[Weights, Fraction] | None:
    if left is None or right is None:
        return None
    if not left[0]:
        return _scaled(right, left[1])
    return _scaled(left, right[1]) if not right[0] else None


def tipping_point(left: Expr, right: Expr) -> int | float | None:
    """The value of the one param in a comparison at which its sides are equal, where a number can say it exactly."""
    known = border(left, right)
    if known is None or len(known[0]) != 1:
        return None
    point = -known[1] / next(iter(known[0].values()))
    if point.denominator == 1:
        return int(point)
    near = float(point)
    return near if Fraction(near) == point else None


@dataclass(slots=True)
class Asked:
    """What is asked of the value at one path."""

    constants: list[JsonValue] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """Function and argument: `("startsWith", "a")`."""
    ways: set[str] = field(default_factory=set)
    """`presence`, `equality`, `order`, `size`, `text`, `sum`, `items` or `other`."""
    partners: set[Key] = field(default_factory=set)
    """Paths that are compared with it."""
    atoms: list[Expr] = field(default_factory=list)
    factors: list[int | float] = field(default_factory=list)
    """Constants inside sums and products with it."""


def leaves(expr: Expr) -> Iterator[Expr]:
    """The conditions that `&&`, `||`, `!` and `?` join."""
    match expr:
        case Unary(op="!", operand=operand):
            yield from leaves(operand)
        case Binary(op="&&" | "||", left=left, right=right):
            yield from leaves(left)
            yield from leaves(right)
        case Binary(op="==" | "!=", left=left, right=right) if kind_of(left) == "bool":
            yield from leaves(left)
            yield from leaves(right)
        case Conditional(test=test, then=then, otherwise=otherwise):
            for part in (test, then, otherwise):
                yield from leaves(part)
        case Literal():
            return
        case _:
            yield expr


def basics(conditions: Iterable[Expr]) -> list[Expr]:
    """The smallest conditions the rules are made of; a sum of flags is made of the flags."""
    found: list[Expr] = []
    for condition in conditions:
        for leaf in leaves(condition):
            found.extend(_basic(leaf))
    return found


def _basic(leaf: Expr) -> Iterator[Expr]:
    flags = [part.test for part in walk(leaf) if isinstance(part, Conditional)]
    if not flags:
        yield leaf
        return
    for flag in flags:
        for inner in leaves(flag):
            yield from _basic(inner)
    if any(isinstance(part, Read) for part in _outside(leaf)):
        yield leaf


def _reads_outside(expr: Expr) -> bool:
    """Whether a value is read anywhere but in the test of a choice."""
    if isinstance(expr, Read):
        return True
    inner = (
        (expr.then, expr.otherwise) if isinstance(expr, Conditional) else parts(expr)
    )
    return any(_reads_outside(part) for part in inner)


def _outside(expr: Expr) -> Iterator[Expr]:
    """An expression and its parts, but for the tests of choices and the patterns of functions."""
    yield expr
    match expr:
        case Conditional(then=then, otherwise=otherwise):
            inner: tuple[Expr, ...] = (then, otherwise)
        case Call(function=name, args=args):
            row = FUNCTIONS[name]
            inner = tuple(a for i, a in enumerate(args) if not row.takes_pattern(i))
        case _:
            inner = parts(expr)
    for part in inner:
        yield from _outside(part)


def asked(
    conditions: Iterable[Expr], stated: Mapping[Key, JsonValue]
) -> dict[Key, Asked]:
    """What all conditions together ask of each place; `stated` are values of facts, which are as good as constants."""
    found: dict[Key, Asked] = {}
    for leaf in basics(conditions):
        _note(leaf, found, stated)
    return found


def _note(leaf: Expr, found: dict[Key, Asked], stated: Mapping[Key, JsonValue]) -> None:
    paths = list(dict.fromkeys(_reads(leaf)))
    manner = way(leaf)
    facts = [stated[path] for path in paths if path in stated]
    for path in paths:
        note = found.setdefault(path, Asked())
        note.atoms.append(leaf)
        note.ways.add(manner)
        note.partners.update(other for other in paths if other != path)
        collect(leaf, note)
        if any(_is_size(part) for part in walk(leaf)):
            note.sizes.extend(fact for fact in facts if type(fact) is int)


def _reads(expr: Expr) -> Iterator[Key]:
    for part in _outside(expr):
        if isinstance(part, Read | Has) and part.root is not Root.LOCAL:
            yield key_of(part)


def way(leaf: Expr) -> str:
    """How a leaf asks: see `Asked.ways`."""
    match leaf:
        case Has():
            return "presence"
        case Read():
            return "equality"
        case Binary(op="in", left=left, right=ListLiteral()) if _is_simple(left):
            return "equality"
        case Binary(op="in"):
            return "items"
        case Binary(op="==" | "!=" | "<" | "<=" | ">" | ">=" as op):
            return _comparison(leaf.left, leaf.right, op)
        case Call():
            return "text"
        case Quantifier():
            return "items"
        case _:
            return "other"


def _is_simple(expr: Expr) -> bool:
    return isinstance(expr, Read | Literal)


def _comparison(left: Expr, right: Expr, op: str) -> str:
    if _is_simple(left) and _is_simple(right):
        return "equality" if op in ("==", "!=") else "order"
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Call) and _is_size(one):
            if isinstance(one.args[0], Read) and isinstance(other, Literal):
                return "size"
    return "sum" if tipping_point(left, right) is None else "order"


def collect(leaf: Expr, note: Asked) -> None:
    """The constants of a leaf, by what they are compared with."""
    manner = way(leaf)
    if isinstance(leaf, Binary) and manner == "order":
        point = tipping_point(leaf.left, leaf.right)
        if point is not None:
            note.constants.append(point)
            return
    has_size = any(_is_size(part) for part in walk(leaf))
    has_product = any(_is_product(part) for part in walk(leaf))
    for part in _outside(leaf):
        match part:
            case Call(function=name, args=(_, Literal(value=str() as text))):
                note.texts.append((name, text))
            case Call(function=name) if _is_text(name):
                note.ways.add("string")
            case Literal(value=bool() | None):
                continue
            case Literal(value=value) if value is not None:
                note.constants.append(value)
                if has_size and isinstance(value, int):
                    note.sizes.append(value)
                if manner == "sum" and isinstance(value, int | float):
                    note.factors.append(value)
                if has_product and type(value) is int:
                    note.constants.extend(_divisors(value))
            case _:
                pass


def _is_product(expr: Expr) -> bool:
    """Whether it multiplies two values, neither of which is written out."""
    return (
        isinstance(expr, Binary)
        and expr.op == "*"
        and weighted(expr) is None
        and kind_of(expr) == "int"
    )


def _divisors(value: int) -> Iterator[int]:
    """Whole numbers of which two have that product, smaller ones first; of large numbers only small divisors."""
    most = min(math.isqrt(abs(value)), _FAR)
    for divisor in range(2, most + 1):
        if value % divisor == 0:
            yield from (divisor, value // divisor)


_FAR: Final = 1_000


def _is_size(expr: Expr) -> bool:
    return isinstance(expr, Call) and bool(FUNCTIONS[expr.function].bounds)


def _is_text(function: str) -> bool:
    """Whether it gives its argument as text."""
    row = FUNCTIONS[function]
    return row.converts and row.gives == "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """What candidates for values are made from."""

    notes: dict[Key, Asked]
    fields: dict[Key, Field]
    classes: dict[Key, tuple[Key, ...]]
    """For each path that is asked about, the paths it is linked to, itself included."""
    stated: Mapping[Key, JsonValue] = field(default_factory=dict)
    """Values of facts in the sample state."""
    meeting: Mapping[Key, Sequence[int | float]] = field(default_factory=dict)
    """For each path in sums, where the borders of several of them meet."""

    def linked(self, path: Key) -> tuple[Key, ...]:
        """The paths a path is compared with, directly or through others."""
        return self.classes.get(path, (path,))

    def constants(self, path: Key) -> list[JsonValue]:
        """Every constant and default that a path or one linked to it meets, in the order of the rules."""
        found: list[JsonValue] = []
        for other in self.linked(path):
            if other in self.notes:
                found.extend(self.notes[other].constants)
            default = self.fields[other].default if other in self.fields else MISSING
            if default is not MISSING:
                found.append(default)
            found.extend(self._bounds(other))
            found.extend(_items_of(self.stated.get(other)))
        found.extend(self.meeting.get(path, ()))
        return found

    def _bounds(self, path: Key) -> Iterator[JsonValue]:
        kind = self.fields[path].type if path in self.fields else None
        if isinstance(kind, IntegerType | NumberType):
            yield from bounds_of(kind)
        if isinstance(kind, FormatType):
            yield from kind.bounds
        if isinstance(kind, IntegerType | NumberType | StringType | FormatType):
            yield from (member.value for member in kind.enum)


def _items_of(fact: JsonValue) -> list[JsonValue]:
    """The value of a fact, or of one that is a list some of its items."""
    if isinstance(fact, list):
        return [*fact[:2], *fact[-1:]]
    return [] if fact is None else [fact]


def links(
    params: Sequence[Field],
    conditions: Sequence[Expr],
    facts: Sequence[Field] = (),
    sample: Mapping[str, JsonValue] | None = None,
) -> Links:
    """What the conditions of a method ask of its params and of facts, which are as the sample state has them."""
    stated: dict[Key, JsonValue] = {
        (Root.STATE.value, name): fact for name, fact in (sample or {}).items()
    }
    notes = asked(conditions, stated)
    fields = {
        **dict(_walk(params, (Root.PARAMS.value,))),
        **dict(_walk(facts, (Root.STATE.value,))),
    }
    plain = Links(notes=notes, fields=fields, classes=_classes(notes), stated=stated)
    return replace(plain, meeting=_meeting(conditions, plain))


MAX_MEETING: Final = 200
"""Sets of borders that are looked at for one set of params."""
MAX_POINTS: Final = 24
"""Values of one param that come from there; those where most sums meet come first."""


def _meeting(conditions: Iterable[Expr], links: Links) -> dict[Key, list[int | float]]:
    """Where the borders of sums meet, for each param in them: `a + b == 777` and `a - b == 333` do at 555 and 222."""
    borders: list[tuple[Weights, Fraction]] = []
    for leaf in basics(conditions):
        if isinstance(leaf, Binary) and leaf.op in _COMPARISONS:
            one = border(leaf.left, leaf.right)
            if one is not None and 2 <= len(one[0]) <= 3 and one not in borders:
                borders.append(one)
    found: dict[Key, list[int | float]] = {}
    for names in dict.fromkeys(tuple(one[0]) for one in borders):
        rows = [one for one in borders if one[0].keys() <= set(names)][:8]
        rows += [
            ({name: Fraction(1)}, -Fraction(value))
            for name in names
            for value in _few_numbers(links.constants(name))
        ]
        for chosen in islice(combinations(rows, len(names)), MAX_MEETING):
            point = _solved(chosen, names)
            for name, value in zip(names, point or ()):
                number = int(value) if value.denominator == 1 else float(value)
                points = found.setdefault(name, [])
                if number not in points and len(points) < MAX_POINTS:
                    points.append(number)
    return found


_COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")


def border(left: Expr, right: Expr) -> tuple[Weights, Fraction] | None:
    """What is zero where the sides of a comparison are equal."""
    return _added(weighted(left), _scaled(weighted(right), Fraction(-1)))


def _few_numbers(values: Iterable[JsonValue]) -> list[int | float]:
    numbers = (v for v in values if isinstance(v, int | float) and is_number(v))
    return list(dict.fromkeys(numbers))[:4]


def _solved(
    rows: Sequence[tuple[Weights, Fraction]], names: Sequence[Key]
) -> list[Fraction] | None:
    """The one point at which all rows are zero, by elimination; None where there is none, or more than one."""
    table = [
        [weights.get(name, Fraction(0)) for name in names] + [-added]
        for weights, added in rows
    ]
    for at in range(len(names)):
        pivot = next((row for row in table[at:] if row[at]), None)
        if pivot is None:
            return None
        table.remove(pivot)
        lead = [value / pivot[at] for value in pivot]
        table = [
            [value - row[at] * own for value, own in zip(row, lead)] for row in table
        ]
        table.insert(at, lead)
    return [row[-1] for row in table]


def _walk(fields: Sequence[Field], above: Key) -> Iterator[tuple[Key, Field]]:
    for member in fields:
        path = (*above, member.name)
        yield path, member
        # What is asked about inside of what contains itself is asked of its values.
        if len(path) < 8 and declared(member.type):
            known = {one.name for one in declared(member.type)}
            inner = known_members(member.type)
            yield from _walk([one for one in inner if one.name in known], path)


def _classes(notes: dict[Key, Asked]) -> dict[Key, tuple[Key, ...]]:
    """Paths joined by a comparison, in the order they are met."""
    found: dict[Key, tuple[Key, ...]] = {}
    for start in notes:
        if start in found:
            continue
        members: dict[Key, None] = {}
        todo = [start]
        while todo:
            path = todo.pop()
            if path not in members:
                members[path] = None
                todo.extend(sorted(notes[path].partners & notes.keys()))
        for path in members:
            found[path] = tuple(members)
    return found


def item_links(path: Key, note: Asked, links: Links, differing: int = 1) -> Links:
    """Links for the items of the list at a path: constants of the rules that go through it or look into it.

    So many items as are `differing` have to be found on the same side of a constant.
    """
    found: dict[Key, Asked] = {("",): Asked()}
    found[("",)].constants.extend(note.constants)
    found[("",)].texts.extend(note.texts)
    for other in sorted(note.partners):
        found[("",)].constants.extend(links.constants(other))
        if other in links.fields:
            found[("",)].constants.extend(links.fields[other].examples)
    if note.constants or note.partners:
        found[("",)].ways.add("equality")
    for atom in note.atoms:
        for part in walk(atom):
            if isinstance(part, Quantifier):
                _through(part, found, links)
    item: Key = ("",)
    return Links(notes=found, fields={}, classes={item: (item,) * differing})


def _through(quantifier: Quantifier, found: dict[Key, Asked], links: Links) -> None:
    """Members of items that are objects are asked about under their own names."""
    for leaf in leaves(quantifier.body):
        for part in walk(leaf):
            if isinstance(part, Read | Has) and part.root is Root.LOCAL:
                target = found.setdefault(("", *part.path[1:]), Asked())
                target.ways.add(way(leaf))
                collect(leaf, target)
                for key in _reads(leaf):
                    target.constants.extend(_items_of(links.stated.get(key)))
