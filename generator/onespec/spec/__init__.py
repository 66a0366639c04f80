"""YAML text -> nodes with places -> `Service`: the shape is judged by the published schema, the meaning by code."""

from __future__ import annotations

from onespec.spec.files import load, load_files, load_sources, sources_of

__all__ = ["load", "load_files", "load_sources", "sources_of"]
