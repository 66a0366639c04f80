"""What is made of a spec: the model of a good one, and of a bad one every fault with its place and its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
import specs
from onespec.datatypes import ArrayType, IntegerType, ObjectType, StringType
from onespec.diagnostics import SpecError
from onespec.spec import load, load_sources


def codes(*args: str, **kwargs: str) -> list[str]:
    return [fault.code for fault in specs.faults(*args, **kwargs)]


def test_a_good_spec_becomes_a_model_in_the_authors_order() -> None:
    method = specs.load_method()
    assert [field.name for field in method.params] == [
        "number",
        "first",
        "at_once",
        "limit",
    ]
    limit = method.params[3].type
    assert limit == IntegerType(minimum=1, maximum=10)
    assert method.result is not None
    assert isinstance(method.result.type, ObjectType)


def test_two_specs_that_mean_the_same_are_equal_wherever_their_lines_are() -> None:
    moved = specs.METHOD.replace("title:", "\n\n# a comment\ntitle:")
    assert specs.load_service() == specs.load_service(method=moved)


def test_a_shared_type_gives_its_limits_and_keeps_what_the_field_says_itself() -> None:
    service = (
        specs.SERVICE
        + "types:\n  Phone: {type: string, maxLength: 5, description: D}\n"
    )
    method = specs.METHOD + "  extra: {type: array, items: Phone}\n"
    loaded = specs.load_method(method=method, service=service)
    assert loaded.result is not None and isinstance(loaded.result.type, ObjectType)
    extra = loaded.result.type.fields[1].type
    assert isinstance(extra, ArrayType)
    assert extra.items.type == StringType(max_length=5)
    assert extra.items.type_name == "Phone"


def test_slots_of_the_protocol_that_are_left_out_fall_to_the_errors_of_jsonrpc() -> (
    None
):
    service = specs.load_service()
    assert service.protocol["missing"] == "invalid_params"
    row = next(kind for kind in service.errors if kind.mnemonic == "invalid_params")
    assert (row.code, row.template) == (-32602, "Invalid params")


def test_a_row_of_the_common_table_can_be_restated_in_part() -> None:
    method = specs.load_method("errors:\n  blocked: {code: -32602}\n")
    row = method.error("blocked")
    assert (row.code, row.template) == (-32602, "The number {number} is blocked")


def test_a_common_condition_that_reads_a_param_is_for_the_methods_that_have_it() -> (
    None
):
    service = specs.SERVICE.replace(
        'is blocked"}',
        'is blocked", raise: [{when: number in state.blocked, field: number}]}',
    )
    other = "method: stop.call\ntitle: Stop\n"
    loaded = load_sources(
        {
            "service.yaml": service,
            "methods/start.call.yaml": specs.METHOD,
            "methods/stop.call.yaml": other,
        }
    )
    having = [
        m.name
        for m in loaded.methods
        if any(k.mnemonic == "blocked" for k in m.all_errors())
    ]
    assert having == ["start.call"]


def test_a_common_condition_that_fits_no_method_is_a_fault() -> None:
    service = specs.SERVICE.replace(
        'is blocked"}', 'is blocked", raise: [{when: numbr in state.blocked}]}'
    )
    found = specs.faults(service=service)
    assert [(f.code, f.span.line) for f in found][:1] == [("unknown-name", 11)]
    assert "`number`" in found[0].help


FAULTS = {
    "unknown key, with the nearest known one": (
        "titel: x\n",
        "unknown-key",
        (10, 1),
        "`title`",
    ),
    "wrong type": ('readonly: "yes"\n', "wrong-type", (10, 11), "write `true`"),
    "unknown error in a constraint": (
        "constraints:\n  - {id: a, rule: at_once, error: bad_mixx}\n",
        "unknown-name",
        (11, 35),
        "`bad_mix`",
    ),
    "unknown param in blame": (
        "constraints:\n  - {id: a, rule: at_once, error: bad_mix, blame: [frist]}\n",
        "unknown-name",
        (11, 52),
        "`first`",
    ),
    "unknown param in a condition": (
        "constraints:\n  - {id: a, rule: frist == 'contact', error: bad_mix}\n",
        "unknown-name",
        (11, 19),
        "`first`",
    ),
    "unknown param in an open fact": (
        "open:\n  - {id: a, text: T, about: [limits]}\n",
        "unknown-name",
        (11, 30),
        "`limit`",
    ),
    "own error without a code": (
        "errors:\n  novel: {message: M}\n",
        "missing-key",
        (11, 3),
        "code",
    ),
    "placeholder that nothing fills": (
        "errors:\n  novel:\n    code: -1\n    message: It is {what}\n    raise: [{when: at_once}]\n",
        "unfilled-placeholder",
        (13, 20),
        "what",
    ),
    "placeholder whose param may be absent": (
        "errors:\n  novel:\n    code: -1\n    message: It is {limit}\n    raise: [{when: at_once}]\n",
        "unfilled-placeholder",
        (14, 20),
        "has(limit)",
    ),
    "brace without its partner": (
        "errors:\n  novel: {code: -1, message: 'a } b'}\n",
        "bad-template",
        (11, 33),
        "}}",
    ),
    "unknown state fact": (
        "errors:\n  novel:\n    code: -1\n    message: M\n    raise: [{when: number in state.blockd}]\n",
        "unknown-name",
        (14, 36),
        "`blocked`",
    ),
    "example without a required param": (
        "examples:\n  - {title: T, params: {at_once: true}}\n",
        "missing-member",
        (11, 25),
        "`number`",
    ),
    "example with an unknown param": (
        'examples:\n  - {title: T, params: {number: "1", frist: contact}}\n',
        "unexpected-member",
        (11, 38),
        "`first`",
    ),
    "example with a bare phone number": (
        "examples:\n  - {title: T, params: {number: 74993720692}}\n",
        "wrong-value-type",
        (11, 33),
        '"74993720692"',
    ),
    "example that a constraint refuses": (
        "constraints:\n  - {id: a, when: at_once, then: first == 'contact', error: bad_mix}\n"
        'examples:\n  - {title: T, params: {number: "1", at_once: true}}\n',
        "example-refused",
        (13, 16),
        "error: bad_mix",
    ),
    "example meant to fail that does not": (
        'examples:\n  - {title: T, error: bad_mix, params: {number: "1"}}\n',
        "example-not-refused",
        (11, 23),
        "state",
    ),
    "example result of the wrong type": (
        'examples:\n  - {title: T, params: {number: "1"}, result: {call_id: one}}\n',
        "wrong-value-type",
        (11, 57),
        "integer",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_method_is_said_at_its_place_with_a_mend(name: str) -> None:
    more, code, place, mend = FAULTS[name]
    found = specs.faults(more)
    assert [(f.code, (f.span.line, f.span.column)) for f in found] == [(code, place)]
    assert mend in found[0].help


PARAMS = {
    "default outside the enum": (
        "{type: string, enum: [a, b], default: c}",
        "illegal-value",
    ),
    "default outside the pattern": (
        '{type: string, pattern: "^a$", default: b}',
        "illegal-value",
    ),
    "default of another type": ("{type: string, default: 7}", "wrong-value-type"),
    "bare number as an enum value of a string": (
        "{type: string, enum: [a, 2]}",
        "wrong-value-type",
    ),
    "enum value twice": ("{type: integer, enum: [1, 1.0]}", "repeated-enum-value"),
    "bounds that leave nothing": (
        "{type: integer, minimum: 5, maximum: 4}",
        "empty-range",
    ),
    "lengths that leave nothing": (
        "{type: string, minLength: 5, maxLength: 4}",
        "empty-range",
    ),
    "keyword of another type": (
        "{type: integer, maxLength: 4}",
        "keyword-of-other-type",
    ),
    "unknown type": ("{type: Strin}", "unknown-name"),
    "misspelt built-in type": ("{type: strin}", "bad-name"),
    "array without items": ("{type: array}", "missing-key"),
    "pattern that backtracks": ('{type: string, pattern: "^(a+)+$"}', "bad-pattern"),
    "pattern that does not parse": ('{type: string, pattern: "[a"}', "bad-pattern"),
    "default and a note for it": (
        "{type: string, default: a, default_note: Note}",
        "default-twice",
    ),
    "example outside the limits": (
        "{type: integer, maximum: 4, example: 5}",
        "illegal-value",
    ),
}


@pytest.mark.parametrize("name", PARAMS)
def test_a_param_that_contradicts_itself_is_refused(name: str) -> None:
    declaration, code = PARAMS[name]
    method = specs.METHOD.replace("result:", f"  extra: {declaration}\nresult:")
    found = specs.faults(method=method)
    assert [(f.code, f.span.line) for f in found] == [(code, 8)]
    assert found[0].help


def test_all_faults_of_a_stage_are_said_at_once_in_file_order() -> None:
    # A misspelt key is one fault, not also a missing one.
    service = specs.SERVICE.replace("title: Phone API", "titel: Phone API")
    method = specs.METHOD.replace("type: boolean", "type: boolean, requird: true")
    found = specs.faults("colour: red\n", method=method, service=service)
    assert specs.places(found) == [
        ("unknown-key", "service.yaml", 3, 1),
        ("unknown-key", "start.call.yaml", 6, 28),
        ("unknown-key", "start.call.yaml", 10, 1),
    ]


@pytest.mark.parametrize(
    ("types", "circle"),
    [
        (
            "  Tree: {type: object, fields: {left: {type: Leaf, required: true}}}\n"
            "  Leaf: {type: object, fields: {up: {type: Tree, required: true}}}\n",
            "`Tree` -> `Leaf` -> `Tree`",
        ),
        ("  Deep: {type: array, minItems: 1, items: Deep}\n", "`Deep` -> `Deep`"),
        ("  Self: {type: Self}\n", "`Self` -> `Self`"),
        (
            "  One: {one_of: [string, Two]}\n  Two: {one_of: [integer, One]}\n",
            "`One` -> `Two` -> `One`",
        ),
    ],
)
def test_a_type_without_a_finite_value_is_refused_with_its_circle(
    types: str, circle: str
) -> None:
    found = specs.faults(service=f"{specs.SERVICE}types:\n{types}")
    assert [f.code for f in found] == ["type-cycle"]
    assert circle in found[0].message


@pytest.mark.parametrize(
    ("first", "second"),
    [("call_id", "callId"), ("a-b", "a.b"), ("Number", "number"), ("class", "class_")],
)
def test_two_params_that_become_one_name_are_refused(first: str, second: str) -> None:
    method = f"method: a.b\ntitle: T\nparams:\n  {first}: {{type: string}}\n  {second}: {{type: string}}\n"
    found = specs.faults(method=method)
    assert [(f.code, f.span.line) for f in found] == [("colliding-names", 5)]
    assert f"`{first}`" in found[0].message


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("start.simple_call", "start.simpleCall", "colliding-names"),
        ("start.call", "Start.Call", "colliding-names"),
        ("start.call", "start/call", "colliding-names"),
        ("start.call", "start.call.now", "colliding-names"),
        ("start.call", "start.call", "duplicate-name"),
        ("a.b.one", "a_b.two", "colliding-names"),
        ("a.b1.one", "a.b_1.two", "colliding-names"),
        ("calls.one", "async_calls.two", "colliding-names"),
        ("phone_api.one", "other.two", "colliding-names"),
    ],
)
def test_two_methods_that_become_one_name_are_refused(
    first: str, second: str, code: str
) -> None:
    files = {
        "service.yaml": specs.SERVICE,
        "methods/one.yaml": f"method: {first}\ntitle: T\n",
        "methods/two.yaml": f"method: {second}\ntitle: T\n",
    }
    with pytest.raises(SpecError) as caught:
        load_sources(files)
    assert code in [f.code for f in caught.value.diagnostics]


def test_a_credential_that_nobody_declares_comes_first_with_a_declaration_of_its_own() -> (
    None
):
    service = specs.SERVICE + "auth: {param: token, env: TOKEN}\n"
    params = specs.load_method(service=service).params
    assert [p.name for p in params] == ["token", "number", "first", "at_once", "limit"]
    token = params[0]
    assert (token.required, token.secret, token.examples) == (
        True,
        True,
        ("your_token",),
    )
    assert specs.load_method("auth: none\n", service=service).params == params[1:]


COMMON = """\
auth: {param: token, env: TOKEN}
params:
  lang: {type: string, methods: [start.*, stop.call], example: en}
  token: {type: string, required: true, secret: true, title: Own words}
  far: {type: integer, methods: [stop.*]}
  rare: {type: boolean, default: false, methods: none}
"""


def taken(params: str, more: str = "") -> list[tuple[str, str, bool]]:
    """Name, type and place of what a method takes."""
    found = specs.load_method(
        more,
        method="method: start.call\ntitle: Start a call\n" + params,
        service=specs.SERVICE + COMMON,
    )
    return [
        (p.name, type(p.type).__name__, p.name in found.inherited) for p in found.params
    ]


def test_common_params_come_first_unless_a_method_restates_them() -> None:
    lang, token = ("lang", "StringType", True), ("token", "StringType", True)
    assert taken("") == [lang, token]
    assert taken("", "auth: none\n") == [lang]
    own = ("number", "IntegerType", False)
    number = "  number: {type: integer}\n"
    assert taken(f"params:\n{number}  token:\n  lang:\n") == [own, token, lang]
    assert taken(f"params:\n{number}  lang: {{type: boolean}}\n") == [
        token,
        own,
        ("lang", "BooleanType", False),
    ]
    assert taken("params:\n  rare:\n  far:\n") == [
        lang,
        token,
        ("rare", "BooleanType", True),
        ("far", "IntegerType", True),
    ]


@pytest.mark.parametrize(
    ("service", "method", "code", "file"),
    [
        ("params: {lang: {type: string}}\n", "params: {lng: }\n", "unknown-name", "start.call.yaml"),
        ("params: {lang: {type: strin}}\n", "", "bad-name", "service.yaml"),
        ("params: {lang: {type: string, methods: [7]}}\n", "", "wrong-type", "service.yaml"),
        ("params: {lang: {type: string, methods: all}}\n", "", "unknown-value", "service.yaml"),
        ("", "params: {lang: {type: string, methods: none}}\n", "misplaced-key", "start.call.yaml"),
        ("params: {lang: {type: string, minimum: 1}}\n", "", "keyword-of-other-type", "service.yaml"),
        ("auth: {param: t, env: T}\nparams: {t: {type: string}}\n", "", "auth-param-shape", "service.yaml"),
        ("auth: {param: tokn, env: T}\n", "params: {token: {type: string, secret: true}}\n", "unknown-name", "service.yaml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_common_param_is_said_once_where_it_stands(
    service: str, method: str, code: str, file: str
) -> None:
    head = "method: start.call\ntitle: Start a call\n"
    found = specs.faults(method=head + method, service=specs.SERVICE + service)
    assert [(f.code, f.span.file.rpartition("/")[2]) for f in found] == [(code, file)]


def test_a_common_param_may_be_kept_from_a_method_only_where_it_is_no_credential() -> (
    None
):
    service = specs.SERVICE + COMMON.replace("title: Own words", "methods: none")
    assert codes(service=service) == ["auth-param-missing"]
    placed = specs.METHOD.replace("params:\n", "params:\n  token:\n")
    assert codes(method=placed, service=service) == []


def test_a_missing_folder_and_an_empty_one_are_said_without_a_traceback(
    tmp_path: Path,
) -> None:
    with pytest.raises(SpecError) as missing:
        load(tmp_path / "nowhere")
    assert [f.code for f in missing.value.diagnostics] == ["file-missing"]
    (tmp_path / "service.yaml").write_text(specs.SERVICE)
    (tmp_path / "methods").mkdir()
    with pytest.raises(SpecError) as empty:
        load(tmp_path)
    assert [f.code for f in empty.value.diagnostics] == ["no-methods"]


def test_files_that_would_be_passed_over_are_named(tmp_path: Path) -> None:
    (tmp_path / "service.yaml").write_text(specs.SERVICE)
    (tmp_path / "methods" / "deep").mkdir(parents=True)
    (tmp_path / "methods" / "start.call.yaml").write_text(specs.METHOD)
    (tmp_path / "methods" / "stop.call.yml").write_text(specs.METHOD)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.yaml").write_text(specs.METHOD)
    (tmp_path / "methods" / "deep" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "type.yaml").write_text("Phone: {type: string}\n")
    (tmp_path / "state.yml").write_text("")
    (tmp_path / "openapi.yaml").write_text("openapi: 3.1.1\n")
    (tmp_path / "methods" / "a b.yaml").write_text(specs.METHOD)
    with pytest.raises(SpecError) as caught:
        load(tmp_path)
    assert sorted(f.code for f in caught.value.diagnostics) == [
        "file-name",
        "file-not-read",
        "file-not-read",
        "file-suffix",
        "file-suffix",
    ]


@pytest.mark.parametrize(
    "content", ["", "   \n", "# only a comment\n", "just text\n", "- a\n- b\n"]
)
def test_a_file_without_keys_is_refused(content: str) -> None:
    found = specs.faults(method=content)
    assert len(found) == 1 and found[0].help


def test_names_of_json_objects_that_are_not_ours_do_not_reach_outside_the_spec() -> (
    None
):
    method = specs.METHOD.replace("method: start.call", 'method: "../../etc/passwd"')
    assert codes(method=method) == ["bad-name"]
