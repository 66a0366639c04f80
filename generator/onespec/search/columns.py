"""A method's params -> a column of values each, equals by the rules taken once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onespec.datatypes import Field, JsonValue, ObjectType
from onespec.language.ast import Expr, Path, paths
from onespec.language.evaluate import ABSENT, Absent
from onespec.search.answers import Value
from onespec.search.candidates import candidates
from onespec.search.links import Links
from onespec.search.partial import UNKNOWN, Places, Test, test
from onespec.search.search import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One param with the values worth trying."""

    field: Field
    values: tuple[Value, ...]
    sure: Mapping[Path, frozenset[str]]
    """Ways of asking about it and its members in which these values show all that any could."""
    asked: tuple[Basic, ...]
    """What the rules ask about it."""
    place: int
    width: int

    def column(
        self,
        allowed: Callable[[Value], bool] | None = None,
        counts: Callable[[Expr], bool] = lambda expr: True,
    ) -> Column:
        """The values to search through, of those that a query allows, as far as conditions that count tell them apart."""
        values: Iterable[Value] = self.values
        if allowed is not None:
            values = (value for value in values if allowed(value))
        counted = [basic for basic in self.asked if counts(basic.expr)]
        if all(basic.is_alone for basic in counted):
            values = _distinct(values, self._signature([b.test for b in counted]))
        kept = tuple(values)
        return Column(kept, tuple(cost(self.field, value) for value in kept))

    def _signature(self, tests: list[Test]) -> Callable[[Value], tuple[object, ...]]:
        """What the rules can tell of a value."""

        def told(value: Value) -> tuple[object, ...]:
            row: list[object] = [UNKNOWN] * self.width
            row[self.place] = value
            return (cost(self.field, value), *(one(row) for one in tests))

        return told


@dataclass(frozen=True, slots=True)
class Basic:
    """A condition, and whether it is about one param only."""

    expr: Expr
    test: Test
    is_alone: bool


def param(field: Field, links: Links, basics: Sequence[Expr], places: Places) -> Param:
    """A param of a method; `basics` are the conditions of all rules."""
    found = candidates(field, (field.name,), links)
    absent: tuple[Value, ...] = () if field.required else (ABSENT,)
    own = [expr for expr in basics if field.name in _names(expr)]
    return Param(
        field=field,
        values=(*absent, *found.values),
        sure={(field.name,): found.sure, **found.inner},
        asked=tuple(
            Basic(expr, test(expr, places), _names(expr) == {field.name})
            for expr in own
        ),
        place=places[field.name],
        width=len(places),
    )


def _distinct(
    values: Iterable[Value], signature: Callable[[Value], tuple[object, ...]]
) -> Iterator[Value]:
    seen: set[tuple[object, ...]] = set()
    for value in values:
        key = signature(value)
        if key not in seen:
            seen.add(key)
            yield value


def _names(expr: Expr) -> set[str]:
    return {path[0] for path in paths(expr)}


def cost(field: Field, value: Value) -> int:
    """How many optional keys a value sends, those inside objects too."""
    if isinstance(value, Absent):
        return 0
    return (0 if field.required else 1) + _inner(field, value)


def _inner(field: Field, value: JsonValue) -> int:
    if not isinstance(field.type, ObjectType) or not isinstance(value, Mapping):
        return 0
    return sum(
        cost(member, value[member.name])
        for member in field.type.fields
        if member.name in value
    )


def at_path(value: Value, path: Path) -> Value:
    """What stands at a path below a param's value; ABSENT where nothing does."""
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return ABSENT
        value = value[name]
    return value
