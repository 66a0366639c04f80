# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""A method that answers page by page -> its items, one after another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .call import DEFAULTS, CallOptions, Method
from .client import AsyncSession, Session
from .errors import ConfigurationError, InvalidResponseError
from .values import is_list

MOST_PAGES = 100_000
"""Pages after which a server is taken for one that never ends."""

MOST_EMPTY = 100
"""Pages without items, one after another, after which it is, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How a method is asked for the next page."""

    style: Literal["offset", "page", "cursor"]
    param: str
    """The param that says which page."""
    first: int = 0
    """What it says for the first page, where that is a number."""
    length: str = ""
    """The param that says how many items a page has; empty where there is none."""
    default_length: int | None = None
    """How many there are where it is left out."""
    items: str = ""
    """The attribute of a result that holds the items; empty where it is the items."""
    total: str = ""
    """That which counts all items."""
    pages: str = ""
    """That which counts all pages."""
    next: str = ""
    """That which holds the next cursor."""


class _Turn:
    """Where an iteration stands: what the next page is asked for with."""

    def __init__(self, method: str, pages: Pages, params: Mapping[str, object]) -> None:
        self._method = method
        self._pages = pages
        self._params = params
        self._seen = 0
        self._turned = 0
        self._empty = 0
        self._cursors: list[object] = []
        self._last: list[Any] = []
        self.is_over = False

    def params(self) -> dict[str, object]:
        """The params of the next call."""
        pages = self._pages
        if pages.style == "cursor":
            place = self._cursors[-1] if self._cursors else None
        elif pages.style == "offset":
            place = pages.first + self._seen
        else:
            place = pages.first + self._turned
        return {**self._params, pages.param: place}

    def take(self, result: object) -> list[Any]:
        """A page's items. Raises InvalidResponseError for one that can't follow."""
        pages = self._pages
        found = getattr(result, pages.items, None) if pages.items else result
        items: list[Any] = found if is_list(found) else []
        self._turned += 1
        self._seen += len(items)
        self._empty = 0 if items else self._empty + 1
        if pages.style == "cursor":
            self._follow(getattr(result, pages.next, None))
        else:
            if items and items == self._last:
                raise self._endless("the same page came twice")
            self._last = items
            self.is_over = not items or self._is_last(result, len(items))
        if self._turned >= MOST_PAGES or self._empty >= MOST_EMPTY:
            raise self._endless("the pages have no end")
        return items

    def _follow(self, cursor: object) -> None:
        if cursor is None or cursor == "":
            self.is_over = True
        elif cursor in self._cursors:
            raise self._endless("a cursor came twice")
        else:
            self._cursors.append(cursor)

    def _is_last(self, result: object, count: int) -> bool:
        """By what the answer counts; else by a page that is shorter than asked for."""
        pages = self._pages
        for name, reached in ((pages.total, self._seen), (pages.pages, self._turned)):
            said = getattr(result, name, None) if name else None
            if isinstance(said, int):
                return reached >= said
        asked = self._params.get(pages.length)
        length = pages.default_length if asked is None else asked
        return isinstance(length, int) and count < length

    def _endless(self, reason: str) -> InvalidResponseError:
        return InvalidResponseError(f"{self._method}: {reason}", method=self._method)


def _usable(options: CallOptions | None) -> CallOptions:
    """Raises ConfigurationError: every page is a call with an id of its own."""
    chosen = options or DEFAULTS
    if chosen.request_id is not None:
        raise ConfigurationError("an iteration makes several calls: no `request_id`")
    return chosen


def iterate(
    session: Session,
    method: Method[Any],
    pages: Pages,
    params: Mapping[str, object],
    options: CallOptions | None,
) -> Iterator[Any]:
    """The items of all pages; each page is asked for when its first item is."""
    return _iterated(session, method, pages, params, _usable(options))


def _iterated(
    session: Session,
    method: Method[Any],
    pages: Pages,
    params: Mapping[str, object],
    options: CallOptions,
) -> Iterator[Any]:
    turn = _Turn(method.name, pages, params)
    while not turn.is_over:
        yield from turn.take(session.call(method, turn.params(), options))


def iterate_async(
    session: AsyncSession,
    method: Method[Any],
    pages: Pages,
    params: Mapping[str, object],
    options: CallOptions | None,
) -> AsyncIterator[Any]:
    """The same for `async` code."""
    return _iterated_async(session, method, pages, params, _usable(options))


async def _iterated_async(
    session: AsyncSession,
    method: Method[Any],
    pages: Pages,
    params: Mapping[str, object],
    options: CallOptions,
) -> AsyncIterator[Any]:
    turn = _Turn(method.name, pages, params)
    while not turn.is_over:
        for item in turn.take(await session.call(method, turn.params(), options)):
            yield item
