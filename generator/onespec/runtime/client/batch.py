# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Several calls in one request, each with an outcome of its own; and notifications."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import wraps
from types import TracebackType
from typing import Any, Generic, NoReturn, ParamSpec, Self, TypeVar

from .call import DEFAULTS, Call, CallOptions, Method
from .client import AsyncSession, Session, check_loop
from .errors import ClientError, ConfigurationError, RpcError
from .retry import Answer, Problem, batch_course, course
from .transport import HttpRequest, HttpResponse, NothingSentError

P = ParamSpec("P")
T = TypeVar("T")


class Entry(Generic[T]):
    """One call of a batch: what comes of it is known once the batch has been sent."""

    def __init__(self, method: str) -> None:
        self.method = method
        self._value: T | None = None
        self._error: ClientError | None = None
        self._is_done = False

    def done(self) -> bool:
        """Whether its outcome is known."""
        return self._is_done

    def result(self) -> T:
        """The result. Raises the call's own error, as the call alone would.

        Raises ConfigurationError before the batch has been sent.
        """
        failed = self.exception()
        if failed is not None:
            raise failed
        value: Any = self._value
        found: T = value
        return found

    def exception(self) -> ClientError | None:
        """The call's own error; None where it succeeded.

        Raises ConfigurationError before the batch has been sent.
        """
        if not self._is_done:
            raise ConfigurationError(
                f"{self.method} has no outcome yet: its batch is sent at the end of "
                "the `with` block",
                method=self.method,
            )
        return self._error

    def succeed(self, value: T) -> None:
        """Sets its result."""
        self._value, self._is_done = value, True

    def fail(self, error: ClientError) -> None:
        """Sets its error."""
        self._error, self._is_done = error, True

    def __repr__(self) -> str:
        if not self._is_done:
            return f"Entry({self.method!r}, not sent yet)"
        kind = "result" if self._error is None else type(self._error).__name__
        return f"Entry({self.method!r}, {kind})"


class _Taken(Exception):
    """A call that is not made here and now: where a method would return its result."""

    def __init__(self, entry: Entry[Any] | None = None) -> None:
        super().__init__()
        self.entry = entry


def recorded(method: Callable[P, T]) -> Callable[P, Entry[T]]:
    """The method of a batch: it gives an entry in place of a result."""

    @wraps(method)
    def record(*args: P.args, **kwargs: P.kwargs) -> Entry[T]:
        try:
            method(*args, **kwargs)
        except _Taken as taken:
            if taken.entry is not None:
                return taken.entry
        raise AssertionError("the method made its call at once")

    return record


def notified(method: Callable[P, object]) -> Callable[P, None]:
    """The method as a notification: it gives nothing back."""

    @wraps(method)
    def notify(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(*args, **kwargs)
        except _Taken:
            pass

    return notify


def notified_async(
    method: Callable[P, Awaitable[object]],
) -> Callable[P, Awaitable[None]]:
    """The same for `async` methods."""

    @wraps(method)
    async def notify(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await method(*args, **kwargs)
        except _Taken:
            pass

    return notify


# Sessions that stand in for the one that makes calls at once.


class Notifier(Session):
    """Sends notifications: no answer tells what becomes of them."""

    def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> NoReturn:
        """Sends it; it is sent again only where surely nothing of it had left."""
        if method.auth:
            self.log_in(options)
        call = self.prepare(method, params, options, notifies=True)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        if isinstance(call, RpcError):
            raise call
        found = self.walk(course(call))
        if isinstance(found, Problem):
            raise found.error
        raise _Taken


class AsyncNotifier(AsyncSession):
    """The same for `async` code."""

    async def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> NoReturn:
        """Sends it; it is sent again only where surely nothing of it had left."""
        if method.auth:
            await self.log_in(options)
        call = self.prepare(method, params, options, notifies=True)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        if isinstance(call, RpcError):
            raise call
        check_loop()
        found = await self.walk(course(call))
        if isinstance(found, Problem):
            raise found.error
        raise _Taken


class _Nowhere:
    """The transport of what sends nothing itself."""

    def send(self, request: HttpRequest, /) -> HttpResponse:
        raise NothingSentError("it is part of a batch")


class _Item(Generic[T]):
    """An entry with the call that it stands for."""

    def __init__(self, method: Method[T], call: Call, entry: Entry[T]) -> None:
        self.method = method
        self.call = call
        self.entry = entry


class Recorder(Session):
    """Takes calls down for a batch: they are checked at once, and sent together."""

    def __init__(
        self, session: Session | AsyncSession, options: CallOptions, most: int
    ) -> None:
        super().__init__(session.settings, _Nowhere(), session.line)
        if options.request_id is not None:
            raise ConfigurationError("a batch has no `request_id`; each call has one")
        self.knows_as(session)
        self.renewal = session.renewal
        self.options = options
        self._most = most
        self._items: list[_Item[Any]] = []
        self._is_over = False

    def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> NoReturn:
        """Takes a call down."""
        raise _Taken(self.record(method, params, options, notifies=False))

    def record(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
        *,
        notifies: bool,
    ) -> Entry[T]:
        """The entry of a call. What the client itself refuses has its outcome at once,
        and is not sent.
        """
        if self._is_over:
            raise ConfigurationError("this batch has been sent; begin another")
        own = options or DEFAULTS
        if replace(own, request_id=None) != DEFAULTS:
            raise ConfigurationError(
                "a call of a batch has a `request_id` of its own and no other option; "
                "the others are given to the batch"
            )
        chosen = replace(self.options, request_id=own.request_id)
        call = self.prepare(method, params, chosen, notifies=notifies)
        del params
        entry = Entry[T](method.name)
        if isinstance(call, RpcError):
            entry.fail(call)
            return entry
        taken = call.request_id
        ids = [item.call.request_id for item in self._items if not item.call.notifies]
        if not notifies and any(
            known == taken and isinstance(known, str) == isinstance(taken, str)
            for known in ids
        ):
            raise ConfigurationError("two calls of a batch have the same `request_id`")
        self._items.append(_Item(method, call, entry))
        return entry

    def parts(self) -> list[list[_Item[Any]]]:
        """The calls in as many requests as it takes, their time running from now on."""
        self._is_over = True
        timeout = self.options.timeout or self.settings.timeout
        deadline = time.monotonic() + timeout
        for item in self._items:
            item.call = replace(item.call, deadline=deadline)
        most = self._most or max(len(self._items), 1)
        return [
            self._items[start : start + most]
            for start in range(0, len(self._items), most)
        ]

    def tell(self) -> None:
        """Raises the first error of a notification: it has no entry that could."""
        for item in self._items:
            failed = item.entry.exception() if item.call.notifies else None
            if failed is not None:
                raise failed

    def give_up(self, reason: str, *, may_have_left: bool) -> None:
        """Ends every call whose outcome is not known yet."""
        self._is_over = True
        for item in self._items:
            if not item.entry.done():
                say = item.call.unknown if may_have_left else item.call.not_sent
                item.entry.fail(say(reason))


class _NotifyRecorder(Session):
    """Takes notifications down for a batch."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder.settings, _Nowhere(), recorder.line)
        self._recorder = recorder

    def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> NoReturn:
        """Takes a notification down. Raises what the client itself refuses."""
        entry = self._recorder.record(method, params, options, notifies=True)
        failed = entry.exception() if entry.done() else None
        if failed is not None:
            raise failed
        raise _Taken(entry)


def notify_recorder(recorder: Recorder) -> Session:
    """What takes notifications down for the same batch."""
    return _NotifyRecorder(recorder)


def _settle(
    session: Session | AsyncSession,
    items: list[_Item[Any]],
    found: list[Answer | Problem],
) -> None:
    """Gives each entry what came of its call."""
    for item, outcome in zip(items, found, strict=True):
        try:
            if item.call.notifies:
                if isinstance(outcome, Problem):
                    raise outcome.error
                item.entry.succeed(None)
            else:
                item.entry.succeed(session.accept(item.call, item.method, outcome))
        except ClientError as error:
            item.entry.fail(error)


class Batch:
    """Calls that are sent together at the end of a `with` block.

    Where the block is left by an exception nothing is sent. The end of the block raises
    what became of a notification that was not taken; all else is told by the entries.
    """

    def __init__(self, session: Session, recorder: Recorder) -> None:
        self._session = session
        self._recorder = recorder

    def __enter__(self) -> Self:
        # Calls are taken down with the credential that they are sent with.
        self._session.log_in(self._recorder.options)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._recorder.give_up("the block was left early", may_have_left=False)
            return
        try:
            for items in self._recorder.parts():
                calls = [item.call for item in items]
                found = self._session.walk(batch_course(calls))
                _settle(self._session, items, found)
        finally:
            self._recorder.give_up("the batch was interrupted", may_have_left=True)
        self._recorder.tell()


class AsyncBatch:
    """The same for `async with`; its methods are called without `await`."""

    def __init__(self, session: AsyncSession, recorder: Recorder) -> None:
        self._session = session
        self._recorder = recorder

    async def __aenter__(self) -> Self:
        await self._session.log_in(self._recorder.options)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._recorder.give_up("the block was left early", may_have_left=False)
            return
        check_loop()
        try:
            for items in self._recorder.parts():
                calls = [item.call for item in items]
                found = await self._session.walk(batch_course(calls))
                _settle(self._session, items, found)
        finally:
            self._recorder.give_up("the batch was interrupted", may_have_left=True)
        self._recorder.tell()
