// Comfort only: every page reads and works without it.
(() => {
  "use strict";
  const page = document.documentElement;
  const served = location.protocol.startsWith("http");

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

  // Next and previous change: buttons, and the keys n and p.
  const changes = [...document.querySelectorAll(".changes :is(.tg-change, .tg-added, .tg-removed, .tg-moved)[id]")];
  const step = (by) => {
    if (!changes.length) return;
    const line = innerHeight * 0.3;
    const current = changes.findIndex((change) => change.classList.contains("is-here"));
    const after = changes.findIndex((change) => change.getBoundingClientRect().top > line);
    const from = current >= 0 ? current + by : by > 0 ? after : after - 1;
    const target = changes[(from + changes.length) % changes.length];
    changes[current]?.classList.remove("is-here");
    target.classList.add("is-here");
    target.scrollIntoView({ block: "center" });
  };
  for (const button of document.querySelectorAll("[data-change]")) {
    button.addEventListener("click", () => step(Number(button.dataset.change)));
  }
  if (changes.length) for (const part of document.querySelectorAll("[data-change], .side-hint.js-only")) part.hidden = false;

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "Escape") closeSheet();
    if (event.key === "n" || event.key === "j") step(1);
    if (event.key === "p" || event.key === "k") step(-1);
  });

  // Finding pull requests. The index comes in pieces, newest first; a folder of files cannot be read by a script,
  // so that there the pages of the list are all there is.
  const filter = document.querySelector(".filter[data-index]");
  if (filter && served) startFilter(filter);

  function startFilter(filter) {
    const LIMIT = 200;
    const says = filter.dataset;
    const index = new URL(says.index, location.href);
    const words = filter.querySelector("input");
    const select = filter.querySelector("select");
    const status = filter.querySelector(".filter-status");
    const results = filter.querySelector(".filter-results");
    const list = document.querySelector(".pull-list");
    const rows = [];
    let loading = null;
    filter.hidden = false;

    const json = async (file) => {
      const answer = await fetch(new URL(file, index));
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    };
    const plain = (text) => text.normalize("NFKC").toLowerCase();
    const load = () => {
      loading ??= (async () => {
        const all = await json(index);
        for (const title of all.documents) select.append(new Option(title, title));
        for (const { file } of all.pieces) {
          const piece = await json(file);
          for (const [number, title, state, date, authors, places, sections] of piece.rows) {
            const documents = places.map((place) => piece.documents[place]);
            const text = plain(["#" + number, title, authors, documents.join(" "), sections].join(" "));
            rows.push({ number, title, state, date, authors, documents, text });
          }
          show();
        }
      })().catch(() => { status.textContent = says.failed; });
    };
    const item = (row) => {
      const make = (name, className, text) => {
        const part = document.createElement(name);
        if (className) part.className = className;
        if (text) part.textContent = text;
        return part;
      };
      const entry = make("li", "pull-row");
      const title = make("p", "pull-row-title");
      const link = make("a", "", row.title);
      link.href = new URL(`../${row.number}/index.html`, index);
      title.append(link);
      const facts = make("p", "pull-row-facts");
      facts.append(make("span", "state state-" + row.state, says[row.state]), make("span", "number", "#" + row.number),
        make("span", "", row.date), make("span", "author", row.authors));
      entry.append(title, facts, make("p", "pull-row-where", row.documents.join("、")));
      return entry;
    };
    const show = () => {
      const wanted = plain(words.value).split(/\s+/).filter(Boolean);
      const active = wanted.length > 0 || select.value !== "";
      list.hidden = active;
      results.hidden = !active;
      if (!active) { status.textContent = ""; return; }
      const fits = (row) => (!says.state || row.state === says.state)
        && (!select.value || row.documents.includes(select.value))
        && wanted.every((word) => row.text.includes(word));
      const found = rows.filter(fits);
      results.replaceChildren(...found.slice(0, LIMIT).map(item));
      status.textContent = found.length === 0 ? says.none
        : says.found.replace("{n}", found.length.toLocaleString(page.lang))
          + (found.length > LIMIT ? " " + says.more.replace("{n}", LIMIT) : "");
    };
    filter.addEventListener("focusin", load, { once: true });
    words.addEventListener("input", show);
    select.addEventListener("change", show);
  }
})();
