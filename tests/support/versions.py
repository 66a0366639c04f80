"""A small service in which every kind of declaration has a place that can change."""

from __future__ import annotations

SERVICE = """\
onespec: 1
name: shop
title: Shop
version: v1
release: 1.0.0
servers:
  live: https://shop.example.org/v1
types:
  Address:
    type: object
    fields:
      street: {type: string, required: true, maxLength: 20}
      zip: {type: string, pattern: "^[0-9]{5}$"}
state:
  closed: {type: boolean, default: false, description: Whether the shop is closed}
  sold_out: {type: array, items: string, description: What is sold out, example: [lamp]}
errors:
  bad_mix: {code: -32001, message: These do not go together}
  shop_closed:
    code: -32002
    message: The shop is closed
    raise: [{when: state.closed}]
"""

METHOD = """\
method: order.place
title: Place an order
params:
  sku: {type: string, required: true, pattern: "^[a-z]{1,8}$", example: lamp}
  count: {type: integer, minimum: 1, maximum: 10, default: 1}
  weight: {type: number, minimum: 0, exclusiveMaximum: 100}
  colour: {type: string, enum: [red, green, blue]}
  gift: {type: boolean, default: false}
  note: {type: string, maxLength: 100}
  address: {type: Address}
  tags: {type: array, items: string, maxItems: 3}
  lines:
    type: array
    items:
      type: object
      fields:
        sku: {type: string, required: true}
        count: {type: integer, minimum: 1}
  labels: {type: map, values: {type: string, maxLength: 9}, keys: "^[a-z]{1,4}$", maxProperties: 5}
  place: {type: array, prefixItems: [{type: number, maximum: 90}, {type: number}]}
  when: {type: date, minimum: "2020-01-01"}
  pay:
    discriminator: kind
    one_of:
      - {type: object, fields: {kind: {const: card, required: true}, number: {type: string, required: true}}}
      - {type: object, fields: {kind: {const: cash, required: true}}}
constraints:
  - id: gift-needs-note
    when: gift
    then: has(note)
    error: bad_mix
errors:
  sold_out:
    code: -32010
    message: "{sku} is sold out"
    raise: [{when: sku in state.sold_out, field: sku}]
result:
  id: {type: integer, required: true, minimum: 1}
  status: {type: string, required: true, enum: [new, paid]}
  carrier: {type: string}
  parcels: {type: array, items: {type: string}, minItems: 1}
"""
