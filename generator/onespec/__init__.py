"""onespec describes a JSON-RPC method once, in YAML, and makes from it everything that has to agree.

As a library: `load` a spec (or `load_sources` from memory), `evaluate` a request against it, `mend` one
that is refused, `analyse` its constraints;
`onespec.build.build` makes its files, `onespec.lint.lint` finds faults and doubts. Each name is imported when it is
first used, so `import onespec` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

# Not taken from `typing`: importing that would be a good part of what `check --fast` takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from onespec.analysis import analyse, evaluate, mend
    from onespec.diagnostics import SpecError
    from onespec.spec import load, load_sources

__all__ = ["SpecError", "analyse", "evaluate", "load", "load_sources", "mend"]

_HOMES: Final = {
    "analyse": "onespec.analysis",
    "evaluate": "onespec.analysis",
    "mend": "onespec.analysis",
    "SpecError": "onespec.diagnostics",
    "load": "onespec.spec",
    "load_sources": "onespec.spec",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'onespec' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
