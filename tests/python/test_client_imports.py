"""What importing a generated package loads, and when: little, and nothing at all for whoever only has it installed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from places import ROOT

PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
{code}
print(json.dumps(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""


def loaded(code: str) -> set[str]:
    """The packages that a program loads, in an interpreter of its own."""
    command = [sys.executable, "-I", "-c", PROGRAM.format(code=code)]
    done = subprocess.run(
        [*command, str(ROOT / "generated" / "python")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {*json.loads(done.stdout)}


@pytest.mark.parametrize(
    "code",
    [
        "import call_api",
        "import call_api.testing",
        "import call_api; dir(call_api)",
        "import pytest; before |= set(sys.modules); import call_api.testing.pytest_plugin",
    ],
)
def test_a_package_that_is_only_looked_at_loads_nothing(code: str) -> None:
    assert loaded(code) - sys.stdlib_module_names - {"_pytest"} == {"call_api"}


def test_a_client_class_is_loaded_without_what_a_network_needs() -> None:
    found = loaded("from call_api import CallApi")
    assert "pydantic" in found
    assert found & {"httpx2", "httpcore2", "anyio", "asyncio", "ssl"} == set()


def test_everything_that_a_package_offers_can_be_had_in_every_way() -> None:
    code = """
import call_api
for name in call_api.__all__:
    assert getattr(call_api, name) is not None, name
    assert name in dir(call_api), name
from call_api import *
assert CallApi is call_api.CallApi is call_api.client.CallApi
assert call_api.errors.RpcError is RpcError and call_api.types.Message
assert call_api.testing.FakeCallApi and call_api.transport.Transport
for name in call_api.testing.__all__:
    assert getattr(call_api.testing, name) is not None, name
for module in (call_api, call_api.testing):
    try:
        module.no_such_name
    except AttributeError as error:
        assert "no_such_name" in str(error)
    else:
        raise SystemExit("a name that there is none of")
"""
    assert "pydantic" in loaded(code)


def test_fixtures_load_what_they_need_when_a_test_uses_one() -> None:
    code = """
from call_api.testing import pytest_plugin as found
app = found.call_api_app.__wrapped__()
assert found.call_api_fake.__wrapped__().calls == ()
assert type(found.call_api_client.__wrapped__(app)).__name__ == "CallApi"
assert type(found.call_api_async_client.__wrapped__(app)).__name__ == "AsyncCallApi"
"""
    assert "pydantic" in loaded(code)
