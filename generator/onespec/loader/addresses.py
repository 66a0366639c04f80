"""An http address -> why nothing can be called there; spaces and other characters are kept out by the shape."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|[0-9A-Fa-f:.]+")


def address_fault(url: str) -> str:
    """What is wrong with a server's address; empty where it is fine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "its host or port can't be read"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name or password"
    if parts.fragment:
        return "it has a fragment, which is never sent"
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return "it has no host"
    return "its port is 0" if port == 0 else ""
