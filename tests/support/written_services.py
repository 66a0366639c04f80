"""Services of a seed, written from `docs/language.md`: what surrounds the declarations and conditions of `written_specs`."""

from __future__ import annotations

from typing import Any

from written_specs import NAMES, TEXT, Node, Writer

SLOTS = "parse batch envelope notification method encoding credential missing type value unexpected constraint internal"
AUTHS: tuple[Any, ...] = (
    "none",
    {"param": "api_key", "env": "KEY"},
    {"header": "X-Api-Key", "env": "KEY", "example": "good"},
    {"scheme": "bearer", "env": "KEY", "example": "good"},
    {
        "scheme": "basic",
        "env": {"user": "KEY_USER", "password": "KEY_WORD"},
        "example": {"user": "good", "password": "pass"},
    },
)
READS = {"param": "api_key", "header": "credential", "scheme": "credential"}
PLAIN = ("string", "integer", "boolean")
"""Types of params that fill placeholders."""


class ServiceWriter(Writer):
    """Writes all files of the spec of a seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.common: dict[str, Node] = {}
        """Params that methods inherit."""
        self.lives: dict[str, Node] = {}
        """The lifecycles."""
        self.pages: list[str] = []
        """Methods that answer page by page."""
        self.body: Node = {}
        self.bodies: dict[str, Node] = {}
        """The methods as they stand in their files."""
        self.facts: dict[str, Node] = {}

    def service(self) -> dict[str, Any]:
        """Its files, as what stands in them."""
        rng = self.rng
        self.shared()
        self.body = body = {
            "onespec": 1,
            "name": "written",
            "title": "Written",
            "version": "v1",
            "release": "1.0.0",
        }
        body["types"] = {name: node | TEXT for name, node in self.types.items()}
        self.state()
        self.authorized()
        self.errors()
        self.envelope()
        self.inherited()
        files = {"service.yaml": body}
        for number in range(rng.randint(1, 2)):
            name = f"{rng.choice(['m', 'm', 'n.deep'])}.call{number}"
            files[f"methods/{name}.yaml"] = self.method(name)
        for make in (self.session, self.paged, self.living):
            if self.chance(0.35):
                for one in make():
                    files[f"methods/{one['method']}.yaml"] = one
        self.bodies = {
            body["method"]: body for body in files.values() if "method" in body
        }
        return files

    def state(self) -> None:
        self.facts = {
            "shut": {"type": "boolean", "default": False},
            "most": {"type": "integer", "example": self.rng.choice([0, 5, 10])},
            "known": {"type": "array", "items": "string", "example": ["ab", "x'y"]},
            "day": {"type": "date", "example": "2024-02-29"},
            "left": {"type": "map", "values": "integer", "example": {"ab": 3}},
        }
        self.body["state"] = {name: node | TEXT for name, node in self.facts.items()}
        self.body["state"]["keys"] = {
            **{"type": "array", "items": "string", "secret": True, "example": ["good"]},
            **TEXT,
        }

    def authorized(self) -> None:
        auth = self.body["auth"] = self.rng.choice(AUTHS)
        self.body["errors"] = {}
        self.body["protocol"] = {}
        if auth == "none":
            return
        told = READS[next(iter(auth))]
        told += ".user" if auth.get("scheme") == "basic" else ""
        self.body["errors"]["stranger"] = {
            "code": -32001,
            "message": "A stranger",
            "raise": [{"when": f"!({told} in state.keys)"}],
        }
        if auth.get("param"):
            key: Node = {"type": "string", "required": True, "secret": True}
            self.common["api_key"] = key | {"example": "good"} | TEXT
            self.keep(self.common["api_key"], ["good"])

    def errors(self) -> None:
        rng, body = self.rng, self.body
        auth = body["auth"]
        for slot in SLOTS.split():
            if slot == "credential" and (auth == "none" or "param" in auth):
                continue
            # All that judge shapes name them; the rest falls to JSON-RPC now and then.
            if slot in (
                "missing",
                "type",
                "value",
                "unexpected",
                "constraint",
                "credential",
            ) or self.chance(0.5):
                body["protocol"][slot] = f"wrong_{slot}"
                code = rng.choice([-32602, -32600, -32001])
                body["errors"][f"wrong_{slot}"] = {
                    "code": code,
                    "message": f"Wrong {slot}",
                }
        if self.chance(0.3):
            body["protocol"]["value"] = "wrong_type"
            del body["errors"]["wrong_value"]
        if self.chance(0.5):
            body["errors"]["closed"] = {
                "code": -32020,
                "message": "Closed on {day}, for {{all}}",
                "raise": [{"when": "state.shut"}],
            }
            if self.chance(0.5):
                body["errors"]["closed"]["methods"] = [rng.choice(["m.*", "n.*"])]
        body["errors"]["crowded"] = {
            "code": -32021,
            "message": "No more than {most}",
            "methods": "none",
            "data": {
                "left": {"type": "integer", "required": True, **TEXT},
                "why": {"type": "string", **TEXT},
            },
            "raise": [{"when": "state.most < 5", "data": {"left": "state.most"}}],
        }
        if self.chance(0.3):
            body["code_groups"] = {-32021: {"name": "crowd", "title": "Too much"}}

    def envelope(self) -> None:
        rng, body = self.rng, self.body
        data: dict[str, Node] = {"mnemonic": {"type": "string", "required": True}}
        data["field"] = {"type": "string", "nullable": True}
        if self.chance(0.5):
            data["value"] = {"type": "any", "nullable": True}
        if self.chance(0.5):
            data["params"] = {"type": "object"}
        envelope: Node = {
            "error_data": {name: node | TEXT for name, node in data.items()}
        }
        if self.chance(0.3):
            envelope["result"] = "data"
        if self.chance(0.3):
            envelope["ids"] = rng.choice(
                [["string"], ["integer"], ["string", "number"]]
            )
        if self.chance(0.6):
            envelope["batch"] = rng.choice([True, {"max": 3}])
        if self.chance(0.6):
            envelope["notifications"] = True
        body["envelope"] = envelope
        codes = list({row["code"] for row in body["errors"].values()})
        if self.chance(0.4):
            table = {
                code: rng.choice([400, 401, 409])
                for code in rng.sample(codes, min(2, len(codes)))
            }
            body["transport"] = {
                "status": rng.choice(["always-200", table, {**table, "otherwise": 422}])
            }

    def inherited(self) -> None:
        for name in self.rng.sample(
            ["common", "lang", "dry_run"], self.rng.randint(0, 2)
        ):
            node = _worded(self.field(2))
            if self.chance(0.8):
                node.pop("required", None)
            if self.chance(0.5):
                node["methods"] = self.rng.choice([["m.*"], ["m.call0", "n.*"], "none"])
            if node.get("methods") == "none" or self.chance(0.9):
                self.common[name] = node
        if self.common:
            self.body["params"] = dict(self.common)

    # Methods.

    def params(
        self, method: str, own: dict[str, Any], takes: bool = True
    ) -> dict[str, Node]:
        """All params that a method has, in their order."""
        found = {}
        for name, node in self.common.items():
            if name in own or name == "api_key" and not takes:
                continue
            if _is_for(node.get("methods"), method):
                found[name] = node
        for name, node in own.items():
            found[name] = self.common[name] if node is None else node
        return found

    def method(self, name: str) -> Node:
        rng = self.rng
        own: dict[str, Any] = {
            param: _worded(self.field())
            for param in rng.sample(NAMES, rng.randint(1, 5))
        }
        for common in self.common:
            # Placed, or declared anew.
            if common != "api_key" and self.chance(0.3):
                own[common] = None if self.chance(0.5) else _worded(self.field())
        if self.chance(0.3):
            own = dict(
                sorted(
                    own.items(),
                    key=lambda one: "required" not in (one[1] or self.common[one[0]]),
                )
            )
        takes = not self.chance(0.15)
        params = self.params(name, own, takes)
        read = {key: node for key, node in params.items() if key != "api_key"}
        body: Node = {"method": name, "title": "Call", "params": own}
        if not takes and self.body["auth"] != "none":
            body["auth"] = "none"
        rules = self.rules(read, rng.randint(0, 4))
        for rule in rules:
            if self.chance(0.3):
                rule["error"] = "own_rule"
        if any("error" in rule for rule in rules):
            body["errors"] = {
                "own_rule": {"code": -32033, "message": "A rule of its own is broken"}
            }
        body["constraints"] = rules
        body["result"] = self.result()
        if _in_order(params) and self.chance(0.4):
            body["param_structure"] = rng.choice(["by-position", "either"])
        body.setdefault("errors", {}).update(self.own_errors(read))
        if self.chance(0.3):
            body["readonly" if self.chance(0.5) else "idempotent"] = True
        if self.chance(0.2):
            body["flow"] = [
                {
                    "title": "A branch",
                    "when": self.condition(read),
                    "steps": [{"from": "One", "to": "Other", "text": "calls"}],
                }
            ]
        self.methods[name] = params
        return body

    def result(self) -> Node:
        if self.chance(0.4):
            made = self.object(0)
            if made.get("fields"):
                for node in made["fields"].values():
                    node.pop("default", None)
                rules = self.rules(made["fields"], self.rng.randint(0, 2))
                if rules:
                    made["constraints"] = rules
            return made | {"required": True} | TEXT
        made = self.field(1)
        made.pop("default", None)
        return made | TEXT

    def own_errors(self, params: dict[str, Node]) -> Node:
        rng = self.rng
        rows: Node = {}
        for number in range(rng.randint(0, 3)):
            row: Node = {"code": -32040 - number, "message": "Refused"}
            row["message"] = rng.choice(["Refused", "Refused for {told}"])
            row["raise"] = [
                self.raised(params, row) for _ in range(rng.choice([1, 1, 2]))
            ]
            rows[f"refused_{number}"] = row
        if self.chance(0.4):
            restated: Node = {"message": "Crowded: {most} at most"}
            rows["crowded"] = rng.choice([None, restated])
        return rows

    def raised(self, params: dict[str, Node], row: Node) -> Node:
        """A condition, with what its error says."""
        rng = self.rng
        found = self.each(params, "exists")
        if found and self.chance(0.4) and "{told}" not in row["message"]:
            return {"when": found[0], "field": found[1]}
        raised: Node = {"when": self.stately(params)}
        if self.chance(0.5):
            raised["field"] = rng.choice(list(params))
        there = [
            (name, node)
            for name, node in params.items()
            if ("required" in node or "default" in node)
            and node.get("type") in PLAIN
            and "nullable" not in node
            and name.isidentifier()
            and name not in ("in", "from", "has")
        ]
        read = rng.choice(["state.most", "'a text'", "state.most + 1"])
        if there:
            read = f"params.{rng.choice(there)[0]}"
            if self.chance(0.3):
                raised["value"] = read
        if "{told}" in row["message"]:
            raised["params"] = {"told": read}
        return raised

    def stately(self, params: dict[str, Node]) -> str:
        """A condition that may read the state."""
        rng = self.rng
        said = self.condition(params)
        name = rng.choice(list(params))
        node = params[name]
        guarded = "required" in node or "default" in node
        if (
            not name.isidentifier()
            or name in ("in", "from", "has")
            or "nullable" in node
        ):
            return rng.choice([said, f"state.shut && {said}"])
        reads = {
            "integer": [f"{name} > state.most", f"state.most + {name} == 10"],
            "number": [f"{name} >= state.most"],
            "string": [f"{name} in state.known", f"{name} in state.left"],
            "date": [f"{name} < state.day"],
            "boolean": [f"{name} == state.shut"],
        }.get(node.get("type", ""))
        if reads is None:
            return rng.choice(
                [said, f"('ab' in state.left && state.left['ab'] > 2 && {said})"]
            )
        picked = rng.choice(reads)
        if not guarded:
            picked = f"(has({name}) && {picked})"
        return rng.choice([picked, f"({picked} && {said})"])

    def session(self) -> list[Node]:
        """A login and a logout."""
        auth = self.body["auth"]
        if auth == "none" or auth.get("scheme") == "basic":
            return []
        if any(
            _is_for(node.get("methods"), "desk.leave")
            for name, node in self.common.items()
            if name != "api_key"
        ):
            return []
        token = "api_key" if "param" in auth else "token"
        self.body["session"] = {
            "login": "desk.enter",
            "token": token,
            "expires": "until",
            "logout": "desk.leave",
            "refused": ["stranger"],
        }
        word: Node = {"type": "string", "required": True, "secret": True, **TEXT}
        self.keep(word, ["open"])
        own = {"word": word}
        self.methods["desk.enter"] = self.params("desk.enter", own, False)
        self.methods["desk.leave"] = self.params("desk.leave", {})
        result = {
            token: {
                "type": "string",
                "required": True,
                "secret": True,
                "example": "good",
            },
            "until": {"type": "integer", "required": True, "example": 4102444800},
        }
        return [
            {
                **{"method": "desk.enter", "title": "Enter", "auth": "none"},
                "params": own,
                "result": {name: node | TEXT for name, node in result.items()},
            },
            {"method": "desk.leave", "title": "Leave", "params": {}},
        ]

    def paged(self) -> list[Node]:
        """A method that answers page by page."""
        rng = self.rng
        style = rng.choice(["offset", "page", "cursor"])
        name = f"m.{style}s"
        told: Node = {"style": style}
        found = {"type": "array", "items": self.items(1), "required": True}
        result: Node = {}
        own: dict[str, Any] = {}
        if style == "offset":
            skip: Node = {"type": "integer", "minimum": 0, "default": 0}
            own["skip"] = self.keep(skip, [0, 1, 5])
            told["offset"] = "skip"
        elif style == "page":
            page = {"type": "integer", rng.choice(["default", "minimum"]): 1}
            own["nr"] = self.keep(page, [1, 5])
            told["page"] = "nr"
        else:
            own["where"] = self.keep({"type": "string", "minLength": 1}, ["a", "next"])
            told |= {"cursor": "where", "next": "further"}
            result["further"] = {"type": "string", "nullable": True}
        if style != "cursor" and self.chance(0.7):
            size: Node = {"type": "integer", "minimum": 1, "maximum": 99, "default": 20}
            own["count"] = self.keep(size, [1, 20, 99])
            told["limit" if style == "offset" else "size"] = "count"
        counted = {"offset": "total", "page": "pages"}.get(style)
        if counted and self.chance(0.5):
            result[counted] = {"type": "integer", "required": True, "minimum": 0}
            told[counted] = counted
        if self.chance(0.5):
            own["extra"] = self.field()
        whole: Node = found
        if result or self.chance(0.5):
            told["items"] = "found"
            whole = {
                name: _worded(node)
                for name, node in ({"found": found} | result).items()
            }
        for node in (*own.values(), *([whole] if whole is found else [])):
            _worded(node)
        self.methods[name] = self.params(name, own)
        self.pages.append(name)
        return [
            {
                **{"method": name, "title": "Pages", "readonly": True, "params": own},
                **{"pagination": told, "result": whole},
            }
        ]

    # Lifecycles.

    def living(self) -> list[Node]:
        """Methods that make and move things."""
        rng = self.rng
        kinds = ["order", "parcel"][: rng.randint(1, 2)]
        self.body["lifecycles"] = {}
        methods: list[Node] = []
        for kind in kinds:
            self.body["errors"][f"wrong_{kind}"] = {
                "code": -32050,
                "message": f"Not now: {kind}",
            }
            is_text = self.chance(0.4)
            ids: list[Any] = ["o-1", "o-2", "o-3"] if is_text else [1, 2, 3]
            names = rng.sample(
                ["open", "packed", "sent", "lost", "gone"], rng.randint(2, 4)
            )
            states: dict[str, Node] = {}
            for place, state in enumerate(names):
                states[state] = dict(TEXT)
                if place and self.chance(0.3):
                    states[state]["becomes"] = [rng.choice(names[1:])]
                    if states[state]["becomes"] == [state]:
                        del states[state]["becomes"]
                elif place == len(names) - 1 and self.chance(0.6):
                    states[state] |= {rng.choice(["final", "forgotten"]): True}
                if "forgotten" not in states[state] and ids and self.chance(0.5):
                    states[state]["example"] = [ids.pop()]
            life: Node = {
                "id": f"{kind}_id",
                "type": "string" if is_text else "integer",
                "error": f"wrong_{kind}",
                "states": states,
                **TEXT,
            }
            if self.chance(0.7):
                self.body["errors"][f"no_{kind}"] = {
                    "code": -32051,
                    "message": f"No such {kind}",
                }
                life["unknown"] = f"no_{kind}"
            self.lives[kind] = self.body["lifecycles"][kind] = life
            methods.append(self.maker(kind, names[0]))
            ends = [one for one in names if states[one].keys() & {"final", "forgotten"}]
            going = [one for one in names if one not in ends]
            for place, state in enumerate(names[1:], 1):
                source = [one for one in names[:place] if one in going]
                move: Node = {
                    "from": rng.sample(source, rng.randint(1, len(source))),
                    "to": state,
                }
                if not ends and self.chance(0.2):
                    del move["from"]
                methods.append(self.mover(f"{kind}.to_{state}", {kind: move}))
            for number in range(rng.randint(0, 2)):
                move = {"from": rng.sample(going, rng.randint(1, len(going)))}
                methods.append(
                    self.mover(
                        f"{kind}.look{number}",
                        {kind: move} if self.chance(0.7) else {},
                        kind,
                    )
                )
        if len(kinds) == 2 and self.chance(0.6):
            moves = {
                kind: {"from": [next(iter(self.lives[kind]["states"]))]}
                for kind in kinds
            }
            methods.append(self.mover("order.both", moves))
        return methods

    def maker(self, kind: str, state: str) -> Node:
        name = f"{kind}.make"
        own = {"size": _worded(self.number(0)), "note": _worded(self.string(0))}
        if self.chance(0.5):
            del own["note"]
        self.methods[name] = self.params(name, own)
        life = self.lives[kind]
        told = {"type": life["type"], "required": True} | TEXT
        return {
            **{"method": name, "title": "Make", "params": own},
            "result": {f"{kind}_id": told},
            "moves": {kind: {"to": state}},
        }

    def mover(self, name: str, moves: Node, *kinds: str) -> Node:
        own: dict[str, Any] = {}
        for kind in dict.fromkeys([*moves, *kinds]):
            node: Node = {"type": self.lives[kind]["type"], "required": True, **TEXT}
            self.keep(
                node,
                (
                    ["o-1", "o-2", "o-3", "o-9"]
                    if node["type"] == "string"
                    else [1, 2, 3, 99]
                ),
            )
            own[f"{kind}_id"] = node
        if self.chance(0.3):
            own["why"] = _worded(self.field())
        params = self.params(name, own)
        self.methods[name] = params
        body: Node = {"method": name, "title": "Move", "params": own}
        if moves:
            body["moves"] = moves
        # Ids are opaque: what a new one is depends on nothing that is said.
        read = {
            key: node
            for key, node in params.items()
            if key != "api_key" and key not in own or key == "why"
        }
        if read and self.chance(0.3):
            body["errors"] = {
                "refused_0": {
                    "code": -32060,
                    "message": "Refused",
                    "raise": [{"when": self.stately(read)}],
                }
            }
        return body


def _is_for(methods: Any, name: str) -> bool:
    if methods is None:
        return True
    if methods == "none":
        return False
    return any(
        name == one or one.endswith(".*") and name.startswith(one[:-1])
        for one in methods
    )


def _worded(node: Node) -> Node:
    """The same declaration, so that what it was written around stays known, with words."""
    node["description"] = "Words"
    return node


def _in_order(params: dict[str, Node]) -> bool:
    """Whether those that have to be sent stand before all others."""
    flags = ["required" not in node for node in params.values()]
    return flags == sorted(flags)
