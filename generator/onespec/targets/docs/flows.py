"""The flow of a method -> what each party hears, branch by branch: in words, and drawn."""

from __future__ import annotations

from onespec.markup import line, prose
from onespec.model import Flow, FlowStep, Method
from onespec.targets.docs import anchors, wording
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.sequence import draw
from onespec.targets.docs.views import FlowView, StepView


def flows(desk: Desk, method: Method) -> tuple[FlowView, ...]:
    """Every branch, in its order."""
    slugs = anchors.slugs(flow.title for flow in method.flow)
    return tuple(
        _view(desk, flow, slug) for flow, slug in zip(method.flow, slugs, strict=True)
    )


def _view(desk: Desk, flow: Flow, slug: str) -> FlowView:
    say = desk.say
    empty = say.text("")
    return FlowView(
        id=say.text(desk.id("flow", slug)),
        href=say.text(desk.here("flow", slug)),
        title=line(say, flow.title),
        when=wording.condition(say, flow.when) if flow.when is not None else empty,
        description=prose(say, flow.description),
        drawing=draw(flow, desk.id("drawing", slug)) if desk.html else empty,
        steps=tuple(_step(desk, step) for step in flow.steps),
    )


def _step(desk: Desk, step: FlowStep) -> StepView:
    say = desk.say
    parties = (
        say.join(" → ", (say.text(step.source), say.text(step.target)))
        if step.source
        else say.text(step.target)
    )
    return StepView(
        text=say.join(": ", (parties, line(say, step.text))),
        when=(
            wording.condition(say, step.when) if step.when is not None else say.text("")
        ),
    )
