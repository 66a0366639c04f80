"""Groups over presence -> the keyword that says each most plainly."""

from __future__ import annotations

from itertools import combinations
from typing import assert_never

from onespec.language.ast import Expr, Has, Path, walk
from onespec.model import Group, GroupKind
from onespec.notation.jsonschema_places import Schema, every, negative, sent, some


def group_schema(group: Group, condition: Expr) -> Schema:
    """The schema of the params objects in which the right number of members is sent."""
    tests = {part.path: part for part in walk(condition) if isinstance(part, Has)}
    members = [_member(paths, tests) for paths in group.members]
    match group.kind:
        case GroupKind.AT_LEAST_ONE:
            return some(members)
        case GroupKind.EXACTLY_ONE:
            return members[0] if len(members) == 1 else {"oneOf": members}
        case GroupKind.AT_MOST_ONE:
            return _at_most_one(members)
        case GroupKind.ALL_OR_NONE:
            return _all_or_none(group, members)
        case _:
            assert_never(group.kind)


def _member(paths: tuple[Path, ...], tests: dict[Path, Has]) -> Schema:
    return every([sent(tests[path]) for path in paths])


def _at_most_one(members: list[Schema]) -> Schema:
    if len(members) < 2:
        return {}
    if len(members) > 3:
        return {"oneOf": [*members, negative({"anyOf": members})]}
    pairs = [every(list(pair)) for pair in combinations(members, 2)]
    return negative(some(pairs))


def _all_or_none(group: Group, members: list[Schema]) -> Schema:
    if len(members) < 2:
        return {}
    names = [paths[0][0] for paths in group.members if len(paths) == len(paths[0]) == 1]
    if len(names) == len(members) < 5:
        others = {name: [one for one in names if one != name] for name in names}
        return {"dependentRequired": others}
    return {"anyOf": [every(members), negative({"anyOf": members})]}
