(() => {
"use strict";
const body = document.body, main = document.querySelector("main"), side = document.querySelector(".side");
const words = body.dataset.words.split("|");
const [FIND, NOTHING, FOUND, FOUND_MANY, FILTER, ALL, ROWS, RESET, TOOLS] = words;
const language = body.dataset.language;
const say = (text, n, m) => text.replace("{n}", n).replace("{m}", m);
const fold = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const asked = text => fold(text).split(/\s+/).filter(Boolean);
const make = (tag, set, ...inner) => {
  const made = document.createElement(tag);
  for (const key in set) if (set[key] !== undefined) key in made ? made[key] = set[key] : made.setAttribute(key, set[key]);
  made.append(...inner);
  return made;
};
const wide = matchMedia("(min-width:64rem)");
const later = (run, pause) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(run, pause); }; };

// On a narrow window the lists beside the text are folded, so that the text comes first.
const fit = () => document.querySelectorAll(".side nav details").forEach(one => { one.open = wide.matches; });
fit();
wide.addEventListener("change", fit);

// Tables: a filter over all cells, one for each column that has few values, an order by any column.
const tables = new Map();
const compare = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" }).compare;
const value = cell => cell.dataset.n !== undefined ? Number(cell.dataset.n) : cell.textContent.trim();
const order = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b));

function tools(table) {
  const rows = [...table.tBodies[0].rows], heads = [...table.tHead.rows[0].cells];
  const state = { table, rows, heads, q: "", columns: new Map(), sort: "", texts: null };
  const change = later(() => { show(state); remember(); }, 120);
  const input = make("input", { type: "search", autocomplete: "off" });
  input.addEventListener("input", () => { state.q = input.value; change(); });
  const count = make("output", { "aria-live": "polite" });
  const reset = make("button", { type: "button", hidden: true }, RESET);
  reset.addEventListener("click", () => { clear(state); show(state); remember(); input.focus(); });
  const bar = make("div", { className: "tools", role: "group", "aria-label": TOOLS + ": " + (table.caption ? table.caption.textContent : ""), lang: language },
    make("label", {}, FILTER, input));
  heads.forEach((head, at) => {
    if (!("filter" in head.dataset)) return;
    const values = [...new Set(rows.map(row => row.cells[at] ? row.cells[at].textContent.trim() : ""))].sort(compare);
    if (values.length < 2 || values.length > 60) return;
    const select = make("select", {}, make("option", { value: "" }, ALL),
      ...values.map(one => make("option", { value: "=" + one }, one === "" ? "–" : one)));
    select.addEventListener("change", () => { state.columns.set(at, select.value); change(); });
    state.columns.set(at, "");
    (state.selects ??= new Map()).set(at, select);
    bar.append(make("label", {}, head.textContent, select));
  });
  heads.forEach((head, at) => {
    if (head.tagName !== "TH" || rows.length < 2) return;
    head.append(make("button", { type: "button" }, ...head.childNodes));
    head.addEventListener("click", () => {
      state.sort = state.sort === at + "a" ? at + "d" : state.sort === at + "d" ? "" : at + "a";
      show(state);
      remember();
    });
  });
  bar.append(count, reset);
  Object.assign(state, { input, count, reset });
  table.parentElement.before(bar);
  tables.set(table.id, state);
  count.textContent = say(ROWS, rows.length, rows.length);
}

function clear(state) {
  state.q = "";
  state.sort = "";
  for (const at of state.columns.keys()) state.columns.set(at, "");
}

function show(state) {
  const wanted = asked(state.q);
  state.input.value = state.q;
  state.selects?.forEach((select, at) => { select.value = state.columns.get(at); });
  if (wanted.length) state.texts ??= state.rows.map(row => fold([...row.cells].map(cell => cell.textContent).join(" ")));
  const chosen = [...state.columns].filter(([, is]) => is !== "");
  let shown = 0;
  state.rows.forEach((row, at) => {
    const fits = wanted.every(word => state.texts[at].includes(word))
      && chosen.every(([column, is]) => "=" + (row.cells[column]?.textContent.trim() ?? "") === is);
    if (row.hidden === fits) row.hidden = !fits;
    shown += fits;
  });
  const by = parseInt(state.sort), down = state.sort.endsWith("d") ? -1 : 1;
  if (state.sort !== (state.sorted ?? "")) {
    let rows = state.rows;
    if (!Number.isNaN(by)) {
      const keys = new Map(rows.map(row => [row, row.cells[by] ? value(row.cells[by]) : ""]));
      rows = [...rows].sort((a, b) => down * order(keys.get(a), keys.get(b)));
    }
    state.table.tBodies[0].append(...rows);
    state.sorted = state.sort;
  }
  state.heads.forEach((head, at) => {
    if (at === by) head.setAttribute("aria-sort", down > 0 ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  });
  state.reset.hidden = !wanted.length && !chosen.length && !state.sort;
  state.count.textContent = say(ROWS, shown, state.rows.length);
}

// What is chosen stands behind a `?` in the fragment, so that a choice can be linked.
function remember() {
  const said = new URLSearchParams();
  for (const [id, state] of tables) {
    if (state.q) said.set(id + ".q", state.q);
    for (const [at, is] of state.columns) if (is) said.set(id + "." + at, is.slice(1));
    if (state.sort) said.set(id + ".sort", state.sort);
  }
  const place = location.hash.split("?")[0], text = said.toString();
  history.replaceState(null, "", place || text ? (place || "#") + (text ? "?" + text : "") : location.pathname + location.search);
}

function recall() {
  const [place, text] = location.hash.slice(1).split("?");
  const target = place && document.getElementById(decode(place));
  if (text !== undefined) {
    const said = new URLSearchParams(text);
    for (const [id, state] of tables) {
      const before = JSON.stringify([state.q, state.sort, [...state.columns]]);
      state.q = said.get(id + ".q") ?? "";
      for (const at of state.columns.keys()) {
        const is = said.get(id + "." + at);
        state.columns.set(at, is === null ? "" : "=" + is);
      }
      const sort = said.get(id + ".sort") ?? "";
      state.sort = /^\d{1,3}[ad]$/.test(sort) && parseInt(sort) < state.heads.length ? sort : "";
      if (before !== JSON.stringify([state.q, state.sort, [...state.columns]])) show(state);
    }
    target?.scrollIntoView();
  }
  if (!target) return;
  for (let at = target; at; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.open = true;
    const state = at.hidden && tables.get(at.closest("table")?.id);
    if (state) { clear(state); show(state); target.scrollIntoView(); }
  }
}
const decode = text => { try { return decodeURIComponent(text); } catch { return text; } };

document.querySelectorAll("main table[data-tools]").forEach(tools);
recall();
addEventListener("hashchange", recall);

// What does not scroll is no stop on the way through the page.
const boxes = [...document.querySelectorAll(".box, .drawing, pre")];
const stops = () => {
  const sizes = boxes.map(box => [box, box.scrollWidth > box.clientWidth + 1]);
  for (const [box, scrolls] of sizes) {
    scrolls ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex");
    if (box.classList.contains("box")) box.classList.toggle("fits", !scrolls);
  }
};
// To know it the page must be laid out, which readers should not have to wait for twice.
requestAnimationFrame(() => setTimeout(stops));
addEventListener("resize", later(stops, 150));

// Search: over the text of the page, and over all pages where there are several.
const MANY = 40;
let entries;
function here() {
  const found = [];
  for (const one of main.querySelectorAll("h1,h2,h3,h4,h5,h6,p,li,dl>div,tbody>tr,pre,figcaption")) {
    const text = one.tagName === "TR" ? [...one.cells].map(cell => cell.textContent.trim()).join(" ") : one.textContent.trim();
    if (text) found.push({ one, text, folded: fold(text), head: /^H\d/.test(one.tagName) });
  }
  return found;
}
function everywhere() {
  return window.vaubanIndex.map(([page, name, anchor, title, text]) =>
    ({ href: page + ".html" + (anchor ? "#" + encodeURIComponent(anchor) : ""), name, title, text,
      folded: fold(title + " " + text), head: !text }));
}
function find(side) {
  const input = make("input", { type: "search", autocomplete: "off", "aria-describedby": "found" });
  const count = make("output", { id: "found", "aria-live": "polite" });
  const list = make("ul", { className: "results" });
  const form = make("search", { className: "find", role: "search", id: "find", lang: language }, make("label", {}, FIND, input), count, list);
  side.prepend(form);
  const look = () => {
    const wanted = asked(input.value);
    list.replaceChildren();
    if (!wanted.length) { count.textContent = ""; return; }
    if (!entries) entries = window.vaubanIndex ? everywhere() : here();
    const hits = entries.filter(entry => wanted.every(word => entry.folded.includes(word)));
    hits.sort((a, b) => b.head - a.head);
    const shown = hits.slice(0, MANY);
    count.textContent = !hits.length ? NOTHING : say(hits.length > MANY ? FOUND_MANY : FOUND, hits.length, MANY);
    list.append(...shown.map(result));
  };
  const result = entry => {
    const link = make("a", { href: entry.href ?? "#text" });
    const section = entry.one?.closest("section");
    const where = entry.name ? entry.name + (entry.title !== entry.name ? " · " + entry.title : "") : section?.querySelector("h2,h3,h4,h5,h6")?.textContent ?? "";
    if (where && where !== entry.text) link.append(make("span", { className: "where" }, cut(where, 90)));
    link.append(cut(entry.text || entry.title, 160));
    if (entry.one) {
      const id = (entry.one.id ? entry.one : section)?.id;
      if (id) link.href = "#" + encodeURIComponent(id);
      link.addEventListener("click", event => {
        event.preventDefault();
        if (id) history.pushState(null, "", "#" + encodeURIComponent(id));
        reveal(entry.one);
      });
    }
    return make("li", {}, link);
  };
  const cut = (text, most) => { const all = [...text]; return all.length > most ? all.slice(0, most).join("") + "…" : text; };
  const reveal = one => {
    for (let at = one; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
      const state = at.hidden && tables.get(at.closest("table")?.id);
      if (state) { clear(state); show(state); remember(); }
    }
    one.setAttribute("tabindex", "-1");
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "center" });
  };
  const again = later(look, 120);
  let asking = false;
  const load = () => {
    if (asking || !body.dataset.index) return;
    asking = true;
    const script = make("script", { src: body.dataset.index });
    script.addEventListener("load", () => { entries = undefined; look(); });
    body.append(script);
  };
  input.addEventListener("focus", load);
  input.addEventListener("input", again);
  form.addEventListener("keydown", event => {
    const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length) { links[Math.min(at + 1, links.length - 1)].focus(); event.preventDefault(); }
    else if (event.key === "ArrowUp" && at >= 0) { (at ? links[at - 1] : input).focus(); event.preventDefault(); }
    else if (event.key === "Enter" && at < 0 && links.length) { links[0].click(); event.preventDefault(); }
    else if (event.key === "Escape") { input.value = ""; look(); input.focus(); }
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName)) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
if (side) find(side);

// Paper shows what is folded. Browsers that can do it by style need no help; the others do.
const folded = [];
addEventListener("beforeprint", () => main.querySelectorAll("details:not([open])").forEach(one => { one.open = true; folded.push(one); }));
addEventListener("afterprint", () => { while (folded.length) folded.pop().open = false; });
})();
