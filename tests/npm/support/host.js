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

const NOTHING = JSON.stringify({ status: "success", message: null, version: "2.2.27", result: [] });

/** As Agave's gateway has it: pages of every origin may call, with few headers. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "X-Requested-With, Content-Type, Accept, Authorization",
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
};

/** The strictest policy under which wasm can run at all, and what keeps scripts from writing markup. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; base-uri 'none'";
export const TRUSTED = `${STRICT}; trusted-types 'none'; require-trusted-types-for 'script'`;

/**
 * Serves a folder, and below it a little of Agave from recorded answers. `seen` lists the requests that reached the service,
 * `served` the files. The media types can be made wrong.
 */
export async function host(folder, { policy = STRICT, types = {} } = {}) {
  const seen = [];
  const served = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://host");
    const answer = ANSWERS[`${request.method} ${url.pathname.replace(/\/$/, "")}`];
    if (request.method === "OPTIONS") {
      response.writeHead(204, CORS).end();
    } else if (answer) {
      seen.push({ method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers });
      response.writeHead(answer[0], { ...CORS, "content-type": "application/json" });
      // Nothing comes after the first page.
      const isBeyond = Number(url.searchParams.get("offset")) > 0;
      response.end(isBeyond ? NOTHING : readFileSync(new URL(answer[1], FIXTURES)));
    } else {
      const file = join(folder, normalize(decodeURIComponent(url.pathname)));
      const found = existsSync(file) && statSync(file).isFile();
      if (found) served.push(url.pathname);
      response.writeHead(found ? 200 : 404, {
        "content-type": { ...TYPES, ...types }[extname(file)] ?? "text/plain",
        "content-security-policy": policy,
      });
      response.end(found ? readFileSync(file) : "not found");
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, seen, served };
}
