"""The site on loopback with the reference server behind it, and a browser that looks at it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docs_player import serve
from onespec.build import build
from onespec.spec import load
from places import ROOT, spec_of
from selenium import webdriver
from selenium.webdriver.chrome.service import Service as Driver

METHODS = ("list.calls", "login.user", "start.simple_call")
"""Pages of each kind; a browser takes long for one."""
TOOLS = Path(os.environ.get("ONESPEC_BROWSER_TOOLS", ROOT / ".venv" / "browser"))


@pytest.fixture(scope="session")
def tools() -> Path:
    """Where npm has put what judges pages."""
    return TOOLS / "node_modules"


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that is generated from some methods of the repository's spec, on disk."""
    root = tmp_path_factory.mktemp("generated")
    for path, content in build(load(spec_of(*METHODS))).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


@pytest.fixture(scope="session")
def site(tree: Path) -> str:
    """Address of the served site; requests are answered by the reference server."""
    pages = {
        str(path.relative_to(tree / "docs")): path.read_bytes()
        for path in (tree / "docs").rglob("*")
        if path.is_file()
    }
    sys.path.insert(0, str(tree / "python"))
    return serve("call_api", pages)[1]


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    """One browser for all tests."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for each in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
    ):
        options.add_argument(each)
    options.set_capability(
        "goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"}
    )
    driver = webdriver.Chrome(options=options, service=Driver("/usr/bin/chromedriver"))
    driver.set_window_size(1280, 900)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser, with nothing kept from the test before; a message on its console fails the test."""
    chromium.get("about:blank")
    _drain(chromium)
    scheme = {"name": "prefers-color-scheme", "value": "light"}
    _tell(chromium, "Emulation.setEmulatedMedia", media="", features=[scheme])
    _tell(chromium, "Emulation.clearDeviceMetricsOverride")
    yield chromium
    log = chromium.get_log("browser")
    said = [each["message"] for each in log if each["level"] in ("WARNING", "SEVERE")]
    assert said == []


def _drain(driver: webdriver.Chrome) -> None:
    for kind in ("browser", "performance"):
        driver.get_log(kind)


def _tell(driver: webdriver.Chrome, command: str, **params: Any) -> None:
    driver.execute_cdp_cmd(command, params)
