"""A client hands over and gives back what Python has for dates, decimals and the like; on the wire each is one text."""

from __future__ import annotations

import functools
import json
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from onespec.model import Service
from onespec.spec import load_sources
from packages import imported, module
from specs import SERVICE

METHOD = """\
method: room.book
title: Book a room
params:
  check_in: {type: date, required: true, minimum: "2024-01-01", example: "2030-02-01"}
  check_out: {type: date, required: true, example: "2030-02-03"}
  price: {type: decimal, required: true, minimum: "0", multipleOf: "0.01", example: "10.50"}
  arrival: {type: datetime, nullable: true}
  breakfast: {type: time, minimum: "06:00:00Z", maximum: "11:00:00Z"}
  stay: {type: duration, enum: [PT1H, P1D]}
  guest: {type: uuid}
  photo: {type: bytes, maxLength: 5}
  page: {type: uri}
  extras: {type: array, items: Extra}
constraints:
  - {id: out-after-in, rule: check_out > check_in, error: bad_mix}
errors:
  taken:
    code: -32010
    message: "{check_in} is taken"
    raise: [{when: check_in in state.taken, field: check_in}]
  late:
    code: -32011
    message: "Nobody is there at {arrival}"
    raise:
      - when: has(arrival) && arrival != null && arrival >= state.closes
        field: arrival
        value: arrival
        params: {arrival: arrival}
result:
  booked: {type: datetime, required: true}
  total: {type: decimal, required: true}
  nights: {type: array, required: true, items: date}
  left: {type: duration}
  at: {type: time}
  key: {type: bytes, nullable: true}
  guest: {type: uuid}
examples:
  - title: One
    params: {check_in: "2030-02-01", check_out: "2030-02-03", price: "10.50"}
    result:
      booked: "2030-01-01T00:00:00.5+01:00"
      total: "10.50"
      nights: ["2030-02-01", "2030-02-02"]
      left: P1DT1H0M1S
      at: 12:00:00Z
      key: aGk=
      guest: 00000000-0000-4000-8000-00000000000A
"""
TYPES = """\
types:
  Extra:
    type: object
    fields:
      day: {type: date, required: true}
      cost: {type: decimal, nullable: true}
      scan: {type: bytes}
"""


@functools.cache
def service() -> Service:
    state = (
        '  taken: {type: array, items: date, example: ["2030-12-24"]}\n'
        '  closes: {type: datetime, example: "2040-01-01T00:00:00+01:00"}\n'
    )
    text = SERVICE.replace("state:\n", f"{TYPES}state:\n{state}")
    return load_sources({"service.yaml": text, "methods/room.book.yaml": METHOD})


@functools.cache
def package() -> str:
    return imported(service(), "formats_made")


@functools.cache
def api() -> Any:
    testing = module("testing", package())
    transport = testing.AppTransport(testing.App())
    return module("client", package()).FormatsMade("http://x/", transport=transport)


def fake() -> Any:
    return module("testing", package()).FakeFormatsMade()


GOOD: dict[str, Any] = {
    "check_in": date(2030, 2, 1),
    "check_out": date(2030, 2, 3),
    "price": Decimal("10.50"),
}
WEST = timezone(-timedelta(hours=1, minutes=30))
SUN = timezone(timedelta(minutes=19, seconds=32))


def test_a_result_has_the_types_of_python_and_dumps_as_it_came() -> None:
    result = api().room.book(**GOOD)
    assert result.booked == datetime(2029, 12, 31, 23, 0, 0, 500_000, timezone.utc)
    assert (result.total, result.nights[1]) == (Decimal("10.50"), date(2030, 2, 2))
    assert (result.left, result.key) == (timedelta(days=1, hours=1, seconds=1), b"hi")
    assert result.at == time(12, tzinfo=timezone.utc)
    assert result.guest == UUID(int=0x4000_8000_00000000000A)
    assert result.model_dump(mode="json") == json.loads(result.model_dump_json())
    assert result.model_dump(mode="json") == {
        "booked": "2030-01-01T00:00:00.500000+01:00",
        "total": "10.50",
        "nights": ["2030-02-01", "2030-02-02"],
        "left": "P1DT1H0M1S",
        "at": "12:00:00Z",
        "key": "aGk=",
        "guest": "00000000-0000-4000-8000-00000000000a",
    }


@pytest.mark.parametrize(
    ("name", "value", "wire"),
    [
        ("price", Decimal("1E+3"), "1000"),
        ("price", Decimal("-0.00"), "-0.00"),
        ("arrival", datetime(2030, 2, 1, 15, tzinfo=WEST), "2030-02-01T15:00:00-01:30"),
        ("arrival", datetime(1, 2, 1, tzinfo=timezone.utc), "0001-02-01T00:00:00Z"),
        ("arrival", datetime(1900, 1, 1, 0, 19, 32, 5, tzinfo=SUN), "1900-01-01T00:00:00.000005Z"),
        ("breakfast", time(7, tzinfo=timezone.utc), "07:00:00Z"),
        ("stay", timedelta(minutes=60), "PT1H"),
        ("stay", timedelta(hours=24), "P1D"),
        ("guest", UUID(int=10), "00000000-0000-0000-0000-00000000000a"),
        ("photo", b"", ""),
        ("photo", bytearray(b"\xff\xfe"), "//4="),
        ("page", "https://example.org/", "https://example.org/"),
        ("extras", [{"day": date(2030, 2, 1), "scan": b"a"}], [{"day": "2030-02-01", "scan": "YQ=="}]),
    ],
)  # fmt: skip
def test_a_param_is_sent_as_the_text_of_its_type(
    name: str, value: object, wire: object
) -> None:
    made = fake()
    made.on.room.book()
    made.client.room.book(**{**GOOD, name: value})
    assert made.calls[0].params[name] == wire


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("arrival", datetime(2030, 2, 1), "`.replace(tzinfo=datetime.timezone.utc)`"),
        ("check_in", datetime(2030, 2, 1), "`.date()` of it is one"),
        ("breakfast", time(7), "a time that knows its offset"),
        ("breakfast", time(11, 0, 1, tzinfo=timezone.utc), "at most 11:00:00Z"),
        ("price", Decimal("NaN"), "a finite number"),
        ("price", Decimal("-Infinity"), "a finite number"),
        ("price", 10.5, "must be a Decimal"),
        ("price", Decimal("1.001"), "a multiple of 0.01"),
        ("price", Decimal("-0.01"), "at least 0"),
        ("check_in", date(2023, 12, 31), "at least 2024-01-01"),
        ("stay", timedelta(milliseconds=1), "whole seconds"),
        ("stay", timedelta(seconds=-1), "not below zero"),
        ("stay", timedelta(minutes=61), '"PT1H", "P1D"'),
        ("guest", 5, "must be a UUID"),
        ("photo", b"123456", "at most 5 bytes"),
        ("check_in", "1.2.2030", "date as YYYY-MM-DD"),
        ("extras", [{"day": datetime(2030, 1, 1)}], "`extras.0.day` must be a date"),
    ],
)
def test_what_has_no_such_text_is_refused_before_it_is_sent(
    name: str, value: object, words: str
) -> None:
    with pytest.raises(module("errors", package()).InvalidParamsError) as caught:
        api().room.book(**{**GOOD, name: value})
    assert caught.value.sent is False
    assert words in str(caught.value)


def test_rules_and_facts_compare_by_value_and_errors_keep_the_text() -> None:
    errors = module("errors", package())
    with pytest.raises(errors.BadMixError) as broken:
        api().room.book(**GOOD | {"check_out": date(2030, 2, 1)})
    assert broken.value.sent is False
    with pytest.raises(errors.TakenError) as taken:
        api().room.book(**GOOD | {"check_in": date(2030, 12, 24), "check_out": date(2031, 1, 1)})  # fmt: skip
    assert taken.value.check_in == "2030-12-24"
    at = datetime(2039, 12, 31, 21, 30, tzinfo=WEST)
    with pytest.raises(errors.LateError) as late:
        api().room.book(**GOOD, arrival=at)
    assert late.value.value == late.value.arrival == "2039-12-31T21:30:00-01:30"
    assert api().room.book(**GOOD, arrival=at - timedelta(seconds=1))


def test_a_text_of_another_form_is_an_answer_of_another_shape() -> None:
    errors = module("errors", package())
    right = {"booked": "2030-01-01T00:00:00Z", "total": "1", "nights": []}
    wrong = {
        "booked": ["2030-01-01T00:00:00", "2030-01-01", 1893456000, "soon"],
        "total": ["1e3", 1.5, "NaN", ""],
        "nights": [["2030-02-30"], ["2030-01-01T00:00:00Z"]],
        "left": ["P1M", "PT99999999999S", 60],
        "key": ["aGk", "aGk_", 5],
        "guest": ["x", "0000000000004000800000000000000a"],
    }
    for name, values in wrong.items():
        for value in values:
            made = fake()
            made.on.room.book(returns={**right, name: value})
            with pytest.raises(errors.InvalidResponseError, match=f"at {name}"):
                made.client.room.book(**GOOD)


def test_what_python_can_not_hold_is_read_as_the_nearest_before() -> None:
    made = fake()
    finer = {"booked": "2016-12-31T23:59:60.25Z", "total": "1", "nights": []}
    made.on.room.book(returns=finer | {"at": "12:00:00.1234567899+00:00"})
    result = made.client.room.book(**GOOD)
    assert result.booked == datetime(2016, 12, 31, 23, 59, 59, 999_999, timezone.utc)
    assert result.at == time(12, 0, 0, 123_456, tzinfo=timezone.utc)


def test_a_fake_takes_values_of_python_and_models() -> None:
    types = module("types", package())
    result = types.RoomBookResult(
        booked=datetime(2030, 1, 1, tzinfo=timezone.utc),
        total=Decimal("2.50"),
        nights=[date(2030, 1, 1)],
        key=None,
    )
    for told in (result, result.model_dump()):
        made = fake()
        made.on.room.book(returns=told)
        assert made.client.room.book(**GOOD) == result
    extra = types.Extra(day="2030-02-01", scan="aGk=")
    assert (extra.day, extra.scan) == (date(2030, 2, 1), b"hi")
    assert extra.model_dump(mode="json")["scan"] == "aGk="
    with pytest.raises(module("errors", package()).InvalidParamsError):
        types.Extra(day=date(2030, 1, 1), cost=Decimal("sNaN"))
