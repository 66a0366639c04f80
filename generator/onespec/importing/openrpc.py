"""An OpenRPC document, 1.0 to 1.4 -> the description of its API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from onespec.datatypes import JsonValue
from onespec.importing import exported
from onespec.importing.description import (
    Description,
    Fault,
    Method,
    Param,
    Result,
    Sample,
    Server,
)
from onespec.importing.documents import At, Documents, Refused
from onespec.importing.exported import is_exported
from onespec.importing.notes import Kind, Notes
from onespec.messages import importing as say

STRUCTURES: Final = ("by-name", "by-position", "either")
_METHOD_KEYS: Final = (
    *("name", "summary", "description", "tags", "externalDocs", "params"),
    *("result", "deprecated", "errors", "links", "paramStructure", "examples"),
    "servers",
)
_ROOT_KEYS: Final = (
    *("openrpc", "info", "servers", "methods", "components", "externalDocs"),
    "$schema",
)
_URL: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+\Z")


def read(documents: Documents, root: At, notes: Notes) -> Description:
    """The description of a document. Raises Refused for one that is no OpenRPC."""
    if is_exported(root):
        return exported.read(documents, root, notes)
    return _Reader(documents, root, notes).description()


class _Reader:
    def __init__(self, documents: Documents, root: At, notes: Notes) -> None:
        self.documents = documents
        self.root = root
        self.notes = notes

    def description(self) -> Description:
        root, name = self.root, self.root.place.file
        version = root.members.get("openrpc")
        if not isinstance(root.value, dict) or version is None:
            raise Refused(say.not_openrpc(name))
        if not isinstance(version, str) or not re.match(r"1\.[0-9]", version):
            raise Refused(say.openrpc_version(name, str(version)[:40]))
        methods = root.get("methods")
        if methods is None or not isinstance(methods.value, list):
            raise Refused(say.no_method_list(name))
        info = root.get("info") or At({}, root.place.below("info"))
        self._unknown(root, _ROOT_KEYS)
        described = [one for at in methods.items() if (one := self._method(at))]
        kept = self._once(described)
        if not kept:
            raise Refused(say.no_methods(name))
        return Description(
            title=info.text("title"),
            version=info.text("version"),
            description=info.text("description"),
            servers=tuple(self._servers(root)),
            methods=tuple(kept),
            links=tuple(self._info_links(info)),
            notifications=any(_notifies(at) for at in self._resolved(methods)),
            keys=self._extensions(root) | self._extensions(info),
        )

    def _resolved(self, methods: At) -> Iterator[At]:
        for at in methods.items():
            try:
                yield self.documents.follow(at)
            except LookupError:
                continue

    def _once(self, methods: list[Method]) -> list[Method]:
        known: dict[str, Method] = {}
        for method in methods:
            if method.name in known:
                what = say.method(method.name)
                self.notes.add(method.place, Kind.LEFT_OUT, what, say.named_twice())
            else:
                known[method.name] = method
        return list(known.values())

    def _follow(self, at: At, what: str) -> At | None:
        try:
            return self.documents.follow(at)
        except LookupError as error:
            reason = say.left_out(str(error))
            self.notes.add(at.place, Kind.LEFT_OUT, what, reason)
            return None

    def _method(self, written: At) -> Method | None:
        at = self._follow(written, say.method(""))
        if at is None:
            return None
        name = at.text("name")
        if not name or not isinstance(at.value, dict):
            self.notes.add(at.place, Kind.LEFT_OUT, say.method(""), say.no_name())
            return None
        self._unknown(at, _METHOD_KEYS)
        structure = at.text("paramStructure") or "either"
        if structure not in STRUCTURES:
            place = at.place.below("paramStructure")
            what = say.value(f'"{structure[:40]}"')
            self.notes.add(place, Kind.READ_AS, what, say.structure_unknown())
            structure = "either"
        if at.get("links") is not None and at.members["links"]:
            place = at.place.below("links")
            self.notes.add(place, Kind.LEFT_OUT, say.links(), say.no_links())
        if at.get("servers") is not None and at.members["servers"]:
            place = at.place.below("servers")
            what = say.keyword("servers")
            self.notes.add(place, Kind.LEFT_OUT, what, say.own_servers())
        params = tuple(self._params(at))
        keys = self._extensions(at)
        tags = [one for tag in self._list(at, "tags") if (one := self._tag(tag))]
        if tags:
            keys["x-tags"] = list(tags)
        result = self._result(at)
        return Method(
            name=name,
            place=at.place,
            title=at.text("summary"),
            description=at.text("description"),
            structure=structure,
            params=params,
            result=result,
            faults=tuple(self._faults(at)),
            samples=tuple(self._samples(at)),
            deprecated=say.deprecated() if at.members.get("deprecated") is True else "",
            links=tuple(self._links(at)),
            keys=keys,
        )

    def _list(self, at: At, key: str) -> Iterator[At]:
        found = at.get(key)
        if found is None or found.value is None:
            return
        if not isinstance(found.value, list):
            self.notes.add(found.place, Kind.LEFT_OUT, say.keyword(key), say.no_list())
        yield from found.items()

    def _tag(self, written: At) -> str:
        at = self._follow(written, say.tag())
        if at is None:
            return ""
        # Some write the name alone.
        return at.value if isinstance(at.value, str) else at.text("name")

    def _params(self, method: At) -> Iterator[Param]:
        seen: set[str] = set()
        for written in self._list(method, "params"):
            at = self._follow(written, say.param(""))
            if at is None:
                continue
            name = at.text("name") or written.text("name")
            name = name or f"param{len(seen) + 1}"
            if not isinstance(at.value, dict):
                self.notes.add(
                    at.place, Kind.LEFT_OUT, say.param(name), say.no_object()
                )
                continue
            schema, is_descriptor = at.get("schema"), True
            if schema is None and ("type" in at.members or "properties" in at.members):
                # A schema where a descriptor is due.
                schema, is_descriptor = at, False
            if schema is None:
                schema = At(True, at.place.below("schema"))
                self.notes.add(
                    at.place, Kind.WIDENED, say.param(name), say.no_schema_here()
                )
            first, number = name, 1
            while name in seen:
                number += 1
                name = f"{first}{number}"
            if name != first:
                what = say.param(first)
                self.notes.add(at.place, Kind.RENAMED, what, say.renamed(name))
            seen.add(name)
            if is_descriptor:
                self._unknown(
                    at,
                    (
                        "name",
                        "summary",
                        "description",
                        "required",
                        "schema",
                        "deprecated",
                    ),
                )
            yield Param(
                name=name,
                schema=schema,
                place=at.place,
                required=at.members.get("required") is True,
                title=at.text("summary"),
                description=at.text("description"),
                deprecated=at.members.get("deprecated") is True,
                extensions=self._extensions(at),
            )

    def _result(self, method: At) -> Result | None:
        written = method.get("result")
        if written is None or written.value is None:
            return None
        at = self._follow(written, say.result())
        if at is None:
            return Result(schema=At(True, written.place))
        schema = at.get("schema")
        if schema is None:
            is_schema = any(
                key in at.members for key in ("type", "properties", "oneOf", "anyOf")
            )
            schema = at if is_schema else At(True, at.place.below("schema"))
            if not is_schema:
                what = say.result()
                self.notes.add(at.place, Kind.WIDENED, what, say.no_schema_here())
        else:
            self._unknown(
                at,
                ("name", "summary", "description", "required", "schema", "deprecated"),
            )
        return Result(
            schema=schema,
            title=at.text("summary"),
            description=at.text("description"),
        )

    def _faults(self, method: At) -> Iterator[Fault]:
        for written in self._list(method, "errors"):
            at = self._follow(written, say.fault(""))
            if at is None:
                continue
            code, message = at.members.get("code"), at.text("message")
            if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,9}", code):
                code = int(code)
            whole = isinstance(code, float) and code == int(code)
            code = int(code) if whole and isinstance(code, float) else code
            if not isinstance(code, int) or isinstance(code, bool):
                what = say.fault(message[:60])
                self.notes.add(at.place, Kind.LEFT_OUT, what, say.no_code())
                continue
            if abs(code) > 2_147_483_647:
                what = say.fault(message[:60])
                self.notes.add(at.place, Kind.LEFT_OUT, what, say.code_too_large())
                continue
            self._unknown(at, ("code", "message", "data"))
            yield Fault(
                code=code,
                message=message or f"Error {code}",
                place=at.place,
                mnemonic=mnemonic_in(at.members.get("data")),
                data=at.members.get("data"),
                row=self._extensions(at),
            )

    def _samples(self, method: At) -> Iterator[Sample]:
        for number, written in enumerate(self._list(method, "examples"), 1):
            at = self._follow(written, say.example(""))
            if at is None:
                continue
            title = at.text("name") or at.text("summary") or f"Example {number}"
            params = self._sample_params(at)
            if params is None or not isinstance(at.value, dict):
                what = say.example(title)
                self.notes.add(at.place, Kind.LEFT_OUT, what, say.no_sample_params())
                continue
            result = at.get("result")
            value: JsonValue = None
            has_result = False
            if result is not None:
                found = self._follow(result, say.example(title))
                has_result = found is not None
                if found is not None:
                    value, has_result = self._value(found)
            yield Sample(
                title=title,
                place=at.place,
                description=at.text("description"),
                params=params,
                result=value,
                has_result=has_result,
            )

    def _sample_params(self, at: At) -> JsonValue:
        """By name where each has one, and as a list."""
        params = at.get("params")
        if params is None:
            return []
        if not isinstance(params.value, list):
            return params.value if isinstance(params.value, dict) else None
        listed: list[JsonValue] = []
        for written in params.items():
            found = self._follow(written, say.example(""))
            if found is None:
                return None
            value, has_value = self._value(found)
            if not has_value:
                return None
            listed.append({"name": found.text("name"), "value": value})
        return listed

    def _value(self, at: At) -> tuple[JsonValue, bool]:
        """What an example object shows; False where that stands elsewhere."""
        if not isinstance(at.value, dict):
            return at.value, True
        if "value" in at.value:
            return at.value["value"], True
        if "externalValue" in at.value:
            what = say.keyword("externalValue")
            self.notes.add(at.place, Kind.LEFT_OUT, what, say.never_fetched())
        return None, False

    def _servers(self, root: At) -> Iterator[Server]:
        found = root.get("servers")
        if found is None:
            return
        listed = [found] if isinstance(found.value, dict) else list(found.items())
        for number, at in enumerate(listed, 1):
            url = at.text("url")
            variables = at.get("variables")
            for name, one in variables.entries() if variables is not None else ():
                value = one.members.get("default")
                shown = value if isinstance(value, str) else ""
                for form in (f"${{{name}}}", f"{{{name}}}"):
                    url = url.replace(form, shown)
                self.notes.add(
                    one.place, Kind.READ_AS, say.variable(name), say.by_default(shown)
                )
            name = at.text("name") or at.text("summary") or f"server {number}"
            if not _URL.match(url):
                what = say.server(name)
                self.notes.add(at.place, Kind.LEFT_OUT, what, say.no_http(url[:120]))
                continue
            self._unknown(at, ("name", "url", "summary", "description", "variables"))
            words = at.text("description") or at.text("summary")
            yield Server(name=name, url=url, description=words)

    def _links(self, at: At) -> Iterator[tuple[str, str]]:
        docs = at.get("externalDocs")
        listed = [] if docs is None else list(docs.items()) or [docs]
        for one in listed:
            url = one.text("url")
            if _URL.match(url):
                yield one.text("description") or url, url
            elif one.value is not None:
                what = say.keyword("externalDocs")
                self.notes.add(one.place, Kind.LEFT_OUT, what, say.no_http(url[:120]))

    def _info_links(self, info: At) -> Iterator[tuple[str, str]]:
        yield from self._links(self.root)
        terms = info.text("termsOfService")
        if _URL.match(terms):
            yield say.terms(), terms
        for key, title in (("contact", say.contact()), ("license", say.license())):
            at = info.get(key)
            if at is None:
                continue
            url = at.text("url")
            if _URL.match(url):
                yield at.text("name") or title, url
            rest = {k: v for k, v in at.members.items() if v and k != "url"}
            if rest and not (_URL.match(url) and set(rest) == {"name"}):
                self.notes.add(
                    at.place, Kind.LEFT_OUT, say.keyword(key), say.no_word_for(key)
                )
        self._unknown(
            info,
            ("title", "version", "description", "termsOfService", "contact", "license"),
        )

    def _extensions(self, at: At) -> dict[str, JsonValue]:
        return {key: value for key, value in at.members.items() if key.startswith("x-")}

    def _unknown(self, at: At, known: tuple[str, ...]) -> None:
        for key in at.members:
            if key not in known and not key.startswith("x-"):
                place = at.place.below(key)
                self.notes.add(
                    place, Kind.LEFT_OUT, say.keyword(key), say.unknown_key()
                )


def _notifies(at: At) -> bool:
    return isinstance(at.value, dict) and "result" not in at.value


def mnemonic_in(data: JsonValue) -> str:
    """The text by which a program tells the error: `data.code` and its like, as a sample or as a constant of a schema."""
    if not isinstance(data, dict):
        return ""
    for key in ("mnemonic", "code", "errorCode", "error_code", "reason", "type"):
        value = data.get(key)
        if isinstance(value, str) and key != "type" and _is_name(value):
            return value
        schema = _member(data, key)
        const = schema.get("const")
        values = schema.get("enum")
        if isinstance(values, list) and len(values) == 1:
            const = values[0]
        if isinstance(const, str) and _is_name(const):
            return const
    return ""


def _member(data: Mapping[str, JsonValue], key: str) -> Mapping[str, JsonValue]:
    properties = data.get("properties")
    schema = data.get("schema")
    if isinstance(schema, dict) and not isinstance(properties, dict):
        properties = schema.get("properties")
    found = properties.get(key) if isinstance(properties, dict) else None
    return found if isinstance(found, dict) else {}


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_.:-]{1,79}", text) is not None
