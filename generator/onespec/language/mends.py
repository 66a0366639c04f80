"""An expression that reads what a request may leave out, or set to null -> the author's own text with the guards in it.

Where a request has to meet the condition, one that leaves the value out is to pass (`!has(x) || x < 9`); where the condition
only tells apart a case, such a request is none (`has(x) && x < 9`). A `!` turns the one into the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from onespec.language.functions import MACROS
from onespec.language.guards import Known
from onespec.language.parse import (
    Index,
    Invocation,
    Items,
    Member,
    Operation,
    Tree,
)

Test: TypeAlias = tuple[Known, str]
"""What has to be known of a name, as the author writes it; of an entry of a map, the question itself: `'red' in labels`."""
Needs: TypeAlias = Mapping[tuple[int, int], tuple[Test, ...]]
"""For each read that lacks a guard, by where it stands, what would have to be known there."""


def guarded(text: str, tree: Tree, needs: Needs, *, demanded: bool) -> str:
    """The text with a guard for each need, put as far to the front as it says the same."""
    writer = _Writer(text=text, needs=needs)
    writer.place(tree, writer.visit(tree, demanded), demanded, "")
    return writer.written()


def guards(tests: Iterable[Test], demanded: bool) -> str:
    """The guards as they stand in front of a condition: `!has(x) ||`, `has(x) &&`."""
    join = "||" if demanded else "&&"
    return f" {join} ".join(_said(test, demanded) for test in tests) + f" {join}"


def _said(test: Test, demanded: bool) -> str:
    known, name = test
    if known is Known.INSIDE:
        return f"!({name})" if demanded else name
    if known is Known.SENT:
        return f"!has({name})" if demanded else f"has({name})"
    return f"{name} == null" if demanded else f"{name} != null"


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Collects what is to be put where."""

    text: str
    needs: Needs
    opened: list[tuple[int, str]] = field(default_factory=list)
    closed: list[tuple[int, str]] = field(default_factory=list)

    def visit(self, tree: Tree, demanded: bool) -> list[Test]:
        """The tests that can stand in front of the whole; what has to stand further in is put there."""
        match tree:
            case Operation(op="&&" | "||" as op, operands=operands):
                left, right = (self.visit(one, demanded) for one in operands)
                if (op == "||") is demanded:
                    return _merged(left, right)
                shared = [test for test in left if test in right]
                for one, tests in zip(operands, (left, right), strict=True):
                    own = [test for test in tests if test not in shared]
                    self.place(one, own, demanded, op)
                return shared
            case Operation(op="!", operands=(operand,)):
                return self.visit(operand, not demanded)
            case Operation(op="?", operands=(test, *branches)):
                self.place(test, self.visit(test, False), False, "?")
                for one in branches:
                    self.place(one, self.visit(one, demanded), demanded, "?")
                return []
            case _:
                return self._inside(tree)

    def _inside(self, tree: Tree) -> list[Test]:
        """What a condition that is not made of others needs; the variable of a macro is guarded in its body."""
        found = list(self.needs.get((tree.start, tree.end), ()))
        match tree:
            case Invocation(function=name, receiver=values, args=(_, body)) if (
                name in MACROS and values is not None
            ):
                every = name == "all"
                self.place(body, self.visit(body, every), every, "(")
                return _merged(found, self._inside(values))
            case Operation(operands=parts) | Items(items=parts):
                pass
            case Invocation(receiver=values, args=args):
                parts = args if values is None else (values, *args)
            case Member(operand=operand):
                parts = (operand,)
            case Index(operand=operand, key=key):
                parts = (operand, key)
            case _:
                parts = ()
        return _merged(found, *map(self._inside, parts))

    def place(self, tree: Tree, tests: list[Test], demanded: bool, above: str) -> None:
        """Put tests in front of a condition that stands under an operator."""
        if not tests:
            return
        start, end, is_bracketed = self._extent(tree)
        op = tree.op if isinstance(tree, Operation) else ""
        inner = not is_bracketed and (op == "?" or op == "||" and not demanded)
        outer = demanded and above == "&&"
        before = f"{'(' * outer}{guards(tests, demanded)} {'(' * inner}"
        self.opened.append((start, before))
        self.closed.append((end, ")" * (inner + outer)))

    def _extent(self, tree: Tree) -> tuple[int, int, bool]:
        """Where a part stands with the brackets around it, and whether there are any; a tree does not keep them."""
        start, end = tree.start, tree.end
        match tree:
            case Operation(operands=operands):
                start = min(start, self._extent(operands[0])[0])
                end = self._extent(operands[-1])[1]
            case Invocation(receiver=values) if values is not None:
                start = self._extent(values)[0]
            case Member(operand=operand) | Index(operand=operand):
                start = self._extent(operand)[0]
            case _:
                pass
        is_bracketed = False
        while True:
            before, after = self.text[:start].rstrip(), self.text[end:]
            if not before.endswith("(") or not after.lstrip().startswith(")"):
                return start, end, is_bracketed
            if before[:-1].rstrip()[-1:].isalnum() or before[-2:-1] == "_":
                return start, end, is_bracketed  # The brackets of a call.
            start = len(before) - 1
            end += len(after) - len(after.lstrip()) + 1
            is_bracketed = True

    def written(self) -> str:
        """The text with all that was put into it; of what begins or ends at one place, the last stands outermost."""
        text = self.text
        ends = sorted(range(len(self.closed)), key=lambda at: (self.closed[at][0], at))
        starts = sorted(
            range(len(self.opened)), key=lambda at: (self.opened[at][0], -at)
        )
        marks = [
            (self.closed[at][0], 0, n, self.closed[at][1]) for n, at in enumerate(ends)
        ]
        marks += [
            (self.opened[at][0], 1, n, self.opened[at][1])
            for n, at in enumerate(starts)
        ]
        for place, _, _, piece in sorted(marks, reverse=True):
            text = text[:place] + piece + text[place:]
        return text


def _merged(*found: Iterable[Test]) -> list[Test]:
    return list(dict.fromkeys(test for tests in found for test in tests))
