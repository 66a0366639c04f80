"""Two versions of a service -> every difference, weighed for callers, for servers and for source code, and shown on both.

`compare(old, new)` is all there is to call. What counts is meaning: a constraint that is written otherwise and lets
the same requests through is no change, a pattern that matches the same texts is none either.
"""

from __future__ import annotations

from onespec.change.change import Change, Comparison, Evidence, Level, Proof
from onespec.change.compare import compare

__all__ = ["Change", "Comparison", "Evidence", "Level", "Proof", "compare"]
