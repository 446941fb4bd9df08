// Every kind of page, in each language, light and dark, on a phone and on a desktop: nothing that keeps people out (WCAG 2.2 AA and axe's best practice).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { SCREENS, SITES, launch } from "./browser.mjs";
import { kinds } from "./pages.mjs";
import { serve } from "./site.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

for (const [language, folder] of Object.entries(SITES)) {
  for (const [screen, options] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      test(`no page keeps anyone out: ${language}, ${screen}, ${colorScheme}`, async () => {
        const site = await serve(folder);
        const context = await browser.newContext({ ...options, colorScheme, reducedMotion: "reduce" });
        const page = await context.newPage();
        const found = [];
        const look = async (kind, path) => {
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
          for (const { id, nodes } of violations) {
            found.push(`${kind} (${path}): ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join("\n  ")}`);
          }
        };
        for (const [kind, path] of Object.entries(kinds(folder))) {
          await page.goto(site.base + encodeURI(path));
          await look(kind, path);
        }
        // What opens over a page: a note, and the search with what it found.
        await page.goto(site.base + encodeURI(kinds(folder).document));
        await page.locator(".tg-footnote-ref a").first().click();
        await page.locator(".note-over").waitFor();
        await look("note", kinds(folder).document);
        await page.keyboard.press("Escape");
        await page.keyboard.press("/");
        await page.locator("dialog #tg-search").fill("研究者");
        await page.locator("dialog .search-results mark").first().waitFor();
        await look("search over a page", kinds(folder).document);
        await context.close();
        await site.close();
        assert.deepEqual(found, [], found.join("\n"));
      });
    }
  }
}
