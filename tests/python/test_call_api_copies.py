"""The services under tests/cases that repeat the Call API's common part, held against the spec of the repository."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from onespec.model import Service
from onespec.spec import load
from places import ROOT

COPIES = ["call_api_all", "call_api_methods"]
STARTED = "start.simple_call"


@pytest.fixture(scope="module")
def original() -> Service:
    """The spec of the repository."""
    return load(ROOT / "spec")


@pytest.fixture(scope="module", params=COPIES)
def copy(request: pytest.FixtureRequest) -> Service:
    """A service that repeats its common part."""
    return load(ROOT / "tests" / "cases" / str(request.param) / "spec")


def _by_name(entries: Iterable[object]) -> dict[str, object]:
    return {str(getattr(entry, "name")): entry for entry in entries}


@pytest.mark.parametrize(
    "part",
    [
        "name",
        "title",
        "description",
        "version",
        "servers",
        "auth",
        "transport",
        "envelope",
        "protocol",
        "code_groups",
        "open",
    ],
)
def test_a_copy_repeats_the_common_part(
    part: str, original: Service, copy: Service
) -> None:
    assert getattr(copy, part) == getattr(original, part)


@pytest.mark.parametrize("part", ["types", "state"])
def test_a_copy_declares_shared_names_alike(
    part: str, original: Service, copy: Service
) -> None:
    here, there = _by_name(getattr(copy, part)), _by_name(getattr(original, part))

    assert {name: here.get(name) for name in there} == there


def test_a_copy_has_every_common_error_with_the_same_words(
    original: Service, copy: Service
) -> None:
    rows = {kind.mnemonic: kind for kind in copy.errors}

    assert [rows[kind.mnemonic] for kind in original.errors] == list(original.errors)


def test_the_copies_describe_a_method_in_the_same_way() -> None:
    everything, some = (
        load(ROOT / "tests" / "cases" / name / "spec") for name in COPIES
    )

    assert [method.name for method in some.methods] == [
        "hold.call",
        "list.calls",
        "login.user",
        "start.informer_call",
    ]
    assert [everything.method(method.name) for method in some.methods] == list(
        some.methods
    )


def test_the_whole_api_repeats_the_method_of_the_repository(original: Service) -> None:
    everything = load(ROOT / "tests" / "cases" / "call_api_all" / "spec")

    assert len(everything.methods) == 22
    assert everything.method(STARTED) == original.method(STARTED)
