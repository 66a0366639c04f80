"""What the pages leave open: no test may assert it on a server of somebody else."""

from __future__ import annotations

from onespec.model import Service

from page_facts.fact import Fact, fact, method

OF_THE_API = [
    "order-of-checks",
    "http-status-of-errors",
    "media-type-spelling",
    "echo-of-other-values",
    "absent-error-data",
    "odd-error-params",
    "field-of-token-errors",
    "field-of-state-errors",
    "start-of-a-talk",
    "calls-after-a-transfer",
    "field-of-envelope-errors",
    "field-of-combination-errors",
    "presence-of-metadata",
    "points-per-call",
    "id-of-invalid-request",
    "null-id",
    "fractional-id",
    "empty-batch",
    "missing-params-object",
    "unknown-envelope-members",
    "null-for-optional",
    "empty-strings",
    "length-of-numbers",
    "fractional-numbers",
    "plus-sign",
    "odd-unicode",
    "bytes-that-are-not-utf8",
]
OF_THE_METHOD = [
    "form-of-sip-numbers",
    "form-of-numbers",
    "dots-in-dtmf",
    "one-key-or-any",
    "values-when-absent",
    "fractional-media-file-id",
    "default-music-as-a-value",
    "media-value-that-is-no-number",
    "unit-of-tts-length",
    "operator-own-or-blacklisted",
    "repeated-external-id",
    "time-of-dtmf",
]


def _without_reading(service: Service) -> list[str]:
    """Open facts that do not say what is made of them."""
    return [
        item.id
        for item in (*service.open, *method(service).open)
        if not (item.text and item.reading)
    ]


LEFT_ALONE = {
    "error-value": "echo-of-other-values",
    "id-of-invalid-request": "id-of-invalid-request",
    "null-id": "null-id",
    "empty-batch": "empty-batch",
    "params-of-envelope": "missing-params-object",
    "null": "null-for-optional",
    "empty-text": "empty-strings",
    "short-text": "length-of-numbers",
    "fraction": "fractional-numbers",
    "encoding-error": "bytes-that-are-not-utf8",
    "form": "form-of-sip-numbers",
    "repeated-value": "repeated-external-id",
}
"""What tests leave alone -> the open fact that says so."""


def _left_alone(service: Service) -> dict[str, str]:
    facts = (*service.open, *method(service).open)
    return {
        aspect: item.id
        for item in facts
        for aspect in item.leaves
        if aspect in LEFT_ALONE
    }


def _fields_left_alone(service: Service) -> list[str]:
    """The errors whose `field` is compared with nothing."""
    return [
        mnemonic
        for item in service.open
        if "error-field" in item.leaves
        for mnemonic in item.errors
    ]


FACTS: tuple[Fact, ...] = (
    fact(
        "what the API leaves open is listed",
        lambda service: [item.id for item in service.open],
        OF_THE_API,
    ),
    fact(
        "what the method's page leaves open is listed",
        lambda service: [item.id for item in method(service).open],
        OF_THE_METHOD,
        *OF_THE_METHOD,
    ),
    fact("tests leave alone what is open", _left_alone, LEFT_ALONE),
    fact(
        "the field of token, state, envelope and combination errors is open",
        lambda service: set(_fields_left_alone(service)),
        {
            "access_token_expired",
            "access_token_blocked",
            "access_token_invalid",
            "invalid_state",
            "parse_error",
            "invalid_request",
            "batch_operations_not_supported",
            "notifications_not_supported",
            "method_not_found",
            "character_encoding_not_allowed",
            "invalid_parameters_combination",
        },
    ),
    fact("each says what is made of it", _without_reading, []),
    fact(
        "the form of a SIP number is open at contact",
        lambda service: [
            item.id for item in method(service).open if ("contact",) in item.about
        ],
        ["form-of-sip-numbers"],
        "What the SIP number of an employee looks like is not said",
        where="open-form-of-sip-numbers",
    ),
)
