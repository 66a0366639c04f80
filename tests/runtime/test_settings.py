"""What a client is set up with: arguments, the environment, and what is refused at once."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from onespec.runtime.client.errors import ConfigurationError
from onespec.runtime.client.secret import Secret
from onespec.runtime.client.settings import Credential
from runtime_library import CREDENTIAL, KEY, configured, service

NEEDED = Credential(
    param="key", argument="library_key", variable="LIBRARY_KEY", needed=True
)
UNNAMED = Credential(param="key", argument="library_key", variable="", needed=True)


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable is set."""
    for name in ("LIBRARY_KEY", "LIBRARY_URL"):
        monkeypatch.delenv(name, raising=False)


def refused(*args: Any, **settings: Any) -> str:
    """What is said of settings that are refused."""
    with pytest.raises(ConfigurationError) as caught:
        configured(*args, **settings)
    assert caught.value.__cause__ is None
    return str(caught.value)


# Addresses.


def test_an_address_is_the_one_given_or_of_the_environment_or_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def url(given: str | None = None) -> str:
        return configured(base_url=given).url

    assert url() == url("") == "http://localhost/rpc"
    monkeypatch.setenv("LIBRARY_URL", "https://env.test/")
    assert url() == "https://env.test/"
    assert url("http://given.test/") == "http://given.test/"
    monkeypatch.setenv("LIBRARY_URL", "")
    assert url() == "http://localhost/rpc"


def test_a_service_without_an_address_needs_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = service(address="")
    assert refused(made) == (
        "no address: pass `base_url`, or set the variable LIBRARY_URL"
    )
    monkeypatch.setenv("LIBRARY_URL", "http://env.test/")
    assert configured(made).url == "http://env.test/"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost",
        "HTTPS://Example.COM:8443/a/b?c=d",
        "http://example.com./",
        "http://127.0.0.1:8000/",
        "http://[::1]:8000/",
        "http://a_b.test/",
        f"http://{'a' * 63}.test/",
        "http://x.test/@me",
        "http://x.test/%20",
    ],
)
def test_an_address_of_the_web_is_taken_as_it_is(url: str) -> None:
    assert configured(base_url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "localhost",
        "localhost:8000",
        "//x.test/",
        "ftp://x.test/",
        "file:///etc/passwd",
        "http:",
        "http://",
        "http:///rpc",
        "http://:80/",
        "http://x.test:0/",
        "http://x.test:65536/",
        "http://x.test:port/",
        "http://[::1/",
        "http://x y/",
        "http://x.test/a b",
        "http://x.test/\n",
        "http://x\n.test/",
        "\thttp://x.test/",
        "http://x.test/\x00",
        "http://x.test/ключ",
        "http://пример.test/",
        "http://.test/",
        "http://a..test/",
        "http://a.test../",
        f"http://{'a' * 64}.test/",
        "http://me@x.test/",
        "http://me:pa55word@x.test/",
    ],
)
def test_an_address_that_can_not_be_used_is_refused_at_once_and_not_quoted(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refused(base_url=url)
    assert said.startswith("the address ")
    assert "x.test" not in said and "pa55word" not in said
    if "\x00" not in url:
        monkeypatch.setenv("LIBRARY_URL", url)
        assert refused() == said


# Credentials.


def test_a_credential_is_the_one_given_or_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(given: str | Secret | None) -> str | None:
        credential = configured(credential=given).credential
        return None if credential is None else credential.reveal()

    assert found("given") == found(Secret("given")) == "given"
    assert found(None) is None
    monkeypatch.setenv("LIBRARY_KEY", "of-the-environment")
    assert found(None) == "of-the-environment"
    assert found("given") == "given"


@pytest.mark.parametrize("given", ["", Secret("")])
def test_an_empty_credential_is_none_and_does_not_ask_the_environment(
    given: str | Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIBRARY_KEY", "of-the-environment")
    assert configured(credential=given).credential is None
    assert refused(service(credential=NEEDED), credential=given).startswith(
        "no credential: pass `library_key`"
    )


def test_one_that_every_method_needs_is_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert refused(service(credential=NEEDED), credential=None) == (
        "no credential: pass `library_key`, or set the variable LIBRARY_KEY"
    )
    monkeypatch.setenv("LIBRARY_KEY", "")
    assert "no credential" in refused(service(credential=NEEDED), credential=None)
    assert configured(service(credential=CREDENTIAL), credential=None)


def test_a_variable_that_there_is_none_of_is_not_spoken_of() -> None:
    assert refused(service(credential=UNNAMED), credential=None) == (
        "no credential: pass `library_key`"
    )


# The rest.


@pytest.mark.parametrize("name", ["timeout", "connect_timeout"])
@pytest.mark.parametrize("value", [0, -1, -0.0, float("nan"), float("-inf")])
def test_a_time_that_is_none_is_refused(name: str, value: float) -> None:
    said = f"`{name}` is a number of seconds above zero, not {value!r}"
    assert refused(**{name: value}) == said


def test_headers_are_added_to_the_usual_ones_whatever_their_case() -> None:
    chosen = configured(headers={"X-Trace": "t", "User-Agent": "me"})
    assert dict(chosen.headers) == {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "content-type": "application/json; charset=UTF-8",
        "user-agent": "me",
        "x-trace": "t",
    }


def test_settings_show_neither_credential_nor_headers() -> None:
    chosen = configured(headers={"authorization": "Bearer pa55word"})
    assert KEY not in repr(chosen) and "pa55word" not in repr(chosen)


def test_a_refusal_can_be_caught_as_a_wrong_value_of_python_s_own() -> None:
    with pytest.raises(ValueError):
        configured(base_url="ftp://x.test/")


def test_a_service_is_silent_where_nobody_set_logging_up() -> None:
    service(name="library_of_silence")
    handlers = logging.getLogger("library_of_silence").handlers
    assert [type(handler) for handler in handlers] == [logging.NullHandler]
