"""Cases of methods that answer page by page: the shortest first page."""

from __future__ import annotations

from collections.abc import Iterator

from onespec.cases.errors import legal
from onespec.cases.request import Params, Subject, as_list, drop, put
from onespec.model import Method
from onespec.runtime.player.suite import FULL, LEVELS, Case, PageLength
from onespec.samples import legal_values


def page_length(method: Method) -> PageLength | None:
    """What says how long a page is."""
    pages = method.pagination
    if pages is None or not pages.length:
        return None
    return PageLength(param=pages.length, items=pages.items)


def page_cases(subject: Subject) -> Iterator[Case]:
    """The first page with as few items as may be asked for: on it a length that is not kept to shows best."""
    method, pages = subject.method, subject.method.pagination
    if pages is None or not pages.length:
        return
    param = subject.param((pages.length,))
    known = [] if param is None else legal_values(param.field)
    lengths = [one for one in known if isinstance(one, int) and one > 0]
    if not lengths:
        return
    base: Params = subject.base
    if pages.param not in [one.name for one in method.params if one.required]:
        base = drop(base, (pages.param,))
    params: Params = put(base, (pages.length,), min(lengths))
    if not method.takes_names:
        listed = as_list(subject, params)
        if listed is None:
            return
        params = listed
    if not subject.passes(params):
        return
    yield Case(
        id=f"{method.name}/page:shortest",
        title="the first page, as short as may be",
        covers=tuple(legal(subject, params)),
        method=method.name,
        params=params,
        effect=not method.readonly,
        levels=LEVELS if method.readonly else (FULL,),
    )
