"""Endpoints that are not there, hang, or are something else: a run says so after a few requests, and how it ends is documented."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from commands import Outcome, onespec
from fault_server import Exchange, Fault, FaultServer, http
from mutants.handler import Server
from onespec.runtime.player.network import HttpEndpoint
from onespec.runtime.player.verdicts import EXIT_CODES
from onespec.runtime.player.wire import WireError
from places import ONE_METHOD, ROOT, SUPPORT, TESTS

TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}
PROFILE = str(SUPPORT / "mutants" / "profile.yaml")
OPTIONS = ("--profile", PROFILE, "--level", "no-effects")


def says(data: bytes, *, goes_on: bool = True) -> Fault:
    def fault(exchange: Exchange) -> bool:
        exchange.send(data)
        return goes_on

    return fault


def hangs(exchange: Exchange) -> bool:
    exchange.hang()
    return False


def drips(data: bytes) -> Fault:
    def fault(exchange: Exchange) -> bool:
        exchange.drip(data, 0.01)
        return False

    return fault


def right(server: Server | None = None) -> Fault:
    """What the hand-written server answers."""
    server = server or Server()

    def fault(exchange: Exchange) -> bool:
        kind = "application/json; charset=UTF-8"
        for line in exchange.head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(":")
            kind = value.strip() if name.lower() == "content-type" else kind
        exchange.send(http(server.handle(exchange.body, kind)))
        return True

    return fault


def conform(url: str, *options: str, folder: Path = TESTS) -> Outcome:
    where = ("--endpoint", url, *OPTIONS)
    return onespec(folder, "conform", str(ONE_METHOD), *where, *options, **TOKENS)


HTML = b"<!doctype html><title>::error::x</title>\n::error::y\n\x1b[31m\x07"
JSON = b'{"jsonrpc": "2.0", "id": 1, "result": {}}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

STRANGERS: dict[str, tuple[Fault, str]] = {
    "a page": (says(http(HTML)), "is not the service"),
    "a gateway's page": (says(http(HTML, "502 Bad Gateway")), "HTTP 502"),
    "a gateway's JSON": (
        says(http(b'{"error": {"code": 502}}', "502 Bad Gateway")),
        "HTTP 502",
    ),
    "a login": (says(http(HTML, "401 Unauthorized")), "refuses access"),
    "too many": (says(http(b"", "429 Too Many Requests")), "is busy"),
    "a redirect": (
        says(http(b"", "301 Moved", "Location: https://b.example/\x1b[31m")),
        "sends elsewhere, 3 times in a row: HTTP 301, application/json, nothing in it, sends on to https://b.example/",
    ),
    "no content": (says(b"HTTP/1.1 204 No Content\r\n\r\n"), "nothing in it"),
    "null": (says(http(b"null")), "is not the service"),
    "deep lists": (says(http(b"[" * 100_000)), "is not the service"),
    "a number of 5000 digits": (says(http(b"1" * 5000)), "is not the service"),
    "less than is said": (says(http(JSON)[:-9], goes_on=False), "breaks off"),
    "more than is said": (
        says(HEAD + b"Content-Length: 5\r\n\r\n" + JSON),
        "is not the service",
    ),
    "nothing": (says(b"", goes_on=False), "the connection was closed"),
    "no HTTP": (says(b"220 mail.example ESMTP\r\n", goes_on=False), "no reply"),
    "bad chunks": (
        says(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        "no reply",
    ),
    "endless headers": (says(HEAD + b"A: b\r\n" * 500, goes_on=False), "no reply"),
    "a huge reply": (says(HEAD + b"\r\n" + b" " * 5_000_000, goes_on=False), "4000000"),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_not_the_service_is_told_after_three_replies(name: str) -> None:
    fault, told = STRANGERS[name]
    with FaultServer(good=fault) as server:
        found = conform(server.url)
    assert found.code == 3, found.out
    assert len(server.requests) == 3
    first = found.out.splitlines()[0]
    assert first.startswith("stopped: the endpoint ") and told in first
    assert len(found.out) < 20_000
    assert "FAILED" not in found.out
    assert not any(char in first for char in "\x1b\x07")


SLOW: dict[str, Fault] = {
    "hangs": hangs,
    "drips its headers": drips(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 9_999),
    "drips its body": drips(HEAD + b"Content-Length: 9999\r\n\r\n" + b" " * 9_999),
    "drips chunks": drips(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 999
    ),
    "goes on being about to answer": drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 999),
}


@pytest.mark.parametrize("name", SLOW)
def test_the_limit_of_time_holds_for_a_whole_exchange(name: str) -> None:
    with FaultServer(good=SLOW[name]) as server:
        endpoint = HttpEndpoint(server.url, 0.3)
        began = time.monotonic()
        with pytest.raises(WireError, match=r"within 0\.3 s"):
            endpoint.send(b"{}", "application/json", {})
        assert time.monotonic() - began < 3


def test_a_server_that_hangs_is_told_after_three_requests() -> None:
    with FaultServer(good=hangs) as server:
        found = conform(server.url, "--timeout", "0.2")
    assert found.code == 3
    assert len(server.requests) == 3
    assert "does not answer, 3 times in a row" in found.out


def test_where_nothing_listens_is_told_at_once() -> None:
    found = conform("http://127.0.0.1:1/")
    assert found.code == 3
    assert "nothing listens there" in found.out.splitlines()[0]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_server_that_closes_after_each_reply_is_a_right_one(version: str) -> None:
    inner = right()

    def closes(exchange: Exchange) -> bool:
        whole = Exchange(exchange.connection, exchange.stop, exchange.head, exchange.body)  # fmt: skip
        sent: list[bytes] = []
        whole.send = sent.append  # type: ignore[method-assign]
        inner(whole)
        head, _, body = sent[0].partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if b"ontent-Length" not in line]
        lines[0] = f"HTTP/{version} 200 OK".encode()
        close = [] if version == "1.0" else [b"Connection: close"]
        exchange.send(b"\r\n".join([*lines, *close, b"", body]))
        return False

    with FaultServer(good=closes) as server:
        found = conform(server.url, "--only", "envelope")
    assert found.code == 0, found.out


def test_a_fault_that_breaks_single_replies_is_a_fault_and_not_another_service() -> (
    None
):
    inner = right()

    def breaks(exchange: Exchange) -> bool:
        if b'"operator": 79' in exchange.body or b'"direction": ' in exchange.body:
            exchange.send(http(HTML, "500 Internal Server Error"))
            return True
        return inner(exchange)

    with FaultServer(good=breaks) as server:
        found = conform(server.url)
    assert found.code == 1
    assert "\nstopped: " not in f"\n{found.out}"


@pytest.mark.parametrize("status", ["200 OK", "500 Internal Server Error"])
@pytest.mark.parametrize("page", [HTML, b"", b"not json"])
def test_a_service_whose_errors_are_pages_is_at_fault_and_not_another_service(
    page: bytes, status: str
) -> None:
    server = Server()
    inner = right(server)

    def errors_are_pages(exchange: Exchange) -> bool:
        placed = server.placed
        whole = Exchange(exchange.connection, exchange.stop, exchange.head, exchange.body)  # fmt: skip
        sent: list[bytes] = []
        whole.send = sent.append  # type: ignore[method-assign]
        inner(whole)
        exchange.send(sent[0] if server.placed > placed else http(page, status))
        return True

    with FaultServer(good=errors_are_pages) as listener:
        found = conform(listener.url, "--level", "quick")
    assert found.code == 1
    assert "\nstopped: " not in f"\n{found.out}"


@pytest.mark.parametrize("spoil", [b")]}',\n%s", b"%s%s", b"cb(%s);", b"%s,", b"%s // ok"])  # fmt: skip
def test_a_service_that_spoils_its_json_is_at_fault_and_not_another_service(
    spoil: bytes,
) -> None:
    inner = right()

    def spoils(exchange: Exchange) -> bool:
        whole = Exchange(exchange.connection, exchange.stop, exchange.head, exchange.body)  # fmt: skip
        sent: list[bytes] = []
        whole.send = sent.append  # type: ignore[method-assign]
        inner(whole)
        body = sent[0].partition(b"\r\n\r\n")[2]
        exchange.send(http(spoil.replace(b"%s", body)))
        return True

    with FaultServer(good=spoils) as listener:
        found = conform(listener.url, "--only", "envelope")
    assert found.code == 1


# -- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_date", [False, True])
def test_a_busy_server_is_left_alone_as_long_as_it_asks(as_date: bool) -> None:
    times: list[float] = []

    def busy(exchange: Exchange) -> bool:
        times.append(time.monotonic())
        when = datetime.now(timezone.utc) + timedelta(seconds=3)
        asked = format_datetime(when, usegmt=True) if as_date else "1"
        reply = http(b"", "503 Service Unavailable", f"Retry-After: {asked}")
        exchange.send(reply)
        return True

    inner = right()

    def good(exchange: Exchange) -> bool:
        times.append(time.monotonic())
        return inner(exchange)

    with FaultServer(good=good) as server:
        server.faults.append(busy)
        found = conform(server.url, "--only", "envelope/parse")
    assert found.code == 0, found.out
    assert times[1] - times[0] > 0.9


def test_a_request_that_may_be_acted_on_is_never_sent_twice() -> None:
    reply = http(b"", "503 Service Unavailable", "Retry-After: 0")
    with FaultServer(good=right()) as server:
        server.faults.extend([says(reply)])
        options = ("--level", "full", "--only", "combinations/1", "--skip", "masked")
        conform(server.url, *options)
        bodies = [body for body in server.requests if b'"Call' not in body]
        assert len(bodies) == len(set(bodies)) > 1


@pytest.mark.parametrize("asked", ["3600", "999999999999", "Fri, 31 Dec 2999 23:59:59 GMT"])  # fmt: skip
def test_a_wait_that_is_too_long_ends_the_run(asked: str) -> None:
    reply = http(b"", "429 Too Many Requests", f"Retry-After: {asked}")
    with FaultServer(good=says(reply)) as server:
        found = conform(server.url)
        assert (found.code, len(server.requests)) == (3, 1)
    assert "Retry-After" in found.out.splitlines()[0]


@pytest.mark.parametrize("asked", ["", "soon", "-5", "1.5", "Fri, 31 Foo", "0"])
def test_a_wait_that_makes_no_sense_is_none(asked: str) -> None:
    reply = http(b"", "429 Too Many Requests", f"Retry-After: {asked}")
    with FaultServer(good=says(reply)) as server:
        found = conform(server.url)
        assert (found.code, len(server.requests)) == (3, 3)


# -- how a run ends --------------------------------------------------------------------------------------------------


def test_less_covered_than_is_asked_is_inconclusive(tmp_path: Path) -> None:
    text = Path(PROFILE).read_text("utf-8")
    facts = "  access_tokens: [" + text.partition("access_tokens: [")[2].partition("\n")[0]  # fmt: skip
    (tmp_path / "few.yaml").write_text(f"state:\n{facts}\n", "utf-8")
    with FaultServer(good=right()) as server:
        where = ("conform", str(ONE_METHOD), "--endpoint", server.url, "--profile")
        few = onespec(tmp_path, *where, "few.yaml", **TOKENS)
        low = onespec(tmp_path, *where, "few.yaml", "--at-least", "0", **TOKENS)
        full = conform(server.url, "--at-least", "99")
        one = conform(server.url, "--at-least", "100", "--only", "envelope")
    assert (few.code, low.code, full.code, one.code) == (3, 0, 0, 0)
    assert "less than 50 % (--at-least)" in few.out


@pytest.mark.parametrize("value", ["-1", "101", "nan", "half"])
def test_a_share_that_can_be_none_is_wrong_use(value: str) -> None:
    assert onespec(TESTS, "conform", str(ONE_METHOD), "--at-least", value).code == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--timeout", "nan"),
        ("--timeout", "inf"),
        ("--timeout", "0"),
        ("--rate", "nan"),
        ("--rate", "1e-300"),
        ("--only", ""),
        ("--skip", " "),
        ("--shard", ""),
        ("--endpoint", ""),
        ("--profile", ""),
        ("--known", ""),
        ("--report", "html="),
        ("--report", "html=no-such-folder/report.html"),
        ("--report", "html=."),
        ("--report", "html=a", "--report", "json=./a"),
    ],
)
def test_options_that_a_shell_left_empty_or_wrong_are_told_before_the_first_request(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    with FaultServer(good=right()) as server:
        where = ("--endpoint", server.url, "--profile", PROFILE)
        found = onespec(
            tmp_path, "conform", str(ONE_METHOD), *where, *options, **TOKENS
        )
        assert (found.code, server.requests) == (2, [])
    assert options[0].strip("-") in found.err
    assert list(tmp_path.iterdir()) == []


def test_a_report_takes_the_place_of_the_last_one_whole(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("the last one", "utf-8")
    report.chmod(0o600)
    link = tmp_path / "link.json"
    link.symlink_to(report)
    options = ("--level", "quick", "--only", "envelope", "--report", f"json={link}")
    assert onespec(tmp_path, "conform", str(ONE_METHOD), *options).code == 0
    assert link.is_symlink() and json.loads(report.read_text("utf-8"))["cases"]
    assert report.stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 2


def test_fail_fast_stops_at_a_reply_that_never_came() -> None:
    with FaultServer(good=hangs) as server:
        found = conform(server.url, "--timeout", "0.2", "--fail-fast")
        assert (found.code, len(server.requests)) == (3, 1)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
@pytest.mark.parametrize("stage", ["between replies", "in a reply"])
def test_a_run_that_is_interrupted_writes_its_reports_and_says_so(
    stage: str, number: signal.Signals, code: int, tmp_path: Path
) -> None:
    inner = right()

    def slow(exchange: Exchange) -> bool:
        if stage == "in a reply" and len(server.requests) >= 5:
            return hangs(exchange)
        exchange.stop.wait(0.02)
        return inner(exchange)

    with FaultServer(good=slow) as server:
        command = [sys.executable, "-m", "onespec", "conform", str(ONE_METHOD)]
        command += ["--endpoint", server.url, *OPTIONS]
        command += ["--report", "json=report.json", "--report", "junit=report.xml"]
        run = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, **TOKENS, "PYTHONPATH": str(ROOT / "generator")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        while len(server.requests) < 5:
            time.sleep(0.01)
        run.send_signal(number)
        out, err = run.communicate(timeout=20)
    assert run.returncode == code
    assert out.startswith("stopped: interrupted")
    assert "reports of these are in report.json, report.xml" in err
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert told["stopped"] == "interrupted"
    assert 4 <= len(told["cases"]) < 215
    assert "Traceback" not in err


def test_every_exit_code_is_told_by_the_help_and_the_readme() -> None:
    help_text = onespec(TESTS, "conform", "--help").out
    readme = (ROOT / "README.md").read_text("utf-8")
    for code, words in {**EXIT_CODES, 70: "a fault of onespec itself"}.items():
        assert f"{code}  {words}" in help_text
        assert f"| {code} | {words} |" in readme
