"""The pages as they are read: search, anchors, colours, narrow and wide, without a script, on paper, from disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from acts import METHOD, click, dark, every, find, requests, size, wait
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

PAGES = (
    "/index.html",
    METHOD,
    "/errors.html",
    "/errors/limit_exceeded.html",
    "/changelog.html",
    "/offline.html",
)
WIDTHS = (360, 768, 1440)


@pytest.mark.parametrize(
    "text", ["early_sw", "contact_in_blacklist", "simple_call", "-32029"]
)
@pytest.mark.parametrize("page", ["/index.html", METHOD, "/offline.html"])
def test_search_finds_params_errors_methods_and_codes(
    browser: webdriver.Chrome, site: str, page: str, text: str
) -> None:
    browser.get(site + page)
    find(browser, "#search-text").send_keys(text)
    wait(browser, "document.querySelectorAll('#search-hits a').length")
    find(browser, "#search-text").send_keys(Keys.ENTER)
    wait(
        browser,
        "location.hash || location.pathname.includes('/errors/') || location.pathname.includes('/methods/')",
    )
    target = browser.execute_script("return decodeURIComponent(location.hash.slice(1))")

    assert not target or browser.execute_script(
        "return !!document.getElementById(arguments[0])", target
    )


def test_search_is_reached_and_walked_by_keys(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(site + METHOD)
    find(browser, "body").send_keys("/")
    field = browser.switch_to.active_element
    assert field.get_attribute("id") == "search-text"
    field.send_keys("operator")
    wait(browser, "document.querySelectorAll('#search-hits a').length > 2")
    field.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.switch_to.active_element.tag_name == "a"
    browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not find(browser, "#search-hits").is_displayed()


def test_from_disk_search_leads_over_the_index(
    browser: webdriver.Chrome, tree: Path
) -> None:
    browser.get((tree / "docs" / "methods" / "start.simple_call.html").as_uri())
    find(browser, "#search-text").send_keys("dtmf")
    wait(browser, "document.querySelector('#search-hits a')")
    find(browser, "#search-text").send_keys(Keys.ENTER)
    wait(browser, "document.querySelectorAll('#search-hits code').length")

    assert "dtmf_string" in find(browser, "#search-hits").text


@pytest.mark.parametrize(
    "anchor",
    [
        "param-contact_message.type",
        "error-contact_in_blacklist",
        "error-limit_exceeded",
        "constraint-early-switching-needs-operator-first",
    ],
)
def test_an_anchor_brings_its_place_into_view(
    browser: webdriver.Chrome, site: str, anchor: str
) -> None:
    browser.get(f"{site}{METHOD}#{anchor}")
    top = wait(
        browser,
        f"(() => {{ const y = document.getElementById('{anchor}').getBoundingClientRect().top;"
        f" return y > 0 && y < innerHeight ? y : 0; }})()",
    )

    assert top >= 56, "hidden behind the header"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(
    browser: webdriver.Chrome, site: str, page: str, width: int
) -> None:
    size(browser, width)
    browser.get(site + page)
    wide = browser.execute_script("return document.documentElement.scrollWidth")

    assert wide <= width


def test_colours_follow_the_system_and_the_button(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(site + METHOD)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = browser.execute_script(f"return {paper}")
    dark(browser)
    night = browser.execute_script(f"return {paper}")
    assert light == "rgb(255, 255, 255)" != night
    click(browser, "#theme")
    assert browser.execute_script(f"return {paper}") == light
    browser.refresh()
    assert browser.execute_script(f"return {paper}") == light
    browser.execute_script("localStorage.clear()")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_but_itself(
    browser: webdriver.Chrome, site: str, page: str
) -> None:
    requests(browser)
    browser.get(site + page)
    wait(browser, "document.readyState === 'complete'")
    asked = [url for url in requests(browser) if not url.startswith("data:")]

    assert asked == [site + page]


def test_a_code_is_copied(browser: webdriver.Chrome, site: str) -> None:
    browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {
            "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
            "origin": site,
        },
    )
    browser.get(site + METHOD)
    click(browser, ".constraint .sample .copy")
    wait(browser, "document.querySelector('.constraint .copy').textContent !== 'Copy'")
    text = browser.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0])"
    )

    assert text == find(browser, ".constraint .sample pre").text


def test_tabs_show_one_form_of_every_request_and_the_choice_is_kept(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(site + METHOD)
    tabs = every(browser, ".example [role=tab]")
    panels = every(browser, ".example .samples .sample")
    tabs[0].send_keys(Keys.ARROW_RIGHT)

    one = [False, True, False, False]
    assert [panel.is_displayed() for panel in panels] == one * (len(panels) // 4)
    assert browser.switch_to.active_element.text == "Python"
    browser.refresh()
    panels = every(browser, ".example .samples .sample")
    assert [panel.is_displayed() for panel in panels][:4] == one
    browser.execute_script("localStorage.clear()")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_menu_leads_everywhere_and_marks_what_is_read(
    browser: webdriver.Chrome, site: str, width: int
) -> None:
    size(browser, width)
    browser.get(f"{site}{METHOD}#section-errors")
    marked = wait(
        browser,
        "document.querySelector('.menu .here [aria-current]')?.textContent === 'Errors'",
    )
    column = find(browser, ".menu nav")
    assert marked and column.is_displayed() == (width > 1000)
    if width < 1000:
        find(browser, ".menu summary").click()
    links = [link.text for link in every(browser, ".menu a")]

    assert {"start.simple_call", "login.user", "Errors", "Changelog"} <= set(links)
    find(browser, ".menu a[href$='login.user.html']").click()
    wait(browser, "document.querySelector('h1').textContent === 'login.user'")


def test_without_a_script_everything_but_the_form_is_there(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(site + METHOD)
        text = find(browser, "main").text
        shown = [panel.is_displayed() for panel in every(browser, ".samples .sample")]
    finally:
        browser.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": False}
        )

    assert all(shown) and len(shown) == 16
    assert "This form needs JavaScript" in text
    assert "asyncio.run(main())" in text


def test_paper_shows_what_is_folded_and_leaves_out_what_can_not_be_clicked(
    browser: webdriver.Chrome, site: str
) -> None:
    browser.get(site + METHOD)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    samples = every(browser, ".example .samples")
    gone = every(browser, ".top, .menu nav, .try, .copy, .unfold, [role=tablist]")
    folded = find(browser, "#error-limit_exceeded")

    assert not any(each.is_displayed() for each in gone)
    assert len(samples) == 4
    assert all(
        any(panel.is_displayed() for panel in one.find_elements("class name", "sample"))
        for one in samples
    )
    assert (
        browser.execute_script(
            "return arguments[0].getBoundingClientRect().height", folded
        )
        > 0
    )


def test_the_one_file_opens_from_disk_and_asks_for_nothing(
    browser: webdriver.Chrome, tree: Path
) -> None:
    address = (tree / "docs" / "offline.html").as_uri()
    requests(browser)
    browser.get(address)
    find(browser, "#search-text").send_keys("operator_confirmation")
    wait(browser, "document.querySelectorAll('#search-hits a').length")

    assert [url for url in requests(browser) if not url.startswith("data:")] == [
        address
    ]
