"""A lifecycle -> what its pages show: a drawing that reads like those of flows, with a column for each state, and the same for Mermaid."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.model import Flow, FlowStep, Lifecycle, Method, Move, Service


def moving(service: Service, lifecycle: Lifecycle) -> tuple[tuple[Method, Move], ...]:
    """The methods that move it, in the order of the service."""
    return tuple(
        (method, move)
        for method in service.methods
        for move in method.moves
        if move.lifecycle == lifecycle.name
    )


def taken(
    service: Service, lifecycle: Lifecycle, state: str
) -> tuple[tuple[Method, Move], ...]:
    """The methods that say they are allowed in a state."""
    return tuple(
        (method, move)
        for method, move in moving(service, lifecycle)
        if state in move.sources
    )


def columns(lifecycle: Lifecycle) -> tuple[str, ...]:
    """What the states are called in the drawing, in their order."""
    titles = tuple(state.title or state.name for state in lifecycle.states)
    if len(set(titles)) < len(titles):
        return tuple(state.name for state in lifecycle.states)
    return titles


def as_flow(service: Service, lifecycle: Lifecycle) -> Flow:
    """Arrows from state to state, with the methods that lead there; what leads nowhere is a note."""
    titles = dict(zip((state.name for state in lifecycle.states), columns(lifecycle)))
    steps = [
        FlowStep(
            source="" if source in ("", target) else titles[source],
            target=titles[target],
            text=", ".join([*(f"`{name}`" for name in names), *["by itself"][:itself]]),
        )
        for source, target, names, itself in _ways(service, lifecycle)
    ]
    return Flow(
        title=f"The states of {lifecycle.title or lifecycle.name}", steps=tuple(steps)
    )


def as_mermaid(service: Service, lifecycle: Lifecycle) -> str:
    """The text of a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for source, target, names, itself in _ways(service, lifecycle):
        words = ", ".join([*names, *["by itself"][:itself]])
        lines.append(f"    {source or '[*]'} --> {target}: {words}")
    ends = (state.name for state in lifecycle.states if state.final)
    return "\n".join([*lines, *(f"    {name} --> [*]" for name in ends)])


def _ways(
    service: Service, lifecycle: Lifecycle
) -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    """Where from (empty: a new instance), where to, the methods that lead there, and whether it comes about by itself."""
    moves = moving(service, lifecycle)
    for state in lifecycle.states:
        names = tuple(m.name for m, v in moves if v.starts and v.to == state.name)
        if names:
            yield "", state.name, names, False
    for state in lifecycle.states:
        for target in lifecycle.states:
            names = tuple(
                method.name
                for method, move in moves
                if state.name in move.sources and (move.to or state.name) == target.name
            )
            by_itself = target.name in state.becomes
            if names or by_itself:
                yield state.name, target.name, names, by_itself
