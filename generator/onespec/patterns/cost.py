"""Whether a text can make a pattern slow: from the automaton of its tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from onespec.patterns.syntax import (
    ANY,
    Branch,
    Chars,
    Choice,
    PatternFault,
    Ranges,
    Repeat,
    Sequence,
    Tree,
    common,
    overlap,
)

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
    always: bool = False
    """Whether every text matches."""
    most: int = MAX_POSITIONS
    """Positions it may have."""

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


def build(
    branches: tuple[Branch, ...], *, unroll: bool, most: int = MAX_POSITIONS
) -> Automaton:
    """The automaton of a pattern, open ends included. Counted repetitions are unrolled, or taken as endless ones.

    Raises TooLargeError where it takes more positions than `most`.
    """
    automaton = Automaton(most=most)
    whole = [_part(_framed(branch), automaton, unroll) for branch in branches]
    for branch, part in zip(branches, whole):
        automaton.follow[0] |= part.first
        automaton.last |= part.last
        if not branch.ends:
            automaton.open |= part.last
        if part.nullable:
            automaton.last.add(0)
            automaton.always |= not branch.ends
    return automaton


def _framed(branch: Branch) -> Tree:
    """The branch as a condition on the whole text; what follows an open end can't fail, and costs nothing."""
    rest = Repeat(Chars(ANY), 0, None)
    return branch.body if branch.starts else Sequence((rest, branch.body))


def _part(tree: Tree, automaton: Automaton, unroll: bool) -> _Part:
    match tree:
        case Chars(ranges=ranges):
            if len(automaton.sets) > automaton.most:
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


MAX_WAYS: Final = 2000
"""Ways to read one word that bounded repetitions may add up to."""

MAX_PAIRS: Final = 60_000


QUADRATIC_LENGTH: Final = 2000
"""Texts up to this length may take quadratic time."""


def check(branches: tuple[Branch, ...]) -> None:
    """Nothing where no text takes exponential time. Raises PatternFault."""
    for automaton in _automata(branches):
        if automaton.doubled or any(
            _is_ambiguous(automaton, loop) for loop in _loops(automaton)
        ):
            raise PatternFault(
                "repeats something that can be split in several ways, so that some texts "
                "take exponential time",
                "let each repeated part start with a character the others can't have",
            )


def check_long(branches: tuple[Branch, ...]) -> None:
    """Nothing where matching takes time in proportion to the text. Raises PatternFault."""
    for automaton in _automata(branches):
        loops = _loops(automaton)
        for left in loops:
            for right in loops:
                if left is not right and _flows(automaton, left, right):
                    raise PatternFault(
                        "has two repetitions that can share the same characters, so that "
                        "long texts take quadratic time",
                        "tie it to the start with `^`, put a character between the two that "
                        f"the first can't match, or give a length of at most {QUADRATIC_LENGTH}",
                    )


def _automata(branches: tuple[Branch, ...]) -> list[Automaton]:
    """The automaton to judge by: exact where it is small enough, else with counted repetitions taken as endless."""
    try:
        exact = build(branches, unroll=True)
        if _ways(branches) <= MAX_WAYS:
            return [exact]
    except TooLargeError:
        pass
    try:
        return [build(branches, unroll=False)]
    except TooLargeError:
        raise PatternFault(
            "is too large to be checked", "write a shorter one"
        ) from None


def _loops(automaton: Automaton) -> list[frozenset[int]]:
    """Sets of positions that can be repeated without end."""
    reach = _reach(automaton)
    found: list[frozenset[int]] = []
    seen: set[int] = set()
    for at in range(1, len(automaton.sets)):
        if at in seen or at not in reach[at]:
            continue
        loop = frozenset(other for other in reach[at] if at in reach[other])
        seen |= loop
        found.append(loop)
    return found


def _reach(automaton: Automaton) -> list[set[int]]:
    reach: list[set[int]] = []
    for start in range(len(automaton.sets)):
        known: set[int] = set()
        todo = list(automaton.follow[start])
        while todo:
            at = todo.pop()
            if at not in known:
                known.add(at)
                todo.extend(automaton.follow[at] - known)
        reach.append(known)
    return reach


def _is_ambiguous(automaton: Automaton, loop: frozenset[int]) -> bool:
    """Whether a word leads from a position back to itself in two ways."""
    forward: dict[tuple[int, int], list[tuple[int, int]]] = {}
    todo = [(at, at) for at in loop]
    while todo:
        pair = todo.pop()
        if pair in forward:
            continue
        if len(forward) > MAX_PAIRS:
            raise PatternFault("is too large to be checked", "write a shorter one")
        forward[pair] = _steps(automaton, pair, loop)
        todo.extend(forward[pair])
    backward: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for pair, targets in forward.items():
        for target in targets:
            backward.setdefault(target, []).append(pair)
    back: set[tuple[int, int]] = set()
    todo = [(at, at) for at in loop]
    while todo:
        pair = todo.pop()
        if pair not in back:
            back.add(pair)
            todo.extend(backward.get(pair, []))
    return any(left != right for left, right in back)


def _steps(
    automaton: Automaton, pair: tuple[int, int], loop: frozenset[int]
) -> list[tuple[int, int]]:
    left, right = pair
    return [
        (a, b)
        for a in sorted(automaton.follow[left] & loop)
        for b in sorted(automaton.follow[right] & loop)
        if overlap(automaton.sets[a], automaton.sets[b])
    ]


def _flows(automaton: Automaton, left: frozenset[int], right: frozenset[int]) -> bool:
    """Whether one word can go round in `left`, round in `right`, and from the first into the second."""
    for p in left:
        for q in right - automaton.open:
            if _shares(automaton, p, q, left, right):
                return True
    return False


def _shares(
    automaton: Automaton, p: int, q: int, left: frozenset[int], right: frozenset[int]
) -> bool:
    """Three walks of one word: p to p, p to q, q to q."""
    seen: set[tuple[int, int, int]] = set()
    todo = [(p, p, q)]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        if len(seen) > MAX_PAIRS:
            raise PatternFault("is too large to be checked", "write a shorter one")
        for step in _triples(automaton, state, left, right):
            if step == (p, q, q):
                return True
            todo.append(step)
    return False


def _triples(
    automaton: Automaton,
    state: tuple[int, int, int],
    left: frozenset[int],
    right: frozenset[int],
) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for a in automaton.follow[state[0]] & left:
        for c in automaton.follow[state[2]] & right:
            shared: Ranges = common(automaton.sets[a], automaton.sets[c])
            if not shared:
                continue
            for b in automaton.follow[state[1]]:
                if overlap(shared, automaton.sets[b]):
                    found.append((a, b, c))
    return found


def _ways(branches: tuple[Branch, ...]) -> int:
    """How many ways to read a word bounded repetitions can add up to, at most."""
    return max(_tree_ways(branch.body) for branch in branches)


def _tree_ways(tree: Tree) -> int:
    match tree:
        case Chars():
            return 1
        case Choice(options=options):
            return min(sum(map(_tree_ways, options)), MAX_WAYS + 1)
        case Sequence(parts=parts):
            ways = 1
            for part in parts:
                ways = min(ways * _tree_ways(part), MAX_WAYS + 1)
            return ways
        case Repeat(part=part, low=low, high=high):
            inner = _tree_ways(part)
            if high is None:
                return inner
            own = high - low + 1
            power = (
                inner**high
                if inner > 1 and high < 12
                else inner if inner == 1 else MAX_WAYS + 1
            )
            return min(own * power, MAX_WAYS + 1)
