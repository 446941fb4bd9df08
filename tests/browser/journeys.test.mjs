// What people do: read, change the version, see what changed, find the request about a passage, search, take part, print.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SCREENS, SITES, launch } from "./browser.mjs";
import { kinds } from "./pages.mjs";
import { serve } from "./site.mjs";

const folder = SITES.ja;
let browser;
let site;
before(async () => {
  browser = await launch();
  site = await serve(folder);
});
after(async () => {
  await browser.close();
  await site.close();
});

/** Opens a page on a screen and hands it on; what goes wrong in it fails the test. */
async function open(screen, path, act, expected = /^$/) {
  const context = await browser.newContext({ ...SCREENS[screen], locale: "ja-JP", reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(site.base + encodeURI(path));
  await act(page);
  await context.close();
  assert.deepEqual(errors.filter((error) => !expected.test(error)), []);
}

const heading = (page) => page.locator("main h1").first().innerText();
const document = kinds(folder).document;

for (const screen of Object.keys(SCREENS)) {
  test(`read: from the front page to a section of a document (${screen})`, () =>
    open(screen, "index.html", async (page) => {
      const link = page.locator("a:visible").filter({ hasText: "三十人計画" }).first();
      await link.click();
      assert.match(decodeURI(page.url()), /三十人計画/);
      if (screen === "phone") await page.locator(".thumb-bar a[href='#tg-outline']").click();
      const section = page.locator(".outline a").nth(2);
      const id = decodeURIComponent((await section.getAttribute("href")).split("#")[1]);
      await section.click();
      await page.waitForFunction((wanted) => decodeURIComponent(location.hash.slice(1)) === wanted, id);
      const top = await page.locator(`[id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(top >= 0 && top < 400, `${top}`);
    }));

  test(`change the version: the same document, or that it was not there (${screen})`, () =>
    open(screen, document, async (page) => {
      const before = await heading(page);
      if (screen === "phone") await page.locator(".thumb-bar a[href='#tg-versions']").click();
      await page.locator(".version-menu a").filter({ hasText: "v0.6" }).first().click();
      assert.match(page.url(), /\/v0\.6\//);
      assert.ok((await page.locator(".notice").count()) > 0);
      const after_ = await heading(page);
      assert.equal(after_.replace(/#/g, "").slice(0, 3), before.replace(/#/g, "").slice(0, 3));
    }));

  test(`see what changed: from change to change (${screen})`, () =>
    open(screen, "compare/", async (page) => {
      await page.locator("main a[href*='...']").first().click();
      await page.locator("main a[href*='/index.html'], main a[href$='/']").filter({ hasNotText: "#" }).first().waitFor();
      const changed = kinds(folder)["comparison-document"];
      await page.goto(site.base + encodeURI(changed));
      assert.ok((await page.locator("ins, del").count()) > 0);
      await page.keyboard.press("n");
      await page.waitForFunction(() => location.hash.length > 1 || scrollY > 0);
    }));
}

test("find the request about a passage, in two clicks", () =>
  open("desktop", document, async (page) => {
    await page.locator(".tg-contested a, .tg-origin summary").first().click();
    const request = page.locator("main a[href*='pulls/']").first();
    await request.click();
    assert.match(page.url(), /\/pulls\/\d+\//);
  }));

for (const screen of Object.keys(SCREENS)) {
  test(`from any paragraph to the request and the discussion behind it, in two clicks (${screen})`, () =>
    open(screen, document, async (page) => {
      const origins = page.locator(".prose > .tg-origin");
      const count = await origins.count();
      assert.ok(count > 10, `${count}`);
      let requests = 0;
      let discussions = 0;
      for (const origin of await origins.all()) {
        await origin.locator("summary").click();
        for (const link of await origin.locator("p a").all()) {
          const href = await link.getAttribute("href");
          assert.ok(await link.isVisible(), href);
          requests += href.includes("pulls/") ? 1 : 0;
          discussions += /discussions\/|forum\./.test(href) ? 1 : 0;
        }
      }
      assert.ok(requests > count / 3, `${requests} requests behind ${count} passages`);
      assert.ok(discussions > count / 3, `${discussions} discussions behind ${count} passages`);
      const [first] = await origins.all();
      await first.locator("summary").click();
    }));
}

test("filter the list of requests and come back to it by its address", () =>
  open("phone", "pulls/", async (page) => {
    await page.locator("[name=state]").selectOption("merged");
    const rows = page.locator(".filter-results li");
    await rows.first().waitFor();
    await page.waitForFunction(() => location.search.includes("state=merged"));
    assert.equal(await rows.locator(".state-merged").count(), await rows.count());
    const found = await page.locator(".filter-status").innerText();
    assert.match(found, /[1-9]/);
    await page.reload();
    await page.waitForFunction((words) => document.querySelector(".filter-status").innerText === words, found);
    assert.equal(await rows.locator(".state-merged").count(), await rows.count());
  }));

test("take part: the ways are at the end of the text and at a heading", () =>
  open("phone", document, async (page) => {
    assert.ok((await page.locator(".taking-part a").count()) > 0);
    const ways = page.locator(".tg-ways").first();
    await ways.locator("summary").click();
    assert.ok(await ways.locator("a").first().isVisible());
  }));

test("print: the text alone, on A4, with its version", () =>
  open("desktop", document, async (page) => {
    await page.emulateMedia({ media: "print" });
    for (const part of [".menu", ".side", ".pager", ".tg-ways"]) {
      for (const element of await page.locator(part).all()) assert.ok(!(await element.isVisible()), part);
    }
    assert.match(await page.locator("body").innerText(), /v0\.7/);
    const pdf = await page.pdf({ format: "A4" });
    assert.ok(pdf.length > 10_000);
  }));

for (const screen of Object.keys(SCREENS)) {
  test(`search: from any page to a section that holds the words (${screen})`, () =>
    open(screen, document, async (page) => {
      await page.keyboard.press("/");
      const over = page.locator("dialog.search-over");
      await over.waitFor();
      assert.match(decodeURIComponent(page.url()), new RegExp(document), "the reader stays where they were");
      await page.keyboard.press("Escape");
      assert.ok(!(await over.isVisible()));
      await page.locator(".search-link").click();
      await over.waitFor();
      await over.locator("#tg-search").fill("研究者");
      const result = page.locator(".search-results li").first();
      await result.waitFor();
      assert.match(await result.locator("mark").first().innerText(), /研究者/);
      await result.locator("a").first().click();
      await page.waitForURL(/latest\//);
      assert.match(await page.locator("main").innerText(), /研究者/);
    }));
}

test("search: its page opens where the one over the page cannot", () =>
  open("phone", document, async (page) => {
    await page.route(/\/search\/(index\.html)?$/, (route) => route.request().resourceType() === "fetch" ? route.abort() : route.continue());
    await page.locator(".search-link").click();
    await page.waitForURL(/search\//);
    await page.locator("#tg-search").fill("研究者");
    await page.locator(".search-results li mark").first().waitFor();
  }, /ERR_FAILED/));

for (const screen of Object.keys(SCREENS)) {
  test(`a note is shown over its text, and put away again (${screen})`, () =>
    open(screen, document, async (page) => {
      const mark = page.locator(".tg-footnote-ref a").first();
      const note = await page.evaluate((hash) => document.getElementById(decodeURIComponent(hash.slice(1))).innerText, await mark.evaluate((link) => link.hash));
      const at = page.url();
      await mark.click();
      const card = page.locator(".note-over");
      await card.waitFor();
      assert.equal(page.url(), at);
      assert.ok(note.startsWith((await card.innerText()).trim()), note);
      const box = await card.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= page.viewportSize().width && box.y >= 0, JSON.stringify(box));
      await page.keyboard.press("Escape");
      // Browsers tell of it a moment later.
      await card.waitFor({ state: "detached" });
      assert.ok(await mark.evaluate((link) => link === document.activeElement || document.activeElement === document.body));
    }));
}

test("change the language: the same section in the other one, and back", () =>
  open("desktop", "latest/en/2_調査と発信/", async (page) => {
    await page.locator(".outline li a").nth(2).click();
    await page.locator(".languages a[hreflang=ja]").click();
    const id = () => decodeURIComponent(new URL(page.url()).hash.slice(1));
    assert.ok(id() && await page.locator(`[id="${id()}"]`).count(), page.url());
    await page.locator(".languages a[hreflang=en]").click();
    assert.match(page.url(), /\/en\//);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await page.locator(".languages a[hreflang=ja]").click();
    assert.equal(await page.locator("html").getAttribute("lang"), "ja");
  }));

test("the map is shaded by requests or by what is new, and leads to a section", () =>
  open("phone", "map/", async (page) => {
    const shades = () => page.locator(".map-picture a:not(.map-document) > rect").evaluateAll((all) => all.map((rect) => getComputedStyle(rect).fill).join());
    const before = await shades();
    if (await page.locator("#tg-map-new").count()) {
      await page.locator("#tg-map-new").check();
      assert.notEqual(await shades(), before);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!wide, "the page scrolls sideways");
    await page.locator(".map-picture a:not(.map-document)").first().click();
    assert.match(decodeURI(page.url()), /(next|latest)\//);
  }));

test("where nothing is, what is most like it comes first", () =>
  open("desktop", document, async (page) => {
    const name = decodeURI(document).split("/").at(-2);
    // A server answers so with the status 404, which the browser tells as an error.
    await page.route("**/older/**", async (route) => route.fulfill({ contentType: "text/html", body: await readFile(join(folder, "404.html"), "utf8") }));
    await page.goto(`${site.base}${encodeURI(`older/${name}/`)}`);
    const first = page.locator(".suggestions li").first();
    assert.match(await first.innerText(), /^もしかして/);
    assert.ok(decodeURI(await first.locator("a").getAttribute("href")).includes(name));
  }));
