"""A service whose names and texts are as awkward as the spec language allows."""

from __future__ import annotations

import json

from onespec.model import Service
from onespec.spec import load_sources

EVIL = (
    '"""\n"); import os; os.system("x") #{x} %s {{ y }} {% z %} \\ \\N{DASH} \u202e\u2028 é漢字'
    "\n\n- `a` <b> &c; ''' \\\n- [t](https://example.com)"
)
BENIGN = "word"

SERVICE = """
onespec: 1
name: odd_api
title: "Odd"
description: TEXT
version: v1
release: 1.2.3
errors:
  timeout: {code: -1, message: "Time {args} out {code} {number} after {seconds}s", cause: TEXT, fix: TEXT}
  odd: {code: 5, message: odd, cause: TEXT}
  value: {code: 7, message: "The {self} of {kind}", deprecated: TEXT}
code_groups:
  -1: {name: odd_group, title: group}
types:
  Start:
    type: object
    description: TEXT
    fields:
      type: {type: string, enum: {a: TEXT, 'b"c': TEXT, "d'e": TEXT}, description: TEXT}
      class: {type: string, required: true, description: TEXT}
      str: {type: integer}
      list: {type: array, items: integer}
      model_x: {type: number, nullable: true}
      Accept-Language: {type: string, secret: true}
  Literal:
    type: object
    open: true
    fields:
      json: {type: any}
      copy: {type: boolean}
      from: {type: string, required: true, nullable: true}
      deep: {type: array, items: {type: array, items: Start}}
  Number: {type: object, fields: {self: {type: string}}}
"""

PARAMS = """
params:
  self: {type: string, required: true, description: TEXT}
  options: {type: Start, required: true}
  class: {type: Literal, description: TEXT}
  str: {type: string, nullable: true}
  int: {type: integer, nullable: true, required: true}
  list: {type: array, items: Start}
  dict: {type: array, items: {type: array, items: {type: number, nullable: true}}}
  object: {type: any, default_note: TEXT}
  any_required: {type: any, required: true}
  types: {type: object, open: true}
  empty: {type: object}
  password: {type: string, secret: true}
  pins: {type: array, items: {type: string, secret: true}}
  a_very_long_enum: {type: string, enum: [MANY]}
  one_long: {type: string, enum: [ONE]}
  whole: {type: integer, enum: [1, 2, 3]}
  flag: {type: boolean, enum: [true]}
  ratio: {type: number, enum: [1.5, 2]}
  accept-language: {type: string, deprecated: TEXT}
  Sequence: {type: string}
  number: {type: Number}
  A_NAME_OF_FORTY
""".replace(
    "A_NAME_OF_FORTY",
    f"{'n' * 60}: {{type: string, enum: [aaaaaaaaaaaa, bbbbbbbbbbbb]}}",
)

METHODS = {
    "list": PARAMS + "result: {type: array, items: {type: array, items: Literal}}",
    "str.list": "result: {type: string, enum: [a, b]}",
    "str.dict": PARAMS + "result: {type: integer, description: TEXT}",
    "a.b.c": "result: {type: any}\nreadonly: true",
    "a.b.list": "result: {type: boolean, nullable: true}",
    "a.object": (
        "result: {type: object, fields: {token: {type: string, secret: true, required: true},"
        " at: {type: number}, inner: {type: Start}, str: {type: string, enum: [x]}}}"
    ),
    "eth_getBlock": "result: {type: array, items: {type: string, nullable: true}}",
    "close": "",
    "import.class": "result: {type: Start}\ndeprecated: TEXT",
    "con.x": "result: {type: number}",
    "email.x": "result: {type: array, items: Number}",
    "start.types": "result: {type: object, fields: {x: {type: integer}}}",
}


def odd_service(text: str, name: str = "odd_api") -> Service:
    """The service, with one text at every place where an author writes words."""
    quoted = json.dumps(text)
    many = ", ".join(f"value_number_{number}" for number in range(12))
    sources = {"service.yaml": SERVICE.replace("odd_api", name)}
    for method, more in METHODS.items():
        sources[f"methods/{method}.yaml"] = (
            f"method: {method}\ntitle: Title\ndescription: TEXT\n{more}\n"
        )
    return load_sources(
        {
            path: source.replace("TEXT", quoted)
            .replace("MANY", many)
            .replace("ONE", "x" * 90)
            for path, source in sources.items()
        }
    )
