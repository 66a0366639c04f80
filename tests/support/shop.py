"""A service whose params, results and state have unions and types that contain themselves."""

from __future__ import annotations

import functools

from onespec.model import Service
from onespec.spec import load_sources

SERVICE = """\
onespec: 1
name: shop
title: Shop API
version: v1
release: 1.0.0
protocol: {missing: param_missing, type: wrong_type, value: bad_value, unexpected: unknown_param, constraint: bad_mix}
envelope:
  error_data:
    mnemonic: {type: string, required: true, description: Names the error}
    field: {type: string, nullable: true, description: The param at fault}
types:
  Card:
    type: object
    title: A card
    fields:
      kind: {type: string, required: true, enum: [card], description: Tells that it is a card}
      number: {type: string, required: true, pattern: "^[0-9]{12,19}$", description: Of the card}
      code: {type: string, secret: true, description: On its back}
      note: {type: string, description: More}
  Transfer:
    type: object
    title: A bank transfer
    fields:
      kind: {type: string, required: true, enum: [transfer], description: Tells that it is a transfer}
      account: {type: string, required: true, minLength: 4, description: Where the money comes from}
      days: {type: integer, default: 3, description: How long it may take}
      note: {type: string, description: More}
  Voucher:
    type: object
    title: A voucher
    fields:
      kind: {const: voucher, required: true, description: Tells that it is a voucher}
      code: {type: string, required: true, description: What stands on it}
  Payment: {one_of: [Card, Transfer, Voucher], discriminator: kind, description: How it is paid}
  Category:
    type: object
    title: A category of goods
    fields:
      name: {type: string, required: true, minLength: 1, description: What it is called}
      children: {type: array, items: Category, maxItems: 5, description: What it is divided into}
  Filter: {one_of: [All, Not, Equal], discriminator: op, description: Which goods are meant}
  All:
    type: object
    fields:
      op: {type: string, required: true, enum: [all], description: Every part}
      parts: {type: array, required: true, items: Filter, description: The parts}
  Not:
    type: object
    fields:
      op: {const: not, required: true, description: Not the part}
      part: {type: Filter, required: true, description: The part}
  Equal:
    type: object
    fields:
      op: {type: string, required: true, enum: [equal], description: A field has a value}
      field: {type: string, required: true, description: The field}
      value: {one_of: [string, number, boolean], required: true, nullable: true, description: The value}
  Tree: {one_of: [string, {type: array, items: Tree}], description: A text or a list of trees}
state:
  accounts: {type: array, items: string, description: Known accounts, example: [DE01, DE02]}
  root: {type: Category, description: All categories, example: {name: all, children: [{name: shoes}]}}
errors:
  param_missing: {code: -32602, message: A param is missing}
  wrong_type: {code: -32602, message: A param has the wrong type}
  bad_value: {code: -32602, message: A value is not allowed}
  unknown_param: {code: -32602, message: A param is unknown}
  bad_mix: {code: -32602, message: These params do not go together}
"""

PAY = """\
method: order.pay
title: Pay an order
params:
  payment: {type: Payment, required: true, description: How it is paid}
  more: {type: array, items: Payment, maxItems: 3, description: What the rest is paid by}
  limit: {one_of: [integer, string], description: "The most to pay, or its name"}
  back: {one_of: [boolean, Transfer], nullable: true, description: Where money goes back to}
constraints:
  - {id: no-test-card, when: payment.kind == 'card', then: payment.number != '000000000000'}
  - {id: short-note, rule: "!has(payment.note) || size(payment.note) < 10"}
  - {id: one-card, rule: "payment.kind != 'card' || !has(more) || more.all(m, m.kind in ['transfer', 'voucher'])"}
errors:
  account_unknown:
    code: -32001
    message: "The account {account} is not known"
    raise:
      - when: payment.kind == 'transfer' && !(payment.account in state.accounts)
        field: payment.account
        params: {account: payment.account}
result: {type: Payment, required: true, description: What was paid}
examples:
  - title: By transfer
    params: {payment: {kind: transfer, account: DE01}, limit: high, back: true}
    result: {kind: transfer, account: DE01}
"""

ADD = """\
method: category.add
title: Add a category
params:
  category: {type: Category, required: true, description: What to add}
  filter: {type: Filter, nullable: true, description: What it holds}
  labels: {type: Tree, description: More names}
constraints:
  - {id: no-empty-part, rule: "!has(category.children) || category.children.all(c, c.name != category.name || size(c.name) < 2)"}
errors:
  root_twice:
    code: -32002
    message: There is a root
    raise: [{when: category.name == state.root.name, field: category.name}]
result:
  category: {type: Category, required: true, description: What was added}
  payment: {type: Payment, description: What it costs}
examples:
  - title: Deep
    params:
      category: {name: a, children: [{name: b, children: [{name: c, children: [{name: d}]}]}]}
      filter: {op: all, parts: [{op: not, part: {op: equal, field: size, value: 4}}, {op: equal, field: colour, value: null}]}
      labels: [p, [q, [r]]]
    result: {category: {name: a, children: [{name: b}]}}
"""

FILES = {
    "service.yaml": SERVICE,
    "methods/order.pay.yaml": PAY,
    "methods/category.add.yaml": ADD,
}


@functools.cache
def service() -> Service:
    """The service."""
    return load_sources(FILES)
