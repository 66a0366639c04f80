"""The examples of a method -> each as curl, Python, raw JSON and the reply."""

from __future__ import annotations

from onespec.markup import line, prose
from onespec.model import Example, Method
from onespec.notation.english_types import json_words
from onespec.targets.docs import anchors, samples
from onespec.targets.docs.desk import Desk
from onespec.targets.docs.programs import Programs
from onespec.targets.docs.replies import reply
from onespec.targets.docs.views import ExampleView


def examples(
    desk: Desk, method: Method, programs: tuple[Programs, ...]
) -> tuple[ExampleView, ...]:
    """Every example, in its order."""
    slugs = anchors.slugs(example.title for example in method.examples)
    return tuple(
        _view(desk, method, example, slug, made)
        for example, slug, made in zip(method.examples, slugs, programs, strict=True)
    )


def _view(
    desk: Desk, method: Method, example: Example, slug: str, programs: Programs
) -> ExampleView:
    say, service = desk.say, desk.service
    body = samples.raw(samples.request(method, example))
    outcome = say.text("Succeeds.")
    if example.error:
        row = desk.link(say.code(example.error), desk.here("error", example.error))
        outcome = say.join("", (say.text("Answered with "), row, say.text(".")))
    if example.state:
        state = say.code(json_words(samples.masked(service.state, example.state)))
        where = (say.text(" Where the server's state is "), state, say.text("."))
        outcome = say.join("", (outcome, *where))
    return ExampleView(
        id=say.text(desk.id("example", slug)),
        href=say.text(desk.here("example", slug)),
        title=line(say, example.title),
        description=prose(say, example.description),
        outcome=outcome,
        samples=(
            samples.sample(desk, "JSON", "json", body),
            samples.sample(desk, "curl", "shell", samples.curl(service, body)),
            samples.sample(desk, "Python", "python", programs.sync),
            samples.sample(desk, "Python, async", "python", programs.wait),
        ),
        reply=(
            samples.sample(
                desk,
                "Reply",
                "json",
                samples.raw(reply(service, method, example)),
            ),
        ),
    )
