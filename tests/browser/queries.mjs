// A site's name and folder → words to look for in it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How many words of headings are looked for where a site has no list of its own. */
const WORDS = 30;
const LISTS = ["queries.json", "../search/queries.json"].map((place) => new URL(place, import.meta.url));

/** The words, and whether each must be found in the newest version. */
export function queries(name, folder) {
  const list = LISTS.find((place) => existsSync(place));
  const own = list && JSON.parse(readFileSync(list, "utf8"))[name];
  return own ? { words: own, stand: false } : { words: headings(folder), stand: true };
}

/** Parts of the headings that the page of the search lists: two to six letters from their middle. */
function headings(folder) {
  const page = readFileSync(join(folder, "search/index.html"), "utf8").split("search-outline").at(-1);
  const titles = [...page.matchAll(/<a href="[^"]*">([^<&]{4,})<\/a>/g)].map(([, title]) => [...title]);
  const parts = titles.map((letters, at) => letters.slice(letters.length >> 2, (letters.length >> 2) + 2 + at % 5).join("").trim());
  const whole = parts.filter((part) => [...part].length > 1 && !/["“”＂\s]/.test(part));
  return [...new Set(whole)].slice(0, WORDS);
}
