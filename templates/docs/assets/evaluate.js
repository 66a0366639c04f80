/*
What a request means, as the generator's evaluator says it: expression trees over params, and the limits of values.
Only own properties are read. A read that finds nothing counts with its default; `has` never does.

Integers are exact: one beyond what a double holds is a BigInt, in a request that `parse` has read and in sums. What
another reader has rounded before is judged as it was rounded, up to an integer that came as infinite.
*/
const onespec = (() => {
  const own = (value, name) =>
    value !== null && typeof value === "object" && !Array.isArray(value) && Object.hasOwn(value, name);
  const numeric = (value) => typeof value === "number" || typeof value === "bigint";
  const size = (value) => typeof value === "string" ? [...value].length
    : Array.isArray(value) ? value.length : Object.keys(value).length;
  const same = (left, right) => {
    if (left === null || right === null || typeof left !== "object" || typeof right !== "object") {
      return left === right || numeric(left) && numeric(right) && left == right; // `1n == 1`, and exactly so.
    }
    if (Array.isArray(left) !== Array.isArray(right)) return false;
    const names = Object.keys(left);
    return names.length === Object.keys(right).length
      && names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]));
  };
  const functions = {
    size,
    startsWith: (text, part) => text.startsWith(part),
    endsWith: (text, part) => text.endsWith(part),
    contains: (text, part) => text.includes(part),
    matches: (text, pattern) => pattern.test(text),
    string: (value) => Number.isInteger(value) ? BigInt(value).toString() : String(value), // No exponent.
    double: Number,
  };
  const whole = (value) => typeof value === "bigint" || Number.isInteger(value);
  const kept = (value) => Number.isSafeInteger(Number(value)) ? Number(value) : value;
  const summed = (compute) => (left, right, kind) => {
    if (kind === "int" && whole(left) && whole(right)) return kept(compute(BigInt(left), BigInt(right)));
    return typeof left === "string" ? compute(left, right) : compute(Number(left), Number(right));
  };
  const operators = {
    "==": same,
    "!=": (left, right) => !same(left, right),
    "<": (left, right) => left < right,
    "<=": (left, right) => left <= right,
    ">": (left, right) => left > right,
    ">=": (left, right) => left >= right,
    "+": summed((left, right) => left + right),
    "-": summed((left, right) => left - right),
    "*": summed((left, right) => left * right),
    in: (value, values) => Array.isArray(values) ? values.some((item) => same(item, value)) : own(values, value),
  };
  const read = (root, path, defaults) => path.reduce((value, name, index) => {
    if (own(value, name)) return value[name];
    if (!defaults[index].length) throw new RangeError(`no value at ${path.join(".")}`);
    return defaults[index][0];
  }, root);
  const has = (root, path) => {
    for (const name of path) {
      if (!own(root, name)) return false;
      root = root[name];
    }
    return true;
  };
  const evaluate = (tree, roots) => {
    const [kind, ...rest] = tree;
    const at = (index) => evaluate(rest[index], roots);
    switch (kind) {
      case "value": return rest[0];
      case "pattern": return new RegExp(rest[0], "u");
      case "list": return rest.map((item) => evaluate(item, roots));
      case "read": return read(roots[rest[0]], rest[1], rest[2]);
      case "has": return has(roots[rest[0]], rest[1]);
      case "!": return !at(0);
      case "neg": return -at(0);
      case "&&": return at(0) && at(1);
      case "||": return at(0) || at(1);
      case "?": return at(0) ? at(1) : at(2);
      case "call": return functions[rest[0]](...rest.slice(1).map((item) => evaluate(item, roots)));
      case "all": return at(0).every((item) => evaluate(rest[2], { ...roots, local: { [rest[1]]: item } }));
      case "exists": return at(0).some((item) => evaluate(rest[2], { ...roots, local: { [rest[1]]: item } }));
      default: return operators[kind](at(0), at(1), rest[2]);
    }
  };

  const types = {
    string: (value) => typeof value === "string",
    integer: numeric,
    number: numeric,
    boolean: (value) => typeof value === "boolean",
    array: Array.isArray,
    object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
    any: () => true,
  };
  const decimal = (value) => {
    const [, sign, before, after = "", power = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(String(value));
    return [BigInt(sign + before + after), after.length - Number(power)];
  };
  const multiple = (value, step) => {
    if (value === Infinity || value === -Infinity) return true;
    const [[a, n], [b, m]] = [decimal(value), decimal(step)];
    const shift = (digits, by) => digits * 10n ** BigInt(Math.max(by, 0));
    return shift(a, m - n) % shift(b, n - m) === 0n;
  };
  const distinct = (values) => values.every((one, at) => values.slice(at + 1).every((other) => !same(one, other)));
  const limits = {
    enum: (value, list) => list.some((item) => same(item[0], value)),
    pattern: (value, pattern) => new RegExp(pattern, "u").test(value),
    format: (value, [pattern, longest]) => (longest === null || size(value) <= longest) && new RegExp(pattern, "u").test(value),
    minLength: (value, least) => size(value) >= least,
    maxLength: (value, most) => size(value) <= most,
    minimum: (value, least) => value >= least,
    maximum: (value, most) => value <= most,
    exclusiveMinimum: (value, least) => value > least,
    exclusiveMaximum: (value, most) => value < most,
    multipleOf: multiple,
    minItems: (value, least) => value.length >= least,
    maxItems: (value, most) => value.length <= most,
    uniqueItems: (value, wanted) => !wanted || distinct(value),
  };
  const fault = (slot, path, field) => ({ slot, path, field });
  function* valueFaults(field, value, path) {
    if (value === null) {
      if (!field.nullable && field.type !== "any") yield fault("type", path, field);
      return;
    }
    if (!types[field.type](value)) { yield fault("type", path, field); return; }
    if (field.type === "integer" && Number.isFinite(value) && !Number.isInteger(value)) yield fault("value", path, field);
    else if (Object.keys(limits).some((name) => Object.hasOwn(field, name) && !limits[name](value, field[name]))) {
      yield fault("value", path, field);
    }
    if (field.type === "array") {
      for (const [index, item] of value.entries()) yield* valueFaults(field.items, item, [...path, index]);
    }
    if (field.type === "object") yield* memberFaults(field.fields, value, path, field.open);
  }
  function* memberFaults(fields, values, path = [], open = false) {
    const declared = new Set(fields.map((field) => field.name));
    if (!open) {
      for (const name of Object.keys(values)) if (!declared.has(name)) yield fault("unexpected", [...path, name]);
    }
    for (const field of fields) {
      if (Object.hasOwn(values, field.name)) yield* valueFaults(field, values[field.name], [...path, field.name]);
      else if (field.required) yield fault("missing", [...path, field.name]);
    }
  }

  const judge = (method, params) => {
    const faults = [...memberFaults(method.params, params)];
    const wrong = new Set(faults.filter(({ slot }) => slot !== "unexpected").map(({ path }) => path[0]));
    const broken = [];
    for (const rule of method.constraints) {
      if (rule.reads.some((name) => wrong.has(name))) continue;
      if (evaluate(rule.condition, { params })) continue;
      const way = rule.breaches.find(([when]) => evaluate(when, { params }));
      broken.push({ id: rule.id, text: way ? way[1] : rule.sentence });
    }
    return { faults, broken };
  };
  // An integer that a double would round is kept whole where the browser shows a reader what stands there.
  const parse = (text) => JSON.parse(text, (name, value, context) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    if (/^-?\d+$/.test(context?.source ?? "")) return BigInt(context.source);
    if (!Number.isFinite(value)) throw new RangeError("a number out of range");
    return value;
  });
  const stringify = (value, indent) => JSON.stringify(value, (name, item) => {
    if (typeof item !== "bigint") return item;
    return JSON.rawJSON ? JSON.rawJSON(String(item)) : Number(item);
  }, indent);
  return { evaluate, judge, parse, stringify };
})();
if (typeof module === "object") module.exports = onespec;
