// Pairs of HTML, as JSON lines {"before", "after"} → the same marked, as JSON lines {"html", "ms"}.
//
// node marked.mjs visual-dom-diff | htmldiff-js

import { createInterface } from "node:readline";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>");
for (const name of ["document", "Node", "NodeFilter", "DocumentFragment", "Element", "HTMLElement", "Text"]) {
  globalThis[name] = window[name];
}

const parsed = (html) => {
  const element = window.document.createElement("div");
  element.innerHTML = html;
  return element;
};

const programs = {
  "visual-dom-diff": async () => {
    const { visualDomDiff } = (await import("visual-dom-diff")).default;
    return (before, after) => {
      const element = window.document.createElement("div");
      element.append(visualDomDiff(parsed(before), parsed(after)));
      return element.innerHTML;
    };
  },
  "htmldiff-js": async () => {
    const { default: module } = await import("htmldiff-js");
    return (before, after) => (module.default ?? module).execute(before, after);
  },
};

const mark = await programs[process.argv[2]]();
for await (const line of createInterface({ input: process.stdin })) {
  const { before, after } = JSON.parse(line);
  const started = performance.now();
  let html = null;
  try {
    html = mark(before, after);
  } catch (error) {
    console.error(String(error));
  }
  const ms = performance.now() - started;
  process.stdout.write(JSON.stringify({ html, ms }) + "\n");
}
