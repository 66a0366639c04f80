# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""A YAML or JSON file -> its value."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any


def parsed(path: Path, fault: type[Exception]) -> Any:
    """The value in a file. Raises `fault`, with the file and the reason as its text."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fault(f"{path}: {error}") from error
    if path.suffix == ".json":
        try:
            return json.loads(text)
        except ValueError as error:
            raise fault(f"{path}: {error}") from error
    return _yaml(path, text, fault)


def _yaml(path: Path, text: str, fault: type[Exception]) -> Any:
    # A suite that plays against its own server needs no YAML at all.
    try:
        yaml = importlib.import_module("yaml")
    except ImportError as error:
        raise fault(
            f"{path}: install PyYAML to read it, or write it as JSON"
        ) from error
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise fault(f"{path}: {error}") from error
