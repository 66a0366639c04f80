"""`init`, `new` and `explain`: what they write is accepted as it stands, and what they are asked of a report is known."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import onespec.messages
import pytest
from commands import Outcome
from commands import onespec as run
from onespec.lint import RULES
from onespec.messages.codes import CODES
from trees import tree

AUTH = """\
onespec: 1
name: vault_api
title: Vault API
version: v1
release: 1.0.0
auth: {param: key, env: VAULT_KEY}
types:
  Key: {type: string, pattern: "^[A-Z]{3}-[0-9]+$"}
state:
  keys: {type: array, items: string, secret: true, example: [KEY-1]}
errors:
  bad_key: {code: -32001, message: Bad key, raise: [{when: "!(key in state.keys)"}]}
"""
OPEN = """\
method: vault.open
title: Open
params:
  key: {type: Key, required: true, secret: true, example: KEY-1}
"""


def project(folder: Path, *, service: str = AUTH, method: str = "") -> Path:
    (folder / "spec/methods").mkdir(parents=True)
    (folder / "spec/service.yaml").write_text(service)
    if method:
        (folder / "spec/methods/vault.open.yaml").write_text(method)
    return folder


def accepted(folder: Path, name: str = "vault.shut") -> str:
    """Adds a method, which the spec then holds without a fault; its text."""
    done = run(folder, "new", name)
    assert (0, "") == (done.code, done.err)
    assert "" == run(folder, "lint").err
    return (folder / f"spec/methods/{name}.yaml").read_text()


def test_a_new_method_takes_a_credential_that_the_account_knows(tmp_path: Path) -> None:
    assert 'key: "KEY-1"' in accepted(project(tmp_path))


def test_a_new_method_has_the_credential_as_other_methods_have_it(
    tmp_path: Path,
) -> None:
    text = accepted(project(tmp_path, method=OPEN))
    assert "type: Key" in text
    assert 'example: "KEY-1"' in text


def test_a_new_method_does_without_an_example_where_none_is_known(
    tmp_path: Path,
) -> None:
    service = AUTH.replace("!(key in state.keys)", "true")
    assert "examples:" not in accepted(project(tmp_path, service=service))


@pytest.mark.parametrize(
    "auth",
    [
        "{header: X-Key, env: VAULT_KEY, example: KEY-1}",
        "{scheme: bearer, env: VAULT_KEY, example: KEY-1}",
        "none",
    ],
)
def test_a_new_method_fits_any_service(tmp_path: Path, auth: str) -> None:
    service = AUTH.replace("{param: key, env: VAULT_KEY}", auth)
    service = service.replace("!(key in", "!(credential in")
    if auth == "none":
        service = service.partition("errors:")[0]
    service += "envelope: {params: by-position}\nparams:\n"
    service += "  size: {type: integer, required: true, minimum: 3}\n"
    service += "  note: {type: string, methods: [vault.*]}\n"
    folder = project(tmp_path, service=service)
    (folder / "spec/methods/safe").mkdir()
    other = OPEN.partition("params:")[0]
    (folder / "spec/methods/safe/vault.open.yaml").write_text(other)
    done = run(folder, "new", "vault.shut")
    assert (done.code, done.err) == (0, "")
    text = (folder / "spec/methods/safe/vault.shut.yaml").read_text()
    assert "params:\n      size: 3\n" in text and "KEY-1" not in text
    assert run(folder, "lint").err == ""


def test_a_method_is_explained_with_all_that_it_inherits(tmp_path: Path) -> None:
    service = (
        AUTH + "params:\n  note: {type: string, maxLength: 9, methods: [vault.*]}\n"
    )
    folder = project(tmp_path, service=service, method=OPEN)
    told = run(folder, "explain", "vault.open").out
    assert (
        "note: string, at most 9 characters  (inherited from spec/service.yaml:14)"
        in told
    )
    assert "key: Key, required, secret" in told
    assert "bad_key -32001 (spec/service.yaml:12): Bad key" in told
    facts = json.loads(run(folder, "explain", "vault.open", "--format", "json").out)
    assert [(p["name"], p["inherited"]) for p in facts["params"]] == [
        ("note", True),
        ("key", False),
    ]
    assert facts["credential"] == {"param": "key", "variables": ["VAULT_KEY"]}
    wrong = run(folder, "explain", "vault.opn", "--format", "json")
    assert wrong.code == 2 and "vault.open" in wrong.err


def test_the_first_method_is_added_once_the_last_one_is_gone(tmp_path: Path) -> None:
    folder = project(tmp_path, method=OPEN)
    (folder / "spec/methods/vault.open.yaml").unlink()
    done = run(folder, "lint")
    assert "onespec new METHOD" in done.err
    accepted(folder)


def test_a_method_that_can_not_be_added_names_no_file_that_is_not_there(
    tmp_path: Path,
) -> None:
    folder = project(tmp_path, method=OPEN)
    before = tree(folder)
    for name in ("Vault.open", "vault.open.it", "vault"):
        done = run(folder, "new", name)
        assert 2 == done.code
        assert "nothing was written" in done.err
        assert f"{name}.yaml" not in done.err
    assert before == tree(folder)


def codes() -> set[str]:
    """Every code that stands in the wording of a diagnostic."""
    folder = Path(onespec.messages.__file__).parent
    found: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "id", "")
                first = node.args[0]
                if called in ("error", "_error", "_warning", "_note"):
                    if isinstance(first, ast.Constant):
                        found.add(str(first.value))
            if isinstance(node, ast.keyword) and node.arg == "code":
                if isinstance(node.value, ast.Constant):
                    found.add(str(node.value.value))
    return found


def test_every_code_of_every_command_is_explained(tmp_path: Path) -> None:
    known = codes()
    assert len(known) > 90
    assert known <= CODES.keys() | {rule.code for rule in RULES}


@pytest.mark.parametrize("code", ["duplicate-key", "in-the-way", "dead-param"])
def test_a_code_is_explained_while_the_spec_is_broken_or_not_there(
    tmp_path: Path, code: str
) -> None:
    def told(folder: Path) -> Outcome:
        return run(folder, "explain", code)

    assert (0, "") == (told(tmp_path).code, told(tmp_path).err)
    folder = project(tmp_path, service="a: [", method=OPEN)
    assert told(folder).out.startswith(f"{code}: ")


def test_a_file_with_another_name_than_its_method_is_found(tmp_path: Path) -> None:
    folder = project(tmp_path, method=OPEN)
    (folder / "spec/methods/vault.open.yaml").rename(folder / "spec/methods/open.yaml")
    done = run(folder, "lint")
    assert 1 == done.code
    assert "file-named-otherwise" in done.out
    assert "`vault.open.yaml`" in done.out


def test_a_method_with_a_slash_is_looked_for_under_a_dot(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert "method: vault/shut" in OPEN.replace("vault.open", "vault/shut")
    text = OPEN.replace("vault.open", "vault/shut")
    (folder / "spec/methods/vault.shut.yaml").write_text(text)
    assert "file-named-otherwise" not in run(folder, "lint").out


def test_a_required_param_with_a_default_is_found(tmp_path: Path) -> None:
    more = "  depth: {type: integer, required: true, default: 1}\n"
    more += "  box: {type: object, fields: {lid: {type: boolean, required: true, default: true}}}\n"
    done = run(project(tmp_path, method=OPEN + more), "lint")
    assert 2 == done.out.count("warning[required-with-default]")
    assert "`box.lid`" in done.out


def test_an_output_folder_that_is_somebody_elses_is_refused(tmp_path: Path) -> None:
    folder = project(tmp_path, method=OPEN)
    (folder / "theirs/deep").mkdir(parents=True)
    (folder / "theirs/deep/notes.txt").write_text("mine")
    before = tree(folder)
    for more in ([], ["--force"]):
        done = run(folder, "generate", "--out", "theirs", *more)
        assert 1 == done.code
        assert "out-not-ours" in done.err
        assert "deep/notes.txt" in done.err
    assert before == tree(folder)


def test_an_empty_folder_and_a_fresh_repository_are_taken(tmp_path: Path) -> None:
    folder = project(tmp_path, method=OPEN)
    (folder / "empty").mkdir()
    (folder / "fresh/.git").mkdir(parents=True)
    (folder / "fresh/.git/HEAD").write_text("ref: refs/heads/main\n")
    for out in ("empty", "fresh"):
        assert 0 == run(folder, "generate", "--only", "schema", "--out", out).code


def test_check_names_what_really_mends_an_added_file(tmp_path: Path) -> None:
    folder = project(tmp_path, method=OPEN)
    run(folder, "generate", "--only", "schema")
    run(folder, "generate")
    (folder / "generated/my notes.txt").write_text("mine")
    done = run(folder, "check")
    assert "to mend: rm -r 'generated/my notes.txt'\n" in done.out
    (folder / "generated/openapi.json").unlink()
    done = run(folder, "check")
    mend = "to mend: rm -r 'generated/my notes.txt' && onespec generate\n"
    assert mend in done.out
    (folder / "generated/my notes.txt").unlink()
    run(folder, "generate")
    assert 0 == run(folder, "check").code


def test_a_linked_folder_of_the_output_is_named_and_not_what_lies_below(
    tmp_path: Path,
) -> None:
    folder = project(tmp_path, method=OPEN)
    run(folder, "generate")
    (folder / "generated/docs").rename(folder / "elsewhere")
    (folder / "generated/docs").symlink_to(folder / "elsewhere")
    for arguments in (["check"], ["generate"], ["generate", "--force"]):
        done = run(folder, *arguments)
        told = done.out + done.err
        assert 1 == told.count("in-the-way]")
        assert "--> generated/docs:1:1" in told
