// Without a mouse: every link and control comes in turn, is seen where it is, and nothing holds the focus.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SCREENS, SITES, launch } from "./browser.mjs";
import { kinds } from "./pages.mjs";
import { serve } from "./site.mjs";

/** Steps of one page that are taken. */
const STEPS = 250;

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What has the focus: a name of its own, whether it is seen, and how it stands out. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  globalThis.seen ??= new Map();
  if (!globalThis.seen.has(element)) globalThis.seen.set(element, globalThis.seen.size);
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const stands = (element) => getComputedStyle(element).outlineStyle !== "none" && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
  const outline = stands(element);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  // A link over two lines has its middle beside itself: its first line counts.
  const line = element.getClientRects()[0] ?? box;
  const at = document.elementFromPoint(Math.min(Math.max(line.left + line.width / 2, 0), innerWidth - 1), Math.min(Math.max(line.top + line.height / 2, 0), innerHeight - 1));
  return {
    id: globalThis.seen.get(element),
    html: element.outerHTML.slice(0, 120),
    shown: box.width > 0 && box.height > 0 && inside,
    covered: at !== null && !element.contains(at) && !at.contains(element) && !element.labels?.[0]?.contains(at),
    outline: outline || stands(element.parentElement) || style.boxShadow !== "none" || (element.labels?.length > 0 && getComputedStyle(element.labels[0]).outlineStyle !== "none"),
  };
}

for (const [name, folder] of Object.entries(SITES)) {
  for (const [screen, options] of Object.entries(SCREENS)) {
    test(`the keyboard reaches everything and the focus is seen: ${name}, ${screen}`, async () => {
      const site = await serve(folder);
      const context = await browser.newContext({ ...options, isMobile: false, hasTouch: false, reducedMotion: "reduce" });
      const page = await context.newPage();
      const found = [];
      for (const [kind, path] of Object.entries(kinds(folder))) {
        await page.goto(site.base + encodeURI(path));
        const ids = new Set();
        for (let step = 0; step < STEPS; step += 1) {
          await page.keyboard.press("Tab");
          let at = await page.evaluate(focused);
          if (at === null) break;
          if (!at.shown || at.covered) {
            // A busy browser scrolls to what has the focus with its next frame.
            await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
            at = await page.evaluate(focused);
          }
          if (ids.has(at.id)) {
            if (at.id !== 0) found.push(`${kind} (${path}): the focus comes back to ${at.html}`);
            break;
          }
          ids.add(at.id);
          if (!at.shown) found.push(`${kind} (${path}): not seen: ${at.html}`);
          else if (at.covered) found.push(`${kind} (${path}): covered: ${at.html}`);
          if (!at.outline) found.push(`${kind} (${path}): does not stand out: ${at.html}`);
        }
      }
      await context.close();
      await site.close();
      assert.deepEqual(found, [], found.slice(0, 20).join("\n"));
    });
  }
}
