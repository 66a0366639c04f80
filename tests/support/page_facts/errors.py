"""What the page says of the method's errors: text, code and mnemonic, and what brings each about."""

from __future__ import annotations

from collections.abc import Callable

from onespec.model import ErrorKind, Service

from page_facts.fact import Fact, fact, method, refused

OWN = [
    "tts_text_exceeded",
    "media_file_not_found",
    "virtual_phone_number_not_found",
    "own_virtual_phone_number_not_allowed",
    "contact_in_blacklist",
    "character_encoding_not_allowed",
]
OWN_NUMBER = "74993720692"


def _kind(service: Service, mnemonic: str) -> ErrorKind:
    return method(service).error(mnemonic)


def _row(mnemonic: str) -> Callable[[Service], object]:
    def read(service: Service) -> tuple[str, int]:
        kind = _kind(service, mnemonic)
        return kind.template, kind.code

    return read


def _error(mnemonic: str, code: int, template: str) -> Fact:
    """A row of the page's table."""
    return fact(
        f"{mnemonic} is {code}, {template}",
        _row(mnemonic),
        (template, code),
        mnemonic,
        str(code),
        template,
        where=f"error-{mnemonic}",
    )


def _cause(mnemonic: str, needle: str) -> Fact:
    """What the page's table says of an error besides."""
    return fact(
        f"{mnemonic}: {needle}",
        lambda service: needle in _kind(service, mnemonic).cause,
        True,
        needle,
        where=f"error-{mnemonic}",
    )


def _raised(says: str, mnemonic: str, read: Callable[[Service], object]) -> Fact:
    """That a request is answered by an error and no other."""
    return fact(says, read, [mnemonic])


def _field(mnemonic: str) -> Callable[[Service], object]:
    """The params that an error's conditions name, dotted."""
    return lambda service: [
        ".".join(condition.field or ()) for condition in _kind(service, mnemonic).raises
    ]


def _texts(length: int) -> dict[str, str]:
    return {"type": "tts", "value": "\u00e9" * length}


FACTS: tuple[Fact, ...] = (
    fact(
        "the page's table has six errors, in this order",
        lambda service: [kind.mnemonic for kind in method(service).errors][:6],
        OWN,
    ),
    _error(
        "tts_text_exceeded",
        -32602,
        "The maximum length of Text-to-Speech message is {tts_message_max_length}."
        " The length of your message is {sent_tts_message_length}",
    ),
    _cause("tts_text_exceeded", "longer than the service plan allows"),
    _raised(
        "a contact's text that is too long is refused",
        "tts_text_exceeded",
        refused({"tts_message_max_length": 5}, contact_message=_texts(6)),
    ),
    _raised(
        "an operator's text that is too long is refused",
        "tts_text_exceeded",
        refused({"tts_message_max_length": 5}, operator_message=_texts(6)),
    ),
    fact(
        "a text as long as the plan allows passes, counted in characters",
        refused({"tts_message_max_length": 5}, contact_message=_texts(5)),
        [],
    ),
    fact(
        "tts_text_exceeded tells the limit and the length",
        lambda service: _kind(service, "tts_text_exceeded").placeholders,
        ("tts_message_max_length", "sent_tts_message_length"),
    ),
    _error(
        "media_file_not_found",
        -32602,
        "The media file with id {media_file_id} not found",
    ),
    fact(
        "a media file can be missing in three places",
        _field("media_file_not_found"),
        ["media_file_id", "contact_message.value", "operator_message.value"],
    ),
    _raised(
        "an unknown media_file_id is refused",
        "media_file_not_found",
        refused(media_file_id=99),
    ),
    _raised(
        "an unknown file for the contact is refused",
        "media_file_not_found",
        refused(contact_message={"type": "media", "value": "99"}),
    ),
    _raised(
        "an unknown file for the operator is refused",
        "media_file_not_found",
        refused(operator_message={"type": "media", "value": "99"}),
    ),
    fact("a known media_file_id passes", refused(media_file_id=2701), []),
    _error(
        "virtual_phone_number_not_found",
        -32007,
        "Virtual phone number {virtual_phone_number} not found."
        " It is not your virtual phone number.",
    ),
    _cause("virtual_phone_number_not_found", "does not belong to the account"),
    _raised(
        "a virtual number of somebody else is refused",
        "virtual_phone_number_not_found",
        refused(virtual_phone_number="74990000000"),
    ),
    _error(
        "own_virtual_phone_number_not_allowed",
        -32602,
        "Parameter contact can not contain own virtual phone number",
    ),
    _cause("own_virtual_phone_number_not_allowed", "can't be called"),
    _raised(
        "an own virtual number as contact is refused",
        "own_virtual_phone_number_not_allowed",
        refused(contact=OWN_NUMBER),
    ),
    _error(
        "contact_in_blacklist",
        -32002,
        "The contact {contact} has been found in the blacklist",
    ),
    _raised(
        "a blacklisted contact is refused",
        "contact_in_blacklist",
        refused({"blacklisted_contacts": ["79260000000"]}),
    ),
    _error(
        "character_encoding_not_allowed",
        -32602,
        "The character encoding must be UTF-8",
    ),
    fact(
        "a body in another encoding is answered by character_encoding_not_allowed",
        lambda service: service.protocol["encoding"],
        "character_encoding_not_allowed",
    ),
    _error(
        "invalid_parameters_combination",
        -32602,
        "The combination of parameters is not permitted",
    ),
    fact(
        "the errors common to all methods can answer it too",
        lambda service: {"access_token_invalid", "limit_exceeded", "forbidden"}
        <= {kind.mnemonic for kind in method(service).common_errors},
        True,
        "access_token_invalid",
        "limit_exceeded",
        "forbidden",
    ),
)
