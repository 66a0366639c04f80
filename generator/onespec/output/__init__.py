"""Files made in memory -> disk, all or nothing; and disk held against them."""

from __future__ import annotations

from onespec.output.compare import Comparison, Difference, Drift, compare
from onespec.output.disk import Fault, OutputError
from onespec.output.files import Built, File
from onespec.output.write import Written, write

__all__ = [
    "Built",
    "Comparison",
    "Difference",
    "Drift",
    "Fault",
    "File",
    "OutputError",
    "Written",
    "compare",
    "write",
]
