"""Params by position: cases as a list of values can have them, and cases of the two ways to send params.

A list has no gaps. Where a request leaves a param out before one that it sends, null, the default or a legal value goes
for it, as long as the request gets the same answer; a request of which there is no such list is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onespec.cases import expectations
from onespec.cases.errors import masked, numbered
from onespec.cases.expectations import leaves
from onespec.cases.request import (
    LeftOut,
    Made,
    Subject,
    as_list,
    unlisted,
)
from onespec.model import BY_NAME, BY_POSITION
from onespec.runtime.player.suite import FULL, LEVELS, SAFE, Case, Change, Expectation
from onespec.values import UNEXPECTED

TOO_MANY = "value_too_many"
"""What stands behind the values of all params; a list has no names."""


def positioned(subject: Subject, made: Made) -> Made:
    """A case as a list of values has it, for a method that takes no names."""
    if isinstance(made, LeftOut) or made.params is None or subject.method.takes_names:
        return made
    if made.body is not None and made.body.structure == BY_NAME:
        return made
    params = as_list(subject, made.params)
    if params is None:
        reason = (
            "a list of params can't leave this out before a value that stands behind it"
        )
        return LeftOut(made.covers, reason)
    strange = unlisted(subject, params)
    return replace(made, params=params, expect=_nameless(made.expect, strange))


def _nameless(expected: Expectation, strange: str) -> Expectation:
    """What is due where a value too many has no name that an error could tell."""
    if not strange:
        return expected
    errors = (
        replace(error, field="", message=None, params={}, params_open=True)
        for error in expected.errors
    )
    return replace(expected, errors=tuple(errors))


def structure_cases(subject: Subject) -> Iterator[Made]:
    """The form of params that the method does not take, and for one that takes both the form that other cases don't use."""
    if not subject.method.takes_names:
        yield from _by_name(subject)
    elif subject.method.takes_positions:
        yield from _by_position(subject)


def _by_name(subject: Subject) -> Iterator[Made]:
    service, method = subject.service, subject.method
    if leaves(service, method, "params-of-envelope") or not subject.base:
        return
    row = expectations.slot_row(service, "envelope", method)
    either = leaves(service, method, "id-of-invalid-request")
    yield Case(
        id=f"{method.name}/structure:by-name",
        title="params by name, where they travel by position",
        covers=(f"{method.name}/structure", f"errors/{row.mnemonic}"),
        expect=Expectation(
            errors=(expectations.error(subject, row),),
            reply_id="any" if either else "echo",
        ),
        method=method.name,
        params=subject.base,
        body=Change(structure=BY_NAME),
        levels=LEVELS,
    )


def _by_position(subject: Subject) -> Iterator[Made]:
    """The smallest legal request as a list, stopped where it would be acted on; and a list with a value too many."""
    method = subject.method
    found = None if method.readonly else masked(subject, subject.base, ())
    params = as_list(subject, found[0] if found else subject.base)
    covers = (f"{method.name}/structure",)
    if params is None or not subject.base or not (found or subject.passes(params)):
        yield LeftOut(covers, "no list of values was found that the method takes")
        return
    effect = not method.readonly and found is None
    case = Case(
        id=f"{method.name}/structure:by-position",
        title="params by position",
        covers=covers,
        method=method.name,
        params=params,
        body=Change(structure=BY_POSITION),
        effect=effect,
        levels=(FULL,) if effect else LEVELS,
    )
    if found is not None:
        mask = found[1]
        case = replace(
            case,
            expect=expectations.raised_error(subject, mask.kind, mask.raised, params),
            condition=numbered(mask.kind, mask.raised),
        )
    yield case
    whole = as_list(subject, {**subject.base, TOO_MANY: "1"})
    if whole is None:
        return
    row = expectations.slot_row(subject.service, UNEXPECTED, method)
    yield Case(
        id=f"{method.name}/structure:too-many",
        title="a list with a value more than there are params",
        covers=(*covers, f"errors/{row.mnemonic}", f"protocol/{UNEXPECTED}"),
        expect=_nameless(expectations.refusal(subject, row), TOO_MANY),
        method=method.name,
        params=whole,
        body=Change(structure=BY_POSITION),
        levels=(FULL, SAFE),
    )
