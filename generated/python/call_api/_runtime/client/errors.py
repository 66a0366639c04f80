# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What can go wrong with a call: the classes that generated exceptions build on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeAlias

from .checks import Violation
from .values import to_float

RequestId: TypeAlias = "str | int | float | None"

PUBLIC = __name__.replace("._runtime.client.", ".")
"""Where callers find these classes, and what a traceback calls their home."""

LONGEST = 500
"""Characters of a message; a server may send any number."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text with unprintable characters as spaces, and not too long."""
    shown = "".join(char if char.isprintable() else " " for char in text[: longest + 1])
    shown = " ".join(shown.split())
    is_whole = len(text) <= longest + 1 and len(shown) <= longest
    return shown if is_whole else f"{shown[: longest - 3]}..."


class ClientError(Exception):
    """Whatever goes wrong with a call."""

    __module__ = PUBLIC

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        request_id: RequestId = None,
        http_status: int | None = None,
    ) -> None:
        super().__init__(one_line(message))
        self.method = method
        self.request_id = request_id
        self.http_status = http_status

    def __reduce__(self) -> tuple[object, ...]:
        return _unpickled, (type(self), self.args, self.__dict__)


def _unpickled(
    kind: type[Exception], args: tuple[object, ...], state: dict[str, object]
) -> Exception:
    """An error that crosses the border between two processes."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ConfigurationError(ClientError, ValueError):
    """The client lacks something it needs: a credential, an address it can use."""

    __module__ = PUBLIC


class NotSentError(ClientError):
    """Nothing of the request left: calling again is safe."""

    __module__ = PUBLIC

    sent: ClassVar[bool] = False


class OutcomeUnknownError(ClientError):
    """The request left, its outcome is unknown: calling again may do it twice."""

    __module__ = PUBLIC

    sent: ClassVar[bool] = True

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        request_id: RequestId = None,
        http_status: int | None = None,
        params: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(
            message, method=method, request_id=request_id, http_status=http_status
        )
        self.params: dict[str, object] = dict(params or {})
        """What was sent, secrets masked: for finding out what became of it."""

    @property
    def external_id(self) -> str | None:
        """The param of that name, where one was sent: a tag to look for the call by."""
        tag = self.params.get("external_id")
        return tag if isinstance(tag, str) else None


class InvalidResponseError(OutcomeUnknownError):
    """An answer came that can't be used; the call may well have been carried out."""

    __module__ = PUBLIC

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        request_id: RequestId = None,
        http_status: int | None = None,
        params: Mapping[str, object] | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(
            message,
            method=method,
            request_id=request_id,
            http_status=http_status,
            params=params,
        )
        self.body = body
        """The answer as it came, secrets masked."""

    @property
    def excerpt(self) -> str:
        """The start of the answer on one line, at most 200 characters."""
        return one_line(self.body[:1000].decode("utf-8", "replace"), 200)


class RpcError(ClientError):
    """An error of the API, found before sending or answered: see `sent`."""

    __module__ = PUBLIC

    mnemonic: str | None = None
    """Names the error; None where the server gave no name."""

    __fills__: ClassVar[Mapping[str, tuple[str, type]]] = {}
    """Attributes that show a placeholder of the message: its name, and their type."""

    def __init__(
        self,
        message: str,
        *,
        code: int,
        mnemonic: str | None = None,
        field: str | None = None,
        value: object = None,
        params: Mapping[str, object] | None = None,
        help_url: str | None = None,
        data: object = None,
        method: str = "",
        request_id: RequestId = None,
        http_status: int | None = None,
        sent: bool = True,
        violations: Sequence[Violation] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(
            message, method=method, request_id=request_id, http_status=http_status
        )
        self.code = code
        self.mnemonic = mnemonic or type(self).mnemonic
        self.field = field
        """The param at fault; a nested one is dotted."""
        self.value = value
        """What was sent in it; never a secret."""
        self.params: dict[str, object] = dict(params or {})
        """What fills the placeholders of the message."""
        self.help_url = help_url
        self.data = data
        """`error.data` as it came, secrets masked."""
        self.sent = sent
        """False where the client itself refused the request."""
        self.violations = tuple(violations)
        """Everything wrong with the request, where the client itself refused it."""
        self.retry_after = retry_after
        """Seconds until a used-up limit is restored, where the server said so."""
        for name, (placeholder, kind) in self.__fills__.items():
            setattr(self, name, _READERS[kind](self.params.get(placeholder)))

    @property
    def message(self) -> str:
        """The message alone."""
        return str(self.args[0])

    def __str__(self) -> str:
        parts = [self.mnemonic or "", f"code {self.code}"]
        parts += [f"field {self.field}"] if self.field else []
        parts += [] if self.sent else ["not sent"]
        # Mnemonic and field come from a server: neither breaks a line.
        return f"{self.message} ({one_line(', '.join(filter(None, parts)))})"


# A server fills the placeholders: each shows as its attribute's type, or not at all.


def _text(value: object) -> str | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    """An integer, written as one or as text of at most 18 digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= 18 else None
    return value if isinstance(value, int) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _anything(value: object) -> object:
    return value


_READERS: dict[type, Callable[[object], object]] = {
    str: _text,
    int: _integer,
    float: to_float,
    bool: _flag,
    object: _anything,
}
