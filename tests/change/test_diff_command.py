"""`diff`, `bump` and `changelog`: versions out of folders and git, what is printed, and what fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from commands import Outcome
from commands import onespec as run
from places import ROOT

SERVICE = """\
onespec: 1
name: shop
title: Shop
version: v1
release: 1.0.0
errors:
  bad_mix: {code: -32001, message: These do not go together}
"""
METHOD = """\
method: order.place
title: Place an order
params:
  colour: {type: string, required: true, enum: [red, green]}
  count: {type: integer, minimum: 1}
"""
NEWER = METHOD.replace("[red, green]", "[red]")
SCHEMA = json.loads((ROOT / "generator/onespec/change/report.schema.json").read_text())


def spec(folder: Path, method: str = METHOD, service: str = SERVICE) -> None:
    (folder / "methods").mkdir(parents=True, exist_ok=True)
    (folder / "service.yaml").write_text(service)
    (folder / "methods/order.place.yaml").write_text(method)


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A clone with a tag `v1`, and a working tree in which an enum value is gone."""
    git(tmp_path, "init", "-q", "-b", "main")
    spec(tmp_path / "spec")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    git(tmp_path, "tag", "v1")
    spec(tmp_path / "spec", NEWER)
    return tmp_path


def test_the_working_tree_is_compared_with_a_revision(repository: Path) -> None:
    done = run(repository, "diff", "v1")
    assert 1 == done.code
    assert (
        "breaking[enum-value-removed]: order.place: `colour` can no longer be"
        in done.out
    )
    assert "--> was v1:spec/methods/order.place.yaml:4:3" in done.out
    assert '{"colour": "green"}' in done.out
    assert done.out.endswith("1 breaking (for callers)\n")


@pytest.mark.parametrize("old", ["v1", "v1:spec", "HEAD", "main"])
def test_a_revision_can_be_named_in_every_way_that_git_knows(
    repository: Path, old: str
) -> None:
    assert 1 == run(repository, "diff", old).code


def test_a_branch_is_compared_from_where_it_was_left(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "topic")
    git(repository, "commit", "-qam", "topic")
    git(repository, "checkout", "-q", "main")
    spec(repository / "spec", METHOD.replace("count", "amount"))
    git(repository, "commit", "-qam", "main goes on")
    git(repository, "checkout", "-q", "topic")
    done = run(repository, "diff", "--against", "main", "--format", "json")
    assert ["enum-value-removed"] == [
        one["id"] for one in json.loads(done.out)["changes"]
    ]


def test_equal_versions_are_said_to_be_equal(repository: Path) -> None:
    spec(repository / "spec")
    assert Outcome(code=0, out="v1:spec and spec say the same.\n", err="") == run(
        repository, "diff", "v1"
    )


@pytest.mark.parametrize(
    "old, told",
    [
        ("nothing", "`nothing` is neither a folder here nor a revision that git knows"),
        ("v1:api", "the revision `v1` has no `api/service.yaml`"),
        ("--fail-on=any", "name the old version"),
    ],
)
def test_a_version_that_is_none_is_told(repository: Path, old: str, told: str) -> None:
    done = run(repository, "diff", old)
    assert 2 == done.code
    assert told in done.err


def test_json_is_as_its_schema_says(repository: Path) -> None:
    done = run(repository, "diff", "v1", "--format", "json")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(done.out))


def test_each_format_tells_the_breaking_change(repository: Path) -> None:
    for form in ("markdown", "github", "sarif", "junit"):
        done = run(repository, "diff", "v1", "--format", form)
        assert 1 == done.code
        assert "enum-value-removed" in done.out
    suite = ElementTree.fromstring(
        run(repository, "diff", "v1", "--format", "junit").out
    )
    assert ("1", "1") == (suite.get("tests"), suite.get("failures"))


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--fail-on", "never"], 0),
        (["--fail-on", "any"], 1),
        (["--side", "servers"], 0),
        (["--side", "all"], 1),
        (["--skip", "enum-value-removed"], 0),
        (["--only", "method-removed"], 0),
        (["--method", "list.*"], 0),
        (["--method", "order.*"], 1),
        (["--only", "enum-value-removd"], 2),
    ],
)
def test_what_fails_can_be_chosen(
    repository: Path, arguments: list[str], code: int
) -> None:
    assert code == run(repository, "diff", "v1", *arguments).code


ACK = {
    "id": "enum-value-removed",
    "path": "order.place: params.colour",
    "reason": "nobody buys green",
    "owner": "sales",
    "expires": "2999-12-31",
}


def acknowledged(folder: Path, **changed: str) -> Outcome:
    entry = {name: value for name, value in {**ACK, **changed}.items() if value}
    (folder / "acks.yaml").write_text(yaml.safe_dump([entry], default_style='"'))
    return run(folder, "diff", "v1", "--acks", "acks.yaml")


def test_an_acknowledged_change_passes_and_is_told_with_its_owner(
    repository: Path,
) -> None:
    done = acknowledged(repository)
    assert 0 == done.code
    assert "acknowledged by sales until 2999-12-31: nobody buys green" in done.out


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"expires": "2001-01-31"}, "acknowledgement-expired"),
        ({"path": "order.place: params.count"}, "acknowledgement-unused"),
        ({"fingerprint": "0000000000000000"}, "acknowledgement-unused"),
        ({"expires": ""}, "bad-acknowledgement"),
        ({"owner": ""}, "bad-acknowledgement"),
        ({"expires": "soon"}, "bad-acknowledgement"),
        ({"id": "enum-gone"}, "bad-acknowledgement"),
    ],
)
def test_an_acknowledgement_that_no_longer_holds_fails(
    repository: Path, changed: dict[str, str], code: str
) -> None:
    done = acknowledged(repository, **changed)
    assert 1 == done.code
    assert code in done.err


def test_recorded_calls_tell_who_breaks(repository: Path) -> None:
    calls = [{"colour": "green"}, {"colour": "red"}, {"colour": "green", "count": 2}]
    rows = [
        json.dumps({"jsonrpc": "2.0", "id": at, "method": "order.place", "params": one})
        for at, one in enumerate(calls)
    ]
    (repository / "calls.ndjson").write_text("\n".join(rows))
    done = run(repository, "diff", "v1", "--traffic", "calls.ndjson")
    assert "order.place: `invalid_params` for `colour`, 2 times" in done.out
    har = {
        "log": {"entries": [{"request": {"postData": {"text": row}}} for row in rows]}
    }
    (repository / "calls.har").write_text(json.dumps(har))
    told = run(repository, "diff", "v1", "--traffic", "calls.har", "--format", "json")
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(told.out))
    (broken,) = json.loads(told.out)["traffic"]["broken"]
    assert (2, 1) == (broken["count"], broken["first_line"])


def test_a_file_of_calls_that_is_none_is_told(repository: Path) -> None:
    (repository / "calls.ndjson").write_text("GET /")
    done = run(repository, "diff", "v1", "--traffic", "calls.ndjson")
    assert 2 == done.code
    assert "line 1" in done.err


def test_emitted_tests_pass_before_and_fail_after(repository: Path) -> None:
    run(repository, "diff", "v1", "--emit-tests", "test_changes.py")
    spec(repository / "old")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = [
        subprocess.run(
            [*command, "test_changes.py"],
            cwd=repository,
            env={**os.environ, "ONESPEC_SPEC": folder},
            capture_output=True,
        ).returncode
        for folder in ("old", "spec")
    ]
    assert [0, 1] == done


def test_a_file_of_somebody_else_is_not_overwritten_by_tests(repository: Path) -> None:
    (repository / "mine.py").write_text("x = 1")
    assert 2 == run(repository, "diff", "v1", "--emit-tests", "mine.py").code
    assert "x = 1" == (repository / "mine.py").read_text()


def test_bump_tells_the_release_and_checks_the_declared_one(repository: Path) -> None:
    assert "major: 1.0.0 -> 2.0.0\n" == run(repository, "bump", "v1").out
    low = run(repository, "bump", "v1", "--check")
    assert 1 == low.code
    assert "at least 2.0.0 is due" in low.out
    spec(repository / "spec", NEWER, SERVICE.replace("1.0.0", "2.0.0"))
    assert 0 == run(repository, "bump", "v1", "--check").code


@pytest.mark.parametrize(
    "old, new, told",
    [
        (METHOD, METHOD, "none"),
        (METHOD, METHOD.replace("Place an order", "Order"), "patch"),
        (METHOD, METHOD + "  note: {type: string}\n", "minor"),
        (METHOD, METHOD + "  note: {type: string, required: true}\n", "major"),
    ],
)
def test_a_bump_is_as_heavy_as_the_heaviest_change(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    spec(tmp_path / "old", old)
    spec(tmp_path / "spec", new)
    assert run(tmp_path, "bump", "old").out.startswith(f"{told}: ")


def test_a_changelog_goes_from_tag_to_tag(repository: Path) -> None:
    git(repository, "commit", "-qam", "second")
    git(repository, "tag", "v2")
    spec(repository / "spec", NEWER + "  note: {type: string}\n")
    text = run(repository, "changelog").out
    unreleased, second, first = text.split("\n## [")[1:]
    assert "- `order.place`: there is a new optional param `note`" in unreleased
    assert '- **Breaking:** `order.place`: `colour` can no longer be "green"' in second
    assert first.startswith("v1] - 20")


def test_kinds_of_changes_are_explained() -> None:
    done = run(ROOT, "explain", "enum-value-removed")
    assert 0 == done.code
    assert "Why it matters" in done.out


def test_methods_that_did_not_change_are_known_to_recorded_calls(
    repository: Path,
) -> None:
    for name in ("order.show", "order.list"):
        for folder in ("spec", "old"):
            spec(repository / folder, METHOD if folder == "old" else NEWER)
            text = f"method: {name}\ntitle: Show\n"
            (repository / folder / f"methods/{name}.yaml").write_text(text)
    rows = [
        json.dumps({"method": name, "params": {}})
        for name in ("order.show", "order.list", "order.gone")
    ]
    (repository / "calls.ndjson").write_text("\n".join(rows))
    told = run(
        repository, "diff", "old", "--traffic", "calls.ndjson", "--format", "json"
    )
    traffic = json.loads(told.out)["traffic"]
    assert (2, 1, []) == (traffic["calls"], traffic["strange"], traffic["broken"])


def test_a_new_label_of_the_service_does_not_hide_a_change(repository: Path) -> None:
    spec(repository / "spec", NEWER, SERVICE.replace("version: v1", "version: v2"))
    done = run(repository, "diff", "v1")
    assert "version-label-changed" in done.out
    assert "enum-value-removed" in done.out
