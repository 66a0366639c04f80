"""`check`: which kind of drift it names, what it shows of it, in every format, and with which command it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import onespec

SCHEMA = "generated/schema/greeting.send.params.schema.json"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated project."""
    folder = tmp_path_factory.mktemp("project")
    assert onespec(folder, "init").code == 0
    assert onespec(folder, "generate").code == 0
    return folder


@pytest.fixture
def project(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "project"))


def kinds(folder: Path, *arguments: str) -> dict[str, str]:
    """File -> what `check` says of it."""
    done = onespec(folder, "check", "--format", "json", *arguments)
    found = json.loads(done.out)
    assert done.code == (1 if found else 0)
    return {item["file"]: item["code"] for item in found}


@pytest.mark.parametrize("fast", [[], ["--fast"]])
def test_each_of_the_kinds_is_told_apart(project: Path, fast: list[str]) -> None:
    assert kinds(project, *fast) == {}
    (project / SCHEMA).write_text("{}\n")
    (project / "generated/openrpc.json").unlink()
    (project / "generated/notes.txt").write_text("mine\n")
    assert kinds(project, *fast) == {
        SCHEMA: "edited-by-hand",
        "generated/notes.txt": "added",
        "generated/openrpc.json": "missing",
    }


def test_generate_with_nothing_changed_loads_nothing_that_makes_files(
    project: Path,
) -> None:
    """It is decided from the manifest; another Ruff, a change of the spec or of a file is noticed all the same."""
    heavy = "jinja2 pydantic datamodel_code_generator yaml jsonschema click".split()
    code = (
        "import sys; from onespec.__main__ import main; sys.argv = ['onespec', 'generate']; code = main();"
        f"print(code, [name for name in {heavy} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True)
    count = len(json.loads((project / "generated/manifest.json").read_text())["files"])
    said = f"generated: nothing to do, {count} files up to date\n"
    assert done.stdout == f"{said}0 []\n", done.stderr
    (project / "pyproject.toml").write_text("[tool.onespec]\n")
    assert onespec(project, "generate").out == said

    other_ruff(project)
    assert "nothing to do" in onespec(project, "generate").out
    (project / SCHEMA).unlink()
    assert "1 created" in onespec(project, "generate").out
    method = project / "spec/methods/greeting.send.yaml"
    method.write_text(method.read_text() + "\n# more\n")
    onespec(project, "generate")
    assert onespec(project, "check", "--fast").code == 0


def other_ruff(project: Path) -> None:
    """Makes the manifest tell of another version of Ruff than the one at hand."""
    path = project / "generated/manifest.json"
    told = path.read_text()
    at_hand = json.loads(told)["tools"]["ruff"]
    path.write_text(told.replace(f'"ruff": "{at_hand}"', '"ruff": "0.0.1"'))


def test_another_version_of_a_tool_that_makes_the_same_is_no_drift(
    project: Path,
) -> None:
    other_ruff(project)
    assert kinds(project) == {}
    assert onespec(project, "generate").code == 0
    assert '"ruff": "0.0.1"' in (project / "generated/manifest.json").read_text()


def test_drift_under_another_version_of_a_tool_names_both(project: Path) -> None:
    assert "made with ruff" not in onespec(project, "check").out
    other_ruff(project)
    (project / SCHEMA).write_text("{}\n")
    told = onespec(project, "check")
    assert "made with ruff 0.0.1, compared with ruff " in told.out + told.err


def test_a_changed_spec_makes_its_files_stale(project: Path) -> None:
    method = project / "spec/methods/greeting.send.yaml"
    method.write_text(method.read_text().replace("maxLength: 100", "maxLength: 99"))
    found = kinds(project)
    assert set(found.values()) == {"stale"}
    assert SCHEMA in found
    assert kinds(project, "--fast") == found


def test_a_method_taken_away_leaves_orphans(project: Path) -> None:
    assert onespec(project, "new", "thing.do").code == 0
    assert onespec(project, "generate").code == 0
    (project / "spec/methods/thing.do.yaml").unlink()
    orphan = "generated/schema/thing.do.params.schema.json"
    assert kinds(project)[orphan] == "orphan"
    assert onespec(project, "generate").code == 0
    assert not (project / orphan).exists()
    assert kinds(project) == {}


def test_a_comment_in_the_spec_leaves_only_the_manifest_behind(project: Path) -> None:
    service = project / "spec/service.yaml"
    service.write_text(service.read_text() + "# a remark\n")
    assert kinds(project) == {"generated/manifest.json": "stale"}
    done = onespec(project, "check")
    assert "the manifest was written before a change of the spec" in done.out


def test_line_ends_of_another_system_are_the_same_spec(project: Path) -> None:
    for path in (project / "spec").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert kinds(project) == {}
    assert kinds(project, "--fast") == {}


def test_nothing_generated_is_one_finding(project: Path) -> None:
    shutil.rmtree(project / "generated")
    assert kinds(project) == {"generated": "never-generated"}
    (project / "generated").mkdir()
    assert kinds(project) == {"generated": "never-generated"}


def test_the_diff_and_the_mending_command_are_printed(project: Path) -> None:
    path = project / "generated/openrpc.json"
    path.write_text(path.read_text().replace("Greetings API", "Greetings, edited"))
    done = onespec(project, "check")
    assert done.code == 1
    assert '\n-    "title": "Greetings, edited",' in done.out
    assert '\n+    "title": "Greetings API",' in done.out
    assert done.out.endswith(
        "not what spec makes: 1 edited by hand\nto mend: onespec generate --force\n"
    )


def test_the_mending_command_names_the_folders_that_were_named(project: Path) -> None:
    (project / "generated/openrpc.json").unlink()
    done = onespec(project, "check", "./spec", "--out", "generated")
    assert done.out.endswith("to mend: onespec generate ./spec --out generated\n")


def test_the_mending_command_mends(project: Path) -> None:
    (project / SCHEMA).write_text("{}\n")
    (project / "generated/openrpc.json").unlink()
    last = onespec(project, "check").out.splitlines()[-1]
    command = last.removeprefix("to mend: onespec ").split()
    assert onespec(project, *command).code == 0
    assert onespec(project, "check").code == 0


def test_a_diff_is_coloured_only_when_asked_for_or_on_a_terminal(project: Path) -> None:
    (project / SCHEMA).write_text("{}\n")
    assert "\x1b[" not in onespec(project, "check").out
    coloured = onespec(project, "check", FORCE_COLOR="1").out
    assert "\x1b[31m-{}\x1b[0m" in coloured
    assert "\x1b[" not in onespec(project, "check", FORCE_COLOR="1", NO_COLOR="1").out


def test_a_diff_never_writes_control_characters_to_the_terminal(project: Path) -> None:
    (project / SCHEMA).write_bytes(b"\x1b]0;owned\x07\xff\r\n")
    done = onespec(project, "check")
    assert "\x1b" not in done.out and "\x07" not in done.out
    assert "-\\x1b]0;owned\\x07\\xff\\x0d" in done.out


def test_inside_github_actions_findings_are_annotations(project: Path) -> None:
    (project / SCHEMA).write_text("{}\n")
    done = onespec(project, "check", GITHUB_ACTIONS="true")
    assert done.out.startswith(f"::error file={SCHEMA},line=1,")
    assert "to mend: onespec generate --force" in done.out
    plain = onespec(project, "check", "--format", "text", GITHUB_ACTIONS="true")
    assert "::error" not in plain.out


def test_sarif_names_every_finding(project: Path) -> None:
    (project / "generated/openrpc.json").unlink()
    done = onespec(project, "check", "--format", "sarif")
    results = json.loads(done.out)["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["missing"]


def test_two_versions_that_share_no_line_are_shown_without_long_thought(
    project: Path,
) -> None:
    (project / SCHEMA).write_text("".join(f"{number % 7}\n" for number in range(90000)))
    done = onespec(project, "check")
    assert "lines more" in done.out
