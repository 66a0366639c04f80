# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""Documents that a run starts from: the suite as data -> its values; any YAML or JSON file -> its value."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LEVELS = ("full", "quick", "no-effects")


class WrongUseError(ValueError):
    """Options or files that a run can't start with; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Something that the spec states."""

    id: str
    title: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request (or one sent several times) and what it must get."""

    id: str
    title: str
    covers: tuple[str, ...]
    levels: tuple[str, ...]
    method: str
    expect: Mapping[str, Any]
    request_id: Any
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    effect: bool = False
    condition: tuple[str, int] | None = None
    """Mnemonic and number of the condition that refuses it."""
    faulty: str = ""
    """The param whose shape is wrong: no condition can be asked of it."""
    account: Mapping[str, Any] | None = None
    repeat: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """All that is known of a service's conformance."""

    service: str
    version: str
    content_type: str
    result: str
    """Member of a result that holds the data."""
    metadata: Mapping[str, Any]
    """Shapes of what may stand in the metadata."""
    facts: Mapping[str, Any]
    """For each fact of the account its shape, a sample, and whether it is a secret."""
    secret_params: tuple[str, ...]
    credential: str
    """The fact that lists good credentials; empty where there is none."""
    methods: Mapping[str, Any]
    """For each method its conditions, the shape of its result, and a request that sets nothing off."""
    stops: tuple[str, ...]
    """Errors that say nothing of a case: access is refused, or a limit is used up."""
    elements: tuple[Element, ...]
    cases: tuple[Case, ...]
    gaps: Mapping[str, str]

    @property
    def sample(self) -> dict[str, Any]:
        """The account that the reference server plays."""
        return {
            name: fact["sample"]
            for name, fact in self.facts.items()
            if "sample" in fact
        }


def load(path: Path) -> Suite:
    """The suite in a file."""
    return read(json.loads(path.read_text("utf-8")))


def read(data: Mapping[str, Any]) -> Suite:
    """The suite in a document."""
    return Suite(
        service=data["service"],
        version=data["version"],
        content_type=data["content_type"],
        result=data["result"],
        metadata=data["metadata"],
        facts=data["facts"],
        secret_params=tuple(data["secret_params"]),
        credential=data["credential"],
        methods=data["methods"],
        stops=tuple(data["stops"]),
        elements=tuple(Element(**item) for item in data["elements"]),
        cases=tuple(_case(item) for item in data["cases"]),
        gaps=data["gaps"],
    )


def _case(data: Mapping[str, Any]) -> Case:
    condition = data.get("condition")
    return Case(
        id=data["id"],
        title=data["title"],
        covers=tuple(data["covers"]),
        levels=tuple(data["levels"]),
        method=data["method"],
        expect=data["expect"],
        request_id=data["request_id"],
        params=data.get("params"),
        body=data.get("body", {}),
        effect=data.get("effect", False),
        condition=(condition[0], condition[1]) if condition else None,
        account=data.get("account"),
        repeat=data.get("repeat", 1),
        faulty=data.get("faulty", ""),
    )


def load_document(path: Path) -> Any:
    """The value in a YAML or JSON file. Raises WrongUseError, with the file and the reason as its text."""
    try:
        text = path.read_text("utf-8")
        if path.suffix == ".json":
            return json.loads(text)
    except (OSError, ValueError) as error:
        raise WrongUseError(f"{path}: {error}") from error
    # A suite that plays against its own server needs no YAML at all.
    try:
        yaml = importlib.import_module("yaml")
    except ImportError as error:
        raise WrongUseError(
            f"{path}: install PyYAML to read it, or write it as JSON"
        ) from error
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise WrongUseError(f"{path}: {error}") from error
