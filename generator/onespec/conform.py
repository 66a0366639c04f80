"""Conformance cases of a service -> a session that plays them: the tool's way into the player."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date

from onespec.cases.document import document
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
    return open_session(suite, options, local, environment, today)
