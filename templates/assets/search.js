// The page of the search: asks the index as one types, and shows what is found. Words from texts are only ever put in as
// text. Pieces of the index are scripts, which a plain folder of files has too.
(() => {
  "use strict";
  const over = globalThis.teigenOver;
  const form = (over?.found ?? document).querySelector(".search[data-index]");
  if (!form || !globalThis.teigenSearch) return;
  const { words, marks, volume, rank } = globalThis.teigenSearch;
  const FIRST = 10;
  const MORE = 30;
  const LINES = 2;
  const AROUND = 28;
  const LENGTH = 110;
  const says = form.dataset;
  // Over another page it finds its pieces from where its own page is.
  const home = over?.home ?? location.href;
  const base = new URL(says.index, home);
  const box = form.querySelector("[name=q]");
  const scopes = [...form.querySelectorAll("[name=in]")];
  const status = form.querySelector(".search-status");
  const results = form.querySelector(".search-results");
  const more = form.querySelector(".search-more");
  const aside = [...document.querySelectorAll(".search-outline"), form.querySelector("#tg-search-hint")];
  const fill = globalThis.teigenSay;

  // A piece calls `teigenFound` when it is there. One of another publication than the page's is of no use.
  const waiting = new Map();
  globalThis.teigenFound = (name, digest, data) => waiting.get(name)?.(digest, data);
  const loaded = new Map();
  const load = (name, digest) => {
    if (loaded.has(name)) return loaded.get(name);
    const piece = new Promise((done, failed) => {
      const script = document.createElement("script");
      waiting.set(name, (found, data) => found === digest ? done(data) : failed(new Error("stale")));
      script.fetchPriority = "high";
      script.src = new URL(`${name}.js?${digest}`, base);
      script.onload = () => { waiting.delete(name); script.remove(); failed(new Error("empty")); };
      script.onerror = () => { waiting.delete(name); script.remove(); failed(new Error("missing")); };
      document.head.append(script);
    });
    loaded.set(name, piece);
    piece.catch(() => loaded.delete(name));
    return piece;
  };
  const root = () => load("index", says.digest);
  const volumes = new Map();
  const open = ([name, digest]) => {
    if (!volumes.has(name)) volumes.set(name, load(`${name}/index`, digest).then((found) => volume(name, found, load)));
    volumes.get(name).catch(() => volumes.delete(name));
    return volumes.get(name);
  };

  const make = (name, className, text) => {
    const part = document.createElement(name);
    if (className) part.className = className;
    if (text) part.textContent = text;
    return part;
  };
  // A part of a line with what was looked for in it marked.
  const marked = (target, line, found, from = 0, to = line.length) => {
    let at = from;
    for (const [start, end] of found) {
      if (start < from || end > to) continue;
      target.append(line.slice(at, start), make("mark", "", line.slice(start, end)));
      at = end;
    }
    target.append(line.slice(at, to));
    return target;
  };
  const isSplit = (line, at) => /[\udc00-\udfff]/.test(line[at] ?? "");
  const snippet = (line, found) => {
    const first = found[0]?.[0] ?? 0;
    let from = line.length <= LENGTH || first <= AROUND ? 0 : first - AROUND;
    let to = Math.min(line.length, Math.max(from + LENGTH, found[0]?.[1] ?? 0));
    if (isSplit(line, from)) from -= 1;
    if (isSplit(line, to)) to -= 1;
    const part = make("p", "search-line");
    if (from > 0) part.append("…");
    marked(part, line, found, from, to);
    if (to < line.length) part.append("…");
    return part;
  };
  const snippets = (text, asked) => {
    const lines = text.split("\n").filter(Boolean);
    const hits = [];
    for (const line of lines) {
      const found = marks(line, asked);
      if (found.length) hits.push(snippet(line, found));
      if (hits.length === LINES) break;
    }
    return hits.length || !lines.length ? hits : [snippet(lines[0], [])];
  };
  const up = (address) => new URL("../" + address, home);

  const section = async ({ volume, passage }, asked, scope) => {
    const { editions } = await root();
    const [[anchor, path], heading, text] = await volume.text(passage);
    const { documents, sets, of } = volume.about;
    const [title, href] = documents[volume.documentOf(passage)];
    const inside = scope === "versions" ? sets[of[passage]] : [];
    const entry = make("li");
    const way = [title, ...path, heading || title].filter((step, at, all) => step && step !== all[at - 1]);
    const last = way.pop();
    const above = make("p", "search-path", way.join(" › "));
    for (const at of inside) above.append(make("span", "chip", editions[at][0]));
    const link = make("a", "search-hit");
    marked(link, last, marks(last, asked));
    // What stands unchanged in the newest version is shown as it was in the newest of the others.
    const address = inside.length ? href.replace(/^[^/]*/, () => editions[inside[0]][1]) : href;
    link.href = up(address + (anchor ? "#" + encodeURIComponent(anchor) : ""));
    const name = make("h2", "search-heading");
    name.append(link);
    if (above.firstChild) entry.append(above);
    entry.append(name, ...snippets(text, asked));
    return entry;
  };
  const request = async ({ volume, passage }, asked) => {
    const { second } = await root();
    const [[number, letter, day], title, text] = await volume.text(passage);
    const state = { o: "open", m: "merged", c: "closed", u: "unknown" }[letter] ?? "unknown";
    const entry = make("li");
    const link = make("a", "search-hit");
    marked(link, title, marks(title, asked));
    link.href = second ? new URL(`pulls/${number}/`, second) : up(`pulls/${number}/index.html`);
    const name = make("h2", "search-heading");
    name.append(link);
    const facts = make("p", "pull-row-facts");
    facts.append(make("span", "state state-" + state, says[state]), make("span", "number", "#" + number), make("span", "", day));
    entry.append(name, facts, ...snippets(text, asked));
    return entry;
  };

  const painted = () => new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 100);
  });
  let turn = 0;
  let asked = [];
  let scope = "";
  let hits = [];
  let shown = 0;
  let wanted = FIRST;
  let showing = Promise.resolve();
  // Results come one after the other, in their order; the texts of the next ones are on their way meanwhile.
  const show = (mine) => showing = showing.catch(() => {}).then(async () => {
    if (mine !== turn) return;
    const next = hits.slice(shown, wanted);
    const made = [];
    const begin = (hit) => {
      const entry = (scope === "pulls" ? request : section)(hit, asked, scope);
      entry.catch(() => {});
      made.push(entry);
    };
    // The first one waits for nothing but its own text, the others until it has been painted.
    next.slice(0, 1).forEach(begin);
    for (let at = 0; at < next.length; at += 1) {
      const ready = await made[at];
      if (mine !== turn) return;
      if (shown === 0) results.replaceChildren();
      results.append(ready);
      shown += 1;
      if (at > 0) continue;
      performance.mark("teigen-search-first");
      await painted();
      if (mine !== turn) return;
      next.slice(1).forEach(begin);
    }
    more.hidden = shown >= hits.length;
  });
  const chosen = () => scopes.find((choice) => choice.checked)?.value ?? "";
  const order = (all, scope) => scope === "" ? all.latest : scope === "pulls" ? [...all.pulls].reverse() : [...all.versions, ...all.latest];
  const fits = (hit) => scope !== "versions" || hit.volume.about.sets[hit.volume.about.of[hit.passage]].length > 0;
  const told = (count, apart) => count ? fill(apart ? says.apart : scope === "pulls" ? says.foundPulls : says.found, count) : says.none;
  const title = document.title;
  const remember = () => {
    if (over) return;
    const query = new URLSearchParams();
    if (box.value.trim()) query.set("q", box.value.trim());
    if (chosen()) query.set("in", chosen());
    const text = query.toString();
    try { history.replaceState(null, "", location.pathname + (text && "?" + text)); } catch { /* A folder of files keeps its address. */ }
    document.title = box.value.trim() ? `${box.value.trim()} · ${title}` : title;
  };
  const empty = () => {
    results.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    for (const part of aside) part.hidden = false;
  };
  const search = async () => {
    const mine = turn += 1;
    performance.mark("teigen-search-asked");
    asked = words(box.value);
    scope = chosen();
    if (!asked.length) { empty(); remember(); prepare().catch(() => {}); return; }
    for (const part of aside) part.hidden = true;
    hits = [];
    shown = 0;
    wanted = FIRST;
    // What an earlier question still shows is held up by its own pictures, not this one.
    showing = Promise.resolve();
    const slow = setTimeout(() => { if (mine === turn) status.textContent = says.looking; }, 150);
    try {
      const apart = [];
      const list = order(await root(), scope);
      for (const entry of list) {
        const index = await open(entry);
        // Older volumes of requests are many, and mostly say nothing of a rare word.
        const found = await index.find(asked, { isWhole: scope !== "pulls", isSparing: scope === "pulls" && entry !== list[0] });
        if (mine !== turn) return;
        const fitting = found.hits.map((hit) => ({ ...hit, volume: index })).filter(fits).sort(rank(scope === "pulls"));
        const target = found.apart ? apart : hits;
        for (const hit of fitting) target.push(hit);
        if (hits.length && shown < wanted) { show(mine).catch(() => {}); if (list.length > 1) status.textContent = says.looking; }
      }
      clearTimeout(slow);
      const isApart = !hits.length && apart.length > 0;
      if (isApart) hits = apart;
      status.textContent = told(hits.length, isApart);
      if (!hits.length) results.replaceChildren();
      await show(mine);
    } catch (problem) {
      if (mine === turn) status.textContent = problem.message === "stale" ? says.stale : says.failed;
    } finally {
      clearTimeout(slow);
      if (mine === turn) painted().then(() => { if (mine === turn) remember(); });
    }
  };
  // What every question of a scope begins with, before one asks.
  const prepare = () => root().then((all) => Promise.all(order(all, chosen()).slice(0, 1).map(open)));
  // What is done for the first time is slow on a phone: an index of one word is asked before anyone asks.
  const rehearse = async () => {
    const about = { documents: [["", "", 1]], sets: [[]], of: [0] };
    const toy = { first: ["あい"], pairs: [""], texts: [[1, ""]], lengths: "25", about };
    const pieces = { "/p0": { k: "あい", p: "0" }, "/t0": [[["", [""]], "あい", "あい"]] };
    const index = volume("", toy, async (name) => pieces[name]);
    const { hits } = await index.find(["あい"]);
    for (const hit of hits.sort(rank(false))) await section({ ...hit, volume: index }, words("あい"), "");
  };
  // Letters that are being chosen: what they will be looked for by is on its way meanwhile.
  const expect = () => {
    const coming = words(box.value);
    prepare().then(([index]) => index?.expect(coming)).catch(() => {});
  };

  // Half-written Japanese is not looked for: it is when its letters are chosen. Letters that need no choosing are at once.
  box.addEventListener("input", (event) => {
    if (event.isComposing && /[^\x20-\x7e]/.test(box.value)) {
      if (/\p{Script=Han}|\p{Script=Katakana}{2}/u.test(box.value)) expect();
      return;
    }
    search();
  });
  box.addEventListener("compositionend", search);
  for (const choice of scopes) choice.addEventListener("change", search);
  more.addEventListener("click", () => {
    const next = shown;
    wanted += MORE;
    show(turn).then(() => links()[next]?.focus()).catch(() => { status.textContent = says.failed; });
  });
  // Up and down go through box and results; Enter in the box goes to the first one.
  const links = () => [...results.querySelectorAll(".search-hit")];
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (document.activeElement !== box && at < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: at < 0 ? 1 : 0 }[event.key] ?? 0;
    if (!step) return;
    event.preventDefault();
    if (at + step < 0) box.focus(); else all[Math.min(at + step, all.length - 1)]?.focus();
  });

  // Over another page: in a dialog that leaves that page as it is.
  if (over) {
    const dialog = make("dialog", "search-over");
    const close = make("button", "search-close", says.close);
    dialog.setAttribute("aria-label", over.label);
    box.setAttribute("aria-label", over.label);
    close.type = "button";
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog || event.target.closest("a")) dialog.close(); });
    // A box for searches would keep the first press to empty itself.
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) dialog.close(); });
    box.after(close);
    dialog.append(form);
    const style = make("link");
    style.rel = "stylesheet";
    style.href = new URL(over.found.querySelector("link[rel=stylesheet][href*='/assets/search']").getAttribute("href"), home);
    const styled = new Promise((done, failed) => { style.onload = done; style.onerror = failed; });
    document.head.append(style);
    document.body.append(dialog);
    over.open = () => styled.then(() => { if (!dialog.open) dialog.showModal(); box.focus(); box.select(); });
  }

  const given = new URLSearchParams(over ? "" : location.search);
  box.value = given.get("q") ?? "";
  for (const choice of scopes) choice.checked = choice.value === (given.get("in") ?? "");
  if (!chosen()) scopes[0].checked = true;
  // The box of the page takes the place of the one above.
  if (!over) document.querySelector(".search-link")?.classList.add("is-here");
  for (const notice of document.querySelectorAll(".search-without")) notice.hidden = true;
  prepare().then(() => {
    if (!box.value) (globalThis.requestIdleCallback ?? setTimeout)(() => rehearse().catch(() => {}));
  }).catch(() => {});
  if (box.value) search();
  if (!over && matchMedia("(hover: hover)").matches) box.focus();
})();
