// Markup and styles, as the Nu HTML Checker of the W3C reads them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vnu from "vnu-jar";
import { SITES } from "./browser.mjs";

/** Words of authors: their headings may skip a level, and so may a comparison of them. */
const AUTHORS = [/^The heading “h\d”.*skipping/];

function check(arguments_) {
  return new Promise((resolve, reject) => {
    execFile("java", ["-Xss4m", "-jar", vnu, "--format", "json", "--exit-zero-always", "--stdout", ...arguments_], { maxBuffer: 1 << 28 }, (error, out) => {
      if (error) return reject(error);
      return resolve(JSON.parse(out).messages);
    });
  });
}

for (const [name, folder] of Object.entries(SITES)) {
  test(`markup is valid: ${name}`, async () => {
    const messages = await check(["--skip-non-html", folder]);
    const errors = messages.filter(({ type, message }) => type !== "info" && !AUTHORS.some((known) => known.test(message)));
    const told = errors.slice(0, 10).map(({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message}\n  ${extract}`);
    assert.equal(errors.length, 0, `${errors.length}\n${told.join("\n")}`);
  });
}

test("styles are valid", async () => {
  const folder = Object.values(SITES)[0];
  const styles = readdirSync(join(folder, "assets")).filter((file) => file.endsWith(".css"));
  assert.ok(styles.length > 0);
  const messages = await check(["--css", ...styles.map((file) => join(folder, "assets", file))]);
  const errors = messages.filter(({ type }) => type !== "info");
  const told = errors.slice(0, 10).map(({ url, lastLine, message, extract }) => `${url}:${lastLine}: ${message}\n  ${extract}`);
  assert.equal(errors.length, 0, `${errors.length}\n${told.join("\n")}`);
});
