"""`onespec serve` while its spec is edited: the next request sees the change, and a fault changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from onespec.diagnostics import SpecError
from onespec.serve import Reference, reference
from onespec.serve.live import PAUSE, Live
from onespec.spec import load
from specs import METHOD, SERVICE

PAGE = "/methods/start.call.html"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A small spec on disk."""
    (tmp_path / "methods").mkdir()
    (tmp_path / "service.yaml").write_text(SERVICE, "utf-8")
    (tmp_path / "methods" / "start.call.yaml").write_text(METHOD, "utf-8")
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    """The clock of the server."""
    return Clock()


@pytest.fixture
def live(spec: Path, clock: Clock) -> Iterator[Live]:
    """The server of the spec."""
    with ExitStack() as servers:

        def made() -> Reference:
            return servers.enter_context(reference(load(spec), docs=True))

        def renewed() -> Reference | None:
            try:
                return made()
            except SpecError:
                return None

        yield Live(made(), spec, renewed, clock)


def shown(live: Live) -> str:
    """The page of the method."""
    request = live.request(method="GET", path=PAGE)
    return str(live.app.exchange(request).body.decode())


def test_a_change_is_seen_by_the_next_request(
    live: Live, spec: Path, clock: Clock
) -> None:
    assert "Start a call" in shown(live)

    text = METHOD.replace("Start a call", "Ring somebody up")
    (spec / "methods" / "start.call.yaml").write_text(text, "utf-8")
    assert "Start a call" in shown(live)
    clock.now += PAUSE
    assert "Ring somebody up" in shown(live)


def test_a_faulty_spec_leaves_the_last_good_server(
    live: Live, spec: Path, clock: Clock
) -> None:
    (spec / "methods" / "start.call.yaml").write_text("method: [", "utf-8")
    clock.now += PAUSE
    assert "Start a call" in shown(live)

    (spec / "methods" / "start.call.yaml").write_text(
        METHOD.replace("Start a call", "Ring somebody up"), "utf-8"
    )
    clock.now += PAUSE
    assert "Ring somebody up" in shown(live)


def test_what_pages_link_to_is_served_beside_them(live: Live) -> None:
    for path in (
        "/",
        "/search.json",
        "/openrpc.json",
        "/openapi.json",
        "/postman.json",
        "/schema/start.call.params.schema.json",
    ):
        request = live.request(method="GET", path=path)
        assert live.app.exchange(request).status == 200, path
