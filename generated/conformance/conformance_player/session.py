# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Options of a run -> the suite, the endpoint and the player: what pytest and the command share."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Final, TypeAlias

from . import profile as profiles
from .network import HttpEndpoint, address
from .play import BROKEN, Outcome, Player
from .profile import Profile
from .records import PLAYED, Run, masked, record
from .select import (
    KnownFailure,
    Planned,
    Selection,
    judged,
    level_for,
    load_known,
    selected,
)
from .suite import SAFE, Case, Suite, WrongUseError
from .verdicts import ENOUGH, INCONCLUSIVE, INTERRUPTED, Verdict, exit_code
from .watch import Watch
from .wire import Endpoint

LONGEST_TIMEOUT: Final = 3600.0

UNWANTED: Final = 5
"""Calls off this machine for requests that had to be refused, after which a run that may place calls ends."""

Follower: TypeAlias = Callable[[Sequence[Mapping[str, Any]], int], None]
"""What follows a run: the records so far, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for."""

    endpoint: str | None = None
    """None: the profile's, or the server in this process."""
    profile: str | None = None
    known: str | None = None
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
        return self._record(outcome)

    def _record(self, outcome: Outcome) -> dict[str, Any]:
        case, endpoint = outcome.case, self.player.endpoint
        # The server in this process has no address; `onespec serve` runs the same one behind this.
        url = "http://127.0.0.1:8000/" if endpoint.local else self._shown
        played = record(self.suite, outcome, self.profile.secrets, url)
        status, said = judged(case.id, outcome.status, self.known, self.today)
        return {**played, "status": status, "reasons": [*played["reasons"], *said]}

    @property
    def _shown(self) -> str:
        """The address as reports tell it."""
        return masked(self.player.endpoint.name, self.profile.secrets)

    def run(self, *, fail_fast: bool = False, follower: Follower | None = None) -> Run:
        """Plays everything, or up to the first fault; a follower is told the records so far after each case. Once interrupted it tells what it has."""
        records: list[dict[str, Any]] = []
        watch = self.player.watch
        sent = 0
        try:
            for case, reason in self.cases:
                sent = watch.requests
                records.append(self.play(case, reason))
                if follower is not None:
                    follower(records, len(self.cases))
                if fail_fast and records[-1]["status"] in ("failed", "broken"):
                    break
        except KeyboardInterrupt:
            watch.interrupt()
            if watch.requests > sent and case.id not in [
                item["id"] for item in records[-1:]
            ]:
                outcome = Outcome(case, BROKEN, ("interrupted before a reply came",))
                records.append(self._record(outcome))
        finally:
            self.player.endpoint.close()
        return self.told(records)

    def told(self, records: Sequence[dict[str, Any]]) -> Run:
        """The records as a run, in the order of the suite."""
        order = {case.id: place for place, (case, _) in enumerate(self.cases)}
        return Run(
            suite=self.suite,
            endpoint=self._shown,
            level=self.level,
            records=sorted(records, key=lambda item: order[item["id"]]),
            stopped=self.player.stopped,
            mark=self.mark,
            began=self.began,
        )

    def verdict(self, run: Run, at_least: float = ENOUGH) -> Verdict:
        """What a run comes to, and the line that says why where its cases do not."""
        watch = self.player.watch
        if watch.was_interrupted:
            return Verdict(INTERRUPTED, watch.stopped)
        code = exit_code(run.records, run.stopped, has_placed=watch.has_placed)
        if code == 0:
            reached = self.reached(run.records)
            if reached < at_least:
                return Verdict(
                    INCONCLUSIVE,
                    f"inconclusive: {int(reached)} % of what was to be covered is covered, less than {at_least:g} % (--at-least)",
                )
        return Verdict(code, run.stopped)

    def reached(self, records: Sequence[Mapping[str, Any]]) -> float:
        """How much, in percent, was covered of the elements of the spec that the level and the filters were to cover."""
        due = {
            name for case, reason in self.cases if not reason for name in case.covers
        }
        played = {
            name
            for item in records
            if item["status"] in PLAYED
            for name in item["covers"]
        }
        return 100 * len(due & played) / len(due) if due else 100.0

    def notice(self) -> str:
        """What somebody should know before the first request; empty where there is nothing."""
        endpoint = self.player.endpoint
        acted_on = sum(
            case.acted_on for case, reason in self.cases if case.effect and not reason
        )
        if endpoint.local or not endpoint.loopback or not acted_on:
            return ""
        return (
            f"{self._shown} is on this machine, so {acted_on} requests are sent that it acts on, with any numbers; "
            f"if it is a tunnel to a service that calls people, stop now and play --level {SAFE}"
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
        _check(options)
        profile = profiles.sample(suite)
        if options.profile:
            profile = profiles.load(Path(options.profile), suite, environment)
        url = profile.endpoint if options.endpoint is None else options.endpoint
        if url is not None and not options.profile:
            raise WrongUseError(
                "an endpoint needs a profile that tells the facts of its account: --profile FILE"
            )
        if url is not None and options.endpoint is None:
            _check_address(url, profile.place)
        endpoint = local() if url is None else HttpEndpoint(url, options.timeout)
        level = level_for(options.selection, loopback=endpoint.loopback)
        mark = _mark(options.mark, endpoint)
        profile = replace(
            profile,
            accounts=tuple(replace(facts, mark=mark) for facts in profile.accounts),
        )
        selection = _within(options.selection, profile)
        watch = Watch(
            per_second=options.per_second or profile.limits.get("per_second"),
            most_requests=selection.max_requests,
            most_calls=selection.max_calls,
            most_unwanted=(
                1 if level == SAFE else None if endpoint.loopback else UNWANTED
            ),
        )
        player = Player(suite, profile, endpoint, watch)
        cases = tuple(selected(suite, selection, level))
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


def _check(options: Options) -> None:
    """Refuses options that would mean something else than they say. Raises WrongUseError."""
    selection = options.selection
    # An option of a shell's variable that is not set: nobody wants what no option would do.
    for name, value in (
        ("endpoint", options.endpoint),
        ("profile", options.profile),
        ("known", options.known),
    ):
        if value is not None and not value.strip():
            raise WrongUseError(f"--{name} is empty")
    for name, words in (("only", selection.only), ("skip", selection.skip)):
        if any(not word.strip() for word in words):
            raise WrongUseError(f"--{name} is empty: it would fit every case")
    if not 0 < options.timeout <= LONGEST_TIMEOUT:
        raise WrongUseError(
            f"--timeout is above 0 and at most {LONGEST_TIMEOUT:g} seconds"
        )
    if options.per_second is not None and not 0.001 <= options.per_second <= 1000:
        raise WrongUseError("--rate is from 0.001 to 1000 requests a second")
    if selection.max_requests is not None and selection.max_requests < 1:
        raise WrongUseError("--max-requests is at least 1")
    if selection.max_calls is not None and selection.max_calls < 0:
        raise WrongUseError("--max-calls is at least 0")


def _check_address(url: str, place: str) -> None:
    try:
        address(url)
    except WrongUseError as error:
        raise WrongUseError(f"{place}{error}") from error


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
