/* The part of the script that every page has: colours, copying, tabs, search. Works on what the page already says. */
"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  const themes = () => {
    const button = document.getElementById("theme");
    const root = document.documentElement;
    const dark = () => root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const say = () => { button.textContent = dark() ? "Light" : "Dark"; };
    try {
      const kept = localStorage.getItem("onespec-theme");
      if (kept === "dark" || kept === "light") root.dataset.theme = kept;
    } catch { /* A page without storage forgets. */ }
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("onespec-theme", root.dataset.theme); } catch { /* As above. */ }
      say();
    });
    say();
    button.hidden = false;
  };

  const copying = (from = document) => {
    for (const sample of all(".sample", from)) {
      const button = make("button", { type: "button", class: "copy" }, "Copy");
      button.addEventListener("click", async () => {
        const text = sample.querySelector("pre").textContent;
        let done = true;
        try { await navigator.clipboard.writeText(text); } catch { done = select(sample.querySelector("pre")); }
        button.textContent = done ? "Copied" : "Press Ctrl+C";
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
      sample.append(button);
    }
  };
  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand("copy");
  };

  /* One form of a request at a time: a choice holds for every sample, and for the next page. */
  const chooseAll = [];
  const tabs = () => {
    let kept = null;
    try { kept = localStorage.getItem("onespec-language"); } catch { /* A page without storage forgets. */ }
    for (const [set, box] of all(".samples").entries()) {
      const panels = all(".sample", box);
      if (panels.length < 2) continue;
      const list = make("div", { role: "tablist", "aria-label": "Language of the request" });
      const labels = panels.map((panel) => panel.querySelector(".caption").textContent);
      const buttons = panels.map((panel, index) => {
        const id = `tab-${set}-${index}`;
        const button = make("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel` }, labels[index]);
        panel.id = `${id}-panel`;
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", id);
        button.addEventListener("click", () => choose(index));
        button.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          const next = (index + step + panels.length) % panels.length;
          choose(next);
          buttons[next].focus();
        });
        list.append(button);
        return button;
      });
      const show = (label) => {
        const chosen = labels.indexOf(label);
        if (chosen >= 0) panels.forEach((panel, index) => {
          panel.hidden = index !== chosen;
          buttons[index].setAttribute("aria-selected", String(index === chosen));
          buttons[index].tabIndex = index === chosen ? 0 : -1;
        });
      };
      /* What is clicked stays where it is, however much changes above it. */
      const choose = (index) => {
        const before = list.getBoundingClientRect().top;
        for (const each of chooseAll) each(labels[index]);
        scrollBy({ top: list.getBoundingClientRect().top - before, behavior: "instant" });
        try { localStorage.setItem("onespec-language", labels[index]); } catch { /* As above. */ }
      };
      box.prepend(list);
      box.classList.add("tabbed");
      show(labels[0]);
      show(kept);
      chooseAll.push(show);
    }
  };

  /* A long body shows its beginning. */
  const folding = () => {
    for (const sample of all(".side .sample")) {
      const lines = sample.querySelector("pre").textContent.split("\n").length;
      if (lines < 22) continue;
      const button = make("button", { type: "button", class: "unfold", "aria-expanded": "false" });
      const say = (open) => {
        sample.classList.toggle("folded", !open);
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? "Show less" : `Show all ${lines} lines`;
      };
      button.addEventListener("click", () => say(sample.classList.contains("folded")));
      say(false);
      sample.append(button);
    }
  };

  /* The way to other pages: open where it is a column; there it marks what is being read. */
  const menu = () => {
    const fold = document.querySelector(".menu");
    const wide = matchMedia("(min-width: 64rem)");
    const fit = () => { fold.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
    fold.addEventListener("click", (event) => { if (!wide.matches && event.target.closest("a")) fold.open = false; });
    fold.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !wide.matches) { fold.open = false; fold.querySelector("summary").focus(); }
    });
    const column = fold.querySelector("nav");
    const bring = (link) => {
      const { top, bottom } = link.getBoundingClientRect();
      if (wide.matches && (top < 90 || bottom > innerHeight - 40)) column.scrollTop += top - innerHeight / 3;
    };
    const marked = fold.querySelector("[aria-current]");
    if (marked) bring(marked);
    const places = all("a[href^='#']", fold).map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))])
      .filter(([, place]) => place);
    let due = false;
    const mark = () => {
      due = false;
      const above = places.filter(([, place]) => place.getBoundingClientRect().top < innerHeight / 3);
      const last = above.length ? above[above.length - 1][0] : null;
      for (const [link] of places) {
        if (link !== last) link.removeAttribute("aria-current");
        else if (!link.hasAttribute("aria-current")) { link.setAttribute("aria-current", "location"); bring(link); }
      }
    };
    addEventListener("scroll", () => { if (!due && places.length) { due = true; requestAnimationFrame(mark); } }, { passive: true });
    mark();
  };

  const unfold = () => {
    addEventListener("beforeprint", () => all("details").forEach((fold) => { fold.open = true; }));
    const reveal = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const fold = target && target.closest("details");
      if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
    };
    addEventListener("hashchange", reveal);
    reveal();
  };

  const search = () => {
    const form = document.getElementById("search");
    const field = document.getElementById("search-text");
    const hits = document.getElementById("search-hits");
    const root = document.body.dataset.root;
    let index = null;
    const load = async () => {
      if (index) return index;
      const inline = document.getElementById("search-data");
      if (inline) index = JSON.parse(inline.textContent);
      if (!index && location.protocol !== "file:") {
        try { index = await (await fetch(`${root}search.json`)).json(); } catch { index = null; }
      }
      return index;
    };
    const rank = (row, words) => {
      const name = row[0].toLowerCase();
      const rest = `${name} ${row[1]} ${row[3]}`.toLowerCase();
      if (!words.every((word) => rest.includes(word))) return -1;
      const first = words[0];
      return name === first ? 0 : name.startsWith(first) ? 1 : name.includes(first) ? 2 : 3;
    };
    const find = async () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (!words.length) { hits.hidden = true; return; }
      const rows = await load();
      hits.replaceChildren();
      hits.hidden = false;
      if (!rows) {
        const href = `${root}index.html?q=${encodeURIComponent(field.value)}`;
        hits.append(document.getElementById("search-data")
          ? make("p", {}, "From disk, only the one-file edition can search this much.")
          : make("a", { href }, "Search from the introduction"));
        return;
      }
      const found = rows.map((row) => [rank(row, words), row]).filter(([score]) => score >= 0)
        .sort((one, other) => one[0] - other[0]).slice(0, 12);
      if (!found.length) { hits.append(make("p", {}, "No results.")); return; }
      const list = make("ul");
      for (const [, row] of found) {
        const item = make("li");
        const link = make("a", { href: row[2].startsWith("#") ? row[2] : root + row[2] });
        link.append(make("code", {}, row[0]), make("small", {}, row[1]));
        link.addEventListener("click", () => { hits.hidden = true; });
        item.append(link);
        list.append(item);
      }
      hits.append(list);
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const first = hits.querySelector("a");
      if (first) first.click();
    });
    field.addEventListener("input", find);
    field.addEventListener("focus", load);
    field.addEventListener("click", find);
    form.addEventListener("keydown", (event) => {
      const links = all("a", hits);
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") { hits.hidden = true; field.focus(); }
      else if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[(at + 1) % links.length].focus(); }
      else if (event.key === "ArrowUp" && links.length) { event.preventDefault(); (at > 0 ? links[at - 1] : field).focus(); }
    });
    addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
      if (event.key === "/" && !typing) { event.preventDefault(); field.focus(); }
    });
    addEventListener("click", (event) => { if (!form.contains(event.target)) hits.hidden = true; });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) { field.value = asked; field.focus(); find(); }
  };

  themes();
  tabs();
  copying();
  folding();
  menu();
  unfold();
  search();
})();
