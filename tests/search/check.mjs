// Asks an index what it is told to, as the page of the search does, and says where the answers are not the expected ones:
// node check.mjs SCRIPT FOLDER EXPECTED, the last being JSON: [[where, query, [what is found, …]], …].
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";

const [script, folder, expected] = process.argv.slice(2);
runInThisContext(readFileSync(script, "utf8"));
const { words, volume, normal } = globalThis.teigenSearch;

let found = null;
globalThis.teigenFound = (name, digest, data) => { found = { name, digest, data }; };
const pieces = new Map();
const load = async (name, digest) => {
  if (!pieces.has(name)) {
    const text = readFileSync(join(folder, `${name}.js`), "utf8");
    runInThisContext(text);
    pieces.set(name, found);
  }
  const piece = pieces.get(name);
  if (piece.name !== name || digest && piece.digest !== digest) throw new Error(`${name} is another piece`);
  return piece.data;
};

const spelling = JSON.parse(readFileSync(new URL("spelling.json", import.meta.url), "utf8"));
const wrong = spelling.filter(([written, spelt]) => normal(written) !== spelt).map(([written]) => `spelling of ${JSON.stringify(written)}`);

const { editions, ...volumes } = await load("index", "");
const open = async ([name, digest]) => volume(name, await load(`${name}/index`, digest), load);
const newVolumes = async (where) => Promise.all((where === "versions" ? [...volumes.versions, ...volumes.latest] : volumes[where]).map(open));
// What a hit stands for: the places of a section in the versions that are searched, or the number of a request.
const places = async (where, index, passage) => {
  const [place] = await index.text(passage);
  if (where === "pulls") return [String(place[0])];
  const { documents, sets, of } = index.about;
  const [, href] = documents[index.documentOf(passage)];
  const at = (dir) => `${href.replace(/^[^/]*/, () => dir)}#${place[0]}`;
  return where === "latest" ? [at(editions[0][1])] : sets[of[passage]].map((edition) => at(editions[edition][1]));
};
for (const [where, query, truth] of JSON.parse(readFileSync(expected, "utf8"))) {
  const answers = [];
  for (const index of await newVolumes(where)) {
    const { hits, apart } = await index.find(words(query));
    if (apart) continue;
    for (const { passage } of hits) answers.push(...await places(where, index, passage));
  }
  const [is, should] = [answers.sort(), truth.sort()].map((list) => list.join("\n"));
  if (is !== should) wrong.push(`${where}: ${query}: ${answers.length} instead of ${truth.length}`);
}
console.log(wrong.length ? wrong.join("\n") : "as expected");
process.exitCode = wrong.length ? 1 : 0;
