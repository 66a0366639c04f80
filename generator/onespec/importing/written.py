"""The description of an API -> the files of its spec, as plain data, each part knowing its place in the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from onespec import names
from onespec.datatypes import JsonValue
from onespec.importing.description import (
    Description,
    Fault,
    Method,
    Param,
    Sample,
)
from onespec.importing.documents import At
from onespec.importing.notes import Kind, Notes, Place
from onespec.importing.shapes import Declaration, Shapes, pascal, required, unfit
from onespec.importing.words import data, fits, line, prose
from onespec.messages import importing as say

File: TypeAlias = "dict[str, Any]"
Step: TypeAlias = "str | int"
Path: TypeAlias = "tuple[Step, ...]"

SERVICE: Final = "service.yaml"
TYPES: Final = "types.yaml"
ERRORS: Final = "errors.yaml"
METHOD_NAME: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_-]*([./][A-Za-z][A-Za-z0-9_-]*)*\Z"
)
_RELEASE: Final = re.compile(
    r"v?((?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){0,2})(?![0-9.])"
)
_ORDER: Final = (
    *("type", "const", "one_of", "discriminator", "required", "nullable"),
    *("default", "title", "description", "docs_type", "enum", "pattern"),
    *("format", "minLength", "maxLength", "minimum", "maximum"),
    *("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems"),
    *("maxItems", "uniqueItems", "minProperties", "maxProperties", "keys"),
    *("secret", "deprecated", "example", "examples", "items", "prefixItems"),
    *("values", "open", "fields"),
)


@dataclass(slots=True)
class Written:
    """The files of a spec by their names, as plain data."""

    files: dict[str, File] = field(default_factory=dict)
    origins: dict[tuple[str, Path], Place] = field(default_factory=dict)
    """Where parts of a file stand in the source."""

    def origin(self, file: str, path: Path, default: Place) -> Place:
        """The place of a part, or of what it is part of."""
        for length in range(len(path), -1, -1):
            found = self.origins.get((file, path[:length]))
            if found is not None:
                return found
        return default


def written(
    description: Description, shapes: Shapes, notes: Notes, name: str = ""
) -> Written:
    """The files of the spec. `name` is that of the service, where another than its title gives is wished."""
    return _Writer(description, shapes, notes).whole(name)


class _Writer:
    def __init__(self, api: Description, shapes: Shapes, notes: Notes) -> None:
        self.api = api
        self.shapes = shapes
        self.notes = notes
        self.made = Written()
        self._mnemonics: dict[tuple[int, str, str], str] = {}
        self._classes: set[str] = set()
        self._uses: dict[str, list[str]] = {}
        self._rows: dict[str, File] = {}

    def whole(self, name: str) -> Written:
        methods = [one for one in self.api.methods if self._is_named(one)]
        counted = Counter(one.structure for one in methods if one.params)
        usual = counted.most_common(1)[0][0] if counted else "by-name"
        for at in self.api.types:
            self.shapes.name(at)
        for method in methods:
            self._method(method, usual)
        self.shapes.finish()
        service: File = {
            "onespec": 1,
            "name": name or service_name(self.api.title),
            "title": line(self.api.title) or "API",
        }
        if self.api.description.strip():
            service["description"] = prose(self.api.description)
        service["version"] = line(self.api.version) or "1"
        service["release"] = release(self.api.version)
        service |= self._servers()
        envelope: File = {} if usual == "by-name" else {"params": usual}
        if self.api.notifications:
            envelope["notifications"] = True
        if envelope:
            service["envelope"] = envelope
        links = [{"title": line(t), "url": url} for t, url in self.api.links]
        if links:
            service["see"] = links
        place = methods[0].place if methods else None
        service |= _kept(self.api.keys, self.notes, place)
        files = self.made.files
        own = {key: files.pop(key) for key in list(files)}
        files[SERVICE] = service
        self._types()
        self._errors(len(methods), own)
        files |= own
        return self.made

    def _is_named(self, method: Method) -> bool:
        if METHOD_NAME.match(method.name) and len(method.name) <= 100:
            return True
        what = say.method(method.name)
        self.notes.add(method.place, Kind.LEFT_OUT, what, say.method_name())
        return False

    def _servers(self) -> File:
        servers: File = {}
        for server in self.api.servers:
            base = snake_name(server.name, "server")
            name, number = base, 1
            while name in servers:
                number += 1
                name = f"{base}_{number}"
            words = prose(server.description)
            known = {"url": server.url, "description": words}
            servers[name] = known if words else server.url
        return {"servers": servers} if servers else {}

    def _listed_types(self) -> list[tuple[str, Declaration]]:
        """By their names, those of an export in the order that they have there."""
        found = list(self.shapes.types.items())
        return found if self.api.is_exported else sorted(found)

    def _types(self) -> None:
        types = {
            name: ordered(declaration) for name, declaration in self._listed_types()
        }
        if types:
            self.made.files[TYPES] = types
        for name in types:
            self.made.origins[TYPES, (name,)] = self.shapes.origins[name]

    def _method(self, method: Method, usual: str) -> None:
        file = f"methods/{names.stem(method.name)}.yaml"
        made: File = {"method": method.name}
        made["title"] = line(method.title) or method.name
        if method.description.strip():
            made["description"] = prose(method.description)
        if method.deprecated:
            made["deprecated"] = prose(method.deprecated)
        links = [{"title": line(t), "url": url} for t, url in method.links]
        if links:
            made["see"] = links
        hint = pascal("", method.name)
        params, structure = self._structured(method)
        if params and structure != usual:
            made["param_structure"] = structure
        declared: File = {}
        renamed: dict[str, str] = {}
        for name, param in params.items():
            renamed[param.name] = name
            if param.is_inherited:
                declared[name] = None
                continue
            declared[name] = self._param(param, pascal(hint, name))
            self.made.origins[file, ("params", name)] = param.place
        if declared:
            made["params"] = declared
        self._result(method, made, hint, file)
        errors = self._method_errors(method, hint, file)
        if errors:
            made["errors"] = errors
        made |= _kept(method.keys, self.notes, method.place)
        samples = list(self._samples(method, list(params.values()), renamed, made))
        if samples:
            made["examples"] = [sample for sample, _ in samples]
        for number, (_, place) in enumerate(samples):
            self.made.origins[file, ("examples", number)] = place
        self.made.files[file] = made
        self.made.origins[file, ()] = method.place

    def _structured(self, method: Method) -> tuple[dict[str, Param], str]:
        """The params by the names that the spec has for them, and how they travel."""
        structure = method.structure
        is_gapped = _is_gapped(method.params)
        odd = any(unfit(param.name) for param in method.params)
        if structure == "either" and odd:
            structure = "by-position"
            self._read_as(method, say.by_position_only())
        elif structure == "either" and is_gapped:
            structure = "by-name"
            self._read_as(method, say.by_name_only())
        params: dict[str, Param] = {}
        made: set[str] = set()
        for param in method.params:
            name, refused = param.name, unfit(param.name)
            if names.param(name).rstrip("_").casefold() in made:
                refused = refused or say.same_param(name)
            if refused and structure == "by-name":
                what = say.param(name)
                self.notes.add(param.place, Kind.LEFT_OUT, what, refused)
                continue
            if refused:
                base = snake_name(name, "param")
                name, number = base, 1
                while names.param(name).rstrip("_").casefold() in made:
                    number += 1
                    name = f"{base}_{number}"
                what = say.param(param.name)
                self.notes.add(param.place, Kind.RENAMED, what, say.renamed(name))
            made.add(names.param(name).rstrip("_").casefold())
            params[name] = param
        if structure != "by-name" and is_gapped:
            self._close_gaps(params)
        return params, structure

    def _read_as(self, method: Method, reason: str) -> None:
        place = method.place.below("params")
        self.notes.add(place, Kind.READ_AS, say.keyword("paramStructure"), reason)

    def _close_gaps(self, params: dict[str, Param]) -> None:
        """A list of values has no gaps: what stands before something required is sent."""
        last = max(n for n, param in enumerate(params.values()) if param.required)
        for name, param in list(params.items())[:last]:
            if not param.required:
                keys: dict[str, JsonValue] = {
                    "allOf": [param.schema.value],
                    "nullable": True,
                }
                schema = At(keys, param.schema.place)
                what = say.param(name)
                self.notes.add(param.place, Kind.READ_AS, what, say.sent_always())
                params[name] = replace(param, required=True, schema=schema)

    def _param(self, param: Param, hint: str) -> Declaration:
        made = self.shapes.declare(param.schema, hint)
        if param.title.strip():
            made["title"] = line(param.title)
        if param.description.strip():
            made["description"] = prose(param.description)
        if param.deprecated:
            made.setdefault("deprecated", say.deprecated())
        for key, value in _kept(param.extensions, self.notes, param.place).items():
            made.setdefault(key, value)
        return ordered(required(made) if param.required else made)

    def _result(self, method: Method, made: File, hint: str, file: str) -> None:
        result = method.result
        if result is None:
            if self.api.notifications:
                what = say.method(method.name)
                self.notes.add(method.place, Kind.READ_AS, what, say.no_result())
            return
        place = result.schema.place
        if self.shapes.is_null(result.schema):
            self.notes.add(place, Kind.READ_AS, say.result(), say.null_result())
            return
        declared = self.shapes.declare(result.schema, f"{hint}Result")
        if result.title.strip():
            declared["title"] = line(result.title)
        if result.description.strip():
            declared["description"] = prose(result.description)
        made["result"] = ordered(required(declared) if result.required else declared)
        self.made.origins[file, ("result",)] = place

    def _method_errors(self, method: Method, hint: str, file: str) -> File:
        """Rows of the error table, those that other methods have as well by their names alone."""
        found: File = {}
        for fault in method.faults:
            mnemonic = self._mnemonic(fault)
            if mnemonic in found:
                what = say.fault(fault.message[:60])
                reason = say.fault_repeated(fault.code)
                self.notes.add(fault.place, Kind.LEFT_OUT, what, reason)
                continue
            self._uses.setdefault(mnemonic, []).append(method.name)
            if mnemonic not in self._rows:
                self._rows[mnemonic] = self._row(fault, pascal("", mnemonic))
                self.made.origins[ERRORS, (mnemonic,)] = fault.place
            found[mnemonic] = None
            self.made.origins[file, ("errors", mnemonic)] = fault.place
        return found

    def _row(self, fault: Fault, hint: str) -> File:
        message = line_of(fault.message)
        if not fault.template:
            message = message.replace("{", "{{").replace("}", "}}")
        row: File = {"code": fault.code, "message": message}
        own = fault.row
        row |= _kept(
            {k: v for k, v in own.items() if k.startswith("x-")},
            self.notes,
            fault.place,
        )
        row |= {k: v for k, v in own.items() if not k.startswith("x-")}
        if fault.data is not None:
            self._fault_data(fault, row, hint)
        return row

    def _fault_data(self, fault: Fault, row: File, hint: str) -> None:
        value, place = fault.data, fault.place.below("data")
        schema = value
        if isinstance(value, dict) and isinstance(value.get("schema"), dict):
            schema = value["schema"]
        is_schema = isinstance(schema, dict) and (
            isinstance(schema.get("properties"), dict) or "$ref" in schema
        )
        if is_schema:
            declared = self.shapes.declare(At(schema, place), f"{hint}Data")
            declared = self.shapes.types.get(declared.get("type", ""), declared)
            if isinstance(declared.get("fields"), dict) and declared["fields"]:
                row["data"] = {
                    name: ordered({k: v for k, v in one.items() if k != "required"})
                    for name, one in declared["fields"].items()
                    if name not in ("mnemonic", "field", "value", "params")
                }
                return
        if fits(value):
            row["x-data"] = data(value)
        if not fault.mnemonic:
            reason = say.fault_data_untyped()
            self.notes.add(place, Kind.WIDENED, say.fault_data(), reason)

    def _mnemonic(self, fault: Fault) -> str:
        key = fault.code, fault.message, fault.mnemonic
        known = self._mnemonics.get(key)
        if known is not None:
            return known
        wished = fault.mnemonic or " ".join(fault.message.split()[:7])
        base = snake_name(wished, "error")[:70].rstrip("_")
        if not re.search("[a-z]", base) or not fault.message.strip():
            base = f"error_{abs(fault.code)}"
        name, number = base, 1
        while names.error_class(name).casefold() in self._classes:
            number += 1
            name = f"{base}_{abs(fault.code)}" if number == 2 else f"{base}_{number}"
        self._classes.add(names.error_class(name).casefold())
        self._mnemonics[key] = name
        return name

    def _errors(self, count: int, methods: dict[str, File]) -> None:
        """What several methods answer stands in the common table."""
        common: File = {}
        for mnemonic, row in self._rows.items():
            uses = self._uses[mnemonic]
            if len(uses) == 1:
                continue
            common[mnemonic] = row
            if len(uses) < count:
                common[mnemonic] = {**row, "methods": uses[:1000]}
        if common:
            self.made.files[ERRORS] = common
        for file, method in methods.items():
            if self.api.is_exported:
                continue
            errors: File = {}
            for mnemonic in method.get("errors", {}):
                if mnemonic not in common:
                    errors[mnemonic] = self._rows[mnemonic]
            method.pop("errors", None)
            if errors:
                rest: File = {
                    k: method.pop(k) for k in ("result", "examples") if k in method
                }
                method["errors"] = errors
                method |= rest

    def _samples(
        self,
        method: Method,
        params: Sequence[Param],
        renamed: dict[str, str],
        made: File,
    ) -> Iterator[tuple[File, Place]]:
        titles: set[str] = set()
        for sample in method.samples:
            placed = self._placed(sample, method.params, renamed, made)
            what = say.example(sample.title)
            if placed is None:
                self.notes.add(sample.place, Kind.LEFT_OUT, what, say.sample_unplaced())
                continue
            if not fits(placed) or not fits(sample.result):
                self.notes.add(sample.place, Kind.LEFT_OUT, what, say.sample_too_long())
                continue
            title = line(sample.title) or "Example"
            base, number = title, 1
            while title in titles:
                number += 1
                title = f"{base[:180]} ({number})"
            titles.add(title)
            found: File = {"title": title, **sample.row}
            if sample.description.strip():
                found["description"] = prose(sample.description)
            found["params"] = data(placed)
            if sample.error:
                found["error"] = sample.error
            elif sample.has_result and "result" in made:
                found["result"] = data(sample.result)
            elif sample.has_result and sample.result is not None:
                reason = say.result_of_none()
                self.notes.add(sample.place, Kind.LEFT_OUT, what, reason)
            yield found, sample.place

    def _placed(
        self,
        sample: Sample,
        params: Sequence[Param],
        renamed: dict[str, str],
        made: File,
    ) -> dict[str, JsonValue] | None:
        """The params of an example by the names that the spec has for them."""
        told: dict[str, JsonValue]
        if isinstance(sample.params, dict):
            told = sample.params
        else:
            listed = sample.params if isinstance(sample.params, list) else []
            pairs = [one for one in listed if isinstance(one, dict)]
            wire = [str(pair.get("name") or "") for pair in pairs]
            known = {param.name for param in params}
            if len(set(wire)) == len(wire) and set(wire) <= known:
                told = {n: p["value"] for n, p in zip(wire, pairs, strict=True)}
            elif len(pairs) <= len(params):
                told = {
                    param.name: pair["value"]
                    for param, pair in zip(params, pairs, strict=False)
                }
            else:
                return None
        declared = made.get("params", {})
        found: dict[str, JsonValue] = {}
        for name, value in told.items():
            if name not in renamed:
                return None
            own = declared[renamed[name]] or {"required": True}
            if value is None and not own.get("required") and not own.get("nullable"):
                if (
                    "type" in own
                    and not own["type"][0].isupper()
                    and own["type"] != "any"
                ):
                    continue
            found[renamed[name]] = value
        return found


def _is_gapped(params: Sequence[Param]) -> bool:
    """Whether something required stands behind what may be left out."""
    optional = False
    for param in params:
        if param.required and optional:
            return True
        optional = optional or not param.required
    return False


def _kept(keys: dict[str, JsonValue], notes: Notes, place: Place | None) -> File:
    """The author's own keys, as far as a spec can hold them."""
    found: File = {}
    for key, value in keys.items():
        is_own = key.startswith("x-")
        if not is_own:
            found[key] = value
        elif fits(value) and re.fullmatch(r"x-[\x21-\x7e]{1,62}", key):
            found[key] = data(value)
        elif place is not None:
            notes.add(
                place.below(key),
                Kind.LEFT_OUT,
                say.extension(key),
                say.sample_too_long(),
            )
    return found


def ordered(declaration: Declaration) -> Declaration:
    """A declaration and all inside it in the order in which people read it; one example stands by itself."""
    made: Declaration = {}
    found = dict(declaration)
    samples = found.get("examples")
    if isinstance(samples, list) and len(samples) == 1:
        del found["examples"]
        found["example"] = samples[0]
    own = [key for key in found if key not in _ORDER]
    for key in (*_ORDER[:33], *own, *_ORDER[33:]):
        if key not in found:
            continue
        value = found[key]
        if key in ("items", "values") and isinstance(value, dict):
            value = ordered(value)
        elif key in ("prefixItems", "one_of"):
            value = [ordered(one) if isinstance(one, dict) else one for one in value]
        elif key == "fields":
            value = {name: ordered(one) for name, one in value.items()}
        made.setdefault(key, value)
    return made


def snake_name(text: str, otherwise: str) -> str:
    """Lower-case ASCII words joined by underscores."""
    name = "_".join(names.words(text[:200]))[:60].strip("_")
    name = re.sub("_+", "_", name)
    if not name:
        return otherwise
    return name if name[0].isalpha() else f"{otherwise}_{name}"


def service_name(title: str) -> str:
    """The name of the package for an API of this title."""
    name = snake_name(title, "api")
    return f"{name}_api" if names.is_reserved_package(name) else name


def release(version: str) -> str:
    """The version as MAJOR.MINOR.PATCH, where it is one; else the first."""
    match = _RELEASE.match(version.strip())
    if match is None:
        return "1.0.0"
    parts = [*match[1].split("."), "0", "0"][:3]
    return ".".join(parts)


def line_of(text: str) -> str:
    """A message on one line, however long."""
    return " ".join(prose(text).split()) or "Error"
