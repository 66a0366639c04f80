# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Options of a run -> the suite, the endpoint and the player: what pytest and the command share."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, TypeAlias

from . import profile as profiles
from .play import Outcome, Player
from .profile import Profile
from .records import Run, record
from .select import (
    KnownFailure,
    Planned,
    Selection,
    judged,
    level_for,
    load_known,
    selected,
)
from .suite import Case, Suite, WrongUseError
from .wire import Endpoint, HttpEndpoint

Follower: TypeAlias = Callable[[Sequence[Mapping[str, Any]], int], None]
"""What follows a run: the records so far, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for."""

    endpoint: str = ""
    profile: str = ""
    known: str = ""
    timeout: float = 30.0
    per_second: float | None = None
    mark: str = ""
    """What values that are sent once are made of; empty: one of this run's own, where the endpoint may remember others."""
    selection: Selection = field(default_factory=Selection)


@dataclass(frozen=True, slots=True)
class Session:
    """A run that is ready to start."""

    suite: Suite
    profile: Profile
    player: Player
    level: str
    cases: tuple[Planned, ...]
    known: tuple[KnownFailure, ...]
    today: date
    mark: str = ""
    began: str = field(
        default_factory=lambda: datetime.now(timezone.utc).isoformat(timespec="seconds")
    )

    def play(self, case: Case, reason: str) -> dict[str, Any]:
        """The record of one case; with a reason it is not played."""
        outcome = (
            Outcome(case, "skipped", (reason,)) if reason else self.player.play(case)
        )
        endpoint = self.player.endpoint
        # The server in this process has no address; `onespec serve` runs the same one behind this.
        url = "http://127.0.0.1:8000/" if endpoint.local else endpoint.name
        played = record(self.suite, outcome, self.profile.secrets, url)
        status, said = judged(case.id, outcome.status, self.known, self.today)
        return {**played, "status": status, "reasons": [*played["reasons"], *said]}

    def run(self, *, fail_fast: bool = False, follower: Follower | None = None) -> Run:
        """Plays everything, or up to the first fault; a follower is told the records so far after each case."""
        records: list[dict[str, Any]] = []
        for case, reason in self.cases:
            records.append(self.play(case, reason))
            if follower is not None:
                follower(records, len(self.cases))
            if fail_fast and records[-1]["status"] == "failed":
                break
        self.player.endpoint.close()
        return self.told(records)

    def told(self, records: Sequence[dict[str, Any]]) -> Run:
        """The records as a run, in the order of the suite."""
        order = {case.id: place for place, (case, _) in enumerate(self.cases)}
        return Run(
            suite=self.suite,
            endpoint=self.player.endpoint.name,
            level=self.level,
            records=sorted(records, key=lambda item: order[item["id"]]),
            stopped=self.player.stopped,
            mark=self.mark,
            began=self.began,
        )


def open_session(
    suite: Suite,
    options: Options,
    local: Callable[[], Endpoint],
    environment: Mapping[str, str],
    today: date,
) -> Session:
    """Everything ready, nothing sent. Raises WrongUseError."""
    try:
        profile = profiles.sample(suite)
        if options.profile:
            profile = profiles.load(Path(options.profile), suite, environment)
        url = options.endpoint or profile.endpoint
        if url and not options.profile:
            raise WrongUseError(
                "an endpoint needs a profile that tells the facts of its account: --profile FILE"
            )
        endpoint = HttpEndpoint(url, options.timeout) if url else local()
        level = level_for(options.selection, loopback=endpoint.loopback)
        mark = _mark(options.mark, endpoint)
        profile = replace(
            profile,
            accounts=tuple(replace(facts, mark=mark) for facts in profile.accounts),
        )
        player = Player(
            suite,
            profile,
            endpoint,
            options.per_second or profile.limits.get("per_second"),
        )
        cases = tuple(selected(suite, _within(options.selection, profile), level))
        known = load_known(Path(options.known)) if options.known else ()
    except ValueError as error:
        raise WrongUseError(str(error)) from error
    return Session(suite, profile, player, level, cases, known, today, mark)


def _mark(wanted: str, endpoint: Endpoint) -> str:
    """What tells this run from others. Raises WrongUseError."""
    if wanted and not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", wanted):
        raise WrongUseError(
            "a run mark is up to 64 letters, digits, dots, dashes and underscores"
        )
    # The server in this process begins anew with each run.
    return wanted or ("" if endpoint.local else secrets.token_hex(4))


def _within(selection: Selection, profile: Profile) -> Selection:
    """The selection with the profile's own ceilings, where no option says otherwise."""
    limits = profile.limits
    return replace(
        selection,
        max_requests=selection.max_requests or _whole(limits.get("requests")),
        max_calls=(
            _whole(limits.get("calls"))
            if selection.max_calls is None
            else selection.max_calls
        ),
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def exit_code(records: Sequence[Mapping[str, Any]], stopped: str) -> int:
    """0 all held, 1 a fault, 3 inconclusive, 4 nothing tested."""
    statuses = [item["status"] for item in records]
    if stopped or "broken" in statuses:
        return 1 if "failed" in statuses and not stopped else 3
    if "failed" in statuses:
        return 1
    return 0 if "passed" in statuses or "known" in statuses else 4
