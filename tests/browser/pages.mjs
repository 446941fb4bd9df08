// A site's folder → one page of each kind, by the template that made it.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const json = (folder, file) => JSON.parse(readFileSync(join(folder, file), "utf8"));

/** Pages by kind, as addresses below the site's. What a site does not have is not among them. */
export function kinds(folder) {
  const first = (below, wanted = () => true) => {
    if (!existsSync(join(folder, below))) return undefined;
    const names = readdirSync(join(folder, below), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const page = (name) => join(folder, below, name, "index.html");
    const found = names.sort().find((name) => wanted(name) && existsSync(page(name)) && !readFileSync(page(name), "utf8").includes('http-equiv="refresh"'));
    return found && `${below}${found}/`;
  };
  const second = (below, wanted) => {
    const folders = existsSync(join(folder, below)) ? readdirSync(join(folder, below), { withFileTypes: true }) : [];
    return folders.filter((entry) => entry.isDirectory()).map((entry) => first(`${below}${entry.name}/`, wanted && ((name) => wanted(`${below}${entry.name}/${name}`)))).find(Boolean);
  };
  const pulls = json(folder, "api/pulls.json");
  const changed = pulls.find((pull) => pull.documents.some((document) => document.counts.modified > 0));
  const revised = pulls.find((pull) => pull.revisions > 1);
  const own = (name) => !name.startsWith("whole");
  const document = first("latest/", own);
  const compare = first("compare/", (name) => name.includes("...") && !name.includes("next"));
  const all = {
    front: "index.html",
    document,
    old: first(first("v0.5/") ? "v0.5/" : "next/", own),
    whole: "latest/whole/",
    version: first("versions/"),
    versions: "versions/",
    map: "map/",
    translation: "latest/en/",
    comparisons: "compare/",
    comparison: compare,
    "comparison-document": compare && first(compare),
    pulls: "pulls/",
    pull: changed && `pulls/${changed.number}/`,
    revision: revised && `pulls/${revised.number}/r${revised.revisions}/`,
    preview: changed && first(`pulls/${changed.number}/preview/`),
    backlog: "pulls/backlog/",
    contributors: "contributors/",
    contributor: first("contributors/"),
    sections: "sections/",
    section: second("sections/"),
    history: "history/",
    "history-document": first("history/", (name) => name !== "page"),
    // One without pictures of authors: nothing tells how much room these take before they are loaded.
    "history-section": second("history/", (path) => !readFileSync(join(folder, path, "index.html"), "utf8").includes("<img")),
    discussions: "discussions/",
    topic: second("discussions/"),
    "take-part": "take-part/",
    search: "search/",
    missing: "404.html",
  };
  const stands = (path) => path && existsSync(join(folder, path, path.endsWith("/") ? "index.html" : ""));
  return Object.fromEntries(Object.entries(all).filter(([, path]) => stands(path)));
}
