"""Service -> its conformance suite: cases as data, a short pytest suite, and the player that both this and the tool use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onespec.cases.document import written
from onespec.cases.suite import suite_of
from onespec.json_layout import json_members
from onespec.model import Service
from onespec.output import File
from onespec.render import render
from onespec.runtime import player
from onespec.targets.profile_sample import (
    profile_reference,
    profile_sample,
    profile_schema,
)
from onespec.texts import JsonText, json_text

FOLDER: Final = "conformance"
PLAYER: Final = "conformance_player"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One line of a list."""

    text: JsonText
    comma: JsonText


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesView:
    """The document of cases: what it starts with, then one line for each element and each case."""

    head: JsonText
    elements: tuple[ItemView, ...]
    cases: tuple[ItemView, ...]


def files(service: Service) -> list[File]:
    """Every file of the suite."""
    suite = suite_of(service)
    data = written(suite)
    made = [
        _file("cases.json", render("conformance/cases.json.j2", _cases(data))),
        _file("profile.schema.json", profile_schema(service, suite)),
        _file("profile.example.yaml", profile_sample(service, suite)),
        _file("profile.reference.json", profile_reference(service)),
    ]
    for part in ("README.md", "conftest.py", "test_conformance.py"):
        made.append(_file(part, render(f"conformance/{part}.j2", service=service)))
    return [*made, *_player()]


def _file(name: str, text: str) -> File:
    return File(path=f"{FOLDER}/{name}", content=text.encode())


def _cases(data: dict[str, Any]) -> CasesView:
    head = {
        name: value for name, value in data.items() if name not in ("elements", "cases")
    }
    return CasesView(
        head=json_members(head),
        elements=_lines(data["elements"]),
        cases=_lines(data["cases"]),
    )


def _lines(items: Sequence[Any]) -> tuple[ItemView, ...]:
    last = len(items) - 1
    return tuple(
        ItemView(
            text=json_text(item, None), comma=JsonText("" if index == last else ",")
        )
        for index, item in enumerate(items)
    )


def _player() -> list[File]:
    """The player's own source, byte for byte: what is played here is what the tool plays."""
    folder = Path(player.__file__).parent
    return [
        File(
            path=f"{FOLDER}/{PLAYER}/{path.name}",
            # A checkout with other line ends is the same source.
            content=path.read_bytes().replace(b"\r\n", b"\n"),
            is_copy=True,
        )
        for path in sorted(folder.glob("*.py"))
    ]
