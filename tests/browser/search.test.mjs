// The search on a slow phone, from nothing: a hundred words, each typed into a page that has loaded no piece of the index.
// Held: how much a first result takes to load, and that there is one. Told, and not held, as machines differ: how long it takes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCREENS, SITES, WEIGHED, launch } from "./browser.mjs";
import { queries } from "./queries.mjs";
import { serve } from "./site.mjs";

/** Bytes of the index, as they are sent, that a first result may take. */
const BYTES = 100_000;
/** How much slower than this machine the phone is. */
const SLOWER = 4;
/** Every how many words: all, unless one is in a hurry. */
const EVERY = Number(process.env.TEIGEN_EVERY ?? 1);

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** A page of the search at rest, with nothing of the index but what it loads before one types. */
async function atRest(page, site, scope) {
  await page.goto(`${site.base}search/index.html${scope && `?in=${scope}`}`);
  const loads = () => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/search/data/")).length > 1;
  await page.waitForFunction(loads);
  await page.waitForTimeout(50);
}

/** Types words all at once. Tells the first result, when it was there, and when all was known. */
const type = (page, query) => page.evaluate((query) => new Promise((done, failed) => {
  const box = document.querySelector("[name=q]");
  const results = document.querySelector(".search-results");
  const status = document.querySelector(".search-status");
  const looking = document.querySelector(".search").dataset.looking;
  let began = 0;
  let first = null;
  // A lone quotation mark asks for nothing.
  if (!globalThis.teigenSearch.words(query).length) return done({ first, ms: 0, bytes: 0 });
  setTimeout(() => failed(new Error(`nothing is told of ${query}: ${status.textContent}`)), 20_000);
  const loads = () => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/search/data/"));
  const look = () => {
    if (!first && results.querySelector("li a")) first = { ms: performance.now() - began, loaded: loads().map((entry) => entry.encodedBodySize) };
    const isDone = status.textContent && status.textContent !== looking && (first || !/\d/.test(status.textContent));
    if (!isDone) return;
    watch.disconnect();
    done({ first, ms: performance.now() - began, bytes: loads().reduce((sum, entry) => sum + entry.encodedBodySize, 0) });
  };
  const watch = new MutationObserver(look);
  watch.observe(document.querySelector(".search"), { childList: true, subtree: true, characterData: true });
  box.value = query;
  began = performance.now();
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}), query);

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const most = (values) => Math.max(0, ...values);

async function ask(site, scope, queries) {
  const context = await browser.newContext(SCREENS.phone);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const rows = [];
  for (const query of queries) {
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await atRest(page, site, scope);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    const { first, ms, bytes } = await type(page, query);
    rows.push({ query, first: first && Math.round(first.ms), bytes: first && first.loaded.reduce((sum, size) => sum + size, 0), pieces: first && first.loaded.length, all: Math.round(ms), allBytes: bytes });
  }
  await context.close();
  return rows;
}

function tell(what, rows) {
  const found = rows.filter(({ first }) => first !== null);
  const [bytes, times] = [found.map((row) => row.bytes), found.map((row) => row.first)];
  for (const row of rows) console.log([row.query, row.bytes ?? "-", row.pieces ?? "-", row.first ?? "-", row.allBytes, row.all].join("\t"));
  console.log(`${what}: ${found.length} of ${rows.length} found something; bytes: middle ${middle(bytes)}, most ${most(bytes)}; milliseconds, ${SLOWER} times slower: middle ${middle(times)}, most ${most(times)}`);
}

for (const [name, folder] of Object.entries({ ...SITES, ...WEIGHED })) {
  const index = readFileSync(join(folder, "search/data/index.js"), "utf8");
  const { latest, versions, pulls } = JSON.parse(/\{.*\}/s.exec(index)[0]);
  for (const [scope, volumes] of Object.entries({ "": latest, versions, pulls })) {
    if (!volumes.length) continue;
    const what = `${name}, ${scope || "latest"}`;
    test(`a first result takes less than ${BYTES} bytes: ${what}`, async () => {
      const { words, stand } = queries(name, folder);
      const site = await serve(folder);
      const rows = await ask(site, scope, words.filter((_, at) => at % EVERY === 0));
      await site.close();
      tell(what, rows);
      const found = rows.filter(({ first }) => first !== null);
      assert.ok(scope || found.length > rows.length / 2, `${found.length} of ${rows.length} found something`);
      if (stand && !scope) assert.deepEqual(rows.filter(({ first }) => first === null), []);
      assert.deepEqual(found.filter(({ bytes }) => bytes >= BYTES), []);
    });
  }
}
