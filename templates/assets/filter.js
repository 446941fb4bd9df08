// Finding pull requests: the filter above their list. The list's data comes in pieces, newest first, as columns; a folder
// of files cannot be read by a script, so that there the pages of the lists are all there is.
(() => {
  "use strict";
  const form = document.querySelector(".filter[data-index]");
  if (!form) return;
  if (!location.protocol.startsWith("http")) {
    form.hidden = true;
    return;
  }
  // What a screen shows is put in place at once, the rest of the first rows after the screen has been painted.
  const SEEN = 4;
  const FIRST = 20;
  const says = form.dataset;
  const index = new URL(says.index, location.href);
  const language = document.documentElement.lang;
  const fields = new Map([...form.querySelectorAll("[name]")].map((field) => [field.name, field]));
  const status = form.querySelector(".filter-status");
  const results = form.querySelector(".filter-results");
  const more = form.querySelector(".filter-more");
  const list = document.querySelector(".pull-list");
  const details = form.querySelector("details");
  const STATES = { o: "open", m: "merged", c: "closed", u: "unknown" };
  const VERDICTS = { s: "as_sent", a: "applies", t: "contained", c: "conflicts", g: "gone" };
  const pieces = [];
  const hues = new Map();
  let total = 0;
  let loading = null;
  let found = [];
  let count = 0;
  let shown = 0;

  const fill = globalThis.teigenSay;
  const numbers = new Intl.NumberFormat(language);
  const alike = (number) => says.alike.replace("{n}", "#" + number);
  const named = (name) => new Map([...fields.get(name).options].map((option) => [option.value, option.textContent]));
  const names = { state: named("state"), verdict: named("verdict") };
  const text = (name, value) => names[name].get(value) ?? value;
  const plain = (words) => words.normalize("NFKC").toLowerCase();
  const json = async (file) => {
    const answer = await fetch(new URL(file, index));
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  // What a list shows already is chosen from the start; everything else that is chosen is in the address.
  const preset = { state: says.state, label: says.label, document: says.document };
  const given = new URLSearchParams(location.search);
  const choose = (name, value) => {
    const field = fields.get(name);
    if (value && field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
      field.append(new Option(name === "family" ? alike(value) : value, value));
    }
    field.value = value;
  };
  for (const name of fields.keys()) choose(name, given.get(name) ?? preset[name] ?? "");
  const value = (name) => fields.get(name).value.trim();
  const isActive = () => [...fields.keys()].some((name) => value(name) !== (preset[name] ?? ""));
  const remember = () => {
    const query = new URLSearchParams();
    for (const name of fields.keys()) if (value(name) !== (preset[name] ?? "")) query.set(name, value(name));
    const words = query.toString();
    history.replaceState(null, "", location.pathname + (words && "?" + words) + location.hash);
  };

  // One piece of the list, made ready for being looked through: all that words can find of a request in one text, put
  // together from texts that are folded once each.
  const ready = (piece) => {
    const { columns, documents, sections, labels, people } = piece;
    const names = people.map(plain);
    const kinds = [["documents", documents.map(([, title]) => plain(title))], ["sections", sections.map(([, heading]) => plain(heading))],
      ["labels", labels.map(plain)], ["people", names]];
    const found = columns.title.map((title, at) => [plain(title),
      ...kinds.flatMap(([kind, folded]) => columns[kind][at].map((place) => folded[place]))].join("\n"));
    return { ...columns, texts: { documents, sections, labels, people }, names, found };
  };
  const load = () => loading ??= (async () => {
    const all = await json(index);
    total = all.total;
    for (const [path, title, n] of all.documents) fields.get("document").append(new Option(`${title} (${numbers.format(n)})`, path));
    for (const [label, , hue] of all.labels) if (hue) hues.set(label, hue);
    for (const [label, n] of all.labels) fields.get("label").append(new Option(`${label} (${numbers.format(n)})`, label));
    for (const name of ["document", "label"]) tidy(name);
    const people = document.createElement("datalist");
    people.id = "tg-filter-names";
    people.append(...all.people.map(([name]) => new Option(name)));
    form.append(people);
    fields.get("author").setAttribute("list", people.id);
    for (const { file } of all.pieces) {
      pieces.push(ready(await json(file)));
      sections();
      show();
    }
    performance.mark("teigen-filter-loaded");
  })().catch(() => { status.textContent = says.failed; });

  // An option that stood in the address before the list was known gives way to the list's own.
  const tidy = (name) => {
    const field = fields.get(name);
    const chosen = field.value;
    const seen = new Set();
    for (const option of [...field.options].reverse()) {
      if (seen.has(option.value)) option.remove();
      seen.add(option.value);
    }
    field.value = chosen;
  };
  // The sections to choose from are those of the chosen document.
  const sections = () => {
    const field = fields.get("section");
    const chosen = field.value;
    const wanted = value("document");
    const headings = new Set();
    if (wanted) {
      for (const { texts } of pieces) {
        for (const [place, heading] of texts.sections) if (texts.documents[place][0] === wanted) headings.add(heading);
      }
    }
    if (chosen && !headings.has(chosen)) headings.add(chosen);
    field.replaceChildren(field.options[0], ...[...headings].map((heading) => new Option(heading, heading)));
    field.value = chosen;
    field.disabled = headings.size === 0;
  };

  const day = (date) => Number(date.replaceAll("-", ""));
  const wanted = () => {
    const [least, most] = value("size") ? value("size").split("-") : [];
    const verdict = value("verdict");
    return { words: plain(value("q")).split(/\s+/).filter(Boolean), author: plain(value("author")),
      state: Object.keys(STATES).find((letter) => STATES[letter] === value("state")),
      verdicts: verdict === "fits" ? "sa" : verdict && Object.keys(VERDICTS).find((letter) => VERDICTS[letter] === verdict),
      substance: value("substance").slice(0, 1), document: value("document"), section: value("section"), label: value("label"),
      from: value("from") ? day(value("from")) : 0, to: value("to") ? day(value("to")) : Infinity,
      least: Number(least ?? 0), most: Number(most || Infinity), family: Number(value("family")) || 0, single: value("family") === "one" };
  };
  // The places of the requests of a piece that fit. What is asked of texts is answered for each text once.
  const fitting = (piece, ask) => {
    const { texts, names, found } = piece;
    const hits = (all, test) => all.map((entry) => test(entry) ? 1 : 0);
    const document = ask.document && hits(texts.documents, ([path]) => path === ask.document);
    const section = ask.section && hits(texts.sections, ([place, heading]) => heading === ask.section && (!document || document[place]));
    const label = ask.label && hits(texts.labels, (name) => name === ask.label);
    const author = ask.author && hits(names, (name) => name.includes(ask.author));
    const words = ask.words.map((word) => ({ word, number: /^#?\d+$/.test(word) ? Number(word.replace("#", "")) : 0 }));
    const any = (flags, places) => places.some((place) => flags[place]);
    const places = [];
    for (let at = 0; at < piece.number.length; at += 1) {
      if (ask.state && piece.state[at] !== ask.state) continue;
      if (ask.verdicts && !ask.verdicts.includes(piece.verdict[at])) continue;
      if (ask.substance && piece.substance[at] !== ask.substance) continue;
      if (piece.sent[at] < ask.from || piece.sent[at] > ask.to) continue;
      if (piece.size[at] < ask.least || piece.size[at] > ask.most) continue;
      if (ask.family && piece.family[at] !== ask.family && piece.number[at] !== ask.family) continue;
      if (document && !any(document, piece.documents[at])) continue;
      if (section && !any(section, piece.sections[at])) continue;
      if (label && !any(label, piece.labels[at])) continue;
      if (author && !any(author, piece.people[at])) continue;
      if (!words.every(({ word, number }) => found[at].includes(word) || number > 0 && number === piece.number[at])) continue;
      places.push(at);
    }
    return places;
  };
  // One for each group that says the same: the one that stands for it where it is among them, else the newest.
  const single = (all) => {
    const chosen = new Map();
    for (const [piece, places] of all) for (const at of places) {
      const family = piece.family[at];
      if (family && (!chosen.has(family) || piece.number[at] === family)) chosen.set(family, piece.number[at]);
    }
    const stays = (piece, at) => !piece.family[at] || chosen.get(piece.family[at]) === piece.number[at];
    return all.map(([piece, places]) => [piece, places.filter((at) => stays(piece, at))]);
  };
  // What stands between two places of the whole: the pieces' own places are never put together into one long list.
  const between = (from, to) => {
    const some = [];
    let before = 0;
    for (const [piece, places] of found) {
      const part = places.slice(Math.max(0, from - before), Math.max(0, to - before));
      some.push(...part.map((at) => [piece, at]));
      before += places.length;
    }
    return some;
  };

  const make = (name, className, words) => {
    const part = document.createElement(name);
    if (className) part.className = className;
    if (words) part.textContent = words;
    return part;
  };
  const item = ([piece, at]) => {
    const entry = make("li");
    const title = make("p");
    const link = make("a", "", piece.title[at]);
    link.href = new URL(`${piece.number[at]}/${says.second ? "" : "index.html"}`, says.second || new URL("../", index));
    title.append(link);
    const facts = make("p", "pull-row-facts");
    const state = STATES[piece.state[at]];
    const sent = String(piece.sent[at]);
    const names = piece.people[at].map((place) => piece.texts.people[place]);
    facts.append(make("span", "state state-" + state, text("state", state)), make("span", "number", "#" + piece.number[at]));
    if (sent.length === 8) facts.append(make("span", "", `${sent.slice(0, 4)}-${sent.slice(4, 6)}-${sent.slice(6)}`));
    if (names.length) facts.append(make("span", "author", names[0]));
    for (const place of piece.labels[at]) {
      const name = piece.texts.labels[place];
      facts.append(make("span", hues.has(name) ? `label hue-${hues.get(name)}` : "label", name));
    }
    const verdict = VERDICTS[piece.verdict[at]];
    if (verdict) facts.append(make("span", "verdict verdict-" + (verdict === "as_sent" ? "applies" : verdict), text("verdict", verdict)));
    if (piece.family[at] && !value("family")) {
      const same = make("a", "", alike(piece.family[at]));
      same.href = "?family=" + piece.family[at];
      facts.append(same);
    }
    const where = piece.documents[at].slice(0, 3).map((place) => piece.texts.documents[place][1]).join(says.comma);
    entry.append(title, facts, make("p", "", where));
    return entry;
  };
  const extend = (by) => {
    results.append(...between(shown, shown + by).map(item));
    shown = Math.min(count, shown + by);
    more.hidden = shown >= count;
  };
  // After the next frame, once; what was asked for later takes the place of what was asked for before.
  let later = 0;
  const afterFrame = (work) => {
    const turn = later += 1;
    requestAnimationFrame(() => setTimeout(() => { if (turn === later) work(); }));
  };
  const show = () => {
    const start = performance.now();
    const active = isActive();
    const chosen = [...details.querySelectorAll("[name]")].filter(({ name }) => value(name) !== (preset[name] ?? "")).length;
    details.firstElementChild.dataset.chosen = chosen || "";
    list.hidden = active;
    results.hidden = !active;
    more.hidden = true;
    results.replaceChildren();
    afterFrame(remember);
    if (!active) { status.textContent = ""; return; }
    const ask = wanted();
    found = pieces.map((piece) => [piece, fitting(piece, ask)]);
    if (ask.single) found = single(found);
    count = found.reduce((sum, [, places]) => sum + places.length, 0);
    shown = 0;
    extend(SEEN);
    more.hidden = true;
    afterFrame(() => {
      extend(FIRST - SEEN);
      remember();
    });
    const known = pieces.reduce((sum, piece) => sum + piece.number.length, 0);
    const done = total > 0 && known === total;
    status.textContent = (count === 0 && done ? says.none : fill(says.found, count)) + (done ? "" : says.loading);
    performance.measure("teigen-filter", { start });
  };
  const changed = async (event) => {
    load();
    if (event.target === fields.get("document")) {
      fields.get("section").value = "";
      sections();
    }
    show();
  };
  form.addEventListener("focusin", load, { once: true });
  form.addEventListener("input", changed);
  more.addEventListener("click", () => extend(4 * FIRST));
  form.querySelector(".filter-clear").addEventListener("click", () => {
    for (const name of fields.keys()) choose(name, preset[name] ?? "");
    sections();
    show();
  });
  if (isActive()) {
    load();
    show();
  }
})();
