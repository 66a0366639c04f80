"""A reference server -> the generated MCP server, run beside it as a program of its own."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onespec import names
from onespec.build import build
from onespec.model import Service
from onespec.samples import sample
from onespec.serve import Credentials
from onespec.targets import mcp
from onespec.targets.python.package import credential
from onespec.targets.python.samples import sample_credentials

TARGETS = ("checks", "client", "types", "mcp")


def is_installed() -> bool:
    """Whether the SDK is there."""
    return importlib.util.find_spec("mcp") is not None


@contextmanager
def tools(
    service: Service, address: str, found: Credentials | None, port: int | None
) -> Iterator[None]:
    """The server of tools, over stdin and stdout, or over HTTP at a port; this process ends when it does."""
    with tempfile.TemporaryDirectory(prefix="onespec-mcp-") as folder:
        for name, content in build(service, TARGETS).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        command = [sys.executable, "-m", mcp.package(service)]
        command += [] if port is None else ["--http", "--port", str(port)]
        child = subprocess.Popen(
            command, env=_environment(service, folder, address, found)
        )
        watch = threading.Thread(target=_ended_with, args=(child,), daemon=True)
        watch.start()
        try:
            yield
        finally:
            child.terminate()
            try:
                child.wait(1)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _ended_with(child: subprocess.Popen[bytes]) -> None:
    child.wait()
    os.kill(os.getpid(), signal.SIGTERM)


def _environment(
    service: Service, folder: str, address: str, found: Credentials | None
) -> dict[str, str]:
    """Address and secrets are those of the reference server, whatever the environment has."""
    ways = [f"{folder}/python", f"{folder}/mcp", os.environ.get("PYTHONPATH", "")]
    own = {
        "PYTHONPATH": os.pathsep.join(filter(None, ways)),
        f"{names.constant(service.name)}_BASE_URL": address,
    }
    for method in service.methods:
        variables = mcp.secrets(service, method)
        for field in method.inputs:
            if field.name in variables:
                own[variables[field.name]] = str(sample(field))
    if found is not None:
        good = sample_credentials(service)
        for argument in credential(service):
            own[argument.variable] = good[argument.constant]
    return {**os.environ, **own}
