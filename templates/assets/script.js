// Comfort only: every page reads and works without it.
(() => {
  "use strict";
  const page = document.documentElement;
  const served = location.protocol.startsWith("http");

  // A message in the form that its number has in the page's language; the other scripts say theirs with it, too.
  const numbers = new Intl.NumberFormat(page.lang);
  const plurals = new Intl.PluralRules(page.lang);
  const say = (message, n) => {
    const forms = message.startsWith('{"') ? JSON.parse(message) : { other: message };
    return (forms[plurals.select(n)] ?? forms.other).replace("{n}", numbers.format(n));
  };
  globalThis.teigenSay = say;

  // Addresses end in /index.html so that a plain folder works; on a server the short form is nicer to pass on.
  if (served && location.pathname.endsWith("/index.html")) {
    history.replaceState(null, "", location.pathname.slice(0, -"index.html".length) + location.search + location.hash);
  }

  // Escape closes an open sheet without adding a step to the history.
  const closeSheet = () => {
    const open = document.querySelector(".sheet:target");
    if (open) location.replace("#tg-closed");
    return Boolean(open);
  };

  // Headings offer their own address.
  for (const heading of document.querySelectorAll(".prose:not(.changes) :is(h1, h2, h3, h4)[id]")) {
    const link = document.createElement("a");
    link.className = "tg-permalink";
    link.href = "#" + encodeURIComponent(heading.id);
    link.textContent = "#";
    link.setAttribute("aria-label", heading.textContent + " #");
    heading.append(link);
  }

  // A frame is a stop of the keyboard only while there is something to move in it.
  const frames = [...document.querySelectorAll(".tg-frame, .prose pre")].map((frame) => ({ frame, label: frame.getAttribute("aria-label") }));
  const fit = () => frames.forEach(({ frame, label }) => {
    const wide = frame.scrollWidth > frame.clientWidth + 1;
    for (const [name, value] of label ? [["tabindex", "0"], ["role", "region"], ["aria-label", label]] : [["tabindex", "0"]]) {
      if (wide) frame.setAttribute(name, value); else frame.removeAttribute(name);
    }
  });
  if (frames.length) { fit(); addEventListener("resize", fit); }

  // Tables are sorted by a column at a press: up, down, and back to the order of the text.
  const text = document.querySelector(".prose[data-sort]");
  const units = { 十: 10, 百: 100, 千: 1e3, 万: 1e4, 億: 1e8, 兆: 1e12, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };
  const worth = (words) => {
    const found = words.slice(0, 100).normalize("NFKC").replace(/(\d),(?=\d{3})/g, "$1").match(/^(?:約|およそ|最大|計|[^\p{L}\p{N}])*?([-−‐△▲]?)[¥￥$€£\s]*(\d.*)/u);
    if (!found) return NaN;
    let [sum, rest, part] = [0, found[2]];
    while ((part = rest.match(/^(\d+(?:\.\d+)?)\s*(thousand|million|billion|trillion|[十百千]?[万億兆]?)/)) && part[1]) {
      sum += part[1] * (units[part[2]] ?? [...part[2]].reduce((all, unit) => all * units[unit], 1));
      rest = part[2] ? rest.slice(part[0].length) : "";
    }
    return found[1] ? -sum : sum;
  };
  if (text) {
    const said = document.createElement("p");
    said.className = "hidden";
    said.setAttribute("role", "status");
    if (text.querySelector(".tg-sorts")) text.after(said);
    const collator = new Intl.Collator(text.lang || page.lang, { numeric: true });
    const { sortedNot, sortedUp, sortedDown } = text.dataset;
    const says = [sortedNot, sortedUp, sortedDown];
    for (const table of text.querySelectorAll(".tg-sorts > table")) {
      const body = table.tBodies[0];
      const order = [...body.rows];
      const headings = [...table.tHead.rows[0].cells];
      const ways = ["none", "ascending", "descending"];
      const sort = (heading, column) => {
        const way = (ways.indexOf(heading.ariaSort ?? "none") + 1) % 3;
        for (const other of headings) other.removeAttribute("aria-sort");
        if (way) heading.ariaSort = ways[way];
        const rows = order.map((row, at) => [row, row.cells[column]?.textContent.trim() ?? "", at]);
        const none = (words) => /^[-–—―ー－]*$/.test(words);
        const values = rows.map((row) => worth(row[1]));
        const numbers = rows.every((row, at) => none(row[1]) || !Number.isNaN(values[at]));
        const compare = (a, b) => none(a[1]) - none(b[1]) || (3 - 2 * way) * (numbers && !none(a[1]) && values[a[2]] - values[b[2]] || collator.compare(a[1], b[1])) || a[2] - b[2];
        body.append(...(way ? rows.sort(compare) : rows).map(([row]) => row));
        said.textContent = says[way].replace("{column}", heading.dataset.column);
      };
      headings.forEach((heading, column) => {
        heading.dataset.column = heading.textContent.trim();
        if (!heading.dataset.column) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "tg-sort";
        button.ariaLabel = text.dataset.sort.replace("{column}", heading.dataset.column);
        button.addEventListener("click", () => sort(heading, column));
        heading.append(button);
      });
    }
  }

  // What is there to be copied can be copied at a press.
  const copying = (scope) => {
    if (!navigator.clipboard) return;
    for (const block of scope.querySelectorAll("pre.copy")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy-button";
      button.textContent = block.dataset.copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = block.dataset.copied;
      });
      block.before(button);
    }
  };

  // A selected passage is cited by the block that holds it: the page of citations takes the block's place from its address.
  const cite = document.querySelector("a.cite");
  if (cite) {
    const link = document.createElement("a");
    link.className = "cite-selected";
    link.textContent = cite.dataset.selected;
    link.hidden = true;
    document.body.append(link);
    document.addEventListener("selectionchange", () => {
      const selection = getSelection();
      const start = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).startContainer : null;
      const element = start?.nodeType === Node.ELEMENT_NODE ? start : start?.parentElement;
      const block = element?.closest(".prose :is([id^='p.'], h1[id], h2[id], h3[id], h4[id], h5[id], h6[id])");
      if (block) link.href = cite.getAttribute("href").split("#")[0] + "#" + (block.id.startsWith("p.") ? "" : "of.") + encodeURIComponent(block.id);
      link.hidden = !block;
    });
  }
  const whole = document.getElementById("tg-cite");
  const passage = () => {
    document.getElementById("tg-passage")?.remove();
    const address = whole?.dataset.address;
    if (!address || !/^#p\.[0-9a-f.]+$/.test(location.hash)) return;
    const part = whole.cloneNode(true);
    part.id = "tg-passage";
    for (const block of part.querySelectorAll("pre")) block.textContent = block.textContent.replaceAll(address, address + location.hash);
    for (const button of part.querySelectorAll(".copy-button")) button.remove();
    const title = document.createElement("h2");
    title.textContent = whole.dataset.says;
    part.prepend(title);
    copying(part);
    whole.before(part);
    part.scrollIntoView();
  };
  copying(document);
  addEventListener("hashchange", passage);
  passage();

  // The outline shows where the reader is.
  const outline = new Map();
  for (const link of document.querySelectorAll(".outline a[href^='#']")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) outline.set(heading, link);
  }
  if (outline.size && "IntersectionObserver" in window) {
    let here = null;
    const mark = (link) => {
      if (here === link) return;
      here?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      here = link;
    };
    const observer = new IntersectionObserver((entries) => {
      const seen = entries.filter((entry) => entry.isIntersecting);
      if (seen.length) mark(outline.get(seen[0].target));
    }, { rootMargin: "0px 0px -70% 0px" });
    for (const heading of outline.keys()) observer.observe(heading);
  }

  // A document in another language opens at the section that is being read: its sections answer to this language's anchors too.
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", () => {
      link.hash = document.querySelector(".outline [aria-current]")?.hash || location.hash;
    });
  }

  // A place inside something folded is unfolded. Most browsers do it by themselves.
  const unfold = (place) => {
    for (let fold = place?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  };
  const aimed = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* It is no address of ours. */ }
    const place = id ? document.getElementById(id) : null;
    if (!place?.closest("details:not([open])")) return;
    unfold(place);
    place.scrollIntoView();
  };
  addEventListener("hashchange", aimed);
  aimed();

  // Next and previous change: buttons, and the keys n and p. Where only the old or the new text is shown, some have no place.
  const changes = [...document.querySelectorAll(".changes [id*='change-']")].filter((place) => /(^|-)change-\d+(-from)?$/.test(place.id));
  const steps = document.querySelector(".steps");
  let [said, current] = [null, null];
  const step = (by) => {
    const shown = changes.map((place) => place.matches(":empty") ? place.parentElement : place).filter((place) => place.getClientRects().length);
    if (!shown.length) return;
    const line = innerHeight * 0.3;
    const after = shown.findIndex((place) => place.getBoundingClientRect().top > line);
    const at = shown.indexOf(current);
    const from = at >= 0 ? at + by : by > 0 ? Math.max(after, 0) : (after < 0 ? shown.length : after) - 1;
    const index = (from + shown.length) % shown.length;
    current?.classList.remove("is-here");
    current = shown[index];
    unfold(current);
    current.classList.add("is-here");
    current.tabIndex = -1;
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "center" });
    const id = current.querySelector(":scope > span:empty[id*='change-']")?.id ?? current.id;
    history.replaceState(null, "", "#" + encodeURIComponent(id));
    if (said) said.textContent = say(steps.dataset.says, index + 1).replace("{total}", numbers.format(shown.length));
  };
  if (steps && changes.length) {
    const add = (name, words, attributes) => {
      const part = Object.assign(document.createElement(name), { textContent: words });
      for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
      steps.append(part);
      return part;
    };
    const { previous, next } = steps.dataset;
    add("button", "↑", { type: "button", "data-change": "-1", "aria-label": previous, title: previous + " (p)" });
    said = add("span", "", { role: "status" });
    add("button", "↓", { type: "button", "data-change": "1", "aria-label": next, title: next + " (n)" });
  }
  for (const button of document.querySelectorAll("[data-change]")) {
    button.addEventListener("click", () => step(Number(button.dataset.change)));
  }
  if (changes.length) for (const part of document.querySelectorAll(".thumb-bar [data-change], .steps, .side-hint.js-only")) part.hidden = false;

  // What was worded after a version, or after the last visit, can be marked. What was read is kept in this browser alone.
  const choice = document.querySelector("[data-since]");
  const worded = [...document.querySelectorAll(".tg-origin")].map((origin) => {
    const at = Number(origin.querySelector(".tg-at")?.value ?? -1);
    let block = origin.nextElementSibling;
    while (block?.matches(".tg-origin, .tg-contested")) block = block.nextElementSibling;
    return { at, block };
  }).filter((entry) => entry.block);
  if (choice && worded.length) {
    const past = document.querySelector(".origin-tools a");
    const key = "teigen-read " + (past ?? document.querySelector(".site-name")).href;
    const newest = Math.max(...worded.map((entry) => entry.at));
    let read = null;
    try { read = localStorage.getItem(key); localStorage.setItem(key, Math.max(newest, Number(read))); } catch { /* Nothing is kept here. */ }
    const option = choice.querySelector("[value=read]");
    if (read !== null && Number(read) < newest) { option.value = read; option.hidden = false; } else option.remove();
    const counted = document.querySelector(".since-count");
    const mark = () => {
      const since = choice.value === "" ? Infinity : Number(choice.value);
      const after = worded.filter((entry) => entry.at > since);
      for (const entry of worded) entry.block.classList.toggle("is-new", entry.at > since);
      counted.textContent = choice.value === "" ? "" : say(choice.dataset.since, after.length);
    };
    choice.addEventListener("change", mark);
    if (option.isConnected) { choice.value = option.value; mark(); }
    if (choice.options.length > 1) choice.closest(".since").hidden = false;
  }

  // One origin is open at a time, and closes when the reader goes elsewhere.
  document.addEventListener("click", (event) => {
    const inside = event.target instanceof Element ? event.target.closest(".tg-origin") : null;
    for (const open of document.querySelectorAll(".tg-origin[open]")) if (open !== inside) open.open = false;
  });

  // Where nothing is at an address, the pages come first whose address or title is most like it.
  const suggestions = document.querySelector(".suggestions");
  if (suggestions) {
    const pairs = (text) => { const signs = [...text]; return new Set(signs.slice(1).map((c, at) => signs[at] + c)); };
    const plain = (path) => { try { path = decodeURIComponent(path); } catch { /* Then as it is. */ } return path.toLowerCase().replace(/\/(index\.html)?$/, "").split("/").pop(); };
    const sought = pairs(plain(location.pathname));
    const likeness = (link) => Math.max(...[plain(new URL(link.href).pathname), link.textContent.toLowerCase()].map((text) => {
      const own = pairs(text);
      return own.size ? 2 * [...own].filter((pair) => sought.has(pair)).length / (own.size + sought.size) : 0;
    }));
    const ranked = [...suggestions.children].slice(1).map((item) => [likeness(item.firstElementChild), item]).filter(([like]) => like > .3).sort((a, b) => b[0] - a[0]);
    for (const [, item] of ranked.slice(0, 3).reverse()) { item.prepend(suggestions.dataset.perhaps + " "); suggestions.prepend(item); }
  }

  // The search opens over the page and leaves the reader where they were: its page tells the programs of it. Where that cannot be, as in a plain folder, its page opens.
  const find = document.querySelector(".search-link");
  let over = null;
  const search = () => {
    if (!served) { location.href = find.href; return; }
    over ??= fetch(find.href).then((answer) => answer.text()).then((text) => {
      const found = new DOMParser().parseFromString(text, "text/html");
      globalThis.teigenOver = { found, home: find.href, label: find.textContent };
      return Promise.all([...found.querySelectorAll("script[src*='/assets/search']")].map((part) => new Promise((done, failed) => {
        document.head.append(Object.assign(document.createElement("script"), { src: new URL(part.getAttribute("src"), find.href), async: false, onload: done, onerror: failed }));
      })));
    });
    over.then(() => globalThis.teigenOver.open()).catch(() => { location.href = find.href; });
  };
  find?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    search();
  });
  const toSearch = () => {
    const box = document.querySelector("main .search-box");
    if (box) box.focus(); else search();
  };

  // A note is shown over the text that it belongs to; its mark leads down to it where that cannot be.
  for (const mark of document.querySelectorAll(".tg-footnote-ref a")) {
    mark.addEventListener("click", (event) => {
      const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
      if (!note || !HTMLElement.prototype.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      document.querySelector(".note-over")?.remove();
      const card = document.createElement("div");
      card.className = "note-over prose";
      card.popover = "auto";
      card.tabIndex = -1;
      card.setAttribute("role", "note");
      card.lang = note.closest("[lang]").lang;
      card.append(...note.cloneNode(true).childNodes);
      for (const back of card.querySelectorAll("a[href^='#fnref']")) back.remove();
      for (const part of card.querySelectorAll("[id]")) part.removeAttribute("id");
      card.addEventListener("toggle", ({ newState }) => { if (newState === "closed") card.remove(); });
      mark.closest(".tg-footnote-ref").after(card);
      card.showPopover();
      const [at, size] = [mark.getBoundingClientRect(), card.getBoundingClientRect()];
      card.style.left = `${Math.max(8, Math.min(at.left - 24, page.clientWidth - size.width - 8))}px`;
      card.style.top = `${at.bottom + size.height + 12 < innerHeight ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
      card.focus({ preventScroll: true });
    });
  }

  // Keys are the page's own only where nothing is typed and nothing else wants them.
  const typed = "input:not([type='radio'], [type='checkbox']), textarea, select, [contenteditable]";
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest(typed + ", dialog")) return;
    if (event.key === "Escape") {
      closeSheet();
      for (const open of document.querySelectorAll(".tg-origin[open]")) { open.open = false; open.querySelector("summary").focus(); }
    }
    if (event.key === "/" && document.querySelector(".search-link")) { event.preventDefault(); toSearch(); }
    if (event.key === "n" || event.key === "j") step(1);
    if (event.key === "p" || event.key === "k") step(-1);
  });
})();
