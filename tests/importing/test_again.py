"""A second import keeps what people made of the first, and an export of onespec comes back as the spec that it was."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from commands import onespec
from onespec.change import compare
from onespec.importing import imported
from onespec.spec import load
from onespec.targets.openrpc import files
from pet_document import PETS
from places import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "api.json").write_text(json.dumps(PETS))
    assert onespec(tmp_path, "import", "openrpc", "api.json").code == 0
    return tmp_path


def changed(folder: Path) -> None:
    """The source gets another bound, a new param and another summary, and loses a member."""
    document = copy.deepcopy(PETS)
    method = document["methods"][0]
    method["summary"] = "List all"
    method["params"][0]["schema"] |= {"minimum": 2, "maximum": 99}
    method["params"].append({"name": "sort", "schema": {"enum": ["a", "b"]}})
    del document["components"]["schemas"]["Pet"]["properties"]["tag"]
    (folder / "api.json").write_text(json.dumps(document))


def test_importing_again_keeps_what_was_added_and_tells_what_it_overwrites(
    folder: Path,
) -> None:
    method = folder / "spec" / "methods" / "pet.list.yaml"
    text = method.read_text()
    text = text.replace("title: List the pets", "# ours\ntitle: Pets, listed")
    text = text.replace("    minimum: 1\n", "    minimum: 1\n    maximum: 50 # few\n")
    text += "constraints:\n  - {id: few, rule: '!has(limit) || limit < 40', error: store_closed}\n"
    method.write_text(text)
    changed(folder)
    outcome = onespec(folder, "import", "openrpc", "api.json")
    assert (outcome.code, outcome.err) == (0, "")
    after = method.read_text()
    for kept in ("# ours", "title: Pets, listed", "{id: few,"):
        assert kept in after
    for taken in ("minimum: 2", "maximum: 99", "  sort:"):
        assert taken in after
    assert "tag:" not in (folder / "spec" / "types.yaml").read_text()
    assert "title: `Pets, listed` stays; the source has `List all` now" in outcome.out
    assert "params.limit.maximum: `50` is overwritten" in outcome.out
    assert "param-added" in outcome.out
    again = onespec(folder, "import", "openrpc", "api.json")
    assert "nothing changed in what the spec says" in again.out
    assert method.read_text() == after


def test_an_addition_that_no_longer_fits_stops_the_import_before_anything_is_written(
    folder: Path,
) -> None:
    method = folder / "spec" / "methods" / "pet.list.yaml"
    method.write_text(
        method.read_text()
        + "constraints:\n  - {id: few, rule: '!has(limit) || limit < 40', error: store_closed}\n"
    )
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    document = copy.deepcopy(PETS)
    document["methods"][0]["params"].clear()
    (folder / "api.json").write_text(json.dumps(document))
    outcome = onespec(folder, "import", "openrpc", "api.json")
    assert outcome.code == 2
    assert "reads `limit`, which is not a param" in outcome.err
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_spec_that_was_written_by_hand_is_never_overwritten(tmp_path: Path) -> None:
    assert onespec(tmp_path, "init").code == 0
    (tmp_path / "api.json").write_text(json.dumps(PETS))
    outcome = onespec(tmp_path, "import", "openrpc", "api.json")
    assert outcome.code == 2 and "no import has made" in outcome.err


def test_an_export_comes_back_as_the_spec_that_it_was() -> None:
    service = load(ROOT / "spec")
    made = imported("openrpc", {"openrpc.json": files(service)[0].content})
    assert not made.notes
    # A credential is told by a stand-in, so its examples are other ones.
    ids = {change.id for change in compare(service, made.service).changes}
    assert ids <= {"text-changed", "no-longer-secret", "account-changed"}


def test_a_schema_of_requests_and_a_folder_of_schemas_become_specs(
    tmp_path: Path,
) -> None:
    (tmp_path / "schema.json").write_text(
        json.dumps(
            {
                "$defs": {
                    "Result": {"type": "object"},
                    "PingRequest": {
                        "type": "object",
                        "properties": {"method": {"const": "ping"}},
                    },
                    "CallToolRequest": {
                        "type": "object",
                        "properties": {
                            "method": {"const": "tools/call"},
                            "params": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}},
                            },
                        },
                    },
                    "CallToolResult": {
                        "type": "object",
                        "properties": {"ok": {"type": "boolean"}},
                    },
                    "DoneNotification": {
                        "type": "object",
                        "properties": {"method": {"const": "notifications/done"}},
                    },
                }
            }
        )
    )
    outcome = onespec(tmp_path, "import", "mcp", "schema.json", "--to", "mcp")
    assert outcome.code == 0, outcome.err
    service = load(tmp_path / "mcp")
    assert sorted(m.name for m in service.methods) == [
        "notifications/done",
        "ping",
        "tools/call",
    ]
    folder = tmp_path / "schemas"
    folder.mkdir()
    (folder / "pet.get.params.json").write_text(
        '{"type": "object", "properties": {"id": {"type": "integer"}}}'
    )
    (folder / "pet.get.result.json").write_text('{"type": "string"}')
    assert onespec(tmp_path, "import", "jsonschema", "schemas", "--to", "js").code == 0
    assert [m.name for m in load(tmp_path / "js").methods] == ["pet.get"]
