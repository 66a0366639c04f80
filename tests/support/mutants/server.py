"""A Call API server written by hand from the published page, whose every part can be made wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """An error reply: mnemonic, and what its data says."""

    def __init__(
        self, mnemonic: str, field: str | None = None, value: Any = None, **params: Any
    ) -> None:
        super().__init__(mnemonic)
        self.mnemonic, self.field, self.value, self.params = (
            mnemonic,
            field,
            value,
            params,
        )


ERRORS: dict[str, tuple[int, str]] = {
    "parse_error": (-32700, "Invalid JSON was received by the server."),
    "invalid_request": (
        -32600,
        "Invalid Request. The JSON sent is not a valid Request object",
    ),
    "batch_operations_not_supported": (-32099, "Batch operations not supported"),
    "notifications_not_supported": (-32099, "Notifications not supported"),
    "method_not_found": (-32601, "The method does not exist / is not available"),
    "required_parameter_missed": (-32602, "The required parameter has been missing"),
    "data_type_error": (-32602, "Data supplied is of wrong type"),
    "invalid_parameter_value": (-32602, "Invalid parameter value"),
    "unexpected_parameters": (-32602, "Unexpected method parameter(s)"),
    "access_token_expired": (-32001, "Access token has expired"),
    "access_token_blocked": (-32001, "Access token has been blocked"),
    "access_token_invalid": (-32001, "Access token is invalid"),
    "ip_not_whitelisted": (-32003, "Your IP {ip} is not whitelisted"),
    "forbidden": (-32003, "Permission denied"),
    "limit_exceeded": (
        -32029,
        "Limit per {limit_type} has been exceeded. Value of current limit per {limit_type} is {limit_max_value}",
    ),
    "component_disabled": (-32008, "Component {component_name} has been disabled"),
    "account_inactive": (
        -32009,
        "Your account has been disabled, contact the support service",
    ),
    "internal_error": (-32603, "Internal error, contact the support service"),
    "invalid_parameters_combination": (
        -32602,
        "The combination of parameters is not permitted",
    ),
    "tts_text_exceeded": (
        -32602,
        "The maximum length of Text-to-Speech message is {tts_message_max_length}. "
        "The length of your message is {sent_tts_message_length}",
    ),
    "media_file_not_found": (
        -32602,
        "The media file with id {media_file_id} not found",
    ),
    "virtual_phone_number_not_found": (
        -32007,
        "Virtual phone number {virtual_phone_number} not found. It is not your virtual phone number.",
    ),
    "own_virtual_phone_number_not_allowed": (
        -32602,
        "Parameter contact can not contain own virtual phone number",
    ),
    "contact_in_blacklist": (
        -32002,
        "The contact {contact} has been found in the blacklist",
    ),
    "character_encoding_not_allowed": (-32602, "The character encoding must be UTF-8"),
}

E164 = r"[1-9][0-9]{0,14}"
KEYS = [*"0123456789*#", "any"]

PARAMS: dict[str, Json] = {
    "access_token": {"type": str, "required": True},
    "first_call": {"type": str, "required": True, "enum": ["operator", "contact"]},
    "switch_at_once": {"type": bool},
    "early_switching": {"type": bool},
    "media_file_id": {"type": int},
    "virtual_phone_number": {"type": str, "required": True, "pattern": E164},
    "show_virtual_phone_number": {"type": bool},
    "contact": {
        "type": str,
        "required": True,
        "pattern": r"[0-9]+|(sip:)?[!-?A-~]+@[!-?A-~]+",
    },
    "external_id": {"type": str},
    "dtmf_string": {"type": str, "pattern": r"[0-9*#.]+"},
    "direction": {"type": str, "enum": ["in", "out"]},
    "operator": {"type": str, "required": True, "pattern": E164},
    "operator_confirmation": {"type": str, "enum": KEYS},
    "contact_message": {"type": dict},
    "operator_message": {"type": dict},
}

MESSAGE: dict[str, Json] = {
    "type": {"type": str, "required": True, "enum": ["media", "tts"]},
    "value": {"type": str, "required": True},
}

ACCOUNT: Json = {
    "own": ["79990001122", "79990001133", "79990001144"],
    "blacklist": ["79995550001", "79995550002"],
    "media": ["8101", "8102", "8203"],
    "tts": 40,
    "expired": ["token-expired-1", "token-expired-2"],
    "blocked": ["token-blocked-1", "token-blocked-2"],
    "good": ["token-good-1", "token-good-2"],
    "troubles": {
        "token-address": "ip",
        "token-rights": "rights",
        "token-day": "day",
        "token-minute": "minute",
        "token-component": "component",
        "token-account": "account",
        "token-fault": "fault",
    },
    "ip": "203.0.113.7",
    "component": "Call API",
    "limits": {"day": 5000, "minute": 70},
}
"""An account that is not the sample."""

TYPES: dict[type, Callable[[Any], bool]] = {
    str: lambda value: isinstance(value, str),
    bool: lambda value: isinstance(value, bool),
    int: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    dict: lambda value: isinstance(value, dict),
}
