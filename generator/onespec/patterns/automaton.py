"""A pattern's tree -> its position automaton: which character can follow which. What cost and sampling are read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from onespec.patterns.charsets import ANY, Ranges
from onespec.patterns.tree import Branch, Chars, Choice, Repeat, Sequence, Tree

MAX_POSITIONS = 160


@dataclass(slots=True)
class Automaton:
    """Position 0 is the start; `follow` leads on; `last` may end the text."""

    sets: list[Ranges] = field(default_factory=lambda: [()])
    follow: list[set[int]] = field(default_factory=lambda: [set()])
    last: set[int] = field(default_factory=set)
    open: set[int] = field(default_factory=set)
    """Positions after which any text matches: an engine that gets there is done."""
    doubled: bool = False
    """Whether one repetition inside another leads back over the same step."""

    def place(self, ranges: Ranges) -> int:
        """A new position for a character."""
        self.sets.append(ranges)
        self.follow.append(set())
        return len(self.sets) - 1


class TooLargeError(Exception):
    """Unrolling the repetitions takes more positions than are allowed."""


@dataclass(frozen=True, slots=True)
class _Part:
    first: frozenset[int]
    last: frozenset[int]
    nullable: bool


_EMPTY = _Part(frozenset(), frozenset(), True)


def build(branches: tuple[Branch, ...], *, unroll: bool) -> Automaton:
    """The automaton of a pattern, open ends included. Counted repetitions are unrolled, or taken as endless ones.

    Raises TooLargeError.
    """
    automaton = Automaton()
    whole = [_part(_framed(branch), automaton, unroll) for branch in branches]
    for branch, part in zip(branches, whole):
        automaton.follow[0] |= part.first
        automaton.last |= part.last
        if not branch.ends:
            automaton.open |= part.last
        if part.nullable:
            automaton.last.add(0)
    return automaton


def _framed(branch: Branch) -> Tree:
    """The branch as a condition on the whole text; what follows an open end can't fail, and costs nothing."""
    rest = Repeat(Chars(ANY), 0, None)
    return branch.body if branch.starts else Sequence((rest, branch.body))


def _part(tree: Tree, automaton: Automaton, unroll: bool) -> _Part:
    match tree:
        case Chars(ranges=ranges):
            if len(automaton.sets) > MAX_POSITIONS:
                raise TooLargeError
            at = frozenset([automaton.place(ranges)])
            return _Part(at, at, False)
        case Sequence(parts=parts):
            whole = _EMPTY
            for part in parts:
                whole = _joined(whole, _part(part, automaton, unroll), automaton)
            return whole
        case Choice(options=options):
            found = [_part(option, automaton, unroll) for option in options]
            first = frozenset().union(*(part.first for part in found))
            last = frozenset().union(*(part.last for part in found))
            return _Part(first, last, any(part.nullable for part in found))
        case Repeat():
            return _repeat(tree, automaton, unroll)


def _joined(left: _Part, right: _Part, automaton: Automaton) -> _Part:
    for at in left.last:
        automaton.follow[at] |= right.first
    first = left.first | right.first if left.nullable else left.first
    last = left.last | right.last if right.nullable else right.last
    return _Part(first, last, left.nullable and right.nullable)


def _repeat(tree: Repeat, automaton: Automaton, unroll: bool) -> _Part:
    if not unroll and tree.high != 1 and tree.low != tree.high:
        tree = Repeat(tree.part, min(tree.low, 1), None)
    whole = _EMPTY
    if not unroll and tree.low > 8:
        tree = Repeat(tree.part, 1, None)
    for _ in range(tree.low):
        whole = _joined(whole, _part(tree.part, automaton, unroll), automaton)
    if tree.high is None:
        return _joined(whole, _loop(tree, automaton, unroll, True), automaton)
    for _ in range(tree.high - tree.low):
        inner = _part(tree.part, automaton, unroll)
        whole = _joined(whole, _Part(inner.first, inner.last, True), automaton)
    return whole


def _loop(tree: Repeat, automaton: Automaton, unroll: bool, empty: bool) -> _Part:
    inner = _part(tree.part, automaton, unroll)
    for at in inner.last:
        automaton.doubled |= bool(automaton.follow[at] & inner.first)
        automaton.follow[at] |= inner.first
    return _Part(inner.first, inner.last, empty or inner.nullable)
