"""Service -> what makes the generated package installable and testable: metadata, README, fakes, fixtures."""

from __future__ import annotations

from onespec.model import Service
from onespec.output.files import File


def files(service: Service) -> list[File]:
    """The files."""
    return []
