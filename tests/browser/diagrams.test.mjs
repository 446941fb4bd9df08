// Diagrams of the manual: drawn where the reader comes near, in a frame that can do nothing to the page; text where they cannot be drawn.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { MANUAL, SCREENS, launch } from "./browser.mjs";
import { serve } from "./site.mjs";

const PATH = "latest/ja/documents/";
let browser;
let site;
before(async () => {
  browser = await launch();
  site = await serve(MANUAL);
});
after(async () => {
  await browser.close();
  await site.close();
});

/** Opens the page with other words in the place of the diagram's, and looks at it. */
async function open(screen, words, act) {
  const context = await browser.newContext(SCREENS[screen]);
  const page = await context.newPage();
  const elsewhere = [];
  page.on("request", (request) => { if (!request.url().startsWith(site.base)) elsewhere.push(request.url()); });
  await page.goto(site.base + PATH);
  if (words) await page.locator(".tg-diagram code").evaluate((code, words) => { code.textContent = words; }, words);
  await page.locator(".tg-diagram").scrollIntoViewIfNeeded();
  await act(page);
  assert.deepEqual(elsewhere, []);
  await context.close();
}

for (const screen of Object.keys(SCREENS)) {
  test(`a diagram is drawn as wide as there is room, and its text is kept below (${screen})`, () =>
    open(screen, "", async (page) => {
      await page.locator(".tg-diagram details").waitFor();
      const frame = page.locator(".tg-diagram iframe");
      const { width, height } = await frame.boundingBox();
      assert.ok(width <= page.viewportSize().width && height > 50, `${width} × ${height}`);
      assert.equal(await frame.getAttribute("sandbox"), "allow-scripts");
      assert.equal(await frame.getAttribute("title"), "図");
      const text = await frame.contentFrame().locator("svg").textContent();
      assert.match(text, /変更提案/);
      await page.locator(".tg-diagram summary").click();
      assert.match(await page.locator(".tg-diagram pre").innerText(), /^flowchart LR/);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.ok(!wide, "the page scrolls sideways");
    }));
}

test("what is no diagram stays text", () =>
  open("phone", "flowchart LR\n  a --> [", async (page) => {
    await page.locator(".tg-diagram iframe").waitFor({ state: "attached" });
    await page.locator(".tg-diagram iframe").waitFor({ state: "detached" });
    assert.equal(await page.locator(".tg-diagram pre").isVisible(), true);
    assert.equal(await page.locator(".tg-diagram details").count(), 0);
  }));

test("what a diagram tries to do stays in its frame", () =>
  open("desktop", "%%{init: {\"securityLevel\": \"loose\", \"htmlLabels\": true}}%%\nflowchart LR\n  a[\"<img src=x onerror='top.document.title=1;parent.taken=1'>\"] --> b\n  click b href \"javascript:parent.taken=1\"\n", async (page) => {
    const title = await page.title();
    await page.locator(".tg-diagram details").waitFor();
    const links = await page.locator(".tg-diagram iframe").contentFrame().locator("a").evaluateAll((all) => all.map((link) => link.outerHTML.match(/javascript:/)));
    assert.deepEqual(links.filter(Boolean), []);
    await page.waitForTimeout(300);
    assert.equal(await page.title(), title);
    assert.equal(await page.evaluate(() => globalThis.taken), undefined);
  }));

test("without a program, the text stays", async () => {
  const context = await browser.newContext({ ...SCREENS.phone, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.base + PATH);
  assert.match(await page.locator(".tg-diagram pre").innerText(), /^flowchart LR/);
  await context.close();
});
