# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What both clients are made of: settings, connections, and how a call goes through."""

from __future__ import annotations

import inspect
import threading
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from uuid import uuid4

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .call import DEFAULTS, Call, CallOptions, Method
from .credential import BASIC, as_value, header_value
from .errors import ClientError, ConfigurationError, NotSentError, RpcError
from .models import TOO_DEEP, is_too_deep, to_wire
from .positions import filled
from .raw import RECORDS, Record
from .renewal import Kept, Renewal, own
from .retry import Answer, Course, Outcome, Pause, Problem, Step, course
from .secret import Secret, at_paths
from .settings import Connection, Login, Settings, changed, missing_credential
from .transport import AsyncTransport, Transport, TransportBugError, TransportError
from .values import at_path, is_list, is_object, to_float

if TYPE_CHECKING:
    import asyncio

    from .http import AsyncHttpTransport, HttpTransport

F = TypeVar("F")
T = TypeVar("T")

STACK = 5
"""From the warning up to the line that called the method; one more where it is raw."""


@dataclass(slots=True)
class Line:
    """Whether the connections of a client may still be used.

    Clients that share connections share this, too.
    """

    is_closed: bool = False


class _Core:
    """What both sessions do without I/O: prepare a call, take in its answer."""

    deeper = 0
    """How many more calls lie between a warning and the line that it is about."""

    def __init__(self, settings: Settings, line: Line | None = None) -> None:
        self.settings = settings
        self.metadata: Mapping[str, object] = {}
        """What answers so far have told beside their results, the newest of each."""
        self.line = line or Line()
        self._limits_at = 0.0
        secret = settings.credential
        self._own = None if secret is None else secret.reveal()
        self._own_carrier = self._header(self._own)
        self.renewal: Renewal | None = None
        """What gives out the credential, in place of one that was passed in."""
        self._has_warned = False

    def prepare(
        self,
        method: Method[T],
        given: Mapping[str, object],
        options: CallOptions | None,
        *,
        notifies: bool = False,
    ) -> Call | RpcError:
        """The call, checked, or the error that the server would answer it with.

        `None` leaves a param out, unless it is a value of its own.
        """
        known = self.settings.service.credential
        if method.auth and known is not None and self._credential is None:
            # Before any secret is revealed, which the traceback would hold.
            raise missing_credential(known)
        if any(map(is_too_deep, given.values())):
            reason = f"{method.name} was not sent: a param {TOO_DEEP}"
            raise ConfigurationError(reason, method=method.name)
        params = {
            name: to_wire(value)
            for name, value in given.items()
            if value is not None or name in method.sends_null
        }
        if method.auth and known is not None and self._credential is not None:
            sent = as_value(known.scheme, self._credential)
            params = {known.param: sent, **params}
        gaps: list[str] = []
        if method.positions is not None:
            params, gaps = filled(params, method.positions)
        checked, violations = method.check(params)
        secrets = at_paths(checked, method.secrets) if method.secrets else []
        if known is not None and known.header:
            # What a header carries stands in no body.
            checked = {k: v for k, v in checked.items() if k != known.param}
        call = self._call(
            method, checked, [*self._hidden(), *secrets], options or DEFAULTS
        )
        if violations:
            mends = () if method.mend is None else method.mend(params)
            return call.refused(violations, mends)
        if gaps:
            raise _unsayable(method.name, gaps)
        if self.line.is_closed:
            raise NotSentError(
                f"{method.name} was not sent: the client is closed",
                method=call.method,
                request_id=call.request_id,
            )
        if notifies:
            # Nobody says what becomes of it, so that twice may always be too much.
            return replace(call, notifies=True, repeatable=False)
        return call

    @property
    def _credential(self) -> str | None:
        return self._own if self.renewal is None else self.renewal.token

    @property
    def _carrier(self) -> Mapping[str, str]:
        """The header of the credential."""
        if self.renewal is None:
            return self._own_carrier
        return self._header(self.renewal.token)

    def _header(self, credential: str | None) -> Mapping[str, str]:
        """The header that carries the credential; empty where a param does."""
        known = self.settings.service.credential
        if known is None or not known.header or credential is None:
            return {}
        value = header_value(known.scheme, credential)
        return {} if value is None else {known.header.lower(): value}

    def _hidden(self) -> list[object]:
        """The credential in every form in which an answer may echo it."""
        known = self.settings.service.credential
        if self.renewal is not None:
            return self.renewal.secrets
        if known is None or known.scheme != BASIC or self._credential is None:
            return [self._credential]
        coded = [value.partition(" ")[2] for value in self._carrier.values()]
        return [self._credential, self._credential.partition(":")[2], *coded]

    def _call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        secrets: list[object],
        options: CallOptions,
    ) -> Call:
        """The call, its time running; what the options leave open, the settings say."""
        ours = self.settings
        request_id = options.request_id
        if request_id is None:
            fresh = uuid4()
            as_text = ours.service.id_type == "string"
            request_id = fresh.hex if as_text else fresh.int >> 76
        extra = {name.lower(): value for name, value in options.headers.items()}
        retries = options.max_retries
        return Call(
            service=ours.service,
            method=method.name,
            request_id=request_id,
            params=params,
            secrets=secrets,
            url=ours.url,
            headers={**ours.headers, **extra, **(self._carrier if method.auth else {})},
            deadline=time.monotonic() + (options.timeout or ours.timeout),
            connect_timeout=options.connect_timeout or ours.connect_timeout,
            retries=ours.max_retries if retries is None else retries,
            repeatable=method.repeatable,
            wait_for_limits=options.wait_for_limits,
            codes=method.codes,
            positions=method.positions,
            result_secrets=method.result_secrets,
            secret_names=self._secret_names(method),
            limits=self._limits_by_now(),
        )

    def _secret_names(self, method: Method[T]) -> tuple[str, ...]:
        """What the secrets of a method are called, the credential included."""
        known = self.settings.service.credential
        paths = (*method.secrets, *method.result_secrets)
        names = [path[-1] for path in paths if path]
        if method.auth and known is not None:
            names.append(known.param)
        return tuple(dict.fromkeys(names))

    def knows_as(self, other: _Core) -> None:
        """Takes over what another one has been told beside results."""
        self.metadata, self._limits_at = other.metadata, other._limits_at

    def _limits_by_now(self) -> Mapping[str, object]:
        """The limits as the last answer with any had them, their ends come nearer."""
        limits = self.metadata.get("limits")
        if not is_object(limits):
            return {}
        age = time.monotonic() - self._limits_at
        found = dict(limits)
        for name, value in limits.items():
            seconds = to_float(value) if name.endswith("_reset") else None
            if seconds is not None:
                found[name] = max(0.0, seconds - age)
        return found

    def accept(self, call: Call, method: Method[T], found: Answer | Problem) -> T:
        """The result as its type. Raises where it is an error or has another shape."""
        self._notice(found.metadata)
        if isinstance(found, Problem):
            raise found.error
        response = found.response
        try:
            value = method.result.validate_python(found.data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = _place(first, found.data) or "the result"
        else:
            records = RECORDS.get()
            if records is not None:
                records.append(Record(call.request_id, response, found.metadata))
            return value
        raise call.invalid(
            f"the result has another shape than declared, at {place}",
            response,
            found.data,
        )

    def _notice(self, metadata: Mapping[str, object]) -> None:
        """Remembers metadata; warns once of a deprecated version."""
        if not metadata:
            return
        self.metadata = {**self.metadata, **metadata}
        if "limits" in metadata:
            self._limits_at = time.monotonic()
        flags = self.settings.service.deprecation_flags
        if not self._has_warned and any(at_path(metadata, p) is True for p in flags):
            self._has_warned = True
            warnings.warn(
                "the API says that the version in use is deprecated",
                DeprecationWarning,
                stacklevel=STACK + self.deeper + (RECORDS.get() is not None),
            )


def _place(error: ErrorDetails, value: object) -> str:
    """Where a result is wrong, without the types that pydantic tried there."""
    found: list[str] = []
    *_, last = error["loc"] or [""]
    for step in error["loc"]:
        if is_object(value) and step in value:
            value = value[str(step)]
        elif is_list(value) and isinstance(step, int) and step < len(value):
            value = value[step]
        elif error["type"] != "missing" or step != last:
            break
        found.append(str(step))
    return ".".join(found)


def _unsayable(method: str, gaps: list[str]) -> ConfigurationError:
    """Says which params a list can't leave out."""
    names = " and ".join(f"`{name}`" for name in gaps)
    return ConfigurationError(
        f"{method} was not sent: its params travel by position, and {names} can't be "
        "left out before one that is sent",
        method=method,
    )


def _failure(error: Exception) -> TransportError:
    """What a transport raised, as one of the errors it should raise."""
    if isinstance(error, TransportError):
        return error
    if isinstance(error, (AssertionError, ClientError)):
        raise error
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, OSError):
        return TransportError(text, timed_out=isinstance(error, TimeoutError))
    failed = TransportBugError(text)
    failed.__cause__ = error
    return failed


def _usable(transport: object, is_async: bool) -> None:
    """Raises ConfigurationError for what is no transport, or one of the other kind."""
    send = getattr(transport, "send", None)
    if not callable(send):
        kind = type(transport).__name__
        raise ConfigurationError(f"`transport` has no method `send`: {kind}")
    if not is_async and inspect.iscoroutinefunction(send):
        raise ConfigurationError(
            "`transport` is one for async code; give it to the async client"
        )


class Session(_Core):
    """The transport of a client, and what it sends through it."""

    def __init__(
        self, settings: Settings, transport: Transport, line: Line | None = None
    ) -> None:
        super().__init__(settings, line)
        self._transport = transport
        self._lock = threading.Lock()
        """Held while somebody logs in."""

    def log_in(self, options: CallOptions | None, refused: int = 0) -> None:
        """Logs in where the token is not good; once, however many ask for it."""
        renewal = self.renewal
        if renewal is None or not renewal.is_due(refused):
            return
        with self._lock:
            if renewal.is_due(refused):
                renewal.take(
                    self._data(renewal.access.login, renewal.params, own(options))
                )

    def log_out(self) -> None:
        """Ends the session; one that can't be ended runs out by itself."""
        renewal = self.renewal
        if renewal is None or self.line.is_closed:
            return
        with self._lock:
            method = renewal.access.logout
            if renewal.token is not None and method is not None:
                try:
                    Session.call(self, method, {}, None)
                except ClientError:
                    pass
            renewal.drop()

    def _data(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> object:
        """The result of a call as the wire has it, checked."""
        call = self.prepare(method, params, options)
        if isinstance(call, RpcError):
            raise call
        found = self.walk(course(call))
        self.accept(call, method, found)
        return found.data if isinstance(found, Answer) else None

    def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> T:
        """The result of one call."""
        call = self.prepare(method, params, options)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        if isinstance(call, RpcError):
            raise call
        found = self.walk(course(call))
        return self.accept(call, method, found)

    def share(self, other: Session) -> None:
        """The login of another session over the same connections, too."""
        self.renewal, self._lock = other.renewal, other._lock

    def walk(self, steps: Course[F]) -> F:
        """Takes the steps of a course to its end."""
        step = next(steps)
        while True:
            outcome = self._take(step)
            try:
                step = steps.send(outcome)
            except StopIteration as stop:
                found: F = stop.value
                return found

    def _take(self, step: Step) -> Outcome:
        if isinstance(step, Pause):
            time.sleep(step.seconds)
            return None
        try:
            return self._transport.send(step)
        except Exception as error:
            return _failure(error)


class RenewedSession(Session):
    """A session that logs in where it has to, and anew where its token is refused."""

    deeper = 1

    def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> T:
        """The result of one call, by a session that is logged in where it has to be."""
        kept = Kept(params)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        renewal = self.renewal
        if renewal is None or not method.auth:
            return super().call(method, kept.params, options)
        self.log_in(options)
        number = renewal.logins
        try:
            return super().call(method, kept.params, options)
        except RpcError as error:
            if not renewal.is_refusal(error):
                raise
        self.log_in(options, refused=number)
        return super().call(method, kept.params, options)


class AsyncSession(_Core):
    """The same for `async` code."""

    def __init__(
        self, settings: Settings, transport: AsyncTransport, line: Line | None = None
    ) -> None:
        super().__init__(settings, line)
        self._transport = transport
        self._locks: list[asyncio.Lock] = []
        """Held while somebody logs in; made where an event loop runs."""

    def _locked(self) -> asyncio.Lock:
        check_loop()
        if not self._locks:
            # Imported when needed: it takes as long to load as all the rest.
            import asyncio

            self._locks.append(asyncio.Lock())
        return self._locks[0]

    async def log_in(self, options: CallOptions | None, refused: int = 0) -> None:
        """Logs in where the token is not good; once, however many ask for it."""
        renewal = self.renewal
        if renewal is None or not renewal.is_due(refused):
            return
        async with self._locked():
            if renewal.is_due(refused):
                renewal.take(
                    await self._data(renewal.access.login, renewal.params, own(options))
                )

    async def log_out(self) -> None:
        """Ends the session; one that can't be ended runs out by itself."""
        renewal = self.renewal
        if renewal is None or self.line.is_closed:
            return
        async with self._locked():
            method = renewal.access.logout
            if renewal.token is not None and method is not None:
                try:
                    await AsyncSession.call(self, method, {}, None)
                except ClientError:
                    pass
            renewal.drop()

    async def _data(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> object:
        """The result of a call as the wire has it, checked."""
        call = self.prepare(method, params, options)
        if isinstance(call, RpcError):
            raise call
        found = await self.walk(course(call))
        self.accept(call, method, found)
        return found.data if isinstance(found, Answer) else None

    async def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> T:
        """The result of one call."""
        call = self.prepare(method, params, options)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        if isinstance(call, RpcError):
            raise call
        check_loop()
        found = await self.walk(course(call))
        return self.accept(call, method, found)

    def share(self, other: AsyncSession) -> None:
        """The login of another session over the same connections, too."""
        self.renewal, self._locks = other.renewal, other._locks

    async def walk(self, steps: Course[F]) -> F:
        """Takes the steps of a course to its end."""
        step = next(steps)
        while True:
            outcome = await self._take(step)
            try:
                step = steps.send(outcome)
            except StopIteration as stop:
                found: F = stop.value
                return found

    async def _take(self, step: Step) -> Outcome:
        if isinstance(step, Pause):
            await _sleep(step.seconds)
            return None
        try:
            return await self._transport.send(step)
        except Exception as error:
            return _failure(error)


class RenewedAsyncSession(AsyncSession):
    """A session that logs in where it has to, and anew where its token is refused."""

    deeper = 1

    async def call(
        self,
        method: Method[T],
        params: Mapping[str, object],
        options: CallOptions | None,
    ) -> T:
        """The result of one call, by a session that is logged in where it has to be."""
        kept = Kept(params)
        # A traceback with variables, as some tools print them, would show secrets.
        del params
        renewal = self.renewal
        if renewal is None or not method.auth:
            return await super().call(method, kept.params, options)
        await self.log_in(options)
        number = renewal.logins
        try:
            return await super().call(method, kept.params, options)
        except RpcError as error:
            if not renewal.is_refusal(error):
                raise
        await self.log_in(options, refused=number)
        return await super().call(method, kept.params, options)


def check_loop() -> None:
    """Raises ConfigurationError where no event loop of asyncio runs."""
    # Imported when needed: it takes as long to load as all the rest.
    import asyncio

    try:
        asyncio.get_running_loop()
        return
    except RuntimeError:
        pass
    raise ConfigurationError(
        "the async client runs in an event loop of asyncio; there is none here, and "
        "trio is not supported"
    )


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


class Client:
    """Connections and settings of one client."""

    def __init__(
        self,
        settings: Settings,
        transport: Transport | None,
        connection: Connection,
    ) -> None:
        self._own: HttpTransport | None = None
        if transport is None:
            # Loaded when needed: importing httpx2 takes longer than all the rest.
            from .http import HttpTransport

            transport = self._own = HttpTransport(settings.url, connection)
        _usable(transport, is_async=False)
        self._transport = transport
        self._line = Line()
        self._session: Session = Session(settings, transport, self._line)

    def _changed(
        self,
        *,
        credential: str | Secret | Login | None,
        timeout: float | None,
        connect_timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
    ) -> Self:
        """A client with some settings anew, over the same connections."""
        chosen = changed(
            self._session.settings,
            credential=credential,
            timeout=timeout,
            connect_timeout=connect_timeout,
            max_retries=max_retries,
            headers=headers,
        )
        made = type(self).__new__(type(self))
        made._own = self._own
        made._transport = self._transport
        made._line = self._line
        ours = self._session
        is_same = chosen.credential == ours.settings.credential
        kind = type(ours) if is_same else Session
        made._session = kind(chosen, self._transport, self._line)
        if is_same:
            made._session.share(ours)
        return made

    def _log_in_by(self, renewal: Renewal) -> Self:
        """The client, whose credential comes of a login."""
        settings = self._session.settings
        self._session = RenewedSession(settings, self._transport, self._line)
        self._session.renewal = renewal
        return self

    @property
    def last_metadata(self) -> Mapping[str, object]:
        """What answers so far have told beside their results, the newest of each."""
        return self._session.metadata

    def close(self) -> None:
        """Closes the connections; from then on the client refuses to call.

        A transport that was passed in stays open. A session logs out before.
        """
        try:
            self._session.log_out()
        finally:
            self._line.is_closed = True
            if self._own is not None:
                self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient:
    """The same for `async` code."""

    def __init__(
        self,
        settings: Settings,
        transport: AsyncTransport | None,
        connection: Connection,
    ) -> None:
        self._own: AsyncHttpTransport | None = None
        if transport is None:
            # Loaded when needed: importing httpx2 takes longer than all the rest.
            from .http import AsyncHttpTransport

            transport = self._own = AsyncHttpTransport(settings.url, connection)
        _usable(transport, is_async=True)
        self._transport = transport
        self._line = Line()
        self._session: AsyncSession = AsyncSession(settings, transport, self._line)

    def _changed(
        self,
        *,
        credential: str | Secret | Login | None,
        timeout: float | None,
        connect_timeout: float | None,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
    ) -> Self:
        """A client with some settings anew, over the same connections."""
        chosen = changed(
            self._session.settings,
            credential=credential,
            timeout=timeout,
            connect_timeout=connect_timeout,
            max_retries=max_retries,
            headers=headers,
        )
        made = type(self).__new__(type(self))
        made._own = self._own
        made._transport = self._transport
        made._line = self._line
        ours = self._session
        is_same = chosen.credential == ours.settings.credential
        kind = type(ours) if is_same else AsyncSession
        made._session = kind(chosen, self._transport, self._line)
        if is_same:
            made._session.share(ours)
        return made

    def _log_in_by(self, renewal: Renewal) -> Self:
        """The client, whose credential comes of a login."""
        settings = self._session.settings
        self._session = RenewedAsyncSession(settings, self._transport, self._line)
        self._session.renewal = renewal
        return self

    @property
    def last_metadata(self) -> Mapping[str, object]:
        """What answers so far have told beside their results, the newest of each."""
        return self._session.metadata

    async def aclose(self) -> None:
        """Closes the connections; from then on the client refuses to call.

        A transport that was passed in stays open. A session logs out before.
        """
        try:
            await self._session.log_out()
        finally:
            self._line.is_closed = True
            if self._own is not None:
                await self._own.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
