"""Conformance cases: a service -> every request that shows whether an endpoint does what the spec says."""

from __future__ import annotations

from onespec.cases.suite import suite_of

__all__ = ["suite_of"]
