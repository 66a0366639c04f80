"""Recorded calls and two versions -> which of the calls break, and of which change nobody is known to notice."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from onespec import verdict
from onespec.change.errors import reads_state
from onespec.datatypes import JsonValue
from onespec.model import ErrorKind, Method, Service


class TrafficError(Exception):
    """A file of recorded calls that can't be read; says where and why."""


@dataclass(slots=True)
class Broken:
    """Calls that one error of the new version answers, and that the old version accepted."""

    method: str
    error: str
    """Mnemonic; `method_not_found`-like where the method is gone."""
    path: str
    """The param at fault, dotted with `*` for items; empty where none is named."""
    count: int = 0
    first_line: int = 0
    """Line of the file, or number of the entry, counted from 1."""
    params: JsonValue = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What recorded calls came to."""

    calls: int
    """Of methods that the old version has."""
    strange: int
    """That the old version refuses too, or does not know."""
    broken: tuple[Broken, ...]
    """The most frequent first."""


def calls_in(text: str) -> Iterator[tuple[int, str, Any]]:
    """Line, method and params of each call in NDJSON (a request a line, or `{"request": ..., "response": ...}`) or in a HAR file.

    Raises TrafficError.
    """
    if text.lstrip()[:1] == "{" and '"entries"' in text[:100_000]:
        yield from _of_har(text)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                told = json.loads(line)
            except ValueError as error:
                raise TrafficError(f"line {number} is no JSON: {error}") from error
            yield from _of_body(
                number, told.get("request", told) if isinstance(told, dict) else told
            )


def _of_har(text: str) -> Iterator[tuple[int, str, Any]]:
    try:
        entries = json.loads(text)["log"]["entries"]
    except (ValueError, KeyError, TypeError) as error:
        raise TrafficError(f"it is no HAR file: {error}") from error
    for number, entry in enumerate(entries, 1):
        body = ((entry.get("request") or {}).get("postData") or {}).get("text")
        try:
            yield from _of_body(number, json.loads(body or "null"))
        except ValueError:
            continue


def _of_body(number: int, body: object) -> Iterator[tuple[int, str, Any]]:
    """The calls of one request body, a batch included; what is no call is passed over."""
    for call in body if isinstance(body, list) else [body]:
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            yield number, call["method"], call.get("params") or {}


def judged(
    old: Service,
    new: Service,
    calls: Iterable[tuple[int, str, Any]],
    unread: Container[str] = (),
) -> Traffic:
    """Each call put to both versions, in their sample accounts: rules on the params count, the account does not.

    `unread` are methods that are the same in both, which no call breaks at.
    """
    before = {one.name: _Judge(old, one) for one in old.methods}
    after = {one.name: _Judge(new, one) for one in new.methods}
    gone = new.protocol["method"], ""
    found: dict[tuple[str, str, str], Broken] = {}
    count = strange = 0
    for line, name, params in calls:
        if name in unread:
            count += 1
            continue
        if name not in before:
            strange += 1
            continue
        count += 1
        refusal = after[name].refusal(params) if name in after else gone
        if refusal is None:
            continue
        if before[name].refusal(params) is not None:
            strange += 1
            continue
        key = name, *refusal
        broken = found.setdefault(key, Broken(*key, 0, line, params))
        broken.count += 1
    ordered = sorted(found.values(), key=lambda one: (-one.count, one.first_line))
    return Traffic(calls=count, strange=strange, broken=tuple(ordered))


class _Judge:
    """What refuses the params of one method, whatever the account says."""

    def __init__(self, service: Service, method: Method) -> None:
        bare = [
            tuple(_of_request(kind) for kind in kinds)
            for kinds in (method.errors, method.common_errors)
        ]
        # A credential in a header is not part of what was recorded.
        stripped = replace(
            method, errors=bare[0], common_errors=bare[1], credential=None
        )
        self._judge = verdict.Judge(service, stripped)
        self._wrong_form = service.protocol["envelope"]
        self._places = [param.name for param in method.listed]
        self._is_listed = method.takes_positions
        self._is_named = method.takes_names

    def refusal(self, params: object) -> tuple[str, str] | None:
        """The error that answers first, with the param at fault."""
        if isinstance(params, list):
            if not self._is_listed or len(params) > len(self._places):
                return self._wrong_form, ""
            params = dict(zip(self._places, params))
        elif not isinstance(params, dict) or (params and not self._is_named):
            return self._wrong_form, ""
        found = next(self._judge.refusals(params, {}), None)
        if found is None:
            return None
        steps = ("*" if isinstance(step, int) else step for step in found.path)
        return found.mnemonic, ".".join(steps)


def _of_request(kind: ErrorKind) -> ErrorKind:
    rows = (row for row in kind.raises if not reads_state(row))
    return replace(kind, raises=tuple(rows))
