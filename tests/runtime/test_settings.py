"""What a client is set up with: arguments, the environment, and what is refused at once."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from onespec.runtime.client.call import CallOptions
from onespec.runtime.client.errors import ConfigurationError
from onespec.runtime.client.http import AsyncHttpTransport, HttpTransport
from onespec.runtime.client.secret import Secret
from onespec.runtime.client.settings import Connection, Credential, changed
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


@pytest.mark.parametrize("given", [5, b"bytes", ["a"]])
def test_a_credential_that_is_no_text_is_refused_and_not_shown(given: object) -> None:
    kind = type(given).__name__
    said = f"`library_key` is text or a Secret, not {kind}"
    assert refused(credential=given) == said


# What a caller hands over.

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"timeout": "5"}, "`timeout` is a number of seconds above zero, not '5'"),
    ({"timeout": None}, "`timeout` is a number of seconds above zero, not None"),
    ({"timeout": True}, "`timeout` is a number of seconds above zero, not True"),
    (
        {"connect_timeout": [1]},
        "`connect_timeout` is a number of seconds above zero, not a value of type list",
    ),
    ({"max_retries": "2"}, "`max_retries` is a whole number, not '2'"),
    ({"max_retries": 1.5}, "`max_retries` is a whole number, not 1.5"),
    ({"base_url": 5}, "`base_url` is text, not int"),
    ({"headers": [("a", "b")]}, "`headers` is a mapping of names to values"),
    ({"headers": {"a b": "c"}}, "`headers` has a name that HTTP can't carry"),
    ({"headers": {5: "c"}}, "`headers` has a name that HTTP can't carry"),
    ({"headers": {"x-a": 1}}, "the header `x-a` is text, not int"),
    (
        {"headers": {"Content-Length": "1"}},
        "the header `Content-Length` is the client's own business; leave it out",
    ),
]


@pytest.mark.parametrize(("given", "said"), WRONG, ids=range(len(WRONG)))
def test_a_setting_of_the_wrong_type_is_one_clear_error(
    given: dict[str, Any], said: str
) -> None:
    assert refused(**given) == said


@pytest.mark.parametrize(
    "value", ["naïve", "漢", "a\r\nX: b", "a\n", "\0", " a", "a ", "\x7f"]
)
def test_a_header_that_http_can_not_carry_is_refused_by_name_and_not_quoted(
    value: str,
) -> None:
    said = refused(headers={"X-Key": value})
    assert said.startswith("the header `X-Key` holds what HTTP can't carry: ")
    with pytest.raises(ConfigurationError) as caught:
        CallOptions(headers={"X-Key": value})
    assert str(caught.value) == said


@pytest.mark.parametrize("value", ["", "a", "a b\tc", 'W/"x"; q=0.5, ~'])
def test_any_other_header_is_taken(value: str) -> None:
    assert configured(headers={"X-Key": value}).headers["x-key"] == value


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": "5"},
        {"connect_timeout": True},
        {"max_retries": "1"},
        {"headers": {"a": 1}},
    ],
)
def test_an_option_of_the_wrong_type_is_refused_where_it_is_written(
    options: dict[str, Any],
) -> None:
    with pytest.raises(ConfigurationError):
        CallOptions(**options)


CONNECTION: dict[str, Any] = {
    "trust_env": False,
    "proxy": None,
    "ssl_context": None,
    "max_response_bytes": 1000,
    "max_connections": 10,
    "max_keepalive_connections": 5,
    "keepalive_expiry": 5.0,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"trust_env": "yes"},
        {"proxy": 5},
        {"proxy": "localhost:3128"},
        {"proxy": "ftp://localhost"},
        {"proxy": "http://"},
        {"proxy": "http://me:pa55word@[::1"},
        {"ssl_context": True},
        {"max_response_bytes": 0},
        {"max_response_bytes": "1"},
        {"max_connections": 0},
        {"max_keepalive_connections": -1},
        {"keepalive_expiry": "5"},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", [HttpTransport, AsyncHttpTransport])
def test_a_connection_that_can_not_be_made_is_refused_when_the_client_is_made(
    kind: type[HttpTransport], wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind("http://localhost/", Connection(**{**CONNECTION, **wrong}))
    assert "pa55word" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_settings_can_be_changed_one_by_one() -> None:
    ours = configured(headers={"x-a": "1", "x-b": "1"}, timeout=9)
    whole: dict[str, Any] = {
        "credential": None,
        "timeout": None,
        "connect_timeout": None,
        "max_retries": None,
        "headers": None,
    }
    assert changed(ours, **whole) == ours
    made = changed(ours, **{**whole, "timeout": 3, "headers": {"X-B": "2"}})
    assert (made.timeout, made.connect_timeout, made.max_retries) == (3, 5, 2)
    assert (made.headers["x-a"], made.headers["x-b"]) == ("1", "2")
    assert made.credential == ours.credential
    other = changed(ours, **{**whole, "credential": "another"})
    assert other.credential == Secret("another")
    with pytest.raises(ConfigurationError):
        changed(ours, **{**whole, "timeout": "3"})


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
