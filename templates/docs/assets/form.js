/* The live form: built from the data block beside it. Nothing typed here is kept, and nothing is sent without a click. */
(() => {
  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === undefined) continue;
      element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...inside);
    return element;
  };
  const ABSENT = Symbol("absent");
  const dotted = (path) => path.join(".");
  const loopback = (url) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const json = (value) => onespec.stringify(value, 2);
  const safe = (text) => text.replace(/[^\n\x20-\x7e\p{L}\p{N}\p{P}\p{S}]/gu, (char) =>
    [...Array(char.length).keys()].map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));

  /* Python, as the pages' examples lay it out. */
  const pythonText = (text) => {
    const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
    const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", [quote]: `\\${quote}` };
    const body = [...text].map((char) => {
      if (named[char]) return named[char];
      const code = char.codePointAt(0);
      if (code >= 0x20 && code < 0x7f) return char;
      const hex = code.toString(16);
      return code < 0x100 ? `\\x${hex.padStart(2, "0")}` : code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
    });
    return quote + body.join("") + quote;
  };
  const pythonValue = (value, field, modules) => {
    const native = onespec.native(field, value, pythonText);
    if (native) { modules.add(native[0]); return native[1]; }
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "string") return pythonText(value);
    if (Array.isArray(value)) return `[${value.map((item) => pythonValue(item, field?.items, modules)).join(", ")}]`;
    if (typeof value === "object") {
      const member = (name) => field?.fields?.find((one) => one.name === name);
      return `{${Object.entries(value).map(([name, item]) => `${pythonText(name)}: ${pythonValue(item, member(name), modules)}`).join(", ")}}`;
    }
    return String(value);
  };
  const pythonCode = (method, params) => {
    const { package: home, client, call, token, credential: names, url } = method.python;
    const param = (name) => method.params.find((field) => field.name === name);
    const modules = new Set(token ? ["os"] : []);
    const args = Object.entries(params).filter(([name]) => name !== token)
      .map(([name, value]) => `        ${param(name)?.keyword ?? name}=${pythonValue(value, param(name), modules)},`);
    const credential = names.map(([name, env]) => `, ${name}=os.environ[${pythonText(env)}]`).join("");
    return [
      ...[...modules].sort().map((name) => `import ${name}`), ...(modules.size ? [""] : []),
      `from ${home} import ${client}`,
      "",
      `with ${client}(${pythonText(url)}${credential}) as api:`,
      ...(args.length ? [`    reply = ${call}(`, ...args, "    )"] : [`    reply = ${call}()`]),
      "    print(reply)",
    ].join("\n");
  };
  const shellWord = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const curlCode = (method, url, body, carried) => [
    `curl ${shellWord(url)}`,
    ...Object.entries({ "Content-Type": method.contentType, ...carried })
      .map(([name, value]) => `--header ${shellWord(`${name}: ${value}`)}`),
    `--data ${shellWord(body)}`,
  ].join(" \\\n  ");
  /* What a header carries stands among the form's params, and in no body. */
  const withoutCarried = (method, sent) => Object.fromEntries(
    Object.entries(sent).filter(([name]) => name !== method.carrier?.header));
  const headers = (method, sent, encode) => {
    const { header, scheme } = method.carrier ?? {};
    const value = header && sent[header];
    if (!value) return {};
    if (scheme === "basic") return { [header]: `Basic ${encode(`${value.user ?? ""}:${value.password ?? ""}`)}` };
    return { [header]: scheme ? `Bearer ${value}` : value };
  };
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  /* One control per param; an object has one per member. Each can be read, written and blamed. */
  let count = 0;
  const control = (field, path, changed) =>
    field.type === "object" && field.fields.length ? group(field, path, changed) : single(field, path, changed);
  const group = (field, path, changed) => {
    const box = make("fieldset", {}, make("legend", {}, make("code", {}, dotted(path)), field.required ? " required" : ""));
    const members = field.fields.map((member) => control(member, [...path, member.name], changed));
    box.append(...members.map((member) => member.element));
    const read = () => {
      const entries = members.map((member) => [member.name, member.read()]).filter(([, value]) => value !== ABSENT);
      return entries.length || field.required ? Object.fromEntries(entries) : ABSENT;
    };
    const write = (value) => members.forEach((member) => {
      const known = value !== ABSENT && value !== null && Object.hasOwn(value, member.name);
      member.write(known ? value[member.name] : ABSENT);
    });
    return { name: field.name, element: box, read, write, leaves: members.flatMap((member) => member.leaves) };
  };
  const choices = (field) => field.enum ?? (field.type === "boolean" ? [[true, ""], [false, ""]] : null);
  const single = (field, path, changed) => {
    const id = `form-${++count}`;
    const options = choices(field);
    const input = options ? make("select", { id }) : make(["array", "map", "object", "one_of", "ref", "any"].includes(field.type) ? "textarea" : "input", {
      id, type: field.secret ? "password" : field.type === "textarea" ? false : "text",
      inputmode: ["integer", "number", "decimal"].includes(field.type) ? "decimal" : false,
      autocomplete: "off", spellcheck: "false", placeholder: field.secret ? false : field.limits,
    });
    if (input.tagName === "TEXTAREA") { input.removeAttribute("type"); input.placeholder = "JSON"; }
    if (options) {
      input.append(make("option", { value: "" }, "not sent"));
      options.forEach(([value, meaning], at) => input.append(
        make("option", { value: String(at) }, meaning ? `${JSON.stringify(value)}: ${meaning}` : JSON.stringify(value))));
    }
    const fault = make("p", { class: "fault", id: `${id}-fault`, hidden: true });
    input.setAttribute("aria-describedby", fault.id);
    const label = make("label", { for: id }, dotted(path), " ", make("small", {}, `${field.words ?? field.type}${field.required ? ", required" : ""}`));
    const element = make("div", { class: "row" }, label, input, fault);
    const parsed = (text) => { try { return onespec.parse(text); } catch { return text; } };
    const read = () => {
      const text = input.value;
      if (text === "") return ABSENT;
      if (options) return options[Number(text)][0];
      if (onespec.isText(field)) return text;
      return parsed(text.trim());
    };
    const write = (value) => {
      if (value === ABSENT) input.value = "";
      else if (options) {
        const at = options.findIndex(([option]) => option === value);
        input.value = at < 0 ? "" : String(at);
      } else input.value = typeof value === "string" && onespec.isText(field) ? value : onespec.stringify(value);
    };
    const blame = (text) => {
      fault.hidden = !text;
      fault.textContent = text;
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    };
    for (const kind of ["input", "change"]) input.addEventListener(kind, changed);
    const leaf = { path: dotted(path), steps: path.length, field, blame, empty: () => input.value === "" };
    return { name: field.name, element, read, write, leaves: [leaf] };
  };
  const said = { missing: () => "Required.", unexpected: () => "Not known here.",
    type: (field) => `A value of type ${field.words ?? field.type} is due.`,
    value: (field) => field.limits ? `Allowed: ${field.limits}.` : "Not an allowed value." };

  const saidInside = { missing: "is required", unexpected: "is not known", type: "has another type", value: "has a value that is not allowed" };

  /* Strings, numbers and words, as the samples of the page mark them; a string before a colon is a key. */
  const marked = (text) => {
    const pieces = [];
    let done = 0;
    for (const found of text.matchAll(/("(?:[^"\\\n]|\\.)*")(\s*:)?|\b-?\d[\d.eE+-]*\b|\b(?:true|false|null|True|False|None|import|from|with|as|print)\b/g)) {
      const word = found[1] ?? found[0];
      pieces.push(text.slice(done, found.index), make(found[2] ? "b" : found[1] ? "i" : /\d/.test(word) ? "u" : "em", {}, word));
      done = found.index + word.length;
    }
    return [...pieces, text.slice(done)];
  };

  const sample = (label) => {
    const code = make("code");
    const element = make("div", { class: "sample" }, make("p", { class: "caption" }, label), make("pre", { tabindex: "0" }, code));
    return { element, write: (text) => { code.replaceChildren(...marked(text)); } };
  };

  const start = (box) => {
    const method = onespec.parse(box.querySelector(".form-data").textContent);
    const place = box.querySelector(".form");
    place.addEventListener("submit", (event) => event.preventDefault());
    box.querySelector(".without-script").remove();
    let touched = false;
    const controls = method.params.map((field) => control(field, [field.name], () => { touched = true; update(); }));
    const leaves = controls.flatMap((one) => one.leaves);
    const rules = make("ul", { class: "rules" });
    const live = make("div", { role: "status", "aria-live": "polite" }, rules);
    const shown = { json: sample("JSON"), curl: sample("curl"), python: sample("Python"), reply: sample("Reply") };
    const params = () => Object.fromEntries(controls.map((one) => [one.name, one.read()]).filter(([, value]) => value !== ABSENT));
    /* By position: what is left out before one that is sent goes as null or as its default; where it has neither, the list ends there. */
    const listed = (sent) => {
      const places = method.params.filter((field) => field.name !== method.carrier?.header);
      const last = places.findLastIndex((field) => Object.hasOwn(sent, field.name));
      const values = places.slice(0, last + 1)
        .map(({ name }) => Object.hasOwn(sent, name) ? sent[name] : Object.hasOwn(method.fillers, name) ? method.fillers[name] : ABSENT);
      const end = values.indexOf(ABSENT);
      return end < 0 ? values : values.slice(0, end);
    };
    const body = (sent) => ({ jsonrpc: "2.0", method: method.method, id: "1", params: method.fillers ? listed(sent) : withoutCarried(method, sent) });
    const mask = (fields, values) => Object.fromEntries(Object.entries(values).map(([name, value]) => {
      const field = fields.find((one) => one.name === name);
      if (field?.secret) return [name, `YOUR_${name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`];
      const inside = field?.type === "object" && value !== null && typeof value === "object" && !Array.isArray(value);
      return [name, inside ? mask(field.fields, value) : value];
    }));
    const masked = (sent) => mask(method.params, sent);

    const served = location.protocol === "http:" || location.protocol === "https:";
    const own = served && loopback(new URL(location.href)) ? `${location.origin}/` : "";
    /* The credential of the reference server's sample account, where that is what serves the page. */
    const offered = own ? JSON.parse(document.querySelector('meta[name="onespec-form"]')?.content ?? "{}") : {};
    const address = make("input", { id: `form-${++count}`, type: "url", value: own || method.servers[0] || "http://127.0.0.1:8000/", list: `form-${count}-list`, autocomplete: "off" });
    const known = make("datalist", { id: `form-${count}-list` }, ...[own, ...method.servers].filter(Boolean).map((url) => make("option", { value: url })));
    const yes = make("input", { type: "checkbox", id: `form-${++count}` });
    const consent = make("p", { class: "consent", hidden: true }, make("label", { for: yes.id }, yes, " ", make("span")));
    const send = make("button", { type: "button", class: "strong" }, "Send");
    const note = make("p", { class: "quiet" });
    const target = () => { try { return new URL(address.value); } catch { return null; } };

    const judge = (sent) => {
      const { faults, broken } = onespec.judge(method, sent);
      const faultOf = (leaf) => faults.find(({ path }) => path.length >= leaf.steps && dotted(path.slice(0, leaf.steps)) === leaf.path);
      const texts = new Map(broken.map(({ id, text, path }) => [id, path.length ? `${dotted(path)}: ${text}` : text]));
      const blamed = new Map(method.constraints.filter((rule) => texts.has(rule.id))
        .flatMap((rule) => rule.blame.map((path) => [dotted(path.slice(0, [...path, "*"].indexOf("*"))), rule.sentence])));
      for (const leaf of leaves) {
        const fault = faultOf(leaf);
        const inside = fault?.path.length > leaf.steps; // What is wrong stands in the JSON that was typed.
        const quiet = fault && fault.slot === "missing" && !touched;
        leaf.blame(inside ? `${dotted(fault.path)}: ${said[fault.slot](fault.field ?? leaf.field)}` : fault && !quiet ? said[fault.slot](leaf.field) : blamed.get(leaf.path) ?? "");
      }
      rules.replaceChildren(...[...Object.values(method.rules ?? {}).flat(), ...method.constraints].map((rule) => make("li", { class: texts.has(rule.id) ? "broken" : "kept" },
        make("strong", {}, texts.has(rule.id) ? "Broken: " : "Kept: "), rule.sentence,
        ...(texts.has(rule.id) ? [make("p", {}, texts.get(rule.id))] : []))));
      return !faults.length && !broken.length;
    };
    const update = () => {
      const sent = params();
      judge(sent);
      const text = safe(json(body(masked(sent))));
      shown.json.write(text);
      const shownHeaders = headers(method, masked(sent), () => "YOUR_USER_AND_PASSWORD");
      shown.curl.write(curlCode(method, address.value, text, shownHeaders));
      shown.python.write(safe(pythonCode(method, masked(sent))));
      const url = target();
      const far = Boolean(url) && !loopback(url);
      consent.hidden = !far;
      consent.querySelector("span").textContent = far ? `Yes, send it to ${url.host}, where it does what the method does.` : "";
      send.disabled = !served || !url || (far && !yes.checked);
      note.textContent = served ? "" : "A page opened from disk sends nothing: open it through onespec serve.";
    };
    address.addEventListener("input", () => { yes.checked = false; update(); });
    yes.addEventListener("change", update);
    send.addEventListener("click", async () => {
      touched = true;
      update();
      send.disabled = true;
      shown.reply.element.hidden = false;
      shown.reply.write("…");
      try {
        const typed = params();
        const reply = await fetch(target(), {
          method: "POST", body: onespec.stringify(body(typed)), credentials: "omit", redirect: "error",
          cache: "no-store", referrerPolicy: "no-referrer", headers: { "Content-Type": method.contentType, ...headers(method, typed, base64) },
        });
        const text = await reply.text();
        let pretty = text;
        try { pretty = json(onespec.parse(text)); } catch { /* Shown as it came. */ }
        shown.reply.write(safe(pretty));
      } catch (error) {
        shown.reply.write(`Not answered: ${error.message}. The server may be down, or may not let this page ask.`);
      }
      yes.checked = false;
      update();
    });

    const fill = make("select", { id: `form-${++count}` }, make("option", { value: "" }, "an empty form"),
      ...method.examples.map((example, at) => make("option", { value: String(at) }, example.title)));
    const apply = () => {
      const values = fill.value === "" ? {} : method.examples[Number(fill.value)].params;
      touched = false;
      controls.forEach((one, at) => {
        if (!method.params[at].secret) one.write(Object.hasOwn(values, one.name) ? values[one.name] : ABSENT);
      });
      update();
    };
    fill.addEventListener("change", apply);
    if (method.examples.length) fill.value = "0";
    for (const one of controls) if (Object.hasOwn(offered, one.name)) one.write(offered[one.name]);

    const left = make("div", { class: "in" },
      make("div", { class: "row" }, make("label", { for: fill.id }, "Begin with"), fill), ...controls.map((one) => one.element));
    const right = make("div", { class: "out" }, live,
      make("div", { class: "send" }, make("div", { class: "row" }, make("label", { for: address.id }, "Send to"), address, known), send),
      consent, note, shown.reply.element,
      make("div", { class: "samples" }, ...["json", "curl", "python"].map((name) => shown[name].element)));
    shown.reply.element.hidden = true;
    place.append(left, right);
    apply();
  };
  for (const box of document.querySelectorAll(".try")) start(box);
})();
