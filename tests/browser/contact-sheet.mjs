// Sites → sheets of small pictures of twelve kinds of page, for the manual: one sheet for each screen, light and dark, language.
// TEIGEN_SITES=ja=…:en=… node contact-sheet.mjs FOLDER
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SCREENS, SITES, launch } from "./browser.mjs";
import { kinds } from "./pages.mjs";
import { serve } from "./site.mjs";

const KINDS = ["front", "document", "old", "comparison", "comparison-document", "pulls", "pull", "section", "map", "versions", "topic", "search"];
const WIDTH = { phone: 190, desktop: 330 };
const HEIGHT = { phone: 400, desktop: 240 };
const out = process.argv[2];
mkdirSync(out, { recursive: true });

const browser = await launch();
for (const [language, folder] of Object.entries(SITES)) {
  const site = await serve(folder);
  const pages = kinds(folder);
  for (const screen of Object.keys(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ ...SCREENS[screen], colorScheme, locale: language, reducedMotion: "reduce" });
      const page = await context.newPage();
      const shots = [];
      for (const kind of KINDS) {
        if (!pages[kind]) throw new Error(`${language} has no page of the kind ${kind}`);
        await page.goto(site.base + encodeURI(pages[kind]) + (kind === "search" ? `?q=${language === "ja" ? encodeURIComponent("研究者") : "AI"}` : ""));
        if (kind === "search") await page.locator(".search-results li").first().waitFor();
        shots.push({ kind, image: (await page.screenshot()).toString("base64") });
      }
      const figures = shots.map(({ kind, image }) => `<figure><img src="data:image/png;base64,${image}"><figcaption>${kind}</figcaption></figure>`);
      const sheet = await browser.newPage({ viewport: { width: 6 * (WIDTH[screen] + 12) / (screen === "phone" ? 1 : 1.5) + 12, height: 600 }, deviceScaleFactor: 1 });
      await sheet.setContent(`<style>body{margin:12px;display:grid;grid-template-columns:repeat(${screen === "phone" ? 6 : 4},${WIDTH[screen]}px);gap:12px;font:12px system-ui;background:#8a8f94}
        figure{margin:0}img{width:100%;height:${HEIGHT[screen]}px;object-fit:cover;object-position:top;display:block}figcaption{color:#fff}</style>${figures.join("")}`);
      await sheet.screenshot({ path: join(out, `${language}-${screen}-${colorScheme}.jpg`), type: "jpeg", quality: 62, fullPage: true });
      await sheet.close();
      await context.close();
    }
  }
  await site.close();
}
await browser.close();
