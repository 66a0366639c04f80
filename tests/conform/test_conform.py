"""`onespec conform` and the generated pytest suite: levels, ceilings, exit codes, reports, known failures, secrets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from commands import Outcome, onespec
from mutants.handler import Server
from onespec.build import build
from onespec.cases.document import document
from onespec.runtime.player import profile, suite
from onespec.runtime.player.select import (
    KnownFailure,
    Selection,
    judged,
    level_for,
    selected,
)
from onespec.runtime.player.session import exit_code
from onespec.runtime.player.suite import Suite, WrongUseError
from onespec.serve import reference
from onespec.spec import load
from places import ONE_METHOD, ROOT, SUPPORT, TESTS
from served import served

PROFILE = str(SUPPORT / "mutants" / "profile.yaml")
TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}


@pytest.fixture(scope="module")
def cases() -> Suite:
    return suite.read(json.loads(json.dumps(document(load(ONE_METHOD)))))


@contextmanager
def listening(server: Server) -> Iterator[str]:
    """The hand-written server behind a URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                reply = server.handle(body, self.headers["Content-Type"])
            except Exception:
                reply = b"fault"
            self.send_response(200)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v4.0"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def conform(*options: str, folder: Path = TESTS) -> Outcome:
    return onespec(folder, "conform", str(ONE_METHOD), *options, **TOKENS)


def test_all_held_is_0_and_says_what_was_covered() -> None:
    found = conform()
    assert found.code == 0
    assert "165 of 165 elements of the spec covered (100 %)" in found.out


def test_a_fault_is_1_and_told_with_request_answer_and_place() -> None:
    server = Server()
    server.errors["contact_in_blacklist"] = (
        -32602,
        "The contact {contact} has been found in the blacklist",
    )
    with listening(server) as url:
        found = conform("--endpoint", url, "--profile", PROFILE)
    assert found.code == 1
    assert "the code is -32602, not -32002" in found.out
    assert "spec/methods/start.simple_call.yaml:" in found.out
    assert "curl -sS" in found.out
    assert "urllib.request.Request" in found.out


@pytest.mark.parametrize(
    "options",
    [
        ("--endpoint", "http://127.0.0.1:1/"),
        ("--endpoint", "ftp://127.0.0.1/", "--profile", PROFILE),
        ("--profile", "no-such-file.yaml"),
        ("--report", "nonsense"),
        ("--shard", "6/5"),
        ("--level", "some"),
        ("--endpoint", "https://example.org/", "--profile", PROFILE, "--level", "full"),
    ],
)
def test_wrong_use_is_2_in_one_line(options: tuple[str, ...]) -> None:
    found = conform(*options)
    assert found.code == 2
    assert len(found.err.splitlines()) <= 4
    assert "Traceback" not in found.err


def test_an_endpoint_that_does_not_answer_is_inconclusive() -> None:
    found = conform(
        "--endpoint", "http://127.0.0.1:1/", "--profile", PROFILE, "--only", "twice"
    )
    assert found.code == 3


def test_an_endpoint_that_refuses_the_token_is_inconclusive_at_once() -> None:
    server = Server()
    server.account["good"] = []
    with listening(server) as url:
        found = conform("--endpoint", url, "--profile", PROFILE)
    assert found.code == 3
    assert (
        "the endpoint answers `access_token_invalid` whatever it is sent" in found.out
    )
    assert server.placed == 0


def test_nothing_tested_is_4() -> None:
    assert conform("--only", "no-such-element").code == 4


def test_fail_fast_stops_at_the_first_fault() -> None:
    server = Server()
    server.errors["data_type_error"] = (-1, "no")
    with listening(server) as url:
        found = conform("--endpoint", url, "--profile", PROFILE, "--fail-fast")
    assert found.code == 1
    assert found.out.count("FAILED") == 1


def test_ceilings_hold() -> None:
    server = Server()
    where = "--endpoint", "--profile", PROFILE
    with listening(server) as url:
        options = (where[0], url, *where[1:])
        few = conform(*options, "--max-calls", "2", "--only", "combinations")
        first = conform(*options, "--max-requests", "10")
    assert (few.code, first.code) == (0, 0)
    assert server.placed == 2
    assert "\n10 requests" in first.out


def test_listing_sends_nothing() -> None:
    found = conform("--list", "--level", "quick")
    assert found.code == 0
    assert len(found.out.splitlines()) <= 90


def test_no_report_holds_a_token(tmp_path: Path) -> None:
    server = Server()
    server.errors = {name: (1, "wrong") for name in server.errors}
    files = {
        kind: tmp_path / f"report.{kind}" for kind in ("text", "junit", "json", "html")
    }
    options = [
        part for kind, path in files.items() for part in ("--report", f"{kind}={path}")
    ]
    with listening(server) as url:
        found = conform("--endpoint", url, "--profile", PROFILE, *options)
    texts = [found.out, *(path.read_text("utf-8") for path in files.values())]
    for token in (*TOKENS.values(), "token-expired-1", "token-blocked-2"):
        assert not any(token in text for text in texts)
    assert all("$MUTANT_TOKEN" in text for text in texts)


def test_reports_can_be_read_by_what_they_are_for(tmp_path: Path) -> None:
    conform(
        "--level",
        "quick",
        *[f"--report={kind}={tmp_path / kind}" for kind in ("junit", "json", "html")],
    )
    junit = ElementTree.parse(tmp_path / "junit").getroot()
    data = json.loads((tmp_path / "json").read_text("utf-8"))
    page = (tmp_path / "html").read_text("utf-8")
    assert junit.get("failures") == "0"
    assert len(junit) == len(data["cases"]) <= 90
    assert data["coverage"]["elements"][0]["cases"]
    assert page.startswith("<!doctype html>") and "<script" not in page


def test_the_curl_line_sends_the_same_request_again(tmp_path: Path) -> None:
    server = Server()
    server.errors["contact_in_blacklist"] = (1, "wrong")
    report = tmp_path / "report.json"
    with listening(server) as url:
        conform(
            "--endpoint",
            url,
            "--profile",
            PROFILE,
            "--only",
            "contact_in_blacklist",
            "--report",
            f"json={report}",
        )
        failed = [
            item
            for item in json.loads(report.read_text("utf-8"))["cases"]
            if item["status"] == "failed"
        ]
        script = [sys.executable, "-c", failed[0]["python"]]
        shell = ["sh", "-c", failed[0]["curl"]]
        for command in (script, shell) if shutil.which("curl") else (script,):
            again = subprocess.run(
                command, env={**os.environ, **TOKENS}, capture_output=True, text=True
            )
            assert json.loads(again.stdout) == json.loads(failed[0]["reply"])


def test_off_this_machine_nothing_is_set_off_unless_allowed() -> None:
    assert level_for(Selection(), loopback=True) == "full"
    assert level_for(Selection(), loopback=False) == "no-effects"
    assert level_for(Selection(allow_effects=True), loopback=False) == "full"
    with pytest.raises(WrongUseError, match="allow-effects"):
        level_for(Selection(level="quick"), loopback=False)


def test_shards_are_a_partition(cases: Suite) -> None:
    parts = [
        [case.id for case, _ in selected(cases, Selection(shard=f"{n}/3"), "full")]
        for n in (1, 2, 3)
    ]
    whole = [case.id for case, _ in selected(cases, Selection(), "full")]
    assert sorted(sum(parts, [])) == sorted(whole)


def test_a_known_failure_is_let_pass_until_its_day_and_not_when_it_is_gone() -> None:
    listed = (KnownFailure("a/*", "ticket 7", date(2030, 1, 1)),)
    assert judged("a/b", "failed", listed, date(2029, 1, 1))[0] == "known"
    assert judged("a/b", "failed", listed, date(2030, 1, 2))[0] == "failed"
    assert judged("a/b", "passed", listed, date(2029, 1, 1))[0] == "failed"
    assert judged("b", "failed", listed, date(2029, 1, 1))[0] == "failed"


def test_the_known_list_is_read_from_a_file(tmp_path: Path) -> None:
    server = Server()
    server.errors["contact_in_blacklist"] = (1, "wrong")
    file = tmp_path / "known.yaml"
    file.write_text("- {case: '*contact_in_blacklist*', reason: ticket 7, until: 2999-01-01}\n- {case: '*.masked', reason: x, until: 2999-01-01}\n")  # fmt: skip
    with listening(server) as url:
        found = conform("--endpoint", url, "--profile", PROFILE, "--known", str(file), "--only", "errors/contact_in_blacklist", "--skip", "innocent", "--skip", "holds", "--skip", "combinations")  # fmt: skip
    assert found.code == 0, found.out
    assert "known" in found.out


def test_a_fact_that_is_not_stated_skips_its_cases_with_the_reason(
    cases: Suite, tmp_path: Path
) -> None:
    facts = {**cases.sample}
    del facts["media_files"]
    found = profile.read({"state": facts}, cases, {})
    assert "media_files" not in found.accounts[0].state
    server = Server()
    with listening(server) as url:
        text = (
            Path(PROFILE)
            .read_text("utf-8")
            .replace('  media_files: ["8101", "8102", "8203"]\n', "")
        )
        file = SUPPORT / "mutants" / "profile.yaml"
        assert text != file.read_text("utf-8")
        run = conform_with(text, url, tmp_path)
    assert run.code == 0
    assert "the profile does not state `media_files`" in run.out


def conform_with(text: str, url: str, folder: Path) -> Outcome:
    (folder / "profile.yaml").write_text(text, "utf-8")
    options = ("--endpoint", url, "--profile", "profile.yaml")
    return conform(*options, folder=folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("state: {media: []}", "which the spec does not know"),
        ("state: {tts_message_max_length: long}", "not a whole number"),
        ("states: {}", "means nothing"),
        ("[1", "profile.yaml"),
        ("state: {virtual_phone_numbers: [74993720692]}", "not a text"),
    ],
)
def test_a_profile_that_makes_no_sense_is_wrong_use(
    text: str, said: str, tmp_path: Path
) -> None:
    found = conform_with(text, "http://127.0.0.1:1/", tmp_path)
    assert found.code == 2
    assert said in found.err


def test_exit_codes_of_records() -> None:
    assert exit_code([{"status": "passed"}], "") == 0
    assert exit_code([{"status": "failed"}, {"status": "broken"}], "") == 1
    assert exit_code([{"status": "broken"}], "") == 3
    assert exit_code([{"status": "failed"}], "refused") == 3
    assert exit_code([{"status": "skipped"}], "") == 4


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("generated")
    for path, content in build(
        load(ONE_METHOD), ["checks", "server", "conformance"]
    ).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return root


def run_pytest(generated: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-I",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "conformance",
        *options,
    ]
    return subprocess.run(command, cwd=generated, capture_output=True, text=True)


def test_the_generated_suite_carries_the_player_byte_for_byte(generated: Path) -> None:
    copy = generated / "conformance" / "conformance_player"
    source = Path(suite.__file__).parent
    assert {path.name: path.read_bytes() for path in copy.glob("*.py")} == {
        path.name: path.read_bytes() for path in source.glob("*.py")
    }


def test_the_generated_suite_passes_by_itself(generated: Path) -> None:
    found = run_pytest(generated)
    assert found.returncode == 0, found.stdout
    assert "165 of 165 elements of the spec covered (100 %)" in found.stdout


def test_the_generated_suite_fails_where_nothing_ran(generated: Path) -> None:
    assert run_pytest(generated, "--only", "no-such-element").returncode == 1


def test_the_generated_suite_plays_the_reference_server_behind_a_url(
    generated: Path,
) -> None:
    with reference(load(ONE_METHOD)) as made, served(made.app) as port:
        found = run_pytest(
            generated,
            "--endpoint",
            f"http://127.0.0.1:{port}/",
            "--profile",
            "conformance/profile.reference.json",
            "-n",
            "2",
        )
    assert found.returncode == 0, found.stdout
    assert "(100 %)" in found.stdout


def test_the_generated_suite_refuses_and_stops_as_the_command_does(
    generated: Path, tmp_path: Path
) -> None:
    server = Server()
    server.account["good"] = []
    text = Path(PROFILE).read_text("utf-8").replace("${MUTANT_TOKEN", "${NO_SUCH_TOKEN")
    for name, content in (("unset", text), ("misspelt", "alow: {}\n"), ("few", "{}\n")):
        (tmp_path / name).write_text(content, "utf-8")
    with listening(server) as url:
        found = {
            name: run_pytest(
                generated, "--endpoint", url, "--profile", str(tmp_path / name)
            )
            for name in ("unset", "misspelt", "few")
        }
    assert found["unset"].returncode == found["misspelt"].returncode == 4
    assert "${NO_SUCH_TOKEN} from the environment" in found["unset"].stderr
    assert "did you mean `allow`?" in found["misspelt"].stderr
    assert found["few"].returncode == 1
    assert run_pytest(generated, "--at-least", "101").returncode == 4
    assert run_pytest(generated, "--endpoint", "").returncode == 4


def test_the_command_points_at_the_line_of_the_spec(tmp_path: Path) -> None:
    server = Server()
    code, text = server.errors["contact_in_blacklist"]
    server.errors["contact_in_blacklist"] = (code - 1, text)
    report = tmp_path / "found.sarif"
    with listening(server) as url:
        options = ("--endpoint", url, "--profile", PROFILE, "--only", "first-of-bl")
        found = conform(*options, "--report", f"sarif={report}", folder=ROOT)
    assert found.code == 1
    (result,) = json.loads(report.read_text("utf-8"))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    lines = (ROOT / place["artifactLocation"]["uri"]).read_text("utf-8").splitlines()
    assert "contact_in_blacklist" in lines[place["region"]["startLine"] - 1]
