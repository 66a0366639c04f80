"""The generated package before type checkers: itself, what callers may write, and what they may not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import packages
import pytest

RIGHT = """
from __future__ import annotations

from call_api import NULL, AsyncCallApi, CallApi, CallOptions, RawResponse, Secret
from call_api.errors import ContactInBlacklistError, InvalidParamsError, RpcError
from call_api.testing import FakeCallApi
from call_api.types import ListCallsItem, Message, StartSimpleCallResult


def dial(api: CallApi) -> int:
    try:
        call = api.start.simple_call(
            first_call="operator",
            operator="79262444491",
            contact="79260000000",
            virtual_phone_number="74993720692",
            contact_message=Message(type="tts", value="Hello"),
            operator_message={"type": "tts", "value": "Hello"},
            options=CallOptions(timeout=5),
        )
    except ContactInBlacklistError as error:
        contact: str | None = error.contact
        return len(contact or "") + error.code
    except InvalidParamsError as error:
        sent: bool = error.sent
        return int(sent)
    except RpcError:
        return 0
    number: int = call.call_session_id
    return number


def raw(api: CallApi) -> StartSimpleCallResult:
    found: RawResponse[StartSimpleCallResult] = api.with_raw_response.start.simple_call(
        first_call="operator",
        operator="79262444491",
        contact="79260000000",
        virtual_phone_number="74993720692",
    )
    limit: float | None = found.limits.day_limit if found.limits else None
    assert limit != 1
    return found.parsed


async def listed(api: AsyncCallApi) -> list[ListCallsItem]:
    raw = await api.with_raw_response.list.calls()
    if api.last_limits:
        print(api.last_limits.day_remaining)
    return raw.parsed + await api.list.calls()


def log_in(api: CallApi) -> str:
    return api.login.user(login="me", password=Secret("hunter22")).access_token


def test_it(fake: FakeCallApi) -> None:
    fake.on.start.simple_call(returns={"call_session_id": 1})
    fake.on.start.simple_call(returns=StartSimpleCallResult(call_session_id=1))
    fake.on.start.simple_call(raises="contact_in_blacklist", params={"contact": "1"})
    fake.on.start.simple_call(raises=ContactInBlacklistError)
    assert dial(fake.client) and NULL
"""

CALL = """api.start.simple_call(
    first_call="operator",
    operator="79262444491",
    contact="79260000000",
    virtual_phone_number="74993720692",
    MORE
)"""

WRONG = {
    "positional": 'api.start.simple_call("operator", "1", "2", "3")',
    "missing": 'api.start.simple_call(first_call="operator")',
    "enum": CALL.replace('"operator",', '"nobody",', 1).replace("MORE", ""),
    "type": CALL.replace("MORE", 'switch_at_once="yes"'),
    "unknown": CALL.replace("MORE", "colour=1"),
    "credential": CALL.replace("MORE", 'access_token="x"'),
    "nested": CALL.replace("MORE", 'contact_message={"type": "song", "value": "x"}'),
    "model": 'Message(type="song", value="x")',
    "member": CALL.replace("MORE", "") + ".no_such_member",
    "method": "api.start.no_such_method()",
    "text": "len(" + CALL.replace("MORE", "") + ".call_session_id)",
    "frozen": CALL.replace("MORE", "") + ".call_session_id = 1",
    "mnemonic": 'fake.on.start.simple_call(raises="no_such_error")',
    "await": "other.list.calls()[0]",
}


@pytest.fixture(scope="module")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = packages.write(packages.service(), tmp_path_factory.mktemp("typed"))
    (folder / "right.py").write_text(RIGHT)
    lines = [
        "from call_api import AsyncCallApi, CallApi",
        "from call_api.testing import FakeCallApi",
        "from call_api.types import Message",
        "",
        "def wrong(api: CallApi, other: AsyncCallApi, fake: FakeCallApi) -> None:",
    ]
    for name, code in WRONG.items():
        lines.append(f"    # {name}")
        lines += [f"    {line}" for line in code.split("\n")]
    (folder / "wrong.py").write_text("\n".join([*lines, ""]))
    settings = {"typeCheckingMode": "strict", "include": ["right.py", "wrong.py"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return folder


def lines_of(folder: Path) -> dict[str, range]:
    """Where each wrong snippet stands."""
    found: dict[str, range] = {}
    start, name = 0, ""
    lines = (folder / "wrong.py").read_text().splitlines()
    for number, line in enumerate([*lines, "    # end"], 1):
        if line.startswith("    # "):
            if name:
                found[name] = range(start, number)
            start, name = number, line.removeprefix("    # ")
    return found


def unseen(folder: Path, reported: set[int]) -> list[str]:
    """Snippets that a checker lets pass."""
    return [n for n, place in lines_of(folder).items() if not reported & {*place}]


def test_mypy_passes_the_package_and_right_calls_and_sees_every_wrong_one(
    distribution: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "call_api", "right.py", "wrong.py"],
        cwd=distribution,
        capture_output=True,
        text=True,
    )
    found = re.findall(r"^(\S+?):(\d+): error", done.stdout, re.MULTILINE)
    assert {file for file, _ in found} == {"wrong.py"}, done.stdout
    assert unseen(distribution, {int(line) for _, line in found}) == []


def test_pyright_passes_the_package_and_right_calls_and_sees_every_wrong_one(
    distribution: Path,
) -> None:
    command = [sys.executable, "-m", "pyright", "--outputjson"]
    command += ["--pythonpath", sys.executable]
    done = subprocess.run(command, cwd=distribution, capture_output=True, text=True)
    found = [
        (Path(item["file"]).name, item["range"]["start"]["line"] + 1)
        for item in json.loads(done.stdout)["generalDiagnostics"]
        if item["severity"] == "error"
    ]
    assert {file for file, _ in found} == {"wrong.py"}
    assert unseen(distribution, {line for _, line in found}) == []


def test_every_module_opens_with_the_banner(distribution: Path) -> None:
    heads = {
        path.read_text("utf-8").split("\n")[0].split(" from ")[0]
        for path in (distribution / "call_api").rglob("*.py")
    }
    assert heads == {
        "# Code generated by onespec",
        "# onespec runtime: copied unchanged into generated packages. Edit it in onespec.",
    }
