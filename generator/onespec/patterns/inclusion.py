"""Patterns -> whether every text that some match is matched by another, and the shortest text that is not.

Exact: the automata of the patterns are walked together, subset by subset, shortest texts first. Only where that takes too
many steps is the answer neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final, TypeAlias

from onespec.patterns import syntax
from onespec.patterns.cost import Automaton, TooLargeError, build
from onespec.patterns.samples import pick
from onespec.patterns.syntax import contains

MAX_STEPS: Final = 60_000
"""Subsets of positions that are looked at before a question counts as undecided."""
_POSITIONS: Final = 2_000
"""Places that a pattern written out may have."""
_WHOLE: Final = -1
"""Stands in a subset for: whatever follows, the text matches."""

Subset: TypeAlias = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search for a text came to."""

    text: str | None = None
    """The shortest, and of these a plain one."""
    is_sure: bool = False
    """Without a text: whether there is none. False where the search was cut short."""


def outside(
    inside: Sequence[str],
    other: str | None = None,
    least: int = 0,
    most: int | None = None,
) -> Found:
    """The shortest text of `least` to `most` characters that all patterns of `inside` match and `other` does not.

    Without `other`, any text that all of `inside` match. Raises PatternFault for text that is no pattern.
    """
    if other in inside:
        return Found(is_sure=True)
    try:
        automata = [_automaton(text) for text in inside]
        judge = None if other is None else _automaton(other)
    except TooLargeError:
        return Found()
    letters = _letters([*automata, *([] if judge is None else [judge])])
    return _walked(automata, judge, letters, least, most)


@lru_cache(maxsize=200)
def _automaton(text: str) -> Automaton:
    return build(syntax.read(text), unroll=True, most=_POSITIONS)


def _letters(automata: Sequence[Automaton]) -> list[int]:
    """A character for each set of characters that no automaton tells apart, plain ones first."""
    cuts = {0}
    for low, high in chain.from_iterable(chain(*(one.sets for one in automata))):
        cuts |= {low, high + 1}
    edges = sorted(cuts)
    found: list[str] = []
    for low, end in zip(edges, [*edges[1:], 0x110000]):
        parts = [(low, min(end, 0xD800) - 1), (max(low, 0xE000), end - 1)]
        spans = tuple((first, last) for first, last in parts if first <= last)
        if spans:
            found.append(pick(spans))
    return sorted(map(ord, found), key=lambda code: (not 0x20 < code < 0x7F, code))


@dataclass(slots=True)
class _Node:
    """A text, by its last character and what came before."""

    letter: int
    before: _Node | None
    subsets: tuple[Subset, ...]
    length: int


def _walked(
    automata: Sequence[Automaton],
    judge: Automaton | None,
    letters: Sequence[int],
    least: int,
    most: int | None,
) -> Found:
    machines = [*automata, *([] if judge is None else [judge])]
    start = tuple(_opened(one, frozenset([0])) for one in machines)
    nodes = [_Node(0, None, start, 0)]
    seen = {(start, min(0, least))}
    steps = 0
    while nodes:
        following: list[_Node] = []
        for node in nodes:
            if node.length >= least and _is_wanted(node.subsets, machines, judge):
                return Found(text=_text(node))
            if most is not None and node.length >= most:
                continue
            for letter in letters:
                steps += 1
                if steps > MAX_STEPS:
                    return Found()
                subsets = tuple(
                    _step(one, subset, letter)
                    for one, subset in zip(machines, node.subsets, strict=True)
                )
                if not all(subsets[: len(automata)]):
                    continue
                if judge is not None and _WHOLE in subsets[-1]:
                    continue
                key = subsets, min(node.length + 1, least)
                if key not in seen:
                    seen.add(key)
                    following.append(_Node(letter, node, subsets, node.length + 1))
        nodes = following
    return Found(is_sure=True)


def _is_wanted(
    subsets: Sequence[Subset],
    machines: Sequence[Automaton],
    judge: Automaton | None,
) -> bool:
    told = [_accepts(one, subset) for one, subset in zip(machines, subsets)]
    if judge is not None:
        return all(told[:-1]) and not told[-1]
    return all(told)


def _accepts(automaton: Automaton, subset: Subset) -> bool:
    return _WHOLE in subset or bool(subset & automaton.last)


def _opened(automaton: Automaton, subset: Subset) -> Subset:
    """A subset after which any text matches is as good as one that says so."""
    is_open = automaton.always or subset & automaton.open
    return frozenset([_WHOLE]) if is_open else subset


def _step(automaton: Automaton, subset: Subset, letter: int) -> Subset:
    if _WHOLE in subset:
        return subset
    return _opened(automaton, frozenset(_follow(automaton, subset, letter)))


def _follow(automaton: Automaton, subset: Subset, letter: int) -> Iterator[int]:
    for at in subset:
        for following in automaton.follow[at]:
            if contains(automaton.sets[following], letter):
                yield following


def _text(node: _Node) -> str:
    letters: list[str] = []
    at: _Node | None = node
    while at is not None and at.before is not None:
        letters.append(chr(at.letter))
        at = at.before
    return "".join(reversed(letters))
