# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What can go wrong with a call: the classes that generated exceptions build on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeAlias

from .checks import Violation
from .mends import Mend
from .transport import HttpResponse
from .values import is_object, to_float

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
        response: HttpResponse | None = None,
    ) -> None:
        super().__init__(one_line(message))
        self.method = method
        self.request_id = request_id
        self.http_status = http_status
        self.response = response
        """The HTTP answer as it came, where one did: nothing in it is masked.

        It stands in no repr, and does not cross a border between processes.
        """

    def __reduce__(self) -> tuple[object, ...]:
        state = {**self.__dict__, "response": None}
        return _unpickled, (type(self), self.args, state)


def _unpickled(
    kind: type[Exception], args: tuple[object, ...], state: dict[str, object]
) -> Exception:
    """An error that crosses the border between two processes."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ConfigurationError(ClientError, ValueError):
    """A client or a call is set up in a way that can't work; nothing was sent."""

    __module__ = PUBLIC


class NotSentError(ClientError):
    """Nothing of the request left: calling again is safe."""

    __module__ = PUBLIC

    sent: ClassVar[bool] = False


class _LeftError(ClientError):
    """A request left, and what came is no reply to it: what is known of both."""

    sent: ClassVar[bool] = True

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        request_id: RequestId = None,
        http_status: int | None = None,
        response: HttpResponse | None = None,
        params: Mapping[str, object] | None = None,
        host: str = "",
        body: bytes = b"",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(
            message,
            method=method,
            request_id=request_id,
            http_status=http_status,
            response=response,
        )
        self.params: dict[str, object] = dict(params or {})
        """What was sent, secrets masked: for finding out what became of it."""
        self.host = host
        """Where it was sent, with the port where one was given."""
        self.media_type = media_type(response)
        """Such as `text/html`; empty where no answer came, or it did not say."""
        self.body = body
        """The answer's body, secrets masked; empty where none came. Of a long one the
        first 64 KiB; all of it stands in `response`."""
        self.retry_after = retry_after
        """Seconds after which to call again, where the server said so."""

    @property
    def external_id(self) -> str | None:
        """The param of that name, where one was sent: a tag to look for the call by."""
        tag = self.params.get("external_id")
        return tag if isinstance(tag, str) else None

    @property
    def excerpt(self) -> str:
        """The start of the answer on one line, at most 200 characters."""
        return one_line(self.body[:1000].decode("utf-8", "replace"), 200)


def media_type(response: HttpResponse | None) -> str:
    """The media type of an answer without its parameters, in lower case."""
    named = "" if response is None else response.headers.get("content-type", "")
    # A header that came twice is joined: the last one counts.
    last = named.rpartition(",")[2].partition(";")[0]
    return one_line(last.strip().lower(), 100)


class RequestRefusedError(_LeftError):
    """The HTTP status refuses the request: it was not carried out.

    A redirect counts as a refusal, since none is followed. Calling again as it is gets
    the same answer, or, with 429, another one after `retry_after` seconds.
    """

    __module__ = PUBLIC


class OutcomeUnknownError(_LeftError):
    """The request left, its outcome is unknown: calling again may do it twice."""

    __module__ = PUBLIC


class InvalidResponseError(OutcomeUnknownError):
    """An answer came that can't be used; the call may well have been carried out."""

    __module__ = PUBLIC


class DeadlineExceededError(ClientError, TimeoutError):
    """The time for the call ran out: `sent` tells whether anything of it had left."""

    __module__ = PUBLIC


class NotSentTimeoutError(DeadlineExceededError, NotSentError):
    """Time ran out before anything left, as in connecting: calling again is safe."""

    __module__ = PUBLIC


class OutcomeUnknownTimeoutError(DeadlineExceededError, OutcomeUnknownError):
    """Time ran out before the whole answer came: calling again may do it twice."""

    __module__ = PUBLIC


class RpcError(ClientError):
    """An error of the API, found before sending or answered: see `sent`."""

    __module__ = PUBLIC

    mnemonic: str | None = None
    """Names the error; None where the server gave no name."""

    __fills__: ClassVar[Mapping[str, tuple[str, type]]] = {}
    """Attributes that show a placeholder of the message: its name, and their type."""

    __members__: ClassVar[Mapping[str, tuple[str, type]]] = {}
    """Attributes that show a member of `error.data`: its name, and their type."""

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
        response: HttpResponse | None = None,
        sent: bool = True,
        violations: Sequence[Violation] = (),
        mends: Sequence[Mend] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(
            message,
            method=method,
            request_id=request_id,
            http_status=http_status,
            response=response,
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
        """A page that explains the error, where there is one."""
        self.data = data
        """`error.data` as it came, secrets masked."""
        self.sent = sent
        """False where the client itself refused the request."""
        self.violations = tuple(violations)
        """Everything wrong with the request, where the client itself refused it.

        Each has the reason in words, and the id of the constraint that it breaks.
        """
        self.mends = tuple(mends)
        """The smallest edits after which the client lets the request through, the least
        first; empty where it was sent, or none is known.
        """
        self.retry_after = retry_after
        """Seconds until a used-up limit is restored, where the server said so."""
        for name, (placeholder, kind) in self.__fills__.items():
            setattr(self, name, _READERS[kind](self.params.get(placeholder)))
        told = data if is_object(data) else dict[str, object]()
        for name, (member, kind) in self.__members__.items():
            setattr(self, name, _READERS[kind](told.get(member)))

    @property
    def message(self) -> str:
        """The message alone."""
        return str(self.args[0])

    def __str__(self) -> str:
        parts = [self.mnemonic or "", f"code {self.code}"]
        parts += [f"field {self.field}"] if self.field else []
        parts += [] if self.sent else ["not sent"]
        # Mnemonic and field come from a server: neither breaks a line.
        shown = f"{self.message} ({one_line(', '.join(filter(None, parts)))})"
        reason = self.violations[0].reason if self.violations else ""
        shown = f"{shown}: {one_line(reason)}" if reason else shown
        mend = one_line(str(self.mends[0])) if self.mends else ""
        return f"{shown} To mend it: {mend}." if mend else shown


def refusal(
    error_for: Callable[[int, str | None], type[RpcError]],
    violations: Sequence[Violation],
    *,
    mends: Sequence[Mend] = (),
    method: str = "",
    request_id: RequestId = None,
) -> RpcError:
    """The error that the server would answer the first of some violations with."""
    first = violations[0]
    return error_for(first.code, first.mnemonic)(
        first.message,
        code=first.code,
        mnemonic=first.mnemonic,
        field=first.field,
        value=first.value,
        params=first.params,
        help_url=first.help_url,
        method=method,
        request_id=request_id,
        sent=False,
        violations=violations,
        mends=mends,
    )


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
