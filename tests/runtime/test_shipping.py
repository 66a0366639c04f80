"""The runtime as it ships: what its modules import, and that a generated package needs nothing of the generator."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from onespec import runtime
from onespec.build import build
from onespec.spec import load
from places import ONE_METHOD

RUNTIME = Path(runtime.__file__).parent
MODULES = sorted(path.relative_to(RUNTIME).as_posix() for path in RUNTIME.rglob("*.py"))

# What modules import.

PARTS: dict[str, tuple[str, ...]] = {
    "client": ("client",),
    "server": ("server", "client"),
    "player": ("player",),
    "mcp": ("mcp",),
}
"""A part, and the parts that its modules may import from."""

OTHERS: dict[str, set[str]] = {
    "client": {"pydantic", "pydantic_core"},
    "server": {"pydantic"},
    "player": {"jsonschema"},
    "mcp/server.py": {"anyio", "mcp", "uvicorn"},
    "client/deadline.py": {"httpcore2"},
    "client/http.py": {"httpcore2", "httpx2"},
    "player/pytest_bridge.py": {"pytest"},
}
"""A part or a module, and what it may import from outside the standard library."""


def imports(module: str) -> Iterator[tuple[int, str]]:
    """Each import of a module, wherever it stands: how many dots, and the name."""
    tree = ast.parse((RUNTIME / module).read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.level, node.module
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.level, alias.name) for alias in node.names)


def test_every_part_is_one_that_the_tests_know() -> None:
    parts = {module.partition("/")[0] for module in MODULES if "/" in module}
    assert {"client", "server"} <= parts <= PARTS.keys()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_the_standard_library_its_own_kind_and_little_else(
    module: str,
) -> None:
    part = module.partition("/")[0]
    allowed = OTHERS.get(part, set()) | OTHERS.get(module, set())
    tops = {name.partition(".")[0] for dots, name in imports(module) if not dots}
    assert tops - sys.stdlib_module_names - allowed == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_its_own_kind_relatively_and_from_no_higher_part(
    module: str,
) -> None:
    here = Path(module).parent
    allowed = PARTS.get(here.as_posix(), ())
    for dots, name in imports(module):
        if not dots:
            continue
        below = (here, here.parent)[dots - 1] / name.replace(".", "/")
        assert below.parts[0] in allowed, name
        assert f"{below.as_posix()}.py" in MODULES, name


def test_generated_packages_carry_the_runtime_as_it_is() -> None:
    files = build(load(str(ONE_METHOD)), ("client", "checks", "server"))
    prefix = "python/call_api/_runtime/"
    carried = {
        path.removeprefix(prefix): content
        for path, content in files.items()
        if path.startswith(prefix)
    }
    others = ("player/", "mcp/")
    expected = [module for module in MODULES if not module.startswith(others)]
    assert sorted(carried) == expected
    for module, content in carried.items():
        assert content == (RUNTIME / module).read_bytes(), module


# A package that has left the place where it was made.


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the generated package and its conformance suite, and nothing else."""
    folder = tmp_path_factory.mktemp("away")
    targets = ("types", "client", "checks", "server", "conformance")
    for name, content in build(load(str(ONE_METHOD)), targets).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


ALONE = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "onespec":
            raise ModuleNotFoundError(f"{name} is not at hand")

assert "onespec" not in sys.modules
sys.meta_path.insert(0, Blocker())
sys.path.insert(0, sys.argv[1] + "/python")
try:
    import onespec
except ModuleNotFoundError:
    pass
else:
    raise SystemExit("the generator is at hand, so that nothing is shown")
"""


def alone(folder: Path, code: str) -> str:
    """What a fresh interpreter prints, in which the generator can't be imported."""
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", ALONE + code, str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


CALLS = """
import asyncio
from call_api import AsyncCallApi, CallApi, RpcError
from call_api.errors import ContactInBlacklistError, InvalidParametersCombinationError
from call_api.testing import App, AppTransport, AsyncAppTransport, FakeCallApi

PARAMS = dict(
    first_call="operator",
    virtual_phone_number="74993720692",
    contact="79260000000",
    operator="79262444491",
)
SETTINGS = dict(access_token="your_access_token")

app = App()
api = CallApi("http://localhost/", transport=AppTransport(app), **SETTINGS)
print(type(api.start.simple_call(**PARAMS)).__name__)
print(api.with_raw_response.start.simple_call(**PARAMS).status)
try:
    api.start.simple_call(**PARAMS, early_switching=True)
except InvalidParametersCombinationError as error:
    print(error.sent)
app.raise_next("contact_in_blacklist", params={"contact": PARAMS["contact"]})
try:
    api.start.simple_call(**PARAMS)
except ContactInBlacklistError as error:
    print(error.contact, error.sent)

async def run():
    transport = AsyncAppTransport(App())
    async with AsyncCallApi("http://localhost/", transport=transport, **SETTINGS) as api:
        return type(await api.start.simple_call(**PARAMS)).__name__

print(asyncio.run(run()))
fake = FakeCallApi()
fake.on.start.simple_call(returns={"call_session_id": 5})
print(fake.client.start.simple_call(**PARAMS).call_session_id, len(fake.calls))
print([name for name in sys.modules if name.partition(".")[0] == "onespec"])
"""


def test_client_server_and_fake_run_where_the_generator_is_not(away: Path) -> None:
    assert alone(away, CALLS).splitlines() == [
        "StartSimpleCallResult",
        "200",
        "False",
        "79260000000 True",
        "StartSimpleCallResult",
        "5 1",
        "[]",
    ]


SUITE = """
import pytest
code = pytest.main(
    ["-q", "-p", "no:cacheprovider", "--rootdir", sys.argv[1], sys.argv[1] + "/conformance"]
)
names = ("onespec", "call_api")
print(sorted({name.partition(".")[0] for name in sys.modules} & {*names}))
raise SystemExit(code)
"""


def test_the_conformance_suite_plays_where_the_generator_is_not(away: Path) -> None:
    *_, summary, loaded = alone(away, SUITE).splitlines()
    assert " passed" in summary
    assert "failed" not in summary and "error" not in summary
    assert loaded == "['call_api']"


# What an import costs.

LOADED = """
{code}
wanted = ("call_api.testing", "call_api._runtime.server", "pytest", "httpx2", "httpcore2",
          "jsonschema", "yaml")
print([name for name in sys.modules if name.startswith(wanted)])
"""
CLIENT = """
import call_api, call_api.client, call_api.errors, call_api.types, call_api.transport
class Silent:
    def send(self, request):
        raise call_api.transport.NothingSentError("nobody listens")
api = call_api.CallApi(access_token="t0ken", transport=Silent(), max_retries=0)
try:
    api.start.simple_call(
        first_call="operator",
        virtual_phone_number="74993720692",
        contact="79260000000",
        operator="79262444491",
    )
except call_api.NotSentError:
    pass
"""


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        (CLIENT, ()),
        ("import call_api.testing", ("call_api.testing", "call_api._runtime.server")),
    ],
    ids=["client", "testing"],
)
def test_an_import_loads_what_it_needs_and_no_more(
    code: str, allowed: tuple[str, ...], away: Path
) -> None:
    found: list[str] = ast.literal_eval(alone(away, LOADED.format(code=code)))
    assert [name for name in found if not name.startswith(allowed or "-")] == []
    assert bool(found) is bool(allowed)


def test_httpx2_is_loaded_when_a_client_opens_connections(away: Path) -> None:
    code = "import call_api; call_api.CallApi(access_token='t0ken').close()"
    found = ast.literal_eval(alone(away, LOADED.format(code=code)))
    assert "httpx2" in found
    assert not any(name.startswith("call_api.testing") for name in found)
