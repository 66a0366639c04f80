"""Conformance cases of a service -> a session that plays them: the tool's way into the player."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date

from onespec.cases.document import document
from onespec.cases.request import merged, params_of
from onespec.cases.suite import place_of_param
from onespec.diagnostics import Span
from onespec.model import Service
from onespec.runtime.player.session import Options, Session, open_session
from onespec.runtime.player.suite import read
from onespec.runtime.player.wire import Endpoint, LocalEndpoint
from onespec.serve import reference


def conformance(
    service: Service,
    options: Options,
    stack: ExitStack,
    environment: Mapping[str, str],
    today: date,
) -> Session:
    """A session that is ready; with no endpoint the generated server runs until the stack is closed. Raises WrongUseError."""

    def local() -> Endpoint:
        made = stack.enter_context(reference(service))
        return LocalEndpoint(made.app, made.request)

    # Through JSON and back: what is played here is what the file holds.
    suite = read(json.loads(json.dumps(document(service))))
    lines = _lines(service)
    elements = [
        (
            replace(item, place=f"{item.place.partition(':')[0]}:{lines[item.place]}")
            if item.place in lines
            else item
        )
        for item in suite.elements
    ]
    suite = replace(suite, elements=tuple(elements))
    return open_session(suite, options, local, environment, today)


def _lines(service: Service) -> dict[str, int]:
    """The line of each place that cases name by its keys: here the spec is at hand, and readers click on lines."""
    service = merged(service)
    spans: dict[str, Span | None] = {}
    for source, rows in (
        *((service.home("errors", row.mnemonic), [row]) for row in service.errors),
        *((method.source, method.errors) for method in service.methods),
    ):
        for row in rows:
            spans[f"{source}: errors.{row.mnemonic}"] = row.span
            for raised in row.raises[:1]:
                spans[f"{source}: errors.{row.mnemonic}.raise"] = (
                    raised.span or row.span
                )
    for named in service.types:
        for rule in named.constraints:
            spans[f"{service.source}: types.{rule.id}"] = rule.span
    for method in service.methods:
        for param in params_of(method):
            spans[place_of_param(service, method, param)] = param.field.span
        for rule in method.constraints:
            spans[f"{method.source}: constraints.{rule.id}"] = rule.span
        for number, example in enumerate(method.examples, 1):
            spans[f"{method.source}: examples.{number}"] = example.span
    return {place: span.line for place, span in spans.items() if span is not None}
