"""What the page says of the two messages, in the same words for either."""

from __future__ import annotations

from onespec.datatypes import ObjectType
from onespec.model import Service

from page_facts.fact import (
    Fact,
    fact,
    meaning,
    param,
    prose,
    refused,
    row,
    values,
)


def _members(service: Service, name: str) -> list[str]:
    type_ = param(service, name).type
    assert isinstance(type_, ObjectType)
    return [field.name for field in type_.fields]


def _message(name: str, who: str) -> tuple[Fact, ...]:
    """The facts of one message; the page repeats them word for word for the other."""
    type_, value = f"{name}.type", f"{name}.value"
    return (
        *row(name, "object", False),
        fact(
            f"{name} has a section of its own",
            lambda service: param(service, name).group,
            f"Message to the {who}",
            f"Message to the {who}",
        ),
        prose(
            f"{name} is played for the {who}",
            name,
            f"What the {who} hears after taking the call",
        ),
        prose(
            f"after {name} media_file_id is played continually",
            name,
            "the file of `media_file_id` is played again and again",
        ),
        fact(
            f"{name} has a type and a value",
            lambda service: _members(service, name),
            ["type", "value"],
            type_,
            value,
        ),
        *row(type_, "string", True),
        fact(
            f"{type_} is required with the object",
            refused(**{name: {"value": "2561"}}),
            ["required_parameter_missed"],
        ),
        fact(
            f"{type_} is media or tts",
            values(type_),
            ["media", "tts"],
            "media",
            "tts",
            where=f"param-{type_}",
        ),
        fact(
            f"media in {name} is a media file",
            meaning(type_, "media"),
            "a media file is played",
            "a media file is played",
            where=f"param-{type_}",
        ),
        fact(
            f"tts in {name} is text to be spoken",
            meaning(type_, "tts"),
            "text is spoken by the Text-to-Speech service",
            "text is spoken by the Text-to-Speech service",
            where=f"param-{type_}",
        ),
        *row(value, "string", True),
        fact(
            f"{value} is required with the object",
            refused(**{name: {"type": "tts"}}),
            ["required_parameter_missed"],
        ),
        prose(
            f"with media, {value} is the id of a media file, as text",
            value,
            "With `media`, the id of the media file, as text",
        ),
        prose(
            f"{value} names a system file or a user's",
            value,
            "a system file or one of the account's own",
        ),
        prose(
            f"the REST API lists the files for {value}", value, "REST API has a list"
        ),
        prose(
            f"with tts, {value} is the text", value, "With `tts`, the text to be spoken"
        ),
        prose(
            f"how long {value} may be depends on the plan or a limit",
            value,
            "depends on the service plan or on a limit of the account",
        ),
    )


FACTS: tuple[Fact, ...] = (
    *_message("contact_message", "contact"),
    *_message("operator_message", "operator"),
)
