"""The live form: rules light up as one types, requests are shown, and sent on a click to the reference server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from acts import (
    METHOD,
    choose,
    click,
    control,
    every,
    find,
    requests,
    shown,
    wait,
    write,
)
from onespec.serve import reference
from onespec.spec import load
from places import ONE_METHOD
from selenium import webdriver
from served import served

SENTENCE = 'If early_switching is true, first_call must be "operator" and switch_at_once must be true.'


@pytest.fixture
def form(browser: webdriver.Chrome, site: str) -> webdriver.Chrome:
    """The form on the served page."""
    browser.get(site + METHOD)
    wait(browser, "document.querySelectorAll('.form .row').length > 10")
    return browser


def rule(form: webdriver.Chrome) -> tuple[str, str]:
    """State and words of the only constraint."""
    item = find(form, ".form .rules li")
    return item.get_attribute("class") or "", item.text


def test_a_broken_constraint_is_told_as_one_types_and_mended(
    form: webdriver.Chrome,
) -> None:
    assert rule(form) == ("kept", f"Kept: {SENTENCE}")

    choose(form, "early_switching", "true")
    choose(form, "first_call", '"contact"')
    state, words = rule(form)
    assert state == "broken" and SENTENCE in words
    assert 'early_switching is true, but first_call is not "operator"' in words
    blamed = control(form, "early_switching")
    assert blamed.get_attribute("aria-invalid") == "true"
    beside = form.find_element("id", blamed.get_attribute("aria-describedby") or "")
    assert beside.text == SENTENCE

    choose(form, "first_call", '"operator"')
    assert rule(form)[0] == "kept"
    assert control(form, "early_switching").get_attribute("aria-invalid") is None


def test_what_is_sent_gets_the_id_of_a_call_session(
    form: webdriver.Chrome, site: str
) -> None:
    write(form, "access_token", "your_access_token")
    assert find(form, ".form button.strong").is_enabled()
    requests(form)
    click(form, ".form button.strong")
    wait(
        form,
        "document.querySelector('.out > .sample pre').textContent.includes('result')",
    )
    reply = json.loads(shown(form, "Reply"))

    assert isinstance(reply["result"]["data"]["call_session_id"], int)
    assert requests(form) == [f"{site}/"]


def test_the_form_of_a_served_page_begins_with_the_token_and_its_samples_hide_it(
    browser: webdriver.Chrome,
) -> None:
    with reference(load(ONE_METHOD), docs=True) as made, served(made.app) as port:
        browser.get(f"http://127.0.0.1:{port}/{METHOD.lstrip('/')}")
        wait(browser, "document.querySelectorAll('.form .row').length > 10")
        begun = control(browser, "access_token").get_attribute("value")
        samples = [shown(browser, name) for name in ("JSON", "curl", "Python")]
        click(browser, ".form button.strong")
        wait(
            browser,
            "document.querySelector('.out > .sample pre').textContent.includes('result')",
        )
    assert begun == "your_access_token"
    assert not any("your_access_token" in sample for sample in samples)


def test_a_broken_request_is_answered_by_the_error_that_the_page_names(
    form: webdriver.Chrome,
) -> None:
    write(form, "access_token", "your_access_token")
    choose(form, "early_switching", "true")
    choose(form, "first_call", '"contact"')
    click(form, ".form button.strong")
    wait(
        form,
        "document.querySelector('.out > .sample pre').textContent.includes('error')",
    )

    error = json.loads(shown(form, "Reply"))["error"]
    assert error["data"]["mnemonic"] == "invalid_parameters_combination"


def test_json_curl_and_python_follow_what_is_typed(form: webdriver.Chrome) -> None:
    write(form, "external_id", 'it\'s "1"')
    request = json.loads(shown(form, "JSON"))

    assert request["params"]["external_id"] == 'it\'s "1"'
    assert request["params"]["contact_message"] == {"type": "tts", "value": "Hello"}
    assert "it'\\''s" in shown(form, "curl")
    assert 'external_id="it\'s \\"1\\"",' in shown(form, "Python")
    compile(shown(form, "Python"), "sample", "exec")


def test_a_value_out_of_its_limits_is_told_beside_it(form: webdriver.Chrome) -> None:
    write(form, "operator", "+7926")
    field = control(form, "operator")
    beside = form.find_element("id", field.get_attribute("aria-describedby") or "")

    assert beside.text == "Allowed: 1 to 15 digits, the first not 0."
    write(form, "media_file_id", "many")
    field = control(form, "media_file_id")
    beside = form.find_element("id", field.get_attribute("aria-describedby") or "")
    assert beside.text == "A value of type integer is due."


def test_the_token_is_never_shown_and_never_kept(form: webdriver.Chrome) -> None:
    write(form, "access_token", "s3cret-t0ken")
    page = form.page_source + "".join(
        shown(form, k) for k in ("JSON", "curl", "Python")
    )
    kept = form.execute_script(
        "return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )

    assert "s3cret-t0ken" not in page
    assert "s3cret-t0ken" not in kept
    assert control(form, "access_token").get_attribute("type") == "password"
    form.refresh()
    wait(form, "document.querySelectorAll('.form .row').length > 10")
    assert control(form, "access_token").get_attribute("value") == ""


def test_another_host_is_asked_for_first(form: webdriver.Chrome) -> None:
    address = control(form, "Send")
    address.clear()
    address.send_keys("https://callapi.callgear.com/v4.0")
    button = find(form, ".form button.strong")
    consent = find(form, ".form .consent")

    assert not button.is_enabled()
    assert "Yes, send it to callapi.callgear.com" in consent.text
    click(form, ".form .consent input")
    assert button.is_enabled()
    address.send_keys("/x")
    assert not button.is_enabled()


def test_examples_fill_the_form(form: webdriver.Chrome) -> None:
    choose(form, "Begin", "Refused because")

    assert rule(form)[0] == "broken"
    choose(form, "Begin", "an empty form")
    assert json.loads(shown(form, "JSON"))["params"] == {}
    assert every(form, ".form [aria-invalid]") == []


def test_from_disk_the_form_shows_everything_and_sends_nothing(
    browser: webdriver.Chrome, tree: Path
) -> None:
    browser.get((tree / "docs" / "offline.html").as_uri())
    wait(browser, "document.querySelectorAll('.form .row').length > 10")
    choose(browser, "early_switching", "true")

    assert rule(browser)[0] in ("kept", "broken")
    assert not find(browser, ".form button.strong").is_enabled()
    assert "onespec serve" in find(browser, ".form").text
