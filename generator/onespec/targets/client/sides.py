"""How `async` code and other code differ in spelling: all that keeps one template from serving both as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onespec.texts import PythonText


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """How `async` code and other code differ in spelling."""

    is_async: bool
    prefix: PythonText
    def_: PythonText
    await_: PythonText
    async_: PythonText
    a: PythonText
    close: PythonText
    handle: PythonText
    kind: PythonText
    sleep: PythonText


PLAIN: Final = SideView(
    is_async=False,
    prefix=PythonText(""),
    def_=PythonText("def"),
    await_=PythonText(""),
    async_=PythonText(""),
    a=PythonText(""),
    close=PythonText("close"),
    handle=PythonText("handle_request"),
    kind=PythonText("Sync"),
    sleep=PythonText("time.sleep"),
)
ASYNC: Final = SideView(
    is_async=True,
    prefix=PythonText("Async"),
    def_=PythonText("async def"),
    await_=PythonText("await "),
    async_=PythonText("async "),
    a=PythonText("a"),
    close=PythonText("aclose"),
    handle=PythonText("handle_async_request"),
    kind=PythonText("Async"),
    sleep=PythonText("await asyncio.sleep"),
)
