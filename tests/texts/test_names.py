"""Names: wire names to identifiers, class names and file stems."""

from __future__ import annotations

import builtins
import keyword

import pytest
from onespec import names

ODD = [
    "",
    "1st",
    "class",
    "Class",
    "a-b",
    "__x__",
    "ünïcode",
    "...",
    "a b",
    "None",
    "x" * 300,
    "\n",
    "$id",
    "con",
]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("first_call", "first_call"),
        ("eth_getBlock", "eth_get_block"),
        ("getHTTPResponse", "get_http_response"),
        ("Accept-Language", "accept_language"),
        ("blockNumber2", "block_number2"),
        ("E164Number", "e164_number"),
        ("class", "class_"),
        ("1st", "n1_st"),
        ("_hidden", "hidden"),
        ("", "unnamed"),
    ],
)
def test_snake_names_are_identifiers_in_lower_case(wire: str, expected: str) -> None:
    assert names.snake(wire) == expected


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("simple_call", "SimpleCall"),
        ("Message", "Message"),
        ("PhoneNumber", "PhoneNumber"),
        ("list", "List"),
        ("literal", "Literal_"),
        ("none", "None_"),
        ("2fa", "N2Fa"),
    ],
)
def test_pascal_names_are_class_names(wire: str, expected: str) -> None:
    assert names.pascal(wire) == expected


@pytest.mark.parametrize("wire", ODD)
def test_every_name_is_a_plain_identifier(wire: str) -> None:
    made = [
        names.snake(wire),
        names.pascal(wire),
        names.param(wire),
        names.member(wire),
    ]
    made += [names.attribute(wire), names.error_class(wire), names.function(wire)]
    assert [
        n
        for n in made
        if not n.isidentifier() or not n.isascii() or keyword.iskeyword(n)
    ] == []


@pytest.mark.parametrize(
    ("mnemonic", "expected"),
    [
        ("contact_in_blacklist", "ContactInBlacklistError"),
        ("auth_error", "AuthError"),
        ("rpc", "RpcError_"),
        ("3ds", "N3DsError"),
    ],
)
def test_error_classes_end_in_error_once(mnemonic: str, expected: str) -> None:
    assert names.error_class(mnemonic) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("start.simple_call", (("start",), "simple_call")),
        ("tools/call", (("tools",), "call")),
        ("eth_getBlock", ((), "eth_get_block")),
        ("a.b.c", (("a", "b"), "c")),
        ("import.class", (("import_",), "class_")),
        ("close", ((), "close_")),
        ("list.calls", (("list",), "calls")),
    ],
)
def test_a_method_name_splits_into_attributes(
    method: str, expected: tuple[tuple[str, ...], str]
) -> None:
    assert names.split(method) == expected


def test_reserved_keyword_arguments_get_an_underscore() -> None:
    assert [names.param(n) for n in ("self", "options", "id")] == [
        "self_",
        "options_",
        "id",
    ]


def test_members_that_would_hide_a_models_own_names_get_an_underscore() -> None:
    assert [names.member(n) for n in ("json", "str", "model_dump", "type")] == [
        "json_",
        "str_",
        "model_dump_",
        "type",
    ]


@pytest.mark.parametrize(
    ("namespace", "expected"),
    [
        ((), "root"),
        (("start",), "start"),
        (("con",), "con_"),
        (("email",), "email_"),
        (("import_",), "import_"),
    ],
)
def test_modules_never_take_a_reserved_name(
    namespace: tuple[str, ...], expected: str
) -> None:
    assert names.module(namespace) == expected


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("start.simple_call", "start.simple_call"),
        ("tools/call", "tools.call"),
        ("con.nect", "con_.nect"),
        ("../../etc/passwd", "etc.passwd"),
        ("a\nb", "a_b"),
        ("index", "index_"),
        ("", "unnamed"),
    ],
)
def test_file_stems_are_safe_on_every_file_system(method: str, expected: str) -> None:
    assert names.stem(method) == expected


def test_a_namespace_never_takes_the_module_or_class_of_the_root_or_the_runtime() -> (
    None
):
    assert names.module(("root",)) == "root_"
    assert names.namespace_class(("root",)) == "Root_"
    assert names.namespace_class(()) == "Root"
    assert names.namespace_class(("client",)) == "Client_"


@pytest.mark.parametrize("name", ["json", "class", "pydantic", "httpx2", "con", "test"])
def test_a_package_never_takes_the_name_of_another(name: str) -> None:
    assert names.is_reserved_package(name)
    assert not names.is_reserved_package(f"{name}_api")


@pytest.mark.parametrize(
    "mnemonic", ["timeout", "type_error", "value", "key_error", "runtime", "permission"]
)
def test_an_exception_never_takes_the_name_of_one_that_python_has(
    mnemonic: str,
) -> None:
    assert not hasattr(builtins, names.error_class(mnemonic))


def test_every_error_that_python_has_is_known() -> None:
    found = {name for name in vars(builtins) if name.endswith("Error")}
    assert found <= names.BUILTIN_ERRORS
