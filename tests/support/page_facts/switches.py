"""What the page says of `switch_at_once`, `early_switching` and `media_file_id`: who hears what, and the one constraint."""

from __future__ import annotations

from collections.abc import Callable

from onespec import language
from onespec.model import Flow, Service

from page_facts.fact import (
    MINIMAL,
    Fact,
    default,
    fact,
    method,
    prose,
    row,
)

BOTH = {
    "contact_message": {"type": "tts", "value": "Hello"},
    "operator_message": {"type": "media", "value": "2561"},
}


def _flow(service: Service, params: dict[str, object]) -> Flow:
    """The one branch that a request takes."""
    [flow] = [
        flow
        for flow in method(service).flow
        if flow.when is not None and language.evaluate(flow.when, params, {})
    ]
    return flow


def _steps(
    first_call: str, switch: bool, **more: object
) -> Callable[[Service], object]:
    """What happens to a request: who it reaches, and how."""

    def read(service: Service) -> list[tuple[str, str]]:
        params = {**MINIMAL, **more, "first_call": first_call, "switch_at_once": switch}
        return [
            (step.target, step.text)
            for step in _flow(service, params).steps
            if step.when is None or language.evaluate(step.when, params, {})
        ]

    return read


def _happens(
    first_call: str, switch: bool, *wanted: tuple[str, str], **more: object
) -> Callable[[Service], object]:
    """Those of the wanted steps that happen, in the order in which they do."""

    def read(service: Service) -> list[tuple[str, str]]:
        steps = _steps(first_call, switch, **more)(service)
        assert isinstance(steps, list)
        return [step for step in steps if step in wanted]

    return read


def told(
    says: str, first_call: str, switch: bool, *wanted: tuple[str, str], **more: object
) -> Fact:
    """That steps happen, one after the other."""
    return fact(
        says,
        _happens(first_call, switch, *wanted, **more),
        list(wanted),
        *(text for _, text in wanted),
        where=BRANCHES[first_call, switch],
    )


BRANCHES = {
    ("operator", True): "flow-operator-first-messages-cut-short",
    ("operator", False): "flow-operator-first-messages-played-to-the-end",
    ("contact", True): "flow-contact-first-messages-cut-short",
    ("contact", False): "flow-contact-first-messages-played-to-the-end",
}
OPERATOR_MESSAGE = ("Operator", "plays `operator_message` to the end")
CONTACT_MESSAGE = ("Contact", "plays `contact_message` to the end")
CUT_CONTACT = ("Contact", "interrupts `contact_message`")
CUT_OPERATOR = ("Operator", "interrupts `operator_message`")
DIAL_CONTACT = ("Contact", "dials, showing `virtual_phone_number`")
MUSIC = ("Operator", "plays `media_file_id` meanwhile, or the dialing music")
TALK = ("Contact", "they talk")

FACTS: tuple[Fact, ...] = (
    *row("switch_at_once", "boolean", False),
    fact(
        "switch_at_once is false by default",
        default("switch_at_once"),
        False,
        "false",
        where="param-switch_at_once",
    ),
    fact(
        "each way to set first_call and switch_at_once has a branch of its own",
        lambda service: [flow.title for flow in method(service).flow],
        [
            "Operator first, messages cut short",
            "Operator first, messages played to the end",
            "Contact first, messages cut short",
            "Contact first, messages played to the end",
        ],
        "Operator first, messages cut short",
        "Operator first, messages played to the end",
        "Contact first, messages cut short",
        "Contact first, messages played to the end",
    ),
    told(
        "an operator hears the message to the end, then the contact is dialed",
        "operator",
        False,
        OPERATOR_MESSAGE,
        DIAL_CONTACT,
        **BOTH,
    ),
    told(
        "with switch_at_once too, the operator's message comes before the dialing",
        "operator",
        True,
        OPERATOR_MESSAGE,
        DIAL_CONTACT,
        **BOTH,
    ),
    told(
        "while the contact is being reached, the operator hears media_file_id",
        "operator",
        False,
        DIAL_CONTACT,
        MUSIC,
        ("Call API", "answers"),
        **BOTH,
    ),
    told(
        "with switch_at_once the contact's message is interrupted",
        "operator",
        True,
        ("Call API", "answers"),
        CUT_CONTACT,
        TALK,
        **BOTH,
    ),
    told(
        "without it the contact's message is played to the end",
        "operator",
        False,
        ("Call API", "answers"),
        CONTACT_MESSAGE,
        TALK,
        **BOTH,
    ),
    told(
        "with the contact first, the operator is dialed while the contact listens",
        "contact",
        False,
        ("Contact", "starts to play `contact_message`"),
        ("Operator", "dials meanwhile, showing `virtual_phone_number`"),
        **BOTH,
    ),
    told(
        "with the contact first and switch_at_once, both messages are interrupted",
        "contact",
        True,
        ("Call API", "takes the call"),
        ("Call API", "takes the call"),
        CUT_CONTACT,
        CUT_OPERATOR,
        TALK,
        **BOTH,
    ),
    told(
        "with the contact first and without it, both messages are played to the end",
        "contact",
        False,
        OPERATOR_MESSAGE,
        CONTACT_MESSAGE,
        TALK,
        **BOTH,
    ),
    told(
        "whoever is through first hears media_file_id",
        "contact",
        False,
        (
            "Operator",
            "whoever is through first hears `media_file_id` until the other is through"
            " too",
        ),
        TALK,
        **BOTH,
    ),
    prose(
        "the branches are told beside switch_at_once as well",
        "switch_at_once",
        "`true` interrupts `contact_message` for the contact",
        "`false` plays it to the end",
        "`true` interrupts the messages for both",
        "whoever is through first hears the file of `media_file_id`",
    ),
    told(
        "with show_virtual_phone_number false, the operator does not see the number",
        "operator",
        False,
        ("Operator", "dials, hiding `virtual_phone_number`"),
        show_virtual_phone_number=False,
    ),
)
