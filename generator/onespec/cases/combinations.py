"""Legal requests that together send every legal value once and every pair of params in each way of being there or not.

For quick play they are joined with requests that the account refuses: such a request also shows that all else in it is legal.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from onespec import patterns, search
from onespec.cases.errors import accepted
from onespec.cases.expectations import leaves
from onespec.cases.request import (
    Param,
    Params,
    Setting,
    Settings,
    Subject,
    applied,
    as_list,
    as_sent,
    candidates,
    item_of,
    key_of,
    lists_of,
    repaired,
    sample_account,
    value_at,
    with_value,
)
from onespec.datatypes import (
    BooleanType,
    MapType,
    ObjectType,
    StringType,
    TupleType,
    UnionType,
    resolved,
)
from onespec.language.evaluate import ABSENT, Absent
from onespec.model import BY_POSITION
from onespec.runtime.player.suite import FULL, QUICK, SAFE, Case
from onespec.runtime.player.values import SYMBOLS, Given, Value
from onespec.samples import edges, is_legal, key_samples
from onespec.values import WRONG_TYPE, WRONG_VALUE, Steps, constant, same

MOST: Final = 20
"""Requests of one method."""

ASCII: Final = "".join(map(chr, range(32, 127)))

REAL: Final = 3
"""How many of them quick play lets through."""

Options: TypeAlias = Mapping[Steps, list[Setting]]
"""For each param what a row can say of it; the last one is ABSENT where it is optional."""

MASKED: Final = ".masked"
"""How the ids of masked cases end."""

Goal: TypeAlias = tuple[Any, ...]
"""Something still to be sent: a param's value by its place, or two params' presence."""


def combination_cases(subject: Subject) -> Iterator[Case]:
    """The requests, as they are and masked."""
    values: Options = {
        param.path: _options(subject, param)
        for param in subject.params
        if len(param.path) == 1
    }
    only = {
        param.path: values[param.path][0]
        for param in subject.params
        if len(values.get(param.path, ())) == 1 and constant(param.field.type)
    }
    values = {path: found for path, found in values.items() if len(found) > 1}
    rows = list(_rows(subject, values))
    needed = _needed(values, [row for row, _ in rows])
    for index, (row, params) in enumerate(rows):
        said: Settings = {**only, **row}
        covers = [item for path in said for item in _covered(subject, path, said[path])]
        yield from accepted(
            subject,
            f"combinations/{index + 1}",
            "a legal combination of params",
            (f"{subject.method.name}/accepted", *covers),
            params,
            (),
            levels=(FULL, QUICK) if index < REAL else (FULL,),
            masked_levels=(SAFE, QUICK) if index in needed else (SAFE,),
        )


def _needed(values: Options, rows: list[Settings]) -> set[int]:
    """Rows without which some value would not be sent; the other ones only vary what is sent together."""
    sent = [_sent(values, row) for row in rows]
    kept = set(range(len(rows)))
    for index in range(len(rows)):
        others = set().union(*(sent[other] for other in kept - {index}))
        if sent[index] <= others:
            kept.remove(index)
    return kept


def _options(subject: Subject, param: Param) -> list[Setting]:
    """What a row can say of a param: legal values that some request can carry, and nothing where it is optional."""
    found: list[Setting] = []
    for value in _legal(subject, param):
        params = applied(subject, {param.path: value})
        if params is not None and repaired(subject, params, [param.path]) is not None:
            found.append(value)
    if not found:
        found = _found_by_search(subject, param)
    return found if param.field.required else [*found, ABSENT]


def _found_by_search(subject: Subject, param: Param) -> list[Setting]:
    """A value that some request can carry where none of the plain ones can: conditions ask too much of them."""
    name = str(param.path[0])
    sent: search.Limits = {key_of(param.path): lambda value: value is not ABSENT}
    allowed = {**sample_account(subject), **sent}
    answer = subject.problem.find(allowed=allowed)
    if not isinstance(answer, search.Witness) or name not in answer.params:
        return []
    return [as_sent(subject, param.path, answer.params[name])]


def _covered(
    subject: Subject, path: Steps, value: Setting, unions: _Unions | None = None
) -> Iterator[str]:
    """Elements that a value covers."""
    param = _known(subject, path, unions or {})
    if param is None:
        return
    element = f"{subject.method.name}/params/{param.dotted}"
    if isinstance(value, Absent):
        yield f"{element}/optional"
        return
    yield f"{element}/legal"
    listed = getattr(param.field.type, "enum", ()) or isinstance(value, bool | None)
    if listed and not isinstance(value, SYMBOLS):
        yield f"{element}/legal/{json.dumps(value)}"
    yield from _covered_below(subject, path, value, unions or {})


_Unions: TypeAlias = Mapping[Steps, Value]
"""What stands on the way down, by its place."""


def _known(subject: Subject, path: Steps, unions: _Unions) -> Param | None:
    """The param of a path in the options of unions that were passed."""
    return next(
        (
            param
            for param in subject.params
            if param.path == path
            and all(one.is_told(unions.get(one.above)) for one in param.options)
        ),
        None,
    )


def _covered_below(
    subject: Subject, path: Steps, value: Value, unions: _Unions
) -> Iterator[str]:
    """Elements of the members of objects and of the first item of lists."""
    param = _known(subject, path, unions)
    kind = None if param is None else resolved(param.field.type)
    unions = {**unions, path: value}
    if isinstance(value, Mapping) and isinstance(kind, MapType):
        # One key stands for all.
        for key, inner in zip(key_samples(kind), itertools.islice(value.values(), 1)):
            yield from _covered(subject, (*path, key), inner, unions)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _covered(subject, (*path, name), inner, unions)
    elif isinstance(value, list) and isinstance(kind, TupleType):
        for index, inner in enumerate(value[: len(kind.prefix_items) + 1]):
            yield from _covered(subject, (*path, index), inner, unions)
    elif isinstance(value, list) and value:
        yield from _covered_below(subject, (*path, 0), value[0], unions)


def _legal(subject: Subject, param: Param) -> list[Value]:
    """Values to be accepted; null last, where it is one."""
    found = _plain_legal(subject, param)
    return [*found, None] if takes_null(subject, param) else found


def takes_null(subject: Subject, param: Param) -> bool:
    """Whether null is a legal value of a param, and not left open."""
    is_open = leaves(subject.service, subject.method, "null", path=param.path)
    return param.field.nullable and not is_open


def _plain_legal(subject: Subject, param: Param) -> list[Value]:
    """Values to be accepted: listed ones, members of the account's lists, examples and the longest."""
    kind = param.field.type
    found = candidates(subject, param)
    lists = lists_of(subject, param.path)
    if lists:
        items = [item_of(param, name, at) for name in lists for at in (0, -1)]
        return [*items, *found[-1:]]
    if isinstance(kind, StringType) and not kind.enum:
        return [
            *found[: max(1, len(param.field.examples))],
            *_edges(subject, param, kind),
        ][:4]
    whole = getattr(kind, "enum", ()) or isinstance(kind, ObjectType | UnionType)
    plain = found if whole else [*found[:4], *_further_edges(param, found[:4])]
    return [*plain, *_with_members(subject, param, plain)]


def _with_members(
    subject: Subject, param: Param, plain: Sequence[Value]
) -> Iterator[Value]:
    """Values that also hold the members which the plain ones lack: each of them once, each listed value of them once."""
    size = len(param.path)
    found = [*plain]
    for inner in subject.params:
        if inner.path[:size] != param.path or len(inner.path) == size:
            continue
        kind, below = inner.field.type, inner.path[size:]
        listed = getattr(kind, "enum", ()) or isinstance(kind, BooleanType)
        alike = [other for other in found if inner.stands_in(other, param.path)]
        is_there = any(value_at(other, below) is not ABSENT for other in alike)
        tried = candidates(subject, inner) if listed or not is_there else []
        is_done = False
        for value in [*tried, *[None] * takes_null(subject, inner)]:
            if is_done and value is not None:
                continue
            if any(value_at(other, below) == value for other in alike):
                continue
            params = with_value(subject, inner.path, value, inner.options)
            held = ABSENT if params is None else value_at(params, param.path)
            if params is None or isinstance(held, Absent | Given):
                continue
            refused = subject.refused_by(params)
            if any(item.constraint is not None for item in refused):
                # What stands beside it may have to be otherwise.
                mended = repaired(subject, params, [inner.path])
                other = ABSENT if mended is None else value_at(mended, param.path)
                held = held if isinstance(other, Absent | Given) else other
            # Beside others of a list that shall differ it may be one too many.
            if not any(item.slot in (WRONG_TYPE, WRONG_VALUE) for item in refused):
                found.append(held)
                yield held
                is_done = not listed


def _further_edges(param: Param, known: Sequence[Value]) -> Iterator[Value]:
    """Numbers and lists at the limits, where none of the plain ones lies there."""
    for value in edges(param.field):
        if not any(same(value, other) for other in known):
            yield value


def _edges(subject: Subject, param: Param, kind: StringType) -> list[str]:
    """The longest legal text, and the shortest unless that is left open."""

    def is_open(aspect: str) -> bool:
        return leaves(subject.service, subject.method, aspect, path=param.path)

    if is_open("form"):
        return []
    found = [value for value in reversed(edges(param.field)) if isinstance(value, str)]
    least = kind.min_length or 0
    if kind.pattern:
        found.insert(0, patterns.longest(kind.pattern))
        found.append(next(patterns.matching(kind.pattern, least), ""))
        least = max(least, patterns.lengths(kind.pattern)[0])
    if is_open("short-text"):
        found = [value for value in found if len(value) > least]
    if kind.pattern:
        found.append(_alphabet(kind.pattern))
    return [value for value in found if value and is_legal(param.field, value)]


def _alphabet(pattern: str) -> str:
    """Every character that is a legal text by itself, one after the other."""
    return "".join(char for char in ASCII if patterns.matches(pattern, char))


def _rows(subject: Subject, values: Options) -> Iterator[tuple[Settings, Params]]:
    """Rows that each reach as much as they can of what is still to be reached."""
    goals = _Goals(values)
    for number in range(MOST):
        first = goals.first()
        if first is None:
            return
        row = _greedy(values, goals, number)
        params = _legal_request(subject, row, ())
        if params is None:
            row = _alone(values, first)
            params = _legal_request(subject, row, row)
        goals.reach(row)
        if params is not None:
            yield row, params


def _legal_request(
    subject: Subject, row: Settings, keep: Iterable[Steps]
) -> Params | None:
    params = applied(subject, row)
    return None if params is None else repaired(subject, params, keep)


class _Goals:
    """What is still to be reached: values by their places, and pairs of optional params by whether each is sent.

    Pairs are as many as the square of the params: for each param, and each way of the two, those before it that are still
    to be paired with it are one number with a bit for each.
    """

    def __init__(self, values: Options) -> None:
        self._options = values
        self._values: dict[Goal, None] = {
            (path, index): None
            for path, found in values.items()
            for index, value in enumerate(found)
            if value is not ABSENT
        }
        self._optional = [path for path, found in values.items() if found[-1] is ABSENT]
        self._ranks = {path: rank for rank, path in enumerate(self._optional)}
        self._pairs: dict[tuple[bool, bool], list[int]] = {
            (here, there): [(1 << rank) - 1 for rank in range(len(self._optional))]
            for here in (True, False)
            for there in (True, False)
        }

    def has(self, path: Steps, index: int) -> bool:
        """Whether a value is still to be sent."""
        return (path, index) in self._values

    def pairs(self, path: Steps, here: bool, before: Mapping[bool, int]) -> int:
        """How many pairs an optional param reaches beside those before it: the bits of those sent, and of those not."""
        rank = self._ranks[path]
        return sum(
            (self._pairs[there, here][rank] & mask).bit_count()
            for there, mask in before.items()
        )

    def bit(self, path: Steps) -> int:
        """The bit of an optional param; 0 for one that is required."""
        return 1 << self._ranks[path] if path in self._ranks else 0

    def first(self) -> Goal | None:
        """The first of them, values before pairs; None where there are none left."""
        if self._values:
            return next(iter(self._values))
        found = [
            ((mask & -mask).bit_length() - 1, right, not here, not there)
            for (here, there), masks in self._pairs.items()
            for right, mask in enumerate(masks)
            if mask
        ]
        if not found:
            return None
        left, right, here, there = min(found)
        return self._optional[left], not here, self._optional[right], not there

    def reach(self, row: Settings) -> None:
        """Takes away what a row reaches; the first of all where that is nothing, so that it is not tried forever."""
        first = self.first()
        is_any = False
        for goal in _sent(self._options, row):
            if goal in self._values:
                is_any = True
                del self._values[goal]
        before = {True: 0, False: 0}
        for path in row:
            if path not in self._ranks:
                continue
            here, rank = row[path] is not ABSENT, self._ranks[path]
            for there, mask in before.items():
                masks = self._pairs[there, here]
                is_any = is_any or bool(masks[rank] & mask)
                masks[rank] &= ~mask
            before[here] |= 1 << rank
        if not is_any and first is not None:
            self._drop(first)

    def _drop(self, goal: Goal) -> None:
        if len(goal) == 2:
            del self._values[goal]
            return
        left, here, right, there = goal
        self._pairs[here, there][self._ranks[right]] &= ~self.bit(left)


def _sent(values: Options, row: Settings) -> set[Goal]:
    """The values that a row sends, by their places."""
    return {
        (path, values[path].index(row[path])) for path in row if row[path] is not ABSENT
    }


def _greedy(values: Options, goals: _Goals, number: int) -> Settings:
    """Params in order, each with the value that reaches most beside those before it; the next one where all are alike."""
    row: dict[Steps, Setting] = {}
    before = {True: 0, False: 0}
    for path, found in values.items():
        pairs = {
            here: goals.pairs(path, here, before)
            for here in (True, False)
            if found[-1] is ABSENT
        }
        scores = [
            goals.has(path, index) + pairs.get(value is not ABSENT, 0)
            for index, value in enumerate(found)
        ]
        alike = min(scores) == max(scores)
        row[path] = found[number % len(found) if alike else scores.index(max(scores))]
        before[row[path] is not ABSENT] |= goals.bit(path)
    return row


def _alone(values: Options, goal: Goal) -> Settings:
    """The one value that a goal asks for; nothing else that could be in its way."""
    if len(goal) == 2:
        return {goal[0]: values[goal[0]][goal[1]]}
    left, here, right, there = goal
    return {
        left: values[left][0] if here else ABSENT,
        right: values[right][0] if there else ABSENT,
    }


# -- quick play -------------------------------------------------------------------------------------------------------


def joined(
    subject: Subject, cases: Iterable[Case], combined: Iterable[Case]
) -> list[Case]:
    """All cases, with pairs of them joined for the quick level.

    `combined` are legal combinations, unmasked; what each is joined with is a condition of the method's own table.
    """
    found = list(cases)
    own = {row.mnemonic for row in subject.method.errors}
    rows = [
        case
        for case in found
        if QUICK in case.levels
        and case.condition
        and case.condition[0] in own
        and not case.id.endswith(MASKED)
    ]
    pairs: list[Case] = []
    spent: set[str] = set()
    for index, combination in enumerate(combined):
        for row in _in_turn(rows, spent, index):
            params = _carried(subject, row, combination)
            if params is not None and _is_refused(subject, row, params):
                pairs.append(_joined(row, combination, params))
                spent |= {f"{combination.id}{MASKED}", row.id}
                break
    return [
        _without_quick(case) if case.id in spent else case for case in found
    ] + pairs


def _in_turn(rows: list[Case], spent: set[str], index: int) -> Iterator[Case]:
    """Conditions that are not yet spent, then all of them, a different one first each time."""
    yield from (row for row in rows if row.id not in spent)
    if rows:
        turn = index % len(rows)
        yield from (*rows[turn:], *rows[:turn])


def _joined(row: Case, combination: Case, params: Params) -> Case:
    legal = (item for item in combination.covers if not item.endswith("/result"))
    return replace(
        row,
        id=f"{row.id}/with-{combination.id.rpartition('/')[2]}",
        title=f"{row.title}, in a request that is legal otherwise",
        covers=(*row.covers, *legal),
        params=params,
        levels=(QUICK,),
    )


def _carried(subject: Subject, row: Case, combination: Case) -> Params | None:
    """The combination with all that sets the row's request apart from the smallest legal one."""
    apart = {
        name: value
        for name, value in (row.params or {}).items()
        if subject.base.get(name) != value
    }
    if not apart:
        return None
    whole = {**(combination.params or {}), **apart}
    in_list = row.body is not None and row.body.structure == BY_POSITION
    return as_list(subject, whole) if in_list else whole


def _is_refused(subject: Subject, row: Case, params: Params) -> bool:
    found = subject.refused_by(params)
    numbers = [
        (
            item.mnemonic,
            subject.method.error(item.mnemonic).raises.index(item.raised) + 1,
        )
        for item in found
        if item.raised is not None
    ]
    return len(found) == 1 and numbers == [row.condition]


def _without_quick(case: Case) -> Case:
    left = tuple(level for level in (FULL, SAFE) if level in case.levels)
    return replace(case, levels=left)
