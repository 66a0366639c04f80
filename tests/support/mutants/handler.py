"""The hand-written server itself: each step is a method, so that a fault replaces one."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from mutants.server import ACCOUNT, ERRORS, MESSAGE, PARAMS, TYPES, Json, Refused


class Server:
    """Answers requests; counts the calls it places."""

    def __init__(self) -> None:
        self.errors = dict(ERRORS)
        self.params = copy.deepcopy(PARAMS)
        self.messages = {
            name: copy.deepcopy(MESSAGE)
            for name in ("contact_message", "operator_message")
        }
        self.account = copy.deepcopy(ACCOUNT)
        self.types = dict(TYPES)
        self.open_levels: set[str] = set()
        """Objects that take unknown members: a message's name, or `params`."""
        self.session = 500_000
        self.placed = 0
        self.checks = ["shape", "rights", "combination", "facts"]
        self.method = "start.simple_call"

    def handle(self, body: bytes, content_type: str) -> bytes:
        """The reply to a body."""
        request_id: Any = None
        try:
            request = self.decode(body, content_type)
            request_id = self.peek(request)
            request_id = self.envelope(request)
            self.known_method(request["method"])
            params = request.get("params", {})
            for name in self.checks:
                getattr(self, name)(params)
            return self.encode(self.success(request_id, params))
        except Refused as error:
            return self.encode(self.failure(request_id, error))

    def decode(self, body: bytes, content_type: str) -> Any:
        charset = re.search(r"charset=([\w-]+)", content_type)
        if charset and charset[1].lower() not in self.charsets():
            raise Refused("character_encoding_not_allowed")
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return self.undecodable(body)
        return self.parse(text)

    def charsets(self) -> tuple[str, ...]:
        return ("utf-8", "utf8")

    def undecodable(self, body: bytes) -> Any:
        raise Refused("character_encoding_not_allowed")

    def parse(self, text: str) -> Any:
        def constant(name: str) -> Any:
            raise ValueError(name)

        try:
            return json.loads(text, parse_constant=constant)
        except ValueError:
            raise Refused("parse_error") from None

    def peek(self, request: Any) -> Any:
        found = request.get("id") if isinstance(request, dict) else None
        return (
            found
            if isinstance(found, str | int | float) and not isinstance(found, bool)
            else None
        )

    def envelope(self, request: Any) -> Any:
        if isinstance(request, list):
            self.batch(request)
        if not isinstance(request, dict):
            raise Refused("invalid_request")
        self.version(request)
        if not isinstance(request.get("method"), str):
            raise Refused("invalid_request")
        if "id" not in request:
            self.notification(request)
        self.identity(request)
        if not isinstance(request.get("params", {}), dict):
            raise Refused("invalid_request")
        return request.get("id")

    def batch(self, request: Any) -> None:
        raise Refused("batch_operations_not_supported")

    def version(self, request: Json) -> None:
        if request.get("jsonrpc") != "2.0":
            raise Refused("invalid_request")

    def notification(self, request: Json) -> None:
        raise Refused("notifications_not_supported")

    def identity(self, request: Json) -> None:
        found = request.get("id")
        if isinstance(found, bool) or not isinstance(found, str | int | float):
            raise Refused("invalid_request")

    def known_method(self, name: str) -> None:
        if name != self.method:
            raise Refused("method_not_found")

    def shape(self, params: Json) -> None:
        self.members("", self.params, params)
        for name, fields in self.messages.items():
            if isinstance(params.get(name), dict):
                self.members(f"{name}.", fields, params[name])

    def members(self, prefix: str, fields: dict[str, Json], values: Json) -> None:
        level = prefix.rstrip(".") or "params"
        for name in values:
            if name not in fields and level not in self.open_levels:
                raise Refused("unexpected_parameters", prefix + name, values[name])
        for name, field in fields.items():
            if name in values:
                self.value(prefix + name, field, values[name])
            elif field.get("required"):
                raise Refused("required_parameter_missed", prefix + name)

    def value(self, name: str, field: Json, value: Any) -> None:
        if not field.get("any_type") and not self.types[field["type"]](value):
            raise Refused(field.get("type_error", "data_type_error"), name, value)
        if not isinstance(value, str):
            return
        wrong = "enum" in field and value not in field["enum"]
        if "pattern" in field and not field.get("match", re.fullmatch)(
            field["pattern"], value
        ):
            wrong = True
        if wrong:
            raise Refused(
                field.get("value_error", "invalid_parameter_value"), name, value
            )

    def rights(self, params: Json) -> None:
        self.trouble(self.account_of(params))

    def account_of(self, params: Json) -> str:
        token = params.get("access_token")
        if not isinstance(token, str):
            # Absent or of another type: that is for the look at the shape to say.
            return ""
        known = self.account
        if token in known["expired"]:
            raise Refused("access_token_expired")
        if token in known["blocked"]:
            raise Refused("access_token_blocked")
        if token not in known["good"] and token not in known["troubles"]:
            raise Refused("access_token_invalid")
        return str(known["troubles"].get(token, ""))

    def trouble(self, kind: str) -> None:
        limits = self.account["limits"]
        match kind:
            case "ip":
                raise Refused("ip_not_whitelisted", ip=self.account["ip"])
            case "rights":
                raise Refused("forbidden")
            case "day" | "minute":
                raise Refused(
                    "limit_exceeded", limit_type=kind, limit_max_value=limits[kind]
                )
            case "component":
                raise Refused(
                    "component_disabled", component_name=self.account["component"]
                )
            case "account":
                raise Refused("account_inactive")
            case "fault":
                raise Refused("internal_error")

    def combination(self, params: Json) -> None:
        if not self.permitted(params):
            raise Refused("invalid_parameters_combination", "early_switching", True)

    def permitted(self, params: Json) -> bool:
        if not params.get("early_switching", False):
            return True
        return (
            params.get("first_call") == "operator"
            and params.get("switch_at_once", False) is True
        )

    def facts(self, params: Json) -> None:
        for name in ("contact_message", "operator_message"):
            if isinstance(params.get(name), dict):
                self.message(name, params[name])
        if "media_file_id" in params:
            self.media("media_file_id", params["media_file_id"])
        self.virtual(params.get("virtual_phone_number"))
        self.called(params.get("contact"))

    def message(self, name: str, message: Json) -> None:
        if message.get("type") == "tts":
            self.speech(name, message["value"])
        elif message.get("type") == "media":
            self.media(f"{name}.value", message["value"])

    def speech(self, name: str, text: str) -> None:
        most = self.account["tts"]
        if self.length(text) > most:
            raise Refused(
                "tts_text_exceeded",
                f"{name}.value",
                text,
                tts_message_max_length=most,
                sent_tts_message_length=self.length(text),
            )

    def length(self, text: str) -> int:
        return len(text)

    def media(self, field: str, value: Any) -> None:
        if str(value) not in self.account["media"]:
            raise Refused("media_file_not_found", field, value, media_file_id=value)

    def virtual(self, number: Any) -> None:
        if number not in self.account["own"]:
            raise Refused(
                "virtual_phone_number_not_found",
                "virtual_phone_number",
                number,
                virtual_phone_number=number,
            )

    def called(self, number: Any) -> None:
        if number in self.account["own"]:
            raise Refused("own_virtual_phone_number_not_allowed", "contact", number)
        if number in self.account["blacklist"]:
            raise Refused("contact_in_blacklist", "contact", number, contact=number)

    def success(self, request_id: Any, params: Json) -> Json:
        self.placed += 1
        self.session += 1
        return {"jsonrpc": "2.0", "id": request_id, "result": self.result()}

    def result(self) -> Any:
        return {"data": {"call_session_id": self.session}, "metadata": self.metadata()}

    def metadata(self) -> Any:
        return {
            "limits": {"day_limit": 5000, "day_remaining": 4000, "minute_limit": 70}
        }

    def failure(self, request_id: Any, error: Refused) -> Json:
        code, template = self.errors[error.mnemonic]
        return {
            "jsonrpc": "2.0",
            "id": request_id,
            "error": {
                "code": code,
                "message": self.fill(template, error.params),
                "data": self.data(error),
            },
        }

    def fill(self, template: str, params: Json) -> str:
        for name, value in params.items():
            template = template.replace("{" + name + "}", str(value))
        return template

    def data(self, error: Refused) -> Any:
        return {
            "mnemonic": error.mnemonic,
            "field": error.field,
            "value": error.value,
            "params": error.params,
            "extended_helper": None,
        }

    def encode(self, reply: Any) -> bytes:
        return json.dumps(reply, ensure_ascii=False).encode()
