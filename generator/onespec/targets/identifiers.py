"""Finished Python -> the names it uses, for writing its import lines."""

from __future__ import annotations

import re
from typing import Final

_STRING: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def identifiers(text: str) -> frozenset[str]:
    """The names in finished Python, string literals left out."""
    return frozenset(_NAME.findall(_STRING.sub("", text)))
