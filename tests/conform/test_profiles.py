"""Profiles that people write by hand: every key and value that makes no sense is told with its file, its line and what was meant."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import Outcome, onespec
from fault_server import FaultServer, http
from jsonschema import Draft202012Validator
from onespec.cases.document import document
from onespec.runtime.player import profile, suite
from onespec.runtime.player.network import address
from onespec.runtime.player.suite import Suite, WrongUseError
from onespec.spec import load
from places import ONE_METHOD, ROOT, SPEC, SUPPORT

TOKENS = {"MUTANT_TOKEN": "token-good-1", "MUTANT_TOKEN_2": "token-good-2"}
STATED = (SUPPORT / "mutants" / "profile.yaml").read_text("utf-8")
EVERYTHING: dict[str, Any] = {
    **yaml.safe_load(STATED),
    "endpoint": "https://api.example/v4.0",
    "token": "${MUTANT_TOKEN}",
    "allow": {"contact": ["79161112233"], "contact_message.value": ["Hello"]},
    "outside": {"media_files": ["99"]},
    "limits": {"requests": 5, "calls": 1, "per_second": 1.5},
}
"""A profile with every key that there is."""


@pytest.fixture(scope="module")
def cases() -> Suite:
    return suite.read(json.loads(json.dumps(document(load(ONE_METHOD)))))


def said(data: Any, cases: Suite, file: Path) -> str:
    """What reading a profile says; empty where it is taken."""
    file.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    try:
        profile.load(file, cases, TOKENS)
    except WrongUseError as error:
        return str(error)
    return ""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each key and item."""
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for step, item in items:
        yield (*path, step)
        yield from places(item, (*path, step))


def holder(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        data = data[step]
    return data


def test_a_profile_with_every_key_is_read(cases: Suite, tmp_path: Path) -> None:
    assert said(EVERYTHING, cases, tmp_path / "profile.yaml") == ""


def test_every_misspelt_key_is_told_with_its_line_and_the_nearest(
    cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    keys = [path for path in places(EVERYTHING) if isinstance(path[-1], str)]
    for path in keys:
        data = copy.deepcopy(EVERYTHING)
        inner, key = holder(data, path), path[-1]
        wrong = key[:-1] + key[-1] * 2
        renamed = {wrong if name == key else name: inner[name] for name in inner}
        inner.clear()
        inner.update(renamed)
        text = said(data, cases, file)
        lines = file.read_text("utf-8").splitlines()
        assert f"did you mean `{key}`?" in text, path
        place = text.removeprefix(f"{file}:").partition(":")[0]
        assert wrong in lines[int(place) - 1], path
    assert len(keys) > 40


def test_every_value_of_another_kind_is_told_with_its_line(
    cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    for path in places(EVERYTHING):
        right = holder(EVERYTHING, path)[path[-1]]
        for wrong in (True, 7, "text", [1], {"a": 1}, None):
            same = isinstance(wrong, int) and isinstance(right, int | float)
            same = same and isinstance(wrong, bool) == isinstance(right, bool)
            # A text may be any text; nothing behind the key of a block states nothing.
            if same or isinstance(wrong, type(right)) or (wrong is None and len(path) == 1):  # fmt: skip
                continue
            data = copy.deepcopy(EVERYTHING)
            holder(data, path)[path[-1]] = wrong
            text = said(data, cases, file)
            assert text.startswith(f"{file}:"), (path, wrong, text)
            assert "\n" not in text or all(
                line.startswith(f"{file}:") for line in text.splitlines()
            )


def test_many_mistakes_are_told_at_once_and_bounded(
    cases: Suite, tmp_path: Path
) -> None:
    data = {"state": {f"unknown_{number}": 1 for number in range(50)}}
    text = said(data, cases, tmp_path / "profile.yaml")
    assert text.splitlines()[-1] == "and 40 more"
    assert len(text) < 8_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('allow: {contact: ["71"]}\nallow: {contact: ["72"]}\n', ":2: `allow` stands twice; first in line 1"),
        ("params: {contact: +79161112233}\n", ":1: `+79161112233` is read differently"),
        ("params: {contact: 79161112233}\n", "is a whole number, not a text; put quotes round it"),
        ("state: {account_active: yes}\n", ":1: `yes` is read differently"),
        ("state: &all {}\nparams: *all\n", ":1: anchors and aliases"),
        ("state: !!python/object:os.system {}\n", ":1: tags like"),
        ("--- {}\n--- {}\n", ":2: a second document"),
        ("state: [1\n", "it is not YAML"),
        ("7\n", ":1: the profile is a whole number, not a mapping"),
        ("[]\n", ":1: the profile is a list, not a mapping"),
        ("text\n", ":1: the profile is a text, not a mapping"),
        (f"state: {'[' * 200}\n", "nested too deeply"),
        ("limits: {per_second: 0}\n", "`limits.per_second` is 0, below 0.001"),
        ("limits: {per_second: .nan}\n", "read differently"),
        ('params: {contact: "+79161112233"}\n', "`params.contact` is of another form"),
        ('token: "$TOKEN"\n', "a variable of the environment is written ${NAME}"),
        ('token: "${MY-TOKEN}"\n', "a variable of the environment is written ${NAME}"),
        ('token: ""\n', "`token` is empty"),
        ("endpoint:\n", "`endpoint` is null, not a text"),
        ("\x00", "it is not YAML"),
    ],
)  # fmt: skip
def test_what_readers_of_yaml_take_in_different_ways_is_refused(
    text: str, told: str, cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUseError) as refused:
        profile.load(file, cases, TOKENS)
    assert told in str(refused.value)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n"limits": {\n"call": 0}}', ":3: `limits` has `call`"),
        ('{"allow": {}, "allow": {}}', "`allow` stands twice"),
        ('{"limits": {"calls": NaN}}', "`NaN` is no number of JSON"),
        ("{", "it is not JSON"),
    ],
)
def test_a_profile_in_json_is_held_to_the_same(
    text: str, told: str, cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.json"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUseError) as refused:
        profile.load(file, cases, {})
    assert told in str(refused.value)


def test_a_file_of_another_encoding_or_none_at_all_is_told(
    cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    file.write_bytes("state: {}\n".encode("utf-16"))
    for path, told in ((file, "no text in UTF-8"), (tmp_path, "can't be read"), (tmp_path / "x", "No such file")):  # fmt: skip
        with pytest.raises(WrongUseError, match=told):
            profile.load(path, cases, {})


def test_the_schema_for_editors_is_what_profiles_are_read_by(
    cases: Suite, tmp_path: Path
) -> None:
    folder = ROOT / "generated" / "conformance"
    schema = json.loads((folder / "profile.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    assert judge.is_valid(EVERYTHING)
    for path in places(EVERYTHING):
        data = copy.deepcopy(EVERYTHING)
        holder(data, path)[path[-1]] = {"a": 1}
        assert judge.is_valid(data) == (said(data, cases, tmp_path / "p.yaml") == "")


def test_the_sample_profile_is_read_as_it_is() -> None:
    cases = suite.read(json.loads(json.dumps(document(load(SPEC)))))
    folder = ROOT / "generated" / "conformance"
    found = profile.load(
        folder / "profile.example.yaml", cases, {"ACCESS_TOKEN": "token"}
    )
    assert found.accounts[0].state["access_tokens"] == ["token"]
    for line in (folder / "profile.example.yaml").read_text("utf-8").splitlines():
        if line.startswith(("# params: ", "# allow: ")):
            # The words in the place of a number are no number.
            with pytest.raises(WrongUseError, match="of another form"):
                profile.read(yaml.safe_load(line[2:]), cases, {})


# -- tokens ----------------------------------------------------------------------------------------------------------


def conform(folder: Path, url: str | None, text: str, *options: str, **environment: str) -> Outcome:  # fmt: skip
    (folder / "profile.yaml").write_text(text, "utf-8")
    where = () if url is None else ("--endpoint", url)
    return onespec(
        folder, "conform", str(ONE_METHOD), *where, "--profile", "profile.yaml", *options, **environment  # fmt: skip
    )


def good(exchange: Any) -> bool:
    exchange.send(http(b"{}"))
    return True


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "${MUTANT_TOKEN} from the environment, where it is not set"),
        ({"MUTANT_TOKEN": "", "MUTANT_TOKEN_2": "x"}, "${MUTANT_TOKEN} from the environment, where it is empty"),
        ({"MUTANT_TOKEN": "x"}, "${MUTANT_TOKEN_2}"),
    ],
)  # fmt: skip
def test_a_token_that_is_not_in_the_environment_is_wrong_use_and_named(
    environment: dict[str, str], told: str, tmp_path: Path
) -> None:
    with FaultServer(good=good) as server:
        found = conform(tmp_path, server.url, STATED, **environment)
        assert (found.code, server.requests) == (2, [])
    assert told in found.err
    assert "profile.yaml:3: `state.access_tokens[" in found.err


@pytest.mark.parametrize("where", ["state: {expired_access_tokens: [\"${GONE}\"]}", "token: ${GONE}", "endpoint: http://${GONE}/", "accounts: [{token: \"${GONE}\"}]", "params: {contact: \"${GONE}\"}"])  # fmt: skip
def test_so_is_any_other_variable_wherever_it_stands(
    where: str, cases: Suite, tmp_path: Path
) -> None:
    file = tmp_path / "profile.yaml"
    file.write_text(where, "utf-8")
    with pytest.raises(WrongUseError, match=r"\$\{GONE\} from the environment"):
        profile.load(file, cases, TOKENS)


def test_a_secret_in_the_address_stands_in_no_report(tmp_path: Path) -> None:
    with FaultServer(good=good) as server:
        address = f'endpoint: "{server.url}?key=${{API_KEY}}"\n'
        options = ("--report", "json=r.json", "--report", "html=r.html")
        environment = {**TOKENS, "API_KEY": "key-of-nobody"}
        found = conform(tmp_path, None, STATED + address, *options, **environment)
    assert server.requests
    texts = [found.out, found.err, *((tmp_path / f"r.{kind}").read_text("utf-8") for kind in ("json", "html"))]  # fmt: skip
    assert not any("key-of-nobody" in text for text in texts)


# -- addresses -------------------------------------------------------------------------------------------------------

ADDRESSES = [
    ("", "empty"),
    (" ", "empty"),
    ("http://a b/", "blank"),
    (" http://a/", "blank"),
    ("http://a/x\ny", "blank"),
    ("a.example/v4.0", "http:// or https://"),
    ("ftp://a/", "http:// or https://"),
    ("http://", "no host"),
    ("http:///path", "no host"),
    ("http://:80/", "no host"),
    ("http://a:port/", "can't be read"),
    ("http://a:99999/", "can't be read"),
    ("http://a:0/", "no port"),
    ("http://[::1/", "can't be read"),
    ("http://me:secret@a/", "user's name"),
    (f"http://{'a' * 70}/", "a host that can't be"),
]


@pytest.mark.parametrize(("url", "told"), ADDRESSES)
def test_an_address_that_can_be_none_is_refused(url: str, told: str) -> None:
    with pytest.raises(WrongUseError, match=told) as refused:
        address(url)
    assert "secret" not in str(refused.value) and "\n" not in str(refused.value)


def test_such_an_address_is_wrong_use_and_told_with_its_line_where_it_is_stated(
    tmp_path: Path,
) -> None:
    for url, told in ADDRESSES[:6:2]:
        found = conform(tmp_path, url, STATED, **TOKENS)
        assert found.code == 2 and found.err.startswith("error: ")
        text = f"{STATED}endpoint: {json.dumps(url)}\n"
        found = conform(tmp_path, None, text, **TOKENS)
        assert found.code == 2
        line = text.count("\n")
        assert found.err.startswith(f"error: profile.yaml:{line}: "), (url, found.err)
