import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";

const FIXTURES = new URL("../../fixtures/agave/", import.meta.url);

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** What the service answers, by method and path: a status and a fixture. */
const ANSWERS = {
  "GET /apps/v2": [200, "apps.json"],
  "GET /jobs/v2/gone": [404, "error-not-found.json"],
  "POST /token": [200, "token.json"],
};

/** The strictest policy under which wasm can run at all, and what keeps scripts from writing markup. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; base-uri 'none'";
export const TRUSTED = `${STRICT}; trusted-types 'none'; require-trusted-types-for 'script'`;

/**
 * Serves a folder, and below it a little of Agave from recorded answers. `seen` lists the requests that reached the service.
 */
export async function host(folder, policy = STRICT) {
  const seen = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://host");
    const answer = ANSWERS[`${request.method} ${url.pathname.replace(/\/$/, "")}`];
    if (answer) {
      seen.push({ method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers });
      response.writeHead(answer[0], { "content-type": "application/json" });
      response.end(readFileSync(new URL(answer[1], FIXTURES)));
      return;
    }
    const file = join(folder, normalize(decodeURIComponent(url.pathname)));
    const found = existsSync(file) && statSync(file).isFile();
    response.writeHead(found ? 200 : 404, {
      "content-type": TYPES[extname(file)] ?? "text/plain",
      "content-security-policy": policy,
    });
    response.end(found ? readFileSync(file) : "not found");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen };
}
