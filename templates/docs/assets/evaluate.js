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
  // Texts that stand for something else, as texts that sort as it does: the generator's `order.py` says the same.
  const day = (text) => {
    let [year, month, date] = text.split("-").map(Number);
    [year, month] = month > 2 ? [year, month - 3] : [year - 1, month + 9];
    const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
    return 365 * year + leaps + Math.floor((153 * month + 2) / 5) + date - 1;
  };
  const clock = (text, days) => {
    const found = /^(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:z|([-+])(\d\d):(\d\d))$/i.exec(text);
    if (!found) return null;
    const [, hour, minute, second, fraction = "", sign, hours, minutes] = found;
    const ahead = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
    const at = (days + 1) * 1440 + Number(hour) * 60 + Number(minute) - ahead;
    const rest = fraction.replace(/0+$/, "");
    return `${String(at).padStart(10, "0")}:${second}${rest && "."}${rest}`;
  };
  const keys = {
    datetime: (text) => /^\d{4}-\d\d-\d\dt/i.test(text) ? clock(text.slice(11), day(text.slice(0, 10))) : null,
    time: (text) => clock(text, 0),
    duration: (text) => {
      const found = /^P(?:(\d{1,10})W|(?:(\d{1,10})D)?(?:T(?:(\d{1,10})H)?(?:(\d{1,10})M)?(?:(\d{1,10})S)?)?)$/.exec(text);
      if (!found) return null;
      const sizes = [604800, 86400, 3600, 60, 1];
      const total = sizes.reduce((sum, size, at) => sum + size * Number(found[at + 1] ?? 0), 0);
      return String(total).padStart(20, "0");
    },
    decimal: (text) => {
      const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
      if (!found) return null;
      const [, sign, before, after = ""] = found;
      const whole = before.replace(/^0+/, "");
      const fraction = after.replace(/0+$/, "");
      const size = `${String(whole.length).padStart(10, "0")}${whole}.${fraction}`;
      if (!sign || !whole && !fraction) return `0${size}`;
      return `-${size.replace(/\d/g, (digit) => 9 - digit)}~`;
    },
    uuid: (text) => text.toLowerCase(),
  };
  const keyed = (name) => (text) => text === null ? "" : keys[name]?.(text) ?? text;
  const valued = (operator, name, left, right) => {
    const key = keyed(name);
    return operator(key(left), Array.isArray(right) ? right.map(key) : key(right));
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
  const held = (value, name) => own(value, name) || Array.isArray(value) && /^\d+$/.test(name) && Number(name) < value.length;
  const read = (root, path, defaults) => path.reduce((value, name, index) => {
    if (held(value, name)) return value[name];
    if (!defaults[index].length) throw new RangeError(`no value at ${path.join(".")}`);
    return defaults[index][0];
  }, root);
  const has = (root, path) => {
    for (const name of path) {
      if (!held(root, name)) return false;
      root = root[name];
    }
    return true;
  };
  const items = (values) => Array.isArray(values) ? values // Of a map, its entries.
    : Object.entries(values).map(([key, value]) => ({ key, value }));
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
      case "all": return items(at(0)).every((item) => evaluate(rest[2], { ...roots, local: { ...roots.local, [rest[1]]: item } }));
      case "exists": return items(at(0)).some((item) => evaluate(rest[2], { ...roots, local: { ...roots.local, [rest[1]]: item } }));
      default:
        if (rest[2] && rest[2] !== "int") return valued(operators[kind], rest[2], at(0), at(1));
        return operators[kind](at(0), at(1), rest[2]);
    }
  };

  // Types that travel as text, with what Python makes of one; the limits of each hold for what it stands for.
  const natives = {
    date: ["datetime", (text) => `datetime.date(${JSON.parse(text).split("-").map(Number).join(", ")})`],
    datetime: ["datetime", (text) => `datetime.datetime.fromisoformat(${text})`],
    time: ["datetime", (text) => `datetime.time.fromisoformat(${text})`],
    duration: ["datetime", (text) => `datetime.timedelta(seconds=${Number(keys.duration(JSON.parse(text)))})`],
    decimal: ["decimal", (text) => `decimal.Decimal(${text})`],
    uuid: ["uuid", (text) => `uuid.UUID(${text})`],
    bytes: ["base64", (text) => `base64.b64decode(${text})`],
  };
  const isText = (field) => field.type === "string" || Object.hasOwn(natives, field.type);
  const byteCount = (text) => Math.max(0, Math.floor(text.length / 4 * 3) - (/={0,2}$/.exec(text)[0].length));
  const counted = (field, name, value) => {
    if (!Object.hasOwn(natives, field.type) || ["format", "multipleOf"].includes(name)) return value;
    const key = keyed(field.type);
    if (Array.isArray(value)) return value.map(([member]) => [key(member)]);
    if (typeof value !== "string") return value;
    return name.endsWith("Length") ? Array(byteCount(value)) : key(value);
  };
  const keeps = (field, name, value) =>
    limits[name](counted(field, name, value), counted(field, name, field[name]));
  const types = {
    ...Object.fromEntries(Object.keys(natives).map((name) => [name, (value) => typeof value === "string"])),
    string: (value) => typeof value === "string",
    integer: numeric,
    number: numeric,
    boolean: (value) => typeof value === "boolean",
    array: Array.isArray,
    map: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
    object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
    any: () => true,
    one_of: (value, field) => field.discriminator ? types.object(value) : field.options.some((one) => fits(one, value)),
  };
  let shared = {}; // Of the method that is judged, the types that contain themselves.
  const written = (field) => field.type === "ref" ? { ...shared[field.to], name: field.name, nullable: field.nullable } : field;
  const fits = (field, value) => types[written(field).type](value, written(field));
  const chosen = ({ discriminator, options }, value) => {
    if (!discriminator) return options.find((one) => fits(one, value));
    const told = own(value, discriminator.name) ? value[discriminator.name] : undefined;
    return options[discriminator.enum.findIndex(([tag]) => same(tag, told))];
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
    minProperties: (value, least) => size(value) >= least,
    maxProperties: (value, most) => size(value) <= most,
  };
  const fault = (slot, path, field) => ({ slot, path, field });
  function* valueFaults(declared, value, path) {
    const field = written(declared);
    if (value === null) {
      if (!field.nullable && field.type !== "any") yield fault("type", path, field);
      return;
    }
    if (!types[field.type](value, field)) { yield fault("type", path, field); return; }
    if (field.type === "integer" && Number.isFinite(value) && !Number.isInteger(value)) yield fault("value", path, field);
    else if (Object.keys(limits).some((name) => Object.hasOwn(field, name) && !keeps(field, name, value))) {
      yield fault("value", path, field);
    }
    if (field.type === "array") {
      for (const [index, item] of value.entries()) {
        const due = field.prefixItems?.[index] ?? field.items;
        if (due) yield* valueFaults(due, item, [...path, index]);
      }
    }
    if (field.type === "map") {
      for (const [key, item] of Object.entries(value)) {
        if (field.keys && [...valueFaults(field.keys, key, [])].length) yield fault("value", [...path, key]);
        else yield* valueFaults(field.values, item, [...path, key]);
      }
    }
    if (field.type === "object") yield* memberFaults(field.fields, value, path, field.open);
    if (field.type === "one_of") {
      const option = chosen(field, value);
      yield* option ? valueFaults(option, value, path) : memberFaults([field.discriminator], value, path, true);
    }
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

  /* Each object of a shared type, with its place. */
  function* objects(declared, value, path) {
    const field = written(declared);
    const isObject = types.object(value);
    if (declared.typeName !== undefined && isObject) yield [declared.typeName, path, value];
    if (field.type === "array" && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        const due = field.prefixItems?.[index] ?? field.items;
        if (due) yield* objects(due, item, [...path, index]);
      }
    }
    if (field.type === "map" && isObject) {
      for (const [key, item] of Object.entries(value)) yield* objects(field.values, item, [...path, key]);
    }
    if (field.type === "one_of" && value !== null) {
      const option = chosen(field, value);
      if (option) yield* objects(option, value, path);
    }
    if (field.type === "object" && isObject) {
      for (const member of field.fields) if (own(value, member.name)) yield* objects(member, value[member.name], [...path, member.name]);
    }
  }
  const judge = (method, params) => {
    shared = method.types ?? {};
    const faults = [...memberFaults(method.params, params)];
    const wrong = new Set(faults.map(({ path }) => path[0]));
    const broken = [];
    const told = (rule, roots, path) => {
      const way = rule.breaches.find(([when]) => evaluate(when, roots));
      broken.push({ id: rule.id, text: way ? way[1] : rule.sentence, path });
    };
    for (const [name, path, value] of objects({ type: "object", fields: method.params }, params, [])) {
      const depth = path.length;
      const inside = faults.filter((fault) => fault.path.length > depth && path.every((step, at) => fault.path[at] === step));
      const unfit = new Set(inside.map((fault) => fault.path[depth]));
      for (const rule of method.rules?.[name] ?? []) {
        if (!rule.reads.some((read) => unfit.has(read)) && !evaluate(rule.condition, { params: value })) told(rule, { params: value }, path);
      }
    }
    for (const rule of method.constraints) {
      if (rule.reads.some((name) => wrong.has(name))) continue;
      if (evaluate(rule.condition, { params })) continue;
      told(rule, { params }, []);
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
  // A value of a field in Python: its module, where it needs one, and its text.
  const native = (field, value, quoted) => {
    const isNative = typeof value === "string" && Object.hasOwn(natives, field?.type ?? "");
    return isNative && limits.format(value, field.format) ? [natives[field.type][0], natives[field.type][1](quoted(value))] : null;
  };
  return { evaluate, isText, judge, native, parse, stringify };
})();
if (typeof module === "object") module.exports = onespec;
