"""Safety of real phones: off this machine nothing is dialed that the profile does not name, and what is placed all the same ends the run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import Outcome, onespec
from far_server import Obliging, Recorder, served
from onespec.cases.document import document
from onespec.runtime.player import profile as profiles
from onespec.runtime.player import suite as suites
from onespec.runtime.player.play import Player
from onespec.runtime.player.suite import LEVELS
from onespec.runtime.player.wire import Reply
from places import ONE_METHOD, SUPPORT, TESTS
from specs import load_service

TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}
STATED = (SUPPORT / "mutants" / "profile.yaml").read_text("utf-8")
UNNAMED = STATED.replace(
    'params:\n  contact: "79161112233"\n  operator: "79164445566"\n', ""
)
ALLOWED = {"contact": ["79165550001", "79165550002"], "operator": ["79165550003"]}
ALLOW = 'allow: {contact: ["79165550001", "79165550002"], operator: ["79165550003"]}\n'
NAMED = {*ALLOWED["contact"], *ALLOWED["operator"]}
OF_THE_ACCOUNT = {"79990001122", "79990001133", "79990001144", "79995550001", "79995550002"}  # fmt: skip
"""Own and blacklisted numbers, which the profile states: requests with them have to be refused."""


def play(server: Recorder, profile: str, folder: Path, *options: str) -> Outcome:
    (folder / "profile.yaml").write_text(profile, "utf-8")
    with served(server) as url:
        where = ("--endpoint", url, "--profile", "profile.yaml")
        return onespec(folder, "conform", str(ONE_METHOD), *where, *options, **TOKENS)


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Everything below a value that a telephone network may take for a number, and where it stands."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from numbers(item, f"{path}.{name}".strip("."))
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item, path)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        text = unicodedata.normalize("NFKC", str(value)).strip().lower()
        digits = re.sub(r"^(tel|sips?):|[\s()+./-]", "", text).lstrip("0")
        if "@" in text:
            yield path, text
        elif re.fullmatch(r"\d{3,15}", digits):
            yield path, "".join(str(unicodedata.decimal(item)) for item in digits)


@pytest.mark.parametrize("level", LEVELS)
def test_off_this_machine_every_number_of_every_request_is_one_that_the_profile_names(
    level: str, tmp_path: Path
) -> None:
    server = Recorder()
    found = play(server, UNNAMED + ALLOW, tmp_path, "--allow-effects", "--level", level)
    assert found.code == 0, found.out
    dialable = [
        (path, number)
        for params in server.sent
        for path, number in numbers(params)
        # Own numbers to call from, media files, keys to press once somebody has answered.
        if path not in ("virtual_phone_number", "media_file_id", "dtmf_string")
        and not path.endswith("_message.value")
    ]
    assert {number for _, number in dialable} <= NAMED | OF_THE_ACCOUNT
    for call in server.calls:
        assert call["contact"] in ALLOWED["contact"]
        assert call["operator"] in ALLOWED["operator"]
        assert call["virtual_phone_number"] in OF_THE_ACCOUNT
    assert bool(server.calls) == (level != "no-effects")
    assert len(server.bodies) > 80


def test_numbers_that_are_allowed_stand_in_for_those_of_the_cases_and_all_is_covered(
    tmp_path: Path,
) -> None:
    server = Recorder()
    found = play(server, UNNAMED + ALLOW, tmp_path, "--allow-effects")
    assert "(100 %)" in found.out and "skipped" not in found.out


@pytest.mark.parametrize("left", ["contact", "operator"])
def test_numbers_for_one_param_alone_call_nobody(left: str, tmp_path: Path) -> None:
    server = Recorder()
    allow = f"allow: {{{left}: {ALLOWED[left]}}}\n"
    for profile in (STATED + allow, UNNAMED + allow):
        found = play(server, profile, tmp_path, "--allow-effects")
        assert server.calls == []
        other = {"contact": "operator", "operator": "contact"}[left]
        assert f"`{other}`: allow: {{{other}: [...]}}" in found.out


def test_a_profile_that_names_no_number_sends_none(tmp_path: Path) -> None:
    server = Recorder()
    found = play(server, UNNAMED, tmp_path)
    assert found.code == 4
    assert "or params: {contact: ...}" in found.out
    sent = {params.get("contact") for params in server.sent if "contact" in params}
    assert not any(True for params in sent for _ in numbers(params))


@pytest.mark.parametrize(
    "line",
    [
        'allow: {contcat: ["79165550001"]}',
        'alow: {contact: ["79165550001"]}',
        "allow: {contact: 79165550001}",
        "allow: {contact: [79165550001]}",
        "allow: {contact: any}",
        "allow: {contact: []}",
        'allow: [contact, "79165550001"]',
        'allow: {contact: ["+79165550001", "x"], operator: ["+7 916"]}',
        "limits: {call: 0}",
        "limits: {calls: -1}",
    ],
)
def test_a_mistake_in_what_may_be_called_is_told_before_the_first_request(
    line: str, tmp_path: Path
) -> None:
    server = Recorder()
    found = play(server, STATED + line + "\n", tmp_path, "--allow-effects")
    assert (found.code, server.bodies) == (2, [])
    place = f"profile.yaml:{STATED.count(chr(10)) + 1}: "
    assert found.err.startswith(f"error: {place}")


def test_a_call_placed_where_none_may_be_ends_the_run_with_the_reason_first(
    tmp_path: Path,
) -> None:
    server = Obliging()
    found = play(server, STATED, tmp_path, "--report", "json=report.json")
    assert found.code == 1
    assert len(server.calls) == 1
    assert found.out.startswith("stopped: a call was placed")
    assert (tmp_path / "report.json").is_file()


def test_a_server_that_calls_whoever_it_hears_of_is_soon_left_alone(
    tmp_path: Path,
) -> None:
    server = Obliging()
    found = play(server, STATED + ALLOW, tmp_path, "--allow-effects")
    assert found.code == 1
    assert 0 < len(server.calls) <= 10
    dialed = {
        number
        for call in server.calls
        for path, number in numbers(call)
        if path != "virtual_phone_number"
    }
    assert dialed <= {*NAMED, *OF_THE_ACCOUNT, "79161112233", "79164445566"}


@pytest.mark.parametrize("most", [0, 1, 7])
@pytest.mark.parametrize("kind", [Recorder, Obliging])
def test_the_ceiling_of_calls_holds_whatever_the_server_does(
    most: int, kind: type[Recorder], tmp_path: Path
) -> None:
    server = kind()
    options = ("--allow-effects", "--max-calls", str(most))
    found = play(server, STATED + ALLOW, tmp_path, *options)
    assert len(server.calls) <= max(most, 1 if kind is Obliging else 0)
    assert found.code == (1 if kind is Obliging else 0)


def test_the_ceiling_of_a_profile_holds_as_the_option_does(tmp_path: Path) -> None:
    for limits, calls, requests in (("calls: 3", 3, 999), ("requests: 60", 99, 60)):
        server = Recorder()
        profile = f"{STATED}{ALLOW}limits: {{{limits}}}\n"
        play(server, profile, tmp_path, "--allow-effects")
        assert len(server.calls) == calls or len(server.bodies) == requests
        assert len(server.calls) <= calls and len(server.bodies) <= requests


def test_a_server_on_this_machine_that_may_be_a_tunnel_is_told_about(
    tmp_path: Path,
) -> None:
    (tmp_path / "profile.yaml").write_text(STATED, "utf-8")
    said = []
    for level in ("quick", "no-effects"):
        with served(Recorder(), "127.0.0.1") as url:
            options = ("--endpoint", url, "--profile", "profile.yaml", "--level", level)
            run = onespec(tmp_path, "conform", str(ONE_METHOD), *options, **TOKENS)
        assert run.code == 0
        said.append("tunnel" in run.err)
    assert said == [True, False]
    assert (
        "tunnel" not in onespec(TESTS, "conform", str(ONE_METHOD), "--level=quick").err
    )


# -- an API of another shape -----------------------------------------------------------------------------------------

NESTED = """\
method: start.call
title: Start a call
params:
  to:
    type: array
    required: true
    minItems: 1
    items:
      type: object
      fields:
        phone: {type: string, required: true, pattern: "^[+]?[0-9]{5,15}$", example: "+491701234567"}
        mail: {type: string, example: somebody@example.com}
  back: {type: integer, minimum: 1000000, maximum: 999999999999, example: 491701234568}
  copies: {type: array, items: {type: string, pattern: "^[0-9]{3,15}$", example: "112"}}
  order: {type: string, pattern: "^[0-9]{9}$", example: "100200300"}
  note: {type: string, default: none}
result:
  call_id: {type: integer, required: true}
"""


class Deaf:
    """An endpoint far away, which remembers what it is sent and places every call."""

    name = "http://far.example/"
    local = False
    loopback = False

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def send(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Reply:
        self.bodies.append(body)
        return Reply(200, b'{"jsonrpc": "2.0", "id": 1, "result": {"call_id": 1}}')

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("has_names", [True, False])
def test_numbers_in_lists_and_objects_in_other_types_and_addresses_are_guarded(
    has_names: bool,
) -> None:
    suite = suites.read(document(load_service(method=NESTED)))
    allow = {
        "to.phone": ["+4915550001"],
        "to.mail": ["us@example.org"],
        "back": [4915550002],
        "copies": ["15550003"],
        "order": "reaches-nobody",
    }
    data: dict[str, Any] = {"state": suite.sample}
    data["allow"] = allow if has_names else {"to.phone": ["+4915550001"]}
    endpoint = Deaf()
    player = Player(suite, profiles.read(data, suite, {}), endpoint)
    played = [player.play(case) for case in suite.cases]
    effects = [item for item in played if item.case.effect and item.exchanges]
    assert effects
    named = {"4915550001", "us@example.org", "4915550002", "15550003", "666"}
    for item in played:
        for exchange in item.exchanges:
            params = exchange.sent.params
            found = {n for path, n in numbers(params) if path != "order"}
            assert found <= named
            assert has_names or "order" not in params or not item.case.effect
