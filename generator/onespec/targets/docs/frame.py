"""A service -> what surrounds every HTML page: one style sheet and two scripts, inlined and allowed by their hashes alone."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from onespec import render
from onespec.model import Service

LOOPBACK = ("http://127.0.0.1:*", "http://localhost:*")
"""Where a reference server may listen: the form of a page may send there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """What a page carries in its head and at its end, and the policy that lets nothing else in."""

    style: Markup
    script: Markup
    policy: str


@functools.cache
def _constant(name: str) -> str:
    """A hand-written file of the templates folder, without its comments and indentation."""
    text = (render.templates() / "docs" / "assets" / name).read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^\s*/\*.*?\*/\s*$", "", text)
    text = re.sub(r"(?m)^\s*//.*$", "", text)
    if name.endswith(".css"):
        text = re.sub(r"(?<=[:,;{}]) +| +(?=[{}])", "", text).replace(";}", "}")
    return re.sub(r"\n\s*", "\n", text).strip() + "\n"


def assets(service: Service, *, form: bool) -> Assets:
    """The parts of a page; `form` adds the live form and lets it reach the declared servers."""
    return _assets(origins(service), form=form)


@functools.lru_cache(maxsize=8)
def _assets(reached: tuple[str, ...], *, form: bool) -> Assets:
    style = _constant("style.css")
    script = _constant("site.js")
    hosts = ["'self'"]
    if form:
        # Before the rest: what the form makes gets its copy buttons there.
        script = _constant("evaluate.js") + _constant("form.js") + script
        hosts += [*LOOPBACK, *reached]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "img-src data:",
            f"connect-src {' '.join(hosts)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return Assets(style=Markup(style), script=Markup(script), policy=policy)


def origins(service: Service) -> tuple[str, ...]:
    """Scheme, host and port of each declared server."""
    found = (urlsplit(server.url) for server in service.servers)
    return tuple(
        dict.fromkeys(
            f"{url.scheme}://{url.netloc}" for url in found if _plain(url.netloc)
        )
    )


def _plain(host: str) -> bool:
    """Whether a host can stand in a policy: letters, digits, dots and a port."""
    return re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?", host) is not None


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
