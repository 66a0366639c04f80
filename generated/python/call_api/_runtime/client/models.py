# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What models share: strict where they are sent, tolerant where they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema


class _Whole:
    """`1.0` is an integer, as JSON Schema has it; `true` and `"1"` are not."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        whole = core_schema.int_schema()
        number = core_schema.float_schema(strict=True)
        return core_schema.union_schema(
            [
                core_schema.int_schema(strict=True),
                core_schema.chain_schema([number, whole]),
            ],
            mode="left_to_right",
        )


Whole = Annotated[int, _Whole]
Number = Annotated[float, Strict()]
Flag = Annotated[bool, Strict()]


def config(
    wire: Mapping[str, str] | None = None, *, is_open: bool = False
) -> ConfigDict:
    """Settings of one model: its names on the wire, and whether others may come."""
    made = ConfigDict(extra="allow") if is_open else ConfigDict()
    if wire:
        made["alias_generator"] = lambda name: wire.get(name, name)
    return made


class _Model(BaseModel, frozen=True):
    model_config = ConfigDict(
        populate_by_name=True,
        hide_input_in_errors=True,
        protected_namespaces=(),
        defer_build=True,
        arbitrary_types_allowed=True,
    )
    __hidden__: ClassVar[frozenset[str]] = frozenset()
    """Members that stand in no repr."""

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            if name not in self.__hidden__:
                yield name, value


class Received(_Model, frozen=True):
    """Something a server answered: frozen, with members that are not known yet kept."""

    model_config = ConfigDict(extra="allow")


class Sent(_Model, frozen=True):
    """Something a caller sends: members that are not declared are refused."""

    model_config = ConfigDict(extra="forbid")

    __nullable__: ClassVar[frozenset[str]] = frozenset()
    """Members for which `None` is a value of its own, where it was set."""

    def __wire__(self) -> dict[str, object]:
        """The members that are sent; otherwise `None` leaves one out."""
        found: dict[str, object] = {}
        for name, field in type(self).model_fields.items():
            value: object = getattr(self, name)
            sent = name in self.__nullable__ and name in self.model_fields_set
            if value is not None or sent:
                found[field.serialization_alias or name] = value
        return {**found, **(self.model_extra or {})}
