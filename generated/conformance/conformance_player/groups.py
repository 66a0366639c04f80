# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Failed cases -> the few differences that they come down to: one fault of an endpoint shows in many cases."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from .records import Run
from .replies import KINDS
from .suite import Case, Element

APART: Final = 4
"""Groups of one kind that are told apart; more of them are one, about many things."""


OF_ERRORS: Final = ("code", "message", "field", "value", "params")
"""Kinds of differences that are about a row of the error table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cases that differ in the same way from what is due."""

    kind: str
    """A key of `KINDS`, or `no-reply`."""
    about: tuple[str, ...]
    """What it is about within its kind: mnemonics, params, members."""
    text: str
    """One line: the difference itself, or what all of them have in common."""
    element: Element | None
    """What of the spec they test in common, where that is one thing."""
    records: tuple[Mapping[str, Any], ...]
    first: Mapping[str, Any]
    """The record with the least request: the one to look at."""

    @property
    def title(self) -> str:
        """The element and the difference."""
        return f"{self.element.id}: {self.text}" if self.element else self.text

    @property
    def fingerprint(self) -> str:
        """The same in each run that finds the same."""
        named = self.element.id if self.element else ""
        return "\0".join((self.kind, named, *self.about))


def groups(run: Run, statuses: Sequence[str] = ("failed", "broken")) -> list[Group]:
    """Every difference of the records of some statuses, the one with the most cases first."""
    index = _Index(run)
    found: dict[tuple[str, str, str], list[tuple[Mapping[str, Any], str]]] = {}
    for record in run.records:
        if record["status"] not in statuses:
            continue
        for kind, about, text in _told(record):
            # A legal request is refused for one reason in many cases; an illegal one is accepted for each thing it tests.
            rarest = index.rarest(record) if kind == "accepted" else ""
            members = found.setdefault((kind, about, rarest), [])
            if not any(one is record for one, _ in members):
                members.append((record, text))
    folded: dict[tuple[str, ...], list[tuple[Mapping[str, Any], str, str]]] = {}
    for (kind, about, rarest), members in found.items():
        many = sum(key[0] == kind for key in found) > APART
        key = (kind,) if many else (kind, about, rarest)
        folded.setdefault(key, []).extend((*one, about) for one in members)
    made = [_group(index, key[0], members) for key, members in folded.items()]
    return sorted(_joined(made), key=lambda group: -len(group.records))


def _joined(made: Sequence[Group]) -> list[Group]:
    """Groups with those of the very same cases as one: they have one cause."""
    found: dict[tuple[str, ...], Group] = {}
    for group in made:
        cases = tuple(sorted(record["id"] for record in group.records))
        first = found.get(cases)
        if first is None:
            found[cases] = group
        else:
            text = f"{first.text}; {group.text}"
            about = tuple(dict.fromkeys((*first.about, *group.about)))
            found[cases] = replace(first, text=text, about=about)
    return list(found.values())


def _told(record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Kind, subject and sentence of each difference of a record."""
    found = [
        (item["kind"], item["about"], item["text"])
        for item in record.get("differences", ())
    ]
    if found:
        return found
    kind = "no-reply" if record["status"] == "broken" else "listed"
    return [(kind, reason, reason) for reason in record["reasons"][:1]]


def _group(
    index: _Index, kind: str, members: Sequence[tuple[Mapping[str, Any], str, str]]
) -> Group:
    records = list({record["id"]: record for record, _, _ in members}.values())
    texts = dict.fromkeys(text for _, text, _ in members)
    about = tuple(dict.fromkeys(item for _, _, item in members))
    text = next(iter(texts)) if len(texts) == 1 else KINDS.get(kind, next(iter(texts)))
    if len(texts) > 1:
        named = ", ".join(item for item in about[:APART] if item)
        more = f" and {len(about) - APART} more" if len(about) > APART else ""
        text = f"{text} ({named}{more})" if named else text
    return Group(
        kind=kind,
        about=about,
        text=text,
        element=index.row(records, kind, about) or index.common(records),
        records=tuple(records),
        first=min(records, key=_size),
    )


def _size(record: Mapping[str, Any]) -> int:
    return len(record.get("request", ""))


class _Index:
    """What the cases of a suite cover, and how many cases cover it."""

    def __init__(self, run: Run) -> None:
        self._cases: dict[str, Case] = {case.id: case for case in run.suite.cases}
        self._elements = {item.id: item for item in run.suite.elements}
        self._number: dict[str, int] = {}
        for case in run.suite.cases:
            for name in case.covers:
                self._number[name] = self._number.get(name, 0) + 1

    def rarest(self, record: Mapping[str, Any]) -> str:
        """The element that the fewest cases cover, of those that a case covers."""
        known = [name for name in record["covers"] if name in self._elements]
        return min(known, key=lambda name: self._number.get(name, 0), default="")

    def row(
        self, records: Sequence[Mapping[str, Any]], kind: str, about: Sequence[str]
    ) -> Element | None:
        """The row of the error that a difference is about, or the param that a legal request is refused for."""
        if len(about) != 1:
            return None
        end = f"/errors/{about[0]}" if kind in OF_ERRORS else ""
        param = re.search(r"about `(.+)`$", about[0]) if kind == "refused" else None
        if param:
            end = f"/params/{param[1]}/legal"
        names = (name for record in records for name in record["covers"])
        found = (name for name in names if end and f"/{name}".endswith(end))
        return self._elements.get(next(found, ""))

    def common(self, records: Sequence[Mapping[str, Any]]) -> Element | None:
        """The element that all of some cases cover; of several the one that says most."""
        shared = [
            name
            for name in records[0]["covers"]
            if name in self._elements
            and all(name in record["covers"] for record in records)
        ]
        # Of a single case too little is known to blame one of the many things that it holds.
        names = shared if len(records) > 1 or len(shared) <= 3 else []
        best = min(names, key=lambda name: self._number.get(name, 0), default="")
        return self._elements.get(best)
