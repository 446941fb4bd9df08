// A folder of files → a server as hosts of static sites are: pages compressed, addresses of folders, a page for what is not there.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
};

/** Serves a folder below a path, as a project's page is on many hosts. Returns its address, with `/` at the end. */
export async function serve(folder, below = "/policy/") {
  const server = createServer(async (request, response) => {
    const { status, type, body } = await answer(folder, below, request.url);
    const packed = /text|json|javascript|svg|xml/.test(type) ? gzipSync(body) : body;
    const headers = { "content-type": type, "content-length": packed.length, "cache-control": "max-age=600" };
    if (packed !== body) headers["content-encoding"] = "gzip";
    response.writeHead(status, headers).end(packed);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const base = `http://127.0.0.1:${server.address().port}${below}`;
  return { base, close: () => new Promise((closed) => server.close(closed)) };
}

async function answer(folder, below, url) {
  const path = decodeURIComponent(new URL(url, "http://x").pathname);
  const missing = { status: 404, type: TYPES[".html"], body: await readFile(join(folder, "404.html")) };
  if (!path.startsWith(below)) return missing;
  let file = join(folder, normalize(path.slice(below.length)));
  try {
    if ((await stat(file)).isDirectory()) file = join(file, "index.html");
    return { status: 200, type: TYPES[extname(file)] ?? "application/octet-stream", body: await readFile(file) };
  } catch {
    return missing;
  }
}
