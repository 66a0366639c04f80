"""A pattern's automaton -> whether a backtracking engine can be made to try a word in many ways."""

from __future__ import annotations

from typing import Final

from onespec.patterns.automaton import Automaton, TooLargeError, build
from onespec.patterns.charsets import Ranges, common, overlap
from onespec.patterns.tree import (
    Branch,
    Chars,
    Choice,
    PatternFault,
    Repeat,
    Sequence,
    Tree,
)

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
