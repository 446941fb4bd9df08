// A first visit: little to load, nothing from elsewhere, nothing that jumps; all of it there without a program.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SCREENS, SITES, WEIGHED, launch } from "./browser.mjs";
import { kinds } from "./pages.mjs";
import { serve } from "./site.mjs";

/** Bytes, as they are sent, of a first visit to a document; requests; how much may jump. */
const BYTES = 30_000;
const REQUESTS = 4;
const SHIFT = 0.01;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function visit(site, path, options = {}) {
  const context = await browser.newContext({ ...SCREENS.phone, ...options });
  const page = await context.newPage();
  const loaded = [];
  // What comes after it was counted cannot be asked when the page is closed; what was to be counted must be.
  const sized = (response) => response.request().sizes().catch((error) => error);
  page.on("response", (response) => loaded.push({ url: response.url(), size: sized(response) }));
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.shifted += entry.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(site.base + encodeURI(path), { waitUntil: "networkidle" });
  const sizes = await Promise.all(loaded.map(async ({ url, size }) => {
    const found = await size;
    if (found instanceof Error) throw found;
    return { url, bytes: found.responseBodySize };
  }));
  return { context, page, loaded: sizes };
}

for (const [name, folder] of Object.entries({ ...SITES, ...WEIGHED })) {
  test(`a document is light, and nothing comes from elsewhere: ${name}`, async () => {
    const site = await serve(folder);
    const found = [];
    for (const [kind, path] of Object.entries(kinds(folder))) {
      const { context, page, loaded } = await visit(site, path);
      const elsewhere = loaded.filter(({ url }) => !url.startsWith(site.base));
      if (elsewhere.length) found.push(`${kind}: ${elsewhere.map(({ url }) => url)}`);
      const bytes = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
      const images = loaded.filter(({ url }) => /\/assets\/images\//.test(url));
      if (kind === "document") {
        const own = bytes - images.reduce((sum, { bytes }) => sum + bytes, 0);
        console.log(`${name}: ${path}: ${own} bytes in ${loaded.length - images.length} requests, ${images.length} images`);
        if (own > BYTES || loaded.length - images.length > REQUESTS) found.push(`${kind} (${path}): ${own} bytes in ${loaded.map(({ url, bytes }) => `${url} ${bytes}`)}`);
      }
      const shifted = await page.evaluate(() => globalThis.shifted);
      if (shifted > SHIFT) found.push(`${kind} (${path}): shifted by ${shifted}`);
      await context.close();
    }
    await site.close();
    assert.deepEqual(found, [], found.join("\n"));
  });

  test(`all text is there without a program: ${name}`, async () => {
    const site = await serve(folder);
    for (const [kind, path] of Object.entries(kinds(folder))) {
      const [plain, full] = await Promise.all([visit(site, path, { javaScriptEnabled: false }), visit(site, path)]);
      const text = ({ page }) => page.locator("main").evaluate((main) => {
        const copy = main.cloneNode(true);
        for (const part of copy.querySelectorAll("script, .copy-button")) part.remove();
        return copy.textContent;
      });
      const [without, having] = [await text(plain), await text(full)];
      // A program may only add: what it adds stands between the same lines.
      const plainly = (lines) => lines.split("\n").map((line) => line.replaceAll("#", "").trim());
      const lines = new Set(plainly(having));
      const lost = plainly(without).filter((line) => line && !lines.has(line));
      assert.ok(without.length > 40, `${kind} (${path}): ${without}`);
      assert.ok(lost.length <= 3, `${kind} (${path}): only without a program: ${lost.slice(0, 5).join(" / ")}`);
      await plain.context.close();
      await full.context.close();
    }
    await site.close();
  });
}
