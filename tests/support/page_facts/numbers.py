"""What the page says of the params that are plain values, from `contact` to `operator_confirmation`."""

from __future__ import annotations

from page_facts.fact import (
    Fact,
    allows,
    default,
    fact,
    meaning,
    prose,
    refused,
    row,
    values,
)

KEYS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "any"]

FACTS: tuple[Fact, ...] = (
    *row("contact", "string", True),
    prose("contact is the number to be reached", "contact", "number to be reached"),
    prose("contact is E.164", "contact", "E.164"),
    fact(
        "79091234567 is a contact",
        allows("contact", "79091234567", "+79091234567", "not a number"),
        ["79091234567"],
        "79091234567",
        where="param-contact",
    ),
    prose(
        "contact can be the SIP number of an employee",
        "contact",
        "the SIP number of an employee",
    ),
    fact(
        "a SIP number is a run of digits or user@host",
        allows("contact", "0123456", "sip:100@pbx.example", "100@pbx", "@", "a b@c"),
        ["0123456", "sip:100@pbx.example", "100@pbx"],
    ),
    prose(
        "extension numbers of employees are not supported",
        "contact",
        "Extension numbers of employees are not supported",
    ),
    *row("external_id", "string", False),
    prose("external_id is unique", "external_id", "A unique id"),
    prose(
        "external_id connects events of a call with an outside system",
        "external_id",
        "events of this call can be matched in another system",
    ),
    *row("dtmf_string", "string", False),
    prose("DTMF is sent to the contact", "dtmf_string", "Tones sent to the contact"),
    fact(
        "dtmf_string takes 0-9, *, # and the dot",
        allows("dtmf_string", "0123456789", "*", "#", ".", "", "a", "1 2", "1,2"),
        ["0123456789", "*", "#", "."],
        "from 0 to 9, * and #",
        where="param-dtmf_string",
    ),
    prose("a dot waits one second", "dtmf_string", "waits one second"),
    prose(
        ".12.1..4 waits one second, one second and two seconds",
        "dtmf_string",
        ".12.1..4",
        "one second passes before `12`",
        "another second before `1`",
        "two seconds before `4`",
    ),
    *row("direction", "string", False),
    fact(
        "direction is in by default",
        default("direction"),
        "in",
        "Default",
        where="param-direction",
    ),
    fact("direction is in or out", values("direction"), ["in", "out"]),
    fact(
        "in is an incoming call",
        meaning("direction", "in"),
        "An incoming call.",
        "An incoming call",
        where="param-direction",
    ),
    fact(
        "out is an outgoing call",
        meaning("direction", "out"),
        "An outgoing call.",
        "An outgoing call",
        where="param-direction",
    ),
    *row("operator", "string", True),
    prose(
        "the operator talks to the contact",
        "operator",
        "the operator who talks to the contact",
    ),
    prose("the operator can manage the call", "operator", "can manage the call"),
    prose("the operator's number is E.164", "operator", "E.164"),
    fact(
        "79091234567 is an operator, and a SIP number is none",
        allows("operator", "79091234567", "100@pbx", "+79091234567"),
        ["79091234567"],
        "79091234567",
        where="param-operator",
    ),
    prose(
        "the operator is not considered an employee",
        "operator",
        "is not considered an employee",
    ),
    prose(
        "the operator is no employee in reports",
        "operator",
        "does not show up as one in reports",
    ),
    *row("operator_confirmation", "string", False),
    fact(
        "operator_confirmation is 0-9, *, # or any",
        values("operator_confirmation"),
        KEYS,
        *KEYS,
        where="param-operator_confirmation",
    ),
    prose(
        "the operator confirms that the call can be taken",
        "operator_confirmation",
        "confirm by a key that the call can be taken",
    ),
    prose(
        "with any, every key confirms",
        "operator_confirmation",
        "with which every key will do",
    ),
    fact(
        "a second key is refused",
        refused(operator_confirmation="11"),
        ["invalid_parameter_value"],
    ),
)
