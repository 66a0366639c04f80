"""What the page says of the method and of the params that are plain values."""

from __future__ import annotations

from collections.abc import Callable

from onespec.model import Service

from page_facts.fact import (
    Fact,
    allows,
    default,
    fact,
    meaning,
    method,
    param,
    prose,
    row,
    values,
)

NAMES = [
    "access_token",
    "first_call",
    "switch_at_once",
    "early_switching",
    "media_file_id",
    "virtual_phone_number",
    "show_virtual_phone_number",
    "contact",
    "external_id",
    "dtmf_string",
    "direction",
    "operator",
    "operator_confirmation",
    "contact_message",
    "operator_message",
]


def _about(*needles: str) -> Callable[[Service], object]:
    def read(service: Service) -> list[str]:
        text = method(service).description
        return [needle for needle in needles if needle not in text]

    return read


FACTS: tuple[Fact, ...] = (
    fact(
        "the method is start.simple_call",
        lambda service: method(service).name,
        "start.simple_call",
        "start.simple_call",
    ),
    fact(
        "the page is about version v4.0 of the API",
        lambda service: service.version,
        "v4.0",
        "v4.0",
    ),
    fact(
        "any number can be called but the account's own virtual numbers",
        _about("any except the account's own virtual numbers"),
        [],
        "any except the account's own virtual numbers",
    ),
    fact(
        "it is not a call by an employee",
        _about("not a call by an employee"),
        [],
        "not a call by an employee",
    ),
    fact(
        "there are 15 params, in this order",
        lambda service: [field.name for field in method(service).params],
        NAMES,
        *NAMES,
    ),
    fact(
        "the operator's params have a section of their own",
        lambda service: [
            field.name
            for field in method(service).params
            if field.group == "The operator who talks to the contact"
        ],
        ["operator", "operator_confirmation"],
        "The operator who talks to the contact",
    ),
    *row("access_token", "string", True),
    prose("access_token is the key of a session", "access_token", "session token"),
    fact(
        "access_token is a secret",
        lambda service: param(service, "access_token").secret,
        True,
        "Secret",
        where="param-access_token",
    ),
    *row("first_call", "string", True),
    fact(
        "first_call is contact or operator",
        values("first_call"),
        ["operator", "contact"],
        "contact",
        "operator",
        where="param-first_call",
    ),
    fact(
        "with operator, an operator is dialed who can manage the call",
        meaning("first_call", "operator"),
        "The operator, who can manage the call by means of the talk options.",
        "manage the call by means of the talk options",
        where="param-first_call",
    ),
    fact(
        "with contact, the called side is dialed, usually a client",
        meaning("first_call", "contact"),
        "The called side, as a rule a client.",
        "The called side, as a rule a client",
        where="param-first_call",
    ),
    prose("first_call decides who rings first", "first_call", "rings first"),
    *row("virtual_phone_number", "string", True),
    prose(
        "the virtual number is rented by the client",
        "virtual_phone_number",
        "A virtual number that the account rents",
    ),
    prose("the virtual number is E.164", "virtual_phone_number", "E.164"),
    fact(
        "74993720692 is a virtual number, and has no plus sign, zero or letter in front",
        allows("virtual_phone_number", "74993720692", "+74993720692", "0749", "a7", ""),
        ["74993720692"],
        "74993720692",
        where="param-virtual_phone_number",
    ),
    fact(
        "E.164 has 15 digits at most",
        allows("virtual_phone_number", "1" * 15, "1" * 16),
        ["1" * 15],
    ),
    prose(
        "the contact always sees the virtual number",
        "virtual_phone_number",
        "The contact always sees it as the caller's number",
    ),
    prose(
        "the operator sees it with show_virtual_phone_number",
        "virtual_phone_number",
        "The operator sees it if",
        "show_virtual_phone_number",
    ),
    prose(
        "the REST API lists virtual numbers",
        "virtual_phone_number",
        "the REST API has a method that lists them",
    ),
    *row("show_virtual_phone_number", "boolean", False),
    fact(
        "show_virtual_phone_number is true by default",
        default("show_virtual_phone_number"),
        True,
        "true",
        where="param-show_virtual_phone_number",
    ),
    prose(
        "it decides whether the operator sees the virtual number as the caller's",
        "show_virtual_phone_number",
        "Whether the operator sees",
        "as the caller's number",
    ),
)
