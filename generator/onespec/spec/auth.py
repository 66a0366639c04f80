"""`auth:` of the service -> how the credential travels, and the field that stands for one in a header."""

from __future__ import annotations

from typing import Any, Final

from onespec.datatypes import Field, JsonValue, ObjectType, StringType
from onespec.diagnostics import Span
from onespec.messages import spec as say
from onespec.model import Auth
from onespec.spec.keys import Findings, attributes, first_key, scalar, text
from onespec.spec.nodes import MappingNode, ScalarNode, plain
from onespec.spec.values import check_value

STYLES: Final = ("param", "header", "scheme")
"""Keys of which one says how the credential travels."""
CREDENTIAL: Final = "credential"
"""What conditions call one that a header carries."""
SCHEMES: Final = "Authorization"
"""The header of all schemes."""
TAKEN: Final = frozenset(
    "accept accept-encoding connection content-encoding content-length content-type expect host te trailer transfer-encoding "
    "upgrade user-agent".split()
)
"""Headers that mean something of their own to HTTP."""
TOKEN: Final = "^[!-~]+$"
"""What a header holds that is nothing but the credential: printable ASCII without blanks."""
BEARER: Final = "^[A-Za-z0-9._~+/-]+=*$"
"""RFC 6750, section 2.1."""
USER: Final = "^[^:]+$"
"""RFC 7617: the first colon ends the name of the user."""


def read_auth(document: MappingNode, findings: Findings) -> Auth | None:
    """How the credential travels; None where there is none, or where that can't be told."""
    node = document.get("auth")
    if not isinstance(node, MappingNode):
        return None
    given = [key for key in STYLES if node.get(key) is not None]
    if len(given) != 1:
        findings.add(say.auth_styles(first_key(node), given))
        return None
    said: dict[str, Any] = attributes(node, "auth")
    env = node.get("env")
    is_pair = isinstance(env, MappingNode)
    if env is not None and is_pair != (said.get("scheme") == "basic"):
        findings.add(say.auth_variables(env.span, is_pair))
        return None
    if isinstance(env, MappingNode):
        said |= {"env": text(env, "user"), "password_env": text(env, "password")}
    else:
        said["env"] = text(node, "env")
    if given == ["param"]:
        for key in ("description", "example"):
            if (misplaced := node.key(key)) is not None:
                findings.add(say.auth_words(misplaced.span, key, said["param"]))
        return Auth(**said)
    header = scalar(node, "header")
    if header is not None and str(header.value).lower() in TAKEN:
        findings.add(say.auth_header(header.span, str(header.value)))
    said["header"] = said.get("header", SCHEMES)
    return Auth(param=said["header"], **said)


def carried(document: MappingNode, auth: Auth, findings: Findings) -> Field | None:
    """The field that stands for a credential in a header; None where a param carries it."""
    node = document.get("auth")
    assert isinstance(node, MappingNode)
    if not auth.header:
        return None
    place = (node.get("header") or node.get("scheme") or node).span
    words = text(node, "description", "The credential that tells who calls.")
    field = _field(auth, _example(auth), words, place)
    example = node.get("example")
    if example is None:
        return field
    value = plain(example)
    faults = tuple(check_value(example, value, field, "the example of `auth`"))
    findings.extend(faults)
    return field if faults else _field(auth, value, words, place)


def _field(auth: Auth, example: JsonValue, description: str, span: Span) -> Field:
    return Field(
        name=auth.header,
        alias=CREDENTIAL,
        type=_type(auth, example),
        required=True,
        secret=True,
        description=description,
        examples=(example,),
        span=span,
    )


def _type(auth: Auth, example: JsonValue) -> StringType | ObjectType:
    if auth.scheme != "basic":
        return StringType(pattern=BEARER if auth.scheme else TOKEN)
    assert isinstance(example, dict)

    def member(name: str, kind: StringType) -> Field:
        examples = (example[name],)
        return Field(
            name=name, type=kind, required=True, secret=True, examples=examples
        )

    user = member("user", StringType(pattern=USER))
    return ObjectType(fields=(user, member("password", StringType())))


def _example(auth: Auth) -> JsonValue:
    if auth.scheme == "basic":
        return {"user": "your_user", "password": "your_password"}
    return f"your_{auth.arguments[0]}"


def read_credential(
    node: MappingNode, field: Field | None, title: str, findings: Findings
) -> JsonValue:
    """What the header holds in an example: its own `credential`, else the example of `auth`; None where it is left out."""
    key, given = node.key(CREDENTIAL), node.get(CREDENTIAL)
    if key is None or given is None:
        return field.examples[0] if field is not None else None
    if field is None:
        findings.add(say.no_header(key.span, title))
        return None
    if isinstance(given, ScalarNode) and given.value is None:
        return None
    value: JsonValue = plain(given)
    findings.extend(
        check_value(given, value, field, f"the credential of example `{title}`")
    )
    return value
