"""State machines that can't be walked as they are drawn: states that nothing leads to, that nothing leads out of, and methods that are never allowed."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.diagnostics import Diagnostic, Span
from onespec.messages import lint as say
from onespec.model import Lifecycle, Method, Move, Service

_NOWHERE = Span(file="", line=1, column=1, end_line=1, end_column=1)


def whole(service: Service) -> Iterator[Diagnostic]:
    """What is doubtful about each lifecycle that methods of the folder move."""
    for lifecycle in service.lifecycles:
        moves = [
            (method, move)
            for method in service.methods
            for move in method.moves
            if move.lifecycle == lifecycle.name
        ]
        if any(move.starts for _, move in moves) and len(moves) > 1:
            yield from _unreached(lifecycle, moves)
        if any(not move.starts for _, move in moves):
            yield from _stuck(lifecycle, moves)


def _unreached(
    lifecycle: Lifecycle, moves: list[tuple[Method, Move]]
) -> Iterator[Diagnostic]:
    reached = {move.to for _, move in moves if move.starts}
    waiting = list(reached)
    while waiting:
        name = waiting.pop()
        ways = {m.to for _, m in moves if name in m.sources and m.to}
        ways |= {*lifecycle.state(name).becomes}
        waiting += ways - reached
        reached |= ways
    for state in lifecycle.states:
        if state.name not in reached:
            place = state.span or _NOWHERE
            yield say.state_never_reached(place, lifecycle.name, state.name)
    for method, move in moves:
        if not move.starts and reached.isdisjoint(move.sources):
            place = move.span or _NOWHERE
            yield say.move_never_allowed(place, method.name, move.sources)


def _stuck(
    lifecycle: Lifecycle, moves: list[tuple[Method, Move]]
) -> Iterator[Diagnostic]:
    for state in lifecycle.states:
        leaves = any(
            move.to not in ("", state.name) and state.name in move.sources
            for _, move in moves
        )
        if not state.final and not state.becomes and not leaves:
            place = state.span or _NOWHERE
            yield say.state_without_way_out(place, lifecycle.name, state.name)
