"""What a run tells: faults grouped by what they come down to, in every kind of report; skips that name the fact to state; one mark for each run."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import date
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from commands import onespec
from mutants.handler import Server
from mutants.variants import variants
from onespec.cases.document import document
from onespec.runtime.player import suite
from onespec.runtime.player.records import Run
from onespec.runtime.player.reports import KINDS
from onespec.runtime.player.select import Selection
from onespec.runtime.player.session import Options, Session, open_session
from onespec.runtime.player.suite import Suite, WrongUseError
from onespec.runtime.player.wire import Reply
from onespec.spec import load
from places import ONE_METHOD, ROOT, SUPPORT, TESTS

PROFILE = SUPPORT / "mutants" / "profile.yaml"
TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}
JSON = {"content-type": "application/json"}


class Direct:
    """A server written by hand, whose account nobody can set; its replies can be changed on their way."""

    name = "http://somewhere.example/"
    local = False
    loopback = True

    def __init__(
        self, server: Server, change: Callable[[bytes], bytes] = lambda body: body
    ) -> None:
        self._server = server
        self._change = change
        self.bodies: list[bytes] = []

    def prepare(self, state: Mapping[str, Any]) -> None:
        """Nothing: the account is the server's own affair."""

    def send(self, body: bytes, content_type: str, headers: Mapping[str, str]) -> Reply:
        self.bodies.append(body)
        reply = self._server.handle(body, content_type)
        return Reply(200, self._change(reply), JSON)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(scope="module")
def cases() -> Suite:
    return suite.read(json.loads(json.dumps(document(load(ONE_METHOD)))))


def session(cases: Suite, endpoint: Direct, **options: Any) -> Session:
    asked = Options(**{"profile": str(PROFILE), **options})
    return open_session(cases, asked, lambda: endpoint, TOKENS, date(2030, 1, 1))


def faulty() -> Server:
    """Three faults: a code, a pattern that takes anything, a pattern that takes too little."""
    server = Server()
    _, text = server.errors["contact_in_blacklist"]
    server.errors["contact_in_blacklist"] = (-32602, text)
    server.params["operator"]["pattern"] = "(?s).*"
    server.params["dtmf_string"]["pattern"] = "[0-9*#]+"
    return server


@pytest.fixture(scope="module")
def run(cases: Suite) -> Run:
    return session(cases, Direct(faulty())).run()


def test_three_faults_are_three_differences_at_their_elements(run: Run) -> None:
    told = json.loads(KINDS["json"](run))["differences"]
    failed = [item for item in run.records if item["status"] == "failed"]
    assert {(item["element"], item["kind"]) for item in told} == {
        ("errors/contact_in_blacklist", "code"),
        ("start.simple_call/params/operator/value", "accepted"),
        ("start.simple_call/params/dtmf_string/legal", "refused"),
    }
    assert sum(len(item["cases"]) for item in told) == len(failed) > 10


def test_one_fault_of_every_reply_is_one_difference(cases: Suite) -> None:
    endpoint = Direct(Server(), lambda body: body.replace(b'"2.0"', b'"2"'))
    (told,) = json.loads(KINDS["json"](session(cases, endpoint).run()))["differences"]
    assert told["text"] == '`jsonrpc` is "2", not "2.0"'
    assert len(told["cases"]) > 200


def test_a_fault_beside_one_of_every_reply_is_told_too(cases: Suite) -> None:
    endpoint = Direct(faulty(), lambda body: body.replace(b'"2.0"', b'"2"'))
    told = json.loads(KINDS["json"](session(cases, endpoint).run()))["differences"]
    assert {item["kind"] for item in told} == {
        "envelope",
        "code",
        "accepted",
        "refused",
    }


def test_codes_that_are_all_wrong_are_one_difference(cases: Suite) -> None:
    server = Server()
    server.errors = {name: (1, text) for name, (_, text) in server.errors.items()}
    (told,) = json.loads(KINDS["json"](session(cases, Direct(server)).run()))["differences"]  # fmt: skip
    assert told["kind"] == "code"
    assert len(told["about"]) > 20


def test_the_text_shows_what_is_due_against_what_came_and_sums_up_last(
    run: Run,
) -> None:
    text = KINDS["text"](run)
    lines = text.splitlines()
    assert text.count("curl -sS") == 3
    assert '     | -    "code": -32002,' in lines
    assert '     | +    "code": -32602,' in lines
    assert "answered: HTTP 200, application/json: {" in text
    assert "look first at start.simple_call/operator." in text
    assert lines[-2].startswith("full against http://somewhere.example/: ")
    assert lines[-1].endswith("elements of the spec covered (100 %)")
    assert len(text) < 20_000


def test_the_page_has_date_counts_and_a_state_in_each_row(run: Run) -> None:
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.text: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

        def handle_data(self, data: str) -> None:
            self.text.append(data)

    page, reader = KINDS["html"](run), Reader()
    reader.feed(page)
    text = " ".join(reader.text)
    failed = sum(item["status"] == "failed" for item in run.records)
    assert reader.open == []
    assert f"{failed} failed" in text
    assert run.began.replace("T", " ") in text
    assert date.fromisoformat(run.began[:10])
    assert f"{failed} failed cases, 3 differences" in text
    assert page.count('<td class="state">') == len(run.records) + len(run.suite.elements)  # fmt: skip
    assert "<script" not in page


def test_sarif_points_at_the_spec_and_is_told_alike_by_the_next_run(
    cases: Suite, run: Run
) -> None:
    again = session(cases, Direct(faulty())).run()
    assert again.mark != run.mark
    first, second = (
        json.loads(KINDS["sarif"](item))["runs"][0] for item in (run, again)
    )
    places = set()
    for result in first["results"]:
        (place,) = result["locations"]
        assert (ROOT / place["physicalLocation"]["artifactLocation"]["uri"]).is_file()
        places.add(place["logicalLocations"][0]["fullyQualifiedName"])
        assert first["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]  # fmt: skip
    assert places == {
        "errors.contact_in_blacklist",
        "params.operator",
        "params.dtmf_string",
    }
    marks = [
        [item["partialFingerprints"] for item in one["results"]]
        for one in (first, second)
    ]
    assert marks[0] == marks[1]
    assert len({json.dumps(mark) for mark in marks[0]}) == 3


def test_known_failures_are_suppressed_in_sarif(cases: Suite, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    known.write_text('[{"case": "*blacklist*", "reason": "ticket 7", "until": "2031-01-01"}]')  # fmt: skip
    server = Server()
    _, text = server.errors["contact_in_blacklist"]
    server.errors["contact_in_blacklist"] = (1, text)
    options = {"known": str(known), "selection": Selection(only=("contact:first-of-b",))}  # fmt: skip
    found = session(cases, Direct(server), **options).run()
    (result,) = json.loads(KINDS["sarif"](found))["runs"][0]["results"]
    assert "ticket 7" in result["suppressions"][0]["justification"]


def test_each_skip_names_the_fact_to_state(cases: Suite, tmp_path: Path) -> None:
    whole = yaml.safe_load(PROFILE.read_text("utf-8"))
    facts = [name for name in whole["state"] if name != "access_tokens"]
    skipped = 0
    for missing in (*facts, "accounts", "short", "letters"):
        data = json.loads(json.dumps(whole))
        data["state"].pop(missing, None)
        if missing == "accounts":
            data["accounts"] = []
        if missing == "short":
            data["state"]["media_files"] = data["state"]["virtual_phone_numbers"] = []
        if missing == "letters":
            data["state"]["media_files"] = ["one", "two"]
        file = tmp_path / "profile.json"
        file.write_text(json.dumps(data), "utf-8")
        for record in session(cases, Direct(Server()), profile=str(file)).run().records:
            if record["status"] == "skipped":
                skipped += 1
                names = {word.partition(":")[0] for word in record["reasons"][0].split("`")[1::2]}  # fmt: skip
                assert names & {*cases.facts}, record["reasons"]
    assert skipped > 50


# -- text of a server ------------------------------------------------------------------------------------------------

NASTY = "\n::error::owned\r##[error]x \x1b[31m \u202e \x07 \x9b31m <script>alert(1)</script> ]]> ```"  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_what_a_server_says_steers_no_terminal_and_no_build_log(
    cases: Suite, kind: str
) -> None:
    server = Server()
    code, _ = server.errors["contact_in_blacklist"]
    server.errors["contact_in_blacklist"] = (code, NASTY)
    raw = Direct(server, lambda body: body.replace(b"call_session_id", NASTY.encode()))
    for endpoint in (Direct(server), raw):
        text = KINDS[kind](session(cases, endpoint).run())
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
        assert "##[" not in text
        assert all(char == "\n" or char.isprintable() for char in text)
        if kind == "markdown":
            fences = [line for line in text.splitlines() if line.startswith("```")]
            assert fences[::2] == [f"{one}diff" for one in fences[1::2]]


def test_every_report_can_be_read_whatever_a_server_says(cases: Suite) -> None:
    for body in (NASTY.encode(), b"", b"[1]", bytes(range(256)), b'{"a":' * 2_000):
        # Something else than the service ends a run; what speaks of the protocol is the service, at fault.
        for told_of, least in ((b"", 0), (b'"jsonrpc" ', 200)):
            said = told_of + body
            found = session(cases, Direct(Server(), lambda _, said=said: said)).run()
            told = {kind: report(found) for kind, report in KINDS.items()}
            ElementTree.fromstring(told["junit"].encode())
            assert json.loads(told["json"])["counts"]["failed"] >= least
            assert json.loads(told["sarif"])["runs"][0]["results"] or not least
            assert "<script" not in told["html"]


# -- marks -----------------------------------------------------------------------------------------------------------


def once() -> Server:
    """A server that takes each external id once, for as long as it lives."""
    server = Server()
    dict(variants())["an external id is taken once"](server)
    return server


def test_a_second_run_against_the_same_server_finds_no_false_faults(
    cases: Suite,
) -> None:
    server = once()
    runs = [session(cases, Direct(server)).run() for _ in range(2)]
    for found in runs:
        assert {item["status"] for item in found.records} == {"passed"}
        assert found.mark in KINDS["text"](found)
        assert found.mark in KINDS["html"](found)
        assert json.loads(KINDS["json"](found))["run_mark"] == found.mark
    assert runs[0].mark != runs[1].mark


def test_a_mark_that_is_given_sends_the_same_requests_again(cases: Suite) -> None:
    endpoints = [Direct(Server()) for _ in range(3)]
    for endpoint, mark in zip(endpoints, ("one", "one", "two"), strict=True):
        session(cases, endpoint, mark=mark).run()
    first, second, third = (endpoint.bodies for endpoint in endpoints)
    assert first == second
    assert first != third
    with pytest.raises(WrongUseError, match="run mark"):
        session(cases, endpoints[0], mark="two words")


# -- the command -----------------------------------------------------------------------------------------------------


def test_over_http_the_header_is_judged_and_shown(tmp_path: Path) -> None:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reply = server.handle(body, self.headers["Content-Type"])
            self.send_response(200)
            self.send_header("CONTENT-TYPE", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{http.server_port}/"
        where = ("--endpoint", url, "--profile", str(PROFILE), "--only", "absent")
        found = onespec(TESTS, "conform", str(ONE_METHOD), *where, **TOKENS)
        http.shutdown()
    assert found.code == 1
    assert 'the Content-Type is "text/html", not "application/json"' in found.out
    assert "| -Content-Type: application/json" in found.out
    assert "answered: HTTP 200, text/html; charset=utf-8: {" in found.out


def test_inside_github_actions_the_summary_of_the_step_is_written(
    tmp_path: Path,
) -> None:
    file = tmp_path / "summary.md"
    file.write_text("# Before\n", "utf-8")
    found = onespec(TESTS, "conform", str(ONE_METHOD), "--level", "quick", GITHUB_STEP_SUMMARY=str(file))  # fmt: skip
    text = file.read_text("utf-8")
    assert found.code == 0
    assert text.startswith("# Before\n## Conformance of call_api v4.0 held\n")
    assert "**89** passed" in text


def test_a_terminal_is_told_how_far_the_run_is_and_a_pipe_is_not() -> None:
    command = [sys.executable, "-m", "onespec", "conform", str(ONE_METHOD), "--level", "quick"]  # fmt: skip
    main, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    piped = subprocess.run(command, capture_output=True, env=environment)
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, env=environment)  # fmt: skip
    os.close(terminal)
    told = os.read(main, 100_000).decode()
    os.close(main)
    assert piped.stderr == b""
    assert shown.stdout == piped.stdout
    assert "/89" in told
    assert told.endswith("\r\x1b[K")
