"""A boolean expression -> its truth table, with the cases that make no difference folded into one row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from onespec.language.ast import Binary, Conditional, Expr, Literal, Read, Unary, tree
from onespec.language.evaluate import UNKNOWN, Meaning, Origin, meaning
from onespec.search import TruthTable

MOST_ROWS: Final = 16
"""A longer table says less than a sentence does."""

Known: TypeAlias = dict[str, bool]
"""Conditions, by their text, that a row settles."""

Row: TypeAlias = tuple[Known, bool, bool]
"""What is settled, whether the request is accepted, and whether some request is known to be so."""


def atoms(expr: Expr) -> dict[str, Expr]:
    """The conditions that an expression is made of, each once, in reading order."""
    return {repr(atom): atom for atom in _atoms(expr)}


def rows(expr: Expr, table: TruthTable | None) -> tuple[Row, ...]:
    """The cases that matter and the outcome of each, without those that no request has; empty where they are many."""
    settled: list[tuple[Known, bool]] = []
    conditions = atoms(expr)
    _fill(settled, _outcome(expr, conditions), {}, conditions)
    found = [(known, accepted, _shown(known, table)) for known, accepted in settled]
    rows = tuple(
        (known, accepted, shown)
        for known, accepted, shown in found
        if shown is not None
    )
    return rows if 1 < len(rows) <= MOST_ROWS else ()


def _shown(known: Known, table: TruthTable | None) -> bool | None:
    """Whether a request was found that has this case; None where it is proven that none has it."""
    names = [] if table is None else [repr(one) for one in table.conditions]
    if table is None or not set(known) <= set(names):
        return True
    shown = [
        real.is_witnessed
        for real in table.rows
        if all(
            known.get(name, flag) == flag
            for name, flag in zip(names, real.flags, strict=True)
            if flag is not None
        )
    ]
    return any(shown) if shown else None


def _atoms(expr: Expr) -> Iterator[Expr]:
    match expr:
        case Binary(op="&&" | "||", left=left, right=right):
            yield from _atoms(left)
            yield from _atoms(right)
        case Unary(op="!", operand=operand):
            yield from _atoms(operand)
        case Conditional(test=test, then=then, otherwise=otherwise):
            for part in (test, then, otherwise):
                yield from _atoms(part)
        case Literal():
            return
        case _:
            yield expr


def _outcome(expr: Expr, all_: dict[str, Expr]) -> Meaning:
    """The outcome as a function of the conditions that are settled."""
    named = [(tree(atom), key) for key, atom in all_.items()]

    def told(part: list[Any]) -> Meaning | None:
        key = next((key for atom, key in named if atom == part), None)
        return None if key is None else lambda known: known.get(key, UNKNOWN)

    return meaning(expr, Origin(told=told))


def _fill(
    rows: list[tuple[Known, bool]],
    settled: Meaning,
    known: Known,
    all_: dict[str, Expr],
) -> None:
    if len(rows) > MOST_ROWS:
        return
    outcome = settled(known)
    if outcome is not UNKNOWN:
        rows.append((known, outcome))
        return
    atom = next(key for key in all_ if key not in known)
    for value in (True, False):
        _fill(rows, settled, _learn(known, atom, value, all_), all_)


def _learn(known: Known, atom: str, value: bool, all_: dict[str, Expr]) -> Known:
    """One more condition settled, with what follows: that which equals one value equals no other."""
    learnt = {**known, atom: value}
    subject = _subject(all_[atom]) if value else ""
    for key, other in all_.items():
        if subject and key not in learnt and _subject(other) == subject:
            learnt[key] = False
    return learnt


def _subject(atom: Expr) -> str:
    """What an equality with a literal is about; empty for anything else."""
    match atom:
        case Binary(op="==", left=Read() as subject, right=Literal()):
            return repr(subject)
        case Binary(op="==", left=Literal(), right=Read() as subject):
            return repr(subject)
        case _:
            return ""
