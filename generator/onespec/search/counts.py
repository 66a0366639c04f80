"""A constraint over a request that is not yet whole: a group is decided as soon as its count can't change its mind."""

from __future__ import annotations

from onespec.language.ast import Has, Path, Root
from onespec.language.evaluate import ABSENT
from onespec.model import Constraint, Group, GroupKind
from onespec.search.partial import UNKNOWN, Places, Row, Test, test


def constraint_test(constraint: Constraint, places: Places) -> Test:
    """Whether a constraint holds of a row."""
    if isinstance(constraint.shape, Group):
        return _group(constraint.shape, places)
    return test(constraint.condition, places)


def _group(group: Group, places: Places) -> Test:
    members = [_member(paths, places) for paths in group.members]
    low, high = _limits(group.kind, len(members))
    together = group.kind is GroupKind.ALL_OR_NONE
    count = len(members)

    def value(row: Row) -> object:
        sure = possible = 0
        for one in members:
            found = one(row)
            if found is not False:
                possible += 1
                if found is True:
                    sure += 1
        if together:
            if 0 < sure and possible < count:
                return False
            return True if sure == count or possible == 0 else UNKNOWN
        if sure > high or possible < low:
            return False
        return True if sure >= low and possible <= high else UNKNOWN

    return value


def _member(paths: tuple[Path, ...], places: Places) -> Test:
    """Whether all of its paths are sent."""
    if len(paths) == len(paths[0]) == 1:
        return _sent(places[paths[0][0]])
    tests = [test(Has(root=Root.PARAMS, path=path), places) for path in paths]

    def value(row: Row) -> object:
        flags = [one(row) for one in tests]
        return False if False in flags else UNKNOWN if UNKNOWN in flags else True

    return value


def _sent(place: int) -> Test:
    def value(row: Row) -> object:
        found = row[place]
        return False if found is ABSENT else UNKNOWN if found is UNKNOWN else True

    return value


def _limits(kind: GroupKind, count: int) -> tuple[int, int]:
    low = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_LEAST_ONE) else 0
    high = 1 if kind in (GroupKind.EXACTLY_ONE, GroupKind.AT_MOST_ONE) else count
    return low, high
