# onespec runtime: generated packages carry a copy of this file; change it in onespec, not there.
"""What came of a run, as reports tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .suite import Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as reports tell of it."""

    suite: Suite
    endpoint: str
    level: str
    records: Sequence[dict[str, Any]]
    stopped: str = ""
