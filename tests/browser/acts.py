"""What a reader does with a page: look, type, choose, click, wait."""

from __future__ import annotations

import json
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

METHOD = "/methods/start.simple_call.html"


def find(browser: webdriver.Chrome, selector: str) -> WebElement:
    """The first element of a selector."""
    return browser.find_element(By.CSS_SELECTOR, selector)


def every(browser: webdriver.Chrome, selector: str) -> list[WebElement]:
    """All elements of a selector."""
    return browser.find_elements(By.CSS_SELECTOR, selector)


def control(browser: webdriver.Chrome, name: str) -> WebElement:
    """The control of the live form whose label begins with a name."""
    labels = every(browser, ".form label")
    label = next(each for each in labels if each.text.split()[:1] == [name])
    return browser.find_element(By.ID, label.get_attribute("for") or "")


def choose(browser: webdriver.Chrome, name: str, text: str) -> None:
    """Picks the option of a control that begins with a text."""
    select = Select(control(browser, name))
    option = next(each.text for each in select.options if each.text.startswith(text))
    select.select_by_visible_text(option)


def write(browser: webdriver.Chrome, name: str, text: str) -> None:
    """Types into a control, in place of what it holds."""
    field = control(browser, name)
    field.clear()
    field.send_keys(text)


def click(browser: webdriver.Chrome, selector: str) -> None:
    """Clicks on an element, brought to the middle of the window first."""
    element = find(browser, selector)
    browser.execute_script(
        "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element
    )
    element.click()


def wait(browser: webdriver.Chrome, script: str) -> Any:
    """What a script returns, once that is true."""
    return WebDriverWait(browser, 10).until(
        lambda driver: driver.execute_script(f"return {script}")
    )


def shown(browser: webdriver.Chrome, label: str) -> str:
    """The code under a label of the live form."""
    return str(
        browser.execute_script(
            """const found = [...document.querySelectorAll(".form .sample")]
                 .find((each) => each.querySelector(".caption").textContent === arguments[0]);
               return found.querySelector("pre").textContent;""",
            label,
        )
    )


def requests(browser: webdriver.Chrome) -> list[str]:
    """Addresses that the page has asked for since the last look."""
    entries = (
        json.loads(e["message"])["message"] for e in browser.get_log("performance")
    )
    return [
        entry["params"]["request"]["url"]
        for entry in entries
        if entry["method"] == "Network.requestWillBeSent"
    ]


def size(browser: webdriver.Chrome, width: int, height: int = 900) -> None:
    """Makes the window as wide as a device."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {
            "width": width,
            "height": height,
            "deviceScaleFactor": 1,
            "mobile": width < 600,
        },
    )


def dark(browser: webdriver.Chrome) -> None:
    """Asks for dark colours, as a system does."""
    scheme = {"name": "prefers-color-scheme", "value": "dark"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
