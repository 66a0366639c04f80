"""The pages before two judges: axe for accessibility, the Nu checker for HTML."""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

import pytest
from acts import METHOD, dark, find, size, wait
from selenium import webdriver

PAGES = (
    "/index.html",
    METHOD,
    "/errors.html",
    "/errors/limit_exceeded.html",
    "/changelog.html",
)


@pytest.mark.parametrize(
    ("page", "width", "night"),
    [
        *product(PAGES, (360, 1440), (False, True)),
        ("/offline.html", 1440, False),
    ],
)
def test_axe_finds_no_violation(
    browser: webdriver.Chrome,
    site: str,
    tools: Path,
    page: str,
    width: int,
    night: bool,
) -> None:
    size(browser, width)
    if night:
        dark(browser)
    browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    try:
        browser.get(site + page)
        find(browser, "#search-text").send_keys("call")
        wait(browser, "document.querySelector('#search-hits a')")
        for fold in browser.find_elements("css selector", "details"):
            browser.execute_script("arguments[0].open = true", fold)
        browser.execute_script((tools / "axe-core" / "axe.min.js").read_text("utf-8"))
        found = browser.execute_async_script(
            "const done = arguments[0];"
            " axe.run({resultTypes: ['violations']}).then((found) => done(found.violations.map("
            " (each) => [each.id, ...each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary)])))"
        )
    finally:
        browser.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})

    assert found == []


def test_the_nu_checker_finds_no_error(tree: Path, tools: Path) -> None:
    jar = tools / "vnu-jar" / "build" / "dist" / "vnu.jar"
    run = subprocess.run(
        [
            "java",
            "-jar",
            str(jar),
            "--errors-only",
            "--skip-non-html",
            str(tree / "docs"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")
