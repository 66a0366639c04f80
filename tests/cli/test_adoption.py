"""What another project takes from this one by name: the pre-commit hooks and the GitHub action. Their commands are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from commands import onespec
from places import ROOT

HOOKS: Final = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
ACTION: Final = ROOT / ".github/actions/onespec/action.yml"
INPUTS: Final = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]
STEPS: Final = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a spec and what it makes, and with `onespec` as a command of its own."""
    assert onespec(tmp_path, "init").code == 0
    assert onespec(tmp_path, "generate").code == 0
    command = tmp_path / "bin/onespec"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onespec "$@"\n')
    command.chmod(0o755)
    return tmp_path


def bash(folder: Path, program: str, **environment: str) -> tuple[int, str]:
    """Exit code and output of a program, run as GitHub runs a step in bash."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", program],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "generator"),
            "GITHUB_ACTIONS": "true",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout


def change(project: Path) -> None:
    """A change of the spec after which what was generated is stale."""
    path = project / "spec/service.yaml"
    path.write_text(path.read_text().replace("Sends greetings.", "Sends them."))


# Hooks.


@pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
def test_a_hook_passes_where_nothing_is_wrong(
    project: Path, hook: Mapping[str, Any]
) -> None:
    committed(project)
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert bash(project, " ".join([hook["entry"], *hook.get("args", [])]))[0] == 0


def committed(project: Path) -> None:
    """The project as it is becomes the main branch of a repository."""
    who = "-c user.name=A -c user.email=a@example.org"
    done = f"git init -q -b main && git add . && git {who} commit -qm first"
    assert bash(project, done)[0] == 0


def test_the_hook_that_compares_fails_where_callers_of_main_break(
    project: Path,
) -> None:
    committed(project)
    path = project / "spec/service.yaml"
    path.write_text(re.sub(r"code: -\d+", "code: -31999", path.read_text(), count=1))
    code, said = bash(project, "onespec diff main")
    assert code == 1
    assert "breaking[error-code-changed]" in said


def test_the_hook_that_checks_fails_on_a_stale_file_and_names_the_mend(
    project: Path,
) -> None:
    change(project)
    code, said = bash(project, HOOKS["onespec-check"]["entry"])
    assert code == 1
    assert "to mend: onespec generate" in said
    assert HOOKS["onespec-check"]["always_run"] is True


def test_the_hook_that_generates_writes_what_the_other_would_miss(
    project: Path,
) -> None:
    change(project)
    assert bash(project, HOOKS["onespec-generate"]["entry"])[0] == 0
    assert bash(project, HOOKS["onespec-check"]["entry"])[0] == 0


def test_the_hook_that_lints_fails_on_a_finding(project: Path) -> None:
    path = project / "spec/methods/greeting.send.yaml"
    path.write_text(path.read_text().replace("then: has(phone)", "then: has(fone)"))
    code, said = bash(project, HOOKS["onespec-lint"]["entry"])
    assert code == 1
    assert "fone" in said


@pytest.mark.parametrize("name", ["onespec-lint", "onespec-generate"])
@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        ("spec/service.yaml", True),
        ("api/spec/methods/a.b.yaml", True),
        ("methods/a.yml", True),
        ("src/methods.yaml", False),
        ("generated/openapi.json", False),
        ("myservice.yaml", False),
    ],
)
def test_a_hook_is_run_for_files_of_a_spec_only(
    name: str, path: str, concerned: bool
) -> None:
    assert bool(re.search(HOOKS[name]["files"], path)) is concerned


# The action.


def ran(step: Mapping[str, Any], project: Path, **given: str) -> tuple[int, str]:
    """What a step comes to, with inputs as a workflow gives them."""
    values = {name: one["default"] for name, one in INPUTS.items()} | given

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: values[m[1]], text)

    environment = {key: filled(text) for key, text in step.get("env", {}).items()}
    folder = project / filled(step["working-directory"])
    return bash(folder, step["run"], **environment)


def step(part: str) -> Mapping[str, Any]:
    found: Mapping[str, Any]
    (found,) = [one for one in STEPS if part in one.get("run", "")]
    return found


COMMANDS: Final = ("onespec lint", "onespec check", "onespec conform")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_step_of_the_action_passes_with_its_defaults(
    project: Path, command: str
) -> None:
    assert ran(step(command), project)[0] == 0


def test_the_action_fails_on_stale_files_with_an_annotation(project: Path) -> None:
    change(project)
    code, said = ran(step("onespec check"), project)
    assert code == 1
    assert "::error " in said


def test_an_annotation_names_its_file_as_the_repository_does(project: Path) -> None:
    place = project / "apis/first"
    place.mkdir(parents=True)
    (project / "spec").rename(place / "spec")
    path = place / "spec/service.yaml"
    path.write_text(path.read_text().replace("version: v1", "verzion: v1"))
    here = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(project)}
    said = onespec(place, "lint", **here).out
    assert "file=apis/first/spec/service.yaml,line=" in said
    elsewhere = {**here, "GITHUB_WORKSPACE": str(project / "bin")}
    assert "file=spec/service.yaml,line=" in onespec(place, "lint", **elsewhere).out


def test_the_action_works_in_other_folders_and_writes_a_report(project: Path) -> None:
    place = project / "my api"
    place.mkdir()
    (project / "spec").rename(place / "the spec")
    (project / "generated").rename(place / "made of it")
    (place / "bin").symlink_to(project / "bin")
    given = {
        "working-directory": "my api",
        "spec": "the spec",
        "out": "made of it",
        "junit": "report one.xml",
    }
    for command in COMMANDS:
        assert ran(step(command), project, **given)[0] == 0
    assert (place / "report one.xml").read_text("utf-8").startswith("<?xml")


def test_nothing_that_a_workflow_says_is_read_as_a_command(project: Path) -> None:
    told = "spec; touch caught; $(touch caught)"
    for command in COMMANDS:
        assert ran(step(command), project, spec=told)[0] != 0
    assert not (project / "caught").exists()
    assert all("${{" not in one.get("run", "") for one in STEPS)


def test_the_action_installs_the_onespec_that_it_lies_in() -> None:
    install = step("pip install")["run"]
    (source,) = re.findall(r'source="\$GITHUB_ACTION_PATH/(.*)"', install)
    root = (ACTION.parent / source).resolve()
    assert root == ROOT
    assert (root / "requirements.lock").exists()
    assert '--constraint "$source/requirements.lock" "$source"' in install


def test_every_input_of_the_action_is_used_and_explained() -> None:
    text = ACTION.read_text("utf-8").partition("\nruns:")[2]
    unused = [
        name
        for name in INPUTS
        if not re.search(rf"inputs\.{re.escape(name)}\b(?!-)", text)
    ]
    assert unused == []
    assert all(one["description"] for one in INPUTS.values())
