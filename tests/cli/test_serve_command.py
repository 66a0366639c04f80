"""`onespec serve` as a program: what it prints, how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from places import ONE_METHOD

COMMAND = [sys.executable, "-m", "onespec", "serve"]


@contextmanager
def started(
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    spec: Path = ONE_METHOD,
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The program and the port that its first line names."""
    process = subprocess.Popen(
        [*COMMAND, str(spec), "--port", "0", *arguments],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert " API at http://127.0.0.1:" in first, first
        yield process, int(first.split(":")[2].split("/")[0])
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def said(process: subprocess.Popen[str]) -> str:
    """What it prints besides its first line, until it ends."""
    assert process.stdout is not None and process.stderr is not None
    return process.stdout.read() + process.stderr.read()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_whoever_is_still_waiting(name: signal.Signals) -> None:
    half = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
    with started() as (process, port), ExitStack() as waiting:
        for sent in (b"", b"GET / HT", half):
            connection = socket.create_connection(("127.0.0.1", port))
            waiting.enter_context(closing(connection))
            connection.sendall(sent)
        process.send_signal(name)
        # It says two seconds; those that wait would be given ten.
        assert process.wait(timeout=5) == 0
        assert "Traceback" not in said(process)


def test_it_says_where_calls_go_and_which_credentials_there_are() -> None:
    with started() as (process, _):
        process.terminate()
        out = said(process)
    assert out.splitlines() == [
        "calls are sent by POST to / or /v4.0",
        "access_token: your_access_token",
        "others bring the error that they are named for:",
        "  ip_not_whitelisted_token",
        "  forbidden_token",
        "  limit_exceeded_1_token",
        "  limit_exceeded_2_token",
        "  component_disabled_token",
        "  account_inactive_token",
        "  internal_error_token",
    ]


VAULT = """
onespec: 1
name: vault
title: Vault API
version: v1
release: 1.0.0
auth: {scheme: SCHEME, env: ENV}
errors:
  stranger: {code: -32001, message: Who is that, raise: [{when: "WHEN"}]}
state:
  users:
    type: array
    description: Who may open it
    items: {type: object, fields: {name: {type: string, required: true}, word: {type: string, required: true}}}
    example: [{name: ada, word: "pw:1"}]
  tokens: {type: array, items: string, description: Keys, example: [tok_1]}
"""
BASIC = {
    "SCHEME": "basic",
    "ENV": "{user: VAULT_USER, password: VAULT_PASSWORD}",
    "WHEN": "!state.users.exists(u, u.name == credential.user && u.word == credential.password)",
}
BEARER = {
    "SCHEME": "bearer",
    "ENV": "VAULT_TOKEN",
    "WHEN": "!(credential in state.tokens)",
}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (BEARER, ["Authorization: Bearer tok_1"]),
        (
            BASIC,
            ["user: ada, password: pw:1", "Authorization: Basic YWRhOnB3OjE="],
        ),
    ],
)
def test_a_credential_of_a_scheme_is_told_as_its_header_has_it(
    words: Mapping[str, str], told: list[str], tmp_path: Path
) -> None:
    text = VAULT
    for word, value in words.items():
        text = text.replace(word, value)
    (tmp_path / "methods").mkdir()
    (tmp_path / "service.yaml").write_text(text, "utf-8")
    method = "method: open\ntitle: Open\nresult: {type: boolean, required: true}\n"
    (tmp_path / "methods/open.yaml").write_text(method, "utf-8")
    with started(spec=tmp_path) as (process, _):
        process.terminate()
        assert said(process).splitlines()[1:] == told


def test_tokens_of_a_profile_are_neither_printed_nor_in_a_page(tmp_path: Path) -> None:
    profile = tmp_path / "profile.yaml"
    profile.write_text(
        'endpoint: http://127.0.0.1/\nstate:\n  access_tokens: ["${MY_TOKEN}"]\n',
        "utf-8",
    )
    known = {"MY_TOKEN": "token-of-mine"}
    with started("--profile", str(profile), environment=known) as (process, port):
        page = f"http://127.0.0.1:{port}/methods/start.simple_call.html"
        with urllib.request.urlopen(page) as answer:
            shown = answer.read().decode()
        process.terminate()
        out = said(process)
    assert f"access_token: one of those that {profile} names" in out
    assert "token-of-mine" not in out + shown


def test_the_form_begins_with_the_printed_token() -> None:
    with started() as (_, port):
        page = f"http://127.0.0.1:{port}/methods/start.simple_call.html"
        with urllib.request.urlopen(page) as answer:
            shown = answer.read().decode()
    found = shown.partition('<meta name="onespec-form" content="')[2]
    told = found.partition('"')[0].replace("&quot;", '"')
    assert json.loads(told) == {"access_token": "your_access_token"}


def test_a_port_in_use_is_told_before_anything_is_built() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = subprocess.run(
            [*COMMAND, str(ONE_METHOD), "--port", str(port)],
            capture_output=True,
            text=True,
        )
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        f"error: port {port} of 127.0.0.1 is in use by another program; "
        "name another one with --port (0 stands for any that is free)\n"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "", "a" * 300])
def test_a_host_that_is_not_this_machine_is_refused(host: str) -> None:
    found = subprocess.run(
        [*COMMAND, str(ONE_METHOD), "--host", host, "--port", "0"],
        capture_output=True,
        text=True,
    )
    assert found.returncode == 2
    assert found.stderr.startswith(f"error: {host!r} is no address of this machine (")


def test_its_help_tells_limits_and_exit_codes() -> None:
    found = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True)
    told = " ".join(found.stdout.split())
    for part in ("1,000,000 bytes", "16,384 bytes", "10 s", "200 connections"):
        assert part in told
    assert "0 stopped by Ctrl-C or SIGTERM" in told
