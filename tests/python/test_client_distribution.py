"""The generated package as something to install: its wheel, its README, its imports."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import packages
import pytest

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ONLY = """
import sys
allowed = set(sys.argv[2].split(","))
class Guard:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        known = top in allowed or top in sys.stdlib_module_names
        if not known and not top.startswith("_sysconfigdata"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Guard())
sys.path.insert(0, sys.argv[1])
import call_api, call_api.client, call_api.errors, call_api.types, call_api.testing
print(call_api.__file__)
"""


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages.write(packages.service(), tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def wheel(distribution: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(folder),
    ]
    subprocess.run(command, cwd=distribution, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def closure(name: str, seen: set[str] | None = None) -> set[str]:
    """Distributions that one needs, itself included."""
    seen = set() if seen is None else seen
    name = re.sub("[-_.]+", "-", name).lower()
    if name in seen:
        return seen
    try:
        required = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return seen
    seen.add(name)
    for line in required:
        if "extra ==" not in line:
            closure(re.split(r"[^A-Za-z0-9_.-]", line)[0], seen)
    return seen


def test_the_wheel_has_the_release_of_the_spec_and_two_dependencies(
    wheel: Path,
) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        (text,) = (file.read(n).decode() for n in names if n.endswith("/METADATA"))
    lines = text.splitlines()
    assert f"Version: {packages.service().release}" in lines
    required = sorted(line for line in lines if line.startswith("Requires-Dist"))
    assert [line.split()[1].split("<")[0] for line in required] == [
        "httpx2",
        "pydantic",
    ]
    assert "call_api/py.typed" in names


def test_the_wheel_imports_with_its_dependencies_alone(wheel: Path) -> None:
    wanted = closure("pydantic") | closure("httpx2")
    tops = metadata.packages_distributions()
    allowed = {
        top
        for top, owners in tops.items()
        if wanted & {re.sub("[-_.]+", "-", owner).lower() for owner in owners}
    }
    arguments = [str(wheel), ",".join([*allowed, "call_api"])]
    done = subprocess.run(
        [sys.executable, "-I", "-c", ONLY, *arguments], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert "call_api" in done.stdout


def test_the_code_of_the_readme_runs(distribution: Path) -> None:
    text = (distribution / "README.md").read_text(encoding="utf-8")
    start, test = BLOCK.findall(text)
    for code in (start, f"{test}\n\ntest_a_refusal_is_reported()\n"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            cwd=distribution,
            capture_output=True,
            text=True,
        )
        assert done.stderr == ""
    assert len(test.splitlines()) <= 30


def test_the_code_of_agents_md_runs(distribution: Path) -> None:
    """All of it, as one program; it suggests to drop what it put too much."""
    text = (distribution / "AGENTS.md").read_text(encoding="utf-8")
    code = "\n".join(BLOCK.findall(text))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=distribution,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert "drop `surplus`\n" in done.stdout
    assert "call_session_id" in done.stdout
    assert text.count("```") == 4, "nothing in it is code that does not run"


def test_pytest_finds_the_fixtures(distribution: Path, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_it(call_api_fake, call_api_client):\n"
        "    call_api_fake.on.list.calls(returns=[])\n"
        "    assert call_api_fake.client.list.calls() == []\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "call_api.testing.pytest_plugin"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(distribution), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_importing_the_client_does_not_import_the_server(distribution: Path) -> None:
    code = (
        "import sys, call_api.client\n"
        "print([n for n in sys.modules if n.startswith('call_api.testing')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=distribution, capture_output=True, text=True
    )
    assert done.stdout == "[]\n"
