"""What the general page says of the errors common to all methods, and of what brings them about."""

from __future__ import annotations

from collections.abc import Callable

from onespec.model import Service

from page_facts.fact import Fact, fact, refused

COMMON = {
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
    "auth_error": (-32001, "Login or password is wrong"),
    "ip_not_whitelisted": (-32003, "Your IP {ip} is not whitelisted"),
    "forbidden": (-32003, "Permission denied"),
    "call_session_not_found": (-32602, "Call session not found"),
    "limit_exceeded": (
        -32029,
        "Limit per {limit_type} has been exceeded."
        " Value of current limit per {limit_type} is {limit_max_value}",
    ),
    "component_disabled": (-32008, "Component {component_name} has been disabled"),
    "account_inactive": (
        -32009,
        "Your account has been disabled, contact the support service",
    ),
    "internal_error": (-32603, "Internal error, contact the support service"),
}
ELSEWHERE = {"auth_error", "call_session_not_found"}
"""Common errors that `start.simple_call` never answers."""
SLOTS = {
    "parse": "parse_error",
    "batch": "batch_operations_not_supported",
    "envelope": "invalid_request",
    "notification": "notifications_not_supported",
    "method": "method_not_found",
    "missing": "required_parameter_missed",
    "type": "data_type_error",
    "value": "invalid_parameter_value",
    "unexpected": "unexpected_parameters",
    "internal": "internal_error",
}


def _common(mnemonic: str) -> Callable[[Service], object]:
    def read(service: Service) -> tuple[int, str]:
        [kind] = [kind for kind in service.errors if kind.mnemonic == mnemonic]
        return kind.code, kind.template

    return read


def _slot(slot: str) -> Callable[[Service], object]:
    return lambda service: service.protocol[slot]


FACTS: tuple[Fact, ...] = (
    fact(
        "there are 20 errors common to all methods",
        lambda service: set(COMMON) <= {kind.mnemonic for kind in service.errors},
        True,
    ),
    *(
        fact(
            f"{mnemonic} is {code}, {template}",
            _common(mnemonic),
            (code, template),
            *(() if mnemonic in ELSEWHERE else (mnemonic, str(code), template)),
            where=f"error-{mnemonic}",
        )
        for mnemonic, (code, template) in COMMON.items()
    ),
    *(
        fact(
            f"{mnemonic} answers a fault of kind {slot}",
            _slot(slot),
            mnemonic,
        )
        for slot, mnemonic in SLOTS.items()
    ),
    fact(
        "an unknown token is invalid",
        refused(access_token="unknown"),
        ["access_token_invalid"],
    ),
    fact(
        "a permanent key can be expired",
        refused(access_token="expired_access_token"),
        ["access_token_expired"],
    ),
    fact(
        "a permanent key can be blocked",
        refused(access_token="blocked_access_token"),
        ["access_token_blocked"],
    ),
    fact(
        "an address that is not on the list is refused",
        refused({"caller_ip": "192.0.2.1"}),
        ["ip_not_whitelisted"],
    ),
    fact(
        "a missing right is answered by forbidden",
        refused({"permission_granted": False}),
        ["forbidden"],
    ),
    fact(
        "a disabled component is named",
        refused({"disabled_component": "call_api"}),
        ["component_disabled"],
    ),
    fact(
        "a blocked account is refused",
        refused({"account_active": False}),
        ["account_inactive"],
    ),
    fact(
        "points used up by the day are refused",
        refused({"day_remaining": 0}),
        ["limit_exceeded"],
    ),
    fact(
        "points used up by the minute are refused",
        refused({"minute_remaining": 0}),
        ["limit_exceeded"],
    ),
    fact(
        "a server at fault says so",
        refused({"server_fault": True}),
        ["internal_error"],
    ),
    fact(
        "a required param is missed",
        refused(contact=None),
        ["required_parameter_missed"],
    ),
    fact("a wrong type is refused", refused(contact=79260000000), ["data_type_error"]),
    fact(
        "a wrong value is refused", refused(direction="up"), ["invalid_parameter_value"]
    ),
    fact(
        "an unknown param is refused", refused(colour="red"), ["unexpected_parameters"]
    ),
)
