"""The facts of the Call API's pages, listed by hand: each with where the model says it and what a reader of the docs has to find."""

from __future__ import annotations

from page_facts import (
    common,
    early,
    envelope,
    errors,
    messages,
    numbers,
    params,
    reply,
    switches,
    unsaid,
)
from page_facts.fact import Fact

FACTS: tuple[Fact, ...] = (
    *params.FACTS,
    *switches.FACTS,
    *early.FACTS,
    *numbers.FACTS,
    *messages.FACTS,
    *reply.FACTS,
    *errors.FACTS,
    *common.FACTS,
    *envelope.FACTS,
    *unsaid.FACTS,
)
