// `teigen serve`: a page follows its file, keeps its place, and tells what is wrong.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { SCREENS, launch } from "./browser.mjs";

/** The program, and a repository of documents below `docs`. */
const { TEIGEN_PROGRAM, TEIGEN_REPOSITORY } = process.env;
/** Milliseconds within which a slow machine shows anything. */
const PATIENCE = 60_000;

let browser, server, base, copy, file, text;
before(async () => {
  browser = await launch();
  copy = mkdtempSync(join(tmpdir(), "teigen-serve-"));
  execFileSync("git", ["clone", "-q", TEIGEN_REPOSITORY, copy]);
  file = readdirSync(copy, { recursive: true }).filter((path) => path.endsWith(".md") && !/README|index/.test(path))
    .map((path) => join(copy, path)).sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0];
  // A text of several screens.
  text = readFileSync(file, "utf8") + Array.from({ length: 200 }, (_, at) => `\n\n段落${at}。`).join("") + "\n";
  writeFileSync(file, text);
  server = spawn(TEIGEN_PROGRAM, ["serve", "--repo", copy, "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  base = await new Promise((found, failed) => {
    let said = "";
    server.stderr.on("data", (piece) => {
      said += piece;
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
      if (address) found(address[0]);
    });
    server.on("exit", () => failed(new Error(said)));
  });
});
after(async () => {
  server.kill();
  await browser.close();
  rmSync(copy, { recursive: true });
});

/** Waits until all is read: what is read in the background changes pages, and the list of requests is not there before. */
async function whole() {
  for (const end = Date.now() + PATIENCE; (await fetch(`${base}pulls/`)).status !== 200;) {
    assert.ok(Date.now() < end, "all is read");
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Looks at a page that may be reloading: what is read in the background may change it once more. */
async function onceLoaded(page, look) {
  for (const end = Date.now() + PATIENCE; ;) {
    await page.waitForLoadState("load");
    try {
      return await look();
    } catch (error) {
      if (!/context was destroyed|navigation/i.test(String(error)) || Date.now() > end) throw error;
    }
  }
}

for (const [name, screen] of Object.entries({ phone: SCREENS.phone, desktop: SCREENS.desktop })) {
  test(`a page follows its file and stays where it is (${name})`, async () => {
    const context = await browser.newContext(screen);
    const page = await context.newPage();
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const address = `${base}worktree/${basename(file, ".md")}/`;
    await whole();
    await page.goto(address, { waitUntil: "load" });
    // The first paragraph that can be seen, and where: what a reader has before their eyes.
    const place = () => page.evaluate(() => {
      const shown = [...document.querySelectorAll("article p")].filter((part) => part.checkVisibility() && part.textContent.trim());
      const seen = shown.find((part) => part.getBoundingClientRect().top >= 0);
      return { reads: seen.textContent.trim(), top: Math.round(seen.getBoundingClientRect().top) };
    });
    const was = await onceLoaded(page, async () => {
      await page.evaluate(() => scrollTo({ top: 3000, behavior: "instant" }));
      return place();
    });
    assert.equal(await page.evaluate(() => scrollY), 3000);
    // Something before what is read, too: that stays where it is all the same.
    writeFileSync(file, `${text.replace(/^# .*$/mu, (title) => `${title}\n\n前置き、${name}。`)}\n目印、${name}。\n`);
    await page.getByText(`目印、${name}。`).waitFor({ state: "attached", timeout: PATIENCE });
    const is = await onceLoaded(page, place);
    assert.equal(is.reads, was.reads);
    assert.ok(Math.abs(is.top - was.top) <= 1, `${was.top} ${is.top}`);
    writeFileSync(file, `---\ntitle: [\n---\n${text}`);
    const told = page.locator(".notice-problem");
    await told.waitFor({ timeout: PATIENCE });
    assert.match(await told.innerText(), /\.md:\d+:\d+ /);
    writeFileSync(file, text);
    await told.waitFor({ state: "detached", timeout: PATIENCE });
    assert.deepEqual(problems, []);
    await context.close();
  });
}
