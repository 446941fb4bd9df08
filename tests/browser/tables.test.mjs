// Tables of a text: wide ones move within themselves, and columns are sorted at a press.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { SCREENS, SITES, launch } from "./browser.mjs";
import { serve } from "./site.mjs";

const folder = SITES.ja;
let browser;
let site;
let path;
before(async () => {
  browser = await launch();
  site = await serve(folder);
  for (const name of await readdir(join(folder, "latest"))) {
    const html = await readFile(join(folder, "latest", name, "index.html"), "utf8").catch(() => "");
    if (html.includes("tg-sorts")) path ??= `latest/${name}/`;
  }
});
after(async () => {
  await browser.close();
  await site.close();
});

async function open(screen, act) {
  const context = await browser.newContext({ ...SCREENS[screen], locale: "ja-JP" });
  const page = await context.newPage();
  await page.goto(site.base + encodeURI(path));
  await act(page);
  await context.close();
}

/** Puts a table of our own in the place of the first, before the page's program runs. */
const amounts = ["５５００万円", "16.5億円", "1,234円", "1億5,000万円", "-", "1.5 million"];
async function withAmounts(act) {
  const context = await browser.newContext(SCREENS.desktop);
  const page = await context.newPage();
  await page.route("**/*", async (route) => {
    if (route.request().resourceType() !== "document") return route.continue();
    const response = await route.fetch();
    const rows = amounts.map((amount, at) => `<tr><td>${at}</td><td>${amount}</td></tr>`).join("");
    const body = (await response.text()).replace(/<table>.*?<\/table>/s, `<table><thead><tr><th>番号</th><th>予算</th></tr></thead><tbody>${rows}</tbody></table>`);
    await route.fulfill({ response, body });
  });
  await page.goto(site.base + encodeURI(path));
  await act(page);
  await context.close();
}

test("a press sorts by numbers as people write them, a third one restores the order of the text", () =>
  withAmounts(async (page) => {
    const column = () => page.locator(".tg-frame table").first().locator("tbody td:first-child").allInnerTexts();
    const heading = page.locator(".tg-frame th").nth(1);
    const button = heading.getByRole("button", { name: "「予算」で並べ替える" });
    await button.click();
    assert.deepEqual(await column(), ["2", "5", "0", "3", "1", "4"]);
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    assert.match(await page.locator("[role=status]").last().innerText(), /「予算」の昇順/);
    await button.press("Enter");
    assert.deepEqual(await column(), ["1", "3", "0", "5", "2", "4"]);
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    await button.press("Enter");
    assert.deepEqual(await column(), ["0", "1", "2", "3", "4", "5"]);
    assert.equal(await heading.getAttribute("aria-sort"), null);
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await button.isVisible()));
  }));

for (const screen of Object.keys(SCREENS)) {
  test(`a wide table moves within its frame, which has a name and the focus; the page does not (${screen})`, () =>
    open(screen, async (page) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide}`);
      for (const frame of await page.locator(".tg-frame").all()) {
        const moves = await frame.evaluate((element) => element.scrollWidth > element.clientWidth + 1);
        assert.equal(await frame.getAttribute("tabindex"), moves ? "0" : null);
        assert.equal(await frame.getAttribute("role"), moves ? "region" : null);
        assert.equal(Boolean(await frame.getAttribute("aria-label")), moves);
      }
    }));
}
