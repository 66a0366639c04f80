"""Faults of servers that compare sloppily, or look only at what usually comes: right on every plain request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from mutants.faults import Plant, changed, replaced
from mutants.handler import Server
from mutants.server import Json


def sloppy() -> Iterator[tuple[str, Plant]]:
    """Each fault with its name."""
    yield from _texts()
    yield from _account()
    yield from _rules()


def _read(turned: Callable[[str], str]) -> Callable[[str, str], Any]:
    """Matches a pattern after something was done to the text."""
    return lambda pattern, text: re.fullmatch(pattern, turned(text))


def _texts() -> Iterator[tuple[str, Plant]]:
    for name in ("virtual_phone_number", "operator"):
        for what, turned in (
            ("dashes and blanks", lambda text: re.sub("[- ]", "", text)),
            ("a comma", lambda text: text.replace(",", "")),
            ("a plus sign", lambda text: text.lstrip("+")),
            ("a line end", lambda text: text.rstrip("\n")),
            ("leading noughts", lambda text: text.lstrip("0")),
            (
                "characters beyond 16 bits",
                lambda text: re.sub("[^\0-\uffff]", "1", text),
            ),
        ):
            yield f"{name} takes {what}", changed(name, match=_read(turned))
        yield f"{name} takes digits of any script", changed(
            name, pattern=r"[1-9]\d{0,14}"
        )
        yield f"{name} may end in a line end", changed(
            name, pattern="^[1-9][0-9]{0,14}$", match=re.search
        )
    yield "contact is a number and no SIP name", changed("contact", pattern="[0-9]+")
    yield "contact has to name a host", changed("contact", pattern=".+@.+")
    for name in ("direction", "operator_confirmation", "first_call"):
        known = Server().params[name]["enum"]
        yield f"blanks around {name} are cut off", changed(
            name, enum=_Listed(known, str.strip)
        )
        if any(value.swapcase() != value for value in known):
            yield f"{name} in any letters", changed(
                name, enum=_Listed(known, str.lower)
            )


class _Listed(list[str]):
    """Values that are compared after something was done to what was sent."""

    def __init__(self, values: list[str], turned: Callable[[str], str]) -> None:
        super().__init__(values)
        self._turned = turned

    def __contains__(self, item: object) -> bool:
        return isinstance(item, str) and super().__contains__(self._turned(item))


def _account() -> Iterator[tuple[str, Plant]]:
    def listed(name: str, alike: Callable[[str, str], bool]) -> Plant:
        def plant(server: Server) -> None:
            server.account[name] = _Alike(server.account[name], alike)

        return plant

    ways: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
        ("by how they begin", lambda known, sent: sent.startswith(known)),
        ("by how it begins", lambda known, sent: known.startswith(sent)),
    )
    for name, what in (
        ("good", "tokens"),
        ("own", "virtual numbers"),
        ("blacklist", "blacklisted numbers"),
        ("media", "media files"),
    ):
        for way, alike in ways:
            yield f"{what} are told {way}", listed(name, alike)
    yield "tokens in any letters", listed(
        "good", lambda known, sent: known.lower() == sent.lower()
    )
    yield "the second media file is forgotten", lambda server: server.account.update(
        media=[m for at, m in enumerate(server.account["media"]) if at != 1]
    )
    yield "nought is no media file to look for", replaced(
        "media", lambda s, f, v: None if v == 0 else Server.media(s, f, v)
    )


class _Alike(list[str]):
    """Members that are found by likeness."""

    def __init__(self, values: list[str], alike: Callable[[str, str], bool]) -> None:
        super().__init__(values)
        self._alike = alike

    def __contains__(self, item: object) -> bool:
        return any(self._alike(known, str(item)) for known in self)


def _rules() -> Iterator[tuple[str, Plant]]:
    def only(name: str, asked: Callable[[Json], bool]) -> tuple[str, Plant]:
        def permitted(server: Server, params: Json) -> bool:
            return not asked(params) or Server.permitted(server, params)

        return name, replaced("permitted", permitted)

    for name in ("contact_message", "operator_message", "direction", "external_id"):
        yield only(f"no rule beside {name}", lambda p, n=name: n not in p)
    yield only("no rule without a direction", lambda p: "direction" in p)
    for value in ("in", "out"):
        yield only(
            f"no rule where direction is {value}",
            lambda p, v=value: p.get("direction") != v,
        )
    messages = {"contact_message", "operator_message"}
    yield only("no rule beside both messages", lambda p: not messages <= p.keys())
    for kind in ("tts", "media"):
        yield only(
            f"no rule beside an operator message that is {kind}",
            lambda p, k=kind: (p.get("operator_message") or {}).get("type") != k,
        )
