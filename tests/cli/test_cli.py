"""The commands as a user meets them: what they do, what they say, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from commands import onespec
from onespec import inputs
from onespec.cli.main import COMMANDS
from trees import tree


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the spec that `init` writes."""
    assert onespec(tmp_path, "init").code == 0
    return tmp_path


@pytest.fixture
def generated(project: Path) -> Path:
    """The same, generated."""
    assert onespec(project, "generate", "--only", "schema").code == 0
    return project


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(inputs.__file__).parents[1])}
"""For a process of its own."""
SCHEMA = "generated/schema/greeting.send.params.schema.json"


def test_init_writes_a_spec_that_generates_and_checks_clean(project: Path) -> None:
    done = onespec(project, "generate")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("generated: ") and "created" in done.out
    again = onespec(project, "generate")
    assert again.out.startswith("generated: nothing to do, ")
    for arguments in (["check"], ["check", "--fast"]):
        checked = onespec(project, *arguments)
        assert (checked.code, checked.out) == (0, "generated is what spec makes\n")


def test_init_overwrites_nothing(project: Path) -> None:
    (project / "spec/service.yaml").write_text("mine")
    done = onespec(project, "init")
    assert (done.code, done.out) == (2, "")
    assert (
        done.err
        == "error: spec/service.yaml is there already, and nothing is overwritten\n"
    )
    assert (project / "spec/service.yaml").read_text() == "mine"


def test_init_leaves_nothing_where_one_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/spec.schema.json").write_text("mine")
    assert onespec(tmp_path, "init").code == 2
    assert tree(tmp_path) == {"spec/spec.schema.json": b"mine"}


def test_every_file_of_a_new_spec_names_the_schema_beside_it(project: Path) -> None:
    assert onespec(project, "new", "thing.do").code == 0
    for path in (project / "spec").rglob("*.yaml"):
        head, _, schema = path.read_text().splitlines()[0].partition("$schema=")
        assert head == "# yaml-language-server: "
        assert json.loads((path.parent / schema).read_bytes())["title"]


def test_new_adds_a_method_that_generates(project: Path) -> None:
    done = onespec(project, "new", "thing.do")
    assert (done.code, done.out) == (0, "made spec/methods/thing.do.yaml\n")
    assert onespec(project, "generate", "--only", "schema").code == 0
    assert (project / "generated/schema/thing.do.params.schema.json").exists()


def test_new_declares_the_credential_that_all_methods_carry(project: Path) -> None:
    service = project / "spec/service.yaml"
    service.write_text(service.read_text() + "auth: {param: token, env: TOKEN}\n")
    method = project / "spec/methods/greeting.send.yaml"
    method.write_text(method.read_text() + "auth: none\n")
    assert onespec(project, "new", "thing.do").code == 0
    assert onespec(project, "generate", "--only", "schema").code == 0


@pytest.mark.parametrize("name", ["../x", "a b", "", ".a", "a.", "a\nb: c", "é"])
def test_new_refuses_what_is_no_method_name(project: Path, name: str) -> None:
    before = tree(project)
    done = onespec(project, "new", "--", name)
    assert done.code == 2
    assert "is not a method's name" in done.err
    assert tree(project) == before


def test_new_refuses_a_method_that_is_there(project: Path) -> None:
    before = tree(project)
    done = onespec(project, "new", "greeting.send")
    assert (done.code, done.err) == (
        2,
        "error: the spec has a method 'greeting.send' already\n",
    )
    assert tree(project) == before


def test_new_writes_nothing_that_the_spec_could_not_hold(project: Path) -> None:
    before = tree(project)
    done = onespec(project, "new", "greeting_send")
    assert done.code == 2
    assert "nothing was written" in done.err
    assert "greeting_send.yaml" not in done.err
    assert tree(project) == before


def test_an_unknown_command_is_answered_with_the_nearest(tmp_path: Path) -> None:
    done = onespec(tmp_path, "chekc")
    assert (done.code, done.err) == (
        2,
        "error: there is no command 'chekc'; did you mean 'check'?\n",
    )


def test_an_unknown_option_is_answered_with_the_nearest(tmp_path: Path) -> None:
    done = onespec(tmp_path, "generate", "--ot", "x")
    assert done.code == 2
    assert "--out" in done.err


def test_an_unknown_target_is_answered_with_the_nearest(project: Path) -> None:
    done = onespec(project, "generate", "--only", "schemas")
    assert (done.code, done.err) == (
        2,
        "error: there is no target 'schemas'; did you mean 'schema'?\n",
    )


@pytest.mark.parametrize("out", ["spec", "spec/out", "spec/../spec/out", "."])
def test_the_output_folder_is_kept_apart_from_the_spec(project: Path, out: str) -> None:
    before = tree(project)
    done = onespec(project, "generate", "--out", out)
    assert done.code == 2
    assert "--out" in done.err
    assert tree(project) == before


def test_an_output_folder_that_is_a_file_is_refused(project: Path) -> None:
    (project / "generated").write_text("mine")
    done = onespec(project, "generate", "--only", "schema")
    assert done.code == 1
    assert "error[out-not-a-folder]" in done.err
    assert (project / "generated").read_text() == "mine"


def test_generate_refuses_a_hand_edit_and_names_the_way_out(generated: Path) -> None:
    (generated / SCHEMA).write_text("mine")
    done = onespec(generated, "generate", "--only", "schema")
    assert done.code == 1
    assert f"--> {SCHEMA}:1:1" in done.err
    assert "onespec generate --force" in done.err
    assert (generated / SCHEMA).read_text() == "mine"
    assert onespec(generated, "generate", "--only", "schema", "--force").code == 0
    assert (generated / SCHEMA).read_text() != "mine"


def test_a_faulty_spec_changes_no_output(generated: Path) -> None:
    before = tree(generated / "generated")
    method = generated / "spec/methods/greeting.send.yaml"
    method.write_text(method.read_text().replace("has(address)\n", "has(adress)\n"))
    for command in ("generate", "check"):
        done = onespec(generated, command)
        assert done.code == 1
        assert "spec/methods/greeting.send.yaml" in done.err
        assert "address" in done.err
    assert tree(generated / "generated") == before


def test_a_spec_folder_that_does_not_exist_is_wrong_use(tmp_path: Path) -> None:
    for command in ("generate", "check"):
        done = onespec(tmp_path, command, "nowhere")
        assert done.code == 2
        assert "nowhere/service.yaml" in done.err


def test_settings_name_the_folders(project: Path) -> None:
    (project / "spec").rename(project / "api")
    (project / "pyproject.toml").write_text(
        '[tool.onespec]\nspec = "api"\nout = "made"\n'
    )
    (project / "below").mkdir()
    done = onespec(project / "below", "generate", "--only", "schema")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("../made: ")
    assert (project / "made/manifest.json").exists()


def test_the_output_folder_of_the_settings_is_not_used_for_another_spec(
    project: Path,
) -> None:
    (project / "pyproject.toml").write_text('[tool.onespec]\nout = "made"\n')
    (project / "spec").rename(project / "other")
    done = onespec(project, "generate", "other")
    assert done.code == 2
    assert "--out" in done.err
    assert not (project / "made").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.onespec]\nspce = "x"\n', "unknown key 'spce'; did you mean 'spec'?"),
        ("[tool.onespec]\nout = 1\n", "out is the path of a folder"),
        ("[tool.onespec\n", "can't be read as TOML"),
    ],
)
def test_faulty_settings_are_wrong_use(project: Path, text: str, said: str) -> None:
    (project / "pyproject.toml").write_text(text)
    for arguments in (["check"], ["check", "--fast"], ["generate"]):
        done = onespec(project, *arguments)
        assert done.code == 2
        assert said in done.err


def test_a_fault_of_onespec_itself_says_how_to_report_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("broken here")

    monkeypatch.setattr("onespec.build.build_spec", broken)
    done = onespec(project, "generate")
    assert done.code == 70
    assert "LookupError: broken here" in done.err
    assert "onespec --debug" in done.err
    assert "Traceback" not in done.err
    with pytest.raises(LookupError):
        onespec(project, "--debug", "generate")


def test_a_new_spec_has_no_findings(project: Path) -> None:
    done = onespec(project, "lint")
    assert (done.code, done.out, done.err) == (0, "spec: no findings in 1 method\n", "")
    assert onespec(project, "new", "thing.do").code == 0
    assert onespec(project, "lint").out == "spec: no findings in 2 methods\n"
    assert onespec(project, "lint", "--format", "json").out == "[]\n"


def test_lint_shows_the_place_of_a_finding_and_fails(project: Path) -> None:
    method = project / "spec/methods/greeting.send.yaml"
    method.write_text(
        method.read_text().replace("then: has(phone)", "then: channel == 'sms'")
    )
    done = onespec(project, "lint")
    assert done.code == 1
    assert "[constraint-never-fails]" in done.out
    assert "--> spec/methods/greeting.send.yaml:" in done.out
    told = json.loads(onespec(project, "lint", "--format", "json").out)
    assert "constraint-never-fails" in {item["code"] for item in told}
    assert {item["file"] for item in told} == {"spec/methods/greeting.send.yaml"}


def test_a_spec_that_cannot_be_loaded_fails_lint_in_every_format(project: Path) -> None:
    (project / "spec/service.yaml").write_text("onespec: 1\nonespec: 1\n")
    done = onespec(project, "lint")
    assert (done.code, done.out) == (1, "")
    assert "duplicate-key" in done.err
    told = json.loads(onespec(project, "lint", "--format", "json").out)
    assert [item["code"] for item in told] == ["duplicate-key"]
    sarif = json.loads(onespec(project, "lint", "--format", "sarif").out)
    assert [item["ruleId"] for item in sarif["runs"][0]["results"]] == ["duplicate-key"]
    assert onespec(project, "lint", GITHUB_ACTIONS="true").out.startswith("::error ")


def test_explain_tells_a_constraint_with_its_smallest_requests(project: Path) -> None:
    done = onespec(project, "explain", "sms-needs-phone")
    assert done.code == 0
    assert "smallest accepted: " in done.out
    assert "smallest rejected: " in done.out


def test_explain_offers_the_nearest_name(project: Path) -> None:
    done = onespec(project, "explain", "sms-needs-fone")
    assert done.code == 2
    assert "did you mean 'sms-needs-phone'?" in done.err


def test_help_lists_every_command_with_the_exit_codes(tmp_path: Path) -> None:
    done = onespec(tmp_path, "--help")
    assert done.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.out
        assert onespec(tmp_path, name, "--help").code == 0
    assert "Exit codes: 0 clean" in done.out


def test_no_command_prints_help_and_is_wrong_use(tmp_path: Path) -> None:
    done = onespec(tmp_path)
    assert done.code == 2
    assert "Commands:" in done.out + done.err


def test_watch_writes_again_when_the_spec_changes_and_survives_a_fault(
    project: Path,
) -> None:
    arguments = ["generate", "--only", "schema", "--watch"]
    command = [sys.executable, "-u", "-m", "onespec", *arguments]
    method = project / "spec/methods/greeting.send.yaml"
    text = method.read_text()
    with subprocess.Popen(
        command,
        cwd=project,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert "created" in process.stdout.readline()
            method.write_text(text.replace("maxLength: 100", "maxLenth: 100"))
            assert "unknown-key" in process.stdout.readline()
            method.write_text(text.replace("maxLength: 100", "maxLength: 99"))
            assert any("updated" in line for line in process.stdout)
            assert '"maxLength": 99' in (project / SCHEMA).read_text()
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("command", ["generate", "check", "lint", "init"])
def test_a_name_that_no_system_takes_is_one_line(tmp_path: Path, command: str) -> None:
    done = onespec(tmp_path, command, "a" * 300)
    assert done.code in (1, 2)
    assert "ile name too long" in done.err
    assert "fault of onespec" not in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("arguments", [["lint"], ["check"], ["check", "--fast"]])
def test_an_answer_that_cannot_be_written_is_no_success(
    generated: Path, arguments: list[str]
) -> None:
    assert onespec(generated, "generate").code == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "onespec", *arguments],
            cwd=generated,
            env=ENVIRONMENT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (done.returncode, done.stderr) == (2, "error: No space left on device\n")


def test_a_current_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "import os; os.rmdir(os.getcwd()); from onespec.__main__ import main; raise SystemExit(main())"
    for arguments in (["check"], ["check", "--fast"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=gone,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "error: No such file or directory\n"
        gone.mkdir()
