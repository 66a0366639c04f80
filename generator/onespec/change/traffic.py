"""Recorded calls and two versions -> which of the calls break, and of which change nobody is known to notice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from onespec.change.calls import Version
from onespec.change.errors import reads_state
from onespec.datatypes import JsonValue
from onespec.model import Service


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
    params: Mapping[str, JsonValue] = field(default_factory=dict)


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
    old: Service, new: Service, calls: Iterable[tuple[int, str, Any]]
) -> Traffic:
    """Each call put to both versions, in their sample accounts: rules on the params count, the account does not."""
    before = {one.name: Version(old, one) for one in old.methods}
    after = {one.name: Version(new, one) for one in new.methods}
    found: dict[tuple[str, str, str], Broken] = {}
    count = strange = 0
    for line, name, params in calls:
        if name not in before or not isinstance(params, Mapping):
            strange += 1
            continue
        count += 1
        refusals = () if name not in after else _of_params(after[name], params)
        if name in after and not refusals:
            continue
        if _of_params(before[name], params):
            strange += 1
            continue
        error, path = new.protocol["method"], ""
        if refusals:
            error, path = refusals[0]
        key = name, error, path
        broken = found.setdefault(key, Broken(name, error, path, 0, line, params))
        broken.count += 1
    ordered = sorted(found.values(), key=lambda one: (-one.count, one.first_line))
    return Traffic(calls=count, strange=strange, broken=tuple(ordered))


def _of_params(version: Version, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Errors that the params themselves bring about, with the param at fault."""
    return [
        (one.mnemonic, ".".join("*" if isinstance(s, int) else s for s in one.path))
        for one in version.refusals(params, {})
        if one.raised is None or not reads_state(one.raised)
    ]
