"""`session:` of the service -> how a client comes by the credential: a method that gives one out, and one that takes it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from onespec.datatypes import Field, IntegerType, NumberType, ObjectType, StringType
from onespec.language import is_unknown
from onespec.messages import session as say
from onespec.messages import spec as say_of_spec
from onespec.model import Auth, Method, Session
from onespec.spec.keys import Findings, attributes, scalar, texts
from onespec.spec.nodes import MappingNode, ScalarNode


def read_session(
    document: MappingNode,
    auth: Auth | None,
    methods: Sequence[Method],
    errors: Collection[str],
    findings: Findings,
) -> Session | None:
    """The session, where it is sound."""
    node = document.get("session")
    if not isinstance(node, MappingNode):
        return None
    key = document.key("session")
    assert key is not None
    before = len(findings.diagnostics)
    if auth is None or auth.scheme == "basic":
        findings.add(say.no_token(key.span, auth is not None))
    known = [(method.name, method.span) for method in methods]
    called = {method.name: method for method in methods}
    for name in ("login", "logout"):
        place = scalar(node, name)
        if place is not None and place.value not in called:
            fault = say_of_spec.unknown_name(
                place.span, "`session`", "names", str(place.value), "a method", known
            )
            findings.add(fault)
    for item in texts(node, "refused"):
        if item.value not in errors:
            listed = [(mnemonic, None) for mnemonic in errors]
            fault = say_of_spec.unknown_name(
                item.span,
                "`session`",
                "names",
                str(item.value),
                "a common error",
                listed,
            )
            findings.add(fault)
    # Beside other faults, what is said of the methods would only mislead.
    if not findings.diagnostics:
        _check_login(node, called[str(_text(node, "login"))], findings)
        ending = scalar(node, "logout")
        if ending is not None:
            _check_logout(ending, called[str(ending.value)], auth, findings)
    if len(findings.diagnostics) > before:
        return None
    return replace(Session(**attributes(node, "session")), span=key.span)


def _text(node: MappingNode, key: str) -> object:
    found = scalar(node, key)
    return None if found is None else found.value


def _check_login(node: MappingNode, method: Method, findings: Findings) -> None:
    """It takes no credential, and its result tells one."""
    place = scalar(node, "login")
    assert place is not None
    if method.auth:
        findings.add(say.login_takes_credential(place.span, method.name))
    kind = method.result.type if method.result is not None else None
    told = {f.name: f for f in kind.fields} if isinstance(kind, ObjectType) else {}
    for key, kinds in (
        ("token", (StringType,)),
        ("expires", (IntegerType, NumberType)),
    ):
        member = scalar(node, key)
        if member is None:
            continue
        field = told.get(str(member.value))
        if field is None:
            known = [(name, field.span) for name, field in told.items()]
            what = f"a member of the result of `{method.name}`"
            fault = say_of_spec.unknown_name(
                member.span, f"`session.{key}`", "names", str(member.value), what, known
            )
            findings.add(fault)
        elif not _is_sure(field) or not (
            isinstance(field.type, kinds) or is_unknown(field.type)
        ):
            findings.add(say.member_shape(member.span, key, field.name))


def _is_sure(field: Field) -> bool:
    return field.required and not field.nullable


def _check_logout(
    place: ScalarNode, method: Method, auth: Auth | None, findings: Findings
) -> None:
    """It takes the credential, and nothing else that has to be sent."""
    due = [
        field.name
        for field in method.params
        if field.required and (auth is None or field.name != auth.param)
    ]
    if due or not method.auth:
        findings.add(say.logout_shape(place.span, method.name, due))
