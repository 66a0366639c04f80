# onespec runtime: copied unchanged into generated packages. Edit it in onespec.
"""What models share: strict where they are sent, tolerant where they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    TypeAlias,
    TypeGuard,
    get_args,
    is_typeddict,
)

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema

from .checks import Faults, Object, misfits
from .errors import ConfigurationError, RpcError, refusal
from .secret import Secret
from .values import is_object, same


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


class Exact:
    """A literal of its own JSON type: in Python `True` is 1, and `1` is `True`."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        (only,) = get_args(source)

        def read(value: object) -> object:
            if isinstance(value, bool) is not isinstance(only, bool):
                raise ValueError("a value of another type")
            return value

        return core_schema.no_info_before_validator_function(read, handler(source))


class Unpacked:
    """`tuple[str, *tuple[int, ...]]`, of which Pydantic reads two places only."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        *places, rest = get_args(source)
        inner = get_args(rest)
        # `*tuple[int, ...]` out of the text of an annotation is an `Unpack`.
        item = inner[0] if inner[-1] is ... else get_args(inner[0])[0]
        schemas = [handler.generate_schema(kind) for kind in (*places, item)]
        return core_schema.tuple_schema(schemas, variadic_item_index=len(places))


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


class Tagged:
    """Tells the classes of a union by a member: which value stands for which class.

    An object of a kind that is not known yet stays a dict, where the union has one.
    """

    def __init__(self, member: str, *values: str | float) -> None:
        self._member = member
        self._values = values

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        kinds = [kind for kind in get_args(source) if not is_typeddict(kind)]
        models = [kind for kind in kinds if isinstance(kind, type)]
        models = [kind for kind in models if issubclass(kind, _Model)]
        choices: dict[object, CoreSchema] = {
            place: handler.generate_schema(kind) for place, kind in enumerate(models)
        }
        if kinds[len(models) :]:
            choices[-1] = handler.generate_schema(kinds[-1])

        def tell(value: object) -> int | None:
            if isinstance(value, _Model):
                known = [k for k, kind in enumerate(models) if isinstance(value, kind)]
                return known[0] if known else None
            return self._told(value)

        return core_schema.tagged_union_schema(choices, discriminator=tell)

    def _told(self, value: object) -> int | None:
        if not is_object(value) or self._member not in value:
            return None
        told = value[self._member]
        for place, known in enumerate(self._values):
            if same(told, known):
                return place
        return -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """What a package knows of the objects that callers send, to refuse wrong ones."""

    shapes: Mapping[str, Object]
    """The members of each, by the name of its class."""
    faults: Faults
    """The rows of the error table that answer faults of shape."""
    error_for: Callable[[int, str | None], type[RpcError]]

    def refusal(self, kind: type[Sent], data: Mapping[str, object]) -> RpcError | None:
        """The error that the server would answer an object of these members with."""
        known = (self.shapes.get(each.__name__) for each in kind.__mro__)
        shape = next((found for found in known if found is not None), None)
        if shape is None:
            return None
        if any(map(is_too_deep, data.values())):
            raise ConfigurationError(f"a {kind.__name__} {TOO_DEEP}")
        wire = kind.__filled__() | {
            kind.__wire_name__(name): to_wire(value)
            for name, value in data.items()
            if value is not None or name in kind.__nullable__
        }
        violations = misfits(wire, shape, self.faults)
        return refusal(self.error_for, violations) if violations else None


class Sent(_Model, frozen=True):
    """Something a caller sends: what the server would refuse is refused at once.

    Raises the error that a dict of the same members would raise when it is sent.
    """

    model_config = ConfigDict(extra="forbid")

    __nullable__: ClassVar[frozenset[str]] = frozenset()
    """Members for which `None` is a value of its own, where it was set."""
    __objects__: ClassVar[Objects | None] = None
    """What its members are held against; each generated package has its own."""

    def __init__(self, **data: Any) -> None:
        known = self.__objects__
        refused = None if known is None else known.refusal(type(self), data)
        if refused is not None:
            # A traceback with variables, as some tools print them, would show secrets.
            del data
            raise refused
        super().__init__(**data)

    @classmethod
    def __filled__(cls) -> dict[str, object]:
        """The members that have one value, and so need not be given."""
        return {
            cls.__wire_name__(name): field.default
            for name, field in cls.model_fields.items()
            if not field.is_required() and field.default is not None
        }

    @classmethod
    def __wire_name__(cls, name: str) -> str:
        """What a member is called on the wire; it may be named so already."""
        field = cls.model_fields.get(name)
        return name if field is None else field.serialization_alias or name

    def __wire__(self) -> dict[str, object]:
        """The members that are sent; otherwise `None` leaves one out."""
        found: dict[str, object] = {}
        for name in type(self).model_fields:
            value: object = getattr(self, name)
            sent = name in self.__nullable__ and name in self.model_fields_set
            if value is not None or sent:
                found[self.__wire_name__(name)] = value
        return {**found, **(self.model_extra or {})}


class _Null(Enum):
    NULL = "null"


Null: TypeAlias = _Null
NULL: Final = _Null.NULL
"""Sends `null` for a param that may be left out; `None` leaves it out.

Inside a dict of the caller's own `None` is `null`: a dict is sent as it stands.
"""


def to_wire(value: object) -> object:
    """What a caller hands over as a JSON value; what is none stays, to be refused."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if value is NULL:
        return None
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, Sent):
        return {name: to_wire(member) for name, member in value.__wire__().items()}
    if is_object(value):
        return {str(name): to_wire(member) for name, member in value.items()}
    if _is_sequence(value):
        return [to_wire(item) for item in value]
    return value


DEEPEST: Final = 100
"""Levels of lists and objects that a value may have to be sent."""

TOO_DEEP: Final = "has more levels of lists and objects than can be sent"


def is_too_deep(value: object) -> bool:
    """Whether a value has more levels than are sent, as one that holds itself has."""
    left = [(value, 0)]
    while left:
        one, depth = left.pop()
        if depth > DEEPEST:
            return True
        if isinstance(one, Sent):
            left.extend((item, depth + 1) for item in one.__wire__().values())
        elif is_object(one):
            left.extend((item, depth + 1) for item in one.values())
        elif _is_sequence(one):
            left.extend((item, depth + 1) for item in one)
    return False


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, (list, tuple))
