"""A made-up service whose methods have every shape that the model knows, and validators that never fetch."""

from __future__ import annotations

import json

from jsonschema import Draft7Validator, Draft202012Validator
from onespec.datatypes import (
    AnyType,
    ArrayType,
    BooleanType,
    EnumValue,
    Field,
    IntegerType,
    Link,
    NumberType,
    ObjectType,
    StringType,
)
from onespec.model import (
    CodeGroup,
    Envelope,
    ErrorKind,
    Example,
    Method,
    NamedType,
    Placeholder,
    Server,
    Service,
)
from places import TESTS
from referencing import Registry
from referencing.jsonschema import DRAFT7

PHONE = StringType(pattern="^[1-9][0-9]{0,14}$")
MESSAGE = ObjectType(
    fields=(
        Field(
            name="type",
            required=True,
            type=StringType(
                enum=(
                    EnumValue(value="media", meaning="A stored file."),
                    EnumValue(value="tts", meaning="Text that is read out."),
                )
            ),
        ),
        Field(name="value", required=True, type=StringType(min_length=1, max_length=5)),
    )
)
PARCEL = ObjectType(
    fields=(
        Field(name="to", type=PHONE, type_name="PhoneNumber", required=True),
        Field(
            name="notes",
            type=ArrayType(items=Field(name="", type=MESSAGE, type_name="Message")),
        ),
    ),
    open=True,
)

TYPES = (
    NamedType(name="PhoneNumber", type=PHONE, title="Phone", examples=("79260000000",)),
    NamedType(name="Message", type=MESSAGE),
    NamedType(name="Parcel", type=PARCEL, description="What is sent along."),
    NamedType(name="Unused", type=PHONE),
)

PARAMS = (
    Field(
        name="token",
        type=StringType(),
        required=True,
        secret=True,
        default="hunter1",
        examples=("hunter2",),
    ),
    Field(
        name="side",
        required=True,
        type=StringType(enum=(EnumValue(value="in"), EnumValue(value="out"))),
    ),
    Field(
        name="contact",
        type=PHONE,
        type_name="PhoneNumber",
        title="Contact",
        description="Who is called, say `79260000000`.",
        group="Who",
    ),
    Field(name="code", type=StringType(pattern="^([0-9]+|any)$"), nullable=True),
    Field(
        name="media",
        type=IntegerType(minimum=1, exclusive_maximum=100),
        docs_type="number",
        default_note="the server's own melody",
    ),
    Field(name="ratio", type=NumberType(multiple_of=0.5, maximum=2)),
    Field(name="early", type=BooleanType(), default=False),
    Field(name="message", type=MESSAGE, type_name="Message", nullable=True),
    Field(
        name="mode",
        nullable=True,
        type=StringType(enum=(EnumValue(value="a", meaning="First."),)),
    ),
    Field(
        name="parcels",
        type=ArrayType(
            items=Field(name="", type=PARCEL, type_name="Parcel"),
            min_items=1,
            max_items=2,
            unique_items=True,
        ),
    ),
    Field(name="extra", type=AnyType(), deprecated="Use `message`.", since="v3"),
)

ERRORS = (
    ErrorKind(
        mnemonic="contact_in_blacklist",
        code=-32002,
        message=("The contact ", Placeholder(name="contact"), " is blacklisted"),
        template="The contact {contact} is blacklisted",
        cause="The number stands on the list.",
    ),
    ErrorKind(
        mnemonic="file_not_found",
        code=-32602,
        message=("Not found",),
        template="Not found",
    ),
)
COMMON = (
    ErrorKind(
        mnemonic="data_type_error",
        code=-32602,
        message=("Wrong type",),
        template="Wrong type",
    ),
)

REQUEST = {"token": "t", "side": "in"}

METHODS = (
    Method(
        name="list.calls",
        title="Calls in progress",
        readonly=True,
        idempotent=True,
        common_errors=COMMON,
        source="spec/methods/list.calls.yaml",
        result=Field(
            name="",
            type=ArrayType(items=Field(name="", type=PARCEL, type_name="Parcel")),
        ),
    ),
    Method(
        name="ping",
        title="Nothing is said of its result",
        source="spec/methods/ping.yaml",
    ),
    Method(
        name="start.call",
        title="Start a call",
        description="Rings two phones.",
        params=PARAMS,
        errors=ERRORS,
        common_errors=COMMON,
        source="spec/methods/start.call.yaml",
        result=Field(
            name="",
            type=ObjectType(
                fields=(
                    Field(name="id", type=IntegerType(), required=True),
                    Field(name="echo", type=MESSAGE, type_name="Message"),
                )
            ),
        ),
        examples=(
            Example(title="Plain", request_id="1", params=REQUEST, result={"id": 7}),
            Example(
                title="Listed",
                request_id=2,
                params=REQUEST,
                error="contact_in_blacklist",
            ),
        ),
        deprecated="Use another.",
        see=(Link(title="One", url="https://example.org/1"),),
        extensions={"x-team": "calls", "x-errors": "not ours"},
    ),
)

SERVICE = Service(
    name="sample",
    title="Sample",
    version="v1",
    release="1.2.3",
    source="spec/service.yaml",
    servers=(Server(name="production", url="https://api.example.org/v1"),),
    envelope=Envelope(
        result="data",
        metadata=(
            Field(name="limits", type=ObjectType(fields=(), open=True)),
            Field(name="echo", type=MESSAGE, type_name="Message"),
        ),
        error_data=(
            Field(name="mnemonic", type=StringType(), required=True),
            Field(name="value", type=AnyType(), nullable=True),
        ),
    ),
    code_groups=(
        CodeGroup(code=-32602, name="invalid_params", title="Params are wrong"),
        CodeGroup(code=-32002, name="forbidden"),
    ),
    types=TYPES,
    errors=COMMON,
    methods=METHODS,
)


def validator(schema: object) -> Draft202012Validator:
    """A judge of instances; a reference that leads out of the schema is an error, not a download."""
    return Draft202012Validator(schema, registry=Registry())


def openrpc_judge() -> Draft7Validator:
    """A judge of whole OpenRPC documents, with the one schema that it refers to at hand."""
    folder = TESTS / "data" / "openrpc"
    schema = json.loads((folder / "openrpc-1.4.schema.json").read_text("utf-8"))
    values = json.loads((folder / "json-schema-tools.schema.json").read_text("utf-8"))
    shared = DRAFT7.create_resource(values)
    places = ("https://meta.json-schema.tools", "https://meta.json-schema.tools/")
    registry: Registry[object] = Registry()
    registry = registry.with_resources((place, shared) for place in places)
    return Draft7Validator(schema, registry=registry)
