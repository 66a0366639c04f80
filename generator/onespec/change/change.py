"""What a comparison of two versions of a service comes to: changes, how much each weighs for whom, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from onespec.datatypes import JsonValue
from onespec.diagnostics import Span
from onespec.model import Service


class Level(Enum):
    """How much a change weighs for one side, the heaviest first."""

    BREAKING = "breaking"
    POSSIBLE = "possible"
    """It breaks if something holds that could be neither shown nor ruled out."""
    NON_BREAKING = "non-breaking"
    DOCS = "docs-only"
    NONE = "none"
    """Another way to say the same."""

    @property
    def rank(self) -> int:
        """0 for the heaviest."""
        return list(Level).index(self)


class Proof(Enum):
    """What a level leans on."""

    SHOWN = "shown"
    """A request, an answer or an error that was tried on both versions."""
    PROVEN = "proven"
    """There is no request or answer that both versions treat differently here."""
    UNDECIDED = "undecided"
    STATED = "stated"
    """The declarations themselves say it: nothing had to be searched for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows a change: a request with what both versions make of it, or an answer or error that old readers meet."""

    kind: str
    """`request`, `answer`, `error`, `calls` one after another, or a whole `body`."""
    value: JsonValue
    """Params of a request, data of a result, or the `error` object."""
    old: str
    """What the old version makes of it: `accepted`, `promised`, `not sent` or a mnemonic."""
    new: str
    """What the new version makes of it."""
    state: Mapping[str, JsonValue] = field(default_factory=dict)
    """Facts of the account that differ from the sample."""
    ran: bool = False
    """Whether generated artefacts of both versions have shown it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    id: str
    """Kebab-case name of its kind; stable."""
    method: str = ""
    """Wire name; empty for what concerns the service."""
    place: tuple[str, ...] = ()
    """Where, from the method or the service downwards: `("params", "contact", ...)`."""
    callers: Level
    """For programs that call the service as the old version describes it."""
    servers: Level
    """For servers built to the old version that are called as the new one describes."""
    source: Level = Level.NONE
    """For source code that uses a client, which is generated anew."""
    old: str = ""
    """What the old version says there, shortened; empty for what is new."""
    new: str = ""
    old_span: Span | None = field(default=None, compare=False)
    new_span: Span | None = field(default=None, compare=False)
    evidence: Evidence | None = None
    proof: Proof = Proof.STATED
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further methods and places where the very same declaration brings it about."""
    note: str = ""
    """A hint that is no level, such as what a removed param may have become."""

    @property
    def level(self) -> Level:
        """The heaviest of the three."""
        return min((self.callers, self.servers, self.source), key=lambda one: one.rank)

    @property
    def path(self) -> str:
        """Method and place as text, `start.simple_call: params.contact`."""
        inside = ".".join(self.place)
        return (
            f"{self.method}: {inside}"
            if self.method and inside
            else self.method or inside
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All differences of two versions: the heaviest for callers first, then in the order of the new version."""

    old: Service
    new: Service
    changes: tuple[Change, ...]

    def worst(self, side: str = "callers") -> Level:
        """The heaviest level for `callers`, `servers` or `source`; `NONE` where nothing differs."""
        levels: list[Level] = [getattr(change, side) for change in self.changes]
        return min(levels, key=lambda level: level.rank, default=Level.NONE)
